//! The dataset card: `README.md` beside the data, with the front matter that Hugging Face reads.

use std::{borrow::Cow, fmt::Write};

use arrow_schema::{DataType, Field, Fields, TimeUnit};

use crate::{manifest::Manifest, schema, shard::Shard, size::in_words};

/// Bounds and names of the size categories of the Hugging Face hub.
const SIZE_CATEGORIES: [(u64, &str); 7] = [
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
];
/// What lies above the last bound.
const LARGEST_CATEGORY: &str = "1B<n<10B";

/// Writes the card of a finished run.
pub(crate) fn render(manifest: &Manifest, carried: &Fields) -> String {
    let mut card = String::new();
    // Writing to a string cannot fail.
    let _written = write_front_matter(&mut card, manifest, carried)
        .and_then(|()| write_about(&mut card, manifest))
        .and_then(|()| write_schema(&mut card, carried))
        .and_then(|()| write_counts(&mut card, manifest))
        .and_then(|()| write_loading(&mut card));
    card
}

fn bytes(shards: &[Shard]) -> u64 {
    shards.iter().map(|shard| shard.bytes).sum()
}

fn write_front_matter(card: &mut String, manifest: &Manifest, carried: &Fields) -> std::fmt::Result {
    let rows = manifest.counts.kept;
    let size = bytes(&manifest.data);
    let category = SIZE_CATEGORIES.iter().find(|(bound, _)| rows < *bound);
    writeln!(card, "---\npretty_name: {}", quoted(&title(manifest)))?;
    let languages = manifest.counts.languages.keys().filter(|tag| *tag != "unknown");
    let mut languages = languages.peekable();
    if languages.peek().is_some() {
        writeln!(card, "language:")?;
    }
    for tag in languages {
        // Quoted, because a bare `no` is a truth value in YAML.
        writeln!(card, "- {}", quoted(tag))?;
    }
    writeln!(card, "size_categories:\n- {}", category.map_or(LARGEST_CATEGORY, |(_, name)| name))?;
    writeln!(card, "configs:\n- config_name: default\n  data_files:")?;
    writeln!(card, "  - split: train\n    path: data/train-*.parquet")?;
    writeln!(card, "dataset_info:\n  features:")?;
    for column in schema::columns() {
        write_feature(card, column.name, &column.data_type, "  ")?;
    }
    for field in carried {
        write_feature(card, &quoted(field.name()), field.data_type(), "  ")?;
    }
    writeln!(card, "  splits:\n  - name: train\n    num_bytes: {size}\n    num_examples: {rows}")?;
    writeln!(card, "  download_size: {size}\n  dataset_size: {size}\n---\n")
}

/// Writes a column as a feature of the Python library `datasets`.
fn write_feature(card: &mut String, name: &str, data_type: &DataType, indent: &str) -> std::fmt::Result {
    writeln!(card, "{indent}- name: {name}")?;
    match data_type {
        DataType::List(element) => match element.data_type() {
            DataType::Struct(fields) => {
                writeln!(card, "{indent}  list:")?;
                write_fields(card, fields, &format!("{indent}  "))
            }
            other => writeln!(card, "{indent}  list: {}", dtype(other)),
        },
        DataType::Struct(fields) => {
            writeln!(card, "{indent}  struct:")?;
            write_fields(card, fields, &format!("{indent}  "))
        }
        other => writeln!(card, "{indent}  dtype: {}", dtype(other)),
    }
}

fn write_fields(card: &mut String, fields: &[std::sync::Arc<Field>], indent: &str) -> std::fmt::Result {
    fields.iter().try_for_each(|field| write_feature(card, field.name(), field.data_type(), indent))
}

/// The name of a type in `datasets`.
fn dtype(data_type: &DataType) -> Cow<'static, str> {
    let name = match data_type {
        DataType::Timestamp(unit, zone) => return timestamp(*unit, zone.as_deref()).into(),
        DataType::Decimal128(digits, scale) => return format!("decimal128({digits}, {scale})").into(),
        DataType::Utf8 | DataType::Utf8View => "string",
        DataType::LargeUtf8 => "large_string",
        DataType::Int8 => "int8",
        DataType::Int16 => "int16",
        DataType::UInt8 => "uint8",
        DataType::UInt16 => "uint16",
        DataType::UInt32 => "uint32",
        DataType::UInt64 => "uint64",
        DataType::Float64 => "float64",
        DataType::Date32 => "date32",
        DataType::Binary => "binary",
        DataType::LargeBinary => "large_binary",
        DataType::Int32 => "int32",
        DataType::Int64 => "int64",
        DataType::Float32 => "float32",
        DataType::Boolean => "bool",
        // `datasets` has no maps and cannot guess what one is; under this name it reads them.
        _ => "json",
    };
    name.into()
}

fn timestamp(unit: TimeUnit, zone: Option<&str>) -> String {
    let unit = match unit {
        TimeUnit::Second => "s",
        TimeUnit::Millisecond => "ms",
        TimeUnit::Microsecond => "us",
        TimeUnit::Nanosecond => "ns",
    };
    zone.map_or_else(|| format!("timestamp[{unit}]"), |zone| format!("timestamp[{unit}, tz={zone}]"))
}

/// The name of a type for people.
fn type_in_words(data_type: &DataType) -> String {
    match data_type {
        DataType::List(element) => format!("list<{}>", type_in_words(element.data_type())),
        DataType::Struct(fields) => {
            let field = |field: &std::sync::Arc<Field>| {
                format!("{}: {}", field.name(), type_in_words(field.data_type()))
            };
            format!("struct<{}>", fields.iter().map(field).collect::<Vec<String>>().join(", "))
        }
        DataType::Map(..) => "map<string, string>".into(),
        DataType::Timestamp(TimeUnit::Microsecond, Some(zone)) if zone.as_ref() == "UTC" => {
            "timestamp[us, UTC]".into()
        }
        other => dtype(other).into(),
    }
}

fn title(manifest: &Manifest) -> String {
    let names: Vec<&str> = manifest
        .inputs
        .iter()
        .map(|input| if input.name == "-" { "standard input" } else { input.name.as_str() })
        .take(3)
        .collect();
    let more = if manifest.inputs.len() > names.len() { " and more" } else { "" };
    format!("Clean text of {}{more}", names.join(", "))
}

/// A string for YAML, which reads JSON strings.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text for a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

fn write_about(card: &mut String, manifest: &Manifest) -> std::fmt::Result {
    writeln!(card, "# {}\n", title(manifest))?;
    writeln!(
        card,
        "Article text and metadata, cleaned of navigation, related links, adverts and other residue by \
         copydesk {} (schema {}, model `{}`, settings `{}`). Every document of the input is either a row in \
         `data` or a row in `rejects` that says why not. `manifest.json` has sizes and SHA-256 of all files.\n",
        manifest.copydesk_version,
        manifest.schema_version,
        manifest.model_hash,
        &manifest.config_hash[..manifest.config_hash.len().min(12)],
    )?;
    writeln!(
        card,
        "The texts belong to their authors; the columns `license` and `rights` hold what the pages say.\n"
    )
}

fn write_schema(card: &mut String, carried: &Fields) -> std::fmt::Result {
    writeln!(card, "## Columns\n\n| column | type | meaning |\n|---|---|---|")?;
    for column in schema::columns() {
        let null = if column.nullable { "" } else { ", never null" };
        writeln!(
            card,
            "| `{}` | {}{null} | {} |",
            column.name,
            cell(&type_in_words(&column.data_type)),
            column.meaning
        )?;
    }
    for field in carried {
        let (name, data_type) = (cell(field.name()), cell(&type_in_words(field.data_type())));
        writeln!(card, "| `{name}` | {data_type} | carried along from the input |")?;
    }
    writeln!(card)
}

fn write_counts(card: &mut String, manifest: &Manifest) -> std::fmt::Result {
    let counts = &manifest.counts;
    writeln!(card, "## Counts\n\n| documents | |\n|---|---|")?;
    writeln!(card, "| read | {} |\n| kept | {} |", counts.documents, counts.kept)?;
    for (stage, reasons) in &counts.reasons {
        for (reason, count) in reasons {
            writeln!(card, "| rejected: {stage}, {reason} | {count} |")?;
        }
    }
    if let Some(one_in @ 2..) = counts.site_lines_known_one_in {
        writeln!(
            card,
            "\nOf the lines that sites repeat only one in {one_in} was looked for: the others did not fit in memory."
        )?;
    }
    writeln!(card, "\nData: {} in {} files.\n", in_words(bytes(&manifest.data)), manifest.data.len())?;
    if !counts.languages.is_empty() {
        writeln!(card, "| language | rows |\n|---|---|")?;
        for (language, rows) in &counts.languages {
            writeln!(card, "| {} | {rows} |", cell(language))?;
        }
        writeln!(card)?;
    }
    writeln!(card, "| input | files | bytes |\n|---|---|---|")?;
    for input in &manifest.inputs {
        writeln!(card, "| `{}` | {} | {} |", cell(&input.name), input.files, input.bytes)?;
    }
    writeln!(card, "\n## Settings\n\n| setting | value |\n|---|---|")?;
    for (name, value) in manifest.settings.as_object().into_iter().flatten() {
        writeln!(card, "| {} | `{}` |", name.replace('_', "-"), cell(&value.to_string()))?;
    }
    writeln!(card)
}

fn write_loading(card: &mut String) -> std::fmt::Result {
    card.write_str(
        "## Loading

```python
from datasets import load_dataset
dataset = load_dataset(\"DIR\", split=\"train\")

import pandas
frame = pandas.read_parquet(\"DIR/data\")

import polars
frame = polars.scan_parquet(\"DIR/data/*.parquet\").collect()

import pyarrow.dataset
table = pyarrow.dataset.dataset(\"DIR/data\").to_table()

import duckdb
duckdb.sql(\"select language, count(*) from 'DIR/data/*.parquet' group by all\").show()
```

`DIR` is the folder of this file. The rejects load in the same way from `DIR/rejects`.
",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_follow_the_types() {
        let mut text = String::new();
        for column in schema::columns() {
            write_feature(&mut text, column.name, &column.data_type, "").expect("a string takes all");
        }
        for part in [
            "- name: id\n  dtype: string\n",
            "- name: authors\n  list: string\n",
            "- name: published\n  dtype: timestamp[us, tz=UTC]\n",
            "- name: removed\n  list:\n  - name: family\n    dtype: string\n",
            "- name: rights\n  struct:\n  - name: robots_noindex\n    dtype: bool\n",
            "- name: metadata_source\n  dtype: json\n",
        ] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
    }

    #[test]
    fn cells_and_strings_are_escaped() {
        assert_eq!(cell("a|b\nc"), "a\\|b c");
        assert_eq!(quoted("a \"b\""), "\"a \\\"b\\\"\"");
    }
}
