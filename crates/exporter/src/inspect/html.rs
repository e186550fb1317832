//! Title and kept blocks as plain semantic HTML, everything escaped.

use std::fmt::Write;

use copydesk_cleaner::{Block, BlockKind};
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
        write_block(html, block)?;
    }
    Ok(())
}

fn write_block(html: &mut String, block: &Block) -> std::fmt::Result {
    let text = escape(&block.text);
    match block.kind {
        BlockKind::Heading(level) => writeln!(html, "<h{level}>{text}</h{level}>"),
        BlockKind::Quote => writeln!(html, "<blockquote>{}</blockquote>", breaks(&text)),
        BlockKind::Code => writeln!(html, "<pre><code>{text}</code></pre>"),
        BlockKind::Caption => writeln!(html, "<figcaption>{}</figcaption>", breaks(&text)),
        BlockKind::List => write_lines(html, &text, "ul", |line| format!("<li>{line}</li>")),
        BlockKind::Table => write_lines(html, &text, "table", |line| format!("<tr><td>{line}</td></tr>")),
        _ => writeln!(html, "<p>{}</p>", breaks(&text)),
    }
}

fn write_lines(html: &mut String, text: &str, element: &str, item: fn(&str) -> String) -> std::fmt::Result {
    writeln!(html, "<{element}>")?;
    text.lines().try_for_each(|line| writeln!(html, "{}", item(line)))?;
    writeln!(html, "</{element}>")
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

    #[test]
    fn markup_in_text_is_escaped() {
        assert_eq!(escape("a < b & \"c\" > d"), "a &lt; b &amp; &quot;c&quot; &gt; d");
    }
}
