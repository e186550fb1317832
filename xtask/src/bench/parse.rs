//! `cargo xtask bench --parse`: HTML to a tree, which is freed again, by copydesk's parser and others.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};
use copydesk_extractor::cleaner::{self, Page};
use copydesk_extractor::decode;
use copydesk_html::scraper::Html;
use copydesk_html::{Options, Tokenizer, TokenizerOptions, parse_document, parse_document_with};
use cpu_time::ThreadTime;
use serde_json::json;

use super::pages::Pages;
use super::peers::{Peer, Running};
use super::report::Missing;
use super::{Arguments, CHUNK, start_peers};
use crate::table::align;

/// What the others are set against.
const YARDSTICK: &str = "scraper (html5ever)";

/// A parser of this process and what it does with a page.
type Parser = (&'static str, fn(&str));

const PARSERS: &[Parser] = &[
    ("copydesk-html", |page| drop(parse_document(page))),
    ("copydesk-html, positions", |page| {
        drop(parse_document_with(page, &Options { positions: true, ..Options::default() }));
    }),
    ("copydesk-html, tokens alone", tokens),
    ("copydesk, a page's table of nodes", |page| {
        drop(Page::parse(page, &cleaner::Limits::default(), cleaner::Interrupt::default()));
    }),
    (YARDSTICK, |page| drop(Html::parse_document(page))),
];

/// The name under which lexbor comes from its Python package.
const SELECTOLAX: &str = "selectolax (lexbor)";

const MEGABYTE: f64 = 1e6;
const MILLISECONDS: f64 = 1e3;

/// Measures, prints and writes the figures.
pub(super) fn run(pages: &Pages, arguments: &Arguments) -> Result<ExitCode> {
    let texts: Vec<String> = pages.bytes.iter().map(|bytes| decode(bytes, None).text.into_owned()).collect();
    let (mut running, missing) = start_peers(&[Peer::Selectolax], pages)?;
    let times = measure(&texts, &mut running, arguments.rounds)?;
    let names = PARSERS.iter().map(|(name, _)| *name).chain(running.iter().map(|_| SELECTOLAX));
    let rows: Vec<(&str, f64)> = names.zip(times).collect();
    let bytes = texts.iter().map(String::len).sum();
    print!("{}", render(pages, bytes, &rows, arguments.rounds, &missing));
    if let Some(path) = &arguments.json {
        let seconds: serde_json::Map<_, _> =
            rows.iter().map(|(name, seconds)| ((*name).to_owned(), json!(seconds))).collect();
        let report = json!({"set": pages.set, "pages": pages.len(), "bytes": bytes, "seconds": seconds});
        let json = serde_json::to_string_pretty(&report)?;
        fs::write(path, json + "\n").with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// CPU seconds of each parser: of each chunk of pages the best round counts, as all take turns on it.
fn measure(texts: &[String], running: &mut [Running], rounds: u32) -> Result<Vec<f64>> {
    let mut sums = vec![0.0; PARSERS.len() + running.len()];
    for (index, chunk) in texts.chunks(CHUNK).enumerate() {
        let mut best = vec![f64::INFINITY; sums.len()];
        // The first round does not count: caches and the interpreter's own start.
        for round in 0..=rounds {
            for (slot, (_, parse)) in PARSERS.iter().enumerate() {
                let started = ThreadTime::now();
                for page in chunk {
                    parse(page);
                }
                let seconds = started.elapsed().as_secs_f64();
                best[slot] = if round == 0 { f64::INFINITY } else { best[slot].min(seconds) };
            }
            for (slot, peer) in running.iter_mut().enumerate() {
                let first = index * CHUNK;
                let (seconds, _) = peer.measure(first, first + chunk.len())?;
                let slot = PARSERS.len() + slot;
                best[slot] = if round == 0 { f64::INFINITY } else { best[slot].min(seconds) };
            }
        }
        sums.iter_mut().zip(best).for_each(|(sum, best)| *sum += best);
    }
    Ok(sums)
}

fn render(pages: &Pages, bytes: usize, rows: &[(&str, f64)], rounds: u32, missing: &[Missing]) -> String {
    let of = |wanted: &str| rows.iter().find(|(name, _)| *name == wanted).map(|(_, seconds)| *seconds);
    let (yardstick, lexbor) = (of(YARDSTICK), of(SELECTOLAX));
    let header = ["parser", "MB/s", "pages/s", "ms/page", "x scraper", "x selectolax"].map(str::to_owned);
    let row = |(name, seconds): &(&str, f64)| {
        let times =
            |other: Option<f64>| other.map_or("-".to_owned(), |other| format!("{:.2}", other / seconds));
        vec![
            (*name).to_owned(),
            format!("{:.1}", bytes as f64 / MEGABYTE / seconds),
            format!("{:.1}", pages.len() as f64 / seconds),
            format!("{:.3}", seconds * MILLISECONDS / pages.len() as f64),
            times(yardstick),
            times(lexbor),
        ]
    };
    let table = align(&std::iter::once(header.to_vec()).chain(rows.iter().map(row)).collect::<Vec<_>>());
    let missing: Vec<String> = missing
        .iter()
        .map(|Missing { name, reason }| format!("  {name}: not installed ({reason})\n"))
        .collect();
    let missing = missing.concat();
    format!(
        "{}: {} pages, {:.1} MB; CPU time of one thread, best of {rounds} rounds\n\n{table}{missing}",
        pages.set,
        pages.len(),
        bytes as f64 / MEGABYTE
    )
}

/// Tokens for nobody; only scripts and styles are read as such.
fn tokens(page: &str) {
    use copydesk_html::html5ever::tokenizer::{
        StartTag, TagToken, Token, TokenSink, TokenSinkResult, states,
    };

    struct Nobody;

    impl TokenSink for Nobody {
        type Handle = ();

        fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
            match token {
                TagToken(tag) if tag.kind == StartTag => match &*tag.name {
                    "script" => TokenSinkResult::RawData(states::ScriptData),
                    "style" => TokenSinkResult::RawData(states::Rawtext),
                    _ => TokenSinkResult::Continue,
                },
                _ => TokenSinkResult::Continue,
            }
        }
    }

    Tokenizer::new(page, Nobody, &TokenizerOptions::default()).run();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_are_set_against_the_others() {
        let pages = Pages { set: "toy".into(), bytes: vec![vec![b'x'; 1_000_000]] };
        let rows = [("copydesk-html", 0.5), (YARDSTICK, 2.0), (SELECTOLAX, 1.0)];
        let shown = render(&pages, 1_000_000, &rows, 3, &[]);
        let line = "  copydesk-html         2.0      2.0   500.000       4.00          2.00\n";
        assert!(shown.contains(line), "{line}in\n{shown}");
    }

    #[test]
    fn every_parser_takes_time() {
        let times = measure(&["<p>a".to_owned()], &mut [], 1).expect("no peer fails");
        assert!(
            times.len() == PARSERS.len() && times.iter().all(|seconds| *seconds > 0.0 && seconds.is_finite())
        );
    }
}
