//! How much of a block stands in a text, by its letters in runs: a Bloom filter of rolling hashes (Bloom 1970;
//! Karp and Rabin 1987), because nearly all blocks that are asked for are not there. Linear in both.

/// Letters of a run: longer than most words, so that unrelated texts of one language share few.
const RUN: usize = 12;
/// Fewer letters than this stand in every text.
const SHORTEST: usize = 3;
/// Letters of a block that are compared; whole lists of ingredients have no more.
const COMPARED: usize = 1200;
/// Bits for each letter. A run sets two, and a line some forty for its ends: of lists of short lines an eighth
/// is set, and a run that is not there seems to be in one of sixty cases.
const BITS_PER_LETTER: usize = 32;
/// Most bits of a filter. It answers yes more often for texts of more than a million letters.
const MAX_BITS: usize = 1 << 24;
const BITS_OF_WORD: usize = 64;
/// Base of the rolling hash, and what spreads its bits: odd numbers without pattern (2^64 over the golden ratio).
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
const SPREAD: u64 = 0xBF58_476D_1CE4_E5B9;

/// Letters and digits in lower case.
pub(super) fn squash(text: &str) -> Vec<char> {
    let mut squashed = Vec::with_capacity(text.len());
    push_squashed(text, &mut squashed);
    squashed
}

fn push_squashed(text: &str, squashed: &mut Vec<char>) {
    for ch in text.chars() {
        if ch.is_ascii() {
            if ch.is_ascii_alphanumeric() {
                squashed.push(ch.to_ascii_lowercase());
            }
        } else if ch.is_alphanumeric() {
            squashed.extend(ch.to_lowercase());
        }
    }
}

/// The letters of the lines of a text.
pub(crate) struct Letters {
    words: Vec<u64>,
    /// The last letters added, too few for a run.
    last: Vec<char>,
    is_empty: bool,
}

impl Letters {
    pub(crate) fn of(lines: Vec<&str>) -> Self {
        let mut letters = Self::with_room(lines.iter().map(|line| line.len()).sum());
        for line in lines {
            letters.add(line);
        }
        letters
    }

    /// For lines of so many bytes together.
    pub(crate) fn with_room(bytes: usize) -> Self {
        let bits = (bytes * BITS_PER_LETTER).clamp(BITS_OF_WORD, MAX_BITS).next_power_of_two();
        Self { words: vec![0; bits / BITS_OF_WORD], last: Vec::new(), is_empty: true }
    }

    pub(crate) fn add(&mut self, line: &str) {
        let mut squashed = std::mem::take(&mut self.last);
        let start = squashed.len();
        push_squashed(line, &mut squashed);
        // What the line begins and ends with, where that is too short for a run.
        let own = &squashed[start..];
        for length in SHORTEST..RUN.min(own.len() + 1) {
            self.insert(hash(&own[..length]));
            self.insert(hash(&own[own.len() - length..]));
        }
        // Runs go on from line to line, as they do in a list that is one block.
        for run in runs(&squashed) {
            self.insert(run);
        }
        self.is_empty &= squashed.is_empty();
        squashed.drain(..squashed.len().saturating_sub(RUN - 1));
        self.last = squashed;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// The share of a text's runs that stand here, 0 to 1, by its first letters; none for a text too short to
    /// have one.
    pub(crate) fn share(&self, text: &str) -> Option<f32> {
        let mut squashed = squash(text);
        squashed.truncate(COMPARED);
        let count = (squashed.len() + 1).checked_sub(RUN).filter(|count| *count > 0)?;
        let there = runs(&squashed).filter(|run| self.contains(*run)).count();
        Some(there as f32 / count as f32)
    }

    /// Whether a line begins or ends with a text too short for runs.
    pub(crate) fn hold(&self, text: &str) -> bool {
        let squashed = squash(text);
        (SHORTEST..RUN).contains(&squashed.len()) && self.contains(hash(&squashed))
    }

    fn insert(&mut self, hash: u64) {
        for bit in self.bits(hash) {
            self.words[bit / BITS_OF_WORD] |= 1 << (bit % BITS_OF_WORD);
        }
    }

    fn contains(&self, hash: u64) -> bool {
        self.bits(hash).iter().all(|bit| self.words[bit / BITS_OF_WORD] >> (bit % BITS_OF_WORD) & 1 == 1)
    }

    /// The two bits of a hash, out of its upper parts, which depend on all of it.
    fn bits(&self, hash: u64) -> [usize; 2] {
        let last = self.words.len() * BITS_OF_WORD - 1;
        let spread = (hash ^ hash >> 32).wrapping_mul(SPREAD);
        [spread >> 40, spread >> 20].map(|part| part as usize & last)
    }
}

fn hash(letters: &[char]) -> u64 {
    letters.iter().fold(0, |hash, letter| push(hash, *letter))
}

fn push(hash: u64, letter: char) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(u64::from(letter))
}

/// Hashes of all runs of a text, each from the one before.
fn runs(letters: &[char]) -> impl Iterator<Item = u64> {
    let highest = (1..RUN).fold(1, |power: u64, _| power.wrapping_mul(BASE));
    let first = letters.get(..RUN - 1).map_or(0, hash);
    letters.iter().skip(RUN - 1).zip(letters).scan(first, move |before, (new, old)| {
        let hash = push(*before, *new);
        *before = hash.wrapping_sub(u64::from(*old).wrapping_mul(highest));
        Some(hash)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(lines: &[&'static str]) -> Letters {
        Letters::of(lines.to_vec())
    }

    #[test]
    fn letters_say_how_much_of_a_text_they_hold() {
        let letters = letters(&["2 cups of flour", "1 egg", "a pinch of salt"]);
        assert_eq!(letters.share("▢ 2 cups of flour, 1 egg"), Some(1.0));
        assert!(letters.share("The harbour of Lindholm") < Some(0.2));
        assert_eq!(letters.share("1 egg"), None);
        for part in ["1 EGG", "Egg", "2 cups", "of flour", "salt"] {
            assert!(letters.hold(part), "{part}");
        }
        for other in ["Eggs", "cups", "", "of", "a pinch of salt"] {
            assert!(!letters.hold(other), "{other}");
        }
    }

    #[test]
    fn nothing_holds_nothing() {
        let none = letters(&[]);
        assert!(none.is_empty() && !letters(&["x"]).is_empty());
        assert_eq!(none.share("2 cups of flour"), Some(0.0));
        assert!(!none.hold("egg"));
    }

    #[test]
    fn a_run_rolls_to_what_it_is_by_itself() {
        let text = squash("The OLD ferry of Lindholm – 2024");
        let single: Vec<u64> = text.windows(RUN).map(hash).collect();
        assert_eq!(runs(&text).collect::<Vec<_>>(), single);
        assert_eq!(runs(&text[..RUN - 1]).count(), 0);
    }

    #[test]
    fn few_runs_are_found_that_are_not_there() {
        let number = |n: u32| n.wrapping_mul(0x9E37_79B1).to_string();
        let lines: Vec<String> = (0..2000).map(number).collect();
        let letters = Letters::of(lines.iter().map(String::as_str).collect());
        let others = (5000..5200).map(number).collect::<Vec<_>>().concat();
        assert!(letters.share(&others) < Some(0.05), "{:?}", letters.share(&others));
    }
}
