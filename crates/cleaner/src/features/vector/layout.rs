//! One pass over the tree: for each element the blocks inside it, what stands around it, and sums.
//! Not features themselves but what they are read from.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::class_words;
use crate::features::html::PageFeatures;
use crate::page::Page;
use crate::segment::html::PageBlocks;
use crate::{NodeId, Tag, Verdict};

/// What stands around an element, as bits; inherited by everything inside.
pub(super) mod around {
    pub(in super::super) const MAIN: u32 = 1;
    pub(in super::super) const FOOTER: u32 = 1 << 1;
    pub(in super::super) const FIGURE: u32 = 1 << 2;
    pub(in super::super) const QUOTATION: u32 = 1 << 3;
    pub(in super::super) const TEXT_NAME: u32 = 1 << 4;
}
use around as bit;

/// What is known of one element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Element {
    pub(super) around: u32,
    pub(super) depth: u16,
    /// Index of the first block inside and one past the last.
    pub(super) start: u32,
    pub(super) end: u32,
    /// The nearest ancestor with more blocks inside.
    pub(super) wider: u32,
    /// The ancestor, or the element, that hangs off the path from the root to the main element.
    pub(super) branch: u32,
    /// Innermost and outermost element around, or the element, of which its parent has three or more alike.
    pub(super) unit: u32,
    pub(super) outer_unit: u32,
    /// How many children of the parent have the same name and class.
    pub(super) alike: u32,
    /// Hash of the names from the root down.
    pub(super) path: u64,
    /// Hash of name and class.
    pub(super) shape: u64,
}

/// Sums over blocks, each with one entry more than there are blocks.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub(super) weight: Vec<f32>,
    pub(super) link_weight: Vec<f32>,
    pub(super) prose: Vec<f32>,
    pub(super) kept: Vec<f32>,
    pub(super) punctuation: Vec<f32>,
    pub(super) sentences: Vec<f32>,
}

/// The tree as the features see it.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(super) elements: Vec<Element>,
    pub(super) sums: Sums,
    /// Pictures before each node.
    pub(super) images: Vec<u32>,
    /// Readability's score of each element, and the element with the highest.
    pub(super) scores: Vec<f32>,
    pub(super) candidate: NodeId,
}

/// Elements that have so many siblings alike are units of a grid, list or thread.
const MIN_UNITS: u32 = 3;

/// Hashes are keys already.
#[derive(Default)]
pub(super) struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = mix(self.0 ^ value);
    }
}

pub(super) type HashCounts<T> = HashMap<u64, T, BuildHasherDefault<Identity>>;

/// The finalizer of `SplitMix64` (Steele, Lea, Flood 2014).
pub(super) fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

impl Layout {
    pub(super) fn new(
        page: &Page,
        segmented: &PageBlocks,
        measured: &PageFeatures,
        advice: &[Verdict],
    ) -> Self {
        let starts = starts(page, segmented);
        let mut elements: Vec<Element> = Vec::with_capacity(page.len());
        let mut images = Vec::with_capacity(page.len() + 1);
        images.push(0);
        let mut alike: HashCounts<u32> = HashCounts::default();
        let class_words = page.class_words();
        let main = measured.main.index();
        let main_end = page.end(measured.main);
        for id in page.all() {
            let tag = page.tag(id);
            images.push(images[id.index()] + u32::from(matches!(tag, Tag::Img | Tag::Picture | Tag::Video)));
            let parent = page.parent(id).map_or_else(Element::default, |parent| elements[parent.index()]);
            let mut element = Element {
                start: starts[id.index()],
                end: starts[page.end(id)],
                depth: parent.depth + 1,
                ..parent
            };
            let parent_index = page.parent(id).map_or(0, NodeId::index);
            let is_wider = parent.end - parent.start > element.end - element.start;
            element.wider = if is_wider { parent_index as u32 } else { parent.wider };
            let holds_main = |node: usize, end: usize| node <= main && end >= main_end;
            let hangs_off = holds_main(parent_index, page.end(NodeId::at(parent_index)))
                && !(holds_main(id.index(), page.end(id)) && id.index() != main);
            if hangs_off {
                element.branch = id.index() as u32;
            }
            if tag != Tag::Text {
                element.around |= bits(page, id, tag);
                element.path = mix(parent.path ^ (tag as u64 + 1));
                element.shape = mix(u64::from(class_words.numbers(id)[0]) << u8::BITS | tag as u64);
                if element.end > element.start {
                    *alike.entry(mix(element.shape ^ parent_index as u64)).or_default() += 1;
                }
            }
            elements.push(element);
        }
        find_units(page, &mut elements, &alike);
        let (scores, candidate) = readability(page, segmented, measured, &elements);
        Self { sums: Sums::new(segmented, measured, advice), elements, images, scores, candidate }
    }

    pub(super) fn element(&self, id: NodeId) -> &Element {
        &self.elements[id.index()]
    }
}

/// For each node how many blocks begin before it.
fn starts(page: &Page, segmented: &PageBlocks) -> Vec<u32> {
    let mut starts = Vec::with_capacity(page.len() + 1);
    let mut block = 0;
    for node in 0..=page.len() {
        while segmented.spans.get(block).is_some_and(|span| span.first.index() < node) {
            block += 1;
        }
        starts.push(block as u32);
    }
    starts
}

/// Parents come before children, so one pass hands the innermost and outermost units down.
fn find_units(page: &Page, elements: &mut [Element], alike: &HashCounts<u32>) {
    for id in page.all() {
        let parent = page.parent(id).map_or(0, NodeId::index);
        let (unit, outer_unit, shape) =
            (elements[parent].unit, elements[parent].outer_unit, elements[id.index()].shape);
        let element = &mut elements[id.index()];
        (element.unit, element.outer_unit) = (unit, outer_unit);
        let tag = page.tag(id);
        if tag == Tag::Text || element.end == element.start {
            continue;
        }
        element.alike = alike.get(&mix(shape ^ parent as u64)).copied().unwrap_or(1);
        if element.alike >= MIN_UNITS && tag.breaks_text() && tag != Tag::P {
            element.unit = id.index() as u32;
            if outer_unit == 0 {
                element.outer_unit = id.index() as u32;
            }
        }
    }
}

fn bits(page: &Page, id: NodeId, tag: Tag) -> u32 {
    let by_tag = match tag {
        Tag::Main => bit::MAIN,
        Tag::Footer => bit::FOOTER,
        Tag::Figure => bit::FIGURE,
        Tag::Blockquote => bit::QUOTATION,
        _ => 0,
    };
    let is_page = matches!(tag, Tag::Body | Tag::Html);
    let by_name = if !is_page && class_words::names_text(page, id) { bit::TEXT_NAME } else { 0 };
    by_tag | by_name
}

/// The scores of Readability: a paragraph's marks and length count for its parent, half for the
/// grandparent, a third for the next (Arc90 2009; Mozilla's Readability.js).
fn readability(
    page: &Page,
    segmented: &PageBlocks,
    measured: &PageFeatures,
    elements: &[Element],
) -> (Vec<f32>, NodeId) {
    const SHARES: [f32; 3] = [1.0, 0.5, 1.0 / 3.0];
    /// Characters that count as much as a comma, and the most that length can add.
    const WEIGHT_PER_POINT: f32 = 100.0;
    const MAX_LENGTH_POINTS: f32 = 3.0;
    let mut scores = vec![0.0; page.len()];
    for (span, block) in segmented.spans.iter().zip(&measured.blocks) {
        if block.prose == 0 {
            continue;
        }
        let points =
            1.0 + block.punctuation as f32 + (block.weight as f32 / WEIGHT_PER_POINT).min(MAX_LENGTH_POINTS);
        let points = points * (1.0 - block.link_density);
        let is_paragraph = matches!(page.tag(span.container), Tag::P | Tag::Pre | Tag::Li | Tag::Blockquote);
        let from = usize::from(is_paragraph);
        for (share, id) in SHARES.iter().zip(page.ancestors(span.container).skip(from)) {
            scores[id.index()] += points * share;
        }
    }
    let mut best = (0.0, NodeId::ROOT);
    for id in page.all() {
        let element = &elements[id.index()];
        let score = scores[id.index()];
        if score > best.0 && element.end > element.start {
            best = (score, id);
        }
    }
    (scores, best.1)
}

impl Sums {
    fn new(segmented: &PageBlocks, measured: &PageFeatures, advice: &[Verdict]) -> Self {
        let blocks = &measured.blocks;
        let sum = |value: &dyn Fn(usize) -> f32| {
            let mut total = 0.0;
            let mut sums = Vec::with_capacity(blocks.len() + 1);
            sums.push(0.0);
            for index in 0..blocks.len() {
                total += value(index);
                sums.push(total);
            }
            sums
        };
        Self {
            weight: sum(&|index| blocks[index].weight as f32),
            link_weight: sum(&|index| segmented.spans[index].link_weight.min(blocks[index].weight) as f32),
            prose: sum(&|index| blocks[index].prose as f32),
            kept: sum(&|index| if advice[index].is_kept() { blocks[index].weight as f32 } else { 0.0 }),
            punctuation: sum(&|index| blocks[index].punctuation as f32),
            sentences: sum(&|index| f32::from(u8::from(blocks[index].is_running_text()))),
        }
    }
}

/// The sum over the blocks from `start` to `end`.
pub(super) fn between(sums: &[f32], start: usize, end: usize) -> f32 {
    sums[end.min(sums.len() - 1)] - sums[start.min(sums.len() - 1)]
}

/// A part of a whole; 0 of nothing.
pub(super) fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}
