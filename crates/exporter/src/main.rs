//! The binary `copydesk`: reads the command line, runs the command, and tells the user what went wrong.

use std::{io::Write, process::ExitCode};

use clap::Parser;
use copydesk_exporter::{Error, cli::Cli, commands};

/// Exit code of a run that could not start or go on.
const FAILED: u8 = 2;
/// Exit code of a run that was stopped by Ctrl-C, as shells have it: 128 and the number of the signal.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let error = match commands::run(Cli::parse()) {
        Ok(code) => return ExitCode::from(code),
        Err(error) => error,
    };
    let own = error.downcast_ref::<Error>();
    let mut stderr = std::io::stderr();
    // When standard error is closed there is nobody to tell.
    let _told = writeln!(stderr, "copydesk: {error:#}");
    if let Some(hint) = own.and_then(Error::hint) {
        let _told = writeln!(stderr, "hint: {hint}");
    }
    ExitCode::from(if matches!(own, Some(Error::Interrupted)) { INTERRUPTED } else { FAILED })
}
