//! Microdata (`itemprop`) and `RDFa` (`property` outside `meta`), in the vocabulary of schema.org.

use copydesk_cleaner::{Attr, NodeId, Page, Tag};

use super::candidate::{Candidates, Field, Source};
use super::outline::Outline;
use super::regions::Regions;
use super::tags;

/// Property to field; a namespace before it does not matter.
const PROPERTIES: &[(&str, Field)] = &[
    ("headline", Field::Title),
    ("author", Field::Author),
    ("creator", Field::Author),
    ("datePublished", Field::Published),
    ("dateCreated", Field::Published),
    ("uploadDate", Field::Published),
    ("dateModified", Field::Modified),
    ("description", Field::Description),
    ("articleSection", Field::Section),
    ("keywords", Field::Tag),
    ("publisher", Field::SiteName),
    ("dc:date", Field::Published),
    ("dc:created", Field::Published),
    ("dcterms:created", Field::Published),
    ("dcterms:issued", Field::Published),
    ("inLanguage", Field::Language),
    ("license", Field::License),
];
/// Kinds of items whose properties are not the article's.
const FOREIGN_KINDS: &[&str] =
    &["Comment", "UserComments", "Review", "Offer", "ListItem", "Answer", "SiteNavigationElement"];
/// Kinds of items within an article that have an author and a day of their own.
const MEDIA_KINDS: &[&str] = &["ImageObject", "VideoObject", "AudioObject", "MediaObject", "Photograph"];
/// Longest text taken from an element; more is the article itself.
const MAX_TEXT: usize = 400;

/// Characters of several people's names at most; more is a text about the author.
const LONGEST_NAME: usize = 160;

/// Reads the elements that carry a property, outside of foreign parts of the page.
pub(super) fn collect(page: &Page, outline: &Outline, regions: &Regions, found: &mut Candidates) {
    for id in outline.properties.iter().copied() {
        if regions.is_foreign(id) {
            if page.attr(id, Attr::Itemprop) == Some("datePublished") && !in_foreign_item(page, id) {
                found.push(Field::Published, Source::FarTime, &value_of(page, id));
            }
            continue;
        }
        found.stand_at(Some(id));
        if let Some(names) = page.attr(id, Attr::Itemprop) {
            offer(page, id, names, Source::Microdata, found);
        } else if page.tag(id) != Tag::Meta
            && let Some(names) = page.attr(id, Attr::Property)
        {
            offer(page, id, names, Source::Rdfa, found);
        }
    }
    found.stand_at(None);
}

fn offer(page: &Page, id: NodeId, names: &str, source: Source, found: &mut Candidates) {
    for name in names.split_ascii_whitespace() {
        let bare = name.rsplit([':', '/']).next().unwrap_or(name);
        let known = PROPERTIES.iter().find(|(known, _)| *known == name || *known == bare);
        let Some((_, field)) = known else { continue };
        if in_foreign_item(page, id) {
            return;
        }
        if in_media(page, id) {
            if *field == Field::Published {
                found.push(Field::Published, Source::FarTime, &value_of(page, id));
            }
            return;
        }
        let value = match field {
            Field::Author | Field::SiteName => name_of(page, id),
            _ => value_of(page, id),
        };
        if value.len() > MAX_TEXT * 4 {
            continue;
        }
        if *field == Field::Tag {
            tags::offer(&value, source, found);
        } else {
            found.push(*field, source, &value);
        }
    }
}

fn in_foreign_item(page: &Page, id: NodeId) -> bool {
    page.ancestors(id).skip(1).filter_map(|above| page.attr(above, Attr::Itemtype)).any(|kind| {
        let name = kind.trim().rsplit('/').next().unwrap_or_default();
        FOREIGN_KINDS.contains(&name)
    })
}

/// Whether the nearest item is a picture or the like, or the element stands in a figure.
fn in_media(page: &Page, id: NodeId) -> bool {
    let mut kinds = page.ancestors(id).skip(1).filter_map(|above| page.attr(above, Attr::Itemtype));
    let is_media = kinds
        .next()
        .is_some_and(|kind| MEDIA_KINDS.contains(&kind.trim().rsplit('/').next().unwrap_or_default()));
    is_media || page.ancestors(id).any(|above| page.tag(above) == Tag::Figure)
}

/// Value of a property as the standard says (HTML, section 5.2.4), shortened to what occurs.
fn value_of(page: &Page, id: NodeId) -> String {
    let attr = match page.tag(id) {
        Tag::Meta => Some(Attr::Content),
        Tag::Time => Some(Attr::Datetime),
        Tag::A | Tag::Link => Some(Attr::Href),
        Tag::Img => Some(Attr::Src),
        Tag::Abbr => Some(Attr::Title),
        _ => None,
    };
    let given = [attr, Some(Attr::Content), Some(Attr::Datetime)];
    let given = given
        .into_iter()
        .flatten()
        .find_map(|attr| page.attr(id, attr))
        .filter(|value| !value.trim().is_empty());
    given.map_or_else(|| page.text_content(id), str::to_owned)
}

/// Name of a person or organisation: its `name` inside, else its text.
fn name_of(page: &Page, id: NodeId) -> String {
    let inner = page.descendants(id).find(|inner| {
        [Attr::Itemprop, Attr::Property]
            .iter()
            .filter_map(|attr| page.attr(*inner, *attr))
            .any(|name| name.split_ascii_whitespace().any(|name| name == "name" || name == "schema:name"))
    });
    let holder = inner.unwrap_or(id);
    if let Some(content) = page.attr(holder, Attr::Content) {
        return content.to_owned();
    }
    let name = page.text_content(holder);
    if name.chars().nth(LONGEST_NAME).is_none() {
        return name;
    }
    // A box about the author; the name is its first text.
    let texts = page.descendants(holder).filter(|inner| page.tag(*inner) == Tag::Text);
    let mut texts = texts.map(|text| page.text(text));
    let first = texts.find(|text| text.contains(char::is_alphabetic));
    first.map_or(name, str::to_owned)
}
