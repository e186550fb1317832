//! The developer's commands, `cargo xtask COMMAND`: one file per command, no shell scripts.
//!
//! Exit codes are those of `copydesk`: 0 done, 1 done and something failed, 2 could not run.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to people")]

mod eval;

use std::process::ExitCode;

use clap::Parser;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about)]
enum Command {
    Eval(eval::Arguments),
}

/// Exit code of a command that could not run.
const COULD_NOT_RUN: u8 = 2;

fn main() -> ExitCode {
    let outcome = match Command::parse() {
        Command::Eval(arguments) => eval::run(&arguments),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(COULD_NOT_RUN)
    })
}
