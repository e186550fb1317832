//! How often the page repeats a block's text, its path of names and its shape.

use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::FxBuildHasher;

use super::layout::{HashCounts, Layout, share};
use super::{Row, View, features};
use crate::features::html::Features;
use crate::segment::html::PageBlocks;

features! {
    "same_text": "blocks with the same text",
    "path_count": "blocks with the same path of element names",
    "path_weight": "their mean weight",
    "path_links": "their link density",
    "path_share": "their share of the page's weight",
    "path_prose": "their share of the page's prose",
    "shape_count": "blocks whose element has the same name and class",
    "shape_weight": "their mean weight",
    "shape_links": "their link density",
    "shape_share": "their share of the page's weight",
    "shape_prose": "their share of the page's prose",
}

#[derive(Debug, Clone, Copy, Default)]
struct Group {
    count: f32,
    weight: f32,
    link_weight: f32,
    prose: f32,
}

/// The groups of blocks alike.
#[derive(Debug, Default)]
pub(crate) struct Repetition {
    texts: Vec<f32>,
    paths: Vec<Group>,
    shapes: Vec<Group>,
}

impl Repetition {
    pub(super) fn count(segmented: &PageBlocks, measured: &[Features], layout: &Layout) -> Self {
        let element = |index: usize| layout.element(segmented.spans[index].container);
        let group = |key: &dyn Fn(usize) -> u64| {
            let mut numbers: HashCounts<usize> =
                HashCounts::with_capacity_and_hasher(measured.len(), BuildHasherDefault::default());
            let mut groups: Vec<Group> = Vec::new();
            let mut number_of = |key| {
                *numbers.entry(key).or_insert_with(|| {
                    groups.push(Group::default());
                    groups.len() - 1
                })
            };
            let numbers: Vec<usize> = (0..measured.len()).map(|index| number_of(key(index))).collect();
            for (number, block) in numbers.iter().zip(measured) {
                let group = &mut groups[*number];
                group.count += 1.0;
                group.weight += block.weight as f32;
                group.link_weight += block.weight as f32 * block.link_density;
                group.prose += block.prose as f32;
            }
            numbers.into_iter().map(|number| groups[number]).collect::<Vec<_>>()
        };
        let texts = group(&|index| FxBuildHasher.hash_one(segmented.blocks[index].text.as_str()));
        Self {
            texts: texts.iter().map(|group| group.count).collect(),
            paths: group(&|index| element(index).path),
            shapes: group(&|index| element(index).shape),
        }
    }
}

pub(super) fn write(view: &View, index: usize, row: &mut Row) {
    let (all, prose) = (&view.layout.sums.weight, &view.layout.sums.prose);
    let count = view.blocks.len();
    row.push(view.repetition.texts[index]);
    for group in [&view.repetition.paths[index], &view.repetition.shapes[index]] {
        row.push(group.count);
        row.push(group.weight / group.count);
        row.push(share(group.link_weight, group.weight));
        row.push(share(group.weight, all[count]));
        row.push(share(group.prose, prose[count]));
    }
}
