//! The text as a whole: the same for each of its lines.

use super::TextView;
use super::line::Shape;
use crate::features::vector::{Row, features};

features! {
    "text_lines": "lines, as logarithm",
    "text_weight": "weight, as logarithm",
    "text_prose": "share of lines that are running text",
    "text_prose_weight": "share of the weight that is running text",
    "text_longest": "share of the running text that its heaviest run of lines holds",
    "text_titles": "share of lines that look like titles",
    "text_cut_off": "share of lines that are cut off",
    "text_questions": "share of lines that ask",
    "text_sentences": "ends of sentences in each line of running text",
    "text_digits": "share of lines without letters",
    "text_repeats": "share of lines that stand more than once",
    "text_prices": "share of lines with a price",
    "text_recurring": "share of lines that recur with other digits",
    "text_prose_mean": "mean weight of running text",
    "relative_weight": "weight of the line over that mean",
}

/// The row of a text.
pub(super) fn measure(view: &TextView) -> Vec<f32> {
    let lines = &view.lines;
    let length = lines.len().max(1) as f32;
    let share = |count: usize| count as f32 / length;
    let shaped = |shape: Shape| lines.iter().filter(|line| line.shape == shape).count();
    let prose = shaped(Shape::Prose);
    let total_prose = view.place.total_prose();
    let heaviest = lines
        .chunk_by(|left, right| left.is_prose() == right.is_prose())
        .filter(|run| run[0].is_prose())
        .map(|run| run.iter().map(|line| line.weight).sum::<u32>())
        .max();
    let ends: u32 = lines.iter().filter(|line| line.is_prose()).map(|line| line.counts.inner_ends).sum();
    vec![
        (1.0 + lines.len() as f32).ln(),
        (1.0 + view.place.total()).ln(),
        share(prose),
        if total_prose > 0.0 { total_prose / view.place.total() } else { 0.0 },
        if total_prose > 0.0 { heaviest.unwrap_or(0) as f32 / total_prose } else { 0.0 },
        share(shaped(Shape::Title)),
        share(shaped(Shape::CutOff)),
        share(lines.iter().filter(|line| line.counts.ends_question).count()),
        ends as f32 / prose.max(1) as f32,
        share(shaped(Shape::Symbols)),
        view.repetition.share(),
        share(lines.iter().filter(|line| line.counts.price).count()),
        share((0..lines.len()).filter(|index| view.repetition.recurs(*index)).count()),
        total_prose / prose.max(1) as f32,
    ]
}

pub(super) fn write(view: &TextView, index: usize, row: &mut Row) {
    for value in &view.document {
        row.push(*value);
    }
    let mean = view.document.last().copied().unwrap_or(0.0);
    row.push(if mean > 0.0 { view.lines[index].weight as f32 / mean } else { -1.0 });
}
