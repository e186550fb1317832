//! The neighbours of a block in document order (Kohlschütter 2010 and jusText look at one on each side).

use super::layout::{between, share};
use super::{Row, View, features};
use crate::features::html::Features;
use crate::{Block, BlockKind};

features! {
    "p1_weight": "weight of the block before; 0 past the ends of the page",
    "p1_links": "its link density",
    "p1_sentence": "it is running text",
    "p1_heading": "it is a heading",
    "p1_kept": "the rules keep it",
    "p2_weight": "the same, two before",
    "p2_links": "link density",
    "p2_sentence": "running text",
    "p2_heading": "heading",
    "p2_kept": "kept by the rules",
    "p3_weight": "the same, three before",
    "p3_links": "link density",
    "p3_sentence": "running text",
    "p3_heading": "heading",
    "p3_kept": "kept by the rules",
    "n1_weight": "the same, the block behind",
    "n1_links": "link density",
    "n1_sentence": "running text",
    "n1_heading": "heading",
    "n1_kept": "kept by the rules",
    "n2_weight": "the same, two behind",
    "n2_links": "link density",
    "n2_sentence": "running text",
    "n2_heading": "heading",
    "n2_kept": "kept by the rules",
    "n3_weight": "the same, three behind",
    "n3_links": "link density",
    "n3_sentence": "running text",
    "n3_heading": "heading",
    "n3_kept": "kept by the rules",
    "before8_weight": "weight of the eight blocks before",
    "before8_links": "their link density",
    "before8_prose": "share of prose in their weight",
    "before8_kept": "share of their weight that the rules keep",
    "behind8_weight": "weight of the eight blocks behind",
    "behind8_links": "their link density",
    "behind8_prose": "share of prose in their weight",
    "behind8_kept": "share of their weight that the rules keep",
    "since_text": "blocks since the last running text, at most 50",
    "until_text": "blocks to the next running text, at most 50",
    "since_heading": "blocks since the last heading, at most 50",
    "heading_kept": "the rules keep that heading",
    "heading_level_before": "its level, 0 where there is none",
}

/// Blocks summed up on each side.
const WINDOW: usize = 8;
/// Farther blocks have nothing to do with each other.
const REACH: usize = 50;

pub(super) fn write(view: &View, index: usize, row: &mut Row) {
    for offset in 1..=3 {
        write_neighbour(view, index.checked_sub(offset), row);
    }
    for offset in 1..=3 {
        write_neighbour(view, Some(index + offset).filter(|near| *near < view.blocks.len()), row);
    }
    write_window(view, index.saturating_sub(WINDOW), index, row);
    write_window(view, index + 1, (index + 1 + WINDOW).min(view.blocks.len()), row);
    let nearest = &view.nearest;
    row.push(nearest.since_text[index] as f32);
    row.push(nearest.until_text[index] as f32);
    let since_heading = nearest.since_heading[index];
    row.push(since_heading as f32);
    let heading = index.checked_sub(since_heading).filter(|heading| level(&view.blocks[*heading]).is_some());
    row.flag(heading.is_some_and(|near| view.advice[near].is_kept()));
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
    since_text: Vec<usize>,
    until_text: Vec<usize>,
    since_heading: Vec<usize>,
}

impl Nearest {
    pub(super) fn find(blocks: &[Block], measured: &[Features]) -> Self {
        let is_text = |features: &Features| features.is_running_text();
        let mut until_text = since(measured.iter().rev().map(is_text));
        until_text.reverse();
        Self {
            since_text: since(measured.iter().map(is_text)),
            until_text,
            since_heading: since(blocks.iter().map(|block| level(block).is_some())),
        }
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

fn write_neighbour(view: &View, near: Option<usize>, row: &mut Row) {
    let Some(near) = near else {
        for _ in 0..5 {
            row.push(0.0);
        }
        return;
    };
    let features = &view.measured[near];
    row.push(features.weight as f32);
    row.push(features.link_density);
    row.flag(features.is_running_text());
    row.flag(matches!(view.blocks[near].kind, BlockKind::Heading(_)));
    row.flag(view.advice[near].is_kept());
}

fn write_window(view: &View, start: usize, end: usize, row: &mut Row) {
    let sums = &view.layout.sums;
    let end = end.max(start);
    let weight = between(&sums.weight, start, end);
    row.push(weight);
    row.push(share(between(&sums.link_weight, start, end), weight));
    row.push(share(between(&sums.prose, start, end), weight));
    row.push(share(between(&sums.kept, start, end), weight));
}
