//! DEN001 to DEN003. Decide what is left by link density and by the neighbours.
//!
//! Link density classifies after Kohlschütter et al. (WSDM 2010); short blocks take the class of their
//! neighbours as in Pomikálek's jusText ("Removing Boilerplate and Duplicate Content from Web
//! Corpora", 2011).

use super::{Document, drop_by};
use crate::{BlockKind, Family, Tag, Verdict};

/// Above this share of text in links a block is a list of links.
const MAX_LINK_DENSITY: f32 = 0.55;
/// Running text may hold this share of links.
const GOOD_LINK_DENSITY: f32 = 0.33;
/// Heavier texts that are cut off and hold a link are paragraphs of an article.
const MAX_TEASER_WEIGHT: usize = 220;
/// Sentences at least this heavy stand for themselves.
const GOOD_WEIGHT: usize = 30;

/// How many blocks away a sibling paragraph is looked for.
const SIBLING_REACH: usize = 3;

/// Pages with fewer blocks of running text are not articles.
const MIN_SENTENCES: usize = 4;

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Good,
    Bad,
    Short,
}

pub(crate) fn judge(document: &Document, verdicts: &mut [Option<Verdict>]) {
    let open: Vec<usize> = (0..verdicts.len()).filter(|index| verdicts[*index].is_none()).collect();
    let classes: Vec<Class> = open.iter().map(|index| classify(document, *index)).collect();
    let has_prose = classes.contains(&Class::Good);
    let good_before = good_before(classes.iter());
    let mut good_after = self::good_before(classes.iter().rev());
    good_after.reverse();
    for (place, index) in open.iter().enumerate() {
        let features = document.feature(*index);
        verdicts[*index] = match classes[place] {
            Class::Good => None,
            Class::Short | Class::Bad if !has_prose => None,
            Class::Bad if is_part_of_quotation(document, *index) => None,
            Class::Bad if features.cut_off => {
                Some(drop_by(Family::Teaser, "DEN003", "links in a text cut off", features.link_density, 0.0))
            }
            Class::Bad => Some(drop_by(
                Family::Related,
                "DEN001",
                "link density",
                features.link_density,
                MAX_LINK_DENSITY,
            )),
            Class::Short => judge_short(document, *index, good_before[place], good_after[place]),
        };
    }
}

fn classify(document: &Document, index: usize) -> Class {
    let features = document.feature(index);
    let is_long_enough = features.weight >= GOOD_WEIGHT && is_sentence_like(document, index);
    let is_teaser =
        features.cut_off && document.spans[index].links > 0 && features.weight <= MAX_TEASER_WEIGHT;
    match document.blocks[index].kind {
        _ if is_teaser => Class::Bad,
        _ if features.link_density > MAX_LINK_DENSITY => Class::Bad,
        BlockKind::Heading(_) => Class::Short,
        BlockKind::Code | BlockKind::Table => Class::Good,
        _ if features.link_density <= GOOD_LINK_DENSITY && is_long_enough => Class::Good,
        _ => Class::Short,
    }
}

/// Sentences, and in pages that hardly have any (shops, listings) also lines with some punctuation.
fn is_sentence_like(document: &Document, index: usize) -> bool {
    let features = document.feature(index);
    let introduces = document.blocks[index].text.ends_with([':', '：']) && features.prose > 0;
    features.ends_sentence
        || introduces
        || features.is_running_text()
        || (features.prose > 0 && document.sentences < MIN_SENTENCES)
}

/// For each block whether the nearest one before it that is not short is good.
fn good_before<'a>(classes: impl Iterator<Item = &'a Class>) -> Vec<bool> {
    let mut is_good = false;
    let before = classes.map(|class| {
        let before = is_good;
        if *class != Class::Short {
            is_good = *class == Class::Good;
        }
        before
    });
    before.collect()
}

/// A short block stays where the nearest decided blocks on both sides, for a sentence on one side, are good.
fn judge_short(document: &Document, index: usize, before: bool, after: bool) -> Option<Verdict> {
    let good_sides = usize::from(before) + usize::from(after);
    let is_quote = document.blocks[index].kind == BlockKind::Quote;
    let introduces = document.blocks[index].text.ends_with([':', '：']);
    let is_sentence = document.feature(index).ends_sentence || is_quote || introduces;
    let wanted = if is_sentence { 1 } else { 2 };
    if document.text_shapes[index]
        || is_paragraph_of_text(document, index)
        || is_part_of_quotation(document, index)
    {
        return None;
    }
    if good_sides >= wanted || (document.is_heading(index) && after) {
        return None;
    }
    Some(drop_by(Family::Other, "DEN002", "good neighbours", good_sides as f32, wanted as f32))
}

/// Whether a block stands in the same quotation as a block before it: who said it.
fn is_part_of_quotation(document: &Document, index: usize) -> bool {
    let quotation = |index: usize| {
        let container = document.spans[index].container;
        document.page.ancestors(container).find(|id| document.page.tag(*id) == Tag::Blockquote)
    };
    let is_good = |near: usize| classify(document, near) != Class::Bad && quotation(near) == quotation(index);
    quotation(index).is_some()
        && ((index > 0 && is_good(index - 1)) || (index + 1 < document.blocks.len() && is_good(index + 1)))
}

/// Whether a `p` or a list stands beside running text in the same element: a short answer, a signature.
fn is_paragraph_of_text(document: &Document, index: usize) -> bool {
    let page = document.page;
    let container = document.spans[index].container;
    let is_text = page.tag(container) == Tag::P || document.blocks[index].kind == BlockKind::List;
    let Some(parent) = page.parent(container).filter(|_| is_text) else { return false };
    let is_sibling = |near: usize| {
        let other = document.spans[near].container;
        page.tag(other) == Tag::P
            && page.parent(other) == Some(parent)
            && classify(document, near) == Class::Good
    };
    let near = index.saturating_sub(SIBLING_REACH)..(index + SIBLING_REACH + 1).min(document.blocks.len());
    document.feature(index).link_density <= GOOD_LINK_DENSITY
        && near.into_iter().any(|near| near != index && is_sibling(near))
}
