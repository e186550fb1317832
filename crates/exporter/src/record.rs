//! One row of the output. `Record::from_article` is the only way from an article to a row.

use std::ops::Range;

use arrow_array::ArrayRef;
use copydesk_cleaner::{Block, Outcome, PageType, Verdict};
use copydesk_extractor::{Article, Hints, Language, Metadata, Rights};
use sha2::{Digest, Sha256};
use unicode_segmentation::UnicodeSegmentation;
use xxhash_rust::xxh3::Xxh3;

use crate::{
    config::OutputSettings,
    hexadecimal::hexadecimal,
    rejects::{Reason, Reject, Stage},
    settings::SiteTemplates,
    source::{Format, Place, RawDocument},
};

/// Code of the verdicts that rest on other documents of the site.
const SITE_LINE: &str = "SIT001";

/// One row of the output: an article with what is derived from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Hash of place and content, 32 hexadecimal digits.
    pub id: String,
    /// Host of the address.
    pub host: Option<String>,
    /// Registrable domain of the host, by the public suffix list.
    pub domain: Option<String>,
    /// What the page says about itself.
    pub metadata: Metadata,
    /// Language and confidence.
    pub language: Option<Language>,
    /// What kind of page it is; none for plain text.
    pub page_type: Option<PageType>,
    /// Expected word F1 of the text; none for plain text.
    pub confidence: Option<f32>,
    /// The text.
    pub text: String,
    /// The text as Markdown, where it was asked for.
    pub markdown: Option<String>,
    /// Unicode scalar values of the text.
    pub n_chars: u64,
    /// Words of the text by UAX #29.
    pub n_words: u64,
    /// Unicode scalar values of all dropped blocks.
    pub removed_chars: u64,
    /// Blocks dropped because the site has them everywhere; none unless sites were looked at.
    pub site_lines_removed: Option<u32>,
    /// The dropped blocks, where they were asked for.
    pub removed: Option<Vec<Removed>>,
    /// Where the document comes from.
    pub place: Place,
    /// When it was fetched, in microseconds since 1970 UTC.
    pub fetched: Option<i64>,
    /// Encoding that it was decoded with.
    pub charset: &'static str,
    /// SHA-256 of the raw bytes.
    pub content_sha256: String,
    /// Hash of the text without letter case and white space.
    pub text_hash: u128,
    /// Reservations of rights; plain text without fields of HTTP cannot carry any.
    pub rights: Option<Rights>,
    /// The value of each carried column, in arrays of one.
    pub carried: Vec<ArrayRef>,
}

/// A dropped block.
#[derive(Debug, Clone, PartialEq)]
pub struct Removed {
    /// Noise family.
    pub family: &'static str,
    /// Code of the rule.
    pub code: &'static str,
    /// Probability that it belongs to the article.
    pub probability: f32,
    /// Its text.
    pub text: String,
    /// Its bytes in the decoded HTML.
    pub source: Option<Range<usize>>,
}

impl Record {
    /// Converts an article that was extracted from `document`.
    pub fn from_article(article: Article, document: &RawDocument, settings: &OutputSettings) -> Self {
        let Article {
            text,
            markdown,
            mut metadata,
            language,
            page_type,
            confidence,
            charset,
            blocks,
            verdicts,
            ..
        } = article;
        metadata.url = metadata.url.or_else(|| document.hints.url.clone());
        let (host, domain) = metadata.url.as_deref().map_or((None, None), host_and_domain);
        let content_sha256 = hexadecimal(&Sha256::digest(&document.bytes));
        let dropped = || blocks.iter().zip(&verdicts).filter(|(_, verdict)| verdict.family().is_some());
        Self {
            id: id(&document.place, &content_sha256),
            host,
            domain,
            n_chars: text.chars().count() as u64,
            n_words: text.unicode_words().count() as u64,
            text_hash: text_hash(&text),
            removed_chars: dropped().map(|(block, _)| block.text.chars().count() as u64).sum(),
            site_lines_removed: (settings.site_templates == SiteTemplates::On)
                .then(|| verdicts.iter().filter(|verdict| verdict.code == SITE_LINE).count() as u32),
            removed: settings.keep_removed.then(|| dropped().filter_map(removed).collect()),
            rights: can_reserve(document).then(|| std::mem::take(&mut metadata.rights)),
            fetched: document.hints.fetched,
            place: document.place.clone(),
            carried: document.carried.clone(),
            metadata,
            language,
            page_type,
            confidence,
            text,
            markdown,
            charset,
            content_sha256,
        }
    }

    /// A reject for this document.
    pub fn reject(&self, stage: Stage, reason: Reason, detail: String) -> Reject {
        let (id, url) = (Some(self.id.clone()), self.metadata.url.clone());
        Reject { id, url, ..Reject::new(self.place.clone(), stage, reason, detail) }
    }

    /// The hash of the text as written.
    pub fn text_hash_hexadecimal(&self) -> String {
        format!("{:032x}", self.text_hash)
    }
}

/// Whether a document has a place for reservations of rights: markup, or the fields of its HTTP response.
fn can_reserve(document: &RawDocument) -> bool {
    let Hints { robots, tdm_reservation, links, .. } = &document.hints;
    document.format == Format::Html || [robots, tdm_reservation, links].iter().any(|field| field.is_some())
}

fn removed((block, verdict): (&Block, &Verdict)) -> Option<Removed> {
    let Outcome::Drop(family) = verdict.outcome else { return None };
    let (family, text, source) = (family.as_str(), block.text.clone(), block.source.clone());
    Some(Removed { family, code: verdict.code, probability: verdict.probability, text, source })
}

/// Host of an address, and its registrable domain; addresses of machines have none.
pub(crate) fn host_and_domain(url: &str) -> (Option<String>, Option<String>) {
    let Ok(url) = url::Url::parse(url) else { return (None, None) };
    match url.host() {
        Some(url::Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            (Some(name.to_owned()), psl::domain_str(name).map(str::to_owned))
        }
        Some(address) => (Some(address.to_string()), None),
        None => (None, None),
    }
}

/// Names a document by where it stands and what it holds: unique as long as no two inputs hold the
/// same content under the same name.
pub(crate) fn id(place: &Place, content_sha256: &str) -> String {
    let mut hash = Xxh3::new();
    hash.update(place.source.as_bytes());
    hash.update(&[0]);
    hash.update(&place.start().unwrap_or(u64::MAX).to_le_bytes());
    hash.update(content_sha256.as_bytes());
    if place.number > 0 {
        hash.update(&place.number.to_le_bytes());
    }
    format!("{:032x}", hash.digest128())
}

/// Hash of the words in lower case, one blank between them.
fn text_hash(text: &str) -> u128 {
    let mut hash = Xxh3::new();
    let mut word = String::new();
    for part in text.split_whitespace() {
        word.clear();
        word.extend(part.chars().flat_map(char::to_lowercase));
        word.push(' ');
        hash.update(word.as_bytes());
    }
    hash.digest128()
}

/// A record of a plain text, for the tests of other modules.
#[cfg(test)]
pub(crate) fn sample(text: &str) -> Record {
    let place = Place { source: "sample.txt".into(), ..Place::default() };
    let bytes = text.as_bytes().to_vec();
    let carried = Vec::new();
    let document = RawDocument { place, hints: Hints::default(), format: Format::Text, bytes, carried };
    let mut article = Article::default();
    article.text = text.to_owned();
    Record::from_article(article, &document, &OutputSettings::usual())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_white_space_do_not_count_for_duplicates() {
        assert_eq!(
            text_hash("Ein  Wort\n\nGRÖSSE"),
            text_hash(" ein wort größe ".replace("ß", "ss").as_str())
        );
        assert_ne!(text_hash("ab c"), text_hash("a bc"));
    }

    #[test]
    fn texts_reserve_rights_by_fields_of_their_response() {
        let text = |hints| RawDocument {
            place: Place::default(),
            hints,
            format: Format::Text,
            bytes: Vec::new(),
            carried: Vec::new(),
        };
        let links = Some("</terms>; rel=license".to_owned());
        assert!(can_reserve(&text(Hints { links, ..Hints::default() })));
        assert!(can_reserve(&text(Hints { robots: Some("noai".to_owned()), ..Hints::default() })));
        assert!(!can_reserve(&text(Hints {
            url: Some("https://a.example/".to_owned()),
            ..Hints::default()
        })));
    }

    #[test]
    fn ids_follow_place_and_content() {
        let place = |source: &str, offset| Place { source: source.into(), offset, ..Place::default() };
        let ids = [
            id(&place("a", None), "x"),
            id(&place("b", None), "x"),
            id(&place("a", Some(0)), "x"),
            id(&place("a", Some(1)), "x"),
            id(&place("a", None), "y"),
            id(&Place { number: 1, ..place("a", Some(1)) }, "x"),
            id(&Place { number: 2, ..place("a", Some(1)) }, "x"),
        ];
        for (index, one) in ids.iter().enumerate() {
            assert_eq!(one.len(), 32);
            assert!(!ids[..index].contains(one));
        }
    }

    #[test]
    fn domains_are_registrable() {
        for (url, host, domain) in [
            ("https://news.example.co.uk/a", Some("news.example.co.uk"), Some("example.co.uk")),
            ("http://www.Example.com./", Some("www.example.com"), Some("example.com")),
            ("http://192.168.0.1/", Some("192.168.0.1"), None),
            ("not a url", None, None),
        ] {
            let found = host_and_domain(url);
            assert_eq!((found.0.as_deref(), found.1.as_deref()), (host, domain), "{url}");
        }
    }
}
