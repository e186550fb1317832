//! Title and kept blocks as plain semantic HTML, everything escaped.

use std::fmt::Write;

use copydesk_cleaner::BlockKind;
use copydesk_extractor::Article;

/// Renders an article as an `article` element.
pub(super) fn render(article: &Article) -> String {
    let mut html = String::from("<article>\n");
    // Writing to a string cannot fail.
    let _written = write_article(&mut html, article);
    html.push_str("</article>\n");
    html
}

fn write_article(html: &mut String, article: &Article) -> std::fmt::Result {
    if let Some(title) = &article.metadata.title {
        writeln!(html, "<h1>{}</h1>", escape(title))?;
    }
    let blocks = article.blocks.iter().zip(&article.verdicts);
    for (block, _) in blocks.filter(|(_, verdict)| verdict.is_kept()) {
        write_block(html, block.kind, &block.text)?;
    }
    Ok(())
}

fn write_block(html: &mut String, kind: BlockKind, text: &str) -> std::fmt::Result {
    let text = escape(text);
    match kind {
        BlockKind::Heading(level) => writeln!(html, "<h{level}>{text}</h{level}>"),
        BlockKind::Quote => writeln!(html, "<blockquote>{}</blockquote>", breaks(&text)),
        BlockKind::Code => writeln!(html, "<pre><code>{text}</code></pre>"),
        BlockKind::Caption => writeln!(html, "<figcaption>{}</figcaption>", breaks(&text)),
        BlockKind::List => write_list(html, &text.lines().map(item).collect::<Vec<_>>()),
        BlockKind::Table => write_table(html, &text),
        _ => writeln!(html, "<p>{}</p>", breaks(&text)),
    }
}

/// Between the cells of a row, as the text of a table has it.
const CELL_SEPARATOR: &str = " | ";
/// Before the items of a list, as its text has it.
const MARK: &str = "- ";

/// The blanks before an item, and the item.
fn item(line: &str) -> (usize, &str) {
    let item = line.trim_start();
    (line.len() - item.len(), item.strip_prefix(MARK).unwrap_or(item))
}

/// A list; an item has those behind it that are indented further.
fn write_list(html: &mut String, mut items: &[(usize, &str)]) -> std::fmt::Result {
    writeln!(html, "<ul>")?;
    while let [(indent, text), rest @ ..] = items {
        let end = rest.iter().position(|(other, _)| other <= indent).unwrap_or(rest.len());
        let (nested, behind) = rest.split_at(end);
        if nested.is_empty() {
            writeln!(html, "<li>{text}</li>")?;
        } else {
            writeln!(html, "<li>{text}")?;
            write_list(html, nested)?;
            writeln!(html, "</li>")?;
        }
        items = behind;
    }
    writeln!(html, "</ul>")
}

/// A table; a first line without cells is its caption.
fn write_table(html: &mut String, text: &str) -> std::fmt::Result {
    writeln!(html, "<table>")?;
    for (index, line) in text.lines().enumerate() {
        if index == 0 && !line.contains(CELL_SEPARATOR) {
            writeln!(html, "<caption>{line}</caption>")?;
            continue;
        }
        let cells: Vec<&str> = line.split(CELL_SEPARATOR).collect();
        writeln!(html, "<tr><td>{}</td></tr>", cells.join("</td><td>"))?;
    }
    writeln!(html, "</table>")
}

fn breaks(text: &str) -> String {
    text.replace('\n', "<br>\n")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(kind: BlockKind, text: &str) -> String {
        let mut html = String::new();
        write_block(&mut html, kind, text).expect("a string takes all");
        html.replace('\n', "")
    }

    #[test]
    fn lists_and_tables_are_marked_up() {
        assert_eq!(
            rendered(BlockKind::List, "- rope\n  - thin\n  - thick\n- lamp & oil"),
            "<ul><li>rope<ul><li>thin</li><li>thick</li></ul></li><li>lamp &amp; oil</li></ul>"
        );
        assert_eq!(
            rendered(BlockKind::List, "Term\nWhat it means"),
            "<ul><li>Term</li><li>What it means</li></ul>"
        );
        assert_eq!(
            rendered(BlockKind::Table, "Tolls\nPort | Toll\nLindholm | 3"),
            "<table><caption>Tolls</caption><tr><td>Port</td><td>Toll</td></tr><tr><td>Lindholm</td><td>3</td></tr></table>"
        );
    }

    #[test]
    fn markup_in_text_is_escaped() {
        assert_eq!(escape("a < b & \"c\" > d"), "a &lt; b &amp; &quot;c&quot; &gt; d");
    }
}
