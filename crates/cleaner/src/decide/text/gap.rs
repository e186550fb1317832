//! A gap in the probabilities of a text's lines, as in those of a page's blocks ([`gap`](super::super::gap)): the model
//! is sure of an article and unsure of all around it. It is right about none of that or about all; the lines around an
//! article on a portal are titles of others.

use std::ops::Range;

use crate::features::text::line::Line;

/// Probability from which a line is of the core.
const SURE: f32 = 0.85;
/// Probability from which a line may be of the core, too: where there are many, there is no gap. Lines beside a core
/// are kept from here on.
pub(super) const LIKELY: f32 = 0.5;

/// Weight of a core, in characters of Latin text: some 60 words, the shortest news.
const MIN_CORE: f32 = 300.0;
/// Likely text may be this share of core and likely text.
const MAX_LIKELY_SHARE: f32 = 0.2;

/// Weight of a line that tells where the core stands: a sentence.
const MIN_PART: u32 = 60;

/// Where the core goes on over unsure lines, it ends with a sentence or with a line of this probability: buttons and
/// headings of residue stand right behind an article.
const EDGE: f32 = 0.3;

/// Where the core of a text stands, if there is a gap below it: from its first to its last line, and on over the lines
/// that reach the threshold.
pub(super) fn core(lines: &[&Line], probabilities: &[f32], threshold: f32) -> Option<Range<usize>> {
    let (mut sure, mut likely) = (0.0, 0.0);
    for (line, probability) in lines.iter().zip(probabilities) {
        let weight = line.weight as f32;
        match *probability {
            SURE.. => sure += weight,
            LIKELY.. => likely += weight,
            _ => {}
        }
    }
    if sure < MIN_CORE || likely > MAX_LIKELY_SHARE * (sure + likely) {
        return None;
    }
    let is_part = |index: &usize| probabilities[*index] >= SURE && lines[*index].weight >= MIN_PART;
    let mut parts = (0..lines.len()).filter(is_part);
    let first = parts.next()?;
    let end = parts.next_back().unwrap_or(first) + 1;
    let is_kept = |index: &usize| probabilities[*index] >= threshold;
    let is_edge = |index: &usize| lines[*index].ends_sentence || probabilities[*index] >= EDGE;
    let before = (0..first).rev().take_while(is_kept).filter(is_edge).last();
    let behind = (end..lines.len()).take_while(is_kept).filter(is_edge).last();
    Some(before.unwrap_or(first)..behind.map_or(end, |last| last + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Block, BlockKind, Origin, Phrases};

    fn line(text: &str) -> Line {
        let text = text.to_owned();
        let block = Block { kind: BlockKind::Paragraph, text, origin: Origin::Lines(0..1), source: None };
        Line::measure(&block, Phrases::Use)
    }

    fn paragraph() -> Line {
        line(&"The night ferry left the harbour on Monday, for the first time in two years. ".repeat(5))
    }

    fn core_of(probabilities: &[f32]) -> Option<Range<usize>> {
        core(&vec![&paragraph(); probabilities.len()], probabilities, 0.1)
    }

    #[test]
    fn the_core_is_what_the_model_is_sure_of() {
        assert_eq!(core_of(&[0.05, 0.9, 0.05, 0.95, 0.05]), Some(1..4));
        assert_eq!(core_of(&[0.05, 0.9]), Some(1..2));
    }

    #[test]
    fn it_goes_on_over_lines_that_reach_the_threshold() {
        assert_eq!(core_of(&[0.2, 0.05, 0.2, 0.9, 0.2, 0.3, 0.05, 0.3]), Some(2..6));
    }

    #[test]
    fn it_does_not_end_with_a_label() {
        let (paragraph, label) = (paragraph(), line("Show more"));
        let lines = [&label, &paragraph, &label, &paragraph, &label];
        assert_eq!(core(&lines, &[0.2, 0.9, 0.2, 0.2, 0.2], 0.1), Some(1..4));
        assert_eq!(core(&lines, &[0.4, 0.9, 0.05, 0.2, 0.2], 0.1), Some(0..2));
    }

    #[test]
    fn likely_text_closes_the_gap() {
        assert_eq!(core_of(&[0.2, 0.9, 0.6, 0.95, 0.2]), None);
        assert_eq!(core_of(&[0.2, 0.8]), None);
    }
}
