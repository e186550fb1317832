//! Parquet as input, and columns that are carried along.

use std::{fs, path::Path, sync::Arc};

use arrow_array::{ArrayRef, Int32Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray};
use arrow_schema::{DataType, TimeUnit};
use parquet::{
    arrow::ArrowWriter,
    basic::{BrotliLevel, Compression, GzipLevel},
    file::properties::WriterProperties,
};

use crate::{
    pages,
    parquet_files::Table,
    workplace::{Workplace, assert_same_tree},
};

fn write(path: &Path, columns: Vec<(&str, ArrayRef)>, compression: Compression) {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    );
    let batch = batch.expect("columns of one length");
    let properties =
        WriterProperties::builder().set_compression(compression).set_max_row_group_row_count(Some(7)).build();
    fs::create_dir_all(path.parent().expect("a folder")).expect("folder made");
    let file = fs::File::create(path).expect("file made");
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
}

fn strings(values: impl Iterator<Item = String>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

/// Thirty documents with a number, a topic and a moment each.
fn dump(path: &Path, compression: Compression) {
    let numbers = || 0..30_usize;
    let moments = TimestampMillisecondArray::from_iter_values(numbers().map(|number| 1_000 * number as i64));
    let columns = vec![
        (
            "id",
            Arc::new(Int64Array::from_iter_values(numbers().map(|number| 100 + number as i64))) as ArrayRef,
        ),
        ("body", strings(numbers().map(pages::text))),
        ("link", strings(numbers().map(|number| format!("https://a.example/{number}")))),
        (
            "score",
            Arc::new(numbers().map(|number| (number != 3).then_some(number as i32)).collect::<Int32Array>()),
        ),
        ("topic", strings(numbers().map(|number| format!("topic {}", number % 4)))),
        ("seen", Arc::new(moments.with_timezone("Europe/Oslo"))),
        ("huge", strings(numbers().map(|number| "not read ".repeat(number)))),
    ];
    write(path, columns, compression);
}

fn data_type(data: &Table, column: &str) -> DataType {
    data.schema.field_with_name(column).expect(column).data_type().clone()
}

#[test]
fn rows_of_parquet_become_rows_and_columns_keep_their_types() {
    for compression in [
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::BROTLI(BrotliLevel::default()),
        Compression::LZ4_RAW,
        Compression::UNCOMPRESSED,
    ] {
        let place = Workplace::new();
        dump(&place.path("dump.parquet"), compression);
        place.export("dump.parquet", &["--text-field", "body", "--carry", "score,topic,seen"]);
        let data = Table::read(&place.path("out/data"));
        let texts: Vec<String> = (0..30).map(|number| pages::text(number).trim_end().to_owned()).collect();
        assert_eq!(data.texts("text"), texts);
        assert_eq!(data.integers("source_offset"), (0..30).map(Some).collect::<Vec<_>>());
        assert_eq!(data.nulls("source_length"), 30);
        assert_eq!(data.strings("record_id")[29].as_deref(), Some("129"));
        assert_eq!(data.strings("url")[29].as_deref(), Some("https://a.example/29"));
        let scores = data.small_integers("score");
        assert_eq!((scores[2], scores[3], scores[29]), (Some(2), None, Some(29)));
        assert_eq!(data.strings("topic")[6].as_deref(), Some("topic 2"));
        let oslo = DataType::Timestamp(TimeUnit::Millisecond, Some("Europe/Oslo".into()));
        assert_eq!((data_type(&data, "score"), data_type(&data, "seen")), (DataType::Int32, oslo));
        let card = fs::read_to_string(place.path("out/README.md")).expect("the card");
        assert!(card.contains("- name: \"seen\"\n    dtype: timestamp[ms, tz=Europe/Oslo]\n"), "{card}");
        assert!(card.contains("| `score` | int32 | carried along from the input |"), "{card}");
    }
}

#[test]
fn threads_and_small_shards_change_no_row_of_parquet() {
    let place = Workplace::new();
    dump(&place.path("in/dump.parquet"), Compression::SNAPPY);
    let more = ["--text-field", "body", "--carry", "topic", "--shard-size", "2KiB"];
    for (out, threads) in [("one", "1"), ("two", "2")] {
        let arguments = ["export", "in", "--out", out, "--threads", threads];
        place.run(&[&arguments[..], &more].concat()).expect_code(0);
    }
    assert_same_tree(&place.path("one"), &place.path("two"));
    assert_eq!(Table::read(&place.path("one/data")).rows(), 30);
}

#[test]
fn columns_of_json_lines_are_strings_unless_told_otherwise() {
    let place = Workplace::new();
    let line = |number: usize, more: &str| {
        let text = serde_json::to_string(&pages::text(number)).expect("a string");
        format!("{{\"text\": {text}{more}}}\n")
    };
    let lines = [
        line(1, ", \"topic\": \"sea\", \"score\": 7, \"good\": true, \"more\": {\"a\": [1, 2]}"),
        line(2, ", \"topic\": 5, \"score\": null"),
    ];
    place.write("in/a.jsonl", lines.concat());
    place.write("in/b.txt", pages::text(3));
    let run = place.export("in", &["--carry", "topic,score:int,good:bool,more,absent"]);
    assert!(run.stderr.contains("carried column absent; is its name right?"), "{}", run.stderr);
    assert!(!run.stderr.contains("carried column topic"), "{}", run.stderr);
    assert_eq!(place.manifest("out")["counts"]["carried"]["topic"], 2);
    let data = Table::read(&place.path("out/data"));
    let text = |value: &str| Some(value.to_owned());
    assert_eq!(data.strings("topic"), [text("sea"), text("5"), None]);
    assert_eq!(data.integers("score"), [Some(7), None, None]);
    assert_eq!(data.strings("more"), [text("{\"a\": [1, 2]}"), None, None]);
    assert_eq!((data.nulls("absent"), data.nulls("good")), (3, 2));
    assert_eq!(data_type(&data, "good"), DataType::Boolean);
    place.write("in/c.jsonl", line(4, ", \"score\": \"high\""));
    let arguments = ["export", "in", "--out", "strict", "--carry", "score:int"];
    place.run(&arguments).expect_code(1);
    let rejects = Table::read(&place.path("strict/rejects"));
    assert_eq!(rejects.reasons(), [("in/c.jsonl".to_owned(), "read/carried-value".to_owned())]);
    assert_eq!(rejects.texts("detail"), ["field score is no Int64: \"high\""]);
    place.write("short.jsonl", "{\"text\": \"short\", \"topic\": \"sea\"}\n");
    let none_kept =
        place.run(&["export", "short.jsonl", "--out", "none", "--carry", "absent"]).expect_code(0);
    assert!(none_kept.stderr.contains("carried column absent; is its name right?"), "{}", none_kept.stderr);
}

#[test]
fn types_of_parquet_hold_for_json_lines_too() {
    let place = Workplace::new();
    place.write("in/a.jsonl", serde_json::json!({"text": pages::text(40), "score": 40}).to_string());
    let columns =
        |score: ArrayRef| vec![("text", strings(std::iter::once(pages::text(41)))), ("score", score)];
    write(&place.path("in/b.parquet"), columns(Arc::new(Int32Array::from(vec![41]))), Compression::SNAPPY);
    write(&place.path("in/c.parquet"), columns(strings(std::iter::once("42".into()))), Compression::SNAPPY);
    place.run(&["export", "in", "--out", "out", "--carry", "score"]).expect_code(1);
    let data = Table::read(&place.path("out/data"));
    assert_eq!(data.small_integers("score"), [Some(40), Some(41)]);
    let rejects = Table::read(&place.path("out/rejects"));
    assert_eq!(rejects.texts("detail"), ["column score is Utf8 here and Int32 before"]);
}

#[test]
fn parquet_that_cannot_be_read_has_reasons() {
    let place = Workplace::new();
    place.write("in/a.parquet", "no Parquet at all");
    write(
        &place.path("in/b.parquet"),
        vec![("x", strings(std::iter::once("y".into())))],
        Compression::SNAPPY,
    );
    place.run(&["export", "in", "--out", "out"]).expect_code(1);
    let read = |source: &str, reason: &str| (source.to_owned(), format!("read/{reason}"));
    let rejects = Table::read(&place.path("out/rejects"));
    assert_eq!(
        rejects.reasons(),
        [read("in/a.parquet", "damaged-parquet"), read("in/b.parquet", "no-content-field")]
    );
    assert!(rejects.texts("detail")[1].contains("the file has x (Utf8)"));
    let dump = fs::read(place.path("in/b.parquet")).expect("the file");
    let stdin = place.run_with_input(&["export", "-", "--out", "stdin"], &dump).expect_code(1);
    assert!(!stdin.stderr.is_empty());
    let rejects = Table::read(&place.path("stdin/rejects"));
    assert!(rejects.texts("detail")[0].contains("uncompressed files only"));
}
