//! Title and main text as semantic HTML: a page's through its Markdown, a text's block by block.

use std::fmt::Write;

use copydesk_cleaner::BlockKind;
use copydesk_extractor::Article;
use pulldown_cmark::{Event, Options, Parser, html::push_html};

use crate::source::Format;

/// Renders an article as an `article` element. Of a page the article must have its Markdown.
pub(super) fn render(article: &Article, format: Format) -> String {
    let mut html = String::from("<article>\n");
    if let Some(title) = &article.metadata.title {
        html.extend(["<h1>", &escape(title), "</h1>\n"]);
    }
    if let (Some(markdown), Format::Html) = (&article.markdown, format) {
        // The Markdown has no markup of its own; should text look like some, it is text.
        let events = Parser::new_ext(markdown, extensions()).map(|event| match event {
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
            event => event,
        });
        push_html(&mut html, events);
    } else {
        // The Markdown of a text is the text as it is.
        let blocks = article.blocks.iter().zip(&article.verdicts);
        for (block, _) in blocks.filter(|(_, verdict)| verdict.is_kept()) {
            // Writing to a string cannot fail.
            let _written = write_block(&mut html, block.kind, &block.text);
        }
    }
    html.push_str("</article>\n");
    html
}

/// What the Markdown has beyond `CommonMark`.
fn extensions() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_DEFINITION_LIST
}

fn write_block(html: &mut String, kind: BlockKind, text: &str) -> std::fmt::Result {
    let text = escape(text);
    match kind {
        BlockKind::List => write_list(html, &text.lines().map(item).collect::<Vec<_>>()),
        _ => writeln!(html, "<p>{}</p>", breaks(&text)),
    }
}

/// Before the items of a list, as texts have them.
const MARKS: [&str; 4] = ["- ", "* ", "+ ", "• "];

/// The blanks before an item, and the item without its mark.
fn item(line: &str) -> (usize, &str) {
    let item = line.trim_start();
    let text = MARKS.iter().find_map(|mark| item.strip_prefix(mark));
    (line.len() - item.len(), text.unwrap_or(item))
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
    fn lists_are_marked_up() {
        assert_eq!(
            rendered(BlockKind::List, "- rope\n  - thin\n  - thick\n- lamp & oil"),
            "<ul><li>rope<ul><li>thin</li><li>thick</li></ul></li><li>lamp &amp; oil</li></ul>"
        );
        assert_eq!(rendered(BlockKind::List, "* rope\n• lamp"), "<ul><li>rope</li><li>lamp</li></ul>");
        assert_eq!(
            rendered(BlockKind::List, "Term\nWhat it means"),
            "<ul><li>Term</li><li>What it means</li></ul>"
        );
    }

    #[test]
    fn markup_in_text_is_escaped() {
        assert_eq!(escape("a < b & \"c\" > d"), "a &lt; b &amp; &quot;c&quot; &gt; d");
    }
}
