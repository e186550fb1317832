//! What the values of classes and ids say that metadata are read from: a part of the page about something else,
//! an author, a date. Each name is looked at once, in one pass over its bytes.

use std::sync::LazyLock;

use aho_corasick::automaton::Automaton;
use aho_corasick::dfa::DFA;
use aho_corasick::{AhoCorasick, Anchored};
use copydesk_cleaner::{NodeId, Page};
use rustc_hash::FxHashSet;

/// Words of class names and ids, in lower case; a word is what stands between hyphens and underscores.
/// Source: markup of the publishing systems that the sample pages imitate.
const FOREIGN_WORDS: &[&str] = &[
    "comment",
    "comments",
    "commentlist",
    "disqus",
    "respond",
    "replies",
    "related",
    "recommended",
    "recommendations",
    "popular",
    "trending",
    "mostread",
    "latest",
    "newsletter",
    "footer",
    "breadcrumb",
    "breadcrumbs",
    "carousel",
    "readnext",
    "teaser",
    "teasers",
    "promo",
    "widget",
    "nav",
    "navbar",
    "navigation",
    "menu",
    "recent",
    "upnext",
    "copyright",
    "outbrain",
    "taboola",
    "advert",
    "advertisement",
];
/// The word for what stands beside the text: more often than not something else.
const SIDE_WORD: &str = "sidebar";
/// Words that are telling together only; each has a hyphen.
const FOREIGN_PHRASES: &[&str] = &[
    "most-read",
    "read-next",
    "more-news",
    "more-stories",
    "also-like",
    "up-next",
    "next-post",
    "prev-post",
    "kg-bookmark",
];
/// Page builders that put "widget" or "menu" into the class of every element.
const BUILDERS: &[&str] = &["elementor", "et_pb", "wp-block", "wp-elements"];
/// What a footer belongs to when it is the article's own.
const OWN_FOOTERS: &[&str] = &["entry", "post", "article"];

/// Words of classes and ids that name an author. Source: markup of the publishing systems that the
/// sample pages imitate.
const AUTHOR_CLASSES: &[&str] =
    &["author", "byline", "by-line", "autor", "writer", "contributor", "submitted", "posted-by", "username"];
/// Words of classes and ids that name a date.
const DATE_CLASSES: &[&str] = &[
    "date",
    "time",
    "published",
    "posted",
    "byline",
    "meta",
    "datum",
    "fecha",
    "submitted",
    "article-info",
    "dateline",
];
/// Parts of an author's box that are not the name, and authors of something else.
const BOX_CLASSES: &[&str] = &[
    "bio", "avatar", "image", "photo", "social", "desc", "about", "follow", "job", "role", "quote", "comment",
];
/// Those of them that other words begin with ("jobs-board", "biology").
const PART_OF_WORDS: &[&str] = &["bio", "job", "role", "desc"];
/// Words that begin as "author" does.
const NOT_AUTHOR: &[&str] = &["authority", "authoriz", "authoris", "authoring"];
/// Words of foreign parts, to be looked up, and phrases, to be found.
static FOREIGN_NAMES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| FOREIGN_WORDS.iter().copied().collect());
static PHRASES: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(FOREIGN_PHRASES).expect("a few short phrases fit"));

/// Finds the words and phrases of all lists anywhere in classes and ids.
static ANYWHERE: LazyLock<DFA> = LazyLock::new(|| {
    let all = LISTS.iter().flat_map(|(words, _)| *words);
    DFA::builder().ascii_case_insensitive(true).build(all).expect("a few short words fit")
});
/// What finding a word of each list says; the lists of foreign parts only say where to look closer.
const LISTS: &[(&[&str], ClassSays)] = &[
    (AUTHOR_CLASSES, ClassSays::AUTHOR),
    (BOX_CLASSES, ClassSays::PART_OF_BOX),
    (DATE_CLASSES, ClassSays::DATE),
    (FOREIGN_WORDS, ClassSays::FOREIGN),
    (FOREIGN_PHRASES, ClassSays::FOREIGN),
    (&[SIDE_WORD], ClassSays::BESIDE),
];

/// What the class and the id of an element say of it, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ClassSays(u8);

impl ClassSays {
    const NOTHING: Self = Self(0);
    /// It is about something else than the article.
    pub(super) const FOREIGN: Self = Self(1);
    pub(super) const AUTHOR: Self = Self(2);
    /// It is a part of an author's box that is not the name.
    pub(super) const PART_OF_BOX: Self = Self(4);
    pub(super) const DATE: Self = Self(8);
    /// It stands beside the text.
    pub(super) const BESIDE: Self = Self(16);

    pub(super) fn says(self, what: Self) -> bool {
        self.0 & what.0 != 0
    }

    /// The same, foreign or not.
    #[must_use]
    pub(super) fn with_foreign(self, is_foreign: bool) -> Self {
        Self(self.0 & !Self::FOREIGN.0 | u8::from(is_foreign))
    }

    /// What is known of the values is not looked at again: many elements share theirs.
    pub(super) fn of(page: &Page, id: NodeId, known: &mut Known) -> Self {
        let mut says = Self::NOTHING;
        for value in page.value_numbers(id) {
            says.add(known.of_value(page, value));
        }
        says
    }

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    fn of_name(name: &str) -> Self {
        let mut says = Self::NOTHING;
        let words = &*ANYWHERE;
        let Ok(mut state) = words.start_state(Anchored::No) else { return says };
        for (at, byte) in name.bytes().enumerate() {
            state = words.next_state(Anchored::No, state, byte);
            if !words.is_match(state) {
                continue;
            }
            for index in 0..words.match_len(state) {
                let pattern = words.match_pattern(state, index);
                let (start, end) = (at + 1 - words.pattern_len(pattern), at + 1);
                let is_start_of_word = PART_OF_WORDS.contains(&&name[start..end])
                    && name[end..].starts_with(|ch: char| ch.is_ascii_alphabetic());
                let is_authority = name[end..].starts_with(['i', 'I'])
                    && NOT_AUTHOR.iter().any(|word| {
                        let behind = name.as_bytes()[start..].get(..word.len());
                        behind.is_some_and(|behind| behind.eq_ignore_ascii_case(word.as_bytes()))
                    });
                if !is_start_of_word && !is_authority {
                    says.add(meaning(pattern.as_usize()));
                }
            }
        }
        if says.says(Self::BESIDE) && !is_beside(name) {
            says.0 &= !Self::BESIDE.0;
        }
        says.with_foreign(says.says(Self::FOREIGN) && is_foreign(name))
    }
}

/// What the values of a page's classes and ids say, and the names in them, by number; none where nobody has asked.
pub(super) struct Known {
    values: Vec<Option<ClassSays>>,
    names: Vec<Option<ClassSays>>,
}

impl Known {
    /// Of nothing yet.
    pub(super) fn of(page: &Page) -> Self {
        Self { values: vec![None; page.value_count()], names: vec![None; page.names().len()] }
    }

    fn of_value(&mut self, page: &Page, value: usize) -> ClassSays {
        *self.values[value].get_or_insert_with(|| {
            let mut says = ClassSays::NOTHING;
            for name in page.names_in(value) {
                says.add(*self.names[name].get_or_insert_with(|| ClassSays::of_name(page.name(name))));
            }
            says
        })
    }
}

/// What a word says, by its place in all lists.
fn meaning(word: usize) -> ClassSays {
    let mut before = 0;
    for (words, says) in LISTS {
        before += words.len();
        if word < before {
            return *says;
        }
    }
    ClassSays::NOTHING
}

/// Whether one of the words of a name is that for what stands beside the text.
fn is_beside(name: &str) -> bool {
    let class = name.to_ascii_lowercase();
    !is_of_builder(&class) && class.split(['-', '_']).any(|word| word == SIDE_WORD)
}

fn is_of_builder(class: &str) -> bool {
    BUILDERS.iter().any(|builder| class.starts_with(builder))
}

fn is_foreign(name: &str) -> bool {
    let class = name.to_ascii_lowercase();
    if is_of_builder(&class) {
        return false;
    }
    let own = || class.contains("footer") && OWN_FOOTERS.iter().any(|owner| class.starts_with(owner));
    let foreign = || class.split(['-', '_']).any(|word| FOREIGN_NAMES.contains(word));
    let phrase = || class.contains('-') && PHRASES.is_match(&class);
    foreign() && !own() || phrase()
}
