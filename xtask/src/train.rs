//! `cargo xtask train`: rebuilds the embedded model from the trainable sets.
//!
//! Features and labels come from this checkout's own code, as Parquet; the trees are fitted by `LightGBM` in
//! a virtual environment with pinned versions. The same sets give the same bytes.

#[cfg(feature = "train")]
mod age;
#[cfg(feature = "train")]
pub(crate) mod align;
#[cfg(feature = "train")]
pub(crate) mod dump;
#[cfg(feature = "train")]
pub(crate) mod dump_text;
#[cfg(feature = "train")]
mod graft;
#[cfg(feature = "train")]
mod runs;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use copydesk_extractor::cleaner::{columns_hash, text_columns_hash};

use crate::python::environment;
use crate::step::step;
use crate::workspace::{SAMPLE, cargo, root};

/// The sets that may be trained on, by what their licences cover; the sample set comes on top.
const TRAINABLE: [&str; 3] = ["wcxb-dev", "trafilatura-a", "cwced-a"];

/// News pages of which only the day is known; what the model of pages keeps of them is gold for their text.
const DATED: &str = "htmldate-a";

/// Where the embedded models lie.
const MODELS: &str = "crates/cleaner/src/model";

/// Noisy texts, and the gold of the pages that they were made from.
const RESIDUE: &str = "residue-dev.jsonl";
const RESIDUE_PAGES: &str = "wcxb-dev";

/// Rebuilds the embedded model from the trainable sets
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder that holds the sets wcxb-dev, trafilatura-a and cwced-a; with --text also htmldate-a and
    /// residue-dev.jsonl
    #[arg(value_name = "SETS_DIR")]
    sets: PathBuf,
    /// Rebuild the model of plain text
    #[arg(long)]
    text: bool,
    /// Leave the embedded model as it is, and fail unless this training gives the same bytes
    #[arg(long)]
    check: bool,
}

/// Trains; the exit code is 1 when `--check` finds another model.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let out = root().join("target/train");
    fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
    if arguments.text {
        return train_text(arguments, &out);
    }
    let tables = VIEWS.map(|view| out.join(format!("{}.parquet", view.name)));
    for (view, table) in VIEWS.iter().zip(&tables) {
        write_table(&arguments.sets, table, view)?;
    }
    let python = environment(&out.join("venv"), "xtask/training/requirements.txt")?;
    let mut train = Command::new(python);
    train.arg(root().join("xtask/training/train.py")).args(&tables).arg(&out);
    step("Training", train.arg(format!("{:x}", columns_hash())))?;
    place(&out, "html.bin", arguments.check)
}

fn train_text(arguments: &Arguments, out: &Path) -> Result<ExitCode> {
    let tables = TEXT_VIEWS.map(|view| out.join(format!("{}.parquet", view.name)));
    for (view, table) in TEXT_VIEWS.iter().zip(&tables) {
        let mut dump = dumper("text-features");
        let is_of_pages = [GRAFTED, MARKDOWN].iter().any(|flag| view.flags.contains(flag));
        if !is_of_pages {
            dump.arg("--residue").arg(arguments.sets.join(RESIDUE).canonicalize()?);
            dump.arg("--gold").arg(arguments.sets.join(RESIDUE_PAGES).join("gold.jsonl").canonicalize()?);
            dump.args(["--sample", SAMPLE]);
        }
        dump.arg("--pages");
        // These are in the noisy texts already.
        for set in TRAINABLE.iter().chain([&DATED]).filter(|set| is_of_pages || **set != RESIDUE_PAGES) {
            dump.arg(set_folder(&arguments.sets, set)?);
        }
        step(view.title, dump.args(view.flags).arg("--out").arg(table))?;
    }
    let python = environment(&out.join("venv"), "xtask/training/requirements.txt")?;
    let mut train = Command::new(python);
    train.arg(root().join("xtask/training/train_text.py")).args(&tables).arg(out);
    step("Training", train.arg(format!("{:x}", text_columns_hash())))?;
    place(out, "text.bin", arguments.check)
}

/// The command of this program that writes a table.
fn dumper(command: &str) -> Command {
    let mut dump = cargo("run");
    dump.current_dir(root()).args(["--release", "--package", "xtask", "--features", "train", "--", command]);
    dump
}

/// One way to show the pages to the training.
struct View {
    name: &'static str,
    title: &'static str,
    flags: &'static [&'static str],
}

/// As they are; without names; without names, in old layouts and between lists of other pages, drawn four times.
const VIEWS: [View; 6] = [
    View { name: "named", title: "Features", flags: &[] },
    View { name: "bare", title: "Features without names", flags: &["--without-names"] },
    grafted("grafted", &["--without-names", GRAFTED]),
    grafted("grafted-1", &["--without-names", GRAFTED, "--draw=1"]),
    grafted("grafted-2", &["--without-names", GRAFTED, "--draw=2"]),
    grafted("grafted-3", &["--without-names", GRAFTED, "--draw=3"]),
];

const GRAFTED: &str = "--grafted";
const MARKDOWN: &str = "--markdown";

/// Noisy texts as they are and without phrases; texts of pages between parts of other pages, drawn twice; pages as Markdown,
/// and between parts of other pages.
const TEXT_VIEWS: [View; 6] = [
    View { name: "text", title: "Lines", flags: &[] },
    View { name: "text-without-phrases", title: "Lines without phrases", flags: &["--without-phrases"] },
    View { name: "text-grafted", title: "Lines of grafted pages", flags: &[GRAFTED] },
    View { name: "text-grafted-1", title: "Lines of grafted pages", flags: &[GRAFTED, "--draw=1"] },
    View { name: "text-markdown", title: "Lines of Markdown", flags: &[MARKDOWN] },
    View {
        name: "text-grafted-markdown",
        title: "Lines of grafted pages in Markdown",
        flags: &[GRAFTED, "--draw=2", MARKDOWN],
    },
];

const fn grafted(name: &'static str, flags: &'static [&'static str]) -> View {
    View { name, title: "Features of grafted pages", flags }
}

fn write_table(sets: &Path, table: &Path, view: &View) -> Result<()> {
    let mut dump = dumper("features");
    for name in TRAINABLE {
        dump.arg(set_folder(sets, name)?);
    }
    dump.arg(SAMPLE).args(view.flags).arg("--out").arg(table);
    step(view.title, &mut dump)?;
    Ok(())
}

fn set_folder(sets: &Path, name: &str) -> Result<PathBuf> {
    let set = sets.join(name);
    if !set.is_dir() {
        bail!("{}: no such set", set.display());
    }
    Ok(set.canonicalize()?)
}

/// Puts the model where it is embedded from, or compares it with the one that is there.
fn place(out: &Path, name: &str, check: bool) -> Result<ExitCode> {
    let (trained, embedded) = (out.join(name), root().join(MODELS).join(name));
    let bytes = fs::read(&trained).with_context(|| format!("cannot read {}", trained.display()))?;
    if !check {
        fs::write(&embedded, bytes).with_context(|| format!("cannot write {}", embedded.display()))?;
        eprintln!(
            "{} is new; for its scores out of fold: cargo xtask eval ... --folds target/train",
            embedded.display()
        );
        return Ok(ExitCode::SUCCESS);
    }
    if fs::read(&embedded).is_ok_and(|old| old == bytes) {
        eprintln!("the embedded model is what this training gives");
        Ok(ExitCode::SUCCESS)
    } else {
        eprintln!("this training gives another model than {}", embedded.display());
        Ok(ExitCode::FAILURE)
    }
}
