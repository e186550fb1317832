//! The element that holds the article: the walk from the body down to where the running text is.
//!
//! Follows the idea of Sun, Song, Liao: "DOM Based Content Extraction via Text Density" (SIGIR 2011).

use super::html::{Features, Mass, first_at_or_after};
use crate::page::Page;
use crate::{Attr, NodeId, Tag};

/// A child must hold this share of its parent's mass for the walk to the article to go on into it.
const DESCENT_SHARE: f32 = 0.85;
/// A layout table gives the article one cell; the cells beside it hold menus and news in brief.
const CELL_DESCENT_SHARE: f32 = 0.6;
/// Long blocks count for more than their length: teasers are many and short, paragraphs few and long.
const MASS_EXPONENT: f32 = 1.4;

/// Walks from the body down as long as one child holds nearly all of the mass.
pub(crate) fn find_main(page: &Page, firsts: &[usize], blocks: &[Features]) -> NodeId {
    let body = page.find(Tag::Body).unwrap_or(NodeId::ROOT);
    let mass_of = |block: &Features, wants_unmarked: bool| {
        let context = &block.context;
        let marked = context.hidden.is_some() || context.landmark.is_some() || context.class.is_some();
        if marked && wants_unmarked { 0.0 } else { (block.prose as f32).powf(MASS_EXPONENT) }
    };
    let mut mass = Mass::new(firsts, blocks.iter().map(|block| mass_of(block, true)));
    if mass.total() <= 0.0 {
        mass = Mass::new(firsts, blocks.iter().map(|block| mass_of(block, false)));
    }
    let mut main = body;
    loop {
        let all = mass.inside(page, main);
        let heavy = page.children(main).find(|child| {
            let share = if page.tag(*child) == Tag::Td { CELL_DESCENT_SHARE } else { DESCENT_SHARE };
            all > 0.0 && is_container(page.tag(*child)) && mass.inside(page, *child) >= all * share
        });
        match heavy {
            Some(child) => main = child,
            None => return with_twins(page, main, firsts),
        }
    }
}

/// Tabs and parts of one text are siblings with the same name and class: then all of them are main.
fn with_twins(page: &Page, main: NodeId, firsts: &[usize]) -> NodeId {
    let Some((parent, class)) = page.parent(main).zip(page.attr(main, Attr::Class)) else { return main };
    let has_text =
        |id: NodeId| first_at_or_after(firsts, id.index()) < first_at_or_after(firsts, page.end(id));
    let first_class = class.split_whitespace().next();
    let is_twin = |id: &NodeId| {
        *id != main
            && page.tag(*id) == page.tag(main)
            && page.attr(*id, Attr::Class).is_some_and(|other| other.split_whitespace().next() == first_class)
            && has_text(*id)
    };
    let is_article_part = first_class.is_some() && !matches!(page.tag(main), Tag::Td | Tag::Body | Tag::Main);
    if is_article_part && page.children(parent).any(|id| is_twin(&id)) { parent } else { main }
}

/// Elements that can hold a whole article.
fn is_container(tag: Tag) -> bool {
    !matches!(
        tag,
        Tag::Text
            | Tag::P
            | Tag::Pre
            | Tag::Blockquote
            | Tag::Li
            | Tag::Dd
            | Tag::H1
            | Tag::H2
            | Tag::H3
            | Tag::Figure
    )
}
