//! Metadata of an article. Every field remembers where it came from; null is better than a guess.
//!
//! Each source (one file) offers candidates; `precedence` alone decides, by one table.

mod bio;
mod byline;
mod candidate;
mod class_says;
mod date_choice;
mod date_line;
mod dates;
mod discourse;
mod document;
mod explain;
mod header_lines;
mod html_meta;
mod http_fields;
mod json_ld;
mod license;
mod microdata;
mod open_graph;
mod opener;
mod outline;
mod owner;
mod people;
mod portrait;
mod precedence;
mod profile;
mod regions;
mod site_name;
mod summary;
mod tags;
pub(crate) mod text;
mod title_choice;
mod titles;
mod url_path;

use std::collections::BTreeMap;

use copydesk_cleaner::{Page, PageType};
use serde_json::Value;
use url::Url;

use crate::Hints;
use candidate::{Candidates, Field, Source};
use dates::DateStyle;
pub use explain::Candidate;
pub(crate) use explain::table;
use outline::Outline;
use precedence::Context;
use regions::Regions;

/// What is known about an article beside its text.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Metadata {
    /// Canonical address, else the address that the caller gave.
    pub url: Option<String>,
    /// Headline without the site's name.
    pub title: Option<String>,
    /// People, not the outlet; no "By", no roles.
    pub authors: Vec<String>,
    /// When it was first published.
    pub published: Option<Timestamp>,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
    /// Name of the site.
    pub site_name: Option<String>,
    /// Summary given by the site.
    pub description: Option<String>,
    /// Lead image.
    pub image_url: Option<String>,
    /// Licence as a URL.
    pub license: Option<String>,
    /// Section of the site.
    pub section: Option<String>,
    /// Tags or keywords in page order.
    pub tags: Vec<String>,
    /// Place at the start of a news report, as written.
    pub dateline: Option<String>,
    /// Captions of pictures and videos, in page order.
    pub captions: Vec<String>,
    /// Language that the page declares, as written.
    pub declared_language: Option<String>,
    /// Reservations of rights in the page itself and in its HTTP response.
    pub rights: Rights,
    /// Where a field came from: field name to source (`json-ld`, `og`, `microdata`, `byline`, …). `text`
    /// is there only where the text is not what the page shows: `json-ld`, `next-data`, `nuxt`, `state`,
    /// `discourse`, `noscript`, `template` or `hidden`.
    pub sources: BTreeMap<&'static str, &'static str>,
    /// What each source offered and what became of it, where [`Options::explain`](crate::Options::explain)
    /// asked for it; in the order of fields and of precedence.
    pub candidates: Vec<Candidate>,
}

/// A moment with the precision that the page gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timestamp {
    /// Microseconds since 1970-01-01T00:00:00 UTC. A day without a time is its first moment in UTC.
    pub microseconds: i64,
    /// How exact it is.
    pub precision: Precision,
    /// Seconds east of UTC, as the page wrote the moment; none for a day or a month and for a moment
    /// that the page gives as a bare number.
    pub utc_offset: Option<i32>,
}

impl Timestamp {
    /// The same moment on the clock of the page: microseconds since 1970-01-01T00:00:00 there. Its day
    /// is the one that readers of the page see.
    pub fn local_microseconds(self) -> i64 {
        self.microseconds + i64::from(self.utc_offset.unwrap_or(0)) * 1_000_000
    }
}

/// How exact a [`Timestamp`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// A time with a time zone.
    Second,
    /// A day.
    Day,
    /// A month.
    Month,
}

impl Precision {
    /// The name written to Parquet.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Day => "day",
            Self::Month => "month",
        }
    }
}

/// Signals in the page that reserve rights on its content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights {
    /// `noindex` in a robots meta element or in the `X-Robots-Tag` header.
    pub robots_noindex: bool,
    /// `noai` or `noimageai` there.
    pub robots_noai: bool,
    /// `tdm-reservation` is 1 (W3C TDM Reservation Protocol).
    pub tdm_reserved: bool,
    /// Licence link.
    pub license_url: Option<String>,
}

/// What the cleaner and the caller know beside the page.
pub(crate) struct Known<'a> {
    /// The block that the cleaner set apart.
    pub(crate) headline: Option<&'a str>,
    /// Texts of the byline and date line near it.
    pub(crate) byline_blocks: Vec<&'a str>,
    /// The first and the last blocks of the text, where its writers may be named.
    pub(crate) edges: Vec<&'a str>,
    /// What kind of page the cleaner takes it for.
    pub(crate) page_type: Option<PageType>,
    /// What the caller knows.
    pub(crate) hints: &'a Hints,
    /// Whether the candidates are wanted.
    pub(crate) explain: bool,
}

/// Collects the metadata of a page, with the values of its JSON-LD.
pub(crate) fn collect(page: &Page, json_ld: &[Value], known: &Known) -> Metadata {
    let Known { headline, hints, .. } = *known;
    let url_hint = hints.url.as_deref();
    let mut found = Candidates::default();
    let hint = url_hint.and_then(|hint| Url::parse(hint).ok());
    let outline = Outline::of(page);
    open_graph::collect(page, &outline.metas, &mut found);
    let named_metas = html_meta::named(page, &outline.metas);
    html_meta::collect(&named_metas, &mut found);
    let titles = titles_of(page, headline, &found);
    let hinted_hosts = hosts(hint.as_ref().and_then(Url::host_str));
    if let Some(name) = site_name::in_title(page, &outline, headline, &hinted_hosts, &found) {
        found.push(Field::SiteName, Source::TitleElement, &name);
    }
    http_fields::collect(hints, &mut found);
    let heading = document::heading(page, &outline, headline, &titles, &sites(&found, None));
    let regions = Regions::of(page, heading);
    document::collect(page, &outline, &regions, &mut found);
    json_ld::collect(json_ld, url_hint, &titles, &mut found);
    discourse::collect(page, &outline, &mut found);
    microdata::collect(page, &outline, &regions, &mut found);
    byline::collect_classes(page, &regions, &mut found);
    header_lines::collect(page, &outline, &regions, known.explain, &mut found);
    portrait::collect(page, &outline, &regions, &mut found);
    profile::collect(page, &outline, &mut found);
    // Looked for last: where a name is found that is surely one, nobody asks for these.
    if known.explain || !names_somebody(&found) {
        bio::collect(page, &outline, &regions, &mut found);
    }
    if known.page_type == Some(PageType::Forum) {
        opener::collect(page, &regions, &mut found);
    }
    collect_shown(known, &mut found);
    let canonical = address(&found, hint.as_ref());
    let host = canonical.as_ref().or(hint.as_ref()).and_then(Url::host_str);
    if !found.of(Field::SiteName).any(|name| name.source != Source::MetaLoose)
        && let Some(owner) = site_name::in_copyright(page, &outline, &hosts(host))
    {
        found.push(Field::SiteName, Source::Copyright, &owner);
    }
    let mut metadata = decide(&mut found, canonical.as_ref().or(hint.as_ref()), known);
    let license_url = metadata.rights.license_url.take();
    metadata.rights = Rights { license_url, ..html_meta::rights(&named_metas, hints) };
    metadata
}

/// Collects the metadata of a plain text, which has only what a reader sees and what came with it.
pub(crate) fn collect_text(known: &Known) -> Metadata {
    let mut found = Candidates::default();
    http_fields::collect(known.hints, &mut found);
    // A line that names its writers and says no more is no headline, whatever it stands above.
    match known.headline.filter(|line| byline::is_whole(line)) {
        Some(line) => {
            let byline_blocks = std::iter::once(line).chain(known.byline_blocks.iter().copied()).collect();
            collect_shown(
                &Known { headline: None, byline_blocks, edges: known.edges.clone(), ..*known },
                &mut found,
            );
        }
        None => collect_shown(known, &mut found),
    }
    let hint = known.hints.url.as_deref().and_then(|hint| Url::parse(hint).ok());
    let mut metadata = decide(&mut found, hint.as_ref(), known);
    let license_url = metadata.rights.license_url.take();
    metadata.rights = Rights { license_url, ..html_meta::rights(&[], known.hints) };
    metadata
}

/// Whether a candidate is a name that begins with a known given name.
fn names_somebody(found: &Candidates) -> bool {
    found.of(Field::Author).any(|candidate| people::begins_with_given_name(&candidate.value))
}

/// What readers see of headline, byline and text.
fn collect_shown(known: &Known, found: &mut Candidates) {
    if let Some(headline) = known.headline {
        found.push(Field::Title, Source::Headline, headline);
    }
    byline::collect_blocks(&known.byline_blocks, found);
    byline::collect_edges(&known.edges, found);
}

/// Squashed titles that a heading or an object of the page may repeat.
fn titles_of(page: &Page, headline: Option<&str>, found: &Candidates) -> Vec<String> {
    let element = document::title(page);
    let machine = found.of(Field::Title).map(|candidate| candidate.value.as_str());
    headline.into_iter().chain(element.as_deref()).chain(machine).map(text::squash).collect()
}

/// The page's own address, for resolving relative ones and for the day in its path.
fn address(found: &Candidates, hint: Option<&Url>) -> Option<Url> {
    let sources = [Source::Canonical, Source::OpenGraph, Source::Header, Source::Amp];
    let mut own = sources.iter().flat_map(|source| found.from(Field::Url, *source));
    own.find_map(|value| {
        let absolute = Url::parse(value).ok();
        absolute.or_else(|| precedence::join(hint?, value)).filter(Url::has_host)
    })
}

fn decide(found: &mut Candidates, url: Option<&Url>, known: &Known) -> Metadata {
    let original = url.and_then(url_path::archived);
    let site = original.as_ref().or(url);
    if let Some(site) = site {
        url_path::collect(site, found);
        owner::collect(&text::squash(site.host_str().unwrap_or_default()), found);
    }
    let language = [Source::HtmlLang, Source::Meta, Source::OpenGraph]
        .iter()
        .find_map(|source| found.from(Field::Language, *source).next());
    let host = site.and_then(Url::host_str);
    let context = Context {
        url,
        hint: known.hints.url.as_deref(),
        style: DateStyle::of(language, host).fetched(known.hints.fetched),
        sites: sites(found, host),
        is_personal: host.is_some_and(is_blog),
        page_type: known.page_type,
    };
    let mut metadata = precedence::decide(found, &context);
    if known.explain {
        metadata.candidates = explain::outcomes(found, &metadata, &context);
    }
    metadata
}

/// Words of a headline that few sites have in their names.
const WORDS_OF_TITLE: usize = 6;

/// Squashed names of the site: every candidate, and those in the host.
fn sites(found: &Candidates, host: Option<&str>) -> Vec<String> {
    // Some pages call the page itself the site.
    let is_title = |name: &str| {
        text::words(name).len() >= WORDS_OF_TITLE
            && found.from(Field::Title, Source::OpenGraph).any(|title| title == name)
    };
    let names = found.of(Field::SiteName).filter(|candidate| !is_title(&candidate.value));
    let mut sites: Vec<String> = names.map(|candidate| text::squash(&candidate.value)).collect();
    sites.extend(hosts(host));
    sites.retain(|site| !site.is_empty());
    sites
}

/// Whether a host is a blog on a platform on which most blogs bear the name of their writer.
fn is_blog(host: &str) -> bool {
    const PLATFORMS: &[&str] = &["wordpress", "blogspot", "substack", "tumblr", "livejournal", "typepad"];
    let mut labels = host.rsplit('.').skip(1);
    labels.next().is_some_and(|label| PLATFORMS.contains(&label))
        && labels.next().is_some_and(|blog| blog != "www")
}

/// Squashed names in a host: all of it, all but the last label, the longest label.
fn hosts(host: Option<&str>) -> Vec<String> {
    let Some(host) = host else { return Vec::new() };
    let host = host.trim_start_matches("www.");
    let labels: Vec<&str> = host.split('.').collect();
    let names = &labels[..labels.len().saturating_sub(1)];
    let longest = names.iter().max_by_key(|label| label.len()).copied();
    let all = [Some(host.to_owned()), Some(names.concat()), longest.map(str::to_owned)];
    all.into_iter().flatten().map(|name| text::squash(&name)).collect()
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
