//! The dateline at the start of a news report: a place, perhaps a date and an agency, then a dash.
//! "MOSCOW — …", "NEW YORK (AP) – …", "АЛМАТЫ, 5 марта — …".

/// Longest part before the dash, in characters: two places, a date and an agency.
const LONGEST: usize = 70;
/// Longest place, in characters.
const LONGEST_PLACE: usize = 40;
/// Most words of a place written with capitals at the start of words only.
const MOST_WORDS: usize = 4;

/// The place that a text's first line begins with, as written; none where it begins otherwise.
pub(crate) fn place(text: &str) -> Option<&str> {
    let line = text.lines().next()?;
    let (head, is_dash, is_set_off) = match before_dash(line) {
        Some((head, is_set_off)) => (head, true, is_set_off),
        None => (before_stop(line)?, false, true),
    };
    let without_agency = cut_brackets(head);
    let has_agency = without_agency.len() < head.len();
    let place = without_agency.split([',', '،', '、', '，', '/']).next()?.trim();
    let (place, has_day) = match place.find(char::is_numeric) {
        Some(day) if place[..day].ends_with(' ') => (place[..day].trim(), true),
        _ => (place, false),
    };
    let place = place.trim_end_matches('.');
    // Behind the place a day or another place; a sentence goes on in small letters.
    let rest = without_agency.strip_prefix(place).unwrap_or_default();
    let is_second_place = rest.contains([',', '/'])
        && rest
            .split(|ch: char| !ch.is_alphabetic())
            .filter(|word| !word.is_empty())
            .all(|word| word.starts_with(char::is_uppercase));
    let has_month = rest.contains(char::is_alphabetic);
    let has_more = has_agency || has_day && has_month || is_second_place;
    let count = place.chars().count();
    let is_place = (2..=LONGEST_PLACE).contains(&count)
        && place.split_whitespace().count() <= MOST_WORDS
        && place
            .chars()
            .all(|ch| ch.is_alphabetic() || is_mark(ch) || matches!(ch, ' ' | '-' | '.' | '\'' | '’'));
    let has_digit = without_agency.contains(char::is_numeric);
    if !is_place || !is_set_off || !(is_dash || has_agency || has_digit) {
        return None;
    }
    let has_case = place.chars().any(|ch| ch.is_lowercase() || ch.is_uppercase());
    let is_upper = has_case && !place.chars().any(char::is_lowercase);
    let is_capitalised =
        place.split([' ', '-']).all(|word| word.chars().next().is_some_and(char::is_uppercase));
    // A capitalised place alone is not enough: "Berlin — that is the plan" is a sentence.
    let is_told = if has_case {
        is_upper || (is_dash && is_capitalised && has_more)
    } else {
        has_agency || is_dash && has_day
    };
    is_told.then_some(place)
}

/// What stands before the first dash, and whether blanks set the dash off as one between parts.
fn before_dash(line: &str) -> Option<(&str, bool)> {
    let at = line.char_indices().take(LONGEST).find(|(index, ch)| {
        matches!(ch, '—' | '–')
            || (*ch == '-' && (line[..*index].ends_with(' ') || line[..*index].ends_with(')')))
    });
    let (at, dash) = at?;
    let after = &line[at + dash.len_utf8()..];
    let is_set_off = after.starts_with(char::is_whitespace) || dash == '—' || line[..at].ends_with(')');
    Some((line[..at].trim(), is_set_off && !after.trim().is_empty()))
}

/// What stands before the first stop, where agencies close the dateline with one instead of a dash:
/// "YEREVAN, 8 April. …".
fn before_stop(line: &str) -> Option<&str> {
    let (at, _) = line.char_indices().take(LONGEST).find(|(_, ch)| matches!(ch, '.' | '․' | '։' | '।'))?;
    Some(line[..at].trim())
}

/// Cuts an agency in brackets at the end.
fn cut_brackets(head: &str) -> &str {
    match head.find(['(', '（', '[']) {
        Some(open) if head.ends_with([')', '）', ']']) => head[..open].trim_end(),
        _ => head,
    }
}

/// Vowel signs and other marks that belong to letters.
fn is_mark(ch: char) -> bool {
    unicode_normalization::char::is_combining_mark(ch)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(place(text), expected, "{text}");
    }

    #[test]
    fn places_before_a_dash_are_datelines() {
        check("MOSCOW — Russia urged Turkey on Thursday.", Some("MOSCOW"));
        check("NEW YORK (AP) – The council met.", Some("NEW YORK"));
        check("АЛМАТЫ, 5 марта — Паром вышел из гавани.", Some("АЛМАТЫ"));
        check("Lisboa (Lusa) - O barco partiu.", Some("Lisboa"));
        check("Lindholm, Ostmark — The ferry sails.", Some("Lindholm"));
        check("Berlin, 3. Mai (dpa) — Die Fähre fährt.", Some("Berlin"));
        check("بيروت 2 يوليو (المشرق) - اتفقت الهيئة.", Some("بيروت"));
        check("ԵՐԵՎԱՆ, 8 ապրիլի․ Ժամացույցը քայլում է։", Some("ԵՐԵՎԱՆ"));
        check("पटना (प्रतिनिधि)। नाव चली।", Some("पटना"));
        check("नई दिल्ली, 5 मार्च (भाषा) — नाव चली।", Some("नई दिल्ली"));
    }

    #[test]
    fn sentences_with_dashes_are_not() {
        check("Berlin — that is the plan.", None);
        check("The ferry — old and slow — sailed.", None);
        check("However, we sailed — with the old ferry.", None);
        check("Pier 1 - The ferry sails.", None);
        check("但是，渡船很快会复航——以新的方式。", None);
        check("A-level results came out.", None);
        check("COVID-19 is back.", None);
        check("STOP. That is all.", None);
        check("Monday, 5 May. It rained.", None);
        check("", None);
    }
}
