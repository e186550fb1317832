//! A gap in the probabilities of a text's lines, as in those of a page's blocks ([`gap`](super::super::gap)): the model
//! is sure of an article and unsure of all around it. Its errors there go together: on a portal every line around the
//! article is the title of another one, and of a page in an unknown layout it is sure of nothing.
//!
//! The constants were chosen on noisy texts out of fold, with texts of portals that nothing was trained on in view, so
//! that 0.985 of the gold words stay in the element around an article (docs/model.md).

use std::ops::Range;

use crate::decide::gap::{MIN_CORE, MIN_PART};
use crate::features::text::line::Line;

/// Probability from which a line is of the core.
const SURE: f32 = 0.85;
/// Probability from which a line may be of the core, too: where there are many, there is no gap. Lines beside a core
/// are kept from here on, as more probably text than not.
pub(super) const LIKELY: f32 = 0.5;

/// Likely text may be this share of core and likely text.
const MAX_LIKELY_SHARE: f32 = 0.2;

/// Mean probability of labels and titles behind one another where the core may end with them: a list that belongs to the
/// article has more, buttons and headings of residue right behind it have less.
const MIN_RUN: f32 = 0.25;

/// Where the core of a text stands, if there is a gap below it: from its first to its last line, and on to where a
/// sentence ends or a run of other lines with the mean [`MIN_RUN`], if all lines up to there reach the threshold.
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
    if sure < MIN_CORE as f32 || likely > MAX_LIKELY_SHARE * (sure + likely) {
        return None;
    }
    let is_part = |index: &usize| probabilities[*index] >= SURE && lines[*index].weight as usize >= MIN_PART;
    let mut parts = (0..lines.len()).filter(is_part);
    let first = parts.next()?;
    let end = parts.next_back().unwrap_or(first) + 1;
    let reaches = |index: &usize| probabilities[*index] >= threshold;
    let is_sentence = |index: usize| lines[index].is_prose() || lines[index].ends_sentence;
    let last_of = |found: Vec<usize>| {
        let mut runs = found.chunk_by(|one, next| is_sentence(*one) == is_sentence(*next));
        let can_end = |run: &&[usize]| {
            let sum: f32 = run.iter().map(|index| probabilities[*index]).sum();
            is_sentence(run[0]) || sum >= MIN_RUN * run.len() as f32
        };
        runs.rfind(can_end).and_then(|run| run.last().copied())
    };
    let before = last_of((0..first).rev().take_while(reaches).collect());
    let behind = last_of((end..lines.len()).take_while(reaches).collect());
    Some(before.unwrap_or(first)..behind.map_or(end, |last| last + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Block, Phrases};

    fn line(text: &str) -> Line {
        Line::measure(&Block::paragraph(text), Phrases::Use)
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
    fn lists_behind_the_core_are_of_it_as_a_whole_or_not() {
        let (paragraph, label) = (paragraph(), line("Show more"));
        let core = |probabilities: &[f32]| {
            let lines: Vec<&Line> =
                (0..probabilities.len()).map(|at| if at == 1 { &paragraph } else { &label }).collect();
            core(&lines, probabilities, 0.1)
        };
        assert_eq!(core(&[0.2, 0.9, 0.2, 0.3]), Some(1..4));
        assert_eq!(core(&[0.3, 0.9, 0.3, 0.1]), Some(0..2));
        assert_eq!(core(&[0.3, 0.9, 0.3, 0.3, 0.05, 0.4]), Some(0..4));
    }

    #[test]
    fn short_texts_have_no_core() {
        let note = line(
            "The night ferry left the harbour on Monday, for the first time in two years, with ninety on board.",
        );
        assert_eq!(core(&[&note], &[0.95], 0.1), None);
        assert_eq!(core(&[], &[], 0.1), None);
    }

    #[test]
    fn likely_text_closes_the_gap() {
        assert_eq!(core_of(&[0.2, 0.9, 0.6, 0.95, 0.2]), None);
        assert_eq!(core_of(&[0.2, 0.9, 0.4, 0.95, 0.2]), Some(0..5));
    }
}
