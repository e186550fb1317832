//! Where html5ever's tree builder puts the nodes of a page: a table with links, of what is read later.
//!
//! A tree of the crate `scraper` would keep each name, attribute and comment of the page; most of that is
//! never asked for.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use copydesk_html::html5ever::tendril::StrTendril;
use copydesk_html::html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use copydesk_html::html5ever::{Attribute, ExpandedName, LocalName, Namespace, QualName, ns};
use copydesk_html::{Places, Span, TextPlace};

use super::{DATA_SCRIPTS, bit_of};
use crate::{Attr, Tag};

/// Stands for a link that leads nowhere.
const NONE: u32 = u32::MAX;

/// Bytes of HTML to a node of the tree: about half of the pages of the web have fewer nodes. Room for too many
/// is never touched.
const BYTES_PER_NODE: usize = 64;

/// Attributes may take so many times the bytes of their page. One parse of each takes a part of them; formatting
/// elements that are opened again in each paragraph repeat theirs.
const ATTRIBUTE_ROOM: usize = 16;
/// … but at least so many bytes.
const MIN_ATTRIBUTE_ROOM: usize = 1 << 16;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Element(Tag),
    Text,
    /// The content of a template, which hangs below it as its first child.
    Fragment,
    /// Style sheets and program code.
    UnreadText,
    /// The document, and comments.
    Unread,
}

/// A node while the tree grows.
#[derive(Debug, Clone)]
pub(super) struct Sprout {
    pub(super) kind: Kind,
    /// Which attributes it may have, as bits.
    pub(super) attrs: u32,
    parent: u32,
    previous: u32,
    next: u32,
    first_child: u32,
    last_child: u32,
    /// The one place of a text node in [`Tree::texts`]; attributes of an element in [`Tree::attrs`].
    pub(super) data: Range<u32>,
    /// Bytes of the source.
    pub(super) source: Span,
}

/// What the names seen last stand for, by their hash: to compare strings takes longer.
#[derive(Debug)]
struct Meanings<T>(Vec<(LocalName, T)>);

impl<T: Copy> Meanings<T> {
    /// Pages use 30 to 60 names of elements, and 20 attributes that are kept.
    const SLOTS: usize = 128;

    fn new(of: fn(&str) -> T) -> Self {
        Self(vec![(LocalName::default(), of("")); Self::SLOTS])
    }

    fn get(&mut self, name: &LocalName, of: fn(&str) -> T) -> T {
        /// 2^64 over the golden ratio, for multiplicative hashing (Knuth, TAOCP 3, 6.4).
        const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
        let slot = name.get_hash().wrapping_mul(GOLDEN) >> (u64::BITS - Self::SLOTS.ilog2());
        let (known, meaning) = &mut self.0[slot as usize];
        if known != name {
            (*known, *meaning) = (name.clone(), of(name));
        }
        *meaning
    }
}

/// The nodes of a page in the order of their making, with their texts.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Sprout>,
    pub(super) attrs: Vec<(Attr, Range<u32>)>,
    /// Values of attributes.
    pub(super) values: String,
    /// Most bytes of attributes; the rest are left out.
    room: usize,
    pub(super) texts: Vec<StrTendril>,
    /// The text node that got text last, which is where the tree builder says that it has put some.
    last_text: u32,
    tags_of: Meanings<Tag>,
    attrs_of: Meanings<Attr>,
}

impl Tree {
    pub(super) const DOCUMENT: u32 = 0;

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn node(&self, index: u32) -> &Sprout {
        &self.nodes[index as usize]
    }

    pub(super) fn parent(&self, index: u32) -> Option<u32> {
        link(self.node(index).parent)
    }

    pub(super) fn first_child(&self, index: u32) -> Option<u32> {
        link(self.node(index).first_child)
    }

    pub(super) fn next_sibling(&self, index: u32) -> Option<u32> {
        link(self.node(index).next)
    }

    fn node_mut(&mut self, index: u32) -> &mut Sprout {
        &mut self.nodes[index as usize]
    }

    fn add(&mut self, kind: Kind, attrs: u32, data: Range<u32>) -> u32 {
        let index = self.nodes.len() as u32;
        let (parent, previous, next, first_child, last_child) = (NONE, NONE, NONE, NONE, NONE);
        let source = Span::default();
        self.nodes.push(Sprout {
            kind,
            attrs,
            parent,
            previous,
            next,
            first_child,
            last_child,
            data,
            source,
        });
        index
    }

    fn detach(&mut self, index: u32) {
        let (parent, previous, next) = {
            let node = self.node_mut(index);
            let links = (node.parent, node.previous, node.next);
            (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
            links
        };
        if parent == NONE {
            return;
        }
        match previous {
            NONE => self.node_mut(parent).first_child = next,
            _ => self.node_mut(previous).next = next,
        }
        match next {
            NONE => self.node_mut(parent).last_child = previous,
            _ => self.node_mut(next).previous = previous,
        }
    }

    fn append(&mut self, parent: u32, child: u32) {
        self.detach(child);
        let last = self.node(parent).last_child;
        let node = self.node_mut(child);
        (node.parent, node.previous) = (parent, last);
        match last {
            NONE => self.node_mut(parent).first_child = child,
            _ => self.node_mut(last).next = child,
        }
        self.node_mut(parent).last_child = child;
    }

    fn insert_before(&mut self, sibling: u32, child: u32) {
        let (parent, previous) = (self.node(sibling).parent, self.node(sibling).previous);
        let node = self.node_mut(child);
        (node.parent, node.previous, node.next) = (parent, previous, sibling);
        self.node_mut(sibling).previous = child;
        match previous {
            NONE => self.node_mut(parent).first_child = child,
            _ => self.node_mut(previous).next = child,
        }
    }

    /// Puts text into the text node `before`, or into a new one where there is none; says which is new.
    fn add_text(&mut self, before: Option<u32>, parent: u32, text: StrTendril) -> Option<u32> {
        let joined = before.filter(|before| matches!(self.node(*before).kind, Kind::Text | Kind::UnreadText));
        let Some(joined) = joined else {
            let new = if self.reads_text_of(parent, &text) {
                self.texts.push(text);
                let index = self.texts.len() as u32;
                self.add(Kind::Text, 0, index - 1..index)
            } else {
                self.add(Kind::UnreadText, 0, 0..0)
            };
            self.last_text = new;
            return Some(new);
        };
        if self.node(joined).kind == Kind::Text {
            let index = self.node(joined).data.start as usize;
            self.texts[index].push_tendril(&text);
        }
        self.last_text = joined;
        None
    }

    /// Style sheets and program code are never read; scripts that hold JSON are. Those of SVG come in pieces, of
    /// which the first decides.
    fn reads_text_of(&self, parent: u32, text: &str) -> bool {
        match self.node(parent).kind {
            Kind::Element(Tag::Style) => false,
            Kind::Element(Tag::Script) => {
                let attrs = &self.attrs[range(&self.node(parent).data)];
                let kind = attrs.iter().find(|(attr, _)| *attr == Attr::Type);
                let is_json = kind.is_some_and(|(_, value)| self.values[range(value)].contains("json"));
                let start = text.trim_start();
                is_json || DATA_SCRIPTS.iter().any(|prefix| start.starts_with(prefix))
            }
            _ => true,
        }
    }

    fn has_room_for(&self, value: &str) -> bool {
        let attrs = (self.attrs.len() + 1) * size_of::<(Attr, Range<u32>)>();
        attrs + self.values.len() + value.len() <= self.room
    }

    /// Keeps the attributes that are asked for; their range, and which they are as bits.
    fn add_attributes(&mut self, attributes: &[Attribute]) -> (Range<u32>, u32) {
        let start = self.attrs.len() as u32;
        let mut bits = 0;
        // `xlink:href` and the like come behind those of the same name.
        let any_prefixed = attributes.iter().any(|attribute| attribute.name.prefix.is_some());
        let kinds: &[bool] = if any_prefixed { &[false, true] } else { &[false] };
        for is_prefixed in kinds {
            let of_kind =
                attributes.iter().filter(|attribute| attribute.name.prefix.is_some() == *is_prefixed);
            for attribute in of_kind {
                let attr = self.attrs_of.get(&attribute.name.local, Attr::from_name);
                if attr != Attr::Other && self.has_room_for(&attribute.value) {
                    let from = self.values.len() as u32;
                    self.values.push_str(&attribute.value);
                    self.attrs.push((attr, from..self.values.len() as u32));
                    bits |= bit_of(attr);
                }
            }
        }
        (start..self.attrs.len() as u32, bits)
    }
}

/// An element's index with its name, which the tree builder asks for all the time.
#[derive(Clone)]
pub(super) struct Handle {
    index: u32,
    namespace: &'static Namespace,
    name: LocalName,
}

/// The tree builder makes elements in these alone. That of comments and the document is none.
static NAMESPACES: [Namespace; 4] = [ns!(html), ns!(svg), ns!(mathml), ns!()];

/// Builds a [`Tree`].
pub(super) struct Sink {
    tree: RefCell<Tree>,
    document: Handle,
}

impl Sink {
    /// For a page of so many bytes.
    pub(super) fn with_room_for(bytes: usize) -> Self {
        let mut tree = Tree {
            nodes: Vec::with_capacity(bytes / BYTES_PER_NODE),
            attrs: Vec::with_capacity(bytes / BYTES_PER_NODE),
            room: (bytes * ATTRIBUTE_ROOM).clamp(MIN_ATTRIBUTE_ROOM, u32::MAX as usize),
            values: String::new(),
            texts: Vec::new(),
            last_text: Tree::DOCUMENT,
            tags_of: Meanings::new(Tag::from_name),
            attrs_of: Meanings::new(Attr::from_name),
        };
        let document = handle(tree.add(Kind::Unread, 0, 0..0));
        Self { tree: RefCell::new(tree), document }
    }
}

/// A handle of something that has no name.
fn handle(index: u32) -> Handle {
    let [.., none] = &NAMESPACES;
    Handle { index, namespace: none, name: LocalName::default() }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn get_document(&self) -> Handle {
        self.document.clone()
    }

    fn same_node(&self, left: &Handle, right: &Handle) -> bool {
        left.index == right.index
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        ExpandedName { ns: target.namespace, local: &target.name }
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Handle {
        let tree = &mut *self.tree.borrow_mut();
        let (data, attrs) = tree.add_attributes(&attributes);
        let tag = tree.tags_of.get(&name.local, Tag::from_name);
        let index = tree.add(Kind::Element(tag), attrs, data);
        if flags.template {
            let content = tree.add(Kind::Fragment, 0, 0..0);
            tree.append(index, content);
        }
        let [.., none] = &NAMESPACES;
        let namespace = NAMESPACES.iter().find(|known| **known == name.ns).unwrap_or(none);
        Handle { index, namespace, name: name.local }
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        handle(self.tree.borrow_mut().add(Kind::Unread, 0, 0..0))
    }

    fn create_pi(&self, _target: StrTendril, data: StrTendril) -> Handle {
        self.create_comment(data)
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let tree = &mut *self.tree.borrow_mut();
        let child = match child {
            NodeOrText::AppendNode(child) => Some(child.index),
            NodeOrText::AppendText(text) => {
                tree.add_text(link(tree.node(parent.index).last_child), parent.index, text)
            }
        };
        if let Some(child) = child {
            tree.append(parent.index, child);
        }
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let tree = &mut *self.tree.borrow_mut();
        if let NodeOrText::AppendNode(child) = &child {
            tree.detach(child.index);
        }
        let Some(parent) = tree.parent(sibling.index) else { return };
        let child = match child {
            NodeOrText::AppendNode(child) => Some(child.index),
            NodeOrText::AppendText(text) => {
                tree.add_text(link(tree.node(sibling.index).previous), parent, text)
            }
        };
        if let Some(child) = child {
            tree.insert_before(sibling.index, child);
        }
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let has_parent = self.tree.borrow().parent(element.index).is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.tree.borrow_mut().detach(target.index);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let tree = &mut *self.tree.borrow_mut();
        while let Some(child) = tree.first_child(node.index) {
            tree.append(new_parent.index, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, mut attributes: Vec<Attribute>) {
        let tree = &mut *self.tree.borrow_mut();
        let own = range(&tree.node(target.index).data);
        attributes.retain(|attribute| {
            let attr = Attr::from_name(&attribute.name.local);
            attr != Attr::Other && tree.attrs[own.clone()].iter().all(|(known, _)| *known != attr)
        });
        if attributes.is_empty() {
            return;
        }
        // All of them must lie side by side.
        let start = tree.attrs.len() as u32;
        tree.attrs.extend_from_within(own);
        let (missing, bits) = tree.add_attributes(&attributes);
        let node = tree.node_mut(target.index);
        node.data = start..missing.end;
        node.attrs |= bits;
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        let content = self.tree.borrow().first_child(target.index);
        handle(content.unwrap_or(target.index))
    }
}

/// Tells a [`Sink`] where its nodes come from.
pub(super) struct SourcePlaces;

impl Places<Sink> for SourcePlaces {
    fn element(&self, sink: &Sink, element: &Handle, span: Option<Span>) {
        sink.tree.borrow_mut().node_mut(element.index).source = span.unwrap_or_default();
    }

    fn text(&self, sink: &Sink, _place: TextPlace<'_, Handle>, span: Span) {
        let tree = &mut *sink.tree.borrow_mut();
        let source = &mut tree.node_mut(tree.last_text).source;
        *source = if source.range().is_empty() { span } else { source.joined(span) };
    }
}

fn range(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

fn link(index: u32) -> Option<u32> {
    (index != NONE).then_some(index)
}
