//! Days told from the day of reading: "3 hours ago", "vor 2 Tagen", "вчера". They mean something only where
//! it is known when the page was fetched.

use super::calendar;
use super::tokens::Token;
use crate::metadata::{Precision, Timestamp};

const MICROS_PER_MINUTE: i64 = 60_000_000;
const MICROS_PER_DAY: i64 = 24 * 60 * MICROS_PER_MINUTE;

/// Words that say "ago" beside a number and a unit, in lower case.
/// Source: relative time patterns of Unicode CLDR, narrow and wide, for the languages of the units below.
const AGO: &[&str] = &[
    "ago",
    "vor",
    "hace",
    "há",
    "atrás",
    "fa",
    "geleden",
    "sedan",
    "siden",
    "sitten",
    "temu",
    "назад",
    "тому",
    "önce",
    "lalu",
    "yang",
    "trước",
    "il",
    "前",
    "전",
];
/// Starts of units, in lower case, with their length in minutes. Same source.
const UNITS: &[(&str, i64)] = &[
    ("minut", 1),
    ("min", 1),
    ("минут", 1),
    ("хвилин", 1),
    ("dakika", 1),
    ("menit", 1),
    ("phút", 1),
    ("分", 1),
    ("분", 1),
    ("hour", 60),
    ("hr", 60),
    ("stunde", 60),
    ("heure", 60),
    ("hora", 60),
    ("ore", 60),
    ("ora", 60),
    ("uur", 60),
    ("uren", 60),
    ("timm", 60),
    ("time", 60),
    ("tuntia", 60),
    ("godzin", 60),
    ("час", 60),
    ("годин", 60),
    ("saat", 60),
    ("jam", 60),
    ("giờ", 60),
    ("時", 60),
    ("小", 60),
    ("시", 60),
    ("day", 1440),
    ("tag", 1440),
    ("jour", 1440),
    ("día", 1440),
    ("dia", 1440),
    ("giorn", 1440),
    ("dag", 1440),
    ("päiv", 1440),
    ("dni", 1440),
    ("день", 1440),
    ("дня", 1440),
    ("дней", 1440),
    ("дні", 1440),
    ("днів", 1440),
    ("gün", 1440),
    ("hari", 1440),
    ("ngày", 1440),
    ("日", 1440),
    ("天", 1440),
    ("일", 1440),
    ("week", 10_080),
    ("woche", 10_080),
    ("semain", 10_080),
    ("semana", 10_080),
    ("settiman", 10_080),
    ("недел", 10_080),
    ("тиж", 10_080),
];
/// Days with a name of their own, in days before the day of reading.
const NAMED: &[(&str, i64)] = &[
    ("today", 0),
    ("heute", 0),
    ("hoy", 0),
    ("hoje", 0),
    ("oggi", 0),
    ("vandaag", 0),
    ("idag", 0),
    ("dzisiaj", 0),
    ("сегодня", 0),
    ("сьогодні", 0),
    ("bugün", 0),
    ("yesterday", 1),
    ("gestern", 1),
    ("hier", 1),
    ("ayer", 1),
    ("ontem", 1),
    ("ieri", 1),
    ("gisteren", 1),
    ("igår", 1),
    ("wczoraj", 1),
    ("вчера", 1),
    ("вчора", 1),
    ("dün", 1),
];
/// Tokens between a number, its unit and the word for "ago".
const REACH: usize = 3;
/// Largest number believed; more is no time that somebody writes so.
const LARGEST: i64 = 60;
/// Most tokens of a line that is nothing but such a time; in longer ones the words mean other things.
const MOST_TOKENS: usize = 12;

/// The day that a short line tells from the moment of fetching, in microseconds since 1970 UTC.
pub(super) fn day(tokens: &[Token], fetched: i64) -> Option<Timestamp> {
    if tokens.len() > MOST_TOKENS {
        return None;
    }
    let counted = (0..tokens.len()).find_map(|at| minutes_before(tokens, at));
    let named = || {
        let words = tokens.iter().filter_map(Token::word);
        let mut days = words.filter_map(|word| NAMED.iter().find(|(name, _)| *name == word));
        days.next().map(|(_, days)| days * 1440)
    };
    let moment = fetched.checked_sub(counted.or_else(named)? * MICROS_PER_MINUTE)?;
    let microseconds = moment.div_euclid(MICROS_PER_DAY) * MICROS_PER_DAY;
    let date = Timestamp { microseconds, precision: Precision::Day, utc_offset: None };
    calendar::is_believable(date).then_some(date)
}

fn minutes_before(tokens: &[Token], at: usize) -> Option<i64> {
    let (count, _) = tokens[at].number()?;
    let unit = tokens.get(at + 1)?.word()?;
    let (_, minutes) = UNITS.iter().find(|(start, _)| unit.starts_with(start))?;
    let around = &tokens[at.saturating_sub(REACH)..(at + 1 + REACH).min(tokens.len())];
    let is_past = around.iter().filter_map(Token::word).any(|word| AGO.contains(&word));
    (is_past && (0..=LARGEST).contains(&count)).then_some(count * minutes)
}
