//! `cargo xtask bench`: CPU time and memory of the extraction on one thread, by phase and beside peers.
//!
//! A machine is never quiet, so everything is measured in turns: each round goes over the pages in
//! chunks, and on each chunk copydesk and every peer take their turn. A chunk counts with its best round.

mod allocations;
mod memory;
mod pages;
mod parse;
mod peers;
mod phases;
mod report;
mod texts;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::dist::guided;
use crate::workspace::{SAMPLE, root};
use memory::Meter;
use pages::Pages;
use peers::{Peer, Runners, Running};
use phases::Phases;
use report::{Missing, Report, Tool};

/// Where peers are installed and the decoded pages lie, relative to the root.
const FOLDER: &str = "target/bench";

/// Pages of a turn: a fraction of a second of every tool, so that noise hits all of them alike, and
/// enough that the exchange with a peer is no part of it.
const CHUNK: usize = 32;

/// Rounds unless told otherwise: of three, one is mostly undisturbed.
const ROUNDS: &str = "3";

/// Measures the speed and the memory of the extraction, on one thread.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder with HTML files, or with a folder `pages` of them [default: datasets/sample]
    #[arg(value_name = "SET_DIR")]
    set: Option<PathBuf>,
    /// Measure other extractors in turn with copydesk: all, or those named
    #[arg(long, value_name = "NAME,...", num_args = 0.., require_equals = true, value_delimiter = ',')]
    peers: Option<Vec<Peer>>,
    /// Measure the HTML parser alone, beside scraper's own and selectolax (lexbor)
    #[arg(long, conflicts_with = "peers")]
    parse: bool,
    /// Measure a build like the distributed one (`cargo xtask dist`), which takes some minutes to make
    #[arg(long, conflicts_with = "allocations")]
    dist: bool,
    /// Count what each phase asks the allocator for, in a build of its own
    #[arg(long, conflicts_with_all = ["peers", "parse", "json"])]
    allocations: bool,
    /// Measure the cleaning of plain texts instead: rows with the field `noisy`
    #[arg(long, value_name = "FILE.jsonl", conflicts_with_all = ["set", "peers", "parse", "allocations", "pages", "json"])]
    text: Option<PathBuf>,
    /// Take only so many pages of the set, at even distances
    #[arg(long, value_name = "N")]
    pages: Option<usize>,
    /// Rounds over the pages, of which the best counts
    #[arg(long, value_name = "N", default_value = ROUNDS, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Write all figures to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// What one tool took: the best time of each chunk, pages that failed.
struct Taken<T> {
    chunks: Vec<T>,
    failed: usize,
}

/// Measures, prints and writes the figures.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.dist {
        return run_distributed();
    }
    if let Some(path) = &arguments.text {
        return texts::run(path, arguments.rounds);
    }
    let set = arguments.set.clone().unwrap_or_else(|| root().join(SAMPLE));
    #[cfg(not(feature = "allocations"))]
    if arguments.allocations {
        return allocations::build_again(&set, arguments.pages).map(|()| ExitCode::SUCCESS);
    }
    let pages = Pages::read(&set, arguments.pages)?;
    #[cfg(feature = "allocations")]
    if arguments.allocations {
        print!("{}", allocations::table(&pages));
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.parse {
        return parse::run(&pages, arguments);
    }
    let (mut running, missing) = match &arguments.peers {
        Some(named) => start_peers(&Peer::asked(named), &pages)?,
        None => Default::default(),
    };
    let report = measure(&pages, &mut running, missing, arguments.rounds)?;
    print!("{}", report.render());
    if let Some(path) = &arguments.json {
        let json = serde_json::to_string_pretty(&report.to_json())?;
        fs::write(path, json + "\n").with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Builds this program as `copydesk` is built for distribution, and has it measure the same.
fn run_distributed() -> Result<ExitCode> {
    let profile = ["bench", SAMPLE, "--rounds=1"].map(OsString::from);
    let program = guided("xtask", "xtask", profile)?;
    let same = env::args_os().skip(1).filter(|argument| argument != "--dist");
    let status = Command::new(&program).args(same).status();
    let status = status.with_context(|| format!("cannot start {}", program.display()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn start_peers(peers: &[Peer], pages: &Pages) -> Result<(Vec<Running>, Vec<Missing>)> {
    let folder = root().join(FOLDER);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let runners = Runners::install(&folder, peers);
    // Named after this process, so that two measurements do not read each other's pages.
    let decoded = Scratch(folder.join(format!("pages-{}.bin", std::process::id())));
    pages.write_decoded(&decoded.0)?;
    let (mut running, mut missing) = (Vec::new(), Vec::new());
    for peer in peers {
        match runners.start(*peer, &decoded.0) {
            Ok(peer) => running.push(peer),
            Err(error) => missing.push(Missing { name: peer.name(), reason: format!("{error:#}") }),
        }
    }
    Ok((running, missing))
}

/// A file that is gone when it is no longer needed: peers read it while they start.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left in `target` harms nobody.
        let _ = fs::remove_file(&self.0);
    }
}

fn measure(pages: &Pages, running: &mut [Running], missing: Vec<Missing>, rounds: u32) -> Result<Report> {
    let chunks: Vec<Range<usize>> =
        (0..pages.len()).step_by(CHUNK).map(|first| first..(first + CHUNK).min(pages.len())).collect();
    let meter = Meter::start(std::process::id());
    let mut own = Taken { chunks: vec![Phases::UNMEASURED; chunks.len()], failed: 0 };
    let unmeasured = || Taken { chunks: vec![f64::INFINITY; chunks.len()], failed: 0 };
    let mut peers: Vec<Taken<f64>> = running.iter().map(|_| unmeasured()).collect();
    warm_up(&pages.bytes[chunks[0].clone()], running)?;
    for round in 0..rounds {
        let (mut own_failed, mut peers_failed) = (0, vec![0; peers.len()]);
        for (index, chunk) in chunks.iter().enumerate() {
            let (phases, failed) = phases::measure(&pages.bytes[chunk.clone()]);
            own.chunks[index] = own.chunks[index].best(phases);
            own_failed += failed;
            for ((running, taken), failed_pages) in running.iter_mut().zip(&mut peers).zip(&mut peers_failed)
            {
                let (seconds, failed) = running.measure(chunk.start, chunk.end)?;
                taken.chunks[index] = taken.chunks[index].min(seconds);
                *failed_pages += failed;
            }
        }
        own.failed = own_failed;
        for (taken, failed) in peers.iter_mut().zip(peers_failed) {
            taken.failed = failed;
        }
        eprintln!("round {} of {rounds}", round + 1);
    }
    let phases = own.chunks.iter().fold(Phases::ZERO, |sum, chunk| sum.plus(*chunk));
    let copydesk = Tool {
        name: "copydesk",
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seconds: phases.extract,
        failed: own.failed,
        memory: meter.peak(),
    };
    let others = running.iter().zip(&peers).map(|(running, taken)| Tool {
        name: running.peer.name(),
        version: running.version.clone(),
        seconds: taken.chunks.iter().sum(),
        failed: taken.failed,
        memory: running.meter.peak(),
    });
    let tools = std::iter::once(copydesk).chain(others).collect();
    Ok(Report {
        set: pages.set.clone(),
        pages: pages.len(),
        bytes: pages.size(),
        rounds,
        phases,
        tools,
        missing,
    })
}

/// One turn that does not count: caches, lazy tables and the interpreter's own start.
fn warm_up(pages: &[Vec<u8>], running: &mut [Running]) -> Result<()> {
    phases::measure(pages);
    running.iter_mut().try_for_each(|running| running.measure(0, pages.len()).map(drop))
}
