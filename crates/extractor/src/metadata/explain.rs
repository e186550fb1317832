//! What became of each candidate: chosen, agreeing with what was chosen, or the reason why not.

use std::fmt::Write as _;

use super::candidate::{Candidates, Field};
use super::dates::{self, DateStyle};
use super::precedence::{self, Context};
use super::{Metadata, Timestamp, candidate, date_choice, people, text, titles};

/// A value that one source in a page offered for a field of [`Metadata`], and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Candidate {
    /// Name of the field, as in [`Metadata::sources`].
    pub field: &'static str,
    /// Name of the source, as in [`Metadata::sources`].
    pub source: &'static str,
    /// The value as the page has it, white space folded.
    pub value: String,
    /// Index of the page's node that holds it, in document order; none for what is not in one node.
    pub position: Option<usize>,
    /// `chosen`, `agrees`, or why it lost.
    pub outcome: &'static str,
}

/// The outcome of a candidate that the field took.
const CHOSEN: &str = "chosen";
/// Another source says the same as the chosen one.
const AGREES: &str = "agrees";

/// Every candidate with its outcome, in the order of fields and then of precedence.
pub(super) fn outcomes(found: &Candidates, metadata: &Metadata, context: &Context) -> Vec<Candidate> {
    let mut all: Vec<&candidate::Candidate> = found.all().collect();
    all.sort_by_key(|candidate| (candidate.field, precedence::rank(candidate.field, candidate.source)));
    let explained = all.into_iter().map(|candidate| Candidate {
        field: candidate.field.as_str(),
        source: candidate.source.as_str(),
        value: candidate.value.clone(),
        position: candidate.position,
        outcome: outcome(candidate, metadata, context),
    });
    explained.collect()
}

fn outcome(candidate: &candidate::Candidate, metadata: &Metadata, context: &Context) -> &'static str {
    let Some(rank) = precedence::rank(candidate.field, candidate.source) else {
        return "helps to read the others";
    };
    match fate(candidate, metadata, context) {
        Fate::Unusable(reason) => return reason,
        Fate::Same if metadata.sources.get(candidate.field.as_str()) == Some(&candidate.source.as_str()) => {
            return CHOSEN;
        }
        Fate::Same => return AGREES,
        Fate::Different => {}
    }
    let winner = metadata.sources.get(candidate.field.as_str());
    let first = winner.and_then(|name| precedence::first_rank(candidate.field, name));
    match first {
        None => "not believed alone",
        Some(first) if first < rank => "a source before it was chosen",
        Some(first) if first == rank => "another value of this source was chosen",
        Some(_) => "overruled by what readers see",
    }
}

/// How a value compares with the chosen one.
enum Fate {
    Same,
    Different,
    Unusable(&'static str),
}

fn fate(candidate: &candidate::Candidate, metadata: &Metadata, context: &Context) -> Fate {
    let value = candidate.value.as_str();
    let same = |is_same: bool| if is_same { Fate::Same } else { Fate::Different };
    let text = |chosen: &Option<String>| same(chosen.as_deref().is_some_and(|chosen| chosen == value));
    match candidate.field {
        Field::Title => title(value, metadata, context),
        Field::Author => {
            let names = people::author_names(value, &[]);
            if names.is_empty() {
                return Fate::Unusable("names no person");
            }
            let known =
                |name: &String| metadata.authors.iter().any(|a| text::squash(a) == text::squash(name));
            same(names.iter().any(known))
        }
        Field::Published => date(value, metadata.published, false, &context.style),
        Field::Modified => date(value, metadata.modified, true, &context.style),
        Field::Url => same(metadata.url.as_deref().is_some_and(|url| url.ends_with(value))),
        Field::SiteName => text(&metadata.site_name),
        Field::Description => text(&metadata.description),
        Field::Image => same(metadata.image_url.as_deref().is_some_and(|url| url.ends_with(value))),
        Field::License => text(&metadata.license),
        Field::Section => text(&metadata.section),
        Field::Tag => same(metadata.tags.iter().any(|tag| tag == value)),
        Field::Language => text(&metadata.declared_language),
        Field::Kind => Fate::Different,
    }
}

fn title(value: &str, metadata: &Metadata, context: &Context) -> Fate {
    let bare = titles::without_site(value, &context.sites);
    if titles::is_site(&bare, &context.sites) {
        return Fate::Unusable("is the site's name");
    }
    let chosen = metadata.title.as_deref().map(text::squash);
    if chosen.is_some_and(|chosen| chosen == text::squash(&bare)) { Fate::Same } else { Fate::Different }
}

fn date(value: &str, chosen: Option<Timestamp>, is_change: bool, style: &DateStyle) -> Fate {
    let in_text = dates::in_text(value, style);
    let days: Vec<i64> = match dates::parse(value, style) {
        Some(date) if in_text.is_empty() => vec![date_choice::day(date)],
        _ => in_text
            .iter()
            .filter(|date| is_change || !date.changed)
            .map(|date| date_choice::day(date.timestamp))
            .collect(),
    };
    if days.is_empty() {
        let only_changes = !in_text.is_empty();
        return Fate::Unusable(if only_changes { "the day of a change" } else { "no day that can be read" });
    }
    match chosen {
        Some(chosen) if days.contains(&date_choice::day(chosen)) => Fate::Same,
        _ => Fate::Different,
    }
}

/// A table for people: field, source, outcome and value of each candidate, one a line.
pub(crate) fn table(candidates: &[Candidate]) -> String {
    let mut out = String::new();
    for candidate in candidates {
        let value: String = candidate.value.chars().take(LONGEST_SHOWN).collect();
        let Candidate { field, source, outcome, .. } = candidate;
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{field:<17} {source:<14} {outcome:<40} {value}");
    }
    out
}

/// Characters of a value that the table shows.
const LONGEST_SHOWN: usize = 80;
