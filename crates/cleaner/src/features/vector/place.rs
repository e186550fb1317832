//! Where a block stands in the page: in the main element, in the best run of text, in Readability's
//! candidate, behind the headline.

use super::layout::{between, share};
use super::{Row, View, features};
use crate::features::html::PageFeatures;
use crate::segment::html::PageBlocks;
use crate::{NodeId, Outcome, Verdict};

features! {
    "blocks_before": "share of the page's blocks before",
    "weight_before": "share of the page's weight before",
    "prose_before": "share of the page's prose before",
    "prose_after": "prose after",
    "prose_until": "prose before",
    "in_main_element": "inside the element that holds most of the prose (Sun 2011)",
    "to_main": "blocks, negative before: to the main element, 0 inside",
    "in_run": "inside the run of blocks with the greatest sum of prose minus noise (Pasternack & Roth 2009)",
    "to_run": "blocks, negative before: to that run, 0 inside",
    "in_run_share": "share of that run's weight before, 0 before it and 1 behind it",
    "from_headline": "blocks, negative before: since the headline; 0 where there is none",
    "prose_since_headline": "prose between headline and block",
    "in_candidate": "inside Readability's top candidate",
    "candidate_up": "its element's Readability score as a share of the highest",
    "wider_candidate": "the next wider element's Readability score as a share of the highest",
    "to_first_prose": "blocks, negative before: to the main element's first running text",
    "to_last_prose": "blocks, negative before: to the main element's last running text",
    "tree_distance": "elements from the block up to the path of the main element, at most 20",
}

/// What a block that is no prose costs a run: about the weight of a short line. Pasternack & Roth
/// charge each tag the weight of 3.25 words.
const NOISE_COST: f32 = 25.0;
const MAX_DISTANCE: f32 = 20.0;

/// Marks along the page, as indexes of blocks.
#[derive(Debug)]
pub(crate) struct Landmarks {
    pub(super) run: std::ops::Range<usize>,
    pub(super) headline: Option<usize>,
    pub(super) first_prose: usize,
    pub(super) last_prose: usize,
}

impl Landmarks {
    pub(super) fn find(segmented: &PageBlocks, measured: &PageFeatures, advice: &[Verdict]) -> Self {
        let is_text = |index: &usize| measured.blocks[*index].is_running_text();
        let main = measured.main_blocks.clone();
        let first_prose = main.clone().find(is_text).unwrap_or(main.start);
        let last_prose = main.clone().rev().find(is_text).unwrap_or(main.end);
        let value = |index: usize| {
            let block = &measured.blocks[index];
            let in_links = segmented.spans[index].link_weight as f32;
            if block.prose > 0 { block.prose as f32 - in_links } else { -NOISE_COST - in_links }
        };
        Self {
            run: heaviest_run(measured.blocks.len(), value),
            headline: advice.iter().position(|verdict| verdict.outcome == Outcome::Headline),
            first_prose,
            last_prose,
        }
    }
}

/// The range with the greatest sum (Kadane).
fn heaviest_run(length: usize, value: impl Fn(usize) -> f32) -> std::ops::Range<usize> {
    let (mut best, mut best_sum, mut start, mut sum) = (0..0, 0.0, 0, 0.0);
    for index in 0..length {
        if sum <= 0.0 {
            (start, sum) = (index, 0.0);
        }
        sum += value(index);
        if sum > best_sum {
            (best, best_sum) = (start..index + 1, sum);
        }
    }
    best
}

/// Blocks from a range: negative before it, 0 inside, positive behind it.
pub(super) fn distance(index: usize, range: &std::ops::Range<usize>) -> f32 {
    if index < range.start {
        index as f32 - range.start as f32
    } else if index >= range.end {
        index as f32 - range.end as f32 + 1.0
    } else {
        0.0
    }
}

pub(super) fn write(view: &View, index: usize, row: &mut Row) {
    let (sums, place) = (&view.layout.sums, &view.place);
    let count = view.blocks.len();
    let all_prose = between(&sums.prose, 0, count);
    row.push(index as f32 / count as f32);
    row.push(share(sums.weight[index], sums.weight[count]));
    row.push(share(sums.prose[index], all_prose));
    row.push(between(&sums.prose, index + 1, count));
    row.push(sums.prose[index]);
    row.flag(view.main_blocks.contains(&index));
    row.push(distance(index, &view.main_blocks));
    row.flag(place.run.contains(&index));
    row.push(distance(index, &place.run));
    let run_weight = between(&sums.weight, place.run.start, place.run.end);
    let clamped = index.clamp(place.run.start, place.run.end);
    row.push(share(between(&sums.weight, place.run.start, clamped), run_weight));
    row.push(place.headline.map_or(0.0, |headline| index as f32 - headline as f32));
    let since = place.headline.filter(|headline| *headline < index).unwrap_or(index);
    row.push(between(&sums.prose, since, index));
    write_candidate(view, index, row);
    row.push(index as f32 - place.first_prose as f32);
    row.push(index as f32 - place.last_prose as f32);
    let element = view.layout.element(view.spans[index].container);
    let branch = view.layout.element(NodeId::at(element.branch as usize));
    row.push(f32::from(element.depth.saturating_sub(branch.depth)).min(MAX_DISTANCE));
}

fn write_candidate(view: &View, index: usize, row: &mut Row) {
    let layout = &view.layout;
    let candidate = layout.element(layout.candidate);
    let inside = candidate.start as usize..candidate.end as usize;
    row.flag(inside.contains(&index));
    let element = layout.element(view.spans[index].container);
    row.push(share(element.score, candidate.score));
    row.push(share(layout.element(NodeId::at(element.wider as usize)).score, candidate.score));
}
