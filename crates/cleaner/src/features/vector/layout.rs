//! One pass over the tree: for each element the blocks inside it, what stands around it, and sums.
//! Not features themselves but what they are read from.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::class_words;
use crate::features::block_tree::{BlockElement, BlockTree};
use crate::features::html::PageFeatures;
use crate::page::Page;
use crate::segment::html::PageBlocks;
use crate::{Family, NodeId, Tag, Verdict};

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
    /// Readability's score.
    pub(super) score: f32,
}

/// Sums over blocks, each with one entry more than there are blocks.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub(super) weight: Vec<f32>,
    pub(super) link_weight: Vec<f32>,
    pub(super) prose: Vec<f32>,
    pub(super) kept: Vec<f32>,
    /// Controls for answers, as the rules find them.
    pub(super) answers: Vec<f32>,
    pub(super) punctuation: Vec<f32>,
    pub(super) sentences: Vec<f32>,
}

/// The tree as the features see it.
#[derive(Debug)]
pub(crate) struct Layout<'a> {
    tree: &'a BlockTree,
    /// By place in the tree.
    elements: Vec<Element>,
    pub(super) sums: Sums,
    /// Pictures before each node.
    pub(super) images: Vec<u32>,
    /// The element with the highest of Readability's scores.
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

/// The same for elements of one parent with the same name and class.
pub(super) fn alike_key(element: &Element, parent: NodeId) -> u64 {
    mix(element.shape ^ parent.index() as u64)
}

impl<'a> Layout<'a> {
    pub(super) fn new(
        page: &Page,
        segmented: &PageBlocks,
        measured: &'a PageFeatures,
        advice: &[Verdict],
    ) -> Self {
        let tree = &measured.tree;
        let starts = Starts::new(segmented);
        let mut elements: Vec<Element> = Vec::with_capacity(tree.elements().len());
        let mut alike: HashCounts<u32> =
            HashCounts::with_capacity_and_hasher(tree.elements().len(), BuildHasherDefault::default());
        let class_words = page.class_words();
        let main = measured.main.index();
        let main_end = page.end(measured.main);
        let holds_main = |id: NodeId| id.index() <= main && page.end(id) >= main_end;
        for BlockElement { id, parent: around } in tree.elements() {
            let (id, tag) = (*id, page.tag(*id));
            let parent_id = tree.elements()[*around].id;
            let parent = elements.get(*around).copied().unwrap_or_default();
            let mut element = Element {
                start: starts.before(id.index()),
                end: starts.before(page.end(id)),
                depth: parent.depth + 1,
                ..parent
            };
            let is_wider = parent.end - parent.start > element.end - element.start;
            element.wider = if is_wider { parent_id.index() as u32 } else { parent.wider };
            if holds_main(parent_id) && !(holds_main(id) && id.index() != main) {
                element.branch = id.index() as u32;
            }
            element.around |= bits(page, id, tag);
            element.path = mix(parent.path ^ (tag as u64 + 1));
            element.shape = mix(u64::from(class_words.numbers(id)[0]) << u8::BITS | tag as u64);
            if element.end > element.start {
                *alike.entry(alike_key(&element, parent_id)).or_default() += 1;
            }
            elements.push(element);
        }
        find_units(page, tree, &mut elements, &alike);
        let candidate = readability(page, segmented, measured, &mut elements);
        let (sums, images) = (Sums::new(segmented, measured, advice), images_before(page));
        Self { tree, elements, sums, images, candidate }
    }

    /// What is known of an element with a block inside.
    #[inline]
    pub(super) fn element(&self, id: NodeId) -> &Element {
        &self.elements[self.place(id)]
    }

    /// The place of such an element in the tree.
    #[inline]
    pub(super) fn place(&self, id: NodeId) -> usize {
        self.tree.place(id)
    }

    /// All of them, in document order.
    pub(super) fn elements(&self) -> impl Iterator<Item = (NodeId, &Element)> {
        self.tree.elements().iter().map(|element| element.id).zip(&self.elements)
    }
}

/// For each node how many pictures stand before it.
fn images_before(page: &Page) -> Vec<u32> {
    let mut count = 0;
    let mut images = Vec::with_capacity(page.len() + 1);
    images.push(0);
    images.extend(page.tags().iter().map(|tag| {
        count += u32::from(matches!(tag, Tag::Img | Tag::Picture | Tag::Video));
        count
    }));
    images
}

/// How many blocks begin before a node.
struct Starts {
    /// For each block the last of the first nodes of it and of those before.
    firsts: Vec<usize>,
}

impl Starts {
    fn new(segmented: &PageBlocks) -> Self {
        let firsts = segmented.spans.iter().scan(0, |last, span| {
            *last = span.first.index().max(*last);
            Some(*last)
        });
        Self { firsts: firsts.collect() }
    }

    fn before(&self, node: usize) -> u32 {
        self.firsts.partition_point(|first| *first < node) as u32
    }
}

/// Parents come before children, so one pass hands the innermost and outermost units down.
fn find_units(page: &Page, tree: &BlockTree, elements: &mut [Element], alike: &HashCounts<u32>) {
    for (place, BlockElement { id, parent }) in tree.elements().iter().enumerate() {
        let Element { unit, outer_unit, .. } = elements[*parent];
        let parent_id = tree.elements()[*parent].id;
        let element = &mut elements[place];
        (element.unit, element.outer_unit) = (unit, outer_unit);
        if element.end == element.start {
            continue;
        }
        element.alike = alike.get(&alike_key(element, parent_id)).copied().unwrap_or(1);
        let tag = page.tag(*id);
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

/// Gives elements the scores of Readability and tells which has the highest: a paragraph's marks and length count for its parent, half for the
/// grandparent, a third for the next (Arc90 2009; Mozilla's Readability.js).
fn readability(
    page: &Page,
    segmented: &PageBlocks,
    measured: &PageFeatures,
    elements: &mut [Element],
) -> NodeId {
    const SHARES: [f32; 3] = [1.0, 0.5, 1.0 / 3.0];
    /// Characters that count as much as a comma, and the most that length can add.
    const WEIGHT_PER_POINT: f32 = 100.0;
    const MAX_LENGTH_POINTS: f32 = 3.0;
    let tree = &measured.tree;
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
            elements[tree.place(id)].score += points * share;
        }
    }
    let mut best = (0.0, NodeId::ROOT);
    for (element, BlockElement { id, .. }) in elements.iter().zip(tree.elements()) {
        if element.score > best.0 && element.end > element.start {
            best = (element.score, *id);
        }
    }
    best.1
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
            answers: sum(&|index| f32::from(u8::from(advice[index].family() == Some(Family::CommentsForm)))),
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
