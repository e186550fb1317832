//! The document itself: title element, headings, links with a relation, language, `time` elements.

use std::cell::LazyCell;
use std::sync::LazyLock;

use copydesk_cleaner::{Attr, NodeId, Page, Tag};
use memchr::memmem::Finder;

use super::candidate::{Candidates, Field, Source};
use super::http_fields::relations;
use super::license::Licenses;
use super::outline::Outline;
use super::regions::Regions;
use super::{site_name, text};

/// Nodes that an article's header reaches before and behind its heading.
pub(super) const HEADER_BEFORE: usize = 60;
pub(super) const HEADER_AFTER: usize = 160;
/// Addresses of the Creative Commons licences.
const CREATIVE_COMMONS: [&str; 2] = ["creativecommons.org/licenses/", "creativecommons.org/publicdomain/"];
/// What both have.
static COMMONS: LazyLock<Finder> = LazyLock::new(|| Finder::new("creativecommons.org/"));
/// Longest text of a link that names a person or a tag.
const MAX_LINK_TEXT: usize = 80;

/// A longer title element, in bytes, is a list of search words; every heading is compared with it.
const LONGEST_TITLE: usize = 1000;

/// The title element's text.
pub(super) fn title(page: &Page) -> Option<String> {
    let id = page
        .all()
        .find(|id| page.tag(*id) == Tag::Title && page.parent(*id).is_none_or(|p| page.tag(p) != Tag::Svg))?;
    Some(text::plain(&page.text_content(id))).filter(|title| (1..=LONGEST_TITLE).contains(&title.len()))
}

/// The heading that the article's header is near to: the one that says `headline`, else the one that
/// shares most with `titles` (title element, og:title), else the first of the first level; never one
/// that is a name of the site. Pages without headings have the headline in some other element.
pub(super) fn heading(
    page: &Page,
    outline: &Outline,
    headline: Option<&str>,
    titles: &[String],
    sites: &[String],
) -> Option<NodeId> {
    let wanted = headline.map(text::squash);
    let mut best: Option<(usize, NodeId)> = None;
    for id in outline.headings.iter().copied() {
        let Some(level) = page.tag(id).heading_level() else { continue };
        if page.ancestors(id).any(|above| matches!(page.tag(above), Tag::Aside | Tag::Nav | Tag::Footer)) {
            continue;
        }
        let squashed = text::squash(&text::plain(&page.text_content(id)));
        if squashed.is_empty() || sites.contains(&squashed) {
            continue;
        }
        let named = wanted.as_ref() == Some(&squashed);
        let shared =
            !named && titles.iter().any(|title| title.contains(&squashed)) && squashed.chars().count() > 3;
        let first_level = usize::from(level == 1);
        let score = match (named, shared) {
            (true, _) => 100_000,
            (_, true) => 10 + squashed.chars().count() * 2 + first_level,
            _ => first_level,
        };
        if score > best.map_or(0, |(score, _)| score) {
            best = Some((score, id));
        }
        if named {
            break;
        }
    }
    best.map(|(_, id)| id).or_else(|| site_name::repeated(page, &title(page)?).map(|(id, _)| id))
}

/// Offers everything that the document's own elements say.
pub(super) fn collect(page: &Page, outline: &Outline, regions: &Regions, found: &mut Candidates) {
    if let Some(title) = title(page) {
        found.push(Field::Title, Source::TitleElement, &title);
    }
    if let Some(heading) = regions.heading {
        found.push(Field::Title, Source::Heading, &page.text_content(heading));
    }
    if let Some(language) = page.attr(NodeId::ROOT, Attr::Lang) {
        found.push(Field::Language, Source::HtmlLang, language);
    }
    let mut licenses = Licenses::of(page, outline);
    let mut commons = Vec::new();
    for id in outline.marked.iter().copied() {
        found.stand_at(Some(id));
        match page.tag(id) {
            Tag::A | Tag::Link => link(page, id, regions, found, (&mut licenses, &mut commons)),
            Tag::Time => time(page, id, regions, found),
            Tag::Abbr | Tag::Span => hatom(page, id, regions, found),
            _ => {}
        }
    }
    found.stand_at(None);
    commons.dedup();
    if let [only] = commons[..] {
        found.push(Field::License, Source::Text, only);
    }
}

fn link<'a>(
    page: &'a Page,
    id: NodeId,
    regions: &Regions,
    found: &mut Candidates,
    (licenses, commons): (&mut Licenses, &mut Vec<&'a str>),
) {
    let Some(href) = page.attr(id, Attr::Href) else { return };
    let in_body = page.tag(id) == Tag::A;
    let is_commons = || {
        COMMONS.find(href.as_bytes()).is_some()
            && CREATIVE_COMMONS.iter().any(|address| href.contains(address))
    };
    // Asked once, and of few links.
    let is_of_text = LazyCell::new(|| !in_body || licenses.is_of_text(id));
    if in_body && is_commons() && *is_of_text {
        commons.push(href);
    }
    let Some(rel) = page.attr(id, Attr::Rel) else { return };
    for relation in relations(rel) {
        match relation.as_str() {
            "canonical" if !in_body => found.push(Field::Url, Source::Canonical, href),
            "amphtml" if !in_body => found.push(Field::Url, Source::Amp, href),
            "license" if *is_of_text => found.push(Field::License, Source::Meta, href),
            "author" if in_body && !regions.is_foreign(id) => person(page, id, regions, found),
            "tag" if in_body && !rel.contains("category") => {
                let text = page.text_content(id);
                if text.chars().count() <= MAX_LINK_TEXT {
                    found.push(Field::Tag, Source::RelTag, text.trim_start_matches('#'));
                }
            }
            _ => {}
        }
    }
}

fn person(page: &Page, id: NodeId, regions: &Regions, found: &mut Candidates) {
    let text = page.text_content(id);
    let near = regions.near_heading(id, HEADER_BEFORE, HEADER_AFTER) || regions.heading.is_none();
    if text.chars().count() <= MAX_LINK_TEXT {
        found.push(Field::Author, if near { Source::RelAuthor } else { Source::FarAuthor }, &text);
    }
}

/// hAtom (microformats.org/wiki/hatom): `<abbr class="published" title="2024-03-05T07:30:00Z">`.
fn hatom(page: &Page, id: NodeId, regions: &Regions, found: &mut Candidates) {
    let Some(value) = page.attr(id, Attr::Title) else { return };
    let class = page.attr(id, Attr::Class).unwrap_or_default();
    let named = |word: &str| class.split_ascii_whitespace().any(|name| name == word);
    if !(named("published") || named("updated")) {
        return;
    }
    if !regions.is_foreign(id) && regions.near_heading(id, HEADER_BEFORE, HEADER_AFTER) {
        let field = if named("published") { Field::Published } else { Field::Modified };
        found.push(field, Source::TimeMarked, value);
    }
}

/// A `time` element outside of comments and related articles: marked as date of publication, or near
/// the heading. Its class or its parent's may say that it is the date of a change.
fn time(page: &Page, id: NodeId, regions: &Regions, found: &mut Candidates) {
    if regions.is_foreign(id) {
        return;
    }
    let shown = page.text_content(id);
    let value = page.attr(id, Attr::Datetime).filter(|value| !value.trim().is_empty()).unwrap_or(&shown);
    let class = page.attr(id, Attr::Class).unwrap_or_default().to_ascii_lowercase();
    let above = line_above(page, id).and_then(|line| page.attr(line, Attr::Class)).unwrap_or_default();
    let changed = |class: &str| ["updated", "modified"].iter().any(|word| class.contains(word));
    let published =
        ["published", "entry-date", "pubdate", "post-date"].iter().any(|word| class.contains(word));
    let near = regions.near_heading(id, HEADER_BEFORE, HEADER_AFTER);
    if page.attr(id, Attr::Itemprop).is_some_and(|name| name.contains("dateModified")) {
        return;
    }
    if page.attr(id, Attr::Pubdate).is_some() || published && near {
        found.push(Field::Published, Source::TimeMarked, value);
    } else if changed(&class) || changed(&above.to_ascii_lowercase()) {
        found.push(Field::Modified, Source::Time, value);
    } else {
        found.push(Field::Published, if near { Source::Time } else { Source::FarTime }, value);
    }
}

/// The element that a `time` element is a word of: the parent, or the one above bold type and the like.
fn line_above(page: &Page, id: NodeId) -> Option<NodeId> {
    page.ancestors(id).find(|above| {
        *above != id && !matches!(page.tag(*above), Tag::B | Tag::Strong | Tag::I | Tag::Em | Tag::Small)
    })
}
