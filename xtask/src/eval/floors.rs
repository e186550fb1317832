//! Floors under the measured quality, pinned in the repository, so that no change lowers it unnoticed.
//!
//! A floor is the measured value cut to [`GRAIN`]. Extraction and metrics are deterministic, so nothing
//! else is allowed for: the cut alone is the slack. It is small (in a set of 1,500 pages, one and a half
//! pages that turn from right to empty) and hides only what no reader of the table would see.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::report::Report;
use super::score::Metric;

/// Parts that a floor is cut to, a unit being 1: three decimals.
const GRAIN: f64 = 1000.0;

/// Above this many parts of [`GRAIN`] short of the next one, a value is that next one: 0.803 is
/// 802.999… in binary.
const ROUNDING: f64 = 1e-9;

/// First lines of the file, which the program writes anew on each update.
const HEADER: &str = "\
# Quality floors per set, and per language or page type in it: `cargo xtask eval --floors` fails below
# them. After a gain, pin the new values with
#     cargo xtask eval --floors datasets/eval/floors.toml --update-floors SET_DIR...
# which touches the sets named only and refuses to lower a floor unless --allow-lower is given too; say
# why in CHANGELOG.md then. For a new floor, write the line here with the value 0.0 and update. The model
# has seen wcxb-dev, trafilatura-a and cwced-a, so their floors only guard against breakage: docs/model.md
# has their scores out of fold. The floors of residue-dev, noisy texts of WCXB pages, and of scraped-SET, the pages of a
# set as scrapers save them, are those of
#     cargo xtask eval --text residue-dev.jsonl --gold wcxb-dev/gold.jsonl --floors datasets/eval/floors.toml
#     cargo xtask eval --text SET_DIR --floors datasets/eval/floors.toml
# and are set by hand.
";

/// The floors of each subject: a set, or a group of its pages such as `daniel-a lang ru`.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Floors(BTreeMap<String, BTreeMap<Metric, f64>>);

/// Whether pinning may go down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lowering {
    Allow,
    Refuse,
}

/// One floor beside what was measured.
#[derive(Debug, PartialEq)]
pub(super) struct Check {
    subject: String,
    metric: Metric,
    floor: f64,
    /// None when the set has no such group, or no gold for the metric.
    measured: Option<f64>,
}

impl Check {
    /// Whether the measured value reaches the floor.
    pub(super) fn holds(&self) -> bool {
        self.measured.is_some_and(|measured| cut(measured) >= cut(self.floor))
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { subject, metric, floor, measured } = self;
        match measured {
            Some(measured) => write!(f, "{subject}: {} {measured:.4}, floor {floor:.3}", metric.name()),
            None => write!(f, "{subject}: {} not measured, floor {floor:.3}", metric.name()),
        }
    }
}

/// A value in whole parts of the grain, rounded down.
fn cut(value: f64) -> f64 {
    (value * GRAIN + ROUNDING).floor()
}

impl Floors {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let content = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&content).with_context(|| path.display().to_string())
    }

    fn parse(content: &str) -> Result<Self> {
        let floors: Self = toml::from_str(content)?;
        if floors.0.values().any(|pins| pins.contains_key(&Metric::DateWrong)) {
            bail!("date_wrong is better when lower and cannot have a floor: pin date_right");
        }
        Ok(floors)
    }

    pub(super) fn write(&self, path: &Path) -> Result<()> {
        let content = format!("{HEADER}\n{}", toml::to_string(self)?);
        fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Compares each floor of the reported sets with its measurement.
    pub(super) fn check(&self, reports: &[Report]) -> Vec<Check> {
        let mut checks = Vec::new();
        for (subject, pins) in &self.0 {
            let Some(report) = reports.iter().find(|report| report.covers(subject)) else { continue };
            let score = report.score_of(subject);
            checks.extend(pins.iter().map(|(&metric, &floor)| {
                let measured = score.and_then(|score| score.metrics.get(&metric).copied());
                Check { subject: subject.clone(), metric, floor, measured }
            }));
        }
        checks
    }

    /// Compares each floor of the subjects of a set, `SET GROUP`, with its measurement.
    pub(super) fn check_subjects(
        &self,
        set: &str,
        measured: &BTreeMap<String, BTreeMap<Metric, f64>>,
    ) -> Vec<Check> {
        let mut checks = Vec::new();
        let is_of_set = |subject: &str| subject.split(' ').next() == Some(set);
        for (subject, pins) in self.0.iter().filter(|(subject, _)| is_of_set(subject)) {
            let metrics = measured.get(subject);
            checks.extend(pins.iter().map(|(&metric, &floor)| {
                let measured = metrics.and_then(|metrics| metrics.get(&metric)).copied();
                Check { subject: subject.clone(), metric, floor, measured }
            }));
        }
        checks
    }

    /// Moves each floor of the reported sets to its measurement, or none of them: then it returns the
    /// floors that would go down although they must not.
    pub(super) fn pin(&mut self, reports: &[Report], lowering: Lowering) -> Vec<Check> {
        let (broken, mut pinned): (Vec<Check>, Vec<Check>) =
            self.check(reports).into_iter().partition(|check| !check.holds());
        let (lowered, missing): (Vec<Check>, Vec<Check>) =
            broken.into_iter().partition(|check| check.measured.is_some());
        if !missing.is_empty() || (lowering == Lowering::Refuse && !lowered.is_empty()) {
            return missing.into_iter().chain(lowered).collect();
        }
        pinned.extend(lowered);
        for Check { subject, metric, measured, .. } in pinned {
            let floor = self.0.get_mut(&subject).and_then(|pins| pins.get_mut(&metric));
            if let (Some(floor), Some(measured)) = (floor, measured) {
                *floor = cut(measured) / GRAIN;
            }
        }
        Vec::new()
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "whole parts of the grain are exact")]
mod tests {
    use super::super::gold::{Gold, Headline, Page, Set, Source};
    use super::super::predict::Prediction;
    use super::super::score::PageScore;
    use super::*;

    /// A report on a set `toy` in which two of three words are right in each of five Russian pages.
    fn report() -> Report {
        let text = |text: &str| Some(text.to_owned());
        let gold = Gold { text: text("a b c"), language: text("ru"), ..Gold::default() };
        let prediction = Prediction { text: text("a b d"), ..Prediction::default() };
        let page = Page { gold, source: Source::Html("toy.html".into()) };
        let page = PageScore::of(&page, &prediction, Headline::Apart);
        let set = Set { name: "toy".into(), headline: Headline::Apart, pages: Vec::new() };
        Report::new(&set, vec![page; 5], None, Vec::new())
    }

    fn floors(content: &str) -> Floors {
        Floors::parse(content).expect(content)
    }

    #[test]
    fn a_broken_floor_is_named() {
        let floors = floors(
            "[toy]\nword_f1 = 0.666\nword_p = 0.667\n['toy lang el']\nword_f1 = 0.1\n[other]\ntitle = 1.0",
        );
        let broken: Vec<String> =
            floors.check(&[report()]).iter().filter(|check| !check.holds()).map(Check::to_string).collect();
        let expected = ["toy: word_p 0.6667, floor 0.667", "toy lang el: word_f1 not measured, floor 0.100"];
        assert_eq!(broken, expected);
    }

    #[test]
    fn pinning_goes_up_and_down_only_when_allowed() {
        let content = "[toy]\nword_f1 = 0.9\n['toy lang ru']\nword_f1 = 0.0";
        let mut refusing = floors(content);
        assert_eq!(refusing.pin(&[report()], Lowering::Refuse).len(), 1);
        assert_eq!(refusing.0, floors(content).0);
        let mut allowing = floors(content);
        assert_eq!(allowing.pin(&[report()], Lowering::Allow), []);
        assert_eq!(allowing.0, floors("[toy]\nword_f1 = 0.666\n['toy lang ru']\nword_f1 = 0.666").0);
    }

    #[test]
    fn pinned_values_hold() {
        assert_eq!(cut(0.803), 803.0);
        assert_eq!(cut(803.0 / GRAIN), 803.0);
        assert!(Floors::parse("[toy]\ndate_wrong = 0.1").is_err());
        assert!(Floors::parse("[toy]\nword_f = 0.1").is_err());
    }
}
