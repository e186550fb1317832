//! White space folded, and characters that show nothing left out.

use crate::script::count_pairs;

/// Appends text with runs of white space folded to one blank, none at the start.
pub(crate) fn push_folded(out: &mut String, text: &str) {
    let mut rest = text;
    loop {
        // What is folded already is copied whole.
        let folded = folded_start(rest.as_bytes());
        out.push_str(&rest[..folded]);
        rest = &rest[folded..];
        let Some(ch) = rest.chars().next() else { return };
        rest = &rest[ch.len_utf8()..];
        if ch.is_whitespace() {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else if !is_invisible(ch) {
            out.push(ch);
        }
    }
}

/// Bytes that are looked at together, as many as compilers put into a few registers.
const STEP: usize = 32;

/// Bytes that a text begins with that are words in ASCII with single blanks between them.
fn folded_start(text: &[u8]) -> usize {
    let mut end = 0;
    if !text.first().is_some_and(u8::is_ascii_graphic) {
        return end;
    }
    // Long runs first: a byte fits when it is part of a word or a blank behind one.
    while let Some(step) = text.get(end..=end + STEP) {
        let breaks = |first: u8, second: u8| !second.is_ascii_graphic() && (second != b' ' || first == b' ');
        if count_pairs(step, breaks) > 0 {
            break;
        }
        end += STEP;
    }
    loop {
        end += text[end..].iter().take_while(|byte| byte.is_ascii_graphic()).count();
        let goes_on = end > 0 && text[end..].starts_with(b" ");
        if !goes_on || !text.get(end + 1).is_some_and(u8::is_ascii_graphic) {
            return end;
        }
        end += 1;
    }
}

/// Characters that show nothing and split words for whoever reads the text: zero-width space, soft
/// hyphen, byte order mark, word joiner, and the control characters. Joiners that shape letters stay.
pub(crate) fn is_invisible(ch: char) -> bool {
    matches!(ch, '\u{200b}' | '\u{ad}' | '\u{feff}' | '\u{2060}') || (ch.is_control() && !ch.is_whitespace())
}
