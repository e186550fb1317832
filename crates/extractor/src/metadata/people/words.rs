//! The words around names in bylines, from the table beside this file.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::text;

/// The sections of the table; its comments say what each is for.
pub(super) struct Words {
    /// The prefixes by their first character, in the order of the table.
    by_start: FxHashMap<char, Vec<&'static str>>,
    /// The first words of the prefixes by their first character, each once.
    openings: FxHashMap<char, Vec<&'static str>>,
    /// For each first and second letter the bits of the third one, of the prefixes that begin with letters of ASCII.
    ascii_starts: [[u32; 27]; 26],
    /// Characters of the longest prefix.
    pub(super) longest_prefix: usize,
    /// Finds the first of them, in texts in lower case and in all in ASCII.
    pub(super) editing: AhoCorasick,
    pub(super) pictures: Vec<&'static str>,
    /// With a blank before and behind.
    pub(super) joiners: Vec<String>,
    pub(super) particles: Vec<&'static str>,
    pub(super) date_tails: Vec<&'static str>,
    pub(super) roles: Vec<&'static str>,
    pub(super) degrees: Vec<&'static str>,
    pub(super) occupations: Vec<&'static str>,
    pub(super) ranks: Vec<&'static str>,
    /// With a blank before and behind.
    pub(super) cuts: Vec<String>,
    pub(super) not_people: Vec<&'static str>,
    pub(super) teams: Vec<&'static str>,
    pub(super) articles: Vec<&'static str>,
    pub(super) author_labels: Vec<&'static str>,
    pub(super) verbs: Vec<&'static str>,
    pub(super) host_endings: Vec<&'static str>,
    /// Squashed.
    pub(super) agencies: Vec<String>,
}

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let table = include_str!("words.txt");
    let between_blanks = |name| section(table, name).into_iter().map(|word| format!(" {word} ")).collect();
    let prefixes = section(table, "[prefixes]");
    let mut by_start: FxHashMap<char, Vec<&'static str>> = FxHashMap::default();
    let mut openings: FxHashMap<char, Vec<&'static str>> = FxHashMap::default();
    for prefix in &prefixes {
        let start = prefix.chars().next().unwrap_or_default();
        by_start.entry(start).or_default().push(prefix);
        let (words, word) = (openings.entry(start).or_default(), prefix.split(' ').next());
        words.extend(word.filter(|word| !words.contains(word)));
    }
    let mut ascii_starts = [[0_u32; 27]; 26];
    for prefix in &prefixes {
        if let [first @ b'a'..=b'z', second, ..] = prefix.as_bytes() {
            let word = prefix.split(' ').next().unwrap_or_default();
            // Behind a word of two letters anything may stand.
            let thirds = word.as_bytes().get(2).map_or(u32::MAX, |third| 1 << letter_number(*third));
            ascii_starts[usize::from(first - b'a')][letter_number(*second)] |= thirds;
        }
    }
    Words {
        ascii_starts,
        agencies: section(table, "[agencies]").into_iter().map(text::squash).collect(),
        longest_prefix: prefixes.iter().map(|prefix| prefix.chars().count()).max().unwrap_or(0),
        by_start,
        openings,
        editing: AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostFirst)
            .build(section(table, "[editing]"))
            .expect("a few short phrases fit"),
        pictures: section(table, "[pictures]"),
        joiners: between_blanks("[joiners]"),
        particles: section(table, "[particles]"),
        date_tails: section(table, "[date_tails]"),
        roles: section(table, "[roles]"),
        degrees: section(table, "[degrees]"),
        occupations: section(table, "[occupations]"),
        ranks: section(table, "[ranks]"),
        cuts: between_blanks("[cuts]"),
        not_people: section(table, "[not_people]"),
        teams: section(table, "[teams]"),
        articles: section(table, "[articles]"),
        author_labels: section(table, "[author_labels]"),
        verbs: section(table, "[verbs]"),
        host_endings: section(table, "[host_endings]"),
    }
});

/// Given names of the table beside this file, without accents, in lower case.
pub(super) static GIVEN_NAMES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("given_names.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// The number of a letter in the alphabet; all other bytes share the one behind.
fn letter_number(byte: u8) -> usize {
    let letter = byte.to_ascii_lowercase();
    if letter.is_ascii_lowercase() { usize::from(letter - b'a') } else { 26 }
}

impl Words {
    /// Whether the first word of a prefix may begin with two characters of ASCII and the byte behind them.
    pub(super) fn may_begin(&self, first: u8, second: u8, third: u8) -> bool {
        let starts = self.ascii_starts.get(letter_number(first));
        starts.is_some_and(|thirds| thirds[letter_number(second)] >> letter_number(third) & 1 == 1)
    }

    /// The prefixes that a value may begin with, letter case aside.
    pub(super) fn prefixes_of(&self, value: &str) -> &[&'static str] {
        starting_like(value, &self.by_start)
    }

    /// The first words of prefixes that a value may begin with, letter case aside.
    pub(super) fn openings_of(&self, value: &str) -> &[&'static str] {
        starting_like(value, &self.openings)
    }
}

fn starting_like<'t>(value: &str, by_start: &'t FxHashMap<char, Vec<&'static str>>) -> &'t [&'static str] {
    let start = value.chars().next().and_then(|ch| ch.to_lowercase().next());
    start.and_then(|start| by_start.get(&start)).map_or(&[], Vec::as_slice)
}

/// The words between a section's name and the next section.
fn section(table: &'static str, name: &str) -> Vec<&'static str> {
    let lines =
        table.lines().skip_while(|line| *line != name).skip(1).take_while(|line| !line.starts_with('['));
    let words = lines.filter(|line| !line.starts_with('#')).flat_map(|line| line.split(','));
    words.map(str::trim).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_has_words_in_lower_case() {
        let words = &*WORDS;
        let sections = [
            &section(include_str!("words.txt"), "[prefixes]"),
            &section(include_str!("words.txt"), "[editing]"),
            &words.particles,
            &words.date_tails,
            &words.roles,
            &words.degrees,
            &words.occupations,
            &words.ranks,
            &words.not_people,
            &words.teams,
            &words.articles,
            &words.author_labels,
            &words.host_endings,
            &section(include_str!("words.txt"), "[agencies]"),
        ];
        for section in sections {
            assert!(section.len() >= 5);
            for word in section {
                assert_eq!(*word, word.to_lowercase());
            }
        }
        assert!(words.joiners.contains(&" and ".to_owned()));
        assert!(words.cuts.contains(&" on ".to_owned()));
    }
}
