//! The commands of the binary: each takes its arguments and gives an exit code. Standard output gets
//! results only; a reader that goes away early is no error.

use std::{
    io::{self, Write, stderr, stdout},
    sync::Arc,
    sync::atomic::{AtomicBool, Ordering},
};

use anyhow::Context;
use clap::CommandFactory;

use crate::{
    Config, Terminal, Verbosity,
    cli::{CleanArgs, Cli, Command, ExportArgs},
    extraction::quiet_document_panics,
    inspect,
    pipeline::run as run_pipeline,
};

/// Everything is done.
const DONE: u8 = 0;
/// Done, but some documents were rejected by an error.
const DONE_WITH_ERRORS: u8 = 1;
/// What a shell makes of the signal of Ctrl-C.
const INTERRUPTED: i32 = 130;

/// Runs a command and gives the exit code.
///
/// # Errors
/// When the command could not run.
pub fn run(cli: Cli) -> anyhow::Result<u8> {
    match cli.command {
        Command::Export(args) => export(*args),
        Command::Extract(args) => print(inspect::extract_page(&args)?.as_bytes()),
        Command::Clean(args) => clean(&args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "copydesk", &mut script);
            print(&script)
        }
        Command::Man => print(&manual()?),
    }
}

fn clean(args: &CleanArgs) -> anyhow::Result<u8> {
    let mut out = stdout().lock();
    let failed = match inspect::clean_file(args, &mut out) {
        Err(error) if is_broken_pipe(&error) => 0,
        failed => failed?,
    };
    out.flush()
        .or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })?;
    Ok(if failed > 0 { DONE_WITH_ERRORS } else { DONE })
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn export(args: ExportArgs) -> anyhow::Result<u8> {
    let config = Config::from_args(args)?;
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    let is_quiet = config.verbosity == Verbosity::Quiet;
    // The first Ctrl-C ends the run in order, the second one at once.
    ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED);
        }
        if !is_quiet {
            // When standard error is closed there is nobody to tell.
            let _told = writeln!(
                stderr(),
                "\ncopydesk: stopping behind the documents at hand; again to stop at once"
            );
        }
    })
    .context("Ctrl-C cannot be caught")?;
    quiet_document_panics();
    let reporter = Terminal::new(&config);
    let summary = run_pipeline(&config, &reporter, &stop)?;
    if config.verbosity > Verbosity::Quiet {
        // When standard error is closed there is nobody to tell.
        let _told = writeln!(stderr(), "{summary}");
    }
    Ok(if summary.has_errors() { DONE_WITH_ERRORS } else { DONE })
}

/// The manual page of the program, followed by those of its commands.
fn manual() -> io::Result<Vec<u8>> {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        let name = format!("copydesk-{}", subcommand.get_name());
        clap_mangen::Man::new(subcommand.clone()).title(name).render(&mut page)?;
    }
    Ok(page)
}

fn print(bytes: &[u8]) -> anyhow::Result<u8> {
    let mut out = stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("standard output cannot be written")
        }
        _ => Ok(DONE),
    }
}
