//! What other languages write as JSON and RFC 8259 has not: `NaN` and infinities, which become null, and halves of
//! surrogate pairs, which become U+FFFD. Python writes both unless it is told not to. And a few malformed
//! bytes of UTF-8.

use std::ops::Range;

/// Numbers that JSON has not, longest first.
const NO_NUMBERS: [&str; 3] = ["-Infinity", "Infinity", "NaN"];
/// Bytes of `\uD83D`.
const ESCAPE: usize = 6;
const HIGH: Range<u16> = 0xd800..0xdc00;
const LOW: Range<u16> = 0xdc00..0xe000;

/// More malformed sequences than one in so many bytes are of another encoding: even in French one letter in twenty-five
/// has an accent.
const BYTES_PER_MALFORMED: usize = 100;
/// So many may be damage where nothing else tells the encoding ...
const FEW_MALFORMED: usize = 2;
/// ... and of more only where so many valid sequences of several bytes stand beside each, as `decode` wants it of pages.
const SEQUENCES_PER_MALFORMED: usize = 8;

/// The text of a line, without byte order marks of files that were joined and with U+FFFD for a few malformed bytes;
/// lines with many are in another encoding.
///
/// # Errors
/// A message about such a line.
pub(crate) fn line_text(line: Vec<u8>) -> Result<String, String> {
    let text = String::from_utf8(line).or_else(|error| {
        let bytes = error.as_bytes();
        let malformed = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
        let is_wide = |text: &str| text.chars().filter(|ch| !ch.is_ascii()).count();
        let sequences: usize = bytes.utf8_chunks().map(|chunk| is_wide(chunk.valid())).sum();
        let is_rare = malformed * BYTES_PER_MALFORMED <= bytes.len();
        if is_rare && (malformed <= FEW_MALFORMED || sequences >= malformed * SEQUENCES_PER_MALFORMED) {
            return Ok(String::from_utf8_lossy(bytes).into_owned());
        }
        Err(error.utf8_error().to_string())
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.trim_start_matches('\u{feff}').to_owned(),
        None => text,
    })
}

/// The line as JSON; none where nothing of it is of these kinds.
pub(crate) fn mended(line: &str) -> Option<String> {
    let bytes = line.as_bytes();
    let (mut out, mut copied, mut at) = (String::new(), 0, 0);
    let mut is_inside = false;
    while at < bytes.len() {
        let (length, instead) = match bytes[at] {
            b'"' => {
                is_inside = !is_inside;
                (1, None)
            }
            b'\\' if is_inside => match surrogate(line, at) {
                Some(high) if HIGH.contains(&high) => {
                    let is_pair = surrogate(line, at + ESCAPE).is_some_and(|low| LOW.contains(&low));
                    if is_pair { (2 * ESCAPE, None) } else { (ESCAPE, Some("\\ufffd")) }
                }
                Some(_) => (ESCAPE, Some("\\ufffd")),
                None => (2, None),
            },
            b'N' | b'I' | b'-' if !is_inside => {
                let found = NO_NUMBERS.iter().find(|word| line[at..].starts_with(**word));
                found.map_or((1, None), |word| (word.len(), Some("null")))
            }
            _ => (1, None),
        };
        if let Some(instead) = instead {
            out.push_str(&line[copied..at]);
            out.push_str(instead);
            copied = at + length;
        }
        at += length;
    }
    (copied > 0).then(|| {
        out.push_str(&line[copied..]);
        out
    })
}

/// A string as it is written in JSON, with or without such halves.
///
/// # Errors
/// When it is no string.
pub(crate) fn json_string(json: &str) -> serde_json::Result<String> {
    let read = |json: &str| serde_json::from_str(json);
    read(json).or_else(|error| mended(json).map_or(Err(error), |json| read(&json)))
}

/// The half of a surrogate pair that is escaped here.
fn surrogate(line: &str, at: usize) -> Option<u16> {
    let digits = line.get(at..at + ESCAPE)?.strip_prefix("\\u")?;
    let unit = u16::from_str_radix(digits, 16).ok()?;
    (HIGH.contains(&unit) || LOW.contains(&unit)).then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_other_encodings_are_not_mended() {
        let words = "Die alte F\u{e4}hre verlie\u{df} den Hafen von Lindholm. ".repeat(20);
        let latin: Vec<u8> = words.chars().map(|ch| ch as u8).collect();
        let page = |body: &[u8], markup: usize| [&b"<p class=ferry>".repeat(markup), body].concat();
        assert!(line_text(page(&latin, 400)).is_err(), "markup has no accents, but the words are Latin-1");
        assert!(line_text(page(&latin[..20], 400)).is_ok_and(|text| text.contains("F\u{fffd}hre")));
        let damaged = [words.as_bytes(), &latin[..60], words.as_bytes()].concat();
        assert!(line_text(page(&damaged, 0)).is_ok());
        let marked = line_text("\u{feff}\u{feff}{}".into());
        assert_eq!(marked.as_deref(), Ok("{}"));
    }

    #[test]
    fn halves_of_pairs_and_numbers_that_are_none_are_mended() {
        for (line, expected) in [
            (r#"{"a":"x\ud83d"}"#, Some(r#"{"a":"x\ufffd"}"#)),
            (r#"{"a":"\ud83d\ude00 \ude00y"}"#, Some(r#"{"a":"\ud83d\ude00 \ufffdy"}"#)),
            (r#"{"a":"\ud83d\ud83d\ude00"}"#, Some(r#"{"a":"\ufffd\ud83d\ude00"}"#)),
            (r#"{"a":NaN,"b":[-Infinity,Infinity]}"#, Some(r#"{"a":null,"b":[null,null]}"#)),
            (r#"{"a":"NaN -Infinity \"Infinity"}"#, None),
            (r#"{"a":"\\ud83d","b":-1,"c":"é"}"#, None),
            (r#"{"a":"\ud83"#, None),
            ("", None),
        ] {
            assert_eq!(mended(line).as_deref(), expected, "{line}");
        }
    }
}
