//! Kept blocks to Markdown (`CommonMark`, tables as in `GitHub` Flavored Markdown, definitions as in
//! PHP Markdown Extra): headings, emphasis, links, inline code, nested lists, quotes, fenced code, tables.

mod escape;
mod inline;

use std::ops::Range;

use crate::page::Page;
use crate::segment::html::Span;
use crate::segment::list::{self, Line, Lines};
use crate::segment::table;
use crate::{Attr, Block, BlockKind, NodeId, Tag, Verdict};
use inline::Breaks;

/// Lists nested deeper stand beside those around them: their indentation would outweigh them.
const DEEPEST_LIST: usize = 8;

/// Items are numbered with nine digits at most (`CommonMark` 5.2); so many more may follow.
const GREATEST_NUMBER: u32 = 899_999_999;

/// Writes blocks of a page, and the addresses of their links as they are to be.
#[derive(Clone, Copy)]
pub(crate) struct Renderer<'a> {
    pub(crate) page: &'a Page,
    pub(crate) resolve: &'a dyn Fn(&str) -> String,
}

impl Renderer<'_> {
    /// The kept blocks, one blank line between two.
    pub(crate) fn render(self, blocks: &[Block], spans: &[Span], verdicts: &[Verdict]) -> String {
        let kept = blocks.iter().zip(spans).zip(verdicts).filter(|(_, verdict)| verdict.is_kept());
        let parts = kept.map(|((block, span), _)| {
            // Noise inside a sentence that became a block of its own is text alone.
            let is_set_apart = block.kind == BlockKind::Paragraph && span.first == span.container;
            if span.is_whole && !is_set_apart { self.block(block, span) } else { without_markup(block) }
        });
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    fn block(self, block: &Block, span: &Span) -> String {
        let nodes = span.first.index()..span.end;
        match block.kind {
            BlockKind::Heading(level) => heading(level, &self.inline(nodes, Breaks::Blank)),
            BlockKind::Code => fenced(language(self.page, span), &block.text),
            BlockKind::List => self.list(span.container),
            BlockKind::Table => self.table(span.container),
            BlockKind::Quote => quote(&escape::paragraph(&self.inline(nodes, Breaks::Hard))),
            BlockKind::Paragraph | BlockKind::Caption => escape::paragraph(&self.inline(nodes, Breaks::Hard)),
        }
    }

    fn inline(self, nodes: Range<usize>, breaks: Breaks) -> String {
        inline::render(self, nodes, breaks)
    }

    fn list(self, list: NodeId) -> String {
        let mut writer = ListWriter { renderer: self, items: Vec::new(), lines: Vec::new() };
        list::read(self.page, list, &mut writer);
        writer.lines.join("\n")
    }

    /// The caption as a paragraph, then rows of cells; the first row is the head, as the format has no table
    /// without one, and is as wide as the widest.
    fn table(self, table: NodeId) -> String {
        let cell = |cell: NodeId| {
            self.inline(cell.index() + 1..self.page.end(cell), Breaks::Blank).replace('|', "\\|")
        };
        let rows = table::rows(self.page, table).into_iter();
        let mut rows: Vec<Vec<String>> = rows.map(|cells| cells.into_iter().map(cell).collect()).collect();
        rows.retain(|cells| cells.iter().any(|cell| !cell.is_empty()));
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        if let Some(head) = rows.first_mut() {
            head.resize(width, String::new());
        }
        let mut lines: Vec<String> = rows.iter().map(|cells| format!("| {} |", cells.join(" | "))).collect();
        lines.insert(1.min(lines.len()), format!("|{}", " --- |".repeat(width)));
        let caption = table::caption(self.page, table)
            .map(|id| self.inline(id.index() + 1..self.page.end(id), Breaks::Blank))
            .filter(|text| !text.is_empty());
        caption.map_or_else(String::new, |text| escape::line(&text) + "\n\n") + &lines.join("\n")
    }
}

fn heading(level: u8, text: &str) -> String {
    format!("{} {}", "#".repeat(usize::from(level)), escape::heading(text))
}

fn quote(text: &str) -> String {
    text.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

/// A fence longer than any run of backticks inside.
fn fenced(language: &str, code: &str) -> String {
    let longest = code.split(|ch| ch != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{code}\n{fence}")
}

/// A block of which only the text can be told from what stands beside it in the page.
fn without_markup(block: &Block) -> String {
    let mut text = String::new();
    escape::push(&mut text, &block.text);
    match block.kind {
        BlockKind::Heading(level) => heading(level, &text.replace('\n', " ")),
        BlockKind::Code => fenced("", &block.text),
        BlockKind::Quote => quote(&escape::paragraph(&text)),
        BlockKind::List => text,
        BlockKind::Table | BlockKind::Paragraph | BlockKind::Caption => escape::paragraph(&text),
    }
}

/// The programming language that a highlighter's class names, as in `language-rust`.
fn language<'a>(page: &'a Page, span: &Span) -> &'a str {
    let inside = page.descendants(span.container).take(1);
    let around = page.ancestors(span.container).take(3);
    let named = around.chain(inside).find_map(|id| {
        let classes = page.attr(id, Attr::Class)?;
        classes.split_whitespace().find_map(|class| {
            ["language-", "lang-", "highlight-", "brush:"]
                .iter()
                .find_map(|prefix| class.strip_prefix(prefix))
        })
    });
    named
        .filter(|name| name.chars().all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '+' | '-' | '#')))
        .unwrap_or_default()
}

/// An item inside which the next line may stand.
struct Item {
    /// The column at which its text begins.
    column: usize,
    /// Its number in an ordered list.
    number: u32,
    list: NodeId,
    id: Option<NodeId>,
}

struct ListWriter<'a> {
    renderer: Renderer<'a>,
    /// The items that are open, from the outermost in.
    items: Vec<Item>,
    lines: Vec<String>,
}

impl Lines for ListWriter<'_> {
    fn text(&mut self, _: &str) {}

    fn blank(&mut self) {}

    fn end(&mut self, line: Line) {
        let page = self.renderer.page;
        let text = self.renderer.inline(line.nodes.clone(), Breaks::Blank);
        if list::is_border(&text) {
            return;
        }
        let text = escape::line(&text);
        let depth = line.depth.min(DEEPEST_LIST).min(self.items.len());
        let is_behind_nested = self.items[depth..].iter().any(|item| item.list != line.list);
        let sibling = self.items.drain(depth..).next().filter(|item| item.list == line.list);
        let kind = line.item.map(|id| page.tag(id));
        let column = self.items.last().map_or(0, |item| item.column);
        let indent = " ".repeat(column);
        // What stands behind a list inside an item belongs to the item.
        if let Some(item) = sibling.as_ref().filter(|item| item.id.is_some() && item.id == line.item) {
            self.lines.push(format!("\n{}{text}", " ".repeat(item.column)));
            self.items.extend(sibling);
            return;
        }
        let number = sibling
            .as_ref()
            .map_or_else(|| first_number(page, line.list), |item| item.number.saturating_add(1));
        let before = sibling.as_ref().and_then(|item| item.id).map(|id| page.tag(id));
        let has_term = matches!(before, Some(Tag::Dt | Tag::Dd));
        let mark = match (page.tag(line.list), kind) {
            // A definition is one of a term.
            (Tag::Dl, Some(Tag::Dd)) if has_term && !is_behind_nested => ": ".to_owned(),
            (Tag::Dl, _) => String::new(),
            (Tag::Ol, _) => format!("{number}. "),
            _ => "- ".to_owned(),
        };
        // Only a list that begins with 1 may stand right below a line of text.
        let begins_late = sibling.is_none() && mark.ends_with(". ") && number != 1;
        let begins_term = kind == Some(Tag::Dt) && before == Some(Tag::Dd);
        // Without a mark of its own a line would belong to the item above it.
        let begins_bare = mark.is_empty() && is_behind_nested;
        if !self.lines.is_empty() && (begins_late || begins_term || begins_bare) {
            self.lines.push(String::new());
        }
        self.lines.push(format!("{indent}{mark}{text}"));
        self.items.push(Item { column: column + mark.len(), number, list: line.list, id: line.item });
    }
}

fn first_number(page: &Page, list: NodeId) -> u32 {
    let start = page.attr(list, Attr::Start).and_then(|start| start.trim().parse().ok());
    start.filter(|number| *number <= GREATEST_NUMBER).unwrap_or(1)
}

#[cfg(test)]
mod tests;
