//! Whether a confidence of 0.8 means a word F1 of 0.8: the reliability table and its one number, the
//! expected calibration error (Naeini, Cooper, Hauskrecht, AAAI 2015).

/// Bins of equal width between 0 and 1.
const BINS: usize = 10;

/// The pages whose confidence falls into one bin.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Bin {
    pub(crate) pages: usize,
    /// Means over them.
    pub(crate) expected: f64,
    pub(crate) reached: f64,
}

/// The table of a set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reliability {
    pub(crate) bins: [Bin; BINS],
}

impl Reliability {
    /// Sorts pairs of expected and reached scores into bins; none when there are none.
    pub(crate) fn of(pairs: impl Iterator<Item = (f64, f64)>) -> Option<Self> {
        let mut bins = [Bin::default(); BINS];
        for (expected, reached) in pairs {
            let bin = &mut bins[((expected * BINS as f64) as usize).min(BINS - 1)];
            bin.pages += 1;
            bin.expected += expected;
            bin.reached += reached;
        }
        for bin in bins.iter_mut().filter(|bin| bin.pages > 0) {
            bin.expected /= bin.pages as f64;
            bin.reached /= bin.pages as f64;
        }
        let table = Self { bins };
        (table.pages() > 0).then_some(table)
    }

    fn pages(&self) -> usize {
        self.bins.iter().map(|bin| bin.pages).sum()
    }

    /// The mean distance between expected and reached, bins weighted by their pages.
    pub(crate) fn error(&self) -> f64 {
        let distance = |bin: &Bin| (bin.expected - bin.reached).abs() * bin.pages as f64;
        self.bins.iter().map(distance).sum::<f64>() / self.pages() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_weighted_by_pages() {
        let pairs = [(0.95, 0.85), (0.95, 0.85), (0.15, 0.45), (1.0, 0.9)];
        let table = Reliability::of(pairs.into_iter()).expect("four pages");
        assert_eq!(table.bins[9].pages, 3);
        assert!((table.error() - 0.15).abs() < 1e-9);
        assert!(Reliability::of(std::iter::empty()).is_none());
    }
}
