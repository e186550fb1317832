//! How many classes and ids are named after something that pages of one kind have: a cart, a thread, a hero picture.
//! Publishing systems name such parts in English whatever the language of the page.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::Page;
use crate::features::vector::{Row, features};

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
    let columns: Vec<u32> = page.names().map(columns_of).collect();
    let mut elements = vec![0_u32; page.value_count()];
    for number in page.all().flat_map(|id| page.value_numbers(id)) {
        elements[number] += 1;
    }
    let mut counts = [0_u32; FEATURES.len()];
    for (value, elements) in elements.into_iter().enumerate().skip(1) {
        let mut named = page.names_in(value).fold(0, |named, name| named | columns[name]);
        while named != 0 {
            counts[named.trailing_zeros() as usize] += elements;
            named &= named - 1;
        }
    }
    row.extend(counts.map(|count| count as f32));
}

/// Which columns a name counts for, as bits.
fn columns_of(name: &str) -> u32 {
    AUTOMATON
        .find_overlapping_iter(name)
        .fold(0, |named, found| named | 1 << WORDS[found.pattern().as_usize()].1)
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
