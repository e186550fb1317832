//! `copydesk extract` and `copydesk clean`: one document from a file or standard input to text, Markdown,
//! JSON or HTML, or to a table that says why each block stays or goes.

mod html;
mod json;
mod json_lines;

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use copydesk_cleaner::{Sources, text_with_headline};
use copydesk_extractor::{Article, Hints, Markdown, Options, extract, extract_text};

use crate::{
    cli::{CleanArgs, CleanForm, CleanFormat, ExtractArgs, ExtractForm},
    config::OutputSettings,
    extraction::{Wishes, options},
    settings::{FormatChoice, Settings},
    source::{Content, Format, RawDocument, read_file},
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
    let mut options =
        options(Wishes { focus: args.focus, comments: args.comments, inline_links: args.keep_inline_links });
    explain(&mut options, args.explain);
    if args.form != ExtractForm::Text {
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
        ExtractForm::Html => Ok(html::render(&article, document.format)),
    }
}

/// Cleans a scraped text, or each line of a file of JSON lines as it comes, and writes what is left. Gives the
/// number of lines that could not be cleaned.
///
/// # Errors
/// When the file cannot be read or is over a limit, and when `out` cannot be written.
pub(crate) fn clean_file(args: &CleanArgs, out: &mut dyn Write) -> anyhow::Result<u64> {
    let format = match args.format {
        CleanFormat::Auto => FormatChoice::Auto,
        CleanFormat::Text => FormatChoice::Text,
        CleanFormat::Jsonl => FormatChoice::Jsonl,
    };
    let mut options =
        options(Wishes { focus: args.focus, comments: args.comments, inline_links: args.keep_inline_links });
    explain(&mut options, args.explain);
    let settings =
        Settings { format: Some(format), text_field: args.text_field.clone(), ..Settings::default() };
    let settings = OutputSettings::from_settings(settings)?;
    let document = match read_content(&args.input, &settings)? {
        Content::Document(document) => document,
        Content::Lines(lines) => return json_lines::clean(lines, args, &settings, &options, out),
    };
    let article = extract_text(&document.bytes, &Hints::default(), &options);
    let article = article.with_context(|| args.input.display().to_string())?;
    let rendered = match args.form {
        CleanForm::Json => json::render(article, &document, args.explain)?,
        CleanForm::Text if args.explain => article.explain(),
        CleanForm::Text => with_headline(&article),
    };
    out.write_all(rendered.as_bytes())?;
    Ok(0)
}

/// Asks for what only an explanation shows.
fn explain(options: &mut Options, is_wanted: bool) {
    options.explain = is_wanted;
    options.cleaner.sources = if is_wanted { Sources::Record } else { Sources::Omit };
}

/// What is left of a text, its headline among it.
fn with_headline(article: &Article) -> String {
    lines(&[&text_with_headline(&article.blocks, &article.verdicts)])
}

fn read(path: &Path, format: FormatChoice) -> anyhow::Result<RawDocument> {
    let settings = Settings { format: Some(format), ..Settings::default() };
    match read_content(path, &OutputSettings::from_settings(settings)?)? {
        Content::Document(document) => Ok(*document),
        Content::Lines(_) => bail!("{}: not-a-file: JSON lines; use export or clean", path.display()),
    }
}

fn read_content(path: &Path, settings: &OutputSettings) -> anyhow::Result<Content> {
    match read_file(path, settings) {
        Ok(content) => Ok(content),
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
