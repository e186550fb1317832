//! Bylines and date lines as readers see them: blocks that the cleaner dropped, and elements near the
//! headline whose class names an author or a date.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use copydesk_cleaner::{Attr, NodeId, Page, Tag};

use super::candidate::{Candidates, Field, Source};
use super::class_says::ClassSays;
use super::dates::{self, DateStyle};
use super::document::{HEADER_AFTER, HEADER_BEFORE};
use super::regions::Regions;
use super::{date_line, people, text};

/// Classes of elements that hold nothing but a name.
const NAME_CLASSES: &[&str] =
    &["author-name", "author__name", "authorname", "author_name", "username", "vcard", "fn"];
/// Classes of days of birth and of events (hCard and hCalendar, microformats.org); tables of facts mark a founding so.
const EVENT_CLASSES: &[&str] = &["bday", "dtstart"];
/// Parts of addresses that lead to a person's page.
const PERSON_PATHS: &[&str] = &[
    "author",
    "autor",
    "/user",
    "/profil",
    "/people/",
    "/staff/",
    "/team/",
    "/by/",
    "/writer",
    "contributor",
    "/member",
    "/~",
];
/// Those of them that lead to nothing else.
const PERSON_FOLDERS: &[&str] =
    &["/author/", "/authors/", "/autor/", "/autoren/", "/auteur/", "/byline/", "/people/"];
/// Those that lead to other pages, too: there a given name has to begin the link's text.
const LIKELY_FOLDERS: &[&str] = &["/profiles/", "-authors/", "/contributors/", "/writers/", "/columnists/"];
/// Finds any of both, letter case aside: every link of a page is looked at.
static FOLDERS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let all = PERSON_FOLDERS.iter().chain(LIKELY_FOLDERS);
    AhoCorasick::builder().ascii_case_insensitive(true).build(all).expect("a few short words fit")
});
/// Longest text of an element that is a byline or a date line.
const MAX_LINE: usize = 160;
/// What stands between the name of a user and the day of the post ("by rasos » 5 May 2024").
const POST_MARKS: [char; 4] = ['»', '·', '•', '|'];
/// Nodes of an element that says date, far from the headline.
const MAX_DATE_NODES: usize = 12;
/// Far links to people that are offered: two different ones say nothing any more.
const MAX_FAR_LINKS: usize = 20;
/// Nodes within which the authors of one article stand together.
const TOGETHER: usize = 40;

/// Offers the people and the dates of the byline blocks. A byline with a day of its own is complete:
/// those behind it are of other posts.
pub(super) fn collect_blocks(blocks: &[&str], found: &mut Candidates) {
    let (mut any, mut complete) = (false, false);
    let lines = blocks.iter().flat_map(|block| block.lines());
    let mut label = "";
    for line in lines.filter(|line| line.chars().count() <= MAX_LINE) {
        if label.is_empty() {
            found.push(Field::Published, Source::Byline, line);
        } else {
            found.push(Field::Published, Source::Byline, &[label, line].join(" "));
        }
        let is_label = !line.contains(char::is_numeric) && dates::says_change(line);
        label = if is_label { line } else { "" };
        if complete {
            continue;
        }
        let labelled = people::in_byline(line);
        let post = line.contains(POST_MARKS);
        let names = labelled
            .filter(|names| people::look_like_names(names) || post && people::is_one_word(names))
            .or_else(|| if any { None } else { date_line::people_in(line) });
        if let Some(names) = names {
            found.push(Field::Author, Source::Byline, names);
            any = true;
        }
        complete = (any || labelled.is_some()) && !dates::in_text(line, &DateStyle::any()).is_empty();
    }
}

/// Whether a line is "By Ida Falk" and, at most, a day: a headline may begin so, too ("By Ida Falk's ferry").
pub(super) fn is_whole(line: &str) -> bool {
    let names = people::in_byline(line).filter(|names| people::begins_with_given_name(names));
    people::has_byline_prefix(line)
        && names.is_some_and(|names| {
            line.trim_end().ends_with(names) || !dates::in_text(line, &DateStyle::any()).is_empty()
        })
}

/// Offers the people that a line of their own at the start or the end of the text names ("Von Ida Falk"), and the
/// reporter in brackets of Chinese news ("（记者 林达）").
pub(super) fn collect_edges(edges: &[&str], found: &mut Candidates) {
    if let Some(day) = edges.first().and_then(|block| leading_day(block)) {
        found.push(Field::Published, Source::Text, day);
    }
    for block in edges {
        let is_line = block.chars().nth(MAX_LINE).is_none() && !block.contains(['。', '！', '？', '，']);
        if is_line
            && people::has_byline_prefix(block)
            && let Some(names) = people::in_byline(block)
                .map(people::before_role)
                .filter(|names| people::look_like_names(names))
        {
            found.push(Field::Author, Source::Text, names);
        }
        for name in people::reporters(block) {
            found.push(Field::Author, Source::Text, name);
        }
    }
}

/// The day that a text begins with where two hyphens set it off, as wires write it ("March 5, 2024 -- The ferry sails."),
/// or a label stands before it ("Pressemitteilung vom 5. März 2024").
fn leading_day(block: &str) -> Option<&str> {
    let start: usize = block.chars().take(MAX_LEADING_DAY).map(char::len_utf8).sum();
    let head = &block[..start];
    let day = *dates::in_text(head, &DateStyle::any()).first()?;
    let is_set_off = day.from == 0 && head[day.to..].trim_start().starts_with("--");
    let is_labelled =
        head[..day.from].split(' ').count() <= MAX_LABEL_PIECES && dates::says_publication(&head[..day.from]);
    (is_set_off || is_labelled).then(|| &block[..day.to])
}

/// Characters of a day that a text begins with, and of the dash behind it.
const MAX_LEADING_DAY: usize = 40;
/// Pieces between blanks of a label before it, at most; the blank before the day makes one.
const MAX_LABEL_PIECES: usize = 4;

/// Offers the texts of elements that say author or date in their class: those near the heading, and
/// names far from it as a last resort.
pub(super) fn collect_classes(page: &Page, regions: &Regions, found: &mut Candidates) {
    let mut skip_until = 0;
    let mut authors_until = None;
    let mut far_links = 0;
    for id in regions.telling.iter().copied() {
        let class = regions.class_says(id);
        let (names_author, names_date) = (class.says(ClassSays::AUTHOR), class.says(ClassSays::DATE));
        if id.index() < skip_until {
            continue;
        }
        found.stand_at(Some(id));
        let near = regions.near_heading(id, HEADER_BEFORE, HEADER_AFTER);
        if names_author && !class.says(ClassSays::PART_OF_BOX) {
            let line = page.text_content(id);
            if line.is_empty() {
                continue;
            }
            if line.chars().count() > MAX_LINE {
                if let Some(names) = names_in_box(page, id) {
                    found.push(Field::Author, Source::FarAuthor, &names);
                }
                continue;
            }
            let names = names_of(page, id, &line);
            let together = authors_until.is_none_or(|until| id.index() <= until);
            let source = if near && together { Source::BylineClass } else { Source::FarAuthor };
            for name in &names {
                found.push(Field::Author, source, name);
            }
            if near {
                found.push(Field::Published, Source::BylineClass, &line);
            }
            if near && !names.is_empty() && authors_until.is_none() {
                authors_until = Some(id.index() + TOGETHER);
            }
            skip_until = page.end(id);
        } else if names_date {
            let line = if near { spaced_text(page, id) } else { short_text(page, id) };
            let fits = line.chars().any(char::is_numeric) && line.chars().count() <= MAX_LINE;
            if fits && !has_class(page, id, EVENT_CLASSES) {
                let source = if near { Source::BylineClass } else { Source::FarTime };
                found.push(Field::Published, source, &line);
            }
        } else if page.tag(id) == Tag::A
            && let Some(name) = name_in_person_link(page, id)
        {
            if near && authors_until.is_none_or(|until| id.index() <= until) {
                found.push(Field::Author, Source::PersonLink, &name);
                authors_until.get_or_insert(id.index() + TOGETHER);
            } else if far_links < MAX_FAR_LINKS && people::begins_with_given_name(&name) {
                far_links += 1;
                found.push(Field::Author, Source::FarAuthor, &name);
            }
        }
    }
    found.stand_at(None);
}

/// Whether a text stands in an element whose class says that its day is that of an event.
pub(super) fn is_of_event(page: &Page, text: NodeId) -> bool {
    page.parent(text).is_some_and(|above| has_class(page, above, EVENT_CLASSES))
}

/// The text of an element of a few nodes.
fn short_text(page: &Page, id: NodeId) -> String {
    if page.end(id) - id.index() > MAX_DATE_NODES {
        return String::new();
    }
    spaced_text(page, id)
}

/// The text with a blank between elements: month, day and year often have one each.
fn spaced_text(page: &Page, id: NodeId) -> String {
    let texts: Vec<&str> = page
        .descendants(id)
        .filter(|inner| page.tag(*inner) == Tag::Text)
        .map(|inner| page.text(inner))
        .collect();
    text::fold_space(&texts.join(" ")).into_owned()
}

/// The names in an element that says author: behind "By", in links to people, or all of it.
fn names_of(page: &Page, id: NodeId, line: &str) -> Vec<String> {
    if let Some(names) = people::in_byline(line)
        && (people::look_like_names(names) || people::is_one_word(names) || people::ends_as_team_name(names))
    {
        return vec![names.to_owned()];
    }
    if let Some(name) = name_of_pieces(page, id) {
        return vec![name];
    }
    let links = std::iter::once(id).chain(page.descendants(id)).filter(|inner| page.tag(*inner) == Tag::A);
    let names: Vec<String> = links.filter_map(|link| name_in_link(page, link)).collect();
    if !names.is_empty() {
        return names;
    }
    let bare = people::before_date(line);
    let bare = bare.split_once(" / ").map_or(bare, |(name, _)| name.trim_end());
    let is_name = |name: &str| people::is_one_word(name) || people::is_team_name(name);
    let vouched = is_name(bare) && has_class(page, id, NAME_CLASSES);
    if people::look_like_names(bare) || vouched { vec![bare.to_owned()] } else { Vec::new() }
}

/// The name in an element that has others for function, day or portrait: the text of the inner one that is called
/// after the name, else the first text if a function stands behind it ("Ida Falk", "Head of Ferries").
fn name_of_pieces(page: &Page, id: NodeId) -> Option<String> {
    let mut texts = page.descendants(id).filter(|inner| page.tag(*inner) == Tag::Text);
    let mut shown = texts.by_ref().filter(|text| page.text(*text).contains(char::is_alphabetic));
    let (first, second) = (shown.next()?, shown.next()?);
    let named = page.descendants(id).find(|inner| has_class(page, *inner, NAME_CLASSES));
    if let Some(inner) = named.filter(|inner| *inner != id && page.tag(*inner) != Tag::A) {
        let name = text::fold_space(&page.text_content(inner)).into_owned();
        let is_name = people::look_like_names(&name) || people::is_team_name(&name);
        return is_name.then_some(name);
    }
    let name = text::fold_space(page.text(first)).into_owned();
    let is_set_off = people::is_occupation(&text::fold_space(page.text(second)));
    (is_set_off && people::begins_with_given_name(&name)).then_some(name)
}

/// The people of an author's box: those that its first text names, else those whom it links to.
fn names_in_box(page: &Page, id: NodeId) -> Option<String> {
    let mut texts = page.descendants(id).filter(|inner| page.tag(*inner) == Tag::Text);
    let first = texts.find(|text| page.text(*text).contains(char::is_alphabetic))?;
    let first = text::fold_space(page.text(first));
    if people::begins_with_given_name(&first) {
        return Some(first.into_owned());
    }
    if !people::is_bare_prefix(&first) {
        return None;
    }
    let links = page.descendants(id).filter(|inner| page.tag(*inner) == Tag::A);
    let mut names: Vec<String> = links.filter_map(|link| name_in_person_link(page, link)).collect();
    // Portrait and name are often links to the same page, one behind the other.
    names.dedup();
    (!names.is_empty()).then(|| names.join(", "))
}

fn name_in_link(page: &Page, link: NodeId) -> Option<String> {
    let text = page.text_content(link);
    let href = page.attr(link, Attr::Href).unwrap_or_default().to_ascii_lowercase();
    let leads_to_person = PERSON_PATHS.iter().any(|path| href.contains(path));
    (people::look_like_names(&text) || leads_to_person && people::is_one_word(&text)).then_some(text)
}

/// The name in a link that leads to a person's page ("/author/ida-falk") and says nothing else.
fn name_in_person_link(page: &Page, link: NodeId) -> Option<String> {
    let href = page.attr(link, Attr::Href)?;
    let folders = FOLDERS.find_iter(href).map(|found| found.pattern().as_usize());
    let is_sure = folders.min()? < PERSON_FOLDERS.len();
    let text = text::fold_space(&page.text_content(link)).into_owned();
    let is_name = if is_sure {
        people::look_like_names(&text) || people::is_team_name(&text)
    } else {
        people::begins_with_given_name(&text)
    };
    is_name.then_some(text)
}

fn has_class(page: &Page, id: NodeId, words: &[&str]) -> bool {
    [Attr::Class, Attr::Id].iter().filter_map(|attr| page.attr(id, *attr)).any(|value| {
        let value = value.to_ascii_lowercase();
        words.iter().any(|word| value.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    fn offered(html: &str, source: Source) -> Vec<String> {
        testing::offered(html, (Field::Author, source), |page, _, regions, found| {
            collect_classes(page, regions, found);
        })
    }

    #[test]
    fn names_are_taken_out_of_author_elements_near_the_headline() {
        let html = "<h1>T</h1><div class=post-author>By <a href=/x>Ida Falk</a> on May 5, 2024</div>";
        assert_eq!(offered(html, Source::BylineClass), ["Ida Falk"]);
        let html = "<h1>T</h1><span class=author><a href=/user/7>rasos</a> <a href=/rss>rss</a></span>";
        assert_eq!(offered(html, Source::BylineClass), ["rasos"]);
    }

    #[test]
    fn a_name_is_told_from_function_and_day_beside_it() {
        let html = "<h1>T</h1><div class=post-author><b>Anna Falk</b><i>Ferries reporter</i></div>";
        assert_eq!(offered(html, Source::BylineClass), ["Anna Falk"]);
        let html =
            "<h1>T</h1><div class=author><p class=author-name>Team Lindholm</p><p>5 May 2024</p></div>";
        assert_eq!(offered(html, Source::BylineClass), ["Team Lindholm"]);
        let html = "<h1>T</h1><span class=post-author>By the Lindholm Team</span>";
        assert_eq!(offered(html, Source::BylineClass), ["the Lindholm Team"]);
    }

    #[test]
    fn boxes_and_links_far_from_the_headline_name_people() {
        let text = "<p>x</p>".repeat(200);
        let links = "<a href=/authors/a>Anna Falk</a>, of the yard <a href=/authors/b>Bo Ek</a>";
        let about = "who has written on ferries and harbours for many years. ".repeat(4);
        let html = format!("<h1>T</h1>{text}<div class=byline><b>Written by</b> {links} {about}</div>");
        assert_eq!(offered(&html, Source::FarAuthor), ["Anna Falk, Bo Ek", "Anna Falk"]);
        let html = format!("<h1>T</h1>{text}<p>by <a href=/authors/anna>Anna Falk</a></p>");
        assert_eq!(offered(&html, Source::FarAuthor), ["Anna Falk"]);
        let html = format!("<h1>T</h1>{text}<p><a href=/people/>Who is who</a></p>");
        assert_eq!(offered(&html, Source::FarAuthor), [""; 0]);
    }

    #[test]
    fn a_day_that_begins_the_text_counts_before_a_dash() {
        assert_eq!(leading_day("March 5, 2024 -- The ferry sails."), Some("March 5, 2024 "));
        assert_eq!(leading_day("June 6, 1994 — Fifty years after the storm."), None);
        assert_eq!(leading_day("March 5, 2024 was a good day for the ferry."), None);
        assert_eq!(
            leading_day("Pressemitteilung vom 5. März 2024 | Lindholm – Die Fähre fährt."),
            Some("Pressemitteilung vom 5. März 2024 ")
        );
        assert_eq!(leading_day("On March 5, 2024 -- at last -- the ferry sailed."), None);
    }

    #[test]
    fn authorities_are_no_authors() {
        let html = "<h1>T</h1><div class=authorized>Ida Falk</div><div class=authority>Bo Ek</div>";
        assert_eq!(offered(html, Source::BylineClass), [""; 0]);
    }

    #[test]
    fn menus_quotes_and_other_articles_are_no_bylines() {
        let html = "<h1>T</h1><div class=author-menu><a href=/>home page</a><a href=/c>contact</a></div>
            <p class=quote-author>Max Orr</p>";
        assert_eq!(offered(html, Source::BylineClass), [""; 0]);
        let far = format!("<h1>T</h1>{}<p class=author>Bo Ek</p>", "<p>x</p>".repeat(200));
        assert_eq!(offered(&far, Source::BylineClass), [""; 0]);
        assert_eq!(offered(&far, Source::FarAuthor), ["Bo Ek"]);
    }
}
