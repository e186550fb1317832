//! Which articles are wanted. A filter looks at one record and says nothing or why not, with the
//! number that decided.

use crate::{
    config::OutputSettings,
    record::Record,
    rejects::{Reason, Reject, Stage},
    settings::Filters,
};

/// Fewer words are a notice, not an article (the bound of Gopher and of `FineWeb`; Rae et al. 2021, A.1).
const LEAST_WORDS: u64 = 50;
/// The same for scripts without spaces: a Chinese or Japanese text has about three characters where an
/// English one has a word.
const LEAST_CHARACTERS: u64 = 150;

/// Blocks of scripts that are written without spaces between words.
const UNSPACED: [std::ops::RangeInclusive<char>; 10] = [
    '\u{0e00}'..='\u{0eff}',   // Thai, Lao
    '\u{0f00}'..='\u{0fff}',   // Tibetan
    '\u{1000}'..='\u{109f}',   // Myanmar
    '\u{1780}'..='\u{17ff}',   // Khmer
    '\u{3040}'..='\u{30ff}',   // Hiragana, Katakana
    '\u{31f0}'..='\u{31ff}',   // Katakana extensions
    '\u{3400}'..='\u{4dbf}',   // Han, extension A
    '\u{4e00}'..='\u{9fff}',   // Han
    '\u{f900}'..='\u{faff}',   // Han, compatibility
    '\u{20000}'..='\u{323af}', // Han, supplementary
];

/// Checks a record; a reject when it is not wanted.
pub(crate) fn check(record: &Record, settings: &OutputSettings) -> Option<Reject> {
    if settings.filters == Filters::Basic
        && let Some(reject) = basic(record)
    {
        return Some(reject);
    }
    language(record, &settings.languages)
}

fn basic(record: &Record) -> Option<Reject> {
    if record.text.is_empty() {
        return Some(reject(record, Reason::EmptyText, "the document has no article text".into()));
    }
    let (value, least, unit) = if is_unspaced(&record.text) {
        (record.n_chars, LEAST_CHARACTERS, "characters")
    } else {
        (record.n_words, LEAST_WORDS, "words")
    };
    if value < least {
        let detail = format!("{value} {unit}, fewer than {least}");
        return Some(reject(record, Reason::TooShort, detail).measured(value as f64, least as f64));
    }
    record.language.is_none().then(|| no_language(record))
}

fn language(record: &Record, wanted: &[String]) -> Option<Reject> {
    if wanted.is_empty() {
        return None;
    }
    let Some(language) = &record.language else { return Some(no_language(record)) };
    let tag = language.tag.to_ascii_lowercase();
    // `zh` wants `zh-hant` too, but not the other way round.
    let fits = |wanted: &String| {
        tag.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let detail = || format!("{} is not one of {}", language.tag, wanted.join(", "));
    (!wanted.iter().any(fits)).then(|| reject(record, Reason::LanguageNotWanted, detail()))
}

fn no_language(record: &Record) -> Reject {
    reject(record, Reason::NoLanguage, "the language could not be told".into())
}

fn reject(record: &Record, reason: Reason, detail: String) -> Reject {
    record.reject(Stage::Filter, reason, detail)
}

/// Whether most letters belong to scripts without spaces.
fn is_unspaced(text: &str) -> bool {
    let (mut unspaced, mut letters) = (0_usize, 0_usize);
    for letter in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        unspaced += usize::from(!letter.is_ascii() && UNSPACED.iter().any(|range| range.contains(&letter)));
    }
    unspaced * 2 > letters
}

#[cfg(test)]
mod tests {
    use copydesk_extractor::Language;

    use super::*;
    use crate::record::sample;

    fn check_text(text: &str, language: Option<&'static str>, settings: &OutputSettings) -> Option<Reason> {
        let mut record = sample(text);
        record.language = language.map(|tag| Language { tag, score: 0.9 });
        check(&record, settings).map(|reject| reject.reason)
    }

    #[test]
    fn basic_wants_words_and_a_language() {
        let settings = OutputSettings::usual();
        let (short, long) = ("word ".repeat(49), "word ".repeat(50));
        let (few, many) = ("字".repeat(149), "字".repeat(150));
        for (text, language, expected) in [
            ("", None, Some(Reason::EmptyText)),
            (&short, Some("en"), Some(Reason::TooShort)),
            (&long, Some("en"), None),
            (&long, None, Some(Reason::NoLanguage)),
            (&few, Some("zh"), Some(Reason::TooShort)),
            (&many, Some("zh"), None),
        ] {
            assert_eq!(check_text(text, language, &settings), expected, "{text:.20}");
        }
    }

    #[test]
    fn none_keeps_everything() {
        let settings = OutputSettings { filters: Filters::None, ..OutputSettings::usual() };
        assert_eq!(check_text("", None, &settings), None);
    }

    #[test]
    fn the_measured_number_is_in_the_reject() {
        let reject = check(&sample("only five words are here"), &OutputSettings::usual()).expect("a reject");
        assert_eq!((reject.value, reject.threshold), (Some(5.0), Some(50.0)));
        assert_eq!(reject.stage, Stage::Filter);
    }

    #[test]
    fn languages_are_matched_by_their_beginning() {
        let languages = vec!["en".to_owned(), "zh-hant".to_owned()];
        let settings = OutputSettings { filters: Filters::None, languages, ..OutputSettings::usual() };
        for (tag, expected) in [
            (Some("en"), None),
            (Some("en-GB"), None),
            (Some("zh-Hant"), None),
            (Some("zh"), Some(Reason::LanguageNotWanted)),
            (Some("eng"), Some(Reason::LanguageNotWanted)),
            (None, Some(Reason::NoLanguage)),
        ] {
            assert_eq!(check_text("x", tag, &settings), expected, "{tag:?}");
        }
    }
}
