//! OUT001. Removes what stands outside the element that holds the article.

use super::{Document, drop_for};
use crate::{Family, Verdict};

/// Blocks with at least this share of their text in links are menus or lists of other articles.
const LINK_LIST_DENSITY: f32 = 0.6;

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    if document.is_in_main(index) {
        return None;
    }
    let features = document.feature(index);
    let is_after = index >= document.features.main_blocks.end;
    let family = match (features.link_density >= LINK_LIST_DENSITY, is_after) {
        (_, true) if features.cut_off => Family::Teaser,
        (true, false) => Family::Navigation,
        (true, true) => Family::Related,
        _ => Family::Other,
    };
    Some(drop_for(family, "OUT001", "outside the main element"))
}
