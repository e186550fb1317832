//! Lines of a stream with their byte ranges, each within the limit. A longer line is skipped without
//! holding it, and packed data that do not end their line are given up, so that a bomb costs little.

use std::{
    io::{BufRead, BufReader, Read},
    sync::Arc,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{
    Place,
    bomb::is_bomb,
    file::{Stream, read_error, too_large},
    sniff::Compression,
};
use crate::rejects::Reject;

/// A line may be longer than the document in it: JSON writes `"` as two bytes and `<` as up to six.
const ESCAPING: u64 = 2;
/// Room for the other fields of the object.
const OTHER_FIELDS: u64 = 64 << 10;
/// Size of the read buffer.
const BUFFER: usize = 256 << 10;

/// One line.
pub(crate) struct Line {
    /// Offset of its first byte in the decompressed stream.
    pub(crate) offset: u64,
    /// Length without the line end.
    pub(super) length: u64,
    /// Offset of the next line.
    pub(super) next: u64,
    /// Its bytes, or why they are not there.
    pub(crate) content: Result<Vec<u8>, Box<Reject>>,
    /// Whether the stream must not be read on.
    pub(super) last: bool,
}

/// Lines that are not blank.
pub(crate) struct Lines {
    reader: BufReader<Stream>,
    offset: u64,
    limit: u64,
    compression: Compression,
    count: Arc<AtomicU64>,
    /// Bytes to leave out at the beginning.
    skip: u64,
    ended: bool,
}

impl Lines {
    /// `limit` is that of a document; `count` follows the bytes read from disk.
    pub(super) fn new(stream: Stream, limit: u64, compression: Compression, count: Arc<AtomicU64>) -> Self {
        let limit = limit.saturating_mul(ESCAPING).saturating_add(OTHER_FIELDS);
        let reader = BufReader::with_capacity(BUFFER, stream);
        Self { reader, offset: 0, limit, compression, count, skip: 0, ended: false }
    }

    /// Starts after so many bytes.
    pub(super) fn skip(self, bytes: u64) -> Self {
        Self { skip: bytes, ..self }
    }

    /// Bytes read from disk so far.
    pub(super) fn consumed(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Reads one line, blank or not; none at the end.
    fn read_line(&mut self) -> Option<Line> {
        let offset = self.offset;
        let mut bytes: Vec<u8> = Vec::new();
        let mut length: u64 = 0;
        let consumed = self.consumed();
        loop {
            let buffer = match self.reader.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    let reason = read_error(self.compression, &error);
                    let reject = Reject::read(Place::default(), reason, error.to_string());
                    let next = offset + length;
                    return Some(Line { offset, length, next, content: Err(Box::new(reject)), last: true });
                }
            };
            if buffer.is_empty() {
                self.ended = true;
                self.offset += length;
                return (length > 0).then(|| self.line(offset, length, 0, bytes, false));
            }
            let end = memchr::memchr(b'\n', buffer);
            let taken = end.map_or(buffer.len(), |end| end + 1);
            length += taken as u64;
            if length <= self.limit {
                bytes.extend_from_slice(&buffer[..taken]);
            } else {
                bytes = Vec::new();
            }
            self.reader.consume(taken);
            if end.is_some() || is_bomb(length, self.consumed() - consumed) {
                self.offset += length;
                let line_end = u64::from(end.is_some());
                return Some(self.line(offset, length, line_end, bytes, end.is_none()));
            }
        }
    }

    /// `read` bytes are those of the line and of its end, which has `end` of them.
    fn line(&self, offset: u64, read: u64, end: u64, mut bytes: Vec<u8>, last: bool) -> Line {
        let next = offset + read;
        if read > self.limit {
            let length = read - end;
            let mut reject = too_large(Place::default(), Some(length), self.limit);
            if last {
                reject.detail.push_str("; the rest of the file is given up");
            }
            return Line { offset, length, next, content: Err(reject), last };
        }
        while bytes.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            bytes.pop();
        }
        if offset == 0 && bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        Line { offset, length: bytes.len() as u64, next, content: Ok(bytes), last }
    }

    fn skip_done_bytes(&mut self) {
        let skip = std::mem::take(&mut self.skip);
        if skip > 0 {
            // An error or an early end shows again when the next line is read.
            let copied = std::io::copy(&mut self.reader.by_ref().take(skip), &mut std::io::sink());
            self.offset += copied.unwrap_or(skip);
        }
    }
}

impl Iterator for Lines {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        self.skip_done_bytes();
        while !self.ended {
            let line = self.read_line()?;
            self.ended |= line.last;
            match &line.content {
                Ok(bytes) if bytes.iter().all(u8::is_ascii_whitespace) => {}
                _ => return Some(line),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{super::file::Counted, *};

    fn lines(bytes: &'static [u8], limit: u64, skip: u64) -> Vec<(u64, u64, u64, Option<String>)> {
        let mut lines = Lines::new(Box::new(bytes), 0, Compression::None, Arc::default()).skip(skip);
        lines.limit = limit;
        let text =
            |line: &Line| line.content.as_ref().ok().map(|bytes| String::from_utf8_lossy(bytes).into());
        lines.map(|line| (line.offset, line.length, line.next, text(&line))).collect()
    }

    #[test]
    fn byte_ranges_leave_out_line_ends_and_blank_lines() {
        let expected =
            [(0, 2, 4, Some("ab".to_owned())), (7, 1, 9, Some("c".into())), (9, 1, 10, Some("d".into()))];
        assert_eq!(lines(b"ab\r\n \n\nc\nd", 100, 0), expected);
        assert_eq!(lines(b"ab\r\n \n\nc\nd", 100, 4), expected[1..]);
        assert_eq!(lines(b"ab\r\n \n\nc\nd", 100, 9), expected[2..]);
        assert_eq!(lines(b"", 100, 0), []);
    }

    #[test]
    fn a_byte_order_mark_is_left_out() {
        assert_eq!(lines(b"\xef\xbb\xbf{}\n", 100, 0)[0].3.as_deref(), Some("{}"));
    }

    #[test]
    fn a_long_line_is_refused_and_the_next_one_read() {
        let found = lines(b"0123456789\nab\n", 5, 0);
        assert_eq!(found, [(0, 10, 11, None), (11, 2, 14, Some("ab".into()))]);
    }

    #[test]
    fn an_endless_line_of_packed_bytes_is_given_up() {
        // Nothing is counted as read from disk.
        let endless: Stream = Box::new(std::io::repeat(b'x'));
        let mut lines = Lines::new(endless, 1000, Compression::Gzip, Arc::default());
        let line = lines.next().expect("one line");
        assert!(line.last && is_bomb(line.length, 0));
        let reject = line.content.expect_err("a reject");
        assert!(reject.detail.ends_with("; the rest of the file is given up"), "{}", reject.detail);
        assert!(lines.next().is_none());
    }

    #[test]
    fn behind_a_line_as_long_as_its_bytes_on_disk_reading_goes_on() {
        let count = Arc::new(AtomicU64::new(0));
        let long = std::io::repeat(b'x').take(300 << 20).chain(&b"\nab\n"[..]);
        let counted = Counted { inner: long, count: Arc::clone(&count) };
        let lines = Lines::new(Box::new(counted), 1000, Compression::None, count);
        let found: Vec<_> = lines.map(|line| (line.content.is_ok(), line.last)).collect();
        assert_eq!(found, [(false, false), (true, false)]);
    }
}
