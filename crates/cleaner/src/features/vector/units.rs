//! Runs of elements alike, of which each is a unit: posts of a thread, comments, teasers, cells of a grid. What they
//! have in common tells them apart, and an article's own text stands between its headline and such a run.

use super::headline::Anchor;
use super::layout::{Element, HashCounts, Layout, alike_key, between, share};
use super::{Row, View, features};
use crate::NodeId;
use crate::features::html::Features;
use crate::page::Page;

features! {
    "unit_place": "place of the innermost unit among those alike, at most 20",
    "unit_prose": "its share of the prose of the units alike",
    "units_titled": "share of the units alike whose first block has half of its text in links",
    "units_in_prose": "share of the units alike with running text",
    "units_largest": "share of the prose of the units alike that the longest has",
    "prose_before_units": "share of the page's prose between headline and the first of the units alike",
    "by_answers_in_units": "share of the units alike where a rule finds a control for answers",
    "outer_place": "place of the outermost unit among those alike, at most 20",
    "outer_prose": "its share of the prose of the outermost units alike",
    "outers_titled": "share of the outermost units alike whose first block has half of its text in links",
    "outers_in_prose": "share of the outermost units alike with running text",
    "outers_largest": "share of the prose of the outermost units alike that the longest has",
    "prose_before_outers": "share of the page's prose between headline and the first of the outermost units alike",
    "by_answers_in_outers": "share of the outermost units alike where a rule finds a control for answers",
}

/// Columns of the innermost unit, and as many of the outermost.
const COLUMNS: usize = FEATURES.len() / 2;

/// Later ones are as the twentieth.
const MAX_PLACE: f32 = 20.0;
/// Link density from which a block is a link.
const LINK: f32 = 0.5;

/// What elements alike with one parent hold.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    units: f32,
    first: u32,
    prose: f32,
    largest: f32,
    titled: f32,
    in_prose: f32,
    answered: f32,
}

/// The runs of a page.
#[derive(Debug)]
pub(crate) struct Runs {
    runs: Vec<Run>,
    /// For each element that is a unit its run and its place there, by place in the tree.
    units: Vec<Option<(u32, u32)>>,
}

impl Runs {
    pub(super) fn measure(page: &Page, layout: &Layout, measured: &[Features]) -> Self {
        let mut numbers: HashCounts<u32> = HashCounts::default();
        let mut runs: Vec<Run> = Vec::new();
        let mut units = Vec::with_capacity(measured.len());
        for (id, element) in layout.elements() {
            if element.unit == 0 || element.unit as usize != id.index() || element.end == element.start {
                units.push(None);
                continue;
            }
            let parent = page.parent(id).unwrap_or(NodeId::ROOT);
            let number = *numbers.entry(alike_key(element, parent)).or_insert_with(|| {
                runs.push(Run { first: element.start, ..Run::default() });
                runs.len() as u32 - 1
            });
            let run = &mut runs[number as usize];
            units.push(Some((number, run.units as u32)));
            run.add(layout, element, measured);
        }
        Self { runs, units }
    }
}

impl Run {
    fn add(&mut self, layout: &Layout, element: &Element, measured: &[Features]) {
        let (start, end) = (element.start as usize, element.end as usize);
        let prose = between(&layout.sums.prose, start, end);
        let flag = |value: bool| f32::from(u8::from(value));
        self.units += 1.0;
        self.prose += prose;
        self.largest = self.largest.max(prose);
        self.titled += flag(measured[start].link_density >= LINK);
        self.in_prose += flag(between(&layout.sums.sentences, start, end) > 0.0);
        self.answered += flag(between(&layout.sums.answers, start, end) > 0.0);
    }
}

pub(super) fn write(view: &View, index: usize, row: &mut Row) {
    let element = view.layout.element(view.spans[index].container);
    for unit in [element.unit, element.outer_unit] {
        write_run(view, NodeId::at(unit as usize), &view.anchor, row);
    }
}

fn write_run(view: &View, unit: NodeId, anchor: &Anchor, row: &mut Row) {
    let layout = &view.layout;
    let Some((number, place)) = view.runs.units[layout.place(unit)] else {
        row.extend([0.0; COLUMNS]);
        return;
    };
    let (run, element) = (&view.runs.runs[number as usize], layout.element(unit));
    let prose = &layout.sums.prose;
    let of_unit = between(prose, element.start as usize, element.end as usize);
    let before = between(prose, anchor.block, (run.first as usize).max(anchor.block));
    let values: [f32; COLUMNS] = [
        (place as f32).min(MAX_PLACE),
        share(of_unit, run.prose),
        share(run.titled, run.units),
        share(run.in_prose, run.units),
        share(run.largest, run.prose),
        share(before, prose[prose.len() - 1]),
        share(run.answered, run.units),
    ];
    row.extend(values);
}
