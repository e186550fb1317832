//! The Parquet schema of the data, version 1, and the conversion of rows to it. The order here is the
//! order of the columns; a change needs a new `SCHEMA_VERSION` and a new golden list in the test.

use std::sync::{Arc, LazyLock};

use arrow_array::{Array, RecordBatch, new_empty_array};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields, Schema, SchemaRef, TimeUnit};
use arrow_select::concat::concat;
use copydesk_cleaner::PageType;
use copydesk_extractor::Timestamp;

use crate::{
    columns::{
        float32s, int32s, int64s, large_strings, removed_list_type, removed_lists, required_strings, rights,
        rights_type, string_list_type, string_lists, string_map_type, string_maps, strings, timestamps,
    },
    record::Record,
    shard::Row,
};

/// Version of the columns, stored in every file.
pub const SCHEMA_VERSION: u32 = 1;

/// A column: name, type, whether it can be null, and what it means (for the dataset card).
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) data_type: DataType,
    pub(crate) nullable: bool,
    pub(crate) meaning: &'static str,
}

/// The columns in order.
pub(crate) fn columns() -> Vec<Column> {
    use DataType::{Float32, Int32, Int64, LargeUtf8, Utf8};
    let moment = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let nullable = |name, data_type, meaning| Column { name, data_type, nullable: true, meaning };
    let required = |name, data_type, meaning| Column { name, data_type, nullable: false, meaning };
    vec![
        required("id", Utf8, "32 hexadecimal digits: hash of place and content"),
        nullable("url", Utf8, "canonical address, else the address as given"),
        nullable("host", Utf8, "host of the address"),
        nullable("domain", Utf8, "registrable domain, by the public suffix list"),
        nullable("title", Utf8, "headline, without the site's name"),
        nullable("authors", string_list_type(), "people, not the outlet"),
        nullable("published", moment.clone(), "null rather than a guess"),
        nullable("modified", moment.clone(), "null rather than a guess"),
        nullable("published_precision", Utf8, "second, day or month"),
        nullable("site_name", Utf8, "name of the site"),
        nullable("description", Utf8, "summary given by the site"),
        nullable("image_url", Utf8, "lead image"),
        nullable("license", Utf8, "licence as a URL"),
        nullable("section", Utf8, "section of the site"),
        nullable("tags", string_list_type(), "tags and keywords"),
        nullable("dateline", Utf8, "place at the start of a news report"),
        nullable("captions", string_list_type(), "picture captions, kept out of the text"),
        nullable("language", Utf8, "BCP 47 tag"),
        nullable("language_score", Float32, "probability that the tag is right, 0 to 1"),
        nullable(
            "page_type",
            Utf8,
            "article, collection, documentation, forum, listing, product or service; null for plain text",
        ),
        required("text", LargeUtf8, "the article: paragraphs separated by one blank line"),
        nullable("markdown", LargeUtf8, "the same as Markdown, with --markdown"),
        nullable("n_chars", Int64, "Unicode scalar values of the text"),
        nullable("n_words", Int64, "words of the text (UAX #29)"),
        nullable("n_tokens", Int64, "reserved"),
        nullable("confidence", Float32, "expected word F1 of the text, calibrated; null for plain text"),
        nullable("removed_chars", Int64, "Unicode scalar values of all removed blocks"),
        nullable("removed", removed_list_type(), "the removed blocks, with --keep-removed"),
        nullable("source", Utf8, "file that the document comes from"),
        nullable(
            "source_offset",
            Int64,
            "first byte of the line in the file, after decompression; of a WARC record, of the compressed member that \
             holds it alone; in Parquet number of the row",
        ),
        nullable(
            "source_length",
            Int64,
            "length of the file or line in bytes, after decompression, or of the compressed member",
        ),
        nullable(
            "record_id",
            Utf8,
            "the record's own name in its file: `id` of a JSON line, `WARC-Record-ID`",
        ),
        nullable("fetched", moment, "when a page of a WARC file was fetched (`WARC-Date`)"),
        nullable("charset", Utf8, "encoding that the bytes were decoded with"),
        nullable("content_sha256", Utf8, "SHA-256 of the raw bytes"),
        nullable("text_hash", Utf8, "hash of the text without letter case and white space"),
        nullable("near_dup_size", Int32, "reserved"),
        nullable(
            "site_lines_removed",
            Int32,
            "blocks removed because the site has them, with --site-templates on",
        ),
        nullable(
            "rights",
            rights_type(),
            "reservations of rights in the page or in its HTTP response; null for other plain text",
        ),
        nullable("metadata_source", string_map_type(), "where title, authors, dates and others come from"),
    ]
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let field = |column: Column| Field::new(column.name, column.data_type, column.nullable);
    Arc::new(Schema::new(columns().into_iter().map(field).collect::<Vec<Field>>()))
});

impl Record {
    /// The columns of the data: those of this version, then the carried ones.
    pub(crate) fn schema(carried: &Fields) -> SchemaRef {
        if carried.is_empty() {
            return Arc::clone(&SCHEMA);
        }
        Arc::new(Schema::new(SCHEMA.fields().iter().chain(carried).cloned().collect::<Vec<FieldRef>>()))
    }
}

impl Row for Record {
    /// Long texts: a dictionary or smallest and largest values of them are of no use.
    const LONG_COLUMNS: &'static [&'static [&'static str]] = &[
        &["text"],
        &["markdown"],
        &["description"],
        &["captions", "list", "element"],
        &["removed", "list", "element", "text"],
    ];

    fn batch(rows: &[Self], schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
        let moment = |moment: Option<Timestamp>| moment.map(|moment| moment.microseconds);
        let nothing = |_: &Self| None;
        let mut columns = vec![
            required_strings(rows, |row| &row.id),
            strings(rows, |row| row.metadata.url.as_deref()),
            strings(rows, |row| row.host.as_deref()),
            strings(rows, |row| row.domain.as_deref()),
            strings(rows, |row| row.metadata.title.as_deref()),
            string_lists(rows, |row| &row.metadata.authors),
            timestamps(rows, |row| moment(row.metadata.published)),
            timestamps(rows, |row| moment(row.metadata.modified)),
            strings(rows, |row| row.metadata.published.map(|moment| moment.precision.as_str())),
            strings(rows, |row| row.metadata.site_name.as_deref()),
            strings(rows, |row| row.metadata.description.as_deref()),
            strings(rows, |row| row.metadata.image_url.as_deref()),
            strings(rows, |row| row.metadata.license.as_deref()),
            strings(rows, |row| row.metadata.section.as_deref()),
            string_lists(rows, |row| &row.metadata.tags),
            strings(rows, |row| row.metadata.dateline.as_deref()),
            string_lists(rows, |row| &row.metadata.captions),
            strings(rows, |row| row.language.as_ref().map(|language| language.tag)),
            float32s(rows, |row| row.language.as_ref().map(|language| language.score)),
            strings(rows, |row| row.page_type.map(PageType::as_str)),
            large_strings(rows, |row| Some(&row.text)),
            large_strings(rows, |row| row.markdown.as_deref()),
            int64s(rows, |row| Some(row.n_chars as i64)),
            int64s(rows, |row| Some(row.n_words as i64)),
            int64s(rows, nothing),
            float32s(rows, |row| row.confidence),
            int64s(rows, |row| Some(row.removed_chars as i64)),
            removed_lists(rows, |row| row.removed.as_deref()),
            required_strings(rows, |row| &row.place.source),
            int64s(rows, |row| row.place.start().map(|start| start as i64)),
            int64s(rows, |row| row.place.length.map(|length| length as i64)),
            strings(rows, |row| row.place.record.as_deref()),
            timestamps(rows, |row| row.fetched),
            required_strings(rows, |row| row.charset),
            required_strings(rows, |row| &row.content_sha256),
            text_hashes(rows),
            int32s(rows, |_| None),
            int32s(rows, |row| row.site_lines_removed.map(|lines| lines as i32)),
            rights(rows, |row| row.rights.as_ref()),
            string_maps(rows, |row| {
                row.metadata.sources.iter().map(|(&field, &from)| (field, from)).collect()
            }),
        ];
        for (index, field) in schema.fields().iter().skip(columns.len()).enumerate() {
            let values: Vec<&dyn Array> = rows.iter().map(|row| row.carried[index].as_ref()).collect();
            columns.push(match values.as_slice() {
                [] => new_empty_array(field.data_type()),
                values => concat(values)?,
            });
        }
        RecordBatch::try_new(Arc::clone(schema), columns)
    }

    fn size(&self) -> usize {
        let removed = self.removed.iter().flatten().map(|block| block.text.len()).sum::<usize>();
        self.text.len() + self.markdown.as_ref().map_or(0, String::len) + removed
    }
}

fn text_hashes(rows: &[Record]) -> arrow_array::ArrayRef {
    let hashes = rows.iter().map(Record::text_hash_hexadecimal);
    Arc::new(arrow_array::StringArray::from_iter_values(hashes))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    /// Schema version 1 as it is promised to readers.
    const GOLDEN: &str = "\
id: Utf8, not null
url: Utf8
host: Utf8
domain: Utf8
title: Utf8
authors: List(Utf8)
published: Timestamp(us, UTC)
modified: Timestamp(us, UTC)
published_precision: Utf8
site_name: Utf8
description: Utf8
image_url: Utf8
license: Utf8
section: Utf8
tags: List(Utf8)
dateline: Utf8
captions: List(Utf8)
language: Utf8
language_score: Float32
page_type: Utf8
text: LargeUtf8, not null
markdown: LargeUtf8
n_chars: Int64
n_words: Int64
n_tokens: Int64
confidence: Float32
removed_chars: Int64
removed: List(Struct(family: Utf8, code: Utf8, probability: Float32, text: Utf8, source_start: Int64, source_end: Int64))
source: Utf8
source_offset: Int64
source_length: Int64
record_id: Utf8
fetched: Timestamp(us, UTC)
charset: Utf8
content_sha256: Utf8
text_hash: Utf8
near_dup_size: Int32
site_lines_removed: Int32
rights: Struct(robots_noindex: Boolean, robots_noai: Boolean, tdm_reserved: Boolean, license_url: Utf8)
metadata_source: Map(Utf8, Utf8)
";

    fn describe(data_type: &DataType) -> String {
        match data_type {
            DataType::List(element) => format!("List({})", describe(element.data_type())),
            DataType::Struct(fields) => {
                let field = |field: &Arc<Field>| format!("{}: {}", field.name(), describe(field.data_type()));
                format!("Struct({})", fields.iter().map(field).collect::<Vec<String>>().join(", "))
            }
            DataType::Map(entries, _) => match entries.data_type() {
                DataType::Struct(fields) => {
                    format!("Map({}, {})", fields[0].data_type(), fields[1].data_type())
                }
                other => other.to_string(),
            },
            DataType::Timestamp(TimeUnit::Microsecond, Some(zone)) => format!("Timestamp(us, {zone})"),
            other => other.to_string(),
        }
    }

    #[test]
    fn the_schema_is_version_1() {
        let mut lines = String::new();
        for field in Record::schema(&Fields::empty()).fields() {
            let null = if field.is_nullable() { "" } else { ", not null" };
            writeln!(lines, "{}: {}{null}", field.name(), describe(field.data_type())).expect("a string");
        }
        assert_eq!(lines, GOLDEN);
        assert_eq!(SCHEMA_VERSION, 1);
    }

    #[test]
    fn no_rows_make_an_empty_batch() {
        let batch = Record::batch(&[], &Record::schema(&Fields::empty())).expect("columns fit the schema");
        assert_eq!((batch.num_rows(), batch.num_columns()), (0, columns().len()));
    }
}
