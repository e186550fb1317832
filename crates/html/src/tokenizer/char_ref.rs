//! [Character references](https://html.spec.whatwg.org/#character-reference-state) of text and of
//! attribute values.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// What a reference stands for and where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CharRef {
    pub(crate) first: char,
    /// Few names stand for two characters.
    pub(crate) second: Option<char>,
    /// Offset behind it.
    pub(crate) end: usize,
}

/// Where a reference stands; in attributes fewer of them count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Text,
    Attribute,
}

impl CharRef {
    pub(crate) fn push_to(self, out: &mut String) {
        out.push(self.first);
        out.extend(self.second);
    }
}

/// Reads the reference whose ampersand stands at `at`; none where the ampersand is only that.
pub(crate) fn read(text: &str, at: usize, place: Place) -> Option<CharRef> {
    match text.as_bytes().get(at + 1)? {
        b'#' => numeric(text.as_bytes(), at + 2),
        byte if byte.is_ascii_alphanumeric() => named(text, at + 1, place),
        _ => None,
    }
}

/// [Named character reference state](https://html.spec.whatwg.org/#named-character-reference-state): the
/// longest name of the table that the text begins with.
fn named(text: &str, start: usize, place: Place) -> Option<CharRef> {
    let bytes = text.as_bytes();
    let letters = bytes[start..].iter().take(LONGEST_NAME).take_while(|byte| byte.is_ascii_alphanumeric());
    let letters_end = start + letters.count();
    if bytes.get(letters_end) == Some(&b';')
        && let Some(found) = lookup(&text[start..=letters_end])
    {
        return Some(CharRef { end: letters_end + 1, ..found });
    }
    // Without a semicolon only some old names count, and text may follow them directly.
    let longest = letters_end.min(start + LONGEST_OLD_NAME);
    let end = (start + 1..=longest).rev().find(|end| lookup(&text[start..*end]).is_some())?;
    // For historical reasons, `?a=b&copy=c` in an attribute is no reference.
    let follows_name = |byte: &u8| *byte == b'=' || byte.is_ascii_alphanumeric();
    if place == Place::Attribute && bytes.get(end).is_some_and(follows_name) {
        return None;
    }
    lookup(&text[start..end]).map(|found| CharRef { end, ..found })
}

/// Letters of `CounterClockwiseContourIntegral`, the longest name.
const LONGEST_NAME: usize = 31;

/// Letters of `Aacute` and its like, the longest names that count without a semicolon.
const LONGEST_OLD_NAME: usize = 6;

fn lookup(name: &str) -> Option<CharRef> {
    // Prefixes of names are in the table too, as a zero.
    let (first, second) = *NAMED_ENTITIES.get(name).filter(|(first, _)| *first != 0)?;
    let second = char::from_u32(second).filter(|ch| *ch != '\0');
    Some(CharRef { first: char::from_u32(first)?, second, end: 0 })
}

/// [Numeric character reference state](https://html.spec.whatwg.org/#numeric-character-reference-state)
/// and the states of hexadecimal and decimal digits that follow it. `start` is behind the `#`.
fn numeric(bytes: &[u8], start: usize) -> Option<CharRef> {
    let is_hex = bytes.get(start).is_some_and(|byte| byte.eq_ignore_ascii_case(&b'x'));
    let (radix, first_digit) = if is_hex { (16, start + 1) } else { (10, start) };
    let digits = bytes[first_digit.min(bytes.len())..].iter();
    let mut value: u32 = 0;
    let mut count = 0;
    for digit in digits.map_while(|byte| char::from(*byte).to_digit(radix)) {
        value = value.saturating_mul(radix).saturating_add(digit);
        count += 1;
    }
    if count == 0 {
        return None;
    }
    let digits_end = first_digit + count;
    let end = digits_end + usize::from(bytes.get(digits_end) == Some(&b';'));
    Some(CharRef { first: of_number(value), second: None, end })
}

/// [Numeric character reference end
/// state](https://html.spec.whatwg.org/#numeric-character-reference-end-state).
fn of_number(value: u32) -> char {
    /// Code points that stand for those of windows-1252.
    const C1_CONTROLS: std::ops::RangeInclusive<u32> = 0x80..=0x9F;
    if C1_CONTROLS.contains(&value)
        && let Some(replacement) = C1_REPLACEMENTS[(value - C1_CONTROLS.start()) as usize]
    {
        return replacement;
    }
    // Surrogates and numbers beyond Unicode are no characters.
    char::from_u32(value).filter(|ch| *ch != '\0').unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str, place: Place) -> Option<(String, &str)> {
        let found = read(text, 0, place)?;
        let mut out = String::new();
        found.push_to(&mut out);
        Some((out, &text[found.end..]))
    }

    #[test]
    fn the_longest_name_counts() {
        for (text, chars, rest) in [
            ("&amp;x", "&", "x"),
            ("&notit;", "¬", "it;"),
            ("&notin;", "∉", ""),
            ("&not;in", "¬", "in"),
            ("&ampx", "&", "x"),
            ("&NotEqualTilde;", "≂̸", ""),
            ("&CounterClockwiseContourIntegral;", "∳", ""),
            ("&#x41;b", "A", "b"),
            ("&#65b", "A", "b"),
            ("&#X1F600;", "😀", ""),
            ("&#128;", "€", ""),
            ("&#x81;", "\u{81}", ""),
            ("&#0;", "\u{fffd}", ""),
            ("&#xD800;", "\u{fffd}", ""),
            ("&#99999999999999999999;", "\u{fffd}", ""),
        ] {
            assert_eq!(decoded(text, Place::Text), Some((chars.to_owned(), rest)), "{text}");
        }
    }

    #[test]
    fn other_ampersands_are_text() {
        for text in ["&", "& ", "&;", "&#", "&#;", "&#x", "&#xg", "&nosuch;", "&a", "&CounterClockwise"] {
            assert_eq!(read(text, 0, Place::Text), None, "{text}");
        }
    }

    #[test]
    fn in_attributes_old_names_need_an_end() {
        for text in ["&copy=1", "&copyx", "&copy1"] {
            assert_eq!(read(text, 0, Place::Attribute), None, "{text}");
            assert!(read(text, 0, Place::Text).is_some(), "{text}");
        }
        assert_eq!(decoded("&copy \"", Place::Attribute), Some(("©".to_owned(), " \"")));
        assert_eq!(decoded("&copy;=", Place::Attribute), Some(("©".to_owned(), "=")));
    }
}
