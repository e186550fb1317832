//! Parquet files of one kind of row, one after the other. Rows are handed to the Parquet writer in
//! pieces whose size follows from the rows alone, never from threads or batches, so the bytes are the
//! same in every run. A file is written under a temporary name, closed, synced and then renamed.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::{
        metadata::KeyValue,
        properties::{EnabledStatistics, WriterProperties},
    },
    schema::types::ColumnPath,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Error, config::OutputSettings, hexadecimal::hexadecimal, settings::Codec};

/// Rows are handed over when there are so many of them ...
const PIECE_ROWS: usize = 128;
/// ... or when their long columns have so many bytes: the size of a data page ...
const PIECE_BYTES: usize = 1 << 20;
/// ... or this part of a shard, so that small shards come out near their size.
const PIECES_PER_SHARD: usize = 4;
/// Ending of a file that is still being written.
pub(crate) const OPEN_SUFFIX: &str = ".open";

/// A kind of row that can be written.
pub(crate) trait Row: Sized {
    /// Columns that get neither a dictionary nor statistics.
    const LONG_COLUMNS: &'static [&'static [&'static str]];

    /// Converts rows to columns.
    ///
    /// # Errors
    /// Only when columns and schema do not fit, which is a bug.
    fn batch(rows: &[Self], schema: &SchemaRef) -> Result<RecordBatch, ArrowError>;

    /// Bytes of the long columns.
    fn size(&self) -> usize;
}

/// A finished file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// File name; in the work folder at first, in the output folder at the end.
    pub file: String,
    /// Number of rows.
    pub rows: u64,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// What all files of a run share.
#[derive(Debug, Clone)]
pub(crate) struct FileOptions {
    schema: SchemaRef,
    properties: WriterProperties,
    row_group_size: usize,
    piece_bytes: usize,
}

impl FileOptions {
    /// Options for rows of type `R`, with `provenance` as key-value metadata.
    pub(crate) fn new<R: Row>(
        settings: &OutputSettings,
        provenance: &[(&str, String)],
        schema: SchemaRef,
    ) -> Self {
        let compression = match settings.compression {
            Codec::Zstd(level) => Compression::ZSTD(ZstdLevel::try_new(level).unwrap_or_default()),
            Codec::Snappy => Compression::SNAPPY,
            Codec::None => Compression::UNCOMPRESSED,
        };
        let pairs = provenance.iter().map(|(key, value)| KeyValue::new((*key).to_owned(), value.clone()));
        let mut builder = WriterProperties::builder()
            .set_compression(compression)
            .set_key_value_metadata(Some(pairs.collect()));
        for path in R::LONG_COLUMNS {
            let path = ColumnPath::new(path.iter().map(|&part| part.to_owned()).collect());
            builder = builder
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_statistics_enabled(path, EnabledStatistics::None);
        }
        let shard_size = usize::try_from(settings.shard_size.0).unwrap_or(usize::MAX);
        Self {
            schema,
            properties: builder.build(),
            row_group_size: settings.row_group_size.0 as usize,
            piece_bytes: PIECE_BYTES.min(shard_size / PIECES_PER_SHARD),
        }
    }
}

/// Hashes what it writes.
struct HashedFile {
    file: io::BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Write for HashedFile {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.file.write(buffer)?;
        self.hash.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes one file.
pub(crate) struct ShardWriter<R: Row> {
    schema: SchemaRef,
    writer: ArrowWriter<HashedFile>,
    open_path: PathBuf,
    path: PathBuf,
    row_group_size: usize,
    piece_bytes: usize,
    pending: Vec<R>,
    pending_bytes: usize,
    rows: u64,
}

impl<R: Row> ShardWriter<R> {
    /// Starts the file `name` in `folder` under a temporary name.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub(crate) fn create(folder: &Path, name: &str, options: &FileOptions) -> Result<Self, Error> {
        let path = folder.join(name);
        let open_path = folder.join(format!("{name}{OPEN_SUFFIX}"));
        let file = File::create(&open_path).map_err(Error::io(&open_path))?;
        let file = HashedFile { file: io::BufWriter::new(file), hash: Sha256::new(), bytes: 0 };
        let writer = ArrowWriter::try_new(file, options.schema.clone(), Some(options.properties.clone()))
            .map_err(Error::parquet(&open_path))?;
        let FileOptions { row_group_size, piece_bytes, .. } = *options;
        let (pending, pending_bytes) = (Vec::new(), 0);
        let schema = options.schema.clone();
        Ok(Self {
            schema,
            writer,
            open_path,
            path,
            row_group_size,
            piece_bytes,
            pending,
            pending_bytes,
            rows: 0,
        })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the disk is full or the like.
    pub(crate) fn push(&mut self, row: R) -> Result<(), Error> {
        self.pending_bytes += row.size();
        self.pending.push(row);
        self.rows += 1;
        if self.pending.len() >= PIECE_ROWS || self.pending_bytes >= self.piece_bytes {
            self.write_pending()?;
        }
        Ok(())
    }

    /// Bytes written and held compressed, without the rows that are not yet handed over.
    pub(crate) fn size(&self) -> u64 {
        (self.writer.bytes_written() + self.writer.in_progress_size()) as u64
    }

    fn write_pending(&mut self) -> Result<(), Error> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let batch = R::batch(&self.pending, &self.schema).map_err(Error::parquet(&self.open_path))?;
        self.pending.clear();
        self.pending_bytes = 0;
        self.writer.write(&batch).map_err(Error::parquet(&self.open_path))?;
        if self.writer.in_progress_size() >= self.row_group_size {
            self.writer.flush().map_err(Error::parquet(&self.open_path))?;
        }
        Ok(())
    }

    /// Closes the file and gives it its name.
    ///
    /// # Errors
    /// When the disk is full or the like.
    pub(crate) fn finish(mut self) -> Result<Shard, Error> {
        self.write_pending()?;
        let file = self.writer.into_inner().map_err(Error::parquet(&self.open_path))?;
        let HashedFile { file, hash, bytes } = file;
        let file = file.into_inner().map_err(|error| Error::io(&self.open_path)(error.into_error()))?;
        file.sync_all().map_err(Error::io(&self.open_path))?;
        fs::rename(&self.open_path, &self.path).map_err(Error::io(&self.path))?;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Shard { file: name, rows: self.rows, bytes, sha256: hexadecimal(&hash.finalize()) })
    }
}
