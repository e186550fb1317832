//! Which language in Latin script a text is in: the answer of `whatlang`, found from the trigrams of the text
//! instead of those of each language, in less time.
//!
//! Method: Cavnar and Trenkle, "N-Gram-Based Text Categorization" (1994), together with the letters that only some
//! languages have, weighed as `whatlang` does. The answers and their confidence are the same, bit for bit.

use std::cmp::Reverse;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use whatlang::Lang;

/// Trigrams known of each language, and the distance of one that is missing.
const PROFILE: i32 = 300;
/// Trigrams of a text that are compared, the most frequent ones.
const COMPARED: usize = 600;
/// Bits of a character in a trigram.
const CHAR_BITS: u32 = 21;

/// The table beside this file, turned round: what has a letter or a trigram.
struct Table {
    languages: Vec<Lang>,
    /// Places in `languages`, as bits.
    alphabets: FxHashMap<char, u64>,
    /// Ranges of `ranks`.
    trigrams: FxHashMap<u64, (u32, u32)>,
    /// Place of a language in `languages`, and place of the trigram in its list.
    ranks: Vec<(u8, u16)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut languages = Vec::new();
    let mut alphabets: FxHashMap<char, u64> = FxHashMap::default();
    let mut ranked = Vec::new();
    for line in include_str!("latin.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split(' ');
        let language = languages.len();
        languages.push(fields.next().and_then(Lang::from_code).expect("a code of ISO 639-3"));
        for letter in fields.next().unwrap_or_default().chars() {
            *alphabets.entry(letter).or_default() |= 1 << language;
        }
        for (rank, trigram) in fields.enumerate() {
            let letters = trigram.chars().map(|ch| if ch == '_' { ' ' } else { ch });
            ranked.push((letters.fold(0, pushed), (language as u8, rank as u16)));
        }
    }
    ranked.sort_unstable();
    let mut trigrams: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
    for (at, (trigram, _)) in (0_u32..).zip(&ranked) {
        trigrams.entry(*trigram).or_insert((at, at)).1 = at + 1;
    }
    Table { languages, alphabets, trigrams, ranks: ranked.into_iter().map(|(_, rank)| rank).collect() }
});

/// The language of a text most of whose letters are Latin, and the confidence in it, 0 to 1; none for other
/// texts, and where two languages are as likely.
pub(super) fn detect(text: &str) -> Option<(Lang, f64)> {
    let text = if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() };
    let text = Letters::of(&text);
    if 2 * text.latin <= text.count {
        return None;
    }
    let frequent = by_frequency(text.trigrams);
    let (letters, trigrams) = (by_alphabet(&text.histogram, text.count), by_trigrams(&frequent));
    let of_letters = letter_weight(text.count);
    let scores = letters.iter().zip(&trigrams).map(|(a, b)| a * of_letters + b * (1.0 - of_letters));
    let mut ranked: Vec<(f64, Lang)> = scores.zip(TABLE.languages.iter().copied()).collect();
    ranked.sort_by(|(left, _), (right, _)| right.total_cmp(left));
    let [(first, language), (second, _), ..] = ranked[..] else { return None };
    (first > second).then(|| (language, confidence(first, second, frequent.len())))
}

/// The letters of a text in lower case.
struct Letters {
    count: usize,
    latin: usize,
    /// How often each occurs: those of ASCII by their code, and the others.
    histogram: ([usize; 128], FxHashMap<char, usize>),
    /// Every trigram, as often as it occurs.
    trigrams: Vec<u64>,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut letters = Self {
            count: 0,
            latin: 0,
            histogram: ([0; 128], FxHashMap::default()),
            trigrams: Vec::with_capacity(text.len() + 1),
        };
        let mut last_two = pushed(pushed(0, ' '), ' ');
        for ch in text.chars().chain([' ']) {
            let ch = if is_letter(ch) { ch } else { ' ' };
            if ch != ' ' {
                letters.add(ch);
            }
            let trigram = pushed(last_two, ch);
            let (first, middle) = (last_two >> CHAR_BITS, last_two & LAST_CHAR);
            // A blank stands in the middle between letters only.
            if middle != BLANK || first != BLANK && ch != ' ' {
                letters.trigrams.push(trigram);
            }
            last_two = trigram & LAST_TWO;
        }
        letters
    }

    fn add(&mut self, letter: char) {
        self.count += 1;
        self.latin += usize::from(matches!(letter, 'a'..='z' | '\u{df}'..='\u{24f}'));
        let (ascii, others) = &mut self.histogram;
        match ascii.get_mut(letter as usize) {
            Some(count) => *count += 1,
            None => *others.entry(letter).or_default() += 1,
        }
    }
}

/// Neither blank nor digit nor one of ASCII's marks.
fn is_letter(ch: char) -> bool {
    !matches!(ch, '\0'..='@' | '['..='`' | '{'..='~')
}

/// Characters in one number, the last of them in its lowest bits.
fn pushed(chars: u64, ch: char) -> u64 {
    chars << CHAR_BITS | u64::from(ch)
}

const LAST_CHAR: u64 = (1 << CHAR_BITS) - 1;
const LAST_TWO: u64 = (1 << (2 * CHAR_BITS)) - 1;
const BLANK: u64 = b' ' as u64;

/// The trigrams that are compared, the most frequent first; of those with the same frequency the one with the
/// later letters.
fn by_frequency(mut trigrams: Vec<u64>) -> Vec<u64> {
    trigrams.sort_unstable();
    let mut counted: Vec<(usize, u64)> =
        trigrams.chunk_by(|left, right| left == right).map(|same| (same.len(), same[0])).collect();
    counted.reverse();
    // Few frequencies: fast for a sort that keeps the order of equals.
    counted.sort_by_key(|(count, _)| Reverse(*count));
    counted.into_iter().map(|(_, trigram)| trigram).take(COMPARED).collect()
}

/// For each language the share of letters that are in its alphabet, less the share of the others.
fn by_alphabet((ascii, others): &([usize; 128], FxHashMap<char, usize>), count: usize) -> Vec<f64> {
    let mut known = vec![0; TABLE.languages.len()];
    let ascii = ascii.iter().zip('\0'..).map(|(count, letter)| (letter, *count));
    for (letter, count) in ascii.chain(others.iter().map(|(letter, count)| (*letter, *count))) {
        let Some(languages) = TABLE.alphabets.get(&letter).filter(|_| count > 0) else { continue };
        for (language, known) in known.iter_mut().enumerate() {
            *known += count * (languages >> language & 1) as usize;
        }
    }
    let share = |known: usize| (2 * known).saturating_sub(count) as f64 / count as f64;
    known.into_iter().map(share).collect()
}

/// For each language how near the places of the text's trigrams are to those in its list.
fn by_trigrams(frequent: &[u64]) -> Vec<f64> {
    let mut distances = vec![PROFILE * PROFILE; TABLE.languages.len()];
    for (place, trigram) in (0_i32..).zip(frequent) {
        let Some((start, end)) = TABLE.trigrams.get(trigram) else { continue };
        for (language, rank) in &TABLE.ranks[*start as usize..*end as usize] {
            distances[usize::from(*language)] += (place - i32::from(*rank)).abs() - PROFILE;
        }
    }
    let count = frequent.len() as i32;
    let farthest = count * PROFILE;
    let missing = (PROFILE - count).max(0) * PROFILE;
    let distances = distances.into_iter().map(|distance| (distance - missing).clamp(0, PROFILE * PROFILE));
    distances.map(|distance| f64::from(farthest - distance) / f64::from(farthest)).collect()
}

/// What the letters count beside the trigrams: less in a longer text, up to a hundred letters.
fn letter_weight(count: usize) -> f64 {
    (-(count as f64 / 300.0) + 2.0 / 3.0).clamp(1.0 / 3.0, 2.0 / 3.0)
}

/// Confidence in the first of two scores: certain where it is so much higher as the number of trigrams asks for.
fn confidence(first: f64, second: f64, trigrams: usize) -> f64 {
    if second == 0.0 {
        return first;
    }
    let certain = 3.0 / trigrams as f64 + 0.015;
    let rate = (first - second) / second;
    if rate > certain { 1.0 } else { rate / certain }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reference(text: &str) -> Option<(Lang, f64)> {
        whatlang::detect(text).map(|info| (info.lang(), info.confidence()))
    }

    #[track_caller]
    fn check(text: &str) {
        if let Some(found) = detect(text) {
            assert_eq!(Some(found), reference(text), "{text}");
        }
    }

    /// Trigrams of a language as words, the first so many times as often as the last.
    fn words_of(line: &str, most: usize) -> String {
        let trigrams = line.split(' ').skip(2).map(|trigram| trigram.replace('_', " "));
        trigrams.enumerate().map(|(rank, trigram)| (trigram + " ").repeat(most / (rank + 1) + 1)).collect()
    }

    #[test]
    fn every_language_of_the_table_is_found_as_the_crate_finds_it() {
        for line in include_str!("latin.txt").lines().filter(|line| !line.starts_with('#')) {
            for most in [1, 5, 40] {
                let text = words_of(line, most);
                let code = &line[..3];
                assert_eq!(detect(&text).map(|(language, _)| language.code()), Some(code));
                check(&text);
            }
        }
    }

    #[test]
    fn sentences_short_and_long_are_as_sure() {
        for text in [
            "Die Fähre verließ am Montag zum ersten Mal seit zwei Jahren wieder den Hafen.",
            "Vapur İstanbul'dan iki yıl sonra ilk kez pazartesi sabahı ayrıldı; ÇÖĞÜŞ.",
            "El viejo transbordador salió del puerto — ¿por qué no antes?",
            "Con phà cũ rời bến cảng vào thứ Hai, lần đầu tiên sau hai năm.",
            "The K\u{a0}ferry\u{7f} left at 10:30 (see below) [sic] `code` {x} ~",
            "ok",
        ] {
            assert!(detect(text).is_some(), "{text}");
            check(text);
            check(&text.repeat(30));
            check(&format!("{text} Harbour of Lindholm, паром вышел"));
        }
    }

    #[test]
    fn texts_in_other_scripts_are_left_to_the_crate() {
        for text in ["", " 12 — 5", "Паром вышел из гавани on Monday", "渡轮星期一早上"]
        {
            assert_eq!(detect(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_as_the_crate_judges_it(text in "([a-zà-žA-ZÀ-Ž]{1,7}[ ,.\\-0-9]{1,2}){0,80}\\PC{0,9}") {
            check(&text);
        }
    }
}
