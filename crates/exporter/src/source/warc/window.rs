//! A stream whose next bytes can be looked at before they are taken.

use std::{
    fs,
    io::{self, BufRead, Read, Seek, SeekFrom},
    sync::Arc,
    sync::atomic::{AtomicU64, Ordering},
};

use memchr::memmem;

use super::super::file::Stream;

/// Bytes that are read at once.
const CHUNK: usize = 64 << 10;
/// Room that is kept between two records; what a larger one took is given back.
const KEPT: usize = 1 << 20;

/// A stream and the bytes of it that were read and not taken yet.
pub(super) struct Window<R> {
    reader: R,
    bytes: Vec<u8>,
    /// Number of `bytes` that are taken.
    taken: usize,
    /// Place in the stream of the first byte that is not taken.
    offset: u64,
}

impl<R: Read> Window<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, bytes: Vec::new(), taken: 0, offset: 0 }
    }

    /// Place in the stream of the next byte.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    pub(super) fn reader(&self) -> &R {
        &self.reader
    }

    pub(super) fn reader_mut(&mut self) -> &mut R {
        &mut self.reader
    }

    /// The next bytes: at least `count`, fewer at the end of the stream only.
    pub(super) fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        while self.bytes.len() - self.taken < count {
            if self.taken > self.bytes.len() / 2 {
                self.bytes.drain(..self.taken);
                self.taken = 0;
                self.bytes.shrink_to(KEPT.max(count));
            }
            // What was read before an error stays.
            let read = self.reader.by_ref().take(CHUNK as u64).read_to_end(&mut self.bytes)?;
            if read == 0 {
                break;
            }
        }
        Ok(&self.bytes[self.taken..])
    }

    /// Goes behind the next occurrence of `needle` minus its last `kept` bytes; false when there is none in
    /// the next `most` bytes, which are taken then.
    pub(super) fn find(&mut self, needle: &[u8], kept: usize, most: u64) -> io::Result<bool> {
        let end = self.offset.saturating_add(most);
        loop {
            let bytes = self.peek(needle.len())?;
            let found = memmem::find(bytes, needle);
            let (length, overlap) = (bytes.len(), needle.len() - 1);
            match found {
                Some(at) => {
                    self.consume(at + needle.len() - kept);
                    return Ok(true);
                }
                None if length <= overlap || self.offset >= end => {
                    self.consume(length);
                    return Ok(false);
                }
                None => self.consume(length - overlap),
            }
        }
    }

    /// Forgets the bytes that were not taken and counts on from `offset`.
    pub(super) fn restart(&mut self, offset: u64) {
        self.bytes.clear();
        self.taken = 0;
        self.offset = offset;
    }
}

impl<R: Read> BufRead for Window<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.peek(1)
    }

    fn consume(&mut self, count: usize) {
        self.taken = (self.taken + count).min(self.bytes.len());
        self.offset += count as u64;
    }
}

impl<R: Read> Read for Window<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

/// The bytes of an input as they are stored: a file, in which one can go back, or a stream.
pub(in super::super) enum Stored {
    File(fs::File),
    Stream(Stream),
    /// What a file without members holds, and how many of its bytes on disk are read.
    Unpacked {
        content: Stream,
        stored: Arc<AtomicU64>,
    },
}

impl Stored {
    pub(super) fn is_file(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// Its size in bytes; none for a stream.
    pub(super) fn size(&self) -> io::Result<Option<u64>> {
        match self {
            Self::File(file) => Ok(Some(file.metadata()?.len())),
            Self::Stream(_) | Self::Unpacked { .. } => Ok(None),
        }
    }

    /// Bytes that are read from disk, where these are others than those that it gives.
    pub(super) fn bytes_on_disk(&self) -> Option<u64> {
        match self {
            Self::Unpacked { stored, .. } => Some(stored.load(Ordering::Relaxed)),
            _ => None,
        }
    }

    /// Nothing at all.
    pub(super) fn nothing() -> Self {
        Self::Stream(Box::new(io::empty()))
    }
}

impl Read for Stored {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(buffer),
            Self::Stream(stream) | Self::Unpacked { content: stream, .. } => stream.read(buffer),
        }
    }
}

impl Window<Stored> {
    /// Goes to a place in the file. In a stream nothing lies behind: there it goes forward or stays.
    pub(super) fn go_to(&mut self, place: u64) -> io::Result<()> {
        if let Stored::File(file) = &mut self.reader {
            let first = self.offset - self.taken as u64;
            if (first..=self.offset).contains(&place) {
                self.taken = (place - first) as usize;
            } else {
                file.seek(SeekFrom::Start(place))?;
                self.bytes.clear();
                self.taken = 0;
            }
            self.offset = place;
            return Ok(());
        }
        while self.offset < place {
            let left = place - self.offset;
            let ready = self.peek(1)?.len() as u64;
            if ready == 0 {
                break;
            }
            self.consume(ready.min(left) as usize);
        }
        Ok(())
    }
}
