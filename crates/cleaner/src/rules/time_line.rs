//! TIM001. Removes lines that are mostly a `time` element: dates below the headline, times of entries.

use super::{Document, drop_by};
use crate::{Family, NodeId, Tag, Verdict};

/// Longer lines are sentences that mention a time.
const MAX_WEIGHT: usize = 120;
/// Least share of the line inside `time` elements.
const MIN_SHARE: f32 = 0.4;
/// Bytes of "23:59".
const LONGEST_CLOCK: usize = 5;

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let span = &document.spans[index];
    let features = document.feature(index);
    if features.ends_sentence || features.weight > MAX_WEIGHT || features.weight == 0 {
        return None;
    }
    if is_clock(&document.blocks[index].text) {
        return Some(drop_by(Family::AuthorBox, "TIM001", "clock time", 1.0, 1.0));
    }
    let page = document.page;
    let nodes = (span.first_element(page).index()..span.end).map(NodeId::at);
    let times = nodes.filter(|id| page.tag(*id) == Tag::Time);
    let weight: usize = times.map(|id| crate::script::weight(&page.text_content(id))).sum();
    let share = weight as f32 / features.weight as f32;
    (share >= MIN_SHARE)
        .then(|| drop_by(Family::AuthorBox, "TIM001", "share in time elements", share, MIN_SHARE))
}

/// A time of day and nothing else, as live reports put above each entry.
fn is_clock(text: &str) -> bool {
    if text.trim().len() > LONGEST_CLOCK {
        return false;
    }
    let parts: Vec<&str> = text.trim().split([':', '.']).collect();
    matches!(parts.as_slice(), [hour, minute]
        if (1..=2).contains(&hour.len()) && minute.len() == 2 && text.chars().filter(char::is_ascii_digit).count() >= 3)
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}
