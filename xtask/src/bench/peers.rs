//! Other extractors on the same pages: installed on demand, each a process that waits to be asked.
//!
//! A runner is started with the name of its tool and the file of decoded pages. It answers `ready`, or
//! `missing REASON`, and then to each line `FIRST END` with the CPU seconds that these pages took and the
//! number of them on which the tool raised an error: `SECONDS FAILED`.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};

use super::memory::Meter;
use crate::python;
use crate::step::step;
use crate::workspace::{cargo, root};

/// Versions of the Python peers and, relative to the root too, what runs them.
const REQUIREMENTS: &str = "xtask/peers/requirements.txt";
const PYTHON_RUNNER: &str = "xtask/peers/runner.py";

/// Versions and runner of the Rust peers: a package outside the workspace, which must not share its
/// lock file.
const RUST_RUNNER: &str = "xtask/peers/Cargo.toml";

/// Name of the Rust runner's binary.
const RUST_BINARY: &str = "copydesk-peers";

/// An extractor that copydesk is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Peer {
    Resiliparse,
    Trafilatura,
    RsTrafilatura,
    #[value(name = "dom_smoothie")]
    DomSmoothie,
    /// A parser, for `--parse` alone.
    #[value(skip)]
    Selectolax,
}

/// All of them, the one that the others are compared with first.
const ALL: [Peer; 4] = [Peer::Resiliparse, Peer::DomSmoothie, Peer::RsTrafilatura, Peer::Trafilatura];

impl Peer {
    /// Those asked for; nothing named means all.
    pub(super) fn asked(named: &[Self]) -> Vec<Self> {
        ALL.into_iter().filter(|peer| named.is_empty() || named.contains(peer)).collect()
    }

    /// The name of its package.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Resiliparse => "resiliparse",
            Self::Trafilatura => "trafilatura",
            Self::RsTrafilatura => "rs-trafilatura",
            Self::DomSmoothie => "dom_smoothie",
            Self::Selectolax => "selectolax",
        }
    }

    fn is_python(self) -> bool {
        matches!(self, Self::Resiliparse | Self::Trafilatura | Self::Selectolax)
    }

    /// The pinned version, for the table.
    fn version(self) -> String {
        let file = if self.is_python() { REQUIREMENTS } else { RUST_RUNNER };
        let pins = fs::read_to_string(root().join(file)).unwrap_or_default();
        pinned(&pins, self.name()).unwrap_or_default().to_owned()
    }
}

/// The version in `NAME==VERSION` or `NAME = "=VERSION"`.
fn pinned<'a>(pins: &'a str, name: &str) -> Option<&'a str> {
    let after = pins.lines().find_map(|line| {
        let rest = line.strip_prefix(name)?.trim_start();
        rest.starts_with('=').then_some(rest)
    })?;
    Some(after.trim_matches(|ch| matches!(ch, '=' | '"' | ' ')))
}

/// What runs the peers of each language, or why nothing does.
pub(super) struct Runners {
    python: Result<PathBuf>,
    rust: Result<PathBuf>,
}

impl Runners {
    /// Installs what these peers need below a folder; what cannot be installed is remembered, not fatal.
    pub(super) fn install(folder: &Path, peers: &[Peer]) -> Self {
        let wanted = |python: bool| peers.iter().any(|peer| peer.is_python() == python);
        let unwanted = || Err(anyhow::anyhow!("not asked for"));
        Self {
            python: if wanted(true) {
                python::environment(&folder.join("venv"), REQUIREMENTS)
            } else {
                unwanted()
            },
            rust: if wanted(false) { build(&folder.join("peers")) } else { unwanted() },
        }
    }

    /// Starts the runner of a peer on the decoded pages.
    pub(super) fn start(&self, peer: Peer, pages: &Path) -> Result<Running> {
        let program = if peer.is_python() { &self.python } else { &self.rust };
        let program = program.as_ref().map_err(|error| anyhow::anyhow!("{error:#}"))?;
        let mut command = Command::new(program);
        if peer.is_python() {
            command.arg(root().join(PYTHON_RUNNER));
        }
        Running::start(peer, command.arg(peer.name()).arg(pages))
    }
}

fn build(target: &Path) -> Result<PathBuf> {
    let mut build = cargo("build");
    build.args(["--quiet", "--release", "--locked", "--manifest-path", RUST_RUNNER]);
    step("peers in Rust", build.env("CARGO_TARGET_DIR", target))?;
    Ok(target.join("release").join(RUST_BINARY))
}

/// A peer that has read the pages and waits.
pub(super) struct Running {
    pub(super) peer: Peer,
    pub(super) version: String,
    pub(super) meter: Meter,
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Running {
    fn start(peer: Peer, command: &mut Command) -> Result<Self> {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("no start")?;
        let (Some(questions), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            bail!("no pipes");
        };
        let mut answers = BufReader::new(answers);
        let mut greeting = String::new();
        let outcome = answers.read_line(&mut greeting).context("no answer").and_then(|_| greeted(&greeting));
        if let Err(error) = outcome {
            // The runner has ended or is about to: its pipes are closed here.
            drop(questions);
            let _ = process.wait();
            return Err(error);
        }
        let meter = Meter::start(process.id());
        Ok(Self { peer, version: peer.version(), meter, process, questions, answers })
    }

    /// Has the peer extract the pages from `first` up to `end`: CPU seconds and pages that failed.
    pub(super) fn measure(&mut self, first: usize, end: usize) -> Result<(f64, usize)> {
        let name = self.peer.name();
        let mut answer = String::new();
        writeln!(self.questions, "{first} {end}").with_context(|| format!("{name} has ended"))?;
        self.answers.read_line(&mut answer).with_context(|| format!("{name} does not answer"))?;
        answered(&answer).with_context(|| format!("{name} on pages {first} to {end}: {answer:?}"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Only a runner that hangs needs it; one that has ended gives an error that says nothing new.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn greeted(line: &str) -> Result<()> {
    match line.trim().split_once(' ') {
        None if line.trim() == "ready" => Ok(()),
        Some(("missing", reason)) => bail!("{reason}"),
        _ => bail!("the runner ended without an answer"),
    }
}

fn answered(line: &str) -> Option<(f64, usize)> {
    let (seconds, failed) = line.trim().split_once(' ')?;
    let seconds: f64 = seconds.parse().ok()?;
    (seconds.is_finite() && seconds >= 0.0).then_some((seconds, failed.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greetings_tell_whether_a_peer_is_there() {
        assert!(greeted("ready\n").is_ok());
        let reason = |line: &str| greeted(line).expect_err(line).to_string();
        assert_eq!(reason("missing No module named 'lxml'\n"), "No module named 'lxml'");
        assert_eq!(reason(""), "the runner ended without an answer");
    }

    #[test]
    fn answers_are_seconds_and_failures() {
        assert_eq!(answered("0.25 3\n"), Some((0.25, 3)));
        for bad in ["", "0.25", "-1 0", "nan 0", "1 x"] {
            assert_eq!(answered(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_peer_is_pinned() {
        assert_eq!(pinned("lxml==1\nlxml-html==2", "lxml-html"), Some("2"));
        assert_eq!(pinned("a = \"=0.1.2\"", "a"), Some("0.1.2"));
        for peer in ALL {
            assert!(peer.version().starts_with(|ch: char| ch.is_ascii_digit()), "{}", peer.name());
        }
    }

    #[test]
    fn a_peer_that_cannot_start_is_an_error() {
        assert!(Running::start(Peer::Resiliparse, &mut Command::new("no-such-program")).is_err());
    }
}
