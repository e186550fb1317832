//! Metadata of an article. Every field remembers where it came from; null is better than a guess.

use std::collections::BTreeMap;

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
    /// Reservations of rights in the page itself.
    pub rights: Rights,
    /// Where a field came from: field name to source (`json-ld`, `og`, `microdata`, `byline`, …).
    pub sources: BTreeMap<&'static str, &'static str>,
}

/// A moment with the precision that the page gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timestamp {
    /// Microseconds since 1970-01-01T00:00:00 UTC. A day without a time is its first moment in UTC.
    pub microseconds: i64,
    /// How exact it is.
    pub precision: Precision,
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
    /// `noindex` in a robots meta element.
    pub robots_noindex: bool,
    /// `noai` or `noimageai` in a robots meta element.
    pub robots_noai: bool,
    /// `tdm-reservation` is 1 (W3C TDM Reservation Protocol).
    pub tdm_reserved: bool,
    /// Licence link.
    pub license_url: Option<String>,
}
