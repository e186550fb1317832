//! Extracts one page or text and prints what happened to each block, then title and text.
//!
//! `cargo run --release -p copydesk-extractor --example explain -- page.html`

#![expect(clippy::print_stdout, reason = "an example prints its result")]

use copydesk_extractor::{Hints, Options, extract, extract_text};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: explain FILE")?;
    let bytes = std::fs::read(&path)?;
    let is_text = std::path::Path::new(&path).extension().is_some_and(|extension| extension == "txt");
    let run = if is_text { extract_text } else { extract };
    let article = run(&bytes, &Hints::default(), &Options::default())?;
    print!("{}", article.explain());
    println!("\n{}\n\n{}", article.metadata.title.unwrap_or_default(), article.text);
    Ok(())
}
