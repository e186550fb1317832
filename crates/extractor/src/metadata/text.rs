//! Small pure cleaners of values: entities, tags and white space, and folding for comparisons.

use std::borrow::Cow;

/// Longest entity looked for, with its ampersand and semicolon.
const MAX_ENTITY: usize = 10;
/// Values in scripts and attributes are sometimes escaped twice; a third time was not seen.
const ESCAPE_ROUNDS: usize = 2;

/// Bytes that the processor compares in parallel, between two looks at the result.
const COMPARED_AT_ONCE: usize = 16;

/// Entities that publishing systems write into JSON and, escaped twice, into attributes.
/// Source: the HTML standard's table (section 13.5), the part that occurs in headlines and names.
const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("reg", '®'),
    ("trade", '™'),
    ("copy", '©'),
    ("deg", '°'),
    ("times", '×'),
    ("bull", '•'),
    ("middot", '·'),
    ("shy", '\u{ad}'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("agrave", 'à'),
    ("aacute", 'á'),
    ("ccedil", 'ç'),
    ("iacute", 'í'),
    ("oacute", 'ó'),
    ("uacute", 'ú'),
    ("ntilde", 'ñ'),
];

/// A value as plain text: entities decoded, inline tags taken out, white space folded.
pub(super) fn plain(value: &str) -> String {
    let mut text = Cow::Borrowed(value);
    for _ in 0..ESCAPE_ROUNDS {
        if !text.contains('&') {
            break;
        }
        text = Cow::Owned(decode_entities(&text));
    }
    if text.contains('<') {
        text = Cow::Owned(strip_tags(&text));
    }
    fold_space(&text).into_owned()
}

/// White space folded to single blanks; characters that show nothing are left out.
pub(super) fn fold_space(text: &str) -> Cow<'_, str> {
    let text = text.trim_ascii();
    if is_folded(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    if text.bytes().all(|byte| matches!(byte, b'\t'..=b'\r' | b' '..=b'~')) {
        for word in text.split_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
        return Cow::Owned(out);
    }
    for ch in text.chars() {
        if ch.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !ch.is_control()
            && !matches!(ch, '\u{200b}' | '\u{ad}' | '\u{feff}' | '\u{200e}' | '\u{200f}')
        {
            out.push(ch);
        }
    }
    out.truncate(out.trim_end().len());
    Cow::Owned(out)
}

/// Whether a text shows nothing.
pub(super) fn is_blank(text: &str) -> bool {
    if text.as_bytes().first().is_some_and(u8::is_ascii_graphic) {
        return false;
    }
    let (chunks, _) = text.as_bytes().as_chunks::<COMPARED_AT_ONCE>();
    let is_space = |chunk: &&[u8; COMPARED_AT_ONCE]| {
        chunk.iter().fold(1, |all, byte| all & u8::from(byte.is_ascii_whitespace())) == 1
    };
    let rest = &text.as_bytes()[chunks.iter().take_while(is_space).count() * COMPARED_AT_ONCE..];
    match rest.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => true,
        Some(byte) if byte.is_ascii() => false,
        Some(_) => text.trim_start().is_empty(),
    }
}

/// Whether a text is words in ASCII with single blanks between them.
fn is_folded(text: &[u8]) -> bool {
    let fits = |byte: u8, next: u8| next.is_ascii_graphic() || (next == b' ' && byte != b' ');
    let pairs = text.iter().zip(text.iter().skip(1));
    // No early end: the bytes are compared in parallel.
    text.first().is_none_or(u8::is_ascii_graphic)
        && text.last().is_none_or(u8::is_ascii_graphic)
        && pairs.fold(true, |all, (byte, next)| all & fits(*byte, *next))
}

/// Decodes numeric entities and the named ones of the table; others stay as they are.
pub(crate) fn decode_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(MAX_ENTITY).position(|byte| byte == b';');
        if let Some((ch, end)) = end.and_then(|end| entity(&rest[1..end]).map(|ch| (ch, end))) {
            out.push(ch);
            rest = &rest[end + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return code.ok().and_then(char::from_u32);
    }
    ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, ch)| *ch)
}

/// Takes out what looks like a tag: `<` followed by a letter or a slash, up to the next `>`.
fn strip_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let opens = rest[at + 1..].starts_with(|ch: char| ch.is_ascii_alphabetic() || ch == '/');
        match rest[at..].find('>') {
            Some(end) if opens => {
                out.push_str(&rest[..at]);
                rest = &rest[at + end + 1..];
            }
            _ => {
                out.push_str(&rest[..=at]);
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether a text holds a digit or number of some script.
pub(super) fn has_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has_digit = |chunk: &[u8; COMPARED_AT_ONCE]| {
        chunk.iter().fold(0, |any, byte| any | u8::from(byte.is_ascii_digit())) != 0
    };
    // The last bytes are compared again with those before them rather than one by one.
    let found = match bytes.last_chunk() {
        Some(last) => bytes.as_chunks().0.iter().any(has_digit) || has_digit(last),
        None => bytes.iter().any(u8::is_ascii_digit),
    };
    found || (!text.is_ascii() && text.contains(char::is_numeric))
}

/// How many characters of ASCII a text shows, or any number above `most` where it shows more.
pub(super) fn shown_up_to(text: &str, most: usize) -> usize {
    let mut count = 0;
    for chunk in text.as_bytes().chunks(COMPARED_AT_ONCE) {
        count += usize::from(chunk.iter().map(|byte| u8::from(byte.is_ascii_graphic())).sum::<u8>());
        if count > most {
            break;
        }
    }
    count
}

/// Letters and digits in lower case, everything else left out: for comparing names.
pub(super) fn squash(text: &str) -> String {
    if text.is_ascii() {
        let kept = text.bytes().filter(u8::is_ascii_alphanumeric);
        return kept.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    text.chars().filter(|ch| ch.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A word in lower case without the marks above its letters.
pub(super) fn fold_accents(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let letters = word.nfd().filter(|ch| !matches!(ch, '\u{300}'..='\u{36f}'));
    letters.flat_map(char::to_lowercase).collect()
}

/// Whether words of a text, one or several in a row, are a squashed one.
pub(super) fn has_words(text: &str, squashed: &str) -> bool {
    let words = words(text);
    (0..words.len()).any(|first| {
        let mut rest = squashed;
        words[first..].iter().any(|word| {
            let is_next = rest.strip_prefix(word.as_str());
            rest = is_next.unwrap_or_default();
            is_next == Some("")
        })
    })
}

/// Lower-case words of letters and digits; characters of scripts without blanks count one by one.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for ch in text.chars().flat_map(char::to_lowercase) {
        if is_unspaced(ch) {
            out.push(ch.to_string());
            open = false;
        } else if ch.is_alphanumeric() {
            match out.last_mut() {
                Some(word) if open => word.push(ch),
                _ => out.push(ch.to_string()),
            }
            open = true;
        } else if !is_joiner(ch) {
            open = false;
        }
    }
    out
}

/// The letters of the words of a text, in one.
pub(super) fn letters(text: &str) -> String {
    if text.is_ascii() {
        return squash(text);
    }
    text.chars().flat_map(char::to_lowercase).filter(|ch| is_unspaced(*ch) || ch.is_alphanumeric()).collect()
}

/// Han, kana, Thai, Lao, Khmer, Burmese: scripts written without blanks between words.
pub(super) fn is_unspaced(ch: char) -> bool {
    matches!(ch,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn is_joiner(ch: char) -> bool {
    unicode_normalization::char::is_combining_mark(ch) || matches!(ch, '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_decoded_also_when_escaped_twice() {
        assert_eq!(
            plain("Tom &amp;amp; Ann&#8217;s &#x201C;tea&quot; &unknown; & &#xffffffff;"),
            "Tom & Ann’s “tea\" &unknown; & &#xffffffff;"
        );
    }

    #[test]
    fn tags_go_and_comparisons_stay() {
        assert_eq!(plain("An <em>odd</em> case: 3 < 4 <br/>and a < b"), "An odd case: 3 < 4 and a < b");
    }

    #[test]
    fn words_are_those_of_the_metric() {
        assert_eq!(words("The BBC’s 5 o'clock"), ["the", "bbc", "s", "5", "o", "clock"]);
        assert_eq!(words("東京 Tower"), ["東", "京", "tower"]);
        assert_eq!(squash("The Daily-News!"), "thedailynews");
    }
}
