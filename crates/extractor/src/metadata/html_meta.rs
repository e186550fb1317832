//! `meta` elements by name: Dublin Core, citation, Parse.ly, Sailthru and the plain ones; the robots
//! and text-mining reservations.

use std::sync::LazyLock;

use copydesk_cleaner::{Attr, NodeId, Page};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::Rights;
use super::candidate::{Candidates, Field, Source};
use super::{tags, text};
use crate::Hints;
use crate::json_ld;

/// Name (lower case, dots for colons) to field. Sources: DCMI terms, Google Scholar's inclusion guidelines,
/// the documentation of Parse.ly, Sailthru and Cxense, the guideline for the sites of Chinese authorities (
/// `SiteName`, `ColumnName`, `ArticleTitle`, `PubDate`); plain names as publishing systems write them.
const NAMES: &[(&str, Field, Source)] = &[
    ("citation_title", Field::Title, Source::Citation),
    ("citation_author", Field::Author, Source::Citation),
    ("citation_authors", Field::Author, Source::Citation),
    ("citation_publication_date", Field::Published, Source::Citation),
    ("citation_online_date", Field::Published, Source::Citation),
    ("citation_date", Field::Published, Source::Citation),
    ("citation_journal_title", Field::SiteName, Source::Citation),
    ("citation_keywords", Field::Tag, Source::Citation),
    ("dc.title", Field::Title, Source::DublinCore),
    ("dcterms.title", Field::Title, Source::DublinCore),
    ("dc.creator", Field::Author, Source::DublinCore),
    ("dcterms.creator", Field::Author, Source::DublinCore),
    ("dc.date", Field::Published, Source::DublinCore),
    ("dc.date.issued", Field::Published, Source::DublinCore),
    ("dc.date.created", Field::Published, Source::DublinCore),
    ("dcterms.created", Field::Published, Source::DublinCore),
    ("dcterms.issued", Field::Published, Source::DublinCore),
    ("dcterms.available", Field::Published, Source::DublinCore),
    ("dcterms.date", Field::Published, Source::DublinCore),
    ("dc.date.modified", Field::Modified, Source::DublinCore),
    ("dcterms.modified", Field::Modified, Source::DublinCore),
    ("dc.description", Field::Description, Source::DublinCore),
    ("dcterms.description", Field::Description, Source::DublinCore),
    ("dc.subject", Field::Tag, Source::DublinCore),
    ("dc.language", Field::Language, Source::DublinCore),
    ("dcterms.license", Field::License, Source::DublinCore),
    ("parsely-title", Field::Title, Source::Parsely),
    ("parsely-author", Field::Author, Source::Parsely),
    ("parsely-pub-date", Field::Published, Source::Parsely),
    ("parsely-section", Field::Section, Source::Parsely),
    ("parsely-tags", Field::Tag, Source::Parsely),
    ("sailthru.title", Field::Title, Source::Meta),
    ("sailthru.author", Field::Author, Source::Meta),
    ("sailthru.date", Field::Published, Source::Meta),
    ("sailthru.tags", Field::Tag, Source::Meta),
    ("cxenseparse.title", Field::Title, Source::Meta),
    ("cxenseparse.author", Field::Author, Source::Meta),
    ("cxenseparse.recs.publishtime", Field::Published, Source::Meta),
    ("cxenseparse.publishtime", Field::Published, Source::Meta),
    ("author", Field::Author, Source::Meta),
    ("authors", Field::Author, Source::Meta),
    ("byl", Field::Author, Source::Meta),
    ("byline", Field::Author, Source::Meta),
    ("article.author_name", Field::Author, Source::Meta),
    ("shareaholic.article_author_name", Field::Author, Source::Meta),
    ("shareaholic.article_published_time", Field::Published, Source::Meta),
    ("shareaholic.article_modified_time", Field::Modified, Source::Meta),
    ("datepublished", Field::Published, Source::Meta),
    ("date_published", Field::Published, Source::Meta),
    ("published_time", Field::Published, Source::Meta),
    ("published-date", Field::Published, Source::Meta),
    ("publish_date", Field::Published, Source::Meta),
    ("publish-date", Field::Published, Source::Meta),
    ("publishdate", Field::Published, Source::Meta),
    ("publication_date", Field::Published, Source::Meta),
    ("pubdate", Field::Published, Source::Meta),
    ("published", Field::Published, Source::Meta),
    ("publishing-date", Field::Published, Source::Meta),
    ("pdate", Field::Published, Source::Meta),
    ("article_date_original", Field::Published, Source::Meta),
    ("article.published", Field::Published, Source::Meta),
    ("article.created", Field::Published, Source::Meta),
    ("originalpublicationdate", Field::Published, Source::Meta),
    ("displaydate", Field::Published, Source::Meta),
    ("date", Field::Published, Source::MetaLoose),
    ("article.updated", Field::Modified, Source::Meta),
    ("datemodified", Field::Modified, Source::Meta),
    ("modified_time", Field::Modified, Source::Meta),
    ("last-modified", Field::Modified, Source::MetaLoose),
    ("lastmod", Field::Modified, Source::MetaLoose),
    ("revised", Field::Modified, Source::MetaLoose),
    ("sitename", Field::SiteName, Source::Meta),
    ("columnname", Field::Section, Source::Meta),
    ("articletitle", Field::Title, Source::Meta),
    ("dc.publisher", Field::SiteName, Source::MetaLoose),
    ("dcterms.publisher", Field::SiteName, Source::MetaLoose),
    ("publisher", Field::SiteName, Source::MetaLoose),
    ("copyright", Field::SiteName, Source::MetaLoose),
    ("description", Field::Description, Source::Meta),
    ("application-name", Field::SiteName, Source::Meta),
    ("news_keywords", Field::Tag, Source::Meta),
    ("keywords", Field::Tag, Source::MetaLoose),
    ("section", Field::Section, Source::Meta),
    ("copyright-license", Field::License, Source::Meta),
    ("content-language", Field::Language, Source::Meta),
];

/// Those of the Chinese guideline whose names mean other things elsewhere.
const OF_AUTHORITIES: &[&str] = &["sitename", "columnname", "articletitle"];

/// The same, to be looked up.
static BY_NAME: LazyLock<FxHashMap<&str, (Field, Source)>> =
    LazyLock::new(|| NAMES.iter().map(|(name, field, source)| (*name, (*field, *source))).collect());

/// Reads the `meta` elements that have a name, and `http-equiv="content-language"`.
pub(super) fn collect(metas: &[NamedMeta], found: &mut Candidates) {
    let generator = metas.iter().find(|(name, _)| name == "generator").map(|(_, content)| content);
    let generator = generator.and_then(|content| content.split_whitespace().next());
    for (name, content) in metas {
        if name == "parsely-page" {
            parsely_page(content, found);
        }
        let known = BY_NAME.get(name.as_str());
        let own = || says_publication_date(name).then_some(&(Field::Published, Source::MetaLoose));
        let Some((field, source)) = known.or_else(own) else { continue };
        if OF_AUTHORITIES.contains(&name.as_str()) && !content.contains(text::is_unspaced) {
            continue;
        }
        if *field == Field::Author && generator.is_some_and(|generator| content.contains(generator)) {
            // Some systems name themselves as the author of each page.
            continue;
        }
        if *field == Field::SiteName && *source == Source::MetaLoose {
            if let Some(publisher) = publisher(name, content) {
                found.push(*field, *source, publisher);
            }
        } else if *field == Field::Tag {
            tags::offer(content, *source, found);
        } else {
            found.push(*field, *source, content);
        }
    }
}

/// The outlet that publishes the page: nobody of that name wrote it. A copyright is as often a person's, so that only
/// a host and what stands before "all rights reserved" in Chinese are taken from there.
fn publisher<'c>(name: &str, content: &'c str) -> Option<&'c str> {
    if name != "copyright" {
        return Some(content);
    }
    let reserved = ["版权所有", "版權所有"].iter().find_map(|mark| content.split_once(mark));
    let owner = reserved.map(|(owner, _)| owner.trim());
    owner.or(Some(content)).filter(|owner| reserved.is_some() || owner.contains('.') && !owner.contains(' '))
}

/// The older form of Parse.ly's data: an object in the content of `parsely-page`. Its tags are for the statistics of the
/// site ("type: report").
fn parsely_page(content: &str, found: &mut Candidates) {
    const KEYS: &[(&str, Field)] = &[
        ("title", Field::Title),
        ("author", Field::Author),
        ("authors", Field::Author),
        ("pub_date", Field::Published),
        ("section", Field::Section),
    ];
    for value in json_ld::parse(content) {
        for (key, field) in KEYS {
            let values = match value.get(*key) {
                Some(Value::Array(items)) => items.as_slice(),
                Some(one) => std::slice::from_ref(one),
                None => &[],
            };
            values
                .iter()
                .filter_map(Value::as_str)
                .for_each(|text| found.push(*field, Source::Parsely, text));
        }
    }
}

/// Whether a name of a system's own making says that it is the date of publication ("w-published-date").
fn says_publication_date(name: &str) -> bool {
    let is_other = ["modif", "updat", "expir", "article."].iter().any(|word| name.contains(word));
    name.contains("publi") && (name.ends_with("date") || name.ends_with("time")) && !is_other
}

/// The reservations that the page makes: robots directives and the TDM Reservation Protocol
/// (w3.org/community/reports/tdmrep: `tdm-reservation` in a `meta` element or a header).
pub(super) fn rights(metas: &[NamedMeta], hints: &Hints) -> Rights {
    let mut rights = Rights::default();
    let headers = hints.robots.as_deref().unwrap_or_default();
    for header in headers.lines() {
        directives(header.split(',').take_while(|directive| !names_robot(directive)), &mut rights);
    }
    rights.tdm_reserved = hints.tdm_reservation.as_deref().is_some_and(|value| value.trim() == "1");
    for (name, content) in metas {
        match name.as_str() {
            "robots" => directives(content.split(','), &mut rights),
            "tdm-reservation" => rights.tdm_reserved |= content.trim() == "1",
            _ => {}
        }
    }
    rights
}

/// Directives with a value behind a colon, as the name of a robot stands before one.
const WITH_VALUE: [&str; 4] = ["unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"];

/// Whether a part of an `X-Robots-Tag` header names a robot ("otherbot: nofollow, noindex"): what follows in the
/// header is for that one and no rule for all (Google Search Central, "Robots meta tag, data-nosnippet, and
/// X-Robots-Tag specifications").
fn names_robot(part: &str) -> bool {
    part.split_once(':').is_some_and(|(name, _)| {
        let name = name.trim();
        // Dates have blanks before their colons.
        !name.contains(char::is_whitespace)
            && !WITH_VALUE.iter().any(|directive| name.eq_ignore_ascii_case(directive))
    })
}

fn directives<'a>(list: impl Iterator<Item = &'a str>, rights: &mut Rights) {
    for directive in list.map(|directive| directive.trim().to_lowercase()) {
        rights.robots_noindex |= matches!(directive.as_str(), "noindex" | "none");
        rights.robots_noai |= matches!(directive.as_str(), "noai" | "noimageai");
    }
}

/// Name and content of a `meta` element, the name in lower case with dots for colons.
pub(super) type NamedMeta<'a> = (String, &'a str);

/// The `meta` elements that have a name and a content.
pub(super) fn named<'a>(page: &'a Page, metas: &[NodeId]) -> Vec<NamedMeta<'a>> {
    let named = metas.iter().filter_map(|id| {
        let name =
            [Attr::Name, Attr::Property, Attr::HttpEquiv].iter().find_map(|attr| page.attr(*id, *attr))?;
        Some((name.trim().to_lowercase().replace(':', "."), page.attr(*id, Attr::Content)?))
    });
    named.collect()
}
