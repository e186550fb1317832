//! `copydesk extract` and `copydesk clean`: one document from a file or standard input to text, Markdown,
//! JSON or HTML, or to a table that says why each block stays or goes.

mod html;
mod json;

use std::path::Path;

use anyhow::{Context, bail};
use copydesk_cleaner::Outcome;
use copydesk_extractor::{Article, Hints, Markdown, extract, extract_text};

use crate::{
    cli::{CleanArgs, CleanForm, ExtractArgs, ExtractForm},
    config::OutputSettings,
    extraction::options,
    settings::{FormatChoice, Settings},
    source::{Format, RawDocument, read_one},
};

/// Extracts the article of a page and renders it.
///
/// # Errors
/// When the file cannot be read or is over a limit.
pub(crate) fn extract_page(args: &ExtractArgs) -> anyhow::Result<String> {
    if args.explain && matches!(args.form, ExtractForm::Markdown | ExtractForm::Html) {
        bail!("--explain goes with --as text or --as json");
    }
    let document = read(&args.input, FormatChoice::Auto)?;
    let hints = Hints { url: args.url.clone(), ..Hints::default() };
    let mut options = options(args.focus, args.comments);
    options.explain = args.explain;
    if matches!(args.form, ExtractForm::Markdown | ExtractForm::Json) {
        options.markdown = Markdown::Render;
    }
    let article = match document.format {
        Format::Html => extract(&document.bytes, &hints, &options),
        Format::Text => extract_text(&document.bytes, &hints, &options),
    };
    let article = article.with_context(|| args.input.display().to_string())?;
    match args.form {
        ExtractForm::Json => json::render(article, &document, args.explain),
        _ if args.explain => Ok(article.explain()),
        ExtractForm::Text => Ok(lines(&[&article.text])),
        ExtractForm::Markdown => Ok(lines(&[article.markdown.as_deref().unwrap_or_default()])),
        ExtractForm::Html => Ok(html::render(&article)),
    }
}

/// Cleans a scraped text and renders it.
///
/// # Errors
/// When the file cannot be read or is over a limit.
pub(crate) fn clean_file(args: &CleanArgs) -> anyhow::Result<String> {
    let document = read(&args.input, FormatChoice::Text)?;
    let mut options = options(args.focus, args.comments);
    options.explain = args.explain;
    let article = extract_text(&document.bytes, &Hints::default(), &options);
    let article = article.with_context(|| args.input.display().to_string())?;
    match args.form {
        CleanForm::Json => json::render(article, &document, args.explain),
        CleanForm::Text if args.explain => Ok(article.explain()),
        CleanForm::Text => Ok(lines(&[headline(&article).unwrap_or_default(), &article.text])),
    }
}

/// The block that is the headline.
fn headline(article: &Article) -> Option<&str> {
    let blocks = article.blocks.iter().zip(&article.verdicts);
    let mut headlines = blocks.filter(|(_, verdict)| verdict.outcome == Outcome::Headline);
    headlines.next().map(|(block, _)| block.text.as_str())
}

fn read(path: &Path, format: FormatChoice) -> anyhow::Result<RawDocument> {
    let settings = Settings { format: Some(format), ..Settings::default() };
    let settings = OutputSettings::from_settings(settings)?;
    match read_one(path, &settings) {
        Ok(document) => Ok(document),
        Err(reject) => bail!("{}: {}: {}", path.display(), reject.reason, reject.detail),
    }
}

/// Parts that are not empty, separated by one blank line and ended by a line break.
fn lines(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    let mut text = parts.join("\n\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}
