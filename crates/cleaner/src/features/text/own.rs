//! What the line itself shows.

use super::TextView;
use crate::features::vector::{Row, features};

features! {
    "weight": "length in characters of Latin text",
    "word_runs": "runs of letters; dense scripts count two characters as one",
    "word_length": "letters per word, at most 20",
    "terminals": "sentence marks, at most 20",
    "commas": "commas and semicolons, at most 20",
    "punctuation_density": "sentence marks, commas and semicolons per 100 of weight",
    "inner_ends": "ends of sentences inside the line, at most 20",
    "ends_sentence": "ends with a sentence mark of any script",
    "cut_off": "ends with an ellipsis",
    "ends_colon": "ends with a colon",
    "ends_question": "ends with a question mark",
    "starts_lower": "begins with a small letter",
    "starts_digit": "begins with a digit",
    "digits": "share of digits among letters and digits",
    "capitals": "share of capitals among letters of scripts that have them",
    "capitalised": "share of words that begin with a capital",
    "shouted": "share of words in capitals",
    "symbols": "marks that are neither sentence marks nor commas, per 100 of weight",
    "separators": "marks as between the links of a row, at most 10",
    "glued": "capitals right behind a small letter, at most 10",
    "brackets": "brackets, at most 10",
    "quotes": "quotation marks, at most 10",
    "price": "a currency sign beside a number",
    "address": "holds an e-mail or web address",
    "longest_word": "longest run without white space, at most 40",
    "items": "lines of a list, 0 for other blocks, at most 50",
    "shape": "number of the shape: symbols, title, label, sentence, cut off, prose, list",
    "form": "is a row of share buttons, a copyright line or a breadcrumb by its form",
}

pub(super) fn write(view: &TextView, index: usize, row: &mut Row) {
    let line = view.lines[index];
    let counts = &line.counts;
    let weight = line.weight as f32;
    let ratio = |part: u32, whole: u32| if whole == 0 { 0.0 } else { part as f32 / whole as f32 };
    let density = |count: u32| if weight > 0.0 { count as f32 / weight * 100.0 } else { 0.0 };
    row.push(weight);
    row.push(counts.words as f32);
    row.push(ratio(counts.letters, counts.words).min(20.0));
    row.push(counts.terminals.min(20) as f32);
    row.push(counts.commas.min(20) as f32);
    row.push(density(counts.terminals + counts.commas));
    row.push(counts.inner_ends.min(20) as f32);
    row.flag(line.ends_sentence);
    row.flag(line.cut_off);
    row.flag(counts.ends_colon);
    row.flag(counts.ends_question);
    row.flag(counts.starts_lower);
    row.flag(counts.starts_digit);
    row.push(ratio(counts.digits, counts.digits + counts.letters));
    row.push(ratio(counts.upper, counts.upper + counts.lower));
    row.push(counts.capitalised_share());
    row.push(ratio(counts.shouted, counts.words));
    row.push(density(counts.symbols));
    row.push(counts.separators.min(10) as f32);
    row.push(counts.glued.min(10) as f32);
    row.push(counts.brackets.min(10) as f32);
    row.push(counts.quotes.min(10) as f32);
    row.flag(counts.price);
    row.flag(counts.address);
    row.push(counts.longest as f32);
    row.push(if line.is_group() { counts.lines.min(50) as f32 } else { 0.0 });
    row.push(f32::from(line.shape as u8));
    row.flag(line.form.is_some());
}
