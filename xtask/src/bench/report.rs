//! What a measurement found: two tables for people, JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::phases::Phases;
use crate::table::align;

/// Bytes of a megabyte, as rates are given.
const MEGABYTE: f64 = 1e6;
const MILLISECONDS: f64 = 1e3;
const PER_CENT: f64 = 100.0;

/// The peer whose time the others are set against: the fastest established extractor.
const YARDSTICK: &str = "resiliparse";

/// What one tool took for all pages.
#[derive(Debug, Clone)]
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) version: String,
    /// CPU time.
    pub(super) seconds: f64,
    /// Pages on which it raised an error; their time counts.
    pub(super) failed: usize,
    /// Peak beyond what it held before the first page; none where the system does not tell.
    pub(super) memory: Option<u64>,
}

/// A peer that could not be installed or started.
#[derive(Debug, Clone)]
pub(super) struct Missing {
    pub(super) name: &'static str,
    pub(super) reason: String,
}

/// Everything that a measurement found.
#[derive(Debug, Clone)]
pub(super) struct Report {
    pub(super) set: String,
    pub(super) pages: usize,
    pub(super) bytes: usize,
    pub(super) rounds: u32,
    pub(super) phases: Phases,
    /// copydesk first.
    pub(super) tools: Vec<Tool>,
    pub(super) missing: Vec<Missing>,
}

impl Report {
    fn yardstick(&self) -> Option<f64> {
        self.tools.iter().find(|tool| tool.name == YARDSTICK).map(|tool| tool.seconds)
    }

    /// copydesk's own work over the whole time of the yardstick.
    fn own_work(&self) -> Option<f64> {
        Some(self.phases.all_but_parse() / self.yardstick()?)
    }

    /// The tables.
    pub(super) fn render(&self) -> String {
        let mut out = format!(
            "{}: {} pages, {:.1} MB; CPU time of one thread, best of {} rounds\n\n",
            self.set,
            self.pages,
            self.bytes as f64 / MEGABYTE,
            self.rounds
        );
        out += &align(&self.phase_rows());
        out.push('\n');
        out += &align(&self.tool_rows());
        for Missing { name, reason } in &self.missing {
            let _ = writeln!(out, "  {name}: not installed ({reason})");
        }
        if let Some(ratio) = self.own_work() {
            let _ = writeln!(out, "\n  everything but the parse / {YARDSTICK}: {ratio:.3}");
        }
        out
    }

    fn phase_rows(&self) -> Vec<Vec<String>> {
        let phases = &self.phases;
        let rows = [
            ("decode", phases.decode),
            ("parse", phases.parse),
            ("clean", phases.clean),
            ("model, in clean", phases.model()),
            ("metadata and text", phases.rest()),
            ("extract", phases.extract),
            ("everything but the parse", phases.all_but_parse()),
        ];
        let header = ["phase", "pages/s", "MB/s", "ms/page", "%"].map(str::to_owned).to_vec();
        let row = |(name, seconds): (&str, f64)| {
            let share = format!("{:.1}", PER_CENT * seconds / phases.extract);
            let mut row = vec![name.to_owned()];
            row.extend(self.rates(seconds).into_iter().chain([share]));
            row
        };
        std::iter::once(header).chain(rows.into_iter().map(row)).collect()
    }

    fn tool_rows(&self) -> Vec<Vec<String>> {
        let header = ["tool", "pages/s", "MB/s", "ms/page", "MB beyond pages", "failed", "/ resiliparse"];
        let row = |tool: &Tool| {
            let memory =
                tool.memory.map_or_else(|| "-".to_owned(), |bytes| format!("{:.1}", bytes as f64 / MEGABYTE));
            let ratio =
                self.yardstick().map_or_else(|| "-".to_owned(), |time| format!("{:.3}", tool.seconds / time));
            let mut row = vec![format!("{} {}", tool.name, tool.version)];
            row.extend(self.rates(tool.seconds).into_iter().chain([memory, tool.failed.to_string(), ratio]));
            row
        };
        let header = header.map(str::to_owned).to_vec();
        std::iter::once(header).chain(self.tools.iter().map(row)).collect()
    }

    /// Pages and megabytes a second, milliseconds a page.
    fn rates(&self, seconds: f64) -> [String; 3] {
        let pages = self.pages as f64;
        [
            format!("{:.1}", pages / seconds),
            format!("{:.1}", self.bytes as f64 / MEGABYTE / seconds),
            format!("{:.3}", seconds * MILLISECONDS / pages),
        ]
    }

    /// The same as JSON, times in seconds.
    pub(super) fn to_json(&self) -> Value {
        let phases = &self.phases;
        let tool = |tool: &Tool| {
            json!({
                "name": tool.name,
                "version": tool.version,
                "seconds": tool.seconds,
                "pages_per_second": self.pages as f64 / tool.seconds,
                "megabytes_per_second": self.bytes as f64 / MEGABYTE / tool.seconds,
                "failed": tool.failed,
                "memory_bytes": tool.memory,
                "ratio_to_resiliparse": self.yardstick().map(|time| tool.seconds / time),
            })
        };
        let missing = |missing: &Missing| json!({"name": missing.name, "reason": missing.reason});
        json!({
            "set": self.set,
            "pages": self.pages,
            "bytes": self.bytes,
            "rounds": self.rounds,
            "phases": {
                "decode": phases.decode,
                "parse": phases.parse,
                "clean": phases.clean,
                "features": phases.features,
                "model": phases.model(),
                "metadata_and_text": phases.rest(),
                "extract": phases.extract,
                "all_but_parse": phases.all_but_parse(),
            },
            "tools": self.tools.iter().map(tool).collect::<Vec<_>>(),
            "not_installed": self.missing.iter().map(missing).collect::<Vec<_>>(),
            "all_but_parse_to_resiliparse": self.own_work(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let tool =
            |name, seconds| Tool { name, version: "1".into(), seconds, failed: 0, memory: Some(2_000_000) };
        Report {
            set: "toy".into(),
            pages: 10,
            bytes: 1_000_000,
            rounds: 3,
            phases: Phases { decode: 0.25, parse: 2.0, clean: 1.0, features: 0.75, extract: 4.0 },
            tools: vec![tool("copydesk", 4.0), tool(YARDSTICK, 5.0)],
            missing: vec![Missing { name: "trafilatura", reason: "no network".into() }],
        }
    }

    #[test]
    fn tables_show_rates_and_ratios() {
        let shown = report().render();
        for line in [
            "  extract                       2.5   0.2  400.000  100.0\n",
            "  copydesk 1         2.5   0.2  400.000              2.0       0          0.800\n",
            "  trafilatura: not installed (no network)\n",
            "  everything but the parse / resiliparse: 0.400\n",
        ] {
            assert!(shown.contains(line), "{line}in\n{shown}");
        }
    }

    #[test]
    fn without_the_yardstick_there_are_no_ratios() {
        let mut report = report();
        report.tools.truncate(1);
        assert!(report.to_json()["all_but_parse_to_resiliparse"].is_null());
        assert!(!report.render().contains("everything but the parse /"));
    }
}
