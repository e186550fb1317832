//! What a caller knows about a document beforehand, and what it wants from it.

/// What is known about the bytes from outside: the HTTP response, the crawl or the file name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// Address that the page was fetched from. It counts where the page gives none, for metadata and for the
    /// page type, on which the text depends.
    pub url: Option<String>,
    /// `charset` of the HTTP `Content-Type` header, any WHATWG label.
    pub charset: Option<String>,
    /// When it was fetched (`WARC-Date`), in microseconds since 1970 UTC: no date of the page is later than
    /// the day after, and relative dates can be told. Without it they are left out.
    pub fetched: Option<i64>,
    /// `X-Robots-Tag` headers of the HTTP response, each on a line of its own: the name of a robot holds up to the
    /// end of its line.
    pub robots: Option<String>,
    /// `Content-Language` header of the HTTP response, or what a crawler found
    /// (`WARC-Identified-Content-Language`).
    pub language: Option<String>,
    /// `Link` headers of the HTTP response, joined by commas (RFC 8288): `canonical` and `license` are read.
    pub links: Option<String>,
    /// `tdm-reservation` header of the HTTP response (TDM Reservation Protocol).
    pub tdm_reservation: Option<String>,
}

/// Options of [`extract`](crate::extract) and [`extract_text`](crate::extract_text).
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// How blocks are judged, and the limits.
    pub cleaner: copydesk_cleaner::Options<'a>,
    /// Whether [`Article::markdown`](crate::Article::markdown) is wanted.
    pub markdown: Markdown,
    /// Whether [`Metadata::candidates`](crate::Metadata::candidates) is wanted.
    pub explain: bool,
}

/// Whether Markdown is rendered beside the plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Markdown {
    /// Plain text only.
    #[default]
    Omit,
    /// Markdown too.
    Render,
}
