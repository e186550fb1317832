//! CAP001 and CAP002. Take captions of pictures and videos out of the text; they are listed apart.
//!
//! CAP001: caption elements. CAP002: a short text that shares a small element with a picture and
//! nothing else.

use super::{Document, drop_by, drop_for};
use crate::{BlockKind, Family, NodeId, Tag, Verdict};

/// Heavier texts beside a picture are paragraphs.
const MAX_WEIGHT: usize = 220;
/// Captions are prose: a text that is mostly a link is a teaser's title.
const MAX_LINK_DENSITY: f32 = 0.3;
/// How far up the picture is looked for.
const LEVELS: usize = 3;

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let block = &document.blocks[index];
    if block.kind == BlockKind::Caption {
        return Some(drop_for(Family::Caption, "CAP001", "caption element"));
    }
    let features = document.feature(index);
    let can_be = block.kind == BlockKind::Paragraph
        && document.is_in_main(index)
        && features.weight <= MAX_WEIGHT
        && !block.text.ends_with([':', '：'])
        && features.link_density <= MAX_LINK_DENSITY
        && features.context.class.is_none_or(|mark| mark.family == Family::Caption);
    (can_be && stands_with_picture(document, index))
        .then(|| drop_by(Family::Caption, "CAP002", "weight beside a picture", features.weight as f32, MAX_WEIGHT as f32))
}

/// Whether a near ancestor holds a picture and this block only.
fn stands_with_picture(document: &Document, index: usize) -> bool {
    let page = document.page;
    let is_alone = |id: &NodeId| {
        let next_is_inside =
            document.spans.get(index + 1).is_some_and(|span| span.first.index() < page.end(*id));
        let previous_is_inside = index > 0 && document.spans[index - 1].first > *id;
        !next_is_inside && !previous_is_inside
    };
    page.ancestors(document.spans[index].container)
        .take(LEVELS)
        .take_while(|id| is_alone(id) && page.tag(*id) != Tag::Body)
        .any(|id| page.descendants(id).any(|node| matches!(page.tag(node), Tag::Img | Tag::Picture | Tag::Video | Tag::Amp | Tag::Iframe)))
}
