//! The letters and digits of each block in lower case, by which texts are compared.

use std::cell::OnceCell;

use crate::Block;
use crate::script::ascii_length;

/// The letters of blocks, read when they are asked for: most blocks are compared with none.
pub(crate) struct Letters<'a> {
    blocks: &'a [Block],
    /// UTF-8; comparing needs no more than bytes.
    known: Vec<OnceCell<Vec<u8>>>,
}

impl<'a> Letters<'a> {
    pub(crate) fn of(blocks: &'a [Block]) -> Self {
        Self { blocks, known: vec![OnceCell::new(); blocks.len()] }
    }

    /// Those of one block.
    pub(crate) fn get(&self, index: usize) -> &[u8] {
        self.known[index].get_or_init(|| letters(&self.blocks[index].text))
    }
}

/// Whether the letters of a text are these.
pub(crate) fn are_letters_of(text: &str, letters: &[u8]) -> bool {
    let mut rest = letters;
    for ch in text.chars().filter(|ch| ch.is_alphanumeric()).flat_map(char::to_lowercase) {
        let mut encoded = [0; 4];
        let Some(behind) = rest.strip_prefix(ch.encode_utf8(&mut encoded).as_bytes()) else { return false };
        rest = behind;
    }
    rest.is_empty()
}

/// The letters of one text.
pub(crate) fn letters(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    push_letters(&mut out, text);
    out
}

fn push_letters(out: &mut Vec<u8>, text: &str) {
    let mut rest = text;
    loop {
        let ascii = ascii_length(rest);
        push_ascii(out, &rest.as_bytes()[..ascii]);
        let mut chars = rest[ascii..].chars();
        let Some(ch) = chars.next() else { return };
        rest = chars.as_str();
        if ch.is_alphanumeric() {
            let mut encoded = [0; 4];
            ch.to_lowercase().for_each(|ch| out.extend_from_slice(ch.encode_utf8(&mut encoded).as_bytes()));
        }
    }
}

/// By byte: the letter in lower case or the digit, 0 for others.
static KEPT: [u8; 256] = {
    let mut kept = [0; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        if byte.is_ascii_alphanumeric() {
            kept[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    kept
};

/// Bytes that are written together.
const STEP: usize = 16;

/// Writes every byte and goes on only where it is to stay, so that nothing depends on a guess.
fn push_ascii(out: &mut Vec<u8>, text: &[u8]) {
    for part in text.chunks(STEP) {
        let mut kept = [0; STEP];
        let mut end = 0;
        for byte in part {
            let byte = KEPT[usize::from(*byte)];
            kept[end % STEP] = byte;
            end += usize::from(byte != 0);
        }
        out.extend_from_slice(&kept[..end.min(STEP)]);
    }
}

#[cfg(test)]
mod tests {
    use super::{are_letters_of, letters};

    #[test]
    fn letters_and_digits_are_left() {
        assert_eq!(letters("«Été» 2024: the Ferry’s back!"), "été2024theferrysback".as_bytes());
        assert_eq!(letters("—"), b"");
    }

    #[test]
    fn texts_of_the_same_letters_are_told_from_others() {
        for (text, expected) in
            [("The Ferry’s back", true), ("the ferrys", false), ("The ferrys’ backs", false)]
        {
            assert_eq!(are_letters_of(text, &letters("«The ferry’s back!»")), expected, "{text}");
        }
    }
}
