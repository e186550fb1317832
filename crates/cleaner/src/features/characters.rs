//! What the characters of a text are. Every character is made one byte first, a stand-in of its kind where it is not
//! ASCII, so that one look at a table counts it.

use std::borrow::Cow;

use crate::script::{
    DENSE_SCRIPT_WEIGHT, HANGUL_WEIGHT, ascii_length, count_bytes, count_pairs, is_comma, is_dense,
    is_hangul, is_terminal,
};

/// Longer words say nothing more.
pub(crate) const LONGEST_WORD: usize = 40;

/// Stand-ins of letters that are neither capitals nor small; all others are ASCII, but one.
const CASELESS: u8 = 0x80;
const HANGUL: u8 = 0x81;
const DENSE: u8 = 0x82;
const LAST_LETTER: u8 = DENSE;
/// A mark of the scripts that are written without blanks.
const DENSE_MARK: u8 = 0x83;

/// Numbers of characters.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Characters {
    /// Length in characters of Latin text.
    pub(crate) weight: u32,
    /// Marks that structure sentences.
    pub(crate) punctuation: u32,
    pub(crate) letters: u32,
    pub(crate) digits: u32,
    pub(crate) upper: u32,
    pub(crate) lower: u32,
    /// Letters of scripts that are written without blanks.
    pub(crate) dense: u32,
    /// What is neither letter, digit nor white space.
    pub(crate) symbols: u32,
    pub(crate) lines: u32,
    /// Runs of letters.
    pub(crate) runs: u32,
    /// The longest run without white space, at most 40.
    pub(crate) longest: u32,
}

impl Characters {
    pub(crate) fn of(text: &str) -> Self {
        let bytes = &*stand_ins(text);
        let all = bytes.len() as u32;
        let counts = Counts::of(bytes);
        let blanks = counts.get(Kind::Blank) + counts.get(Kind::NewLine) + counts.get(Kind::VerticalTab);
        let (upper, lower, digits) =
            (counts.get(Kind::Upper), counts.get(Kind::Lower), counts.get(Kind::Digit));
        let mut characters = Self {
            weight: all - blanks,
            punctuation: counts.get(Kind::Punctuation),
            letters: upper + lower,
            digits,
            upper,
            lower,
            lines: 1 + counts.get(Kind::NewLine),
            longest: longest_word(bytes) as u32,
            ..Self::default()
        };
        if text.is_ascii() {
            let starts_word =
                |before: u8, byte: u8| !before.is_ascii_alphabetic() & byte.is_ascii_alphabetic();
            let first = bytes.first().is_some_and(u8::is_ascii_alphabetic);
            characters.runs = u32::from(first) + count_pairs(bytes, starts_word) as u32;
            // White space, but not by ASCII's own definition.
            characters.weight += counts.get(Kind::VerticalTab);
        } else {
            let count = |wanted: u8| count_bytes(bytes, |byte| byte == wanted) as u32;
            let starts_word = |before: u8, byte: u8| !is_letter(before) & is_letter(byte);
            let first = bytes.first().is_some_and(|byte| is_letter(*byte));
            characters.runs = u32::from(first) + count_pairs(bytes, starts_word) as u32;
            let (hangul, dense) = (count(HANGUL), count(DENSE));
            characters.letters += count(CASELESS) + hangul + dense;
            characters.dense = dense;
            characters.weight += hangul * (HANGUL_WEIGHT as u32 - 1);
            characters.weight += (dense + count(DENSE_MARK)) * (DENSE_SCRIPT_WEIGHT as u32 - 1);
        }
        characters.symbols = all - characters.letters - digits - blanks;
        characters
    }
}

/// What a byte is counted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Upper,
    Lower,
    Digit,
    Punctuation,
    /// White space but for those that have kinds of their own.
    Blank,
    NewLine,
    VerticalTab,
    Other,
}

impl Kind {
    const fn of(byte: u8) -> Self {
        match byte {
            b'A'..=b'Z' => Self::Upper,
            b'a'..=b'z' => Self::Lower,
            b'0'..=b'9' => Self::Digit,
            b'.' | b'!' | b'?' | b',' | b';' => Self::Punctuation,
            b'\n' => Self::NewLine,
            b'\x0b' => Self::VerticalTab,
            b' ' | b'\t'..=b'\r' => Self::Blank,
            _ => Self::Other,
        }
    }
}

const KINDS: usize = Kind::Other as usize + 1;

/// By byte a one for its kind, in a byte of its own: eight counts grow by one addition.
static ONES: [u64; 256] = {
    let mut ones = [0; 256];
    let mut byte = 0;
    while byte < ones.len() {
        ones[byte] = 1 << (u8::BITS * Kind::of(byte as u8) as u32);
        byte += 1;
    }
    ones
};

/// How many bytes are of each kind.
struct Counts([u32; KINDS]);

impl Counts {
    fn of(bytes: &[u8]) -> Self {
        let mut counts = [0; KINDS];
        // So many that no count of one kind runs over into the next.
        for part in bytes.chunks(usize::from(u8::MAX)) {
            let sum: u64 = part.iter().map(|byte| ONES[usize::from(*byte)]).sum();
            for (count, more) in counts.iter_mut().zip(sum.to_le_bytes()) {
                *count += u32::from(more);
            }
        }
        Self(counts)
    }

    fn get(&self, kind: Kind) -> u32 {
        self.0[kind as usize]
    }
}

/// One byte for each character.
fn stand_ins(text: &str) -> Cow<'_, [u8]> {
    let mut ascii = ascii_length(text);
    if ascii == text.len() {
        return text.as_bytes().into();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    loop {
        bytes.extend_from_slice(&rest.as_bytes()[..ascii]);
        let mut chars = rest[ascii..].chars();
        let Some(ch) = chars.next() else { return bytes.into() };
        bytes.push(stand_in(ch));
        rest = chars.as_str();
        ascii = ascii_length(rest);
    }
}

fn stand_in(ch: char) -> u8 {
    match ch {
        _ if ch.is_alphabetic() => match ch {
            _ if is_dense(ch) => DENSE,
            _ if is_hangul(ch) => HANGUL,
            _ if ch.is_lowercase() => b'a',
            _ if ch.is_uppercase() => b'A',
            _ => CASELESS,
        },
        _ if ch.is_whitespace() => b' ',
        _ if is_terminal(ch) => b'.',
        _ if is_comma(ch) => b',',
        _ if is_dense(ch) => DENSE_MARK,
        _ => b'#',
    }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() | (CASELESS..=LAST_LETTER).contains(&byte)
}

/// White space as [`char::is_whitespace`] has it, in ASCII.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Bytes of the longest word.
fn longest_word(text: &[u8]) -> usize {
    let (mut longest, mut length) = (0, 0);
    for byte in text {
        length = if is_blank(*byte) { 0 } else { length + 1 };
        longest = longest.max(length);
    }
    longest.min(LONGEST_WORD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::weight;

    /// The same, character by character.
    fn one_by_one(text: &str) -> Characters {
        let mut counts = Characters { weight: weight(text) as u32, lines: 1, ..Characters::default() };
        let (mut in_word, mut run) = (false, 0);
        for ch in text.chars() {
            let is_blank = ch.is_whitespace();
            let is_letter = ch.is_alphabetic();
            counts.punctuation += u32::from(is_terminal(ch) || is_comma(ch) || matches!(ch, ',' | ';'));
            if is_letter {
                counts.letters += 1;
                counts.upper += u32::from(ch.is_uppercase());
                counts.lower += u32::from(ch.is_lowercase());
                counts.dense += u32::from(is_dense(ch));
                counts.runs += u32::from(!in_word);
            } else if ch.is_ascii_digit() {
                counts.digits += 1;
            } else if is_blank {
                counts.lines += u32::from(ch == '\n');
            } else {
                counts.symbols += 1;
            }
            in_word = is_letter;
            run = if is_blank { 0 } else { run + 1 };
            counts.longest = counts.longest.max(run).min(LONGEST_WORD as u32);
        }
        counts
    }

    #[test]
    fn stand_ins_are_counted_like_what_they_stand_for() {
        for text in [
            "",
            " ",
            "a",
            "The Ferry left at 7:30, for $ 20.\nNext\tday: 5$!",
            "https://example.org/a/very/long/address/of/more/than/forty/bytes and a b ccc",
            "word 1a2b  c\u{b}d\u{b}",
            "é word 1a2b  c\u{b}d\u{b}",
            "Él dijo: «¡Vámonos!» – y se fue…\u{a0}Ya",
            "新聞、カタカナ・です。 ２０２４年",
            "한국어 문장입니다. Ǆ ǅ ǆ ª ⓐ Ⓐ",
            "नई दिल्ली। العربية، نص؟ ԵՐԵՎԱՆ՝ այո։",
        ] {
            assert_eq!(Characters::of(text), one_by_one(text), "{text:?}");
        }
    }

    #[test]
    fn long_texts_are_counted_in_parts() {
        let text = "Ab, 1\n".repeat(200);
        assert_eq!(Characters::of(&text), one_by_one(&text));
        assert_eq!(Characters::of(&"A".repeat(1000)).upper, 1000);
    }

    #[test]
    fn every_character_has_a_stand_in_of_its_kind() {
        for ch in ('\0'..=char::MAX).filter(|ch| !ch.is_ascii()) {
            let text = ch.to_string();
            assert_eq!(Characters::of(&text), one_by_one(&text), "{ch:?}");
        }
    }
}
