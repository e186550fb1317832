//! Lists: which are one block, and how their items become lines.

use super::inline_noise;
use crate::page::{Page, push_folded};
use crate::{NodeId, Tag};

/// Blanks by which a nested list is indented.
const INDENT: usize = 2;

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

/// One line per item, `- ` before each; nested items indented; terms and definitions without marks.
pub(crate) fn text(page: &Page, list: NodeId) -> String {
    let mut lines = String::new();
    let mark = if page.tag(list) == Tag::Dl { "" } else { "- " };
    collect(page, list, mark, 0, &mut lines);
    lines
}

fn collect(page: &Page, list: NodeId, mark: &str, depth: usize, lines: &mut String) {
    let mut line = String::new();
    let mut next = list.index() + 1;
    let end = page.end(list);
    let start_line = |line: &mut String, lines: &mut String| {
        let text = line.trim();
        // Lines of dashes draw borders.
        if !text.trim_matches(['-', ' ']).is_empty() {
            if !lines.is_empty() {
                lines.push('\n');
            }
            lines.extend(std::iter::repeat_n(' ', depth * INDENT));
            lines.extend([mark, text]);
        }
        line.clear();
    };
    while next < end {
        let id = NodeId::at(next);
        next += 1;
        match page.tag(id) {
            Tag::Text => push_folded(&mut line, page.text(id)),
            Tag::Li | Tag::Dt | Tag::Dd => start_line(&mut line, lines),
            Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir => {
                start_line(&mut line, lines);
                collect(page, id, "- ", depth + 1, lines);
                next = page.end(id);
            }
            tag if tag == Tag::Noscript || tag.hides_its_text() => next = page.end(id),
            _ if inline_noise::is_noise(page, id) => next = page.end(id),
            tag if tag == Tag::Br || tag.breaks_text() => push_folded(&mut line, " "),
            _ => {}
        }
    }
    start_line(&mut line, lines);
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
