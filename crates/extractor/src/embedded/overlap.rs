//! How much of one text stands in another, and whether two titles are one. Linear in both.

use std::collections::HashSet;
use std::hash::BuildHasher;

use copydesk_cleaner::weight;
use rustc_hash::FxBuildHasher;

use super::letters::squash;

/// Letters of a shingle: longer than most words, so that unrelated texts of one language share few.
const SHINGLE: usize = 12;
/// A title that is only part of another is heavier than a word or two: not "News" in "News from Lindholm".
const MIN_PART: usize = 14;
/// Longest title compared, in bytes; what is longer is a text.
const MAX_TITLE: usize = 600;

/// The hashes of the shingles of a text, for looking up those of others. The set is keyed at random: a page
/// cannot be made whose hashes all fall together.
pub(super) struct Shingles(HashSet<u64>);

impl Shingles {
    pub(super) fn of(text: &str) -> Self {
        Self(squash(text).windows(SHINGLE).map(hash).collect())
    }

    /// The share of these shingles that the other text has, too; none where there are none.
    pub(super) fn share_in(&self, other: &str) -> f32 {
        let mut missing = self.0.clone();
        for theirs in squash(other).windows(SHINGLE).map(hash) {
            missing.remove(&theirs);
        }
        let shared = self.0.len() - missing.len();
        if shared == 0 { 0.0 } else { shared as f32 / self.0.len() as f32 }
    }
}

fn hash(letters: &[char]) -> u64 {
    FxBuildHasher.hash_one(letters)
}

/// Titles of the page, squashed.
pub(crate) struct Titles(Vec<Vec<char>>);

impl Titles {
    pub(crate) fn of<'a>(titles: impl IntoIterator<Item = &'a str>) -> Self {
        let titles = titles.into_iter().filter(|title| title.len() <= MAX_TITLE).map(squash);
        Self(titles.filter(|title| !title.is_empty()).collect())
    }

    /// Whether a title is the page's, or one of the two is the other with a site's name around it.
    pub(super) fn name(&self, title: &str) -> bool {
        if title.len() > MAX_TITLE {
            return false;
        }
        let squashed = squash(title);
        let is_long = |title: &[char]| weight(&title.iter().collect::<String>()) >= MIN_PART;
        let holds = |whole: &[char], part: &[char]| {
            (whole.starts_with(part) || whole.ends_with(part)) && is_long(part)
        };
        !squashed.is_empty()
            && self.0.iter().any(|own| *own == squashed || holds(own, &squashed) || holds(&squashed, own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_count_what_is_repeated() {
        let shown = Shingles::of("The old ferry left the harbour on Monday, for the first time.");
        assert!(
            shown.share_in("Lindholm. THE OLD ferry left the harbour on Monday for the first time!") > 0.99
        );
        assert!(shown.share_in("The council wants more money for the quay and its lamps.") < 0.1);
        assert!(Shingles::of("short").share_in("short") < 0.1);
    }

    #[test]
    fn a_title_with_the_name_of_its_site_is_the_same_title() {
        let titles = Titles::of(["Ferry sails again – Lindholm Post"]);
        assert!(titles.name("Ferry sails again"));
        assert!(titles.name("FERRY SAILS AGAIN: Lindholm Post"));
        assert!(!titles.name("Post"));
        assert!(!titles.name("Harbour tolls rise again"));
        assert!(!titles.name(""));
    }
}
