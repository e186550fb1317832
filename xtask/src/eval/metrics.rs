//! Measures of one page and of a mean: bags of words, shingles and exact sums.
//!
//! Word F1 is the metric of the WCXB benchmark, shingle F1 that of scrapinghub's
//! article-extraction-benchmark; the order of the floating-point steps is that of the reference.

/// Words in a shingle: long enough that order counts, short enough that one wrong word costs little.
const SHINGLE: usize = 4;

/// Precision, recall and their harmonic mean for one page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Overlap {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub(crate) f1: f64,
}

impl Overlap {
    const NONE: Self = Self { precision: 0.0, recall: 0.0, f1: 0.0 };
    const FULL: Self = Self { precision: 1.0, recall: 1.0, f1: 1.0 };
}

/// Shares of true positives, false positives and false negatives; they sum to 1 unless all are 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Shares {
    true_positives: f64,
    false_positives: f64,
    false_negatives: f64,
}

/// How many items two bags share, counting repeats.
pub(crate) fn shared<T: Ord>(mut left: Vec<T>, mut right: Vec<T>) -> usize {
    left.sort_unstable();
    right.sort_unstable();
    let mut right = right.into_iter().peekable();
    left.iter()
        .filter(|item| {
            while right.next_if(|other| other < *item).is_some() {}
            right.next_if(|other| other == *item).is_some()
        })
        .count()
}

/// Overlap of two bags of words.
pub(crate) fn word_overlap(predicted: &[String], gold: &[String]) -> Overlap {
    match (predicted.is_empty(), gold.is_empty()) {
        (true, true) => return Overlap::FULL,
        (true, false) | (false, true) => return Overlap::NONE,
        (false, false) => {}
    }
    let common = shared(predicted.iter().collect(), gold.iter().collect());
    if common == 0 {
        return Overlap::NONE;
    }
    let precision = common as f64 / predicted.len() as f64;
    let recall = common as f64 / gold.len() as f64;
    Overlap { precision, recall, f1: 2.0 * precision * recall / (precision + recall) }
}

/// Twice the shared words over all words, for names.
pub(crate) fn token_f1(predicted: &[String], gold: &[String]) -> f64 {
    let common = shared(predicted.iter().collect(), gold.iter().collect());
    if common == 0 { 0.0 } else { 2.0 * common as f64 / (predicted.len() + gold.len()) as f64 }
}

/// Runs of [`SHINGLE`] words; a shorter text is one shingle.
fn shingles(words: &[String]) -> Vec<&[String]> {
    match words.len() {
        0 => Vec::new(),
        1..SHINGLE => vec![words],
        _ => words.windows(SHINGLE).collect(),
    }
}

/// Shingles found, invented and missed, as shares of all three.
pub(crate) fn shingle_shares(predicted: &[String], gold: &[String]) -> Shares {
    let (predicted, gold) = (shingles(predicted), shingles(gold));
    let (invented, missed) = (predicted.len(), gold.len());
    let found = shared(predicted, gold);
    let total = (invented + missed - found) as f64;
    let share = |count: usize| if total > 0.0 { count as f64 / total } else { 0.0 };
    Shares {
        true_positives: share(found),
        false_positives: share(invented - found),
        false_negatives: share(missed - found),
    }
}

/// F1 of the mean precision and the mean recall; pages where one is undefined do not count for it.
pub(crate) fn shingle_f1(pages: &[Shares]) -> f64 {
    let ratio = |page: &Shares, wrong: f64| {
        let all = page.true_positives + wrong;
        let flawless = page.false_positives <= 0.0 && page.false_negatives <= 0.0;
        (all > 0.0).then(|| if flawless { 1.0 } else { page.true_positives / all })
    };
    let precision = mean(pages.iter().filter_map(|page| ratio(page, page.false_positives))).unwrap_or(0.0);
    let recall = mean(pages.iter().filter_map(|page| ratio(page, page.false_negatives))).unwrap_or(0.0);
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

/// Mean of the values, none for no values.
pub(crate) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut count = 0usize;
    let sum = exact_sum(values.inspect(|_| count += 1));
    (count > 0).then(|| sum / count as f64)
}

/// Two numbers as their rounded sum and the exact rest (Shewchuk 1997, Fast-Two-Sum).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let (large, small) = if a.abs() < b.abs() { (b, a) } else { (a, b) };
    let sum = large + small;
    (sum, small - (sum - large))
}

/// The sum without loss, rounded once at the end, so that a mean does not depend on the order of the
/// pages: Shewchuk 1997, as in Python's `math.fsum`, for finite values.
fn exact_sum(values: impl Iterator<Item = f64>) -> f64 {
    let mut partials: Vec<f64> = Vec::new();
    for value in values {
        let mut carry = value;
        let mut kept = 0;
        for index in 0..partials.len() {
            let (sum, rest) = two_sum(carry, partials[index]);
            if rest != 0.0 {
                partials[kept] = rest;
                kept += 1;
            }
            carry = sum;
        }
        partials.truncate(kept);
        partials.push(carry);
    }
    round_partials(partials)
}

/// Adds partials of growing size, which do not overlap, with one rounding half to even.
fn round_partials(mut partials: Vec<f64>) -> f64 {
    let mut sum = partials.pop().unwrap_or(0.0);
    let mut rest = 0.0;
    while rest == 0.0 {
        let Some(next) = partials.pop() else { return sum };
        (sum, rest) = two_sum(sum, next);
    }
    // The rest is half a unit of the sum at most. When more follows on the same side, a tie was none.
    let more = partials.pop().unwrap_or(0.0);
    if more * rest > 0.0 {
        let (rounded, missed) = two_sum(sum, rest * 2.0);
        if missed == 0.0 {
            sum = rounded;
        }
    }
    sum
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the sums are exact by design")]
mod tests {
    use super::*;

    fn bag(text: &str) -> Vec<String> {
        text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    #[test]
    fn repeats_are_counted() {
        let overlap = word_overlap(&bag("a a b c"), &bag("a b b d e"));
        assert_eq!((overlap.precision, overlap.recall), (0.5, 0.4));
        assert_eq!(word_overlap(&bag(""), &bag("")), Overlap::FULL);
        assert_eq!(word_overlap(&bag("a"), &bag("")), Overlap::NONE);
    }

    #[test]
    fn a_short_text_is_one_shingle() {
        assert_eq!(shingle_shares(&bag("a b"), &bag("a b")).true_positives, 1.0);
        assert_eq!(shingle_shares(&bag("a b"), &bag("b a")).true_positives, 0.0);
        assert_eq!(shingle_f1(&[]), 0.0);
    }

    #[test]
    fn sums_do_not_depend_on_order() {
        assert_eq!(exact_sum([0.1; 10].into_iter()), 1.0);
        assert_eq!(exact_sum([1e16, 1.0, 1e-16].into_iter()), 10_000_000_000_000_002.0);
        assert_eq!(exact_sum([1e-16, 1e16, 1.0].into_iter()), 10_000_000_000_000_002.0);
        assert_eq!(exact_sum([1e16, 1.0].into_iter()), 1e16);
        assert_eq!(mean(std::iter::empty()), None);
    }
}
