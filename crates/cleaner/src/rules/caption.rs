//! CAP001 and CAP002. Take captions of pictures and videos out of the text; they are listed apart.
//!
//! CAP001: caption elements. CAP002: a short text that shares a small element with a picture and
//! nothing else, or stands below one in italics.

use super::{Document, drop_by, drop_for};
use crate::{BlockKind, Family, NodeId, Tag, Verdict};

/// Heavier texts beside a picture are paragraphs.
const MAX_WEIGHT: usize = 220;
/// Heavier sentences beside a picture are paragraphs with the picture in them.
const MAX_SENTENCE_WEIGHT: usize = 100;
/// Captions are prose: a text that is mostly a link is a teaser's title.
const MAX_LINK_DENSITY: f32 = 0.3;
/// How far up the picture is looked for.
const LEVELS: usize = 3;

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let block = &document.blocks[index];
    if block.kind == BlockKind::Caption && document.is_near_main(index) {
        return Some(drop_for(Family::Caption, "CAP001", "caption element"));
    }
    let features = document.feature(index);
    let can_be = block.kind == BlockKind::Paragraph
        && document.is_near_main(index)
        && document.headline.is_none_or(|headline| index > headline)
        && features.weight <= MAX_WEIGHT
        && !features.cut_off
        && !(features.ends_sentence && features.weight > MAX_SENTENCE_WEIGHT)
        && !block.text.ends_with([':', '：'])
        && features.link_density <= MAX_LINK_DENSITY
        && features.context.class.is_none_or(|mark| mark.family == Family::Caption);
    (can_be && (stands_with_picture(document, index) || is_emphasis_below_picture(document, index))).then(
        || {
            drop_by(
                Family::Caption,
                "CAP002",
                "weight beside a picture",
                features.weight as f32,
                MAX_WEIGHT as f32,
            )
        },
    )
}

/// Whether the whole block is set in italics or small print and nothing stands between it and a picture.
fn is_emphasis_below_picture(document: &Document, index: usize) -> bool {
    let (page, span) = (document.page, &document.spans[index]);
    let is_set_off = |id: &NodeId| {
        matches!(page.tag(*id), Tag::Em | Tag::I | Tag::Small)
            && page.end(*id) >= span.end
            && *id > span.container
    };
    let previous_end = index.checked_sub(1).map_or(0, |previous| document.spans[previous].end);
    let between = previous_end.min(span.first.index())..span.first.index();
    page.ancestors(span.first).any(|id| is_set_off(&id))
        && between.into_iter().any(|node| page.tag(NodeId::at(node)) == Tag::Img)
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
        .any(|id| {
            page.descendants(id).any(|node| {
                matches!(page.tag(node), Tag::Img | Tag::Picture | Tag::Video | Tag::Amp | Tag::Iframe)
            })
        })
}
