//! `cargo xtask eval`: quality on annotated sets, as tables, JSON and a gate of pinned floors.
//!
//! The measures are those of the published comparisons, computed alike, so that a figure printed here
//! can be put beside theirs. It scores the extractor of this checkout, another tool's predictions, or an
//! earlier version beside this one.

mod against;
mod fields;
mod floors;
pub(crate) mod folds;
pub(crate) mod gold;
mod metrics;
pub(crate) mod page_lines;
pub(crate) mod page_markdown;
mod predict;
mod reliability;
mod report;
pub(crate) mod residue;
mod score;
pub(crate) mod words;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use copydesk_extractor::cleaner::{Focus, Model, Phrases, TextModel};
use serde_json::Value;

use floors::{Floors, Lowering};
use folds::Folds;
pub(crate) use gold::sorted_entries;
use gold::{Headline, Set, read_jsonl};
use predict::{Judge, Prediction};
use report::{Report, Timing};
use score::PageScore;

/// Measures the quality of the extraction on annotated sets.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Arguments {
    /// Folders with gold.jsonl and pages/ID.html, or with NAME.gold.json beside NAME.html or NAME.txt
    #[arg(required_unless_present = "text", value_name = "SET_DIR")]
    sets: Vec<PathBuf>,
    /// Evaluate the cleaning of plain text: rows `id, kind, page, page_type, noisy`, and `gold` or --gold; or the
    /// pages of a set as scrapers save them
    #[arg(long, value_name = "RESIDUE.jsonl|SET_DIR", conflicts_with = "sets")]
    text: Option<PathBuf>,
    /// Look no residue phrases up
    #[arg(long, requires = "text")]
    without_phrases: bool,
    /// Take the pages of a set as scrapers save them that keep links, headings and lists as Markdown
    #[arg(long, requires = "text")]
    markdown: bool,
    /// Rows `id, text`: what a person would keep of the page that a row of --text names
    #[arg(long, value_name = "GOLD.jsonl", requires = "text")]
    gold: Option<PathBuf>,
    /// Write all scores, those of single pages too, to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Score these predictions of another tool instead of extracting (one set only)
    #[arg(long, value_name = "FILE.jsonl", conflicts_with = "write_predictions")]
    predictions: Option<PathBuf>,
    /// Write what was extracted as predictions (one set only)
    #[arg(long, value_name = "FILE.jsonl")]
    write_predictions: Option<PathBuf>,
    /// Put the predicted title before the text in every set, not only in those whose gold has it there
    #[arg(long)]
    with_title: bool,
    /// List this many pages of each set with the lowest word F1; with --against, those that lost and
    /// gained most [default: 0; with --against: 10]
    #[arg(long, value_name = "N")]
    worst: Option<usize>,
    /// Compare with what this commit, tag or branch extracts
    #[arg(long, value_name = "REV", conflicts_with_all = ["predictions", "write_predictions", "floors"])]
    against: Option<String>,
    /// Judge each page by the model that was trained without its site: a folder that `train` wrote
    #[arg(long, value_name = "DIR", conflicts_with_all = ["predictions", "floors", "against"])]
    folds: Option<PathBuf>,
    /// Which mistake is worse: noise that stays or text that goes
    #[arg(long, value_enum, default_value_t)]
    focus: FocusName,
    /// Print title, author, date and language alone, beside trafilatura and htmldate, in two halves by domain
    #[arg(long, conflicts_with_all = ["predictions", "write_predictions", "against", "folds", "floors"])]
    metadata: bool,
    /// Print how well the confidence holds, in ten bins
    #[arg(long)]
    reliability: bool,
    /// Fail when a metric is below its floor in this file
    #[arg(long, value_name = "FILE")]
    floors: Option<PathBuf>,
    /// Pin the floors of these sets to what is measured now
    #[arg(long, requires = "floors")]
    update_floors: bool,
    /// Let --update-floors lower a floor
    #[arg(long, requires = "update_floors")]
    allow_lower: bool,
}

/// The focus, as the command line spells it.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum FocusName {
    Precision,
    #[default]
    Balanced,
    Recall,
}

impl From<FocusName> for Focus {
    fn from(name: FocusName) -> Self {
        match name {
            FocusName::Precision => Self::Precision,
            FocusName::Balanced => Self::Balanced,
            FocusName::Recall => Self::Recall,
        }
    }
}

/// Evaluates each set and prints its table; the exit code is 1 when a floor does not hold.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.metadata {
        return fields::run(&arguments.sets);
    }
    if let Some(residue) = &arguments.text {
        return residue::run(&residue::Task {
            residue,
            gold: arguments.gold.as_deref(),
            form: if arguments.markdown { residue::Form::Markdown } else { residue::Form::Lines },
            predictions: arguments.write_predictions.as_ref(),
            folds: arguments.folds.as_deref().map(Folds::<TextModel>::read).transpose()?,
            floors: arguments.floors.as_deref().map(Floors::read).transpose()?,
            focus: arguments.focus.into(),
            phrases: if arguments.without_phrases { Phrases::Ignore } else { Phrases::Use },
        });
    }
    if let Some(revision) = &arguments.against {
        return against::run(arguments, revision);
    }
    let single = arguments.predictions.is_some() || arguments.write_predictions.is_some();
    if single && arguments.sets.len() > 1 {
        bail!("predictions belong to one set: name one SET_DIR");
    }
    let floors = arguments.floors.as_deref().map(Floors::read).transpose()?;
    let mut reports = Vec::new();
    for folder in &arguments.sets {
        let report = evaluate(folder, arguments)?;
        println!("{}", report.render(arguments.worst.unwrap_or(0)));
        if arguments.reliability {
            println!("{}", report.reliability_table());
        }
        reports.push(report);
    }
    if let Some(path) = &arguments.json {
        let all: Vec<_> = reports.iter().map(Report::to_json).collect();
        write_json(path, &all)?;
    }
    match (floors, &arguments.floors) {
        (Some(floors), Some(path)) if arguments.update_floors => {
            update_floors(floors, path, &reports, arguments)
        }
        (Some(floors), _) => Ok(check_floors(&floors, &reports)),
        (None, _) => Ok(ExitCode::SUCCESS),
    }
}

fn evaluate(folder: &Path, arguments: &Arguments) -> Result<Report> {
    let mut set = Set::read(folder)?;
    if arguments.with_title {
        set.headline = Headline::First;
    }
    let (predictions, timing, failures) = if let Some(path) = &arguments.predictions {
        (predictions_of_pages(&set, path)?, None, Vec::new())
    } else {
        let folds = arguments.folds.as_deref().map(Folds::<Model>::read).transpose()?;
        let run = predict::run(&set.pages, &Judge { folds: folds.as_ref(), focus: arguments.focus.into() });
        (run.predictions, Some(Timing::new(set.pages.len(), run.elapsed, run.slowest)), run.failures)
    };
    if let Some(path) = &arguments.write_predictions {
        write_predictions(path, &predictions).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let pairs = set.pages.iter().zip(&predictions);
    let scores = pairs.map(|(page, prediction)| PageScore::of(page, prediction, set.headline)).collect();
    Ok(Report::new(&set, scores, timing, failures))
}

/// Another tool's predictions in the order of the set's pages; a page without one counts as empty.
fn predictions_of_pages(set: &Set, path: &Path) -> Result<Vec<Prediction>> {
    let predictions: Vec<Prediction> = read_jsonl(path)?;
    let mut by_id: HashMap<String, Prediction> =
        predictions.into_iter().map(|prediction| (prediction.id.clone(), prediction)).collect();
    Ok(set.pages.iter().map(|page| by_id.remove(&page.gold.id).unwrap_or_default()).collect())
}

fn write_predictions(path: &Path, predictions: &[Prediction]) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for prediction in predictions {
        serde_json::to_writer(&mut file, prediction)?;
        file.write_all(b"\n")?;
    }
    Ok(file.flush()?)
}

fn write_json(path: &Path, values: &[Value]) -> Result<()> {
    let json = serde_json::to_string_pretty(values)?;
    fs::write(path, json + "\n").with_context(|| format!("cannot write {}", path.display()))
}

fn check_floors(floors: &Floors, reports: &[Report]) -> ExitCode {
    let checks = floors.check(reports);
    let broken: Vec<_> = checks.iter().filter(|check| !check.holds()).collect();
    for check in &broken {
        eprintln!("{check}");
    }
    if broken.is_empty() {
        eprintln!("{} floors hold", checks.len());
        ExitCode::SUCCESS
    } else {
        eprintln!("{} of {} floors do not hold", broken.len(), checks.len());
        ExitCode::FAILURE
    }
}

fn update_floors(
    mut floors: Floors,
    path: &Path,
    reports: &[Report],
    arguments: &Arguments,
) -> Result<ExitCode> {
    let lowering = if arguments.allow_lower { Lowering::Allow } else { Lowering::Refuse };
    let refused = floors.pin(reports, lowering);
    if refused.is_empty() {
        floors.write(path)?;
        eprintln!("{} is up to date", path.display());
        return Ok(ExitCode::SUCCESS);
    }
    for check in &refused {
        eprintln!("{check}");
    }
    eprintln!("{} is unchanged: --allow-lower would lower these floors", path.display());
    Ok(ExitCode::FAILURE)
}

#[cfg(test)]
#[path = "eval/reference.rs"]
mod reference;
