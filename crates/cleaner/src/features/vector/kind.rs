//! What tells the kind of page beside its text: its address, what its elements are named after, and what
//! it declares. The kind forest alone sees it, so that blocks are judged by text and shape.

mod address;
mod declared;
mod elements;
mod names;

use super::{Feature, Row};
use crate::{Block, Page, Tag};

/// The columns, in order.
pub(super) fn columns() -> impl Iterator<Item = Feature> {
    [address::FEATURES, declared::FEATURES, elements::FEATURES, names::FEATURES]
        .into_iter()
        .flatten()
        .copied()
}

pub(super) fn write(page: &Page, blocks: &[Block], row: &mut Row) {
    let head: Vec<_> = page.all().filter(|id| matches!(page.tag(*id), Tag::Link | Tag::Meta)).collect();
    address::write(page, &head, row);
    declared::write(page, &head, row);
    elements::write(page, blocks, row);
    names::write(page, row);
}
