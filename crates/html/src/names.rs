//! Names of elements and attributes, looked up once per parse.
//!
//! A page repeats few names many times. To make an atom of one costs a call, where it has more than seven
//! bytes a perfect hash, and where html5ever does not know it (`data-…`, custom elements) a lock.

use std::ops::Range;

use html5ever::{LocalName, local_name};

/// Pages of the web use 80 to 250 names.
const SLOTS: usize = 512;

/// The longest name that an atom holds in itself: `MAX_INLINE_LEN` of the crate `string_cache`.
const INLINE: usize = 7;

/// Attributes by which the tree builder decides: HTML inside `MathML`, shadow roots, and `input` in tables.
/// `font` in SVG is a formatting element.
const OF_TREE_BUILDER: &[&str] = &["encoding", "shadowrootmode", "type"];

/// The names seen last, by hash.
pub(crate) struct Names {
    slots: Vec<Known>,
    wants_attribute: Option<fn(&str) -> bool>,
}

/// A name with what it means.
#[derive(Clone)]
pub(crate) struct Known {
    key: Key,
    pub(crate) name: LocalName,
    pub(crate) is_formatting: bool,
    is_wanted: bool,
}

impl Names {
    /// `wants_attribute` says which attributes are kept; all where it is none.
    pub(crate) fn new(wants_attribute: Option<fn(&str) -> bool>) -> Self {
        let nobody = Known::of("", Key::of("", &(0..0)), false);
        Self { slots: vec![nobody; SLOTS], wants_attribute }
    }

    /// The name at a place of a text.
    #[inline]
    pub(crate) fn get(&mut self, text: &str, range: Range<usize>) -> &Known {
        let key = Key::of(text, &range);
        let slot = key.slot();
        let name = &text[range];
        if !self.slots[slot].is(key, name) {
            self.slots[slot] = Known::of(name, key, self.wants(name));
        }
        &self.slots[slot]
    }

    /// The name at a place of a text, where attributes of that name are wanted.
    #[inline]
    pub(crate) fn wanted(&mut self, text: &str, range: Range<usize>) -> Option<LocalName> {
        let key = Key::of(text, &range);
        let slot = key.slot();
        let name = &text[range];
        if !self.slots[slot].is(key, name) {
            let is_wanted = self.wants(name);
            // No atom is made of the long ones that nobody wants, of which each may be another.
            if !is_wanted && !key.is_whole() {
                return None;
            }
            self.slots[slot] = Known::of(name, key, is_wanted);
        }
        let known = &self.slots[slot];
        known.is_wanted.then(|| known.name.clone())
    }

    fn wants(&self, name: &str) -> bool {
        self.wants_attribute.is_none_or(|wants| wants(name) || OF_TREE_BUILDER.contains(&name))
    }
}

impl Known {
    fn of(name: &str, key: Key, is_wanted: bool) -> Self {
        let name = LocalName::from(name);
        Self { key, is_formatting: is_formatting(&name), name, is_wanted }
    }

    #[inline]
    fn is(&self, key: Key, name: &str) -> bool {
        self.key == key && (key.is_whole() || *self.name == *name)
    }
}

/// A short name itself, with its length in the upper byte; of a long one some of its bytes.
#[derive(Clone, Copy, PartialEq)]
struct Key(u64);

impl Key {
    /// The upper byte of all long names.
    const LONG: u64 = 0xFF << (u64::BITS - u8::BITS);

    #[inline]
    fn of(text: &str, range: &Range<usize>) -> Self {
        let rest = &text.as_bytes()[range.start..];
        let length = range.len();
        let word = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes));
        if length > INLINE {
            let name = &rest[..length];
            let mixed = word(name.first_chunk()) ^ word(name.last_chunk()).rotate_left(29) ^ length as u64;
            return Self(mixed | Self::LONG);
        }
        let first = match rest.first_chunk() {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => rest.iter().rev().fold(0, |word, byte| word << u8::BITS | u64::from(*byte)),
        };
        let behind = u64::MAX << (length * u8::BITS as usize);
        Self(first & !behind | (length as u64) << (u64::BITS - u8::BITS))
    }

    /// Whether it is all of the name.
    #[inline]
    fn is_whole(self) -> bool {
        self.0 & Self::LONG != Self::LONG
    }

    #[inline]
    fn slot(self) -> usize {
        /// 2^64 over the golden ratio, for multiplicative hashing (Knuth, TAOCP 3, 6.4).
        const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
        (self.0.wrapping_mul(GOLDEN) >> (u64::BITS - SLOTS.ilog2())) as usize
    }
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
        let mut names = Names::new(Some(|name| name.ends_with('7')));
        for number in 0..10_000 {
            for name in [format!("data-name-{}", number % 1_300), format!("d{}", number * 7 % 1_500)] {
                // What stands behind a name is no part of it.
                for text in [name.clone(), format!("{name}=\"7\" id=a>")] {
                    assert_eq!(&*names.get(&text, 0..name.len()).name, name);
                    let wanted = name.ends_with('7').then(|| LocalName::from(&*name));
                    assert_eq!(names.wanted(&text, 0..name.len()), wanted);
                }
            }
        }
        assert_eq!(names.get("<div", 1..4).name, LocalName::from("div"));
        assert_eq!(names.get("blockquote", 0..10).name, LocalName::from("blockquote"));
        assert!(names.get("<b>", 1..2).is_formatting && !names.get("<b\0>", 1..3).is_formatting);
    }

    #[test]
    fn what_the_tree_builder_asks_for_is_wanted() {
        let mut names = Names::new(Some(|_| false));
        for name in OF_TREE_BUILDER {
            assert_eq!(names.wanted(name, 0..name.len()).as_deref(), Some(*name));
        }
        assert_eq!(names.wanted("id", 0..2), None);
        assert_eq!(Names::new(None).wanted("id", 0..2).as_deref(), Some("id"));
    }
}
