//! Virtual environments of Python under `target`, made once and again whenever their requirements change.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::step::step;
use crate::workspace::root;

/// The oldest Python that the pinned versions of the tests support.
pub(crate) const OLDEST_PYTHON: &str = "3.11";

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

/// Makes a virtual environment, unless it works and holds these very requirements (a file, relative to
/// the root), and returns its interpreter.
pub(crate) fn environment(venv: &Path, requirements: &str) -> Result<PathBuf> {
    let path = root().join(requirements);
    let wanted = fs::read_to_string(&path).with_context(|| format!("cannot read {requirements}"))?;
    let (python, installed) = (venv.join(VENV_PYTHON), venv.join(INSTALLED));
    if succeeds(Command::new(&python).arg("--version"))
        && fs::read_to_string(&installed).is_ok_and(|old| old == wanted)
    {
        return Ok(python);
    }
    check_python()?;
    let mut create = Command::new(PYTHON);
    step("Python environment", create.args(["-m", "venv", "--clear"]).arg(venv))?;
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&path);
    step("Python packages", &mut install)?;
    fs::write(&installed, wanted).with_context(|| format!("cannot write {}", installed.display()))?;
    Ok(python)
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
