//! The page's address: pages of one kind stand at addresses of one shape, and publishing systems name kinds
//! in them (`address_words.toml`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::features::vector::{Row, features};
use crate::model::PageType;
use crate::{Attr, NodeId, Page};

features! {
    "kind_address": "the page gives its own address",
    "kind_address_depth": "parts of the path",
    "kind_address_last_words": "words of the last part",
    "kind_address_last_length": "characters of the last part",
    "kind_address_last_digits": "digits in the last part",
    "kind_address_most_words": "words of the part with the most",
    "kind_address_most_digits": "digits in the part with the most",
    "kind_address_year": "a part is a year",
    "kind_address_extension": "the last part has an extension",
    "kind_address_slash": "the path ends with a slash",
    "kind_address_query": "there is a query",
    "kind_address_labels": "labels of the host",
    "kind_address_article": "a word for articles: 1 in the host, 2 in the path, 3 at its end",
    "kind_address_collection": "the same for collections",
    "kind_address_documentation": "the same for documentation",
    "kind_address_forum": "the same for forums",
    "kind_address_listing": "the same for listings",
    "kind_address_product": "the same for products",
    "kind_address_service": "the same for services",
}

/// Longer file extensions are parts of names.
const MAX_EXTENSION: usize = 5;

/// Where a word stands that names a type.
const IN_HOST: f32 = 1.0;
const IN_PATH: f32 = 2.0;
const AT_END: f32 = 3.0;

/// Years that stand in addresses of dated pages.
const YEARS: std::ops::RangeInclusive<u32> = 1990..=2099;

/// By word: the types that it names, as bits.
static WORDS: LazyLock<FxHashMap<String, u8>> = LazyLock::new(|| {
    let table: BTreeMap<String, Vec<String>> =
        toml::from_str(include_str!("address_words.toml")).expect("embedded table is checked by a test");
    let mut words = FxHashMap::default();
    for (number, kind) in PageType::ALL.iter().enumerate() {
        for word in table.get(kind.as_str()).into_iter().flatten() {
            *words.entry(word.clone()).or_default() |= 1 << number;
        }
    }
    words
});

pub(super) fn write(page: &Page, head: &[NodeId], row: &mut Row) {
    let Some(address) = Address::of(page, head) else {
        row.extend([0.0; FEATURES.len()]);
        return;
    };
    let parts: Vec<Part> = address.path.split('/').filter(|part| !part.is_empty()).map(Part::of).collect();
    let last = parts.last();
    let count = |number: usize| number as f32;
    row.flag(address.is_own);
    row.push(count(parts.len()));
    row.push(count(last.map_or(0, |part| part.words)));
    row.push(count(last.map_or(0, |part| part.characters)));
    row.push(count(last.map_or(0, |part| part.digits)));
    row.push(count(parts.iter().map(|part| part.words).max().unwrap_or_default()));
    row.push(count(parts.iter().map(|part| part.digits).max().unwrap_or_default()));
    row.flag(parts.iter().any(|part| part.name.parse().is_ok_and(|year| YEARS.contains(&year))));
    row.flag(last.is_some_and(|part| part.has_extension));
    row.flag(address.path.ends_with('/'));
    row.flag(address.has_query);
    row.push(count(address.host.split('.').filter(|label| !label.is_empty()).count()));
    let mut places = [0.0; PageType::ALL.len()];
    let mut mark = |word: &str, place: f32| {
        let types = WORDS.get(word.to_ascii_lowercase().as_str()).copied().unwrap_or_default();
        let named = places.iter_mut().enumerate().filter(|(number, _)| types & 1 << number != 0);
        named.for_each(|(_, known)| *known = place);
    };
    address.host.split('.').for_each(|label| mark(label, IN_HOST));
    for (index, part) in parts.iter().enumerate() {
        mark(part.name, if index + 1 == parts.len() { AT_END } else { IN_PATH });
    }
    row.extend(places);
}

/// Host and path of an address.
struct Address<'a> {
    /// The page gives it, not the caller.
    is_own: bool,
    host: &'a str,
    path: &'a str,
    has_query: bool,
}

impl<'a> Address<'a> {
    /// The canonical link, else the address of Open Graph, else the one that the page was fetched from. `head` are
    /// the page's links and meta elements.
    fn of(page: &'a Page, head: &[NodeId]) -> Option<Self> {
        let stated = |id, attr| page.attr(id, attr).filter(|address| !address.trim().is_empty());
        let canonical = head.iter().find_map(|id| {
            let is_canonical = page.attr(*id, Attr::Rel)?.eq_ignore_ascii_case("canonical");
            is_canonical.then(|| stated(*id, Attr::Href)).flatten()
        });
        let open_graph = || {
            let is_url = |id: &&NodeId| page.attr(**id, Attr::Property) == Some("og:url");
            stated(*head.iter().find(is_url)?, Attr::Content)
        };
        match canonical.or_else(open_graph) {
            Some(own) => Some(Self::read(own, true)),
            None => page.url().map(|url| Self::read(url, false)),
        }
    }

    /// An address without host stands for its path.
    fn read(text: &'a str, is_own: bool) -> Self {
        let text = text.trim();
        let end = text.find(['?', '#']).unwrap_or(text.len());
        let (text, has_query) = (&text[..end], text[end..].starts_with('?'));
        let (host, path) = match text.split_once("//") {
            Some((_, rest)) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
            None => ("", text),
        };
        Self { is_own, host, path, has_query }
    }
}

/// A part of a path.
struct Part<'a> {
    name: &'a str,
    has_extension: bool,
    words: usize,
    characters: usize,
    digits: usize,
}

impl<'a> Part<'a> {
    fn of(text: &'a str) -> Self {
        let (name, has_extension) = match text.rsplit_once('.') {
            Some((name, extension)) if !name.is_empty() && extension.len() <= MAX_EXTENSION => (name, true),
            _ => (text, false),
        };
        let words = name.split(['-', '_', '+', ' ']).filter(|word| !word.is_empty());
        Self {
            name,
            has_extension,
            words: words.count(),
            characters: name.chars().count(),
            digits: name.bytes().filter(u8::is_ascii_digit).count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_words_in_lower_case_and_nothing_else_does() {
        let table: BTreeMap<String, Vec<String>> =
            toml::from_str(include_str!("address_words.toml")).expect("a table");
        let types: Vec<&str> = PageType::ALL.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(table.keys().map(String::as_str).collect::<Vec<_>>(), types);
        assert!(table.values().flatten().all(|word| *word == word.to_lowercase() && !word.contains('/')));
    }
}
