//! Runs the extractor over the pages of a set, in parallel, and never fails because of one page.
//!
//! A page that panics, runs out of time, is refused or cannot be read scores as empty output and is
//! named, so that a mean can be trusted to be over all pages.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use copydesk_extractor::cleaner::{self, Interrupt};
use copydesk_extractor::{Article, Error, Hints, Options, Precision, Timestamp, extract, extract_text};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::folds::{Folds, domain_of};
use super::gold::{Page, Source};

/// Time for one page. The slowest real page takes well under a second on one core; ten leave room for
/// a slow machine and still end a run that has become quadratic.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// One name or several, as other tools write them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Names {
    One(String),
    Several(Vec<String>),
}

impl Names {
    /// All names as one text, none if there is no name.
    fn joined(&self) -> Option<String> {
        let joined = match self {
            Self::One(name) => name.clone(),
            Self::Several(names) => names.join(" "),
        };
        (!joined.is_empty()).then_some(joined)
    }
}

/// What a tool says about a page; absent and null mean empty.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Prediction {
    pub(crate) id: String,
    pub(crate) text: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) authors: Option<Names>,
    #[serde(default, skip_serializing)]
    pub(crate) author: Option<Names>,
    pub(crate) date: Option<String>,
    /// The word F1 that the tool expects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) confidence: Option<f32>,
}

impl Prediction {
    /// The names of `authors`, else of `author`.
    pub(crate) fn names(&self) -> String {
        let names = [&self.authors, &self.author];
        names.into_iter().flatten().find_map(Names::joined).unwrap_or_default()
    }

    fn from_article(id: &str, article: Article) -> Self {
        let Article { text, metadata, confidence, .. } = article;
        Self {
            id: id.to_owned(),
            text: Some(text),
            title: metadata.title,
            authors: Some(Names::Several(metadata.authors)),
            author: None,
            date: metadata.published.and_then(day),
            confidence,
        }
    }
}

/// The day of a moment on the clock of its page, as `YYYY-MM-DD`; a month alone, `YYYY-MM`, names no day and so is neither right nor wrong.
fn day(moment: Timestamp) -> Option<String> {
    let instant = jiff::Timestamp::from_microsecond(moment.local_microseconds()).ok()?;
    let format = if moment.precision == Precision::Month { "%Y-%m" } else { "%Y-%m-%d" };
    Some(instant.strftime(format).to_string())
}

/// Why a page scores as empty output although the extractor did not say that it is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cause {
    Panic,
    TimeLimit,
    Refused,
    Unreadable,
}

/// A page without output, with the cause and its message.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Failure {
    pub(crate) id: String,
    pub(crate) cause: Cause,
    pub(crate) message: String,
}

/// Everything a run over a set yields.
#[derive(Debug)]
pub(crate) struct Run {
    /// One prediction a page, in page order.
    pub(crate) predictions: Vec<Prediction>,
    pub(crate) failures: Vec<Failure>,
    /// Wall time of the whole set, reading included.
    pub(crate) elapsed: Duration,
    /// The page that took longest.
    pub(crate) slowest: Option<(String, Duration)>,
}

/// How blocks are judged in a run.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Judge<'a> {
    /// Models that have not seen a page; none means the embedded one.
    pub(crate) folds: Option<&'a Folds<cleaner::Model>>,
    pub(crate) focus: cleaner::Focus,
}

/// Extracts every page of a set.
pub(crate) fn run(pages: &[Page], judge: &Judge) -> Run {
    let started = Instant::now();
    let outcomes: Vec<(Result<Prediction, Failure>, Duration)> = pages
        .par_iter()
        .map(|page| {
            let page_started = Instant::now();
            (predict(page, judge), page_started.elapsed())
        })
        .collect();
    let elapsed = started.elapsed();
    let mut run =
        Run { predictions: Vec::with_capacity(pages.len()), failures: Vec::new(), elapsed, slowest: None };
    for (page, (outcome, time)) in pages.iter().zip(outcomes) {
        if run.slowest.as_ref().is_none_or(|(_, slowest)| time > *slowest) {
            run.slowest = Some((page.gold.id.clone(), time));
        }
        run.predictions.push(outcome.unwrap_or_else(|failure| {
            run.failures.push(failure);
            Prediction { id: page.gold.id.clone(), ..Prediction::default() }
        }));
    }
    run
}

fn predict(page: &Page, judge: &Judge) -> Result<Prediction, Failure> {
    let path = page.source.path();
    let outcome = match fs::read(path) {
        Ok(bytes) => contained(|| extract_in_time(page, &bytes, judge)),
        Err(error) => Err((Cause::Unreadable, format!("{}: {error}", path.display()))),
    };
    let id = &page.gold.id;
    match outcome {
        Ok(article) => Ok(Prediction::from_article(id, article)),
        Err((cause, message)) => Err(Failure { id: id.clone(), cause, message }),
    }
}

/// Runs the extraction of one page so that a panic stays in it.
fn contained(extraction: impl FnOnce() -> Result<Article, Error>) -> Result<Article, (Cause, String)> {
    match catch_unwind(AssertUnwindSafe(extraction)) {
        Ok(Ok(article)) => Ok(article),
        Ok(Err(Error::Interrupted)) => Err((Cause::TimeLimit, format!("more than {TIME_LIMIT:?}"))),
        Ok(Err(error)) => Err((Cause::Refused, error.to_string())),
        Err(payload) => Err((Cause::Panic, panic_message(payload.as_ref()).to_owned())),
    }
}

fn extract_in_time(page: &Page, bytes: &[u8], judge: &Judge) -> Result<Article, Error> {
    let started = Instant::now();
    let late = || started.elapsed() > TIME_LIMIT;
    let hints = Hints { url: page.gold.url.clone(), ..Hints::default() };
    let domain = hints.url.as_deref().and_then(domain_of);
    let model = judge.folds.map(|folds| folds.model(domain.as_deref().unwrap_or(&page.gold.id)));
    let interrupt = Interrupt::when(&late);
    let cleaner = cleaner::Options { focus: judge.focus, model, interrupt, ..cleaner::Options::default() };
    let options = Options { cleaner, ..Options::default() };
    match page.source {
        Source::Html(_) => extract(bytes, &hints, &options),
        Source::PlainText(_) => extract_text(bytes, &hints, &options),
    }
}

fn panic_message(payload: &(dyn std::any::Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_as_a_list_or_as_one_text() {
        let names = |json: &str| serde_json::from_str::<Prediction>(json).expect(json).names();
        assert_eq!(names(r#"{"id": "1", "authors": ["Ann Bee", "Cy Dee"]}"#), "Ann Bee Cy Dee");
        assert_eq!(names(r#"{"id": "1", "authors": [], "author": "Ann Bee"}"#), "Ann Bee");
        assert_eq!(names(r#"{"id": "1", "authors": null}"#), "");
    }

    #[test]
    fn days_are_written_as_dates() {
        let at = |microseconds, precision, utc_offset| day(Timestamp { microseconds, precision, utc_offset });
        assert_eq!(at(0, Precision::Day, None).as_deref(), Some("1970-01-01"));
        let morning = 1_709_623_800_000_000;
        assert_eq!(at(morning, Precision::Second, None).as_deref(), Some("2024-03-05"));
        assert_eq!(at(morning, Precision::Second, Some(-8 * 3600)).as_deref(), Some("2024-03-04"));
        assert_eq!(at(morning, Precision::Month, None).as_deref(), Some("2024-03"));
    }

    #[test]
    fn every_end_of_a_page_has_a_cause() {
        let cause = |extraction: fn() -> Result<Article, Error>| contained(extraction).err();
        assert!(contained(|| Ok(Article::default())).is_ok());
        assert_eq!(cause(|| panic!("page {}", 7)), Some((Cause::Panic, "page 7".into())));
        assert_eq!(cause(|| Err(Error::Interrupted)).map(|(cause, _)| cause), Some(Cause::TimeLimit));
        let refused = cause(|| Err(Error::TooLarge { bytes: 2, limit: 1 }));
        assert_eq!(refused.map(|(cause, _)| cause), Some(Cause::Refused));
    }

    #[test]
    fn a_missing_page_is_named_and_empty() {
        let gold = super::super::gold::Gold { id: "gone".into(), ..Default::default() };
        let run = run(&[Page { gold, source: Source::Html("no/such/page.html".into()) }], &Judge::default());
        assert_eq!((run.failures[0].id.as_str(), run.failures[0].cause), ("gone", Cause::Unreadable));
        assert!(run.predictions[0].text.is_none());
    }
}
