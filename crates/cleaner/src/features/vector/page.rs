//! The page as a whole. The same values stand in the row of each block; with what `kind.rs` adds, the page
//! type is told from them.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::layout::{between, share};
use super::{Row, View, features, kind};
use crate::features::open_graph;
use crate::{Attr, BlockKind, NodeId, Page, Tag};

features! {
    "page_blocks": "blocks",
    "page_weight": "weight",
    "page_links": "link density",
    "page_prose": "prose",
    "page_prose_share": "share of prose in the weight",
    "page_texts": "blocks of running text",
    "page_text_weight": "prose per block of running text",
    "page_kept_share": "share of the weight that the rules keep",
    "page_kept": "weight that the rules keep",
    "page_main_prose": "share of the prose in the main element",
    "page_main_links": "link density of the main element",
    "page_main_weight": "share of the weight in the main element",
    "page_run_share": "share of the weight in the best run of prose",
    "page_run_weight": "weight of that run",
    "page_code": "share of the weight in code",
    "page_tables": "share of the weight in data tables",
    "page_lists": "share of the weight in lists",
    "page_headings": "headings per block",
    "page_images": "pictures",
    "page_main_images": "pictures per block of the main element",
    "page_comments": "share of the prose inside elements named after comments",
    "page_units": "greatest number of elements alike with one parent and with prose",
    "page_units_share": "share of the weight that those elements hold",
    "page_units_links": "their link density",
    "page_articles": "article elements",
    "page_forms": "forms",
    "page_times": "time elements",
    "page_depth": "depth of the main element",
    "page_longest": "weight of the longest prose",
    "page_questions": "share of blocks that end with a question mark",
    "page_dates": "short blocks that hold a date or a time of day",
    "page_headline_prose": "share of the prose in the smallest element that holds the headline and prose",
    "page_headline_links": "link density of that element",
    "page_has_headline": "the rules found a headline",
    "page_og_type": "og:type: 1 article, 2 product, 3 website, 0 another or none",
    "page_schema": "schema.org type in the page: 1 article, 2 product, 3 forum or questions, 4 list, 0 none",
}

pub(super) fn write(view: &View, _: usize, row: &mut Row) {
    row.0.extend_from_slice(&view.page_row[..FEATURES.len()]);
}

/// The row of the page.
pub(crate) fn write_page(view: &View) -> Vec<f32> {
    let mut values = Vec::with_capacity(FEATURES.len());
    let mut row = Row(&mut values);
    let count = view.blocks.len();
    let sums = &view.layout.sums;
    let (weight, prose) = (sums.weight[count], sums.prose[count]);
    row.push(count as f32);
    row.push(weight);
    row.push(share(sums.link_weight[count], weight));
    row.push(prose);
    row.push(share(prose, weight));
    row.push(sums.sentences[count]);
    row.push(share(prose, sums.sentences[count]));
    row.push(share(sums.kept[count], weight));
    row.push(sums.kept[count]);
    let (start, end) = (view.main_blocks.start, view.main_blocks.end);
    let main_weight = between(&sums.weight, start, end);
    row.push(share(between(&sums.prose, start, end), prose));
    row.push(share(between(&sums.link_weight, start, end), main_weight));
    row.push(share(main_weight, weight));
    let run = between(&sums.weight, view.place.run.start, view.place.run.end);
    row.push(share(run, weight));
    row.push(run);
    write_kinds(view, weight, &mut row);
    write_units(view, weight, &mut row);
    write_elements(view, &mut row);
    let dates = &view.anchor.dates;
    row.push(dates[dates.len() - 1] as f32);
    row.push(view.anchor.prose_share);
    row.push(view.anchor.link_density);
    row.flag(view.place.headline.is_some());
    row.push(og_type(view.page));
    row.push(schema_type(view.page));
    kind::write(view.page, view.blocks, &mut row);
    values
}

fn write_kinds(view: &View, weight: f32, row: &mut Row) {
    let of_kind = |wanted: fn(BlockKind) -> bool| {
        let blocks = view.blocks.iter().zip(view.measured).filter(|(block, _)| wanted(block.kind));
        share(blocks.map(|(_, features)| features.weight as f32).sum(), weight)
    };
    row.push(of_kind(|kind| kind == BlockKind::Code));
    row.push(of_kind(|kind| kind == BlockKind::Table));
    row.push(of_kind(|kind| kind == BlockKind::List));
    let headings = view.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Heading(_))).count();
    row.push(share(headings as f32, view.blocks.len() as f32));
    let images = &view.layout.images;
    row.push(images[view.page.len()] as f32);
    let main = &view.main_blocks;
    let first = view.spans.get(main.start).map_or(0, |span| span.first.index());
    let end = view.spans.get(main.end).map_or(view.page.len(), |span| span.first.index());
    row.push(share((images[end] - images[first.min(end)]) as f32, main.len() as f32));
    let comments = view.measured.iter().zip(view.comments).filter(|(_, is_comment)| **is_comment);
    let prose = view.layout.sums.prose[view.blocks.len()];
    row.push(share(comments.map(|(features, _)| features.prose as f32).sum(), prose));
}

fn write_units(view: &View, weight: f32, row: &mut Row) {
    let sums = &view.layout.sums;
    let parts = view.page.all().filter_map(|id| {
        let element = view.layout.element(id);
        let is_unit = element.unit as usize == id.index() && id != NodeId::ROOT;
        let (start, end) = (element.start as usize, element.end as usize);
        (is_unit && between(&sums.prose, start, end) > 0.0).then_some((element.alike, id))
    });
    // The first of the most numerous: iteration order is document order.
    let best = parts.fold(None, |best: Option<(u32, NodeId)>, part| match best {
        Some(known) if known.0 >= part.0 => Some(known),
        _ => Some(part),
    });
    let region = best.and_then(|(count, id)| Some((count, view.page.parent(id)?)));
    let (count, start, end) = region.map_or((0, 0, 0), |(count, parent)| {
        let element = view.layout.element(parent);
        (count, element.start as usize, element.end as usize)
    });
    let held = between(&sums.weight, start, end);
    row.push(count as f32);
    row.push(share(held, weight));
    row.push(share(between(&sums.link_weight, start, end), held));
}

fn write_elements(view: &View, row: &mut Row) {
    let (mut articles, mut forms, mut times) = (0_u32, 0_u32, 0_u32);
    for id in view.page.all() {
        match view.page.tag(id) {
            Tag::Article => articles += 1,
            Tag::Form => forms += 1,
            Tag::Time => times += 1,
            _ => {}
        }
    }
    row.push(articles as f32);
    row.push(forms as f32);
    row.push(times as f32);
    let main = view.spans.get(view.main_blocks.start).map_or(NodeId::ROOT, |span| span.container);
    row.push(f32::from(view.layout.element(main).depth));
    row.push(view.measured.iter().map(|features| features.prose).max().unwrap_or(0) as f32);
    let questions = view.blocks.iter().filter(|block| block.text.ends_with(['?', '？', '؟'])).count();
    row.push(share(questions as f32, view.blocks.len() as f32));
}

/// The Open Graph type of the page.
fn og_type(page: &Page) -> f32 {
    match open_graph::declared_type(page).unwrap_or_default() {
        kind if open_graph::is_article(kind) => 1.0,
        kind if kind.contains("product") => 2.0,
        "website" => 3.0,
        _ => 0.0,
    }
}

/// What schema.org data says the page is about; the first that is found, most telling first.
fn schema_type(page: &Page) -> f32 {
    let texts = page.all().filter_map(|id| match page.tag(id) {
        Tag::Text if page.parent(id).is_some_and(|up| page.tag(up) == Tag::Script) => Some(page.text(id)),
        Tag::Text => None,
        _ => page.attr(id, Attr::Itemtype),
    });
    // One pass for all words: data runs to hundreds of kilobytes.
    let best =
        texts.flat_map(|text| SCHEMA_WORDS.find_iter(text)).map(|found| found.pattern().as_usize()).min();
    best.map_or(0.0, |number| SCHEMA_TYPES[number].1)
}

/// Types of schema.org as they stand in data and microdata, with their numbers, most telling first.
const SCHEMA_TYPES: [(&str, f32); 12] = [
    ("DiscussionForumPosting", 3.0),
    ("QAPage", 3.0),
    ("FAQPage", 3.0),
    ("NewsArticle", 1.0),
    ("BlogPosting", 1.0),
    ("\"Article\"", 1.0),
    ("/Article", 1.0),
    ("TechArticle", 1.0),
    ("\"Product\"", 2.0),
    ("/Product", 2.0),
    ("ItemList", 4.0),
    ("CollectionPage", 4.0),
];

static SCHEMA_WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = SCHEMA_TYPES.map(|(word, _)| word);
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words).expect("few short words")
});
