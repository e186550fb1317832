//! When packed data grow so much that reading on is no use.

/// So much may come out of anything, however small.
const ALWAYS_READ: u64 = 256 << 20;
/// Text, JSON and logs come out of gzip with less than so many times their stored bytes; of zeros it makes 1,000 times
/// as many, Zstandard more than 10,000. So the time of one line or record is bounded by its bytes on disk.
const MOST_GROWTH: u64 = 64;

/// Whether one document or record that should only be passed over has come to more bytes than its stored ones are
/// worth.
pub(super) fn is_bomb(unpacked: u64, stored: u64) -> bool {
    unpacked > ALWAYS_READ && unpacked / MOST_GROWTH > stored
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_counts_and_size_does_not() {
        for (unpacked, stored, expected) in [
            (ALWAYS_READ, 0, false),
            (ALWAYS_READ + 1, 0, true),
            (1 << 40, 1 << 40, false),
            (1 << 40, 1 << 35, false),
            (1 << 40, 1 << 30, true),
        ] {
            assert_eq!(is_bomb(unpacked, stored), expected, "{unpacked} of {stored}");
        }
    }
}
