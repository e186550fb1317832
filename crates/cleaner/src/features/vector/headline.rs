//! How a block hangs together with the headline, and the dates around it: an article begins below its
//! headline; what carries a date of its own is a comment, a post of a thread or another article.

use super::around::since;
use super::layout::{Layout, between, share};
use super::place::Landmarks;
use super::{Row, View, features};
use crate::features::html::PageFeatures;
use crate::page::Page;
use crate::segment::html::PageBlocks;
use crate::{NodeId, Tag};

features! {
    "in_headline_region": "inside the smallest element that holds the headline and prose",
    "region_distance": "blocks, negative before: to that smallest element, 0 inside",
    "to_headline_up": "wider elements from the block up to one that holds the headline too, at most 12",
    "joint_blocks": "blocks of that joint element",
    "joint_links": "its link density",
    "joint_prose": "its share of the page's prose",
    "dates_before": "dates before the block",
    "dates_since_headline": "dates between headline and block, 0 before the headline",
    "since_date": "blocks since the last date, at most 50",
    "all_units_dates": "dates per element alike",
    "outer_dates": "dates in the outermost of elements alike",
}

/// Less prose below a headline is a standfirst or a byline.
const MIN_REGION_PROSE: f32 = 80.0;
/// Longer blocks hold dates as any text does.
const MAX_DATE_WEIGHT: usize = 80;
const MAX_LEVELS: u8 = 12;

/// The headline, or the first running text where there is none, and what stands around it.
#[derive(Debug)]
pub(crate) struct Anchor {
    pub(super) block: usize,
    region: std::ops::Range<usize>,
    pub(super) prose_share: f32,
    pub(super) link_density: f32,
    /// Dates before each block, and in all.
    pub(super) dates: Vec<u32>,
    since_date: Vec<usize>,
}

impl Anchor {
    pub(super) fn find(
        page: &Page,
        segmented: &PageBlocks,
        measured: &PageFeatures,
        layout: &Layout,
        place: &Landmarks,
    ) -> Self {
        let last = segmented.blocks.len() - 1;
        let block = place.headline.unwrap_or(place.first_prose).min(last);
        let sums = &layout.sums;
        let range = |id: NodeId| {
            let element = layout.element(id);
            element.start as usize..element.end as usize
        };
        let prose_of = |id: NodeId| between(&sums.prose, range(id).start, range(id).end);
        let mut around = page.ancestors(segmented.spans[block].container);
        let region = around.find(|id| prose_of(*id) >= MIN_REGION_PROSE).unwrap_or(NodeId::ROOT);
        let prose = prose_of(region);
        let region = range(region);
        let is_date: Vec<bool> = (0..=last)
            .map(|index| {
                let (span, weight) = (&segmented.spans[index], measured.blocks[index].weight);
                let has_element = || {
                    (span.first.index()..span.end)
                        .chain([span.container.index()])
                        .any(|node| page.tag(NodeId::at(node)) == Tag::Time)
                };
                weight <= MAX_DATE_WEIGHT && (has_element() || holds_date(&segmented.blocks[index].text))
            })
            .collect();
        let weight = between(&sums.weight, region.start, region.end);
        let mut dates = vec![0];
        for is_date in &is_date {
            dates.push(dates[dates.len() - 1] + u32::from(*is_date));
        }
        Self {
            block,
            prose_share: share(prose, sums.prose[last + 1]),
            link_density: share(between(&sums.link_weight, region.start, region.end), weight),
            region,
            dates,
            since_date: since(is_date.iter().copied()),
        }
    }

    fn dates_between(&self, start: usize, end: usize) -> f32 {
        (self.dates[end] - self.dates[start.min(end)]) as f32
    }
}

/// Whether a text holds a time of day, or a year beside another number.
fn holds_date(text: &str) -> bool {
    let mut numbers = 0;
    let mut has_year = false;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        let number = &bytes[start..at];
        numbers += 1;
        has_year |= number.len() == 4 && (number.starts_with(b"19") || number.starts_with(b"20"));
        let is_hour = number.len() <= 2 && bytes.get(at) == Some(&b':');
        if is_hour && bytes[at + 1..].iter().take(2).filter(|byte| byte.is_ascii_digit()).count() == 2 {
            return true;
        }
    }
    has_year && numbers > 1
}

pub(super) fn write(view: &View, index: usize, row: &mut Row) {
    let (anchor, layout) = (&view.anchor, &view.layout);
    row.flag(anchor.region.contains(&index));
    row.push(super::place::distance(index, &anchor.region));
    write_joint(view, index, row);
    row.push(anchor.dates[index] as f32);
    row.push(anchor.dates_between(anchor.block, index.max(anchor.block)));
    row.push(anchor.since_date[index] as f32);
    let element = layout.element(view.spans[index].container);
    let dates_of = |id: NodeId| {
        let element = layout.element(id);
        anchor.dates_between(element.start as usize, element.end as usize)
    };
    let unit = NodeId::at(element.unit as usize);
    let parent = view.page.parent(unit).unwrap_or(NodeId::ROOT);
    row.push(share(dates_of(parent), layout.element(unit).alike as f32));
    row.push(dates_of(NodeId::at(element.outer_unit as usize)));
}

fn write_joint(view: &View, index: usize, row: &mut Row) {
    let layout = &view.layout;
    let mut id = view.spans[index].container;
    let mut levels = 0_u8;
    loop {
        let element = layout.element(id);
        let holds = (element.start as usize..element.end as usize).contains(&view.anchor.block);
        if holds || levels == MAX_LEVELS || element.wider as usize == id.index() {
            break;
        }
        id = NodeId::at(element.wider as usize);
        levels += 1;
    }
    let element = layout.element(id);
    let (start, end) = (element.start as usize, element.end as usize);
    let sums = &layout.sums;
    row.push(f32::from(levels));
    row.push((end - start) as f32);
    row.push(share(between(&sums.link_weight, start, end), between(&sums.weight, start, end)));
    row.push(share(between(&sums.prose, start, end), sums.prose[view.blocks.len()]));
}
