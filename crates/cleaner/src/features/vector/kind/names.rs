//! How many classes and ids are named after something that pages of one kind have: a cart, a thread, a hero picture.
//! Publishing systems name such parts in English whatever the language of the page.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::features::vector::{Row, features};
use crate::{Attr, Page};

features! {
    "kind_named_cart": "class and id attributes that hold cart, basket",
    "kind_named_price": "class and id attributes that hold price",
    "kind_named_product": "class and id attributes that hold product",
    "kind_named_post": "class and id attributes that hold post",
    "kind_named_user": "class and id attributes that hold user, member",
    "kind_named_hero": "class and id attributes that hold hero",
    "kind_named_faq": "class and id attributes that hold faq, accordion",
    "kind_named_filter": "class and id attributes that hold filter, facet",
    "kind_named_grid": "class and id attributes that hold grid",
    "kind_named_breadcrumb": "class and id attributes that hold breadcrumb",
    "kind_named_thread": "class and id attributes that hold thread, topic",
    "kind_named_comment": "class and id attributes that hold comment, reply",
    "kind_named_card": "class and id attributes that hold card",
}

/// The words, each with the number of its column.
const WORDS: [(&str, usize); 19] = [
    ("cart", 0),
    ("basket", 0),
    ("price", 1),
    ("product", 2),
    ("post", 3),
    ("user", 4),
    ("member", 4),
    ("hero", 5),
    ("faq", 6),
    ("accordion", 6),
    ("filter", 7),
    ("facet", 7),
    ("grid", 8),
    ("breadcrumb", 9),
    ("thread", 10),
    ("topic", 10),
    ("comment", 11),
    ("reply", 11),
    ("card", 12),
];

static AUTOMATON: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(WORDS.map(|(word, _)| word))
        .expect("few short words")
});

pub(super) fn write(page: &Page, row: &mut Row) {
    let mut counts = [0_u32; FEATURES.len()];
    for (value, elements) in values(page) {
        // Which columns the value counts for, as bits.
        let mut named = 0_u32;
        for found in AUTOMATON.find_overlapping_iter(value) {
            named |= 1 << WORDS[found.pattern().as_usize()].1;
        }
        while named != 0 {
            counts[named.trailing_zeros() as usize] += elements;
            named &= named - 1;
        }
    }
    row.extend(counts.map(|count| count as f32));
}

/// The different values of class and id, and how many elements have each.
fn values(page: &Page) -> impl Iterator<Item = (&str, u32)> {
    let mut values: Vec<(&str, u32)> = vec![("", 0); page.name_count()];
    for id in page.all() {
        for (number, attr) in page.name_numbers(id).into_iter().zip([Attr::Class, Attr::Id]) {
            if number == 0 {
                continue;
            }
            let (value, elements) = &mut values[number];
            if *elements == 0 {
                *value = page.attr(id, attr).unwrap_or_default();
            }
            *elements += 1;
        }
    }
    values.into_iter().filter(|(_, elements)| *elements > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_for_the_feature_that_names_them() {
        for (word, column) in WORDS {
            let (_, words) = FEATURES[column].meaning.rsplit_once("hold ").expect("a list of words");
            assert!(words.split(", ").any(|listed| listed == word), "{word}");
        }
    }
}
