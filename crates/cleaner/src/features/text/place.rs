//! Where in the text the line stands.

use super::TextView;
use super::line::Line;
use crate::features::vector::{Row, features};

features! {
    "index": "lines before, at most 300",
    "index_from_end": "lines behind, at most 300",
    "relative": "share of the lines that stand before",
    "weight_before": "share of the text's weight before",
    "prose_before": "share of the weight of running text before",
    "prose_weight_before": "weight of running text before, as logarithm",
    "prose_weight_after": "weight of running text behind, as logarithm",
    "since_prose": "lines since the last running text, at most 100",
    "until_prose": "lines until the next running text, at most 100",
    "prose_b_weight": "weight of that running text before",
    "prose_a_weight": "weight of that running text behind",
    "after_first_long": "lines behind the first long paragraph, negative before it, within 100",
    "after_last_long": "lines behind the last long paragraph, negative before it, within 100",
}

/// A paragraph of several sentences.
const LONG_WEIGHT: u32 = 160;
const FAR: isize = 100;
const FARTHEST: usize = 300;

/// Where running text stands.
pub(crate) struct Place {
    weight: Vec<u64>,
    prose: Vec<u64>,
    /// By line: the last running text before it and the next behind it.
    before: Vec<Option<u32>>,
    after: Vec<Option<u32>>,
    first_long: Option<usize>,
    last_long: Option<usize>,
}

impl Place {
    pub(super) fn of(lines: &[&Line]) -> Self {
        let length = lines.len();
        let (mut weight, mut prose) = (vec![0; length + 1], vec![0; length + 1]);
        let (mut before, mut after) = (vec![None; length], vec![None; length]);
        let mut last = None;
        for (index, line) in lines.iter().enumerate() {
            weight[index + 1] = weight[index] + u64::from(line.weight);
            prose[index + 1] = prose[index];
            before[index] = last;
            if line.is_prose() {
                prose[index + 1] += u64::from(line.weight);
                last = Some(index as u32);
            }
        }
        let mut next = None;
        for index in (0..length).rev() {
            after[index] = next;
            if lines[index].is_prose() {
                next = Some(index as u32);
            }
        }
        let is_long = |line: &&Line| line.is_prose() && line.weight >= LONG_WEIGHT;
        let first_long = lines.iter().position(is_long);
        let last_long = lines.iter().rposition(is_long);
        Self { weight, prose, before, after, first_long, last_long }
    }

    pub(super) fn total(&self) -> f32 {
        self.weight.last().copied().unwrap_or(0) as f32
    }

    pub(super) fn total_prose(&self) -> f32 {
        self.prose.last().copied().unwrap_or(0) as f32
    }
}

pub(super) fn write(view: &TextView, index: usize, row: &mut Row) {
    let (place, lines) = (&view.place, &view.lines);
    let length = lines.len();
    let share = |part: u64, whole: f32| if whole > 0.0 { part as f32 / whole } else { 0.0 };
    row.push(index.min(FARTHEST) as f32);
    row.push((length - 1 - index).min(FARTHEST) as f32);
    row.push(index as f32 / length as f32);
    row.push(share(place.weight[index], place.total()));
    row.push(share(place.prose[index], place.total_prose()));
    row.push((1.0 + place.prose[index] as f32).ln());
    row.push((1.0 + place.total_prose() - place.prose[index + 1] as f32).ln());
    let sides = [place.before[index], place.after[index]];
    for side in sides {
        row.push(side.map_or(FAR as usize, |at| (at as usize).abs_diff(index).min(FAR as usize)) as f32);
    }
    for side in sides {
        row.push(side.map_or(0.0, |at| lines[at as usize].weight as f32));
    }
    for long in [place.first_long, place.last_long] {
        let distance = |at: usize| (index as isize - at as isize).clamp(-FAR, FAR);
        row.push(long.map_or(-FAR - 1, distance) as f32);
    }
}
