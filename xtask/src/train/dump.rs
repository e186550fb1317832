//! The training table: a row per block with its features and its label, written as Parquet.

use std::collections::HashSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use arrow_array::{ArrayRef, Float32Array, Int32Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use copydesk_extractor::cleaner::{Feature, FeatureTable, Options as CleanerOptions, feature_table};
use copydesk_extractor::{Hints, Options, decode, parse};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::align::{GoldText, Vocabulary, align};
use super::graft::{Dice, Grafts, grafts_of, with_grafts};
use crate::eval::folds::{FOLDS, domain_of, fold_of};
use crate::eval::gold::{Page, Set, Source};
use crate::eval::words::{fold, words};

/// Writes the features and labels of the blocks of annotated sets.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folders as for `eval`
    #[arg(required = true, value_name = "SET_DIR")]
    sets: Vec<PathBuf>,
    /// Take class, id, roles and landmark elements out of the pages first
    #[arg(long)]
    without_names: bool,
    /// Put link lists of other pages of the same fold beside the text
    #[arg(long)]
    grafted: bool,
    /// Which of many draws of grafts
    #[arg(long, value_name = "NUMBER", default_value_t = 0, requires = "grafted")]
    draw: u64,
    /// Where the table goes
    #[arg(long, value_name = "FILE.parquet")]
    out: PathBuf,
}

/// The rows of one page.
struct PageRows {
    page: String,
    domain: String,
    language: String,
    page_type: String,
    /// Words of the gold text; none where gold is segments only.
    gold_words: Option<usize>,
    table: FeatureTable,
    /// Words of each block, and how many of them stand in gold.
    words: Vec<usize>,
    matched: Vec<usize>,
    /// Numbers of the segments that a block holds, required ones from 0, forbidden ones from -1 down.
    segments: Vec<Vec<i32>>,
    /// How many segments gold has.
    required: usize,
    forbidden: usize,
    /// Which blocks came from another page.
    grafted: Vec<bool>,
}

/// A Parquet file for a table of these columns.
pub(super) fn table_writer(path: &Path, fields: Vec<Field>) -> Result<(Arc<Schema>, ArrowWriter<File>)> {
    let schema = Arc::new(Schema::new(fields));
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default()));
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties.build()))?;
    Ok((schema, writer))
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let names = FeatureTable::columns().into_iter().chain(only_of_pages().map(|(_, column)| column));
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let number = |name: &str| Field::new(name, DataType::Int32, false);
    let mut fields: Vec<Field> =
        ["set", "page", "domain", "language", "page_type", "code", "segments", "start"].map(text).into();
    fields
        .extend(["block", "words", "matched", "gold_words", "required", "forbidden", "grafted"].map(number));
    fields.extend(names.map(|column| Field::new(column.name, DataType::Float32, false)));
    let (schema, mut writer) = table_writer(&arguments.out, fields)?;
    let sets = arguments.sets.iter().map(|folder| Set::read(folder)).collect::<Result<Vec<_>>>()?;
    let donors = if arguments.grafted { donors(&sets) } else { Vec::new() };
    for set in &sets {
        let pages: Vec<Option<PageRows>> =
            set.pages.par_iter().map(|page| rows_of(page, arguments, &donors)).collect();
        let rows: Vec<PageRows> = pages.into_iter().flatten().collect();
        eprintln!("{}: {} of {} pages", set.name, rows.len(), set.pages.len());
        for part in rows.chunks(64) {
            writer.write(&batch(&set.name, part, &schema)?)?;
        }
    }
    writer.close()?;
    Ok(ExitCode::SUCCESS)
}

/// The columns of the page's row that no block's row has, with their places there.
fn only_of_pages() -> impl Iterator<Item = (usize, Feature)> {
    let of_blocks = FeatureTable::columns();
    let of_pages = FeatureTable::page_columns().into_iter().enumerate();
    of_pages.filter(move |(_, column)| !of_blocks.contains(column))
}

/// Link lists by fold, so that no page sees parts of pages of another fold.
pub(super) fn donors(sets: &[Set]) -> Vec<Grafts> {
    let pages: Vec<&Page> = sets.iter().flat_map(|set| &set.pages).collect();
    let found: Vec<(usize, Grafts)> = pages
        .par_iter()
        .filter_map(|page| Some((fold_of(&domain(page)), grafts_of(&markup_of(page)?))))
        .collect();
    let mut donors = vec![Grafts::default(); FOLDS];
    for (fold, grafts) in found {
        donors[fold].append(grafts);
    }
    donors
}

/// The page without and with grafts.
pub(super) fn draw_grafts(page: &Page, donors: &[Grafts], draw: u64) -> Option<[String; 2]> {
    let is_article = page.gold.page_type.as_deref().is_none_or(|kind| kind == "article");
    let digest = Sha256::digest(format!("{} {draw}", page.gold.id));
    let seed = digest.iter().take(8).fold(0, |all, byte| all << 8 | u64::from(*byte));
    with_grafts(&markup_of(page)?, &donors[fold_of(&domain(page))], is_article, &mut Dice::new(seed))
}

fn domain(page: &Page) -> String {
    let gold = &page.gold;
    domain_of(gold.url.as_deref().unwrap_or_default()).unwrap_or_else(|| gold.id.clone())
}

pub(super) fn markup_of(page: &Page) -> Option<String> {
    let Source::Html(path) = &page.source else { return None };
    Some(decode(&fs::read(path).ok()?, None).text.into_owned())
}

fn rows_of(page: &Page, arguments: &Arguments, donors: &[Grafts]) -> Option<PageRows> {
    let without_names = arguments.without_names;
    let Source::Html(path) = &page.source else { return None };
    let bytes = fs::read(path).ok()?;
    let mut grafted = None;
    if !donors.is_empty() {
        let [own, whole] = draw_grafts(page, donors, arguments.draw)?;
        let own = table_of(page, own.as_bytes(), without_names)?;
        let own: HashSet<String> = own.blocks.into_iter().map(|block| block.text).collect();
        grafted = Some((whole, own));
    }
    let table = match &grafted {
        Some((whole, _)) => table_of(page, whole.as_bytes(), without_names)?,
        None => table_of(page, &bytes, without_names)?,
    };
    let is_grafted = |text: &str| grafted.as_ref().is_some_and(|(_, own)| !own.contains(text));
    let gold = &page.gold;
    let mut vocabulary = Vocabulary::default();
    let blocks: Vec<Vec<u32>> =
        table.blocks.iter().map(|block| vocabulary.number(words(&block.text))).collect();
    let text = gold.text.as_ref().map(|text| {
        let lines: Vec<Vec<u32>> = text.lines().map(|line| vocabulary.number(words(line))).collect();
        GoldText::new(lines.into_iter())
    });
    let matched = text.as_ref().map_or_else(|| vec![0; blocks.len()], |text| align(&blocks, text));
    let required = gold.required.clone().unwrap_or_default();
    let forbidden = gold.forbidden.clone().unwrap_or_default();
    let fold_all = |texts: &[String]| texts.iter().map(|text| fold(text)).collect::<Vec<_>>();
    let (want, avoid) = (fold_all(&required), fold_all(&forbidden));
    let segments = table.blocks.iter().map(|block| {
        let text = fold(&block.text);
        let wanted = (0..).zip(&want).filter(|(_, segment)| text.contains(segment.as_str()));
        let unwanted = (1..).zip(&avoid).filter(|(_, segment)| text.contains(segment.as_str()));
        wanted.map(|(at, _)| at).chain(unwanted.map(|(at, _): (i32, _)| -at)).collect()
    });
    Some(PageRows {
        page: gold.id.clone(),
        domain: domain(page),
        language: gold.language.clone().unwrap_or_default(),
        page_type: gold.page_type.clone().unwrap_or_default(),
        gold_words: text.as_ref().map(GoldText::len),
        segments: segments.collect(),
        words: blocks.iter().map(Vec::len).collect(),
        matched,
        grafted: table.blocks.iter().map(|block| is_grafted(&block.text)).collect(),
        required: required.len(),
        forbidden: forbidden.len(),
        table,
    })
}

fn table_of(page: &Page, bytes: &[u8], without_names: bool) -> Option<FeatureTable> {
    let hints = Hints { url: page.gold.url.clone(), ..Hints::default() };
    let mut parsed = parse(bytes, &hints, &Options::default()).ok()?;
    if without_names {
        parsed = parsed.without_names();
    }
    feature_table(&parsed, &CleanerOptions::default()).ok()
}

fn batch(set: &str, pages: &[PageRows], schema: &Arc<Schema>) -> Result<RecordBatch> {
    let rows: Vec<(&PageRows, usize)> =
        pages.iter().flat_map(|page| (0..page.words.len()).map(move |block| (page, block))).collect();
    let text = |value: &dyn Fn(&PageRows, usize) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(|(page, block)| value(page, *block))))
    };
    let number = |value: &dyn Fn(&PageRows, usize) -> i32| -> ArrayRef {
        Arc::new(Int32Array::from_iter_values(rows.iter().map(|(page, block)| value(page, *block))))
    };
    let mut columns = vec![
        text(&|_, _| set.to_owned()),
        text(&|page, _| page.page.clone()),
        text(&|page, _| page.domain.clone()),
        text(&|page, _| page.language.clone()),
        text(&|page, _| page.page_type.clone()),
        text(&|page, block| page.table.advice[block].code.to_owned()),
        text(&|page, block| {
            page.segments[block].iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        }),
        text(&|page, block| page.table.blocks[block].text.chars().take(60).collect()),
        number(&|_, block| block as i32),
        number(&|page, block| page.words[block] as i32),
        number(&|page, block| page.matched[block] as i32),
        number(&|page, _| page.gold_words.map_or(-1, |count| count as i32)),
        number(&|page, _| page.required as i32),
        number(&|page, _| page.forbidden as i32),
        number(&|page, block| i32::from(page.grafted[block])),
    ];
    let width = FeatureTable::columns().len();
    for column in 0..width {
        let values = rows.iter().map(|(page, block)| page.table.values[block * width + column]);
        columns.push(Arc::new(Float32Array::from_iter_values(values)));
    }
    for (column, _) in only_of_pages() {
        let values = rows.iter().map(|(page, _)| page.table.page[column]);
        columns.push(Arc::new(Float32Array::from_iter_values(values)));
    }
    Ok(RecordBatch::try_new(schema.clone(), columns)?)
}
