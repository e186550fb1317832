//! The command line: clap types and help texts, nothing else. `config` turns them into what is meant.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::settings::{FocusChoice, Settings};

const ABOUT: &str = "\
Turns raw web pages, or text that somebody already scraped, into clean article text and metadata:
many documents into Parquet (export), or one to the terminal (extract, clean).";

const AFTER_HELP: &str = "\
Examples:
  copydesk export pages/ --out dataset            a folder of pages to Parquet
  copydesk extract page.html --as markdown        one page to the terminal
  copydesk clean article.txt --explain            why each line of a scraped text stays or goes

Exit codes: 0 done; 1 done, some documents rejected by an error; 2 could not run; 130 stopped by Ctrl-C.
Results go to standard output, everything else to standard error.";

const EXPORT_HELP: &str = "\
Examples:
  copydesk export pages/ --out dataset
  copydesk export 'crawl/**/*.html' notes.jsonl.gz --out dataset --languages en,ru --keep-removed
  zcat dump.jsonl.gz | copydesk export - --format jsonl --html-field body --out dataset
  copydesk export dump.parquet --text-field body --carry topic,score --out dataset
  copydesk export 'crawl/*.warc.gz' --out dataset --languages en
  copydesk export pages/ --out dataset --resume   go on after a crash or Ctrl-C, same bytes in the end

Folders are read recursively in the order of their paths. Files in them are read when their name ends
in .html .htm .xhtml .txt .text .jsonl .ndjson .warc or .wet, each also with .gz .zst .bz2 or .xz after
it, or in .parquet; others are skipped and counted. Links to folders are not followed. Patterns need
quotes to reach copydesk. Of WARC files the responses, resources and plain texts (WET) are documents.

The folder of --out gets data/*.parquet, rejects/*.parquet (one row for each document that is not in
data, with stage and reason), manifest.json and README.md (a dataset card that Hugging Face
`load_dataset` reads). SIZE is a number with KiB, MiB or GiB, such as 512MiB.

Exit codes: 0 done; 1 done, some documents rejected by an error while reading, decoding or extracting
(not by filters or as duplicates); 2 could not run; 130 stopped by Ctrl-C: the open shard is
discarded, what is finished stays for --resume.";

const EXTRACT_HELP: &str = "\
Examples:
  copydesk extract page.html
  curl -s https://example.org/ | copydesk extract - --url https://example.org/ --as json
  copydesk extract page.html --explain            one line per block: outcome, code, evidence

A page without an article gives no text and exit code 0. The codes of --explain are listed in
docs/rules.md of the repository.";

const CLEAN_HELP: &str = "\
Examples:
  copydesk clean article.txt                      headline, then paragraphs
  copydesk clean article.txt --explain            one line per block: outcome, code, evidence
  zcat dump.jsonl.gz | copydesk clean - --text-field body > clean.jsonl

The text should have its line breaks: each line or paragraph is kept or dropped as a whole. JSON lines
are read, cleaned and written one at a time, in one thread, whatever the length of the stream; a plain
text is judged as a whole and read up to 16 MiB. A JSON line that cannot be cleaned is named on standard
error and left out; the exit code is 1 then. For HTML use `copydesk extract`, for many documents
`copydesk export`. The codes of --explain are listed in docs/rules.md of the repository.";

/// Turn raw web pages or scraped text into clean article text and metadata
#[derive(Debug, Parser)]
#[command(name = "copydesk", version, about = ABOUT, after_help = AFTER_HELP)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Turn pages or scraped texts into Parquet: text, metadata, and each reject with its reason
    #[command(after_help = EXPORT_HELP)]
    Export(Box<ExportArgs>),
    /// Write the article of one page to standard output
    #[command(after_help = EXTRACT_HELP)]
    Extract(ExtractArgs),
    /// Remove menus, share rows, teasers and the like from one scraped plain text; write to standard output
    #[command(after_help = CLEAN_HELP)]
    Clean(CleanArgs),
    /// Write a completion script for a shell to standard output
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Write the manual page to standard output
    Man,
}

/// Arguments of `copydesk export`.
#[expect(clippy::struct_excessive_bools, reason = "one per switch; `Config` has enums for them")]
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Files, folders, quoted patterns such as 'pages/**/*.html', or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Folder to write to; it must be empty, or see --resume and --overwrite
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub out: PathBuf,
    /// TOML file with any of the settings below, named as the options without --; the command line wins
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Settings that a file can hold too.
    #[command(flatten)]
    pub settings: Settings,
    /// Go on where an earlier run with the same inputs and settings was stopped
    #[arg(long, conflicts_with = "overwrite", help_heading = "Output")]
    pub resume: bool,
    /// Remove what an earlier run wrote to the folder first
    #[arg(long, help_heading = "Output")]
    pub overwrite: bool,
    /// Stop with exit code 2 at the first document that is rejected by an error
    #[arg(long, help_heading = "Selection")]
    pub strict: bool,
    /// How progress is shown on standard error; auto is a bar on a terminal and plain lines elsewhere
    #[arg(long, value_enum, default_value_t, value_name = "STYLE", help_heading = "Messages")]
    pub progress: ProgressStyle,
    /// Print each document that an error rejects; twice: each reject
    #[arg(short, long, action = clap::ArgAction::Count, conflicts_with = "quiet", help_heading = "Messages")]
    pub verbose: u8,
    /// Print errors only: no progress, no summary
    #[arg(short, long, help_heading = "Messages")]
    pub quiet: bool,
}

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ProgressStyle {
    /// A bar on a terminal, plain lines elsewhere
    #[default]
    Auto,
    /// A bar
    Bar,
    /// A line every few seconds
    Plain,
    /// Nothing
    None,
}

/// Arguments of `copydesk extract`.
#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// HTML or text file, also .gz or .zst, or - for standard input
    #[arg(value_name = "FILE")]
    pub input: PathBuf,
    /// Address of the page; helps with dates and relative links
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// What to write
    #[arg(long = "as", value_enum, default_value_t, value_name = "FORM")]
    pub form: ExtractForm,
    /// Which mistake is worse: noise that stays or text that goes
    ///
    /// It decides on short lines that no markup speaks for or against.
    #[arg(long, value_enum, default_value_t, value_name = "FOCUS")]
    pub focus: FocusChoice,
    /// Keep readers' comments as part of the text
    #[arg(long, visible_alias = "keep-comments")]
    pub comments: bool,
    /// Keep links to other articles that stand inside the text, such as "Read more: TITLE"
    #[arg(long)]
    pub keep_inline_links: bool,
    /// Write instead why each block stays or goes
    ///
    /// One line per block: outcome or family, code of the rule, probability that it is article, what
    /// was measured, value and threshold, start of the text. With --as json the blocks are added to
    /// the object.
    #[arg(long)]
    pub explain: bool,
}

/// What `copydesk extract` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ExtractForm {
    /// The text without the headline, paragraphs separated by one blank line
    #[default]
    Text,
    /// The text as Markdown
    Markdown,
    /// One object with text and metadata, named as the columns of `export`
    Json,
    /// Title and kept blocks as plain semantic HTML
    Html,
}

/// Arguments of `copydesk clean`.
#[derive(Debug, Args)]
pub struct CleanArgs {
    /// File with a text or with JSON lines, also .gz or .zst, or - for standard input
    #[arg(value_name = "FILE")]
    pub input: PathBuf,
    /// What the file holds
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: CleanFormat,
    /// JSONL field with the text [default: the first of `text`, `content`, `body`, `article`, `page`]
    #[arg(long, value_name = "NAME")]
    pub text_field: Option<String>,
    /// What to write
    #[arg(long = "as", value_enum, default_value_t, value_name = "FORM")]
    pub form: CleanForm,
    /// Which mistake is worse: noise that stays or text that goes
    ///
    /// It decides on the end of the text: recall keeps doubtful lines there, precision cuts more of
    /// what follows the first residue.
    #[arg(long, value_enum, default_value_t, value_name = "FOCUS")]
    pub focus: FocusChoice,
    /// Keep readers' comments as part of the text
    #[arg(long, visible_alias = "keep-comments")]
    pub comments: bool,
    /// Keep links to other articles that stand inside the text, such as "Read more: TITLE"
    #[arg(long)]
    pub keep_inline_links: bool,
    /// Write instead why each block stays or goes
    ///
    /// One line per block: outcome or family, code of the rule, probability that it is article, what
    /// was measured, value and threshold, start of the text. With --as json the blocks are added to
    /// the object.
    #[arg(long)]
    pub explain: bool,
}

/// What `copydesk clean` reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum CleanFormat {
    /// JSON lines by extension or content, else a text
    #[default]
    Auto,
    /// One plain text
    Text,
    /// One JSON object per line
    Jsonl,
}

/// What `copydesk clean` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum CleanForm {
    /// Headline, then paragraphs, separated by one blank line; of JSON lines each object with its text so
    /// cleaned and all else as it was
    #[default]
    Text,
    /// One object with headline, text and metadata, named as the columns of `export`; one a line for JSON
    /// lines
    Json,
}
