//! A gap in the probabilities of a page: a core that the model is sure of, little below it, and much that it is
//! not sure of. A page in an unknown layout may look like a listing to the kind forest; where its core is
//! an article, what is unsure is the teasers around it.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::NodeId;
use crate::features::vector::View;
use crate::model::Prediction;

/// Probability from which a block is of the core.
const SURE: f32 = 0.9;
/// Probability from which a block may be of the core, too: where there are many, there is no gap.
const LIKELY: f32 = 0.75;
/// Probability from which a block could be text at all.
const POSSIBLE: f32 = 0.22;

/// Weight of a core, in characters of Latin text: some 60 words, the shortest news.
pub(super) const MIN_CORE: usize = 300;
/// Likely text may be this share of core and likely text.
const MAX_LIKELY_SHARE: f32 = 0.3;
/// Unsure text is at least this share of all that could be text; below, little depends on the threshold.
const MIN_UNSURE_SHARE: f32 = 0.2;

/// The probability from which blocks beside a core are kept.
const BESIDE_CORE: f32 = 0.8;

/// Pages that are less probably articles, one in five, have no teasers around a core: what the model is sure of
/// there is often a note or a box.
const MIN_ARTICLE_OF_GAP: f32 = 0.2;

/// The threshold of a page, raised where it may be an article and its blocks have a core. `blocks` are
/// probability and weight.
pub(super) fn threshold(page: &Prediction, blocks: impl Iterator<Item = (f32, usize)>) -> f32 {
    if page.article < MIN_ARTICLE_OF_GAP {
        return page.threshold;
    }
    let (mut sure, mut likely, mut unsure) = (0, 0, 0);
    for (probability, weight) in blocks {
        match probability {
            SURE.. => sure += weight,
            LIKELY.. => likely += weight,
            POSSIBLE.. => unsure += weight,
            _ => {}
        }
    }
    let share = |part: usize, all: usize| part as f32 / all.max(1) as f32;
    let has_core = sure >= MIN_CORE
        && share(likely, sure + likely) <= MAX_LIKELY_SHARE
        && share(unsure, sure + likely + unsure) >= MIN_UNSURE_SHARE;
    if has_core { page.threshold.max(BESIDE_CORE) } else { page.threshold }
}

/// Weight of a block that tells where the core stands: a sentence, more than most headings.
pub(super) const MIN_PART: usize = 60;

/// Where the sure text of a page stands. What stands between it, or in a list of siblings with it, is beside no core:
/// steps of a guide, facts under headings.
pub(super) struct Core {
    /// From the first to the last of its blocks.
    blocks: Range<usize>,
    /// The elements around the elements that they stand in.
    parents: FxHashSet<NodeId>,
}

impl Core {
    pub(super) fn of(view: &View, page: &Prediction) -> Self {
        let is_part =
            |index: &usize| page.probabilities[*index] >= SURE && view.measured[*index].weight >= MIN_PART;
        let parts: Vec<usize> = (0..view.blocks.len()).filter(is_part).collect();
        let blocks = match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => *first..*last + 1,
            _ => 0..0,
        };
        Self { blocks, parents: parts.iter().filter_map(|index| parent(view, *index)).collect() }
    }

    /// Whether a block stands between blocks of the core or in a list with one.
    pub(super) fn surrounds(&self, view: &View, index: usize) -> bool {
        self.blocks.contains(&index) || parent(view, index).is_some_and(|id| self.parents.contains(&id))
    }
}

/// The element around the one that a block stands in.
fn parent(view: &View, index: usize) -> Option<NodeId> {
    view.page.parent(view.spans[index].container)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::tests::with_view;
    use crate::model::PageType;

    fn threshold_of(article: f32, of_page: f32, blocks: &[(f32, usize)]) -> f32 {
        let page = Prediction {
            page_type: PageType::Service,
            threshold: of_page,
            article,
            probabilities: Vec::new(),
        };
        threshold(&page, blocks.iter().copied())
    }

    const WITH_CORE: &[(f32, usize)] = &[(0.95, 400), (0.4, 900), (0.01, 5000)];

    #[test]
    fn a_core_raises_the_threshold() {
        assert!(threshold_of(0.3, 0.3, WITH_CORE) > 0.7);
        assert!(threshold_of(0.9, 0.8, WITH_CORE) > 0.79);
    }

    #[test]
    fn pages_that_are_no_articles_have_no_core() {
        assert!((threshold_of(0.05, 0.3, WITH_CORE) - 0.3).abs() < 1e-6);
    }

    #[test]
    fn without_a_gap_or_a_core_it_stays() {
        for blocks in [
            &[][..],
            &[(0.95, 200), (0.4, 900)],
            &[(0.95, 400), (0.8, 400), (0.4, 900)],
            &[(0.95, 400), (0.4, 50)],
            &[(0.5, 4000)],
        ] {
            assert!((threshold_of(0.9, 0.3, blocks) - 0.3).abs() < 1e-6, "{blocks:?}");
        }
    }

    #[test]
    fn what_stands_in_the_core_is_beside_none() {
        let sentence = "The ferry left the harbour of Lindholm on Monday, for the first time in two years.";
        let html = format!(
            "<section><h2>Zero</h2><p>{sentence}</p><div>One</div></section><div><p>Two</div><p>{sentence}</p>\
             <div><p>Three</div>"
        );
        let told: Vec<(String, bool)> = with_view(&html, |view, _| {
            let probability = |text: &str| if text == sentence { 0.95 } else { 0.5 };
            let probabilities = view.blocks.iter().map(|block| probability(&block.text)).collect();
            let page =
                Prediction { page_type: PageType::Article, threshold: 0.3, article: 0.9, probabilities };
            let core = Core::of(view, &page);
            let others = (0..view.blocks.len()).filter(|index| view.blocks[*index].text != sentence);
            others.map(|index| (view.blocks[index].text.clone(), core.surrounds(view, index))).collect()
        });
        let expected = [("Zero", true), ("One", true), ("Two", true), ("Three", false)];
        assert_eq!(told, expected.map(|(text, is_inside)| (text.to_owned(), is_inside)));
    }
}
