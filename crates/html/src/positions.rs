//! Which bytes of the source each node of a [`scraper::Html`] comes from.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ops::Range;

use html5ever::tokenizer::{CharacterTokens, DoctypeToken, NullCharacterToken, StartTag, TagToken, Token};
use html5ever::tree_builder::TreeSink;
use html5ever::{LocalName, QualName};
use scraper::{HtmlTreeSink, Node};

use crate::guard::TokenObserver;
use crate::watch::{Observer, TextPlace};

/// Identifies a node of the tree in a [`scraper::Html`].
type NodeId = <HtmlTreeSink as TreeSink>::Handle;

/// A byte range of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// Both offsets in one number, the start in its upper half.
    #[inline]
    pub fn packed(self) -> u64 {
        u64::from(self.start) << u32::BITS | u64::from(self.end)
    }

    /// The span of a packed one.
    #[inline]
    pub fn unpacked(packed: u64) -> Self {
        Self { start: (packed >> u32::BITS) as u32, end: packed as u32 }
    }

    /// For slicing the source.
    #[inline]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span with both in it.
    #[must_use]
    #[inline]
    pub fn joined(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// The places of elements and texts in the source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Positions {
    /// In the order of the nodes' making, which is that of their identifiers.
    spans: Vec<(NodeId, Span)>,
}

impl Positions {
    /// The start tag of an element, or all that a text node was made of (with whatever stands between two
    /// parts that the parser joined). None for nodes that no part of the source stands for: implied and
    /// repeated elements, and comments.
    pub fn get(&self, node: NodeId) -> Option<Span> {
        let index = self.spans.binary_search_by_key(&node, |(known, _)| *known).ok()?;
        Some(self.spans[index].1)
    }

    /// For a walk through the tree, which meets most nodes in the order of their making.
    pub fn reader(&self) -> PositionReader<'_> {
        PositionReader { positions: self, next: 0 }
    }

    /// All nodes that have a place, in the order of their making.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (NodeId, Span)> + '_ {
        self.spans.iter().copied()
    }
}

/// Looks the places of nodes up, fastest in document order.
#[derive(Debug, Clone)]
pub struct PositionReader<'a> {
    positions: &'a Positions,
    next: usize,
}

impl PositionReader<'_> {
    /// As [`Positions::get`].
    pub fn get(&mut self, node: NodeId) -> Option<Span> {
        let spans = &self.positions.spans;
        if spans.get(self.next).is_none_or(|(known, _)| *known != node) {
            self.next = spans.binary_search_by_key(&node, |(known, _)| *known).ok()?;
        }
        self.next += 1;
        Some(spans[self.next - 1].1)
    }
}

/// Takes down which bytes of the source the nodes of a sink come from.
pub trait Places<S: TreeSink> {
    /// An element comes from the start tag at `span`. None takes back what was said last: that element only
    /// repeats the one that the tag opens.
    fn element(&self, sink: &S, element: &S::Handle, span: Option<Span>);

    /// The text that the sink was just given at `place` comes from `span`; where it joined a text node, that
    /// node comes from both.
    fn text(&self, sink: &S, place: TextPlace<'_, S::Handle>, span: Span);
}

/// Tells [`Places`] what the tree builder makes of each token.
pub(crate) struct Recorder<S: TreeSink, P> {
    places: P,
    /// The token that is being processed.
    current: Cell<Span>,
    /// Its name, where it is a start tag.
    start_tag: RefCell<Option<LocalName>>,
    /// The element of the current tag.
    own: RefCell<Option<S::Handle>>,
    is_text: Cell<bool>,
    /// Whether the tree builder passes the token over, wherever it stands.
    is_passed_over: Cell<bool>,
    /// The texts since the last tag: the tree builder keeps those in tables until the next one.
    waiting: RefCell<VecDeque<Span>>,
}

impl<S: TreeSink, P: Places<S>> Recorder<S, P> {
    pub(crate) fn new(places: P) -> Self {
        Self {
            places,
            current: Cell::default(),
            start_tag: RefCell::default(),
            own: RefCell::default(),
            is_text: Cell::default(),
            is_passed_over: Cell::default(),
            waiting: RefCell::default(),
        }
    }

    pub(crate) fn into_places(self) -> P {
        self.places
    }
}

impl<S: TreeSink, P: Places<S>> TokenObserver for Recorder<S, P> {
    fn token_begins(&self, token: &Token, place: u64) {
        self.current.set(Span::unpacked(place));
        self.is_text.set(matches!(token, CharacterTokens(_) | NullCharacterToken));
        self.is_passed_over.set(matches!(token, DoctypeToken(_)));
        match token {
            TagToken(tag) if tag.kind == StartTag => {
                self.own.replace(None);
                self.start_tag.replace(Some(tag.name.clone()));
            }
            // U+0000 never waits: tables leave it out.
            CharacterTokens(_) => self.waiting.borrow_mut().push_back(self.current.get()),
            _ => {}
        }
    }

    fn token_ends(&self) {
        if !self.is_text.get() && !self.is_passed_over.get() {
            self.start_tag.replace(None);
            self.waiting.borrow_mut().clear();
        }
    }
}

impl<S: TreeSink, P: Places<S>> Observer<S> for Recorder<S, P> {
    fn element_created(&self, sink: &S, name: &QualName, element: &S::Handle) {
        let is_own = self.start_tag.borrow().as_ref().is_some_and(|tag| {
            // Most are the same atom.
            name.local == *tag || is_element_of(&name.local, tag)
        });
        if is_own {
            // Formatting elements are opened again before that of the tag is made.
            if let Some(repeated) = self.own.replace(Some(element.clone())) {
                self.places.element(sink, &repeated, None);
            }
            self.places.element(sink, element, Some(self.current.get()));
        }
    }

    fn text_appended(&self, sink: &S, place: TextPlace<'_, S::Handle>) {
        // A column group takes the white space of a text at once, though the rest of it waits.
        let span = if self.is_text.get() {
            self.current.get()
        } else {
            match self.waiting.borrow_mut().pop_front() {
                Some(span) => span,
                None => return,
            }
        };
        self.places.text(sink, place, span);
    }
}

/// The places in a [`scraper::Html`] while it grows.
#[derive(Default)]
pub(crate) struct PositionList(RefCell<Positions>);

impl PositionList {
    pub(crate) fn into_positions(self) -> Positions {
        self.0.into_inner()
    }
}

impl Places<HtmlTreeSink> for PositionList {
    fn element(&self, _sink: &HtmlTreeSink, element: &NodeId, span: Option<Span>) {
        let spans = &mut self.0.borrow_mut().spans;
        match span {
            Some(span) => spans.push((*element, span)),
            None => {
                if let Ok(index) = spans.binary_search_by_key(element, |(known, _)| *known) {
                    spans.remove(index);
                }
            }
        }
    }

    fn text(&self, sink: &HtmlTreeSink, place: TextPlace<'_, NodeId>, span: Span) {
        let html = sink.0.borrow();
        let last_child = |parent: &NodeId| html.tree.get(*parent)?.last_child();
        let before = |sibling: &NodeId| html.tree.get(*sibling)?.prev_sibling();
        let node = match place {
            TextPlace::LastChildOf(parent) => last_child(parent),
            TextPlace::Before(sibling) => before(sibling),
            TextPlace::BeforeOrLastChildOf(sibling, parent) => before(sibling).or_else(|| last_child(parent)),
        };
        let Some(node) = node.filter(|node| matches!(node.value(), Node::Text(_))) else { return };
        let spans = &mut self.0.borrow_mut().spans;
        match spans.last() {
            Some((last, _)) if *last >= node.id() => {
                if let Ok(index) = spans.binary_search_by_key(&node.id(), |(known, _)| *known) {
                    spans[index].1 = spans[index].1.joined(span);
                }
            }
            _ => spans.push((node.id(), span)),
        }
    }
}

/// Whether an element is that of a tag: foreign elements have capitals, and `image` is an `img`.
fn is_element_of(element: &str, tag: &str) -> bool {
    element.eq_ignore_ascii_case(tag) || (element == "img" && tag == "image")
}
