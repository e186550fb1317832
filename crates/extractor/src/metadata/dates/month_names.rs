//! Month names of sixty languages, from the table beside this file.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// One reading of a month name: the language and the month.
type Reading = (&'static str, i64);

static TABLE: LazyLock<FxHashMap<String, Vec<Reading>>> = LazyLock::new(|| {
    let mut table: FxHashMap<String, Vec<Reading>> = FxHashMap::default();
    let lines = include_str!("months.txt").lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let mut fields = line.split_whitespace();
        let language = fields.next().unwrap_or_default();
        for (month, forms) in (1..).zip(fields) {
            for form in forms.split(',') {
                table.entry(fold(&form.replace('_', " ")).into_owned()).or_default().push((language, month));
            }
        }
    }
    table
});

/// The month that a name stands for. Where languages disagree ("listopad" is October in Croatian and
/// November in Polish) the page's language decides, and without one nothing does.
pub(super) fn month(name: &str, language: Option<&str>) -> Option<i64> {
    let readings = TABLE.get(fold(name).as_ref())?;
    let own = readings.iter().find(|(known, _)| Some(*known) == language);
    let (_, month) = own.or_else(|| readings.first())?;
    (own.is_some() || readings.iter().all(|(_, other)| other == month)).then_some(*month)
}

/// The month that a name or its abbreviation stands for in English.
pub(in crate::metadata) fn english(name: &str) -> Option<u32> {
    let (_, month) = TABLE.get(fold(name).as_ref())?.iter().find(|(language, _)| *language == "en")?;
    u32::try_from(*month).ok()
}

/// Whether a name is a Thai month, whose year is mostly of the Buddhist era.
pub(super) fn is_thai(name: &str) -> bool {
    name.starts_with(|ch| matches!(ch, '\u{0e00}'..='\u{0e7f}'))
}

/// Case and the marks above Latin, Cyrillic and Greek letters folded: sites set capitals and leave
/// accents out ("FEVRIER", "ARALIK").
fn fold(name: &str) -> Cow<'_, str> {
    use unicode_normalization::UnicodeNormalization;
    if name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(name);
    }
    if name.is_ascii() {
        return Cow::Owned(name.to_ascii_lowercase());
    }
    name.nfd()
        .filter(|ch| !matches!(ch, '\u{300}'..='\u{36f}'))
        .flat_map(char::to_lowercase)
        .filter(|ch| !matches!(ch, '\u{300}'..='\u{36f}'))
        .map(|ch| match ch {
            'ı' => 'i',
            'ς' => 'σ',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_twelve_months() {
        let lines: Vec<_> =
            include_str!("months.txt").lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() >= 60);
        for line in lines {
            assert_eq!(line.split_whitespace().count(), 13, "{line}");
        }
    }

    #[test]
    fn the_language_settles_names_that_differ() {
        assert_eq!(month("listopad", Some("hr")), Some(10));
        assert_eq!(month("listopad", Some("pl")), Some(11));
        assert_eq!(month("listopad", None), None);
        assert_eq!(month("srpna", Some("cs")), Some(8));
        assert_eq!(month("März", None), Some(3));
    }

    #[test]
    fn capitals_and_missing_accents_are_read() {
        assert_eq!(month("FEVRIER", Some("fr")), Some(2));
        assert_eq!(month("ARALIK", Some("tr")), Some(12));
        assert_eq!(month("МАЯ", Some("ru")), Some(5));
        assert_eq!(month("كانون الثاني", Some("ar")), Some(1));
        assert_eq!(month("monday", Some("en")), None);
    }
}
