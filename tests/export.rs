//! What an export holds: rows, types, nulls, rejects, manifest and card.

use std::fs;

use sha2::{Digest, Sha256};

use crate::{
    hexadecimal::hexadecimal,
    pages,
    parquet_files::{Table, footer},
    workplace::{Workplace, tree},
};

fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Three articles, one of them twice, and a page that is too short.
fn small_input(place: &Workplace) {
    place.write("in/a.html", pages::page(1));
    place.write("in/b/again.html", pages::page(1));
    place.write("in/b/two.htm", pages::page(2));
    place.write("in/c.txt", format!("{}\n\n{}", pages::title(3), pages::text(3)));
    place.write("in/short.html", pages::short_page());
    place.write("in/style.css", "p {}");
    place.write("in/readme", "nothing");
}

#[test]
fn documents_are_rows_or_rejects() {
    let place = Workplace::new();
    small_input(&place);
    let finished = place.export("in", &[]);
    assert_eq!(finished.stdout, "");
    let data = Table::read(&place.path("out/data"));
    assert_eq!(data.texts("source"), ["in/a.html", "in/b/two.htm", "in/c.txt"]);
    let texts = data.texts("text");
    assert_eq!(texts[0].lines().next(), Some(pages::first_sentence(1).as_str()));
    assert_eq!(texts[0], pages::text(1).trim_end());
    assert!(!texts[0].contains("Related articles") && !texts[0].contains("All rights reserved"));
    let rejects = Table::read(&place.path("out/rejects"));
    let expected = [("in/b/again.html", "dedup/duplicate"), ("in/short.html", "filter/too-short")];
    assert_eq!(rejects.reasons(), expected.map(|(source, reason)| (source.to_owned(), reason.to_owned())));
    assert_eq!(rejects.nulls("id"), 0);
    for line in [
        "Documents  5",
        "Kept       3",
        "Rejected   2",
        ".css 1",
        "(none) 1",
        "pandas.read_parquet('out/data')",
    ] {
        assert!(finished.stderr.contains(line), "{line} is missing in {}", finished.stderr);
    }
}

#[test]
fn metadata_has_the_promised_values_and_nulls() {
    let place = Workplace::new();
    small_input(&place);
    place.export("in", &[]);
    let data = Table::read(&place.path("out/data"));
    let host = "news.arlen-courier.example.co.uk";
    assert_eq!(data.strings("url")[0].as_deref(), Some(format!("https://{host}/1").as_str()));
    assert_eq!(data.strings("host"), [Some(host.to_owned()), Some(host.to_owned()), None]);
    assert_eq!(data.strings("domain")[0].as_deref(), Some("example.co.uk"));
    assert_eq!(data.strings("title")[0].as_deref(), Some(pages::title(1).as_str()));
    assert_eq!(data.strings("site_name")[0].as_deref(), Some("The Arlen Courier"));
    assert_eq!(data.strings("language"), vec![Some("en".to_owned()); 3]);
    assert_eq!(data.nulls("published"), 1);
    assert_eq!(data.nulls("rights"), 1);
    for column in ["n_tokens", "fetched", "near_dup_size", "site_lines_removed"] {
        assert_eq!(data.nulls(column), 3, "{column}");
    }
    // The model judges pages, not plain text.
    for column in ["page_type", "confidence"] {
        assert_eq!(data.nulls(column), 1, "{column}");
    }
    for column in ["markdown", "removed", "source_offset", "record_id"] {
        assert_eq!(data.nulls(column), 3, "{column}");
    }
    for column in ["id", "text", "authors", "tags", "captions", "metadata_source", "removed_chars", "charset"]
    {
        assert_eq!(data.nulls(column), 0, "{column}");
    }
    let characters: Vec<_> =
        data.texts("text").iter().map(|text| Some(text.chars().count() as i64)).collect();
    assert_eq!(data.integers("n_chars"), characters);
    let length = fs::metadata(place.path("in/a.html")).expect("a file").len() as i64;
    assert_eq!(data.integers("source_length")[0], Some(length));
    let bytes = fs::read(place.path("in/a.html")).expect("a file");
    assert_eq!(data.texts("content_sha256")[0], sha256(&bytes));
    assert!(data.texts("id").iter().all(|id| id.len() == 32 && id.chars().all(|c| c.is_ascii_hexdigit())));
}

#[test]
fn markdown_and_removed_blocks_come_when_asked_for() {
    let place = Workplace::new();
    small_input(&place);
    place.export("in", &["--markdown", "--keep-removed"]);
    let data = Table::read(&place.path("out/data"));
    assert_eq!((data.nulls("markdown"), data.nulls("removed")), (0, 0));
    let removed = format!("{:?}", data.batches[0].column_by_name("removed").expect("a column"));
    assert!(removed.contains("All rights reserved") && removed.contains("Mayor opens market"), "{removed}");
    assert!(data.integers("removed_chars")[0] > Some(0));
}

#[test]
fn filters_and_duplicates_can_be_switched_off() {
    let place = Workplace::new();
    small_input(&place);
    place.write("in/empty.html", "");
    place.export("in", &["--filters", "none", "--dedup", "none"]);
    let data = Table::read(&place.path("out/data"));
    assert_eq!(data.rows(), 6);
    let empty = data.texts("source").iter().position(|source| source == "in/empty.html").expect("a row");
    assert_eq!(data.texts("text")[empty], "");
    assert_eq!(Table::read(&place.path("out/rejects")).rows(), 0);
}

#[test]
fn unwanted_languages_are_rejected() {
    let place = Workplace::new();
    small_input(&place);
    place.export("in", &["--languages", "fr,de"]);
    assert_eq!(Table::read(&place.path("out/data")).rows(), 0);
    let rejects = Table::read(&place.path("out/rejects"));
    let expected = ["in/a.html", "in/b/again.html", "in/b/two.htm", "in/c.txt"]
        .map(|source| (source.to_owned(), "filter/language-not-wanted".to_owned()));
    assert_eq!(rejects.reasons()[..4], expected);
}

#[test]
fn the_manifest_agrees_with_the_files() {
    let place = Workplace::new();
    small_input(&place);
    place.export("in", &["--shard-size", "1KiB"]);
    let manifest = place.manifest("out");
    let files = tree(&place.path("out"));
    let mut rows = 0;
    for shard in ["data", "rejects"].into_iter().flat_map(|kind| manifest[kind].as_array().expect("a list")) {
        let bytes = &files[shard["file"].as_str().expect("a name")];
        assert_eq!(shard["bytes"].as_u64(), Some(bytes.len() as u64));
        assert_eq!(shard["sha256"].as_str(), Some(sha256(bytes).as_str()));
        rows += shard["rows"].as_u64().expect("a number");
    }
    assert_eq!(rows, 5);
    let counts = &manifest["counts"];
    assert_eq!((counts["documents"].as_u64(), counts["kept"].as_u64()), (Some(5), Some(3)));
    assert_eq!(counts["reasons"]["dedup"]["duplicate"].as_u64(), Some(1));
    assert_eq!(counts["reasons"]["filter"]["too-short"].as_u64(), Some(1));
    assert_eq!(manifest["inputs"][0]["name"].as_str(), Some("in"));
    assert_eq!(manifest["inputs"][0]["skipped"][".css"].as_u64(), Some(1));
    let shards = manifest["data"].as_array().expect("a list").len();
    assert!(shards > 1, "the shards are small enough for two");
    let names: Vec<String> = files.keys().filter(|name| name.starts_with("data/")).cloned().collect();
    let expected: Vec<String> =
        (0..shards).map(|i| format!("data/train-{i:05}-of-{shards:05}.parquet")).collect();
    assert_eq!(names, expected);
    let folder = place.path("").to_string_lossy().into_owned();
    assert!(!manifest.to_string().contains(folder.trim_end_matches('/')), "no absolute paths");
}

#[test]
fn files_carry_their_origin() {
    let place = Workplace::new();
    small_input(&place);
    place.export("in", &["--compression", "snappy"]);
    let manifest = place.manifest("out");
    let footer = footer(&place.path("out/data/train-00000-of-00001.parquet"));
    let pairs = footer.file_metadata().key_value_metadata().expect("metadata");
    let value = |key: &str| pairs.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone());
    assert_eq!(value("copydesk.schema_version").as_deref(), Some("1"));
    assert_eq!(value("copydesk.model_hash").as_deref(), manifest["model_hash"].as_str());
    assert_eq!(value("copydesk.config_hash").as_deref(), manifest["config_hash"].as_str());
    assert_eq!(value("copydesk.version").as_deref(), Some(env!("CARGO_PKG_VERSION")));
    let column = footer.row_group(0).column(0);
    assert_eq!(format!("{:?}", column.compression()), "SNAPPY");
}

#[test]
fn row_groups_are_bounded() {
    let place = Workplace::new();
    let lines = pages::json_lines(0..400);
    place.write("many.jsonl", lines);
    place.export("many.jsonl", &["--row-group-size", "32KiB", "--compression", "none"]);
    let footer = footer(&place.path("out/data/train-00000-of-00001.parquet"));
    assert!(footer.num_row_groups() > 2, "{} row groups", footer.num_row_groups());
    assert_eq!(Table::read(&place.path("out/data")).rows(), 400);
}

#[test]
fn the_card_describes_the_data() {
    let place = Workplace::new();
    small_input(&place);
    place.export("in", &[]);
    let card = fs::read_to_string(place.path("out/README.md")).expect("a card");
    let front =
        card.strip_prefix("---\n").and_then(|card| card.split_once("\n---\n")).expect("front matter").0;
    for part in [
        "pretty_name: \"Clean text of in\"",
        "- \"en\"",
        "- n<1K",
        "path: data/train-*.parquet",
        "num_examples: 3",
    ] {
        assert!(front.contains(part), "{part} is missing in {front}");
    }
    for library in ["datasets", "pandas", "polars", "pyarrow", "duckdb"] {
        assert!(card.contains(&format!("import {library}")) || card.contains(&format!("from {library}")));
    }
    let schema = Table::read(&place.path("out/data")).schema;
    for field in schema.fields() {
        assert!(card.contains(&format!("| `{}` |", field.name())), "{} is missing", field.name());
        assert!(front.contains(&format!("- name: {}\n", field.name())), "{} is missing", field.name());
    }
}

#[test]
fn the_sample_can_be_exported() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../datasets/sample");
    let Ok(entries) = fs::read_dir(sample) else { return };
    assert!(entries.count() > 0, "the sample is empty");
    let place = Workplace::new();
    place.export(sample, &[]);
    let (data, rejects) = (Table::read(&place.path("out/data")), Table::read(&place.path("out/rejects")));
    let documents = place.manifest("out")["counts"]["documents"].as_u64().expect("a number");
    assert_eq!((data.rows() + rejects.rows()) as u64, documents);
    assert!(data.rows() > 0);
}
