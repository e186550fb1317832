//! End-to-end tests of the built binary `copydesk`: what a user types, what files come out. Every test
//! has a folder of its own and makes its own small inputs.

mod cli;
mod columns;
mod determinism;
mod export;
mod failures;
#[path = "../crates/exporter/src/hexadecimal.rs"]
mod hexadecimal;
mod inspect;
mod output_folder;
mod pages;
mod parquet_files;
mod readme;
mod resume;
#[path = "../crates/exporter/src/scratch.rs"]
mod scratch;
mod site_lines;
mod sources;
mod warc;
#[path = "../crates/exporter/src/source/warc/sample.rs"]
mod warc_sample;
mod workplace;
