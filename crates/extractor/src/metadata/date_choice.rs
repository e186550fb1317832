//! Which of the dates that a page offers are those of publication and of the last change.
//!
//! The table of precedence ranks them; what readers see near the headline corrects the data where it must, and
//! days of changes and of other articles are left out.

use super::candidate::{Candidates, Field, Source};
use super::dates::{self, DateStyle, TextDate};
use super::precedence::{Context, is_thread, row};
use super::{Metadata, Precision, Timestamp};

use Source::{
    Address, ArticleMeta, Byline, BylineClass, Citation, DublinCore, FarTime, JsonLd, Line, Meta, MetaLoose,
    Microdata, OpenGraph, Parsely, Rdfa, Text, Time,
};

/// Fills both dates.
pub(super) fn decide(found: &Candidates, context: &Context, metadata: &mut Metadata) {
    let style = &context.style;
    let shown = Shown::all(found, style);
    let published = publication_dates(found, &shown, context);
    let modified = ranked_changes(found, &shown, style);
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
fn publication_dates(found: &Candidates, shown: &[Shown], context: &Context) -> Vec<(Source, Timestamp)> {
    let style = &context.style;
    let mut ranked = ranked_dates(found, shown, style);
    if !is_thread(context) {
        drop_days_of_changes(shown, &mut ranked);
    }
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
    if let Some(at) = day_of_address(&ranked) {
        let agreed = ranked.remove(at);
        ranked.insert(0, agreed);
    }
    let shown = date_lines(shown, style);
    if let Some(at) = only_day(&shown).and_then(|shown| day_agreed_on(shown, &ranked)) {
        let agreed = ranked.remove(at);
        ranked.insert(0, agreed);
    }
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

/// The date of a source near the article that says the same earlier day as the address, where what is ranked first
/// stands alone with a later one: systems that count every change as a publication put the day into the address before.
fn day_of_address(ranked: &[(Source, Timestamp)]) -> Option<usize> {
    let (first, machine) = *ranked.first()?;
    let named = |(source, timestamp): &&(Source, Timestamp)| {
        *source == Address && timestamp.precision == Precision::Day && day(*timestamp) < day(machine)
    };
    let (_, own) = ranked.iter().find(named).filter(|_| MACHINE.contains(&first))?;
    let is_alone = ranked
        .iter()
        .filter(|(_, timestamp)| day(*timestamp) == day(machine))
        .all(|(source, _)| *source == first);
    let says_so = |(source, timestamp): &(Source, Timestamp)| {
        (MACHINE.contains(source) || *source == Time) && day(*timestamp) == day(*own)
    };
    ranked.iter().position(says_so).filter(|_| is_alone)
}

/// The date in the data of the page that is of the day that readers see, where what is ranked first is of another one.
fn day_agreed_on(shown: Timestamp, ranked: &[(Source, Timestamp)]) -> Option<usize> {
    let (first, machine) = *ranked.first()?;
    let says_so = |(source, timestamp): &(Source, Timestamp)| {
        MACHINE.contains(source) && *source != first && day(*timestamp) == day(shown)
    };
    let is_other = MACHINE.contains(&first) && day(machine) != day(shown);
    ranked.iter().position(says_so).filter(|_| is_other)
}

/// Leaves out the days that readers see bare in one element and labelled as those of a change in another one
/// around it.
fn drop_days_of_changes(shown: &[Shown], ranked: &mut Vec<(Source, Timestamp)>) {
    let (mut changed, mut published) = (Vec::new(), Vec::new());
    let clocks_of_changes: Vec<&str> = shown.iter().flat_map(Shown::clocks_of_changes).collect();
    for Shown { line, dates, .. } in
        shown.iter().filter(|shown| matches!(shown.source, Byline | BylineClass | Line))
    {
        for date in dates {
            let is_labelled = line[..date.from].contains(char::is_alphabetic);
            // Two times of one day are two moments.
            let has_own_clock = !clocks_of_changes.is_empty()
                && clock(line, date).is_some_and(|clock| !clocks_of_changes.contains(&clock));
            let days = if date.changed { &mut changed } else { &mut published };
            if date.changed || is_labelled || has_own_clock {
                days.push(day(date.timestamp));
            }
        }
    }
    let is_sure = |(source, timestamp): &(Source, Timestamp)| {
        let is_data = MACHINE.contains(source) || matches!(source, DublinCore | Address);
        is_data && timestamp.precision != Precision::Month || published.contains(&day(*timestamp))
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
fn date_lines(shown: &[Shown], style: &DateStyle) -> Vec<Timestamp> {
    let near = shown.iter().filter(|shown| matches!(shown.source, BylineClass | Line));
    let dated = near.flat_map(|Shown { line, dates, .. }| {
        let words: usize = dates.iter().map(|date| date.to - date.from).sum();
        let is_bare = line.len() - words.min(line.len()) <= BYLINE_BYTES;
        dates
            .iter()
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

/// A text that readers see, offered for the date of publication, and the dates in it.
struct Shown<'a> {
    source: Source,
    line: &'a str,
    dates: Vec<TextDate>,
}

/// The time of day behind a date, as written.
fn clock<'l>(line: &'l str, date: &TextDate) -> Option<&'l str> {
    let (before, after) = line.get(date.from..date.to)?.split_once(':')?;
    let start = before.trim_end_matches(|ch: char| ch.is_ascii_digit()).len();
    let end = after.find(|ch: char| !ch.is_ascii_digit() && ch != ':').unwrap_or(after.len());
    line.get(date.from + start..date.from + before.len() + 1 + end)
}

impl<'a> Shown<'a> {
    fn clocks_of_changes(&self) -> impl Iterator<Item = &'a str> {
        self.dates.iter().filter(|date| date.changed).filter_map(|date| clock(self.line, date))
    }

    fn all(found: &'a Candidates, style: &DateStyle) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for source in TEXTS {
            for line in found.from(Field::Published, *source) {
                // Several sources offer the same line.
                let known = all.iter().find(|shown| shown.line == line).map(|shown| shown.dates.clone());
                let dates = known.unwrap_or_else(|| dates::in_text(line, style));
                all.push(Self { source: *source, line, dates });
            }
        }
        all
    }
}

/// Sources whose values are texts with a date in them.
const TEXTS: &[Source] = &[Byline, BylineClass, Line, FarTime, Text];

/// Whether the page offers a product: the days that readers see there are those of reviews.
fn is_offer(found: &Candidates) -> bool {
    found.from(Field::Kind, OpenGraph).any(|kind| kind.to_lowercase().contains("product"))
}

/// The dates of publication offered, best source first.
fn ranked_dates(found: &Candidates, shown: &[Shown], style: &DateStyle) -> Vec<(Source, Timestamp)> {
    let is_offer = is_offer(found);
    let mut ranked = Vec::new();
    for source in row(Field::Published) {
        if TEXTS.contains(source) {
            let texts = shown.iter().filter(|shown| shown.source == *source && !is_offer);
            let dates = texts.flat_map(|shown| shown.dates.iter().map(|date| (shown.line, date)));
            let (labelled, others): (Vec<_>, Vec<_>) = dates
                .filter(|(_, date)| !date.changed)
                .partition(|(line, date)| dates::says_publication(&line[..date.from]));
            ranked.extend(labelled.into_iter().chain(others).map(|(_, date)| (*source, date.timestamp)));
        } else if !is_offer || *source != Time {
            let values = found.from(Field::Published, *source);
            ranked.extend(
                values.filter_map(|value| dates::parse(value, style)).map(|timestamp| (*source, timestamp)),
            );
        }
    }
    ranked.retain(|(_, timestamp)| style.admits(*timestamp));
    ranked
}

/// The dates of changes offered, best source first; last those that texts about the publication call so.
fn ranked_changes(found: &Candidates, shown: &[Shown], style: &DateStyle) -> Vec<(Source, Timestamp)> {
    let is_offer = is_offer(found);
    let mut ranked = Vec::new();
    for source in row(Field::Modified) {
        for value in found.from(Field::Modified, *source) {
            if !TEXTS.contains(source) {
                if !is_offer || *source != Time {
                    ranked.extend(dates::parse(value, style).map(|timestamp| (*source, timestamp)));
                }
            } else if !is_offer {
                let dates = dates::in_text(value, style);
                // The day of publication may stand in the same line.
                let has_label = dates.iter().any(|date| date.changed);
                let dates = dates.into_iter().filter(|date| date.changed || !has_label);
                ranked.extend(dates.map(|date| (*source, date.timestamp)));
            }
        }
    }
    for source in row(Field::Published).iter().filter(|_| !is_offer) {
        let texts = shown.iter().filter(|shown| shown.source == *source);
        let dates = texts.flat_map(|shown| &shown.dates).filter(|date| date.changed);
        ranked.extend(dates.map(|date| (*source, date.timestamp)));
    }
    ranked.retain(|(_, timestamp)| style.admits(*timestamp));
    ranked
}
