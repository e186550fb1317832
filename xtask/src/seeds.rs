//! `cargo xtask seeds DIR`: real scraped documents, checked without publishing their sentences.
//!
//! `datasets/eval/seeds.toml` knows what must come out of each document by its SHA-256 only. The rest
//! (language, dateline, number of paragraphs) is there to tell what went wrong when a hash differs.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use copydesk_extractor::cleaner::{self, Phrases};
use copydesk_extractor::{Article, Hints, Options, extract_text};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::hexadecimal::hexadecimal;
use crate::workspace::root;

/// The expectations, relative to the root.
const EXPECTATIONS: &str = "datasets/eval/seeds.toml";

/// Characters of an unexpected text that are shown from its start and its end.
const SHOWN: usize = 60;

/// Checks what the extractor makes of the documents that datasets/eval/seeds.toml names.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder with the documents
    folder: PathBuf,
    /// Look no residue phrases up
    #[arg(long)]
    without_phrases: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectations {
    document: Vec<Expectation>,
}

/// What one document must become; an absent field must be absent in the article too.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    file: String,
    language: Option<String>,
    dateline: Option<String>,
    title_sha256: Option<String>,
    captions_sha256: Vec<String>,
    paragraphs: usize,
    text_sha256: String,
}

impl Expectation {
    fn of(file: &str, article: &Article) -> Self {
        let metadata = &article.metadata;
        let blocks = article.text.split("\n\n").filter(|block| !block.is_empty());
        Self {
            file: file.to_owned(),
            language: article.language.as_ref().map(|language| language.tag.to_owned()),
            dateline: metadata.dateline.clone(),
            title_sha256: metadata.title.as_deref().map(sha256),
            captions_sha256: metadata.captions.iter().map(|caption| sha256(caption)).collect(),
            paragraphs: blocks.count(),
            text_sha256: sha256(&article.text),
        }
    }
}

fn sha256(text: &str) -> String {
    hexadecimal(&Sha256::digest(text))
}

/// Extracts each document and names every difference; the exit code is 1 when there is one.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let content = fs::read_to_string(root().join(EXPECTATIONS)).context(EXPECTATIONS)?;
    let expectations: Expectations = toml::from_str(&content).context(EXPECTATIONS)?;
    let phrases = if arguments.without_phrases { Phrases::Ignore } else { Phrases::Use };
    let cleaner = cleaner::Options { phrases, ..cleaner::Options::default() };
    let options = Options { cleaner, ..Options::default() };
    let mut wrong = 0;
    for expected in &expectations.document {
        let path = arguments.folder.join(&expected.file);
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let differences = differences(expected, &extract_text(&bytes, &Hints::default(), &options)?);
        println!("{}: {}", expected.file, if differences.is_empty() { "as expected" } else { "differs" });
        for difference in &differences {
            println!("  {difference}");
        }
        wrong += usize::from(!differences.is_empty());
    }
    println!(
        "{} of {} documents as expected",
        expectations.document.len() - wrong,
        expectations.document.len()
    );
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn differences(expected: &Expectation, article: &Article) -> Vec<String> {
    let found = Expectation::of(&expected.file, article);
    let mut differences = Vec::new();
    let mut compare = |what: &str, same: bool, found: String| {
        if !same {
            differences.push(format!("{what}: {found}"));
        }
    };
    let language = format!("{:?} instead of {:?}", found.language, expected.language);
    compare("language", found.language == expected.language, language);
    let dateline = format!("{:?} instead of {:?}", found.dateline, expected.dateline);
    compare("dateline", found.dateline == expected.dateline, dateline);
    compare("title", found.title_sha256 == expected.title_sha256, format!("{:?}", article.metadata.title));
    let captions = format!("{:?}", article.metadata.captions);
    compare("captions", found.captions_sha256 == expected.captions_sha256, captions);
    let text = format!(
        "{} paragraphs instead of {}, {}",
        found.paragraphs,
        expected.paragraphs,
        ends(&article.text)
    );
    compare("text", found.text_sha256 == expected.text_sha256, text);
    differences
}

/// How a text starts and ends.
fn ends(text: &str) -> String {
    let length = text.chars().count();
    let start: String = text.chars().take(SHOWN).collect();
    let end: String = text.chars().skip(length.saturating_sub(SHOWN)).collect();
    format!("from {start:?} to {end:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_are_read() {
        let content = fs::read_to_string(root().join(EXPECTATIONS)).expect("the file");
        let expectations: Expectations = toml::from_str(&content).expect("its form");
        assert!(expectations.document.iter().all(|expected| expected.text_sha256.len() == 64));
    }

    #[test]
    fn each_difference_is_named() {
        let mut article = Article::default();
        article.text = "One.\n\nTwo.".into();
        article.metadata.captions = vec!["A caption".into()];
        let expected = Expectation::of("toy.txt", &article);
        assert_eq!(expected.paragraphs, 2);
        assert_eq!(differences(&expected, &article), Vec::<String>::new());
        article.text.push('!');
        article.metadata.captions.clear();
        article.metadata.title = Some("A headline".into());
        article.metadata.dateline = Some("OSLO".into());
        let differences = differences(&expected, &article);
        let named: Vec<&str> = differences.iter().filter_map(|line| line.split(':').next()).collect();
        assert_eq!(named, ["dateline", "title", "captions", "text"]);
    }
}
