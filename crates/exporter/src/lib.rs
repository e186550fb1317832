//! The pipeline from raw pages or scraped texts to clean text and metadata in Parquet.
//!
//! Sources yield raw documents, the extractor turns each into an article, and this crate does the rest:
//! filters, exact duplicates, Parquet shards, a reject row for every document that is left out,
//! manifest and dataset card. It decides nothing about text. [`run`] is the whole pipeline; the binary
//! `copydesk` is a command line around it.
//!
//! ```no_run
//! use std::sync::atomic::AtomicBool;
//!
//! use clap::Parser;
//! use copydesk_exporter::{Config, Silent, cli::{Cli, Command}, run};
//!
//! let line = Cli::parse_from(["copydesk", "export", "pages", "--out", "dataset"]);
//! let Command::Export(args) = line.command else { unreachable!() };
//! let summary = run(&Config::from_args(*args)?, &Silent, &AtomicBool::new(false))?;
//! assert_eq!(summary.manifest.counts.documents, summary.manifest.counts.kept + summary.manifest.counts.rejected);
//! # Ok::<(), copydesk_exporter::Error>(())
//! ```

mod budget;
mod card;
mod carry;
pub mod cli;
mod columns;
pub mod commands;
mod config;
mod dedup;
mod error;
mod extraction;
mod filters;
mod hexadecimal;
mod inspect;
mod manifest;
mod output;
mod pipeline;
mod progress;
mod record;
mod rejects;
mod schema;
#[cfg(test)]
mod scratch;
pub mod settings;
mod shard;
mod sink;
mod site_lines;
pub mod size;
mod source;
mod summary;

pub use carry::{CarriedColumn, CarriedType};
pub use config::{Config, Existing, OnError, OutputSettings, Verbosity};
pub use error::Error;
pub use extraction::quiet_document_panics;
pub use manifest::{Counts, InputEntry, Manifest, VERSION, model_hash};
pub use pipeline::run;
pub use progress::{Progress, Reporter, Silent, Terminal, Totals};
pub use rejects::{Reason, Reject, Stage};
pub use schema::SCHEMA_VERSION;
pub use shard::Shard;
pub use source::{Input, Place};
pub use summary::{Summary, Work};

/// The code of the README of the repository, compiled and run as doctests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct RepositoryReadme;

/// The same for the README of this crate.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct CrateReadme;
