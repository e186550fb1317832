//! Pages of which next to nothing is kept, since their names or layout mislead the model: the element whose blocks
//! are together most probably the text is kept then.

use super::{is_final, is_long_link_list};
use crate::features::html::PageFeatures;
use crate::features::vector::View;
use crate::model::{Prediction, expected_f1};
use crate::{Evidence, Outcome, Verdict};

/// Weight of kept blocks from which on a page has a text: some 60 words, the shortest news.
const MIN_TEXT: f32 = 300.0;
/// Probability from which a block of the element is kept.
const POSSIBLE: f32 = 0.1;
/// Expected weight of text in the element: some ten words, or there is nothing to be found.
const MIN_OVERLAP: f32 = 50.0;
/// Word F1 to be expected of the element, as a multiple of that of what is kept: on articles, of which few are so short …
const MIN_GAIN: f32 = 1.5;
/// … and on other pages, where a text of a line or two is mostly right.
const MIN_GAIN_OF_OTHERS: f32 = 3.0;

/// Sums over blocks.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    /// Expected weight of text.
    overlap: f32,
    weight: f32,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.overlap += other.overlap;
        self.weight += other.weight;
    }
}

/// Keeps the possible blocks of the element with the best expectation.
pub(super) fn keep(view: &View, features: &PageFeatures, prediction: &Prediction, verdicts: &mut [Verdict]) {
    let block = |index: usize| {
        let weight = view.measured[index].weight as f32;
        Sums { overlap: prediction.probabilities[index] * weight, weight }
    };
    let mut kept = Sums::default();
    for (index, _) in verdicts.iter().enumerate().filter(|(_, verdict)| verdict.outcome == Outcome::Keep) {
        kept.add(block(index));
        // So it is on nearly all pages.
        if kept.weight >= MIN_TEXT {
            return;
        }
    }
    let is_possible = |index: usize| {
        prediction.probabilities[index] >= POSSIBLE
            && !is_final(view, &view.advice[index], index, prediction)
            && !is_long_link_list(view, index)
    };
    let elements = features.tree.elements();
    let place = |index: usize| features.tree.place(view.spans[index].container);
    let mut inside = vec![Sums::default(); elements.len()];
    let mut wanted = 0.0;
    for index in (0..verdicts.len()).filter(|index| is_possible(*index)) {
        wanted += block(index).overlap;
        inside[place(index)].add(block(index));
    }
    for at in (1..elements.len()).rev() {
        let sums = inside[at];
        inside[elements[at].parent].add(sums);
    }
    let expected_of = |sums: Sums| expected_f1(sums.overlap, sums.weight, wanted);
    let expected = |at: usize| expected_of(inside[at]);
    let Some(best) = (0..elements.len()).max_by(|one, other| expected(*one).total_cmp(&expected(*other)))
    else {
        return;
    };
    let min_gain = if prediction.is_article() { MIN_GAIN } else { MIN_GAIN_OF_OTHERS };
    if inside[best].overlap < MIN_OVERLAP || expected(best) < expected_of(kept) * min_gain {
        return;
    }
    let mut is_best = vec![false; elements.len()];
    is_best[best] = true;
    for at in best + 1..elements.len() {
        is_best[at] = is_best[elements[at].parent];
    }
    for (index, verdict) in verdicts.iter_mut().enumerate() {
        let is_dropped = matches!(verdict.outcome, Outcome::Drop(_));
        if is_dropped && is_best[place(index)] && is_possible(index) {
            verdict.outcome = Outcome::Keep;
            verdict.code = "MDL004";
            verdict.evidence = Evidence {
                what: "probability in the likeliest element".into(),
                value: prediction.probabilities[index],
                threshold: POSSIBLE,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Family;
    use crate::decide::tests::with_view;
    use crate::model::PageType;

    const PAGE: &str = "<div><p>The ferry left the harbour of Lindholm on Monday, for the first time in two years.\
        <p>Forty guests were aboard, and the mayor waved from the quay until nobody could see her.</div>\
        <div><p>Log in to read what other readers think of the harbour and its ferries.</div>";

    /// What is kept of the page when its blocks have these probabilities, and these are kept before.
    fn kept(probabilities: &[f32], before: &[usize]) -> Vec<usize> {
        let prediction = Prediction {
            page_type: PageType::Article,
            threshold: 0.45,
            article: 0.8,
            probabilities: probabilities.to_vec(),
        };
        with_view(PAGE, |view, features| {
            let mut verdicts = view.advice.to_vec();
            for (index, verdict) in verdicts.iter_mut().enumerate() {
                verdict.outcome =
                    if before.contains(&index) { Outcome::Keep } else { Outcome::Drop(Family::Other) };
            }
            keep(view, features, &prediction, &mut verdicts);
            (0..verdicts.len()).filter(|index| verdicts[*index].is_kept()).collect()
        })
    }

    #[test]
    fn where_nothing_is_kept_the_likeliest_element_is() {
        assert_eq!(kept(&[0.5, 0.4, 0.05], &[]), [0, 1]);
    }

    #[test]
    fn what_is_kept_or_surely_no_text_stays_as_it_is() {
        assert_eq!(kept(&[0.3, 0.2, 0.9], &[2]), [2]);
        assert!(kept(&[0.04, 0.03, 0.09], &[]).is_empty());
    }
}
