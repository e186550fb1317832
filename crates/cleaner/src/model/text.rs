//! The learned line classifier of plain text: how probably each line is article text, and how probably the headline.
//! Data, not code: `model/text.bin`, made by `cargo xtask train --text`. The format is in `docs/model.md`.

use std::sync::LazyLock;

use super::bytes::Reader;
use super::forest::Forest;
use super::{ModelError, hash_of, logistic};
use crate::features::text::headline::{self, WordLines};
use crate::features::text::{self, TextView};

/// What the file begins with: its name and version.
const MAGIC: &[u8] = b"copydesk texts 3";

/// Rows that are written before the model looks at them: they stay in the cache.
const SLAB: usize = 128;

/// So many lines that may be the headline are looked at by all trees; of the others a part says enough.
const LIKELIEST: usize = 4;

static EMBEDDED: LazyLock<TextModel> = LazyLock::new(|| {
    TextModel::from_bytes(TextModel::EMBEDDED_BYTES).expect("the embedded model is checked by a test")
});

/// A trained model for plain text. [`Options::text_model`](crate::Options::text_model) takes one in place
/// of the embedded.
#[derive(Debug, Clone)]
pub struct TextModel {
    /// For texts without marks of Markdown …
    plain: Lines,
    /// … and with.
    markdown: Lines,
    columns: usize,
    /// The first trees, for all lines that may be the headline, and the others, for the likeliest.
    headlines: [Forest; 2],
    headline_columns: usize,
    /// The probability from which a line is the headline.
    pub(crate) headline_threshold: f32,
}

/// What judges the lines of a text.
#[derive(Debug, Clone)]
struct Lines {
    /// The probability from which a line is kept, where a choice of lines can be expected to be right in full.
    threshold: f32,
    forest: Forest,
}

impl Lines {
    fn read(reader: &mut Reader, columns: usize) -> Result<Self, ModelError> {
        Ok(Self { threshold: reader.f32()?, forest: Forest::read(reader, columns)? })
    }
}

impl TextModel {
    /// The file of the embedded model.
    pub const EMBEDDED_BYTES: &'static [u8] = include_bytes!("text.bin");

    /// The model that is part of this version.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// [`ModelError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut reader = Reader::new(bytes);
        reader.header(MAGIC, text_columns_hash())?;
        let columns = text::columns().count();
        let [plain, markdown] = [Lines::read(&mut reader, columns)?, Lines::read(&mut reader, columns)?];
        let headline_threshold = reader.f32()?;
        let headline_columns = columns + headline::columns().count();
        let headlines =
            [Forest::read(&mut reader, headline_columns)?, Forest::read(&mut reader, headline_columns)?];
        let forests = [&plain.forest, &markdown.forest, &headlines[0], &headlines[1]];
        if forests.map(Forest::outputs) != [1; 4] || !reader.is_empty() {
            return Err(ModelError::Malformed("outputs"));
        }
        Ok(Self { plain, markdown, columns, headlines, headline_columns, headline_threshold })
    }

    /// The probabilities of all lines.
    pub(crate) fn predict(&self, view: &TextView) -> Prediction {
        let count = view.lines.len();
        let candidates = headline::candidates(view);
        let words = WordLines::of(view, &candidates);
        let mut of_candidates = Vec::with_capacity(self.headline_columns * candidates.len());
        let mut next = candidates.iter().copied().peekable();
        let mut table = Vec::with_capacity(self.columns * SLAB.min(count));
        let judge = if view.is_markdown() { &self.markdown } else { &self.plain };
        let mut lines = Vec::with_capacity(count);
        for start in (0..count).step_by(SLAB) {
            table.clear();
            for index in start..(start + SLAB).min(count) {
                let row = table.len();
                view.write(index, &mut table);
                if next.next_if_eq(&index).is_some() {
                    of_candidates.extend_from_slice(&table[row..]);
                    words.write(view, index, &mut of_candidates);
                }
            }
            lines.extend(judge.forest.sums(&table, self.columns).into_iter().map(logistic));
        }
        let headlines = self.likeliest_headlines(&candidates, &of_candidates);
        Prediction { lines, threshold: judge.threshold, headlines }
    }

    /// The likeliest of the candidates, in order.
    fn likeliest_headlines(&self, candidates: &[usize], table: &[f32]) -> Vec<Candidate> {
        let width = self.headline_columns;
        let [first, others] = &self.headlines;
        let sums = first.sums(table, width);
        let mut likeliest: Vec<usize> = (0..candidates.len()).collect();
        likeliest.sort_by(|left, right| sums[*right].total_cmp(&sums[*left]));
        likeliest.truncate(LIKELIEST);
        likeliest.sort_unstable();
        let rows: Vec<f32> =
            likeliest.iter().flat_map(|at| &table[at * width..(at + 1) * width]).copied().collect();
        let judged = likeliest.iter().zip(others.sums(&rows, width));
        judged
            .map(|(at, others)| Candidate {
                index: candidates[*at],
                probability: logistic(sums[*at] + others),
            })
            .collect()
    }
}

/// What the model says of a text.
pub(crate) struct Prediction {
    /// By line the probability that it is text.
    pub(crate) lines: Vec<f32>,
    /// The probability from which a line is kept, where a choice of lines can be expected to be right in full.
    pub(crate) threshold: f32,
    /// The lines that are likeliest the headline, in order.
    pub(crate) headlines: Vec<Candidate>,
}

/// A line and the probability that it is the headline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) index: usize,
    pub(crate) probability: f32,
}

/// Identifies the features of plain text that a model is for.
pub fn text_columns_hash() -> u64 {
    hash_of(text::columns().chain(headline::columns()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a program can carry without its users noticing.
    const MAX_BYTES: usize = 500_000;

    #[test]
    fn the_embedded_model_reads() {
        assert!(TextModel::from_bytes(TextModel::EMBEDDED_BYTES).is_ok());
        assert!(TextModel::EMBEDDED_BYTES.len() <= MAX_BYTES);
    }

    #[test]
    fn damaged_models_are_refused() {
        let bytes = TextModel::EMBEDDED_BYTES;
        let cut_off = TextModel::from_bytes(&bytes[..bytes.len() - 1]).err();
        assert_eq!(cut_off, Some(ModelError::Malformed("cut off")));
        let mut other = bytes.to_vec();
        other[MAGIC.len()] ^= 1;
        assert_eq!(TextModel::from_bytes(&other).err(), Some(ModelError::OtherFeatures));
    }
}
