//! Residue phrases: what publishing systems print around articles, per language, as data.
//!
//! `lexicon/<language>.toml` holds the phrases, each with its family, source, an example that must go
//! and one that must stay. Every language is tried on every document: themes mix them.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::Family;
use crate::script::{count_pairs, is_dense, is_terminal};
use crate::word_filter::{BeginningFilter, WordFilter};

/// A line longer than this many bytes is not looked up: residue lines are short, consent texts the longest.
const LONGEST_LINE: usize = 600;

/// Combining dot above.
const DOT_ABOVE: char = '\u{307}';

/// Labels such as `posted in` begin sentences, too; longer lines, in bytes, are not labels.
const LONGEST_LABEL: usize = 160;
/// "Powered by" and a product's name are shorter than this, in bytes.
const LONGEST_CREDIT: usize = 60;

/// One residue phrase.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Phrase {
    /// Normalised as [`normalise`] does; a mark at the end, such as a colon, is part of the phrase.
    #[serde(rename = "phrase")]
    pub(crate) words: String,
    pub(crate) family: Family,
    #[serde(rename = "where")]
    pub(crate) place: Place,
    pub(crate) position: Position,
    pub(crate) scope: Scope,
    #[cfg_attr(not(test), expect(dead_code, reason = "read by people and by the tests"))]
    source: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "read by people and by the tests"))]
    drop: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "read by people and by the tests"))]
    keep: String,
}

/// Where in its line a phrase must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Place {
    Line,
    Start,
    End,
    Anywhere,
}

/// Where in a document a phrase counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Position {
    Head,
    Tail,
    Any,
}

/// What a phrase takes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Scope {
    Line,
    Section,
}

#[derive(Deserialize)]
struct File {
    phrase: Vec<Phrase>,
}

macro_rules! languages {
    ($($code:literal)+) => {
        const FILES: &[(&str, &str)] = &[$(($code, include_str!(concat!("lexicon/", $code, ".toml"))),)+];
    };
}

languages! { "ar" "az" "bg" "bn" "cs" "de" "el" "en" "es" "fa" "fr" "he" "hi" "hu" "hy" "id" "it" "ja" "ka" "ko" "nl" "pl" "pt" "ro" "ru" "sr" "sv" "th" "tr" "uk" "ur" "vi" "zh" }

/// A phrase inside a line, with its number.
type Numbered = (usize, &'static Phrase);

/// Phrases inside a line, by their first word.
struct ByFirstWord {
    phrases: FxHashMap<&'static [u8], Vec<Numbered>>,
    first_words: WordFilter,
}

impl ByFirstWord {
    fn of(numbered: impl Iterator<Item = Numbered>) -> Self {
        let mut phrases: FxHashMap<_, Vec<Numbered>> = FxHashMap::default();
        for (number, phrase) in numbered {
            let first_word = &phrase.words.as_bytes()[..word_end(&phrase.words, 0)];
            phrases.entry(first_word).or_default().push((number, phrase));
        }
        let first_words = WordFilter::of(phrases.keys().copied());
        Self { phrases, first_words }
    }

    fn get(&self, word: &[u8]) -> &[Numbered] {
        if !self.first_words.may_hold(word) {
            return &[];
        }
        self.phrases.get(word).map(Vec::as_slice).unwrap_or_default()
    }
}

struct Lexicon {
    lines: FxHashMap<&'static str, &'static Phrase>,
    line_filter: WordFilter,
    /// Bytes of the longest of them.
    longest_line: usize,
    /// Phrases inside a line, by their first word: those that stand at its start, and the others.
    starts: ByFirstWord,
    others: ByFirstWord,
    /// How those others begin: words as common as "you" and "all".
    other_beginnings: BeginningFilter,
    /// All of them, for lines in scripts without blanks.
    inside: AhoCorasick,
    inside_phrases: Vec<&'static Phrase>,
}

static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    FILES
        .iter()
        .flat_map(|(_, file)| {
            toml::from_str::<File>(file).expect("embedded lexicon is checked by a test").phrase
        })
        .map(|phrase| Phrase { words: fold(&phrase.words), ..phrase })
        .collect()
});

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let (lines, inside): (Vec<_>, Vec<_>) = PHRASES.iter().partition(|phrase| phrase.place == Place::Line);
    let by_first_word = |is_wanted: fn(Place) -> bool| {
        let numbered = inside.iter().copied().enumerate();
        ByFirstWord::of(numbered.filter(|(_, phrase)| is_wanted(phrase.place)))
    };
    Lexicon {
        longest_line: lines.iter().map(|phrase| phrase.words.len()).max().unwrap_or(0),
        line_filter: WordFilter::of(lines.iter().map(|phrase| phrase.words.as_bytes())),
        lines: lines.into_iter().map(|phrase| (phrase.words.as_str(), phrase)).collect(),
        starts: by_first_word(|place| place == Place::Start),
        others: by_first_word(|place| place != Place::Start),
        other_beginnings: BeginningFilter::of(
            inside.iter().filter(|phrase| phrase.place != Place::Start).map(|phrase| phrase.words.as_bytes()),
        ),
        inside: AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(inside.iter().map(|phrase| &phrase.words))
            .expect("a few thousand short patterns fit"),
        inside_phrases: inside,
    }
});

/// The phrase that a line is, counters and marks aside.
pub(crate) fn whole_line(line: &str) -> Option<&'static Phrase> {
    LEXICON.lines.get(normalise(line).as_str()).copied()
}

/// The phrase that says most about a line: one that is the whole line, else the longest inside it.
pub(crate) fn lookup(line: &str) -> Option<&'static Phrase> {
    if line.len() > LONGEST_LINE {
        return None;
    }
    let line = fold(line);
    let marks = line.bytes().take_while(|byte| is_ascii_mark(*byte)).count();
    let line = line[marks..].trim_start_matches(|ch| !is_letter(ch));
    let marks = line.bytes().rev().take_while(|byte| is_ascii_mark(*byte)).count();
    let letters_end = line[..line.len() - marks].trim_end_matches(|ch| !is_letter(ch)).len();
    if letters_end <= LEXICON.longest_line
        && LEXICON.line_filter.may_hold(&line.as_bytes()[..letters_end])
        && let Some(phrase) = LEXICON.lines.get(&line[..letters_end])
    {
        return Some(phrase);
    }
    let fits = |start: usize, end: usize, phrase: &Phrase| {
        is_whole_words(line, start, end)
            && label_length(phrase).is_none_or(|longest| line.len() <= longest)
            && match phrase.place {
                Place::Start => start == 0,
                Place::End => end >= letters_end,
                // "Photo:" inside a line is a credit, inside a sentence it is not.
                Place::Anywhere if phrase.family == Family::Caption => !line.ends_with(is_terminal),
                Place::Line | Place::Anywhere => true,
            }
    };
    let found = if line.is_ascii() || !line.contains(is_dense) {
        longest_by_words(line, fits)
    } else {
        LEXICON
            .inside
            .find_overlapping_iter(line)
            .map(|found| (found.start(), found.end(), found.pattern().as_usize()))
            .filter(|(start, end, number)| fits(*start, *end, LEXICON.inside_phrases[*number]))
            .max_by_key(|(start, end, number)| (end - start, *end, *number))
            .map(|(.., number)| number)
    };
    found.map(|number| LEXICON.inside_phrases[number])
}

/// The longest phrase that fits, in a line where words stand apart: of those equally long the last, as
/// in the other branch of [`lookup`].
fn longest_by_words(line: &str, fits: impl Fn(usize, usize, &Phrase) -> bool) -> Option<usize> {
    let bytes = line.as_bytes();
    let mut best: Option<(usize, usize, usize)> = None;
    let mut look = |start: usize, known: &[Numbered]| {
        for (number, phrase) in known {
            let end = start + phrase.words.len();
            let key = (phrase.words.len(), end, *number);
            if best.is_none_or(|best| key > best)
                && bytes[start..].starts_with(phrase.words.as_bytes())
                && fits(start, end, phrase)
            {
                best = Some(key);
            }
        }
    };
    let lexicon = &*LEXICON;
    let mut at = 0;
    while at < bytes.len() {
        let end = word_end(line, at);
        let word = &bytes[at..end];
        if at == 0 {
            look(at, lexicon.starts.get(word));
        }
        if lexicon.other_beginnings.may_begin(&bytes[at..]) {
            look(at, lexicon.others.get(word));
        }
        at = next_word(line, end);
    }
    best.map(|(.., number)| number)
}

/// What is no letter in ASCII.
fn is_ascii_mark(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphabetic()
}

/// Where the letters end that stand at a place of a text.
fn word_end(text: &str, at: usize) -> usize {
    skip(text, at, |byte| byte.is_ascii_alphabetic(), is_letter)
}

/// The place of the next letter.
fn next_word(text: &str, at: usize) -> usize {
    skip(text, at, is_ascii_mark, |ch| !is_letter(ch))
}

/// Where the characters of a kind end that stand at a place of a text; `is_ascii` tells the kind where the text is ASCII.
fn skip(text: &str, at: usize, is_ascii: impl Fn(u8) -> bool, is: impl Fn(char) -> bool) -> usize {
    let behind = &text.as_bytes()[at..];
    let end = behind.iter().position(|byte| !is_ascii(*byte)).unwrap_or(behind.len());
    if behind.get(end).is_none_or(u8::is_ascii) {
        return at + end;
    }
    let rest = &text[at + end..];
    at + end + rest.find(|ch| !is(ch)).unwrap_or(rest.len())
}

/// Longest line, in bytes, that a phrase which introduces a name can begin: an author, a term, a product.
fn label_length(phrase: &Phrase) -> Option<usize> {
    match (phrase.place, phrase.family) {
        (Place::Start, Family::AuthorBox | Family::Tags) => Some(LONGEST_LABEL),
        (Place::Start, Family::WidgetCredit) => Some(LONGEST_CREDIT),
        _ => None,
    }
}

/// Lower case, white space folded, marks and counters at both ends cut: `3 Comments »` is `comments`.
pub(crate) fn normalise(line: &str) -> String {
    fold(line).trim_matches(|ch| !is_letter(ch)).to_owned()
}

fn fold(line: &str) -> String {
    if line.is_ascii() && is_folded(line) {
        return line.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(line.len());
    if line.is_ascii() {
        for word in line.split_ascii_whitespace() {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(word);
        }
        folded.make_ascii_lowercase();
        return folded;
    }
    for part in line.split_ascii_whitespace() {
        if is_ascii_word(part) {
            push_word(&mut folded, |folded| {
                let start = folded.len();
                folded.push_str(part);
                folded[start..].make_ascii_lowercase();
            });
            continue;
        }
        for word in part.split_whitespace() {
            push_word(&mut folded, |folded| fold_word(word, folded));
        }
    }
    folded
}

/// Whether a text without blanks is one word in ASCII.
fn is_ascii_word(text: &str) -> bool {
    // The vertical tab is white space for all but ASCII's own definition.
    text.bytes().all(|byte| byte.is_ascii() && byte != b'\x0b')
}

fn push_word(folded: &mut String, push: impl FnOnce(&mut String)) {
    if !folded.is_empty() {
        folded.push(' ');
    }
    push(folded);
}

fn fold_word(word: &str, folded: &mut String) {
    if word.chars().all(is_composed) {
        folded
            .extend(word.chars().flat_map(char::to_lowercase).map(plain_mark).filter(|ch| *ch != DOT_ABOVE));
        return;
    }
    // The lower case of a Turkish dotted capital I carries a dot that no phrase is written with.
    let lower = word.nfc().flat_map(char::to_lowercase).filter(|ch| *ch != DOT_ABOVE);
    folded.extend(lower.map(plain_mark));
}

/// Marks as phrases are written with.
fn plain_mark(ch: char) -> char {
    match ch {
        '’' | '‘' => '\'',
        '：' => ':',
        ch => ch,
    }
}

/// Characters that normalisation leaves alone among themselves: Latin, Cyrillic and Han letters without
/// marks of their own, quotation marks and dashes.
fn is_composed(ch: char) -> bool {
    matches!(ch, '\0'..='\u{2ff}' | '\u{400}'..='\u{482}' | '\u{2010}'..='\u{2027}' | '\u{4e00}'..='\u{9fff}')
}

/// Whether all white space of a text in ASCII is single blanks between words.
fn is_folded(line: &str) -> bool {
    let bytes = line.as_bytes();
    let breaks = |first: u8, second: u8| {
        first.is_ascii_whitespace() & ((first != b' ') | second.is_ascii_whitespace())
    };
    let is_word = |end: Option<&u8>| end.is_none_or(|byte| !byte.is_ascii_whitespace());
    is_word(bytes.first()) && is_word(bytes.last()) && count_pairs(bytes, breaks) == 0
}

/// Letters and the marks that belong to them.
fn is_letter(ch: char) -> bool {
    ch.is_alphabetic() || is_combining(ch)
}

/// Marks of the scripts that write vowels and tones above and below letters.
fn is_combining(ch: char) -> bool {
    unicode_normalization::char::is_combining_mark(ch)
}

fn is_whole_words(line: &str, start: usize, end: usize) -> bool {
    let before = line[..start].chars().next_back();
    let after = line[end..].chars().next();
    let first = line[start..].chars().next();
    let last = line[..end].chars().next_back();
    let joins = |a: Option<char>, b: Option<char>| match (a, b) {
        (Some(a), Some(b)) => is_letter(a) && is_letter(b) && !is_dense(a) && !is_dense(b),
        _ => false,
    };
    !joins(before, first) && !joins(last, after)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn counters_and_marks_do_not_hide_a_phrase() {
        assert_eq!(normalise("  3  Comments » "), "comments");
        assert_eq!(normalise("Related Articles:"), "related articles");
    }

    #[test]
    fn every_phrase_is_normalised_and_stands_once() {
        let mut seen = HashSet::new();
        for phrase in PHRASES.iter() {
            let marks = phrase.words.strip_prefix(normalise(&phrase.words).as_str());
            assert!(marks.is_some_and(|marks| !marks.contains(char::is_alphanumeric)), "{}", phrase.words);
            assert!(seen.insert((&phrase.words, phrase.place as u8)), "{} stands twice", phrase.words);
            assert!(!phrase.source.is_empty(), "{} has no source", phrase.words);
        }
    }

    #[test]
    fn every_example_that_must_go_is_found_and_its_family_is_right() {
        for phrase in PHRASES.iter() {
            let found = lookup(&phrase.drop).unwrap_or_else(|| panic!("{:?} is not found", phrase.drop));
            assert_eq!(found.family, phrase.family, "{:?} is found as {:?}", phrase.drop, found.words);
        }
    }

    #[test]
    fn every_example_that_must_stay_is_not_found() {
        for phrase in PHRASES.iter() {
            assert!(
                lookup(&phrase.keep).is_none(),
                "{:?} is found by {:?}",
                phrase.keep,
                lookup(&phrase.keep).map(|found| &found.words)
            );
        }
    }
}
