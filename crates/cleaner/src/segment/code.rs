//! Preformatted code as it was written, without the numbers of its lines.

use std::ops::Range;

use crate::page::{Page, is_invisible};
use crate::{Attr, NodeId, Tag};

/// One number at the start of a code may belong to it.
const MIN_NUMBERED: usize = 2;

/// Whether a `pre` holds text and inline marks only; some pages wrap whole layouts in one.
pub(super) fn is_plain(page: &Page, id: NodeId) -> bool {
    page.descendants(id)
        .all(|node| matches!(page.tag(node), Tag::Div | Tag::Other) || !page.tag(node).breaks_text())
}

/// Class words of the numbers of lines in code. Source: Pygments, Chroma, Rouge, highlightjs-line-numbers.
const LINE_NUMBERS: &[&str] =
    &["ln", "lnt", "lineno", "linenos", "line-number", "line-numbers", "gl", "hljs-ln-numbers"];

/// Whether an element in code is the number of a line.
fn is_line_number(page: &Page, id: NodeId) -> bool {
    let names = page.attr(id, Attr::Class).unwrap_or_default();
    names.split_ascii_whitespace().any(|name| LINE_NUMBERS.contains(&name))
        && page.text_content(id).split_whitespace().all(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Preformatted text as written: trailing white space of lines and empty lines at both ends cut, and the numbers of lines.
pub(super) fn verbatim(page: &Page, id: NodeId) -> String {
    let mut text = String::new();
    // Some highlighters make an element of each line, with or without a line break between: where those that are open
    // end, and how long the text was where they began.
    let mut open: Vec<(usize, usize)> = Vec::new();
    // Numbers in elements of their own at the start of lines: where they stand in the text.
    let mut numbers: Vec<Range<usize>> = Vec::new();
    let (mut is_line_over, mut next) = (false, id.index() + 1);
    while next < page.end(id) {
        let node = NodeId::at(next);
        next += 1;
        while let Some((_, length)) = open.pop_if(|(end, _)| *end <= node.index()) {
            is_line_over = true;
            // An empty line.
            if text.len() == length && !text.is_empty() {
                text.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
            }
        }
        match page.tag(node) {
            Tag::Text => {
                let piece = page.text(node);
                if is_line_over && !text.is_empty() && !text.ends_with('\n') && !piece.starts_with('\n') {
                    text.push('\n');
                }
                is_line_over = false;
                let start = text.len();
                text.extend(piece.chars().filter(|ch| !is_invisible(*ch)));
                if page.parent(node) != Some(id) && is_number(&text[start..]) && is_line_start(&text[..start])
                {
                    numbers.push(start..text.len());
                }
            }
            Tag::Br => text.push('\n'),
            Tag::Div => {
                is_line_over = true;
                open.push((page.end(node), text.len()));
            }
            _ if is_line_number(page, node) => next = page.end(node),
            _ => {}
        }
    }
    if count_lines(&text, &numbers) {
        text = without(&text, &numbers);
    }
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    let is_text = |line: &&str| !line.is_empty();
    let first = lines.iter().position(is_text).unwrap_or(lines.len());
    let last = lines.iter().rposition(is_text).map_or(first, |last| last + 1);
    lines[first..last].join("\n")
}

fn is_number(piece: &str) -> bool {
    let piece = piece.trim();
    !piece.is_empty() && piece.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_line_start(before: &str) -> bool {
    before.trim_end_matches([' ', '\t']).is_empty() || before.trim_end_matches([' ', '\t']).ends_with('\n')
}

/// Whether numbers count the lines of a code: from its start, each one more than the one before, with a line behind each
/// of them, of which most are not empty. Else they are what a program wrote.
fn count_lines(text: &str, numbers: &[Range<usize>]) -> bool {
    let values = || numbers.iter().map(|range| text[range.clone()].trim().parse::<u32>().unwrap_or(u32::MAX));
    let counts =
        || values().zip(values().skip(1)).all(|(before, after)| before.checked_add(1) == Some(after));
    let ends = numbers.iter().skip(1).map(|range| range.start).chain([text.len()]);
    let behind: Vec<&str> =
        numbers.iter().zip(ends).map(|(range, end)| text[range.end..end].trim()).collect();
    let begins = numbers.first().is_some_and(|first| text[..first.start].trim().is_empty());
    begins
        && numbers.len() >= MIN_NUMBERED
        && counts()
        && !behind.iter().any(|line| line.contains('\n'))
        && behind.iter().filter(|line| !line.is_empty()).count() * 2 >= behind.len()
}

/// A text without some of its parts, and without the line breaks behind them.
fn without(text: &str, parts: &[Range<usize>]) -> String {
    let (mut left, mut from) = (String::with_capacity(text.len()), 0);
    for part in parts {
        left.push_str(&text[from..part.start]);
        from = part.end + usize::from(text[part.end..].starts_with('\n'));
    }
    left.push_str(&text[from..]);
    left
}

#[cfg(test)]
mod tests {
    use crate::segment::html::segment;
    use crate::{Interrupt, Limits, Page};

    fn code(html: &str) -> String {
        let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("within limits");
        segment(&page).blocks.into_iter().map(|block| block.text).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn elements_of_lines_are_lines() {
        assert_eq!(
            code("<pre><div>def f():</div><div></div><div>return 1</div></pre>"),
            "def f():\n\nreturn 1"
        );
        assert_eq!(code("<pre><div><div>a</div>b</div>c</pre>"), "a\nb\nc");
        assert_eq!(code("<pre>a\n<div>b\n</div><div>c</div></pre>"), "a\nb\nc");
    }

    #[test]
    fn numbers_of_lines_are_left_out() {
        assert_eq!(
            code("<pre><span class=lineno>1</span>sail()\n<span class=lineno>2</span>moor()</pre>"),
            "sail()\nmoor()"
        );
        let counted = "<span>1</span><div>sail()</div><span>2</span><div>moor()</div>";
        assert_eq!(code(&format!("<pre>{counted}</pre>")), "sail()\nmoor()");
        let empty = "<span>1</span><div>sail()</div><span>2</span><div></div><span>3</span><div>moor()</div>";
        assert_eq!(code(&format!("<pre>{empty}</pre>")), "sail()\n\nmoor()");
        let glued = "<b>9 </b><i>sail()</i>\n<b>10 </b>moor()";
        assert_eq!(code(&format!("<pre>{glued}</pre>")), "sail()\nmoor()");
        for output in
            ["<i>1</i>\n<i>2</i>\n<i>3</i>", "<i>1</i> rope\n<i>3</i> lamps", "print\n<i>1</i> a\n<i>2</i> b"]
        {
            assert_eq!(code(&format!("<pre>{output}</pre>")), output.replace("<i>", "").replace("</i>", ""));
        }
    }
}
