//! WARC files: responses of web servers, resources, and the plain texts of WET files, as documents. Reading can
//! start anew wherever a record has ended with its member, so a run is resumed at the last such place and takes
//! the few records behind it a second time.

mod coding;
mod document;
mod fields;
mod http;
mod media_type;
mod members;
mod records;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
mod window;

use std::{collections::BTreeMap, io};

use super::{
    Place, Position, RawDocument,
    sniff::{self, Compression},
};
use crate::{config::OutputSettings, rejects::Reject};
use document::Content;
pub(super) use members::begins_with_dictionary;
pub(super) use records::MAGIC;
use records::{Damage, Records};
pub(super) use window::Stored;

/// A record may be longer than the document in it by the header of its HTTP response and the lengths of its chunks.
const OTHER_BYTES: u64 = 1 << 20;

/// What the output has no rows for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RecordCounts {
    /// Records that are no documents, by type.
    pub(crate) others: BTreeMap<&'static str, u64>,
    /// Documents that the crawler did not store whole (`WARC-Truncated`).
    pub(crate) truncated: u64,
    /// JSON lines with malformed bytes that were mended.
    pub(crate) mended: u64,
}

impl RecordCounts {
    /// Adds those of another part of the input.
    pub(crate) fn add(&mut self, more: Self) {
        for (kind, count) in more.others {
            *self.others.entry(kind).or_default() += count;
        }
        self.truncated += more.truncated;
        self.mended += more.mended;
    }
}

/// How a WARC file is packed: by what it begins with, else `named` so. Beside the usual signatures there is that
/// of the frame with the dictionary.
pub(super) fn compression(head: &[u8], named: Compression) -> Compression {
    if head.starts_with(MAGIC) {
        Compression::None
    } else if begins_with_dictionary(head) {
        Compression::Zstd
    } else if named == Compression::None {
        sniff::compression(head)
    } else {
        named
    }
}

/// A place between two documents of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ResumePoint {
    /// A place at which reading can start.
    pub(super) boundary: u64,
    /// Documents behind it that are done.
    pub(super) documents: u64,
}

impl From<Position> for ResumePoint {
    fn from(position: Position) -> Self {
        Self { boundary: position.offset, documents: position.documents }
    }
}

/// A WARC file that is being read.
pub(super) struct Archive {
    records: Records,
    resume_point: ResumePoint,
    counts: RecordCounts,
}

impl Archive {
    /// Goes on at `resume_point`, which must be one of an earlier reader of the file.
    pub(super) fn open(
        stored: Stored,
        compression: Compression,
        settings: &OutputSettings,
        resume_point: ResumePoint,
    ) -> io::Result<Self> {
        let most_block = settings.max_bytes.0.saturating_add(OTHER_BYTES);
        let records = Records::open(stored, compression, most_block, resume_point.boundary)?;
        let start = ResumePoint { documents: 0, ..resume_point };
        let mut archive = Self { records, resume_point: start, counts: RecordCounts::default() };
        while archive.resume_point != resume_point
            && archive.next("", settings, &arrow_schema::Fields::empty()).is_some()
        {}
        archive.counts = RecordCounts::default();
        Ok(archive)
    }

    /// How far reading has come.
    pub(super) fn resume_point(&self) -> ResumePoint {
        self.resume_point
    }

    /// Bytes of the file that are read.
    pub(super) fn consumed(&self) -> u64 {
        self.records.bytes_on_disk()
    }

    /// The counts since this was last asked.
    pub(super) fn take_counts(&mut self) -> RecordCounts {
        std::mem::take(&mut self.counts)
    }

    /// The next document; none at the end.
    pub(super) fn next(
        &mut self,
        source: &str,
        settings: &OutputSettings,
        carried: &arrow_schema::Fields,
    ) -> Option<Result<RawDocument, Box<Reject>>> {
        loop {
            let mut is_truncated = false;
            let content = match self.records.next()? {
                Ok(record) => {
                    is_truncated = document::is_truncated(&record.fields);
                    document::read(record, source, settings, carried)
                }
                Err(Damage { offset, reason, detail, fields }) => {
                    let (source, record) = (source.to_owned(), document::name(&fields));
                    let place = Place { source, offset: Some(offset), record, ..Place::default() };
                    let url = document::url(&fields).map(str::to_owned);
                    Content::Reject(Box::new(Reject { url, ..Reject::read(place, reason, detail) }))
                }
            };
            let boundary = self.records.boundary();
            let is_document = !matches!(content, Content::Other(_));
            self.resume_point = match boundary {
                Some(boundary) => ResumePoint { boundary, documents: 0 },
                None => ResumePoint {
                    documents: self.resume_point.documents + u64::from(is_document),
                    ..self.resume_point
                },
            };
            match content {
                Content::Document(document) => {
                    self.counts.truncated += u64::from(is_truncated);
                    return Some(Ok(*document));
                }
                Content::Reject(reject) => return Some(Err(reject)),
                Content::Other(kind) => *self.counts.others.entry(kind).or_default() += 1,
            }
        }
    }
}
