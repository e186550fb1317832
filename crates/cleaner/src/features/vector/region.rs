//! The elements around a block: how much text, links and prose they hold. Wrappers that add no block
//! are skipped, so that levels mean the same in every layout.

use super::layout::{Element, between, share};
use super::{Row, View, features};
use crate::{NodeId, Tag};

features! {
    "r0_blocks": "blocks of the breaking element",
    "r0_weight": "weight",
    "r0_links": "link density",
    "r0_prose": "share of the page's prose",
    "r0_kept": "share of its weight that the rules keep",
    "r0_images": "pictures",
    "r0_marks": "sentence marks per 100 of weight",
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
    "r2_kept": "share of its weight that the rules keep",
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
    "branch_marks": "sentence marks per 100 of weight",
    "branch_depth": "depth of that element",
    "branch_is_main": "that element is the main element or inside it",
    "unit_blocks": "the same of the innermost element around with two or more siblings alike",
    "unit_weight": "weight",
    "unit_links": "link density",
    "unit_prose": "share of the page's prose",
    "unit_kept": "share of its weight that the rules keep",
    "unit_images": "pictures",
    "unit_marks": "sentence marks per 100 of weight",
    "unit_count": "elements alike; 0 where there is no such element",
    "unit_is_item": "that element is a list item or a cell",
    "all_units_weight": "weight of its parent",
    "all_units_links": "link density of its parent",
    "all_units_prose": "share of the page's prose in its parent",
    "all_units_share": "share of the page's weight in its parent",
    "outer_blocks": "the same of the outermost such element",
    "outer_weight": "weight",
    "outer_links": "link density",
    "outer_prose": "share of the page's prose",
    "outer_kept": "share of its weight that the rules keep",
    "outer_images": "pictures",
    "outer_marks": "sentence marks per 100 of weight",
    "outer_count": "elements alike; 0 where there is no such element",
    "outer_all_share": "share of the page's weight in its parent",
    "outer_all_links": "link density of its parent",
}

pub(super) fn write(view: &View, index: usize, row: &mut Row) {
    let layout = &view.layout;
    let mut id = view.spans[index].container;
    for _ in 0..4 {
        write_region(view, id, row);
        id = NodeId::at(layout.element(id).wider as usize);
    }
    let element = layout.element(view.spans[index].container);
    let branch = NodeId::at(element.branch as usize);
    write_region(view, branch, row);
    row.push(f32::from(layout.element(branch).depth));
    row.flag(view.main_blocks.contains(&(layout.element(branch).start as usize)));
    let unit = NodeId::at(element.unit as usize);
    write_region(view, unit, row);
    row.push(layout.element(unit).alike as f32);
    row.flag(matches!(view.page.tag(unit), Tag::Li | Tag::Td | Tag::Tr | Tag::Dd));
    let parent = parent_of(view, unit);
    let region = Region::of(view, parent);
    row.push(region.weight);
    row.push(share(region.link_weight, region.weight));
    row.push(region.prose_share(view));
    row.push(region.weight_share(view));
    let outer = NodeId::at(element.outer_unit as usize);
    write_region(view, outer, row);
    row.push(layout.element(outer).alike as f32);
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

fn write_region(view: &View, id: NodeId, row: &mut Row) {
    let region = Region::of(view, id);
    row.push(region.blocks as f32);
    row.push(region.weight);
    row.push(share(region.link_weight, region.weight));
    row.push(region.prose_share(view));
    row.push(share(region.kept, region.weight));
    row.push(region.images as f32);
    row.push(share(region.marks, region.weight) * 100.0);
}
