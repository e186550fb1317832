//! The learned line classifier of plain text: how probably each line is article text. Data, not code:
//! `model/text.bin`, made by `cargo xtask train --text`. The format is in `docs/model.md`.

use std::sync::LazyLock;

use super::bytes::Reader;
use super::forest::Forest;
use super::{ModelError, hash_of, logistic};
use crate::features::text::{self, TextView};

/// What the file begins with: its name and version.
const MAGIC: &[u8] = b"copydesk texts 1";

/// Rows that are written before the model looks at them: they stay in the cache.
const SLAB: usize = 128;

static EMBEDDED: LazyLock<TextModel> = LazyLock::new(|| {
    TextModel::from_bytes(TextModel::EMBEDDED_BYTES).expect("the embedded model is checked by a test")
});

/// A trained model for plain text. [`Options::text_model`](crate::Options::text_model) takes one in place
/// of the embedded.
#[derive(Debug, Clone)]
pub struct TextModel {
    lines: Forest,
    columns: usize,
    /// The probability from which a line is kept, where a choice of lines can be expected to be right in full.
    pub(crate) threshold: f32,
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
        let threshold = reader.f32()?;
        let columns = text::columns().count();
        let lines = Forest::read(&mut reader, columns)?;
        if lines.outputs() != 1 || !reader.is_empty() {
            return Err(ModelError::Malformed("outputs"));
        }
        Ok(Self { lines, columns, threshold })
    }

    /// The probability of each line.
    pub(crate) fn predict(&self, view: &TextView) -> Vec<f32> {
        let count = view.lines.len();
        let mut table = Vec::with_capacity(self.columns * SLAB.min(count));
        let mut probabilities = Vec::with_capacity(count);
        for start in (0..count).step_by(SLAB) {
            table.clear();
            for index in start..(start + SLAB).min(count) {
                view.write(index, &mut table);
            }
            probabilities.extend(self.lines.sums(&table, self.columns).into_iter().map(logistic));
        }
        probabilities
    }
}

/// Identifies the features of plain text that a model is for.
pub fn text_columns_hash() -> u64 {
    hash_of(text::columns())
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
