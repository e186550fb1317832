//! `cargo xtask test`: every test, Rust and Python, in one command that installs what it needs.
//!
//! The Python tests load what the release binary exports, in a virtual environment under `target` that
//! is made once and again whenever its requirements change. The first step that fails ends the run with
//! the command that repeats it.

use std::env::consts::EXE_SUFFIX;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::python;
use crate::step::step;
use crate::workspace::{SAMPLE, cargo, root};

/// The Python tests and the packages they need.
const PYTHON_TESTS: &str = "tests/python";
const REQUIREMENTS: &str = "tests/python/requirements.txt";

/// Names the folder that the Python tests load.
const EXPORT_VARIABLE: &str = "COPYDESK_EXPORT";

/// Runs the steps in order and says at the end what passed.
pub(crate) fn run() -> Result<ExitCode> {
    let started = Instant::now();
    let mut tests = cargo("test");
    tests.args(["--release", "--workspace", "--features", "xtask/allocations,xtask/train", "--no-fail-fast"]);
    let rust = step("Rust tests", &mut tests)?;

    let interpreter = python::environment(&root().join("target/python-venv"), REQUIREMENTS)?;

    let folder = root().join("target/python-export");
    let mut export = Command::new(tested_binary()?);
    export.args(["export", SAMPLE, "--overwrite", "--out"]).arg(&folder);
    step("export for the Python tests", &mut export)?;

    let mut pytest = Command::new(interpreter);
    pytest.args(["-m", "pytest", "-q", PYTHON_TESTS]).env(EXPORT_VARIABLE, &folder);
    let python = step("Python tests", &mut pytest)?;

    let all = started.elapsed().as_secs();
    println!("All tests passed in {all} s: Rust {rust} s, Python {python} s.");
    Ok(ExitCode::SUCCESS)
}

/// The `copydesk` that the Rust tests have just built beside this program: what they tested is what exports.
fn tested_binary() -> Result<PathBuf> {
    let beside = std::env::current_exe().context("cannot tell where this program is")?;
    let binary = beside.with_file_name(format!("copydesk{EXE_SUFFIX}"));
    if !binary.is_file() {
        bail!("no {}: run this as `cargo xtask test`", binary.display());
    }
    Ok(binary)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::python::OLDEST_PYTHON;

    #[test]
    fn the_oldest_python_is_the_documented_one() {
        for file in [REQUIREMENTS, "README.md"] {
            let text = fs::read_to_string(root().join(file)).expect("a file of the tree");
            assert!(text.contains(&format!("Python {OLDEST_PYTHON} or later")), "{file}");
        }
    }
}
