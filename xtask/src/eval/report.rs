//! What an evaluation found on one set: as an aligned table for people and as JSON for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use super::gold::{Headline, Set};
use super::predict::{Cause, Failure};
use super::reliability::Reliability;
use super::score::{Metric, PageScore, Score};
use crate::table::align;

/// Fewest pages of a language or page type that get a row: below, one page moves a mean by 0.2 and
/// more, which says nothing.
const FEWEST_PAGES: usize = 5;

/// The scores of a set with everything that explains them.
#[derive(Debug)]
pub(crate) struct Report {
    set: String,
    headline: Headline,
    score: Score,
    by_language: BTreeMap<String, Score>,
    by_type: BTreeMap<String, Score>,
    pages: Vec<PageScore>,
    /// None for another tool's predictions.
    timing: Option<Timing>,
    failures: Vec<Failure>,
}

/// How long the extraction of a set took.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Timing {
    seconds: f64,
    pages_per_second: f64,
    slowest_page: String,
    slowest_seconds: f64,
}

impl Timing {
    pub(crate) fn new(pages: usize, elapsed: Duration, slowest: Option<(String, Duration)>) -> Self {
        let seconds = elapsed.as_secs_f64();
        let (slowest_page, slowest) = slowest.unwrap_or_default();
        Self {
            seconds,
            pages_per_second: pages as f64 / seconds,
            slowest_page,
            slowest_seconds: slowest.as_secs_f64(),
        }
    }
}

impl Report {
    pub(crate) fn new(
        set: &Set,
        pages: Vec<PageScore>,
        timing: Option<Timing>,
        failures: Vec<Failure>,
    ) -> Self {
        let all: Vec<&PageScore> = pages.iter().collect();
        Self {
            set: set.name.clone(),
            headline: set.headline,
            score: Score::of(&all),
            by_language: by_group(&all, |page| &page.language),
            by_type: by_group(&all, |page| &page.page_type),
            pages,
            timing,
            failures,
        }
    }

    /// Whether a subject of the floors is this set or a group in it.
    pub(crate) fn covers(&self, subject: &str) -> bool {
        subject.split(' ').next() == Some(self.set.as_str())
    }

    /// The score of `SET`, `SET lang NAME` or `SET type NAME`.
    pub(crate) fn score_of(&self, subject: &str) -> Option<&Score> {
        match subject.strip_prefix(&self.set)?.trim_start().split_once(' ') {
            None => Some(&self.score),
            Some(("lang", name)) => self.by_language.get(name),
            Some(("type", name)) => self.by_type.get(name),
            Some(_) => None,
        }
    }

    /// The set and how its headline is scored.
    pub(crate) fn title(&self) -> String {
        format!("{} ({})", self.set, self.headline.as_str())
    }

    pub(crate) fn score(&self) -> &Score {
        &self.score
    }

    pub(crate) fn by_language(&self) -> &BTreeMap<String, Score> {
        &self.by_language
    }

    pub(crate) fn by_type(&self) -> &BTreeMap<String, Score> {
        &self.by_type
    }

    pub(crate) fn pages(&self) -> &[PageScore] {
        &self.pages
    }

    /// The table, the pages that failed, and the worst pages with what to open.
    pub(crate) fn render(&self, worst: usize) -> String {
        let mut out = self.title();
        if let Some(timing) = &self.timing {
            let Timing { seconds, pages_per_second, slowest_page, slowest_seconds } = timing;
            let _ = write!(out, ": {seconds:.1} s, {pages_per_second:.1} pages/s");
            let _ = write!(out, ", slowest page {slowest_page} {slowest_seconds:.2} s");
        }
        out.push('\n');
        out += &self.table();
        out += &self.failure_lines();
        if let Some(reliability) = self.reliability() {
            let _ = writeln!(out, "  confidence: expected calibration error {:.3}", reliability.error());
        }
        for (f1, page) in self.worst(worst) {
            let _ =
                writeln!(out, "  {f1:.3} {} ({}, {})", page.path.display(), page.language, page.page_type);
        }
        out
    }

    fn reliability(&self) -> Option<Reliability> {
        Reliability::of(self.pages.iter().filter_map(PageScore::reliability))
    }

    /// How well the confidence holds, in ten bins.
    pub(crate) fn reliability_table(&self) -> String {
        let Some(reliability) = self.reliability() else { return String::new() };
        let mut rows = vec![["confidence", "pages", "expected", "word_f1"].map(String::from).to_vec()];
        for (at, bin) in reliability.bins.iter().enumerate().filter(|(_, bin)| bin.pages > 0) {
            let range = format!("{:.1} to {:.1}", at as f64 / 10.0, (at + 1) as f64 / 10.0);
            rows.push(vec![
                range,
                bin.pages.to_string(),
                format!("{:.3}", bin.expected),
                format!("{:.3}", bin.reached),
            ]);
        }
        align(&rows)
    }

    /// Metrics that the set's gold allows, one row for all pages and one per group.
    fn table(&self) -> String {
        let columns: Vec<Metric> = self.score.metrics.keys().copied().collect();
        let mut header: Vec<String> = ["", "pages", "empty"].map(String::from).to_vec();
        header.extend(columns.iter().map(|metric| metric.name().to_owned()));
        let mut rows = vec![header, row("all".into(), &self.score, &columns)];
        for (kind, groups) in [("lang", &self.by_language), ("type", &self.by_type)] {
            let labelled = groups.iter().filter(|_| groups.len() > 1);
            rows.extend(labelled.map(|(name, score)| row(format!("{kind} {name}"), score, &columns)));
        }
        align(&rows)
    }

    pub(crate) fn failure_lines(&self) -> String {
        let mut out = String::new();
        let kinds = [
            (Cause::Panic, "panicked"),
            (Cause::TimeLimit, "ran out of time"),
            (Cause::Refused, "refused"),
            (Cause::Unreadable, "could not be read"),
        ];
        for (cause, what) in kinds {
            let pages: Vec<&Failure> =
                self.failures.iter().filter(|failure| failure.cause == cause).collect();
            if !pages.is_empty() {
                let _ = writeln!(out, "  {} {what} and score empty:", pages.len());
            }
            for failure in pages {
                let _ = writeln!(out, "    {}: {}", failure.id, failure.message);
            }
        }
        out
    }

    fn worst(&self, count: usize) -> Vec<(f64, &PageScore)> {
        let mut scored: Vec<(f64, &PageScore)> =
            self.pages.iter().filter_map(|page| Some((page.word_f1()?, page))).collect();
        scored.sort_by(|(left, _), (right, _)| left.total_cmp(right));
        scored.truncate(count);
        scored
    }

    /// Everything, page scores included.
    pub(crate) fn to_json(&self) -> Value {
        let pages: BTreeMap<&str, f64> =
            self.pages.iter().filter_map(|page| Some((page.id.as_str(), page.word_f1()?))).collect();
        json!({
            "set": self.set,
            "headline": self.headline.as_str(),
            "score": self.score,
            "by_lang": self.by_language,
            "by_type": self.by_type,
            "timing": self.timing,
            "failures": self.failures,
            "page_scores": pages,
        })
    }
}

fn by_group(pages: &[&PageScore], group: fn(&PageScore) -> &str) -> BTreeMap<String, Score> {
    let mut groups: BTreeMap<String, Vec<&PageScore>> = BTreeMap::new();
    for page in pages {
        groups.entry(group(page).to_owned()).or_default().push(page);
    }
    let large = groups.into_iter().filter(|(_, pages)| pages.len() >= FEWEST_PAGES);
    large.map(|(name, pages)| (name, Score::of(&pages))).collect()
}

fn row(label: String, score: &Score, columns: &[Metric]) -> Vec<String> {
    let mut cells = vec![label, score.pages.to_string(), score.empty.to_string()];
    let value = |metric: &Metric| match score.metrics.get(metric) {
        Some(value) => format!("{value:.4}"),
        None => "-".to_owned(),
    };
    cells.extend(columns.iter().map(value));
    cells
}
