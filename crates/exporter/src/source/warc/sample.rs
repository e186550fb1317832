//! Small WARC files for tests, of this crate and of the program.

use std::io::Write;

/// When every record was fetched.
pub(crate) const DATE: &str = "2024-03-05T07:30:00Z";

/// A record; `fields` stand behind the ones that all records have.
pub(crate) fn record(kind: &str, number: usize, fields: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: {}\r\nWARC-Date: {DATE}\r\n{fields}\
         Content-Length: {}\r\n\r\n",
        id(number),
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// The name of a record.
pub(crate) fn id(number: usize) -> String {
    format!("<urn:uuid:00000000-0000-0000-0000-{number:012}>")
}

/// The address of a record.
pub(crate) fn url(number: usize) -> String {
    format!("https://site{}.example/{number}", number % 3)
}

/// A record with an HTTP response, whose head stands before the body.
pub(crate) fn response(number: usize, http: &str, body: &[u8]) -> Vec<u8> {
    let fields =
        format!("WARC-Target-URI: {}\r\nContent-Type: application/http; msgtype=response\r\n", url(number));
    record("response", number, &fields, &[http.as_bytes(), b"\r\n\r\n", body].concat())
}

/// A record with a page.
pub(crate) fn page(number: usize, body: &[u8]) -> Vec<u8> {
    response(number, "HTTP/1.1 200 OK\r\nContent-Type: text/html", body)
}

/// A record with a plain text, as in WET files.
pub(crate) fn text(number: usize, text: &str) -> Vec<u8> {
    let fields = format!("WARC-Target-URI: {}\r\nContent-Type: text/plain\r\n", url(number));
    record("conversion", number, &fields, text.as_bytes())
}

/// The record that every file begins with.
pub(crate) fn info() -> Vec<u8> {
    record("warcinfo", 0, "Content-Type: application/warc-fields\r\n", b"software: none\r\n")
}

/// One gzip member.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

/// Numbers that look random and are always the same (Knuth's multiplicative congruential generator).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    /// Changes a few places of a file: bytes, cuts, holes, things between.
    pub(crate) fn damage(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(3) {
            let place = self.below(bytes.len().max(1)).min(bytes.len());
            let length = self.below(40).min(bytes.len() - place);
            match self.below(6) {
                0 => bytes.truncate(place),
                1 => drop(bytes.drain(place..place + length)),
                2 => {
                    let middle = self.below(256) as u8;
                    bytes.splice(place..place, vec![middle; length]);
                }
                3 => {
                    let copy = bytes[place..place + length].to_vec();
                    bytes.splice(place..place, copy);
                }
                _ if length > 0 => bytes[place] ^= 1 << self.below(8),
                _ => {}
            }
        }
    }
}
