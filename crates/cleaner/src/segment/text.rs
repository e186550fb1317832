//! Plain text to blocks: paragraphs between blank lines, lines where a text has one line per paragraph,
//! hard-wrapped lines joined, runs of list items, tables and fenced code as one block, Markdown headings by themselves.

mod glued;
mod markdown;
mod wrap;

use std::borrow::Cow;
use std::ops::Range;

use crate::features::text::visible::HEADING_LEVELS;
use crate::page::push_folded;
use crate::script::is_dense;
use crate::{Block, BlockKind, Origin, Phrases};
use wrap::{Wrap, quote_of};

/// A line of a list that is set in by so many columns goes on with the item above it.
const CONTINUATION_COLUMNS: usize = 2;
const TAB_COLUMNS: usize = 4;
/// Marks of lists are shorter, in bytes, invisible characters among them.
const LONGEST_MARK: usize = 32;
/// A list in lists is set in by at most so many columns.
const MOST_INDENT: usize = 32;

/// Splits a text into blocks, in order.
pub(crate) fn segment(text: &str, phrases: Phrases) -> Vec<Block> {
    let lines = lines(text);
    let parts = parts(&lines);
    let of_lines = parts.iter().filter(|part| part.kind == PartKind::Lines);
    let wrap = Wrap::of(&of_lines.map(|part| &lines[part.lines.clone()]).collect::<Vec<_>>());
    let mut blocks = Vec::with_capacity(lines.len());
    for Part { kind, lines: part } in parts {
        match kind {
            PartKind::Lines => push_part(&lines, part, wrap, phrases, &mut blocks),
            PartKind::Heading => push_block(&lines, part, BlockKind::Paragraph, phrases, &mut blocks),
            PartKind::Code => {
                let text = markdown::code(&lines, part.clone());
                blocks.push(Block { kind: BlockKind::Code, text, origin: Origin::Lines(part), source: None });
            }
        }
    }
    blocks
}

/// Lines between two blank ones, headings, fences or quotations; a heading; code between fences.
struct Part {
    kind: PartKind,
    lines: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PartKind {
    Lines,
    Heading,
    Code,
}

fn parts(lines: &[Line]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let (mut at, mut open_fences, mut goes_on) = (0, [usize::MAX; 2], false);
    while at < lines.len() {
        let line = &lines[at];
        let (kind, end) = if let Some(end) = markdown::end_of_code(lines, at, &mut open_fences) {
            (PartKind::Code, end)
        } else if line.is_heading {
            (PartKind::Heading, at + 1)
        } else {
            (PartKind::Lines, at + 1)
        };
        match parts.last_mut() {
            _ if is_blank(lines, at) => {}
            Some(part)
                if goes_on
                    && kind == PartKind::Lines
                    && quote_of(lines[at - 1].text).0 == quote_of(line.text).0 =>
            {
                part.lines.end = end;
            }
            _ => parts.push(Part { kind, lines: at..end }),
        }
        goes_on = kind == PartKind::Lines && !is_blank(lines, at);
        at = end;
    }
    parts
}

/// What an interpreter of Python begins its lines with.
const PROMPT: &str = ">>>";

/// Whether a line is blank, also within a quotation. Menus have a lone `>` between two entries.
fn is_blank(lines: &[Line], at: usize) -> bool {
    let is_quoted = |line: &Line| matches!(quote_of(line.text), (1.., text) if !text.is_empty());
    let (depth, text) = quote_of(lines[at].text);
    if depth == 0 || !text.is_empty() || lines[at].text.starts_with(PROMPT) {
        return lines[at].text.is_empty();
    }
    at.checked_sub(1).is_some_and(|before| is_quoted(&lines[before]))
        || lines.get(at + 1).is_some_and(is_quoted)
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

struct Line<'a> {
    whole: &'a str,
    /// Without the white space around it.
    text: &'a str,
    is_item: bool,
    is_heading: bool,
    /// Columns that it is set in by.
    indent: usize,
}

impl<'a> Line<'a> {
    fn new(line: &'a str) -> Self {
        let text = trim(line);
        let indent = indent(line);
        Self { whole: line, text, is_item: is_list_item(text), is_heading: is_heading(text), indent }
    }
}

/// Columns of white space that a line begins with; tabs reach to the next multiple of four (`CommonMark` 2.2).
fn indent(line: &str) -> usize {
    let blanks = line.chars().take_while(|ch| ch.is_whitespace());
    blanks.fold(
        0,
        |columns, ch| if ch == '\t' { (columns / TAB_COLUMNS + 1) * TAB_COLUMNS } else { columns + 1 },
    )
}

fn trim(line: &str) -> &str {
    line.trim_matches(|ch: char| ch.is_whitespace() || crate::page::is_invisible(ch))
}

/// Makes blocks of the lines between two blank lines or headings.
fn push_part(lines: &[Line], part: Range<usize>, wrap: Wrap, phrases: Phrases, blocks: &mut Vec<Block>) {
    let wrap = wrap.within(&lines[part.clone()]);
    let mut start = part.start;
    while start < part.end {
        let rest = &lines[start..part.end];
        let table = markdown::table(rest);
        let (kind, length) = if table > 0 {
            (BlockKind::Table, table)
        } else if rest[0].is_item {
            let goes_on = |pair: &&[Line]| {
                pair[1].is_item || pair[1].indent >= CONTINUATION_COLUMNS || wrap.joins(pair)
            };
            (BlockKind::List, rest.windows(2).take_while(goes_on).count() + 1)
        } else {
            (BlockKind::Paragraph, wrap.paragraph(rest))
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
    let own_line = |line: &Line| kind == BlockKind::Table || kind == BlockKind::List && line.is_item;
    let outer = lines[range.start].indent;
    for line in &lines[range.clone()] {
        if !text.is_empty() {
            text.push_str(if own_line(line) { "\n" } else { between(&text, line.text) });
        }
        if kind == BlockKind::List && line.is_item {
            text.extend(std::iter::repeat_n(' ', line.indent.saturating_sub(outer).min(MOST_INDENT)));
        }
        // Each line of a quotation has its mark, the paragraph has one.
        let quoted = if text.is_empty() || own_line(line) { line.text } else { quote_of(line.text).1 };
        push_folded(&mut text, quoted);
    }
    let origin = Origin::Lines(range);
    if kind != BlockKind::Paragraph {
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
    fn blank_lines_of_a_quotation_end_its_paragraphs() {
        assert_eq!(texts("> One.\n> \n> Two."), ["> One.", "> Two."]);
        assert_eq!(texts("Home\n>\nFerries"), ["Home", ">", "Ferries"]);
        assert_eq!(texts(">>> sail()\n>>>"), [">>> sail()", ">>>"]);
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
