//! A look at a word before it is looked up: most words of a page are in no table, and the first byte and
//! the length of most of these are those of no word there.

/// The first bytes and lengths of the words of a table.
pub(crate) struct WordFilter {
    /// Lengths as bits, by first byte; all from the highest on have the same bit.
    lengths: [u64; 256],
}

impl WordFilter {
    pub(crate) fn of<'a>(words: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut filter = Self { lengths: [0; 256] };
        for word in words {
            let (first, length) = Self::place(word);
            filter.lengths[first] |= length;
        }
        filter
    }

    /// False only for words that are not in the table.
    pub(crate) fn may_hold(&self, word: &[u8]) -> bool {
        let (first, length) = Self::place(word);
        self.lengths[first] & length != 0
    }

    fn place(word: &[u8]) -> (usize, u64) {
        let first = word.first().copied().unwrap_or_default();
        (usize::from(first), 1 << word.len().min(u64::BITS as usize - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::WordFilter;

    #[test]
    fn words_of_the_table_pass_and_most_others_do_not() {
        let long = "x".repeat(100);
        let filter = WordFilter::of(["ferry", "quay", &long].map(str::as_bytes));
        for word in ["ferry", "fleet", "quay", &long] {
            assert!(filter.may_hold(word.as_bytes()), "{word}");
        }
        for word in ["", "fern", "harbour", "xx"] {
            assert!(!filter.may_hold(word.as_bytes()), "{word}");
        }
    }
}
