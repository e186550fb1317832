//! The records of a WARC file one after the other (WARC 1.1, ISO 28500:2017; 1.0 and the drafts before it look the
//! same), each with its bytes in the file and held only up to a limit. What is damaged is reported once; reading
//! goes on where the next record begins.

use std::io::{self, BufRead};

use memchr::memmem;

use super::{
    super::{bomb::is_bomb, file::read_error, sniff::Compression},
    fields::{Fields, end_of_head},
    members::Members,
    window::{Stored, Window},
};
use crate::rejects::Reason;

/// What a record begins with.
pub(in super::super) const MAGIC: &[u8] = b"WARC/";
/// The same at the beginning of a line.
const LINE: &[u8] = b"\nWARC/";
/// What ends a record.
const END: &[u8] = b"\r\n\r\n";
/// Longest header of a record. Addresses have a few kilobytes at most; some hold a whole picture.
const MOST_HEAD: usize = 1 << 20;
/// So many bytes that belong to no record, or to one over the limit, are read before the rest of their member is
/// left unread.
const MOST_SKIPPED: u64 = 256 << 20;
/// Most line ends in a row between records; two is what there should be.
const MOST_LINE_ENDS: usize = 1 << 20;
/// Places that look like the beginning of a member and are none, before a file is given up. In compressed data one
/// in 16 million bytes looks so; a file with many was made to keep a reader busy.
const MOST_CANDIDATES: usize = 256;

/// One record.
pub(super) struct Record {
    pub(super) range: Range,
    pub(super) fields: Fields,
    pub(super) block: Block,
}

/// What a record holds.
pub(super) enum Block {
    Bytes(Vec<u8>),
    /// More bytes than the limit; they are not held.
    TooLarge(u64),
}

/// Something that is no record or not a whole one.
pub(super) struct Damage {
    pub(super) offset: u64,
    pub(super) reason: Reason,
    pub(super) detail: String,
    /// What is known of the record.
    pub(super) fields: Fields,
}

/// Where a record stands: the member that holds it alone, else its own bytes after decompression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) offset: u64,
    /// None for a record that shares its member in a file where others are alone.
    pub(super) length: Option<u64>,
    /// Records before it at the same offset.
    pub(super) number: u64,
}

/// How places are counted. The first record of a compressed file tells: whether its member ends with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Places {
    NotKnown,
    /// In the file as it is stored, from member to member.
    Members,
    /// After decompression.
    Content,
}

/// Where to look for the next record after damage.
enum Lost {
    /// At the beginning of a member, from this place of the file on.
    Member(u64),
    /// At the beginning of a line of the open member.
    Line,
}

/// Why a record cannot be read.
enum Fault {
    Stream(io::Error),
    Record(String),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Stream(error)
    }
}

/// The iterator over the records of a file.
pub(super) struct Records {
    content: Window<Members>,
    compression: Compression,
    places: Places,
    most_block: u64,
    /// Where the content of the last record begins, after decompression.
    start: u64,
    /// Where to search for another record if this one is damaged. No header is read more than twice.
    behind: u64,
    lost: Option<Lost>,
    /// An error behind a record that is whole, in a member of many.
    pending: Option<io::Error>,
    /// A place from which the rest of the file can be read alone, where the last record ended at one.
    boundary: Option<u64>,
    /// Those of the record that is being read.
    fields: Fields,
    /// Offset of the last record, and how many were there.
    shared: (u64, u64),
    /// Line ends that were passed over since the last record.
    line_ends: usize,
    is_over: bool,
}

impl Records {
    /// Starts at `boundary`, 0 or one that an earlier reader of the file stood at.
    pub(super) fn open(
        stored: Stored,
        compression: Compression,
        most_block: u64,
        boundary: u64,
    ) -> io::Result<Self> {
        let mut members = Members::new(stored, compression)?;
        if boundary > 0 {
            members.go_to(boundary)?;
        }
        let places = match (members.are_compressed(), boundary) {
            (false, _) => Places::Content,
            (true, 0) => Places::NotKnown,
            (true, _) => Places::Members,
        };
        let mut content = Window::new(members);
        if places == Places::Content {
            content.restart(boundary);
        }
        Ok(Self {
            content,
            compression,
            places,
            most_block,
            start: boundary,
            behind: boundary,
            lost: None,
            pending: None,
            boundary: None,
            fields: Fields::default(),
            shared: (boundary, 0),
            line_ends: 0,
            is_over: false,
        })
    }

    /// A place at which a later reader can start to get what follows; none inside of a member and in damage.
    pub(super) fn boundary(&self) -> Option<u64> {
        self.boundary
    }

    /// Bytes of the file on disk that are read.
    pub(super) fn bytes_on_disk(&self) -> u64 {
        self.content.reader().bytes_on_disk()
    }

    /// The place in the file up to which it is read.
    fn consumed(&self) -> u64 {
        self.content.reader().stored_offset()
    }

    /// The next record; none at the end.
    pub(super) fn next(&mut self) -> Option<Result<Record, Damage>> {
        if self.is_over {
            return None;
        }
        self.boundary = None;
        self.fields = Fields::default();
        let found = self.go_to_record();
        self.line_ends = 0;
        self.start = self.content.offset();
        self.behind = self.start;
        let read = match found {
            Ok(true) => self.read(),
            Ok(false) => {
                self.is_over = true;
                return None;
            }
            Err(error) => Err(error.into()),
        };
        Some(read.map_err(|fault| self.damage(fault)))
    }

    /// Goes to the next byte that is no line end, into the next member if need be; false at the end of the file.
    fn go_to_record(&mut self) -> io::Result<bool> {
        if let Some(error) = self.pending.take() {
            return Err(error);
        }
        match self.lost.take() {
            Some(Lost::Member(from)) => return self.find_member(from),
            Some(Lost::Line) => return self.find_line(),
            None => {}
        }
        while !self.skip_line_ends()? {
            if !self.content.reader_mut().open()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Goes to the next line with which a record begins; false when there is none.
    fn find_line(&mut self) -> io::Result<bool> {
        if self.behind < self.content.offset() {
            self.jump(self.behind)?;
        } else {
            self.content.consume((self.behind - self.content.offset()) as usize);
        }
        if self.content.reader().are_compressed() {
            return Ok(
                self.content.find(LINE, MAGIC.len(), MOST_SKIPPED)? || self.find_member(self.consumed())?
            );
        }
        if self.compression == Compression::None {
            return self.content.find(LINE, MAGIC.len(), u64::MAX);
        }
        // A few bytes of bzip2 or xz may hold gigabytes.
        let searched_to = self.content.offset().saturating_add(MOST_SKIPPED);
        let found = self.content.find(LINE, MAGIC.len(), MOST_SKIPPED)?;
        if found || self.content.offset() < searched_to { Ok(found) } else { Err(self.give_up()) }
    }

    /// Goes to any place of the content, which only an uncompressed file can; false elsewhere.
    fn jump(&mut self, place: u64) -> io::Result<bool> {
        let jumped = self.content.reader_mut().jump(place)?;
        if jumped {
            self.content.restart(place);
        }
        Ok(jumped)
    }

    /// Opens the next member in which a record begins; false when there is none.
    fn find_member(&mut self, mut from: u64) -> io::Result<bool> {
        let offset = self.content.offset();
        for _ in 0..MOST_CANDIDATES {
            self.content.restart(offset);
            if !self.content.reader_mut().find(from)? {
                return Ok(false);
            }
            let opened = self.content.reader_mut().open();
            if matches!(opened, Ok(true))
                && self.content.peek(MAGIC.len()).is_ok_and(|head| head.starts_with(MAGIC))
            {
                return Ok(true);
            }
            from = self.content.reader().start() + 1;
        }
        Err(self.give_up())
    }

    fn give_up(&mut self) -> io::Error {
        self.is_over = true;
        io::Error::new(io::ErrorKind::InvalidData, "no record is found behind damage")
    }

    /// Whether the open member goes on behind them, or with more of them than there should be.
    fn skip_line_ends(&mut self) -> io::Result<bool> {
        loop {
            let bytes = self.content.peek(1)?;
            let (all, ends) = (bytes.len(), bytes.iter().take_while(|byte| is_line_end(**byte)).count());
            self.content.consume(ends);
            self.line_ends += ends;
            if ends < all || self.line_ends > MOST_LINE_ENDS {
                return Ok(true);
            }
            if all == 0 {
                return Ok(false);
            }
        }
    }

    fn read(&mut self) -> Result<Record, Fault> {
        let head = self.head_length()?;
        self.fields = Fields::parse(&self.content.peek(head)?[..head]);
        let length = self.fields.get("Content-Length").and_then(|length| length.parse::<u64>().ok());
        let Some(length) = length else {
            return Err(Fault::Record("a record without Content-Length".into()));
        };
        if length > self.most_block {
            self.content.consume(head);
            if !self.skip(length)? {
                let range = self.range(false);
                return Ok(self.record(range, Block::TooLarge(length)));
            }
            self.check_end(0)?;
            let range = self.end()?;
            return Ok(self.record(range, Block::TooLarge(length)));
        }
        let end = head + length as usize;
        let bytes = self.content.peek(end)?;
        let missing = end.saturating_sub(bytes.len());
        if missing > 0 {
            return Err(cut_off(missing as u64));
        }
        self.check_end(end)?;
        let block = self.content.peek(end)?[head..end].to_vec();
        self.content.consume(end);
        let range = self.end()?;
        Ok(self.record(range, Block::Bytes(block)))
    }

    fn record(&mut self, range: Range, block: Block) -> Record {
        Record { range, fields: std::mem::take(&mut self.fields), block }
    }

    fn head_length(&mut self) -> Result<usize, Fault> {
        if !self.content.peek(MAGIC.len())?.starts_with(MAGIC) {
            return Err(Fault::Record("no WARC record begins here".into()));
        }
        let mut searched = 0;
        loop {
            let bytes = self.content.peek(searched + 1)?;
            let bytes = &bytes[..bytes.len().min(MOST_HEAD)];
            let head = end_of_head(bytes, searched);
            if head.is_none() && bytes.len() > searched && bytes.len() < MOST_HEAD {
                searched = bytes.len();
                continue;
            }
            // A header that was cut off goes on with the next record.
            let read = &bytes[..head.unwrap_or(bytes.len())];
            self.behind += memmem::rfind(read, LINE).unwrap_or(read.len() - 1) as u64;
            return head.ok_or_else(|| {
                Fault::Record(if read.len() < MOST_HEAD {
                    "the file ends in the header of a record".into()
                } else {
                    format!("a header of more than {MOST_HEAD} bytes")
                })
            });
        }
    }

    /// Takes the bytes of a long record; false when the rest of its member is better left unread.
    fn skip(&mut self, length: u64) -> Result<bool, Fault> {
        if let Some(size) = self.content.reader().size()? {
            let end = self.content.offset().saturating_add(length);
            if end > size {
                return Err(cut_off(end - size));
            }
            return Ok(self.jump(end)?);
        }
        let before = self.bytes_on_disk();
        let mut left = length;
        while left > 0 {
            if self.places == Places::Members && length - left > MOST_SKIPPED {
                self.lost = Some(Lost::Member(self.consumed()));
                return Ok(false);
            }
            if is_bomb(length - left, self.bytes_on_disk() - before) {
                let detail = "a long record that unpacks to many times its bytes on disk";
                return Err(io::Error::new(io::ErrorKind::InvalidData, detail).into());
            }
            let ready = self.content.peek(1)?.len() as u64;
            if ready == 0 {
                return Err(cut_off(left));
            }
            self.content.consume(ready.min(left) as usize);
            left -= ready.min(left);
        }
        Ok(true)
    }

    /// Checks that the record ends so many bytes ahead: with blank lines, another record or nothing behind it.
    fn check_end(&mut self, ahead: usize) -> Result<(), Fault> {
        let behind = match self.content.peek(ahead + END.len() + MAGIC.len()) {
            Ok(bytes) => bytes.get(ahead..).unwrap_or_default(),
            // It shows again, where it is told whose it is.
            Err(_) => return Ok(()),
        };
        let rest = behind.iter().position(|byte| !is_line_end(*byte)).map(|at| &behind[at..]);
        if behind.starts_with(END) || rest.is_none_or(|rest| rest.starts_with(MAGIC)) {
            return Ok(());
        }
        Err(Fault::Record("Content-Length is not the length of the record".into()))
    }

    /// Goes to the next record or to the end of the member.
    fn end(&mut self) -> Result<Range, Fault> {
        let goes_on = match self.skip_line_ends() {
            Ok(goes_on) => goes_on,
            Err(error) if self.places == Places::Content && self.content.reader().are_compressed() => {
                self.pending = Some(error);
                true
            }
            Err(error) => return Err(error.into()),
        };
        if self.places == Places::NotKnown {
            self.places = if goes_on { Places::Content } else { Places::Members };
        }
        self.boundary = match self.places {
            Places::Members if !goes_on => Some(self.consumed()),
            Places::Content if !self.content.reader().are_compressed() => Some(self.content.offset()),
            _ => None,
        };
        Ok(self.range(!goes_on))
    }

    fn range(&mut self, member_is_done: bool) -> Range {
        if self.places == Places::Content {
            let length = Some(self.content.offset() - self.start);
            return Range { offset: self.start, length, number: 0 };
        }
        let offset = self.content.reader().start();
        let number = if self.shared.0 == offset { self.shared.1 } else { 0 };
        self.shared = (offset, number + 1);
        let is_alone = member_is_done && number == 0;
        Range { offset, length: is_alone.then(|| self.consumed() - offset), number }
    }

    /// Reports damage and settles where reading goes on.
    fn damage(&mut self, fault: Fault) -> Damage {
        let member = self.content.reader().start();
        let offset = if self.places == Places::Content { self.start } else { member };
        let (reason, detail) = match fault {
            Fault::Record(detail) => {
                let in_member = self.places == Places::Members;
                self.lost = Some(if in_member { Lost::Member(self.consumed()) } else { Lost::Line });
                (Reason::DamagedRecord, detail)
            }
            Fault::Stream(error) => {
                let reason = read_error(self.compression, &error);
                // A member of many records is not read a second time.
                let again = if self.places == Places::Content { self.consumed() } else { 0 };
                self.lost = Some(Lost::Member(again.max(member + 1)));
                self.is_over |= reason == Reason::Unreadable || !self.content.reader().are_compressed();
                let is_cut = error.kind() == io::ErrorKind::UnexpectedEof;
                let detail =
                    if is_cut { "the file ends inside of a record".into() } else { error.to_string() };
                let unread = match self.places {
                    _ if self.is_over => "; the rest of the file is not read",
                    Places::Content => "; the rest of the member is not read",
                    _ => "",
                };
                (reason, detail + unread)
            }
        };
        Damage { offset, reason, detail, fields: std::mem::take(&mut self.fields) }
    }
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

fn cut_off(missing: u64) -> Fault {
    Fault::Record(format!("the record ends {missing} bytes before its Content-Length says"))
}
