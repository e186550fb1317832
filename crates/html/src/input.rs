//! The input as the tokenizer reads it: one buffer that all tokens share, with line breaks normalised.

use html5ever::tendril::StrTendril;
use memchr::memchr;

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// [Preprocessed input](https://html.spec.whatwg.org/#preprocessing-the-input-stream), and the way back
/// from its offsets to those of the source.
pub(crate) struct Input {
    pub(crate) text: StrTendril,
    /// Bytes of the source before the text: those of a byte order mark.
    skipped: usize,
    /// Offsets in the text before which a CR was left out, ascending; empty unless asked for.
    left_out: Vec<u32>,
}

impl Input {
    /// At most the first [`Input::LONGEST`] bytes of `source` are read.
    pub(crate) fn new(source: &str, with_offsets: bool) -> Self {
        let body = source.strip_prefix(BYTE_ORDER_MARK).unwrap_or(source);
        let skipped = source.len() - body.len();
        let body = &body[..body.floor_char_boundary(Self::LONGEST)];
        let mut left_out = Vec::new();
        let text = match memchr(b'\r', body.as_bytes()) {
            None => StrTendril::from_slice(body),
            Some(first) => StrTendril::from_slice(&normalised(body, first, |offset| {
                if with_offsets {
                    left_out.push(offset);
                }
            })),
        };
        Self { text, skipped, left_out }
    }

    /// What the offsets of a tendril can address.
    pub(crate) const LONGEST: usize = (u32::MAX - 1) as usize;

    /// Reads offsets of the source, of ascending offsets of the text.
    pub(crate) fn source_offsets(&self) -> SourceOffsets {
        SourceOffsets { passed: 0, skipped: self.skipped as u32 }
    }
}

/// How far the CRs that were left out have been counted.
pub(crate) struct SourceOffsets {
    passed: usize,
    skipped: u32,
}

impl SourceOffsets {
    /// The offset in the source; `offset` must not be smaller than that of the call before.
    #[inline]
    pub(crate) fn of(&mut self, offset: usize, input: &Input) -> u32 {
        while input.left_out.get(self.passed).is_some_and(|left_out| (*left_out as usize) < offset) {
            self.passed += 1;
        }
        offset as u32 + self.passed as u32 + self.skipped
    }
}

/// Each CR LF and each CR as one LF. `left_out` gets the offset of each LF that stands for two bytes.
fn normalised(body: &str, first: usize, mut left_out: impl FnMut(u32)) -> String {
    let mut text = String::with_capacity(body.len());
    let (mut rest, mut next) = (body, Some(first));
    while let Some(at) = next {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(behind) = rest.strip_prefix('\n') {
            left_out(text.len() as u32);
            rest = behind;
        }
        text.push('\n');
        next = memchr(b'\r', rest.as_bytes());
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_become_one_character_and_offsets_lead_back() {
        let source = "\u{feff}a\r\nb\rc\n\r\r\nd";
        let input = Input::new(source, true);
        assert_eq!(&*input.text, "a\nb\nc\n\n\nd");
        let mut offsets = input.source_offsets();
        for (offset, ch) in input.text.char_indices() {
            let found = source[offsets.of(offset, &input) as usize..].chars().next();
            assert_eq!(found.map(|found| if found == '\r' { '\n' } else { found }), Some(ch), "{offset}");
        }
        assert_eq!(offsets.of(input.text.len(), &input) as usize, source.len());
    }

    #[test]
    fn only_the_first_mark_is_one_of_byte_order() {
        assert_eq!(&*Input::new("\u{feff}\u{feff}a", false).text, "\u{feff}a");
    }
}
