//! A page: HTML parsed once into a flat table of nodes in document order.
//!
//! With its folder the only file that knows the parser. Its limits hold while the tree grows: the tree builder takes
//! quadratic time in nesting depth, so a limit on bytes alone does not bound the time.

mod folding;
mod sink;

use std::iter::successors;
use std::mem;
use std::ops::Range;
use std::sync::OnceLock;

use copydesk_html::{Cap, Parsed, Span, parse_into_placed, parse_into_with};

use crate::class_words::ClassWords;
use crate::{Attr, Error, Interrupt, Limits, Sources, Tag};
pub(crate) use folding::{is_invisible, push_folded};
use sink::{Kind, Sink, SourcePlaces, Sprout, Tree};

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
    /// Of each node; apart, for most looks at all nodes ask for no more.
    tags: Vec<Tag>,
    nodes: Vec<Node>,
    attrs: Vec<(Attr, Range<u32>)>,
    text: String,
    /// Those that it was parsed under; they hold for markup inside it, too.
    limits: Limits,
    templates: Option<Box<Page>>,
    url: Option<Box<str>>,
    is_flattened: bool,
    sources: Sources,
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
        Self::parse_with(html, limits, interrupt, Sources::Omit)
    }

    /// As [`Page::parse`], with the places of nodes in the HTML where they are wanted.
    ///
    /// # Errors
    /// Those of [`Page::parse`].
    pub fn parse_with(
        html: &str,
        limits: &Limits,
        interrupt: Interrupt,
        sources: Sources,
    ) -> Result<Self, Error> {
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
            stop: Some(&stop),
            wants_attribute: Some(|name| Attr::from_name(name) != Attr::Other),
            ..copydesk_html::Options::default()
        };
        let sink = Sink::with_room_for(html.len());
        let Parsed { output: tree, caps } = match sources {
            Sources::Omit => parse_into_with(html, sink, &options),
            Sources::Record => parse_into_placed(html, sink, SourcePlaces, &options).0,
        };
        if caps.contains(Cap::Stopped) {
            return Err(Error::Interrupted);
        }
        if caps.contains(Cap::Nodes) {
            return Err(Error::TooManyNodes { nodes: tree.len(), limit: limits.nodes });
        }
        let mut page = flatten(tree, limits, sources);
        page.is_flattened = caps.contains(Cap::Depth) || caps.contains(Cap::Formatting);
        Ok(page)
    }

    /// The page with the address that it was fetched from. It helps to tell the kind of a page that does not give
    /// its own address.
    #[must_use]
    pub fn with_url(mut self, url: &str) -> Self {
        self.url = Some(url.into());
        self
    }

    /// What [`Page::with_url`] gave.
    pub(crate) fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Whether elements deeper than the limit, or more formatting elements than a page can use, stand beside
    /// those that they were in.
    pub fn is_flattened(&self) -> bool {
        self.is_flattened
    }

    /// The bytes of the HTML that a node comes from: the start tag of an element, or the run of text. None
    /// for elements that the parser added, and where nobody asked for [`Sources::Record`].
    pub fn source(&self, id: NodeId) -> Option<Range<usize>> {
        let range = self.nodes[id.index()].source.range();
        (!range.is_empty()).then_some(range)
    }

    /// The bytes of the HTML from the first to the last that some nodes come from.
    pub(crate) fn source_of(&self, nodes: Range<usize>) -> Option<Range<usize>> {
        if self.sources == Sources::Omit {
            return None;
        }
        let places = self.nodes[nodes].iter().map(|node| node.source).filter(|span| !span.range().is_empty());
        places.reduce(Span::joined).map(Span::range)
    }

    /// Whether nodes have places in the HTML.
    pub(crate) fn sources(&self) -> Sources {
        self.sources
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
        self.tags[id.index()]
    }

    /// The tags of all nodes, in document order.
    pub(crate) fn tags(&self) -> &[Tag] {
        &self.tags
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
        if self.tag(id) == Tag::Text { self.slice(&self.nodes[id.index()].data) } else { "" }
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

    /// The nodes behind this one, in document order: those inside it first.
    pub fn behind(&self, id: NodeId) -> impl Iterator<Item = NodeId> + use<> {
        (id.index() + 1..self.len()).map(NodeId::at)
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
        successors(Some(id), |id| self.parent(*id))
    }

    /// The first element with this name.
    pub fn find(&self, tag: Tag) -> Option<NodeId> {
        self.tags.iter().position(|known| *known == tag).map(NodeId::at)
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

    /// The page as an older publishing system would have written it: no class, id, role or microdata, no link
    /// to its own address, and `div` instead of the elements that name parts of a page. For training on text
    /// and shape alone.
    #[must_use]
    pub fn without_names(mut self) -> Self {
        for (tag, node) in self.tags.iter_mut().zip(&mut self.nodes) {
            if tag.names_a_part() {
                *tag = Tag::Div;
            }
            if *tag == Tag::Link {
                node.attrs = 0;
            }
        }
        for (attr, _) in &mut self.attrs {
            if attr.names_a_part() {
                *attr = Attr::Other;
            }
        }
        self.url = None;
        self.class_words = OnceLock::new();
        self
    }

    /// Numbers for the values of class and id of a node, so that each value needs to be looked at once: the
    /// same value has the same number, below [`Page::value_count`], and 0 stands for none.
    pub fn value_numbers(&self, id: NodeId) -> [usize; 2] {
        self.class_words().numbers(id).map(|number| number as usize)
    }

    /// How many numbers [`Page::value_numbers`] gives.
    pub fn value_count(&self) -> usize {
        self.class_words().count()
    }

    /// The different names that stand in the values of classes and ids, with blanks between them.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.class_words().names().iter().map(|range| self.slice(range))
    }

    /// One of [`Page::names`].
    pub fn name(&self, number: usize) -> &str {
        self.slice(&self.class_words().names()[number])
    }

    /// Numbers of the names in a value.
    pub fn names_in(&self, value: usize) -> impl Iterator<Item = usize> + '_ {
        self.class_words().names_in(value).iter().map(|number| *number as usize)
    }

    pub(crate) fn class_words(&self) -> &ClassWords {
        self.class_words.get_or_init(|| ClassWords::of(self))
    }

    /// The range of a slice of the page's text.
    pub(crate) fn range_of(&self, slice: &str) -> Range<u32> {
        let start = slice.as_ptr().addr() - self.text.as_ptr().addr();
        start as u32..(start + slice.len()) as u32
    }

    fn slice(&self, range: &Range<u32>) -> &str {
        &self.text[range.start as usize..range.end as usize]
    }
}

/// The bit of an attribute; a few share theirs.
fn bit_of(attr: Attr) -> u32 {
    1 << (attr as u32 % u32::BITS)
}

/// Puts the nodes of the tree into document order, and the contents of its templates into a page of their own.
fn flatten(mut tree: Tree, limits: &Limits, sources: Sources) -> Page {
    let mut page = Page::with_capacity(tree.len(), limits, sources);
    page.attrs = mem::take(&mut tree.attrs);
    page.text = mem::take(&mut tree.values);
    page.text.reserve(tree.texts.iter().map(|text| text.len()).sum());
    let mut templates = Vec::new();
    let mut children = successors(tree.first_child(Tree::DOCUMENT), |node| tree.next_sibling(*node));
    if let Some(root) = children.find(|node| matches!(tree.node(*node).kind, Kind::Element(_))) {
        page.copy(&tree, root, Vec::new(), &mut Templates::List(&mut templates));
    }
    page.templates = template_page(&tree, &templates, &page).map(Box::new);
    page
}

/// The contents of templates as children of one `body`; none where they hold no text.
fn template_page(tree: &Tree, templates: &[u32], outside: &Page) -> Option<Page> {
    let mut page = Page::with_capacity(0, &outside.limits, outside.sources);
    for (index, tag) in [Tag::Html, Tag::Body].into_iter().enumerate() {
        let parent = index.saturating_sub(1) as u32;
        page.tags.push(tag);
        page.nodes.push(Node { attrs: 0, parent, end: 0, data: 0..0, source: Span::default() });
    }
    let body = page.nodes.len() as u32 - 1;
    for template in templates {
        page.copy(tree, *template, vec![0, body], &mut Templates::Read { attrs_of: outside });
    }
    page.close(0);
    page.close(body as usize);
    let has_text = page.tags.contains(&Tag::Text);
    has_text.then_some(page)
}

/// What becomes of templates in a copy.
enum Templates<'a> {
    /// Their content is left out, and their indices go here.
    List(&'a mut Vec<u32>),
    /// They are read like any element. The page that they are in has the attributes.
    Read { attrs_of: &'a Page },
}

impl Page {
    fn with_capacity(nodes: usize, limits: &Limits, sources: Sources) -> Self {
        Self {
            tags: Vec::with_capacity(nodes),
            nodes: Vec::with_capacity(nodes),
            attrs: Vec::new(),
            text: String::new(),
            limits: *limits,
            class_words: OnceLock::new(),
            templates: None,
            url: None,
            is_flattened: false,
            sources,
        }
    }

    /// Copies an element with what is below it, in document order, with an explicit walk (no recursion).
    /// `open` are the elements around it.
    fn copy(&mut self, tree: &Tree, from: u32, mut open: Vec<u32>, templates: &mut Templates) {
        let outside = open.len();
        let mut cursor = Some(from);
        while let Some(index) = cursor {
            let node = tree.node(index);
            let pushed = match node.kind {
                Kind::Element(tag) => {
                    let (tag, data) = match templates {
                        Templates::List(list) => {
                            let holds_fragment = |child| tree.node(child).kind == Kind::Fragment;
                            if tree.first_child(index).is_some_and(holds_fragment) {
                                list.push(index);
                            }
                            (tag, node.data.clone())
                        }
                        Templates::Read { attrs_of } => {
                            let tag = if tag == Tag::Template { Tag::Div } else { tag };
                            (tag, self.copy_attrs(attrs_of, &node.data))
                        }
                    };
                    self.push(tag, node, data, open.last());
                    true
                }
                Kind::Text => {
                    let start = self.text.len() as u32;
                    self.text.push_str(&tree.texts[node.data.start as usize]);
                    self.push(Tag::Text, node, start..self.text.len() as u32, open.last());
                    true
                }
                Kind::Fragment | Kind::UnreadText | Kind::Unread => false,
            };
            let content = tree.first_child(index).filter(|_| pushed);
            let first_child = match content {
                // What a template holds hangs below a fragment.
                Some(content) if tree.node(content).kind == Kind::Fragment => {
                    let is_read = matches!(templates, Templates::Read { .. });
                    tree.first_child(content).filter(|_| is_read)
                }
                content => content,
            };
            if let Some(child) = first_child {
                open.push(self.nodes.len() as u32 - 1);
                cursor = Some(child);
                continue;
            }
            if pushed {
                self.close(self.nodes.len() - 1);
            }
            let mut up = index;
            cursor = loop {
                if open.len() == outside {
                    break None;
                }
                if let Some(next) = tree.next_sibling(up) {
                    break Some(next);
                }
                let parent = tree.parent(up).filter(|parent| tree.node(*parent).kind != Kind::Fragment);
                let Some(parent) = parent.or_else(|| tree.parent(tree.parent(up)?)) else { break None };
                up = parent;
                if let Some(index) = open.pop() {
                    self.close(index as usize);
                }
            };
        }
    }

    fn push(&mut self, tag: Tag, node: &Sprout, data: Range<u32>, parent: Option<&u32>) {
        let parent = parent.copied().unwrap_or(0);
        self.tags.push(tag);
        self.nodes.push(Node { attrs: node.attrs, parent, end: 0, data, source: node.source });
    }

    /// Takes attributes over from another page.
    fn copy_attrs(&mut self, from: &Self, range: &Range<u32>) -> Range<u32> {
        let start = self.attrs.len() as u32;
        for (attr, value) in &from.attrs[range.start as usize..range.end as usize] {
            let value_start = self.text.len() as u32;
            self.text.push_str(from.slice(value));
            self.attrs.push((*attr, value_start..self.text.len() as u32));
        }
        start..self.attrs.len() as u32
    }

    fn close(&mut self, index: usize) {
        self.nodes[index].end = self.nodes.len() as u32;
    }
}

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
