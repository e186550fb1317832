//! Settings as they are written, on the command line or in a TOML file: one struct read by clap and
//! by serde, so that the two can never disagree. Every field is optional here; `config` fills in the
//! defaults and checks them.

use std::{fmt, str::FromStr};

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use crate::{carry::CarriedColumn, size::ByteSize};

/// Settings of `copydesk export` that a configuration file can hold too, under the same names.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Settings {
    /// What the inputs hold [default: auto, by extension and then by content]
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Input")]
    pub format: Option<FormatChoice>,
    /// JSONL field or Parquet column with plain text [default: the first of `text`, `content`, `body`, `article`,
    /// `page`]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub text_field: Option<String>,
    /// JSONL field or Parquet column with HTML [default: the first of `html`, `raw_html`; looked for before text]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub html_field: Option<String>,
    /// JSONL field or Parquet column with the address [default: the first of `url`, `link`, `uri`, `source_url`]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub url_field: Option<String>,
    /// Fields or columns that go into the output too, as NAME or NAME:string|int|float|bool, separated by
    /// commas. Types are those of the first Parquet file that has the column, else strings: JSON values
    /// that are none as they are written. What is missing is null
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "Input")]
    pub carry: Option<Vec<CarriedColumn>>,
    /// Stop after so many documents
    #[arg(long, value_name = "N", help_heading = "Input")]
    pub limit: Option<u64>,

    /// Which mistake is worse: noise that stays or text that goes [default: balanced]
    #[arg(long, value_enum, value_name = "FOCUS", help_heading = "Extraction")]
    pub focus: Option<FocusChoice>,
    /// Fill the column `markdown` too
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          help_heading = "Extraction")]
    pub markdown: Option<bool>,
    /// Fill the column `removed`: every dropped block with its family and probability
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          help_heading = "Extraction")]
    pub keep_removed: Option<bool>,
    /// Keep readers' comments as part of the text
    #[arg(long, visible_alias = "keep-comments", value_name = "BOOL", num_args = 0..=1, require_equals = true,
          default_missing_value = "true", help_heading = "Extraction")]
    #[serde(alias = "keep-comments")]
    pub comments: Option<bool>,
    /// Keep links to other articles that stand inside the text, such as "Read more: TITLE"
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          help_heading = "Extraction")]
    pub keep_inline_links: Option<bool>,
    /// Whether lines that many documents of one site have are removed; on reads the inputs twice [default: off]
    #[arg(long, value_enum, value_name = "CHOICE", help_heading = "Extraction")]
    pub site_templates: Option<SiteTemplates>,

    /// Keep only these languages, as tags separated by commas, such as en,ru
    #[arg(long, value_name = "TAGS", value_delimiter = ',', help_heading = "Selection")]
    pub languages: Option<Vec<String>>,
    /// Which texts are good enough to keep; the others become rejects [default: basic]
    #[arg(long, value_enum, value_name = "FILTERS", help_heading = "Selection")]
    pub filters: Option<Filters>,
    /// Which duplicates become rejects; the first of them is kept [default: exact]
    #[arg(long, value_enum, value_name = "DEDUP", help_heading = "Selection")]
    pub dedup: Option<Dedup>,

    /// Size at which a Parquet file is closed [default: 512MiB]
    #[arg(long, value_name = "SIZE", help_heading = "Output")]
    pub shard_size: Option<ByteSize>,
    /// Compressed size at which a row group is closed; it is held in memory until then [default: 64MiB]
    #[arg(long, value_name = "SIZE", help_heading = "Output")]
    pub row_group_size: Option<ByteSize>,
    /// zstd:LEVEL (1 to 22), snappy or none [default: zstd:3]
    #[arg(long, value_name = "CODEC", help_heading = "Output")]
    pub compression: Option<Codec>,

    /// Threads that extract; the output does not depend on it [default: one per processor]
    #[arg(long, value_name = "N", help_heading = "Resources and limits")]
    pub threads: Option<usize>,
    /// Memory to plan for, at least 256MiB; the output depends on it only where the lines of --site-templates do not fit [default: 4GiB]
    #[arg(long, value_name = "SIZE", help_heading = "Resources and limits")]
    pub memory: Option<ByteSize>,
    /// Reject documents with more bytes than this [default: 16MiB]
    #[arg(long, value_name = "SIZE", help_heading = "Resources and limits")]
    pub max_bytes: Option<ByteSize>,
    /// Nest elements no deeper than this: deeper ones stand beside those that they are in, with all their
    /// text [default: 512]
    #[arg(long, value_name = "N", help_heading = "Resources and limits")]
    pub max_depth: Option<usize>,
    /// Reject pages with more nodes than this [default: 1000000]
    #[arg(long, value_name = "N", help_heading = "Resources and limits")]
    pub max_nodes: Option<usize>,
    /// Reject documents whose extraction takes longer; the one limit that depends on the machine
    /// [default: 30]
    #[arg(long, value_name = "SECONDS", help_heading = "Resources and limits")]
    pub max_seconds: Option<f64>,
}

impl Settings {
    /// Takes every setting that `self` does not have from `other`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            format: self.format.or(other.format),
            text_field: self.text_field.or(other.text_field),
            html_field: self.html_field.or(other.html_field),
            url_field: self.url_field.or(other.url_field),
            carry: self.carry.or(other.carry),
            limit: self.limit.or(other.limit),
            focus: self.focus.or(other.focus),
            markdown: self.markdown.or(other.markdown),
            keep_removed: self.keep_removed.or(other.keep_removed),
            comments: self.comments.or(other.comments),
            keep_inline_links: self.keep_inline_links.or(other.keep_inline_links),
            site_templates: self.site_templates.or(other.site_templates),
            languages: self.languages.or(other.languages),
            filters: self.filters.or(other.filters),
            dedup: self.dedup.or(other.dedup),
            shard_size: self.shard_size.or(other.shard_size),
            row_group_size: self.row_group_size.or(other.row_group_size),
            compression: self.compression.or(other.compression),
            threads: self.threads.or(other.threads),
            memory: self.memory.or(other.memory),
            max_bytes: self.max_bytes.or(other.max_bytes),
            max_depth: self.max_depth.or(other.max_depth),
            max_nodes: self.max_nodes.or(other.max_nodes),
            max_seconds: self.max_seconds.or(other.max_seconds),
        }
    }
}

/// What an input holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormatChoice {
    /// By extension, then by content.
    #[default]
    Auto,
    /// One HTML page per file.
    Html,
    /// One plain text per file.
    Text,
    /// One JSON object per line.
    Jsonl,
    /// One document per row.
    Parquet,
    /// Responses, resources and texts of a WARC file.
    Warc,
    /// The plain texts of a WARC file only (its records of the type `conversion`).
    Wet,
}

/// Which kind of mistake is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FocusChoice {
    /// Rather lose a doubtful block than keep noise.
    Precision,
    /// Both mistakes weigh the same.
    #[default]
    Balanced,
    /// Rather keep noise than lose a doubtful block.
    Recall,
}

/// Whether lines shared by the pages of one site are learned and removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SiteTemplates {
    /// Every document is judged by itself.
    #[default]
    Off,
    /// Lines that many documents of one site have are removed; reads the inputs twice.
    On,
}

/// Which documents are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Filters {
    /// All of them, empty ones too.
    None,
    /// Known language, and 50 words or, in scripts without spaces, 150 characters.
    #[default]
    Basic,
}

/// Which duplicates become rejects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dedup {
    /// None.
    None,
    /// Documents with the same text, letter case and white space aside.
    #[default]
    Exact,
}

/// Compression of Parquet pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Codec {
    /// Zstandard with this level.
    Zstd(i32),
    /// Snappy: larger and faster.
    Snappy,
    /// As is.
    None,
}

impl Codec {
    /// Level 3 writes text at 100 MB/s and core; level 9 is four times slower for 9 % less.
    pub const DEFAULT: Self = Self::Zstd(3);
    /// Levels that zstd has.
    const ZSTD_LEVELS: std::ops::RangeInclusive<i32> = 1..=22;
}

impl FromStr for Codec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "snappy" => Ok(Self::Snappy),
            "none" => Ok(Self::None),
            _ => {
                let level = text.strip_prefix("zstd:").and_then(|level| level.parse().ok());
                let level = level.filter(|level| Self::ZSTD_LEVELS.contains(level));
                level.map(Self::Zstd).ok_or_else(|| {
                    format!("`{text}` is not a codec; possible: zstd:1 to zstd:22, snappy, none")
                })
            }
        }
    }
}

impl TryFrom<String> for Codec {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zstd(level) => write!(f, "zstd:{level}"),
            Self::Snappy => f.write_str("snappy"),
            Self::None => f.write_str("none"),
        }
    }
}

impl From<Codec> for String {
    fn from(codec: Codec) -> Self {
        codec.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codecs_read_and_print() {
        for text in ["zstd:1", "zstd:3", "zstd:22", "snappy", "none"] {
            assert_eq!(text.parse::<Codec>().map(|codec| codec.to_string()), Ok(text.to_owned()));
        }
        for text in ["zstd", "zstd:0", "zstd:23", "zstd:x", "gzip", ""] {
            assert!(text.parse::<Codec>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_left_side_wins() {
        let left = Settings { threads: Some(1), ..Settings::default() };
        let right = Settings { threads: Some(2), limit: Some(3), ..Settings::default() };
        let both = left.or(right);
        assert_eq!((both.threads, both.limit), (Some(1), Some(3)));
    }
}
