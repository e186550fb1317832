//! A block is the unit of decision: a paragraph, heading, list, table, quote or line of text.

use std::ops::Range;

/// What the markup, or the shape of a line, says a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A heading of this level, 1 to 6.
    Heading(u8),
    /// A whole list, one item a line.
    List,
    /// A data table, one row a line.
    Table,
    /// Preformatted code, white space kept.
    Code,
    /// A quotation.
    Quote,
    /// Caption of a picture, video or table.
    Caption,
}

/// Where a block comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// Path of element names from the root, such as `html/body/article/p`; of deeper elements the last 64 names
    /// behind `…/`.
    Element(String),
    /// Line numbers of a plain text, from 0, end excluded.
    Lines(Range<usize>),
}

/// One block of a document, in document order.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text: white space folded to single blanks, line breaks as `\n`; code as written.
    pub text: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The bytes of the HTML that it was made of, from the first to the last: start tags and texts, not the
    /// end tags behind them. None unless [`Sources::Record`](crate::Sources::Record) asks for
    /// it, for plain text and for text that the page holds elsewhere, such as in JSON.
    pub source: Option<Range<usize>>,
}

#[cfg(test)]
impl Block {
    /// A paragraph of a plain text.
    pub(crate) fn paragraph(text: &str) -> Self {
        Self { kind: BlockKind::Paragraph, text: text.to_owned(), origin: Origin::Lines(0..1), source: None }
    }
}
