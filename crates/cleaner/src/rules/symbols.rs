//! SYM001. Removes blocks without a letter or digit: icons, arrows, rows of dots; and the numbers of lines beside code.
//! In plain text, links and images of Markdown without a letter or digit.

use super::{Document, drop_for};
use crate::{BlockKind, Family, Verdict};

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let block = &document.blocks[index];
    if block.kind == BlockKind::Code {
        let is_code = |block: &crate::Block| block.kind == BlockKind::Code;
        return (document.blocks.get(index + 1).is_some_and(is_code) && are_line_numbers(&block.text))
            .then(|| drop_for(Family::Other, "SYM001", "numbers of lines"));
    }
    let has_text = block.text.contains(char::is_alphanumeric);
    (!has_text).then(|| drop_for(Family::Other, "SYM001", "no letter or digit"))
}

/// The same of a line of plain text: one that is Markdown's links and images alone.
pub(crate) fn judge_line(text: &str, links: u32) -> Option<Verdict> {
    (links > 0 && !text.contains(char::is_alphanumeric))
        .then(|| drop_for(Family::Other, "SYM001", "links without a letter or digit"))
}

/// Whether each line is a number, one more than the line before.
fn are_line_numbers(code: &str) -> bool {
    let mut numbers = code.lines().map(|line| line.trim().parse::<u32>().ok());
    let Some(Some(first)) = numbers.next() else { return false };
    (first..).skip(1).zip(numbers).all(|(expected, number)| number == Some(expected))
}

#[cfg(test)]
mod tests {
    use super::are_line_numbers;

    #[test]
    fn numbers_that_count_are_of_lines() {
        assert!(are_line_numbers("1\n2\n3") && are_line_numbers("9\n10") && are_line_numbers(" 1"));
        for code in ["1\n2\n4", "1\n\n2", "x = 1", "", "2\n1"] {
            assert!(!are_line_numbers(code), "{code}");
        }
    }
}
