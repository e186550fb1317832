//! The decision: rules in a fixed order, the first that answers wins, then a second pass over what is
//! left, which looks at neighbours. Rules are pure functions of the whole document and one index.

mod buttons;
mod byline;
mod caption;
mod class_word;
mod density;
mod duplicate;
mod form;
mod heading;
mod headline;
mod hidden;
pub(crate) mod inline_link;
mod inside;
mod landmark;
mod letters;
mod outside_main;
mod pagination;
mod phrase;
pub(crate) mod quantities;
mod shape;
pub(crate) mod share_row;
pub(crate) mod site_line;
mod standfirst;
pub(crate) mod symbols;
pub(crate) mod text;
mod time_line;

use std::borrow::Cow;

use crate::features::html::{Features, PageFeatures};
use crate::lexicon::{self, Phrase, Place, Scope};
use crate::page::Page;
use crate::segment::html::{PageBlocks, Span};
use crate::{Block, BlockKind, Comments, Evidence, Family, Options, Outcome, Verdict};

/// Everything that a rule may look at.
pub(crate) struct Document<'a> {
    pub(crate) page: &'a Page,
    pub(crate) blocks: &'a [Block],
    pub(crate) spans: &'a [Span],
    pub(crate) features: &'a PageFeatures,
    pub(crate) options: &'a Options<'a>,
    /// Residue phrase of each block.
    pub(crate) phrases: Vec<Option<&'static Phrase>>,
    /// Letters and digits of each block.
    pub(crate) letters: letters::Letters<'a>,
    /// Index of the block that is the headline.
    pub(crate) headline: Option<usize>,
    /// Boxes around inputs of newsletters and comments.
    pub(crate) form_boxes: Vec<form::FormBox>,
    /// Whether a block's element is of the shape that paragraphs of the text have.
    pub(crate) text_shapes: Vec<bool>,
    /// Number of blocks of running text inside the main element.
    pub(crate) sentences: usize,
    /// Index of the first block behind which no date line is looked for.
    pub(crate) standfirst_end: usize,
    /// Index of the first block of running text inside the main element.
    pub(crate) first_prose: usize,
}

impl<'a> Document<'a> {
    /// Looks up what several rules ask for.
    pub(crate) fn new(
        page: &'a Page,
        segmented: &'a PageBlocks,
        features: &'a PageFeatures,
        options: &'a Options<'a>,
    ) -> Self {
        let blocks = segmented.blocks.as_slice();
        let is_clean_text = |index: &usize| {
            let block = &features.blocks[*index];
            block.is_running_text() && block.context.class.is_none()
        };
        let main = features.main_blocks.clone();
        let first_prose = main.clone().find(is_clean_text).unwrap_or(main.end);
        let mut document = Self {
            page,
            blocks,
            spans: &segmented.spans,
            features,
            options,
            phrases: blocks.iter().map(residue_phrase).collect(),
            letters: letters::Letters::of(blocks),
            headline: None,
            form_boxes: Vec::new(),
            standfirst_end: (first_prose..blocks.len())
                .filter(|index| features.blocks[*index].prose > 0)
                .nth(STANDFIRST_BLOCKS)
                .unwrap_or(blocks.len()),
            sentences: main.filter(|index| features.blocks[*index].is_running_text()).count(),
            text_shapes: shape::of_text(page, &segmented.spans, features),
            first_prose,
        };
        document.form_boxes = form::find(&document);
        document.headline = headline::find(&document);
        document
    }
}

impl Document<'_> {
    pub(crate) fn feature(&self, index: usize) -> &Features {
        &self.features.blocks[index]
    }

    pub(crate) fn is_in_main(&self, index: usize) -> bool {
        self.features.main_blocks.contains(&index)
    }

    /// Whether a block stands in the main element, between the headline and it, or just above the
    /// headline, where layouts put the lead picture.
    pub(crate) fn is_near_main(&self, index: usize) -> bool {
        let start = self
            .headline
            .map_or(self.features.main_blocks.start, |headline| headline.saturating_sub(LEAD_BLOCKS));
        self.is_in_main(index) || (start..self.features.main_blocks.start).contains(&index)
    }

    pub(crate) fn is_heading(&self, index: usize) -> bool {
        matches!(self.blocks[index].kind, BlockKind::Heading(_))
    }
}

/// The lead picture may stand above the headline by so many blocks.
const LEAD_BLOCKS: usize = 3;

/// A date line may stand below a standfirst of so many blocks.
const STANDFIRST_BLOCKS: usize = 2;

type Rule = fn(&Document, usize) -> Option<Verdict>;

/// Order matters: what names a family most exactly comes first.
const RULES: &[Rule] = &[
    hidden::judge,
    headline::judge,
    phrase::judge,
    symbols::judge,
    pagination::judge,
    caption::judge,
    buttons::judge,
    form::judge,
    class_word::judge,
    landmark::judge,
    time_line::judge,
    standfirst::judge,
    outside_main::judge,
    byline::judge,
];

/// What the rules alone say: one verdict per block.
pub(crate) fn advise(document: &Document) -> Vec<Verdict> {
    let mut verdicts: Vec<Option<Verdict>> =
        (0..document.blocks.len()).map(|index| RULES.iter().find_map(|rule| rule(document, index))).collect();
    phrase::spread_sections(document, &mut verdicts);
    density::judge(document, &mut verdicts);
    let mut verdicts: Vec<Verdict> =
        verdicts.into_iter().map(|verdict| verdict.unwrap_or_else(keep)).collect();
    remove_duplicates(document, &mut verdicts);
    heading::judge(document, &mut verdicts);
    verdicts
}

/// Drops kept blocks that repeat others.
pub(crate) fn remove_duplicates(document: &Document, verdicts: &mut [Verdict]) {
    duplicate::judge(document, verdicts);
}

pub(crate) fn keep() -> Verdict {
    let evidence = Evidence { what: "no rule".into(), value: 0.0, threshold: 0.0 };
    Verdict { outcome: Outcome::Keep, code: "KEEP", probability: 1.0, evidence }
}

/// The residue phrase of a block; of a table that of its first cell, which heads a list of links.
fn residue_phrase(block: &Block) -> Option<&'static Phrase> {
    match block.kind {
        BlockKind::Table => {
            let cell = block.text.split(" | ").next()?;
            lexicon::lookup(cell)
                .filter(|phrase| phrase.place == Place::Line && phrase.scope == Scope::Section)
        }
        _ => lexicon::lookup(&block.text),
    }
}

/// A verdict that rests on a name or phrase: the value says how often it was found.
pub(crate) fn drop_for(family: Family, code: &'static str, what: &'static str) -> Verdict {
    let evidence = Evidence { what: what.into(), value: 1.0, threshold: 1.0 };
    Verdict { outcome: Outcome::Drop(family), code, probability: 0.0, evidence }
}

/// A verdict that rests on a measured value.
pub(crate) fn drop_by(
    family: Family,
    code: &'static str,
    what: impl Into<Cow<'static, str>>,
    value: f32,
    threshold: f32,
) -> Verdict {
    let evidence = Evidence { what: what.into(), value, threshold };
    Verdict { outcome: Outcome::Drop(family), code, probability: 0.0, evidence }
}

/// Whether the caller wants blocks of this family in the text.
pub(crate) fn is_wanted(family: Family, options: &Options) -> bool {
    family == Family::Comments && options.comments == Comments::Keep
}
