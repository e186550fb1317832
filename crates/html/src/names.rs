//! Names of elements and attributes, interned once per parse.
//!
//! An atom of more than seven bytes costs a perfect hash, or a lock where html5ever does not know the
//! name (`data-…`, custom elements). A page repeats few names many times.

use html5ever::{LocalName, local_name};

/// Pages of the web use 40 to 150 names that do not fit into an atom itself.
const SLOTS: usize = 256;

/// The longest name that an atom holds in itself: `MAX_INLINE_LEN` of the crate `string_cache`.
const INLINE: usize = 7;

/// The names seen last, by hash.
pub(crate) struct Names {
    slots: Vec<LocalName>,
}

impl Names {
    pub(crate) fn new() -> Self {
        Self { slots: vec![LocalName::default(); SLOTS] }
    }

    pub(crate) fn intern(&mut self, name: &str) -> LocalName {
        if name.len() <= INLINE {
            return LocalName::from(name);
        }
        let slot = &mut self.slots[slot_of(name.as_bytes())];
        if **slot != *name {
            *slot = LocalName::from(name);
        }
        slot.clone()
    }
}

/// A hash of the first and last eight bytes and the length, which tells the names of a page apart.
fn slot_of(name: &[u8]) -> usize {
    /// 2^64 over the golden ratio, for multiplicative hashing (Knuth, TAOCP 3, 6.4).
    const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
    let word = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes));
    let mixed = word(name.first_chunk()) ^ word(name.last_chunk()).rotate_left(29) ^ name.len() as u64;
    (mixed.wrapping_mul(GOLDEN) >> (u64::BITS - SLOTS.ilog2())) as usize
}

/// [Formatting](https://html.spec.whatwg.org/#formatting) elements.
pub(crate) fn is_formatting(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("a")
            | local_name!("b")
            | local_name!("big")
            | local_name!("code")
            | local_name!("em")
            | local_name!("font")
            | local_name!("i")
            | local_name!("nobr")
            | local_name!("s")
            | local_name!("small")
            | local_name!("strike")
            | local_name!("strong")
            | local_name!("tt")
            | local_name!("u")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_themselves_whatever_shares_their_slot() {
        let mut names = Names::new();
        for number in 0..5_000 {
            let name = format!("data-name-{}", number % 700);
            assert_eq!(&*names.intern(&name), name);
        }
        assert_eq!(names.intern("div"), LocalName::from("div"));
        assert_eq!(names.intern("blockquote"), LocalName::from("blockquote"));
    }
}
