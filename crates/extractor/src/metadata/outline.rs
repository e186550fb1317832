//! The nodes of a page by what they are, listed in one pass: each source looks at a few kinds only.

use copydesk_cleaner::{Attr, NodeId, Page, Tag};

use super::text;

/// Nodes in document order.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) metas: Vec<NodeId>,
    pub(super) scripts: Vec<NodeId>,
    pub(super) headings: Vec<NodeId>,
    /// Text nodes that show something.
    pub(super) texts: Vec<NodeId>,
    /// `a` and `link` with an address, `time`, `abbr` and `span` with a title.
    pub(super) marked: Vec<NodeId>,
    /// Elements with a property of microdata or `RDFa`.
    pub(super) properties: Vec<NodeId>,
    /// Pictures with an alternative text.
    pub(super) pictures: Vec<NodeId>,
    /// The first `div` with data that a Discourse forum preloads.
    pub(super) preloaded: Option<NodeId>,
}

impl Outline {
    pub(super) fn of(page: &Page) -> Self {
        let mut outline = Self::default();
        for id in page.all() {
            let tag = page.tag(id);
            if tag == Tag::Text {
                if !text::is_blank(page.text(id)) && !is_unseen(page, id) {
                    outline.texts.push(id);
                }
                continue;
            }
            let has = |attr| page.attr(id, attr).is_some();
            if has(Attr::Itemprop) || has(Attr::Property) {
                outline.properties.push(id);
            }
            match tag {
                Tag::A | Tag::Link if has(Attr::Href) => outline.marked.push(id),
                Tag::Abbr | Tag::Span if has(Attr::Title) => outline.marked.push(id),
                Tag::Time => outline.marked.push(id),
                Tag::Div if outline.preloaded.is_none() && has(Attr::DataPreloaded) => {
                    outline.preloaded = Some(id);
                }
                Tag::Img if has(Attr::Alt) => outline.pictures.push(id),
                Tag::Meta => outline.metas.push(id),
                Tag::Script => outline.scripts.push(id),
                tag if tag.heading_level().is_some() => outline.headings.push(id),
                _ => {}
            }
        }
        outline
    }
}

/// Whether a text is that of a program, of a style sheet or of the title in the head, which has sources of its own.
fn is_unseen(page: &Page, text: NodeId) -> bool {
    page.parent(text).is_some_and(|above| matches!(page.tag(above), Tag::Script | Tag::Style | Tag::Title))
}
