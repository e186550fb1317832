//! `cargo xtask eval --metadata`: title, author and date of each set beside the peers that read metadata, on
//! the same pages in one environment, and the language of the gold texts, as Markdown.
//!
//! Each set is scored in two halves by registrable domain, so that it shows when rules fit the pages that
//! somebody looked at: folds 0 and 1 of the training's folds were looked at, 2 to 4 were not.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::Result;
use copydesk_extractor::{Hints, Options, extract_text};
use rayon::prelude::*;
use serde_json::json;

use super::folds::{domain_of, fold_of};
use super::gold::{Headline, Page, Set, read_jsonl};
use super::predict::{self, Judge, Prediction};
use super::score::{Metric, PageScore, Score};
use crate::python;
use crate::step::step;
use crate::workspace::root;

/// What installs and runs the peers, relative to the root.
const REQUIREMENTS: &str = "xtask/peers/requirements.txt";
const RUNNER: &str = "xtask/peers/metadata.py";
/// Where they are installed and write, relative to the root.
const FOLDER: &str = "target/bench";
/// The peers, as the runner names them.
const PEERS: &[&str] = &["trafilatura", "htmldate"];
/// Folds whose pages were looked at when the rules were written.
const LOOKED_AT: std::ops::Range<usize> = 0..2;
/// Characters below which a line of a gold text is a heading or a label, not a paragraph.
const SHORTEST_PARAGRAPH: usize = 80;

/// Prints the tables of these sets.
pub(super) fn run(sets: &[PathBuf]) -> Result<ExitCode> {
    let python = python::environment(&root().join(FOLDER).join("venv"), REQUIREMENTS);
    if let Err(error) = &python {
        eprintln!("without peers: {error:#}");
    }
    println!("| set | pages | tool | title | author | date right | date wrong | wrong of those given |");
    println!("|---|---|---|--:|--:|--:|--:|--:|");
    let mut languages = String::new();
    for folder in sets {
        let set = Set::read(folder)?;
        let mut tools = vec![("copydesk", predict::run(&set.pages, &Judge::default()).predictions)];
        if let Ok(python) = &python {
            for peer in PEERS {
                tools.push((peer, peer_predictions(python, peer, &set)?));
            }
        }
        print!("{}", fields_table(&set, &tools));
        languages += &language_rows(&set);
    }
    println!("\n| set | gold texts | language right | paragraphs | language right |\n|---|--:|--:|--:|--:|");
    print!("{languages}");
    Ok(ExitCode::SUCCESS)
}

/// What a peer says of each page, in the order of the set.
fn peer_predictions(python: &Path, peer: &str, set: &Set) -> Result<Vec<Prediction>> {
    let folder = root().join(FOLDER);
    let (pages, found) = (folder.join("metadata-pages.jsonl"), folder.join("metadata-found.jsonl"));
    fs::create_dir_all(&folder)?;
    let mut file = BufWriter::new(File::create(&pages)?);
    for page in &set.pages {
        let row = json!({ "id": page.gold.id, "url": page.gold.url, "path": page.source.path() });
        writeln!(file, "{row}")?;
    }
    file.flush()?;
    drop(file);
    let mut command = Command::new(python);
    command.arg(root().join(RUNNER)).arg(peer).arg(&pages).arg(&found);
    step(peer, &mut command)?;
    let rows: Vec<Prediction> = read_jsonl(&found)?;
    let mut by_id: HashMap<String, Prediction> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    Ok(set.pages.iter().map(|page| by_id.remove(&page.gold.id).unwrap_or_default()).collect())
}

fn fields_table(set: &Set, tools: &[(&str, Vec<Prediction>)]) -> String {
    let fold =
        |page: &Page| domain_of(page.gold.url.as_deref().unwrap_or_default()).map_or(0, |d| fold_of(&d));
    let mut out = String::new();
    for (half, is_in) in [("looked at", true), ("not looked at", false)] {
        for (tool, predictions) in tools {
            let pairs = set.pages.iter().zip(predictions);
            let scores: Vec<PageScore> = pairs
                .filter(|(page, _)| LOOKED_AT.contains(&fold(page)) == is_in)
                .map(|(page, prediction)| PageScore::of(page, prediction, Headline::Apart))
                .collect();
            let score = Score::of(&scores.iter().collect::<Vec<_>>());
            let _ = writeln!(
                out,
                "| {} | {} {half} | {tool} | {} |",
                set.name,
                scores.len(),
                cells(&score, tool)
            );
        }
    }
    out
}

fn cells(score: &Score, tool: &str) -> String {
    let value = |metric: Metric| score.metrics.get(&metric).copied();
    let (right, wrong) = (value(Metric::DateRight), value(Metric::DateWrong));
    let share = right.zip(wrong).filter(|(right, wrong)| right + wrong > 0.0).map(|(r, w)| w / (r + w));
    let is_dates_only = tool == "htmldate";
    let names = [Metric::Title, Metric::AuthorF1].map(|metric| value(metric).filter(|_| !is_dates_only));
    let all = names.into_iter().chain([right, wrong, share]);
    let shown: Vec<String> = all.map(|v| v.map_or_else(|| "–".into(), |v| format!("{v:.3}"))).collect();
    shown.join(" | ")
}

/// How often the language of the gold's texts and of their paragraphs is found; empty where the gold has
/// no texts or no languages.
fn language_rows(set: &Set) -> String {
    let judged: Vec<(Vec<bool>, Vec<bool>)> = set.pages.par_iter().filter_map(language_of_page).collect();
    let texts: Vec<bool> = judged.iter().flat_map(|(texts, _)| texts.iter().copied()).collect();
    let paragraphs: Vec<bool> =
        judged.iter().flat_map(|(_, paragraphs)| paragraphs.iter().copied()).collect();
    if texts.is_empty() {
        return String::new();
    }
    let share = |all: &[bool]| all.iter().filter(|right| **right).count() as f64 / all.len().max(1) as f64;
    format!(
        "| {} | {} | {:.4} | {} | {:.4} |\n",
        set.name,
        texts.len(),
        share(&texts),
        paragraphs.len(),
        share(&paragraphs)
    )
}

fn language_of_page(page: &Page) -> Option<(Vec<bool>, Vec<bool>)> {
    let wanted = page.gold.language.as_deref()?.split('-').next()?;
    let segments = || page.gold.required.as_ref().map(|segments| segments.join("\n"));
    let text = page.gold.text.clone().or_else(segments).filter(|text| !text.trim().is_empty())?;
    let is_right = |text: &str| {
        let article = extract_text(text.as_bytes(), &Hints::default(), &Options::default());
        article.is_ok_and(|article| article.language.is_some_and(|found| found.tag == wanted))
    };
    let paragraphs = text.lines().filter(|line| line.chars().count() >= SHORTEST_PARAGRAPH);
    Some((vec![is_right(&text)], paragraphs.map(is_right).collect()))
}
