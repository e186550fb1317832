//! PAG001. Removes page numbers: at least two numbers and nothing else but a word for "next" or "page".

use super::{Document, drop_for};
use crate::lexicon;
use crate::{BlockKind, Family, Verdict};

/// Longer lines hold data.
const MAX_WEIGHT: usize = 60;
/// One number alone may be an answer or a year.
const MIN_NUMBERS: usize = 2;

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let block = &document.blocks[index];
    let can_be = matches!(block.kind, BlockKind::Paragraph | BlockKind::List);
    (can_be && document.feature(index).weight <= MAX_WEIGHT && is_pagination(&block.text))
        .then(|| drop_for(Family::Pagination, "PAG001", "page numbers"))
}

fn is_pagination(text: &str) -> bool {
    if text.chars().filter(|ch| ch.is_numeric()).take(MIN_NUMBERS).count() < MIN_NUMBERS {
        return false;
    }
    let words: Vec<&str> =
        text.split(|ch: char| !ch.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_number = |word: &&str| word.chars().all(char::is_numeric);
    let numbers: Vec<&str> = words.iter().copied().filter(|word| is_number(word)).collect();
    let is_counting =
        numbers.windows(2).filter_map(|pair| Some((pair[0].parse::<u32>().ok()?, pair[1].parse().ok()?)));
    let is_counting = is_counting.clone().count() > 0
        && is_counting.take(1).all(|(first, next): (u32, u32)| next == first + 1);
    let rest: Vec<&str> = words.iter().copied().filter(|word| !is_number(word)).collect();
    let names_pages = || {
        lexicon::lookup(&rest.join(" "))
            .is_some_and(|phrase| matches!(phrase.family, Family::Pagination | Family::Navigation))
    };
    numbers.len() >= MIN_NUMBERS && is_counting && (rest.is_empty() || names_pages())
}

#[cfg(test)]
mod tests {
    use super::is_pagination;

    #[test]
    fn page_numbers_count() {
        assert!(is_pagination("[ 1 ] [ 2 ] [ 3 ] [ Next ]"));
        assert!(is_pagination("1 2 3 … 14"));
    }

    #[test]
    fn other_numbers_stay() {
        assert!(!is_pagination("1990"));
        assert!(!is_pagination("3 : 1"));
        assert!(!is_pagination("2 cups, 3 eggs"));
    }
}
