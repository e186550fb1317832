//! The text of a page as scrapers save it that keep links, headings and lists as Markdown, with menus, teasers and all.

use copydesk_extractor::cleaner::{Attr, Error, NodeId, Page, Tag};
use copydesk_extractor::{Hints, Options, parse};

/// How a converter writes what Markdown leaves open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    bullet: &'static str,
    /// Columns that a list in a list is set in by.
    indent: usize,
    italics: &'static str,
    /// Before and behind a row of a table, and between its cells; without it each cell is a paragraph.
    table: Option<[&'static str; 3]>,
    /// Links without a text, such as those around pictures without one.
    empty_links: bool,
}

/// As converters in wide use have it: of JavaScript, and two of Python.
pub(crate) const STYLES: [Style; 3] = [
    Style { bullet: "*   ", indent: 4, italics: "_", table: None, empty_links: false },
    Style { bullet: "  * ", indent: 2, italics: "_", table: Some(["", " | ", ""]), empty_links: true },
    Style { bullet: "* ", indent: 2, italics: "*", table: Some(["| ", " | ", " |"]), empty_links: true },
];

/// The Markdown of a page.
pub(crate) fn scraped_markdown(html: &[u8], style: Style) -> Result<String, Error> {
    let page = parse(html, &Hints::default(), &Options::default())?;
    let body = page.find(Tag::Body).unwrap_or(NodeId::ROOT);
    let mut writer = Writer { page: &page, style, out: String::new(), lists: Vec::new(), quotes: 0 };
    let mut open: Vec<(usize, NodeId)> = Vec::new();
    let mut skipped_until = 0;
    for node in page.descendants(body) {
        while let Some((_, element)) = open.pop_if(|(end, _)| *end <= node.index()) {
            writer.close(element);
        }
        let tag = page.tag(node);
        if node.index() < skipped_until {
            continue;
        }
        if tag == Tag::Text {
            writer.text(node);
        } else if tag.hides_its_text() || tag == Tag::Noscript {
            skipped_until = page.end(node);
        } else {
            writer.open(node);
            open.push((page.end(node), node));
        }
    }
    while let Some((_, element)) = open.pop() {
        writer.close(element);
    }
    let lines: Vec<&str> = writer.out.lines().map(str::trim_end).collect();
    Ok(lines.join("\n").trim_matches('\n').to_owned())
}

struct Writer<'a> {
    page: &'a Page,
    style: Style,
    out: String,
    /// Of each open list the number of its last item; none of those with bullets.
    lists: Vec<Option<usize>>,
    quotes: usize,
}

impl Writer<'_> {
    fn text(&mut self, node: NodeId) {
        let text = self.page.text(node);
        if self.page.ancestors(node).any(|element| self.page.tag(element) == Tag::Pre) {
            self.out.push_str(text);
            return;
        }
        if text.starts_with(char::is_whitespace) {
            self.space();
        }
        for word in text.split_whitespace() {
            self.begin_line();
            self.out.push_str(word);
            self.out.push(' ');
        }
        if !text.ends_with(char::is_whitespace) && self.out.ends_with(' ') {
            self.out.pop();
        }
    }

    fn space(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(char::is_whitespace) {
            self.out.push(' ');
        }
    }

    fn begin_line(&mut self) {
        if self.quotes > 0 && (self.out.is_empty() || self.out.ends_with('\n')) {
            self.out.push_str(&"> ".repeat(self.quotes));
        }
    }

    /// Ends the line, and with `blank` the paragraph.
    fn end_line(&mut self, blank: bool) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        if blank && !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn open(&mut self, node: NodeId) {
        let tag = self.page.tag(node);
        if let Some(level) = tag.heading_level() {
            self.end_line(true);
            self.out.push_str(&"#".repeat(level.into()));
            self.out.push(' ');
            return;
        }
        match tag {
            Tag::A if self.address(node).is_some() => {
                self.begin_line();
                self.out.push('[');
            }
            Tag::Img => self.image(node),
            Tag::B | Tag::Strong => self.out.push_str("**"),
            Tag::I | Tag::Em => self.out.push_str(self.style.italics),
            Tag::Br => self.end_line(false),
            Tag::Hr => {
                self.end_line(true);
                self.out.push_str("* * *");
                self.end_line(true);
            }
            Tag::Pre => {
                self.end_line(true);
                self.out.push_str("```\n");
            }
            Tag::Blockquote => {
                self.end_line(true);
                self.quotes += 1;
            }
            Tag::Ul | Tag::Ol => {
                self.end_line(self.lists.is_empty());
                self.lists.push((tag == Tag::Ol).then_some(0));
            }
            Tag::Li => self.item(),
            Tag::Td | Tag::Th => self.cell(node),
            Tag::Tr => {
                self.end_line(self.style.table.is_none());
                self.out.push_str(self.style.table.map_or("", |[before, ..]| before));
            }
            _ if tag.breaks_text() => self.end_line(self.lists.is_empty()),
            _ => {}
        }
    }

    fn close(&mut self, node: NodeId) {
        let tag = self.page.tag(node);
        match tag {
            Tag::A => self.close_link(node),
            Tag::B | Tag::Strong => self.close_emphasis("**"),
            Tag::I | Tag::Em => self.close_emphasis(self.style.italics),
            Tag::Pre => {
                self.end_line(false);
                self.out.push_str("```");
                self.end_line(true);
            }
            Tag::Blockquote => {
                self.quotes -= 1;
                self.end_line(true);
            }
            Tag::Ul | Tag::Ol => {
                self.lists.pop();
                self.end_line(self.lists.is_empty());
            }
            Tag::Tr => self.end_row(node),
            Tag::Td | Tag::Th => {}
            _ if tag.heading_level().is_some() => self.end_line(true),
            _ if tag.breaks_text() => self.end_line(self.lists.is_empty()),
            _ => {}
        }
    }

    fn address(&self, node: NodeId) -> Option<&str> {
        self.page
            .attr(node, Attr::Href)
            .map(str::trim)
            .filter(|address| !address.contains(char::is_whitespace))
    }

    fn image(&mut self, node: NodeId) {
        let attr = |name| self.page.attr(node, name).unwrap_or_default();
        let (alt, source) = (attr(Attr::Alt), attr(Attr::Src));
        let alt: Vec<&str> = alt.split_whitespace().collect();
        if !source.is_empty() && !source.starts_with("data:") && !source.contains(char::is_whitespace) {
            let image = format!("![{}]({source})", alt.join(" "));
            self.begin_line();
            self.out.push_str(&image);
        }
    }

    fn item(&mut self) {
        self.end_line(false);
        let columns = self.style.indent * self.lists.len().saturating_sub(1);
        self.out.push_str(&" ".repeat(columns));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                let mark = format!("{number}. ");
                self.out.push_str(&mark);
            }
            _ => self.out.push_str(self.style.bullet),
        }
    }

    fn cell(&mut self, node: NodeId) {
        let is_first = self.page.parent(node).is_some_and(|row| {
            self.page.children(row).find(|cell| matches!(self.page.tag(*cell), Tag::Td | Tag::Th))
                == Some(node)
        });
        match self.style.table {
            None => self.end_line(true),
            Some([_, between, _]) if !is_first => self.out.push_str(between),
            Some(_) => {}
        }
    }

    /// The row below the first one tells a table from other lines.
    fn end_row(&mut self, node: NodeId) {
        let Some([_, _, behind]) = self.style.table else { return self.end_line(true) };
        self.out.push_str(behind);
        self.end_line(false);
        let is_first = self.page.parent(node).is_some_and(|table| {
            self.page.children(table).find(|row| self.page.tag(*row) == Tag::Tr) == Some(node)
        });
        if is_first {
            let cells = self.page.children(node).filter(|cell| self.page.tag(*cell) != Tag::Text).count();
            self.out.push_str(&vec!["---"; cells].join("|"));
            self.end_line(false);
        }
    }

    fn close_link(&mut self, node: NodeId) {
        let Some(address) = self.address(node).map(str::to_owned) else { return };
        // A link around paragraphs has no label in one line.
        let start = self.out.rfind('[').filter(|start| !self.out[*start..].contains('\n'));
        match start {
            Some(start) if self.out[start + 1..].trim().is_empty() && !self.style.empty_links => {
                self.out.truncate(start);
            }
            _ => {
                self.out.truncate(self.out.trim_end_matches(' ').len());
                self.out.extend(["](", &address, ")"]);
            }
        }
    }

    fn close_emphasis(&mut self, mark: &str) {
        let has_space = self.out.ends_with(' ');
        self.out.truncate(self.out.trim_end_matches(' ').len());
        if self.out.ends_with(mark) {
            self.out.truncate(self.out.len() - mark.len());
        } else {
            self.out.push_str(mark);
        }
        if has_space {
            self.space();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<title>Harbour</title><ul><li><a href=/>Home</a><li>Ferries<ul><li><a href=/night>Night</a></ul></ul>\
        <h1>Night ferry</h1><p>One <b>ferry</b> <a href=/left>left</a>.<br>Two\n stayed. <img src=q.jpg alt='A quay'></p>\
        <table><tr><th>Day<th>Hour<tr><td>Monday<td>8</table><blockquote><p>Ahoy</p></blockquote><pre>a\n  b</pre>\
        <a href=/x><img src=data:x></a>Tail<script>run()</script>";

    fn markdown(style: usize) -> String {
        scraped_markdown(HTML.as_bytes(), STYLES[style]).expect("a page")
    }

    #[test]
    fn links_headings_lists_and_tables_are_marked() {
        assert_eq!(
            markdown(2),
            "* [Home](/)\n* Ferries\n  * [Night](/night)\n\n# Night ferry\n\nOne **ferry** [left](/left).\nTwo stayed. \
             ![A quay](q.jpg)\n\n| Day | Hour |\n---|---\n| Monday | 8 |\n\n> Ahoy\n\n```\na\n  b\n```\n\n[](/x)Tail"
        );
    }

    #[test]
    fn converters_differ() {
        assert!(markdown(0).starts_with("*   [Home](/)\n*   Ferries\n    *   [Night](/night)\n"));
        assert!(markdown(0).contains("\n\nMonday\n\n8\n\n") && markdown(0).ends_with("```\n\nTail"));
        assert!(markdown(1).contains("\nDay | Hour\n---|---\nMonday | 8\n"));
    }
}
