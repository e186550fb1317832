//! STD001. Keeps the standfirst: the sentence or two between headline and text, which many layouts
//! put outside the element that holds the text.

use super::{Document, keep};
use crate::{Attr, BlockKind, Outcome, Verdict};

/// Shorter lines without an end mark are bylines and labels.
const MIN_WEIGHT: usize = 60;
/// Shorter sentences are labels, too.
const MIN_SENTENCE_WEIGHT: usize = 30;
/// A standfirst is no list of links.
const MAX_LINK_DENSITY: f32 = 0.2;
/// Blocks between headline and standfirst: section label, byline, date, share row.
const MAX_DISTANCE: usize = 6;

/// Lines with a date have this many digits.
const DATE_DIGITS: usize = 6;

/// Class words of standfirsts.
const CLASS_WORDS: &[&str] =
    &["subtitle", "subheadline", "subhead", "deck", "dek", "standfirst", "lede", "lead", "chapo", "excerpt"];

fn is_named(document: &Document, index: usize) -> bool {
    let class = document.page.attr(document.spans[index].container, Attr::Class).unwrap_or_default();
    class.split(|ch: char| !ch.is_ascii_alphabetic()).any(|word| CLASS_WORDS.contains(&word))
}

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let headline = document.headline?;
    let features = document.feature(index);
    let is_between =
        index > headline && index <= headline + MAX_DISTANCE && index < document.features.main_blocks.start;
    if !is_between {
        return None;
    }
    let is_text = matches!(document.blocks[index].kind, BlockKind::Paragraph | BlockKind::Heading(_));
    let min_weight = if document.is_heading(index) || is_named(document, index) {
        MIN_SENTENCE_WEIGHT
    } else {
        MIN_WEIGHT
    };
    let digits = document.blocks[index].text.chars().filter(|ch| ch.is_numeric()).count();
    if digits >= DATE_DIGITS && !features.ends_sentence {
        return None;
    }
    let is_long_enough =
        features.weight >= min_weight || (features.ends_sentence && features.weight >= MIN_SENTENCE_WEIGHT);
    (is_text && is_long_enough && !features.cut_off && features.link_density <= MAX_LINK_DENSITY)
        .then(|| Verdict { outcome: Outcome::Keep, code: "STD001", ..keep() })
}
