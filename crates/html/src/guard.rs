//! Between the tokenizer and html5ever's tree builder: keeps the cost of the tree builder linear.
//!
//! The tree builder walks its stack of open elements for most tags, and opens formatting elements again
//! in each paragraph, so that its time is the square of what stays open. Its stack is private, but
//! [`TreeBuilder::trace_handles`] shows it. That is looked at only when as many elements were made since
//! the last look as could reach a limit, which on most pages is never.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{CommentToken, EOFToken, EndTag, StartTag, Tag, TagToken};
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{ElemName, Tracer, TreeBuilder, TreeSink};
use html5ever::{LocalName, QualName, local_name, ns};

use crate::limits::{Cap, Caps, Limits};
use crate::names::is_formatting;
use crate::watch::{Observer, Watch};

/// Elements that one token opens without any that are opened again: `html`, `head`, `body`, `tbody`, `tr`,
/// and its own.
const IMPLIED: usize = 6;

/// Most elements that a document may have opened again: one with so many has been written to have them.
const REOPENED: usize = 50_000;

/// What a node comes from: told to the observer before the tree builder gets the token.
pub(crate) trait TokenObserver {
    fn token_begins(&self, _token: &Token, _place: u64) {}
    fn token_ends(&self) {}
}

impl TokenObserver for crate::watch::Unobserved {}

/// A tree builder under limits.
pub(crate) struct Guard<S: TreeSink, O: Observer<S>> {
    pub(crate) builder: TreeBuilder<S::Handle, Watch<S, O>>,
    limits: Limits,
    caps: Cell<Caps>,
    /// The stack is looked at when so many elements have been made.
    next_look: Cell<usize>,
    /// What the last look said.
    is_deep: Cell<bool>,
    is_full_of_formatting: Cell<bool>,
    /// Whether the stack may have changed since.
    is_stale: Cell<bool>,
    /// Elements that stand empty since they could not be opened, and whose end tags are still to come.
    unopened: RefCell<HashMap<LocalName, usize>>,
    reopened: Cell<usize>,
    is_over: Cell<bool>,
}

impl<S: TreeSink, O: Observer<S> + TokenObserver> Guard<S, O> {
    pub(crate) fn new(builder: TreeBuilder<S::Handle, Watch<S, O>>, limits: &Limits) -> Self {
        Self {
            builder,
            limits: *limits,
            caps: Cell::default(),
            next_look: Cell::new(limits.depth.min(limits.formatting)),
            is_deep: Cell::new(false),
            is_full_of_formatting: Cell::new(false),
            is_stale: Cell::new(true),
            unopened: RefCell::default(),
            reopened: Cell::new(0),
            is_over: Cell::new(false),
        }
    }

    pub(crate) fn caps(&self) -> Caps {
        self.caps.get()
    }

    pub(crate) fn cap(&self, cap: Cap) {
        let mut caps = self.caps.get();
        caps.insert(cap);
        self.caps.set(caps);
    }

    /// Whether the rest of the document is left out.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over.get()
    }

    #[inline]
    fn pass(&self, token: Token, place: u64) -> TokenSinkResult<S::Handle> {
        let watch = &self.builder.sink;
        let before = watch.elements();
        watch.observer.token_begins(&token, place);
        if let Some(made) = &mut *watch.made.borrow_mut() {
            made.clear();
        }
        let result = self.builder.process_token(token, 1);
        watch.observer.token_ends();
        let made = watch.elements() - before;
        if made > IMPLIED {
            self.reopened.set(self.reopened.get() + made);
            self.close_reopened();
        }
        if watch.nodes() > self.limits.nodes {
            self.cap(Cap::Nodes);
            self.is_over.set(true);
        }
        result
    }

    /// Closes for good the formatting elements that the last token opened again, once that was too often.
    fn close_reopened(&self) {
        if self.reopened.get() < REOPENED {
            return;
        }
        self.cap(Cap::Formatting);
        // Names are kept from here on: those of this first token are not known.
        let made = self.builder.sink.made.replace(Some(Vec::new())).unwrap_or_default();
        for name in made.into_iter().rev().filter(is_formatting) {
            let _ = self.builder.process_token(end_tag(name), 1);
        }
        self.builder.sink.made.replace(Some(Vec::new()));
        self.is_stale.set(true);
    }

    /// Whether a start tag must not open an element.
    fn must_stay_unopened(&self, tag: &Tag) -> bool {
        let elements = self.builder.sink.elements();
        let is_formatting_now = || self.is_full_of_formatting.get() && is_formatting(&tag.name);
        if elements >= self.next_look.get()
            || (self.is_stale.get() && (self.is_deep.get() || is_formatting_now()))
        {
            self.look(elements);
        }
        let cap = match () {
            () if self.is_deep.get() => Cap::Depth,
            () if is_formatting_now() => Cap::Formatting,
            () => return false,
        };
        if self.opens_nothing(tag) {
            return false;
        }
        self.cap(cap);
        true
    }

    /// Looks at the stack and says when to look again.
    fn look(&self, elements: usize) {
        let open = Open::of(&self.builder);
        self.is_stale.set(false);
        self.is_deep.set(open.all >= self.limits.depth);
        self.is_full_of_formatting.set(open.formatting >= self.limits.formatting);
        let room_for = |open: usize, limit: usize| if open < limit { limit - open } else { usize::MAX };
        let room =
            room_for(open.all, self.limits.depth).min(room_for(open.formatting, self.limits.formatting));
        // While a limit is reached, what changes the stack makes the look stale instead.
        self.next_look.set(elements.saturating_add(room));
        if !self.is_deep.get() && !self.is_full_of_formatting.get() {
            self.unopened.borrow_mut().clear();
        }
    }

    /// Whether a start tag adds nothing to the stack, or only until its own end tag: no other element can
    /// be opened inside raw text, which would be read as markup were its element missing.
    fn opens_nothing(&self, tag: &Tag) -> bool {
        if self.builder.adjusted_current_node_present_but_not_in_html_namespace() {
            return tag.self_closing;
        }
        match tag.name {
            local_name!("svg") | local_name!("math") => tag.self_closing,
            _ => is_void(&tag.name) || is_raw_text(&tag.name),
        }
    }

    /// Puts an empty element where the tree builder would put a comment, which costs no walk.
    fn insert_unopened(&self, tag: Tag, place: u64) -> TokenSinkResult<S::Handle> {
        *self.unopened.borrow_mut().entry(tag.name.clone()).or_default() += 1;
        let name = QualName::new(None, ns!(html), tag.name);
        self.builder.sink.instead_of_comment.replace(Some((name, tag.attrs)));
        self.pass(CommentToken(StrTendril::new()), place)
    }

    /// Whether an end tag is that of an element that was not opened.
    fn ends_unopened(&self, name: &LocalName) -> bool {
        let mut unopened = self.unopened.borrow_mut();
        if unopened.is_empty() {
            return false;
        }
        match unopened.get_mut(name) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }
}

impl<S: TreeSink, O: Observer<S> + TokenObserver> TokenSink for Guard<S, O> {
    type Handle = S::Handle;

    #[inline]
    fn process_token(&self, token: Token, place: u64) -> TokenSinkResult<S::Handle> {
        match &token {
            EOFToken => {}
            _ if self.is_over() => return TokenSinkResult::Continue,
            TagToken(tag) if tag.kind == StartTag => {
                if self.must_stay_unopened(tag) {
                    return self.insert_unopened(tag.clone(), place);
                }
                self.is_stale.set(true);
            }
            TagToken(tag) => {
                if self.ends_unopened(&tag.name) {
                    return TokenSinkResult::Continue;
                }
                self.is_stale.set(true);
            }
            _ => {}
        }
        self.pass(token, place)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

fn end_tag(name: LocalName) -> Token {
    TagToken(Tag {
        kind: EndTag,
        name,
        self_closing: false,
        attrs: Vec::new(),
        had_duplicate_attributes: false,
    })
}

/// Elements open or to be opened again, those that are both counted twice.
struct Open {
    all: usize,
    formatting: usize,
}

impl Open {
    fn of<S: TreeSink, O: Observer<S>>(builder: &TreeBuilder<S::Handle, Watch<S, O>>) -> Self {
        let counter = Counter {
            watch: &builder.sink,
            all: Cell::new(0),
            formatting: Cell::new(0),
            handles: Cell::new(0),
        };
        builder.trace_handles(&counter);
        Self { all: counter.all.get(), formatting: counter.formatting.get() }
    }
}

struct Counter<'a, S: TreeSink, O: Observer<S>> {
    watch: &'a Watch<S, O>,
    handles: Cell<usize>,
    all: Cell<usize>,
    formatting: Cell<usize>,
}

impl<S: TreeSink, O: Observer<S>> Tracer for Counter<'_, S, O> {
    type Handle = S::Handle;

    fn trace_handle(&self, node: &S::Handle) {
        // The first one is the document, which has no name.
        if self.handles.replace(self.handles.get() + 1) == 0 {
            return;
        }
        self.all.set(self.all.get() + 1);
        let name = self.watch.elem_name(node);
        if *name.ns() == ns!(html) && is_formatting(name.local_name()) {
            self.formatting.set(self.formatting.get() + 1);
        }
    }
}

/// Elements that the tree builder takes off the stack at once.
fn is_void(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("basefont")
            | local_name!("bgsound")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("frame")
            | local_name!("hr")
            | local_name!("image")
            | local_name!("img")
            | local_name!("input")
            | local_name!("keygen")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("param")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
    )
}

/// Elements whose content is text up to their end tag.
fn is_raw_text(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("iframe")
            | local_name!("noembed")
            | local_name!("noframes")
            | local_name!("noscript")
            | local_name!("plaintext")
            | local_name!("script")
            | local_name!("style")
            | local_name!("textarea")
            | local_name!("title")
            | local_name!("xmp")
    )
}
