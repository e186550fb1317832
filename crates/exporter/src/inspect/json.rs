//! An article as one JSON object with the names of the Parquet columns; what is not known is null.

use copydesk_cleaner::{Outcome, PageType, Verdict};
use copydesk_extractor::{Article, Timestamp};
use jiff::tz::Offset;
use serde_json::{Value, json};

use crate::{config::OutputSettings, record::Record, settings::Settings, source::RawDocument};

/// Renders an article; with `explain`, the blocks and their verdicts too.
pub(super) fn render(article: Article, document: &RawDocument, explain: bool) -> anyhow::Result<String> {
    Ok(format!("{:#}\n", object(article, document, explain)?))
}

/// An article as an object.
pub(super) fn object(article: Article, document: &RawDocument, explain: bool) -> anyhow::Result<Value> {
    let blocks = explain.then(|| blocks(&article));
    let candidates = explain.then(|| candidates(&article));
    let settings = OutputSettings::from_settings(Settings::default())?;
    let record = Record::from_article(article, document, &settings);
    let metadata = &record.metadata;
    let mut object = json!({
        "url": metadata.url,
        "host": record.host,
        "domain": record.domain,
        "title": metadata.title,
        "authors": metadata.authors,
        "published": moment(metadata.published)?,
        "modified": moment(metadata.modified)?,
        "published_precision": metadata.published.map(|moment| moment.precision.as_str()),
        "site_name": metadata.site_name,
        "description": metadata.description,
        "image_url": metadata.image_url,
        "license": metadata.license,
        "section": metadata.section,
        "tags": metadata.tags,
        "dateline": metadata.dateline,
        "captions": metadata.captions,
        "language": record.language.as_ref().map(|language| language.tag),
        "language_score": record.language.as_ref().map(|language| language.score),
        "page_type": record.page_type.map(PageType::as_str),
        "confidence": record.confidence,
        "text": record.text,
        "markdown": record.markdown,
        "n_chars": record.n_chars,
        "n_words": record.n_words,
        "removed_chars": record.removed_chars,
        "charset": record.charset,
        "content_sha256": record.content_sha256,
        "text_hash": record.text_hash_hexadecimal(),
        "rights": record.rights.as_ref().map(|rights| json!({
            "robots_noindex": rights.robots_noindex,
            "robots_noai": rights.robots_noai,
            "tdm_reserved": rights.tdm_reserved,
            "license_url": rights.license_url,
        })),
        "metadata_source": metadata.sources,
    });
    if let (Some(blocks), Some(object)) = (blocks, object.as_object_mut()) {
        object.insert("blocks".into(), blocks);
        object.insert("candidates".into(), candidates.unwrap_or_default());
    }
    Ok(object)
}

/// RFC 3339 with the offset that the page gave.
fn moment(moment: Option<Timestamp>) -> anyhow::Result<Option<String>> {
    let Some(moment) = moment else { return Ok(None) };
    let instant = jiff::Timestamp::from_microsecond(moment.microseconds)?;
    Ok(Some(match moment.utc_offset {
        Some(seconds) if seconds != 0 => {
            instant.display_with_offset(Offset::from_seconds(seconds)?).to_string()
        }
        _ => instant.to_string(),
    }))
}

fn candidates(article: &Article) -> Value {
    let candidate = article.metadata.candidates.iter().map(|candidate| {
        json!({
            "field": candidate.field,
            "source": candidate.source,
            "outcome": candidate.outcome,
            "position": candidate.position,
            "value": candidate.value,
        })
    });
    candidate.collect()
}

fn blocks(article: &Article) -> Value {
    let pairs = article.blocks.iter().zip(&article.verdicts);
    let block = pairs.map(|(block, verdict)| {
        json!({
            "outcome": outcome(verdict),
            "code": verdict.code,
            "probability": verdict.probability,
            "evidence": verdict.evidence.what,
            "value": verdict.evidence.value,
            "threshold": verdict.evidence.threshold,
            "source": block.source.as_ref().map(|source| [source.start, source.end]),
            "text": block.text,
        })
    });
    block.collect()
}

/// The outcome of a verdict: `keep`, `headline` or the family of noise.
fn outcome(verdict: &Verdict) -> &'static str {
    match verdict.outcome {
        Outcome::Keep => "keep",
        Outcome::Headline => "headline",
        Outcome::Drop(family) => family.as_str(),
        _ => "other",
    }
}
