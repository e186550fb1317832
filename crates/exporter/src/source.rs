//! Documents as they come: an iterator that reads files, folders, patterns and standard input in a
//! fixed order and holds one document at a time. What cannot be read becomes a reject, not an error.

mod bomb;
mod fields;
mod file;
mod input;
mod jsonl;
mod lines;
mod rows;
mod sniff;
mod walk;
mod warc;

pub(crate) use fields::TEXT_FIELDS;
pub use input::Input;
pub(crate) use input::Survey;
pub(crate) use jsonl::{json_string, line_text, mended};
pub(crate) use lines::Lines;
pub(crate) use rows::schemas as parquet_schemas;
pub(crate) use warc::RecordCounts;

use std::{fmt, path::Path};

use arrow_array::ArrayRef;
use arrow_schema::Fields;
use copydesk_extractor::Hints;
use serde::{Deserialize, Serialize};

use crate::{
    Error,
    config::{Config, OutputSettings},
    rejects::{Reason, Reject},
    shard::Row,
};
use file::Opened;
use input::Entries;
use rows::Rows;
use walk::Found;
use warc::Archive;

/// Markup or text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An HTML page.
    Html,
    /// A plain text.
    Text,
}

/// One document before extraction.
#[derive(Debug)]
pub struct RawDocument {
    /// Where it comes from.
    pub place: Place,
    /// What the input says of it: its address, when it was fetched and what the server said; for the string of
    /// a JSON line also the encoding, which is UTF-8 whatever its markup says.
    pub hints: Hints,
    /// Markup or text.
    pub format: Format,
    /// The document itself.
    pub bytes: Vec<u8>,
    /// The value of each carried column, in arrays of one.
    pub carried: Vec<ArrayRef>,
}

/// Where a document comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The file: name of the input and path in it, with `/` on every system.
    pub source: String,
    /// First byte of the line, after decompression, or of the WARC record; none for a document that is a whole
    /// file. A WARC record stands where the compressed member begins that holds it alone; in files whose members
    /// hold many, where it begins after decompression.
    pub offset: Option<u64>,
    /// Documents before it with the same offset: WARC records that share a member among others that do not.
    pub number: u64,
    /// Number of the row in a Parquet file, from 0.
    pub row: Option<u64>,
    /// Length in bytes, after decompression or of the compressed member; none where it is not known.
    pub length: Option<u64>,
    /// The record's own name in a file of many: field `id` of a JSON line, `WARC-Record-ID`.
    pub record: Option<String>,
}

impl Place {
    /// First byte or row.
    pub(crate) fn start(&self) -> Option<u64> {
        self.offset.or(self.row)
    }

    /// Bytes of memory.
    pub(crate) fn size(&self) -> usize {
        self.source.len() + self.record.as_ref().map_or(0, String::len)
    }
}

/// File and, where it holds many documents, the place in it, for messages.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        match (self.offset, self.row) {
            (Some(offset), _) => write!(f, " at byte {offset}"),
            (None, Some(row)) => write!(f, " at row {row}"),
            (None, None) => Ok(()),
        }
    }
}

/// A place in the input between two documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Position {
    /// Number of files that are done.
    pub files: u64,
    /// Bytes of the next file that are done, after decompression; rows of a Parquet file. Of a WARC file a place
    /// at which reading can start.
    pub offset: u64,
    /// Documents behind that place that are done.
    #[serde(default)]
    pub documents: u64,
}

impl RawDocument {
    /// Bytes of memory but for carried columns.
    fn size(&self) -> usize {
        let Hints { url, charset, fetched: _, robots, language, links, tdm_reservation } = &self.hints;
        let hints = [url, charset, robots, language, links, tdm_reservation].into_iter().flatten();
        self.bytes.len() + hints.map(String::len).sum::<usize>() + self.place.size()
    }
}

/// What the iterator yields for each document.
#[derive(Debug)]
pub(crate) struct Item {
    /// The document, or why it could not be read.
    pub document: Result<RawDocument, Box<Reject>>,
    /// The place after it.
    pub next: Position,
    /// Bytes of input files read so far, as they are on disk.
    pub consumed: u64,
    /// What a WARC file has up to it, without rows of their own.
    pub records: RecordCounts,
}

impl Item {
    /// Bytes of memory but for carried columns.
    pub(crate) fn size(&self) -> usize {
        self.document.as_ref().map_or_else(|reject| reject.size(), RawDocument::size)
    }
}

/// The iterator over all documents of a run.
pub(crate) struct Source<'a> {
    config: &'a Config,
    entries: Entries<'a>,
    position: Position,
    consumed: u64,
    open: Option<OpenFile>,
    records: RecordCounts,
}

/// What a file holds that is read outside of a run.
pub(crate) enum Content {
    /// A document.
    Document(Box<RawDocument>),
    /// One JSON object per line.
    Lines(Lines),
}

/// Opens a file, or standard input for `-`.
///
/// # Errors
/// What would become a reject in a run.
pub(crate) fn read_file(path: &Path, settings: &OutputSettings) -> Result<Content, Box<Reject>> {
    let source = path.display().to_string();
    let found = if path == Path::new("-") {
        Found::File(walk::File { path: path.to_owned(), source: source.clone(), size: 0, is_named: true })
    } else {
        Found::file_or_stream(path.to_owned(), source.clone())
    };
    let place = Place { source, ..Place::default() };
    match found {
        Found::File(file) => match file::open(&file, settings, &Fields::empty(), Position::default())? {
            Opened::One(document) => Ok(Content::Document(document)),
            Opened::Many(lines) => Ok(Content::Lines(lines)),
            Opened::Table(_) => Err(Box::new(export_only(place, "a Parquet file"))),
            Opened::Archive(_) => Err(Box::new(export_only(place, "a WARC file"))),
        },
        Found::Bad { reason, detail, .. } => Err(Box::new(Reject::read(place, reason, detail))),
        Found::Skipped(extension) => Err(Box::new(Reject::read(place, Reason::NotAFile, extension))),
    }
}

fn export_only(place: Place, kind: &str) -> Reject {
    Reject::read(place, Reason::NotAFile, format!("{kind}; only export reads them"))
}

/// A file of many documents that is being read.
struct OpenFile {
    records: Records,
    source: String,
    /// Its size on disk, where it has one.
    size: u64,
}

enum Records {
    Lines(Lines),
    Rows(Box<Rows>),
    Archive(Box<Archive>),
}

impl Records {
    /// Bytes of the file read so far; of tables by their share of the rows.
    fn consumed(&self, size: u64) -> u64 {
        match self {
            Self::Lines(lines) => lines.consumed().min(size),
            Self::Rows(rows) => (size as f64 * rows.share_done()) as u64,
            Self::Archive(archive) => archive.consumed().min(size),
        }
    }
}

impl<'a> Source<'a> {
    /// Starts at `position`, which must be one that an earlier iterator over the same input gave.
    ///
    /// # Errors
    /// None of single documents; only when an input itself is gone.
    pub(crate) fn start(config: &'a Config, position: Position) -> Result<Self, Error> {
        let entries = Entries::new(&config.inputs, &config.out);
        let (start, records) = (Position::default(), RecordCounts::default());
        let mut source = Self { config, entries, position: start, consumed: 0, open: None, records };
        while source.position.files < position.files {
            match source.entries.next() {
                Some(Found::File(file)) => {
                    source.consumed += file.size;
                    source.position.files += 1;
                }
                Some(Found::Bad { .. }) => source.position.files += 1,
                Some(Found::Skipped(_)) => {}
                None => return Err(Error::Input("the inputs have fewer files than before".into())),
            }
        }
        source.position = position;
        Ok(source)
    }

    /// Bytes of input files that are done.
    pub(crate) fn consumed(&self) -> u64 {
        self.consumed
    }

    /// What WARC files have behind the last document.
    pub(crate) fn take_records(&mut self) -> RecordCounts {
        std::mem::take(&mut self.records)
    }

    /// Closes the current file.
    fn finish_file(&mut self, size: u64) {
        self.position = Position { files: self.position.files + 1, ..Position::default() };
        self.consumed += size;
        self.open = None;
    }

    fn item(&mut self, document: Result<RawDocument, Box<Reject>>) -> Item {
        let inside = self.open.as_ref().map_or(0, |open| open.records.consumed(open.size));
        let records = self.take_records();
        Item { document, next: self.position, consumed: self.consumed + inside, records }
    }

    /// The next document of the open file of many; none when the file has ended.
    fn next_record(&mut self) -> Option<Item> {
        let open = self.open.as_mut()?;
        let (size, source) = (open.size, open.source.clone());
        let (output, carried) = (&self.config.output, &self.config.carried);
        let (document, next, is_last) = match &mut open.records {
            Records::Lines(lines) => {
                let Some(line) = lines.next() else {
                    self.finish_file(size);
                    return None;
                };
                let place = Place {
                    source,
                    offset: Some(line.offset),
                    length: Some(line.length),
                    ..Place::default()
                };
                let document = match line.content {
                    Ok(bytes) => {
                        let is_damaged = str::from_utf8(&bytes).is_err();
                        let document = jsonl::parse(bytes, place, output, carried);
                        self.records.mended += u64::from(is_damaged && document.is_ok());
                        document
                    }
                    Err(mut reject) => {
                        reject.place = place;
                        Err(reject)
                    }
                };
                (document, line.next, line.last)
            }
            Records::Rows(rows) => {
                let Some(document) = rows.next(&source, output) else {
                    self.finish_file(size);
                    return None;
                };
                (document, rows.done(), false)
            }
            Records::Archive(archive) => {
                let document = archive.next(&source, output, carried);
                self.records.add(archive.take_counts());
                let Some(document) = document else {
                    self.finish_file(size);
                    return None;
                };
                let done = archive.resume_point();
                self.position.documents = done.documents;
                (document, done.boundary, false)
            }
        };
        self.position.offset = next;
        if is_last {
            self.finish_file(size);
        }
        Some(self.item(document))
    }

    /// Opens the next file; gives its document when it is one, none when it is a file of many.
    fn open_file(&mut self, file: &walk::File) -> Option<Item> {
        let done = self.position;
        match file::open(file, &self.config.output, &self.config.carried, done) {
            Ok(Opened::One(document)) => {
                self.finish_file(file.size);
                Some(self.item(Ok(*document)))
            }
            Ok(Opened::Many(lines)) => self.open_records(Records::Lines(lines), file),
            Ok(Opened::Table(rows)) => self.open_records(Records::Rows(rows), file),
            Ok(Opened::Archive(archive)) => self.open_records(Records::Archive(archive), file),
            Err(reject) => {
                self.finish_file(file.size);
                Some(self.item(Err(reject)))
            }
        }
    }

    fn open_records(&mut self, records: Records, file: &walk::File) -> Option<Item> {
        self.open = Some(OpenFile { records, source: file.source.clone(), size: file.size });
        None
    }
}

impl Iterator for Source<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.next_record() {
                return Some(item);
            }
            match self.entries.next()? {
                Found::File(file) => {
                    if let Some(item) = self.open_file(&file) {
                        return Some(item);
                    }
                }
                Found::Bad { source, reason, detail } => {
                    let place = Place { source, ..Place::default() };
                    self.finish_file(0);
                    return Some(self.item(Err(Box::new(Reject::read(place, reason, detail)))));
                }
                Found::Skipped(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_documents_and_rejects_bring_along_counts() {
        let place = Place { source: "x".into(), record: Some("y".repeat(10)), ..Place::default() };
        let hints =
            Hints { robots: Some("r".repeat(100)), links: Some("l".repeat(1000)), ..Hints::default() };
        let bytes = vec![0; 10_000];
        let carried = Vec::new();
        let document = RawDocument { place: place.clone(), hints, format: Format::Html, bytes, carried };
        let reject = Box::new(Reject::read(place, Reason::TooLarge, "d".repeat(100)));
        let next = Position::default();
        let size = |document| Item { document, next, consumed: 0, records: RecordCounts::default() }.size();
        assert_eq!((size(Ok(document)), size(Err(reject))), (11_111, 111));
    }
}
