//! Code and tables of Markdown, which are one block each.

use std::borrow::Cow;
use std::ops::Range;

use super::Line;
use crate::page::is_invisible;

/// Fewest marks of a fence (`CommonMark` 4.5).
const MIN_FENCE: usize = 3;

/// Marks of fences (`CommonMark` 4.5).
const FENCES: [char; 2] = ['`', '~'];

/// Of each mark the length of the shortest fence that is known to be closed nowhere.
pub(super) type OpenFences = [usize; FENCES.len()];

/// Where code between fences ends, the closing fence included, if the line at `start` opens it.
pub(super) fn end_of_code(lines: &[Line], start: usize, open_fences: &mut OpenFences) -> Option<usize> {
    let (mark, length) = fence(lines[start].text)?;
    let open = &mut open_fences[usize::from(mark == '~')];
    if length >= *open {
        return None;
    }
    let closes = |line: &Line| {
        line.text.starts_with(mark) && {
            let line = without_invisible(line.text);
            line.len() >= length && line.bytes().all(|byte| byte == mark as u8)
        }
    };
    let end = lines[start + 1..].iter().position(closes);
    if end.is_none() {
        *open = length;
    }
    end.map(|end| start + end + 2)
}

/// Mark and length of a fence that may open code; behind one of backticks are no further ones.
fn fence(line: &str) -> Option<(char, usize)> {
    let mark = line.chars().next().filter(|mark| FENCES.contains(mark))?;
    let line = without_invisible(line);
    let rest = line.trim_start_matches(mark);
    let length = line.len() - rest.len();
    (length >= MIN_FENCE && !(mark == '`' && rest.contains('`'))).then_some((mark, length))
}

fn without_invisible(line: &str) -> Cow<'_, str> {
    if line.is_ascii() || !line.contains(is_invisible) {
        return Cow::Borrowed(line);
    }
    Cow::Owned(line.chars().filter(|ch| !is_invisible(*ch)).collect())
}

/// The lines of a table that begins at the first line: two or more with bars, the second one of dashes (GitHub Flavored
/// Markdown 4.10).
pub(super) fn table(lines: &[Line]) -> usize {
    match lines {
        [head, below, ..] if head.text.contains('|') && is_delimiter(below.text) => {
            lines.iter().take_while(|line| line.text.contains('|')).count()
        }
        _ => 0,
    }
}

fn is_delimiter(line: &str) -> bool {
    line.contains("--")
        && line.contains('|')
        && line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '))
}

/// The lines of code as they stand, without blanks at their ends.
pub(super) fn code(lines: &[Line], range: Range<usize>) -> String {
    let lines: Vec<Cow<str>> =
        lines[range].iter().map(|line| without_invisible(line.whole.trim_end())).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use crate::segment::text::segment;
    use crate::{Block, BlockKind, Phrases};

    fn blocks(text: &str) -> Vec<(BlockKind, String)> {
        let block = |block: Block| (block.kind, block.text);
        segment(text, Phrases::Use).into_iter().map(block).collect()
    }

    #[test]
    fn fenced_code_stays_as_it_is() {
        let code = "```python\ndef sail():\n    # Not a heading\n\n    return None\n```";
        assert_eq!(
            blocks(&format!("Run this:\n{code}\nThen sail.")),
            [
                (BlockKind::Paragraph, "Run this:".to_owned()),
                (BlockKind::Code, code.to_owned()),
                (BlockKind::Paragraph, "Then sail.".to_owned()),
            ]
        );
    }

    #[test]
    fn fences_without_end_are_lines() {
        assert_eq!(blocks("```\none\n\ntwo").len(), 3);
        assert_eq!(blocks("````\none\n```\ntwo").len(), 4);
        assert_eq!(
            blocks("~~~\n# one\n\n```\n~~~"),
            [(BlockKind::Code, "~~~\n# one\n\n```\n~~~".to_owned())]
        );
        assert_eq!(blocks("```\none\n`\u{200b}``"), [(BlockKind::Code, "```\none\n```".to_owned())]);
        let many = "```x\n".repeat(100_000);
        assert_eq!(blocks(&many).len(), 100_000);
    }

    #[test]
    fn rows_of_a_table_stay_lines_of_one_block() {
        let table = "| Day | Hour |\n|---|:---|\n| Monday | 8 |";
        assert_eq!(
            blocks(&format!("{table}\nAfter")),
            [(BlockKind::Table, table.to_owned()), (BlockKind::Paragraph, "After".to_owned())]
        );
        assert_eq!(blocks("Home | News\nTolls | Ferries").len(), 2);
    }

    #[test]
    fn lists_in_lists_stay_set_in() {
        let list = "* one\n  * two\n    * three\n* four";
        assert_eq!(blocks(list), [(BlockKind::List, list.to_owned())]);
        assert_eq!(blocks("    * one\n      * two")[0].1, "* one\n  * two");
    }
}
