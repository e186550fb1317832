//! The body of the text: the run of lines in which running text outweighs all else by most.
//!
//! Maximum subsequence segmentation (Pasternack and Roth, "Extracting article text from the web with maximum
//! subsequence segmentation", WWW 2009), of lines where the paper has tokens.

use super::TextView;
use super::line::{Line, Shape};
use crate::features::vector::{Row, features};

features! {
    "body_distance": "lines behind the body, negative before it, within 100; 0 inside",
    "body_share": "share of the text's running text that the body holds",
    "body_density": "mean score of the body's lines: what running text weighs, less 40 for another line",
    "body_place": "place in the body, from its start, 0 to 1; -1 before and 2 behind it",
    "core_distance": "the same of a body in which another line costs 160: few of them are inside",
    "core_share": "share of the text's running text in that body",
    "core_density": "mean score of its lines",
    "core_place": "place in it",
}

/// What a line costs that is no running text, in characters: as much as a label, and as a short paragraph.
const COSTS: [i64; BODIES] = [40, 160];
pub(super) const BODIES: usize = 2;
/// More of a paragraph does not count: one, however long, does not outweigh several.
const MAX_SCORE: i64 = 600;
const FAR: isize = 100;

/// One of the bodies of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Body {
    first: usize,
    last: usize,
    share: f32,
    density: f32,
}

impl Body {
    pub(super) fn first(self) -> usize {
        self.first
    }
}

/// Running text, or a sentence by itself.
fn is_text(line: &Line) -> bool {
    matches!(line.shape, Shape::Prose | Shape::Sentence)
}

/// The bodies by what other lines cost; none where a text has no running text.
pub(super) fn find(lines: &[&Line]) -> [Option<Body>; BODIES] {
    let weight = |line: &Line| i64::from(line.weight).min(MAX_SCORE);
    COSTS.map(|cost| {
        let scores: Vec<i64> =
            lines.iter().map(|line| if is_text(line) { weight(line) } else { -cost }).collect();
        heaviest(&scores)
    })
}

/// The run with the highest sum above 0, the first and shortest of equal ones (Kadane's algorithm).
fn heaviest(scores: &[i64]) -> Option<Body> {
    let (mut start, mut sum) = (0, 0);
    let mut best = (0, 0..0);
    for (index, score) in scores.iter().enumerate() {
        if sum <= 0 {
            (start, sum) = (index, 0);
        }
        sum += score;
        if sum > best.0 {
            best = (sum, start..index + 1);
        }
    }
    let (sum, range) = best;
    let text = |scores: &[i64]| scores.iter().filter(|score| **score > 0).sum::<i64>() as f32;
    (!range.is_empty()).then(|| Body {
        first: range.start,
        last: range.end - 1,
        share: text(&scores[range.clone()]) / text(scores),
        density: sum as f32 / range.len() as f32,
    })
}

pub(super) fn write(view: &TextView, index: usize, row: &mut Row) {
    for body in view.bodies {
        let Some(body) = body else {
            row.extend([-FAR as f32 - 1.0, 0.0, 0.0, -1.0]);
            continue;
        };
        let behind = |at: usize| (index as isize - at as isize).clamp(-FAR, FAR) as f32;
        let (distance, place) = if index < body.first {
            (behind(body.first), -1.0)
        } else if index > body.last {
            (behind(body.last), 2.0)
        } else {
            (0.0, (index - body.first) as f32 / (body.last - body.first).max(1) as f32)
        };
        row.extend([distance, body.share, body.density, place]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Block, Phrases};

    #[test]
    fn the_heaviest_run_holds_short_gaps() {
        let body = heaviest(&[-40, 500, -40, 300, -40, -40, -40, -40, -40, -40, -40, -40, 100]);
        assert_eq!(body.map(|body| (body.first, body.last)), Some((1, 3)));
        assert!(body.is_some_and(|body| (body.share - 800.0 / 900.0).abs() < 1e-6));
        assert_eq!(heaviest(&[-40, -40]), None);
        assert_eq!(heaviest(&[]), None);
    }

    #[test]
    fn lines_know_where_they_stand_to_the_body() {
        let prose = "The night ferry left the harbour on Monday, for the first time in two years, with ninety on board.";
        let texts = ["Home", "Ferries", prose, "Timetable", prose, "Imprint"];
        let lines: Vec<Line> = texts.map(|text| Line::measure(&Block::paragraph(text), Phrases::Use)).into();
        let view = TextView::new(lines.iter().collect());
        let of_line = |index: usize| {
            let mut values = Vec::new();
            write(&view, index, &mut Row::to(&mut values));
            (values[0], values[3])
        };
        assert_eq!(
            [0, 2, 3, 4, 5].map(of_line),
            [(-2.0, -1.0), (0.0, 0.0), (0.0, 0.5), (0.0, 1.0), (1.0, 2.0)]
        );
    }

    #[test]
    fn without_running_text_there_is_no_body() {
        let menu = ["Home", "Ferries"].map(|text| Line::measure(&Block::paragraph(text), Phrases::Use));
        let view = TextView::new(menu.iter().collect());
        let mut values = Vec::new();
        write(&view, 0, &mut Row::to(&mut values));
        assert_eq!(values, [-101.0, 0.0, 0.0, -1.0].repeat(BODIES));
    }
}
