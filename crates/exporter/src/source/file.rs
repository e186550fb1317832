//! Opens one file: sees through its compression, decides what it holds and reads it within the limit.

use std::{
    ffi::OsStr,
    fs,
    io::{self, Read},
    path::Path,
    sync::Arc,
    sync::atomic::{AtomicU64, Ordering},
};

use bzip2::read::MultiBzDecoder;
use copydesk_extractor::Hints;
use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;

use super::{
    Format, Place, Position, RawDocument,
    lines::Lines,
    rows::{self, Rows},
    sniff::{self, Compression, Content},
    walk::{COMPRESSIONS, File},
    warc::{self, Archive, Stored},
};
use crate::{
    carry,
    config::OutputSettings,
    rejects::{Reason, Reject, Stage},
    settings::FormatChoice,
};

/// A file after its beginning was looked at.
pub(super) enum Opened {
    /// A document.
    One(Box<RawDocument>),
    /// One document per line.
    Many(Lines),
    /// One document per row.
    Table(Box<Rows>),
    /// WARC records, many of them documents.
    Archive(Box<Archive>),
}

/// Memory that the decoder of an xz file may take; `xz -9` needs 65 MiB.
const XZ_MEMORY_KIB: u32 = 96 << 10;

/// Any stream of bytes.
pub(super) type Stream = Box<dyn Read + Send>;

/// Counts the bytes that are read from disk.
pub(super) struct Counted<R> {
    pub(super) inner: R,
    pub(super) count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Opens a file; of a file of many documents, what is `done` is left out.
pub(super) fn open(
    file: &File,
    settings: &OutputSettings,
    carried: &arrow_schema::Fields,
    done: Position,
) -> Result<Opened, Box<Reject>> {
    let place = Place { source: file.source.clone(), ..Place::default() };
    let refuse = |compression: Compression| {
        let place = place.clone();
        move |error: io::Error| {
            let reason = read_error(compression, &error);
            Box::new(Reject::read(place.clone(), reason, error.to_string()))
        }
    };
    let count = Arc::new(AtomicU64::new(0));
    let is_stdin = file.path == Path::new("-");
    if !is_stdin && rows::is_parquet(&file.path, settings.format) {
        let rows = Rows::open(&file.path, settings, carried, done.offset);
        return match rows {
            Ok(rows) => Ok(Opened::Table(Box::new(rows))),
            Err((reason, detail)) => Err(Box::new(Reject::read(place, reason, detail))),
        };
    }
    let raw: Stream = if is_stdin {
        Box::new(Counted { inner: io::stdin(), count: Arc::clone(&count) })
    } else {
        let inner = fs::File::open(&file.path).map_err(refuse(Compression::None))?;
        Box::new(Counted { inner, count: Arc::clone(&count) })
    };
    let (head, raw) = peek(raw).map_err(refuse(Compression::None))?;
    let stem = if is_stdin { String::new() } else { extension_below_compression(&file.path) };
    // Names lie: downloads keep the compression of their transfer, or lose it.
    let compression = sniff::compression(&head);
    let packing = warc::compression(&head, compression);
    let (is_archive, raw) = match archive_by_name(&stem, settings.format) {
        Some(is_archive) => (is_archive, raw),
        None => begins_with_record(raw, &head, packing),
    };
    if is_archive {
        let compression = packing;
        let open = || -> io::Result<Archive> {
            let stored = match compression {
                Compression::Bzip2 | Compression::Xz => {
                    Stored::Unpacked { content: decompress(raw, compression)?, stored: count }
                }
                _ if is_stdin => Stored::Stream(raw),
                _ => Stored::File(fs::File::open(&file.path)?),
            };
            Archive::open(stored, compression, settings, done.into())
        };
        let archive = open().map_err(refuse(compression))?;
        return Ok(Opened::Archive(Box::new(archive)));
    }
    let plain = decompress(raw, compression).map_err(refuse(compression))?;
    let (head, plain) = peek(plain).map_err(refuse(compression))?;
    if settings.format == FormatChoice::Auto && head.starts_with(b"filedesc://") {
        let detail = "an ARC file, the format before WARC; converted to WARC it can be read".into();
        return Err(Box::new(Reject::read(place, Reason::NotAFile, detail)));
    }
    let content = content_of(&stem, &head, settings.format);
    if settings.format == FormatChoice::Auto {
        refuse_other_json(file, &stem, &head, content)?;
    }
    let format = match content {
        Content::Jsonl => {
            let lines = Lines::new(plain, settings.max_bytes.0, compression, count);
            return Ok(Opened::Many(lines.skip(done.offset)));
        }
        Content::Parquet => {
            let detail =
                "its index stands at the end, so Parquet is read from uncompressed files only".into();
            return Err(Box::new(Reject::read(place, Reason::NotAFile, detail)));
        }
        Content::Html => Format::Html,
        Content::Text => Format::Text,
    };
    let limit = settings.max_bytes.0;
    if compression == Compression::None && file.size > limit {
        return Err(too_large(place, Some(file.size), limit));
    }
    if let Some(detail) = sniff::not_text(&head) {
        let length = (compression == Compression::None && !is_stdin).then_some(file.size);
        let place = Place { length, ..place };
        return Err(Box::new(Reject::new(place, Stage::Decode, Reason::NotText, detail)));
    }
    if settings.format == FormatChoice::Auto
        && let Some(kind) = sniff::data_document(&head, format)
    {
        let detail = format!("{kind}, no page");
        return Err(Box::new(Reject::new(place, Stage::Filter, Reason::ContentType, detail)));
    }
    let mut bytes = Vec::with_capacity(file.size.min(limit) as usize);
    plain.take(limit + 1).read_to_end(&mut bytes).map_err(refuse(compression))?;
    if bytes.len() as u64 > limit {
        return Err(too_large(place, None, limit));
    }
    let place = Place { length: Some(bytes.len() as u64), ..place };
    let carried = carry::nulls(carried);
    let document = RawDocument { place, hints: Hints::default(), format, bytes, carried };
    Ok(Opened::One(Box::new(document)))
}

/// Refuses JSON that is not one object a line.
fn refuse_other_json(file: &File, stem: &str, head: &[u8], content: Content) -> Result<(), Box<Reject>> {
    let is_array = matches!(content, Content::Html | Content::Text) && sniff::is_json_array(head);
    let is_other = stem == "json"
        && matches!(content, Content::Jsonl | Content::Text)
        && !sniff::begins_with_object_line(head)
        && sniff::not_text(head).is_none();
    let detail = match (is_array, is_other) {
        (true, _) => "a JSON array, of which `jq -c '.[]'` makes JSON lines",
        (false, true) => "JSON that is not one object a line",
        (false, false) => return Ok(()),
    };
    // What stands among pages is passed over; a file that is named should have been read.
    let stage = if file.is_named { Stage::Read } else { Stage::Filter };
    let place = Place { source: file.source.clone(), ..Place::default() };
    Err(Box::new(Reject::new(place, stage, Reason::ContentType, detail.to_owned())))
}

/// A reject for a document that is longer than the limit; `size` where the whole length is known.
pub(super) fn too_large(place: Place, size: Option<u64>, limit: u64) -> Box<Reject> {
    let detail = match size {
        Some(size) => format!("{size} bytes, more than the limit of {limit}"),
        None => format!("more than the limit of {limit} bytes; not read any further"),
    };
    let value = size.unwrap_or(limit + 1);
    // What has a place in its file may be packed there; its size is another length.
    let size = size.filter(|_| place.offset.is_none());
    let place = Place { length: place.length.or(size), ..place };
    Box::new(Reject::read(place, Reason::TooLarge, detail).measured(value as f64, limit as f64))
}

/// What an IO error means.
pub(super) fn read_error(compression: Compression, error: &io::Error) -> Reason {
    // Errors of the decoders have no code of the operating system.
    if compression != Compression::None && error.raw_os_error().is_none() {
        Reason::DamagedCompression
    } else {
        Reason::Unreadable
    }
}

/// Reads the beginning of a stream and puts it back. JSON lines are told by their first one, so that of a
/// stream that is still being written none waits for the next.
fn peek(mut stream: Stream) -> io::Result<(Vec<u8>, Stream)> {
    let mut head = Vec::with_capacity(sniff::HEAD);
    let mut part = [0; sniff::HEAD];
    while head.len() < sniff::HEAD {
        match stream.read(&mut part[..sniff::HEAD - head.len()]) {
            Ok(0) => break,
            Ok(read) => head.extend_from_slice(&part[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        if head.contains(&b'\n') && sniff::content(&head) == Content::Jsonl {
            break;
        }
    }
    let whole: Stream = Box::new(io::Cursor::new(head.clone()).chain(stream));
    Ok((head, whole))
}

fn decompress<'a>(
    raw: impl Read + Send + 'a,
    compression: Compression,
) -> io::Result<Box<dyn Read + Send + 'a>> {
    Ok(match compression {
        Compression::None => Box::new(raw),
        Compression::Gzip => Box::new(MultiGzDecoder::new(io::BufReader::new(raw))),
        Compression::Zstd => Box::new(zstd::Decoder::new(raw)?),
        Compression::Bzip2 => Box::new(MultiBzDecoder::new(raw)),
        Compression::Xz => Box::new(XzReader::new_mem_limit(io::BufReader::new(raw), true, XZ_MEMORY_KIB)),
    })
}

/// Whether a file holds WARC records, as the user says, else by extension; none where its content decides.
fn archive_by_name(extension: &str, format: FormatChoice) -> Option<bool> {
    match (format, extension) {
        (FormatChoice::Warc | FormatChoice::Wet, _) | (FormatChoice::Auto, "warc" | "wet") => Some(true),
        (FormatChoice::Auto, "html" | "htm" | "xhtml" | "txt" | "text" | "jsonl" | "ndjson") => Some(false),
        (FormatChoice::Auto, _) => None,
        _ => Some(false),
    }
}

/// Most stored bytes that are read before the first of their content: a block of bzip2 has 900 kB and may grow a
/// little, a chunk of xz 64 KiB, a block of Zstandard 128 KiB, and each decoder reads a buffer ahead.
const MOST_BEFORE_CONTENT: u64 = 2 << 20;

/// Keeps what is read.
struct Kept<R> {
    inner: R,
    bytes: Vec<u8>,
}

impl<R: Read> Read for Kept<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes.extend_from_slice(&buffer[..read]);
        Ok(read)
    }
}

/// Whether the content of a stream begins with a WARC record; what was read to see it is put back.
fn begins_with_record(raw: Stream, head: &[u8], compression: Compression) -> (bool, Stream) {
    if warc::begins_with_dictionary(head) {
        return (true, raw);
    }
    if compression == Compression::None {
        return (head.starts_with(warc::MAGIC), raw);
    }
    let mut kept = Kept { inner: raw, bytes: Vec::new() };
    let mut first = [0; warc::MAGIC.len()];
    let read = decompress((&mut kept).take(MOST_BEFORE_CONTENT), compression)
        .and_then(|mut plain| plain.read_exact(&mut first));
    let whole: Stream = Box::new(io::Cursor::new(kept.bytes).chain(kept.inner));
    (read.is_ok() && first == warc::MAGIC, whole)
}

/// The extension in lower case, below that of a compression.
fn extension_below_compression(path: &Path) -> String {
    let extension = |path: &Path| path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    let outer = extension(path).unwrap_or_default();
    if !COMPRESSIONS.contains(&outer.as_str()) {
        return outer;
    }
    path.file_stem().map(Path::new).and_then(extension).unwrap_or_default()
}

/// What a file holds: as the user says, else by extension, else by content.
fn content_of(extension: &str, head: &[u8], format: FormatChoice) -> Content {
    match (format, extension) {
        (FormatChoice::Html, _) | (FormatChoice::Auto, "html" | "htm" | "xhtml") => Content::Html,
        (FormatChoice::Parquet, _) => Content::Parquet,
        (FormatChoice::Auto, _) if head.starts_with(rows::MAGIC) => Content::Parquet,
        (FormatChoice::Jsonl, _) | (FormatChoice::Auto, "jsonl" | "ndjson") => Content::Jsonl,
        (FormatChoice::Text, _) => Content::Text,
        (FormatChoice::Auto, "txt" | "text") if !sniff::is_html_document(head) => Content::Text,
        _ => sniff::content(head),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_wins_over_the_extension_and_that_over_the_content() {
        let page = b"<!doctype html><p>x</p>";
        let cases = [
            ("html", FormatChoice::Auto, Content::Html),
            ("html", FormatChoice::Text, Content::Text),
            ("jsonl", FormatChoice::Auto, Content::Jsonl),
            ("txt", FormatChoice::Auto, Content::Html),
            ("dat", FormatChoice::Auto, Content::Html),
            ("dat", FormatChoice::Jsonl, Content::Jsonl),
        ];
        for (extension, format, expected) in cases {
            assert_eq!(content_of(extension, page, format), expected, "{extension} {format:?}");
        }
        assert_eq!(content_of("txt", b"plain words", FormatChoice::Auto), Content::Text);
    }

    #[test]
    fn the_size_of_a_packed_record_is_not_its_length() {
        let file = Place { source: "x".into(), ..Place::default() };
        let record = Place { offset: Some(5), ..file.clone() };
        for (place, length) in [(file, Some(10)), (record, None)] {
            let reject = too_large(place, Some(10), 1);
            assert_eq!((reject.place.length, reject.value), (length, Some(10.0)));
        }
    }

    #[test]
    fn the_name_of_a_compression_is_no_extension() {
        for (name, extension) in
            [("a.html", "html"), ("a.HTML.GZ", "html"), ("a.jsonl.zst", "jsonl"), ("a.gz", ""), ("a", "")]
        {
            assert_eq!(extension_below_compression(Path::new(name)), extension, "{name}");
        }
    }
}
