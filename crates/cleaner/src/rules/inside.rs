//! Which of some short texts stand inside longer ones, in one pass over these, eight bytes at a time.
//!
//! Wherever a text of fifteen bytes or more stands, a chunk of eight that begins at a multiple of eight
//! lies inside it: the chunks of the longer text are looked up among those of the short ones.

use aho_corasick::AhoCorasick;
use memchr::memmem;
use rustc_hash::FxHashMap;

/// Bytes of a chunk.
const CHUNK: usize = 8;
/// Shorter texts need not hold a whole chunk.
const MIN_LENGTH: usize = 2 * CHUNK - 1;
/// Texts that share a chunk more often than this are looked for by an automaton, which takes longer to
/// build but never looks twice.
const MOST_PLACES: usize = 256;
/// Bits of the filter that most chunks do not pass.
const FILTER_BITS: usize = 1 << 14;
/// 2^64 over the golden ratio, which spreads neighbours (Knuth).
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Short texts that are looked for in longer ones.
pub(crate) struct Inside<'a> {
    texts: &'a [&'a [u8]],
    found: Vec<bool>,
    /// Texts that are looked for one by one.
    short: Vec<usize>,
    /// By chunk: text and offset in it.
    places: FxHashMap<u64, Vec<(usize, usize)>>,
    filter: Vec<u64>,
    automaton: Option<AhoCorasick>,
}

impl<'a> Inside<'a> {
    pub(crate) fn new(texts: &'a [&'a [u8]]) -> Self {
        let mut inside = Self {
            texts,
            found: vec![false; texts.len()],
            short: Vec::new(),
            places: FxHashMap::default(),
            filter: vec![0; FILTER_BITS / 64],
            automaton: None,
        };
        let mut most = 0;
        for (index, text) in texts.iter().enumerate() {
            if text.len() < MIN_LENGTH {
                inside.short.push(index);
                continue;
            }
            for offset in 0..CHUNK {
                let Some(chunk) = chunk_at(text, offset) else { break };
                let places = inside.places.entry(chunk).or_default();
                places.push((index, offset));
                most = most.max(places.len());
                let bit = bit_of(chunk);
                inside.filter[bit / 64] |= 1 << (bit % 64);
            }
        }
        if most > MOST_PLACES {
            // Thousands of texts of a few hundred bytes always fit; if not, the chunks will do.
            inside.automaton = AhoCorasick::new(texts).ok();
        }
        inside
    }

    /// Looks through a longer text.
    pub(crate) fn look_through(&mut self, text: &[u8]) {
        if let Some(automaton) = &self.automaton {
            for found in automaton.find_overlapping_iter(text).filter(|found| found.len() < text.len()) {
                self.found[found.pattern()] = true;
            }
            return;
        }
        for index in &self.short {
            let short = self.texts[*index];
            self.found[*index] |= short.len() < text.len() && memmem::find(text, short).is_some();
        }
        if text.len() <= MIN_LENGTH {
            return;
        }
        let (chunks, _) = text.as_chunks::<CHUNK>();
        for (place, chunk) in chunks.iter().enumerate() {
            let chunk = u64::from_le_bytes(*chunk);
            let bit = bit_of(chunk);
            if self.filter[bit / 64] & (1 << (bit % 64)) == 0 {
                continue;
            }
            for (index, offset) in self.places.get(&chunk).map(Vec::as_slice).unwrap_or_default() {
                let short = self.texts[*index];
                if self.found[*index] || short.len() >= text.len() {
                    continue;
                }
                let from = (place * CHUNK).checked_sub(*offset).map(|start| &text[start..]);
                self.found[*index] = from.is_some_and(|from| from.starts_with(short));
            }
        }
    }

    /// For each text whether it was found.
    pub(crate) fn found(self) -> Vec<bool> {
        self.found
    }
}

fn chunk_at(bytes: &[u8], offset: usize) -> Option<u64> {
    bytes.get(offset..)?.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
}

fn bit_of(chunk: u64) -> usize {
    (chunk.wrapping_mul(SPREAD) >> (u64::BITS - FILTER_BITS.trailing_zeros())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_wherever_they_stand() {
        let long = b"theoldferryleftthelittleharbourofthetown";
        for start in 0..long.len() {
            for end in start + 1..=long.len() {
                let texts = [&long[start..end], b"nosuchtextstandsinit"];
                let mut inside = Inside::new(&texts);
                inside.look_through(b"elsewhere");
                inside.look_through(long);
                assert_eq!(inside.found(), [end - start < long.len(), false], "{start} to {end}");
            }
        }
    }

    #[test]
    fn texts_alike_are_found_by_the_automaton() {
        let texts: Vec<String> = (15..60).map(|length| "a".repeat(length)).collect();
        let texts: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
        let mut inside = Inside::new(&texts);
        assert!(inside.automaton.is_some());
        inside.look_through("a".repeat(30).as_bytes());
        assert_eq!(inside.found().iter().filter(|found| **found).count(), 15);
    }

    #[test]
    fn nothing_stands_inside_any_text_but_nothing() {
        let mut inside = Inside::new(&[b""]);
        inside.look_through(b"");
        assert_eq!(inside.found, [false]);
        inside.look_through(b"a");
        assert_eq!(inside.found(), [true]);
    }
}
