//! Turns the bytes of a web page, or of text that somebody already scraped, into an [`Article`]: main
//! text, structure and metadata with the source of each field.
//!
//! ```
//! use copydesk_extractor::{Hints, Options, extract};
//!
//! let page = b"<title>Ferry sails again | Lindholm Post</title>
//!     <meta property=og:site_name content='Lindholm Post'><h1>Ferry sails again</h1>
//!     <p>LINDHOLM \xe2\x80\x94 The old ferry left the harbour on Monday, for the first time in two years.</p>
//!     <p>Its captain, who had waited for the repair since spring, thanked the yard and the town.</p>";
//! let article = extract(page, &Hints::default(), &Options::default())?;
//! assert_eq!(article.metadata.title.as_deref(), Some("Ferry sails again"));
//! assert_eq!(article.metadata.dateline.as_deref(), Some("LINDHOLM"));
//! assert!(article.text.ends_with("the yard and the town."));
//! # Ok::<(), copydesk_extractor::Error>(())
//! ```

mod article;
mod dateline;
mod decode;
mod described;
mod embedded;
mod json;
mod json_ld;
mod language;
mod links;
mod metadata;
mod options;

pub use article::{Article, Language};
pub use copydesk_cleaner as cleaner;
pub use copydesk_cleaner::Error;
pub use decode::{Decoded, decode};
pub use language::{identify as identify_language, language_tag};
pub use metadata::{Candidate, Metadata, Precision, Rights, Timestamp};
pub use options::{Hints, Markdown, Options};

use copydesk_cleaner::{BlockKind, Cleaned, Family, Page, clean_page, clean_text, without_markdown};
use embedded::Chosen;
use links::Links;
use metadata::Known;

/// Extracts the article of an HTML page from its raw bytes.
///
/// # Errors
/// Limits only: [`Error::TooLarge`], [`Error::TooManyNodes`] and [`Error::Interrupted`]. A page without an article gives an article with empty text.
pub fn extract(bytes: &[u8], hints: &Hints, options: &Options) -> Result<Article, Error> {
    let decoded = decode_within_limits(bytes, hints, options)?;
    let page = parse_decoded(&decoded, hints, options)?;
    let cleaned = clean_page(&page, &options.cleaner)?;
    let json_ld = json_ld::values(&page);
    let cleaned = described::keep(&page, &json_ld, cleaned, &options.cleaner)?;
    let mut metadata = metadata::collect(&page, &json_ld, &known(&cleaned, hints, options));
    let links = match options.markdown {
        Markdown::Render => Links::of(&page, hints, &metadata),
        Markdown::Omit => Links::default(),
    };
    let Chosen { cleaned, markdown, source } =
        embedded::choose(&page, &json_ld, cleaned, &metadata, &links, options)?;
    metadata.sources.extend(source.map(|source| ("text", source)));
    metadata.captions = cleaned.captions().map(str::to_owned).collect();
    let text = cleaned.text();
    options.cleaner.interrupt.check()?;
    Ok(assemble(cleaned, text, markdown, metadata, &decoded))
}

/// Decodes and parses a page, for the functions of [`cleaner`] that take one.
///
/// # Errors
/// As [`extract`].
pub fn parse(bytes: &[u8], hints: &Hints, options: &Options) -> Result<Page, Error> {
    parse_decoded(&decode_within_limits(bytes, hints, options)?, hints, options)
}

fn parse_decoded(decoded: &Decoded, hints: &Hints, options: &Options) -> Result<Page, Error> {
    let cleaner = &options.cleaner;
    let page = Page::parse_with(&decoded.text, &cleaner.limits, cleaner.interrupt, cleaner.sources)?;
    Ok(match &hints.url {
        Some(url) => page.with_url(url),
        None => page,
    })
}

/// Extracts the article of a plain text that somebody already scraped.
///
/// # Errors
/// [`Error::TooLarge`] and [`Error::Interrupted`].
pub fn extract_text(bytes: &[u8], hints: &Hints, options: &Options) -> Result<Article, Error> {
    let decoded = decode_within_limits(bytes, hints, options)?;
    let cleaned = clean_text(&decoded.text, &options.cleaner);
    options.cleaner.interrupt.check()?;
    let text = cleaned.text();
    let known = known(&cleaned, hints, options);
    let seen = |blocks: &[&'_ str]| -> Vec<String> {
        blocks.iter().map(|text| without_markdown(text).into_owned()).collect()
    };
    let (headline, bylines) = (known.headline.map(without_markdown), seen(&known.byline_blocks));
    let edges = seen(&known.edges);
    let mut metadata = metadata::collect_text(&Known {
        headline: headline.as_deref(),
        byline_blocks: bylines.iter().map(String::as_str).collect(),
        edges: edges.iter().map(String::as_str).collect(),
        ..known
    });
    metadata.captions = cleaned.captions().map(|text| without_markdown(text).into_owned()).collect();
    let markdown = (options.markdown == Markdown::Render).then(|| text.clone());
    Ok(assemble(cleaned, text, markdown, metadata, &decoded))
}

fn decode_within_limits<'a>(bytes: &'a [u8], hints: &Hints, options: &Options) -> Result<Decoded<'a>, Error> {
    let limit = options.cleaner.limits.bytes;
    if bytes.len() > limit {
        return Err(Error::TooLarge { bytes: bytes.len(), limit });
    }
    options.cleaner.interrupt.check()?;
    Ok(decode(bytes, hints.charset.as_deref()))
}

fn assemble(
    cleaned: Cleaned,
    text: String,
    markdown: Option<String>,
    mut metadata: Metadata,
    decoded: &Decoded,
) -> Article {
    if let Some(place) = text.split("\n\n").take(STANDFIRST_BLOCKS + 1).find_map(dateline::place) {
        metadata.dateline = Some(place.to_owned());
        metadata.sources.insert("dateline", "text");
    }
    let declared = metadata.declared_language.as_deref();
    let language = language::identify_declared(&prose(&cleaned), declared);
    let (page_type, confidence) = (cleaned.page_type(), cleaned.confidence());
    let (blocks, verdicts) = cleaned.into_parts();
    Article {
        text,
        markdown,
        metadata,
        language,
        page_type,
        confidence,
        charset: decoded.charset,
        malformed: decoded.malformed,
        blocks,
        verdicts,
    }
}

/// The start of the text without code, which is English in every language: as much as is read of it.
fn prose(cleaned: &Cleaned) -> String {
    let kept = cleaned.blocks().iter().zip(cleaned.verdicts()).filter(|(_, verdict)| verdict.is_kept());
    let mut prose = String::new();
    for (block, _) in kept.filter(|(block, _)| block.kind != BlockKind::Code) {
        prose.extend([block.text.as_str(), "\n"]);
        if prose.len() > language::READ_BYTES {
            break;
        }
    }
    prose.truncate(prose.trim_end_matches('\n').len());
    prose
}

/// What the cleaner and the caller know that the metadata are read with.
fn known<'a>(cleaned: &'a Cleaned, hints: &'a Hints, options: &Options) -> Known<'a> {
    Known {
        headline: cleaned.headline(),
        byline_blocks: byline_blocks(cleaned),
        edges: edges(cleaned),
        page_type: cleaned.page_type(),
        hints,
        explain: options.explain,
    }
}

/// Byline and date lines that the cleaner took out, in document order.
fn byline_blocks(cleaned: &Cleaned) -> Vec<&str> {
    let all = cleaned.blocks().iter().zip(cleaned.verdicts());
    let bylines = all.filter(|(_, verdict)| verdict.family() == Some(Family::AuthorBox));
    bylines.map(|(block, _)| block.text.as_str()).collect()
}

/// The first and the last blocks of the text.
fn edges(cleaned: &Cleaned) -> Vec<&str> {
    let all = cleaned.blocks().iter().zip(cleaned.verdicts());
    let kept: Vec<&str> =
        all.filter(|(_, verdict)| verdict.is_kept()).map(|(block, _)| block.text.as_str()).collect();
    let (first, last) = (EDGE_BLOCKS.min(kept.len()), kept.len().saturating_sub(EDGE_BLOCKS));
    kept[..first].iter().chain(&kept[last.max(first)..]).copied().collect()
}

/// Blocks at the start and at the end of a text that may name its writers.
const EDGE_BLOCKS: usize = 4;

/// A dateline may stand below a standfirst of so many blocks.
const STANDFIRST_BLOCKS: usize = 2;
