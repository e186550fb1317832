//! What the block's text itself shows. The same for HTML and plain text.

use super::{Row, View, features};
use crate::script::is_dense;
use crate::{Block, BlockKind};

features! {
    "weight": "length in characters of Latin text",
    "link_density": "share of the weight in links (Kohlschütter 2010)",
    "links": "number of links",
    "punctuation": "sentence marks, at most 30",
    "punctuation_density": "sentence marks per 100 of weight",
    "ends_sentence": "ends with a sentence mark of any script",
    "cut_off": "ends with an ellipsis",
    "ends_colon": "ends with a colon",
    "ends_question": "ends with a question mark",
    "digits": "share of digits among letters and digits",
    "capitals": "share of capitals among letters of scripts that have them",
    "starts_lower": "begins with a small letter",
    "symbols": "share of characters that are neither letters, digits nor sentence marks",
    "lines": "number of lines",
    "line_weight": "weight per line",
    "word_runs": "runs of letters; dense scripts count two characters as one",
    "word_length": "letters per run of letters, at most 20",
    "prose": "reads like running text",
    "heading_level": "1 to 6, 0 for other blocks",
    "is_list": "is a list",
    "is_table": "is a data table",
    "is_code": "is preformatted code",
    "is_quote": "is a quotation",
    "is_caption": "is a caption element",
    "price": "holds a currency sign beside a number",
    "longest_word": "longest run without white space, at most 40: addresses and identifiers",
}

/// Counts of one pass over a text.
#[derive(Default)]
struct Counts {
    letters: usize,
    digits: usize,
    upper: usize,
    lower: usize,
    dense: usize,
    symbols: usize,
    blanks: usize,
    lines: usize,
    runs: usize,
    longest: usize,
    price: bool,
}

fn count(text: &str) -> Counts {
    let mut counts = Counts { lines: 1, ..Counts::default() };
    let (mut in_word, mut run, mut previous) = (false, 0, ' ');
    for ch in text.chars() {
        let is_letter = ch.is_alphabetic();
        if is_letter {
            counts.letters += 1;
            counts.upper += usize::from(ch.is_uppercase());
            counts.lower += usize::from(ch.is_lowercase());
            counts.dense += usize::from(!ch.is_ascii() && is_dense(ch));
            counts.runs += usize::from(!in_word);
        } else if ch.is_ascii_digit() {
            counts.digits += 1;
            counts.price |= is_currency(previous);
        } else if ch.is_whitespace() {
            counts.blanks += 1;
            counts.lines += usize::from(ch == '\n');
        } else {
            counts.symbols += 1;
            counts.price |= is_currency(ch) && previous.is_ascii_digit();
        }
        in_word = is_letter;
        run = if ch.is_whitespace() { 0 } else { run + 1 };
        counts.longest = counts.longest.max(run);
        if ch != ' ' {
            previous = ch;
        }
    }
    counts
}

fn is_currency(ch: char) -> bool {
    matches!(ch, '$' | '£' | '¥' | '¢' | '\u{20a0}'..='\u{20cf}')
}

pub(super) fn write(view: &View, index: usize, row: &mut Row) {
    let (block, features, span) = (&view.blocks[index], &view.measured[index], &view.spans[index]);
    row.push(features.weight as f32);
    row.push(features.link_density);
    row.push(span.links as f32);
    write_text(block, features.weight, features.punctuation, row);
    row.flag(features.prose > 0);
    write_kind(block, row);
    let counts = count(&block.text);
    row.flag(counts.price);
    row.push((counts.longest as f32).min(40.0));
}

fn write_text(block: &Block, weight: usize, punctuation: usize, row: &mut Row) {
    let text = block.text.as_str();
    let counts = count(text);
    let weight = weight as f32;
    let ratio = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f32 / whole as f32 };
    let words = counts.runs.saturating_sub(counts.dense.min(counts.runs)) + counts.dense / 2;
    row.push((punctuation as f32).min(30.0));
    row.push(if weight > 0.0 { punctuation as f32 / weight * 100.0 } else { 0.0 });
    row.flag(crate::script::ends_sentence(text));
    row.flag(crate::script::is_cut_off(text));
    row.flag(text.ends_with([':', '：']));
    row.flag(text.ends_with(['?', '？', '؟']));
    row.push(ratio(counts.digits, counts.digits + counts.letters));
    row.push(ratio(counts.upper, counts.upper + counts.lower));
    row.flag(text.chars().find(|ch| ch.is_alphabetic()).is_some_and(char::is_lowercase));
    let marks = counts.symbols.saturating_sub(punctuation);
    row.push(ratio(marks, counts.letters + counts.digits + counts.symbols));
    row.push(counts.lines as f32);
    row.push(weight / counts.lines as f32);
    row.push(words as f32);
    row.push(ratio(counts.letters, words).min(20.0));
}

fn write_kind(block: &Block, row: &mut Row) {
    row.push(match block.kind {
        BlockKind::Heading(level) => f32::from(level),
        _ => 0.0,
    });
    for kind in [BlockKind::List, BlockKind::Table, BlockKind::Code, BlockKind::Quote, BlockKind::Caption] {
        row.flag(block.kind == kind);
    }
}
