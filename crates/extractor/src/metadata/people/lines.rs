//! Lines that name people: which part of them does.

use super::words::WORDS;
use super::{
    MAX_USER_NAME, begins_with_given_name, behind_prefix, is_of_pictures, look_like_names, strip_prefix,
    strip_prefixes, without_date_words,
};

/// The part of a line that follows "By" or the like, up to the date; `None` if nothing says so.
pub(in crate::metadata) fn in_byline(line: &str) -> Option<&str> {
    let line = line.trim();
    let rest = strip_prefixes(line);
    let plain = line.trim_start_matches(|ch: char| !ch.is_alphanumeric());
    if rest.len() == plain.len() || is_of_pictures(line) {
        return None;
    }
    let names = before_date(rest);
    (!names.is_empty()).then_some(names)
}

/// The part of a line before its date, its time of reading, its second half.
pub(in crate::metadata) fn before_date(line: &str) -> &str {
    let line = line.trim();
    let mark = line.find(['|', '·', '•', '—', '–', '»', '\n']).into_iter().chain(first_number(line)).min();
    let lower = line.to_lowercase();
    let word = WORDS
        .cuts
        .iter()
        .filter_map(|cut| lower.find(cut.as_str()))
        .filter(|at| line.is_char_boundary(*at))
        .min();
    let cut = mark.into_iter().chain(word).min().unwrap_or(line.len());
    let labels = line.ends_with([':', '：']);
    if cut < line.len() || labels { without_date_words(&line[..cut]) } else { line }
}

/// Where the first number begins that is no part of a word ("Bo2man").
fn first_number(line: &str) -> Option<usize> {
    let mut before = ' ';
    let mut inside = false;
    for (at, ch) in line.char_indices() {
        let starts = ch.is_numeric() && !inside;
        inside = ch.is_numeric() && (inside || before.is_alphabetic()) && {
            let rest = line[at..].trim_start_matches(char::is_numeric);
            rest.starts_with(char::is_alphabetic)
        };
        if starts && !inside {
            return Some(at);
        }
        before = ch;
    }
    None
}

/// Whether a text is one word of a length that user names have.
pub(in crate::metadata) fn is_one_word(text: &str) -> bool {
    let text = text.trim();
    !text.contains(char::is_whitespace) && (2..=MAX_USER_NAME).contains(&text.chars().count())
}

/// A quick look at a raw text: whether it begins with the first word of a phrase that bylines begin with.
pub(in crate::metadata) fn may_be_byline(text: &str) -> bool {
    let bytes = text.as_bytes();
    let start = bytes.iter().position(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    let Some(start) = start else { return false };
    if let [first, second, ref rest @ ..] = bytes[start..]
        && first.is_ascii()
        && second.is_ascii()
        && !WORDS.may_begin(first, second, rest.first().copied().unwrap_or_default())
    {
        return false;
    }
    let text = text[start..].trim_start_matches(|ch: char| !ch.is_alphanumeric());
    WORDS.openings_of(text).iter().any(|word| behind_prefix(text, word).is_some())
}

/// Whether a line begins with a phrase that only bylines begin with: "Written by", "Author:", not "By".
pub(in crate::metadata) fn has_clear_prefix(line: &str) -> bool {
    let line = line.trim();
    let labels = |prefix: &str| line.get(prefix.len()..).is_some_and(|rest| rest.starts_with([':', '：']));
    let is_clear = |prefix: &str| prefix.contains(' ') || labels(prefix);
    WORDS.prefixes_of(line).iter().any(|prefix| is_clear(prefix) && strip_prefix(line, prefix).is_some())
}

/// Whether a line begins with a phrase that only bylines begin with, or with "By" in capitals of a sentence.
pub(in crate::metadata) fn has_byline_prefix(line: &str) -> bool {
    line.trim_start().starts_with(|ch: char| !ch.is_lowercase()) && in_byline(line).is_some()
}

/// The names of a byline: all of it, or what stands before the first comma ("Ida Falk, who sails herself").
pub(in crate::metadata) fn leading_names(byline: &str) -> Option<&str> {
    let first = byline.split(',').next().unwrap_or_default();
    [byline, first].into_iter().find(|names| look_like_names(names))
}

/// A list of names up to the first part that does not begin with a given name ("Ida Falk, head of the yard").
pub(in crate::metadata) fn before_role(byline: &str) -> &str {
    let is_more =
        |at: &usize| !begins_with_given_name(byline[at + 1..].split(',').next().unwrap_or_default());
    let end = byline.match_indices(',').map(|(at, _)| at).find(is_more);
    &byline[..end.unwrap_or(byline.len())]
}
