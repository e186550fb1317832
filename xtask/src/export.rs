//! `cargo xtask export`: builds `copydesk` in release and runs its `export`.
//!
//! Arguments go through untouched, paths stay relative to the current folder, and the exit code is that
//! of `copydesk`. Without arguments the sample dataset is exported to `target/export`.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::workspace::{SAMPLE, cargo, root};

/// The package of the `copydesk` binary.
const BINARY_PACKAGE: &str = "copydesk-exporter";

/// What is exported when nothing is asked for, relative to the root.
const DEFAULT: [&str; 4] = [SAMPLE, "--out", "target/export", "--overwrite"];

/// Exports pages to Parquet: builds `copydesk export` and runs it (`cargo xtask export --help`).
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    /// Arguments of `copydesk export`; none: datasets/sample to target/export
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
    arguments: Vec<OsString>,
}

/// Builds, so that the compiler's progress is seen, and then becomes `copydesk`.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut build = cargo("build");
    build.args(["--release", "--package", BINARY_PACKAGE]);
    if !build.status().context("cannot start cargo")?.success() {
        bail!("copydesk does not build");
    }
    let mut export = cargo("run");
    export.args(["--quiet", "--release", "--package", BINARY_PACKAGE, "--bin", "copydesk", "--", "export"]);
    if arguments.arguments.is_empty() {
        export.args(DEFAULT).current_dir(root());
    } else {
        export.args(&arguments.arguments);
    }
    become_command(&mut export)
}

/// Replaces this process, so that Ctrl-C reaches `copydesk` alone and nothing outlives it.
#[cfg(unix)]
fn become_command(command: &mut Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("cannot start cargo")
}

#[cfg(not(unix))]
fn become_command(command: &mut Command) -> Result<ExitCode> {
    let status = command.status().context("cannot start cargo")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
