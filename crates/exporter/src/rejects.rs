//! Documents that are not in the data: one row each, with the stage, the reason and the measured
//! number behind it. Reasons are an enum, so that rejects, manifest and summary use the same codes.

use std::{fmt, sync::Arc, sync::LazyLock};

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use crate::{
    columns::{float64s, int64s, required_strings, strings},
    shard::Row,
    source::Place,
};

macro_rules! codes {
    ($(#[$outer:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident => $code:literal,)+ }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// The stable code, as written to Parquet and to the manifest.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

codes! {
    /// The stage at which a document was rejected.
    Stage {
        /// Reading the file, line or record.
        Read => "read",
        /// Bytes to text.
        Decode => "decode",
        /// Text to article.
        Extract => "extract",
        /// A filter does not want the article.
        Filter => "filter",
        /// The article is there already.
        Dedup => "dedup",
    }
}

impl Stage {
    /// Whether a reject of this stage is an error, rather than a choice of the user's.
    pub fn is_error(self) -> bool {
        matches!(self, Self::Read | Self::Decode | Self::Extract)
    }
}

codes! {
    /// Why a document was rejected.
    Reason {
        /// The operating system does not give the file or folder.
        Unreadable => "unreadable",
        /// A device, socket or pipe.
        NotAFile => "not-a-file",
        /// A link to a folder.
        LinkedFolder => "linked-folder",
        /// The compressed stream is cut off or broken.
        DamagedCompression => "damaged-compression",
        /// Longer than the limit.
        TooLarge => "too-large",
        /// A line of JSONL that is not UTF-8.
        InvalidUtf8 => "invalid-utf8",
        /// A line that is not a JSON object.
        InvalidJson => "invalid-json",
        /// A JSON object without a field that holds the document.
        NoContentField => "no-content-field",
        /// A Parquet file that is cut off, broken, or packed in a way that is not read.
        DamagedParquet => "damaged-parquet",
        /// A WARC record that is cut off or has no length, or something between records that is none.
        DamagedRecord => "damaged-record",
        /// A response in a WARC file that is no HTTP message.
        InvalidHttp => "invalid-http",
        /// A response in a WARC file whose status is not 2xx.
        HttpStatus => "http-status",
        /// A record of a WARC file, or a file by its root element, that is neither page nor text.
        ContentType => "content-type",
        /// A value of a carried column that is not of the column's type.
        CarriedValue => "carried-value",
        /// Binary content.
        NotText => "not-text",
        /// Too many nodes.
        TooManyNodes => "too-many-nodes",
        /// Extraction took too long.
        TimeLimit => "time-limit",
        /// A limit of the extractor that has no code of its own yet.
        OtherLimit => "other-limit",
        /// Extraction stopped with a bug.
        Panic => "panic",
        /// No article text.
        EmptyText => "empty-text",
        /// Too few words or characters.
        TooShort => "too-short",
        /// The language could not be told.
        NoLanguage => "no-language",
        /// A language that is not on the list.
        LanguageNotWanted => "language-not-wanted",
        /// An earlier document has the same text.
        Duplicate => "duplicate",
    }
}

/// One rejected document.
#[derive(Debug, Clone, PartialEq)]
pub struct Reject {
    /// Where it comes from.
    pub place: Place,
    /// Its id, where its content was read.
    pub id: Option<String>,
    /// Its address, where that is known.
    pub url: Option<String>,
    /// The stage that rejected it.
    pub stage: Stage,
    /// The reason.
    pub reason: Reason,
    /// What happened, in words.
    pub detail: String,
    /// The measured number, where there is one.
    pub value: Option<f64>,
    /// The bound that it was compared with.
    pub threshold: Option<f64>,
}

impl Reject {
    /// A reject without measurement.
    pub fn new(place: Place, stage: Stage, reason: Reason, detail: String) -> Self {
        Self { place, id: None, url: None, stage, reason, detail, value: None, threshold: None }
    }

    /// A reject of the stage `read`.
    pub fn read(place: Place, reason: Reason, detail: String) -> Self {
        Self::new(place, Stage::Read, reason, detail)
    }

    /// The same with the number that decided.
    #[must_use]
    pub fn measured(self, value: f64, threshold: f64) -> Self {
        Self { value: Some(value), threshold: Some(threshold), ..self }
    }
}

/// A text for a terminal or a log: names of files and what servers send may hold line ends and codes that move the
/// cursor.
pub(crate) fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() { line.extend(c.escape_default()) } else { line.push(c) }
    }
    line
}

/// One line for people.
impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&on_one_line(&self.place.to_string()))?;
        write!(f, ": {}/{}: {}", self.stage, self.reason, on_one_line(&self.detail))
    }
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    Arc::new(Schema::new(vec![
        Field::new("id", DataType::Utf8, true),
        Field::new("url", DataType::Utf8, true),
        Field::new("source", DataType::Utf8, false),
        Field::new("source_offset", DataType::Int64, true),
        Field::new("source_length", DataType::Int64, true),
        Field::new("record_id", DataType::Utf8, true),
        Field::new("stage", DataType::Utf8, false),
        Field::new("reason", DataType::Utf8, false),
        Field::new("detail", DataType::Utf8, true),
        Field::new("value", DataType::Float64, true),
        Field::new("threshold", DataType::Float64, true),
    ]))
});

impl Reject {
    /// The columns of rejects.
    pub(crate) fn schema() -> SchemaRef {
        Arc::clone(&SCHEMA)
    }
}

impl Row for Reject {
    const LONG_COLUMNS: &'static [&'static [&'static str]] = &[];

    fn batch(rows: &[Self], schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
        let columns = vec![
            strings(rows, |row| row.id.as_deref()),
            strings(rows, |row| row.url.as_deref()),
            required_strings(rows, |row| &row.place.source),
            int64s(rows, |row| row.place.start().map(|start| start as i64)),
            int64s(rows, |row| row.place.length.map(|length| length as i64)),
            strings(rows, |row| row.place.record.as_deref()),
            required_strings(rows, |row| row.stage.as_str()),
            required_strings(rows, |row| row.reason.as_str()),
            required_strings(rows, |row| &row.detail),
            float64s(rows, |row| row.value),
            float64s(rows, |row| row.threshold),
        ];
        RecordBatch::try_new(Arc::clone(schema), columns)
    }

    fn size(&self) -> usize {
        self.place.size() + self.detail.len() + self.url.as_ref().map_or(0, String::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_one_line() {
        let place = Place { source: "a\nb\u{1b}[2J é.jsonl".into(), offset: Some(5), ..Place::default() };
        let reject = Reject::read(place, Reason::ContentType, "x\r\u{9b}2J".into());
        let expected = "a\\nb\\u{1b}[2J é.jsonl at byte 5: read/content-type: x\\r\\u{9b}2J";
        assert_eq!(reject.to_string(), expected);
    }
}
