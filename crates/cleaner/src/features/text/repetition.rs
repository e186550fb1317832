//! Lines that come again, and words that the running text has, too.

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::TextView;
use super::line::Line;
use crate::features::vector::{Row, features};

features! {
    "repeats": "lines of the text with the same words, this one aside, at most 20",
    "patterns": "lines that differ in digits only, this one aside, at most 20",
    "is_repeat": "the same line stands before",
    "first_word_before": "the line before begins with the same word",
    "first_word_after": "the line behind begins with the same word",
    "first_words": "lines that begin with the same word, this one aside, at most 50",
    "vocabulary": "share of the longer words that other running text has, too",
    "vocabulary_words": "longer words, at most 30",
}

/// Repetition within one text.
pub(crate) struct Repetition {
    /// By line: same lines, same patterns, same first words, each with this one.
    counts: Vec<[u32; 3]>,
    is_repeat: Vec<bool>,
    vocabulary: Vocabulary,
}

/// Whether each word stands in one paragraph of running text, or in more; words that fall on one place count
/// together.
struct Vocabulary {
    /// 0 for none; else twice the number of the last paragraph, from 1 on, and one more where there are others.
    paragraphs: Vec<u32>,
    mask: u32,
}

impl Vocabulary {
    /// Places for each word: few words fall on one.
    const PLACES: usize = 8;

    fn of(lines: &[&Line]) -> Self {
        let prose = || lines.iter().filter(|line| line.is_prose());
        let words: usize = prose().map(|line| line.counts.vocabulary.len()).sum();
        let places = (words * Self::PLACES).next_power_of_two().max(64);
        let mut vocabulary = Self { paragraphs: vec![0; places], mask: places as u32 - 1 };
        for (number, line) in (1..).zip(prose()) {
            for word in &line.counts.vocabulary {
                let place = &mut vocabulary.paragraphs[(word & vocabulary.mask) as usize];
                if *place >> 1 != number {
                    *place = number << 1 | u32::from(*place != 0);
                }
            }
        }
        vocabulary
    }

    /// The share of a line's words that other running text has.
    fn share(&self, line: &Line) -> f32 {
        let words = &line.counts.vocabulary;
        let is_prose = line.is_prose();
        let is_known = |place: u32| if is_prose { place & 1 == 1 } else { place != 0 };
        let known = words.iter().filter(|word| is_known(self.paragraphs[(*word & self.mask) as usize]));
        if words.is_empty() { -1.0 } else { known.count() as f32 / words.len() as f32 }
    }
}

impl Repetition {
    pub(super) fn count(lines: &[&Line]) -> Self {
        let mut maps: [FxHashMap<u64, u32>; 3] =
            std::array::from_fn(|_| FxHashMap::with_capacity_and_hasher(lines.len(), FxBuildHasher));
        let keys = |line: &Line| [line.counts.hash, line.counts.pattern, line.counts.first_word];
        let mut is_repeat = Vec::with_capacity(lines.len());
        for line in lines {
            for (at, key) in keys(line).into_iter().enumerate() {
                let count = maps[at].entry(key).or_insert(0);
                if at == 0 {
                    is_repeat.push(*count > 0);
                }
                *count += 1;
            }
        }
        let counts = lines.iter().map(|line| {
            let keys = keys(line);
            std::array::from_fn(|at| maps[at][&keys[at]])
        });
        Self { counts: counts.collect(), is_repeat, vocabulary: Vocabulary::of(lines) }
    }

    /// Whether another line differs in digits only.
    pub(super) fn recurs(&self, index: usize) -> bool {
        self.counts[index][1] > 1
    }

    /// The share of a line's longer words that other running text has; -1 without such words.
    pub(super) fn known(&self, line: &Line) -> f32 {
        self.vocabulary.share(line)
    }

    /// How many of a line's longer words other running text has, of at most so many.
    pub(super) fn known_words(&self, line: &Line, most: usize) -> f32 {
        self.vocabulary.share(line).max(0.0) * line.counts.vocabulary.len().min(most) as f32
    }

    /// The share of lines that stand more than once.
    pub(super) fn share(&self) -> f32 {
        let repeated = self.counts.iter().filter(|counts| counts[0] > 1).count();
        repeated as f32 / self.counts.len().max(1) as f32
    }
}

pub(super) fn write(view: &TextView, index: usize, row: &mut Row) {
    let (lines, repetition) = (&view.lines, &view.repetition);
    let line = lines[index];
    let [same, patterns, first_words] = repetition.counts[index];
    row.push((same - 1).min(20) as f32);
    row.push((patterns - 1).min(20) as f32);
    row.flag(repetition.is_repeat[index]);
    let begins_alike = |other: Option<&&Line>| {
        other.is_some_and(|other| {
            other.counts.first_word == line.counts.first_word && line.counts.first_word != 0
        })
    };
    row.flag(begins_alike(index.checked_sub(1).and_then(|at| lines.get(at))));
    row.flag(begins_alike(lines.get(index + 1)));
    row.push((first_words - 1).min(50) as f32);
    row.push(repetition.vocabulary.share(line));
    row.push(line.counts.vocabulary.len().min(30) as f32);
}
