//! Whether what begins with words is HTML all the same: a page behind a notice of its server, or a field whose first
//! paragraph has lost its tag. A text that speaks of tags is none.

/// Tags that open a page, wherever they stand.
const ROOTS: [&str; 3] = ["!doctype", "html", "body"];
/// Blocks, whose end tags are markup without their beginnings.
const BLOCKS: [&str; 17] = [
    "article",
    "blockquote",
    "div",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ol",
    "p",
    "table",
    "td",
    "tr",
    "ul",
];
/// Elements in lines, without those that Markdown borrows, such as `sub`.
const INLINE: [&str; 8] = ["a", "b", "em", "font", "i", "span", "strong", "u"];
/// So many end tags of blocks are markup; a text may have one that was left over.
const BLOCK_ENDS: usize = 2;
/// What opens and closes code in Markdown.
const FENCE: &str = "```";
const QUOTES: [char; 11] = ['"', '\'', '`', '“', '”', '„', '‘', '’', '«', '»', '‹'];

/// Whether a text in lower case has the tags of a page, or a pair of tags or blocks that end, and no more paragraphs
/// without tags than that: those are of a text that holds code.
pub(super) fn has_markup(text: &str) -> bool {
    let (mut opened, mut block_ends, mut all, mut has_pair) = (Vec::new(), 0, 0, false);
    for Tag { name, is_end } in tags(text) {
        let is_root = ROOTS.contains(&name);
        if is_root && !is_end {
            return true;
        }
        all += 1;
        has_pair |= is_end && opened.contains(&name);
        block_ends += usize::from(is_end && BLOCKS.contains(&name));
        if !is_end && !opened.contains(&name) {
            opened.push(name);
        }
    }
    (has_pair || block_ends >= BLOCK_ENDS) && all >= plain_breaks(text)
}

/// Blank lines between lines that neither end nor begin with a tag.
fn plain_breaks(text: &str) -> usize {
    let (mut breaks, mut last, mut is_behind_blank) = (0, "", false);
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            is_behind_blank = true;
            continue;
        }
        breaks += usize::from(is_behind_blank && !last.ends_with('>') && !line.starts_with('<'));
        (last, is_behind_blank) = (line, false);
    }
    breaks
}

struct Tag<'a> {
    name: &'a str,
    is_end: bool,
}

/// The tags of known names that are not spoken of.
fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    let (mut fences, mut counted) = (0, 0);
    text.match_indices('<').filter_map(move |(at, _)| {
        fences += text[counted..at].matches(FENCE).count();
        counted = at;
        let inside = &text[at + 1..];
        let end = inside.find(['<', '>']).filter(|end| inside[*end..].starts_with('>'))?;
        let after = &inside[end + 1..];
        let inside = &inside[..end];
        let (is_end, inside) = inside.strip_prefix('/').map_or((false, inside), |rest| (true, rest));
        let name = inside.split(|ch: char| ch.is_ascii_whitespace() || ch == '/').next()?;
        let is_known = ROOTS.contains(&name) || BLOCKS.contains(&name) || INLINE.contains(&name);
        let is_code = fences % 2 == 1;
        (is_known && !is_code && !is_spoken_of(&text[..at], after)).then_some(Tag { name, is_end })
    })
}

/// Whether a tag is code, or stands between words and punctuation as a word does.
fn is_spoken_of(before: &str, after: &str) -> bool {
    if before.ends_with('`') || after.starts_with('`') {
        return true;
    }
    let begins = before
        .chars()
        .next_back()
        .is_none_or(|ch| ch.is_whitespace() || "([,".contains(ch) || QUOTES.contains(&ch));
    let next = after.chars().next();
    let ends = next.is_some_and(|ch| " )],.;:?!-".contains(ch) || QUOTES.contains(&ch));
    begins && ends && !after.trim_start_matches(' ').starts_with('<')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A paragraph as news have them.
    fn paragraph(language: &str) -> String {
        let sentence = match language {
            "ru" => "паром вышел из гавани линдхольма в понедельник, впервые за два года. ",
            _ => "the night ferry left the harbour of lindholm on monday, for the first time in two years. ",
        };
        sentence.repeat(6).trim_end().to_owned()
    }

    #[test]
    fn markup_behind_words_is_seen() {
        for language in ["en", "ru"] {
            let words = paragraph(language);
            for text in [
                format!("{words}</p><p>{words}</p><p>{words}"),
                format!("{words}\n\n<p>{words}</p>\n"),
                format!("{words}\n<ul>\n<li>{words}</li>\n</ul>"),
                format!("{words}\n\n{words} <b>{words}</b>\n\n{words}"),
                format!("{words} <a href=\"/ferry\">{words}</a> {words}"),
            ] {
                assert!(has_markup(&text), "{text}");
            }
        }
        let style = format!("<style>{}</style>", "p { margin: 0 }\n".repeat(100));
        for stray in ["notice: undefined index on line 3\n", "-->\n", "ferry "] {
            for root in ["<!doctype html>\n<html>", "<html lang=\"en\">", "<body>"] {
                assert!(has_markup(&format!("{stray}{root}<head>{style}")), "{stray}{root}");
            }
        }
    }

    #[test]
    fn texts_that_speak_of_tags_have_none() {
        for text in [
            "use </b> to end bold, and the harbour master will read the notice without trouble.",
            "words of a text. then close it with </div> and go on.",
            "between <b> and </b> the name of the ferry is bold; </p> ends the paragraph, </div> the part.",
            "the tags “<html>”, '<body>' and `<p>`",
            "the\n<body> element holds what is shown, the <html>-element all.",
            "`<b>ferry</b>` would need a browser.\n",
            "many words.\n\nmore words.\n\nreturn \"<p>ferry</p>\"\n\nand words.\n\nwords.\n\nwords.",
            "a page:\n```html\n<!doctype html>\n<html><body><p>ferry</p></body></html>\n```\nsave it.",
            "words that were left over</p>",
            "10<sup>6</sup> passengers, x <y and y> z, map<string, a>",
            "",
        ] {
            assert!(!has_markup(text), "{text}");
        }
    }
}
