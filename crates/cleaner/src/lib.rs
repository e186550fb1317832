//! Removes navigation, related-article lists and other boilerplate from HTML and from plain text.
//!
//! A document is split into blocks; every block gets one verdict: kept, headline, or dropped with the
//! family of noise that it is, the code of the rule and the measured evidence. Nothing here reads
//! files, clocks or the environment.
//!
//! ```
//! let html = "<title>Ferry sails again</title><nav><a href=/>Home</a> <a href=/news>News</a></nav>
//!     <article><h1>Ferry sails again</h1>
//!     <p>The old ferry left the harbour of Lindholm on Monday, for the first time in two years.</p>
//!     <p>Its captain, who had waited for the repair since spring, thanked the yard and the town.</p>
//!     <p>Share this</p></article>";
//! let cleaned = copydesk_cleaner::clean_html(html, &copydesk_cleaner::Options::default())?;
//! assert_eq!(cleaned.headline(), Some("Ferry sails again"));
//! assert!(cleaned.text().starts_with("The old ferry"));
//! assert!(!cleaned.text().contains("Share"));
//!
//! let text = "Ferry sails again\n\nThe old ferry left the harbour of Lindholm on Monday, for the first \
//!     time in two years.\n\nBack to top button";
//! let cleaned = copydesk_cleaner::clean_text(text, &copydesk_cleaner::Options::default());
//! assert!(cleaned.text().ends_with("two years."));
//! # Ok::<(), copydesk_cleaner::Error>(())
//! ```

mod block;
mod class_words;
mod decide;
mod error;
mod explain;
mod features;
mod lexicon;
mod markdown;
mod model;
mod options;
mod page;
mod render;
mod replace;
mod rules;
mod script;
mod segment;
mod tag;
mod verdict;
mod word_filter;

pub use block::{Block, BlockKind, Origin};
pub use error::Error;
pub use features::table::{FeatureTable, TextTable, feature_table, text_table};
pub use features::vector::Feature;
pub use model::text::{TextModel, text_columns_hash};
pub use model::{Model, ModelError, PageType, columns_hash};
pub use options::{
    Comments, Focus, Hidden, InlineLinks, Interrupt, Limits, Options, Phrases, Recurrence, SiteLines, Sources,
};
pub use page::{NodeId, Page};
pub use script::weight;
pub use tag::{Attr, Tag};
pub use verdict::{Evidence, Family, Outcome, Verdict};

/// What a reader sees of a block of a plain text with Markdown in it: without addresses of links, number signs of a
/// heading, marks of emphasis at its ends and backslashes before marks.
pub fn without_markdown(text: &str) -> std::borrow::Cow<'_, str> {
    features::text::visible::Visible::of(text).text
}

/// A document's blocks with one verdict each.
#[derive(Debug, Clone, Default)]
pub struct Cleaned {
    blocks: Vec<Block>,
    verdicts: Vec<Verdict>,
    /// Where each block stands in its page; empty for plain text.
    spans: Vec<segment::html::Span>,
    /// What the model says of the page; none for plain text.
    page_type: Option<PageType>,
    confidence: Option<f32>,
}

/// Cleans an HTML page.
///
/// # Errors
/// Only limits: see [`Page::parse`].
pub fn clean_html(html: &str, options: &Options) -> Result<Cleaned, Error> {
    let page = Page::parse_with(html, &options.limits, options.interrupt, options.sources)?;
    clean_page(&page, options)
}

/// Cleans a page that is parsed already.
///
/// # Errors
/// [`Error::Interrupted`].
pub fn clean_page(page: &Page, options: &Options) -> Result<Cleaned, Error> {
    let segmented = segment::html::segment(page);
    options.interrupt.check()?;
    let features = features::html::measure(page, &segmented);
    options.interrupt.check()?;
    if segmented.blocks.is_empty() {
        return Ok(Cleaned::default());
    }
    let mut decision = decide::decide(page, &segmented, &features, options)?;
    rules::site_line::drop_kept(&segmented.blocks, options, &mut decision.verdicts);
    Ok(Cleaned {
        verdicts: decision.verdicts,
        page_type: Some(decision.page_type),
        confidence: Some(decision.confidence),
        blocks: segmented.blocks,
        spans: segmented.spans,
    })
}

/// Cleans a text that somebody already scraped. Cleaning its result again changes nothing.
pub fn clean_text(text: &str, options: &Options) -> Cleaned {
    let blocks = segment::text::segment(text, options.phrases);
    let verdicts = decide::text::decide(&blocks, options);
    Cleaned { blocks, verdicts, ..Cleaned::default() }
}

/// The kept blocks and the headline in the order of the document, one blank line between two: what is left of a plain
/// text, which has no other place for its headline.
pub fn text_with_headline(blocks: &[Block], verdicts: &[Verdict]) -> String {
    render::text_with_headline(blocks, verdicts)
}

/// A table for people: one line per block with its outcome, code, probability and evidence.
pub fn explain(blocks: &[Block], verdicts: &[Verdict]) -> String {
    explain::table(blocks, verdicts)
}

impl Cleaned {
    /// The kept blocks, one blank line between two, without the headline.
    pub fn text(&self) -> String {
        render::text(&self.blocks, &self.verdicts)
    }

    /// The same with the headline, which a plain text has no other place for.
    pub fn text_with_headline(&self) -> String {
        render::text_with_headline(&self.blocks, &self.verdicts)
    }

    /// The headline, where the document shows one.
    pub fn headline(&self) -> Option<&str> {
        self.with_outcome(|outcome| outcome == Outcome::Headline).next()
    }

    /// What kind of page it is; none for plain text and for pages without a block.
    pub fn page_type(&self) -> Option<PageType> {
        self.page_type
    }

    /// The word F1 that this text is expected to score against what a reader would mark as the article,
    /// 0 to 1, as calibrated on annotated pages; none for plain text and for pages without a block.
    pub fn confidence(&self) -> Option<f32> {
        self.confidence
    }

    /// Captions of pictures and videos, in document order.
    pub fn captions(&self) -> impl Iterator<Item = &str> {
        self.with_outcome(|outcome| outcome == Outcome::Drop(Family::Caption))
    }

    /// Every block, in document order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// One verdict per block.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// A table for people: what happened to each block, and why.
    pub fn explain(&self) -> String {
        explain(&self.blocks, &self.verdicts)
    }

    /// The kept blocks as Markdown. `page` must be the page that was cleaned.
    pub fn markdown(&self, page: &Page) -> String {
        self.markdown_with(page, &|address| address.into())
    }

    /// The same with each link's address as `resolve` gives it, for links that are relative.
    pub fn markdown_with(&self, page: &Page, resolve: &dyn Fn(&str) -> String) -> String {
        markdown::Renderer { page, resolve }.render(&self.blocks, &self.spans, &self.verdicts)
    }

    /// Blocks and verdicts as owned values.
    pub fn into_parts(self) -> (Vec<Block>, Vec<Verdict>) {
        (self.blocks, self.verdicts)
    }

    fn with_outcome(&self, wanted: impl Fn(Outcome) -> bool) -> impl Iterator<Item = &str> {
        let all = self.blocks.iter().zip(&self.verdicts);
        all.filter(move |(_, verdict)| wanted(verdict.outcome)).map(|(block, _)| block.text.as_str())
    }
}

/// The code of the README of this crate, compiled and run as doctests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct CrateReadme;
