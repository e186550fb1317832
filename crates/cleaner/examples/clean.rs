//! Cleans one page or text and prints the text, then what happened to each block and why:
//! `cargo run --release -p copydesk-cleaner --example clean -- page.html`.
//!
//! The cleaner takes decoded text, so the file must be UTF-8; the extractor reads every encoding.

#![expect(clippy::print_stdout, reason = "an example prints its result")]

use copydesk_cleaner::{Options, clean_html, clean_text};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: clean FILE")?;
    let content = std::fs::read_to_string(&path)?;
    let options = Options::default();
    let is_text = std::path::Path::new(&path).extension().is_some_and(|extension| extension == "txt");
    let cleaned = if is_text { clean_text(&content, &options) } else { clean_html(&content, &options)? };
    println!("{}\n", cleaned.text_with_headline());
    print!("{}", cleaned.explain());
    Ok(())
}
