//! Inline elements that are not part of the sentence that they stand in: hidden text, permalink
//! and edit marks of headings, footnote numbers.

use super::formula::holds_formula;
use crate::features::marks::hidden;
use crate::page::Page;
use crate::{Attr, Family, NodeId, Tag, class_words};

/// Longest footnote mark, in bytes, such as `[123]`.
const LONGEST_FOOTNOTE_MARK: usize = 6;

/// Whether an inline element is noise inside a sentence.
pub(crate) fn is_noise(page: &Page, id: NodeId) -> bool {
    let tag = page.tag(id);
    if tag == Tag::Text || tag.breaks_text() {
        return false;
    }
    if tag == Tag::Sup {
        return is_footnote_mark(page, id);
    }
    if hidden(page, id).is_some() && !holds_formula(page, id) || (tag == Tag::A && is_symbol_link(page, id)) {
        return true;
    }
    let has_name = page.attr(id, Attr::Class).is_some();
    has_name
        && class_words::family_of(page, id)
            .is_some_and(|(family, word)| family == Family::Hidden || is_mark(word))
}

/// A link inside the page without a letter or digit: `¶`, `#`, `↑`.
fn is_symbol_link(page: &Page, id: NodeId) -> bool {
    page.attr(id, Attr::Href).is_some_and(|href| href.contains('#')) && {
        let text = page.text_content(id);
        !text.is_empty() && !text.contains(char::is_alphanumeric)
    }
}

/// Class words of marks that publishing systems append to headings and references.
fn is_mark(word: &str) -> bool {
    matches!(
        word,
        "headerlink" | "hash-link" | "permalink" | "editsection" | "mw-editsection" | "mw-cite-backlink"
    )
}

/// A bracketed number, or a number that links to a place in the same page.
fn is_footnote_mark(page: &Page, id: NodeId) -> bool {
    let text = page.text_content(id);
    let inner = text.trim_matches(['[', ']']);
    let is_number = !inner.is_empty() && inner.chars().all(char::is_numeric);
    let is_local_link = || {
        page.descendants(id).any(|node| page.attr(node, Attr::Href).is_some_and(|href| href.contains('#')))
    };
    text.len() <= LONGEST_FOOTNOTE_MARK && is_number && (inner.len() < text.len() || is_local_link())
}
