//! The letters and digits of each block in lower case, by which texts are compared.

use std::ops::Range;

use crate::Block;

/// The letters of all blocks, in one piece.
#[derive(Debug, Default)]
pub(crate) struct Letters {
    text: String,
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
    pub(crate) fn get(&self, index: usize) -> &str {
        &self.text[self.range(index)]
    }

    fn range(&self, index: usize) -> Range<usize> {
        index.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[index]
    }
}

/// The letters of one text.
pub(crate) fn letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_letters(&mut out, text);
    out
}

fn push_letters(out: &mut String, text: &str) {
    let mut rest = text;
    loop {
        // Words in ASCII are copied whole.
        let word = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let start = out.len();
        out.push_str(&rest[..word]);
        out[start..].make_ascii_lowercase();
        rest = &rest[word..];
        let Some(ch) = rest.chars().next() else { return };
        rest = &rest[ch.len_utf8()..];
        if ch.is_alphanumeric() {
            out.extend(ch.to_lowercase());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn letters_and_digits_are_left() {
        assert_eq!(letters("«Été» 2024: the Ferry’s back!"), "été2024theferrysback");
        assert_eq!(letters("—"), "");
    }
}
