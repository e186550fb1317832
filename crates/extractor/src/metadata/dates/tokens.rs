//! Numbers, words and marks of a value: what the date patterns look at.

use std::borrow::Cow;

/// A piece of a value with the byte where it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Number { value: i64, digits: usize, start: usize, spaced: bool },
    Word { text: Cow<'a, str>, start: usize },
    Mark { ch: char, start: usize, spaced: bool },
}

/// Most digits of a number; longer runs are identifiers.
const MAX_DIGITS: usize = 18;

/// Digits of a year and of an hour, which run together where markup alone stands between them.
const YEAR_DIGITS: usize = 4;
const HOUR_DIGITS: usize = 2;
const YEARS: std::ops::RangeInclusive<i64> = 1990..=2099;
const HOURS: i64 = 24;

impl Token<'_> {
    /// Byte where it starts.
    pub(super) fn start(&self) -> usize {
        match self {
            Self::Number { start, .. } | Self::Word { start, .. } | Self::Mark { start, .. } => *start,
        }
    }

    /// Value and number of digits.
    pub(super) fn number(&self) -> Option<(i64, usize)> {
        match self {
            Self::Number { value, digits, .. } => Some((*value, *digits)),
            _ => None,
        }
    }

    /// The word, in lower case.
    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Self::Word { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The mark.
    pub(super) fn mark(&self) -> Option<char> {
        match self {
            Self::Mark { ch, .. } => Some(*ch),
            _ => None,
        }
    }

    /// Whether white space stands before it.
    pub(super) fn is_spaced(&self) -> bool {
        matches!(self, Self::Number { spaced: true, .. } | Self::Mark { spaced: true, .. })
    }
}

/// Splits a value. Digits of other scripts count as digits; a character of Han or Hangul is a word of
/// its own, so that "5日" and "5일에" read alike; dots inside a Thai abbreviation belong to it.
pub(super) fn lex(text: &str, limit: usize) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut spaced = false;
    while let Some((start, ch)) = chars.next() {
        if tokens.len() >= limit {
            break;
        }
        if ch.is_whitespace() {
            spaced = true;
            continue;
        }
        if let Some(first) = digit(ch) {
            let (mut value, mut digits) = (first, 1);
            while let Some(next) = chars.peek().and_then(|(_, ch)| digit(*ch)) {
                value = if digits < MAX_DIGITS { value * 10 + next } else { value };
                digits += 1;
                chars.next();
            }
            let is_time =
                digits == YEAR_DIGITS + HOUR_DIGITS && chars.peek().is_some_and(|(_, ch)| *ch == ':');
            if is_time && YEARS.contains(&(value / 100)) && value % 100 < HOURS {
                // The year and the time of elements side by side ("5 de mayo de 202407:30").
                tokens.push(Token::Number { value: value / 100, digits: YEAR_DIGITS, start, spaced });
                let year: usize = text[start..].chars().take(YEAR_DIGITS).map(char::len_utf8).sum();
                let (value, start) = (value % 100, start + year);
                tokens.push(Token::Number { value, digits: HOUR_DIGITS, start, spaced: true });
            } else {
                tokens.push(Token::Number { value, digits, start, spaced });
            }
        } else if is_letter(ch) {
            let mut end = start + ch.len_utf8();
            if !stands_alone(ch) {
                while let Some((at, next)) = chars.next_if(|(at, next)| continues(ch, *next, &text[*at..])) {
                    end = at + next.len_utf8();
                }
            }
            tokens.push(Token::Word { text: lower(&text[start..end]), start });
        } else if !ch.is_control() && !matches!(ch, '\u{200e}' | '\u{200f}') {
            tokens.push(Token::Mark { ch, start, spaced });
        }
        spaced = false;
    }
    tokens
}

/// A word in lower case, each of its characters by itself.
fn lower(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.chars().flat_map(char::to_lowercase).collect())
    }
}

fn continues(first: char, next: char, rest: &str) -> bool {
    let thai_dot = next == '.' && is_thai(first) && rest[1..].starts_with(is_thai);
    thai_dot || is_letter(next) && !stands_alone(next)
}

fn is_thai(ch: char) -> bool {
    matches!(ch, '\u{0e01}'..='\u{0e4e}')
}

fn is_letter(ch: char) -> bool {
    ch.is_alphabetic() || !ch.is_ascii() && is_part_of_letter(ch)
}

fn is_part_of_letter(ch: char) -> bool {
    unicode_normalization::char::is_combining_mark(ch) || matches!(ch, '׳' | '\u{200d}')
}

/// Han and Hangul.
fn stands_alone(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// First digit of each set of ten that pages use: ASCII, Arabic-Indic, Persian, Devanagari, Bengali,
/// Thai, full width.
const ZEROS: &[char] = &['0', '٠', '۰', '०', '০', '๐', '０'];

fn digit(ch: char) -> Option<i64> {
    if ch.is_ascii() && !ch.is_ascii_digit() {
        return None;
    }
    let code = u32::from(ch);
    ZEROS.iter().find_map(|zero| {
        let value = code.checked_sub(u32::from(*zero))?;
        (value < 10).then_some(i64::from(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |token: &Token| match token {
            Token::Number { value, digits, .. } => format!("{value}/{digits}"),
            Token::Word { text, .. } => text.to_string(),
            Token::Mark { ch, .. } => ch.to_string(),
        };
        lex(text, 50).iter().map(show).collect()
    }

    #[test]
    fn numbers_words_and_marks_are_told_apart() {
        assert_eq!(shown("2024-03-05T07"), ["2024/4", "-", "3/2", "-", "5/2", "t", "7/2"]);
        assert_eq!(shown("٥ مارس ２０２４"), ["5/1", "مارس", "2024/4"]);
        assert_eq!(shown("3월5일에"), ["3/1", "월", "5/1", "일", "에"]);
        assert_eq!(shown("5 มี.ค. 2567"), ["5/1", "มี.ค", ".", "2567/4"]);
    }

    #[test]
    fn the_limit_holds_and_long_numbers_do_not_overflow() {
        assert_eq!(lex("1 2 3 4", 3).len(), 3);
        assert_eq!(lex(&"9".repeat(500), 3).len(), 1);
    }
}
