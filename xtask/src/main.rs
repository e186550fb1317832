//! The developer's commands, `cargo xtask COMMAND`: one file per command, no shell scripts.
//!
//! Exit codes are those of `copydesk`: 0 done, 1 a check failed, 2 could not run.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to people")]

mod eval;
mod export;
mod seeds;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "The commands of a developer of copydesk")]
enum Command {
    Export(export::Arguments),
    /// Runs every test, Rust and Python
    Test,
    Eval(eval::Arguments),
    Seeds(seeds::Arguments),
}

/// Exit code of a command that could not run.
const COULD_NOT_RUN: u8 = 2;

fn main() -> ExitCode {
    let outcome = match Command::parse() {
        Command::Export(arguments) => export::run(&arguments),
        Command::Test => test::run(),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Seeds(arguments) => seeds::run(&arguments),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(COULD_NOT_RUN)
    })
}
