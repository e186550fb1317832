//! Two versions on one set: differences of the metrics, and the pages that gained or lost.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::eval::report::Report;
use crate::eval::score::{Metric, PageScore, Score};
use crate::table::align;

/// Change of a page's F1 from which it has gained or lost: a sentence in a usual article; less is
/// mostly a word at the edge of a block.
const CHANGE: f64 = 0.02;

/// Metrics that have columns for each group of pages: old, new and difference.
const TEXT_METRICS: [Metric; 2] = [Metric::WordF1, Metric::SegmentF1];

/// Metrics of which the groups show the difference only, so that a row fits a screen.
const FIELD_METRICS: [Metric; 4] = [Metric::Title, Metric::AuthorF1, Metric::DateRight, Metric::DateWrong];

/// What happened to a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Gained,
    Lost,
    Kept,
}

impl Change {
    fn of(old: f64, new: f64) -> Self {
        match new - old {
            difference if difference >= CHANGE => Self::Gained,
            difference if difference <= -CHANGE => Self::Lost,
            _ => Self::Kept,
        }
    }
}

/// Both scores of one page.
struct Pair<'a> {
    page: &'a PageScore,
    old: f64,
    new: f64,
}

/// The reports of both versions on the same pages.
pub(super) struct Comparison {
    old: Report,
    new: Report,
    /// Pages that only one of the versions could read.
    left_out: usize,
}

impl Comparison {
    pub(super) fn new(old: Report, new: Report, left_out: usize) -> Self {
        Self { old, new, left_out }
    }

    /// The pages whose text is scored, in the order of the set.
    fn pairs(&self) -> Vec<Pair<'_>> {
        let pages = self.old.pages().iter().zip(self.new.pages());
        let both = |(old, page): (&PageScore, &'_ PageScore)| Some((old.text_f1()?, page.text_f1()?));
        pages.filter_map(|(old, page)| both((old, page)).map(|(old, new)| Pair { page, old, new })).collect()
    }

    /// The tables and the pages that changed most, up to `listed` on either side.
    pub(super) fn render(&self, revision: &str, listed: usize) -> String {
        let mut out = format!("{} against {revision}", self.new.title());
        if self.left_out > 0 {
            let _ = write!(out, ", {} pages left out: one version has no output for them", self.left_out);
        }
        out.push('\n');
        out += &align(&self.metric_rows());
        out.push('\n');
        out += &align(&self.group_rows());
        out += &self.new.failure_lines();
        let mut pairs = self.pairs();
        pairs.sort_by(|left, right| (right.new - right.old).total_cmp(&(left.new - left.old)));
        let gained = pairs.iter().take_while(|pair| Change::of(pair.old, pair.new) == Change::Gained);
        list(&mut out, "gained", gained, listed);
        let lost = pairs.iter().rev().take_while(|pair| Change::of(pair.old, pair.new) == Change::Lost);
        list(&mut out, "lost", lost, listed);
        out
    }

    /// Every metric over all pages.
    fn metric_rows(&self) -> Vec<Vec<String>> {
        let (old, new) = (self.old.score(), self.new.score());
        let row = |(metric, new): (&Metric, &f64)| {
            let old = *old.metrics.get(metric)?;
            Some(vec![
                metric.name().to_owned(),
                format!("{old:.4}"),
                format!("{new:.4}"),
                format!("{:+.4}", new - old),
            ])
        };
        let empty = |score: &Score| score.empty.to_string();
        let difference = format!("{:+}", new.empty as i64 - old.empty as i64);
        let mut rows = vec![["metric", "old", "new", "difference"].map(str::to_owned).to_vec()];
        rows.extend(new.metrics.iter().filter_map(row));
        rows.push(vec!["empty".to_owned(), empty(old), empty(new), difference]);
        rows
    }

    /// One row a group: pages gained and lost, then the metrics.
    fn group_rows(&self) -> Vec<Vec<String>> {
        let pairs = self.pairs();
        let (old, new) = (&self.old, &self.new);
        let mut rows = vec![self.group_header()];
        rows.push(self.group_row("all".into(), old.score(), new.score(), &pairs.iter().collect::<Vec<_>>()));
        for (name, score) in groups(new.by_language()) {
            let pages: Vec<_> = pairs.iter().filter(|pair| pair.page.language == *name).collect();
            rows.push(self.group_row(format!("lang {name}"), &old.by_language()[name], score, &pages));
        }
        for (name, score) in groups(new.by_type()) {
            let pages: Vec<_> = pairs.iter().filter(|pair| pair.page.page_type == *name).collect();
            rows.push(self.group_row(format!("type {name}"), &old.by_type()[name], score, &pages));
        }
        rows
    }

    /// Those of the metrics that the set's gold allows.
    fn shown(&self, metrics: &[Metric]) -> Vec<Metric> {
        let allowed = |metric: &&Metric| self.new.score().metrics.contains_key(metric);
        metrics.iter().filter(allowed).copied().collect()
    }

    fn group_header(&self) -> Vec<String> {
        let mut header = ["", "pages", "gained", "lost"].map(str::to_owned).to_vec();
        for metric in self.shown(&TEXT_METRICS) {
            header.extend([metric.name().to_owned(), "new".to_owned(), "diff".to_owned()]);
        }
        header.extend(self.shown(&FIELD_METRICS).iter().map(|metric| metric.name().to_owned()));
        header
    }

    fn group_row(&self, label: String, old: &Score, new: &Score, pages: &[&Pair]) -> Vec<String> {
        let count = |change| pages.iter().filter(|pair| Change::of(pair.old, pair.new) == change).count();
        let counts = [new.pages, count(Change::Gained), count(Change::Lost)];
        let values = |metric: &Metric| Some((*old.metrics.get(metric)?, *new.metrics.get(metric)?));
        let mut row = vec![label];
        row.extend(counts.map(|count| count.to_string()));
        for metric in &self.shown(&TEXT_METRICS) {
            row.extend(match values(metric) {
                Some((old, new)) => [format!("{old:.4}"), format!("{new:.4}"), format!("{:+.4}", new - old)],
                None => ["-", "-", "-"].map(str::to_owned),
            });
        }
        for metric in &self.shown(&FIELD_METRICS) {
            row.push(values(metric).map_or_else(|| "-".into(), |(old, new)| format!("{:+.4}", new - old)));
        }
        row
    }

    /// Everything, both scores of each page too.
    pub(super) fn to_json(&self, revision: &str) -> Value {
        let pages: BTreeMap<&str, [f64; 2]> =
            self.pairs().iter().map(|pair| (pair.page.id.as_str(), [pair.old, pair.new])).collect();
        json!({
            "revision": revision,
            "old": self.old.to_json(),
            "new": self.new.to_json(),
            "left_out": self.left_out,
            "pages": pages,
        })
    }
}

/// Groups are shown when there is more than one.
fn groups(all: &BTreeMap<String, Score>) -> impl Iterator<Item = (&String, &Score)> {
    all.iter().filter(|_| all.len() > 1)
}

/// The pages that changed most, with how many there are.
fn list<'a>(out: &mut String, what: &str, pages: impl Iterator<Item = &'a Pair<'a>>, listed: usize) {
    let pages: Vec<&Pair> = pages.collect();
    let _ = writeln!(out, "  {} pages {what} {CHANGE} and more", pages.len());
    for Pair { page, old, new } in pages.into_iter().take(listed) {
        let _ = writeln!(
            out,
            "    {:+.3}  {old:.3} to {new:.3}  {} ({}, {})",
            new - old,
            page.path.display(),
            page.language,
            page.page_type
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::gold::{Gold, Headline, Page, Set, Source};
    use crate::eval::predict::Prediction;

    #[test]
    fn small_changes_are_none() {
        assert_eq!(Change::of(0.5, 0.53), Change::Gained);
        assert_eq!(Change::of(0.5, 0.51), Change::Kept);
        assert_eq!(Change::of(0.5, 0.45), Change::Lost);
    }

    fn report(set: &Set, texts: [&str; 3]) -> Report {
        let predict = |(page, text): (&Page, &str)| {
            let prediction = Prediction { text: Some(text.to_owned()), ..Prediction::default() };
            PageScore::of(page, &prediction, set.headline)
        };
        Report::new(set, set.pages.iter().zip(texts).map(predict).collect(), None, Vec::new())
    }

    #[test]
    fn pages_are_counted_and_the_most_changed_listed_first() {
        let page = |(id, text, required): (&str, Option<&str>, Option<&str>)| Page {
            gold: Gold {
                id: id.into(),
                text: text.map(str::to_owned),
                required: required.map(|segment| vec![segment.to_owned()]),
                ..Gold::default()
            },
            source: Source::Html(format!("{id}.html").into()),
        };
        let golds = [("one", Some("a b"), None), ("two", None, Some("c d")), ("three", Some("e f"), None)];
        let pages = golds.into_iter().map(page).collect();
        let set = Set { name: "toy".into(), headline: Headline::Apart, pages };
        let comparison =
            Comparison::new(report(&set, ["a", "c d", "e f"]), report(&set, ["a b", "", "e f"]), 1);
        let shown = comparison.render("main", 1);
        for part in
            ["1 pages left out", "+0.333  0.667 to 1.000  one.html", "-1.000  1.000 to 0.000  two.html"]
        {
            assert!(shown.contains(part), "{part} in\n{shown}");
        }
        assert!(!shown.contains("three.html"));
        assert_eq!(comparison.to_json("abc")["pages"]["three"], json!([1.0, 1.0]));
    }
}
