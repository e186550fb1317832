//! BYL001 and BYL002. Remove short lines around the start of the text: byline, date, section label,
//! counters.
//!
//! Keeps a standfirst, which ends like a sentence or is as long as one, a salutation, and whatever has
//! the shape of the text's paragraphs.

use super::{Document, drop_by};
use crate::{BlockKind, Family, Verdict};

/// Lines lighter than this that do not end a sentence are labels.
const LABEL_WEIGHT: usize = 60;
/// Blocks between headline and text: more of them are a list or a table of contents of a service page.
const HEAD_BLOCKS: usize = 8;
/// A date has this many digits.
const DATE_DIGITS: usize = 6;
/// Lines with authors, dates and counters run together are lighter than this.
const DATE_LINE_WEIGHT: usize = 160;

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let features = document.feature(index);
    let text = document.blocks[index].text.as_str();
    let can_be = document.blocks[index].kind == BlockKind::Paragraph && !features.ends_sentence;
    if !can_be || text.ends_with([',', ':', '，', '：']) {
        return None;
    }
    let start = document.headline.unwrap_or(0).max(document.features.main_blocks.start);
    let is_near_start = index < document.first_prose && index <= start + HEAD_BLOCKS;
    if is_near_start && features.weight < LABEL_WEIGHT && !document.text_shapes[index] {
        return Some(drop_by(
            Family::AuthorBox,
            "BYL001",
            "weight",
            features.weight as f32,
            LABEL_WEIGHT as f32,
        ));
    }
    if index > document.standfirst_end || features.weight >= DATE_LINE_WEIGHT {
        return None;
    }
    let digits = text.chars().filter(|ch| ch.is_numeric()).count();
    (digits >= DATE_DIGITS)
        .then(|| drop_by(Family::AuthorBox, "BYL002", "digits", digits as f32, DATE_DIGITS as f32))
}
