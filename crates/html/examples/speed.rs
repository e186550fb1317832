//! How fast the HTML files of a folder are parsed, beside scraper's own parse:
//! `cargo run --release -p copydesk-html --example speed -- FOLDER`.

use std::time::Instant;

use copydesk_html::scraper::Html;
use copydesk_html::{Options, parse_document, parse_document_with};

const ROUNDS: usize = 5;

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".into());
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        pages.push(String::from_utf8_lossy(&std::fs::read(entry?.path())?).into_owned());
    }
    let bytes: usize = pages.iter().map(String::len).sum();
    let parsers: [(&str, fn(&str)); 3] = [
        ("copydesk-html", |page| drop(parse_document(page))),
        ("with positions", |page| {
            drop(parse_document_with(page, &Options { positions: true, ..Options::default() }))
        }),
        ("scraper", |page| drop(Html::parse_document(page))),
    ];
    let mut best = [f64::INFINITY; 3];
    for _ in 0..ROUNDS {
        for ((_, parse), best) in parsers.iter().zip(&mut best) {
            let started = Instant::now();
            pages.iter().for_each(|page| parse(page));
            *best = best.min(started.elapsed().as_secs_f64());
        }
    }
    for ((name, _), seconds) in parsers.iter().zip(best) {
        println!("{name:<15} {:>6.1} MB/s", bytes as f64 / 1e6 / seconds);
    }
    Ok(())
}
