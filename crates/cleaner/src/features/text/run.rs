//! Runs of lines that are no running text, and titles that alternate with teasers or dates.

use super::TextView;
use super::line::{Line, Shape};
use crate::features::vector::{Row, features};

features! {
    "run_lines": "lines of the run without running text that the line is in, at most 200; 0 in running text",
    "run_place": "place of the line in the run, from its start, 0 to 1",
    "run_rest": "lines behind the line in the run, at most 50",
    "run_weight": "mean weight of the run's lines",
    "run_titles": "share of titles and labels in the run",
    "run_ends": "weight of the running text that the run ends at; 0 at the end of the text",
    "run_begins": "weight of the running text before the run; 0 at the start of the text",
    "prose_lines": "lines of the run of running text that the line is in, at most 100",
    "prose_weight": "weight of that run",
    "alternates_2": "lines around with the shape of the second line before them",
    "alternates_3": "lines around with the shape of the third line before them",
    "alternates_4": "lines around with the shape of the fourth line before them",
}

/// Lines on each side in which alternation is counted.
const NEAR: usize = 6;

/// A run of running text or of other lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    start: usize,
    end: usize,
    weight: u32,
    titles: u32,
    is_prose: bool,
}

impl Run {
    pub(super) fn lines_without_prose(self) -> usize {
        if self.is_prose { 0 } else { self.end - self.start }
    }
}

/// Distances at which lines of one shape may recur.
const PERIODS: [usize; 3] = [2, 3, 4];

/// How many lines before each line have the shape of the line so far before them, by period.
pub(super) fn alternations(lines: &[&Line]) -> Vec<[u32; PERIODS.len()]> {
    let mut sums = Vec::with_capacity(lines.len() + 1);
    let mut sum = [0; PERIODS.len()];
    sums.push(sum);
    for at in 0..lines.len() {
        for (sum, period) in sum.iter_mut().zip(PERIODS) {
            // Runs of one shape do not alternate.
            let shape = lines[at].shape;
            let alternates =
                at >= period && lines[at - period].shape == shape && lines[at - 1].shape != shape;
            *sum += u32::from(alternates);
        }
        sums.push(sum);
    }
    sums
}

/// The run of each line.
pub(super) fn find(lines: &[&Line]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::with_capacity(lines.len());
    let mut start = 0;
    for part in lines.chunk_by(|left, right| left.is_prose() == right.is_prose()) {
        let run = Run {
            start,
            end: start + part.len(),
            weight: part.iter().map(|line| line.weight).sum(),
            titles: part.iter().map(|line| u32::from(is_title(line))).sum(),
            is_prose: part[0].is_prose(),
        };
        runs.extend(std::iter::repeat_n(run, part.len()));
        start += part.len();
    }
    runs
}

fn is_title(line: &Line) -> bool {
    matches!(line.shape, Shape::Title | Shape::Label | Shape::CutOff)
}

pub(super) fn write(view: &TextView, index: usize, row: &mut Row) {
    let run = view.runs[index];
    let lines = run.end - run.start;
    if run.is_prose {
        for _ in 0..7 {
            row.push(0.0);
        }
        row.push(lines.min(100) as f32);
        row.push(run.weight as f32);
    } else {
        row.push(lines.min(200) as f32);
        row.push((index - run.start) as f32 / lines as f32);
        row.push((run.end - 1 - index).min(50) as f32);
        row.push(run.weight as f32 / lines as f32);
        row.push(run.titles as f32 / lines as f32);
        let neighbour = |at: Option<&&Line>| at.map_or(0.0, |line| line.weight as f32);
        row.push(neighbour(view.lines.get(run.end)));
        row.push(neighbour(run.start.checked_sub(1).and_then(|at| view.lines.get(at))));
        row.push(0.0);
        row.push(0.0);
    }
    let (start, end) = (index.saturating_sub(NEAR), (index + NEAR + 1).min(view.lines.len()));
    for (before, all) in view.alternations[start].iter().zip(view.alternations[end]) {
        row.push((all - before) as f32);
    }
}
