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

/// Items are numbered with nine digits at most (`CommonMark` 5.2); so many more may follow.
const GREATEST_NUMBER: u32 = 899_999_999;

/// Writes blocks of a page, and the addresses of their links as they are to be.
#[derive(Clone, Copy)]
pub(crate) struct Renderer<'a> {
    pub(crate) page: &'a Page,
    pub(crate) resolve: &'a dyn Fn(&str) -> String,
}

/// What the block before leaves to the next.
#[derive(Default)]
struct Before {
    /// The mark of its items, if it is a list: another list beside it needs another one.
    list_mark: Option<char>,
    /// The quotation that it stands in.
    quotation: Option<NodeId>,
}

impl Renderer<'_> {
    /// The kept blocks, one blank line between two.
    pub(crate) fn render(self, blocks: &[Block], spans: &[Span], verdicts: &[Verdict]) -> String {
        let mut out = String::new();
        let mut before = Before::default();
        let kept = blocks.iter().zip(spans).zip(verdicts).filter(|(_, verdict)| verdict.is_kept());
        for ((block, span), _) in kept {
            // Noise inside a sentence that became a block of its own is text alone.
            let is_set_apart = block.kind == BlockKind::Paragraph && span.first == span.container;
            let list_mark = before.list_mark.take();
            let part = if span.is_whole && !is_set_apart {
                self.block(block, span, list_mark, &mut before)
            } else {
                without_markup(block)
            };
            if part.is_empty() {
                continue;
            }
            let mut around = self.page.ancestors(span.container);
            let quotation = around.find(|id| self.page.tag(*id) == Tag::Blockquote);
            if !out.is_empty() {
                let goes_on = quotation.is_some() && quotation == before.quotation;
                out.push_str(if goes_on { "\n>\n" } else { "\n\n" });
            }
            let is_quoted = quotation.is_some() || block.kind == BlockKind::Quote;
            out.push_str(&if is_quoted { quote(&part) } else { part });
            before.quotation = quotation;
        }
        out
    }

    fn block(self, block: &Block, span: &Span, list_mark: Option<char>, left: &mut Before) -> String {
        let nodes = span.first.index()..span.end;
        match block.kind {
            BlockKind::Heading(level) => heading(level, &self.inline(nodes, Breaks::Blank)),
            BlockKind::Code => fenced(language(self.page, span), &block.text),
            BlockKind::List => {
                let (text, mark) = self.list(span.container, list_mark);
                left.list_mark = mark;
                text
            }
            BlockKind::Table => self.table(span.container),
            BlockKind::Quote | BlockKind::Paragraph | BlockKind::Caption => {
                escape::paragraph(&self.inline(nodes, Breaks::Hard))
            }
        }
    }

    fn inline(self, nodes: Range<usize>, breaks: Breaks) -> String {
        inline::render(self, nodes, breaks)
    }

    /// A list and the mark of its last outermost item. `before` is that of a list right before it.
    fn list(self, list: NodeId, before: Option<char>) -> (String, Option<char>) {
        let mut writer = ListWriter {
            renderer: self,
            before,
            items: Vec::new(),
            lines: Vec::new(),
            is_behind_bare: false,
        };
        list::read(self.page, list, &mut writer);
        let mark = writer.items.first().and_then(|item| item.mark).or(writer.before);
        (writer.lines.join("\n"), mark)
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
    let fence = "`".repeat(escape::backticks(code).max(2) + 1);
    format!("{fence}{language}\n{code}\n{fence}")
}

/// A block of which only the text can be told from what stands beside it in the page.
fn without_markup(block: &Block) -> String {
    let mut text = String::new();
    escape::push(&mut text, &block.text);
    match block.kind {
        BlockKind::Heading(level) => heading(level, &text.replace('\n', " ")),
        BlockKind::Code => fenced("", &block.text),
        BlockKind::List => text,
        _ => escape::paragraph(&text),
    }
}

/// What such classes name where nobody said a language.
const NO_LANGUAGES: &[&str] =
    &["default", "none", "notranslate", "plain", "plaintext", "source", "text", "txt"];

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
        .filter(|name| !NO_LANGUAGES.contains(name))
        .filter(|name| name.chars().all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '+' | '-' | '#')))
        .unwrap_or_default()
}

/// An item inside which the next line may stand.
struct Item {
    /// The column at which its text begins.
    column: usize,
    /// Its number in an ordered list.
    number: u32,
    /// What tells its list from another beside it: `-` or `*`, `.` or `)`, `:` of definitions.
    mark: Option<char>,
    list: NodeId,
    id: Option<NodeId>,
}

struct ListWriter<'a> {
    renderer: Renderer<'a>,
    /// The mark of a list that the next outermost one must not go on.
    before: Option<char>,
    /// The items that are open, from the outermost in.
    items: Vec<Item>,
    lines: Vec<String>,
    /// Whether the last line has no mark of its own.
    is_behind_bare: bool,
}

impl Lines for ListWriter<'_> {
    fn text(&mut self, _: &str) {}

    fn blank(&mut self) {}

    fn end(&mut self, line: Line) {
        let page = self.renderer.page;
        let text = self.renderer.inline(line.nodes.clone(), Breaks::Blank);
        let is_empty = list::is_border(&text);
        let depth = line.depth.min(list::DEEPEST).min(self.items.len());
        let is_same_item =
            self.items.get(depth).is_some_and(|item| item.id.is_some() && item.id == line.item);
        if is_empty && (is_same_item || line.item.is_none() || !ends_at_list(page, &line)) {
            return;
        }
        let text = escape::line(&text);
        let is_behind_nested = self.items[depth..].iter().any(|item| item.list != line.list);
        let last = self.items.drain(depth..).next();
        let beside = last.as_ref().map_or(self.before.filter(|_| depth == 0), |item| item.mark);
        let sibling = last.filter(|item| item.list == line.list);
        let column = self.items.last().map_or(0, |item| item.column);
        // What stands behind a list inside an item belongs to the item.
        if let Some(item) = sibling.as_ref().filter(|_| is_same_item) {
            self.lines.push(format!("\n{}{text}", " ".repeat(item.column)));
            self.is_behind_bare = true;
            self.items.extend(sibling);
            return;
        }
        let kind = line.item.map(|id| page.tag(id));
        let number = number_of(page, &line, sibling.as_ref());
        let before = sibling.as_ref().and_then(|item| item.id).map(|id| page.tag(id));
        let known = sibling.as_ref().and_then(|item| item.mark);
        // The second of two lists, one behind the other, has the other mark.
        let one_of = |usual: char, other: char| match known {
            Some(mark) => mark,
            None if sibling.is_none() && beside == Some(usual) => other,
            None => usual,
        };
        let mark = match (page.tag(line.list), kind) {
            // A definition is one of a term.
            (Tag::Dl, Some(Tag::Dd))
                if (before == Some(Tag::Dt) || known == Some(':')) && !is_behind_nested =>
            {
                Some(':')
            }
            (Tag::Dl, _) => None,
            (Tag::Ol, _) => Some(one_of('.', ')')),
            _ => Some(one_of('-', '*')),
        };
        let sign = match mark {
            None => String::new(),
            Some(mark @ ('.' | ')')) => format!("{number}{mark} "),
            Some(mark) => format!("{mark} "),
        };
        if is_empty {
            // The lists in it take its place.
            self.items.push(Item { column, number, mark, list: line.list, id: line.item });
            return;
        }
        // Right below a line of text only a number 1 begins an item.
        let is_behind_bare = std::mem::replace(&mut self.is_behind_bare, mark.is_none());
        let begins_late =
            matches!(mark, Some('.' | ')')) && number != 1 && (sibling.is_none() || is_behind_bare);
        let begins_term = kind == Some(Tag::Dt) && before == Some(Tag::Dd);
        // Without a mark of its own a line would belong to the item above it.
        let begins_bare = mark.is_none() && is_behind_nested;
        if !self.lines.is_empty() && (begins_late || begins_term || begins_bare) {
            self.lines.push(String::new());
        }
        self.lines.push(format!("{}{sign}{text}", " ".repeat(column)));
        self.items.push(Item { column: column + sign.len(), number, mark, list: line.list, id: line.item });
    }
}

/// Whether a list inside the item stands behind the line.
fn ends_at_list(page: &Page, line: &Line) -> bool {
    let behind = line.nodes.end;
    let is_inside = line.item.is_some_and(|item| behind < page.end(item));
    is_inside && matches!(page.tag(NodeId::at(behind)), Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir)
}

/// The number of an item: its own (`value`), the next, or that of the first (`start`).
fn number_of(page: &Page, line: &Line, before: Option<&Item>) -> u32 {
    let number = |id: NodeId, attr: Attr| {
        let number = page.attr(id, attr).and_then(|number| number.trim().parse().ok());
        number.filter(|number| *number <= GREATEST_NUMBER)
    };
    let next = || before.map(|item| item.number.saturating_add(1));
    let own = line.item.and_then(|item| number(item, Attr::Value));
    own.or_else(next).or_else(|| number(line.list, Attr::Start)).unwrap_or(1)
}

#[cfg(test)]
mod tests;
