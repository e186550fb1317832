//! The feature table of a page, for training and for looking at: a row per block and one for the page.

use super::html;
use super::text::headline::{self, WordLines};
use super::text::line::Line;
use super::text::{self, TextView};
use super::vector::{self, Feature, View};
use crate::segment::html::segment;
use crate::{Block, Error, Options, Page, Verdict, rules};

/// What the model sees of a page.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct FeatureTable {
    /// The page's blocks, in document order.
    pub blocks: Vec<Block>,
    /// What the rules alone say of each block.
    pub advice: Vec<Verdict>,
    /// One row a block, one after the other, each as long as [`FeatureTable::columns`].
    pub values: Vec<f32>,
    /// The row of the page, as long as [`FeatureTable::page_columns`].
    pub page: Vec<f32>,
}

impl FeatureTable {
    /// Names and meanings of the columns of a block's row.
    pub fn columns() -> Vec<Feature> {
        vector::columns().collect()
    }

    /// Names and meanings of the columns of the page's row.
    pub fn page_columns() -> Vec<Feature> {
        vector::page_columns().collect()
    }
}

/// Measures every feature of every block of a page.
///
/// # Errors
/// [`Error::Interrupted`].
pub fn feature_table(page: &Page, options: &Options) -> Result<FeatureTable, Error> {
    let segmented = segment(page);
    options.interrupt.check()?;
    let measured = html::measure(page, &segmented);
    options.interrupt.check()?;
    let advice = rules::advise(&rules::Document::new(page, &segmented, &measured, options));
    options.interrupt.check()?;
    let mut values = Vec::new();
    let mut page_row = Vec::new();
    if !segmented.blocks.is_empty() {
        let view = View::new(page, &segmented, &measured, &advice);
        values.reserve(segmented.blocks.len() * vector::columns().count());
        for index in 0..segmented.blocks.len() {
            view.write(index, &mut values);
        }
        page_row.clone_from(&view.page_row);
    }
    Ok(FeatureTable { blocks: segmented.blocks, advice, values, page: page_row })
}

/// What the text model sees of a text.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct TextTable {
    /// The text's blocks, in order.
    pub blocks: Vec<Block>,
    /// One row a block, one after the other, each as long as [`TextTable::columns`].
    pub values: Vec<f32>,
    /// The blocks that may be the headline, ascending.
    pub candidates: Vec<usize>,
    /// One row a candidate, each as long as [`TextTable::headline_columns`].
    pub headline_values: Vec<f32>,
}

impl TextTable {
    /// Names and meanings of the columns.
    pub fn columns() -> Vec<Feature> {
        text::columns().collect()
    }

    /// Names and meanings of the columns of the blocks that may be the headline.
    pub fn headline_columns() -> Vec<Feature> {
        headline::columns().collect()
    }
}

/// Measures every feature of every block of a plain text.
pub fn text_table(text: &str, options: &Options) -> TextTable {
    let blocks = crate::segment::text::segment(text, options.phrases);
    let lines: Vec<Line> = blocks.iter().map(|block| Line::measure(block, options.phrases)).collect();
    let view = TextView::new(lines.iter().collect());
    let mut values = Vec::with_capacity(lines.len() * text::columns().count());
    for index in 0..lines.len() {
        view.write(index, &mut values);
    }
    let candidates = headline::candidates(&view);
    let words = WordLines::of(&view, &candidates);
    let mut headline_values = Vec::with_capacity(candidates.len() * headline::columns().count());
    for index in &candidates {
        words.write(&view, *index, &mut headline_values);
    }
    TextTable { blocks, values, candidates, headline_values }
}
