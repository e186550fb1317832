//! From numbers to a moment: bounds, day and month order, calendars.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::metadata::{Precision, Timestamp};

/// First year believed: the web is not older, and years before it are subjects, not dates.
const FIRST_YEAR: i64 = 1990;
/// First year no longer believed.
const END_YEAR: i64 = 2100;
/// Years of the Buddhist era run this much ahead (Thai sites).
const BUDDHIST_OFFSET: i64 = 543;
/// Two-digit years up to this one are of this century.
const LAST_SHORT_YEAR: i64 = 50;

const MICROS: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS;

/// Order of day and month in dates of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

/// What the page tells about the reading of its dates.
#[derive(Debug, Clone, Default)]
pub(in crate::metadata) struct DateStyle {
    /// Primary language subtag, lower case.
    pub(super) language: Option<String>,
    /// Order of numbers where known.
    pub(super) order: Option<Order>,
    /// When the page was fetched, in microseconds since 1970 UTC.
    pub(super) fetched: Option<i64>,
}

/// Regions that write the month first (CLDR short date patterns, version 45).
const MONTH_FIRST: &[&str] = &["us", "ph", "pw", "fm", "mh", "gu", "as", "vi", "mp", "um"];
/// Regions where both orders are in daily use.
const MIXED: &[&str] = &["ca", "ke", "pr", "pa", "za"];
/// Top-level domains of English-speaking countries that write the day first.
const DAY_FIRST_HOSTS: &[&str] =
    &["uk", "au", "nz", "ie", "in", "sg", "ng", "gh", "mt", "pk", "lk", "bd", "my"];

impl DateStyle {
    /// The style for finding out where the dates of a line stand, when what they say does not matter.
    pub(in crate::metadata) fn any() -> Self {
        Self { order: Some(Order::DayFirst), language: None, fetched: None }
    }

    /// The same for a page that was fetched then: relative days can be told, and none may be later than
    /// the next day.
    pub(in crate::metadata) fn fetched(self, moment: Option<i64>) -> Self {
        Self { fetched: moment, ..self }
    }

    /// Whether a date is not later than the day after the fetch.
    pub(in crate::metadata) fn admits(&self, timestamp: Timestamp) -> bool {
        self.fetched.is_none_or(|fetched| timestamp.microseconds <= fetched.saturating_add(MICROS_PER_DAY))
    }

    /// The style that a declared language ("en-US", "de") and a host let expect.
    pub(in crate::metadata) fn of(language: Option<&str>, host: Option<&str>) -> Self {
        let tag = language.unwrap_or_default().to_lowercase();
        let mut parts = tag.split(['-', '_']).filter(|part| !part.is_empty());
        let primary = parts.next().filter(|part| (2..=3).contains(&part.len())).map(str::to_owned);
        let region = parts.find(|part| part.len() == 2);
        let country = host.and_then(|host| host.rsplit('.').next()).unwrap_or_default();
        Self { order: order(primary.as_deref(), region, country), language: primary, fetched: None }
    }
}

/// English without a region is ambiguous unless the host's country tells; "en-US" is the default of
/// many systems and loses against a country's domain.
fn order(language: Option<&str>, region: Option<&str>, country: &str) -> Option<Order> {
    if DAY_FIRST_HOSTS.contains(&country) {
        return Some(Order::DayFirst);
    }
    match (language?, region) {
        (_, Some(region)) if MIXED.contains(&region) => None,
        ("en", Some(region)) if MONTH_FIRST.contains(&region) => Some(Order::MonthFirst),
        ("en", None) => None,
        _ => Some(Order::DayFirst),
    }
}

/// A believable day of the Gregorian calendar.
pub(super) fn day(year: i64, month: i64, day: i64) -> Option<Date> {
    if !(FIRST_YEAR..END_YEAR).contains(&year) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A year written with four digits; in Thai text those of the Buddhist era are converted.
pub(super) fn year(value: i64, thai: bool) -> Option<i64> {
    let shifted = value - BUDDHIST_OFFSET;
    let value = if thai && (FIRST_YEAR..END_YEAR).contains(&shifted) { shifted } else { value };
    (FIRST_YEAR..END_YEAR).contains(&value).then_some(value)
}

/// A year written with two digits.
pub(super) fn short_year(value: i64) -> i64 {
    if value <= LAST_SHORT_YEAR { 2000 + value } else { 1900 + value }
}

/// A day as its first moment in UTC.
pub(super) fn at_day(date: Date) -> Option<Timestamp> {
    let microseconds = moment(date.at(0, 0, 0, 0), 0)?;
    Some(Timestamp { microseconds, precision: Precision::Day, utc_offset: None })
}

/// Whether a moment lies in the years that are believed.
pub(super) fn is_believable(timestamp: Timestamp) -> bool {
    let year =
        jiff::Timestamp::from_microsecond(timestamp.microseconds).map(|at| at.to_zoned(TimeZone::UTC).year());
    year.is_ok_and(|year| (FIRST_YEAR..END_YEAR).contains(&i64::from(year)))
}

/// A day with the numbers of day and month swapped, if there is one.
pub(super) fn swapped(timestamp: Timestamp) -> Option<Timestamp> {
    let date = jiff::Timestamp::from_microsecond(timestamp.microseconds).ok()?.to_zoned(TimeZone::UTC).date();
    at_day(day(date.year().into(), date.day().into(), date.month().into())?)
}

/// A month as its first moment in UTC.
pub(super) fn at_month(year: i64, month: i64) -> Option<Timestamp> {
    let first = at_day(day(year, month, 1)?)?;
    Some(Timestamp { precision: Precision::Month, ..first })
}

/// A day with a time of day and an offset in seconds.
pub(super) fn at_second(time: DateTime, offset: i64) -> Option<Timestamp> {
    let microseconds = moment(time, offset)?;
    let utc_offset = i32::try_from(offset).ok();
    Some(Timestamp { microseconds, precision: Precision::Second, utc_offset })
}

/// Seconds since 1970.
pub(super) fn at_epoch(seconds: i64) -> Option<Timestamp> {
    let time = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC);
    let year = i64::from(time.year());
    (FIRST_YEAR..END_YEAR).contains(&year).then_some(Timestamp {
        microseconds: seconds * MICROS,
        precision: Precision::Second,
        utc_offset: None,
    })
}

fn moment(time: DateTime, offset: i64) -> Option<i64> {
    let utc = time.to_zoned(TimeZone::UTC).ok()?;
    Some(utc.timestamp().as_microsecond() - offset * MICROS)
}
