//! Kept blocks to Markdown (`CommonMark`, tables as in `GitHub` Flavored Markdown): headings, emphasis,
//! links, inline code, nested lists, quotes, fenced code, tables.

use crate::page::{Page, push_folded};
use crate::segment::html::Span;
use crate::{Attr, Block, BlockKind, NodeId, Tag, Verdict};

/// Blanks by which a nested list is indented: the width of the longest usual mark, `1. `.
const INDENT: usize = 3;

/// Letters of the longest named character reference (WHATWG HTML 13.5).
const LONGEST_ENTITY: usize = "CounterClockwiseContourIntegral".len();

/// Characters that Markdown reads as marks inside a line.
const MARKS: &[char] = &['*', '_', '`', '[', ']', '\\', '<'];

/// Writes blocks of a page, and the addresses of their links as they are to be.
#[derive(Clone, Copy)]
pub(crate) struct Renderer<'a> {
    pub(crate) page: &'a Page,
    pub(crate) resolve: &'a dyn Fn(&str) -> String,
}

impl Renderer<'_> {
    /// The kept blocks, one blank line between two.
    pub(crate) fn render(self, blocks: &[Block], spans: &[Span], verdicts: &[Verdict]) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (index, block) in blocks.iter().enumerate() {
            if !verdicts[index].is_kept() {
                continue;
            }
            let Some(span) = spans.get(index) else { continue };
            parts.push(if span.is_whole {
                self.block(block, span)
            } else {
                paragraph(&escaped(&block.text))
            });
        }
        parts.join("\n\n")
    }

    fn block(self, block: &Block, span: &Span) -> String {
        let run = || self.inline(span.first.index()..span.end);
        match block.kind {
            BlockKind::Heading(level) => format!("{} {}", "#".repeat(usize::from(level)), run()),
            BlockKind::Code => {
                let fence = fence(&block.text);
                format!("{fence}{}\n{}\n{fence}", language(self.page, span), block.text)
            }
            BlockKind::List => self.list(span.container, 0).join("\n"),
            BlockKind::Table => self.table(span.container),
            BlockKind::Quote => quote(&paragraph(&run())),
            BlockKind::Paragraph | BlockKind::Caption => paragraph(&run()),
        }
    }
}

/// Text with the characters escaped that Markdown would read as marks.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, ch) in text.char_indices() {
        if is_mark(&text[at..]) {
            out.push('\\');
        }
        out.push(ch);
    }
    out
}

/// Whether a text begins with what Markdown reads as a mark inside a line.
fn is_mark(text: &str) -> bool {
    text.starts_with(MARKS) || is_entity(text)
}

/// `&amp;` and the like, as they would be written in HTML.
fn is_entity(text: &str) -> bool {
    let Some(behind) = text.strip_prefix('&') else { return false };
    let name = behind.strip_prefix('#').unwrap_or(behind).as_bytes();
    let letters = name.iter().take(LONGEST_ENTITY).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    letters > 0 && name.get(letters) == Some(&b';')
}

/// A paragraph whose lines do not begin as other blocks do: headings, quotes, lists, rules.
fn paragraph(text: &str) -> String {
    let line = |line: &str| {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let is_rule = |mark| !line.is_empty() && line.chars().all(|ch| ch == mark);
        match line.as_bytes().get(digits) {
            Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &line[..digits], &line[digits..]),
            _ if line.starts_with(['#', '>']) || line.starts_with("- ") || line.starts_with("+ ") => {
                format!("\\{line}")
            }
            _ if is_rule('-') || is_rule('=') => format!("\\{line}"),
            _ => line.to_owned(),
        }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn quote(text: &str) -> String {
    text.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

/// A fence longer than any run of backticks inside.
fn fence(code: &str) -> String {
    let longest = code.split(|ch| ch != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// The programming language that a highlighter's class names, as in `language-rust`.
fn language(page: &Page, span: &Span) -> String {
    let inside = page.descendants(span.container).take(1);
    let around = page.ancestors(span.container).take(3);
    let named = around.chain(inside).find_map(|id| {
        let classes = page.attr(id, Attr::Class)?;
        let found = classes.split_whitespace().find_map(|class| {
            ["language-", "lang-", "highlight-", "brush:"]
                .iter()
                .find_map(|prefix| class.strip_prefix(prefix))
        })?;
        Some(found.to_owned())
    });
    named
        .filter(|name| name.chars().all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '+' | '-' | '#')))
        .unwrap_or_default()
}

impl Renderer<'_> {
    /// A run of nodes as inline Markdown.
    fn inline(self, nodes: std::ops::Range<usize>) -> String {
        let Self { page, resolve } = self;
        let mut writer = Inline { page, resolve, out: String::new(), closers: Vec::new() };
        let mut next = nodes.start;
        // Emphasis and links around the whole run open before its first text.
        let mut around: Vec<NodeId> =
            page.ancestors(NodeId::at(next)).skip(1).take_while(|id| !page.tag(*id).breaks_text()).collect();
        around.reverse();
        for id in around {
            writer.open(id, nodes.end);
        }
        while next < nodes.end {
            let id = NodeId::at(next);
            writer.close_before(next);
            next = writer.enter(id, nodes.end);
        }
        writer.close_before(usize::MAX);
        writer.out.trim().to_owned()
    }

    fn list(self, list_node: NodeId, depth: usize) -> Vec<String> {
        let page = self.page;
        let start =
            page.attr(list_node, Attr::Start).and_then(|start| start.parse::<usize>().ok()).unwrap_or(1);
        let mut lines = Vec::new();
        let mut number = start;
        for item in page.children(list_node) {
            match page.tag(item) {
                Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir => lines.extend(self.list(item, depth + 1)),
                Tag::Li | Tag::Dt | Tag::Dd => {
                    let mark = match (page.tag(list_node), page.tag(item)) {
                        (Tag::Ol, _) => format!("{number}. "),
                        (_, Tag::Dd) => ": ".to_owned(),
                        (_, Tag::Dt) => String::new(),
                        _ => "- ".to_owned(),
                    };
                    lines.extend(self.item_lines(item, &mark, depth));
                    number += 1;
                }
                _ => {}
            }
        }
        lines
    }

    /// The item's own text, then its nested lists.
    fn item_lines(self, item: NodeId, mark: &str, depth: usize) -> Vec<String> {
        let page = self.page;
        let nested = page
            .descendants(item)
            .find(|id| matches!(page.tag(*id), Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir));
        let own_end = nested.map_or(page.end(item), NodeId::index);
        let text = self.inline(item.index() + 1..own_end).replace("  \n", " ");
        let mut lines = Vec::new();
        if !text.is_empty() {
            lines.push(format!("{}{mark}{text}", " ".repeat(depth * INDENT)));
        }
        if let Some(nested) = nested {
            lines.extend(self.list(nested, depth + 1));
        }
        lines
    }

    /// The caption as a paragraph, then rows of cells; the first row is the head, as the format has no table without one.
    fn table(self, table_node: NodeId) -> String {
        let page = self.page;
        let rows: Vec<Vec<String>> = page
            .descendants(table_node)
            .filter(|id| page.tag(*id) == Tag::Tr)
            .map(|row| {
                let cells = page.children(row).filter(|id| matches!(page.tag(*id), Tag::Td | Tag::Th));
                let text = |cell: NodeId| {
                    self.inline(cell.index() + 1..page.end(cell)).replace("  \n", " ").replace('|', "\\|")
                };
                cells.map(text).collect()
            })
            .filter(|cells: &Vec<String>| !cells.is_empty())
            .collect();
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let line = |cells: &[String]| {
            let padded = (0..width).map(|at| cells.get(at).map_or("", String::as_str));
            format!("| {} |", padded.collect::<Vec<_>>().join(" | "))
        };
        let mut lines: Vec<String> = rows.iter().map(|cells| line(cells)).collect();
        lines.insert(1.min(lines.len()), format!("|{}", " --- |".repeat(width)));
        let caption = page.children(table_node).find(|id| page.tag(*id) == Tag::Caption);
        let caption =
            caption.map(|id| self.inline(id.index() + 1..page.end(id))).filter(|text| !text.is_empty());
        caption.map_or_else(String::new, |text| paragraph(&text) + "\n\n") + &lines.join("\n")
    }
}

struct Inline<'a> {
    page: &'a Page,
    resolve: &'a dyn Fn(&str) -> String,
    out: String,
    /// Marks still to be written, with the node before which they stand.
    closers: Vec<(usize, String)>,
}

impl Inline<'_> {
    fn enter(&mut self, id: NodeId, end: usize) -> usize {
        match self.page.tag(id) {
            Tag::Text => self.text(self.page.text(id)),
            Tag::Br => self.out.push_str("  \n"),
            tag if tag == Tag::Noscript || tag.hides_its_text() => return self.page.end(id),
            _ => self.open(id, end),
        }
        id.index() + 1
    }

    fn open(&mut self, id: NodeId, end: usize) {
        let (before, after) = match self.page.tag(id) {
            Tag::B | Tag::Strong => ("**", "**".to_owned()),
            Tag::I | Tag::Em => ("*", "*".to_owned()),
            Tag::Code | Tag::Kbd | Tag::Samp | Tag::Tt => ("`", "`".to_owned()),
            Tag::Del | Tag::S | Tag::Strike => ("~~", "~~".to_owned()),
            Tag::A => match self.page.attr(id, Attr::Href).map(str::trim) {
                Some(href)
                    if !href.is_empty() && !href.starts_with(['#']) && !href.starts_with("javascript:") =>
                {
                    let address = (self.resolve)(href);
                    ("[", format!("]({})", address.replace([' ', '\n'], "%20").replace(')', "%29")))
                }
                _ => return,
            },
            _ => return,
        };
        if self.page.text_content(id).is_empty() {
            return;
        }
        self.out.push_str(before);
        self.closers.push((self.page.end(id).min(end), after));
    }

    fn close_before(&mut self, next: usize) {
        while let Some((end, _)) = self.closers.last()
            && *end <= next
        {
            if let Some((_, mark)) = self.closers.pop() {
                // A mark must touch the word that it closes.
                let blanks = self.out.len() - self.out.trim_end().len();
                self.out.truncate(self.out.len() - blanks);
                self.out.push_str(&mark);
                if blanks > 0 {
                    self.out.push(' ');
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        let mut folded =
            String::from(if self.out.is_empty() || self.out.ends_with(['\n', ' ']) { "" } else { "x" });
        let prefix = folded.len();
        push_folded(&mut folded, text);
        let in_code = self.closers.iter().any(|(_, mark)| mark == "`");
        if in_code {
            self.out.push_str(&folded[prefix..]);
        } else {
            self.out.push_str(&escaped(&folded[prefix..]));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Interrupt, Limits, Options, Page, clean_page};

    fn check(body: &str, expected: &str) {
        let frame = "The old ferry left the harbour on Monday, for the first time in two years.";
        let html = format!("<article><p>{frame}</p>{body}<p>{frame} Again.</p></article>");
        let page = Page::parse(&html, &Limits::default(), Interrupt::default()).expect("within limits");
        let markdown = clean_page(&page, &Options::default()).expect("within limits").markdown(&page);
        assert_eq!(markdown, format!("{frame}\n\n{expected}\n\n{frame} Again."));
    }

    #[test]
    fn emphasis_links_and_code_are_marked() {
        check(
            "<p>The <b>captain</b>, <em>who</em> wrote <a href=/log>the log</a> with <code>a_b</code>, thanked 3*2 guests.</p>",
            "The **captain**, *who* wrote [the log](/log) with `a_b`, thanked 3\\*2 guests.",
        );
    }

    #[test]
    fn headings_lists_and_quotes_are_marked() {
        check("<h2>The log</h2>", "## The log");
        check("<ol start=3><li>rope<ul><li>thin</ul><li>lamp</ol>", "3. rope\n   - thin\n4. lamp");
        check(
            "<blockquote><p>Nobody had believed it, she said.</p></blockquote>",
            "> Nobody had believed it, she said.",
        );
    }

    #[test]
    fn code_is_fenced_with_its_language() {
        check("<pre><code class=language-rust>fn main() {}\n</code></pre>", "```rust\nfn main() {}\n```");
    }

    #[test]
    fn tables_have_a_head() {
        check(
            "<table><tr><th>Port<th>Toll<tr><td>Lindholm<td>3|4</table>",
            "| Port | Toll |\n| --- | --- |\n| Lindholm | 3\\|4 |",
        );
        check(
            "<table><caption>Tolls of <b>1986</b></caption><tr><td>Lindholm<td>3<tr><td>Ellery<td>4</table>",
            "Tolls of **1986**\n\n| Lindholm | 3 |\n| --- | --- |\n| Ellery | 4 |",
        );
    }

    #[test]
    fn paragraphs_that_begin_like_other_blocks_stay_paragraphs() {
        for (text, expected) in [
            ("1986. It was the year of the ferry.", "1986\\. It was the year of the ferry."),
            ("# is what she wrote on the door.", "\\# is what she wrote on the door."),
            ("- said the captain of the ferry.", "\\- said the captain of the ferry."),
            ("Fish &amp;amp; chips were on the menu.", "Fish \\&amp; chips were on the menu."),
            ("Fish &amp; chips were on the menu.", "Fish & chips were on the menu."),
            ("In 1986. it was the year.", "In 1986. it was the year."),
        ] {
            check(&format!("<p>{text}</p>"), expected);
        }
    }
}
