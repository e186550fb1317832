//! A run as it is meant: command line and configuration file merged, defaults filled in, checked.
//! `OutputSettings` holds exactly what can change the bytes of the output; its hash is stored with the
//! data, and a run is resumed only under the same hash.

use std::{fs, path::PathBuf, time::Duration};

use arrow_schema::Fields;
use copydesk_extractor::language_tag;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    Error,
    carry::{self, CarriedColumn},
    cli::{ExportArgs, ProgressStyle},
    settings::{Codec, Dedup, Filters, FocusChoice, FormatChoice, Settings, SiteTemplates},
    size::ByteSize,
    source::Input,
};

/// Least `--memory`: the writer's row group, one batch and one large page fit into it.
const LEAST_MEMORY: ByteSize = ByteSize::mebibytes(256);
/// Default of `--memory`: half of what small cloud machines have.
const MEMORY: ByteSize = ByteSize::mebibytes(4096);
/// Default of `--shard-size`: in the middle of what the Hugging Face hub recommends (100 MB to 1 GB).
const SHARD_SIZE: ByteSize = ByteSize::mebibytes(512);
/// Default of `--row-group-size`: large enough to compress well, small enough to hold in memory.
const ROW_GROUP_SIZE: ByteSize = ByteSize::mebibytes(64);
/// Default of `--max-seconds`: the slowest page of the development sets takes far less than one.
const MAX_SECONDS: f64 = 30.0;
/// Largest `--max-seconds`: a day, so that a deadline can always be computed.
const MOST_SECONDS: f64 = 86_400.0;
/// Largest `--threads`: more than all but the largest machines have, few enough for a system to start.
const MOST_THREADS: usize = 1024;
/// The open row group may take this part of `--memory`.
const ROW_GROUP_SHARE: u64 = 4;
/// The index of exact duplicates may take this part of `--memory`.
const DEDUP_SHARE: u64 = 4;
/// The counts of lines of all sites may take this part of `--memory`.
const SITE_LINES_SHARE: u64 = 8;
/// Parsed pages may take this part of `--memory`.
const PARSE_SHARE: u64 = 3;
/// One batch of raw documents may take this part of `--memory` ...
const BATCH_SHARE: u64 = 64;
/// ... but not more than this: larger batches gain no speed.
const MOST_BATCH_BYTES: u64 = 24 << 20;

/// A checked run of the pipeline.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where documents come from, in this order.
    pub inputs: Vec<Input>,
    /// The output folder.
    pub out: PathBuf,
    /// What can change the output.
    pub output: OutputSettings,
    /// Names and types of the carried columns.
    pub carried: Fields,
    /// What happens when the output folder is not empty.
    pub existing: Existing,
    /// Number of threads that extract.
    pub threads: usize,
    /// Memory to plan for.
    pub memory: ByteSize,
    /// What happens when a document is rejected by an error.
    pub on_error: OnError,
    /// How progress is shown.
    pub progress: ProgressStyle,
    /// How much is said on standard error.
    pub verbosity: Verbosity,
}

/// The settings that can change the bytes of the output.
#[expect(clippy::struct_excessive_bools, reason = "one per switch; the extractor has enums for them")]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutputSettings {
    /// What the inputs hold.
    pub format: FormatChoice,
    /// Field or column with text, where one is named.
    pub text_field: Option<String>,
    /// Field or column with HTML, where one is named.
    pub html_field: Option<String>,
    /// Field or column with the address, where one is named.
    pub url_field: Option<String>,
    /// Fields or columns that go into the output too.
    pub carry: Vec<CarriedColumn>,
    /// Number of documents after which the run ends.
    pub limit: Option<u64>,
    /// Which kind of mistake is worse.
    pub focus: FocusChoice,
    /// Whether the column `markdown` is filled.
    pub markdown: bool,
    /// Whether the column `removed` is filled.
    pub keep_removed: bool,
    /// Whether readers' comments are kept.
    pub comments: bool,
    /// Whether links to other articles inside the text are kept.
    pub keep_inline_links: bool,
    /// Whether site templates are removed.
    pub site_templates: SiteTemplates,
    /// Languages to keep, in lower case; empty for all.
    pub languages: Vec<String>,
    /// Which documents are kept.
    pub filters: Filters,
    /// Which duplicates are dropped.
    pub dedup: Dedup,
    /// Size at which a shard is closed.
    pub shard_size: ByteSize,
    /// Size at which a row group is closed.
    pub row_group_size: ByteSize,
    /// Compression of pages.
    pub compression: Codec,
    /// Longest document.
    pub max_bytes: ByteSize,
    /// Deepest nesting.
    pub max_depth: usize,
    /// Most nodes.
    pub max_nodes: usize,
    /// Longest extraction in seconds.
    pub max_seconds: f64,
}

/// What happens when the output folder is not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// The run does not start.
    Refuse,
    /// The run goes on where it was stopped.
    Resume,
    /// What an earlier run wrote is removed.
    Overwrite,
}

/// What happens when a document is rejected by an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    /// It is written to the rejects and the run goes on.
    Reject,
    /// The run stops.
    Stop,
}

/// How much is said on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors that end the run.
    Quiet,
    /// Progress and summary.
    Normal,
    /// Rejects by error too.
    Errors,
    /// Every reject.
    Rejects,
}

impl Config {
    /// Merges the command line with its configuration file and checks the result.
    ///
    /// # Errors
    /// [`Error::Config`] for settings that make no sense, [`Error::Input`] for inputs that do not exist.
    pub fn from_args(args: ExportArgs) -> Result<Self, Error> {
        let file = match &args.config {
            Some(path) => {
                let text = fs::read_to_string(path).map_err(Error::io(path))?;
                let parsed = toml::from_str::<Settings>(&text);
                parsed.map_err(|error| Error::Config(format!("{}: {error}", path.display())))?
            }
            None => Settings::default(),
        };
        let settings = args.settings.or(file);
        let threads = match settings.threads {
            Some(threads) if !(1..=MOST_THREADS).contains(&threads) => {
                return Err(Error::Config(format!(
                    "--threads must be at least 1 and at most {MOST_THREADS}"
                )));
            }
            Some(threads) => threads,
            None => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        };
        let memory = settings.memory.unwrap_or(MEMORY);
        let output = OutputSettings::from_settings(settings)?;
        check_memory(memory, &output)?;
        let existing = match (args.resume, args.overwrite) {
            (true, _) => Existing::Resume,
            (_, true) => Existing::Overwrite,
            _ => Existing::Refuse,
        };
        let inputs = Input::from_args(&args.inputs)?;
        if existing == Existing::Resume && inputs.iter().any(Input::is_stdin) {
            return Err(Error::Config("--resume cannot read standard input a second time".into()));
        }
        if output.site_templates == SiteTemplates::On && inputs.iter().any(Input::is_stdin) {
            return Err(Error::Config("--site-templates on cannot read standard input a second time".into()));
        }
        let verbosity = match (args.quiet, args.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, 0) => Verbosity::Normal,
            (_, 1) => Verbosity::Errors,
            _ => Verbosity::Rejects,
        };
        let on_error = if args.strict { OnError::Stop } else { OnError::Reject };
        let (out, progress) = (args.out, args.progress);
        let carried = carry::fields(&output, &inputs, &out);
        Ok(Self { inputs, out, output, carried, existing, threads, memory, on_error, progress, verbosity })
    }

    /// Bytes of raw documents that are held at once.
    pub fn batch_bytes(&self) -> usize {
        (self.memory.0 / BATCH_SHARE).min(MOST_BATCH_BYTES) as usize
    }

    /// Bytes that parsed pages may take, all threads together.
    pub fn parse_bytes(&self) -> usize {
        (self.memory.0 / PARSE_SHARE) as usize
    }

    /// Bytes that the counts of lines of all sites may take.
    pub fn site_lines_bytes(&self) -> usize {
        (self.memory.0 / SITE_LINES_SHARE) as usize
    }

    /// Bytes that the index of exact duplicates may take.
    pub fn dedup_bytes(&self) -> usize {
        (self.memory.0 / DEDUP_SHARE) as usize
    }
}

impl OutputSettings {
    /// Fills in the defaults and checks.
    ///
    /// # Errors
    /// [`Error::Config`] for settings that make no sense.
    pub(crate) fn from_settings(settings: Settings) -> Result<Self, Error> {
        let limits = copydesk_cleaner::Limits::default();
        let max_seconds = settings.max_seconds.unwrap_or(MAX_SECONDS);
        if !(max_seconds > 0.0 && max_seconds <= MOST_SECONDS) {
            return Err(Error::Config(format!("--max-seconds must be above 0 and at most {MOST_SECONDS}")));
        }
        for (name, value) in [("--max-depth", settings.max_depth), ("--max-nodes", settings.max_nodes)] {
            if value == Some(0) {
                return Err(Error::Config(format!("{name} must be at least 1")));
            }
        }
        if settings.limit == Some(0) {
            return Err(Error::Config("--limit must be at least 1".into()));
        }
        let carry = settings.carry.unwrap_or_default();
        carry::check(&carry)?;
        Ok(Self {
            format: settings.format.unwrap_or_default(),
            text_field: settings.text_field,
            html_field: settings.html_field,
            url_field: settings.url_field,
            carry,
            limit: settings.limit,
            focus: settings.focus.unwrap_or_default(),
            markdown: settings.markdown.unwrap_or(false),
            keep_removed: settings.keep_removed.unwrap_or(false),
            comments: settings.comments.unwrap_or(false),
            keep_inline_links: settings.keep_inline_links.unwrap_or(false),
            site_templates: settings.site_templates.unwrap_or_default(),
            languages: language_tags(&settings.languages.unwrap_or_default())?,
            filters: settings.filters.unwrap_or_default(),
            dedup: settings.dedup.unwrap_or_default(),
            shard_size: settings.shard_size.unwrap_or(SHARD_SIZE),
            row_group_size: settings.row_group_size.unwrap_or(ROW_GROUP_SIZE),
            compression: settings.compression.unwrap_or(Codec::DEFAULT),
            max_bytes: settings.max_bytes.unwrap_or(ByteSize(limits.bytes as u64)),
            max_depth: settings.max_depth.unwrap_or(limits.depth),
            max_nodes: settings.max_nodes.unwrap_or(limits.nodes),
            max_seconds,
        })
    }

    /// The defaults, for tests.
    #[cfg(test)]
    pub(crate) fn usual() -> Self {
        Self::from_settings(Settings::default()).expect("the defaults are valid")
    }

    /// SHA-256 of the settings, in hexadecimal.
    pub fn hash(&self) -> String {
        // A struct of plain values always serialises; field order is the order of declaration.
        let json = serde_json::to_vec(self).unwrap_or_default();
        crate::hexadecimal::hexadecimal(&Sha256::digest(json))
    }

    /// Longest extraction of one document.
    pub fn time_limit(&self) -> Duration {
        Duration::from_secs_f64(self.max_seconds)
    }
}

/// The tags under which texts of some languages stand, sorted, each once.
fn language_tags(tags: &[String]) -> Result<Vec<String>, Error> {
    let known = |tag: &String| {
        let tag = tag.trim();
        match (language_tag(tag), tag.split_once(['-', '_'])) {
            (Some(found), None) => Ok(found.to_owned()),
            (Some(found), Some(_)) => Err(Error::Config(format!(
                "--languages {tag}: languages are told apart no further than {found}"
            ))),
            (None, _) => Err(Error::Config(format!(
                "--languages {tag}: no text is told to be in such a language; write tags such as en or zh"
            ))),
        }
    };
    let mut clean = tags.iter().map(known).collect::<Result<Vec<_>, _>>()?;
    clean.sort();
    clean.dedup();
    Ok(clean)
}

fn check_memory(memory: ByteSize, output: &OutputSettings) -> Result<(), Error> {
    if memory < LEAST_MEMORY {
        return Err(Error::Config(format!("--memory {memory} is too little; at least {LEAST_MEMORY}")));
    }
    if output.row_group_size.0 > memory.0 / ROW_GROUP_SHARE {
        return Err(Error::Config(format!(
            "--row-group-size {} is more than a quarter of --memory {memory}; it is held in memory",
            output.row_group_size
        )));
    }
    if output.max_bytes.0 > memory.0 / ROW_GROUP_SHARE {
        return Err(Error::Config(format!(
            "--max-bytes {} is more than a quarter of --memory {memory}; a document is held in memory",
            output.max_bytes
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::{
        cli::{Cli, Command},
        scratch::Scratch,
    };

    fn config(arguments: &[&str]) -> Result<Config, Error> {
        let line = ["copydesk", "export", "-", "--out", "x"].iter().chain(arguments);
        match Cli::try_parse_from(line).expect("valid command line").command {
            Command::Export(args) => Config::from_args(*args),
            _ => unreachable!("export was given"),
        }
    }

    #[test]
    fn defaults_are_those_of_the_help_text() {
        let config = config(&[]).expect("valid");
        assert_eq!(config.output.shard_size.to_string(), "512MiB");
        assert_eq!(config.output.row_group_size.to_string(), "64MiB");
        assert_eq!(config.output.compression.to_string(), "zstd:3");
        assert_eq!(config.output.max_bytes.to_string(), "16MiB");
        assert_eq!(config.output.max_depth, 512);
        assert_eq!(config.output.max_nodes, 1_000_000);
        assert_eq!(config.memory.to_string(), "4GiB");
        assert!((config.output.max_seconds - 30.0).abs() < f64::EPSILON);
        assert_eq!(config.output.filters, Filters::Basic);
        assert_eq!(config.output.dedup, Dedup::Exact);
    }

    #[test]
    fn the_command_line_wins_over_the_file() {
        let folder = Scratch::new();
        let file = folder.path().join("settings.toml");
        fs::write(&file, "focus = \"recall\"\nmarkdown = true\nshard-size = \"1MiB\"\n").expect("written");
        let path = file.to_str().expect("UTF-8 path");
        let both = config(&["--config", path, "--focus", "precision", "--markdown=false"]).expect("valid");
        assert_eq!(both.output.focus, FocusChoice::Precision);
        assert!(!both.output.markdown);
        assert_eq!(both.output.shard_size, ByteSize::mebibytes(1));
    }

    #[test]
    fn unknown_keys_of_the_file_are_refused() {
        let folder = Scratch::new();
        let file = folder.path().join("settings.toml");
        fs::write(&file, "fucus = \"recall\"\n").expect("written");
        let error = config(&["--config", file.to_str().expect("UTF-8 path")]).expect_err("refused");
        assert!(error.to_string().contains("unknown field `fucus`"), "{error}");
    }

    #[test]
    fn settings_that_make_no_sense_are_refused() {
        let cases: [&[&str]; 12] = [
            &["--threads", "0"],
            &["--threads", "100000"],
            &["--limit", "0"],
            &["--memory", "10MiB"],
            &["--memory", "256MiB", "--row-group-size", "128MiB"],
            &["--memory", "256MiB", "--max-bytes", "128MiB"],
            &["--max-seconds", "0"],
            &["--max-depth", "0"],
            &["--languages", "english"],
            &["--languages", "en,xx"],
            &["--languages", "pt-BR"],
            &["--resume"],
        ];
        for arguments in cases {
            assert!(config(arguments).is_err(), "{arguments:?}");
        }
    }

    #[test]
    fn the_hash_follows_the_output_and_nothing_else() {
        let hash = |arguments: &[&str]| config(arguments).expect("valid").output.hash();
        let plain = hash(&[]);
        assert_eq!(plain.len(), 64);
        for same in
            [&["--threads", "7"][..], &["--memory", "1GiB"], &["--progress", "none"], &["--strict"], &["-v"]]
        {
            assert_eq!(hash(same), plain, "{same:?}");
        }
        for other in [
            &["--focus", "recall"][..],
            &["--limit", "3"],
            &["--languages", "en"],
            &["--compression", "none"],
        ] {
            assert_ne!(hash(other), plain, "{other:?}");
        }
        assert_eq!(hash(&["--languages", "en,ru"]), hash(&["--languages", "RU, en,rus"]));
        assert_eq!(hash(&["--languages", "nb,he"]), hash(&["--languages", "no,iw"]));
    }
}
