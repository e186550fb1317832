//! Which line of a text is its headline, by the probabilities of those that may be it.

use crate::model::text::Candidate;
use crate::rules::{self, keep};
use crate::{Evidence, Verdict};

/// Where no line is the headline for certain, the likeliest stays as text from this probability on.
const MIN_LIKELIEST: f32 = 0.03;

/// What is known of a text's headline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Headline {
    /// It looks like nothing else.
    Title(Candidate),
    /// It looks like a label, a byline or a date, and no other line is one: "Di Maria scores".
    LooksLikeLabel(Candidate),
    /// No line is it for certain; this one may be.
    Likeliest(Candidate),
    Unknown,
}

impl Headline {
    /// `candidates` in the order of the text; `is_label` also tells bylines and dates, `is_phrase` residue.
    pub(super) fn choose(
        candidates: &[Candidate],
        threshold: f32,
        is_label: impl Fn(usize) -> bool,
        is_phrase: impl Fn(usize) -> bool,
    ) -> Self {
        let best = |from: f32, fits: &dyn Fn(usize) -> bool| {
            let fitting = candidates.iter().filter(|line| line.probability >= from && fits(line.index));
            // Of equal ones the first.
            fitting.copied().rev().max_by(|left, right| left.probability.total_cmp(&right.probability))
        };
        let title = || best(threshold, &|index| !is_label(index)).map(Self::Title);
        let label = || best(threshold, &|_| true).map(Self::LooksLikeLabel);
        let likeliest =
            || best(MIN_LIKELIEST, &|index| !is_label(index) && !is_phrase(index)).map(Self::Likeliest);
        title().or_else(label).or_else(likeliest).unwrap_or(Self::Unknown)
    }

    /// The line that is the headline for certain.
    pub(super) fn found(self) -> Option<Candidate> {
        match self {
            Self::Title(line) | Self::LooksLikeLabel(line) => Some(line),
            Self::Likeliest(_) | Self::Unknown => None,
        }
    }

    /// The verdict on a line if it is the headline or may be; `probability` is that it is text.
    pub(super) fn verdict(self, index: usize, probability: f32, threshold: f32) -> Option<Verdict> {
        let (line, verdict, threshold) = match self {
            Self::Title(line) | Self::LooksLikeLabel(line) => (line, rules::text::headline(), threshold),
            Self::Likeliest(line) => (line, keep(), MIN_LIKELIEST),
            Self::Unknown => return None,
        };
        let evidence = Evidence { what: "headline probability".into(), value: line.probability, threshold };
        (line.index == index).then_some(Verdict { probability, evidence, ..verdict })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the probabilities of the lines 0, 1, …; with labels and phrases among them.
    fn choose(probabilities: &[f32], labels: &[usize], phrases: &[usize]) -> Headline {
        let candidates: Vec<Candidate> = (0..)
            .zip(probabilities)
            .map(|(index, probability)| Candidate { index, probability: *probability })
            .collect();
        Headline::choose(&candidates, 0.1, |index| labels.contains(&index), |index| phrases.contains(&index))
    }

    #[test]
    fn the_likeliest_line_that_is_no_label_is_the_title() {
        let title = |index, probability| Headline::Title(Candidate { index, probability });
        assert_eq!(choose(&[0.2, 0.6, 0.3], &[], &[]), title(1, 0.6));
        assert_eq!(choose(&[0.2, 0.6, 0.3], &[1], &[]), title(2, 0.3));
        assert_eq!(choose(&[0.3, 0.3], &[], &[]), title(0, 0.3));
    }

    #[test]
    fn a_label_is_the_title_where_no_other_line_is() {
        let label = Headline::LooksLikeLabel(Candidate { index: 1, probability: 0.6 });
        assert_eq!(choose(&[0.05, 0.6], &[1], &[]), label);
        assert_eq!(label.found().map(|line| line.index), Some(1));
    }

    #[test]
    fn of_unsure_lines_the_likeliest_stays_unless_it_is_residue() {
        let likeliest = |index, probability| Headline::Likeliest(Candidate { index, probability });
        assert_eq!(choose(&[0.05, 0.04], &[], &[]), likeliest(0, 0.05));
        assert_eq!(choose(&[0.05, 0.04], &[], &[0]), likeliest(1, 0.04));
        assert_eq!(choose(&[0.02], &[], &[]), Headline::Unknown);
        assert_eq!(choose(&[], &[], &[]), Headline::Unknown);
        assert_eq!(likeliest(0, 0.05).found(), None);
    }
}
