//! Lines that were wrapped at a margin, as mail, terminals and converters of PDF do.

use super::Line;
use crate::script::{ends_sentence, is_dense};

/// Hard-wrapped lines are at least this wide, in columns of a terminal.
const MIN_COLUMNS: usize = 50;
/// Lines wider than this are paragraphs of their own: mail and terminals wrap at 72 to 80, editors at 100.
const MAX_COLUMNS: usize = 104;
/// A wrapped line stops short of the margin by less than one long word.
const MAX_GAP: usize = 24;

/// A headline and its byline are two lines, too; only a paragraph of this many lines shows wrapping.
const MIN_LINES: usize = 3;
/// … or so many paragraphs of two lines.
const MIN_PARAGRAPHS: usize = 3;
/// Of so many line breaks within paragraphs one is followed by a small letter, in German, too; titles below each other
/// begin with capitals.
const SMALL_LETTERS: usize = 3;
/// Of so many line breaks of a paragraph one may be set by hand.
const BY_HAND: usize = 5;

/// How a text is wrapped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Wrap {
    /// One line per paragraph.
    Not,
    /// Blank lines stand between its paragraphs.
    BlankBetween,
    /// Paragraphs end where the next word would have fit into this many columns.
    At(usize),
}

impl Wrap {
    /// `parts` are the lines between two blank ones.
    pub(super) fn of(parts: &[&[Line]]) -> Self {
        let wrapped: Vec<&&[Line]> = parts.iter().filter(|part| is_surely_paragraph(part)).collect();
        let shows = wrapped.len() >= MIN_PARAGRAPHS || wrapped.iter().any(|part| part.len() >= MIN_LINES);
        // Titles below each other hardly reach one margin three times.
        let going_on = |part: &[Line]| match part.len() - 1 {
            breaks if part.len() >= MIN_LINES => breaks,
            _ => part.windows(2).filter(|pair| goes_on(pair)).count(),
        };
        let on: usize = wrapped.iter().map(|part| going_on(part)).sum();
        let all: usize = wrapped.iter().map(|part| part.len() - 1).sum();
        if shows && on * SMALL_LETTERS >= all {
            return Self::BlankBetween;
        }
        margin(parts).map_or(Self::Not, Self::At)
    }

    /// How the lines between two blank ones are wrapped.
    pub(super) fn within(self, part: &[Line]) -> Self {
        if self == Self::BlankBetween && !is_paragraph(part) { Self::Not } else { self }
    }

    /// How many lines the paragraph has that begins with the first line.
    pub(super) fn paragraph(self, lines: &[Line]) -> usize {
        lines.windows(2).take_while(|pair| !pair[1].is_item && self.joins(pair)).count() + 1
    }

    /// Whether two lines are parts of one paragraph.
    pub(super) fn joins(self, pair: &[Line]) -> bool {
        match self {
            Self::Not => false,
            Self::BlankBetween => true,
            Self::At(margin) => is_wrapped(pair, margin),
        }
    }
}

/// Whether the lines between two blank ones of a wrapped text are one paragraph: all but the last reach nearly the same
/// margin, and a sentence goes on behind one of them or ends behind the last; titles below each other reach it, too.
fn is_paragraph(part: &[Line]) -> bool {
    let Some((last, full @ [_, ..])) = part.split_last() else { return false };
    let widest = widest(part);
    (MIN_COLUMNS..=MAX_COLUMNS).contains(&widest)
        && full.iter().all(|line| columns(line.text) + MAX_GAP >= widest)
        && (ends_sentence(last.text) || part.windows(2).any(goes_on))
}

/// The same of a text that is not known to be wrapped: the breaks between the lines are those of a margin, too, and the
/// only sentence that ends with a line is the last one.
fn is_surely_paragraph(part: &[Line]) -> bool {
    let Some((_, full)) = part.split_last().filter(|_| is_paragraph(part)) else { return false };
    let widest = widest(part);
    let by_hand = part.windows(2).filter(|pair| !is_wrapped(pair, widest)).count();
    by_hand * BY_HAND <= full.len()
        && (part.windows(2).any(goes_on) || !full.iter().any(|line| ends_sentence(line.text)))
}

fn widest(part: &[Line]) -> usize {
    part.iter().map(|line| columns(line.text)).max().unwrap_or(0)
}

/// The margin at which the paragraphs of a text were wrapped that need no blank line between them.
fn margin(parts: &[&[Line]]) -> Option<usize> {
    /// So many lines show a margin.
    const MIN_FULL: usize = 6;
    /// Share of the lines in per cent that are no wider than the margin; others hold an address or are set by hand.
    const WITHIN: usize = 95;

    let mut widths: Vec<usize> = parts.iter().copied().flatten().map(|line| columns(line.text)).collect();
    if widths.len() < MIN_FULL {
        return None;
    }
    let at = (widths.len() - 1) * WITHIN / 100;
    let margin = *widths.select_nth_unstable(at).1;
    if !(MIN_COLUMNS..=MAX_COLUMNS).contains(&margin) {
        return None;
    }
    let pairs = || parts.iter().flat_map(|part| part.windows(2));
    let wide = pairs().filter(|pair| columns(pair[0].text) > margin / 2).count();
    let full: Vec<&[Line]> = pairs().filter(|pair| is_full(pair, margin)).collect();
    let on = full.iter().filter(|pair| goes_on(pair)).count();
    // Of wide lines most are cut by the margin; the others end paragraphs.
    let is_wrapped = full.len() >= MIN_FULL && full.len() * 3 >= wide * 2 && on * SMALL_LETTERS >= full.len();
    is_wrapped.then_some(margin)
}

/// Whether a margin broke the line.
fn is_wrapped(pair: &[Line], margin: usize) -> bool {
    let is_loose = || goes_on(pair) && is_cased(pair[1].text) && columns(pair[0].text) + MAX_GAP >= margin;
    is_full(pair, margin) || is_loose()
}

/// Whether the first word of the second line would not have fit behind the first line.
fn is_full(pair: &[Line], margin: usize) -> bool {
    let [line, next] = pair else { return false };
    let ((depth, _), (next_depth, next)) = (quote_of(line.text), quote_of(next.text));
    let (width, word) = (columns(line.text), columns(unbroken(next)));
    // An address fits nowhere.
    depth == next_depth && word <= MAX_GAP && width + MAX_GAP >= margin && width + word >= margin
}

/// Whether the first line stops inside a sentence, and the second does not begin with a capital. Addresses do not go on.
fn goes_on(pair: &[Line]) -> bool {
    let [line, next] = pair else { return false };
    let ((depth, text), (next_depth, next)) = (quote_of(line.text), quote_of(next.text));
    let is_word = |line: &str| !line.contains("://") || line.contains(char::is_whitespace);
    depth == next_depth
        && is_word(text)
        && is_word(next)
        && next.starts_with(|ch: char| ch.is_alphabetic() && !ch.is_uppercase())
        && !ends_sentence(text)
}

/// Whether a text begins with a letter of a script that has capitals.
fn is_cased(text: &str) -> bool {
    quote_of(text).1.starts_with(|ch: char| ch.is_lowercase() || ch.is_uppercase())
}

/// How deep a line is quoted, as mail and Markdown mark it, and the line without these marks.
pub(super) fn quote_of(line: &str) -> (usize, &str) {
    let (mut depth, mut rest) = (0, line);
    while let Some(inner) = rest.strip_prefix('>') {
        (depth, rest) = (depth + 1, inner.trim_start());
    }
    (depth, rest)
}

/// What a margin leaves whole: a word, or a character of a script without blanks.
fn unbroken(line: &str) -> &str {
    let end = |(at, ch): (usize, char)| match ch {
        _ if ch.is_whitespace() => Some(at),
        _ if is_dense(ch) => Some(if at == 0 { ch.len_utf8() } else { at }),
        _ => None,
    };
    &line[..line.char_indices().find_map(end).unwrap_or(line.len())]
}

/// Width on a terminal: characters of Han and Kana take two columns.
fn columns(line: &str) -> usize {
    if line.is_ascii() {
        return line.len();
    }
    line.chars().map(|ch| 1 + usize::from(is_dense(ch))).sum()
}

#[cfg(test)]
mod tests {
    use crate::Phrases;
    use crate::segment::text::segment;

    fn texts(text: &str) -> Vec<String> {
        segment(text, Phrases::Use).into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn hard_wrapped_lines_are_joined() {
        let text = "The council met on Tuesday evening in the old town hall and spoke about the\n\
                    bridge for three hours, although nobody had expected the matter to take so\n\
                    long.";
        assert_eq!(texts(text).len(), 1);
        assert!(texts(text)[0].contains("the bridge for three"));
    }

    const WRAPPED: &str = "Bridge stays closed until spring\nBy Ida Falk\n\
        The council met on Tuesday evening in the old town hall and spoke about the\n\
        bridge for three hours, although nobody had expected the matter to take so\n\
        long.\n\
        The yard that built it says that two of its bearings are worn, and that no\n\
        other yard has the parts. It takes twelve weeks to cast new ones. Until then\n\
        the ferry sails twice as often, the mayor said, and costs nothing for people\n\
        who live on the island.\n\
        She thanked the crew.\n\
        Nobody knows yet who pays. The insurance covers storms but not wear, and the\n\
        province, which owns the road on both sides, says that the bridge was always\n\
        the town's own.";

    #[test]
    fn wrapped_paragraphs_without_blank_lines_end_where_a_word_would_have_fit() {
        let found = texts(WRAPPED);
        let starts: Vec<&str> = found.iter().filter_map(|text| text.split(' ').next()).collect();
        assert_eq!(starts, ["Bridge", "By", "The", "The", "She", "Nobody"]);
        assert!(found[3].ends_with("on the island.") && found[3].contains("no other yard"));
        let again = found.join("\n\n");
        assert_eq!(texts(&again), found);
    }

    #[test]
    fn wrapped_han_ends_anywhere() {
        let line = "议会周二晚上在旧市政厅开会谈了三个小时的桥虽然没有人料到这件事会花这么长";
        let text = format!("{}末尾。\n{line}\n短尾。", format!("{line}\n").repeat(7));
        let found = texts(&text);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("议会") && found[0].ends_with("末尾。") && !found[0].contains(' '));
    }

    #[test]
    fn titles_of_one_length_are_lines() {
        let title = "Council of Lindholm Votes for a New Bridge beside the Old One in";
        let text: Vec<String> = (0..12).map(|year| format!("{title} {}", 2010 + year)).collect();
        assert_eq!(texts(&text.join("\n")).len(), 12);
    }

    #[test]
    fn a_wrapped_paragraph_beside_titles_is_one() {
        let german = "Der Rat sprach am Dienstag im alten Rathaus drei Stunden lang über\n\
            Brücken und Fähren, obwohl niemand erwartet hatte, dass dieses alte\n\
            Thema so lange dauert, und am Ende stand nur fest, dass beide Lager\n\
            verschlissen sind.";
        let titles = "Council Votes for a New Bridge beside the Old One at Lindholm\n\
            Ferry to Sail Twice as Often until Spring, and It Costs Nothing\n\
            Nobody Knows yet Who Pays for the Bearings of the Old Bridge\n\
            The Yard That Built It Has No Parts, and No Other Yard Has Any";
        let found = texts(&format!("{german}\n\n{titles}"));
        assert_eq!((found.len(), found[0].matches('\n').count()), (5, 0));
        assert!(found[0].ends_with("verschlissen sind.") && found[4].starts_with("The Yard"));
    }

    #[test]
    fn quotations_of_mail_are_joined_apart_from_the_reply() {
        let text = "Ida wrote:\n\
            > The council met on Tuesday evening in the old town hall and spoke about\n\
            > the bridge for three hours, although nobody had expected the matter to\n\
            > take so long.\n\
            The yard that built it says that two of its bearings are worn, and that no\n\
            other yard has the parts. It takes twelve weeks to cast new ones. Until then\n\
            the ferry sails twice as often, the mayor said, and costs nothing for people\n\
            who live on the island.";
        let found = texts(text);
        assert_eq!(found.len(), 3);
        assert!(found[1].starts_with("> The council") && found[1].ends_with("spoke about the bridge for three hours, although nobody had expected the matter to take so long."));
    }

    #[test]
    fn wrapped_items_belong_to_their_list() {
        let first = "The ferry sails twice as often until the spring, and costs";
        let list = format!("- {first}\nnothing for people who live on the island.");
        let found = texts(&format!("{WRAPPED}\n\n{list}\n{list}"));
        let items = found.last().expect("a list");
        assert_eq!(items.lines().count(), 2, "{found:#?}");
        assert!(items.lines().all(|line| line.ends_with("on the island.")));
    }

    #[test]
    fn addresses_below_each_other_are_lines() {
        let text = (10..16).map(|at| format!("https://quay.example/harbour/ferries/timetable/winter/{at}"));
        assert_eq!(texts(&text.collect::<Vec<_>>().join("\n")).len(), 6);
    }

    #[test]
    fn lines_of_different_length_are_paragraphs() {
        assert_eq!(
            texts("Back to top button\nVerified by Example"),
            ["Back to top button", "Verified by Example"]
        );
    }
}
