//! TIM001. Removes lines that are mostly a `time` element: dates below the headline, times of entries.

use super::{Document, drop_by};
use crate::{Family, Tag, Verdict};

/// Longer lines are sentences that mention a time.
const MAX_WEIGHT: usize = 120;
/// Least share of the line inside `time` elements.
const MIN_SHARE: f32 = 0.4;

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let span = &document.spans[index];
    let features = document.feature(index);
    if features.ends_sentence || features.weight > MAX_WEIGHT || features.weight == 0 {
        return None;
    }
    let page = document.page;
    let times = page.descendants(span.container).filter(|id| page.tag(*id) == Tag::Time && *id >= span.first_element(page));
    let weight: usize =
        times.take_while(|id| id.index() < span.end).map(|id| crate::script::weight(&page.text_content(id))).sum();
    let share = weight as f32 / features.weight as f32;
    (share >= MIN_SHARE).then(|| drop_by(Family::AuthorBox, "TIM001", "share in time elements", share, MIN_SHARE))
}
