//! Pages as they were built before style sheets: tables for columns, breaks for paragraphs. What was an
//! article stays one, whatever the elements are called.

use ego_tree::NodeId;
use scraper::Html;
use scraper::node::Node;

use super::graft::{Dice, insert};

/// One page in so many keeps its paragraphs, gets divisions, or breaks instead.
const PARAGRAPH_FORMS: u64 = 3;
/// Parts of a page in so few are columns, in more they are rows.
const MAX_COLUMNS: usize = 4;

const OPEN: &str = "old table";
const CELL: &str = "old cell";
const ROW: &str = "old row";
const CLOSE: &str = "old table ends";
const BREAK: &str = "old break";

/// What the comments that stand for it become.
const MARKUP: [(&str, &str); 5] = [
    (OPEN, "<table><tr><td>"),
    (CELL, "</td><td>"),
    (ROW, "</td></tr><tr><td>"),
    (CLOSE, "</td></tr></table>"),
    (BREAK, "<br><br>"),
];

/// Gives a page whose text is reached along `way` a layout chosen by the dice.
pub(super) fn age(document: &mut Html, way: &[NodeId], dice: &mut Dice) {
    for &part in way {
        if dice.below(2) == 0 {
            lay_out_as_table(document, part);
        }
    }
    match dice.below(PARAGRAPH_FORMS) {
        0 => paragraphs_to_divisions(document),
        1 => paragraphs_to_breaks(document),
        _ => {}
    }
}

/// The markup of an aged page.
pub(super) fn markup(document: &Html) -> String {
    let mut markup = document.html();
    for (mark, old) in MARKUP {
        markup = markup.replace(&format!("<!--{mark}-->"), old);
    }
    markup
}

/// A part and its siblings become the cells of a table.
fn lay_out_as_table(document: &mut Html, part: NodeId) {
    let Some(parent) = document.tree.get(part).and_then(|node| node.parent()) else { return };
    let is_blank = |node: &Node| node.as_text().is_none_or(|text| text.trim().is_empty());
    let can_hold = parent.value().as_element().is_some_and(|holder| {
        matches!(holder.name(), "body" | "div" | "section" | "main" | "article" | "td")
    });
    if !can_hold || !parent.children().all(|child| is_blank(child.value())) {
        return;
    }
    let parts: Vec<NodeId> =
        parent.children().filter(|child| child.value().is_element()).map(|child| child.id()).collect();
    let between = if parts.len() <= MAX_COLUMNS { CELL } else { ROW };
    for (number, part) in parts.iter().enumerate() {
        insert(document, *part, if number == 0 { OPEN } else { between }, true);
    }
    if let Some(last) = parts.last() {
        insert(document, *last, CLOSE, false);
    }
}

fn paragraphs(document: &Html) -> Vec<NodeId> {
    let is_paragraph = |node: &Node| node.as_element().is_some_and(|element| element.name() == "p");
    document.tree.nodes().filter(|node| is_paragraph(node.value())).map(|node| node.id()).collect()
}

fn paragraphs_to_divisions(document: &mut Html) {
    let elements = document.tree.values().filter_map(Node::as_element);
    let Some(name) = elements.filter(|element| element.name() == "div").map(|div| div.name.clone()).next()
    else {
        return;
    };
    for paragraph in paragraphs(document) {
        if let Some(mut node) = document.tree.get_mut(paragraph)
            && let Node::Element(element) = node.value()
        {
            element.name = name.clone();
        }
    }
}

fn paragraphs_to_breaks(document: &mut Html) {
    for paragraph in paragraphs(document) {
        let Some(node) = document.tree.get(paragraph) else { continue };
        let children: Vec<NodeId> = node.children().map(|child| child.id()).collect();
        insert(document, paragraph, BREAK, false);
        let Some(mut node) = document.tree.get_mut(paragraph) else { continue };
        for child in children {
            node.insert_id_before(child);
        }
        node.detach();
    }
}
