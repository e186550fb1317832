//! The metrics give the reference's values: rows that stress what Python and Rust see differently
//! (combining marks, sigma, dotted capital I, separators, normal forms) against values that the
//! reference script computed for them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::gold::{Gold, Headline, Page, Set, Source, read_jsonl};
use super::predictions_of_pages;
use super::score::{PageScore, Score};

/// Agreement to four decimals, which is what tables print.
const TOLERANCE: f64 = 5e-5;

/// What the reference script writes with `--json`, once for each place of the headline.
#[derive(Deserialize)]
struct Expected {
    apart: BTreeMap<String, Value>,
    first: BTreeMap<String, Value>,
}

fn check(headline: Headline, expected: &BTreeMap<String, Value>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/metrics");
    let golds: Vec<Gold> = read_jsonl(&folder.join("gold.jsonl")).expect("gold");
    let page = |gold| Page { gold, source: Source::Html(folder.clone()) };
    let set = Set { name: "metrics".into(), headline, pages: golds.into_iter().map(page).collect() };
    let predictions = predictions_of_pages(&set, &folder.join("predictions.jsonl")).expect("predictions");
    let pages: Vec<PageScore> = set
        .pages
        .iter()
        .zip(&predictions)
        .map(|(page, prediction)| PageScore::of(page, prediction, headline))
        .collect();
    let score = Score::of(&pages.iter().collect::<Vec<_>>());
    assert_eq!(expected["pages"], score.pages);
    assert_eq!(expected["empty"], score.empty);
    for (metric, measured) in &score.metrics {
        close(metric.name(), *measured, &expected[metric.name()]);
    }
    assert_eq!(score.metrics.len(), 11, "the rows have gold for every metric");
    let by_id = expected["page_scores"].as_object().expect("scores of pages");
    assert_eq!(by_id.len(), pages.iter().filter(|page| page.word_f1().is_some()).count());
    for page in &pages {
        if let Some(f1) = page.word_f1() {
            close(&page.id, f1, &by_id[&page.id]);
        }
    }
}

fn close(what: &str, measured: f64, expected: &Value) {
    let expected = expected.as_f64().expect(what);
    assert!((measured - expected).abs() < TOLERANCE, "{what}: {measured}, the reference says {expected}");
}

#[test]
fn metrics_equal_the_reference() {
    let expected: Expected =
        serde_json::from_str(include_str!("../../fixtures/metrics/expected.json")).expect("expected values");
    check(Headline::Apart, &expected.apart);
    check(Headline::First, &expected.first);
}
