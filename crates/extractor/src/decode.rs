//! Bytes to text, as the WHATWG HTML standard sniffs encodings (section 13.2.3.2): byte order mark,
//! HTTP charset, `meta` prescan, then a detector. Two departures, because headers lie more often than
//! bytes: a declared encoding that the bytes do not fit is passed over, and bytes that are multi-byte UTF-8
//! but for a few, or but for their cut-off end, are UTF-8 whatever is declared.

mod prescan;

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// The detector needs 50 ms per MiB and learns little after this many bytes.
const DETECTED_BYTES: usize = 64 << 10;
/// Bytes looked at for the upper halves of UTF-16 without a byte order mark.
const UTF_16_BYTES: usize = 256;
/// A declared encoding may be broken this often, in malformed sequences per byte: pages glue parts
/// of other encodings together.
const MAX_MALFORMED_SHARE: f64 = 0.001;
/// Bytes with so many multi-byte sequences of UTF-8 for each malformed one are UTF-8; in other encodings such
/// sequences are accidents: texts in EUC-JP and windows-874 have one for three malformed ones, all others fewer.
const SEQUENCES_PER_MALFORMED: usize = 8;
/// The same where UTF-8 is declared.
const SEQUENCES_PER_MALFORMED_IF_DECLARED: usize = 1;
/// What switches ISO-2022-JP to another set of characters.
const ESCAPE: u8 = 0x1b;
/// Text in a Latin script has fewer bytes above ASCII than this; more speak for another script.
const LATIN_HIGH_BYTE_SHARE: f64 = 0.2;

/// Decoded text and how it was decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decoded<'a> {
    /// The text, without a byte order mark. UTF-8 is not copied.
    pub text: Cow<'a, str>,
    /// WHATWG name in lower case.
    pub charset: &'static str,
    /// Whether the bytes held sequences that the encoding does not allow.
    pub malformed: bool,
}

/// Decodes a page or text, for a caller that goes on with [`crate::cleaner`] alone. `http_charset` is what
/// the server declared. Never fails: malformed sequences become U+FFFD.
pub fn decode<'a>(bytes: &'a [u8], http_charset: Option<&str>) -> Decoded<'a> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return decode_as(&bytes[length..], encoding);
    }
    if let Some(encoding) = utf_16_by_upper_halves(bytes) {
        return decode_as(bytes, encoding);
    }
    // Vector code, unlike the standard library's.
    let utf_8 = UTF_8.decode_without_bom_handling_and_without_replacement(bytes);
    let as_it_is = |text| Decoded { text, charset: name(UTF_8), malformed: false };
    let utf_8 = match utf_8 {
        Some(text) if !text.is_ascii() => return as_it_is(text),
        ascii => ascii,
    };
    let fit = if utf_8.is_some() { Utf8Fit::default() } else { Utf8Fit::of(bytes) };
    if fit.holds(SEQUENCES_PER_MALFORMED) {
        return decode_as(bytes, UTF_8);
    }
    let by_http = http_charset.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    for declared in [by_http, prescan::encoding(bytes)].into_iter().flatten() {
        if declared == UTF_8 && fit.holds(SEQUENCES_PER_MALFORMED_IF_DECLARED) {
            return decode_as(bytes, UTF_8);
        }
        if let Some(decoded) = decode_declared(bytes, declared) {
            return decoded;
        }
    }
    match utf_8 {
        Some(ascii) if !bytes.contains(&ESCAPE) => as_it_is(ascii),
        _ => decode_as(bytes, detect(bytes)),
    }
}

/// How well bytes fit UTF-8.
#[derive(Debug, Clone, Copy, Default)]
struct Utf8Fit {
    /// Of more than one byte.
    sequences: usize,
    /// But for the end, which may be cut off.
    malformed: usize,
}

impl Utf8Fit {
    fn of(bytes: &[u8]) -> Self {
        let mut fit = Self::default();
        let mut read = 0;
        for chunk in bytes.utf8_chunks() {
            fit.sequences += chunk.valid().chars().filter(|ch| !ch.is_ascii()).count();
            read += chunk.valid().len() + chunk.invalid().len();
            let is_cut_off = read == bytes.len()
                && std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
            fit.malformed += usize::from(!chunk.invalid().is_empty() && !is_cut_off);
        }
        fit
    }

    fn holds(self, sequences_per_malformed: usize) -> bool {
        self.sequences > 0 && self.sequences >= self.malformed * sequences_per_malformed
    }
}

/// Decodes as declared, unless the bytes speak against it.
fn decode_declared<'a>(bytes: &'a [u8], declared: &'static Encoding) -> Option<Decoded<'a>> {
    let is_possible = match declared {
        _ if declared == ISO_2022_JP => bytes.is_ascii() && bytes.contains(&ESCAPE),
        _ => declared != X_USER_DEFINED && declared.is_ascii_compatible(),
    };
    if !is_possible {
        return None;
    }
    if declared == WINDOWS_1252 && high_byte_share(bytes) > LATIN_HIGH_BYTE_SHARE {
        return None;
    }
    let decoded = decode_as(bytes, declared);
    let malformed = decoded.text.matches(char::REPLACEMENT_CHARACTER).count() as f64;
    (malformed <= bytes.len() as f64 * MAX_MALFORMED_SHARE).then_some(decoded)
}

fn decode_as<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Decoded<'a> {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, charset: name(encoding), malformed }
}

/// Guesses from statistics of letters.
fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(DETECTED_BYTES)], bytes.len() <= DETECTED_BYTES);
    detector.guess(None, Utf8Detection::Allow)
}

fn high_byte_share(bytes: &[u8]) -> f64 {
    let start = &bytes[..bytes.len().min(DETECTED_BYTES)];
    let letters = start.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let high = start.iter().filter(|byte| !byte.is_ascii()).count();
    if high == 0 { 0.0 } else { high as f64 / (letters + high) as f64 }
}

/// In UTF-16 the upper half of a character of a script with letters is a byte that no text has otherwise, as those of
/// blanks and markup are; the lower half hardly ever is one.
fn utf_16_by_upper_halves(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(UTF_16_BYTES) & !1];
    let controls = |first: usize| start.iter().skip(first).step_by(2).filter(|byte| **byte < b'\t').count();
    let (even, odd) = (controls(0), controls(1));
    let (most, few) = (start.len() / 4, start.len() / 32);
    match () {
        () if start.len() < 4 => None,
        () if odd > most && even <= few => Some(UTF_16LE),
        () if even > most && odd <= few => Some(UTF_16BE),
        () => None,
    }
}

/// The name in lower case, as the column `charset` has it.
fn name(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "UTF-8" => "utf-8",
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        "Shift_JIS" => "shift_jis",
        "EUC-JP" => "euc-jp",
        "EUC-KR" => "euc-kr",
        "ISO-2022-JP" => "iso-2022-jp",
        "GBK" => "gbk",
        "Big5" => "big5",
        "IBM866" => "ibm866",
        "KOI8-R" => "koi8-r",
        "KOI8-U" => "koi8-u",
        "ISO-8859-2" => "iso-8859-2",
        "ISO-8859-3" => "iso-8859-3",
        "ISO-8859-4" => "iso-8859-4",
        "ISO-8859-5" => "iso-8859-5",
        "ISO-8859-6" => "iso-8859-6",
        "ISO-8859-7" => "iso-8859-7",
        "ISO-8859-8" => "iso-8859-8",
        "ISO-8859-8-I" => "iso-8859-8-i",
        "ISO-8859-10" => "iso-8859-10",
        "ISO-8859-13" => "iso-8859-13",
        "ISO-8859-14" => "iso-8859-14",
        "ISO-8859-15" => "iso-8859-15",
        "ISO-8859-16" => "iso-8859-16",
        // The names of the rest are in lower case already.
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], http: Option<&str>, charset: &str, text: &str) {
        let decoded = decode(bytes, http);
        assert_eq!((decoded.charset, decoded.text.as_ref()), (charset, text));
    }

    #[test]
    fn a_byte_order_mark_wins() {
        check(b"\xef\xbb\xbfa", Some("windows-1251"), "utf-8", "a");
        check(b"\xff\xfea\0", None, "utf-16le", "a");
    }

    #[test]
    fn utf_16_without_a_mark_is_seen_by_its_zeros() {
        let bytes: Vec<u8> = "<p>Straße</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&bytes, None, "utf-16le", "<p>Straße</p>");
    }

    #[test]
    fn utf_16_of_other_scripts_is_seen_too() {
        for text in
            ["Паром вышел из гавани в полдень.", "Το πλοίο έφυγε το μεσημέρι.", "המעבורת יצאה בצהריים"]
        {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            check(&little, None, "utf-16le", text);
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            check(&big, None, "utf-16be", text);
        }
    }

    #[test]
    fn a_few_malformed_bytes_do_not_make_utf_8_another_encoding() {
        let text = "Die Nachtfähre verließ Lübeck, früher als üblich, wegen schönen Wetters über dem Öresund";
        let with = |end: &[u8]| [text.as_bytes(), end].concat();
        check(&with(b" caf\xe9."), None, "utf-8", &format!("{text} caf\u{fffd}."));
        check(&with(b" caf\xe9."), Some("windows-1252"), "utf-8", &format!("{text} caf\u{fffd}."));
        check(&with("ä".as_bytes().split_at(1).0), None, "utf-8", &format!("{text}\u{fffd}"));
        check(
            "Грузили ночью".as_bytes().split_last().expect("bytes").1,
            None,
            "utf-8",
            "Грузили ночь\u{fffd}",
        );
    }

    #[test]
    fn declared_utf_8_stands_where_half_of_it_is() {
        check(b"caf\xc3\xa9 caf\xe9 ", Some("utf-8"), "utf-8", "café caf\u{fffd} ");
        check(b"caf\xe9, caf\xe9 ", Some("utf-8"), "windows-1252", "café, café ");
    }

    #[test]
    fn iso_2022_jp_is_decoded_declared_or_not() {
        let text = "<p>月曜日、連絡船は二年ぶりに港を出た。</p>";
        let (bytes, _, _) = ISO_2022_JP.encode(text);
        assert!(bytes.is_ascii());
        check(&bytes, Some("iso-2022-jp"), "iso-2022-jp", text);
        check(&bytes, None, "iso-2022-jp", text);
        check(b"plain \x1b[1mtext\x1b[0m", None, "utf-8", "plain \x1b[1mtext\x1b[0m");
        check(b"plain", Some("iso-2022-jp"), "utf-8", "plain");
    }

    #[test]
    fn the_http_charset_comes_before_meta() {
        let page = b"<meta charset=windows-1252>\xcc\xe8\xf0";
        check(page, Some("windows-1251"), "windows-1251", "<meta charset=windows-1252>Мир");
    }

    #[test]
    fn a_wrong_header_is_passed_over() {
        let text = "<p>广州的渡轮星期一重新启航，市民在码头迎接。</p>";
        let (bytes, _, _) = encoding_rs::GBK.encode(text);
        check(&bytes, Some("utf-8"), "gbk", text);
        check(&bytes, Some("iso-8859-1"), "gbk", text);
    }

    #[test]
    fn utf_8_bytes_are_utf_8_whatever_is_declared() {
        check("<meta charset=iso-8859-1>é".as_bytes(), None, "utf-8", "<meta charset=iso-8859-1>é");
    }

    #[test]
    fn meta_with_content_is_read() {
        let page = b"<meta http-equiv=content-type content='text/html; charset=windows-1251'>\xcc\xe8\xf0";
        assert!(decode(page, None).text.ends_with("Мир"));
    }
}
