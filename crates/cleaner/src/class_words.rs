//! Family that the words of an element's class and id give it, from `class_words.toml`.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use crate::page::Page;
use crate::{Attr, Family, NodeId};

/// Most words that an entry joins.
const LONGEST_ENTRY: usize = 4;

/// In names of more words than this, such as `anchorWithStickyNavbar_LWe`, only the first and the last
/// words say what the element is.
const SHORT_NAME: usize = 3;

/// First words of the classes by which `WordPress` lists a post's terms: `tag-cookies`, `category-ads`.
const TERM_PREFIXES: &[&str] =
    &["tag", "category", "cat", "author", "type", "format", "post", "topic", "term", "page"];

static WORDS: LazyLock<HashMap<String, Family>> = LazyLock::new(|| {
    let table: BTreeMap<Family, Vec<String>> =
        toml::from_str(include_str!("class_words.toml")).expect("embedded table is checked by a test");
    table.into_iter().flat_map(|(family, words)| words.into_iter().map(move |word| (word, family))).collect()
});

/// The family that an element's own class or id names, with the word that named it.
pub(crate) fn family_of(page: &Page, id: NodeId) -> Option<(Family, &'static str)> {
    [Attr::Class, Attr::Id].into_iter().filter_map(|attr| page.attr(id, attr)).find_map(family_of_value)
}

fn family_of_value(value: &str) -> Option<(Family, &'static str)> {
    value.split_ascii_whitespace().find_map(|name| {
        if let Some((word, family)) = WORDS.get_key_value(format!("={name}").as_str()) {
            return Some((*family, word.trim_start_matches('=')));
        }
        let words = split_words(name);
        let is_term = words.len() > 1 && TERM_PREFIXES.contains(&words[0].as_str());
        // The longest entry says most: `comment-form` before `comment`.
        let shortest = if is_term { words.len() } else { 1 };
        (shortest..=LONGEST_ENTRY.min(words.len())).rev().find_map(|length| {
            let last = words.len() - length;
            (0..=last).filter(|start| words.len() <= SHORT_NAME || *start == 0 || *start == last).find_map(
                |start| {
                    let entry = words[start..start + length].join("-");
                    WORDS.get_key_value(entry.as_str()).map(|(word, family)| (*family, word.as_str()))
                },
            )
        })
    })
}

/// Splits `jpRelated-posts_2` into `jp`, `related`, `posts`.
fn split_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous_is_lower = false;
    let mut in_word = false;
    for ch in name.chars() {
        if !ch.is_alphabetic() {
            in_word = false;
            previous_is_lower = false;
            continue;
        }
        if !in_word || (ch.is_uppercase() && previous_is_lower) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(ch.to_lowercase());
        }
        in_word = true;
        previous_is_lower = ch.is_lowercase();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_at_marks_and_humps() {
        assert_eq!(split_words("jpRelated-posts_2"), ["jp", "related", "posts"]);
        assert_eq!(split_words("NAVBAR"), ["navbar"]);
    }

    #[test]
    fn the_longest_entry_names_the_family() {
        assert_eq!(family_of_value("comment-form x").map(|found| found.0), Some(Family::CommentsForm));
        assert_eq!(family_of_value("l-main site-footer").map(|found| found.0), Some(Family::Footer));
        assert_eq!(family_of_value("article-body adventure navigate"), None);
        assert_eq!(family_of_value("post tag-cookies category-ads"), None);
        assert_eq!(family_of_value("anchor anchorWithStickyNavbar_LWe7"), None);
    }

    #[test]
    fn every_entry_can_match() {
        let is_matchable = |word: &str| {
            let words = split_words(word);
            words.len() <= LONGEST_ENTRY && words.join("-") == word.trim_start_matches('=')
        };
        let unmatchable: Vec<_> = WORDS.keys().filter(|word| !is_matchable(word)).collect();
        assert!(unmatchable.is_empty(), "{unmatchable:?}");
    }
}
