//! Exact duplicates: of documents with the same text hash, the first in input order wins. The index
//! holds 16 bytes for each kept document; with the table around it that is at most 40, and while the
//! table doubles 60. A run whose index outgrows its share of `--memory` stops and can be resumed.

use std::{
    collections::HashSet,
    fs::File,
    hash::{BuildHasherDefault, Hasher},
    path::Path,
};

use arrow_array::{Array, StringArray, cast::AsArray};
use parquet::arrow::{ProjectionMask, arrow_reader::ParquetRecordBatchReaderBuilder};

use crate::{
    Error,
    record::Record,
    rejects::{Reason, Reject, Stage},
};

/// Bytes that one entry takes at worst: 16 of the hash and one of the table, just after the table of
/// seven eighths full has doubled, and with the old table still there.
const BYTES_PER_ENTRY: usize = 60;
/// Column with the hash.
const HASH_COLUMN: &str = "text_hash";
/// Base of the hash as written.
const HEXADECIMAL: u32 = 16;

/// The hashes of all kept texts.
pub(crate) struct Index {
    seen: HashSet<u128, BuildHasherDefault<Fold>>,
    limit: usize,
}

/// The keys are hashes already: folding their halves is enough.
#[derive(Debug, Default)]
pub(crate) struct Fold(u64);

impl Hasher for Fold {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    /// Full counts of lines keep only values with zeros at their end, where the table looks first.
    fn write_u64(&mut self, value: u64) {
        self.0 = value.rotate_left(u64::BITS / 2);
    }

    fn write_u128(&mut self, value: u128) {
        self.0 = (value >> 64) as u64 ^ value as u64;
    }
}

impl Index {
    /// An empty index that may take so many bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self { seen: HashSet::default(), limit }
    }

    /// Adds a record; a reject when its text is there already. A document without text is no duplicate
    /// of another one.
    ///
    /// # Errors
    /// [`Error::DedupMemory`] when the index is full.
    pub(crate) fn check(&mut self, record: &Record) -> Result<Option<Reject>, Error> {
        if record.text.is_empty() || self.insert(record.text_hash)? {
            return Ok(None);
        }
        let detail = format!("{HASH_COLUMN} {} is there already", record.text_hash_hexadecimal());
        Ok(Some(record.reject(Stage::Dedup, Reason::Duplicate, detail)))
    }

    fn insert(&mut self, hash: u128) -> Result<bool, Error> {
        if self.seen.len() * BYTES_PER_ENTRY >= self.limit {
            return Err(Error::DedupMemory { limit: self.limit });
        }
        Ok(self.seen.insert(hash))
    }

    /// Adds the texts of a finished shard.
    ///
    /// # Errors
    /// When the file cannot be read, or the index is full.
    pub(crate) fn load(&mut self, path: &Path) -> Result<(), Error> {
        let file = File::open(path).map_err(Error::io(path))?;
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(Error::parquet(path))?;
        let columns = [HASH_COLUMN, "n_chars"];
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns);
        let reader = builder.with_projection(mask).build().map_err(Error::parquet(path))?;
        for batch in reader {
            let batch = batch.map_err(Error::parquet(path))?;
            let missing = || Error::Output(format!("{} is not one of ours", path.display()));
            let hashes: &StringArray = batch
                .column_by_name(HASH_COLUMN)
                .and_then(|column| column.as_string_opt())
                .ok_or_else(missing)?;
            let lengths = batch
                .column_by_name("n_chars")
                .and_then(|column| column.as_primitive_opt::<arrow_array::types::Int64Type>())
                .ok_or_else(missing)?;
            for row in (0..hashes.len()).filter(|row| lengths.value(*row) > 0) {
                let hash = u128::from_str_radix(hashes.value(row), HEXADECIMAL).map_err(|_| missing())?;
                self.insert(hash)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample;

    #[test]
    fn the_first_wins() {
        let mut index = Index::new(1 << 20);
        let mut reason = |text| {
            let reject = index.check(&sample(text)).expect("there is room");
            reject.map(|reject| (reject.stage, reject.reason))
        };
        assert_eq!(reason("One text"), None);
        assert_eq!(reason("another text"), None);
        assert_eq!(reason("one  TEXT"), Some((Stage::Dedup, Reason::Duplicate)));
    }

    #[test]
    fn documents_without_text_are_no_duplicates() {
        let mut index = Index::new(1 << 20);
        for _ in 0..2 {
            assert_eq!(index.check(&sample("")).expect("there is room"), None);
        }
    }

    #[test]
    fn a_full_index_is_an_error() {
        let mut index = Index::new(2 * BYTES_PER_ENTRY);
        assert!(index.check(&sample("a")).is_ok() && index.check(&sample("b")).is_ok());
        assert!(matches!(index.check(&sample("c")), Err(Error::DedupMemory { .. })));
    }
}
