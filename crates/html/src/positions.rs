//! Which bytes of the source each node of a [`scraper::Html`] comes from.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ops::Range;

use html5ever::tokenizer::{CharacterTokens, DoctypeToken, NullCharacterToken, StartTag, TagToken, Token};
use html5ever::{LocalName, QualName};
use scraper::{HtmlTreeSink, Node};

use crate::guard::TokenObserver;
use crate::watch::{Observer, TextPlace};

/// Identifies a node of the tree in a [`scraper::Html`].
type NodeId = <HtmlTreeSink as html5ever::tree_builder::TreeSink>::Handle;

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
    pub fn packed(self) -> u64 {
        u64::from(self.start) << u32::BITS | u64::from(self.end)
    }

    /// The span of a packed one.
    pub fn unpacked(packed: u64) -> Self {
        Self { start: (packed >> u32::BITS) as u32, end: packed as u32 }
    }

    /// For slicing the source.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span with both in it.
    #[must_use]
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

/// Writes down the places while the tree grows.
#[derive(Default)]
pub(crate) struct Recorder {
    positions: RefCell<Positions>,
    /// The token that is being processed.
    current: Cell<Span>,
    /// Its name, where it is a start tag.
    start_tag: RefCell<Option<LocalName>>,
    /// Where among the positions the element of the current tag stands.
    own: Cell<Option<usize>>,
    is_text: Cell<bool>,
    /// Whether the tree builder passes the token over, wherever it stands.
    is_passed_over: Cell<bool>,
    /// The texts since the last tag: the tree builder keeps those in tables until the next one.
    waiting: RefCell<VecDeque<Span>>,
}

impl Recorder {
    pub(crate) fn into_positions(self) -> Positions {
        let mut positions = self.positions.into_inner();
        positions.spans.retain(|(_, span)| *span != NOWHERE);
        positions
    }
}

/// Marks an element that turned out not to be that of the tag.
const NOWHERE: Span = Span { start: u32::MAX, end: 0 };

impl TokenObserver for Recorder {
    fn token_begins(&self, token: &Token, place: u64) {
        self.current.set(Span::unpacked(place));
        self.own.set(None);
        self.is_text.set(matches!(token, CharacterTokens(_) | NullCharacterToken));
        self.is_passed_over.set(matches!(token, DoctypeToken(_)));
        let name = match token {
            TagToken(tag) if tag.kind == StartTag => Some(tag.name.clone()),
            _ => None,
        };
        self.start_tag.replace(name);
        // U+0000 never waits: tables leave it out.
        if matches!(token, CharacterTokens(_)) {
            self.waiting.borrow_mut().push_back(self.current.get());
        }
    }

    fn token_ends(&self) {
        if !self.is_text.get() && !self.is_passed_over.get() {
            self.waiting.borrow_mut().clear();
        }
    }
}

impl Observer<HtmlTreeSink> for Recorder {
    fn element_created(&self, _sink: &HtmlTreeSink, name: &QualName, element: &NodeId) {
        let is_own = self.start_tag.borrow().as_ref().is_some_and(|tag| is_element_of(&name.local, tag));
        if is_own {
            let mut positions = self.positions.borrow_mut();
            // Formatting elements are opened again before that of the tag is made.
            if let Some(repeated) = self.own.replace(Some(positions.spans.len())) {
                positions.spans[repeated].1 = NOWHERE;
            }
            positions.spans.push((*element, self.current.get()));
        }
    }

    fn text_appended(&self, sink: &HtmlTreeSink, place: TextPlace<'_, NodeId>) {
        // A column group takes the white space of a text at once, though the rest of it waits.
        let span = if self.is_text.get() {
            self.current.get()
        } else {
            match self.waiting.borrow_mut().pop_front() {
                Some(span) => span,
                None => return,
            }
        };
        let html = sink.0.borrow();
        let last_child = |parent: &NodeId| html.tree.get(*parent)?.last_child();
        let before = |sibling: &NodeId| html.tree.get(*sibling)?.prev_sibling();
        let node = match place {
            TextPlace::LastChildOf(parent) => last_child(parent),
            TextPlace::Before(sibling) => before(sibling),
            TextPlace::BeforeOrLastChildOf(sibling, parent) => before(sibling).or_else(|| last_child(parent)),
        };
        let Some(node) = node.filter(|node| matches!(node.value(), Node::Text(_))) else { return };
        let spans = &mut self.positions.borrow_mut().spans;
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
