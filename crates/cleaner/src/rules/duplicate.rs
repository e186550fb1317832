//! DUP001. Removes pull quotes and second copies: short text that stands in the kept text already.

use std::collections::HashSet;

use super::{Document, drop_for};
use crate::{BlockKind, Family, Verdict};

/// Blocks lighter than this repeat by chance: list items, table cells, answers.
const MIN_WEIGHT: usize = 40;

pub(crate) fn judge(document: &Document, verdicts: &mut [Verdict]) {
    let mut seen = HashSet::new();
    for index in 0..verdicts.len() {
        let block = &document.blocks[index];
        if !verdicts[index].is_kept() || matches!(block.kind, BlockKind::Code | BlockKind::Table) {
            continue;
        }
        if document.feature(index).weight >= MIN_WEIGHT && !seen.insert(block.text.as_str()) {
            verdicts[index] = drop_for(Family::Duplicate, "DUP001", "same text before");
        }
    }
}
