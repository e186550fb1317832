//! What the block's text itself shows. The same for HTML and plain text.

use super::{Row, View, features};
use crate::features::html::Features;
use crate::script::{count_bytes, count_pairs, is_dense};
use crate::{Block, BlockKind};

features! {
    "weight": "length in characters of Latin text",
    "link_density": "share of the weight in links (Kohlschütter 2010)",
    "links": "number of links",
    "punctuation": "sentence marks, at most 30",
    "punctuation_density": "sentence marks per 100 of weight",
    "ends_sentence": "ends with a sentence mark of any script",
    "digits": "share of digits among letters and digits",
    "capitals": "share of capitals among letters of scripts that have them",
    "starts_lower": "begins with a small letter",
    "symbols": "share of characters that are neither letters, digits nor sentence marks",
    "lines": "number of lines",
    "line_weight": "weight per line",
    "word_runs": "runs of letters; dense scripts count two characters as one",
    "heading_level": "1 to 6, 0 for other blocks",
    "is_list": "is a list",
    "is_code": "is preformatted code",
    "is_caption": "is a caption element",
    "longest_word": "longest run without white space, at most 40: addresses and identifiers",
}

/// Longer words say nothing more.
const LONGEST_WORD: usize = 40;

/// What the characters of a text are.
#[derive(Debug, Default, PartialEq)]
struct Counts {
    letters: usize,
    digits: usize,
    upper: usize,
    lower: usize,
    dense: usize,
    symbols: usize,
    lines: usize,
    runs: usize,
    longest: usize,
}

fn count(text: &str) -> Counts {
    let mut counts = if text.is_ascii() { count_ascii(text.as_bytes()) } else { count_any(text) };
    counts.longest = counts.longest.min(LONGEST_WORD);
    counts
}

fn count_any(text: &str) -> Counts {
    let mut counts = Counts { lines: 1, ..Counts::default() };
    let (mut in_word, mut run) = (false, 0);
    for ch in text.chars() {
        let is_blank = ch.is_whitespace();
        let is_letter = ch.is_alphabetic();
        if is_letter {
            counts.letters += 1;
            counts.upper += usize::from(ch.is_uppercase());
            counts.lower += usize::from(ch.is_lowercase());
            counts.dense += usize::from(!ch.is_ascii() && is_dense(ch));
            counts.runs += usize::from(!in_word);
        } else if ch.is_ascii_digit() {
            counts.digits += 1;
        } else if is_blank {
            counts.lines += usize::from(ch == '\n');
        } else {
            counts.symbols += 1;
        }
        in_word = is_letter;
        run = if is_blank { 0 } else { run + 1 };
        counts.longest = counts.longest.max(run);
    }
    counts
}

/// The same for ASCII: a pass for each count, which compilers turn into a few instructions a word.
fn count_ascii(text: &[u8]) -> Counts {
    let upper = count_bytes(text, |byte| byte.is_ascii_uppercase());
    let lower = count_bytes(text, |byte| byte.is_ascii_lowercase());
    let digits = count_bytes(text, |byte| byte.is_ascii_digit());
    let starts_word = |before: u8, byte: u8| !before.is_ascii_alphabetic() & byte.is_ascii_alphabetic();
    let first = usize::from(text.first().is_some_and(u8::is_ascii_alphabetic));
    Counts {
        letters: upper + lower,
        digits,
        upper,
        lower,
        dense: 0,
        symbols: text.len() - upper - lower - digits - count_bytes(text, is_blank),
        lines: 1 + count_bytes(text, |byte| byte == b'\n'),
        runs: first + count_pairs(text, starts_word),
        longest: longest_word(text),
    }
}

/// White space as [`char::is_whitespace`] has it, in ASCII.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Bytes of the longest word; only looks closer where a word may be longer than those before.
fn longest_word(text: &[u8]) -> usize {
    let (mut longest, mut start) = (0, 0);
    while longest < LONGEST_WORD && start + longest < text.len() {
        let window = &text[start..=start + longest];
        if let Some(blank) = window.iter().rposition(|byte| is_blank(*byte)) {
            start += blank + 1;
        } else {
            longest += 1;
        }
    }
    longest
}

pub(super) fn write(view: &View, index: usize, row: &mut Row) {
    let (block, features, span) = (&view.blocks[index], &view.measured[index], &view.spans[index]);
    row.push(features.weight as f32);
    row.push(features.link_density);
    row.push(span.links as f32);
    let counts = count(&block.text);
    write_text(block, features, &counts, row);
    write_kind(block, row);
    row.push(counts.longest as f32);
}

fn write_text(block: &Block, features: &Features, counts: &Counts, row: &mut Row) {
    let text = block.text.as_str();
    let punctuation = features.punctuation;
    let weight = features.weight as f32;
    let ratio = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f32 / whole as f32 };
    let words = counts.runs.saturating_sub(counts.dense.min(counts.runs)) + counts.dense / 2;
    row.push((punctuation as f32).min(30.0));
    row.push(if weight > 0.0 { punctuation as f32 / weight * 100.0 } else { 0.0 });
    row.flag(features.ends_sentence);
    row.push(ratio(counts.digits, counts.digits + counts.letters));
    row.push(ratio(counts.upper, counts.upper + counts.lower));
    row.flag(text.chars().find(|ch| ch.is_alphabetic()).is_some_and(char::is_lowercase));
    let marks = counts.symbols.saturating_sub(punctuation);
    row.push(ratio(marks, counts.letters + counts.digits + counts.symbols));
    row.push(counts.lines as f32);
    row.push(weight / counts.lines as f32);
    row.push(words as f32);
}

fn write_kind(block: &Block, row: &mut Row) {
    row.push(match block.kind {
        BlockKind::Heading(level) => f32::from(level),
        _ => 0.0,
    });
    for kind in [BlockKind::List, BlockKind::Code, BlockKind::Caption] {
        row.flag(block.kind == kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_count_agree() {
        for text in [
            "",
            " ",
            "a",
            "The Ferry left at 7:30, for $ 20.\nNext\tday: 5$!",
            "https://example.org/a/very/long/address/of/more/than/forty/bytes and a b ccc",
            "word 1a2b  c\u{b}d",
        ] {
            let any = Counts { longest: count_any(text).longest.min(LONGEST_WORD), ..count_any(text) };
            assert_eq!(count_ascii(text.as_bytes()), any, "{text:?}");
        }
    }
}
