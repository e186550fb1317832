//! What the block's text itself shows. The same for HTML and plain text.

use super::{Row, View, features};
use crate::features::html::Features;
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

pub(super) fn write(view: &View, index: usize, row: &mut Row) {
    let (block, features, span) = (&view.blocks[index], &view.measured[index], &view.spans[index]);
    row.push(features.weight as f32);
    row.push(features.link_density);
    row.push(span.links as f32);
    write_text(block, features, row);
    write_kind(block, row);
    row.push(features.characters.longest as f32);
}

fn write_text(block: &Block, features: &Features, row: &mut Row) {
    let (text, counts) = (block.text.as_str(), &features.characters);
    let punctuation = counts.punctuation;
    let weight = features.weight as f32;
    let ratio = |part: u32, whole: u32| if whole == 0 { 0.0 } else { part as f32 / whole as f32 };
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
