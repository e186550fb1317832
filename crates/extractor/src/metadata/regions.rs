//! Parts of a page that speak of something else than the article: comments, related articles, menus.
//! Simple on purpose: element names and words of class and id decide, the containers of the headline
//! and of most of the page excepted.

use copydesk_cleaner::{NodeId, Page, Tag};

use super::class_says::{ClassSays, Known};
use super::people;

/// Which nodes lie in a foreign part, and what the classes of the others say.
pub(super) struct Regions {
    says: Vec<ClassSays>,
    /// Links outside of foreign parts, and elements there whose class or id names an author or a date.
    pub(super) telling: Vec<NodeId>,
    /// The heading that the article's header is near to.
    pub(super) heading: Option<NodeId>,
}

impl Regions {
    /// Marks the foreign parts of a page.
    pub(super) fn of(page: &Page, heading: Option<NodeId>) -> Self {
        let mut says = vec![ClassSays::default(); page.len()];
        let (mut known, mut telling) = (Known::of(page), Vec::new());
        for id in page.all() {
            if page.parent(id).is_some_and(|parent| says[parent.index()].says(ClassSays::FOREIGN)) {
                says[id.index()] = ClassSays::FOREIGN;
            } else if page.tag(id) != Tag::Text {
                let class = ClassSays::of(page, id, &mut known);
                let is_foreign = is_foreign(page, id, heading, class);
                says[id.index()] = class.with_foreign(is_foreign);
                let is_named = class.says(ClassSays::AUTHOR) || class.says(ClassSays::DATE);
                if !is_foreign && (is_named || page.tag(id) == Tag::A) {
                    telling.push(id);
                }
            }
        }
        Self { says, telling, heading }
    }

    /// What the class and the id of an element say; of those in foreign parts nothing else.
    pub(super) fn class_says(&self, id: NodeId) -> ClassSays {
        self.says.get(id.index()).copied().unwrap_or_default()
    }

    /// Whether a node speaks of something else than the article.
    pub(super) fn is_foreign(&self, id: NodeId) -> bool {
        self.class_says(id).says(ClassSays::FOREIGN)
    }

    /// Distance from the heading in nodes: forwards, or backwards with a smaller reach. `None` if there
    /// is no heading or the node is far from it.
    pub(super) fn near_heading(&self, id: NodeId, before: usize, after: usize) -> bool {
        let Some(heading) = self.heading else { return false };
        let (at, heading) = (id.index(), heading.index());
        if at < heading { heading - at <= before } else { at - heading <= after }
    }
}

fn is_foreign(page: &Page, id: NodeId, heading: Option<NodeId>, says: ClassSays) -> bool {
    let tag = page.tag(id);
    if matches!(tag, Tag::Html | Tag::Body | Tag::Main | Tag::Article) {
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
    says.says(ClassSays::FOREIGN) || says.says(ClassSays::BESIDE) && !is_own_aside(page, id, heading)
}

/// Nodes that an aside with byline and day stands away from the heading at most, and that it has at most.
const ASIDE_BEFORE: usize = 60;
const ASIDE_AFTER: usize = 400;
const ASIDE_NODES: usize = 120;

/// Whether an aside is a small one beside the heading with at most one heading of its own, or with one that is
/// a word for author: sites put byline and day there. Those with links to other articles have a heading for each.
fn is_own_aside(page: &Page, id: NodeId, heading: Option<NodeId>) -> bool {
    let Some(heading) = heading else { return false };
    let at = id.index();
    let is_near = if at < heading.index() {
        heading.index() - at <= ASIDE_BEFORE
    } else {
        at - heading.index() <= ASIDE_AFTER
    };
    let headings = || page.descendants(id).filter(|inner| page.tag(*inner).heading_level().is_some());
    let names_author = || headings().any(|heading| people::is_author_label(&page.text_content(heading)));
    is_near && page.end(id) - at <= ASIDE_NODES && (headings().count() <= 1 || names_author())
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
