//! Language of a text, by the trigram and script identifier of the `whatlang` crate.

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

/// The language of a text, without its metadata; none when the identifier has nothing to go by.
pub fn identify(text: &str) -> Option<Language> {
    let text = slice(text, 0, READ_BYTES);
    let sampled = (text.len() > PIECES * PIECE_BYTES).then(|| whatlang::detect(&sample(text))).flatten();
    let info = sampled.filter(|info| info.confidence() >= CERTAIN).or_else(|| whatlang::detect(text))?;
    Some(Language { tag: tag(info.lang()), score: info.confidence() as f32 })
}

/// Pieces of a text at even distances.
fn sample(text: &str) -> String {
    let pieces = (0..PIECES).map(|piece| slice(text, text.len() * piece / PIECES, PIECE_BYTES));
    pieces.collect::<Vec<_>>().join(" ")
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
fn tag(language: whatlang::Lang) -> &'static str {
    let code = language.code();
    SHORT.iter().find(|(long, _)| *long == code).map_or(code, |(_, short)| *short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_a_tag() {
        for language in whatlang::Lang::all() {
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
    fn nothing_has_no_language() {
        assert_eq!(identify("123 — 456"), None);
    }
}
