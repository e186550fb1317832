//! Family that the words of an element's class and id give it, from `class_words.toml`.

use std::collections::BTreeMap;
use std::num::NonZeroU16;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::page::Page;
use crate::{Attr, Family, NodeId, Tag};

/// Most words that an entry joins.
const LONGEST_ENTRY: usize = 4;

/// In names of more words than this, such as `anchorWithStickyNavbar_LWe`, only the first and the last
/// words say what the element is.
const SHORT_NAME: usize = 3;

/// First words of the classes by which `WordPress` lists a post's terms: `tag-cookies`, `category-ads`.
const TERM_PREFIXES: &[&str] =
    &["tag", "category", "cat", "author", "type", "format", "post", "topic", "term", "page"];

/// Number of an entry, counted from 1.
type Entry = Option<NonZeroU16>;

static ENTRIES: LazyLock<Vec<(String, Family)>> = LazyLock::new(|| {
    let table: BTreeMap<Family, Vec<String>> =
        toml::from_str(include_str!("class_words.toml")).expect("embedded table is checked by a test");
    table.into_iter().flat_map(|(family, words)| words.into_iter().map(move |word| (word, family))).collect()
});

/// Numbers of the entries.
#[derive(Default)]
struct Numbers {
    /// Of those that are words of a name.
    words: FxHashMap<&'static str, Entry>,
    /// By the first word of these: how many words they have, as bits.
    lengths: FxHashMap<&'static str, u8>,
    /// Of those that are a whole name, `=` before them left out.
    names: FxHashMap<&'static str, Entry>,
}

static NUMBERS: LazyLock<Numbers> = LazyLock::new(|| {
    let mut numbers = Numbers::default();
    for ((word, _), number) in ENTRIES.iter().zip(1..) {
        if let Some(name) = word.strip_prefix('=') {
            numbers.names.insert(name, NonZeroU16::new(number));
            continue;
        }
        let mut parts = word.split('-');
        let first = parts.next().unwrap_or_default();
        *numbers.lengths.entry(first).or_default() |= 1 << parts.count();
        numbers.words.insert(word, NonZeroU16::new(number));
    }
    numbers
});

/// What is known of one value of a class or id.
#[derive(Debug, Clone, Copy, Default)]
struct Value {
    entry: Entry,
    text_words: TextWords,
}

/// What the classes and ids of a page's elements name.
#[derive(Debug, Clone)]
pub(crate) struct ClassWords {
    /// The first stands for no value.
    values: Vec<Value>,
    /// Numbers of class and id, by node.
    nodes: Vec<[u32; 2]>,
}

impl ClassWords {
    /// Reads each value once: most elements of a page share theirs with others.
    pub(crate) fn of(page: &Page) -> Self {
        let mut known: FxHashMap<&str, u32> = FxHashMap::default();
        let mut entries = Entries::default();
        let mut values = vec![Value::default()];
        let mut number = |value| {
            *known.entry(value).or_insert_with(|| {
                values.push(Value { entry: entries.of_value(value), text_words: text_words(value) });
                values.len() as u32 - 1
            })
        };
        let mut numbers = |id| match page.tag(id) {
            Tag::Text => [0, 0],
            _ => [Attr::Class, Attr::Id].map(|attr| match page.attr(id, attr) {
                None | Some("") => 0,
                Some(value) => number(value),
            }),
        };
        let nodes = page.all().map(&mut numbers).collect();
        Self { values, nodes }
    }

    fn values(&self, id: NodeId) -> [Value; 2] {
        self.nodes[id.index()].map(|number| self.values[number as usize])
    }

    /// Numbers for the class and the id of a node, the same for the same value; 0 stands for none.
    pub(crate) fn numbers(&self, id: NodeId) -> [u32; 2] {
        self.nodes[id.index()]
    }

    /// One more than the highest of these numbers.
    pub(crate) fn count(&self) -> usize {
        self.values.len()
    }
}

/// The family that an element's own class or id names, with the word that named it.
pub(crate) fn family_of(page: &Page, id: NodeId) -> Option<(Family, &'static str)> {
    let [class, name] = page.class_words().values(id);
    let number = class.entry.or(name.entry)?;
    let (word, family) = &ENTRIES[usize::from(number.get()) - 1];
    Some((*family, word.trim_start_matches('=')))
}

/// What class and id of an element say of text.
pub(crate) fn text_words_of(page: &Page, id: NodeId) -> TextWords {
    let [class, name] = page.class_words().values(id);
    class.text_words.max(name.text_words)
}

/// How much a name says of text: one such word names a text perhaps, two in one name, such as
/// `entry-content`, rather surely.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TextWords {
    #[default]
    None,
    One,
    Two,
}

/// Class words by which publishing systems name what holds the text.
const TEXT_WORDS: [&str; 9] =
    ["article", "content", "entry", "story", "post", "body", "text", "main", "blog"];

/// For each byte, in both cases, which of these words begin with it, as bits.
static BEGINNINGS: LazyLock<[u16; 256]> = LazyLock::new(|| {
    let mut beginnings = [0; 256];
    for (number, word) in TEXT_WORDS.iter().enumerate() {
        let letter = word.as_bytes()[0];
        for letter in [letter, letter.to_ascii_uppercase()] {
            beginnings[usize::from(letter)] |= 1 << number;
        }
    }
    beginnings
});

/// The name that says most decides.
fn text_words(value: &str) -> TextWords {
    let beginnings = &*BEGINNINGS;
    let mut most = TextWords::None;
    // Numbers of the words in this name, as bits.
    let mut found = 0_u16;
    let bytes = value.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if byte.is_ascii_whitespace() {
            found = 0;
            continue;
        }
        let mut numbers = beginnings[usize::from(*byte)];
        while numbers != 0 {
            let number = numbers.trailing_zeros() as usize;
            numbers &= numbers - 1;
            let word = TEXT_WORDS[number].as_bytes();
            if bytes.get(at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word)) {
                found |= 1 << number;
                most = most.max(if found.is_power_of_two() { TextWords::One } else { TextWords::Two });
            }
        }
    }
    most
}

/// The entries of names. Each name is looked at once: most stand in many values.
#[derive(Default)]
struct Entries<'a> {
    known: FxHashMap<&'a str, Entry>,
    words: Words,
}

impl<'a> Entries<'a> {
    /// The entry of the first name in a value that has one.
    fn of_value(&mut self, value: &'a str) -> Entry {
        let mut names = value.split_ascii_whitespace();
        names.find_map(|name| *self.known.entry(name).or_insert_with(|| entry_of(name, &mut self.words)))
    }
}

fn entry_of(name: &str, words: &mut Words) -> Entry {
    if let Some(entry) = NUMBERS.names.get(name) {
        return *entry;
    }
    words.split(name);
    let count = words.len();
    let lengths = lengths_of_entries(words);
    if lengths == [0; LONGEST_ENTRY + 1] {
        return None;
    }
    let is_term = count > 1 && TERM_PREFIXES.contains(&words.joined(0, 1));
    // The longest entry says most: `comment-form` before `comment`.
    let shortest = if is_term { count } else { 1 };
    (shortest..=LONGEST_ENTRY.min(count)).rev().find_map(|length| {
        let last = count - length;
        (0..=last)
            .filter(|start| count <= SHORT_NAME || *start == 0 || *start == last)
            .filter(|start| lengths[place_of(*start, count)] & (1 << (length - 1)) != 0)
            .find_map(|start| NUMBERS.words.get(words.joined(start, length)).copied().flatten())
    })
}

/// For each place where an entry may begin, how many words those have that begin with the word there.
fn lengths_of_entries(words: &Words) -> [u8; LONGEST_ENTRY + 1] {
    let mut lengths = [0; LONGEST_ENTRY + 1];
    let count = words.len();
    let ends = count.saturating_sub(LONGEST_ENTRY).max(1)..count;
    for start in (0..count.min(1)).chain(ends) {
        let known = NUMBERS.lengths.get(words.joined(start, 1));
        lengths[place_of(start, count)] = known.copied().unwrap_or(0);
    }
    lengths
}

/// The first word of a name has the first place, the last the second, and so on towards the first.
fn place_of(start: usize, count: usize) -> usize {
    if start == 0 { 0 } else { count - start }
}

/// The words of a name in lower case, joined with `-`, so that neighbours are one slice: `jpRelated-posts_2`
/// is `jp-related-posts`. Used again for the next name.
#[derive(Debug, Default)]
struct Words {
    text: String,
    /// Where each word begins.
    starts: Vec<usize>,
}

impl Words {
    fn split(&mut self, name: &str) {
        self.text.clear();
        self.starts.clear();
        let mut previous_is_lower = false;
        let mut in_word = false;
        for ch in name.chars() {
            if !ch.is_alphabetic() {
                in_word = false;
                previous_is_lower = false;
                continue;
            }
            if !in_word || (previous_is_lower && ch.is_uppercase()) {
                if !self.starts.is_empty() {
                    self.text.push('-');
                }
                self.starts.push(self.text.len());
            }
            if ch.is_ascii() {
                self.text.push(ch.to_ascii_lowercase());
            } else {
                self.text.extend(ch.to_lowercase());
            }
            in_word = true;
            previous_is_lower = ch.is_lowercase();
        }
    }

    fn len(&self) -> usize {
        self.starts.len()
    }

    /// So many words from one on.
    fn joined(&self, start: usize, length: usize) -> &str {
        let end = self.starts.get(start + length).map_or(self.text.len(), |next| next - 1);
        &self.text[self.starts[start]..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(name: &str) -> String {
        let mut words = Words::default();
        words.split("a-name-before");
        words.split(name);
        words.text
    }

    fn family(value: &str) -> Option<Family> {
        let number = Entries::default().of_value(value)?;
        Some(ENTRIES[usize::from(number.get()) - 1].1)
    }

    #[test]
    fn names_are_split_at_marks_and_humps() {
        assert_eq!(joined("jpRelated-posts_2"), "jp-related-posts");
        assert_eq!(joined("NAVBAR"), "navbar");
        let mut words = Words::default();
        words.split("jpRelated-posts_2");
        assert_eq!((words.len(), words.joined(1, 2), words.joined(0, 1)), (3, "related-posts", "jp"));
    }

    #[test]
    fn the_longest_entry_names_the_family() {
        assert_eq!(family("comment-form x"), Some(Family::CommentsForm));
        assert_eq!(family("l-main site-footer"), Some(Family::Footer));
        assert_eq!(family("article-body adventure navigate"), None);
        assert_eq!(family("post tag-cookies category-ads"), None);
        assert_eq!(family("anchor anchorWithStickyNavbar_LWe7"), None);
    }

    #[test]
    fn text_words_are_counted_in_each_name() {
        for (value, expected) in [
            ("menu", TextWords::None),
            ("post menu mainText", TextWords::Two),
            ("post main", TextWords::One),
            ("Entry-Content", TextWords::Two),
            ("tex", TextWords::None),
        ] {
            assert_eq!(text_words(value), expected, "{value}");
        }
    }

    #[test]
    fn every_entry_can_match() {
        let is_matchable = |word: &str| {
            let name = word.trim_start_matches('=');
            joined(name) == name && name.split('-').count() <= LONGEST_ENTRY
        };
        let words = ENTRIES.iter().map(|(word, _)| word);
        let unmatchable: Vec<_> = words.filter(|word| !is_matchable(word)).collect();
        assert!(unmatchable.is_empty(), "{unmatchable:?}");
    }
}
