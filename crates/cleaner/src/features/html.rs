//! Features of a page's blocks: text and link density, landmarks, class words, visibility.
//!
//! Link density is that of Kohlschütter, Fankhauser, Nejdl: "Boilerplate Detection using Shallow Text
//! Features" (WSDM 2010). Prose mass follows the idea of Sun, Song, Liao: "DOM Based Content Extraction
//! via Text Density" (SIGIR 2011): the element whose blocks carry most running text holds the article.

use std::collections::HashMap;

use crate::page::Page;
use crate::script::{ends_sentence, is_cut_off, punctuation, weight};
use crate::segment::html::PageBlocks;
use crate::{Attr, Block, BlockKind, Family, NodeId, Tag, class_words};

/// Blocks with more of their text in links than this carry no prose mass. Kohlschütter's tree splits at 0.33.
const MAX_PROSE_LINK_DENSITY: f32 = 0.33;
/// Blocks without punctuation must weigh this much to count as prose: two lines of a column.
const MIN_UNPUNCTUATED_WEIGHT: usize = 120;
/// Blocks lighter than this are labels, not prose.
const MIN_PROSE_WEIGHT: usize = 25;
/// A mark on an element is a layout name, not noise, when the element holds this share of all prose.
const PROTECTED_SHARE: f32 = 0.5;
/// A page is a forum when comments hold at least this share of its prose …
const MIN_FORUM_SHARE: f32 = 0.7;
/// … and no article of this weight stands beside them: readers' comments outweigh many an article.
const MAX_FORUM_FRAME: f32 = 700.0;

/// Why a mark was made: the word or name found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mark {
    pub(crate) family: Family,
    pub(crate) word: &'static str,
    /// The marked element.
    pub(crate) node: NodeId,
}

/// What the ancestors of a block say about it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Context {
    /// Not shown to a reader.
    pub(crate) hidden: Option<Mark>,
    /// Nearest landmark element or role that is not content.
    pub(crate) landmark: Option<Mark>,
    /// Nearest class or id word that names a noise family.
    pub(crate) class: Option<Mark>,
}

/// Numbers about one block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Features {
    /// Length in characters of Latin text.
    pub(crate) weight: usize,
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
    /// Index of the first block inside `main` and one past the last.
    pub(crate) main_blocks: std::ops::Range<usize>,
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
    let comments = comment_blocks(page, segmented);
    let outside_comments =
        blocks.iter().zip(&comments).map(|(block, is_comment)| if *is_comment { 0 } else { block.prose });
    let mut article = Mass::new(&firsts, outside_comments.map(|prose| prose as f32));
    let is_forum =
        article.total() < prose.total() * (1.0 - MIN_FORUM_SHARE) && article.total() < MAX_FORUM_FRAME;
    if is_forum {
        article = Mass::new(&firsts, blocks.iter().map(|block| block.prose as f32));
    }
    let contexts = inherit_marks(page, &article, is_forum);
    for (features, span) in blocks.iter_mut().zip(&segmented.spans) {
        features.context = contexts[span.container.index()];
    }
    let main = find_main(page, &firsts, &blocks);
    let main_blocks = first_at_or_after(&firsts, main.index())..first_at_or_after(&firsts, page.end(main));
    PageFeatures { blocks, main_blocks }
}

fn measure_text(block: &Block, link_weight: usize, container: Tag) -> Features {
    let text = block.text.as_str();
    let weight = weight(text);
    let link_density = if weight == 0 { 0.0 } else { (link_weight as f32 / weight as f32).min(1.0) };
    let punctuation = punctuation(text);
    let reads_like_prose = link_density <= MAX_PROSE_LINK_DENSITY
        && weight >= MIN_PROSE_WEIGHT
        && !matches!(block.kind, BlockKind::Heading(_) | BlockKind::Caption)
        && !matches!(container, Tag::Select | Tag::Button)
        && (punctuation > 0 || weight >= MIN_UNPUNCTUATED_WEIGHT);
    Features {
        weight,
        link_density,
        punctuation,
        ends_sentence: ends_sentence(text),
        cut_off: is_cut_off(text),
        prose: if reads_like_prose { weight - link_weight.min(weight) } else { 0 },
        context: Context::default(),
    }
}

fn first_at_or_after(firsts: &[usize], node: usize) -> usize {
    firsts.partition_point(|first| *first < node)
}

/// Sums over the blocks inside any element, by prefix sums in document order.
struct Mass<'a> {
    firsts: &'a [usize],
    sums: Vec<f32>,
}

impl<'a> Mass<'a> {
    fn new(firsts: &'a [usize], values: impl Iterator<Item = f32>) -> Self {
        let mut total = 0.0;
        let sums = std::iter::once(0.0).chain(values.map(|value| {
            total += value;
            total
        }));
        Self { firsts, sums: sums.collect() }
    }

    fn total(&self) -> f32 {
        self.sums.last().copied().unwrap_or(0.0)
    }

    fn inside(&self, page: &Page, id: NodeId) -> f32 {
        let start = first_at_or_after(self.firsts, id.index());
        let end = first_at_or_after(self.firsts, page.end(id));
        self.sums[end.max(start)] - self.sums[start]
    }

    fn share(&self, page: &Page, id: NodeId) -> f32 {
        let total = self.total();
        if total > 0.0 { self.inside(page, id) / total } else { 0.0 }
    }
}

/// Hands the marks of every element down to its descendants; marks of elements that hold most of the
/// page's prose name its layout and are left out.
fn inherit_marks(page: &Page, article: &Mass, is_forum: bool) -> Vec<Context> {
    let mut contexts: Vec<Context> = Vec::with_capacity(page.len());
    let mut known_names = HashMap::new();
    for id in page.all() {
        let mut context = page.parent(id).map_or_else(Context::default, |parent| contexts[parent.index()]);
        if page.tag(id) != Tag::Text {
            let is_noise = |mark: &Mark| match mark.family {
                Family::Comments => !is_forum,
                _ => article.share(page, id) < PROTECTED_SHARE,
            };
            let mark = |(family, word)| Mark { family, word, node: id };
            if context.hidden.is_none() {
                context.hidden = hidden(page, id).map(mark).filter(is_noise);
            }
            context.landmark = landmark(page, id).map(mark).filter(is_noise).or(context.landmark);
            let is_attribution = |mark: &Mark| mark.family == Family::AuthorBox && is_in_quotation(page, id);
            let class = own_class(page, id, &mut known_names).map(mark);
            context.class = class.filter(|mark| is_noise(mark) && !is_attribution(mark)).or(context.class);
        }
        contexts.push(context);
    }
    contexts
}

pub(crate) type Named = Option<(Family, &'static str)>;

/// Which blocks stand inside an element whose class names comments.
fn comment_blocks(page: &Page, segmented: &PageBlocks) -> Vec<bool> {
    let mut known_names = HashMap::new();
    let mut end = 0;
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for id in page.all() {
        if id.index() >= end
            && page.tag(id) != Tag::Text
            && own_class(page, id, &mut known_names).is_some_and(|(family, _)| family == Family::Comments)
        {
            end = page.end(id);
            ranges.push((id.index(), end));
        }
    }
    let is_inside = |node: usize| {
        let behind = ranges.partition_point(|(start, _)| *start <= node);
        behind > 0 && node < ranges[behind - 1].1
    };
    segmented.spans.iter().map(|span| is_inside(span.first.index())).collect()
}

fn own_class<'a>(
    page: &'a Page,
    id: NodeId,
    known: &mut HashMap<(Option<&'a str>, Option<&'a str>), Named>,
) -> Named {
    let key = (page.attr(id, Attr::Class), page.attr(id, Attr::Id));
    if key == (None, None) || matches!(page.tag(id), Tag::Html | Tag::Body) {
        return None;
    }
    *known.entry(key).or_insert_with(|| class_words::family_of(page, id))
}

/// How far up an element around a quotation is looked for.
const QUOTATION_LEVELS: usize = 3;

/// Whether an element stands in a `blockquote`, or in an element whose class says that it is one.
fn is_in_quotation(page: &Page, id: NodeId) -> bool {
    let is_named = |id: NodeId| {
        let class = page.attr(id, Attr::Class).unwrap_or_default();
        class.split(|ch: char| !ch.is_ascii_alphabetic()).any(|word| matches!(word, "quote" | "blockquote"))
    };
    is_inside(page, id, Tag::Blockquote) || page.ancestors(id).skip(1).take(QUOTATION_LEVELS).any(is_named)
}

/// Elements that a browser does not show.
pub(crate) fn hidden(page: &Page, id: NodeId) -> Named {
    if page.tag(id) == Tag::Noscript {
        return Some((Family::Hidden, "noscript"));
    }
    if page.attr(id, Attr::Hidden).is_some_and(|value| value != "until-found") {
        return Some((Family::Hidden, "hidden"));
    }
    if page.attr(id, Attr::AriaHidden) == Some("true") {
        return Some((Family::Hidden, "aria-hidden"));
    }
    let style: String = page.attr(id, Attr::Style)?.chars().filter(|ch| !ch.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    ["display:none", "visibility:hidden"]
        .into_iter()
        .find(|rule| style.contains(rule))
        .map(|rule| (Family::Hidden, rule))
}

/// Elements and roles that HTML and ARIA define as parts of the site, not of the article
/// (WHATWG HTML 4.3; WAI-ARIA 1.2, landmark roles).
fn landmark(page: &Page, id: NodeId) -> Named {
    let by_role = match page.attr(id, Attr::Role).unwrap_or_default() {
        "navigation" | "menu" | "menubar" | "search" | "tablist" | "toolbar" => {
            Some((Family::Navigation, "role"))
        }
        "banner" => Some((Family::Navigation, "role=banner")),
        "contentinfo" => Some((Family::Footer, "role=contentinfo")),
        "complementary" => Some((Family::Related, "role=complementary")),
        "dialog" | "alertdialog" => Some((Family::Other, "role=dialog")),
        _ => None,
    };
    by_role.or_else(|| match page.tag(id) {
        Tag::Nav | Tag::Search => Some((Family::Navigation, "nav")),
        Tag::Select | Tag::Button => Some((Family::Navigation, "control")),
        Tag::Footer if !is_inside(page, id, Tag::Blockquote) => Some((Family::Footer, "footer")),
        Tag::Header if is_site_header(page, id) => Some((Family::Navigation, "header")),
        Tag::Aside if !is_content_aside(page, id) => Some((Family::Related, "aside")),
        Tag::Form => Some((Family::Other, "form")),
        Tag::Dialog => Some((Family::Other, "dialog")),
        _ => None,
    })
}

/// A `header` of the site stands outside the article and does not hold its headline.
fn is_site_header(page: &Page, id: NodeId) -> bool {
    !is_inside(page, id, Tag::Article)
        && !is_inside(page, id, Tag::Main)
        && !page.descendants(id).any(|node| page.tag(node) == Tag::H1)
}

/// Class words of notes and quotations that documentation and forum systems put into an `aside`.
const CONTENT_ASIDES: &[&str] =
    &["quote", "admonition", "callout", "note", "tip", "warning", "alert", "footnote"];

fn is_content_aside(page: &Page, id: NodeId) -> bool {
    page.attr(id, Attr::Class).is_some_and(|class| {
        class.split(|ch: char| !ch.is_ascii_alphabetic()).any(|word| CONTENT_ASIDES.contains(&word))
    })
}

fn is_inside(page: &Page, id: NodeId, tag: Tag) -> bool {
    page.ancestors(id).skip(1).any(|id| page.tag(id) == tag)
}

/// A child must hold this share of its parent's mass for the walk to the article to go on into it.
const DESCENT_SHARE: f32 = 0.85;
/// A layout table gives the article one cell; the cells beside it hold menus and news in brief.
const CELL_DESCENT_SHARE: f32 = 0.6;
/// Long blocks count for more than their length: teasers are many and short, paragraphs few and long.
const MASS_EXPONENT: f32 = 1.4;

/// Walks from the body down as long as one child holds nearly all of the mass.
fn find_main(page: &Page, firsts: &[usize], blocks: &[Features]) -> NodeId {
    let body = page.find(Tag::Body).unwrap_or(NodeId::ROOT);
    let mass_of = |block: &Features, wants_unmarked: bool| {
        let context = &block.context;
        let marked = context.hidden.is_some() || context.landmark.is_some() || context.class.is_some();
        if marked && wants_unmarked { 0.0 } else { (block.prose as f32).powf(MASS_EXPONENT) }
    };
    let mut mass = Mass::new(firsts, blocks.iter().map(|block| mass_of(block, true)));
    if mass.total() <= 0.0 {
        mass = Mass::new(firsts, blocks.iter().map(|block| mass_of(block, false)));
    }
    let mut main = body;
    loop {
        let all = mass.inside(page, main);
        let heavy = page.children(main).find(|child| {
            let share = if page.tag(*child) == Tag::Td { CELL_DESCENT_SHARE } else { DESCENT_SHARE };
            all > 0.0 && is_container(page.tag(*child)) && mass.inside(page, *child) >= all * share
        });
        match heavy {
            Some(child) => main = child,
            None => return with_twins(page, main, firsts),
        }
    }
}

/// Tabs and parts of one text are siblings with the same name and class: then all of them are main.
fn with_twins(page: &Page, main: NodeId, firsts: &[usize]) -> NodeId {
    let Some((parent, class)) = page.parent(main).zip(page.attr(main, Attr::Class)) else { return main };
    let has_text =
        |id: NodeId| first_at_or_after(firsts, id.index()) < first_at_or_after(firsts, page.end(id));
    let first_class = class.split_whitespace().next();
    let is_twin = |id: &NodeId| {
        *id != main
            && page.tag(*id) == page.tag(main)
            && page.attr(*id, Attr::Class).is_some_and(|other| other.split_whitespace().next() == first_class)
            && has_text(*id)
    };
    let is_article_part = first_class.is_some() && !matches!(page.tag(main), Tag::Td | Tag::Body | Tag::Main);
    if is_article_part && page.children(parent).any(|id| is_twin(&id)) { parent } else { main }
}

/// Elements that can hold a whole article.
fn is_container(tag: Tag) -> bool {
    !matches!(
        tag,
        Tag::Text
            | Tag::P
            | Tag::Pre
            | Tag::Blockquote
            | Tag::Li
            | Tag::Dd
            | Tag::H1
            | Tag::H2
            | Tag::H3
            | Tag::Figure
    )
}
