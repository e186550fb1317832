//! Facts about writing systems that length and density need, so that no rule counts blanks.

/// Characters of Latin text that carry as much as one character of a script written without spaces:
/// a Chinese text has about a third of the characters of its English translation.
pub(crate) const DENSE_SCRIPT_WEIGHT: usize = 3;

/// A Hangul syllable is written with two or three letters.
pub(crate) const HANGUL_WEIGHT: usize = 2;

/// Whether a character belongs to Han or Kana, which are written without blanks between words.
pub(crate) fn is_dense(ch: char) -> bool {
    matches!(u32::from(ch), 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x2fa1f)
}

pub(crate) fn is_hangul(ch: char) -> bool {
    matches!(ch, '\u{ac00}'..='\u{d7a3}')
}

/// Length of a text in characters of Latin text: letters, digits and marks, without white space.
pub fn weight(text: &str) -> usize {
    if text.is_ascii() {
        return count_bytes(text.as_bytes(), |byte| !byte.is_ascii_whitespace());
    }
    let ascii = count_bytes(text.as_bytes(), |byte| byte.is_ascii() & !matches!(byte, b' ' | b'\t'..=b'\r'));
    let others = beyond_ascii(text).map(|ch| match ch {
        _ if ch.is_whitespace() => 0,
        _ if is_dense(ch) => DENSE_SCRIPT_WEIGHT,
        _ if is_hangul(ch) => HANGUL_WEIGHT,
        _ => 1,
    });
    ascii + others.sum::<usize>()
}

/// Bytes that are looked at together.
const STEP: usize = 16;

/// Bytes of ASCII that a text begins with.
#[inline]
pub(crate) fn ascii_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while bytes.get(end..end + STEP).is_some_and(<[u8]>::is_ascii) {
        end += STEP;
    }
    end + bytes[end..].iter().take_while(|byte| byte.is_ascii()).count()
}

/// The characters of a text that are not ASCII.
fn beyond_ascii(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut chars = rest[ascii_length(rest)..].chars();
        let ch = chars.next();
        rest = chars.as_str();
        ch
    })
}

/// Bytes that are counted in one byte: with such short sums compilers count sixteen bytes at once.
const COUNTED_TOGETHER: usize = u8::MAX as usize;

/// How many bytes are of a kind.
pub(crate) fn count_bytes(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    let count = |part: &[u8]| part.iter().map(|byte| u8::from(is(*byte))).sum::<u8>();
    bytes.chunks(COUNTED_TOGETHER).map(|part| usize::from(count(part))).sum()
}

/// How many pairs of neighbours are of a kind.
pub(crate) fn count_pairs(bytes: &[u8], is: impl Fn(u8, u8) -> bool) -> usize {
    let Some(behind) = bytes.get(1..) else { return 0 };
    let parts = bytes.chunks(COUNTED_TOGETHER).zip(behind.chunks(COUNTED_TOGETHER));
    let count = |(first, second): (&[u8], &[u8])| {
        first.iter().zip(second).map(|(first, second)| u8::from(is(*first, *second))).sum::<u8>()
    };
    parts.map(|part| usize::from(count(part))).sum()
}

/// Whether a character ends a sentence in some script.
pub(crate) fn is_terminal(ch: char) -> bool {
    matches!(
        ch,
        '.' | '!'
            | '?'
            | '…'
            | '。'
            | '！'
            | '？'
            | '．'
            | '؟'
            | '۔'
            | '।'
            | '॥'
            | '։'
            | '՞'
            | '՜'
            | '።'
    )
}

/// Whether a character closes a quotation or bracket after the end of a sentence.
pub(crate) fn is_closing(ch: char) -> bool {
    matches!(ch, '"' | '\'' | '”' | '’' | '»' | '“' | '›' | ')' | ']' | '」' | '』' | '）' | '】' | '*')
}

/// Whether a text ends as a sentence does, quotation marks and brackets aside.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let mut text = text.trim();
    loop {
        let is_bracketed = text.ends_with([')', '）']);
        if text.trim_end_matches(|ch: char| is_closing(ch) || ch.is_whitespace()).ends_with(is_terminal) {
            return true;
        }
        // A credit in brackets, as agencies put below a report.
        let Some(open) = text.rfind(['(', '（']).filter(|_| is_bracketed) else { return false };
        if text.starts_with(['(', '（']) {
            return true;
        }
        text = text[..open].trim_end();
        // Speech in Japanese quotation marks closes without a full stop.
        if text.ends_with(['」', '』']) {
            return true;
        }
    }
}

/// Whether a text is cut off, as teasers are.
pub(crate) fn is_cut_off(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches([']', ')', '»']);
    text.ends_with('…') || text.ends_with("...")
}

/// Commas and semicolons that are not ASCII.
pub(crate) fn is_comma(ch: char) -> bool {
    matches!(ch, '،' | '؛' | '，' | '、' | '；' | '՝')
}

/// Whether a character is a currency sign.
pub(crate) fn is_currency(ch: char) -> bool {
    matches!(ch, '$' | '£' | '¥' | '¢' | '\u{20a0}'..='\u{20cf}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dense_scripts_weigh_more() {
        assert_eq!(weight("ab c"), 3);
        assert_eq!(weight("新 聞"), 2 * DENSE_SCRIPT_WEIGHT);
        assert_eq!(weight("नई"), 2);
    }

    #[test]
    fn sentence_ends_are_seen_behind_quotation_marks() {
        assert!(ends_sentence("He said: “No.”"));
        assert!(ends_sentence("彼は言った。」"));
        assert!(ends_sentence("Այո։"));
        assert!(!ends_sentence("Related Articles"));
    }

    #[test]
    fn teasers_are_cut_off() {
        assert!(is_cut_off("With over 80 years of service […]"));
        assert!(!is_cut_off("The end."));
    }
}
