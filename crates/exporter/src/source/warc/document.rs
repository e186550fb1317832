//! One record to a document: which records are documents, what their fields say, and how the body is unpacked.

use copydesk_extractor::Hints;

use super::{
    super::{Place, RawDocument, file::too_large},
    coding,
    fields::Fields,
    http,
    media_type::{charset, format_of},
    records::{Block, Record},
};
use crate::{
    carry,
    config::OutputSettings,
    rejects::{Reason, Reject, Stage},
    settings::{Filters, FormatChoice},
};

/// Content type of responses that are HTTP messages.
const HTTP: &str = "application/http";
/// Content type of the answers of name servers, which some crawlers store as responses.
const DNS: &str = "text/dns";

/// What a record is.
pub(super) enum Content {
    /// A document.
    Document(Box<RawDocument>),
    /// One that cannot be read or is not wanted.
    Reject(Box<Reject>),
    /// No document: the name of its kind.
    Other(&'static str),
}

/// Types of records that are never documents.
const OTHERS: [&str; 5] = ["warcinfo", "request", "metadata", "revisit", "continuation"];

/// Schemes of what crawlers say of their work or of pages that have records of their own: logs
/// (`metadata://gnu.org/software/wget/warc/wget.log`), the text of a page (`urn:text:https://...`).
const OF_CRAWLERS: [&str; 2] = ["metadata:", "urn:"];

/// What a record is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// An HTTP message with a document.
    Response,
    /// The document itself, as it was found.
    Resource,
    /// A text that was made from another record.
    Text,
    /// No document: the name of its type.
    Other(&'static str),
}

impl Role {
    /// None for a record without a type.
    fn of(kind: &str, content_type: &str, url: &str) -> Option<Self> {
        let is =
            |name: &str| content_type.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name));
        Some(match kind.to_ascii_lowercase().as_str() {
            "" => return None,
            "response" if is(DNS) => Self::Other("dns"),
            "response" if is(HTTP) || content_type.is_empty() => Self::Response,
            "resource" if OF_CRAWLERS.iter().any(|scheme| url.starts_with(scheme)) => Self::Other("metadata"),
            // An answer of another protocol, such as FTP.
            "response" | "resource" => Self::Resource,
            "conversion" => Self::Text,
            kind => Self::Other(OTHERS.into_iter().find(|other| *other == kind).unwrap_or("unknown")),
        })
    }
}

/// Turns a record into a document.
pub(super) fn read(
    record: Record,
    source: &str,
    settings: &OutputSettings,
    carried: &arrow_schema::Fields,
) -> Content {
    let Record { range, fields, block } = record;
    let place = Place {
        source: source.to_owned(),
        offset: Some(range.offset),
        number: range.number,
        length: range.length,
        record: name(&fields),
        ..Place::default()
    };
    let content_type = fields.get("Content-Type").unwrap_or_default();
    let kind = fields.get("WARC-Type").unwrap_or_default();
    let Some(role) = Role::of(kind, content_type, url(&fields).unwrap_or_default()) else {
        let reject = Reject::read(place, Reason::DamagedRecord, "a record without WARC-Type".into());
        return Content::Reject(Box::new(reject));
    };
    let texts_only = settings.format == FormatChoice::Wet;
    let is_text = role == Role::Text;
    let is_response = match role {
        Role::Other(kind) => return Content::Other(kind),
        Role::Response if texts_only => return Content::Other("response"),
        Role::Resource if texts_only => return Content::Other("resource"),
        role => role == Role::Response,
    };
    let mut hints = hints(&fields);
    // What crawls convert to text is UTF-8.
    hints.charset = is_text.then(|| "utf-8".to_owned());
    let url = hints.url.clone();
    let document = match block {
        Block::TooLarge(bytes) => Err(too_large(place, Some(bytes), settings.max_bytes.0)),
        Block::Bytes(block) if is_response => response(&block, &fields, hints, place, settings),
        Block::Bytes(block) => resource(block, content_type, hints, place, settings),
    };
    let carried = carry::nulls(carried);
    match document {
        Ok(document) => Content::Document(Box::new(RawDocument { carried, ..document })),
        Err(reject) => Content::Reject(Box::new(Reject { url, ..*reject })),
    }
}

/// An HTTP response: its body, with what its fields say of it.
fn response(
    message: &[u8],
    record: &Fields,
    mut hints: Hints,
    place: Place,
    settings: &OutputSettings,
) -> Result<RawDocument, Box<Reject>> {
    let Some(http::Response { status, fields, body }) = http::parse(message) else {
        let detail = "no status line of HTTP, or a header without end";
        return Err(Box::new(Reject::read(place, Reason::InvalidHttp, detail.into())));
    };
    if !(200..300).contains(&status) && settings.filters != Filters::None {
        let reject = Reject::new(place, Stage::Filter, Reason::HttpStatus, format!("status {status}"));
        return Err(Box::new(Reject { value: Some(status.into()), ..reject }));
    }
    let limit = settings.max_bytes.0;
    let body = match coding::decode(&fields, body, is_truncated(record), limit) {
        Ok(body) => body,
        Err(coding::Fault::TooLarge) => return Err(too_large(place, None, limit)),
        Err(coding::Fault::Damaged(detail)) => {
            return Err(Box::new(Reject::read(place, Reason::DamagedCompression, detail)));
        }
    };
    let declared = fields.get("Content-Type");
    let format = match format_of(declared.or(record.get("WARC-Identified-Payload-Type")), &body) {
        Ok(format) => format,
        Err(detail) => return Err(not_a_page(place, detail)),
    };
    hints.charset = declared.and_then(charset);
    hints.robots = fields.lines("X-Robots-Tag");
    hints.links = fields.list("Link");
    hints.tdm_reservation = fields.get("tdm-reservation").map(str::to_owned);
    // A list names the readers that a page is for; one language is that of the page.
    let language = fields.list("Content-Language").filter(|list| !list.contains(','));
    hints.language = language.or(hints.language);
    Ok(RawDocument { place, hints, format, bytes: body.into_owned(), carried: Vec::new() })
}

/// A record that is the document itself.
fn resource(
    block: Vec<u8>,
    content_type: &str,
    mut hints: Hints,
    place: Place,
    settings: &OutputSettings,
) -> Result<RawDocument, Box<Reject>> {
    let limit = settings.max_bytes.0;
    if block.len() as u64 > limit {
        return Err(too_large(place, Some(block.len() as u64), limit));
    }
    let declared = Some(content_type).filter(|declared| !declared.is_empty());
    match format_of(declared, &block) {
        Ok(format) => {
            hints.charset = charset(content_type).or(hints.charset);
            Ok(RawDocument { place, hints, format, bytes: block, carried: Vec::new() })
        }
        Err(detail) => Err(not_a_page(place, detail)),
    }
}

fn not_a_page(place: Place, detail: String) -> Box<Reject> {
    Box::new(Reject::new(place, Stage::Filter, Reason::ContentType, detail))
}

/// Whether the crawler says that it did not store all of a record.
pub(super) fn is_truncated(fields: &Fields) -> bool {
    fields.get("WARC-Truncated").is_some()
}

/// The name of a record.
pub(super) fn name(fields: &Fields) -> Option<String> {
    fields.get("WARC-Record-ID").map(str::to_owned)
}

/// The address of what a record holds.
pub(super) fn url(fields: &Fields) -> Option<&str> {
    // Writers of WARC 1.0 put it between angle brackets, as its grammar had it.
    fields.get("WARC-Target-URI").map(|url| url.trim_start_matches('<').trim_end_matches('>'))
}

/// The moment of a `WARC-Date`; of a day alone, which WARC 1.1 allows, its beginning.
fn moment(date: &str) -> Option<jiff::Timestamp> {
    let of_day = || {
        let day: jiff::civil::Date = date.parse().ok()?;
        Some(day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    };
    date.parse().ok().or_else(of_day)
}

/// What the fields of a record say of its document.
fn hints(fields: &Fields) -> Hints {
    let fetched = fields.get("WARC-Date").and_then(moment);
    let languages = fields.get("WARC-Identified-Content-Language");
    Hints {
        url: url(fields).map(str::to_owned),
        fetched: fetched.map(jiff::Timestamp::as_microsecond),
        // The first of several has the largest part of the text.
        language: languages.and_then(|list| list.split(',').next()).map(|tag| tag.trim().to_owned()),
        ..Hints::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_moments_or_days() {
        let text = |date| moment(date).map(|moment| moment.to_string());
        assert_eq!(text("2024-03-05T07:30:00.25Z").as_deref(), Some("2024-03-05T07:30:00.25Z"));
        assert_eq!(text("2024-03-05T07:30Z").as_deref(), Some("2024-03-05T07:30:00Z"));
        assert_eq!(text("2024-03-05").as_deref(), Some("2024-03-05T00:00:00Z"));
        for none in ["", "2024", "2024-03", "2024-13-05", "yesterday", "9999999-01-01"] {
            assert_eq!(text(none), None, "{none}");
        }
    }
}
