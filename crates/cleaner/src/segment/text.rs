//! Plain text to blocks: paragraphs between blank lines, lines where a text has one line per paragraph,
//! hard-wrapped lines joined, runs of list items as one block, Markdown headings by themselves.

mod glued;

use std::borrow::Cow;
use std::ops::Range;

use crate::page::push_folded;
use crate::script::is_dense;
use crate::{Block, BlockKind, Origin, Phrases};

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

/// A line of a list that is set in by so many columns goes on with the item above it.
const CONTINUATION_COLUMNS: usize = 2;
/// Marks of lists are shorter, in bytes, invisible characters among them.
const LONGEST_MARK: usize = 32;
/// Markdown has headings of so many levels.
const HEADING_LEVELS: usize = 6;

/// Splits a text into blocks, in order.
pub(crate) fn segment(text: &str, phrases: Phrases) -> Vec<Block> {
    let lines = lines(text);
    let parts = || lines.split(|line| line.text.is_empty() || line.is_heading);
    let wrapped: Vec<&[Line]> = parts().filter(|part| is_hard_wrapped(part)).collect();
    let is_wrapped_text =
        wrapped.len() >= MIN_WRAPPED_GROUPS || wrapped.iter().any(|part| part.len() >= MIN_WRAPPED_LINES);
    let mut blocks = Vec::with_capacity(lines.len());
    let mut start = 0;
    for part in parts() {
        let end = start + part.len();
        push_part(&lines, start..end, is_wrapped_text, phrases, &mut blocks);
        if lines.get(end).is_some_and(|line| line.is_heading) {
            push_block(&lines, end..end + 1, BlockKind::Paragraph, phrases, &mut blocks);
        }
        start = end + 1;
    }
    blocks
}

/// What ends a line on old systems and in Unicode, besides the line feed.
const LINE_ENDS: [char; 6] = ['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// Lines by any mark that ends one.
fn lines(text: &str) -> Vec<Line<'_>> {
    let has_other_ends = text.bytes().any(|byte| (0xb..=0xd).contains(&byte))
        || (!text.is_ascii() && text.contains(&LINE_ENDS[3..]));
    if !has_other_ends {
        return text.lines().map(Line::new).collect();
    }
    text.lines().flat_map(|line| line.split(LINE_ENDS)).map(Line::new).collect()
}

/// A line without the white space around it.
struct Line<'a> {
    text: &'a str,
    is_item: bool,
    is_heading: bool,
    /// Whether it is set in.
    is_indented: bool,
}

impl<'a> Line<'a> {
    fn new(line: &'a str) -> Self {
        let text = trim(line);
        let is_indented = line.len() - line.trim_start().len() >= CONTINUATION_COLUMNS;
        Self { text, is_item: is_list_item(text), is_heading: is_heading(text), is_indented }
    }
}

fn trim(line: &str) -> &str {
    line.trim_matches(|ch: char| ch.is_whitespace() || crate::page::is_invisible(ch))
}

/// Makes blocks of the lines between two blank lines or headings.
fn push_part(
    lines: &[Line],
    part: Range<usize>,
    is_wrapped_text: bool,
    phrases: Phrases,
    blocks: &mut Vec<Block>,
) {
    let wrapped = is_wrapped_text && is_hard_wrapped(&lines[part.clone()]);
    let mut start = part.start;
    while start < part.end {
        let rest = &lines[start..part.end];
        let (kind, length) = if rest[0].is_item {
            (BlockKind::List, rest.iter().take_while(|line| line.is_item || line.is_indented).count())
        } else if wrapped {
            (BlockKind::Paragraph, rest.iter().take_while(|line| !line.is_item).count())
        } else {
            (BlockKind::Paragraph, 1)
        };
        push_block(lines, start..start + length, kind, phrases, blocks);
        start += length;
    }
}

/// Appends a block, or several where a scraper glued them together.
fn push_block(
    lines: &[Line],
    range: Range<usize>,
    kind: BlockKind,
    phrases: Phrases,
    blocks: &mut Vec<Block>,
) {
    let mut text = String::with_capacity(lines[range.clone()].iter().map(|line| line.text.len() + 1).sum());
    for line in &lines[range.clone()] {
        if !text.is_empty() {
            let separator =
                if kind == BlockKind::List && line.is_item { "\n" } else { between(&text, line.text) };
            text.push_str(separator);
        }
        push_folded(&mut text, line.text);
    }
    let origin = Origin::Lines(range);
    if kind == BlockKind::List {
        blocks.push(Block { kind, text, origin, source: None });
        return;
    }
    let parts = glued::parts(&text, phrases);
    if parts.len() == 1 {
        blocks.push(Block { kind, text, origin, source: None });
        return;
    }
    let part = |part: Range<usize>| Block {
        kind,
        text: text[part].to_owned(),
        origin: origin.clone(),
        source: None,
    };
    blocks.extend(parts.into_iter().map(part));
}

/// Whether two blocks are parts of one line.
pub(crate) fn is_one_line(left: &Block, right: &Block) -> bool {
    matches!((&left.origin, &right.origin), (Origin::Lines(left), Origin::Lines(right)) if left == right)
}

/// Whether two blocks were cut apart inside a word.
pub(crate) fn share_a_word(left: &Block, right: &Block) -> bool {
    is_one_line(left, right) && glued::cuts_word(&left.text, &right.text)
}

/// Between two lines of one block: scripts without blanks between words wrap anywhere.
fn between(before: &str, after: &str) -> &'static str {
    let dense = |ch: Option<char>| ch.is_some_and(|ch| is_dense(ch) || is_dense_punctuation(ch));
    if dense(before.chars().next_back()) && dense(after.chars().next()) { "" } else { " " }
}

/// Full-width marks, which stand where Han and Kana stand.
fn is_dense_punctuation(ch: char) -> bool {
    matches!(u32::from(ch), 0x3000..=0x303f | 0xff00..=0xffef)
}

/// A bullet or a number with a mark behind it, then a blank. A dash opens speech in many languages.
fn is_list_item(line: &str) -> bool {
    let Some(mark) = mark(line) else { return false };
    let number = mark.trim_end_matches(['.', ')']);
    matches!(&*mark, "-" | "*" | "+" | "•" | "·" | "▪" | "‣" | "◦")
        || (number.len() < mark.len() && number.len() <= 2 && number.chars().all(|ch| ch.is_ascii_digit()))
}

/// Number signs and a blank, as Markdown has them.
fn is_heading(line: &str) -> bool {
    mark(line).is_some_and(|mark| mark.len() <= HEADING_LEVELS && mark.chars().all(|ch| ch == '#'))
}

/// What stands before the first white space, as it will stand in the block: without invisible characters.
fn mark(line: &str) -> Option<Cow<'_, str>> {
    let (mark, _) = line.split_once(char::is_whitespace)?;
    let is_invisible = crate::page::is_invisible;
    if mark.is_ascii() || mark.len() > LONGEST_MARK || !mark.contains(is_invisible) {
        return Some(Cow::Borrowed(mark));
    }
    Some(Cow::Owned(mark.chars().filter(|ch| !is_invisible(*ch)).collect()))
}

/// Lines are hard-wrapped when all but the last reach nearly the same margin.
fn is_hard_wrapped(lines: &[Line]) -> bool {
    let Some((_, full @ [_, ..])) = lines.split_last() else { return false };
    let widest = lines.iter().map(|line| columns(line.text)).max().unwrap_or(0);
    (MIN_WRAP_COLUMNS..=MAX_WRAP_COLUMNS).contains(&widest)
        && full.iter().all(|line| columns(line.text) + MAX_WRAP_GAP >= widest)
}

/// Width on a terminal: characters of Han and Kana take two columns.
fn columns(line: &str) -> usize {
    if line.is_ascii() {
        return line.len();
    }
    line.chars().map(|ch| 1 + usize::from(is_dense(ch))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        segment(text, Phrases::Use).into_iter().map(|block| block.text).collect()
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
        assert_eq!(texts("•\u{a0}one\n\u{200b}-\u{200b}\u{a0}two"), ["• one\n- two"]);
        assert_eq!(texts("+ one\n  and more\n+ two\nafter"), ["+ one and more\n+ two", "after"]);
    }

    #[test]
    fn headings_of_markdown_stand_by_themselves() {
        let text = "# The bridge\n\
                    The council met on Tuesday evening in the old town hall and spoke about the\n\
                    bridge for three hours, although nobody had expected the matter to take so\n\
                    long.\n## Related\n[Tolls rise](/tolls)";
        let texts = texts(text);
        assert_eq!((texts.len(), texts[0].as_str()), (4, "# The bridge"));
        assert!(texts[1].ends_with("to take so long."));
        assert_eq!(texts[2..], ["## Related", "[Tolls rise](/tolls)"]);
    }

    #[test]
    fn every_mark_that_ends_a_line_ends_one() {
        assert_eq!(texts("One.\rTwo.\u{2028}Three.\r\nFour.\u{c}"), ["One.", "Two.", "Three.", "Four."]);
        assert_eq!(texts("\u{feff}One\u{200b}s\u{a0}and\ttwos.\u{200b}\r\n"), ["Ones and twos."]);
    }

    #[test]
    fn parts_of_a_glued_line_know_that_they_are_one() {
        let blocks = segment("The ferry sails.Share this:FacebookTwitter\nNext", Phrases::Use);
        assert_eq!(blocks.len(), 4);
        assert!(is_one_line(&blocks[0], &blocks[2]) && !is_one_line(&blocks[2], &blocks[3]));
    }
}
