//! Runs of nodes as inline Markdown: emphasis, links, code, line breaks.
//!
//! A mark is written when the first text inside it is, and only where a reader takes it for one
//! (`CommonMark` 6.2): an emphasis that would be read as stars is left out.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::Renderer;
use super::escape;
use crate::page::{is_invisible, push_folded};
use crate::segment::{formula, inline_noise};
use crate::{Attr, NodeId, Tag};

/// Nodes that are looked at for the character behind a mark; behind so many empty elements none is near.
const LOOK_AHEAD: usize = 16;

/// What a line break becomes.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Breaks {
    /// A line of its own.
    Hard,
    /// A blank, where there is one line only.
    Blank,
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Strong,
    Emphasis,
    Struck,
    Code,
    /// To the address of this element.
    Link(NodeId),
    /// A block inside the run: a blank on both sides.
    Block,
    /// What a reader would not take for a mark.
    Left,
}

impl Mark {
    fn text(self) -> &'static str {
        match self {
            Self::Strong => "**",
            Self::Emphasis => "*",
            Self::Struck => "~~",
            Self::Link(_) => "[",
            Self::Code | Self::Block | Self::Left => "",
        }
    }

    fn is_emphasis(self) -> bool {
        matches!(self, Self::Strong | Self::Emphasis | Self::Struck)
    }

    /// Whether one inside the other says nothing more.
    fn is_same(self, other: Self) -> bool {
        self == other || matches!((self, other), (Self::Link(_), Self::Link(_)))
    }
}

/// An element that is being written.
struct Open {
    mark: Mark,
    /// One past its last node.
    end: usize,
    /// Where its mark stands; none before its first text.
    at: Option<usize>,
}

struct Inline<'a> {
    renderer: Renderer<'a>,
    breaks: Breaks,
    end: usize,
    out: String,
    open: Vec<Open>,
    /// Emphasis that ended behind the last text, where it began and ended.
    closed: Vec<(Mark, usize, usize)>,
    /// Where the last code ended: another one right behind it would make one run of two of backticks.
    code_end: usize,
}

/// A run of nodes.
pub(super) fn render(renderer: Renderer, nodes: Range<usize>, breaks: Breaks) -> String {
    if nodes.is_empty() {
        return String::new();
    }
    let page = renderer.page;
    let (out, open) = (String::new(), Vec::new());
    let mut writer = Inline { renderer, breaks, end: nodes.end, out, open, closed: Vec::new(), code_end: 0 };
    // Emphasis and links around the whole run, and blocks that end inside it.
    let ends_inside = |id: &NodeId| page.tag(*id).breaks_text() && page.end(*id) < nodes.end;
    let is_around = |id: &NodeId| ends_inside(id) || !page.tag(*id).breaks_text();
    let around = page.ancestors(NodeId::at(nodes.start)).skip(1);
    let mut around: Vec<NodeId> = around.take_while(is_around).collect();
    around.reverse();
    for id in around {
        writer.open(id);
    }
    let mut next = nodes.start;
    while next < nodes.end {
        writer.close_before(next);
        next = writer.enter(NodeId::at(next));
    }
    writer.close_before(usize::MAX);
    writer.out.truncate(writer.out.trim_end().len());
    writer.out
}

impl Inline<'_> {
    /// Reads one node; gives the next to read.
    fn enter(&mut self, id: NodeId) -> usize {
        let page = self.renderer.page;
        match page.tag(id) {
            Tag::Text => self.text(page.text(id)),
            Tag::Br => self.line_break(),
            _ if self.is_left_out(id) => return page.end(id),
            _ => match formula::shown(page, id) {
                Some(text) => {
                    self.text(&text);
                    return page.end(id);
                }
                None => self.open(id),
            },
        }
        id.index() + 1
    }

    fn open(&mut self, id: NodeId) {
        let page = self.renderer.page;
        let mark = match page.tag(id) {
            Tag::B | Tag::Strong => Mark::Strong,
            Tag::I | Tag::Em => Mark::Emphasis,
            Tag::Del | Tag::S | Tag::Strike => Mark::Struck,
            Tag::Code | Tag::Kbd | Tag::Samp | Tag::Tt => Mark::Code,
            Tag::A if page.attr(id, Attr::Href).is_some_and(leads_elsewhere) => Mark::Link(id),
            tag if tag.breaks_text() => Mark::Block,
            _ => return,
        };
        if mark == Mark::Block {
            self.blank();
        } else if self.open.iter().any(|open| open.mark.is_same(mark) || open.mark == Mark::Code) {
            return;
        }
        self.open.push(Open { mark, end: page.end(id).min(self.end), at: None });
    }

    fn text(&mut self, text: &str) {
        // A first blank is wanted behind a word only.
        let has_word = !self.out.is_empty() && !self.out.ends_with([' ', '\n']);
        let mut folded = String::from(if has_word { "x" } else { "" });
        push_folded(&mut folded, text);
        let mut text = &folded[usize::from(has_word)..];
        if let Some(behind) = text.strip_prefix(' ') {
            self.blank();
            text = behind;
        }
        if text.is_empty() {
            return;
        }
        self.begin(text);
        self.closed.clear();
        if self.open.iter().any(|open| open.mark == Mark::Code) {
            self.out.push_str(text);
        } else {
            escape::push(&mut self.out, text);
        }
    }

    /// Writes the marks of the elements that begin with this text.
    fn begin(&mut self, text: &str) {
        for index in 0..self.open.len() {
            let Open { mark, at: None, .. } = self.open[index] else { continue };
            let before = self.out.chars().next_back();
            let glued = self.closed.last().copied().filter(|(_, _, end)| *end == self.out.len());
            match glued {
                // What ends and begins again goes on.
                Some((closed, at, _)) if mark.is_emphasis() && closed == mark => {
                    self.out.truncate(self.out.len() - mark.text().len());
                    self.closed.pop();
                    self.open[index].at = Some(at);
                    continue;
                }
                _ => {}
            }
            let is_last = self.open[index + 1..]
                .iter()
                .all(|open| open.at.is_some() || matches!(open.mark, Mark::Block | Mark::Left));
            let next = if is_last { text.chars().next() } else { Some('*') };
            let is_read = match mark {
                Mark::Code => before.is_none() || self.code_end != self.out.len(),
                _ if mark.is_emphasis() => {
                    glued.is_none() && Flanking { before, next }.begins(self.is_in_emphasis())
                }
                _ => true,
            };
            if !is_read {
                self.open[index].mark = Mark::Left;
            }
            if matches!(mark, Mark::Link(_)) {
                self.escape_picture();
            }
            self.open[index].at = Some(self.out.len());
            self.out.push_str(self.open[index].mark.text());
        }
    }

    /// A link behind an exclamation mark would be a picture, even with marks between the two, which may go.
    fn escape_picture(&mut self) {
        let behind = self.out.trim_end_matches(['*', '~']).len();
        if self.out[..behind].ends_with('!') {
            self.out.insert(behind - 1, '\\');
            for at in self.open.iter_mut().filter_map(|open| open.at.as_mut()).filter(|at| **at >= behind) {
                *at += 1;
            }
        }
    }

    fn close_before(&mut self, next: usize) {
        while self.open.last().is_some_and(|open| open.end <= next) {
            let Some(Open { mark, at, .. }) = self.open.pop() else { return };
            let Some(at) = at else { continue };
            // A mark must touch the word that it closes.
            let blanks = self.out.split_off(self.out.trim_end().len());
            let next_char = if blanks.is_empty() { self.char_ahead(next) } else { None };
            // Marks that end in a row are one for the reader.
            let marks: usize = self.closed.iter().map(|(mark, ..)| mark.text().len()).sum();
            let closes =
                Flanking { before: self.out[..self.out.len() - marks].chars().next_back(), next: next_char };
            match mark {
                Mark::Block | Mark::Left => {}
                Mark::Code => {
                    let code = self.out.split_off(at);
                    self.out.push_str(&span_of_code(&code));
                    self.code_end = self.out.len();
                    self.closed.clear();
                }
                Mark::Link(id) => {
                    let href = self.renderer.page.attr(id, Attr::Href).unwrap_or_default();
                    let address = escape::address(&(self.renderer.resolve)(href.trim()));
                    self.out.extend(["](", &address, ")"]);
                    self.closed.clear();
                }
                _ if !closes.ends(self.is_in_emphasis()) => {
                    let length = mark.text().len();
                    self.out.replace_range(at..at + length, "");
                    if self.code_end > at {
                        self.code_end -= length;
                    }
                    for (_, begin, end) in self.closed.iter_mut().filter(|(_, begin, _)| *begin > at) {
                        (*begin, *end) = (*begin - length, *end - length);
                    }
                }
                _ => {
                    self.out.push_str(mark.text());
                    self.closed.push((mark, at, self.out.len()));
                }
            }
            self.out.push_str(&blanks);
            if mark == Mark::Block {
                self.blank();
            }
        }
    }

    /// Whether an emphasis is written that has not ended.
    fn is_in_emphasis(&self) -> bool {
        self.open.iter().any(|open| open.at.is_some() && open.mark.is_emphasis())
    }

    /// The first character of the text that comes next.
    fn char_ahead(&self, next: usize) -> Option<char> {
        let page = self.renderer.page;
        let mut next = next;
        for _ in 0..LOOK_AHEAD {
            let id = NodeId::at(next);
            if next >= self.end {
                return None;
            }
            if self.is_left_out(id) {
                next = page.end(id);
                continue;
            }
            if let Some(text) = formula::shown(page, id) {
                return text.chars().next();
            }
            match () {
                // A line ends there, or a blank is put there.
                () if page.tag(id) == Tag::Br || page.tag(id).breaks_text() => return None,
                () => match page.text(id).chars().find(|ch| !is_invisible(*ch)) {
                    None => next += 1,
                    found => return found,
                },
            }
        }
        None
    }

    /// Whether nothing of an element is written.
    fn is_left_out(&self, id: NodeId) -> bool {
        let page = self.renderer.page;
        let tag = page.tag(id);
        tag == Tag::Noscript || tag.hides_its_text() || inline_noise::is_noise(page, id)
    }

    fn line_break(&mut self) {
        if self.breaks == Breaks::Blank || self.open.iter().any(|open| open.mark == Mark::Code) {
            self.blank();
        } else if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.truncate(self.out.trim_end().len());
            self.out.push_str("  \n");
        }
    }

    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
    }
}

/// Whether a link leads out of the page.
fn leads_elsewhere(href: &str) -> bool {
    let href: String = href.chars().filter(|ch| !ch.is_control()).collect();
    let href = href.trim();
    let scheme = href.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| is_scheme(scheme));
    let is_read = scheme.is_none_or(|scheme| SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)));
    !href.is_empty() && !href.starts_with('#') && is_read
}

/// Schemes of addresses that lead to something to read or somebody to write to; others run programs or name what only
/// the writer's machine has.
const SCHEMES: &[&str] = &["http", "https", "mailto", "ftp", "tel"];

/// Whether a text has the form of a scheme (RFC 3986, 3.1).
fn is_scheme(text: &str) -> bool {
    text.starts_with(|ch: char| ch.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// What stands on both sides of a run of marks (`CommonMark` 6.2).
struct Flanking {
    before: Option<char>,
    next: Option<char>,
}

impl Flanking {
    /// Whether it begins an emphasis for sure: inside another one it must not look like an end, too.
    fn begins(&self, is_inside: bool) -> bool {
        self.is_left() && !(is_inside && self.is_right())
    }

    /// Whether it ends one for sure.
    fn ends(&self, is_inside: bool) -> bool {
        self.is_right() && !(is_inside && self.is_left())
    }

    /// Whether it may begin an emphasis.
    fn is_left(&self) -> bool {
        is_visible(self.next) && (is_wordy(self.next) || !is_wordy(self.before))
    }

    /// Whether it may end one.
    fn is_right(&self) -> bool {
        is_visible(self.before) && (is_wordy(self.before) || !is_wordy(self.next))
    }
}

fn is_visible(ch: Option<char>) -> bool {
    ch.is_some_and(|ch| !ch.is_whitespace())
}

/// Neither white space nor punctuation.
fn is_wordy(ch: Option<char>) -> bool {
    let is_joiner = |ch| matches!(ch, '\u{200c}' | '\u{200d}');
    ch.is_some_and(|ch| ch.is_alphanumeric() || is_combining_mark(ch) || is_joiner(ch))
}

/// Code between more backticks than it has in a row (`CommonMark` 6.1).
fn span_of_code(code: &str) -> String {
    let fence = "`".repeat(escape::backticks(code) + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{code}{pad}{fence}")
}
