//! The letters and digits of each block in lower case, by which texts are compared.

use std::ops::Range;

use crate::Block;

/// The letters of all blocks, in one piece.
#[derive(Debug, Default)]
pub(crate) struct Letters {
    /// UTF-8; comparing needs no more than bytes.
    text: Vec<u8>,
    /// Where those of each block end.
    ends: Vec<usize>,
}

impl Letters {
    pub(crate) fn of(blocks: &[Block]) -> Self {
        let mut letters = Self::default();
        for block in blocks {
            push_letters(&mut letters.text, &block.text);
            letters.ends.push(letters.text.len());
        }
        letters
    }

    /// Those of one block.
    pub(crate) fn get(&self, index: usize) -> &[u8] {
        &self.text[self.range(index)]
    }

    fn range(&self, index: usize) -> Range<usize> {
        index.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[index]
    }
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
        let ascii = rest.bytes().take_while(u8::is_ascii).count();
        push_ascii(out, &rest.as_bytes()[..ascii]);
        rest = &rest[ascii..];
        let Some(ch) = rest.chars().next() else { return };
        rest = &rest[ch.len_utf8()..];
        if ch.is_alphanumeric() {
            let mut encoded = [0; 4];
            ch.to_lowercase().for_each(|ch| out.extend_from_slice(ch.encode_utf8(&mut encoded).as_bytes()));
        }
    }
}

/// Writes every byte and goes on only where it is to stay, so that nothing depends on a guess.
fn push_ascii(out: &mut Vec<u8>, text: &[u8]) {
    let mut end = out.len();
    out.resize(end + text.len(), 0);
    for byte in text {
        out[end] = byte.to_ascii_lowercase();
        end += usize::from(byte.is_ascii_alphanumeric());
    }
    out.truncate(end);
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn letters_and_digits_are_left() {
        assert_eq!(letters("«Été» 2024: the Ferry’s back!"), "été2024theferrysback".as_bytes());
        assert_eq!(letters("—"), b"");
    }
}
