//! The members of a compressed WARC file. A record has a member of its own in nearly all of them, so that it can
//! be fetched and read alone, and so that damage ends with the member: gzip members (RFC 1952) and Zstandard
//! frames (RFC 8878), these also with the dictionary of the WARC convention, which stands in a skippable frame at
//! the beginning of the file (IIPC, "Zstandard for WARC files", 1.0). An uncompressed file is one member.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use zstd::stream::raw::{Decoder as Frames, InBuffer, Operation, OutBuffer};

use super::{
    super::sniff::Compression,
    window::{Stored, Window},
};

/// A gzip member with the only method that there is.
const GZIP_MEMBER: &[u8] = b"\x1f\x8b\x08";
/// A Zstandard frame.
const ZSTD_FRAME: &[u8] = b"\x28\xb5\x2f\xfd";
/// A skippable frame but for its first byte, 0x50 to 0x5f.
const SKIPPABLE_FRAME: &[u8] = b"\x2a\x4d\x18";
/// First byte of the skippable frame with the dictionary.
const DICTIONARY_FRAME: u8 = 0x5d;
/// Bytes of the header of a skippable frame: magic number and length.
const SKIPPABLE_HEADER: usize = 8;
/// Longest dictionary, decompressed; those in use have up to 1 MiB.
const MOST_DICTIONARY: u64 = 16 << 20;

/// A file as a sequence of members; reads the content of the open one.
pub(super) struct Members {
    decoder: Decoder,
    start: u64,
    is_open: bool,
}

enum Decoder {
    None(Window<Stored>),
    Gzip(Box<GzDecoder<Window<Stored>>>),
    Zstd { stored: Window<Stored>, frames: Frames<'static>, is_done: bool },
}

impl Members {
    /// Stands at the first member. `compression` is one that has members; others are seen through before.
    pub(super) fn new(stored: Stored, compression: Compression) -> io::Result<Self> {
        let mut stored = Window::new(stored);
        let decoder = match compression {
            Compression::Gzip => {
                // A new decoder reads the header of a member at once.
                let mut decoder = Box::new(GzDecoder::new(Window::new(Stored::nothing())));
                *decoder.get_mut() = stored;
                Decoder::Gzip(decoder)
            }
            Compression::Zstd => {
                let dictionary = dictionary(&mut stored)?.unwrap_or_default();
                Decoder::Zstd { stored, frames: Frames::with_dictionary(&dictionary)?, is_done: true }
            }
            _ => Decoder::None(stored),
        };
        Ok(Self { decoder, start: 0, is_open: false })
    }

    /// Whether there are members that can be told apart.
    pub(super) fn are_compressed(&self) -> bool {
        !matches!(self.decoder, Decoder::None(_))
    }

    /// First byte of the open member, of the last one that was open, or of what should have been one.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// The place in the file up to which it is read.
    pub(super) fn stored_offset(&self) -> u64 {
        match &self.decoder {
            Decoder::None(stored) | Decoder::Zstd { stored, .. } => stored.offset(),
            Decoder::Gzip(decoder) => decoder.get_ref().offset(),
        }
    }

    /// Bytes of the file on disk that are read.
    pub(super) fn bytes_on_disk(&self) -> u64 {
        match &self.decoder {
            Decoder::None(stored) => stored.reader().bytes_on_disk().unwrap_or(stored.offset()),
            _ => self.stored_offset(),
        }
    }

    fn stored(&mut self) -> &mut Window<Stored> {
        match &mut self.decoder {
            Decoder::None(stored) | Decoder::Zstd { stored, .. } => stored,
            Decoder::Gzip(decoder) => decoder.get_mut(),
        }
    }

    /// What a member begins with.
    fn magic(&self) -> &'static [u8] {
        match self.decoder {
            Decoder::None(_) => b"",
            Decoder::Gzip(_) => GZIP_MEMBER,
            Decoder::Zstd { .. } => ZSTD_FRAME,
        }
    }

    /// Opens the member that begins here; false at the end of the file.
    ///
    /// # Errors
    /// When something else stands here.
    pub(super) fn open(&mut self) -> io::Result<bool> {
        self.is_open = false;
        let magic = self.magic();
        match &mut self.decoder {
            Decoder::None(_) => {}
            Decoder::Gzip(decoder) => skip_padding(decoder.get_mut())?,
            Decoder::Zstd { stored, .. } => skip_frames(stored)?,
        }
        self.start = self.stored_offset();
        let head = self.stored().peek(magic.len().max(1))?;
        if head.is_empty() {
            return Ok(false);
        }
        if !head.starts_with(magic) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "no compressed record begins here"));
        }
        match &mut self.decoder {
            Decoder::None(_) => {}
            Decoder::Gzip(decoder) => {
                let stored = std::mem::replace(decoder.get_mut(), Window::new(Stored::nothing()));
                **decoder = GzDecoder::new(stored);
            }
            Decoder::Zstd { frames, is_done, .. } => {
                frames.reinit()?;
                *is_done = false;
            }
        }
        self.is_open = true;
        Ok(true)
    }

    /// Goes to where a member begins, without opening it.
    pub(super) fn go_to(&mut self, place: u64) -> io::Result<()> {
        self.is_open = false;
        self.stored().go_to(place)
    }

    /// Bytes of the content, which only an uncompressed file knows.
    pub(super) fn size(&self) -> io::Result<Option<u64>> {
        match &self.decoder {
            Decoder::None(stored) => stored.reader().size(),
            _ => Ok(None),
        }
    }

    /// Goes to any place of the content, which only an uncompressed file can; false elsewhere.
    pub(super) fn jump(&mut self, place: u64) -> io::Result<bool> {
        match &mut self.decoder {
            Decoder::None(stored) if stored.reader().is_file() => stored.go_to(place).map(|()| true),
            _ => Ok(false),
        }
    }

    /// Goes to the next place from `place` on at which a member may begin; false when there is none.
    pub(super) fn find(&mut self, place: u64) -> io::Result<bool> {
        let magic = self.magic();
        self.go_to(place)?;
        self.stored().find(magic, magic.len(), u64::MAX)
    }
}

/// The content of the open member.
impl Read for Members {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.is_open {
            return Ok(0);
        }
        match &mut self.decoder {
            Decoder::None(stored) => stored.read(buffer),
            Decoder::Gzip(decoder) => decoder.read(buffer),
            Decoder::Zstd { stored, frames, is_done } => {
                let mut written = 0;
                while written == 0 && !*is_done {
                    let stored_bytes = stored.peek(1)?;
                    if stored_bytes.is_empty() {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                    let mut from = InBuffer::around(stored_bytes);
                    let mut to = OutBuffer::around(&mut *buffer);
                    *is_done = frames.run(&mut from, &mut to)? == 0;
                    written = to.pos();
                    let read = from.pos();
                    stored.consume(read);
                }
                Ok(written)
            }
        }
    }
}

/// Length of the skippable frame that begins here; none where another one does.
fn skippable(stored: &mut Window<Stored>) -> io::Result<Option<u64>> {
    let head = stored.peek(SKIPPABLE_HEADER)?;
    let is_skippable = head.get(1..4) == Some(SKIPPABLE_FRAME) && head[0] >> 4 == 5;
    let length = head.get(4..SKIPPABLE_HEADER).and_then(|length| length.try_into().ok());
    Ok(length.filter(|_| is_skippable).map(|length| u64::from(u32::from_le_bytes(length))))
}

fn skip_frames(stored: &mut Window<Stored>) -> io::Result<()> {
    while let Some(length) = skippable(stored)? {
        stored.consume(SKIPPABLE_HEADER);
        io::copy(&mut stored.by_ref().take(length), &mut io::sink())?;
    }
    Ok(())
}

/// Skips what stands behind a gzip member where files are filled up to a block, as gzip(1) does with zeros, or
/// written by line. A file that begins so has lost what should stand there.
fn skip_padding(stored: &mut Window<Stored>) -> io::Result<()> {
    while stored.offset() > 0 {
        let bytes = stored.peek(1)?;
        let padding = bytes.iter().take_while(|byte| matches!(byte, 0 | b'\r' | b'\n')).count();
        let is_over = padding < bytes.len() || bytes.is_empty();
        stored.consume(padding);
        if is_over {
            break;
        }
    }
    Ok(())
}

/// Whether a file begins with a dictionary for the frames behind it.
pub(in super::super) fn begins_with_dictionary(head: &[u8]) -> bool {
    head.first() == Some(&DICTIONARY_FRAME) && head.get(1..4) == Some(SKIPPABLE_FRAME)
}

/// Takes the dictionary from the beginning of a file, where there is one.
fn dictionary(stored: &mut Window<Stored>) -> io::Result<Option<Vec<u8>>> {
    let Some(length) = skippable(stored)? else { return Ok(None) };
    if !begins_with_dictionary(stored.peek(SKIPPABLE_HEADER)?) {
        return Ok(None);
    }
    stored.consume(SKIPPABLE_HEADER);
    let mut bytes = Vec::new();
    stored.by_ref().take(length.min(MOST_DICTIONARY + 1)).read_to_end(&mut bytes)?;
    if bytes.starts_with(ZSTD_FRAME) {
        let packed = std::mem::take(&mut bytes);
        zstd::Decoder::new(packed.as_slice())?.take(MOST_DICTIONARY + 1).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > MOST_DICTIONARY {
        let detail = format!("a dictionary of more than {MOST_DICTIONARY} bytes");
        return Err(io::Error::new(io::ErrorKind::InvalidData, detail));
    }
    Ok(Some(bytes))
}
