//! The elements around a block: how much text, links and prose they hold. Wrappers that add no block
//! are skipped, so that levels mean the same in every layout.

use super::layout::{Element, Layout, between, share};
use super::{Row, View, features};
use crate::NodeId;
use crate::page::Page;

features! {
    "r0_weight": "weight",
    "r0_links": "link density",
    "r0_prose": "share of the page's prose",
    "r1_blocks": "the same of the next wider element around",
    "r1_weight": "weight",
    "r1_links": "link density",
    "r1_prose": "share of the page's prose",
    "r1_kept": "share of its weight that the rules keep",
    "r1_images": "pictures",
    "r1_marks": "sentence marks per 100 of weight",
    "r2_blocks": "the same of the next wider element around",
    "r2_weight": "weight",
    "r2_links": "link density",
    "r2_prose": "share of the page's prose",
    "r2_images": "pictures",
    "r2_marks": "sentence marks per 100 of weight",
    "r3_blocks": "the same of the next wider element around",
    "r3_weight": "weight",
    "r3_links": "link density",
    "r3_prose": "share of the page's prose",
    "r3_kept": "share of its weight that the rules keep",
    "r3_images": "pictures",
    "r3_marks": "sentence marks per 100 of weight",
    "branch_blocks": "the same of the element that hangs off the path to the main element",
    "branch_weight": "weight",
    "branch_links": "link density",
    "branch_prose": "share of the page's prose",
    "branch_kept": "share of its weight that the rules keep",
    "branch_images": "pictures",
    "branch_depth": "depth of that element",
    "branch_is_main": "that element is the main element or inside it",
    "unit_weight": "weight",
    "unit_images": "pictures",
    "unit_count": "elements alike; 0 where there is no such element",
    "all_units_weight": "weight of its parent",
    "all_units_links": "link density of its parent",
    "all_units_prose": "share of the page's prose in its parent",
    "all_units_share": "share of the page's weight in its parent",
    "outer_weight": "weight",
    "outer_images": "pictures",
    "outer_all_share": "share of the page's weight in its parent",
    "outer_all_links": "link density of its parent",
}

/// What is written of an element; the block's own element and repeated ones tell little by the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Blocks,
    Weight,
    Links,
    Prose,
    Kept,
    Images,
    Marks,
    /// Share of the page's weight.
    PageShare,
}

const PARTS: usize = 8;

use Part::{Blocks, Images, Kept, Links, Marks, PageShare, Prose, Weight};

/// By level, from the breaking element outwards.
const LEVELS: [&[Part]; 4] = [
    &[Weight, Links, Prose],
    &[Blocks, Weight, Links, Prose, Kept, Images, Marks],
    &[Blocks, Weight, Links, Prose, Images, Marks],
    &[Blocks, Weight, Links, Prose, Kept, Images, Marks],
];
const BRANCH: &[Part] = &[Blocks, Weight, Links, Prose, Kept, Images];
const UNIT: &[Part] = &[Weight, Images];
const ALL_UNITS: &[Part] = &[Weight, Links, Prose, PageShare];
const ALL_OUTER: &[Part] = &[PageShare, Links];

pub(super) fn write(view: &View, index: usize, row: &mut Row) {
    let (layout, regions) = (&view.layout, &view.regions);
    let mut id = view.spans[index].container;
    for parts in LEVELS {
        write_parts(regions.get(layout, id), parts, row);
        id = NodeId::at(layout.element(id).wider as usize);
    }
    let element = layout.element(view.spans[index].container);
    let branch = NodeId::at(element.branch as usize);
    write_parts(regions.get(layout, branch), BRANCH, row);
    row.push(f32::from(layout.element(branch).depth));
    row.flag(view.main_blocks.contains(&(layout.element(branch).start as usize)));
    let unit = NodeId::at(element.unit as usize);
    write_parts(regions.get(layout, unit), UNIT, row);
    row.push(layout.element(unit).alike as f32);
    write_parts(regions.get(layout, parent_of(view, unit)), ALL_UNITS, row);
    let outer = NodeId::at(element.outer_unit as usize);
    write_parts(regions.get(layout, outer), UNIT, row);
    write_parts(regions.get(layout, parent_of(view, outer)), ALL_OUTER, row);
}

fn parent_of(view: &View, id: NodeId) -> NodeId {
    view.page.parent(id).unwrap_or(NodeId::ROOT)
}

fn write_parts(region: &Region, parts: &[Part], row: &mut Row) {
    for part in parts {
        row.push(region[*part as usize]);
    }
}

/// What an element holds, by [`Part`].
type Region = [f32; PARTS];

/// The regions of all elements with a block inside: neighbours share those around them.
#[derive(Debug)]
pub(crate) struct Regions(Vec<Region>);

impl Regions {
    pub(super) fn measure(page: &Page, layout: &Layout) -> Self {
        Self(layout.elements().map(|(id, element)| measure(page, layout, id, element)).collect())
    }

    fn get(&self, layout: &Layout, id: NodeId) -> &Region {
        &self.0[layout.place(id)]
    }
}

fn measure(page: &Page, layout: &Layout, id: NodeId, element: &Element) -> Region {
    let (start, end) = (element.start as usize, element.end as usize);
    let sums = &layout.sums;
    let (all_weight, all_prose) = (sums.weight[sums.weight.len() - 1], sums.prose[sums.prose.len() - 1]);
    let weight = between(&sums.weight, start, end);
    let mut region = [0.0; PARTS];
    let mut set = |part: Part, value: f32| region[part as usize] = value;
    set(Blocks, (end - start) as f32);
    set(Weight, weight);
    set(Links, share(between(&sums.link_weight, start, end), weight));
    set(Prose, share(between(&sums.prose, start, end), all_prose));
    set(Kept, share(between(&sums.kept, start, end), weight));
    set(Images, (layout.images[page.end(id)] - layout.images[id.index()]) as f32);
    set(Marks, share(between(&sums.punctuation, start, end), weight) * 100.0);
    set(PageShare, share(weight, all_weight));
    region
}
