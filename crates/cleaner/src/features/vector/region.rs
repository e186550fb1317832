//! The elements around a block: how much text, links and prose they hold. Wrappers that add no block
//! are skipped, so that levels mean the same in every layout.

use super::layout::{Element, between, share};
use super::{Row, View, features};
use crate::NodeId;

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
}

use Part::{Blocks, Images, Kept, Links, Marks, Prose, Weight};

/// By level, from the breaking element outwards.
const LEVELS: [&[Part]; 4] = [
    &[Weight, Links, Prose],
    &[Blocks, Weight, Links, Prose, Kept, Images, Marks],
    &[Blocks, Weight, Links, Prose, Images, Marks],
    &[Blocks, Weight, Links, Prose, Kept, Images, Marks],
];
const BRANCH: &[Part] = &[Blocks, Weight, Links, Prose, Kept, Images];
const UNIT: &[Part] = &[Weight, Images];

pub(super) fn write(view: &View, index: usize, row: &mut Row) {
    let layout = &view.layout;
    let mut id = view.spans[index].container;
    for parts in LEVELS {
        write_parts(view, id, parts, row);
        id = NodeId::at(layout.element(id).wider as usize);
    }
    let element = layout.element(view.spans[index].container);
    let branch = NodeId::at(element.branch as usize);
    write_parts(view, branch, BRANCH, row);
    row.push(f32::from(layout.element(branch).depth));
    row.flag(view.main_blocks.contains(&(layout.element(branch).start as usize)));
    let unit = NodeId::at(element.unit as usize);
    write_parts(view, unit, UNIT, row);
    row.push(layout.element(unit).alike as f32);
    let region = Region::of(view, parent_of(view, unit));
    row.push(region.weight);
    row.push(share(region.link_weight, region.weight));
    row.push(region.prose_share(view));
    row.push(region.weight_share(view));
    let outer = NodeId::at(element.outer_unit as usize);
    write_parts(view, outer, UNIT, row);
    let region = Region::of(view, parent_of(view, outer));
    row.push(region.weight_share(view));
    row.push(share(region.link_weight, region.weight));
}

fn parent_of(view: &View, id: NodeId) -> NodeId {
    view.page.parent(id).unwrap_or(NodeId::ROOT)
}

/// Sums over an element.
struct Region {
    blocks: usize,
    weight: f32,
    link_weight: f32,
    prose: f32,
    kept: f32,
    marks: f32,
    images: u32,
}

impl Region {
    fn of(view: &View, id: NodeId) -> Self {
        let Element { start, end, .. } = *view.layout.element(id);
        let (start, end) = (start as usize, end as usize);
        let sums = &view.layout.sums;
        Self {
            blocks: end - start,
            weight: between(&sums.weight, start, end),
            link_weight: between(&sums.link_weight, start, end),
            prose: between(&sums.prose, start, end),
            kept: between(&sums.kept, start, end),
            marks: between(&sums.punctuation, start, end),
            images: view.layout.images[view.page.end(id)] - view.layout.images[id.index()],
        }
    }

    fn prose_share(&self, view: &View) -> f32 {
        share(self.prose, view.layout.sums.prose[view.blocks.len()])
    }

    fn weight_share(&self, view: &View) -> f32 {
        share(self.weight, view.layout.sums.weight[view.blocks.len()])
    }
}

fn write_parts(view: &View, id: NodeId, parts: &[Part], row: &mut Row) {
    let region = Region::of(view, id);
    for part in parts {
        row.push(match part {
            Blocks => region.blocks as f32,
            Weight => region.weight,
            Links => share(region.link_weight, region.weight),
            Prose => region.prose_share(view),
            Kept => share(region.kept, region.weight),
            Images => region.images as f32,
            Marks => share(region.marks, region.weight) * 100.0,
        });
    }
}
