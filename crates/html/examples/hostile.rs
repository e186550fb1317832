//! How long hostile inputs take: `cargo run --release -p copydesk-html --example hostile`.

#![expect(clippy::print_stdout, reason = "an example prints its result")]

use std::time::Instant;

use copydesk_html::{Options, parse_document_with};

/// Size of each input in bytes.
const SIZE: usize = 250 << 10;

/// Best of so many.
const ROUNDS: usize = 3;

/// What stands first, once or until the nest is deep, and what is repeated; `#` is a number.
const INPUTS: &[(&str, &str)] = &[
    ("", "<div>"),
    ("", "<b>"),
    ("", "<font a=#>"),
    ("", "<table>"),
    ("", "<svg>"),
    ("", "<select>"),
    ("", "<a href=#>"),
    ("", "<p><font a=#>"),
    ("", "<b><div></b>"),
    ("", "<x#>"),
    ("", "<table><td>"),
    ("", "<ul><li>"),
    ("", "<template>"),
    ("", "<font a=# b c d e f g h i j k l>"),
    ("<div>", "<div></div>"),
    ("<div>", "<p>"),
    ("<div>", "</p>"),
    ("<span>", "</x>"),
    ("<span>", "</a>"),
    ("<div>", "<li>"),
    ("<font a=#>", "<p>x"),
    ("<font a=#>", "<div></font>"),
    ("<table><td>", "<table></table>"),
    ("<p><font a=#>", "<p>x"),
];

fn main() {
    for (before, unit) in INPUTS {
        let html = repeated(before, 12_000) + &repeated(unit, SIZE);
        let mut best = f64::INFINITY;
        let mut document = None;
        for _ in 0..ROUNDS {
            let started = Instant::now();
            document = Some(parse_document_with(&html, &Options::default()));
            best = best.min(started.elapsed().as_secs_f64());
        }
        let (nodes, caps) =
            document.map(|document| (document.html.tree.values().len(), document.caps)).unwrap_or_default();
        println!("{:>7.1} ms  {nodes:>8} nodes  {before} {unit}  {caps:?}", best * 1e3);
    }
}

fn repeated(unit: &str, size: usize) -> String {
    let mut out = String::new();
    let mut number = 0;
    while !unit.is_empty() && out.len() < size {
        out.push_str(&unit.replace('#', &number.to_string()));
        number += 1;
    }
    out
}
