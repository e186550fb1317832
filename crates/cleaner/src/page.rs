//! A page: HTML parsed once into a flat table of nodes in document order.
//!
//! The only file that knows the parser. Its limits hold while the tree grows: the tree builder takes
//! quadratic time in nesting depth, so a limit on bytes alone does not bound the time.

mod folding;

use std::ops::Range;
use std::sync::OnceLock;

use copydesk_html::scraper::{ElementRef, Node as ParsedNode};
use copydesk_html::{Cap, Document, PositionReader, Span, parse_document_with};

use crate::class_words::ClassWords;
use crate::{Attr, Error, Interrupt, Limits, Tag};
pub(crate) use folding::{is_invisible, push_folded};

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
    /// Bytes of the source: the start tag, or the run of text; empty for what no part of it stands for.
    source: Span,
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
    is_flattened: bool,
    /// What classes and ids name, read when it is first asked for.
    class_words: OnceLock<ClassWords>,
}

impl Page {
    /// Parses HTML as WHATWG says, with scripting enabled (so `noscript` holds text). Elements deeper than
    /// the limit stand beside those that they are in, with all their text.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::TooManyNodes`] when a limit is passed, and [`Error::Interrupted`].
    pub fn parse(html: &str, limits: &Limits, interrupt: Interrupt) -> Result<Self, Error> {
        if html.len() > limits.bytes {
            return Err(Error::TooLarge { bytes: html.len(), limit: limits.bytes });
        }
        interrupt.check()?;
        let stop = || interrupt.check().is_err();
        let options = copydesk_html::Options {
            limits: copydesk_html::Limits {
                depth: limits.depth,
                nodes: limits.nodes,
                ..copydesk_html::Limits::default()
            },
            positions: true,
            stop: Some(&stop),
            ..copydesk_html::Options::default()
        };
        let document = parse_document_with(html, &options);
        if document.caps.contains(Cap::Stopped) {
            return Err(Error::Interrupted);
        }
        if document.caps.contains(Cap::Nodes) {
            return Err(Error::TooManyNodes {
                nodes: document.html.tree.values().len(),
                limit: limits.nodes,
            });
        }
        Ok(flatten(&document, html.len(), limits))
    }

    /// Whether elements deeper than the limit, or more formatting elements than a page can use, stand beside
    /// those that they were in.
    pub fn is_flattened(&self) -> bool {
        self.is_flattened
    }

    /// The bytes of the HTML that a node comes from: the start tag of an element, or the run of text. None
    /// for elements that the parser added.
    pub fn source(&self, id: NodeId) -> Option<Range<usize>> {
        let range = self.nodes[id.index()].source.range();
        (!range.is_empty()).then_some(range)
    }

    /// The bytes of the HTML from the first to the last that some nodes come from.
    pub(crate) fn source_of(&self, nodes: Range<usize>) -> Option<Range<usize>> {
        let places = self.nodes[nodes].iter().map(|node| node.source).filter(|span| !span.range().is_empty());
        places.reduce(Span::joined).map(Span::range)
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

/// Copies the tree into the flat table, and the contents of its templates into one of their own.
fn flatten(document: &Document, source_length: usize, limits: &Limits) -> Page {
    let tree = &document.html.tree;
    let mut page = Page::with_capacity(tree.values().len(), source_length / 2, limits);
    let mut positions = document.positions.reader();
    let mut templates = Vec::new();
    if let Some(root) = tree.root().children().find_map(ElementRef::wrap) {
        page.copy(root, Vec::new(), &mut templates, &mut positions);
    }
    page.templates = template_page(&templates, limits, &mut positions).map(Box::new);
    page.is_flattened = document.caps.contains(Cap::Depth) || document.caps.contains(Cap::Formatting);
    page
}

/// The contents of templates as children of one `body`; none where they hold no text.
fn template_page(templates: &[ElementRef], limits: &Limits, positions: &mut PositionReader) -> Option<Page> {
    let mut page = Page::with_capacity(0, 0, limits);
    for (index, tag) in [Tag::Html, Tag::Body].into_iter().enumerate() {
        let parent = index.saturating_sub(1) as u32;
        page.nodes.push(Node { tag, attrs: 0, parent, end: 0, data: 0..0, source: Span::default() });
    }
    let body = page.nodes.len() as u32 - 1;
    // Inner templates are copied with the outer one.
    let mut inner = Vec::new();
    for template in templates {
        page.copy(*template, vec![0, body], &mut inner, positions);
    }
    page.close(0);
    page.close(body as usize);
    let has_text = page.nodes.iter().any(|node| node.tag == Tag::Text);
    has_text.then_some(page)
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
            is_flattened: false,
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
        positions: &mut PositionReader,
    ) {
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
            if let Some(new) = self.nodes.last_mut().filter(|_| pushed) {
                new.source = positions.get(node.id()).unwrap_or_default();
            }
            // The children of a template hang below a fragment node.
            let content = if is_template && reads_templates { node.first_child() } else { Some(node) };
            let first_child = content.filter(|_| pushed).and_then(|content| content.first_child());
            if let Some(child) = first_child {
                open.push(self.nodes.len() as u32 - 1);
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
                if up.is_some_and(|parent| matches!(parent.value(), ParsedNode::Fragment)) {
                    up = up.and_then(|fragment| fragment.parent());
                }
                if let Some(index) = open.pop() {
                    self.close(index as usize);
                }
            };
        }
    }
}

impl Page {
    /// Appends a node; false for what no one reads (comments, styles, scripts that are not data).
    fn push(&mut self, node: &ParsedNode, parent: u32, reads_templates: bool) -> bool {
        let mut attrs = 0;
        let (tag, start) = match node {
            ParsedNode::Text(text) => {
                if !self.wants_text_of(parent, text) {
                    return false;
                }
                let start = self.text.len();
                self.text.push_str(text);
                (Tag::Text, start)
            }
            ParsedNode::Element(element) => {
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
        let data = start as u32..end as u32;
        self.nodes.push(Node { tag, attrs, parent, end: 0, data, source: Span::default() });
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
