//! Lists: which are one block, and how their items become lines.

use std::ops::Range;

use super::{formula, inline_noise};
use crate::page::{Page, push_folded};
use crate::{NodeId, Tag};

/// Blanks by which a nested list is indented, …
const INDENT: usize = 2;
/// … up to so many lists inside one another: the blanks of deeper ones would outweigh their words.
pub(crate) const DEEPEST: usize = 16;

/// A list is one block when every item is a single run of text, apart from lists nested in it. Items
/// with headings, several paragraphs, tables or code are a layout, and their parts are blocks.
pub(crate) fn is_simple(page: &Page, list: NodeId) -> bool {
    let mut skip_until = 0;
    let mut runs_in_item = 0;
    for id in page.descendants(list) {
        if id.index() < skip_until {
            continue;
        }
        match page.tag(id) {
            Tag::Li | Tag::Dt | Tag::Dd => runs_in_item = 0,
            Tag::H1
            | Tag::H2
            | Tag::H3
            | Tag::H4
            | Tag::H5
            | Tag::H6
            | Tag::Table
            | Tag::Pre
            | Tag::Form
            | Tag::Article
            | Tag::Section
            | Tag::Blockquote
            | Tag::Figcaption
            | Tag::Aside
            | Tag::Header
            | Tag::Footer
            | Tag::Textarea
            | Tag::Iframe
            | Tag::Select => return false,
            tag if tag == Tag::Noscript || tag.hides_its_text() => skip_until = page.end(id),
            Tag::P | Tag::Div | Tag::Button | Tag::Time if has_own_text(page, id) => {
                runs_in_item += 1;
                if runs_in_item > 1 {
                    return false;
                }
            }
            _ => {}
        }
    }
    true
}

fn has_own_text(page: &Page, id: NodeId) -> bool {
    page.children(id).any(|child| match page.tag(child) {
        Tag::Text => !page.text(child).trim().is_empty(),
        tag => !tag.breaks_text() && tag != Tag::Br && !page.text_content(child).is_empty(),
    })
}

/// Who reads the lines of a list.
pub(crate) trait Lines {
    /// A run of text in the line.
    fn text(&mut self, text: &str);
    /// Where a browser would begin a new line inside an item.
    fn blank(&mut self);
    /// The end of a line, which may be empty.
    fn end(&mut self, line: Line);
}

/// What one line of a list stands for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// The list that it belongs to.
    pub(crate) list: NodeId,
    /// How many lists that one is nested in.
    pub(crate) depth: usize,
    /// The item; none for text before the first.
    pub(crate) item: Option<NodeId>,
    /// Its nodes, in document order.
    pub(crate) nodes: Range<usize>,
}

/// Reads a list line by line: items, and what stands before and behind lists nested in them.
pub(crate) fn read(page: &Page, list: NodeId, lines: &mut impl Lines) {
    read_nested(page, list, 0, lines);
}

fn read_nested(page: &Page, list: NodeId, depth: usize, lines: &mut impl Lines) {
    let end = page.end(list);
    let mut next = list.index() + 1;
    let (mut item, mut start) = (None, next);
    while next < end {
        let id = NodeId::at(next);
        next += 1;
        match page.tag(id) {
            Tag::Text => lines.text(page.text(id)),
            Tag::Li | Tag::Dt | Tag::Dd => {
                lines.end(Line { list, depth, item, nodes: start..id.index() });
                (item, start) = (Some(id), next);
            }
            Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir => {
                lines.end(Line { list, depth, item, nodes: start..id.index() });
                read_nested(page, id, depth + 1, lines);
                next = page.end(id);
                start = next;
            }
            tag if tag == Tag::Noscript || tag.hides_its_text() => next = page.end(id),
            _ if inline_noise::is_noise(page, id) => next = page.end(id),
            tag if tag == Tag::Br || tag.breaks_text() => lines.blank(),
            _ => {
                if let Some(text) = formula::shown(page, id) {
                    lines.text(&text);
                    next = page.end(id);
                }
            }
        }
    }
    lines.end(Line { list, depth, item, nodes: start..end });
}

/// One line per item, `- ` before each; nested items indented; terms and definitions without marks.
pub(crate) fn text(page: &Page, list: NodeId) -> String {
    let mut text = Text { page, line: String::new(), lines: String::new() };
    read(page, list, &mut text);
    text.lines
}

struct Text<'a> {
    page: &'a Page,
    line: String,
    lines: String,
}

impl Lines for Text<'_> {
    fn text(&mut self, text: &str) {
        push_folded(&mut self.line, text);
    }

    fn blank(&mut self) {
        push_folded(&mut self.line, " ");
    }

    fn end(&mut self, line: Line) {
        let text = self.line.trim();
        if !is_border(text) {
            if !self.lines.is_empty() {
                self.lines.push('\n');
            }
            self.lines.extend(std::iter::repeat_n(' ', line.depth.min(DEEPEST) * INDENT));
            let has_mark = line.depth > 0 || self.page.tag(line.list) != Tag::Dl;
            self.lines.extend([if has_mark { "- " } else { "" }, text]);
        }
        self.line.clear();
    }
}

/// Lines of dashes draw borders; empty ones are none.
pub(crate) fn is_border(line: &str) -> bool {
    line.trim_matches(['-', ' ']).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Interrupt, Limits};

    #[test]
    fn what_players_hold_for_old_browsers_is_not_read() {
        let html = "<ul><li>Ferry<video>No video.</video><li>Quay<object>No plug-in.</object><li>Yard</ul>";
        let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("a page");
        let list = page.find(Tag::Ul).expect("a list");
        assert!(is_simple(&page, list));
        assert_eq!(text(&page, list), "- Ferry\n- Quay\n- Yard");
    }
}
