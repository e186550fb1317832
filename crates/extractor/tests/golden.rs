//! Golden tests: every page and text of `datasets/sample` against the gold beside it. One reported
//! case per document; each compares the whole text, the metadata and the families of the noise.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use copydesk_extractor::{Article, Hints, Options, Precision, Timestamp, extract, extract_text};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../datasets/sample");
    let mut trials = Vec::new();
    for folder in ["pages", "texts"] {
        for entry in std::fs::read_dir(sample.join(folder))? {
            let gold = entry?.path();
            if gold.to_string_lossy().ends_with(".gold.json") {
                let name = format!("{folder}/{}", stem(&gold));
                trials.push(Trial::test(name, move || check(&gold)));
            }
        }
    }
    trials.push(Trial::test("every document has gold", move || check_complete(&sample)));
    trials.sort_by(|a, b| a.name().cmp(b.name()));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// Fewest pages and texts of the sample.
const MIN_DOCUMENTS: [(&str, &str, usize); 2] = [("pages", "html", 60), ("texts", "txt", 20)];

fn check_complete(sample: &Path) -> Result<(), Failed> {
    for (folder, extension, least) in MIN_DOCUMENTS {
        let mut count = 0;
        for entry in std::fs::read_dir(sample.join(folder))? {
            let path = entry?.path();
            if path.extension().is_some_and(|found| found == extension) {
                count += 1;
                let gold = path.with_extension("gold.json");
                if !gold.exists() {
                    return Err(format!("{} is missing", gold.display()).into());
                }
            }
        }
        if count < least {
            return Err(format!("{count} documents in {folder}, at least {least} wanted").into());
        }
    }
    Ok(())
}

fn stem(gold: &Path) -> String {
    gold.file_name().unwrap_or_default().to_string_lossy().trim_end_matches(".gold.json").to_owned()
}

fn check(gold_path: &Path) -> Result<(), Failed> {
    let gold: Value = serde_json::from_slice(&std::fs::read(gold_path)?)?;
    let article = run(gold_path)?;
    let mut report = String::new();
    compare_text(&gold, &article, &mut report);
    compare_metadata(&gold, &article, &mut report);
    compare_families(&gold, &article, &mut report);
    if report.is_empty() { Ok(()) } else { Err(report.into()) }
}

/// Extracts the document beside a gold file.
fn run(gold: &Path) -> Result<Article, Failed> {
    let beside = |extension: &str| -> PathBuf { gold.with_file_name(format!("{}.{extension}", stem(gold))) };
    let options = Options::default();
    let article = if beside("html").exists() {
        extract(&std::fs::read(beside("html"))?, &Hints::default(), &options)
    } else {
        extract_text(&std::fs::read(beside("txt"))?, &Hints::default(), &options)
    };
    Ok(article?)
}

fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::String(one) => vec![one.as_str()],
        _ => Vec::new(),
    }
}

/// Reports the blocks that stand on one side only.
fn compare_text(gold: &Value, article: &Article, report: &mut String) {
    let wanted = strings(&gold["text"]).join("\n\n");
    if wanted == article.text {
        return;
    }
    let (want, got): (Vec<_>, Vec<_>) =
        (wanted.split("\n\n").collect(), article.text.split("\n\n").collect());
    for block in want.iter().filter(|block| !got.contains(block)) {
        let _ = writeln!(report, "text lacks: {block}");
    }
    for block in got.iter().filter(|block| !want.contains(block)) {
        let _ = writeln!(report, "text has too much: {block}");
    }
    if report.is_empty() {
        report.push_str("text has the right blocks in another order or number\n");
    }
}

fn compare_metadata(gold: &Value, article: &Article, report: &mut String) {
    let found = &article.metadata;
    let published = found.published.map(written);
    let modified = found.modified.map(written);
    let single = [
        ("title", found.title.as_deref()),
        ("dateline", found.dateline.as_deref()),
        ("language", article.language.as_ref().map(|language| language.tag)),
        ("published", published.as_deref()),
        ("modified", modified.as_deref()),
        ("site_name", found.site_name.as_deref()),
        ("description", found.description.as_deref()),
        ("section", found.section.as_deref()),
        ("image_url", found.image_url.as_deref()),
        ("url", found.url.as_deref()),
        ("text_source", found.sources.get("text").copied()),
    ];
    for (field, value) in single {
        if gold[field].as_str() != value {
            let _ = writeln!(report, "{field}: wanted {:?}, got {value:?}", gold[field].as_str());
        }
    }
    for (field, values) in [("authors", &found.authors), ("captions", &found.captions), ("tags", &found.tags)]
    {
        if &strings(&gold[field]) != values {
            let _ = writeln!(report, "{field}: wanted {:?}, got {values:?}", strings(&gold[field]));
        }
    }
}

/// A timestamp as gold files write it: a UTC instant, or a day.
fn written(timestamp: Timestamp) -> String {
    let instant = jiff::Timestamp::from_microsecond(timestamp.microseconds).expect("dates of real pages");
    let instant = instant.to_zoned(jiff::tz::TimeZone::UTC);
    match timestamp.precision {
        Precision::Second => instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        Precision::Day => instant.strftime("%Y-%m-%d").to_string(),
        Precision::Month => instant.strftime("%Y-%m").to_string(),
    }
}

/// Every noise text of the gold must stand in a dropped block of one of the families given.
fn compare_families(gold: &Value, article: &Article, report: &mut String) {
    for entry in gold["removed"].as_array().into_iter().flatten() {
        let text = folded(entry["text"].as_str().unwrap_or_default());
        let families = strings(&entry["family"]);
        let holding = article
            .blocks
            .iter()
            .zip(&article.verdicts)
            .filter(|(block, _)| folded(&block.text).contains(&text));
        let found: Vec<_> = holding
            .map(|(_, verdict)| {
                (verdict.family().map(copydesk_extractor::cleaner::Family::as_str), verdict.code)
            })
            .collect();
        if !found.iter().any(|(family, _)| family.is_some_and(|family| families.contains(&family))) {
            let _ = writeln!(report, "family of {text:?}: wanted {families:?}, got {found:?}");
        }
    }
}

/// White space folded, list marks left out.
fn folded(text: &str) -> String {
    text.split_whitespace().filter(|word| *word != "-").collect::<Vec<_>>().join(" ")
}
