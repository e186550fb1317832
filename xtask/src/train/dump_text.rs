//! The training table of plain texts: a row per line with its features and its label, as Parquet.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use arrow_array::{ArrayRef, Float32Array, Int32Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use copydesk_extractor::cleaner::{Options, Phrases, TextTable, feature_table, text_table};
use copydesk_extractor::{Hints, Options as ExtractorOptions, parse};
use rayon::prelude::*;

use super::align::{GoldText, Vocabulary, align};
use super::dump::table_writer;
use crate::eval::gold::{Page, Set, Source};
use crate::eval::residue::{Residue, read_residue};
use crate::eval::words::words;

/// Writes the features and labels of the lines of noisy texts.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Rows `id, kind, page, url, page_type, noisy`
    #[arg(value_name = "RESIDUE.jsonl")]
    residue: PathBuf,
    /// Rows `id, text`: what a person would keep of each page
    #[arg(long, value_name = "GOLD.jsonl")]
    gold: PathBuf,
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
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let number = |name: &str| Field::new(name, DataType::Int32, false);
    let mut fields: Vec<Field> = ["id", "kind", "page", "domain", "page_type", "start"].map(text).into();
    fields.extend(["block", "words", "matched", "is_title", "gold_words"].map(number));
    fields.extend(names.iter().map(|name| Field::new(name, DataType::Float32, false)));
    let (schema, mut writer) = table_writer(&arguments.out, fields)?;
    let phrases = if arguments.without_phrases { Phrases::Ignore } else { Phrases::Use };
    let mut texts = read_residue(&arguments.residue, Some(&arguments.gold))?;
    if let Some(folder) = &arguments.sample {
        texts.extend(Set::read(folder)?.pages.iter().filter_map(sample_text));
    }
    for part in texts.chunks(64) {
        let rows: Vec<Option<TextRows>> = part.par_iter().map(|text| rows_of(text, phrases)).collect();
        let rows: Vec<TextRows> = rows.into_iter().flatten().collect();
        writer.write(&batch(&rows, names.len(), &schema)?)?;
    }
    writer.close()?;
    eprintln!("{} texts", texts.len());
    Ok(ExitCode::SUCCESS)
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

fn rows_of(text: &Residue, phrases: Phrases) -> Option<TextRows> {
    let gold = text.gold.as_ref()?;
    let table = text_table(&text.noisy, &Options { phrases, ..Options::default() });
    let mut vocabulary = Vocabulary::default();
    let blocks: Vec<Vec<u32>> =
        table.blocks.iter().map(|block| vocabulary.number(words(&block.text))).collect();
    let lines: Vec<Vec<u32>> = gold.lines().map(|line| vocabulary.number(words(line))).collect();
    let gold = GoldText::new(lines.into_iter());
    let title = vocabulary.number(words(text.title.as_deref().unwrap_or_default()));
    Some(TextRows {
        text: text.clone(),
        gold_words: gold.len(),
        words: blocks.iter().map(Vec::len).collect(),
        matched: align(&blocks, &gold),
        is_title: blocks.iter().map(|block| !title.is_empty() && *block == title).collect(),
        table,
    })
}

fn batch(texts: &[TextRows], width: usize, schema: &Arc<Schema>) -> Result<RecordBatch> {
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
        number(&|row, _| row.gold_words),
    ];
    for column in 0..width {
        let values = rows.iter().map(|(row, block)| row.table.values[block * width + column]);
        columns.push(Arc::new(Float32Array::from_iter_values(values)));
    }
    Ok(RecordBatch::try_new(schema.clone(), columns)?)
}
