//! The language of running text by its most frequent words, in a small part of the time that trigrams take.
//!
//! Method: Grefenstette, "Comparing two language identification schemes" (1995), whose first scheme is that of small words.

use std::cmp::Reverse;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use whatlang::Lang;

/// Languages that are told by this evidence, which it was measured for; the others of the table are their rivals.
const TOLD: &[Lang] = &[Lang::Eng, Lang::Deu, Lang::Fra, Lang::Pol, Lang::Rus];
/// Words below which a text is a heading or a label.
const FEWEST_WORDS: usize = 20;
/// Part of a text's letters, in bytes, that is in frequent words of its language; it is .21 in English at the median.
const SMALLEST_SHARE: f64 = 0.08;
/// What another language may have of these letters, as a part of them. More is in the frequent words of related
/// languages, and in those of texts in two languages.
const LARGEST_RIVAL: f64 = 0.4;

struct Table {
    languages: Vec<Lang>,
    /// Places in `languages`, as bits.
    words: FxHashMap<&'static str, u64>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { languages: Vec::new(), words: FxHashMap::default() };
    for line in include_str!("function_words.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split(' ');
        let language = fields.next().and_then(super::known).expect("a tag of a language that is known");
        for word in fields {
            *table.words.entry(word).or_default() |= 1 << table.languages.len();
        }
        table.languages.push(language);
    }
    table
});

/// The language of a text that is clearly in one of a few languages; none for all other texts.
pub(super) fn detect(text: &str) -> Option<Lang> {
    let mut letters_of = vec![0_usize; TABLE.languages.len()];
    let (mut words, mut letters) = (0, 0);
    let text = text.to_lowercase();
    for word in text.split(|ch: char| !ch.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        letters += word.len();
        let mut languages = TABLE.words.get(word).copied().unwrap_or(0);
        while languages != 0 {
            letters_of[languages.trailing_zeros() as usize] += word.len();
            languages &= languages - 1;
        }
    }
    let mut ranked: Vec<(usize, Lang)> =
        letters_of.into_iter().zip(TABLE.languages.iter().copied()).collect();
    ranked.sort_by_key(|(letters, _)| Reverse(*letters));
    let [(most, best), (rival, _), ..] = ranked[..] else { return None };
    let is_clear = words >= FEWEST_WORDS
        && most as f64 >= SMALLEST_SHARE * letters as f64
        && rival as f64 <= LARGEST_RIVAL * most as f64;
    (is_clear && TOLD.contains(&best)).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_each_language_and_each_of_its_words_once() {
        let mut languages = TABLE.languages.clone();
        languages.sort_by_key(Lang::code);
        languages.dedup();
        assert_eq!(languages.len(), TABLE.languages.len());
        assert!(languages.len() <= u64::BITS as usize && TOLD.iter().all(|told| languages.contains(told)));
        for line in include_str!("function_words.txt").lines().filter(|line| !line.starts_with('#')) {
            let mut words: Vec<&str> = line.split(' ').skip(1).collect();
            assert!(words.iter().all(|word| word.len() > 1 && word.to_lowercase() == *word), "{line}");
            assert!(words.iter().all(|word| word.chars().all(char::is_alphabetic)), "{line}");
            let count = words.len();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), count, "{line}");
        }
    }

    #[test]
    fn running_text_is_told() {
        for (text, expected) in [
            (
                "The old ferry left the harbour on Monday, for the first time in two years. Its captain, who had \
                 waited for the repair since spring, thanked the yard and the town.",
                Lang::Eng,
            ),
            (
                "Die alte Fähre verließ am Montag zum ersten Mal seit zwei Jahren den Hafen. Der Kapitän, der seit dem \
                 Frühjahr auf die Reparatur gewartet hatte, dankte der Werft und der Stadt.",
                Lang::Deu,
            ),
        ] {
            assert_eq!(detect(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_clear_is_not_told() {
        let english =
            "The old ferry left the harbour on Monday, and it was the first time for those who had waited. ";
        let german =
            "Die alte Fähre verließ am Montag den Hafen, und das war für viele, die gewartet hatten, neu. ";
        let danish = "Den gamle færge forlod havnen om mandagen, og det var første gang for dem, der havde ventet i to år. ";
        let labels =
            "Ferries Harbours Timetables Tickets Freight Cars Bicycles Cabins Restaurants Shops Jobs Press ";
        for text in ["", "The ferry left on Monday.", danish, labels] {
            assert_eq!(detect(text), None, "{text}");
        }
        assert_eq!(detect(&labels.repeat(3)), None);
        assert_eq!(detect(&(english.to_owned() + german).repeat(2)), None);
        assert_eq!(detect(&english.repeat(2)), Some(Lang::Eng));
    }
}
