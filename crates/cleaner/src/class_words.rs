//! Family that the words of an element's class and id give it, from `class_words.toml`.

use std::collections::BTreeMap;
use std::num::NonZeroU16;
use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::page::Page;
use crate::script::weight;
use crate::word_filter::WordFilter;
use crate::{Attr, Family, NodeId, Tag};

/// Most words that an entry joins.
const LONGEST_ENTRY: usize = 4;

/// In names of more words than this, such as `anchorWithStickyNavbar_LWe`, only the first and the last
/// words say what the element is.
const SHORT_NAME: usize = 3;

/// First words of the classes by which `WordPress` lists a post's terms: `tag-cookies`, `category-ads`.
const TERM_PREFIXES: &[&[u8]] =
    &[b"tag", b"category", b"cat", b"author", b"type", b"format", b"post", b"topic", b"term", b"page"];

/// The first two of those of `TypePad` and Drupal: `entry-category-social_media`, `node--type-newsletter`.
const LONG_TERM_PREFIXES: &[&[u8]] = &[b"entry-category", b"entry-type", b"node-type"];

/// Most pages have a new value of class or id in fewer nodes than this.
const NODES_PER_VALUE: usize = 8;

/// Notices that ask to subscribe have fewer paragraphs as heavy as this.
const PAYWALLED_PARAGRAPHS: usize = 3;
const PAYWALLED_PARAGRAPH: usize = 150;

/// Number of an entry, counted from 1.
type Entry = Option<NonZeroU16>;

static ENTRIES: LazyLock<Vec<(String, Family)>> = LazyLock::new(|| {
    let table: BTreeMap<Family, Vec<String>> =
        toml::from_str(include_str!("class_words.toml")).expect("embedded table is checked by a test");
    table.into_iter().flat_map(|(family, words)| words.into_iter().map(move |word| (word, family))).collect()
});

/// Numbers of the entries.
struct Numbers {
    /// Of those that are words of a name.
    words: FxHashMap<&'static [u8], Entry>,
    /// By the first word of these: how many words they have, as bits.
    lengths: FxHashMap<&'static [u8], u8>,
    first_words: WordFilter,
    /// Of those that are a whole name, `=` before them left out.
    names: FxHashMap<&'static str, Entry>,
}

static NUMBERS: LazyLock<Numbers> = LazyLock::new(|| {
    let (mut words, mut names) = (FxHashMap::default(), FxHashMap::default());
    let mut lengths: FxHashMap<_, u8> = FxHashMap::default();
    for ((word, _), number) in ENTRIES.iter().zip(1..) {
        if let Some(name) = word.strip_prefix('=') {
            names.insert(name, NonZeroU16::new(number));
            continue;
        }
        let mut parts = word.split('-');
        let first = parts.next().unwrap_or_default();
        *lengths.entry(first.as_bytes()).or_default() |= 1 << parts.count();
        words.insert(word.as_bytes(), NonZeroU16::new(number));
    }
    let first_words = WordFilter::of(lengths.keys().copied());
    Numbers { words, lengths, first_words, names }
});

/// What is known of a value of a class or id, or of one of the names in it.
#[derive(Debug, Clone, Copy, Default)]
struct Value {
    entry: Entry,
    names_text: bool,
}

/// What the classes and ids of a page's elements name.
#[derive(Debug, Clone)]
pub(crate) struct ClassWords {
    /// The first stands for no value.
    values: Vec<Value>,
    /// Numbers of class and id, by node.
    nodes: Vec<[u32; 2]>,
    /// The different names in the values, as bytes of the page's text.
    names: Vec<Range<u32>>,
    /// Numbers of the names in each value, one value behind the other …
    parts: Vec<u32>,
    /// … and where those of each begin; behind the last, where they end.
    starts: Vec<u32>,
}

impl ClassWords {
    /// Reads each value once: most elements of a page share theirs with others.
    pub(crate) fn of(page: &Page) -> Self {
        let expected = page.len() / NODES_PER_VALUE;
        let mut known: FxHashMap<&str, u32> = FxHashMap::with_capacity_and_hasher(expected, FxBuildHasher);
        let mut names = Names::for_values(expected);
        let mut values = vec![Value::default()];
        let mut starts = vec![0];
        let mut number = |value| {
            *known.entry(value).or_insert_with(|| {
                starts.push(names.parts.len() as u32);
                values.push(names.value_of(value));
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
        starts.push(names.parts.len() as u32);
        let Names { all, parts, .. } = names;
        let names = all.into_iter().map(|(name, _)| page.range_of(name)).collect();
        let mut words = Self { values, nodes, names, parts, starts };
        words.forget_paywalled_text(page);
        words
    }

    /// A notice is short; a name of a paywall that holds paragraphs of text marks what is to be paid for, as
    /// the documentation of search engines has it (`isAccessibleForFree` with the class `paywall`).
    fn forget_paywalled_text(&mut self, page: &Page) {
        let is_paywall =
            |value: &Value| value.entry.is_some_and(|entry| family_and_word(entry).0 == Family::Paywall);
        if !self.values.iter().any(is_paywall) {
            return;
        }
        let mut paragraphs = vec![0; self.values.len()];
        for id in page.all().filter(|id| page.tag(*id) == Tag::P) {
            let mut names = page.ancestors(id).flat_map(|above| self.nodes[above.index()]);
            if let Some(number) = names.find(|number| is_paywall(&self.values[*number as usize]))
                && is_heavy(page, id)
            {
                paragraphs[number as usize] += 1;
            }
        }
        for (value, count) in self.values.iter_mut().zip(paragraphs) {
            if count >= PAYWALLED_PARAGRAPHS {
                value.entry = None;
            }
        }
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

    /// The different names in the values.
    pub(crate) fn names(&self) -> &[Range<u32>] {
        &self.names
    }

    /// Which of them stand in a value.
    pub(crate) fn names_in(&self, value: usize) -> &[u32] {
        &self.parts[self.starts[value] as usize..self.starts[value + 1] as usize]
    }
}

/// The family that an element's own class or id names, with the word that named it.
pub(crate) fn family_of(page: &Page, id: NodeId) -> Option<(Family, &'static str)> {
    let [class, name] = page.class_words().values(id);
    class.entry.or(name.entry).map(family_and_word)
}

/// Whether a paragraph is heavier than those of a notice.
fn is_heavy(page: &Page, id: NodeId) -> bool {
    let texts = page.descendants(id).filter(|inner| page.tag(*inner) == Tag::Text);
    let mut all = 0;
    texts.map(|text| weight(page.text(text))).any(|weight| {
        all += weight;
        all >= PAYWALLED_PARAGRAPH
    })
}

fn family_and_word(entry: NonZeroU16) -> (Family, &'static str) {
    let (word, family) = &ENTRIES[usize::from(entry.get()) - 1];
    (*family, word.trim_start_matches('='))
}

/// Whether class or id of an element hold a word that names text.
pub(crate) fn names_text(page: &Page, id: NodeId) -> bool {
    page.class_words().values(id).iter().any(|value| value.names_text)
}

/// Class words by which publishing systems name what holds the text.
const TEXT_WORDS: [&str; 9] =
    ["article", "content", "entry", "story", "post", "body", "text", "main", "blog"];

/// Bits of a letter that tell it from others, in both cases.
const LETTER_BITS: u32 = 5;
const LETTER_MASK: usize = (1 << LETTER_BITS) - 1;

/// Which of these words may begin with two letters, as bits.
static BEGINNINGS: [u16; 1 << (2 * LETTER_BITS)] = {
    let mut beginnings = [0; 1 << (2 * LETTER_BITS)];
    let mut number = 0;
    while number < TEXT_WORDS.len() {
        let word = TEXT_WORDS[number].as_bytes();
        beginnings[beginning([word[0], word[1]])] |= 1 << number;
        number += 1;
    }
    beginnings
};

const fn beginning(letters: [u8; 2]) -> usize {
    (letters[0] as usize & LETTER_MASK) << LETTER_BITS | letters[1] as usize & LETTER_MASK
}

fn holds_text_word(name: &str) -> bool {
    let bytes = name.as_bytes();
    let mut place = 0;
    bytes.iter().enumerate().any(|(end, byte)| {
        place = (place << LETTER_BITS | usize::from(*byte) & LETTER_MASK) % BEGINNINGS.len();
        // Numbers of the words that may begin with this byte and the one before, as bits.
        let numbers = BEGINNINGS[place];
        numbers != 0 && end > 0 && begins_with_text_word(&bytes[end - 1..], numbers)
    })
}

fn begins_with_text_word(bytes: &[u8], mut numbers: u16) -> bool {
    while numbers != 0 {
        let word = TEXT_WORDS[numbers.trailing_zeros() as usize].as_bytes();
        numbers &= numbers - 1;
        if bytes.get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word)) {
            return true;
        }
    }
    false
}

/// The names of a page's classes and ids. Each is looked at once: most stand in many values.
#[derive(Default)]
struct Names<'a> {
    /// Their numbers.
    known: FxHashMap<&'a str, u32>,
    all: Vec<(&'a str, Value)>,
    /// Numbers of the names in the values that were looked at.
    parts: Vec<u32>,
    words: Words,
}

impl<'a> Names<'a> {
    fn for_values(count: usize) -> Self {
        Self { known: FxHashMap::with_capacity_and_hasher(count, FxBuildHasher), ..Self::default() }
    }

    /// The first name with an entry gives it, and the name that says most of text decides.
    fn value_of(&mut self, value: &'a str) -> Value {
        let mut all = Value::default();
        for name in value.split_ascii_whitespace() {
            let (words, names) = (&mut self.words, &mut self.all);
            let number = *self.known.entry(name).or_insert_with(|| {
                let entry = entry_of(name, words);
                names.push((name, Value { entry, names_text: holds_text_word(name) }));
                names.len() as u32 - 1
            });
            self.parts.push(number);
            let (_, one) = names[number as usize];
            all.entry = all.entry.or(one.entry);
            all.names_text |= one.names_text;
        }
        all
    }
}

fn entry_of(name: &str, words: &mut Words) -> Entry {
    if let Some(entry) = NUMBERS.names.get(name) {
        return *entry;
    }
    match without_identifiers(name) {
        Some(rest) => words.split(&rest),
        None => words.split(name),
    }
    let count = words.len();
    let lengths = lengths_of_entries(words);
    if lengths == [0; LONGEST_ENTRY + 1] {
        return None;
    }
    let is_term = count > 1 && TERM_PREFIXES.contains(&words.joined(0, 1))
        || count > 2 && LONG_TERM_PREFIXES.contains(&words.joined(0, 2));
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

/// Letters and digits in a row, at least so many, that are a number in base sixteen.
const MIN_HEXADECIMAL: usize = 5;
/// Letters behind a digit that are no word: `02ad`, `B2T1ad`.
const MAX_LETTERS_BEHIND_DIGIT: usize = 3;

/// The name with blanks for what programs number elements with, `richtext-2ad314195f`; none where it has none.
fn without_identifiers(name: &str) -> Option<String> {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    if !name.bytes().any(|byte| is_digit(&byte)) {
        return None;
    }
    let mut rest = name.as_bytes().to_vec();
    for run in rest.split_mut(|byte| !byte.is_ascii_alphanumeric()).filter(|run| run.iter().any(is_digit)) {
        if run.len() >= MIN_HEXADECIMAL && run.iter().all(u8::is_ascii_hexdigit) {
            run.fill(b' ');
            continue;
        }
        let behind_digits = run.split_mut(is_digit).skip(1);
        behind_digits
            .filter(|letters| letters.len() <= MAX_LETTERS_BEHIND_DIGIT)
            .for_each(|letters| letters.fill(b' '));
    }
    String::from_utf8(rest).ok()
}

/// For each place where an entry may begin, how many words those have that begin with the word there.
fn lengths_of_entries(words: &Words) -> [u8; LONGEST_ENTRY + 1] {
    let mut lengths = [0; LONGEST_ENTRY + 1];
    let count = words.len();
    let ends = count.saturating_sub(LONGEST_ENTRY).max(1)..count;
    for start in (0..count.min(1)).chain(ends) {
        let word = words.joined(start, 1);
        if NUMBERS.first_words.may_hold(word) {
            lengths[place_of(start, count)] = NUMBERS.lengths.get(word).copied().unwrap_or(0);
        }
    }
    lengths
}

/// The first word of a name has the first place, the last the second, and so on towards the first.
fn place_of(start: usize, count: usize) -> usize {
    if start == 0 { 0 } else { count - start }
}

/// What a byte of a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mark,
    Small,
    Capital,
}

static KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Mark; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        if byte.is_ascii_lowercase() {
            kinds[byte as usize] = Kind::Small;
        } else if byte.is_ascii_uppercase() {
            kinds[byte as usize] = Kind::Capital;
        }
        byte += 1;
    }
    kinds
};

/// The words of a name in lower case, joined with `-`, so that neighbours are one slice: `jpRelated-posts_2`
/// is `jp-related-posts`. Used again for the next name.
#[derive(Debug, Default)]
struct Words {
    /// UTF-8; looking words up needs no more than bytes.
    text: Vec<u8>,
    /// Where each word begins.
    starts: Vec<usize>,
}

impl Words {
    fn split(&mut self, name: &str) {
        self.text.clear();
        self.starts.clear();
        if name.is_ascii() {
            self.split_ascii(name.as_bytes());
            return;
        }
        let mut previous_is_lower = false;
        let mut in_word = false;
        for ch in name.chars() {
            if !ch.is_alphabetic() {
                in_word = false;
                previous_is_lower = false;
                continue;
            }
            if !in_word || (previous_is_lower && ch.is_uppercase()) {
                self.begin_word();
            }
            let mut encoded = [0; 4];
            ch.to_lowercase().for_each(|ch| self.text.extend(ch.encode_utf8(&mut encoded).bytes()));
            in_word = true;
            previous_is_lower = ch.is_lowercase();
        }
    }

    fn split_ascii(&mut self, name: &[u8]) {
        let Self { text, starts } = self;
        // Each letter may have a mark before it.
        text.resize(2 * name.len(), 0);
        let text = text.as_mut_slice();
        let mut end = 0;
        let mut before = Kind::Mark;
        for byte in name {
            let kind = KINDS[usize::from(*byte)];
            if kind != Kind::Mark {
                if before == Kind::Mark || (before == Kind::Small && kind == Kind::Capital) {
                    if end > 0 {
                        text[end] = b'-';
                        end += 1;
                    }
                    starts.push(end);
                }
                text[end] = byte.to_ascii_lowercase();
                end += 1;
            }
            before = kind;
        }
        self.text.truncate(end);
    }

    fn begin_word(&mut self) {
        if !self.starts.is_empty() {
            self.text.push(b'-');
        }
        self.starts.push(self.text.len());
    }

    fn len(&self) -> usize {
        self.starts.len()
    }

    /// So many words from one on.
    fn joined(&self, start: usize, length: usize) -> &[u8] {
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
        String::from_utf8(words.text).expect("letters and marks")
    }

    fn family(value: &str) -> Option<Family> {
        let number = Names::default().value_of(value).entry?;
        Some(ENTRIES[usize::from(number.get()) - 1].1)
    }

    #[test]
    fn names_are_split_at_marks_and_humps() {
        assert_eq!(joined("jpRelated-posts_2"), "jp-related-posts");
        assert_eq!(joined("NAVBAR"), "navbar");
        let mut words = Words::default();
        words.split("jpRelated-posts_2");
        assert_eq!(
            (words.len(), words.joined(1, 2), words.joined(0, 1)),
            (3, &b"related-posts"[..], &b"jp"[..])
        );
    }

    #[test]
    fn the_longest_entry_names_the_family() {
        assert_eq!(family("comment-form x"), Some(Family::CommentsForm));
        assert_eq!(family("l-main site-footer"), Some(Family::Footer));
        assert_eq!(family("article-body adventure navigate"), None);
        assert_eq!(family("post tag-cookies category-ads"), None);
        assert_eq!(family("entry-category-social_media entry-type-post entry"), None);
        assert_eq!(family("node node--type-newsletter"), None);
        assert_eq!(family("anchor anchorWithStickyNavbar_LWe7"), None);
    }

    #[test]
    fn numbers_of_elements_are_no_words() {
        for name in
            ["richtext-2ad314195f", "block-8c704fc6c648f48c02ad", "B2T1ad", "image-dm-ad0b4fbad3", "s02pgt"]
        {
            assert_eq!(family(name), None, "{name}");
        }
        for (name, expected) in
            [("top5popular", Family::Related), ("ad-300x250", Family::Advert), ("ad2", Family::Advert)]
        {
            assert_eq!(family(name), Some(expected), "{name}");
        }
    }

    #[test]
    fn a_paywall_that_holds_the_text_is_no_mark() {
        let paragraph = format!("<p>{}</p>", "The old ferry left the harbour again. ".repeat(6));
        let family = |count: usize| {
            let html = format!("<div class=paywall>Subscribe{}</div>", paragraph.repeat(count));
            let page = Page::parse(&html, &crate::Limits::default(), crate::Interrupt::default())
                .expect("within limits");
            let id = page.find(Tag::Div).expect("an element");
            family_of(&page, id).map(|(family, _)| family)
        };
        assert_eq!(family(2), Some(Family::Paywall));
        assert_eq!(family(3), None);
    }

    #[test]
    fn words_of_text_are_found_in_both_cases() {
        for (value, expected) in
            [("menu", false), ("menu mainText", true), ("post", true), ("Entry-X", true), ("tex", false)]
        {
            assert_eq!(Names::default().value_of(value).names_text, expected, "{value}");
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
