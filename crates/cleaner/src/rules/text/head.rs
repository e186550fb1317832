//! TXT001. Labels before the first running text: section, byline and date.
//!
//! The first line of some length that is no sentence is none of them; which line is the headline, the model decides.
//!
//! CAP003. A caption above the text, told from a headline by the credit behind it: names, a dash, and a word
//! or two in small letters.

use std::ops::RangeInclusive;

use super::Line;
use crate::rules::drop_by;
use crate::{BlockKind, Family, Verdict};

/// Shorter lines are section labels and names.
const MIN_HEADLINE_WEIGHT: usize = 16;
/// Longer lines are paragraphs.
const MAX_HEADLINE_WEIGHT: usize = 240;
/// Labels above the text are lighter than this.
const MAX_LABEL_WEIGHT: usize = 90;

/// A date with a time has at least this many digits …
const DATE_DIGITS: usize = 6;
/// … and fewer letters than this.
const DATE_LETTERS: usize = 20;

/// Marks between a caption and its credit.
const CREDIT_MARKS: [&str; 5] = [" – ", " — ", " - ", " | ", " / "];
/// Credits have at most so many words; a headline goes on for longer behind a dash.
const MAX_CREDIT_WORDS: usize = 3;
/// A caption of names has so many words in capitals …
const MIN_NAMES: usize = 4;
/// … and this share of its words.
const MIN_NAMES_SHARE: f32 = 0.6;
/// The text below names this share of them again.
const MIN_REPEATED_SHARE: f32 = 0.7;

/// Lines above the text in which a caption is looked for, and lines of the text in which its names are.
const MAX_HEAD_LINES: usize = 30;
const MAX_LINES_BELOW: usize = 60;

/// Drops captions above the first running text.
pub(crate) fn judge_captions(lines: &[Line], verdicts: &mut [Option<Verdict>], first_prose: Option<usize>) {
    let Some(first_prose) = first_prose else { return };
    let below = &lines[first_prose..(first_prose + MAX_LINES_BELOW).min(lines.len())];
    let can_be = |index: &usize| verdicts[*index].is_none() && lines[*index].weight <= MAX_HEADLINE_WEIGHT;
    let candidates: Vec<usize> = (0..first_prose.min(MAX_HEAD_LINES)).filter(can_be).collect();
    for index in candidates {
        let Some(names) = credited_names(lines[index].text) else { continue };
        let is_repeated = |name: &&&str| below.iter().any(|line| line.text.contains(**name));
        let repeated = names.iter().filter(is_repeated).count() as f32 / names.len() as f32;
        if repeated >= MIN_REPEATED_SHARE {
            let what = "names before a credit, repeated below";
            verdicts[index] = Some(drop_by(Family::Caption, "CAP003", what, repeated, MIN_REPEATED_SHARE));
        }
    }
}

/// The capitalised words of a line that ends with a credit in small letters.
fn credited_names(line: &str) -> Option<Vec<&str>> {
    let (caption, credit) = CREDIT_MARKS.iter().find_map(|mark| line.rsplit_once(mark))?;
    let mut words = credit.split_whitespace();
    let is_credit = words.clone().count() <= MAX_CREDIT_WORDS
        && words.all(|word| word.chars().all(|ch| ch.is_lowercase() || matches!(ch, '-' | '.')));
    let words: Vec<&str> = caption.split_whitespace().collect();
    let names: Vec<&str> =
        words.iter().copied().filter(|word| word.starts_with(char::is_uppercase)).collect();
    let is_caption = names.len() >= MIN_NAMES && names.len() as f32 >= MIN_NAMES_SHARE * words.len() as f32;
    (is_credit && is_caption).then_some(names)
}

pub(crate) fn judge(lines: &[Line], verdicts: &mut [Option<Verdict>], first_prose: Option<usize>) {
    let head = 0..first_prose.unwrap_or(lines.len());
    let found = find_headline(lines, verdicts, head.clone(), first_prose.is_some());
    if first_prose.is_none() {
        return;
    }
    for index in head {
        let line = &lines[index];
        if found != Some(index) && verdicts[index].is_none() && is_label(line) {
            let is_before = found.is_some_and(|headline| index < headline);
            let family = if is_before && !super::is_date_or_byline(line.text) {
                Family::Navigation
            } else {
                Family::AuthorBox
            };
            verdicts[index] =
                Some(drop_by(family, "TXT001", "weight", line.weight as f32, MAX_LABEL_WEIGHT as f32));
        }
    }
}

/// The first line that can be one, with labels only before it.
fn find_headline(
    lines: &[Line],
    verdicts: &[Option<Verdict>],
    head: std::ops::Range<usize>,
    labels_go: bool,
) -> Option<usize> {
    for index in head.filter(|index| verdicts[*index].is_none()) {
        let line = &lines[index];
        if can_be_headline(line) {
            return Some(index);
        }
        if !(labels_go && is_label(line)) {
            return None;
        }
    }
    None
}

/// A line of some length that is no sentence and no date.
fn can_be_headline(line: &Line) -> bool {
    line.kind == BlockKind::Paragraph
        && !line.ends_with_stop
        && (MIN_HEADLINE_WEIGHT..=MAX_HEADLINE_WEIGHT).contains(&line.weight)
        && !is_date_line(line.text)
}

fn is_label(line: &Line) -> bool {
    !line.ends_sentence && line.weight < MAX_LABEL_WEIGHT
}

/// Six digits or more among few letters: a date with a time.
pub(crate) fn is_date_line(text: &str) -> bool {
    let digits = text.chars().filter(|ch| ch.is_numeric()).count();
    digits >= DATE_DIGITS && text.chars().filter(|ch| ch.is_alphabetic()).count() < DATE_LETTERS
}

/// A day, its year and few letters: a date without a time.
pub(crate) fn is_day_line(text: &str) -> bool {
    let mut numbers = text.split(|ch: char| !ch.is_ascii_digit()).filter(|number| !number.is_empty());
    let (first, second) = (numbers.next(), numbers.next());
    let is = |number: Option<&str>, range: RangeInclusive<u32>| {
        number.and_then(|number| number.parse().ok()).is_some_and(|number: u32| range.contains(&number))
    };
    let is_date = |day, year| is(day, DAYS) && is(year, YEARS);
    numbers.next().is_none()
        && (is_date(first, second) || is_date(second, first))
        && text.chars().filter(|ch| ch.is_alphabetic()).count() < DATE_LETTERS
}

/// Days of a month, and years in which articles were put on the web.
const DAYS: RangeInclusive<u32> = 1..=31;
const YEARS: RangeInclusive<u32> = 1990..=2099;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_with_their_years_are_dates() {
        for line in
            ["March 5, 2024", "5. März 2024", "Monday, 5 March 2024", "2024年3月", "Updated March 5, 2024"]
        {
            assert!(is_day_line(line), "{line}");
        }
        for line in ["In 2024", "5 ferries", "Route 66 of 1926", "The ferry of 5 March 2024 sails again", ""]
        {
            assert!(!is_day_line(line), "{line}");
        }
    }
}
