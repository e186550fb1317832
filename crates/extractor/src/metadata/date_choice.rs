//! Which of the dates that a page offers are those of publication and of the last change.
//!
//! The table of precedence ranks them; what readers see near the headline corrects the data where it must, and
//! days of changes and of other articles are left out.

use super::candidate::{Candidates, Field, Source};
use super::dates::{self, DateStyle};
use super::precedence::{Context, is_thread, row};
use super::{Metadata, Precision, Timestamp};

use Source::{
    ArticleMeta, Byline, BylineClass, Citation, FarTime, JsonLd, Line, Meta, MetaLoose, Microdata, OpenGraph,
    Parsely, Rdfa, Text, Time,
};

/// Fills both dates.
pub(super) fn decide(found: &Candidates, context: &Context, metadata: &mut Metadata) {
    let style = &context.style;
    let published = publication_dates(found, context);
    let mut modified = ranked_dates(found, Field::Modified, style, false);
    modified.extend(ranked_dates(found, Field::Published, style, true));
    if let Some((source, timestamp)) = most_exact(&published) {
        metadata.published = Some(on_page_clock(timestamp, &published));
        metadata.sources.insert("published", source.as_str());
    }
    if let Some((source, timestamp)) = most_exact(&modified) {
        metadata.modified = Some(on_page_clock(timestamp, &modified));
        metadata.sources.insert("modified", source.as_str());
    }
}

/// The dates of publication, best first. A byline far from the headline is that of another article unless
/// a line near the headline says the same. A day that readers see beside the headline and that is earlier
/// than what the page's data say is the day of publication: the data then tell of an import or a revision.
fn publication_dates(found: &Candidates, context: &Context) -> Vec<(Source, Timestamp)> {
    let style = &context.style;
    let mut ranked = ranked_dates(found, Field::Published, style, false);
    drop_days_of_changes(found, style, &mut ranked);
    settle_times(is_thread(context), &mut ranked);
    let is_near = |source: Source| matches!(source, Time | BylineClass | Line);
    let near: Vec<i64> =
        ranked.iter().filter(|(source, _)| is_near(*source)).map(|(_, timestamp)| day(*timestamp)).collect();
    if let Some(last) = ranked.iter().rposition(|(source, _)| is_near(*source)) {
        let rest = ranked.split_off(last + 1);
        let (far, mut sorted): (Vec<_>, Vec<_>) = ranked
            .into_iter()
            .partition(|(source, timestamp)| *source == Byline && !near.contains(&day(*timestamp)));
        sorted.extend(far);
        sorted.extend(rest);
        ranked = sorted;
    }
    for at in 0..ranked.len() {
        if let Some(other) = swapped(ranked[at], &ranked) {
            ranked[at].1 = other;
        }
    }
    let shown = date_lines(found, style);
    if let (Some((first, machine)), Some(shown)) = (ranked.first().copied(), only_day(&shown))
        && MACHINE.contains(&first)
        && day(shown) < day(machine) - 1
        && let Some(at) = ranked
            .iter()
            .position(|(source, timestamp)| !MACHINE.contains(source) && day(*timestamp) == day(shown))
    {
        let earlier = ranked.remove(at);
        ranked.insert(0, earlier);
    }
    ranked
}

/// Leaves out the days that readers see bare in one element and labelled as those of a change in another one
/// around it.
fn drop_days_of_changes(found: &Candidates, style: &DateStyle, ranked: &mut Vec<(Source, Timestamp)>) {
    let (mut changed, mut published) = (Vec::new(), Vec::new());
    for source in [Byline, BylineClass, Line] {
        for line in found.from(Field::Published, source) {
            let dates = dates::in_text(line, style);
            for date in &dates {
                let is_labelled =
                    line.len() > date.to - date.from && line[..date.from].contains(char::is_alphabetic);
                let days = if date.changed { &mut changed } else { &mut published };
                if date.changed || is_labelled {
                    days.push(day(date.timestamp));
                }
            }
        }
    }
    let is_sure = |(source, timestamp): &(Source, Timestamp)| {
        MACHINE.contains(source) || published.contains(&day(*timestamp))
    };
    let is_bare_change = |dated: &(Source, Timestamp)| !is_sure(dated) && changed.contains(&day(dated.1));
    if ranked.iter().any(is_bare_change) {
        // What else the page shows is of other articles.
        ranked.retain(is_sure);
    }
}

/// Days of `time` elements that are those of other articles: of three days near the headline none is believed
/// before a line there; far from it one is only where no other one is named, or in a thread, whose first post
/// has the first.
fn settle_times(is_thread: bool, ranked: &mut Vec<(Source, Timestamp)>) {
    let days = |wanted: Source, ranked: &[(Source, Timestamp)]| {
        let mut days: Vec<i64> = ranked
            .iter()
            .filter(|(source, _)| *source == wanted)
            .map(|(_, timestamp)| day(*timestamp))
            .collect();
        days.sort_unstable();
        days.dedup();
        days.len()
    };
    if days(Time, ranked) >= MANY_DAYS {
        let is_shown = |(source, _): &(Source, Timestamp)| matches!(source, BylineClass | Line);
        let end = ranked.iter().rposition(is_shown).map_or(0, |last| last + 1);
        let (times, mut rest): (Vec<_>, Vec<_>) =
            ranked[..end].iter().partition(|(source, _)| *source == Time);
        rest.extend(times);
        ranked.splice(..end, rest);
    }
    if !is_thread && days(FarTime, ranked) > 1 {
        ranked.retain(|(source, _)| *source != FarTime);
    }
}

/// Days near the headline that are those of a list.
const MANY_DAYS: usize = 3;

/// The day with day and month swapped, where the data of the page name that day and not the other one:
/// sites do not always write numbers as their language does.
fn swapped((source, timestamp): (Source, Timestamp), ranked: &[(Source, Timestamp)]) -> Option<Timestamp> {
    if MACHINE.contains(&source) || timestamp.precision != Precision::Day {
        return None;
    }
    let other = dates::with_swapped_numbers(timestamp)?;
    let named = |wanted: Timestamp| {
        ranked.iter().any(|(source, known)| MACHINE.contains(source) && day(*known) == day(wanted))
    };
    (named(other) && !named(timestamp)).then_some(other)
}

/// Sources that readers do not see.
const MACHINE: &[Source] = &[JsonLd, ArticleMeta, Citation, Parsely, Microdata, Meta, Rdfa];

/// The days of lines near the headline that say little else.
fn date_lines(found: &Candidates, style: &DateStyle) -> Vec<Timestamp> {
    let lines = [BylineClass, Line].iter().flat_map(|source| found.from(Field::Published, *source));
    let dated = lines.flat_map(|line| {
        let dates = dates::in_text(line, style);
        let words: usize = dates.iter().map(|date| date.to - date.from).sum();
        let is_bare = line.len() - words.min(line.len()) <= BYLINE_BYTES;
        dates
            .into_iter()
            .filter(move |date| is_bare && !date.changed && style.admits(date.timestamp))
            .map(|date| date.timestamp)
    });
    dated.filter(|timestamp| timestamp.precision != Precision::Month).collect()
}

/// Bytes of a byline beside its day: a name and a label.
const BYLINE_BYTES: usize = 60;

/// The day on which all agree.
fn only_day(timestamps: &[Timestamp]) -> Option<Timestamp> {
    let first = *timestamps.first()?;
    timestamps.iter().all(|other| day(*other) == day(first)).then_some(first)
}

/// The first date; where it is a day, the first of the others that gives the time of that day.
fn most_exact(ranked: &[(Source, Timestamp)]) -> Option<(Source, Timestamp)> {
    let first = ranked.first()?;
    let exact = ranked.iter().find(|(source, timestamp)| {
        timestamp.precision == Precision::Second && *source != MetaLoose && day(*timestamp) == day(first.1)
    });
    exact.filter(|_| first.1.precision == Precision::Day).or(Some(first)).copied()
}

/// The moment with the offset of another source that gives the same moment, where the source itself
/// writes UTC: publishing systems do so in their scripts and show the site's own clock to readers.
fn on_page_clock(timestamp: Timestamp, ranked: &[(Source, Timestamp)]) -> Timestamp {
    let is_utc = |offset: Option<i32>| offset.is_none_or(|offset| offset == 0);
    if timestamp.precision != Precision::Second || !is_utc(timestamp.utc_offset) {
        return timestamp;
    }
    let same = |other: &Timestamp| {
        other.precision == Precision::Second
            && !is_utc(other.utc_offset)
            && (other.microseconds - timestamp.microseconds).abs() < MICROS_PER_MINUTE
    };
    let shown = ranked.iter().map(|(_, other)| other).find(|other| same(other));
    Timestamp { utc_offset: shown.map_or(timestamp.utc_offset, |other| other.utc_offset), ..timestamp }
}

/// Days since 1970 on the clock of the page.
pub(super) fn day(timestamp: Timestamp) -> i64 {
    timestamp.local_microseconds().div_euclid(MICROS_PER_DAY)
}

const MICROS_PER_MINUTE: i64 = 60_000_000;
const MICROS_PER_DAY: i64 = 86_400_000_000;

/// The dates offered for a field, best source first. `changes` asks the texts for the dates that they
/// call dates of a change. On a product's page the days that readers see are those of reviews.
fn ranked_dates(
    found: &Candidates,
    field: Field,
    style: &DateStyle,
    changes: bool,
) -> Vec<(Source, Timestamp)> {
    let is_offer = found.from(Field::Kind, OpenGraph).any(|kind| kind.to_lowercase().contains("product"));
    let mut ranked = Vec::new();
    for source in row(field) {
        for value in found.from(field, *source) {
            let text = matches!(source, Byline | BylineClass | Line | FarTime | Text);
            if text && is_offer {
                continue;
            }
            if text {
                let dates = dates::in_text(value, style).into_iter();
                ranked.extend(
                    dates
                        .filter(|date| date.changed == changes || field == Field::Modified)
                        .map(|date| (*source, date.timestamp)),
                );
            } else if !changes && (!is_offer || *source != Time) {
                ranked.extend(dates::parse(value, style).map(|timestamp| (*source, timestamp)));
            }
        }
    }
    ranked.retain(|(_, timestamp)| style.admits(*timestamp));
    ranked
}
