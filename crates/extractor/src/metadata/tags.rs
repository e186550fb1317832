//! Tags: lists taken apart, and what in them is no tag: the headline, its words one by one, the writer, the site, notes
//! of publishing systems to themselves.

use super::candidate::{Candidates, Field, Source};
use super::precedence::{Context, row};
use super::{Metadata, people, text};

/// Longest tag, in characters and in words.
const MAX_TAG: usize = 100;
const MAX_WORDS: usize = 9;
/// Most tags of a page.
const MAX_TAGS: usize = 100;
/// Bars that make a list; one alone stands between a key and its tag.
const FEWEST_BARS: usize = 2;
/// Words of a headline, and of the first part of one, at least: a shorter text may be the subject and a tag.
const FEWEST_WORDS: usize = 4;
const FEWEST_WORDS_OF_PART: usize = 6;
/// Characters counted as a word in scripts without blanks.
const CHARS_OF_WORD: usize = 3;
/// Tags in a row that are the words of the headline.
const FEWEST_TITLE_WORDS: usize = 4;
/// Characters of a word in a list of words in Han that blanks separate.
const MAX_UNSPACED: usize = 8;
/// What stands before a tag in the keywords of Medium and the sites on it ("Tag:Ferries" beside "Lite:true").
const TAG_KEYS: &[&str] = &["Tag:", "Topic:"];
/// What stands where nobody chose a section or a tag, squashed: the default category of `WordPress` in its translations,
/// and empty variables of templates.
const DEFAULTS: &[&str] = &[
    "uncategorized",
    "uncategorised",
    "allgemein",
    "nonclassé",
    "sincategoría",
    "semcategoria",
    "senzacategoria",
    "geencategorie",
    "nietgecategoriseerd",
    "bezkategorii",
    "okategoriserade",
    "безрубрики",
    "未分类",
    "未分類",
    "nil",
    "null",
    "none",
    "undefined",
    "nan",
    "false",
    "true",
    "tag",
    "tags",
];

/// Offers the tags of a list. Entities go first, for they end with a mark that stands between tags, too.
pub(super) fn offer(list: &str, source: Source, found: &mut Candidates) {
    let list = text::plain(list);
    let by_bars = !list.contains(is_mark) && list.matches('|').count() >= FEWEST_BARS;
    let stands_between = |ch: char| is_mark(ch) || by_bars && ch == '|';
    list.split(stands_between).for_each(|tag| found.push(Field::Tag, source, tag));
}

fn is_mark(ch: char) -> bool {
    matches!(ch, ',' | ';' | '、' | '،' | '，' | '；')
}

/// Whether a text is what systems fill in where nobody chose a section or a tag.
pub(super) fn is_default(value: &str) -> bool {
    DEFAULTS.contains(&text::squash(value).as_str())
}

/// Takes the tags of the first source that has any.
pub(super) fn decide(found: &Candidates, context: &Context, metadata: &mut Metadata) {
    if found.of(Field::Tag).next().is_none() {
        return;
    }
    let mut titles: Vec<String> =
        found.of(Field::Title).map(|candidate| text::squash(&candidate.value)).collect();
    titles.sort_unstable();
    titles.dedup();
    let authors: Vec<String> = metadata.authors.iter().map(|author| text::squash(author)).collect();
    for source in row(Field::Tag) {
        let offered: Vec<&str> = found.from(Field::Tag, *source).collect();
        if offered.is_empty() {
            continue;
        }
        let (mut tags, mut known_tags): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for value in one_by_one(without_words_of_title(&offered, metadata.title.as_deref()), &titles) {
            let folded = value.to_lowercase();
            let known = known_tags.contains(&folded);
            let squashed = text::squash(value);
            let is_other = context.sites.contains(&squashed)
                || repeats_title(&squashed, value, &titles)
                || DEFAULTS.contains(&squashed.as_str())
                || names_only(value, &squashed, &authors);
            if !known && !is_other && is_tag(value) && tags.len() < MAX_TAGS {
                known_tags.push(folded);
                tags.push(value.to_owned());
            }
        }
        if !tags.is_empty() {
            metadata.tags = tags;
            metadata.sources.insert("tags", source.as_str());
            return;
        }
    }
}

/// Whether a value is a headline or begins one.
fn repeats_title(squashed: &str, value: &str, titles: &[String]) -> bool {
    if !titles.iter().any(|title| title.starts_with(squashed)) {
        return false;
    }
    let is_unspaced = value.contains(text::is_unspaced);
    let words = text::words(value).len() / if is_unspaced { CHARS_OF_WORD } else { 1 };
    words >= FEWEST_WORDS_OF_PART || words >= FEWEST_WORDS && titles.iter().any(|title| title == squashed)
}

/// Whether a value has the form of a tag; remains of markup and settings have not.
fn is_tag(value: &str) -> bool {
    let is_setting = value.split_once(':').is_some_and(|(key, setting)| {
        key.bytes().all(|byte| byte.is_ascii_alphabetic())
            && key.starts_with(char::is_uppercase)
            && setting.starts_with(|ch: char| !ch.is_whitespace())
    });
    let words = value.split_whitespace().count();
    value.chars().count() <= MAX_TAG && words <= MAX_WORDS && !value.contains(['<', '{']) && !is_setting
}

/// Whether a tag is nothing but names of the writers.
fn names_only(value: &str, squashed: &str, authors: &[String]) -> bool {
    authors.iter().any(|author| squashed.contains(author.as_str())) && {
        let named = people::names(value, &[]);
        !named.is_empty() && named.iter().all(|name| authors.contains(&text::squash(name)))
    }
}

/// The tags without the words of the headline, which some systems list one by one before the tags.
fn without_words_of_title<'t>(tags: &'t [&'t str], title: Option<&str>) -> &'t [&'t str] {
    let words = title.unwrap_or_default().split_whitespace().map(text::squash);
    let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    let (mut at, mut end) = (0, 0);
    for tag in tags {
        let tag = text::squash(tag);
        if !tag.is_empty() && words.get(at) != Some(&tag) {
            break;
        }
        at += usize::from(!tag.is_empty());
        end += 1;
    }
    if at >= FEWEST_TITLE_WORDS { &tags[end..] } else { tags }
}

/// The tags without the keys before them, and a list of words in Han that blanks separate taken apart.
fn one_by_one<'t>(tags: &'t [&'t str], titles: &[String]) -> Vec<&'t str> {
    if let [only] = tags {
        let words: Vec<&str> = only.split_whitespace().collect();
        let is_word = |word: &&str| word.chars().count() <= MAX_UNSPACED && word.contains(text::is_unspaced);
        if words.iter().all(is_word) && !titles.contains(&text::squash(only)) {
            return words;
        }
    }
    tags.iter().map(|tag| TAG_KEYS.iter().find_map(|key| tag.strip_prefix(key)).unwrap_or(tag)).collect()
}

#[cfg(test)]
mod tests {
    use copydesk_cleaner::{Interrupt, Limits, Page};

    use super::super::{Known, collect};
    use crate::Hints;

    fn tags(head: &str) -> Vec<String> {
        let html =
            format!("<title>The old ferry sails again</title>{head}<h1>The old ferry sails again</h1>");
        let page = Page::parse(&html, &Limits::default(), Interrupt::default()).expect("within limits");
        let hints = Hints { url: Some("https://post.example/f".to_owned()), ..Hints::default() };
        let known = Known {
            headline: None,
            byline_blocks: Vec::new(),
            edges: Vec::new(),
            page_type: None,
            hints: &hints,
            explain: false,
        };
        collect(&page, &crate::json_ld::values(&page), &known).tags
    }

    fn keywords(list: &str) -> Vec<String> {
        tags(&format!("<meta name=keywords content='{list}'>"))
    }

    #[test]
    fn lists_are_taken_apart_behind_their_entities() {
        assert_eq!(
            keywords("Tide &amp;amp; wind, editor&amp;#39;s picks"),
            ["Tide & wind", "editor's picks"]
        );
        assert_eq!(keywords("渡船，海港，林岛"), ["渡船", "海港", "林岛"]);
        assert_eq!(keywords("渡船 海港 林岛"), ["渡船", "海港", "林岛"]);
        let several =
            "<meta property=article:tag content='Falk, Ida'><meta property=article:tag content=Tides>";
        assert_eq!(tags(several), ["Falk, Ida", "Tides"]);
        assert_eq!(tags("<meta property=article:tag content='Ferries,Tides'>"), ["Ferries", "Tides"]);
    }

    #[test]
    fn headline_writer_and_defaults_are_no_tags() {
        assert_eq!(keywords("The old ferry sails again, tides"), ["tides"]);
        assert_eq!(keywords("the,old,ferry,sails,again,tides"), ["tides"]);
        assert_eq!(keywords("Uncategorized, null, tides"), ["tides"]);
        let author = "<meta name=author content='Ida Falk'>";
        assert_eq!(tags(&format!("{author}<meta name=keywords content='Ida Falk, tides'>")), ["tides"]);
        assert_eq!(keywords("<meta name="), [""; 0]);
    }

    #[test]
    fn settings_among_the_tags_are_none() {
        assert_eq!(keywords("Lite:true, Tag:Ferries, LayerCake:0"), ["Ferries"]);
        assert_eq!(keywords("Harbour: a history"), ["Harbour: a history"]);
    }
}
