//! Page to blocks: one walk in document order, runs of text split where a browser would start a new
//! line, simple lists, data tables and preformatted code as one block each.

use super::{code, formula, inline_noise, list, table};
use crate::lexicon::{self, Place};
use crate::page::{Page, is_invisible, push_folded};
use crate::script::weight;
use crate::{Attr, Block, BlockKind, Interrupt, NodeId, Origin, Tag};

/// Where a block's text stands in its page, and how much of it is in links.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Span {
    /// The element that breaks text and holds the run.
    pub(crate) container: NodeId,
    /// First node of the run.
    pub(crate) first: NodeId,
    /// One past the last node of the run, in document order.
    pub(crate) end: usize,
    /// Weight of the text inside links.
    pub(crate) link_weight: usize,
    /// Number of links.
    pub(crate) links: usize,
    /// Whether the nodes are those of this block alone; else only its text tells it from others there.
    pub(crate) is_whole: bool,
}

impl Span {
    /// The outermost inline element that the run begins with.
    pub(crate) fn first_element(&self, page: &Page) -> NodeId {
        page.ancestors(self.first).take_while(|id| *id > self.container).last().unwrap_or(self.first)
    }
}

/// Blocks of a page, each with its place.
#[derive(Debug, Default)]
pub(crate) struct PageBlocks {
    pub(crate) blocks: Vec<Block>,
    pub(crate) spans: Vec<Span>,
}

/// Splits a page into blocks, in document order.
pub(crate) fn segment(page: &Page) -> PageBlocks {
    walk(page, Noscript::Read)
}

/// Whether the content of `noscript` becomes blocks. One inside another holds the rest of the first as
/// raw text, so that reading both takes quadratic time.
#[derive(Clone, Copy, PartialEq)]
enum Noscript {
    Read,
    Skip,
}

fn walk(page: &Page, noscript: Noscript) -> PageBlocks {
    let mut walk = Walk {
        page,
        noscript,
        out: PageBlocks::default(),
        run: Run::default(),
        open: Vec::new(),
        link_end: 0,
        set_apart: Vec::new(),
        trail: Trail::default(),
    };
    let mut next = page.find(Tag::Body).map_or(0, NodeId::index);
    while next < page.len() {
        walk.leave(next);
        next = walk.enter(NodeId::at(next));
    }
    walk.leave(usize::MAX);
    walk.out
}

/// A run of inline text that is still being read.
#[derive(Default)]
struct Run {
    text: String,
    first: Option<NodeId>,
    end: usize,
    link_weight: usize,
    links: usize,
    breaks: usize,
}

struct Walk<'a> {
    page: &'a Page,
    noscript: Noscript,
    out: PageBlocks,
    run: Run,
    /// Open elements that break text.
    open: Vec<NodeId>,
    /// One past the last node of the link that is being read.
    link_end: usize,
    /// Noise inside the run; it becomes blocks of its own behind the run.
    set_apart: Vec<NodeId>,
    trail: Trail,
}

impl Walk<'_> {
    /// Closes the elements that end before `next`.
    fn leave(&mut self, next: usize) {
        while let Some(top) = self.open.last()
            && self.page.end(*top) <= next
        {
            self.flush();
            self.open.pop();
        }
        if next == usize::MAX {
            self.flush();
        }
    }

    /// Reads one node; gives the next to read, which lies behind the subtree where that was read whole.
    fn enter(&mut self, id: NodeId) -> usize {
        let behind = self.page.end(id);
        let tag = self.page.tag(id);
        match tag {
            Tag::Text => self.read_text(id),
            Tag::Br => self.run.breaks += 1,
            Tag::Textarea | Tag::Head => return behind,
            // Of these, it alone is a block.
            Tag::Video => {
                self.flush();
                return behind;
            }
            _ if tag.hides_its_text() => return behind,
            Tag::Noscript => {
                if self.noscript == Noscript::Read {
                    self.push_noscript(id);
                }
                return behind;
            }
            Tag::Pre if code::is_plain(self.page, id) => {
                self.push_whole(id, BlockKind::Code, code::verbatim(self.page, id));
                return behind;
            }
            Tag::Ul | Tag::Ol | Tag::Dl | Tag::Menu | Tag::Dir if list::is_simple(self.page, id) => {
                self.push_whole(id, BlockKind::List, list::text(self.page, id));
                return behind;
            }
            Tag::Table if table::is_data(self.page, id) => {
                self.push_whole(id, BlockKind::Table, table::text(self.page, id));
                return behind;
            }
            Tag::Select => {
                self.push_whole(id, BlockKind::Paragraph, self.page.text_content(id));
                return behind;
            }
            _ if inline_noise::is_noise(self.page, id) => {
                self.set_apart.push(id);
                return behind;
            }
            Tag::A => {
                self.link_end = self.link_end.max(behind);
                self.run.links += 1;
            }
            _ if tag.breaks_text() || is_attribution(self.page, id) => {
                self.flush();
                self.open.push(id);
            }
            _ if is_styled_block(self.page, id) => {
                if self.is_in_heading() {
                    self.run.breaks = self.run.breaks.max(1);
                } else {
                    self.flush();
                    self.open.push(id);
                }
            }
            _ => {
                if let Some(text) = formula::shown(self.page, id) {
                    self.push_inline(id, &text);
                    return behind;
                }
            }
        }
        id.index() + 1
    }

    fn is_in_heading(&self) -> bool {
        self.open.last().is_some_and(|top| self.page.tag(*top).heading_level().is_some())
    }

    fn read_text(&mut self, id: NodeId) {
        let text = self.page.text(id);
        if is_blank(text) {
            if !self.run.text.is_empty() && self.run.breaks == 0 {
                push_folded(&mut self.run.text, " ");
            }
            return;
        }
        self.push_inline(id, text);
    }

    /// Appends text that a node, with all that it holds, shows in a line.
    fn push_inline(&mut self, id: NodeId, text: &str) {
        if self.run.breaks > 0 && self.run.first.is_some() {
            if self.run.breaks > 1 {
                self.flush();
            } else {
                self.run.text.truncate(self.run.text.trim_end().len());
                self.run.text.push('\n');
            }
        }
        self.run.breaks = 0;
        push_folded(&mut self.run.text, text);
        self.run.first.get_or_insert(id);
        self.run.end = self.page.end(id);
        if id.index() < self.link_end {
            self.run.link_weight += weight(text);
        }
    }

    /// Ends the run that is being read.
    fn flush(&mut self) {
        self.flush_run();
        if self.set_apart.is_empty() {
            return;
        }
        for id in std::mem::take(&mut self.set_apart) {
            let text = self.page.text_content(id);
            let (link_weight, links) = links_below(self.page, id);
            let span =
                Span { container: id, first: id, end: self.page.end(id), link_weight, links, is_whole: true };
            self.push(BlockKind::Paragraph, text, span);
        }
    }

    fn flush_run(&mut self) {
        let links = std::mem::take(&mut self.run.links);
        self.run.breaks = 0;
        let Some(first) = self.run.first.take() else { return };
        // The buffer stays for the next run; the block gets as much as it needs.
        let text = self.run.text.trim_end().to_owned();
        self.run.text.clear();
        let container = self.open.last().copied().unwrap_or(NodeId::ROOT);
        let span = Span {
            container,
            first,
            end: self.run.end,
            link_weight: self.run.link_weight,
            links,
            is_whole: true,
        };
        self.run.link_weight = 0;
        let kind = kind_of(self.page, container);
        let parts = split_at_residue(text);
        let is_whole = parts.len() == 1;
        for part in parts {
            self.push(kind, part, Span { is_whole, ..span.clone() });
        }
    }

    /// Makes one block of a whole element.
    fn push_whole(&mut self, id: NodeId, kind: BlockKind, text: String) {
        self.flush();
        let (link_weight, links) =
            if id.index() < self.link_end { (weight(&text), 1) } else { links_below(self.page, id) };
        self.push(
            kind,
            text,
            Span { container: id, first: id, end: self.page.end(id), link_weight, links, is_whole: true },
        );
    }

    /// The parser keeps the content of `noscript` as raw text; its blocks all stand at that element.
    fn push_noscript(&mut self, id: NodeId) {
        self.flush();
        let raw: String = self.page.descendants(id).map(|node| self.page.text(node)).collect();
        if is_tags_alone(&raw) {
            return;
        }
        let Ok(inner) = Page::parse_with(&raw, self.page.limits(), Interrupt::default(), self.page.sources())
        else {
            return;
        };
        let PageBlocks { blocks, spans } = walk(&inner, Noscript::Skip);
        let whole = self.page.source_of(id.index() + 1..self.page.end(id));
        // Where it stands in the source as it was parsed, so do its blocks.
        let verbatim = whole.filter(|whole| whole.len() == raw.len()).map(|whole| whole.start);
        for (block, span) in blocks.into_iter().zip(spans) {
            let place = Span { container: id, first: id, end: self.page.end(id), is_whole: false, ..span };
            let before = self.out.blocks.len();
            self.push(block.kind, block.text, place);
            if let (Some(start), Some(inner)) = (verbatim, block.source)
                && let Some(pushed) = self.out.blocks.get_mut(before)
            {
                pushed.source = Some(start + inner.start..start + inner.end);
            }
        }
    }

    fn push(&mut self, kind: BlockKind, text: String, span: Span) {
        if text.is_empty() {
            return;
        }
        let source = self.page.source_of(span.first.index()..span.end);
        let origin = Origin::Element(self.trail.path(self.page, span.container));
        self.out.blocks.push(Block { kind, text, origin, source });
        self.out.spans.push(span);
    }
}

/// Names in a path; real pages are rarely deeper, and the paths of a deep page must not outweigh it.
const LONGEST_PATH: usize = 64;

/// An element and those around it with the names from the root to each, joined with slashes: those around a block are
/// mostly those around the block before.
#[derive(Default)]
struct Trail {
    path: String,
    /// Each with the length of its path, from the root down.
    elements: Vec<(NodeId, usize)>,
    /// Those that a path lacks, from its end up.
    missing: Vec<NodeId>,
}

impl Trail {
    /// The names of the elements from the root to `id`, or the last of them.
    fn path(&mut self, page: &Page, id: NodeId) -> String {
        for up in page.ancestors(id) {
            while self.elements.last().is_some_and(|(known, _)| *known > up) {
                self.elements.pop();
            }
            if self.elements.last().is_some_and(|(known, _)| *known == up) {
                break;
            }
            self.missing.push(up);
        }
        self.path.truncate(self.elements.last().map_or(0, |(_, length)| *length));
        while let Some(id) = self.missing.pop() {
            if !self.path.is_empty() {
                self.path.push('/');
            }
            self.path.push_str(page.tag(id).as_str());
            self.elements.push((id, self.path.len()));
        }
        match self.elements.len().checked_sub(LONGEST_PATH + 1) {
            None => self.path.clone(),
            Some(left_out) => format!("…{}", &self.path[self.elements[left_out].1..]),
        }
    }
}

/// Whether a text shows nothing. Most begin with a letter, or are the white space between two tags.
fn is_blank(text: &str) -> bool {
    let blanks = text.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'..=b'\r')).count();
    match text.as_bytes().get(blanks) {
        None => true,
        Some(byte) if byte.is_ascii_graphic() => false,
        Some(_) => text[blanks..].chars().all(|ch| ch.is_whitespace() || is_invisible(ch)),
    }
}

/// Whether a piece of HTML is tags alone, as those are that load a picture without a program. Where it says no,
/// there may be no text all the same.
fn is_tags_alone(html: &str) -> bool {
    let mut rest = html.trim_start();
    while !rest.is_empty() {
        let is_tag = matches!(rest.as_bytes(), [b'<', b'/', letter, ..] | [b'<', letter, ..] if letter.is_ascii_alphabetic());
        let Some(end) = rest.find('>').filter(|_| is_tag) else { return false };
        rest = rest[end + 1..].trim_start();
    }
    true
}

/// Old layouts break lines where others begin paragraphs: a line that is a residue phrase is a block
/// of its own, and so are the lines around it.
fn split_at_residue(text: String) -> Vec<String> {
    let is_residue = |line: &str| lexicon::lookup(line).is_some_and(|phrase| phrase.place == Place::Line);
    if !text.contains('\n') || !text.lines().any(is_residue) {
        return vec![text];
    }
    text.lines().map(str::to_owned).collect()
}

/// The kind that the nearest telling ancestor gives a run of text.
fn kind_of(page: &Page, container: NodeId) -> BlockKind {
    for id in page.ancestors(container) {
        match page.tag(id) {
            tag if tag.heading_level().is_some() => {
                return BlockKind::Heading(tag.heading_level().unwrap_or(1));
            }
            Tag::Blockquote | Tag::Q => return BlockKind::Quote,
            Tag::Figcaption | Tag::Caption => return BlockKind::Caption,
            Tag::Article | Tag::Main | Tag::Body | Tag::Td | Tag::Li => break,
            _ => {}
        }
    }
    BlockKind::Paragraph
}

/// A `cite` that stands in a quotation by itself, not in a sentence: "Anna wrote:".
fn is_attribution(page: &Page, id: NodeId) -> bool {
    let parent = page.parent(id).filter(|_| page.tag(id) == Tag::Cite);
    parent.is_some_and(|parent| {
        let around = page.parent(parent).map(|id| page.tag(id));
        page.tag(parent) == Tag::Blockquote
            || (page.tag(parent) == Tag::Div && around == Some(Tag::Blockquote))
    })
}

/// Whether a style makes a block of an inline element; formulas stay one.
fn is_styled_block(page: &Page, id: NodeId) -> bool {
    let Some(style) = page.attr(id, Attr::Style).filter(|_| page.tag(id) != Tag::Math) else { return false };
    let mut declarations = style.split(';').filter_map(|declaration| declaration.split_once(':'));
    declarations.rfind(|(name, _)| name.trim().eq_ignore_ascii_case("display")).is_some_and(|(_, value)| {
        let value = value.split('!').next().unwrap_or_default().trim();
        ["block", "flex", "grid", "table", "list-item"]
            .iter()
            .any(|display| value.eq_ignore_ascii_case(display))
    })
}

/// Weight and number of the links inside an element.
fn links_below(page: &Page, id: NodeId) -> (usize, usize) {
    let (mut in_links, mut links, mut link_end) = (0, 0, 0);
    for node in page.descendants(id) {
        match page.tag(node) {
            Tag::A => {
                link_end = page.end(node);
                links += 1;
            }
            Tag::Text if node.index() < link_end => in_links += weight(page.text(node)),
            _ => {}
        }
    }
    (in_links, links)
}

/// Whether a layout hint of the markup says that an element is for presentation only.
pub(crate) fn is_presentational(page: &Page, id: NodeId) -> bool {
    page.attr(id, Attr::Role).is_some_and(|role| role.eq_ignore_ascii_case("presentation") || role == "none")
}
