//! `cargo xtask conformance`: copydesk's HTML parser beside html5ever's, on html5lib-tests and on pages.
//!
//! Fails when html5ever passes a test that copydesk does not, when a tree differs from the one that scraper
//! makes, or when a place in the source is wrong.

mod dump;
mod fragments;
mod pages;
mod random;
mod tokens;
mod trees;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::eval::sorted_entries;

/// Mutated fragments unless told otherwise: a few seconds.
const FRAGMENTS: &str = "5000";

/// Any number would do; a fixed one makes a finding repeatable.
const SEED: &str = "1";

/// Compares copydesk's HTML parser with html5ever's.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folders with HTML files, or with a folder `pages` of them: the trees must be equal
    #[arg(value_name = "SET_DIR")]
    sets: Vec<PathBuf>,
    /// The folder of html5lib-tests, with `tokenizer` and `tree-construction` in it
    #[arg(long, value_name = "DIR")]
    html5lib: Option<PathBuf>,
    /// Mutated fragments of the pages whose trees must be equal
    #[arg(long, value_name = "N", default_value = FRAGMENTS)]
    fragments: usize,
    /// Begin of the random numbers that mutate
    #[arg(long, value_name = "N", default_value = SEED)]
    seed: u64,
}

/// Tests that passed and failed under both parsers.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) both: usize,
    /// Only copydesk passes them.
    pub(crate) gained: Vec<String>,
    /// Only html5ever passes them.
    pub(crate) lost: Vec<String>,
    pub(crate) neither: Vec<String>,
    /// Tests that cannot be run, such as those with half a surrogate pair, which no Rust string holds.
    pub(crate) left_out: usize,
}

impl Tally {
    pub(crate) fn add(&mut self, name: impl FnOnce() -> String, copydesk: bool, html5ever: bool) {
        match (copydesk, html5ever) {
            (true, true) => self.both += 1,
            (true, false) => self.gained.push(name()),
            (false, true) => self.lost.push(name()),
            (false, false) => self.neither.push(name()),
        }
    }

    fn print(&self, what: &str) {
        let Self { both, gained, lost, neither, left_out } = self;
        println!(
            "{what}: copydesk passes {}, html5ever {}, {} fail with both, {left_out} left out",
            both + gained.len(),
            both + lost.len(),
            neither.len(),
        );
        for (label, names) in [("only copydesk", gained), ("only html5ever", lost), ("neither", neither)] {
            for name in names {
                println!("  {label}: {name}");
            }
        }
    }
}

/// Runs everything that was asked for.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut is_good = true;
    if let Some(folder) = &arguments.html5lib {
        let tokens = tokens::run(&folder.join("tokenizer"))?;
        tokens.print("tokenizer");
        let trees = trees::run(&folder.join("tree-construction"))?;
        trees.print("tree construction");
        is_good &= tokens.lost.is_empty() && trees.lost.is_empty() && tokens.both > 0 && trees.both > 0;
    }
    let mut texts = Vec::new();
    for set in &arguments.sets {
        let decoded = pages::read(set)?;
        let report = pages::compare(&decoded);
        println!("{}: {report}", set.display());
        is_good &= report.is_good();
        texts.extend(decoded.into_iter().map(|(_, text)| text));
    }
    if !texts.is_empty() && arguments.fragments > 0 {
        let report = fragments::compare(&texts, arguments.fragments, arguments.seed);
        println!("mutated fragments: {report}");
        is_good &= report.is_good();
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The files of a folder with this extension, in order.
fn files_with(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut files = sorted_entries(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    Ok(files)
}

/// File and number of a test, for people.
fn test_name(file: &Path, index: usize, data: &str) -> String {
    let file = file.file_name().unwrap_or_default().to_string_lossy();
    format!("{file} {}: {:?}", index + 1, data.chars().take(100).collect::<String>())
}
