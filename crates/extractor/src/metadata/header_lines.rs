//! Short lines near the headline that have no telling class: "Written by" with a name behind it, a day
//! under the headline, "Last updated:" in an element of its own.

use std::borrow::Cow;
use std::cell::LazyCell;

use copydesk_cleaner::{NodeId, Page, Tag};

use super::candidate::{Candidates, Field, Source};
use super::dates::{self, DateStyle};
use super::outline::Outline;
use super::regions::Regions;
use super::text;
use super::{byline, date_line, people};

/// Nodes that such lines stand away from the heading at most. Body text begins soon behind it.
const BEFORE: usize = 50;
const AFTER: usize = 90;
/// Longest line, in characters, and longest block that holds it.
const MAX_LINE: usize = 80;
const MAX_BLOCK: usize = 140;
/// Bytes of a text node, with its white space, and nodes of a block above which none is short.
const MAX_LINE_BYTES: usize = 1_000;
const MAX_BLOCK_NODES: usize = 60;
/// Longest text that may be the label of the line behind it ("Last updated:").
const MAX_LABEL: usize = 24;
/// Text nodes that make up a line about a change.
const MAX_CHANGE_PIECES: usize = 3;
/// Lines between a bare name and the day of the byline.
const DAY_REACH: usize = 2;
/// Bytes of a day as machines write it.
const ISO_DAY: usize = 10;
/// Pieces looked at behind a bare "By": names, commas and the word for "and".
const MAX_PIECES: usize = 6;

/// Offers the days and the people of the lines near the heading, and the people of lines far from it that
/// begin as only bylines do. Lines that could not win are offered where somebody wants to see them.
pub(super) fn collect(
    page: &Page,
    outline: &Outline,
    regions: &Regions,
    is_explained: bool,
    found: &mut Candidates,
) {
    let texts = outline.texts.as_slice();
    let numbered: Vec<bool> = texts.iter().map(|id| text::has_number(page.text(*id))).collect();
    if is_explained || !says_moment_of_change(found) {
        collect_change(page, texts, &numbered, found);
    }
    collect_posted(page, texts, &numbered, regions, found);
    let mut reader = Reader { page, regions, last: None };
    let (near, lines) = window(texts, &mut reader);
    let mut any = false;
    let is_far = |at: &usize| {
        let (id, text) = (texts[*at], page.text(texts[*at]));
        !regions.is_foreign(id) && text.len() <= MAX_LINE_BYTES && people::may_be_byline(text)
    };
    let mut offer_far = |range: std::ops::Range<usize>, any: &mut bool, found: &mut Candidates| {
        for at in range.filter(is_far) {
            let Some(Line { text: line, .. }) = reader.read(texts[at]) else { continue };
            if line.starts_with(char::is_lowercase) && !begins_block(page, texts[at]) {
                continue;
            }
            if people::is_bare_prefix(&line) && (line.contains(' ') || people::is_author_label(&line)) {
                let behind = texts[at + 1..].iter().filter_map(|id| reader.read(*id)).take(MAX_PIECES);
                let pieces: Vec<Cow<str>> = behind.map(|line| line.text).collect();
                let is_sure = line.contains(' ')
                    || pieces.first().is_some_and(|piece| people::begins_with_given_name(piece));
                if !is_sure {
                    continue;
                }
                offer_pieces(pieces.iter().map(Cow::as_ref), Source::FarAuthor, found);
            } else if people::has_clear_prefix(&line)
                && let Some(names) = people::in_byline(&line).and_then(people::leading_names)
            {
                found.push(Field::Author, Source::FarAuthor, names);
                *any = true;
            }
        }
    };
    offer_far(0..near.start, &mut any, found);
    let heading =
        LazyCell::new(|| regions.heading.map(|heading| page.text_content(heading)).unwrap_or_default());
    // Whom the headline names, as it is written, does not sign below it without a label.
    let is_subject = |names: &str| {
        let of_name = |ch: char| ch.is_alphanumeric() || matches!(ch, '-' | '’' | '\'');
        let family = names.trim().rsplit(|ch| !of_name(ch)).next().unwrap_or_default();
        !family.is_empty() && heading.split(|ch| !of_name(ch)).any(|word| word == family)
    };
    for (at, Line { text: line, .. }) in lines.iter().enumerate().filter(|(_, line)| line.near) {
        if text::has_number(line) {
            let label = at.checked_sub(1).map(|at| lines[at].text.as_ref()).filter(|label| is_label(label));
            found.push(Field::Published, Source::Line, &[label.unwrap_or_default(), line].join(" "));
        }
        if people::is_bare_prefix(line) {
            let behind = lines[at + 1..].iter().take(MAX_PIECES);
            offer_pieces(behind.map(|line| line.text.as_ref()), Source::Line, found);
        } else if let Some(names) = people::in_byline(line).and_then(people::leading_names) {
            found.push(Field::Author, Source::Line, names);
            any = true;
        } else if !any && let Some(names) = date_line::people_in(line).filter(|names| !is_subject(names)) {
            found.push(Field::Author, Source::Line, names);
        } else if !any && people::begins_with_given_name(line) && !is_subject(line) {
            if beside_day(&lines, at) {
                found.push(Field::Author, Source::Line, line);
            } else if before_occupation(&lines, at) {
                found.push(Field::Author, Source::Bio, line);
            }
        }
    }
    offer_far(near.end..texts.len(), &mut any, found);
}

/// Whether the data of the page have the moment of the last change.
fn says_moment_of_change(found: &Candidates) -> bool {
    let mut data = [Source::JsonLd, Source::ArticleMeta].into_iter();
    data.any(|source| found.from(Field::Modified, source).any(|value| value.contains('T')))
}

/// Whether a text is the first of its block and not a part of a sentence.
fn begins_block(page: &Page, id: NodeId) -> bool {
    let Some(block) = block_of(page, id) else { return false };
    let mut texts = page.descendants(block).filter(|inner| page.tag(*inner) == Tag::Text);
    texts.find(|inner| !text::is_blank(page.text(*inner))) == Some(id)
}

/// Whether one of the lines around a line has a day.
fn beside_day(lines: &[Line], at: usize) -> bool {
    let around = &lines[at.saturating_sub(DAY_REACH)..(at + 1 + DAY_REACH).min(lines.len())];
    let dated =
        |line: &str| line.contains(char::is_numeric) && !dates::in_text(line, &DateStyle::any()).is_empty();
    around.iter().any(|line| dated(&line.text))
}

/// Whether the line behind a line says what somebody is.
fn before_occupation(lines: &[Line], at: usize) -> bool {
    lines.get(at + 1).is_some_and(|line| line.near && people::is_occupation(&line.text))
}

/// Offers the day of the last change where exactly one line of the page says it; it stands at the end
/// of the page as often as at its start.
fn collect_change(page: &Page, texts: &[NodeId], numbered: &[bool], found: &mut Candidates) {
    let is_dated = |at: usize| numbered[at..].iter().take(MAX_CHANGE_PIECES).any(|is_numbered| *is_numbered);
    let says_change = |at: &usize| {
        let text = page.text(texts[*at]);
        is_dated(*at) && text.len() <= MAX_BLOCK * 2 && dates::says_change(text)
    };
    let mut changes = (0..texts.len()).filter(says_change);
    if let (Some(at), None) = (changes.next(), changes.next()) {
        let pieces = texts[at..].iter().take(MAX_CHANGE_PIECES).map(|id| page.text(*id));
        let pieces = pieces.collect::<Vec<_>>().join(" ");
        let line: String = pieces.chars().take(MAX_BLOCK).collect();
        found.push(Field::Modified, Source::Line, &line);
    }
}

/// Offers the day of the sentence in which publishing systems say when the entry was posted, if the page
/// has one such sentence; it stands below the article.
fn collect_posted(
    page: &Page,
    texts: &[NodeId],
    numbered: &[bool],
    regions: &Regions,
    found: &mut Candidates,
) {
    let says = |at: &usize| {
        let text = page.text(texts[*at]);
        (SHORTEST_POSTED..=MAX_LINE_BYTES).contains(&text.len())
            && begins_posted(text)
            && numbered[*at..].iter().take(MAX_POSTED_PIECES).any(|is_numbered| *is_numbered)
            && !regions.is_foreign(texts[*at])
    };
    let mut posted = (0..texts.len()).filter(says);
    let (Some(only), None) = (posted.next().map(|at| texts[at]), posted.next()) else { return };
    if let Some(block) = block_of(page, only) {
        let sentence: String = page.text_content(block).chars().take(MAX_SENTENCE).collect();
        found.push(Field::Published, Source::Text, &sentence);
    }
}

/// How such a sentence begins. Source: the default themes of `WordPress` in its translations; the labels of Chinese
/// systems.
const POSTED: &[&str] = &[
    "This entry was posted",
    "This post was written",
    "Dieser Eintrag wurde",
    "Dieser Beitrag wurde",
    "Dieser Artikel wurde",
    "Cette entrée a été publiée",
    "Cet article a été publié",
    "Esta entrada fue publicada",
    "Esta entrada se publicó",
    "Este artigo foi publicado",
    "Questo articolo è stato pubblicato",
    "Dit bericht werd geplaatst",
    "Ten wpis został opublikowany",
    "Запись опубликована",
    "发布日期：",
    "发布日期:",
    "发布时间：",
    "发布时间:",
    "發布日期：",
    "發佈日期：",
];

/// The first bytes of them, in lower case.
static POSTED_STARTS: [bool; 256] = {
    let mut starts = [false; 256];
    let mut at = 0;
    while at < POSTED.len() {
        starts[POSTED[at].as_bytes()[0].to_ascii_lowercase() as usize] = true;
        at += 1;
    }
    starts
};

/// Whether a text begins with one of them.
fn begins_posted(text: &str) -> bool {
    let text = text.trim_ascii_start().as_bytes();
    let begins = |phrase: &&str| {
        text.get(..phrase.len()).is_some_and(|start| start.eq_ignore_ascii_case(phrase.as_bytes()))
    };
    text.first().is_some_and(|first| POSTED_STARTS[usize::from(first.to_ascii_lowercase())])
        && POSTED.iter().any(begins)
}

/// Bytes of the shortest of them, and texts within which the day follows.
const SHORTEST_POSTED: usize = 13;
const MAX_POSTED_PIECES: usize = 10;
/// Characters of such a sentence that are read.
const MAX_SENTENCE: usize = 200;

/// A short text in a short block or with a line to itself.
struct Line<'a> {
    near: bool,
    text: Cow<'a, str>,
}

/// Reads text nodes as lines.
struct Reader<'a, 'r> {
    page: &'a Page,
    regions: &'r Regions,
    /// Most texts stand in the block of the one before.
    last: Option<(NodeId, bool)>,
}

impl<'a> Reader<'a, '_> {
    /// The line that a text node is, if it is one.
    fn read(&mut self, id: NodeId) -> Option<Line<'a>> {
        let (page, regions) = (self.page, self.regions);
        let raw = page.text(id);
        if raw.len() > MAX_LINE_BYTES || regions.is_foreign(id) {
            return None;
        }
        if raw.len() == ISO_DAY
            && raw.starts_with(|ch: char| ch.is_ascii_digit())
            && byline::is_of_event(page, id)
        {
            return None;
        }
        if text::shown_up_to(raw, MAX_LINE) > MAX_LINE {
            return None;
        }
        let text = text::fold_space(raw);
        if text.is_empty() || text.chars().nth(MAX_LINE).is_some() || inside_heading(page, id, regions) {
            return None;
        }
        let near = regions.near_heading(id, BEFORE, AFTER);
        let block = block_of(page, id)?;
        let is_short = match self.last {
            Some((known, is_short)) if known == block => is_short,
            _ => is_short_block(page, block),
        };
        self.last = Some((block, is_short));
        (is_short || near && is_set_apart(page, id, block)).then_some(Line { near, text })
    }
}

/// The places of the texts near the heading, and the lines among them with a few before and behind, which may
/// be their labels and names.
fn window<'a>(texts: &[NodeId], reader: &mut Reader<'a, '_>) -> (std::ops::Range<usize>, Vec<Line<'a>>) {
    let Some(heading) = reader.regions.heading.map(NodeId::index) else { return (0..0, Vec::new()) };
    let start = texts.partition_point(|id| id.index() + BEFORE < heading);
    let end = texts.partition_point(|id| id.index() <= heading + AFTER);
    let mut lines: Vec<Line> =
        texts[..start].iter().rev().filter_map(|id| reader.read(*id)).take(DAY_REACH).collect();
    lines.reverse();
    lines.extend(texts[start..end].iter().filter_map(|id| reader.read(*id)));
    lines.extend(texts[end..].iter().filter_map(|id| reader.read(*id)).take(MAX_PIECES));
    (start..end, lines)
}

/// Whether a block is a line or two; most are told apart by their number of nodes.
fn is_short_block(page: &Page, block: NodeId) -> bool {
    page.end(block) - block.index() <= MAX_BLOCK_NODES
        && !is_surely_long(page, block)
        && page.text_content(block).chars().count() <= MAX_BLOCK
}

/// Whether what a block shows in ASCII alone is too long, its scripts aside.
fn is_surely_long(page: &Page, block: NodeId) -> bool {
    let (mut shown, mut skip_until) = (0, 0);
    for id in page.descendants(block) {
        match page.tag(id) {
            _ if id.index() < skip_until => {}
            Tag::Script | Tag::Style => skip_until = page.end(id),
            _ => shown += text::shown_up_to(page.text(id), MAX_BLOCK),
        }
        if shown > MAX_BLOCK {
            return true;
        }
    }
    false
}

/// Whether a text in a longer block has a line to itself: a break, a rule or a heading before and behind it.
fn is_set_apart(page: &Page, id: NodeId, block: NodeId) -> bool {
    let Some(top) = page.ancestors(id).find(|above| page.parent(*above) == Some(block)) else { return false };
    let blank = |id: NodeId| page.tag(id) == Tag::Text && page.text(id).trim().is_empty();
    let siblings: Vec<NodeId> = page.children(block).filter(|child| !blank(*child)).collect();
    let Some(at) = siblings.iter().position(|child| *child == top) else { return false };
    let ends_line = |sibling: Option<&NodeId>| {
        sibling.is_none_or(|id| {
            let tag = page.tag(*id);
            matches!(tag, Tag::Br | Tag::Hr) || tag.heading_level().is_some()
        })
    };
    ends_line(siblings.get(at + 1)) && ends_line(at.checked_sub(1).and_then(|at| siblings.get(at)))
}

fn inside_heading(page: &Page, id: NodeId, regions: &Regions) -> bool {
    regions.heading.is_some_and(|heading| (heading.index()..page.end(heading)).contains(&id.index()))
}

/// The nearest element above that is not part of a line.
fn block_of(page: &Page, id: NodeId) -> Option<NodeId> {
    page.ancestors(id).skip(1).find(|above| {
        !matches!(
            page.tag(*above),
            Tag::Span
                | Tag::A
                | Tag::B
                | Tag::I
                | Tag::Em
                | Tag::Strong
                | Tag::Small
                | Tag::Font
                | Tag::Time
                | Tag::Abbr
        )
    })
}

fn is_label(line: &str) -> bool {
    line.chars().count() <= MAX_LABEL && !line.chars().any(char::is_numeric)
}

/// Names behind a bare "By", one or several, joined by commas or "and".
fn offer_pieces<'p>(pieces: impl Iterator<Item = &'p str>, source: Source, found: &mut Candidates) {
    let mut expected = true;
    for piece in pieces {
        let joins = people::is_joiner(piece);
        if !joins && (!expected || !people::look_like_names(piece) && !people::is_team_name(piece)) {
            return;
        }
        if !joins {
            found.push(Field::Author, source, piece);
        }
        expected = joins;
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    fn offered(html: &str, field: Field) -> Vec<String> {
        testing::offered(html, (field, Source::Line), |page, outline, regions, found| {
            collect(page, outline, regions, false, found);
        })
    }

    #[test]
    fn a_bare_prefix_takes_the_names_behind_it() {
        let html = "<h1>T</h1><p>Written by</p><p><a>Ida Falk</a> and <a>Bo Ek</a></p><p>Reading time</p>";
        assert_eq!(offered(html, Field::Author), ["Ida Falk", "Bo Ek"]);
        assert_eq!(
            offered("<h1>T</h1><p>By the way</p><p>By</p><p>some people said so</p>", Field::Author),
            [""; 0]
        );
    }

    #[test]
    fn a_label_goes_with_its_day_and_long_blocks_do_not_count() {
        let html = "<h1>T</h1><div>Last updated:</div><div>Dec 12, 2025</div>";
        assert_eq!(offered(html, Field::Published), ["Last updated: Dec 12, 2025"]);
        let body = format!("<h1>T</h1><p>On <b>March 5, 2024</b> {}</p>", "it rained ".repeat(20));
        assert_eq!(offered(&body, Field::Published), [""; 0]);
    }
}
