//! What a run says while it is under way. The pipeline reports to a `Reporter`; how that looks, a bar,
//! plain lines or nothing, is decided here. Everything goes to standard error.

use std::{
    io::{IsTerminal, Write, stderr},
    sync::Mutex,
    sync::PoisonError,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle as BarStyle};

use crate::{
    cli::ProgressStyle,
    config::{Config, Verbosity},
    rejects::{Reason, Reject},
    size::in_words,
};

/// Time between two plain lines: often enough at first to see that it runs …
const SHORTEST_INTERVAL: Duration = Duration::from_secs(5);
/// … until a line a minute is enough for a run of any length.
const LONGEST_INTERVAL: Duration = Duration::from_mins(1);
/// In between, the part of the time that has passed.
const INTERVAL_SHARE: u32 = 20;
/// Time between two drawings of the bar.
const BAR_INTERVAL: Duration = Duration::from_millis(200);

/// What is known before the first document.
#[derive(Debug, Clone, Copy, Default)]
pub struct Totals {
    /// Bytes of all input files, where they are known and all will be read.
    pub bytes: Option<u64>,
    /// Documents that an earlier run has done.
    pub documents_done: u64,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress {
    /// Documents done.
    pub documents: u64,
    /// Of these, rejected.
    pub rejected: u64,
    /// Bytes of input files read.
    pub bytes: u64,
}

/// Hears what happens during a run.
pub trait Reporter: Sync {
    /// The run begins.
    fn start(&self, totals: &Totals);
    /// A document is done.
    fn advance(&self, progress: &Progress);
    /// A document was rejected.
    fn rejected(&self, reject: &Reject);
    /// Something that its user should know.
    fn warn(&self, message: &str);
    /// The run ends.
    fn finish(&self);
}

/// A reporter that says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Reporter for Silent {
    fn start(&self, _: &Totals) {}
    fn advance(&self, _: &Progress) {}
    fn rejected(&self, _: &Reject) {}
    fn warn(&self, _: &str) {}
    fn finish(&self) {}
}

/// A reporter on standard error.
pub struct Terminal {
    style: Style,
    verbosity: Verbosity,
}

enum Style {
    Bar(ProgressBar),
    Plain(Mutex<Plain>),
    None,
}

struct Plain {
    started: Instant,
    printed: Instant,
    totals: Totals,
}

impl Terminal {
    /// The reporter that the settings ask for.
    pub fn new(config: &Config) -> Self {
        let style = match (config.verbosity, config.progress) {
            (Verbosity::Quiet, _) | (_, ProgressStyle::None) => Style::None,
            (_, ProgressStyle::Auto) if stderr().is_terminal() => Style::Bar(bar()),
            (_, ProgressStyle::Bar) => Style::Bar(bar()),
            (_, ProgressStyle::Plain | ProgressStyle::Auto) => {
                let now = Instant::now();
                Style::Plain(Mutex::new(Plain { started: now, printed: now, totals: Totals::default() }))
            }
        };
        Self { style, verbosity: config.verbosity }
    }

    fn say(&self, line: &str) {
        // When standard error is closed there is nobody to tell.
        let print = || drop(writeln!(stderr(), "{line}"));
        match &self.style {
            Style::Bar(bar) => bar.suspend(print),
            _ => print(),
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_style(style("{spinner} {bytes}, {msg}, {bytes_per_sec}, {elapsed}"));
    bar
}

fn style(template: &str) -> BarStyle {
    BarStyle::with_template(template).unwrap_or_else(|_| BarStyle::default_bar())
}

impl Reporter for Terminal {
    fn start(&self, totals: &Totals) {
        match &self.style {
            Style::Bar(bar) => {
                if let Some(bytes) = totals.bytes {
                    bar.set_length(bytes);
                    bar.set_style(style(
                        "{bar:24} {percent:>3}% {bytes} of {total_bytes}, {msg}, {bytes_per_sec}, {eta} left",
                    ));
                }
                bar.enable_steady_tick(BAR_INTERVAL);
            }
            Style::Plain(plain) => {
                plain.lock().unwrap_or_else(PoisonError::into_inner).totals = *totals;
            }
            Style::None => {}
        }
        if totals.documents_done > 0 && self.verbosity > Verbosity::Quiet {
            self.say(&format!("going on after {} documents", totals.documents_done));
        }
    }

    fn advance(&self, progress: &Progress) {
        match &self.style {
            Style::Bar(bar) => {
                bar.set_message(format!("{} documents, {} rejected", progress.documents, progress.rejected));
                bar.set_position(progress.bytes);
            }
            Style::Plain(plain) => {
                let mut plain = plain.lock().unwrap_or_else(PoisonError::into_inner);
                if plain.printed.elapsed() >= interval(plain.started.elapsed()) {
                    plain.printed = Instant::now();
                    let line = plain_line(progress, &plain.totals, plain.started.elapsed());
                    drop(plain);
                    self.say(&line);
                }
            }
            Style::None => {}
        }
    }

    fn rejected(&self, reject: &Reject) {
        let least = match reject.reason {
            _ if !reject.stage.is_error() => Verbosity::Rejects,
            // A file that was named and cannot be read as it is.
            Reason::ContentType => Verbosity::Normal,
            _ => Verbosity::Errors,
        };
        if self.verbosity >= least {
            self.say(&reject.to_string());
        }
    }

    fn warn(&self, message: &str) {
        if self.verbosity > Verbosity::Quiet {
            self.say(&format!("warning: {message}"));
        }
    }

    fn finish(&self) {
        if let Style::Bar(bar) = &self.style {
            bar.finish_and_clear();
        }
    }
}

/// One line for a log.
fn plain_line(progress: &Progress, totals: &Totals, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64().max(f64::EPSILON);
    let documents = progress.documents - totals.documents_done;
    let rate = documents as f64 / seconds;
    let line = format!(
        "{} documents, {} rejected, {} read, {rate:.0} documents/s",
        progress.documents,
        progress.rejected,
        in_words(progress.bytes)
    );
    if let Some(total) = totals.bytes.filter(|_| progress.bytes > 0 && totals.documents_done == 0) {
        let left = seconds * total.saturating_sub(progress.bytes) as f64 / progress.bytes as f64;
        return format!("{line}, {} left", time_in_words(left));
    }
    line
}

/// Time to the next plain line.
fn interval(elapsed: Duration) -> Duration {
    (elapsed / INTERVAL_SHARE).clamp(SHORTEST_INTERVAL, LONGEST_INTERVAL)
}

/// Seconds in units that people plan with.
fn time_in_words(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round() as u64;
    match minutes {
        0..2 => format!("{seconds:.0} s"),
        2..120 => format!("{minutes} min"),
        _ => format!("{} h {:02} min", minutes / 60, minutes % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_line_has_rate_and_time_left() {
        let totals = Totals { bytes: Some(4_000_000), documents_done: 0 };
        let progress = Progress { documents: 100, rejected: 7, bytes: 1_000_000 };
        let line = plain_line(&progress, &totals, Duration::from_secs(10));
        assert_eq!(line, "100 documents, 7 rejected, 1.0 MB read, 10 documents/s, 30 s left");
        let unknown = plain_line(&progress, &Totals::default(), Duration::from_secs(10));
        assert_eq!(unknown, "100 documents, 7 rejected, 1.0 MB read, 10 documents/s");
    }

    #[test]
    fn long_runs_have_short_logs() {
        let hour = Duration::from_hours(1);
        assert_eq!(
            [interval(Duration::ZERO), interval(hour / 6), interval(hour)].map(|t| t.as_secs()),
            [5, 30, 60]
        );
        let left = [0.0, 89.4, 90.0, 7_140.0, 7_200.0, 866_000.0].map(time_in_words);
        assert_eq!(left, ["0 s", "89 s", "2 min", "119 min", "2 h 00 min", "240 h 33 min"]);
    }
}
