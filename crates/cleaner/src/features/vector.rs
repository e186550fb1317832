//! The feature vector of each block: what the model sees of a page. One file a group.
//!
//! No feature of a block depends on a language or on blanks between words: lengths are weights (characters of
//! Latin text, see `script.rs`), and what words mean enters only through the verdicts of the rules. The kind of
//! the page is also told from words of its address and of class names, in Latin script.

mod advice;
mod around;
mod headline;
mod kind;
mod layout;
mod markup;
mod own;
mod page;
mod place;
mod region;
mod repetition;
mod units;

pub(crate) use page::write_page;

use super::html::{Features, PageFeatures};
use super::marks::NameAround;
use crate::page::Page;
use crate::segment::html::{PageBlocks, Span};
use crate::{Block, Verdict};
use layout::Layout;

/// A column of the table: its name and what it measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Feature {
    /// Stable name.
    pub name: &'static str,
    /// What it measures, with its unit and source.
    pub meaning: &'static str,
}

/// Declares the features of a group in the order in which they are written.
macro_rules! features {
    ($($name:literal: $meaning:literal,)+) => {
        pub(super) const FEATURES: &[super::Feature] =
            &[$(super::Feature { name: $name, meaning: $meaning },)+];
    };
}
pub(crate) use features;

/// Everything that the features are computed from.
pub(crate) struct View<'a> {
    pub(crate) page: &'a Page,
    pub(crate) blocks: &'a [Block],
    pub(crate) spans: &'a [Span],
    pub(crate) measured: &'a [Features],
    pub(crate) advice: &'a [Verdict],
    pub(crate) comments: &'a [bool],
    pub(crate) names: &'a [Option<NameAround>],
    pub(crate) main_blocks: std::ops::Range<usize>,
    pub(crate) layout: Layout<'a>,
    pub(crate) regions: region::Regions,
    pub(crate) repetition: repetition::Repetition,
    pub(crate) runs: units::Runs,
    pub(crate) place: place::Landmarks,
    pub(crate) anchor: headline::Anchor,
    pub(crate) nearest: around::Nearest,
    pub(crate) page_row: Vec<f32>,
}

/// Where the values of one block are written to.
pub(crate) struct Row<'a>(&'a mut Vec<f32>);

impl<'a> Row<'a> {
    pub(crate) fn to(out: &'a mut Vec<f32>) -> Self {
        Self(out)
    }

    pub(crate) fn push(&mut self, value: f32) {
        self.0.push(value);
    }

    pub(crate) fn extend(&mut self, values: impl IntoIterator<Item = f32>) {
        self.0.extend(values);
    }

    pub(crate) fn flag(&mut self, value: bool) {
        self.0.push(f32::from(u8::from(value)));
    }
}

type Write = fn(&View, usize, &mut Row);

/// The groups in the order of their columns.
const GROUPS: &[(&[Feature], Write)] = &[
    (own::FEATURES, own::write),
    (markup::FEATURES, markup::write),
    (place::FEATURES, place::write),
    (headline::FEATURES, headline::write),
    (region::FEATURES, region::write),
    (repetition::FEATURES, repetition::write),
    (units::FEATURES, units::write),
    (around::FEATURES, around::write),
    (advice::FEATURES, advice::write),
    (page::FEATURES, page::write),
];

/// The columns of a block's row.
pub(crate) fn columns() -> impl Iterator<Item = Feature> {
    GROUPS.iter().flat_map(|(features, _)| features.iter().copied())
}

/// How many columns of a page's row stand in the rows of its blocks, too: the first.
pub(crate) fn shared_page_columns() -> usize {
    page::FEATURES.len()
}

/// The columns of a page's row.
pub(crate) fn page_columns() -> impl Iterator<Item = Feature> {
    page::FEATURES.iter().copied().chain(kind::columns())
}

impl<'a> View<'a> {
    pub(crate) fn new(
        page: &'a Page,
        segmented: &'a PageBlocks,
        measured: &'a PageFeatures,
        advice: &'a [Verdict],
    ) -> Self {
        let layout = Layout::new(page, segmented, measured, advice);
        let place = place::Landmarks::find(segmented, measured, advice);
        let anchor = headline::Anchor::find(page, segmented, measured, &layout, &place);
        let repetition = repetition::Repetition::count(segmented, &measured.blocks, &layout);
        let regions = region::Regions::measure(page, &layout);
        let runs = units::Runs::measure(page, &layout, &measured.blocks);
        let mut view = Self {
            page,
            blocks: &segmented.blocks,
            spans: &segmented.spans,
            measured: &measured.blocks,
            advice,
            comments: &measured.comments,
            names: &measured.names,
            main_blocks: measured.main_blocks.clone(),
            layout,
            regions,
            repetition,
            runs,
            place,
            anchor,
            nearest: around::Nearest::find(&segmented.blocks, &measured.blocks),
            page_row: Vec::new(),
        };
        view.page_row = write_page(&view);
        view
    }

    /// Appends the row of one block.
    pub(crate) fn write(&self, index: usize, out: &mut Vec<f32>) {
        let mut row = Row(out);
        for (_, write) in GROUPS {
            write(self, index, &mut row);
        }
    }
}
