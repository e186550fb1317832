//! The text of a page as scrapers save it: a line for each run of text between elements that break it, with menus,
//! teasers and all.

use copydesk_extractor::cleaner::{Error, NodeId, Page, Tag};
use copydesk_extractor::{Hints, Options, parse};

/// The text of a page, one line behind the other.
pub(crate) fn scraped_text(html: &[u8]) -> Result<String, Error> {
    Ok(page_lines(&parse(html, &Hints::default(), &Options::default())?).join("\n"))
}

/// The lines of the body, white space folded.
fn page_lines(page: &Page) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut open = Vec::new();
    let mut skipped_until = 0;
    let body = page.find(Tag::Body).unwrap_or(NodeId::ROOT);
    for node in page.descendants(body) {
        while open.pop_if(|end| *end <= node.index()).is_some() {
            end_line(&mut line, &mut lines);
        }
        let tag = page.tag(node);
        if node.index() < skipped_until {
            continue;
        }
        if tag == Tag::Text {
            line.push_str(page.text(node));
        } else if tag.hides_its_text() || tag == Tag::Noscript {
            skipped_until = page.end(node);
        } else if tag.breaks_text() {
            end_line(&mut line, &mut lines);
            open.push(page.end(node));
        } else if tag == Tag::Br {
            end_line(&mut line, &mut lines);
        }
    }
    end_line(&mut line, &mut lines);
    lines
}

fn end_line(line: &mut String, lines: &mut Vec<String>) {
    let words: Vec<&str> = line.split_whitespace().collect();
    if !words.is_empty() {
        lines.push(words.join(" "));
    }
    line.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_elements_break_text() {
        let html = "<title>Harbour</title><ul><li>Home<li><a>Ferries</a></ul><p>One <b>ferry</b> left.<br>Two\n stayed.</p>\
            Tail<script>run()</script><noscript>No</noscript>";
        let text = scraped_text(html.as_bytes()).expect("a page");
        assert_eq!(text, "Home\nFerries\nOne ferry left.\nTwo stayed.\nTail");
    }
}
