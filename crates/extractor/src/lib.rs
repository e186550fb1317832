//! Turns the bytes of a web page, or of scraped text, into an [`Article`].
mod article;
mod metadata;
mod options;

pub use article::{Article, Language};
pub use copydesk_cleaner as cleaner;
pub use copydesk_cleaner::Error;
pub use metadata::{Metadata, Precision, Rights, Timestamp};
pub use options::{Hints, Markdown, Options};

/// Extracts the article of an HTML page from its raw bytes.
///
/// # Errors
/// Limits only.
pub fn extract(bytes: &[u8], hints: &Hints, options: &Options) -> Result<Article, Error> {
    options.cleaner.interrupt.check()?;
    let text = String::from_utf8_lossy(bytes).into_owned();
    Ok(Article {
        text,
        charset: "utf-8",
        metadata: Metadata { url: hints.url.clone(), ..Metadata::default() },
        ..Article::default()
    })
}

/// Extracts the article of a plain text that somebody already scraped.
///
/// # Errors
/// Limits only.
pub fn extract_text(bytes: &[u8], hints: &Hints, options: &Options) -> Result<Article, Error> {
    extract(bytes, hints, options)
}
