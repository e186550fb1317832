//! Tables: which hold data and which only lay out a page, and how rows become lines.

use super::html::is_presentational;
use super::{formula, inline_noise};
use crate::page::{Page, push_folded};
use crate::script::weight;
use crate::{NodeId, Tag};

/// A cell heavier than this holds running text, as cells of layout tables do.
const MAX_CELL_WEIGHT: usize = 700;
/// Between two cells of a row.
const CELL_SEPARATOR: &str = " | ";

/// A table holds data when it has at least two rows of at least two cells with text, no table, form, code or
/// section inside, and no cell that reads like an article.
pub(crate) fn is_data(page: &Page, table: NodeId) -> bool {
    if is_presentational(page, table) {
        return false;
    }
    let mut skip_until = 0;
    for id in page.descendants(table) {
        if id.index() < skip_until {
            continue;
        }
        match page.tag(id) {
            Tag::Table
            | Tag::Form
            | Tag::Pre
            | Tag::Article
            | Tag::Section
            | Tag::Textarea
            | Tag::H1
            | Tag::H2
            | Tag::H3
            | Tag::Iframe => return false,
            tag if tag == Tag::Noscript || tag.hides_its_text() => skip_until = page.end(id),
            _ => {}
        }
    }
    let rows: Vec<Vec<NodeId>> = rows(page, table);
    let has_text = |cell: &&NodeId| cell_weight(page, **cell) > 0;
    let wide = rows.iter().filter(|cells| cells.iter().filter(has_text).count() > 1).count();
    wide > 1
        && wide * 2 >= rows.len()
        && rows.iter().flatten().all(|cell| cell_weight(page, *cell) <= MAX_CELL_WEIGHT)
}

fn cell_weight(page: &Page, cell: NodeId) -> usize {
    page.descendants(cell).map(|id| weight(page.text(id))).sum()
}

/// The cells of each row.
pub(crate) fn rows(page: &Page, table: NodeId) -> Vec<Vec<NodeId>> {
    page.descendants(table)
        .filter(|id| page.tag(*id) == Tag::Tr)
        .map(|row| page.children(row).filter(|id| matches!(page.tag(*id), Tag::Td | Tag::Th)).collect())
        .collect()
}

pub(crate) fn caption(page: &Page, table: NodeId) -> Option<NodeId> {
    page.children(table).find(|id| page.tag(*id) == Tag::Caption)
}

/// The caption on a line of its own, then one line per row.
pub(crate) fn text(page: &Page, table: NodeId) -> String {
    let caption = caption(page, table).map(|id| page.text_content(id)).filter(|text| !text.is_empty());
    let rows = rows(page, table).into_iter().filter_map(|cells| {
        let cells: Vec<_> = cells.into_iter().map(|cell| cell_text(page, cell)).collect();
        cells.iter().any(|cell| !cell.is_empty()).then(|| cells.join(CELL_SEPARATOR))
    });
    caption.into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

fn cell_text(page: &Page, cell: NodeId) -> String {
    let mut out = String::new();
    let mut next = cell.index() + 1;
    while next < page.end(cell) {
        let id = NodeId::at(next);
        next += 1;
        match page.tag(id) {
            Tag::Text => push_folded(&mut out, page.text(id)),
            tag if tag == Tag::Noscript || tag.hides_its_text() => next = page.end(id),
            _ if inline_noise::is_noise(page, id) => next = page.end(id),
            tag if tag == Tag::Br || tag.breaks_text() => push_folded(&mut out, " "),
            _ => {
                if let Some(text) = formula::shown(page, id) {
                    push_folded(&mut out, &text);
                    next = page.end(id);
                }
            }
        }
    }
    out.truncate(out.trim_end().len());
    out
}
