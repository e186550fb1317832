//! Runs a Rust extractor over decoded pages: `copydesk-peers NAME PAGES`, as `runner.py` does for Python.

use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use cpu_time::ProcessTime;
use dom_smoothie::Readability;

/// Extracts a page; false when the extractor gives an error.
type Extractor = fn(&str) -> bool;

fn extractor(name: &str) -> Option<Extractor> {
    match name {
        "rs-trafilatura" => Some(|page| rs_trafilatura::extract(page).is_ok()),
        "dom_smoothie" => {
            Some(|page| Readability::new(page, None, None).and_then(|mut reader| reader.parse()).is_ok())
        }
        _ => None,
    }
}

fn read_pages(path: &str) -> std::io::Result<Vec<String>> {
    let content = std::fs::read(path)?;
    let mut rest = content.as_slice();
    let mut pages = Vec::new();
    while let Some((head, tail)) = rest.split_first_chunk() {
        let (page, tail) = tail.split_at(u64::from_le_bytes(*head) as usize);
        pages.push(String::from_utf8_lossy(page).into_owned());
        rest = tail;
    }
    Ok(pages)
}

fn measure(extract: Extractor, pages: &[String]) -> (f64, usize) {
    let (mut time, mut failed) = (Duration::ZERO, 0);
    for page in pages {
        let started = ProcessTime::now();
        let done = catch_unwind(AssertUnwindSafe(|| extract(page))).unwrap_or(false);
        time += started.elapsed();
        failed += usize::from(!done);
    }
    (time.as_secs_f64(), failed)
}

fn main() -> std::io::Result<()> {
    // A panic counts as a failure of its page; its message would only be noise.
    std::panic::set_hook(Box::new(|_| {}));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, path] = arguments.as_slice() else {
        println!("missing arguments NAME and PAGES");
        return Ok(());
    };
    let Some(extract) = extractor(name) else {
        println!("missing no extractor {name}");
        return Ok(());
    };
    let pages = read_pages(path)?;
    let mut out = std::io::stdout();
    writeln!(out, "ready")?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let bounds: Vec<usize> = line.split(' ').filter_map(|part| part.parse().ok()).collect();
        let [first, end] = bounds[..] else { continue };
        let (seconds, failed) = measure(extract, &pages[first..end]);
        writeln!(out, "{seconds:.9} {failed}")?;
    }
    Ok(())
}
