//! The decision: one table says which source is believed first for each field. Two fields need more
//! than the order, because several sources must agree: the title and the site's name.

use url::Url;

use super::candidate::{Candidate, Candidates, Field, Source};
use super::dates::{self, DateStyle};
use super::{Metadata, Timestamp, people, text, titles};

use Source::{
    Address, ArticleMeta, Byline, BylineClass, Canonical, Citation, DublinCore, Heading, Headline, JsonLd,
    JsonLdPage, JsonLdPerson, Line, Meta, MetaLoose, Microdata, OpenGraph, Parsely, Rdfa, RelAuthor, RelTag,
    Text, Time, TimeMarked, TitleElement, Twitter,
};

/// For each field the sources in the order in which they are believed. Tuned on the development halves
/// of wcxb, trafilatura and htmldate.
const PRECEDENCE: &[(Field, &[Source])] = &[
    (Field::Url, &[Canonical, OpenGraph]),
    (
        Field::Title,
        &[
            Headline,
            OpenGraph,
            JsonLd,
            Heading,
            Microdata,
            Citation,
            Parsely,
            Twitter,
            Rdfa,
            DublinCore,
            Meta,
            TitleElement,
            JsonLdPage,
        ],
    ),
    (
        Field::Author,
        &[
            JsonLdPerson,
            JsonLd,
            Citation,
            Microdata,
            Rdfa,
            Parsely,
            Meta,
            ArticleMeta,
            RelAuthor,
            Byline,
            BylineClass,
            Line,
            DublinCore,
            JsonLdPage,
            Text,
        ],
    ),
    (
        Field::Published,
        &[
            JsonLd,
            ArticleMeta,
            Citation,
            Parsely,
            Microdata,
            TimeMarked,
            Meta,
            Rdfa,
            Byline,
            Time,
            BylineClass,
            Line,
            DublinCore,
            JsonLdPage,
            Address,
            MetaLoose,
            Text,
        ],
    ),
    (
        Field::Modified,
        &[
            JsonLd,
            ArticleMeta,
            Microdata,
            OpenGraph,
            Meta,
            Rdfa,
            DublinCore,
            Byline,
            BylineClass,
            Line,
            Time,
            JsonLdPage,
            MetaLoose,
        ],
    ),
    (Field::SiteName, &[OpenGraph, JsonLd, JsonLdPage, Citation, Meta, Microdata]),
    (Field::Description, &[OpenGraph, Meta, JsonLd, Twitter, DublinCore, Microdata, JsonLdPage]),
    (Field::Image, &[OpenGraph, Twitter, JsonLd, JsonLdPage]),
    (Field::License, &[Meta, JsonLd, DublinCore, Microdata, JsonLdPage, Text]),
    (Field::Section, &[ArticleMeta, JsonLd, Parsely, Microdata, Meta]),
    (Field::Tag, &[ArticleMeta, JsonLd, Meta, Parsely, Citation, RelTag, MetaLoose, Microdata, DublinCore]),
    (Field::Language, &[TitleElement, Meta, OpenGraph, JsonLd, DublinCore, JsonLdPage]),
];

/// What the decision knows beside the candidates.
pub(super) struct Context<'a> {
    pub(super) url: Option<&'a Url>,
    pub(super) hint: Option<&'a str>,
    pub(super) style: DateStyle,
    /// Squashed names of the site, from the host and from every source.
    pub(super) sites: Vec<String>,
}

/// Fills every field from the first source in its row whose candidate stands the field's own check.
pub(super) fn decide(found: &Candidates, context: &Context) -> Metadata {
    let mut metadata = Metadata::default();
    decide_title(found, context, &mut metadata);
    decide_site_name(found, &mut metadata);
    decide_authors(found, context, &mut metadata);
    decide_dates(found, context, &mut metadata);
    decide_url(found, context, &mut metadata);
    let absolute = |value: &str| resolve(value, context.url);
    metadata.image_url = take(found, Field::Image, "image_url", &mut metadata.sources, absolute);
    metadata.license =
        take(found, Field::License, "license", &mut metadata.sources, |value| license(value, context.url));
    metadata.rights.license_url.clone_from(&metadata.license);
    let whole = |value: &str| Some(value.to_owned());
    metadata.description = take(found, Field::Description, "description", &mut metadata.sources, whole);
    metadata.section = take(found, Field::Section, "section", &mut metadata.sources, |value| {
        (!titles::is_site(value, &context.sites) && !value.contains("://")).then(|| value.to_owned())
    });
    metadata.declared_language =
        take(found, Field::Language, "declared_language", &mut metadata.sources, language);
    decide_tags(found, context, &mut metadata);
    metadata
}

type Sources = std::collections::BTreeMap<&'static str, &'static str>;

fn row(field: Field) -> &'static [Source] {
    PRECEDENCE.iter().find(|(known, _)| *known == field).map_or(&[], |(_, sources)| sources)
}

/// The first candidate in order of precedence that passes `check`.
fn take<T>(
    found: &Candidates,
    field: Field,
    name: &'static str,
    sources: &mut Sources,
    check: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let ranked =
        row(field).iter().flat_map(|source| found.from(field, *source).map(move |value| (source, value)));
    let (source, value) =
        ranked.into_iter().find_map(|(source, value)| check(value).map(|value| (source, value)))?;
    sources.insert(name, source.as_str());
    Some(value)
}

/// A headline block, or a heading that says the same as the start or the end of a machine title, is
/// the title as readers see it; otherwise the table decides.
fn decide_title(found: &Candidates, context: &Context, metadata: &mut Metadata) {
    let machine: Vec<&Candidate> =
        found.of(Field::Title).filter(|candidate| !matches!(candidate.source, Headline | Heading)).collect();
    let confirmed = |value: &str| machine.iter().any(|other| titles::says_the_same(value, &other.value));
    let usable = |value: &str| {
        let title = titles::without_site(value, &context.sites);
        (!title.is_empty() && !titles::is_site(&title, &context.sites)).then_some(title)
    };
    for source in [Headline, Heading] {
        let shown = found.from(Field::Title, source).find(|value| source == Headline || confirmed(value));
        if let Some(title) = shown.and_then(usable) {
            metadata.title = Some(title);
            metadata.sources.insert("title", source.as_str());
            return;
        }
    }
    metadata.title = take(found, Field::Title, "title", &mut metadata.sources, usable);
    if metadata.title.is_none() {
        metadata.title = take(found, Field::Title, "title", &mut metadata.sources, |value| {
            Some(titles::without_site(value, &context.sites)).filter(|title| !title.is_empty())
        });
    }
}

/// The table, else the last segment of the title element when it is the host's name.
fn decide_site_name(found: &Candidates, metadata: &mut Metadata) {
    metadata.site_name = take(found, Field::SiteName, "site_name", &mut metadata.sources, |value| {
        (!value.contains("://") && value.chars().count() <= MAX_SITE_NAME).then(|| value.to_owned())
    });
}

/// Longest name of a site, in characters.
const MAX_SITE_NAME: usize = 100;

/// The first source that names people. What several sources of one kind say is put together: a typed
/// person and an untyped one of the same list.
fn decide_authors(found: &Candidates, context: &Context, metadata: &mut Metadata) {
    for source in row(Field::Author) {
        let mut people: Vec<String> = Vec::new();
        for value in found.from(Field::Author, *source) {
            let value = if matches!(source, Citation | DublinCore) {
                people::turned(value)
            } else {
                value.to_owned()
            };
            let own_name = *source == JsonLdPerson && people::look_like_names(&value);
            let outlet = if own_name { &[] } else { context.sites.as_slice() };
            for name in people::names(&value, outlet) {
                if !people.iter().any(|known| text::squash(known) == text::squash(&name)) {
                    people.push(name);
                }
            }
        }
        if !people.is_empty() {
            metadata.authors = people;
            metadata.sources.insert("authors", source.as_str());
            return;
        }
    }
}

fn decide_dates(found: &Candidates, context: &Context, metadata: &mut Metadata) {
    let style = &context.style;
    let published = ranked_dates(found, Field::Published, style, false);
    let mut modified = ranked_dates(found, Field::Modified, style, false);
    modified.extend(ranked_dates(found, Field::Published, style, true));
    if let Some((source, timestamp)) = published.first() {
        metadata.published = Some(*timestamp);
        metadata.sources.insert("published", source.as_str());
    }
    if let Some((source, timestamp)) = modified.first() {
        metadata.modified = Some(*timestamp);
        metadata.sources.insert("modified", source.as_str());
    }
}

/// The dates offered for a field, best source first. `changes` asks the texts for the dates that they
/// call dates of a change.
fn ranked_dates(
    found: &Candidates,
    field: Field,
    style: &DateStyle,
    changes: bool,
) -> Vec<(Source, Timestamp)> {
    let mut ranked = Vec::new();
    for source in row(field) {
        for value in found.from(field, *source) {
            let text = matches!(source, Byline | BylineClass | Line | Text);
            if text {
                let dates = dates::in_text(value, style).into_iter();
                ranked.extend(
                    dates.filter(|date| date.changed == changes).map(|date| (*source, date.timestamp)),
                );
            } else if !changes {
                ranked.extend(dates::parse(value, style).map(|timestamp| (*source, timestamp)));
            }
        }
    }
    ranked
}

/// The canonical address if it is absolute or resolves against the caller's; then og:url; then the caller's.
fn decide_url(found: &Candidates, context: &Context, metadata: &mut Metadata) {
    let url = take(found, Field::Url, "url", &mut metadata.sources, |value| resolve(value, context.url));
    metadata.url = url.or_else(|| {
        let hint = context.hint?;
        metadata.sources.insert("url", Address.as_str());
        Some(hint.to_owned())
    });
}

fn resolve(value: &str, base: Option<&Url>) -> Option<String> {
    let url = match base {
        Some(base) => base.join(value).ok()?,
        None => Url::parse(value).ok()?,
    };
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| url.to_string())
}

fn license(value: &str, base: Option<&Url>) -> Option<String> {
    value.contains('/').then(|| resolve(value, base)).flatten()
}

/// A language tag of the form of BCP 47, as written.
fn language(value: &str) -> Option<String> {
    let primary = value.split(['-', '_']).next().unwrap_or_default();
    let plain = value.len() <= MAX_LANGUAGE && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    (plain && (2..=3).contains(&primary.len())).then(|| value.to_owned())
}

/// Longest language tag believed.
const MAX_LANGUAGE: usize = 35;

fn decide_tags(found: &Candidates, context: &Context, metadata: &mut Metadata) {
    for source in row(Field::Tag) {
        let mut tags: Vec<String> = Vec::new();
        for value in found.from(Field::Tag, *source) {
            let known = tags.iter().any(|tag| tag.to_lowercase() == value.to_lowercase());
            let fits = value.chars().count() <= MAX_TAG && !titles::is_site(value, &context.sites);
            if !known && fits && tags.len() < MAX_TAGS {
                tags.push(value.to_owned());
            }
        }
        if !tags.is_empty() {
            metadata.tags = tags;
            metadata.sources.insert("tags", source.as_str());
            return;
        }
    }
}

/// Longest tag, in characters.
const MAX_TAG: usize = 100;
/// Most tags of a page.
const MAX_TAGS: usize = 100;
