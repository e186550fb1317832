//! What a reader sees of a line with Markdown in it, and what the Markdown says.

use std::borrow::Cow;

use crate::{Block, BlockKind};

/// Deepest heading of Markdown.
pub(crate) const HEADING_LEVELS: usize = 6;
/// An image may stand in a link; deeper brackets are text.
const BRACKETS: usize = 2;
/// Marks of emphasis and code.
const EMPHASIS: [char; 3] = ['*', '_', '`'];

/// A line without addresses of links and images, number signs of a heading, marks of emphasis at its ends and
/// backslashes before marks.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Visible<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Level of the heading, 0 for other lines.
    pub(super) heading: u32,
    pub(super) links: u32,
    pub(super) images: u32,
    /// Bytes of the text that are labels of links.
    pub(super) linked: usize,
}

impl<'a> Visible<'a> {
    /// Code shows what it is.
    pub(crate) fn of_block(block: &'a Block) -> Self {
        if block.kind == BlockKind::Code {
            return Self { text: Cow::Borrowed(&block.text), ..Self::default() };
        }
        Self::of(&block.text)
    }

    pub(crate) fn of(line: &'a str) -> Self {
        let signs = line.len() - line.trim_start_matches('#').len();
        let heading = match line[signs..].chars().next() {
            Some(' ') if signs <= HEADING_LEVELS => signs,
            _ => 0,
        };
        let line = if heading > 0 { line[signs..].trim_start() } else { line };
        let mut visible = without_links(line);
        visible.heading = heading as u32;
        if visible.text.contains('\\') {
            visible.text = Cow::Owned(unescaped(&visible.text));
        }
        let (start, end) = inside_emphasis(&visible.text);
        if end - start < visible.text.len() {
            visible.text = match visible.text {
                Cow::Borrowed(text) => Cow::Borrowed(&text[start..end]),
                Cow::Owned(text) => Cow::Owned(text[start..end].to_owned()),
            };
        }
        visible
    }

    /// Share of the text that is labels of links, 0 to 1.
    pub(super) fn link_share(&self) -> f32 {
        (self.linked as f32 / self.text.len().max(1) as f32).min(1.0)
    }
}

fn without_links(line: &str) -> Visible<'_> {
    let mut visible = Visible::default();
    // One byte is found faster than two.
    if !line.contains(']') || !line.contains("](") {
        visible.text = Cow::Borrowed(line);
        return visible;
    }
    let mut text = String::with_capacity(line.len());
    // Where brackets are open in the text, the last behind the others.
    let mut open: Vec<usize> = Vec::with_capacity(BRACKETS + 1);
    let mut rest = line;
    while let Some(at) = rest.find(['[', ']']) {
        text.push_str(&rest[..at]);
        let is_open = rest[at..].starts_with('[');
        rest = &rest[at + 1..];
        if is_open {
            if open.len() == BRACKETS {
                open.remove(0);
            }
            open.push(text.len());
            text.push('[');
            continue;
        }
        match (open.pop(), end_of_target(rest)) {
            (Some(start), Some(end)) => {
                text.remove(start);
                rest = &rest[end..];
                if text[..start].ends_with('!') {
                    text.remove(start - 1);
                    visible.images += 1;
                } else {
                    visible.linked += text[start..].trim().len();
                    visible.links += 1;
                }
            }
            _ => text.push(']'),
        }
    }
    text.push_str(rest);
    visible.text = match text.trim() {
        trimmed if trimmed.len() < text.len() => Cow::Owned(trimmed.to_owned()),
        _ => Cow::Owned(text),
    };
    visible
}

/// Where the address of a link and its title in quotation marks end, if a text begins with them: `(/tolls "Tolls")`.
/// `()` has no address: `[Symbol.iterator]()` is code.
/// Brackets end the search, so that a line of many takes no longer.
fn end_of_target(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('(').filter(|inner| !inner.starts_with(')'))?;
    let (mut depth, mut is_title, mut is_behind_space) = (0_u32, false, false);
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            b'[' | b']' | b'\n' => return None,
            b'"' if is_behind_space && !is_title => is_title = true,
            b'"' if is_title && inner[at + 1..].starts_with(')') => is_title = false,
            _ if is_title => {}
            b')' if depth == 0 => return Some(at + 2),
            b')' => depth -= 1,
            _ if is_behind_space && byte != b' ' => return None,
            b'(' => depth += 1,
            _ => {}
        }
        is_behind_space = byte == b' ' && at > 0;
    }
    None
}

/// Without the backslashes that scrapers put before marks: `1\. \[edit\]`.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        if ch != '\\' || !chars.peek().is_some_and(char::is_ascii_punctuation) {
            out.push(ch);
        } else if let Some(mark) = chars.next() {
            out.push(mark);
        }
    }
    out
}

/// From where to where a text stands inside marks of emphasis; all of it without such marks. A mark beside a blank is
/// a bullet or a footnote.
fn inside_emphasis(text: &str) -> (usize, usize) {
    let behind = text.trim_start_matches(EMPHASIS);
    let start = if behind.starts_with(char::is_whitespace) { 0 } else { text.len() - behind.len() };
    let before = text.trim_end_matches(EMPHASIS);
    let end = if before.ends_with(char::is_whitespace) { text.len() } else { before.len() };
    if start < end { (start, end) } else { (0, text.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str) -> String {
        Visible::of(line).text.into_owned()
    }

    #[test]
    fn addresses_and_marks_are_not_seen() {
        for (line, seen) in [
            ("## Related Articles", "Related Articles"),
            ("#ferry is a tag", "#ferry is a tag"),
            ("####### Seven", "####### Seven"),
            ("[Read more](https://a.example/x_(1)) now", "Read more now"),
            ("[Tolls](/tolls \"All (new) tolls\") rise", "Tolls rise"),
            ("* [Home](/) | [News](/news)", "* Home | News"),
            ("![A quay](q.jpg) in winter", "A quay in winter"),
            ("[![A quay](q.jpg) The quay](/quay)", "A quay The quay"),
            ("[](/) [ Ferries ](/ferries)", "Ferries"),
            ("f(x)[1](", "f(x)[1]("),
            ("[Symbol.iterator]()", "[Symbol.iterator]()"),
            ("[1](see below) and [2]", "[1](see below) and [2]"),
            ("no link ](", "no link ]("),
            ("**The ferry sails.**", "The ferry sails."),
            ("_Photo: Ivo Brandt_", "Photo: Ivo Brandt"),
            ("Required fields are marked *", "Required fields are marked *"),
            ("* a rope", "* a rope"),
            ("***", "***"),
            (r"1\. Overview \[edit\] C:\harbour", r"1. Overview [edit] C:\harbour"),
        ] {
            assert_eq!(text(line), seen);
        }
    }

    #[test]
    fn links_images_and_headings_are_counted() {
        let visible = Visible::of("## [Home](/) | [![Quay](q.jpg)](/quay) and more");
        assert_eq!((visible.heading, visible.links, visible.images, visible.linked), (2, 2, 1, 8));
        assert!((visible.link_share() - 8.0 / 20.0).abs() < 0.05, "{}", visible.link_share());
        assert_eq!(Visible::of("Home | Quay"), Visible { text: "Home | Quay".into(), ..Visible::default() });
    }

    #[test]
    fn brackets_without_end_take_no_longer() {
        for line in ["[".repeat(1_000_000), "](".repeat(500_000), "[](a".repeat(250_000)] {
            assert_eq!(text(&line).len(), line.len());
        }
    }
}
