//! People in a line that says more: "5 March 2024, Ida Falk", "2024-03-05 来源：林岛报 作者：林达".
//!
//! A label in the middle of the line names people certainly. Without one a name is believed only where
//! sections and places do not stand: behind the day and a comma, in front of the day without a blank
//! between (two elements of a page run together), in Han and kana behind the day.

use super::dates::{self, DateStyle};
use super::{people, text};

/// Whether a character stands between the parts of such a line.
fn is_mark(ch: char) -> bool {
    matches!(ch, '|' | '·' | '•' | '»' | '«' | '\n')
}
/// The same with blanks around; without them they are parts of words.
const SPACED_MARKS: &[&str] = &[" - ", " – ", " — ", " / "];

/// Whether a character is one of these marks.
fn is_dash(ch: char) -> bool {
    matches!(ch, '-' | '–' | '—' | '/')
}

/// Words of a name in a script without capitals.
const UNCASED_WORDS: std::ops::RangeInclusive<usize> = 2..=3;
/// Characters of the family name in Han and of the given name in kana.
const FAMILY_CHARS: std::ops::RangeInclusive<usize> = 1..=3;
const GIVEN_CHARS: std::ops::RangeInclusive<usize> = 2..=4;
/// Ends of Japanese verbs that look like a given name in kana ("印刷する").
const VERB_ENDS: &[&str] = &["する", "した", "ます", "せる"];

/// The people that a line names behind a label or beside its day.
pub(super) fn people_in(line: &str) -> Option<&str> {
    // Most lines near a headline have neither day, nor label, nor parts that may have one.
    let may_divide =
        |ch: char| is_mark(ch) || is_dash(ch) || matches!(ch, ':' | '：') || text::is_unspaced(ch);
    if !text::has_number(line) && !line.contains(may_divide) && !people::may_be_byline(line) {
        return None;
    }
    let parts = parts(line);
    parts.iter().find_map(labelled).or_else(|| parts.iter().find_map(beside))
}

/// What stands between days and marks.
struct Part<'a> {
    text: &'a str,
    /// It begins behind a day.
    after_day: bool,
    /// It begins the line.
    starts: bool,
    /// It opens the line and ends at a day, with a mark or with nothing between.
    opens: bool,
}

fn parts(line: &str) -> Vec<Part<'_>> {
    let days = dates::in_text(line, &DateStyle::any());
    let starts = std::iter::once(0).chain(days.iter().map(|day| day.to));
    let ends = days.iter().map(|day| day.from).chain([line.len()]);
    let mut parts = Vec::new();
    for (at, (from, to)) in starts.zip(ends).enumerate() {
        let gap = line.get(from..to).unwrap_or_default();
        let mut pieces: Vec<&str> = gap.split(is_mark).collect();
        if gap.contains(is_dash) {
            for mark in SPACED_MARKS {
                pieces = pieces.into_iter().flat_map(|piece| piece.split(mark)).collect();
            }
        }
        pieces.retain(|piece| piece.chars().any(char::is_alphanumeric));
        let set_off = !gap.trim_end().ends_with(char::is_alphanumeric) || gap.trim_end() == gap;
        let opens = at == 0 && pieces.len() == 1 && set_off && !days.is_empty();
        parts.extend(pieces.into_iter().enumerate().map(|(index, piece)| Part {
            text: piece.trim(),
            after_day: index == 0 && at > 0,
            starts: index == 0 && at == 0 && !days.is_empty(),
            opens,
        }));
    }
    parts
}

/// Names behind a label: at the start any, further on one with a colon or in a script without blanks. Beside the day a
/// given name alone is one ("von Ida").
fn labelled<'a>(part: &Part<'a>) -> Option<&'a str> {
    let is_beside = part.after_day || part.starts;
    let part = part.text;
    let may_be_label = |ch: char| matches!(ch, ':' | '：') || text::is_unspaced(ch);
    if !people::may_be_byline(part) && !part.contains(may_be_label) {
        return None;
    }
    let part = people::before_editing(part);
    let starts = part
        .char_indices()
        .filter(|(at, ch)| !ch.is_whitespace() && (*at == 0 || part[..*at].ends_with(char::is_whitespace)));
    starts.map(|(at, _)| &part[at..]).enumerate().find_map(|(index, rest)| {
        let end = rest.find(|ch: char| ch.is_whitespace() || matches!(ch, ':' | '：')).unwrap_or(rest.len());
        let word = &rest[..end];
        let clear = rest[end..].starts_with([':', '：']) || word.ends_with(text::is_unspaced);
        if index > 0 && !(clear && people::is_bare_prefix(word)) {
            return None;
        }
        let names = one_unspaced(people::without_date_words(people::in_byline(rest)?));
        let is_one = is_beside && index == 0 && people::is_given_name(names);
        (people::look_like_names(names) || is_one).then_some(names)
    })
}

/// Of words in Han the first, or two of one character each; what follows is another label.
fn one_unspaced(names: &str) -> &str {
    let names = names.trim();
    let Some(blank) = names.find(char::is_whitespace) else { return names };
    if !names.starts_with(text::is_unspaced) {
        return names;
    }
    let rest = names[blank..].trim_start();
    let second = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let short = |word: &str| word.chars().count() == 1;
    if short(&names[..blank]) && short(&rest[..second]) {
        return &names[..names.len() - rest.len() + second];
    }
    &names[..blank]
}

/// A name without a label beside the day.
fn beside<'a>(part: &Part<'a>) -> Option<&'a str> {
    let rest = after_fillers(part.text);
    let comma = part.text[..part.text.len() - rest.len()].contains(',');
    let name = people::without_date_words(rest);
    let words = name.split_whitespace().count();
    let fits = if name.contains(text::is_unspaced) {
        part.after_day && is_han_and_kana(name)
    } else if name.contains(char::is_lowercase) {
        part.after_day && comma && name.contains(char::is_uppercase)
            || (part.starts || part.after_day) && people::begins_with_given_name(name)
    } else {
        part.opens && UNCASED_WORDS.contains(&words) && !name.contains(char::is_uppercase)
    };
    (fits && people::look_like_names(name) && !dates::says_change(name)).then_some(name)
}

/// What follows the abbreviation of "year" and the like ("г., Емил Драганов").
fn after_fillers(part: &str) -> &str {
    let mut rest = part.trim_start_matches(|ch: char| !ch.is_alphanumeric());
    while let Some((word, more)) = rest.split_once(char::is_whitespace)
        && word.starts_with(char::is_lowercase)
        && word.ends_with(['.', ','])
    {
        rest = more.trim_start_matches(|ch: char| !ch.is_alphanumeric());
    }
    rest
}

/// The shape of many Japanese names, and of few other words beside a day.
fn is_han_and_kana(name: &str) -> bool {
    let is_kana = |ch: char| matches!(ch, '\u{3041}'..='\u{30ff}');
    let compact: String = name.chars().filter(|ch| !ch.is_whitespace()).collect();
    let family: String = compact.chars().take_while(|ch| text::is_unspaced(*ch) && !is_kana(*ch)).collect();
    let given = &compact[family.len()..];
    FAMILY_CHARS.contains(&family.chars().count())
        && GIVEN_CHARS.contains(&given.chars().count())
        && given.chars().all(is_kana)
        && !VERB_ENDS.iter().any(|end| given.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<&str>) {
        assert_eq!(people_in(line), expected, "{line}");
    }

    #[test]
    fn labels_in_the_line_name_people() {
        check("Publicado em 5 de março de 2024 por Íris Falcão", Some("Íris Falcão"));
        check("2024-03-05 07:15 来源：林岛晚报 记者 林达", Some("林达"));
        check("2024-03-05 来源：林岛网 作者：林 达 【字号", Some("林 达"));
        check("05.03.2024 07:15 von Anna", Some("Anna"));
        check("05.03.2024 07:15 von Lindholm", None);
        check("2024-03-05 07:15 来源：林岛晚报", None);
        check("Festa de Santa Clara no porto 5 de março de 2024", None);
    }

    #[test]
    fn a_name_beside_the_day_counts() {
        check("05.03.2024 г., Анна Иванова", Some("Анна Иванова"));
        check("ليلى حداد5 مارس، 2024آخر تحديث: 5 مارس، 2024", Some("ليلى حداد"));
        check("2024年3月5日 11時30分 土岐まゆ", Some("土岐まゆ"));
        check("5 March 2024, Ida Falk", Some("Ida Falk"));
    }

    #[test]
    fn other_words_beside_the_day_do_not() {
        check("نشر في 5 مارس 2024", None);
        check("آخر تحديث: 5 مارس 2024", None);
        check("2024年3月5日 印刷する", None);
        check("2024年3月5日 田野周刊", None);
        check("Case Study | 5 March 2024", None);
        check("New Lindholm, 5 March 2024", None);
        check("5 March 2024 | Harbour News Desk", None);
        check("Edited by: Ida Falk", None);
        check("Ida Falk", None);
    }
}
