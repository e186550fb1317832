//! What a reader sees of a line with Markdown in it: marks of headings and the addresses of links aside.

use std::borrow::Cow;

/// The line without the addresses of its links and the number signs of a heading.
pub(super) fn visible(line: &str) -> Cow<'_, str> {
    let rest = line.trim_start_matches('#');
    let line = if rest.starts_with(' ') { rest.trim_start() } else { line };
    // One byte is found faster than two.
    if !line.contains(']') || !line.contains("](") {
        return Cow::Borrowed(line);
    }
    let mut seen = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, link)) = link_in(rest) {
        seen.push_str(before);
        seen.push_str(link.label);
        rest = link.behind;
    }
    seen.push_str(rest);
    Cow::Owned(seen)
}

struct Link<'a> {
    label: &'a str,
    behind: &'a str,
}

/// What stands before the first link, and the link.
fn link_in(line: &str) -> Option<(&str, Link<'_>)> {
    let middle = line.find("](")?;
    let open = line[..middle].rfind('[')?;
    let close = middle + line[middle..].find(')')?;
    let label = &line[open + 1..middle];
    Some((line[..open].trim_end_matches('!'), Link { label, behind: &line[close + 1..] }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_marks_of_headings_are_not_seen() {
        for (line, seen) in [
            ("## Related Articles", "Related Articles"),
            ("#ferry is a tag", "#ferry is a tag"),
            ("[Read more](https://a.example/x_(1)) now", "Read more) now"),
            ("* [Home](/) | [News](/news)", "* Home | News"),
            ("![A quay](q.jpg) in winter", "A quay in winter"),
            ("f(x)[1](", "f(x)[1]("),
            ("no link ](", "no link ]("),
        ] {
            assert_eq!(visible(line), seen);
        }
    }
}
