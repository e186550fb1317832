//! The nodes of a page by what they are, listed in one pass: each source looks at a few kinds only.

use copydesk_cleaner::{NodeId, Page, Tag};

/// Nodes in document order.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) metas: Vec<NodeId>,
    pub(super) scripts: Vec<NodeId>,
    pub(super) headings: Vec<NodeId>,
    /// Text nodes.
    pub(super) texts: Vec<NodeId>,
    /// Elements that may have a relation, a time or a title: `a`, `link`, `time`, `abbr`, `span`.
    pub(super) marked: Vec<NodeId>,
}

impl Outline {
    pub(super) fn of(page: &Page) -> Self {
        let mut outline = Self::default();
        for id in page.all() {
            match page.tag(id) {
                Tag::Text => outline.texts.push(id),
                Tag::A | Tag::Link | Tag::Time | Tag::Abbr | Tag::Span => outline.marked.push(id),
                Tag::Meta => outline.metas.push(id),
                Tag::Script => outline.scripts.push(id),
                tag if tag.heading_level().is_some() => outline.headings.push(id),
                _ => {}
            }
        }
        outline
    }
}
