//! A page: HTML parsed once into a flat table of nodes in document order.
//!
//! The only file that names scraper and html5ever. The tree is fed in pieces so that depth, node
//! count and the caller's interrupt are looked at while it grows: html5ever's scope walk is
//! quadratic in nesting depth, so a limit on bytes alone does not bound the time.

mod folding;

use std::ops::Range;
use std::sync::OnceLock;

use html5ever::driver;
use html5ever::tendril::{StrTendril, TendrilSink};
use scraper::{ElementRef, Html, HtmlTreeSink, Node as ScraperNode};

use crate::class_words::ClassWords;
use crate::{Attr, Error, Interrupt, Limits, Tag};
pub(crate) use folding::{is_invisible, push_folded};

/// Bytes fed to the parser between two looks at the limits. In 8 KiB at most 2,700 elements can be
/// opened, so the quadratic part stays below a tenth of a second.
const PIECE: usize = 8 << 10;

const TEMPLATE: &str = "template";

/// How scripts begin that hand data over as JSON though their type does not say so: Next.js, Nuxt, and
/// the assignments `window.__…` by which Redux, Apollo, Remix and others keep their state, and Substack.
const DATA_SCRIPTS: &[&str] = &["self.__next_f", "(self.__next_f", "window.__", "window._preloads"];

/// Index of a node in its [`Page`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    /// The root of every page.
    pub const ROOT: Self = Self(0);

    /// Position in document order.
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The node at this position of document order.
    #[inline]
    pub(crate) fn at(index: usize) -> Self {
        Self(index as u32)
    }
}

#[derive(Debug, Clone)]
struct Node {
    tag: Tag,
    /// Which attributes it may have, as bits: most that are asked for it has not.
    attrs: u32,
    parent: u32,
    /// One past the last node of the subtree.
    end: u32,
    /// Text of a text node in `Page::text`; attributes of an element in `Page::attrs`.
    data: Range<u32>,
}

/// A parsed page. Owned and free of parser types, so it can be sent between threads.
#[derive(Debug, Clone)]
pub struct Page {
    nodes: Vec<Node>,
    attrs: Vec<(Attr, Range<u32>)>,
    text: String,
    /// Those that it was parsed under; they hold for markup inside it, too.
    limits: Limits,
    templates: Option<Box<Page>>,
    /// What classes and ids name, read when it is first asked for.
    class_words: OnceLock<ClassWords>,
}

impl Page {
    /// Parses HTML as WHATWG says, with scripting enabled (so `noscript` holds text).
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::TooDeep`], [`Error::TooManyNodes`] when a limit is passed, and
    /// [`Error::Interrupted`].
    pub fn parse(html: &str, limits: &Limits, interrupt: Interrupt) -> Result<Self, Error> {
        if html.len() > limits.bytes {
            return Err(Error::TooLarge { bytes: html.len(), limit: limits.bytes });
        }
        let tree = parse_in_pieces(html, limits, interrupt)?;
        flatten(&tree, html.len(), limits)
    }

    /// The limits that the page was parsed under.
    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The contents of the page's templates, in document order, as a page of their own. A browser shows
    /// none of it before a script asks for it, so it is no part of this page. None where they hold no text.
    pub fn templates(&self) -> Option<&Self> {
        self.templates.as_deref()
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether the page has no node; the parser always makes `html`, `head` and `body`.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Element name, or [`Tag::Text`].
    #[inline]
    pub fn tag(&self, id: NodeId) -> Tag {
        self.nodes[id.index()].tag
    }

    /// Parent element; none for the root.
    #[inline]
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        (id != NodeId::ROOT).then(|| NodeId(self.nodes[id.index()].parent))
    }

    /// One past the last node of the subtree, in document order.
    #[inline]
    pub fn end(&self, id: NodeId) -> usize {
        self.nodes[id.index()].end as usize
    }

    /// The characters of a text node, as parsed; empty for elements.
    #[inline]
    pub fn text(&self, id: NodeId) -> &str {
        let node = &self.nodes[id.index()];
        if node.tag == Tag::Text { self.slice(&node.data) } else { "" }
    }

    /// Value of an attribute of an element.
    #[inline]
    pub fn attr(&self, id: NodeId, name: Attr) -> Option<&str> {
        let node = &self.nodes[id.index()];
        if node.attrs & bit_of(name) == 0 {
            return None;
        }
        let attrs = &self.attrs[node.data.start as usize..node.data.end as usize];
        attrs.iter().find(|(known, _)| *known == name).map(|(_, value)| self.slice(value))
    }

    /// Every node below `id`, in document order.
    pub fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> + use<> {
        (id.index() + 1..self.end(id)).map(NodeId::at)
    }

    /// Every node of the page, in document order.
    pub fn all(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.len()).map(NodeId::at)
    }

    /// The children of an element.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.end(id);
        let mut next = id.index() + 1;
        std::iter::from_fn(move || {
            let child = (next < end).then(|| NodeId::at(next))?;
            next = self.end(child);
            Some(child)
        })
    }

    /// The element itself and its ancestors, up to the root.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(id), |id| self.parent(*id))
    }

    /// The first element with this name.
    pub fn find(&self, tag: Tag) -> Option<NodeId> {
        self.all().find(|id| self.tag(*id) == tag)
    }

    /// The text below a node with white space folded to single blanks; scripts and styles hold none.
    pub fn text_content(&self, id: NodeId) -> String {
        let mut out = String::new();
        let mut skip_until = 0;
        for node in std::iter::once(id).chain(self.descendants(id)) {
            if node.index() < skip_until {
                continue;
            }
            match self.tag(node) {
                Tag::Text => push_folded(&mut out, self.text(node)),
                Tag::Script | Tag::Style if node != id => skip_until = self.end(node),
                tag if tag == Tag::Br || tag.breaks_text() => push_folded(&mut out, " "),
                _ => {}
            }
        }
        out.truncate(out.trim_end().len());
        out
    }

    /// The page as an older publishing system would have written it: no class, id, role or microdata, and
    /// `div` instead of the elements that name parts of a page. For training on text and shape alone.
    #[must_use]
    pub fn without_names(mut self) -> Self {
        for node in &mut self.nodes {
            if node.tag.names_a_part() {
                node.tag = Tag::Div;
            }
        }
        for (attr, _) in &mut self.attrs {
            if attr.names_a_part() {
                *attr = Attr::Other;
            }
        }
        self.class_words = OnceLock::new();
        self
    }

    /// Numbers for the values of class and id of a node, so that each value needs to be looked at once: the
    /// same value has the same number, below [`Page::name_count`], and 0 stands for none.
    pub fn name_numbers(&self, id: NodeId) -> [usize; 2] {
        self.class_words().numbers(id).map(|number| number as usize)
    }

    /// How many numbers [`Page::name_numbers`] gives.
    pub fn name_count(&self) -> usize {
        self.class_words().count()
    }

    pub(crate) fn class_words(&self) -> &ClassWords {
        self.class_words.get_or_init(|| ClassWords::of(self))
    }

    fn slice(&self, range: &Range<u32>) -> &str {
        &self.text[range.start as usize..range.end as usize]
    }
}

/// The bit of an attribute; a few share theirs.
fn bit_of(attr: Attr) -> u32 {
    1 << (attr as u32 % u32::BITS)
}

fn parse_in_pieces(html: &str, limits: &Limits, interrupt: Interrupt) -> Result<Html, Error> {
    let sink = HtmlTreeSink::new(Html::new_document());
    let mut parser = driver::parse_document(sink, driver::ParseOpts::default());
    let mut rest = html;
    while !rest.is_empty() {
        let (piece, tail) = rest.split_at(rest.floor_char_boundary(PIECE.min(rest.len())));
        parser.process(StrTendril::from_slice(piece));
        rest = tail;
        let tree = parser.tokenizer.sink.sink.0.borrow();
        check_size(&tree, limits)?;
        interrupt.check()?;
    }
    Ok(parser.finish())
}

/// Looks at the node count and at the depth of the newest branch.
fn check_size(html: &Html, limits: &Limits) -> Result<(), Error> {
    let nodes = html.tree.values().len();
    if nodes > limits.nodes {
        return Err(Error::TooManyNodes { nodes, limit: limits.nodes });
    }
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the type's crate is not a dependency")]
    let newest = std::iter::successors(Some(html.tree.root()), |node| node.last_child());
    let depth = newest.count();
    if depth > limits.depth {
        return Err(Error::TooDeep { depth, limit: limits.depth });
    }
    Ok(())
}

/// Copies the tree into the flat table, and the contents of its templates into one of their own.
fn flatten(html: &Html, source_length: usize, limits: &Limits) -> Result<Page, Error> {
    let mut page = Page::with_capacity(html.tree.values().len(), source_length / 2, limits);
    let mut templates = Vec::new();
    if let Some(root) = html.tree.root().children().find_map(ElementRef::wrap) {
        page.copy(root, Vec::new(), &mut templates)?;
    }
    // A template that passes a limit is left out: the page itself does not.
    page.templates = template_page(&templates, limits).ok().flatten().map(Box::new);
    Ok(page)
}

/// The contents of templates as children of one `body`; none where they hold no text.
fn template_page(templates: &[ElementRef], limits: &Limits) -> Result<Option<Page>, Error> {
    let mut page = Page::with_capacity(0, 0, limits);
    for (index, tag) in [Tag::Html, Tag::Body].into_iter().enumerate() {
        page.nodes.push(Node { tag, attrs: 0, parent: index.saturating_sub(1) as u32, end: 0, data: 0..0 });
    }
    let body = page.nodes.len() as u32 - 1;
    // Inner templates are copied with the outer one.
    let mut inner = Vec::new();
    for template in templates {
        page.copy(*template, vec![0, body], &mut inner)?;
    }
    page.close(0);
    page.close(body as usize);
    let has_text = page.nodes.iter().any(|node| node.tag == Tag::Text);
    Ok(has_text.then_some(page))
}

impl Page {
    fn with_capacity(nodes: usize, text: usize, limits: &Limits) -> Self {
        Self {
            nodes: Vec::with_capacity(nodes),
            attrs: Vec::new(),
            text: String::with_capacity(text),
            limits: *limits,
            class_words: OnceLock::new(),
            templates: None,
        }
    }

    /// Copies an element with what is below it, in document order, with an explicit walk (no recursion).
    /// `open` are the elements around it. The content of a template is read where it is the element
    /// itself or inside it; others are listed.
    fn copy<'a>(
        &mut self,
        from: ElementRef<'a>,
        mut open: Vec<u32>,
        templates: &mut Vec<ElementRef<'a>>,
    ) -> Result<(), Error> {
        let outside = open.len();
        let reads_templates = from.value().name() == TEMPLATE;
        let mut cursor = Some(*from);
        while let Some(node) = cursor {
            let is_template = node.value().as_element().is_some_and(|element| element.name() == TEMPLATE);
            if is_template && !reads_templates {
                templates.extend(ElementRef::wrap(node));
            }
            let parent = open.last().copied().unwrap_or(0);
            let pushed = self.push(node.value(), parent, reads_templates);
            // The children of a template hang below a fragment node.
            let content = if is_template && reads_templates { node.first_child() } else { Some(node) };
            let first_child = content.filter(|_| pushed).and_then(|content| content.first_child());
            if let Some(child) = first_child {
                open.push(self.nodes.len() as u32 - 1);
                if open.len() > self.limits.depth {
                    return Err(Error::TooDeep { depth: open.len(), limit: self.limits.depth });
                }
                cursor = Some(child);
                continue;
            }
            if pushed {
                self.close(self.nodes.len() - 1);
            }
            let mut up = Some(node);
            cursor = loop {
                let Some(current) = up.filter(|_| open.len() > outside) else { break None };
                if let Some(next) = current.next_sibling() {
                    break Some(next);
                }
                up = current.parent();
                if up.is_some_and(|parent| matches!(parent.value(), ScraperNode::Fragment)) {
                    up = up.and_then(|fragment| fragment.parent());
                }
                if let Some(index) = open.pop() {
                    self.close(index as usize);
                }
            };
        }
        Ok(())
    }
}

impl Page {
    /// Appends a node; false for what no one reads (comments, styles, scripts that are not data).
    fn push(&mut self, node: &ScraperNode, parent: u32, reads_templates: bool) -> bool {
        let mut attrs = 0;
        let (tag, start) = match node {
            ScraperNode::Text(text) => {
                if !self.wants_text_of(parent, text) {
                    return false;
                }
                let start = self.text.len();
                self.text.push_str(text);
                (Tag::Text, start)
            }
            ScraperNode::Element(element) => {
                let start = self.attrs.len();
                for (name, value) in &element.attrs {
                    let attr = Attr::from_name(&name.local);
                    if attr != Attr::Other {
                        let from = self.text.len() as u32;
                        self.text.push_str(value);
                        self.attrs.push((attr, from..self.text.len() as u32));
                        attrs |= bit_of(attr);
                    }
                }
                let tag = Tag::from_name(&element.name.local);
                (if tag == Tag::Template && reads_templates { Tag::Div } else { tag }, start)
            }
            _ => return false,
        };
        let end = if tag == Tag::Text { self.text.len() } else { self.attrs.len() };
        self.nodes.push(Node { tag, attrs, parent, end: 0, data: start as u32..end as u32 });
        true
    }

    fn close(&mut self, index: usize) {
        self.nodes[index].end = self.nodes.len() as u32;
    }

    /// Style sheets and program code are never read; scripts that hold JSON are.
    fn wants_text_of(&self, parent: u32, text: &str) -> bool {
        match self.nodes[parent as usize].tag {
            Tag::Style => false,
            Tag::Script => {
                let kind = self.attr(NodeId(parent), Attr::Type).unwrap_or_default();
                let start = text.trim_start();
                kind.contains("json") || DATA_SCRIPTS.iter().any(|prefix| start.starts_with(prefix))
            }
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests;
