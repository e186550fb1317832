//! Whole pages: the tree that scraper makes, and places that hold what they are places of.

use std::cell::RefCell;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use copydesk_extractor::decode;
use copydesk_html::html5ever::tokenizer::{CharacterTokens, Token, TokenSink, TokenSinkResult};
use copydesk_html::scraper::{Html, Node};
use copydesk_html::{
    Document, Options, State, Tokenizer, TokenizerOptions, parse_document, parse_document_with,
};

use super::dump::dump;
use super::files_with;

/// Characters of a misplaced slice that are shown.
const SHOWN: usize = 200;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) pages: usize,
    /// Reached a limit, so that the tree may differ.
    pub(crate) capped: usize,
    /// Differ only since html5ever takes U+FEFF behind a script or `meta charset` for a byte order mark.
    pub(crate) marked: usize,
    pub(crate) differing: Vec<String>,
    pub(crate) elements: usize,
    pub(crate) texts: usize,
    /// Texts whose place holds other nodes too, between parts that the parser joined.
    pub(crate) joined: usize,
    pub(crate) misplaced: Vec<String>,
}

impl Report {
    pub(crate) fn is_good(&self) -> bool {
        self.pages > 0 && self.differing.is_empty() && self.misplaced.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} documents, {} trees differ, {} only in a byte order mark, {} reach a limit; {} start tags and {} texts, {} of them in parts, \
             {} misplaced",
            self.pages,
            self.differing.len(),
            self.marked,
            self.capped,
            self.elements,
            self.texts,
            self.joined,
            self.misplaced.len()
        )?;
        let findings = self.differing.iter().chain(&self.misplaced);
        findings.take(20).try_for_each(|finding| write!(f, "\n  {finding}"))
    }
}

/// The decoded pages of a set, with their names.
pub(super) fn read(set: &Path) -> Result<Vec<(String, String)>> {
    let inner = set.join("pages");
    let read = |path: PathBuf| {
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok((path.display().to_string(), decode(&bytes, None).text.into_owned()))
    };
    files_with(if inner.is_dir() { &inner } else { set }, "html")?.into_iter().map(read).collect()
}

pub(super) fn compare(pages: &[(String, String)]) -> Report {
    let mut report = Report::default();
    for (name, text) in pages {
        compare_one(text, || name.clone(), &mut report);
    }
    report
}

/// Compares one document; `name` is called for findings.
pub(super) fn compare_one(text: &str, name: impl Fn() -> String, report: &mut Report) {
    report.pages += 1;
    let options = Options { positions: true, ..Options::default() };
    let document = parse_document_with(text, &options);
    if document.caps.is_empty() {
        match difference(text, &document.html) {
            Some(_) if difference_without_marks(text).is_none() => report.marked += 1,
            Some(lines) => report.differing.push(format!("{}: {lines}", name())),
            None => {}
        }
    } else {
        report.capped += 1;
    }
    check_places(text, &document, &name, report);
}

/// The first difference to the tree that scraper makes of the text.
fn difference(text: &str, html: &Html) -> Option<String> {
    let reference = Html::parse_document(text);
    // Equal in memory nearly always; what counts is what can be seen.
    if reference == *html { None } else { first_difference(&dump(&reference, false), &dump(html, false)) }
}

fn difference_without_marks(text: &str) -> Option<String> {
    let text = text.replace('\u{feff}', "");
    difference(&text, &parse_document(&text))
}

/// The first line that differs, as scraper and as copydesk have it.
fn first_difference(left: &str, right: &str) -> Option<String> {
    let (mut left, mut right) = (left.lines(), right.lines());
    loop {
        match (left.next(), right.next()) {
            (None, None) => return None,
            (left, right) if left != right => {
                return Some(format!(
                    "{:?} instead of {:?}",
                    right.unwrap_or_default(),
                    left.unwrap_or_default()
                ));
            }
            _ => {}
        }
    }
}

fn check_places(source: &str, document: &Document, name: &impl Fn() -> String, report: &mut Report) {
    for (id, span) in document.positions.iter() {
        let Some(node) = document.html.tree.get(id) else { continue };
        let Some(slice) = source.get(span.range()) else {
            report.misplaced.push(format!("{}: {span:?} is no slice", name()));
            continue;
        };
        let is_right = match node.value() {
            Node::Element(element) => {
                report.elements += 1;
                is_start_tag(slice, element.name())
            }
            Node::Text(text) => {
                report.texts += 1;
                match holds(slice, text) {
                    Held::Exactly => true,
                    Held::InParts => {
                        report.joined += 1;
                        true
                    }
                    Held::Not => false,
                }
            }
            _ => false,
        };
        if !is_right {
            let start: String = slice.chars().take(SHOWN).collect();
            report.misplaced.push(format!("{}: {:?} at {span:?}: {start:?}", name(), node.value()));
        }
    }
    let has_no_place = |node: &&Node| matches!(node, Node::Text(_));
    let texts = document.html.tree.values().filter(has_no_place).count();
    let placed = document.positions.iter().filter_map(|(id, _)| document.html.tree.get(id));
    let placed = placed.filter(|node| matches!(node.value(), Node::Text(_))).count();
    if placed != texts {
        report.misplaced.push(format!("{}: {placed} of {texts} texts have a place", name()));
    }
}

fn is_start_tag(slice: &str, name: &str) -> bool {
    let is_name = |tag: &str| {
        tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            || (name == "img" && tag.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("image")))
            || tag.contains('\0')
    };
    slice.ends_with('>') && slice.strip_prefix('<').is_some_and(is_name)
}

enum Held {
    Exactly,
    InParts,
    Not,
}

/// Whether a slice of the source holds a text of the tree. White space at both ends may belong to the nodes
/// around it, as the parser splits it off before `head` and `body`.
fn holds(slice: &str, text: &str) -> Held {
    let wanted: String = text.chars().filter(|ch| !is_null(*ch)).collect();
    // What reads the text depends on elements that need not be around it any longer.
    let found = [State::Data, State::Rcdata, State::Plaintext].map(|state| characters(slice, state));
    if found.iter().any(|found| found.trim() == wanted.trim()) {
        return Held::Exactly;
    }
    let is_inside = |wanted: &str, found: &str| {
        let mut rest = found.chars();
        wanted.chars().all(|ch| rest.any(|other| other == ch))
    };
    // It begins where the text does, though other nodes stand between. Of a text in a frameset or column
    // group only white space is kept.
    let begins =
        |slice: &str, wanted: &str| slice.starts_with(|ch| wanted.starts_with(ch) || "&\0\r".contains(ch));
    let has_ends =
        wanted.trim().is_empty() || begins(slice, &wanted) || begins(slice.trim_start(), wanted.trim_start());
    let is_held = found.iter().any(|found| is_inside(&wanted, found))
        // Parts that were read in different states: references count or do not.
        || is_inside(&characters(&wanted, State::Rcdata), &characters(slice, State::Rcdata));
    if is_held && has_ends { Held::InParts } else { Held::Not }
}

fn characters(slice: &str, state: State) -> String {
    let options = TokenizerOptions { state, ..TokenizerOptions::default() };
    // A mark before it, so that one in the slice is not taken for that of byte order.
    let marked = format!("\u{feff}{slice}");
    Tokenizer::new(&marked, Characters::default(), &options).run().0.into_inner()
}

/// The characters of all tokens.
#[derive(Default)]
struct Characters(RefCell<String>);

impl TokenSink for Characters {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let CharacterTokens(text) = token {
            self.0.borrow_mut().extend(text.chars().filter(|ch| !is_null(*ch)));
        }
        TokenSinkResult::Continue
    }
}

/// U+0000 is left out in some places and replaced in others.
fn is_null(ch: char) -> bool {
    matches!(ch, '\0' | char::REPLACEMENT_CHARACTER)
}
