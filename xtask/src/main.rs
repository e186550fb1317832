//! The developer's commands, `cargo xtask COMMAND`: one file per command, no shell scripts.
//!
//! The exit code is 0 when everything went well and 1 when it did not; that of `export` is `copydesk`'s.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to people")]

mod bench;
mod conformance;
mod dist;
mod eval;
mod export;
#[path = "../../crates/exporter/src/hexadecimal.rs"]
mod hexadecimal;
mod python;
mod seeds;
mod step;
mod table;
mod test;
mod train;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", about = "The commands of a developer of copydesk")]
enum Command {
    Export(export::Arguments),
    /// Builds the program that is distributed: optimized over all crates, guided by a profile of itself
    Dist,
    /// Runs every test, Rust and Python
    Test,
    Eval(eval::Arguments),
    Bench(bench::Arguments),
    Conformance(conformance::Arguments),
    Seeds(seeds::Arguments),
    Train(train::Arguments),
    #[cfg(feature = "train")]
    Features(train::dump::Arguments),
    #[cfg(feature = "train")]
    TextFeatures(train::dump_text::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Command::parse() {
        Command::Export(arguments) => export::run(&arguments),
        Command::Dist => dist::run(),
        Command::Test => test::run(),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Conformance(arguments) => conformance::run(&arguments),
        Command::Seeds(arguments) => seeds::run(&arguments),
        Command::Train(arguments) => train::run(&arguments),
        #[cfg(feature = "train")]
        Command::Features(arguments) => train::dump::run(&arguments),
        #[cfg(feature = "train")]
        Command::TextFeatures(arguments) => train::dump_text::run(&arguments),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
