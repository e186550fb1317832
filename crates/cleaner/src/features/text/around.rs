//! The lines on both sides, and means over windows of them.

use super::TextView;
use super::line::{Line, Shape};
use super::repetition::Repetition;
use crate::features::vector::{Row, features};

features! {
    "shape_b4": "shape of the fourth line before; 0 outside the text",
    "shape_b3": "shape of the third line before",
    "shape_b2": "shape of the second line before",
    "shape_b1": "shape of the line before",
    "shape_a1": "shape of the line behind",
    "shape_a2": "shape of the second line behind",
    "shape_a3": "shape of the third line behind",
    "shape_a4": "shape of the fourth line behind",
    "weight_b2": "weight of the second line before",
    "weight_b1": "weight of the line before",
    "weight_a1": "weight of the line behind",
    "weight_a2": "weight of the second line behind",
    "capitalised_b1": "share of capitalised words of the line before",
    "capitalised_a1": "share of capitalised words of the line behind",
    "colon_b1": "the line before ends with a colon",
    "digits_b1": "digits of the line before, at most 20",
    "digits_a1": "digits of the line behind, at most 20",
    "prose_b2": "share of running text among the 2 lines before",
    "prose_a2": "share of running text among the 2 lines behind",
    "weight_mean_b2": "mean weight of the 2 lines before, as logarithm",
    "weight_mean_a2": "mean weight of the 2 lines behind, as logarithm",
    "ended_b2": "share of the 2 lines before that end as sentences",
    "ended_a2": "share of the 2 lines behind that end as sentences",
    "recurring_b2": "share of the 2 lines before, short, that the text has again with other digits",
    "recurring_a2": "share of the 2 lines behind that recur so",
    "titles_b2": "share of the 2 lines before that look like titles",
    "titles_a2": "share of the 2 lines behind that look like titles",
    "known_b2": "mean share of words of the 2 lines before that other running text has, too",
    "known_a2": "mean share of words of the 2 lines behind that other running text has, too",
    "prose_b5": "share of running text among the 5 lines before",
    "prose_a5": "share of running text among the 5 lines behind",
    "weight_mean_b5": "mean weight of the 5 lines before, as logarithm",
    "weight_mean_a5": "mean weight of the 5 lines behind, as logarithm",
    "ended_b5": "share of the 5 lines before that end as sentences",
    "ended_a5": "share of the 5 lines behind that end as sentences",
    "recurring_b5": "share of the 5 lines before, short, that the text has again with other digits",
    "recurring_a5": "share of the 5 lines behind that recur so",
    "titles_b5": "share of the 5 lines before that look like titles",
    "titles_a5": "share of the 5 lines behind that look like titles",
    "known_b5": "mean share of words of the 5 lines before that other running text has, too",
    "known_a5": "mean share of words of the 5 lines behind that other running text has, too",
    "prose_b12": "share of running text among the 12 lines before",
    "prose_a12": "share of running text among the 12 lines behind",
    "weight_mean_b12": "mean weight of the 12 lines before, as logarithm",
    "weight_mean_a12": "mean weight of the 12 lines behind, as logarithm",
    "ended_b12": "share of the 12 lines before that end as sentences",
    "ended_a12": "share of the 12 lines behind that end as sentences",
    "recurring_b12": "share of the 12 lines before, short, that the text has again with other digits",
    "recurring_a12": "share of the 12 lines behind that recur so",
    "titles_b12": "share of the 12 lines before that look like titles",
    "titles_a12": "share of the 12 lines behind that look like titles",
    "known_b12": "mean share of words of the 12 lines before that other running text has, too",
    "known_a12": "mean share of words of the 12 lines behind that other running text has, too",
    "prose_b30": "share of running text among the 30 lines before",
    "prose_a30": "share of running text among the 30 lines behind",
    "weight_mean_b30": "mean weight of the 30 lines before, as logarithm",
    "weight_mean_a30": "mean weight of the 30 lines behind, as logarithm",
    "ended_b30": "share of the 30 lines before that end as sentences",
    "ended_a30": "share of the 30 lines behind that end as sentences",
    "recurring_b30": "share of the 30 lines before, short, that the text has again with other digits",
    "recurring_a30": "share of the 30 lines behind that recur so",
    "titles_b30": "share of the 30 lines before that look like titles",
    "titles_a30": "share of the 30 lines behind that look like titles",
    "known_b30": "mean share of words of the 30 lines before that other running text has, too",
    "known_a30": "mean share of words of the 30 lines behind that other running text has, too",
}

/// Lines in the windows.
const WINDOWS: [usize; 4] = [2, 5, 12, 30];

/// What is summed up of each line.
const MEASURES: usize = 6;

/// Sums over the lines before each line.
pub(crate) struct Sums {
    /// Logarithm of the weight, running text, ends of sentences, recurring lines, titles, known words.
    sums: Vec<[f32; MEASURES]>,
}

impl Sums {
    pub(super) fn of(lines: &[&Line], repetition: &Repetition) -> Self {
        let mut total = [0.0; MEASURES];
        let mut sums = Vec::with_capacity(lines.len() + 1);
        sums.push(total);
        for (index, line) in lines.iter().enumerate() {
            let flag = |is: bool| f32::from(u8::from(is));
            total[0] += line.log_weight;
            total[1] += flag(line.is_prose());
            total[2] += flag(line.ends_sentence && !line.cut_off);
            total[3] += flag(repetition.recurs(index) && !line.is_prose());
            total[4] += flag(line.shape == Shape::Title);
            total[5] += repetition.known(line).max(0.0);
            sums.push(total);
        }
        Self { sums }
    }

    /// Means from one line to another, the end excluded; zeros for no lines.
    fn means(&self, start: usize, end: usize) -> [f32; MEASURES] {
        let length = end.saturating_sub(start).max(1) as f32;
        std::array::from_fn(|at| (self.sums[end][at] - self.sums[start][at]) / length)
    }
}

pub(super) fn write(view: &TextView, index: usize, row: &mut Row) {
    for offset in [-4, -3, -2, -1, 1, 2, 3, 4] {
        row.push(view.shape(index, offset).map_or(0.0, |shape| f32::from(shape as u8)));
    }
    let line = |offset: isize| index.checked_add_signed(offset).and_then(|at| view.lines.get(at));
    for offset in [-2, -1, 1, 2] {
        row.push(line(offset).map_or(-1.0, |line| line.weight as f32));
    }
    for offset in [-1, 1] {
        row.push(line(offset).map_or(-1.0, |line| line.counts.capitalised_share()));
    }
    row.flag(line(-1).is_some_and(|line| line.counts.ends_colon));
    for offset in [-1, 1] {
        row.push(line(offset).map_or(-1.0, |line| line.counts.digits.min(20) as f32));
    }
    for window in WINDOWS {
        let before = view.sums.means(index.saturating_sub(window), index);
        let end = (index + 1 + window).min(view.lines.len());
        let after = view.sums.means((index + 1).min(end), end);
        for measure in [1, 0, 2, 3, 4, 5] {
            row.push(before[measure]);
            row.push(after[measure]);
        }
    }
}
