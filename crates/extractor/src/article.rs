//! The value that leaves the extractor: owned text, blocks, verdicts and metadata; no DOM type.

use copydesk_cleaner::{Block, PageType, Verdict};

use crate::metadata::{self, Metadata};

/// An article: its main text and everything that is known about it.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Article {
    /// Main text: paragraphs separated by one blank line, without the headline. Empty when the page
    /// has no article; that is a value, not an error.
    pub text: String,
    /// The same as Markdown, where [`Options::markdown`](crate::Options::markdown) asked for it.
    pub markdown: Option<String>,
    /// Title, authors, dates and the rest, each with its source.
    pub metadata: Metadata,
    /// The text's language, null when it is too short or too mixed to tell.
    pub language: Option<Language>,
    /// What kind of page it is; none for plain text.
    pub page_type: Option<PageType>,
    /// The word F1 that the text is expected to score, calibrated, 0 to 1; none for plain text.
    pub confidence: Option<f32>,
    /// WHATWG name of the encoding that the bytes were decoded with, in lower case.
    pub charset: &'static str,
    /// Whether the bytes held sequences that the encoding does not allow.
    pub malformed: bool,
    /// Every block of the page, in document order; those of text that it does not show come last, where
    /// such text was taken.
    pub blocks: Vec<Block>,
    /// One verdict per block.
    pub verdicts: Vec<Verdict>,
}

/// A language and how sure the identifier is of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Language {
    /// BCP 47 tag, such as `ru`.
    pub tag: &'static str,
    /// Confidence in 0..=1.
    pub score: f32,
}

impl Article {
    /// A table for people: what happened to each block, and why; then, where
    /// [`Options::explain`](crate::Options::explain) asked for them, what became of each candidate for the
    /// metadata, behind an empty line.
    pub fn explain(&self) -> String {
        let blocks = copydesk_cleaner::explain(&self.blocks, &self.verdicts);
        let candidates = metadata::table(&self.metadata.candidates);
        if candidates.is_empty() { blocks } else { [blocks, candidates].join("\n") }
    }
}
