//! The training table of plain texts: a row per line with its features and its label, as Parquet.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use arrow_array::{ArrayRef, Float32Array, Int32Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use copydesk_extractor::cleaner::{
    Block, Options, Phrases, TextTable, feature_table, text_table, without_markdown,
};
use copydesk_extractor::{Hints, Options as ExtractorOptions, extract, parse};
use rayon::prelude::*;

use super::align::{GoldText, Vocabulary, align};
use super::dump::{donors, draw_grafts, markup_of, table_writer};
use super::graft::Grafts;
use crate::eval::gold::{Page, Set, Source};
use crate::eval::page_lines::scraped_text;
use crate::eval::page_markdown::{Style, scraped_markdown};
use crate::eval::residue::{Form, Residue, read_residue};
use crate::eval::words::words;

/// The model's text of a page is taken for its gold where it is expected to score as well as this.
const MIN_CONFIDENCE: f32 = 0.85;

/// Writes the features and labels of the lines of noisy texts.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Rows `id, kind, page, url, page_type, noisy`
    #[arg(long, value_name = "RESIDUE.jsonl", requires = "gold")]
    residue: Option<PathBuf>,
    /// Rows `id, text`: what a person would keep of each page
    #[arg(long, value_name = "GOLD.jsonl")]
    gold: Option<PathBuf>,
    /// Sets whose pages are taken as scrapers save them; where they have no gold text, it is what the model of pages
    /// keeps of them
    #[arg(long, num_args = 1.., value_name = "SET_DIR")]
    pages: Vec<PathBuf>,
    /// Put link lists, teasers and comments of other pages of the same fold beside the text of these pages
    #[arg(long, requires = "pages")]
    grafted: bool,
    /// Save these pages as Markdown, in each way of writing it in turn
    #[arg(long, requires = "pages")]
    markdown: bool,
    /// Which of many draws of grafts
    #[arg(long, value_name = "NUMBER", default_value_t = 0, requires = "grafted")]
    draw: u64,
    /// Set of sample texts and pages; of a page the text of all its blocks is taken
    #[arg(long, value_name = "DIR")]
    sample: Option<PathBuf>,
    /// Look no phrases up
    #[arg(long)]
    without_phrases: bool,
    /// Where the table goes
    #[arg(long, value_name = "FILE.parquet")]
    out: PathBuf,
}

/// A noisy text, and the lines that it has without grafts.
struct NoisyText {
    text: Residue,
    own: Option<HashSet<String>>,
}

/// The rows of one text.
struct TextRows {
    text: Residue,
    gold_words: usize,
    table: TextTable,
    /// Words of each line, and how many of them stand in gold.
    words: Vec<usize>,
    matched: Vec<usize>,
    /// Whether a line is the headline.
    is_title: Vec<bool>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let names: Vec<_> = TextTable::columns().iter().map(|column| column.name.to_owned()).collect();
    let of_headlines: Vec<_> =
        TextTable::headline_columns().iter().map(|column| column.name.to_owned()).collect();
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let number = |name: &str| Field::new(name, DataType::Int32, false);
    let mut fields: Vec<Field> = ["id", "kind", "page", "domain", "page_type", "start"].map(text).into();
    fields.extend(["block", "words", "matched", "is_title", "is_candidate", "gold_words"].map(number));
    fields.extend(names.iter().chain(&of_headlines).map(|name| Field::new(name, DataType::Float32, false)));
    let (schema, mut writer) = table_writer(&arguments.out, fields)?;
    let phrases = if arguments.without_phrases { Phrases::Ignore } else { Phrases::Use };
    let texts = noisy_texts(arguments)?;
    for part in texts.chunks(64) {
        let rows: Vec<Option<TextRows>> = part.par_iter().map(|text| rows_of(text, phrases)).collect();
        let rows: Vec<TextRows> = rows.into_iter().flatten().collect();
        writer.write(&batch(&rows, [names.len(), of_headlines.len()], &schema)?)?;
    }
    writer.close()?;
    eprintln!("{} texts", texts.len());
    Ok(ExitCode::SUCCESS)
}

fn noisy_texts(arguments: &Arguments) -> Result<Vec<NoisyText>> {
    let mut texts = match &arguments.residue {
        Some(path) => read_residue(path, arguments.gold.as_deref(), Form::Lines)?,
        None => Vec::new(),
    };
    if let Some(folder) = &arguments.sample {
        texts.extend(Set::read(folder)?.pages.iter().filter_map(sample_text));
    }
    let mut texts: Vec<NoisyText> = texts.into_iter().map(|text| NoisyText { text, own: None }).collect();
    let sets = arguments.pages.iter().map(|folder| Set::read(folder)).collect::<Result<Vec<_>>>()?;
    let donors = if arguments.grafted { donors(&sets) } else { Vec::new() };
    let pages: Vec<&Page> = sets.iter().flat_map(|set| &set.pages).collect();
    let form = if arguments.markdown { Form::Markdown } else { Form::Lines };
    let of_pages: Vec<_> = pages
        .par_iter()
        .enumerate()
        .map(|(index, page)| page_text(page, &donors, arguments.draw, form.of_page(index)))
        .collect();
    texts.extend(of_pages.into_iter().flatten());
    Ok(texts)
}

/// A page as scrapers save it.
fn page_text(page: &Page, donors: &[Grafts], draw: u64, style: Option<Style>) -> Option<NoisyText> {
    let scraped = |html: &str| match style {
        Some(style) => scraped_markdown(html.as_bytes(), style).ok(),
        None => scraped_text(html.as_bytes()).ok(),
    };
    // A byte order mark outranks what the page says of its encoding.
    let markup = format!("\u{feff}{}", markup_of(page)?);
    let mut gold = page.gold.clone();
    if gold.text.is_none() {
        let hints = Hints { url: gold.url.clone(), ..Hints::default() };
        let article = extract(markup.as_bytes(), &hints, &ExtractorOptions::default()).ok()?;
        if article.confidence.is_none_or(|confidence| confidence < MIN_CONFIDENCE) {
            return None;
        }
        gold.text = Some(article.text);
        gold.title = gold.title.or(article.metadata.title);
    }
    let (kind, noisy, own) = if donors.is_empty() {
        (if style.is_some() { "markdown" } else { "page" }, scraped(&markup)?, None)
    } else {
        let [own, whole] = draw_grafts(page, donors, draw)?;
        let own = text_table(&scraped(&own)?, &Options::default());
        ("grafted", scraped(&whole)?, Some(own.blocks.into_iter().map(|block| block.text).collect()))
    };
    let text = Residue {
        id: format!("{kind} {draw} {}", gold.id),
        kind: kind.to_owned(),
        page: gold.id,
        url: gold.url,
        page_type: gold.page_type,
        language: gold.language,
        noisy,
        gold: gold.text,
        title: gold.title,
    };
    Some(NoisyText { text, own })
}

/// A sample as a noisy text.
fn sample_text(page: &Page) -> Option<Residue> {
    let noisy = match &page.source {
        Source::PlainText(path) => fs::read_to_string(path).ok()?,
        Source::Html(path) => {
            let parsed =
                parse(&fs::read(path).ok()?, &Hints::default(), &ExtractorOptions::default()).ok()?;
            let blocks = feature_table(&parsed, &Options::default()).ok()?.blocks;
            blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n\n")
        }
    };
    let gold = &page.gold;
    Some(Residue {
        id: gold.id.clone(),
        kind: "sample".to_owned(),
        page: gold.id.clone(),
        noisy,
        gold: gold.text.clone(),
        title: gold.title.clone(),
        ..Residue::default()
    })
}

fn rows_of(noisy: &NoisyText, phrases: Phrases) -> Option<TextRows> {
    let text = &noisy.text;
    let gold = text.gold.as_ref()?;
    let table = text_table(&text.noisy, &Options { phrases, ..Options::default() });
    let mut vocabulary = Vocabulary::default();
    let blocks: Vec<Vec<u32>> =
        table.blocks.iter().map(|block| vocabulary.number(words(&without_markdown(&block.text)))).collect();
    let lines: Vec<Vec<u32>> = gold.lines().map(|line| vocabulary.number(words(line))).collect();
    let gold = GoldText::new(lines.into_iter());
    let title = vocabulary.number(words(text.title.as_deref().unwrap_or_default()));
    let is_own = |block: &Block| noisy.own.as_ref().is_none_or(|own| own.contains(&block.text));
    let matched = align(&blocks, &gold);
    Some(TextRows {
        text: text.clone(),
        gold_words: gold.len(),
        words: blocks.iter().map(Vec::len).collect(),
        matched: matched
            .iter()
            .zip(&table.blocks)
            .map(|(words, block)| if is_own(block) { *words } else { 0 })
            .collect(),
        is_title: blocks.iter().map(|block| !title.is_empty() && *block == title).collect(),
        table,
    })
}

/// `widths` are those of the rows of lines and of candidates for the headline.
fn batch(texts: &[TextRows], widths: [usize; 2], schema: &Arc<Schema>) -> Result<RecordBatch> {
    let rows: Vec<(&TextRows, usize)> =
        texts.iter().flat_map(|text| (0..text.words.len()).map(move |block| (text, block))).collect();
    let text = |value: &dyn Fn(&TextRows, usize) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(|(text, block)| value(text, *block))))
    };
    let number = |value: &dyn Fn(&TextRows, usize) -> usize| -> ArrayRef {
        Arc::new(Int32Array::from_iter_values(rows.iter().map(|(text, block)| value(text, *block) as i32)))
    };
    let mut columns = vec![
        text(&|row, _| row.text.id.clone()),
        text(&|row, _| row.text.kind.clone()),
        text(&|row, _| row.text.page.clone()),
        text(&|row, _| row.text.domain()),
        text(&|row, _| row.text.page_type.clone().unwrap_or_default()),
        text(&|row, block| row.table.blocks[block].text.chars().take(80).collect()),
        number(&|_, block| block),
        number(&|row, block| row.words[block]),
        number(&|row, block| row.matched[block]),
        number(&|row, block| usize::from(row.is_title[block])),
        number(&|row, block| usize::from(row.table.candidates.binary_search(&block).is_ok())),
        number(&|row, _| row.gold_words),
    ];
    let [width, headline_width] = widths;
    for column in 0..width {
        let values = rows.iter().map(|(row, block)| row.table.values[block * width + column]);
        columns.push(Arc::new(Float32Array::from_iter_values(values)));
    }
    let of_candidates: Vec<Option<usize>> =
        rows.iter().map(|(row, block)| row.table.candidates.binary_search(block).ok()).collect();
    for column in 0..headline_width {
        let values = rows.iter().zip(&of_candidates).map(|((row, _), candidate)| {
            candidate.map_or(0.0, |at| row.table.headline_values[at * headline_width + column])
        });
        columns.push(Arc::new(Float32Array::from_iter_values(values)));
    }
    Ok(RecordBatch::try_new(schema.clone(), columns)?)
}
