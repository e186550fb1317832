//! The shape of an element: its name and class. Publishing systems give all paragraphs of a text the
//! same, so a short block of that shape is text, too.

use std::collections::HashMap;

use crate::features::html::PageFeatures;
use crate::page::Page;
use crate::segment::html::Span;
use crate::{Attr, Tag};

/// So many blocks of running text make a shape that of the text.
const MIN_COUNT: usize = 3;

/// For each block whether its element has the shape of the text. Elements without a class have no
/// shape: every second block of a page is a bare `div`.
pub(crate) fn of_text(page: &Page, spans: &[Span], features: &PageFeatures) -> Vec<bool> {
    let shape = |index: usize| -> Option<(Tag, &str)> {
        let container = spans[index].container;
        Some((page.tag(container), page.attr(container, Attr::Class)?))
    };
    let mut counts: HashMap<(Tag, &str), usize> = HashMap::new();
    for index in features.main_blocks.clone() {
        let block = &features.blocks[index];
        if let Some(shape) = shape(index).filter(|_| block.prose > 0 && block.ends_sentence) {
            *counts.entry(shape).or_default() += 1;
        }
    }
    let is_frequent = |shape| counts.get(&shape).is_some_and(|count| *count >= MIN_COUNT);
    (0..spans.len()).map(|index| shape(index).is_some_and(is_frequent)).collect()
}
