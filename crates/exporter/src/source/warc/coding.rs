//! Takes the codings off the body of an HTTP response: `Transfer-Encoding: chunked` (RFC 9112, section 7.1), then
//! `Content-Encoding` in reverse order, several in a row too (RFC 9110, section 8.4). Fields lie: crawlers store
//! bodies decoded under the fields of the wire, so a body that is not coded as they say is taken as it is. A body
//! that breaks off ends there, as in a browser; one that breaks off in its first chunk is told from a decoded one
//! that begins with a number by what stands behind the number. Nothing is decoded beyond the limit.

use std::{
    borrow::Cow,
    io::{self, Read},
};

use brotli_decompressor::Decompressor as BrotliDecoder;
use flate2::bufread::{DeflateDecoder, GzDecoder, MultiGzDecoder, ZlibDecoder};

use super::{
    super::sniff::{self, Content},
    fields::Fields,
};

/// Most codings of one body, as curl has it; each is a pass over the body.
const MOST_CODINGS: usize = 5;

/// Longest line with the length of a chunk; extensions may follow it.
const CHUNK_LINE: usize = 4 << 10;
/// Size of the buffer of the Brotli decoder.
const BROTLI_BUFFER: usize = 16 << 10;
/// Largest window of Zstandard on the web, as a power of two (RFC 9659: 8 MB).
const ZSTD_WINDOW: u32 = 23;
/// The first seven bits of a Brotli stream with windows of up to 1 GiB, which the web does not have (RFC 7932,
/// section 9.1: reserved).
const BROTLI_LARGE_WINDOW: u8 = 0x11;

/// Why a body cannot be decoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// More bytes than the limit.
    TooLarge,
    /// Broken data, in words.
    Damaged(String),
}

/// The body without its codings, at most `limit` bytes. `is_cut` where the crawler says that it did not store all.
pub(super) fn decode<'a>(
    fields: &Fields,
    body: &'a [u8],
    is_cut: bool,
    limit: u64,
) -> Result<Cow<'a, [u8]>, Fault> {
    let transfer = tokens(fields, "Transfer-Encoding");
    let content = tokens(fields, "Content-Encoding");
    if transfer.len() + content.len() > MOST_CODINGS {
        return Err(Fault::Damaged(format!("more than {MOST_CODINGS} codings")));
    }
    let mut body = Cow::Borrowed(body);
    if transfer.iter().any(|coding| coding == "chunked")
        && let Some(whole) = dechunk(&body, is_cut)?
    {
        body = Cow::Owned(whole);
    }
    for coding in content.iter().chain(&transfer).rev() {
        if let Some(decoded) = take_off(coding, &body, limit)? {
            body = Cow::Owned(decoded);
        }
    }
    if body.len() as u64 > limit { Err(Fault::TooLarge) } else { Ok(body) }
}

fn tokens(fields: &Fields, name: &str) -> Vec<String> {
    let list = fields.list(name).unwrap_or_default();
    let tokens = list.split(',').map(|token| token.trim().to_ascii_lowercase());
    tokens.filter(|token| !token.is_empty()).collect()
}

/// Joins chunks; none where there are none.
fn dechunk(mut rest: &[u8], is_cut: bool) -> Result<Option<Vec<u8>>, Fault> {
    let mut whole = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let is_first = whole.is_empty();
        let Some((length, behind)) = chunk_length(rest) else {
            let detail = || Fault::Damaged("a chunk without its length".into());
            return if is_first { Ok(None) } else { Err(detail()) };
        };
        if length == 0 {
            break;
        }
        if length > behind.len() && is_first {
            let line = &rest[..rest.len() - behind.len()];
            if !line.ends_with(b"\r\n") || !(is_cut || is_no_text(behind)) {
                return Ok(None);
            }
        }
        let (chunk, behind) = behind.split_at(length.min(behind.len()));
        whole.extend_from_slice(chunk);
        rest = behind.strip_prefix(b"\r").unwrap_or(behind);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    Ok(Some(whole))
}

/// The length in front of a chunk, and what stands behind its line.
fn chunk_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = memchr::memchr(b'\n', &bytes[..bytes.len().min(CHUNK_LINE)])?;
    let line = bytes[..end].split(|byte| *byte == b';').next()?.trim_ascii();
    let digits = std::str::from_utf8(line).ok().filter(|digits| !digits.starts_with('+'))?;
    Some((usize::from_str_radix(digits, 16).ok()?, &bytes[end + 1..]))
}

/// Whether something is a page, or still packed: not the rest of a text that begins with a number.
fn is_no_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(sniff::HEAD)];
    sniff::not_text(head).is_some() || sniff::content(head) == Content::Html
}

/// Takes one coding off; none where the body does not have it, or it is not known.
fn take_off(coding: &str, body: &[u8], limit: u64) -> Result<Option<Vec<u8>>, Fault> {
    let head = &body[..body.len().min(sniff::HEAD)];
    // Any text may begin like deflate or Brotli data, so what can be read counts only if all of it is such.
    let must_end = sniff::not_text(head).is_none();
    // A decoder that has not come to its end takes this too.
    let behind: &[u8] = if must_end { &[0] } else { &[] };
    let is_whole = |taken: u64| taken == body.len() as u64;
    let (decoded, is_whole) = match coding {
        "gzip" | "x-gzip" if body.starts_with(b"\x1f\x8b") => (gunzip(body, limit), true),
        "deflate" if is_zlib(body) => {
            let mut decoder = ZlibDecoder::new(body.chain(behind));
            (read(&mut decoder, limit), is_whole(decoder.total_in()))
        }
        // Many servers send deflate data without the zlib format that the name stands for.
        "deflate" => {
            let mut decoder = DeflateDecoder::new(body.chain(behind));
            (read(&mut decoder, limit), is_whole(decoder.total_in()))
        }
        "br" if body.first().is_some_and(|first| first & 0x7f != BROTLI_LARGE_WINDOW) => {
            let mut brotli = BrotliDecoder::new(body, BROTLI_BUFFER);
            let decoded = read(&mut brotli, limit);
            // At its end it reports what it has read and not decoded.
            let is_whole = brotli.read(&mut [0]).is_ok_and(|more| more == 0) && brotli.get_ref().is_empty();
            (decoded, is_whole)
        }
        "zstd" if body.starts_with(b"\x28\xb5\x2f\xfd") => {
            (zstd(body).and_then(|decoder| read(decoder, limit)), true)
        }
        _ => return Ok(None),
    };
    match decoded {
        Ok(decoded) if must_end && !(is_whole && decoded.ended && !decoded.bytes.is_empty()) => Ok(None),
        Ok(decoded) if decoded.bytes.len() as u64 > limit => Err(Fault::TooLarge),
        Ok(decoded) => Ok(Some(decoded.bytes)),
        Err(_) if must_end => Ok(None),
        Err(error) => Err(Fault::Damaged(format!("Content-Encoding {coding}: {error}"))),
    }
}

/// What a decoder gave, and whether its data did not break off.
struct Decoded {
    bytes: Vec<u8>,
    ended: bool,
}

/// Unpacks all members of a gzip body. What stands behind the first and is none ends it, as in a browser.
fn gunzip(body: &[u8], limit: u64) -> io::Result<Decoded> {
    let mut first = GzDecoder::new(body);
    let mut decoded = read(&mut first, limit)?;
    if decoded.ended {
        let more = (limit + 1).saturating_sub(decoded.bytes.len() as u64);
        // What was read before an error stays.
        let _end = MultiGzDecoder::new(first.into_inner()).take(more).read_to_end(&mut decoded.bytes);
    }
    Ok(decoded)
}

/// The header of zlib (RFC 1950): method 8, and a check that makes it a multiple of 31.
fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [first, second, ..]
        if first & 0x0f == 8 && u16::from_be_bytes([*first, *second]).is_multiple_of(31))
}

fn zstd(body: &[u8]) -> io::Result<impl Read> {
    let mut decoder = zstd::Decoder::with_buffer(body)?;
    decoder.window_log_max(ZSTD_WINDOW)?;
    Ok(decoder)
}

/// Reads up to one byte more than the limit, or up to where the data break off.
fn read(coded: impl Read, limit: u64) -> io::Result<Decoded> {
    let mut bytes = Vec::new();
    match coded.take(limit + 1).read_to_end(&mut bytes) {
        Ok(_) => Ok(Decoded { bytes, ended: true }),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && !bytes.is_empty() => {
            Ok(Decoded { bytes, ended: false })
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{
        Compression,
        write::{DeflateEncoder, GzEncoder, ZlibEncoder},
    };

    use super::*;

    const PAGE: &[u8] = b"<p>page page page page page page page page page page page page page page</p>";
    /// `PAGE` as the reference encoder packs it.
    const BROTLI: &[u8] = b"\x1b\x4b\x00\xf8\x1d\xa9\x51\x9f\x3b\xe6\x12\xae\x8c\xa7\x40\xce\xca\x27\xac\x04\xf9\xa7\x0a\x68\x26\x0d\x8f\x09";

    fn packed(coding: &str, bytes: &[u8]) -> Vec<u8> {
        let level = Compression::fast();
        match coding {
            "gzip" => {
                let mut encoder = GzEncoder::new(Vec::new(), level);
                encoder.write_all(bytes).and_then(|()| encoder.finish())
            }
            "zlib" => {
                let mut encoder = ZlibEncoder::new(Vec::new(), level);
                encoder.write_all(bytes).and_then(|()| encoder.finish())
            }
            "raw" => {
                let mut encoder = DeflateEncoder::new(Vec::new(), level);
                encoder.write_all(bytes).and_then(|()| encoder.finish())
            }
            _ => ::zstd::encode_all(bytes, 1),
        }
        .expect("packed")
    }

    fn chunked(bytes: &[u8]) -> Vec<u8> {
        let mut chunks = Vec::new();
        for chunk in bytes.chunks(30) {
            chunks.extend_from_slice(format!("{:x};a=b\r\n", chunk.len()).as_bytes());
            chunks.extend_from_slice(chunk);
            chunks.extend_from_slice(b"\r\n");
        }
        [&chunks, &b"0\r\n\r\n"[..]].concat()
    }

    fn decoded(head: &str, body: &[u8], limit: u64) -> Result<Vec<u8>, Fault> {
        let fields = Fields::parse(format!("HTTP/1.1 200 OK\r\n{head}").as_bytes());
        decode(&fields, body, false, limit).map(Cow::into_owned)
    }

    #[test]
    fn codings_are_taken_off() {
        let two = packed("gzip", &packed("zstd", PAGE));
        let members = [&PAGE[..20], b"", &PAGE[20..]].map(|part| packed("gzip", part));
        for (head, body) in [
            ("", PAGE.to_vec()),
            ("Content-Encoding: gzip", packed("gzip", PAGE)),
            ("Content-Encoding: X-GZIP", packed("gzip", PAGE)),
            ("Content-Encoding: gzip", members.concat()),
            ("Content-Encoding: gzip", [&members.concat()[..], b"\0\0 and rubbish"].concat()),
            ("Content-Encoding: gzip", [&packed("gzip", PAGE)[..], b"\x1f\x8b\x08 cut"].concat()),
            ("Content-Encoding: deflate", packed("zlib", PAGE)),
            ("Content-Encoding: deflate", packed("raw", PAGE)),
            ("Content-Encoding: zstd", packed("zstd", PAGE)),
            ("Content-Encoding: br", BROTLI.to_vec()),
            ("Content-Encoding: zstd, gzip", two.clone()),
            ("Content-Encoding: zstd\r\nContent-Encoding: gzip", two),
            ("Transfer-Encoding: chunked", chunked(PAGE)),
            ("Transfer-Encoding: gzip, chunked", chunked(&packed("gzip", PAGE))),
            ("Transfer-Encoding: Chunked\r\nContent-Encoding: gzip", chunked(&packed("gzip", PAGE))),
        ] {
            assert_eq!(decoded(head, &body, 1000), Ok(PAGE.to_vec()), "{head}");
        }
    }

    #[test]
    fn bodies_that_were_decoded_before_are_taken_as_they_are() {
        for coding in ["gzip", "deflate", "br", "zstd", "sdch", "gzip, br", "identity", ""] {
            let head = format!("Transfer-Encoding: chunked\r\nContent-Encoding: {coding}");
            assert_eq!(decoded(&head, PAGE, 1000), Ok(PAGE.to_vec()), "{coding}");
        }
        for (coding, text) in [
            ("br", "5 reasons to stay"),
            ("br", "9 lives"),
            ("br", "Zeal"),
            ("br", "; and"),
            ("deflate", ";x"),
            ("deflate", "x^2 is a square"),
        ] {
            let found = decoded(&format!("Content-Encoding: {coding}"), text.as_bytes(), 1000);
            assert_eq!(found, Ok(text.into()), "{coding}");
        }
        let head = "Transfer-Encoding: chunked\r\nX-Crawler-Content-Encoding: gzip";
        assert_eq!(decoded(head, b"2024\r\nwas a year", 1000), Ok(b"2024\r\nwas a year".to_vec()));
        assert_eq!(decoded(head, b"2024\n was a year", 1000), Ok(b"2024\n was a year".to_vec()));
    }

    #[test]
    fn a_body_ends_where_it_breaks_off() {
        // Zstandard gives whole blocks only, so there are several.
        let numbers: Vec<String> = (0..100_000).map(|number| number.to_string()).collect();
        let text = numbers.join(" ");
        for coding in ["gzip", "zlib", "raw", "zstd"] {
            let body = packed(coding, text.as_bytes());
            let name = if matches!(coding, "zlib" | "raw") { "deflate" } else { coding };
            let head = format!("Content-Encoding: {name}");
            let cut = decoded(&head, &body[..body.len() - 9], 1 << 20);
            let has_start = |cut: &Vec<u8>| cut.len() >= text.len() / 2 && text.as_bytes().starts_with(cut);
            assert!(cut.as_ref().is_ok_and(has_start), "{coding}");
        }
        let first = |body: &[u8]| [b"ffff\r\n", body].concat();
        let gzip = "Transfer-Encoding: chunked\r\nContent-Encoding: gzip";
        for (head, body) in [("Transfer-Encoding: chunked", PAGE.to_vec()), (gzip, packed("gzip", PAGE))] {
            assert_eq!(decoded(head, &first(&body), 1000), Ok(PAGE.to_vec()), "{head}");
        }
        let fields = Fields::parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked");
        let cut = decode(&fields, b"ffff\r\nThe ferry", true, 1000);
        assert_eq!(cut, Ok(Cow::Borrowed(&b"The ferry"[..])));
        assert_eq!(decode(&fields, b"12\n apples", true, 1000), Ok(Cow::Borrowed(&b"12\n apples"[..])));
        let chunks = chunked(PAGE);
        assert_eq!(decoded("Transfer-Encoding: chunked", &chunks[..60], 1000), Ok(PAGE[..42].to_vec()));
        let broken = [&chunks[..41], b"no length\r\n"].concat();
        assert!(matches!(decoded("Transfer-Encoding: chunked", &broken, 1000), Err(Fault::Damaged(_))));
    }

    #[test]
    fn nothing_is_decoded_beyond_the_limit() {
        let bomb = vec![b' '; 10 << 20];
        for (coding, name) in [("gzip", "gzip"), ("raw", "deflate"), ("zstd", "zstd")] {
            let body = packed(coding, &packed(coding, &bomb));
            let head = format!("Content-Encoding: {name}, {name}");
            assert_eq!(decoded(&head, &body, 100_000), Err(Fault::TooLarge), "{coding}");
        }
        let members = packed("gzip", PAGE).repeat(2);
        assert_eq!(decoded("Content-Encoding: gzip", &members, 100), Err(Fault::TooLarge));
        assert_eq!(decoded("", PAGE, 10), Err(Fault::TooLarge));
        // A window of 1 GiB.
        let wide = [&[0x11, 0x1e], &[0xff; 40][..]].concat();
        assert_eq!(decoded("Content-Encoding: br", &wide, 1000), Ok(wide));
    }

    #[test]
    fn codings_are_counted() {
        let head = |count: usize| format!("Content-Encoding: {}", "gzip,".repeat(count));
        assert_eq!(decoded(&head(MOST_CODINGS), PAGE, 1000), Ok(PAGE.to_vec()));
        assert!(matches!(decoded(&head(MOST_CODINGS + 1), PAGE, 1000), Err(Fault::Damaged(_))));
    }

    #[test]
    fn broken_data_have_a_reason() {
        for (coding, name) in [("gzip", "gzip"), ("zlib", "deflate")] {
            let mut body = packed(coding, PAGE);
            let middle = body.len() / 2;
            body[middle] ^= 0x55;
            body[middle + 1] ^= 0x55;
            let found = decoded(&format!("Content-Encoding: {name}"), &body, 1000);
            assert!(matches!(found, Err(Fault::Damaged(_))), "{coding}: {found:?}");
        }
    }
}
