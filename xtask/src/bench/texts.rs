//! `cargo xtask bench --text FILE`: CPU time of cleaning plain texts on one thread, by phase.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};
use copydesk_extractor::cleaner::{self, clean_text, text_table};
use copydesk_extractor::{Hints, Options, extract_text};
use cpu_time::ThreadTime;

use crate::eval::residue::{Form, read_residue};

/// Texts of a turn, of which the best of all rounds counts.
const CHUNK: usize = 64;
/// Bytes of a megabyte, as speeds count them.
const MEGABYTE: f64 = 1e6;

/// What is timed: a name, what it includes, and the work on one text.
type Phase = (&'static str, &'static str, fn(&str));

const PHASES: [Phase; 3] = [
    ("table", "lines and their features", |text| {
        std::hint::black_box(text_table(text, &cleaner::Options::default()));
    }),
    ("clean", "the same and the decision, as often as it takes", |text| {
        std::hint::black_box(clean_text(text, &cleaner::Options::default()).text_with_headline());
    }),
    ("extract", "the same with encoding, language and metadata", |text| {
        let _ = std::hint::black_box(extract_text(text.as_bytes(), &Hints::default(), &Options::default()));
    }),
];

/// Measures in turns and prints a row for each phase.
pub(super) fn run(path: &Path, rounds: u32) -> Result<ExitCode> {
    let texts: Vec<String> =
        read_residue(path, None, Form::Lines)?.into_iter().map(|row| row.noisy).collect();
    if texts.is_empty() {
        bail!("{}: no texts", path.display());
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let chunks: Vec<&[String]> = texts.chunks(CHUNK).collect();
    let mut best = vec![[f64::INFINITY; PHASES.len()]; chunks.len()];
    chunks[0].iter().for_each(|text| PHASES.iter().for_each(|(.., work)| work(text)));
    for round in 0..rounds {
        for (chunk, best) in chunks.iter().zip(&mut best) {
            for ((.., work), best) in PHASES.iter().zip(best) {
                let start = ThreadTime::now();
                chunk.iter().for_each(|text| work(text));
                *best = best.min(start.elapsed().as_secs_f64());
            }
        }
        eprintln!("round {} of {rounds}", round + 1);
    }
    println!("{} texts, {:.1} MB, one thread, best of {rounds} rounds", texts.len(), bytes as f64 / MEGABYTE);
    for (at, (name, meaning, _)) in PHASES.iter().enumerate() {
        let seconds: f64 = best.iter().map(|best| best[at]).sum();
        println!("{name:<8} {seconds:>8.3} s {:>8.1} MB/s   {meaning}", bytes as f64 / MEGABYTE / seconds);
    }
    Ok(ExitCode::SUCCESS)
}
