//! SYM001. Removes blocks without a letter or digit: icons, arrows, rows of dots; and the numbers of lines beside code.
//! In plain text, links and images of Markdown without a letter or digit.

use super::{Document, drop_for};
use crate::{BlockKind, Family, Verdict};

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let block = &document.blocks[index];
    if block.kind == BlockKind::Code {
        let numbers = |code: &crate::Block| {
            code.kind == BlockKind::Code && are_line_numbers(&block.text, code.text.lines().count())
        };
        return document
            .blocks
            .get(index + 1)
            .is_some_and(numbers)
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

/// Whether a code is the numbers of so many lines, each one more than the one before. One number may be what a program
/// writes.
fn are_line_numbers(code: &str, lines: usize) -> bool {
    let numbers = || code.lines().map(|line| line.trim().parse::<u32>().ok());
    let counts = |(before, after): (Option<u32>, Option<u32>)| {
        before.and_then(|before| before.checked_add(1)).is_some_and(|next| after == Some(next))
    };
    lines > 1 && numbers().count() == lines && numbers().zip(numbers().skip(1)).all(counts)
}

#[cfg(test)]
mod tests {
    use super::are_line_numbers;

    #[test]
    fn numbers_that_count_are_of_lines() {
        assert!(are_line_numbers("1\n2\n3", 3) && are_line_numbers(" 9\n10", 2));
        for code in ["1\n2\n4", "1\n\n2", "x = 1", "", "2\n1", "42", "4294967295\n0"] {
            assert!(!are_line_numbers(code, code.lines().count()), "{code}");
        }
        assert!(!are_line_numbers("1\n2", 3));
    }
}
