//! Pages with more noise around their text than they came with: link lists and teasers of other sites are
//! put beside the text. Training pages show few layouts of portals; grafts make many from them, and what
//! was grafted is known to be noise.

use std::ops::Range;

use ego_tree::NodeId;
use scraper::node::{Comment, Node};
use scraper::{ElementRef, Html};

use super::age;
use super::runs::Phrases;

/// A graft has so many characters of text …
const MIN_TEXT: usize = 150;
const MAX_TEXT: usize = 6000;
/// … at least so many links …
const MIN_LINKS: usize = 4;
/// … and at least this share of its text in them.
const MIN_LINK_SHARE: f32 = 0.15;
/// Taken from one page.
const MAX_FROM_PAGE: usize = 6;
/// Put into one page.
const MAX_INTO_PAGE: u64 = 4;
/// One graft in so many of those into articles is a run made of phrases of other pages …
const RUNS_ONE_IN: u64 = 3;
/// … and one in so many of these is of teasers, the others are of comments.
const TEASERS_ONE_IN: u64 = 2;
/// One in so many of the others is a thread of comments.
const THREADS_ONE_IN: u64 = 4;
/// One graft in so many stands before an element on the way to the text, not behind it.
const BEFORE_ONE_IN: u64 = 3;
/// One run of comments in so many follows the text inside the same element.
const AT_THE_END_ONE_IN: u64 = 4;
/// What the class or id of a thread of comments has in it on most systems.
const THREAD_NAMES: [&str; 2] = ["comment", "disqus"];

/// Parts of pages that are noise in every other article.
#[derive(Debug, Default, Clone)]
pub(super) struct Grafts {
    /// Markup of link lists and teasers.
    lists: Vec<String>,
    /// Markup of threads of comments.
    threads: Vec<String>,
    /// What runs of teasers and comments are made of.
    phrases: Phrases,
}

impl Grafts {
    pub(super) fn append(&mut self, mut other: Self) {
        self.lists.append(&mut other.lists);
        self.threads.append(&mut other.threads);
        self.phrases.append(other.phrases);
    }

    /// A graft and where it goes.
    fn choose(&self, is_article: bool, dice: &mut Dice) -> (String, Place) {
        let place = if dice.one_in(BEFORE_ONE_IN) { Place::Before } else { Place::Behind };
        if is_article && !self.phrases.is_empty() && dice.one_in(RUNS_ONE_IN) {
            if dice.one_in(TEASERS_ONE_IN) {
                return (self.phrases.teasers(dice), place);
            }
            let place = if dice.one_in(AT_THE_END_ONE_IN) { Place::AtTheEnd } else { Place::Behind };
            return (self.phrases.comments(dice), place);
        }
        let takes_thread = is_article && !self.threads.is_empty() && dice.one_in(THREADS_ONE_IN);
        let from = if takes_thread { &self.threads } else { &self.lists };
        (dice.pick(from).clone(), place)
    }
}

/// Where a graft goes, as seen from an element on the way to the text.
#[derive(Debug, Clone, Copy)]
enum Place {
    Before,
    Behind,
    /// Behind all that is inside, if it may hold a graft.
    AtTheEnd,
}

/// Elements that are grafted.
const GRAFTED: &[&str] = &["div", "ul", "ol", "section", "aside", "nav", "table", "footer", "dl", "main"];
/// Elements that may hold a graft.
const HOLDERS: &[&str] =
    &["body", "div", "section", "main", "article", "td", "center", "form", "font", "span"];

/// The way to the text goes on into a child with more than this share of its parent's text outside links.
const MAIN_SHARE: f32 = 0.5;

/// Deterministic choices for one page (`SplitMix64`, Steele, Lea and Flood 2014).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`, which is not 0.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    /// True once in so many times.
    pub(super) fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// A number of this range, which is not empty.
    pub(super) fn within(&mut self, range: Range<u64>) -> u64 {
        range.start + self.below(range.end - range.start)
    }

    /// One of these, of which there is at least one.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }
}

/// Elements of a page that are mostly lists of links, or threads of comments.
pub(super) fn grafts_of(html: &str) -> Grafts {
    let document = Html::parse_document(html);
    let mut found = Grafts::default();
    collect(document.root_element(), &mut found);
    Grafts { lists: spread(found.lists), threads: spread(found.threads), phrases: phrases_of(&document) }
}

/// Some from the whole page, not from its head only.
pub(super) fn spread(found: Vec<String>) -> Vec<String> {
    let step = found.len().div_ceil(MAX_FROM_PAGE).max(1);
    found.into_iter().step_by(step).collect()
}

/// Paragraphs without links, and texts of links.
fn phrases_of(document: &Html) -> Phrases {
    let mut phrases = Phrases::default();
    for element in document.root_element().descendants().filter_map(ElementRef::wrap) {
        let text = || element.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
        match element.value().name() {
            "p" if measure(element).2 == 0 => phrases.add_paragraph(&text()),
            "a" => phrases.add_link(&text()),
            _ => {}
        }
    }
    phrases.spread()
}

fn collect(element: ElementRef<'_>, found: &mut Grafts) {
    let (text, linked, links) = measure(element);
    if text < MIN_TEXT {
        return;
    }
    let value = element.value();
    let is_graft = text <= MAX_TEXT && GRAFTED.contains(&value.name());
    let names = [value.attr("class"), value.attr("id")];
    let is_named = |name: &str| THREAD_NAMES.iter().any(|thread| name.to_lowercase().contains(thread));
    if is_graft && names.into_iter().flatten().any(is_named) {
        found.threads.push(element.html());
    } else if is_graft && links >= MIN_LINKS && linked as f32 / text as f32 >= MIN_LINK_SHARE {
        found.lists.push(element.html());
    } else {
        element.child_elements().for_each(|child| collect(child, found));
    }
}

/// Characters of text, those in links, and links.
fn measure(element: ElementRef<'_>) -> (usize, usize, usize) {
    let (mut text, mut linked, mut links) = (0, 0, 0);
    for node in element.descendants() {
        match node.value() {
            Node::Element(inner) => links += usize::from(inner.name() == "a"),
            Node::Text(inner) => {
                let names = || node.ancestors().filter_map(|above| above.value().as_element());
                if names().any(|above| matches!(above.name(), "script" | "style" | "noscript" | "template")) {
                    continue;
                }
                let length = inner.trim().chars().count();
                text += length;
                if names().any(|above| above.name() == "a") {
                    linked += length;
                }
            }
            _ => {}
        }
    }
    (text, linked, links)
}

/// The page in an older layout, without and with grafts beside the elements on the way to its text; with
/// comments and runs of teasers only where those are not the text.
pub(super) fn with_grafts(
    html: &str,
    grafts: &Grafts,
    is_article: bool,
    dice: &mut Dice,
) -> Option<[String; 2]> {
    let mut document = Html::parse_document(html);
    let way = way_to_text(&document);
    if grafts.lists.is_empty() || way.is_empty() {
        return None;
    }
    let mut chosen = Vec::new();
    for number in 0..=dice.below(MAX_INTO_PAGE) {
        let (graft, place) = grafts.choose(is_article, dice);
        let mark = format!("graft {number}");
        let beside = way[dice.below(way.len() as u64) as usize];
        match place {
            Place::Before => insert(&mut document, beside, &mark, true),
            Place::Behind => insert(&mut document, beside, &mark, false),
            Place::AtTheEnd => {
                let end = end_of(&document, beside);
                insert(&mut document, end, &mark, false);
            }
        }
        chosen.push((mark, graft));
    }
    if dice.below(2) == 0 {
        age::age(&mut document, &way, dice);
    }
    // A byte order mark outranks what the page says of its encoding.
    let own = format!("\u{feff}{}", age::markup(&document));
    let mut markup = own.clone();
    for (mark, graft) in chosen {
        markup = markup.replacen(&format!("<!--{mark}-->"), &graft, 1);
    }
    Some([own, markup])
}

/// The last node inside an element that may hold a graft, else the element: in a table, the parser would
/// move the graft before it.
fn end_of(document: &Html, element: NodeId) -> NodeId {
    let inside = document
        .tree
        .get(element)
        .filter(|node| node.value().as_element().is_some_and(|element| HOLDERS.contains(&element.name())));
    inside.and_then(|node| node.last_child()).map_or(element, |last| last.id())
}

/// Puts a comment beside a node.
pub(super) fn insert(document: &mut Html, beside: NodeId, mark: &str, is_before: bool) {
    let comment = Node::Comment(Comment { comment: mark.into() });
    if let Some(mut node) = document.tree.get_mut(beside) {
        if is_before {
            node.insert_before(comment);
        } else {
            node.insert_after(comment);
        }
    }
}

/// Elements that hold most of the text of the element before, from the body's child on.
fn way_to_text(document: &Html) -> Vec<NodeId> {
    let mut way = Vec::new();
    let is_body = |child: &ElementRef<'_>| child.value().name() == "body";
    let mut next = document.root_element().child_elements().find(is_body);
    while let Some(here) = next {
        next = main_child(here);
        if let Some(child) = next
            && HOLDERS.contains(&here.value().name())
        {
            way.push(child.id());
        }
    }
    way
}

/// The child that holds most of an element's text outside links.
fn main_child(element: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let unlinked = |element: ElementRef<'_>| {
        let (text, linked, _) = measure(element);
        text - linked
    };
    let whole = unlinked(element) as f32;
    element.child_elements().find(|child| unlinked(*child) as f32 > whole * MAIN_SHARE)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn text(html: &str) -> String {
        let words: Vec<String> = Html::parse_document(html)
            .root_element()
            .text()
            .flat_map(str::split_whitespace)
            .map(|word| word.trim_matches('\u{feff}').to_owned())
            .collect();
        words.join(" ")
    }

    fn page() -> String {
        let story = "<p>The ferry left the harbour before dawn, and nobody saw it go.</p>".repeat(6);
        format!("<body><div id=top>Harbour News</div><div><div>{story}</div><div>Imprint</div></div>")
    }

    fn list() -> String {
        let link = |number: usize| format!("<li><a href=/{number}>Story {number} of another paper</a></li>");
        format!("<body><p>Words.</p><ul>{}</ul>", (0..9).map(link).collect::<String>())
    }

    #[test]
    fn lists_of_links_are_taken_and_paragraphs_are_not() {
        let grafts = grafts_of(&list());
        assert_eq!(grafts.lists.len(), 1);
        assert!(grafts.lists[0].starts_with("<ul>"), "{}", grafts.lists[0]);
        assert!(grafts_of(&page()).lists.is_empty());
    }

    #[test]
    fn comments_stand_behind_the_text() {
        let donor = "Nobody had asked the harbour master about the ropes. ".repeat(12) + "So it goes.";
        let links = "<a href=/>The ropes that nobody asked about</a><a href=/>Ana Lind</a>";
        let mut grafts = grafts_of(&list());
        grafts.append(grafts_of(&format!("<p>{donor}</p><p>{links}</p>")));
        let story = "<p>The ferry left the harbour before dawn, and nobody saw it go.</p>".repeat(6);
        let in_table = format!("<body><table><tr><td>{story}</td></tr></table>");
        let (mut comments, mut teasers) = (0, 0);
        for (page, seed) in [page(), in_table].iter().flat_map(|page| (0..60).map(move |seed| (page, seed))) {
            let [own, whole] = with_grafts(page, &grafts, true, &mut Dice::new(seed)).expect("a way to text");
            assert_eq!(text(&own), text(page), "seed {seed}");
            // Teasers are too short for the end of the paragraph.
            let whole = text(&whole);
            let story = whole.rfind("nobody saw it go").expect("the text is there");
            comments += usize::from(whole.contains("So it goes."));
            teasers += usize::from(whole.contains("Nobody had asked") && !whole.contains("So it goes."));
            assert!(whole.find("So it goes.").is_none_or(|comment| comment > story), "seed {seed}: {whole}");
        }
        assert!(comments > 5 && teasers > 5, "{comments} pages with comments, {teasers} with teasers alone");
    }

    #[test]
    fn no_word_of_the_page_is_lost_or_moved_in_any_layout() {
        let grafts = grafts_of(&list());
        let before = text(&page());
        let (mut tables, mut breaks) = (BTreeSet::new(), BTreeSet::new());
        for seed in 0..40 {
            let [own, whole] =
                with_grafts(&page(), &grafts, false, &mut Dice::new(seed)).expect("a way to text");
            assert_eq!(text(&own), before, "seed {seed}");
            assert!(text(&whole).contains("Story 8 of another paper"), "seed {seed}");
            assert!(!whole.contains("<!--"), "a mark is left, seed {seed}");
            tables.insert(own.contains("<table>"));
            breaks.insert(own.contains("<br><br>"));
        }
        assert_eq!((tables.len(), breaks.len()), (2, 2), "tables and breaks are there in some layouts only");
    }
}
