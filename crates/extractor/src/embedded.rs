//! Text that is not in the visible page: in data for a program, in `noscript`, in templates, in hidden
//! elements. It is used only where a page shows clearly less, it is cleaned like any page, and exactly one
//! source is taken, which `sources["text"]` of the metadata names.
//!
//! Each source (one file) makes offers; this file alone decides.

mod body;
mod discourse;
mod json_ld;
mod letters;
mod markup;
mod next;
mod nuxt;
mod overlap;
mod parts;
mod scripts;
mod state;

use copydesk_cleaner::{self as cleaner, Cleaned, Error, Hidden, NodeId, Page, Tag, clean_page, weight};
use serde_json::Value;

use crate::{Markdown, Metadata, Options, links::Links};
use body::Body;
use overlap::Shingles;

pub(crate) use json_ld::{Described, described as described_in};
pub(crate) use letters::Letters;
pub(crate) use overlap::Titles;

/// The hidden text is at least this many times as heavy as what is kept of the shown one. Bodies in data
/// repeat the shown article with its teasers and captions; twice is more than those make up.
const MIN_RATIO: usize = 2;
/// Lighter texts are labels, prompts to turn scripts on, and error messages.
const MIN_WEIGHT: usize = 250;
/// A page that shows less than this shows next to nothing: a headline, a loading message, a prompt. Only
/// then is hidden markup taken, which nothing says to be the article.
const NEXT_TO_NOTHING: usize = 250;
/// A page that shows more than this shows an article, or as much of it as its publisher wants to be seen:
/// excerpts before a paywall end after three or four paragraphs.
const MAX_SHOWN: usize = 2000;
/// An offer is about the shown text when it repeats this share of its letters …
const MIN_OVERLAP: f32 = 0.5;
/// … and that text is more than a line, which a whole site may share.
const MIN_COMPARED: usize = 100;
/// Offers with this share of the heaviest one's text hold the same text; the precedence decides.
const SAME_TEXT: f32 = 0.8;

/// Where a text comes from; the first is preferred among those with the same text: rendered markup before
/// blocks of editors, before strings that may have lost their paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Discourse,
    NextData,
    Nuxt,
    State,
    JsonLd,
    Template,
    Hidden,
    Noscript,
}

impl Source {
    /// Whether it is markup of the page, which no title or key says to be the article.
    fn is_markup(self) -> bool {
        matches!(self, Self::Template | Self::Hidden | Self::Noscript)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Discourse => "discourse",
            Self::NextData => "next-data",
            Self::Nuxt => "nuxt",
            Self::State => "state",
            Self::JsonLd => "json-ld",
            Self::Template => "template",
            Self::Hidden => "hidden",
            Self::Noscript => "noscript",
        }
    }
}

/// What a source has.
enum Text<'a> {
    Html(String),
    Page(&'a Page),
    /// The page itself with its hidden elements.
    Hidden,
}

/// A text that a source offers, before it is cleaned.
struct Offer<'a> {
    source: Source,
    text: Text<'a>,
    weight: usize,
    /// Whether the source itself says that this is the text of the page: by its title, or as the only one.
    is_certain: bool,
}

impl Offer<'_> {
    fn of(source: Source, body: Body, is_certain: bool) -> Self {
        Self { source, text: Text::Html(body.html), weight: body.weight, is_certain }
    }

    /// The share of the shown text that it repeats; the page with its hidden elements repeats all of it,
    /// which says nothing.
    fn overlap(&self, shown: &Shingles) -> f32 {
        match &self.text {
            Text::Html(html) => shown.share_in(&body::without_tags(html)),
            Text::Page(page) => shown.share_in(&page.text_content(NodeId::ROOT)),
            Text::Hidden => 0.0,
        }
    }
}

/// The blocks of a document, their Markdown, and where the text comes from, if not from what is shown.
pub(crate) struct Chosen {
    pub(crate) cleaned: Cleaned,
    pub(crate) markdown: Option<String>,
    pub(crate) source: Option<&'static str>,
}

impl Chosen {
    fn shown(page: &Page, cleaned: Cleaned, shown: &Shown, writer: Writer) -> Self {
        let markdown = writer.markdown(page, &cleaned);
        Self { cleaned, markdown, source: shown.concealed }
    }
}

/// Writes Markdown where it is asked for.
#[derive(Clone, Copy)]
struct Writer<'a> {
    markdown: Markdown,
    links: &'a Links,
}

impl Writer<'_> {
    fn markdown(self, page: &Page, cleaned: &Cleaned) -> Option<String> {
        let resolve = |address: &str| self.links.resolve(address);
        (self.markdown == Markdown::Render).then(|| cleaned.markdown_with(page, &resolve))
    }
}

/// Chooses between the shown text and those that the page holds elsewhere.
///
/// # Errors
/// [`Error::Interrupted`].
pub(crate) fn choose(
    page: &Page,
    json_ld: &[Value],
    cleaned: Cleaned,
    metadata: &Metadata,
    links: &Links,
    options: &Options,
) -> Result<Chosen, Error> {
    let (options, writer) = (&options.cleaner, Writer { markdown: options.markdown, links });
    let shown = Shown::of(page, &cleaned);
    if shown.weight > MAX_SHOWN {
        return Ok(Chosen::shown(page, cleaned, &shown, writer));
    }
    for offer in ranked(page, json_ld, &cleaned, &shown, metadata) {
        options.interrupt.check()?;
        let source = offer.source.name();
        let html = match &offer.text {
            Text::Html(html) => Some(document(html, metadata.title.as_deref())),
            Text::Page(_) | Text::Hidden => None,
        };
        // Markup that passes a limit is no text.
        let parsed = html.map(|html| Page::parse(&html, &options.limits, options.interrupt));
        let parsed = match parsed.transpose() {
            Err(Error::Interrupted) => return Err(Error::Interrupted),
            Err(_) => continue,
            Ok(parsed) => parsed,
        };
        let (inner, hidden) = match (&offer.text, &parsed) {
            (Text::Page(inner), _) => (*inner, options.hidden),
            (_, Some(inner)) => (inner, options.hidden),
            (_, None) => (page, Hidden::Judge),
        };
        let found = clean_page(inner, &cleaner::Options { hidden, ..*options })?;
        let found = if parsed.is_some() { found.without_source() } else { found };
        let is_text = !offer.source.is_markup() || body::is_running_text(&found.text());
        if found.kept_weight() < shown.least || !is_text {
            continue;
        }
        let markdown = writer.markdown(inner, &found);
        let is_whole = matches!(offer.text, Text::Hidden);
        let cleaned = if is_whole { found } else { cleaned.replaced_by(found, source, page) };
        return Ok(Chosen { cleaned, markdown, source: Some(source) });
    }
    Ok(Chosen::shown(page, cleaned, &shown, writer))
}

/// What is kept of a page, measured.
struct Shown {
    /// Weight of the kept blocks, without those of `noscript`; above [`MAX_SHOWN`] that of some of them may
    /// be all that is told.
    weight: usize,
    /// Least weight of a text that takes their place.
    least: usize,
    /// Why most of the kept text is not shown, if so.
    concealed: Option<&'static str>,
}

impl Shown {
    fn of(page: &Page, cleaned: &Cleaned) -> Self {
        let mut concealed = cleaned.concealed(page);
        let all = cleaned.blocks().iter().zip(cleaned.verdicts()).enumerate();
        let kept = all.filter(|(_, (_, verdict))| verdict.is_kept());
        let kept: Vec<_> = kept.map(|(index, (block, _))| (concealed(index), block)).collect();
        let is_all_open = kept.iter().all(|(why, _)| why.is_none());
        let (mut open, mut noscript, mut hidden) = (0, 0, 0);
        for (why, block) in kept {
            let part = match why {
                None => &mut open,
                Some("noscript") => &mut noscript,
                Some(_) => &mut hidden,
            };
            *part += weight(&block.text);
            if is_all_open && open > MAX_SHOWN {
                break;
            }
        }
        let weight = open + hidden;
        let same_as_noscript = (noscript as f32 * SAME_TEXT) as usize;
        let source = if noscript > hidden { Source::Noscript } else { Source::Hidden };
        Self {
            weight,
            least: MIN_WEIGHT.max(weight * MIN_RATIO).max(same_as_noscript),
            concealed: (noscript + hidden > open).then(|| source.name()),
        }
    }
}

/// The offers that may take the place of the shown text, the best first.
fn ranked<'a>(
    page: &'a Page,
    json_ld: &[Value],
    cleaned: &Cleaned,
    shown: &Shown,
    metadata: &Metadata,
) -> Vec<Offer<'a>> {
    let element = page.find(Tag::Title).map(|id| page.text_content(id));
    // A title out of the same data would name whatever article it comes from.
    let is_independent = metadata.sources.get("title").is_some_and(|source| *source != Source::JsonLd.name());
    let title = metadata.title.as_deref().filter(|_| is_independent);
    let titles = Titles::of([title, element.as_deref(), cleaned.headline()].into_iter().flatten());
    let mut offers = discourse::offers(page);
    offers.extend(next::offers(page, &titles, shown.least));
    offers.extend(nuxt::offers(page, &titles, shown.least));
    offers.extend(state::offers(page, &titles, shown.least));
    offers.extend(json_ld::offers(json_ld, &titles));
    offers.extend(markup::offers(page, cleaned));
    offers.retain(|offer| offer.weight >= shown.least);
    if offers.is_empty() {
        return offers;
    }
    let shingles = Shingles::of(&cleaned.text());
    offers.retain_mut(|offer| {
        offer.is_certain |= shown.weight >= MIN_COMPARED && offer.overlap(&shingles) >= MIN_OVERLAP;
        offer.is_certain || (offer.source.is_markup() && shown.weight < NEXT_TO_NOTHING)
    });
    let heaviest = offers.iter().filter(|offer| offer.is_certain).map(|offer| offer.weight).max();
    let same = heaviest.unwrap_or_default() as f32 * SAME_TEXT;
    offers.sort_by_key(|offer| {
        (!offer.is_certain, offer.is_certain && (offer.weight as f32) < same, offer.source)
    });
    offers
}

/// A body as a document with the page's title, so that a headline in it is found.
fn document(html: &str, title: Option<&str>) -> String {
    let title = title.unwrap_or_default().replace('<', "&lt;");
    format!("<!doctype html><title>{title}</title><body><article>{html}</article>")
}
