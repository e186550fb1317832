//! Bylines and date lines as readers see them: blocks that the cleaner dropped, and elements near the
//! headline whose class names an author or a date.

use copydesk_cleaner::{Attr, NodeId, Page, Tag};

use super::candidate::{Candidates, Field, Source};
use super::document::{HEADER_AFTER, HEADER_BEFORE};
use super::people;
use super::regions::Regions;

/// Words of classes and ids that name an author. Source: markup of the publishing systems that the
/// sample pages imitate.
const AUTHOR_CLASSES: &[&str] =
    &["author", "byline", "by-line", "autor", "writer", "contributor", "submitted", "posted-by"];
/// Words of classes and ids that name a date.
const DATE_CLASSES: &[&str] = &[
    "date",
    "time",
    "published",
    "posted",
    "byline",
    "meta",
    "datum",
    "fecha",
    "submitted",
    "article-info",
    "dateline",
];
/// Parts of an author's box that are not the name.
const BOX_CLASSES: &[&str] =
    &["bio", "avatar", "image", "photo", "social", "desc", "about", "follow", "job", "role"];
/// Longest text of an element that is a byline or a date line.
const MAX_LINE: usize = 160;

/// Offers the people and the dates of the byline blocks.
pub(super) fn collect_blocks(blocks: &[&str], found: &mut Candidates) {
    for block in blocks {
        for line in block.lines().filter(|line| line.chars().count() <= MAX_LINE) {
            found.push(Field::Published, Source::Byline, line);
            if let Some(names) = people::in_byline(line) {
                found.push(Field::Author, Source::Byline, names);
            }
        }
    }
}

/// Offers the texts of elements near the heading that say author or date in their class.
pub(super) fn collect_classes(page: &Page, regions: &Regions, found: &mut Candidates) {
    let mut skip_until = 0;
    for id in page.all() {
        if id.index() < skip_until || regions.is_foreign(id) || page.tag(id) == Tag::Text {
            continue;
        }
        if !regions.near_heading(id, HEADER_BEFORE, HEADER_AFTER) {
            continue;
        }
        if names(page, id, AUTHOR_CLASSES) && !names(page, id, BOX_CLASSES) {
            let line = page.text_content(id);
            if !line.is_empty() && line.chars().count() <= MAX_LINE {
                offer_author(page, id, &line, found);
                found.push(Field::Published, Source::BylineClass, &line);
                skip_until = page.end(id);
            }
        } else if names(page, id, DATE_CLASSES) {
            let line = page.text_content(id);
            if line.chars().any(char::is_numeric) && line.chars().count() <= MAX_LINE {
                found.push(Field::Published, Source::BylineClass, &line);
            }
        }
    }
}

/// The name inside a byline element: its links' texts if it has links to people, else what follows "By".
fn offer_author(page: &Page, id: NodeId, line: &str, found: &mut Candidates) {
    if let Some(names) = people::in_byline(line) {
        found.push(Field::Author, Source::BylineClass, names);
        return;
    }
    let links: Vec<NodeId> =
        std::iter::once(id).chain(page.descendants(id)).filter(|inner| page.tag(*inner) == Tag::A).collect();
    for link in &links {
        found.push(Field::Author, Source::BylineClass, &page.text_content(*link));
    }
    if links.is_empty() {
        found.push(Field::Author, Source::BylineClass, line);
    }
}

fn names(page: &Page, id: NodeId, words: &[&str]) -> bool {
    [Attr::Class, Attr::Id].iter().filter_map(|attr| page.attr(id, *attr)).any(|value| {
        let value = value.to_ascii_lowercase();
        words.iter().any(|word| value.contains(word))
    })
}
