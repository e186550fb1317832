//! `cargo xtask train`: rebuilds the embedded model from the trainable sets.
//!
//! Features and labels come from this checkout's own code, as Parquet; the trees are fitted by `LightGBM` in
//! a virtual environment with pinned versions. The same sets give the same bytes.

#[cfg(feature = "train")]
pub(crate) mod align;
#[cfg(feature = "train")]
pub(crate) mod dump;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use copydesk_extractor::cleaner::columns_hash;

use crate::python::environment;
use crate::step::step;
use crate::workspace::{cargo, root};

/// The sets that may be trained on, by what their licences cover; the sample set comes on top.
const TRAINABLE: [&str; 3] = ["wcxb-dev", "trafilatura-a", "cwced-a"];

/// Where the embedded model lies.
const MODEL: &str = "crates/cleaner/src/model/html.bin";

/// Rebuilds the embedded model from the trainable sets
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder that holds the sets wcxb-dev, trafilatura-a and cwced-a
    #[arg(value_name = "SETS_DIR")]
    sets: PathBuf,
    /// Leave the embedded model as it is, and fail unless this training gives the same bytes
    #[arg(long)]
    check: bool,
}

/// Trains; the exit code is 1 when `--check` finds another model.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let out = root().join("target/train");
    fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
    let tables = [out.join("named.parquet"), out.join("bare.parquet")];
    for (table, is_bare) in tables.iter().zip([false, true]) {
        write_table(&arguments.sets, table, is_bare)?;
    }
    let python = environment(&out.join("venv"), "xtask/training/requirements.txt")?;
    let mut train = Command::new(python);
    train.arg(root().join("xtask/training/train.py")).args(&tables).arg(&out);
    step("Training", train.arg(format!("{:x}", columns_hash())))?;
    place(&out, arguments.check)
}

fn write_table(sets: &Path, table: &Path, is_bare: bool) -> Result<()> {
    let mut dump = cargo("run");
    dump.current_dir(root()).args([
        "--release",
        "--package",
        "xtask",
        "--features",
        "train",
        "--",
        "features",
    ]);
    for name in TRAINABLE {
        let set = sets.join(name);
        if !set.is_dir() {
            bail!("{}: no such set", set.display());
        }
        dump.arg(set.canonicalize()?);
    }
    dump.arg("datasets/sample").args(is_bare.then_some("--without-names")).arg("--out").arg(table);
    step(if is_bare { "Features without names" } else { "Features" }, &mut dump)?;
    Ok(())
}

/// Puts the model where it is embedded from, or compares it with the one that is there.
fn place(out: &Path, check: bool) -> Result<ExitCode> {
    let (trained, embedded) = (out.join("html.bin"), root().join(MODEL));
    let bytes = fs::read(&trained).with_context(|| format!("cannot read {}", trained.display()))?;
    if !check {
        fs::write(&embedded, bytes).with_context(|| format!("cannot write {MODEL}"))?;
        eprintln!(
            "{MODEL} is new; for its scores out of fold: cargo xtask eval SET_DIR --folds target/train"
        );
        return Ok(ExitCode::SUCCESS);
    }
    if fs::read(&embedded).is_ok_and(|old| old == bytes) {
        eprintln!("the embedded model is what this training gives");
        Ok(ExitCode::SUCCESS)
    } else {
        eprintln!("this training gives another model than {MODEL}");
        Ok(ExitCode::FAILURE)
    }
}
