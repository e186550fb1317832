//! What a run did, as JSON: versions, hashes, inputs, files and counts. Nothing in it differs between
//! two identical runs: no clock times, no absolute paths, no thread counts.

use std::collections::BTreeMap;

use arrow_array::Array;
use arrow_schema::Fields;
use copydesk_cleaner::Model;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    config::Config,
    hexadecimal::hexadecimal,
    record::Record,
    rejects::Reject,
    schema::SCHEMA_VERSION,
    shard::Shard,
    source::{Input, RecordCounts, Survey},
};

/// Hexadecimal digits of the model's hash that are written.
const MODEL_HASH_DIGITS: usize = 16;

/// The model that decides about blocks of pages: the start of the SHA-256 of its file.
pub fn model_hash() -> String {
    let mut digits = hexadecimal(&Sha256::digest(Model::EMBEDDED_BYTES));
    digits.truncate(MODEL_HASH_DIGITS);
    digits
}

/// Version of the binary.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The manifest of a run, finished or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of copydesk.
    pub copydesk_version: String,
    /// Version of the Parquet schema.
    pub schema_version: u32,
    /// What decides about blocks.
    pub model_hash: String,
    /// Hash of the settings.
    pub config_hash: String,
    /// The settings themselves.
    pub settings: serde_json::Value,
    /// The inputs in order.
    pub inputs: Vec<InputEntry>,
    /// Documents by what became of them.
    pub counts: Counts,
    /// Data files in order.
    pub data: Vec<Shard>,
    /// Reject files in order.
    pub rejects: Vec<Shard>,
}

/// One input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputEntry {
    /// How it is called in the output.
    pub name: String,
    /// Files in it.
    pub files: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// Hash of all names and sizes.
    pub listing: String,
    /// Files of other kinds, by extension.
    pub skipped: BTreeMap<String, u64>,
}

/// Documents by what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// All documents of the input.
    pub documents: u64,
    /// Rows of the data.
    pub kept: u64,
    /// Rows of the rejects.
    pub rejected: u64,
    /// Of these, rejected by an error.
    pub errors: u64,
    /// Rejects by stage and reason.
    pub reasons: BTreeMap<String, BTreeMap<String, u64>>,
    /// Rows of the data by language.
    pub languages: BTreeMap<String, u64>,
    /// Rows of the data that have a value in each carried column.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub carried: BTreeMap<String, u64>,
    /// Records of WARC files that are no documents, by type.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub other_records: BTreeMap<String, u64>,
    /// Documents of WARC files that could be read, kept or not, that the crawler did not store whole (`WARC-Truncated`).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub truncated: u64,
    /// Documents of JSON lines, kept or not, in which U+FFFD stands for a few malformed bytes.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub mended: u64,
    /// With `--site-templates on`, one in so many lines was looked for: more than one where `--memory` was too small.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_lines_known_one_in: Option<u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Counts {
    /// Counts a row of the data; `carried` are the columns of its carried values.
    pub fn keep(&mut self, record: &Record, carried: &Fields) {
        self.documents += 1;
        self.kept += 1;
        for (field, value) in carried.iter().zip(&record.carried) {
            let values = value.len() - value.null_count();
            *self.carried.entry(field.name().clone()).or_default() += values as u64;
        }
        let language = record.language.as_ref().map_or("unknown", |language| language.tag);
        *self.languages.entry(language.to_owned()).or_default() += 1;
    }

    /// Counts what has no rows.
    pub(crate) fn count_records(&mut self, records: RecordCounts) {
        for (kind, count) in records.others {
            *self.other_records.entry(kind.to_owned()).or_default() += count;
        }
        self.truncated += records.truncated;
        self.mended += records.mended;
    }

    /// Counts a reject.
    pub fn reject(&mut self, reject: &Reject) {
        self.documents += 1;
        self.rejected += 1;
        self.errors += u64::from(reject.stage.is_error());
        let stage = self.reasons.entry(reject.stage.to_string()).or_default();
        *stage.entry(reject.reason.to_string()).or_default() += 1;
    }
}

impl Manifest {
    /// The manifest of a run before its first document.
    pub fn new(config: &Config, surveys: Vec<Survey>) -> Self {
        let entry = |(input, survey): (&Input, Survey)| InputEntry {
            name: input.name().to_owned(),
            files: survey.files,
            bytes: survey.bytes,
            listing: survey.listing,
            skipped: survey.skipped,
        };
        Self {
            copydesk_version: VERSION.into(),
            schema_version: SCHEMA_VERSION,
            model_hash: model_hash(),
            config_hash: config.output.hash(),
            settings: serde_json::to_value(&config.output).unwrap_or_default(),
            inputs: config.inputs.iter().zip(surveys).map(entry).collect(),
            counts: Counts::default(),
            data: Vec::new(),
            rejects: Vec::new(),
        }
    }

    /// Says what keeps a run from going on with the work of another one; none when nothing does.
    pub fn difference(&self, earlier: &Self) -> Option<&'static str> {
        if self.copydesk_version != earlier.copydesk_version || self.model_hash != earlier.model_hash {
            Some("it was written by another version of copydesk")
        } else if self.config_hash != earlier.config_hash {
            Some("its settings were different")
        } else if self.inputs != earlier.inputs {
            Some("its inputs were different")
        } else {
            None
        }
    }

    /// Files of other kinds in all inputs, by extension.
    pub fn skipped(&self) -> BTreeMap<&str, u64> {
        let mut skipped = BTreeMap::new();
        for (extension, count) in self.inputs.iter().flat_map(|input| &input.skipped) {
            *skipped.entry(extension.as_str()).or_default() += count;
        }
        skipped
    }

    /// Key-value metadata of every Parquet file.
    pub fn provenance(&self) -> [(&'static str, String); 4] {
        [
            ("copydesk.schema_version", self.schema_version.to_string()),
            ("copydesk.version", self.copydesk_version.clone()),
            ("copydesk.model_hash", self.model_hash.clone()),
            ("copydesk.config_hash", self.config_hash.clone()),
        ]
    }

    /// The file as written.
    pub fn to_json(&self) -> String {
        // Maps have string keys and numbers are finite, so this always serialises.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }
}
