//! The neighbours of a block in document order (Kohlschütter 2010 and jusText look at one on each side).

use super::layout::{between, share};
use super::{Row, View, features};
use crate::features::html::Features;
use crate::{Block, BlockKind, Verdict};

features! {
    "p1_links": "its link density",
    "n1_weight": "the same, the block behind",
    "n1_links": "link density",
    "n1_kept": "kept by the rules",
    "before8_links": "their link density",
    "behind8_kept": "share of their weight that the rules keep",
    "until_text": "blocks to the next running text, at most 50",
    "since_heading": "blocks since the last heading, at most 50",
    "heading_level_before": "its level, 0 where there is none",
}

/// Blocks summed up on each side.
const WINDOW: usize = 8;
/// Farther blocks have nothing to do with each other.
const REACH: usize = 50;

pub(super) fn write(view: &View, index: usize, row: &mut Row) {
    let before = index.checked_sub(1).map(|near| &view.measured[near]);
    row.push(before.map_or(0.0, |features| features.link_density));
    let behind = view.measured.get(index + 1);
    row.push(behind.map_or(0.0, |features| features.weight as f32));
    row.push(behind.map_or(0.0, |features| features.link_density));
    row.flag(view.advice.get(index + 1).is_some_and(Verdict::is_kept));
    let sums = &view.layout.sums;
    let share_of = |part: &[f32], start: usize, end: usize| {
        let end = end.min(view.blocks.len()).max(start);
        share(between(part, start, end), between(&sums.weight, start, end))
    };
    row.push(share_of(&sums.link_weight, index.saturating_sub(WINDOW), index));
    row.push(share_of(&sums.kept, index + 1, index + 1 + WINDOW));
    let nearest = &view.nearest;
    row.push(nearest.until_text[index] as f32);
    let since_heading = nearest.since_heading[index];
    row.push(since_heading as f32);
    let heading = index.checked_sub(since_heading).filter(|heading| level(&view.blocks[*heading]).is_some());
    row.push(heading.and_then(|near| level(&view.blocks[near])).map_or(0.0, f32::from));
}

fn level(block: &Block) -> Option<u8> {
    match block.kind {
        BlockKind::Heading(level) => Some(level),
        _ => None,
    }
}

/// Blocks from each block to the nearest of a kind, at most [`REACH`].
#[derive(Debug)]
pub(crate) struct Nearest {
    until_text: Vec<usize>,
    since_heading: Vec<usize>,
}

impl Nearest {
    pub(super) fn find(blocks: &[Block], measured: &[Features]) -> Self {
        let is_text = |features: &Features| features.is_running_text();
        let mut until_text = since(measured.iter().rev().map(is_text));
        until_text.reverse();
        Self { until_text, since_heading: since(blocks.iter().map(|block| level(block).is_some())) }
    }
}

/// For each place how far back the nearest place before is that is of a kind, at most [`REACH`].
pub(super) fn since(is_there: impl Iterator<Item = bool>) -> Vec<usize> {
    let mut distance = REACH;
    let before = is_there.map(|is_there| {
        let before = distance;
        distance = if is_there { 1 } else { REACH.min(distance + 1) };
        before
    });
    before.collect()
}
