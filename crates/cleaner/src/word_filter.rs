//! A look at a word before it is looked up: most words of a page are in no table, and the first two bytes,
//! the last one and the length of most of these are those of no word there.

/// Places of the filter, as bits of their number: 4 KiB stay in the fastest cache, and the two thousand first
/// words of the lexicon take a fifteenth of them.
const PLACE_BITS: u32 = 15;

/// What the words of a table begin and end with, and their lengths.
pub(crate) struct WordFilter {
    /// By place, as bits.
    taken: Box<[u64; 1 << (PLACE_BITS - u64::BITS.trailing_zeros())]>,
}

impl WordFilter {
    pub(crate) fn of<'a>(words: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut filter = Self { taken: Box::new([0; _]) };
        for word in words {
            let (index, bit) = Self::place(word);
            filter.taken[index] |= bit;
        }
        filter
    }

    /// False only for words that are not in the table.
    #[inline]
    pub(crate) fn may_hold(&self, word: &[u8]) -> bool {
        let (index, bit) = Self::place(word);
        self.taken[index] & bit != 0
    }

    #[inline]
    fn place(word: &[u8]) -> (usize, u64) {
        let byte = |at: Option<&u8>| u32::from(at.copied().unwrap_or_default());
        let ends = byte(word.first()) | byte(word.get(1)) << 8 | byte(word.last()) << 16;
        let key = ends | (word.len() as u32) << 24;
        // Fibonacci hashing (Knuth, TAOCP volume 3, section 6.4).
        let place = key.wrapping_mul(0x9e37_79b1) >> (u32::BITS - PLACE_BITS);
        ((place / u64::BITS) as usize, 1 << (place % u64::BITS))
    }
}

/// The same for what texts begin with, by some bytes of it.
pub(crate) struct BeginningFilter {
    taken: Box<[u64; 1 << (PLACE_BITS - u64::BITS.trailing_zeros())]>,
    /// Bits of a beginning in a word.
    mask: u64,
}

impl BeginningFilter {
    /// Looks at as many bytes as the shortest beginning has, at most eight.
    pub(crate) fn of<'a>(beginnings: impl Iterator<Item = &'a [u8]> + Clone) -> Self {
        let length = beginnings.clone().map(<[u8]>::len).min().unwrap_or(0).min(size_of::<u64>());
        let mask = u64::MAX.checked_shr(u64::BITS - u8::BITS * length as u32).unwrap_or(0);
        let mut filter = Self { taken: Box::new([0; _]), mask };
        for beginning in beginnings {
            let (index, bit) = filter.place(beginning);
            filter.taken[index] |= bit;
        }
        filter
    }

    /// False only for texts that begin like none of them.
    #[inline]
    pub(crate) fn may_begin(&self, text: &[u8]) -> bool {
        let (index, bit) = self.place(text);
        self.taken[index] & bit != 0
    }

    #[inline]
    fn place(&self, text: &[u8]) -> (usize, u64) {
        let word = text.first_chunk().copied().unwrap_or_else(|| {
            let mut padded = [0; size_of::<u64>()];
            padded[..text.len()].copy_from_slice(text);
            padded
        });
        let key = u64::from_le_bytes(word) & self.mask;
        let place = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - PLACE_BITS);
        ((place / u64::from(u64::BITS)) as usize, 1 << (place % u64::from(u64::BITS)))
    }
}

#[cfg(test)]
mod tests {
    use super::{BeginningFilter, WordFilter};

    #[test]
    fn words_of_the_table_pass_and_most_others_do_not() {
        let long = "x".repeat(100);
        let filter = WordFilter::of(["ferry", "quay", &long].map(str::as_bytes));
        for word in ["ferry", "feary", "quay", &long] {
            assert!(filter.may_hold(word.as_bytes()), "{word}");
        }
        for word in ["", "fern", "fleet", "harbour", "xx"] {
            assert!(!filter.may_hold(word.as_bytes()), "{word}");
        }
    }

    #[test]
    fn texts_that_begin_alike_pass_and_most_others_do_not() {
        let filter = BeginningFilter::of(["ferry", "the quay of"].map(str::as_bytes).into_iter());
        for text in ["ferry", "ferry sails", "the quay", "the quay of the town"] {
            assert!(filter.may_begin(text.as_bytes()), "{text}");
        }
        for text in ["", "fer", "fern and moss", "the harbour"] {
            assert!(!filter.may_begin(text.as_bytes()), "{text}");
        }
        assert!(BeginningFilter::of([&b""[..], b"ferry"].into_iter()).may_begin(b"harbour"));
        assert!(!BeginningFilter::of([].into_iter()).may_begin(b"harbour"));
    }
}
