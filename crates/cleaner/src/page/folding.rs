//! White space folded, and characters that show nothing left out.

/// Appends text with runs of white space folded to one blank, none at the start.
pub(crate) fn push_folded(out: &mut String, text: &str) {
    let mut rest = text;
    loop {
        // Words in ASCII are copied whole.
        let word = rest.bytes().take_while(u8::is_ascii_graphic).count();
        out.push_str(&rest[..word]);
        rest = &rest[word..];
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

/// Characters that show nothing and split words for whoever reads the text: zero-width space, soft
/// hyphen, byte order mark, word joiner, and the control characters. Joiners that shape letters stay.
pub(crate) fn is_invisible(ch: char) -> bool {
    matches!(ch, '\u{200b}' | '\u{ad}' | '\u{feff}' | '\u{2060}') || (ch.is_control() && !ch.is_whitespace())
}
