//! `cargo xtask test`: every test, Rust and Python, in one command that installs what it needs.
//!
//! The Python tests load what the release binary exports, in a virtual environment under `target` that
//! is made once and again whenever its requirements change. The first step that fails ends the run with
//! the command that repeats it.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::workspace::{cargo, root};

/// The Python tests and the packages they need.
const PYTHON_TESTS: &str = "tests/python";
const REQUIREMENTS: &str = "tests/python/requirements.txt";

/// The oldest Python that the pinned versions there support.
const OLDEST_PYTHON: &str = "3.11";

/// Names the folder that the Python tests load.
const EXPORT_VARIABLE: &str = "COPYDESK_EXPORT";

/// In the virtual environment: the requirements that were installed there.
const INSTALLED: &str = "installed-requirements.txt";

#[cfg(windows)]
const PYTHON: &str = "python";
#[cfg(windows)]
const VENV_PYTHON: &str = "Scripts/python.exe";
#[cfg(not(windows))]
const PYTHON: &str = "python3";
#[cfg(not(windows))]
const VENV_PYTHON: &str = "bin/python";

/// Runs the steps in order and says at the end what passed.
pub(crate) fn run() -> Result<ExitCode> {
    let started = Instant::now();
    let mut tests = cargo("test");
    tests.args(["--release", "--workspace", "--no-fail-fast"]);
    let rust = step("Rust tests", &mut tests)?;

    let venv = root().join("target/python-venv");
    prepare_venv(&venv)?;

    let folder = root().join("target/python-export");
    let mut export = Command::new(tested_binary()?);
    export.args(["export", "datasets/sample", "--overwrite", "--out"]).arg(&folder);
    step("export for the Python tests", &mut export)?;

    let mut pytest = Command::new(venv.join(VENV_PYTHON));
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

/// Runs one step in the root and returns its seconds; when it fails, the error says how to repeat it.
fn step(name: &str, command: &mut Command) -> Result<u64> {
    println!("== {name}");
    let started = Instant::now();
    command.current_dir(root());
    let status = command.status().with_context(|| format!("{name}: cannot start {}", shown(command)))?;
    if !status.success() {
        bail!("{name} failed ({status}). To repeat this step alone:\n    {}", shown(command));
    }
    Ok(started.elapsed().as_secs())
}

/// A command as one would type it in the root.
fn shown(command: &Command) -> String {
    let root = root();
    let relative = |part: &std::ffi::OsStr| {
        let path = Path::new(part);
        path.strip_prefix(&root).unwrap_or(path).display().to_string()
    };
    let variables = command
        .get_envs()
        .filter_map(|(name, value)| Some(format!("{}={}", name.display(), Path::new(value?).display())));
    let arguments = command.get_args().map(relative);
    let words = variables.chain([relative(command.get_program())]).chain(arguments);
    words.collect::<Vec<_>>().join(" ")
}

/// Makes the virtual environment, unless it works and holds these very requirements.
fn prepare_venv(venv: &Path) -> Result<()> {
    let requirements = root().join(REQUIREMENTS);
    let wanted = fs::read_to_string(&requirements).with_context(|| format!("cannot read {REQUIREMENTS}"))?;
    let (python, installed) = (venv.join(VENV_PYTHON), venv.join(INSTALLED));
    if succeeds(Command::new(&python).arg("--version"))
        && fs::read_to_string(&installed).is_ok_and(|old| old == wanted)
    {
        return Ok(());
    }
    check_python()?;
    let mut create = Command::new(PYTHON);
    step("Python environment", create.args(["-m", "venv", "--clear"]).arg(venv))?;
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&requirements);
    step("Python packages", &mut install)?;
    fs::write(&installed, wanted).with_context(|| format!("cannot write {}", installed.display()))
}

/// Debian and its descendants ship Python without the module that makes environments.
fn check_python() -> Result<()> {
    if !succeeds(Command::new(PYTHON).arg("--version")) {
        bail!("no {PYTHON} found: install Python {OLDEST_PYTHON} or later (https://www.python.org)");
    }
    let (major, minor) = OLDEST_PYTHON.split_once('.').unwrap_or((OLDEST_PYTHON, "0"));
    let is_new_enough = format!("import sys; sys.exit(sys.version_info < ({major}, {minor}))");
    if !succeeds(Command::new(PYTHON).args(["-c", &is_new_enough])) {
        bail!(
            "{PYTHON} is too old for the libraries of the tests: put Python {OLDEST_PYTHON} or later first on the path"
        );
    }
    if !succeeds(Command::new(PYTHON).args(["-c", "import venv, ensurepip"])) {
        bail!(
            "{PYTHON} cannot make virtual environments: install its venv module \
             (`apt-get install python3-venv` on Debian and Ubuntu)"
        );
    }
    Ok(())
}

fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_shown_as_typed() {
        let mut command = Command::new(root().join("target/venv/bin/python"));
        command.args(["-m", "pytest"]).env(EXPORT_VARIABLE, "out");
        assert_eq!(shown(&command), "COPYDESK_EXPORT=out target/venv/bin/python -m pytest");
    }

    #[test]
    fn the_oldest_python_is_the_documented_one() {
        for file in [REQUIREMENTS, "README.md"] {
            let text = fs::read_to_string(root().join(file)).expect("a file of the tree");
            assert!(text.contains(&format!("Python {OLDEST_PYTHON} or later")), "{file}");
        }
    }

    #[test]
    fn a_failing_step_is_named() {
        let error = step("toy step", &mut Command::new("no-such-program")).expect_err("it cannot start");
        assert!(error.to_string().starts_with("toy step: cannot start no-such-program"));
    }
}
