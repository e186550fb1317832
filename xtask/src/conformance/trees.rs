//! The tree construction tests of html5lib, through both tokenizers, html5ever's tree builder and scraper's
//! sink.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use copydesk_html::html5ever::driver::{self, ParseOpts};
use copydesk_html::html5ever::tendril::TendrilSink;
use copydesk_html::html5ever::tree_builder::TreeBuilderOpts;
use copydesk_html::html5ever::{LocalName, Namespace, QualName, ns};
use copydesk_html::scraper::{Html, HtmlTreeSink};
use copydesk_html::{Options, parse_document_with, parse_fragment_into};

use super::dump::dump;
use super::{Tally, files_with, test_name};

#[derive(Debug, Default)]
struct Test {
    data: String,
    context: Option<String>,
    /// None means both.
    scripting: Option<bool>,
    document: String,
}

pub(super) fn run(folder: &Path) -> Result<Tally> {
    let mut tally = Tally::default();
    // The tests in the folder `scripted` need scripts that run.
    for path in files_with(folder, "dat")? {
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for (index, test) in read_tests(&String::from_utf8_lossy(&bytes)).into_iter().enumerate() {
            let modes = test.scripting.map_or(vec![false, true], |scripting| vec![scripting]);
            for scripting in modes {
                let copydesk = tree_of_copydesk(&test, scripting) == test.document;
                let html5ever = tree_of_html5ever(&test, scripting) == test.document;
                let name = || {
                    let scripting = if scripting { "on" } else { "off" };
                    format!("{} with scripting {scripting}", test_name(&path, index, &test.data))
                };
                tally.add(name, copydesk, html5ever);
            }
        }
    }
    Ok(tally)
}

fn tree_of_copydesk(test: &Test, scripting_enabled: bool) -> String {
    let tree_builder = TreeBuilderOpts { scripting_enabled, ..TreeBuilderOpts::default() };
    let options = Options { tree_builder, positions: true, ..Options::default() };
    match &test.context {
        None => dump(&parse_document_with(&test.data, &options).html, false),
        Some(context) => {
            let sink = HtmlTreeSink::new(Html::new_fragment());
            let parsed = parse_fragment_into(&test.data, sink, context_name(context), Vec::new(), &options);
            dump(&parsed.output, true)
        }
    }
}

fn tree_of_html5ever(test: &Test, scripting_enabled: bool) -> String {
    let tree_builder = TreeBuilderOpts { scripting_enabled, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    match &test.context {
        None => {
            let parser = driver::parse_document(HtmlTreeSink::new(Html::new_document()), options);
            dump(&parser.one(test.data.as_str()), false)
        }
        Some(context) => {
            let sink = HtmlTreeSink::new(Html::new_fragment());
            let parser =
                driver::parse_fragment(sink, options, context_name(context), Vec::new(), scripting_enabled);
            dump(&parser.one(test.data.as_str()), true)
        }
    }
}

fn context_name(context: &str) -> QualName {
    let (namespace, local): (Namespace, &str) = match context.split_once(' ') {
        Some(("svg", local)) => (ns!(svg), local),
        Some(("math", local)) => (ns!(mathml), local),
        _ => (ns!(html), context),
    };
    QualName::new(None, namespace, LocalName::from(local))
}

/// The tests of a file: sections that begin with `#NAME` lines, tests with `#data`.
fn read_tests(content: &str) -> Vec<Test> {
    const SECTIONS: [&str; 7] =
        ["errors", "new-errors", "document-fragment", "script-off", "script-on", "document", "data"];
    let mut tests: Vec<Test> = Vec::new();
    let mut section = "";
    for line in content.split_inclusive('\n') {
        let name = line.trim_end_matches('\n').strip_prefix('#');
        if let Some(name) = name.and_then(|name| SECTIONS.into_iter().find(|known| *known == name)) {
            section = name;
            match section {
                "data" => tests.push(Test::default()),
                "script-off" | "script-on" => {
                    tests
                        .iter_mut()
                        .last()
                        .into_iter()
                        .for_each(|test| test.scripting = Some(name == "script-on"));
                }
                _ => {}
            }
            continue;
        }
        let Some(test) = tests.last_mut() else { continue };
        match section {
            "data" => test.data.push_str(line),
            "document-fragment" => test.context = Some(line.trim_end().to_owned()),
            "document" => test.document.push_str(line),
            _ => {}
        }
    }
    for test in &mut tests {
        test.data.truncate(test.data.len().saturating_sub(1));
        test.document.truncate(test.document.trim_end_matches('\n').len());
        test.document.push('\n');
    }
    tests
}
