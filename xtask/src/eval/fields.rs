//! `cargo xtask eval --metadata`: title, author and date of each set beside the peers that read metadata, on
//! the same pages in one environment, and the language of the gold texts, as Markdown.
//!
//! What a peer says of a page is kept in `target/bench`, by the bytes of the page and the version of the peer, so that
//! only the first run waits for the peers, and one that was stopped goes on.
//!
//! Each set is scored in two parts by registrable domain, so that it shows when rules fit the pages that
//! somebody looked at: folds 0 to 3 of the training's folds were looked at, 4 was not.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use copydesk_extractor::identify_language;
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::folds::{FOLDS, domain_of, fold_of};
use super::gold::{Headline, Page, Set};
use super::predict::{self, Judge, Prediction};
use super::score::{Metric, PageScore, Score};
use crate::hexadecimal::hexadecimal;
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
/// The first fold whose pages nobody looked at.
const FIRST_UNSEEN: usize = 4;
/// The parts of a set by fold: the pages of the first were looked at when the rules were written.
const PARTS: &[(&str, std::ops::Range<usize>)] =
    &[("looked at", 0..FIRST_UNSEEN), ("not looked at", FIRST_UNSEEN..FOLDS), ("all", 0..FOLDS)];
/// Characters below which a line of a gold text is a heading or a label, not a paragraph.
const SHORTEST_PARAGRAPH: usize = 80;

/// Prints the tables of these sets.
pub(super) fn run(sets: &[PathBuf]) -> Result<ExitCode> {
    let sets = sets.iter().map(|folder| Set::read(folder)).collect::<Result<Vec<_>>>()?;
    let (with_fields, with_texts): (Vec<&Set>, Vec<&Set>) =
        (sets.iter().filter(|set| has_fields(set)).collect(), sets.iter().collect());
    if !with_fields.is_empty() {
        print_fields(&with_fields)?;
    }
    let rows: String = with_texts.into_iter().map(language_rows).collect();
    if !rows.is_empty() {
        println!(
            "| set | gold texts | language right | paragraphs | language right |\n|---|--:|--:|--:|--:|"
        );
        print!("{rows}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether a gold of the set names a title, an author or a date.
fn has_fields(set: &Set) -> bool {
    let named =
        |page: &Page| page.gold.title.is_some() || page.gold.author.is_some() || page.gold.date.is_some();
    set.pages.iter().any(named)
}

fn print_fields(sets: &[&Set]) -> Result<()> {
    let python = python::environment(&root().join(FOLDER).join("venv"), REQUIREMENTS);
    if let Err(error) = &python {
        eprintln!("without peers: {error:#}");
    }
    println!(
        "| set | part | pages | tool | title | author | date right | date wrong | wrong of those given |"
    );
    println!("|---|---|--:|---|--:|--:|--:|--:|--:|");
    for set in sets {
        let mut tools = vec![("copydesk", predict::run(&set.pages, &Judge::default()).predictions)];
        if let Ok(python) = &python {
            for peer in PEERS {
                tools.push((peer, peer_predictions(python, peer, set)?));
            }
        }
        print!("{}", fields_table(set, &tools));
    }
    println!();
    Ok(())
}

/// What a peer says of each page, in the order of the set. Only pages that it was not asked about are asked.
fn peer_predictions(python: &Path, peer: &str, set: &Set) -> Result<Vec<Prediction>> {
    let folder = root().join(FOLDER);
    let known = folder.join(format!("metadata-{}-{peer}.jsonl", set.name));
    let keys = set.pages.par_iter().map(key_of).collect::<Result<Vec<String>>>()?;
    let mut answers = answers_of(&known)?;
    let is_new = |key: &String| !answers.contains_key(key);
    let unasked: Vec<(&Page, &String)> = set.pages.iter().zip(&keys).filter(|(_, key)| is_new(key)).collect();
    if !unasked.is_empty() {
        let pages = folder.join("metadata-pages.jsonl");
        let mut file = BufWriter::new(File::create(&pages)?);
        for (page, key) in unasked {
            // The peer runs in another folder.
            let path = page.source.path().canonicalize()?;
            let row = json!({ "id": page.gold.id, "key": key, "url": page.gold.url, "path": path });
            writeln!(file, "{row}")?;
        }
        file.flush()?;
        let mut command = Command::new(python);
        command.arg(root().join(RUNNER)).arg(peer).arg(&pages).arg(&known);
        step(&format!("{peer} on {}", set.name), &mut command)?;
        answers = answers_of(&known)?;
    }
    Ok(keys.iter().map(|key| answers.get(key).cloned().unwrap_or_default()).collect())
}

/// What a peer said of a page, and the key of both.
#[derive(Deserialize)]
struct Answer {
    key: String,
    #[serde(flatten)]
    prediction: Prediction,
}

/// The answers in a file, by key; none where there is no file. The last line of a run that was stopped may be cut.
fn answers_of(path: &Path) -> Result<HashMap<String, Prediction>> {
    if !path.exists() {
        return Ok(HashMap::new());
    }
    let content = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let answers = content.lines().filter_map(|line| serde_json::from_str::<Answer>(line).ok());
    Ok(answers.map(|answer| (answer.key, answer.prediction)).collect())
}

/// Digest of all that an answer follows from: versions, address and bytes.
fn key_of(page: &Page) -> Result<String> {
    let mut digest = Sha256::new();
    digest.update(fs::read(root().join(REQUIREMENTS))?);
    digest.update(page.gold.url.as_deref().unwrap_or_default());
    digest.update(fs::read(page.source.path())?);
    Ok(hexadecimal(&digest.finalize()))
}

fn fields_table(set: &Set, tools: &[(&str, Vec<Prediction>)]) -> String {
    let fold =
        |page: &Page| domain_of(page.gold.url.as_deref().unwrap_or_default()).map_or(0, |d| fold_of(&d));
    let mut out = String::new();
    for (part, folds) in PARTS {
        for (tool, predictions) in tools {
            let pairs = set.pages.iter().zip(predictions);
            let scores: Vec<PageScore> = pairs
                .filter(|(page, _)| folds.contains(&fold(page)))
                .map(|(page, prediction)| PageScore::of(page, prediction, Headline::Apart))
                .collect();
            let score = Score::of(&scores.iter().collect::<Vec<_>>());
            let (name, pages, cells) = (&set.name, scores.len(), cells(&score, tool));
            // Writing to a string cannot fail.
            let _ = writeln!(out, "| {name} | {part} | {pages} | {tool} | {cells} |");
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
    let is_right = |text: &str| identify_language(text).is_some_and(|found| found.tag == wanted);
    let paragraphs = text.lines().filter(|line| line.chars().count() >= SHORTEST_PARAGRAPH);
    Some((vec![is_right(&text)], paragraphs.map(is_right).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::gold::{Gold, Source};

    #[test]
    fn answers_are_kept_by_key_and_a_cut_line_is_none() {
        let path = std::env::temp_dir().join(format!("copydesk-answers-{}.jsonl", std::process::id()));
        let lines =
            "{\"id\": \"1\", \"key\": \"a\", \"title\": \"Ferry\", \"author\": null}\n{\"id\": \"2\", \"ke";
        fs::write(&path, lines).expect("a file in the temporary folder");
        let answers = answers_of(&path).expect("it can be read");
        fs::remove_file(&path).expect("it is there");
        assert_eq!(answers.len(), 1);
        assert_eq!(answers["a"].title.as_deref(), Some("Ferry"));
        assert!(answers_of(&path).expect("no file is no error").is_empty());
    }

    #[test]
    fn sets_without_fields_or_languages_have_no_rows() {
        let gold = |title: Option<&str>, language: Option<&str>| Gold {
            title: title.map(str::to_owned),
            language: language.map(str::to_owned),
            text: Some("The old ferry left the harbour on Monday for the first time in two years.".into()),
            ..Gold::default()
        };
        let set = |gold: Gold| Set {
            name: "sample".into(),
            headline: Headline::Apart,
            pages: vec![Page { gold, source: Source::Html("none.html".into()) }],
        };
        assert!(has_fields(&set(gold(Some("Ferry"), None))) && !has_fields(&set(gold(None, None))));
        assert_eq!(language_rows(&set(gold(None, None))), "");
        assert_eq!(language_rows(&set(gold(None, Some("en")))), "| sample | 1 | 1.0000 | 0 | 0.0000 |\n");
    }
}
