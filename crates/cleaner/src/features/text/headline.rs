//! What tells the headline of a text from the other lines above its body.

use std::ops::RangeInclusive;

use rustc_hash::FxHashMap;

use super::TextView;
use super::line::{Line, Shape};
use crate::features::vector::{Feature, Row, features};

features! {
    "headline_words": "longer words that running text has, too, of at most 8",
    "headline_holders": "other lines with all longer words of the line, at most 20; -1 without longer words",
    "headline_longer_holders": "those of them with more longer words, such as breadcrumbs and the name of the tab, at most 20",
    "headline_longer_holders_before": "those of these before the line",
    "headline_word_lines": "mean logarithm of the other lines that each longer word stands in; -1 without longer words",
    "headline_most_word_lines": "other lines that the most frequent of them stands in, at most 50",
    "headline_least_word_lines": "other lines that the rarest of them stands in, at most 50",
}

/// A headline has so many words of the text; a line with more is none the more a headline.
const MOST_WORDS: usize = 8;
/// Lighter lines are numbers and marks, heavier ones paragraphs.
const WEIGHTS: RangeInclusive<u32> = 6..=240;
/// So many lines are looked at; nearly all headlines are among them, and the menus of a portal.
const MOST_CANDIDATES: usize = 400;
/// A notice or a summary above the headline may begin the body, so many lines early.
const LINES_INTO_BODY: usize = 12;
/// Counts of lines that hold all words end here.
const MOST_HOLDERS: usize = 20;
/// Counts of lines with a word end here.
const MOST_WORD_LINES: usize = 50;
/// Of the lines with the rarest word of a line so many are looked at: a list of a million entries takes no longer.
const MOST_LOOKED_AT: usize = 1000;

/// The columns of a candidate's row, behind those of its line.
pub(crate) fn columns() -> impl Iterator<Item = Feature> {
    FEATURES.iter().copied()
}

/// The lines that may be the headline, in order: short ones without a full stop above the body and next to its start, and
/// of a text without running text the first ones.
pub(crate) fn candidates(view: &TextView) -> Vec<usize> {
    let can_be = |index: &usize| {
        let line = view.lines[*index];
        WEIGHTS.contains(&line.weight)
            && !matches!(line.shape, Shape::Prose | Shape::List | Shape::Symbols)
            && !line.ends_with_stop
            && line.form.is_none()
    };
    let Some(start) = view.body_start() else {
        return (0..view.lines.len()).filter(can_be).take(MOST_CANDIDATES).collect();
    };
    let end = (start + LINES_INTO_BODY).min(view.lines.len());
    let mut found: Vec<usize> = (0..end).rev().filter(can_be).take(MOST_CANDIDATES).collect();
    found.reverse();
    found
}

/// In which lines the longer words of the candidates stand.
pub(crate) struct WordLines {
    /// Numbers of the words.
    numbers: FxHashMap<u32, u32>,
    /// Where the lines of each word begin, and behind them the end.
    starts: Vec<u32>,
    /// Of one word after the other, ascending.
    lines: Vec<u32>,
}

impl WordLines {
    pub(crate) fn of(view: &TextView, candidates: &[usize]) -> Self {
        let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
        for word in candidates.iter().flat_map(|index| &view.lines[*index].counts.vocabulary) {
            let next = numbers.len() as u32;
            numbers.entry(*word).or_insert(next);
        }
        let mut last_lines = vec![u32::MAX; numbers.len()];
        let mut starts = vec![0; numbers.len() + 1];
        let mut found = Vec::new();
        for (line, measured) in (0_u32..).zip(&view.lines) {
            for word in &measured.counts.vocabulary {
                if let Some(number) = numbers.get(word)
                    && std::mem::replace(&mut last_lines[*number as usize], line) != line
                {
                    found.push((*number, line));
                    starts[*number as usize + 1] += 1;
                }
            }
        }
        for number in 1..starts.len() {
            starts[number] += starts[number - 1];
        }
        let mut ends = starts.clone();
        let mut lines = vec![0; found.len()];
        for (number, line) in found {
            let end = &mut ends[number as usize];
            lines[*end as usize] = line;
            *end += 1;
        }
        Self { numbers, starts, lines }
    }

    fn lines_with(&self, word: u32) -> &[u32] {
        self.numbers.get(&word).map_or(&[], |number| {
            let number = *number as usize;
            &self.lines[self.starts[number] as usize..self.starts[number + 1] as usize]
        })
    }

    /// Appends what a candidate's row has behind the features of its line.
    pub(crate) fn write(&self, view: &TextView, index: usize, out: &mut Vec<f32>) {
        let mut row = Row::to(out);
        row.push(view.known_words(index, MOST_WORDS));
        let words = different_words(view.lines[index]);
        let mut stands_in: Vec<&[u32]> = words.iter().map(|word| self.lines_with(*word)).collect();
        stands_in.sort_by_key(|lines| lines.len());
        let Some((rarest, others)) = stands_in.split_first() else {
            row.extend([-1.0, 0.0, 0.0, -1.0, 0.0, 0.0]);
            return;
        };
        let has_all = |at: &&u32| others.iter().all(|lines| lines.binary_search(at).is_ok());
        let holders = rarest.iter().take(MOST_LOOKED_AT).filter(has_all).map(|at| *at as usize);
        let holders: Vec<usize> = holders.filter(|at| *at != index).take(MOST_HOLDERS).collect();
        let longer: Vec<usize> =
            holders.iter().copied().filter(|at| has_more_words(view.lines[*at], words.len())).collect();
        row.push(holders.len() as f32);
        row.push(longer.len() as f32);
        row.push(longer.iter().filter(|at| **at < index).count() as f32);
        let others = |lines: &[u32]| lines.len().saturating_sub(1);
        let logarithms: f32 = stands_in.iter().map(|lines| (1.0 + others(lines) as f32).ln()).sum();
        row.push(logarithms / stands_in.len() as f32);
        let ends = [stands_in.last().copied().unwrap_or(rarest), rarest];
        row.extend(ends.map(|lines| others(lines).min(MOST_WORD_LINES) as f32));
    }
}

/// Whether a line has more than so many different longer words; a line of a million words is not read to its end.
fn has_more_words(line: &Line, count: usize) -> bool {
    let mut seen: Vec<u32> = Vec::with_capacity(count + 1);
    line.counts.vocabulary.iter().any(|word| {
        if !seen.contains(word) {
            seen.push(*word);
        }
        seen.len() > count
    })
}

/// The longer words of a line, each once.
fn different_words(line: &Line) -> Vec<u32> {
    let mut words = line.counts.vocabulary.clone();
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Block, Phrases};

    #[test]
    fn a_headline_stands_in_longer_lines_and_has_words_of_the_text() {
        let title = "Night ferry sails again";
        let prose = "The night ferry left the harbour on Monday, for the first time in two years, with ninety on board.";
        let texts = ["Home - Night ferry sails again", "Weather", "2024", title, "By Ida Falk", prose];
        let lines: Vec<Line> = texts.map(|text| Line::measure(&Block::paragraph(text), Phrases::Use)).into();
        let view = TextView::new(lines.iter().collect());
        let candidates = candidates(&view);
        assert_eq!(candidates, [0, 1, 3, 4]);
        let words = WordLines::of(&view, &candidates);
        let row = |index: usize| {
            let mut values = Vec::new();
            words.write(&view, index, &mut values);
            assert_eq!(values.len(), FEATURES.len());
            values
        };
        assert_eq!(row(3)[..4], [2.0, 1.0, 1.0, 1.0]);
        assert_eq!(row(3)[5..], [2.0, 1.0]);
        assert_eq!(row(0)[..4], [2.0, 0.0, 0.0, 0.0]);
        assert_eq!(row(1), [0.0; 7]);
    }

    #[test]
    fn without_running_text_all_lines_may_be_the_headline() {
        let lines = ["Timetable", "Fares and times", "2024"]
            .map(|text| Line::measure(&Block::paragraph(text), Phrases::Use));
        let view = TextView::new(lines.iter().collect());
        assert_eq!(candidates(&view), [0, 1]);
    }

    #[test]
    fn the_lines_nearest_to_the_body_are_looked_at() {
        let prose = "The night ferry left the harbour on Monday, for the first time in two years, with ninety on board.";
        let texts = std::iter::repeat_n("Timetable", 2 * MOST_CANDIDATES).chain([prose, prose, prose]);
        let lines: Vec<Line> =
            texts.map(|text| Line::measure(&Block::paragraph(text), Phrases::Use)).collect();
        let view = TextView::new(lines.iter().collect());
        let found = candidates(&view);
        assert_eq!((found.len(), found.last()), (MOST_CANDIDATES, Some(&(2 * MOST_CANDIDATES - 1))));
    }
}
