//! Parts of a page that speak of something else than the article: comments, related articles, menus.
//! Simple on purpose: element names and words of class and id decide, the containers of the headline
//! and of most of the page excepted.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use copydesk_cleaner::{Attr, NodeId, Page, Tag};
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
    "sidebar",
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
];
/// The same, to be looked up and to be found in one pass.
static FOREIGN_NAMES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| FOREIGN_WORDS.iter().copied().collect());
static PHRASES: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(FOREIGN_PHRASES).expect("a few short phrases fit"));
/// Words and phrases in any place, for a quick no.
static ANYWHERE: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let all = [FOREIGN_WORDS, FOREIGN_PHRASES].concat();
    AhoCorasick::builder().ascii_case_insensitive(true).build(all).expect("a few short words fit")
});
/// Page builders that put "widget" or "menu" into the class of every element.
const BUILDERS: &[&str] = &["elementor", "et_pb", "wp-block", "wp-elements"];
/// What a footer belongs to when it is the article's own.
const OWN_FOOTERS: &[&str] = &["entry", "post", "article"];

/// Which nodes lie in a foreign part.
pub(super) struct Regions {
    foreign: Vec<bool>,
    /// The heading that the article's header is near to.
    pub(super) heading: Option<NodeId>,
}

impl Regions {
    /// Marks the foreign parts of a page.
    pub(super) fn of(page: &Page, heading: Option<NodeId>) -> Self {
        let mut foreign = vec![false; page.len()];
        let mut known = vec![None; page.name_count()];
        for id in page.all() {
            let inherited = page.parent(id).is_some_and(|parent| foreign[parent.index()]);
            foreign[id.index()] = inherited || is_foreign(page, id, heading, &mut known);
        }
        Self { foreign, heading }
    }

    /// Whether a node speaks of something else than the article.
    pub(super) fn is_foreign(&self, id: NodeId) -> bool {
        self.foreign.get(id.index()).copied().unwrap_or(false)
    }

    /// Distance from the heading in nodes: forwards, or backwards with a smaller reach. `None` if there
    /// is no heading or the node is far from it.
    pub(super) fn near_heading(&self, id: NodeId, before: usize, after: usize) -> bool {
        let Some(heading) = self.heading else { return false };
        let (at, heading) = (id.index(), heading.index());
        if at < heading { heading - at <= before } else { at - heading <= after }
    }
}

/// `known` holds what is known of the values of classes and ids, by number: many elements share theirs.
fn is_foreign(page: &Page, id: NodeId, heading: Option<NodeId>, known: &mut [Option<bool>]) -> bool {
    let tag = page.tag(id);
    if matches!(tag, Tag::Text | Tag::Html | Tag::Body | Tag::Main | Tag::Article) {
        return false;
    }
    let holds_heading = heading.is_some_and(|heading| (id.index()..page.end(id)).contains(&heading.index()));
    if holds_heading || (page.end(id) - id.index()) * 2 > page.len() {
        return false;
    }
    if tag == Tag::Aside && is_own_aside(page, id, heading) {
        // Its class may say more.
    } else if matches!(tag, Tag::Aside | Tag::Nav | Tag::Form | Tag::Select) {
        return true;
    }
    if tag == Tag::Footer {
        return !page.ancestors(id).any(|above| page.tag(above) == Tag::Article);
    }
    [Attr::Class, Attr::Id].into_iter().zip(page.name_numbers(id)).any(|(attr, number)| {
        *known[number].get_or_insert_with(|| {
            let value = page.attr(id, attr).unwrap_or_default();
            let names = || value.to_ascii_lowercase().split_ascii_whitespace().any(is_foreign_class);
            ANYWHERE.is_match(value) && names()
        })
    })
}

/// Nodes that an aside with byline and day stands away from the heading at most, and that it has at most.
const ASIDE_BEFORE: usize = 60;
const ASIDE_AFTER: usize = 400;
const ASIDE_NODES: usize = 120;

/// Whether an aside is a small one beside the heading with at most one heading of its own: sites put byline and
/// day there. Those with links to other articles have a heading for each.
fn is_own_aside(page: &Page, id: NodeId, heading: Option<NodeId>) -> bool {
    let Some(heading) = heading else { return false };
    let at = id.index();
    let is_near = if at < heading.index() {
        heading.index() - at <= ASIDE_BEFORE
    } else {
        at - heading.index() <= ASIDE_AFTER
    };
    let headings = || page.descendants(id).filter(|inner| page.tag(*inner).heading_level().is_some()).count();
    is_near && page.end(id) - at <= ASIDE_NODES && headings() <= 1
}

fn is_foreign_class(class: &str) -> bool {
    if BUILDERS.iter().any(|builder| class.starts_with(builder)) {
        return false;
    }
    let own = || class.contains("footer") && OWN_FOOTERS.iter().any(|owner| class.starts_with(owner));
    let foreign = || class.split(['-', '_']).any(|word| FOREIGN_NAMES.contains(word));
    let phrase = || class.contains('-') && PHRASES.is_match(class);
    foreign() && !own() || phrase()
}

#[cfg(test)]
mod tests {
    use copydesk_cleaner::{Interrupt, Limits};

    use super::*;

    #[test]
    fn comments_are_foreign_and_the_headlines_container_is_not() {
        let html = "<div class=has-sidebar-widget><h1>T</h1><time>1</time></div>
            <div><p>a</p><p>b</p></div><div id=comments><p><time>2</time></p></div>";
        let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("within limits");
        let regions = Regions::of(&page, page.find(Tag::H1));
        let times: Vec<_> = page.all().filter(|id| page.tag(*id) == Tag::Time).collect();
        assert!(!regions.is_foreign(times[0]));
        assert!(regions.is_foreign(times[1]));
        assert!(regions.near_heading(times[0], 0, 3));
        assert!(!regions.near_heading(times[1], 0, 3));
    }
}
