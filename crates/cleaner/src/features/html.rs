//! Features of a page's blocks: weight, link density, prose, and the marks of the elements around them.
//!
//! Link density is that of Kohlschütter, Fankhauser, Nejdl: "Boilerplate Detection using Shallow Text
//! Features" (WSDM 2010).

use super::block_tree::BlockTree;
use super::characters::Characters;
use super::main_element::find_main;
use super::marks::{Context, NameAround, inherit_marks, inside_comments, names, names_around};
use super::open_graph::{declared_type, is_article};
use crate::page::Page;
use crate::script::{ends_sentence, is_cut_off};
use crate::segment::html::PageBlocks;
use crate::{Block, BlockKind, NodeId, Tag};

/// Blocks with more of their text in links than this carry no prose mass. Kohlschütter's tree splits at 0.33.
const MAX_PROSE_LINK_DENSITY: f32 = 0.33;
/// Blocks without punctuation must weigh this much to count as prose: two lines of a column.
const MIN_UNPUNCTUATED_WEIGHT: usize = 120;
/// Blocks lighter than this are labels, not prose.
const MIN_PROSE_WEIGHT: usize = 25;
/// A page is a forum when comments hold at least this share of its prose …
const MIN_FORUM_SHARE: f32 = 0.7;
/// … and no article of this weight stands beside them: readers' comments outweigh many an article. Nor does a
/// page with prose beside its comments that calls itself an article.
const MAX_FORUM_FRAME: f32 = 700.0;

/// Numbers about one block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Features {
    /// Length in characters of Latin text.
    pub(crate) weight: usize,
    pub(crate) characters: Characters,
    /// Share of the weight inside links, 0..=1.
    pub(crate) link_density: f32,
    /// Sentence marks in the text.
    pub(crate) punctuation: usize,
    pub(crate) ends_sentence: bool,
    pub(crate) cut_off: bool,
    /// Weight outside links where the block reads like running text, else 0.
    pub(crate) prose: usize,
    pub(crate) context: Context,
}

impl Features {
    /// Whether the block reads like running text and ends like it, or is too long for a label.
    pub(crate) fn is_running_text(&self) -> bool {
        self.prose > 0 && (self.ends_sentence || self.weight >= MIN_UNPUNCTUATED_WEIGHT)
    }
}

/// Features of every block of a page, and where its prose stands.
#[derive(Debug)]
pub(crate) struct PageFeatures {
    pub(crate) blocks: Vec<Features>,
    pub(crate) tree: BlockTree,
    /// Index of the first block inside `main` and one past the last.
    pub(crate) main_blocks: std::ops::Range<usize>,
    /// The element that holds the article.
    pub(crate) main: NodeId,
    /// Which blocks stand inside an element named after comments.
    pub(crate) comments: Vec<bool>,
    /// The name of a noise family around each block.
    pub(crate) names: Vec<Option<NameAround>>,
}

/// Measures every block of a page.
pub(crate) fn measure(page: &Page, segmented: &PageBlocks) -> PageFeatures {
    let mut blocks: Vec<_> = segmented
        .blocks
        .iter()
        .zip(&segmented.spans)
        .map(|(block, span)| measure_text(block, span.link_weight, page.tag(span.container)))
        .collect();
    let firsts: Vec<usize> = segmented.spans.iter().map(|span| span.first.index()).collect();
    let prose = Mass::new(&firsts, blocks.iter().map(|block| block.prose as f32));
    let tree = BlockTree::new(page, &segmented.spans);
    let names = names(page, &tree);
    let inside_comments = inside_comments(&tree, &names);
    let comments: Vec<bool> =
        segmented.spans.iter().map(|span| inside_comments[tree.place(span.first)]).collect();
    let around = names_around(page, &tree, &names, &prose);
    let around = segmented.spans.iter().map(|span| around[tree.place(span.container)]).collect();
    let outside_comments =
        blocks.iter().zip(&comments).map(|(block, is_comment)| if *is_comment { 0 } else { block.prose });
    let mut article = Mass::new(&firsts, outside_comments.map(|prose| prose as f32));
    let is_thread =
        article.total() < prose.total() * (1.0 - MIN_FORUM_SHARE) && article.total() < MAX_FORUM_FRAME;
    // A blog's picture with one line below it draws more comments than text.
    let is_commented_article = || article.total() > 0.0 && declared_type(page).is_some_and(is_article);
    let is_forum = is_thread && !is_commented_article();
    if is_forum {
        article = Mass::new(&firsts, blocks.iter().map(|block| block.prose as f32));
    }
    let contexts = inherit_marks(page, &tree, &names, &article, is_forum);
    for (features, span) in blocks.iter_mut().zip(&segmented.spans) {
        features.context = contexts[tree.place(span.container)];
    }
    let main = find_main(page, &firsts, &blocks);
    let main_blocks = first_at_or_after(&firsts, main.index())..first_at_or_after(&firsts, page.end(main));
    PageFeatures { blocks, tree, main_blocks, main, comments, names: around }
}

fn measure_text(block: &Block, link_weight: usize, container: Tag) -> Features {
    let text = block.text.as_str();
    let characters = Characters::of(text);
    let (weight, punctuation) = (characters.weight as usize, characters.punctuation as usize);
    let link_density = if weight == 0 { 0.0 } else { (link_weight as f32 / weight as f32).min(1.0) };
    let reads_like_prose = link_density <= MAX_PROSE_LINK_DENSITY
        && weight >= MIN_PROSE_WEIGHT
        && !matches!(block.kind, BlockKind::Heading(_) | BlockKind::Caption)
        && !matches!(container, Tag::Select | Tag::Button)
        && (punctuation > 0 || weight >= MIN_UNPUNCTUATED_WEIGHT);
    Features {
        weight,
        characters,
        link_density,
        punctuation,
        ends_sentence: ends_sentence(text),
        cut_off: is_cut_off(text),
        prose: if reads_like_prose { weight - link_weight.min(weight) } else { 0 },
        context: Context::default(),
    }
}

pub(crate) fn first_at_or_after(firsts: &[usize], node: usize) -> usize {
    firsts.partition_point(|first| *first < node)
}

/// Sums over the blocks inside any element, by prefix sums in document order.
pub(crate) struct Mass<'a> {
    firsts: &'a [usize],
    sums: Vec<f32>,
}

impl<'a> Mass<'a> {
    pub(crate) fn new(firsts: &'a [usize], values: impl Iterator<Item = f32>) -> Self {
        let mut total = 0.0;
        let sums = std::iter::once(0.0).chain(values.map(|value| {
            total += value;
            total
        }));
        Self { firsts, sums: sums.collect() }
    }

    pub(crate) fn total(&self) -> f32 {
        self.sums.last().copied().unwrap_or(0.0)
    }

    pub(crate) fn inside(&self, page: &Page, id: NodeId) -> f32 {
        let start = first_at_or_after(self.firsts, id.index());
        let end = first_at_or_after(self.firsts, page.end(id));
        self.sums[end.max(start)] - self.sums[start]
    }

    pub(crate) fn share(&self, page: &Page, id: NodeId) -> f32 {
        let total = self.total();
        if total > 0.0 { self.inside(page, id) / total } else { 0.0 }
    }
}
