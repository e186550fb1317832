//! Plain text to blocks: paragraphs between blank lines, lines where a text has one line per
//! paragraph, hard-wrapped lines joined, runs of list items as one block.

use std::ops::Range;

use crate::page::push_folded;
use crate::script::is_dense;
use crate::{Block, BlockKind, Origin};

/// Hard-wrapped lines are at least this wide, in columns of a terminal.
const MIN_WRAP_COLUMNS: usize = 50;
/// Lines wider than this are paragraphs of their own: mail and terminals wrap at 72 to 80, editors at 100.
const MAX_WRAP_COLUMNS: usize = 104;
/// A wrapped line stops short of the margin by less than one long word.
const MAX_WRAP_GAP: usize = 24;

/// A headline and its byline are two lines, too; only a paragraph of this many lines shows wrapping.
const MIN_WRAPPED_LINES: usize = 3;
/// … or so many paragraphs of two lines.
const MIN_WRAPPED_GROUPS: usize = 3;

/// Splits a text into blocks, in order.
pub(crate) fn segment(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().map(trim).collect();
    let groups = lines.split(|line| line.is_empty());
    let wrapped: Vec<&[&str]> = groups.filter(|group| is_hard_wrapped(group)).collect();
    let is_wrapped_text =
        wrapped.len() >= MIN_WRAPPED_GROUPS || wrapped.iter().any(|group| group.len() >= MIN_WRAPPED_LINES);
    let mut blocks = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        if lines[start].is_empty() {
            start += 1;
            continue;
        }
        let length = lines[start..].iter().take_while(|line| !line.is_empty()).count();
        push_group(&lines, start..start + length, is_wrapped_text, &mut blocks);
        start += length;
    }
    blocks
}

fn trim(line: &str) -> &str {
    line.trim_matches(|ch: char| ch.is_whitespace() || crate::page::is_invisible(ch))
}

/// Makes blocks of the lines between two blank lines.
fn push_group(lines: &[&str], group: Range<usize>, is_wrapped_text: bool, blocks: &mut Vec<Block>) {
    let wrapped = is_wrapped_text && is_hard_wrapped(&lines[group.clone()]);
    let mut start = group.start;
    while start < group.end {
        let is_item = |line: &&&str| is_list_item(line);
        let items = lines[start..group.end].iter().take_while(is_item).count();
        let length = match (items, wrapped) {
            (1.., _) => items,
            (0, true) => lines[start..group.end].iter().take_while(|line| !is_list_item(line)).count(),
            (0, false) => 1,
        };
        let kind = if items > 0 { BlockKind::List } else { BlockKind::Paragraph };
        let mut text = String::new();
        for line in &lines[start..start + length] {
            let line = folded(line);
            text.push_str(if text.is_empty() { "" } else { separator(kind, &text, &line) });
            text.push_str(&line);
        }
        let origin = Origin::Lines(start..start + length);
        blocks.push(Block { kind, text, origin, source: None });
        start += length;
    }
}

/// Between two lines of one block: scripts without blanks between words wrap anywhere.
fn separator(kind: BlockKind, before: &str, after: &str) -> &'static str {
    let dense = |ch: Option<char>| ch.is_some_and(|ch| is_dense(ch) || is_dense_punctuation(ch));
    match kind {
        BlockKind::List => "\n",
        _ if dense(before.chars().next_back()) && dense(after.chars().next()) => "",
        _ => " ",
    }
}

/// Full-width marks, which stand where Han and Kana stand.
fn is_dense_punctuation(ch: char) -> bool {
    matches!(u32::from(ch), 0x3000..=0x303f | 0xff00..=0xffef)
}

fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    push_folded(&mut out, line);
    out
}

/// A bullet or a number with a mark behind it, then a blank. A dash opens speech in many languages.
fn is_list_item(line: &str) -> bool {
    let Some((mark, _)) = line.split_once(' ') else { return false };
    let number = mark.trim_end_matches(['.', ')']);
    matches!(mark, "-" | "*" | "•" | "·" | "▪" | "‣" | "◦")
        || (number.len() < mark.len() && number.len() <= 2 && number.chars().all(|ch| ch.is_ascii_digit()))
}

/// Lines are hard-wrapped when all but the last reach nearly the same margin.
fn is_hard_wrapped(lines: &[&str]) -> bool {
    let Some((_, full)) = lines.split_last() else { return false };
    let widest = lines.iter().map(|line| columns(line)).max().unwrap_or(0);
    !full.is_empty()
        && (MIN_WRAP_COLUMNS..=MAX_WRAP_COLUMNS).contains(&widest)
        && full.iter().all(|line| columns(line) + MAX_WRAP_GAP >= widest)
}

/// Width on a terminal: characters of Han and Kana take two columns.
fn columns(line: &str) -> usize {
    line.chars().map(|ch| 1 + usize::from(is_dense(ch))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        segment(text).into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn paragraphs_stand_between_blank_lines() {
        assert_eq!(texts("One.\r\n\r\n\u{feff}Two\u{a0}words.\n \nThree."), ["One.", "Two words.", "Three."]);
    }

    #[test]
    fn lines_of_different_length_are_paragraphs() {
        assert_eq!(
            texts("Back to top button\nVerified by Example"),
            ["Back to top button", "Verified by Example"]
        );
    }

    #[test]
    fn hard_wrapped_lines_are_joined() {
        let text = "The council met on Tuesday evening in the old town hall and spoke about the\n\
                    bridge for three hours, although nobody had expected the matter to take so\n\
                    long.";
        assert_eq!(texts(text).len(), 1);
        assert!(texts(text)[0].contains("the bridge for three"));
    }

    #[test]
    fn list_items_stay_lines_of_one_block() {
        assert_eq!(texts("- one\n- two\nafter"), ["- one\n- two", "after"]);
    }
}
