//! Text as the reference metrics see it: words, folded white space, lower case.
//!
//! The published figures of these sets were computed in Python, so this file follows Python's `re`
//! and `str` where Rust's notions of a word or of white space differ. It knows nothing of pages.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Blocks of scripts that put no blanks between words; there, each character counts as a word:
/// Thai and Lao, Myanmar, Khmer, kana and bopomofo, Han, compatibility Han.
const UNSPACED: [(char, char); 6] = [
    ('\u{0e00}', '\u{0eff}'),
    ('\u{1000}', '\u{109f}'),
    ('\u{1780}', '\u{17ff}'),
    ('\u{3040}', '\u{30ff}'),
    ('\u{3400}', '\u{9fff}'),
    ('\u{f900}', '\u{faff}'),
];

/// Circled and squared letters: symbols (general category So) that Unicode calls alphabetic.
/// Python's `str.isalnum` goes by the category and leaves them out.
const LETTER_SYMBOLS: [(char, char); 4] = [
    ('\u{24b6}', '\u{24e9}'),
    ('\u{1f130}', '\u{1f149}'),
    ('\u{1f150}', '\u{1f169}'),
    ('\u{1f170}', '\u{1f189}'),
];

fn within(ranges: &[(char, char)], c: char) -> bool {
    ranges.iter().any(|&(first, last)| (first..=last).contains(&c))
}

/// Python's `\w`: `str.isalnum` or an underscore. Unlike in Rust's `regex`, combining marks are not
/// word characters, which splits most words of Devanagari at their vowel signs.
fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() && !is_combining_mark(c) && !within(&LETTER_SYMBOLS, c)
}

/// Python's `\s` and `str.isspace`: the four information separators count too.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Lower-cased words of a text. In scripts written without blanks each character is a word; what
/// stands between such characters follows after them.
pub(crate) fn words(text: &str) -> Vec<String> {
    let lowered = text.to_lowercase();
    let mut words = Vec::new();
    for word in lowered.split(|c| !is_word(c)).filter(|word| !word.is_empty()) {
        let unspaced = |c| within(&UNSPACED, c);
        if !word.contains(unspaced) {
            words.push(word.to_owned());
            continue;
        }
        words.extend(word.chars().filter(|&c| unspaced(c)).map(String::from));
        words.extend(word.split(unspaced).filter(|rest| !rest.is_empty()).map(str::to_owned));
    }
    words
}

/// The text in normal form C with each run of white space as one blank and none at the ends.
pub(crate) fn fold(text: &str) -> String {
    let composed: String = text.nfc().collect();
    let parts: Vec<&str> = composed.split(is_space).filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// Whether a text holds nothing but white space.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// The day that a date starts with, as `YYYY-MM-DD`.
pub(crate) fn leading_day(date: &str) -> Option<&str> {
    const SHAPE: &[u8; 10] = b"dddd-dd-dd";
    let day = date.get(..SHAPE.len())?;
    let fits = day.bytes().zip(SHAPE).all(|(byte, &want)| match want {
        b'd' => byte.is_ascii_digit(),
        _ => byte == want,
    });
    fits.then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_split_where_python_splits() {
        let check = |text: &str, expected: &[&str]| assert_eq!(words(text), expected, "{text}");
        check("It's 3.5 °C, snake_case!", &["it", "s", "3", "5", "c", "snake_case"]);
        check("हिन्दी", &["ह", "न", "द"]);
        check("İzmir", &["i", "zmir"]);
        check("ΟΔΟΣ ΣΑΣ", &["οδος", "σας"]);
        check("Ⓐ ½ x²", &["½", "x²"]);
        check("iPhone手机5G", &["手", "机", "iphone", "5g"]);
        check("", &[]);
    }

    #[test]
    fn fold_composes_and_joins() {
        assert_eq!(fold(" cafe\u{301}\u{a0}\u{1f}\n noir\t"), "café noir");
        assert!(is_blank(" \u{1c}\u{3000}"));
    }

    #[test]
    fn a_day_must_be_whole() {
        assert_eq!(leading_day("2024-03-05T07:30:00Z"), Some("2024-03-05"));
        assert_eq!(leading_day("2024-03"), None);
        assert_eq!(leading_day("5 марта 2024"), None);
    }
}
