//! Language of a text, by its function words where these are clear, else by the trigram and script identifier of the
//! `whatlang` crate; checked against the language that its page declares. The score is the probability that the
//! answer is right.

mod function_words;

use std::borrow::Cow;

use whatlang::{Detector, Lang};

use crate::Language;

/// Bytes that a text is judged by; more do not change the answer.
pub(crate) const READ_BYTES: usize = 4 << 10;
/// Pieces of them that are read first, and their bytes. The identifier's time is that of counting trigrams,
/// and on nearly all pages it is as sure of a quarter as of the whole; pieces from all over it, because a
/// text may begin with a quotation in another language.
const PIECES: usize = 4;
const PIECE_BYTES: usize = 256;
/// Confidence without which all is read.
const CERTAIN: f64 = 1.0;
/// Confidence of the identifier and the share of its answers that were right, on 106,599 lines and segments of at
/// least 20 characters of the gold texts of WCXB and trafilatura (development halves). On those of `DAnIEL`, which
/// were not used, it is right more often: by up to 0.15, above a confidence of 0.3 by up to 0.07.
const CALIBRATION: &[(f64, f64)] = &[
    (0.0, 0.19),
    (0.075, 0.30),
    (0.125, 0.38),
    (0.175, 0.47),
    (0.25, 0.58),
    (0.35, 0.75),
    (0.45, 0.86),
    (0.55, 0.91),
    (0.65, 0.94),
    (0.75, 0.963),
    (0.9, 0.98),
    (1.0, 0.997),
];
/// Probability that the language which a page declares is that of its text; templates keep the language that they
/// were written in.
const DECLARED: f64 = 0.95;

/// The language of a text alone; none when the identifier has nothing to go by.
pub fn identify(text: &str) -> Option<Language> {
    let (found, probability) = detect(text, None)?;
    Some(Language { tag: tag(found), score: probability as f32 })
}

/// The tag under which texts of a language stand, for a BCP 47 tag or a code of ISO 639; none where no text is ever told
/// to be in it.
pub fn language_tag(name: &str) -> Option<&'static str> {
    known(name).map(tag)
}

/// The language of a page's text. The declared one, a BCP 47 tag, counts where the identifier is less sure of another
/// one than declarations are right, and the text is in a script of it.
pub(crate) fn identify_declared(text: &str, declared: Option<&str>) -> Option<Language> {
    let declared = declared.and_then(known);
    let (found, probability) = detect(text, declared)?;
    let Some(declared) = declared else {
        return Some(Language { tag: tag(found), score: probability as f32 });
    };
    if declared == found {
        let score = odds(probability, DECLARED);
        return Some(Language { tag: tag(found), score: score as f32 });
    }
    let fits = || Detector::with_allowlist(vec![declared]).detect(slice(text, 0, READ_BYTES)).is_some();
    if probability < DECLARED && fits() {
        return Some(Language { tag: tag(declared), score: odds(1.0 - probability, DECLARED) as f32 });
    }
    Some(Language { tag: tag(found), score: odds(probability, 1.0 - DECLARED) as f32 })
}

/// Probability of what two independent witnesses say with these probabilities of being right.
fn odds(first: f64, second: f64) -> f64 {
    let (both, neither) = (first * second, (1.0 - first) * (1.0 - second));
    both / (both + neither)
}

/// The language that a tag or a code of ISO 639-3 names, if the identifier knows it; macrolanguages are their
/// largest member.
fn known(declared: &str) -> Option<Lang> {
    let primary = declared.split(['-', '_']).next()?.to_ascii_lowercase();
    let primary = match primary.as_str() {
        "no" | "nor" => "nb",
        // Codes that ISO 639 has withdrawn.
        "iw" => "he",
        "in" => "id",
        "ji" => "yi",
        "zho" => "zh",
        "fas" => "fa",
        other => other,
    };
    let long = SHORT.iter().find(|(_, short)| *short == primary).map_or(primary, |(long, _)| long);
    Lang::from_code(long)
}

/// The answer and the probability that it is right. Function words are not believed against a declaration, as a page
/// may quote more than it says; where they are, they are right at least as often as a certain identifier.
fn detect(text: &str, declared: Option<Lang>) -> Option<(Lang, f64)> {
    let text = slice(text, 0, READ_BYTES);
    let sample = sample(text);
    let told = function_words::detect(&sample);
    if let Some(language) = told.filter(|told| declared.is_none_or(|declared| declared == *told)) {
        return Some((language, calibrated(CERTAIN)));
    }
    let sampled = (sample.len() < text.len()).then(|| whatlang::detect(&sample)).flatten();
    let info = sampled.filter(|info| info.confidence() >= CERTAIN).or_else(|| whatlang::detect(text))?;
    Some((info.lang(), calibrated(info.confidence())))
}

/// Between the points of the table in straight lines.
fn calibrated(confidence: f64) -> f64 {
    let confidence = confidence.clamp(0.0, 1.0);
    let above = CALIBRATION.iter().position(|(known, _)| *known >= confidence).unwrap_or(0);
    let (high, high_share) = CALIBRATION[above];
    let (low, low_share) = CALIBRATION[above.saturating_sub(1)];
    if high <= low {
        high_share
    } else {
        low_share + (high_share - low_share) * (confidence - low) / (high - low)
    }
}

/// Pieces of a text at even distances; all of a short one.
fn sample(text: &str) -> Cow<'_, str> {
    if text.len() <= PIECES * PIECE_BYTES {
        return Cow::Borrowed(text);
    }
    let pieces = (0..PIECES).map(|piece| slice(text, text.len() * piece / PIECES, PIECE_BYTES));
    Cow::Owned(pieces.collect::<Vec<_>>().join(" "))
}

/// So many bytes of a text from a place on, less where that would cut characters.
fn slice(text: &str, start: usize, length: usize) -> &str {
    &text[text.ceil_char_boundary(start)..text.floor_char_boundary(start + length)]
}

/// ISO 639-3 and ISO 639-1 codes of the languages that the identifier knows.
const SHORT: &[(&str, &str)] = &[
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

/// ISO 639-1 code where the language has one, as BCP 47 asks for the shortest.
fn tag(language: Lang) -> &'static str {
    let code = language.code();
    SHORT.iter().find(|(long, _)| *long == code).map_or(code, |(_, short)| *short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_a_tag() {
        for language in Lang::all() {
            assert_eq!(tag(*language).len(), 2, "{}", language.code());
        }
    }

    #[test]
    fn scripts_and_letters_tell_languages_apart() {
        for (text, expected) in [
            ("Паром впервые за два года вышел из гавани в понедельник утром.", "ru"),
            ("Լաստանավը երկու տարվա մեջ առաջին անգամ դուրս եկավ նավահանգստից։", "hy"),
            ("Vapur iki yıl sonra ilk kez pazartesi sabahı limandan ayrıldı.", "tr"),
            ("渡轮星期一早上两年来第一次离开港口，市民在码头迎接。", "zh"),
        ] {
            assert_eq!(identify(text).map(|language| language.tag), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_quotation_at_the_start_does_not_decide() {
        let quotation = "The ferry, said the old captain, has always been more than a ship to this town. ";
        let rest = "Die Fähre verließ am Montag zum ersten Mal seit zwei Jahren wieder den Hafen. ";
        let text = quotation.repeat(10) + &rest.repeat(50);
        assert_eq!(identify(&text).map(|language| language.tag), Some("de"));
        assert_eq!(sample(&"é".repeat(1000)).chars().filter(|ch| *ch == 'é').count(), 4 * 128);
    }

    #[test]
    fn the_score_is_a_probability_that_grows_with_confidence() {
        let scores: Vec<f64> = (0..=100).map(|percent| calibrated(f64::from(percent) / 100.0)).collect();
        assert!(scores.is_sorted());
        assert!((scores[0] - 0.19).abs() < 1e-9 && (scores[100] - 0.997).abs() < 1e-9);
        assert!((scores[30] - 0.665).abs() < 1e-9);
    }

    #[test]
    fn a_declared_language_settles_short_texts_and_not_long_ones() {
        let tag = |text: &str, declared| identify_declared(text, declared).map(|language| language.tag);
        let short = "Konzert im Hafen";
        assert_eq!(tag(short, Some("de-AT")), Some("de"));
        assert_eq!(tag(short, Some("deu")), Some("de"));
        assert_eq!(tag("渡轮", Some("zho")), Some("zh"));
        assert_ne!(tag("Паром снова ходит", Some("de")), Some("de"));
        let long = "Die Fähre verließ am Montag zum ersten Mal seit zwei Jahren wieder den Hafen. ".repeat(3);
        assert_eq!(tag(&long, Some("en")), Some("de"));
        let agreed = identify_declared(&long, Some("de")).map(|language| language.score);
        let alone = identify(&long).map(|language| language.score);
        let against = identify_declared(&long, Some("en")).map(|language| language.score);
        assert!(agreed > alone && alone > against);
    }

    #[test]
    fn nothing_has_no_language() {
        assert_eq!(identify("123 — 456"), None);
    }
}
