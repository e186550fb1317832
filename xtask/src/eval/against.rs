//! `cargo xtask eval --against REV`: what an earlier version extracts from the same pages, beside today's.
//!
//! The version is built in a worktree of its own below `target` and run on today's sets, by path, so that
//! a page need not exist in it. Both outputs are scored with today's measures.

mod compare;
mod revision;

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::gold::{Headline, Set, read_jsonl};
use super::predict::{self, Prediction};
use super::report::Report;
use super::score::PageScore;
use super::{Arguments, write_json};
use compare::Comparison;
use revision::Revision;

/// Pages listed on either side unless `--worst` says otherwise.
const LISTED: usize = 10;

/// Compares each set and prints what changed.
pub(super) fn run(arguments: &Arguments, name: &str) -> Result<ExitCode> {
    let sets = arguments.sets.iter().map(|folder| Set::read(folder)).collect::<Result<Vec<_>>>()?;
    let revision = Revision::build(name)?;
    let mut comparisons = Vec::new();
    for (folder, mut set) in arguments.sets.iter().zip(sets) {
        if arguments.with_title {
            set.headline = Headline::First;
        }
        let comparison = compare(folder, set, &revision)?;
        println!("{}", comparison.render(&revision.label(), arguments.worst.unwrap_or(LISTED)));
        comparisons.push(comparison);
    }
    if let Some(path) = &arguments.json {
        let all: Vec<_> = comparisons.iter().map(|comparison| comparison.to_json(&revision.hash)).collect();
        write_json(path, &all)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn compare(folder: &Path, mut set: Set, revision: &Revision) -> Result<Comparison> {
    let folder = folder.canonicalize().with_context(|| format!("no folder {}", folder.display()))?;
    let mut old: HashMap<String, Prediction> =
        read_jsonl::<Prediction>(&revision.predict(&folder, &set.name)?)?
            .into_iter()
            .map(|prediction| (prediction.id.clone(), prediction))
            .collect();
    let pages = set.pages.len();
    set.pages
        .retain(|page| old.contains_key(&page.gold.id) && fs::exists(page.source.path()).unwrap_or(false));
    if set.pages.is_empty() {
        bail!("{}: none of its pages is known to {}", folder.display(), revision.label());
    }
    let left_out = pages - set.pages.len();
    let earlier: Vec<Prediction> =
        set.pages.iter().map(|page| old.remove(&page.gold.id).unwrap_or_default()).collect();
    let today = predict::run(&set.pages, &predict::Judge::default());
    let report = |predictions: &[Prediction], failures| {
        let pairs = set.pages.iter().zip(predictions);
        let scores = pairs.map(|(page, prediction)| PageScore::of(page, prediction, set.headline)).collect();
        Report::new(&set, scores, None, failures)
    };
    let (old, new) = (report(&earlier, Vec::new()), report(&today.predictions, today.failures));
    Ok(Comparison::new(old, new, left_out))
}
