//! The shapes of dates, tried at one position of a list of tokens.

use jiff::civil::{Date, DateTime};

use super::calendar::{self, DateStyle, Order};
use super::eras;
use super::month_names;
use super::tokens::Token;
use crate::metadata::Timestamp;

/// Words that may stand between the parts of a date, in lower case.
/// Source: long date patterns of Unicode CLDR, and the Armenian and Lithuanian year words.
const FILLERS: &[&str] = &[
    "st",
    "nd",
    "rd",
    "th",
    "er",
    "º",
    "ª",
    "de",
    "del",
    "di",
    "d",
    "of",
    "den",
    "e",
    "م",
    "г",
    "год",
    "года",
    "р",
    "року",
    "թ",
    "թվականի",
    "թվական",
    "m",
    "metų",
    "o",
    "ό",
    "พ.ศ",
    "ค.ศ",
    "năm",
    "the",
    "a",
    "da",
];
/// Words and marks between a day and its time of day.
const TIME_FILLERS: &[&str] =
    &["t", "at", "um", "à", "às", "a", "las", "alle", "в", "о", "kl", "klo", "om", "saat", "ժ"];
const MAX_FILLERS: usize = 3;
const MAX_TIME_FILLERS: usize = 4;
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
/// Largest offset from UTC in use, in hours.
const MAX_OFFSET_HOURS: i64 = 14;

/// Zone names with one meaning, in hours. Source: RFC 2822 section 4.3; the others from the IANA zones
/// that use them alone. Names with several meanings (BST, IST) are not zones here.
const ZONES: &[(&str, i64)] = &[
    ("z", 0),
    ("utc", 0),
    ("gmt", 0),
    ("est", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
    ("cet", 1),
    ("cest", 2),
    ("eet", 2),
    ("eest", 3),
    ("msk", 3),
    ("мск", 3),
    ("jst", 9),
    ("kst", 9),
    ("mez", 1),
    ("mesz", 2),
    ("et", -5),
];

/// A date and the token behind it.
pub(super) struct Found {
    pub(super) timestamp: Timestamp,
    pub(super) end: usize,
}

/// A value that is one number: seconds or milliseconds since 1970, or a day as eight digits.
pub(super) fn bare_number(value: i64, digits: usize) -> Option<Timestamp> {
    match digits {
        8 => calendar::at_day(eight_digits(value)?),
        14 => calendar::at_day(eight_digits(value / 1_000_000)?),
        10 => calendar::at_epoch(value),
        13 => calendar::at_epoch(value / 1000),
        _ => None,
    }
}

/// ISO 8601 basic format: `20240305T073000Z`.
pub(super) fn compact(tokens: &[Token]) -> Option<Found> {
    let (value, digits) = tokens.first()?.number()?;
    let day = if digits == 8 { eight_digits(value)? } else { return None };
    let time =
        tokens.get(1).filter(|token| token.word() == Some("t")).and(tokens.get(2)).and_then(Token::number);
    let time = match time {
        Some((clock, 6)) => civil_time(day, clock / 10_000, clock / 100 % 100, clock % 100),
        Some((clock, 4)) => civil_time(day, clock / 100, clock % 100, 0),
        _ => None,
    };
    let offset = zone_at(tokens, 3).map(|(offset, _)| offset);
    with_time(day, time, offset, 1)
}

fn eight_digits(value: i64) -> Option<Date> {
    calendar::day(value / 10_000, value / 100 % 100, value % 100)
}

/// The date that starts at this token, with its time of day if a zone is given.
pub(super) fn date_at(tokens: &[Token], at: usize, style: &DateStyle) -> Option<Found> {
    if !may_begin(tokens, at) || at > 0 && continues_number(tokens, at) {
        return None;
    }
    date_from(tokens, at, style)
}

/// Whether a date may begin at a token: with a number, or with the name of a month or an era that has one near it.
fn may_begin(tokens: &[Token], at: usize) -> bool {
    match tokens[at] {
        Token::Number { .. } => true,
        Token::Word { .. } => {
            tokens[at + 1..].iter().take(MONTH_TO_NUMBER).any(|token| token.number().is_some())
        }
        Token::Mark { .. } => false,
    }
}

/// Tokens from the first word of a month's name to the number of a day at most; from an era to its year fewer.
const MONTH_TO_NUMBER: usize = 2 + MAX_FILLERS;

fn date_from(tokens: &[Token], at: usize, style: &DateStyle) -> Option<Found> {
    let (day, end) = numeric(tokens, at, style)
        .or_else(|| day_month_year(tokens, at, style))
        .or_else(|| year_apart(tokens, at))
        .or_else(|| month_day_year(tokens, at, style))
        .or_else(|| year_month_day(tokens, at, style))
        .or_else(|| eras::date_at(tokens, at, style))?;
    let clock = time_after(tokens, end, day);
    let (time, clock_end) = clock.unwrap_or((None, end));
    let zone = if time.is_some() { zone_at(tokens, clock_end) } else { None };
    with_time(day, time, zone.map(|(offset, _)| offset), zone.map_or(clock_end, |(_, end)| end))
}

/// A month and a year and nothing else: `2024-03`, "March 2024".
pub(super) fn month_only(tokens: &[Token], style: &DateStyle) -> Option<Timestamp> {
    let parts: Vec<_> = tokens.iter().filter(|token| !is_filler(token)).collect();
    let [first, second] = parts[..] else { return None };
    match (first.number(), second.number()) {
        (Some((year, 4)), Some((month, 2))) => calendar::at_month(year, month),
        (None, Some((year, 4))) => {
            calendar::at_month(year, month_names::month(first.word()?, style.language.as_deref())?)
        }
        _ => None,
    }
}

/// A time at midnight sharp, in whatever zone, is a day that a system wrote out.
fn with_time(day: Date, time: Option<DateTime>, offset: Option<i64>, end: usize) -> Option<Found> {
    let timestamp = match (time, offset) {
        (Some(time), Some(offset)) if time != day.at(0, 0, 0, 0) => calendar::at_second(time, offset)?,
        _ => calendar::at_day(day)?,
    };
    Some(Found { timestamp, end })
}

/// A number that a mark ties to a number before it is a part of something else ("1.2.3.2024", "2/5-3").
fn continues_number(tokens: &[Token], at: usize) -> bool {
    let tied = tokens[at].number().is_some() && !tokens[at].is_spaced();
    let mark = tokens[at - 1].mark().is_some_and(|ch| matches!(ch, '.' | '-' | '/' | ':'));
    tied && mark && !tokens[at - 1].is_spaced() && at >= 2 && tokens[at - 2].number().is_some()
}

/// Three numbers: year first, or in the order of the language, or in the only order that is possible.
fn numeric(tokens: &[Token], at: usize, style: &DateStyle) -> Option<(Date, usize)> {
    let (first, first_digits) = tokens.get(at)?.number()?;
    let separator = separator(tokens, at + 1)?;
    let (second, second_digits) = tokens.get(at + 2)?.number()?;
    if self::separator(tokens, at + 3) != Some(separator) {
        return None;
    }
    let (third, third_digits) = tokens.get(at + 4)?.number()?;
    let end = at + 5;
    let thai = style.language.as_deref() == Some("th");
    match (first_digits, second_digits, third_digits) {
        (4, 1..=2, 1..=2) => {
            let sign = tokens.get(end).and_then(Token::word).is_some_and(|word| matches!(word, "日" | "일"));
            let date = calendar::day(calendar::year(first, thai)?, second, third)?;
            Some((date, end + usize::from(sign && separator == '年')))
        }
        (1..=2, 1..=2, 4) => {
            Some((ordered(first, second, calendar::year(third, thai)?, separator, style)?, end))
        }
        (1..=2, 1..=2, 2) if separator == '/' && clock_follows(tokens, end) => {
            Some((ordered(first, second, calendar::short_year(third), separator, style)?, end))
        }
        (2, 2, 2) if separator == '.' && style.language.as_deref() != Some("en") => {
            Some((calendar::day(calendar::short_year(third), second, first)?, end))
        }
        _ => None,
    }
}

/// Whether a time of day stands behind three numbers of two digits: those are a day then, no fraction and no score.
fn clock_follows(tokens: &[Token], end: usize) -> bool {
    (end..=end + 1).any(|at| clock_at(tokens, at).is_some())
}

/// A year, and month and day with a slash between ("2024 03/05"), which some sites have in elements of their own.
fn year_apart(tokens: &[Token], at: usize) -> Option<(Date, usize)> {
    let (year, 4) = tokens.get(at)?.number()? else { return None };
    let (month, 1..=2) = tokens.get(at + 1)?.number()? else { return None };
    let (day, 1..=2) = tokens.get(at + 3)?.number()? else { return None };
    (separator(tokens, at + 2)? == '/').then(|| calendar::day(year, month, day))?.map(|date| (date, at + 4))
}

fn ordered(first: i64, second: i64, year: i64, separator: char, style: &DateStyle) -> Option<Date> {
    let day_first = calendar::day(year, second, first);
    let month_first = calendar::day(year, first, second);
    match (day_first, month_first) {
        (Some(date), None) | (None, Some(date)) => Some(date),
        (Some(date), Some(other)) if date == other => Some(date),
        (Some(date), Some(_)) if separator == '.' && style.order != Some(Order::MonthFirst) => Some(date),
        (date, other) => match style.order? {
            Order::DayFirst => date,
            Order::MonthFirst => other,
        },
    }
}

/// The mark between two numbers of a date. Year and month signs of East Asia count as one separator,
/// and so do a dash and a hyphen.
fn separator(tokens: &[Token], at: usize) -> Option<char> {
    let token = tokens.get(at)?;
    match token {
        Token::Word { text, .. } => matches!(text.as_ref(), "年" | "月" | "년" | "월").then_some('年'),
        Token::Mark { ch: '.', .. } => Some('.'),
        Token::Mark { ch: '/' | '／', .. } => Some('/'),
        Token::Mark { ch: '-' | '–' | '‑', spaced: false, .. } if !tokens.get(at + 1)?.is_spaced() => {
            Some('-')
        }
        _ => None,
    }
}

/// "5 March 2024", "5. März 2024", "le 1er mars 2024", "5 de marzo de 2024", "5 tháng 3 năm 2024".
fn day_month_year(tokens: &[Token], at: usize, style: &DateStyle) -> Option<(Date, usize)> {
    let day = day_number(tokens, at)?;
    let (month, at, thai) = month_at(tokens, skip_fillers(tokens, at + 1), style)?;
    let (year, end) = year_at(tokens, skip_fillers(tokens, at), thai)?;
    Some((calendar::day(year, month, day)?, end))
}

/// "March 5, 2024", "Mar 5 07:30:00 GMT 2024".
fn month_day_year(tokens: &[Token], at: usize, style: &DateStyle) -> Option<(Date, usize)> {
    let (month, at, thai) = month_at(tokens, at, style)?;
    let at = skip_fillers(tokens, at);
    let day = day_number(tokens, at)?;
    let next = skip_fillers(tokens, at + 1);
    let date = |(year, end)| Some((calendar::day(year, month, day)?, end));
    if let Some(found) = year_at(tokens, next, thai) {
        return date(found);
    }
    let (_, _, after_clock) = clock_at(tokens, next)?;
    let after_zone = zone_at(tokens, after_clock).map_or(after_clock, |(_, end)| end);
    date(year_at(tokens, after_zone, thai)?)
}

/// "2024. március 5.", "2024 m. kovo 5 d.", "2024 թ. մարտի 5", "2024-Mar-05".
fn year_month_day(tokens: &[Token], at: usize, style: &DateStyle) -> Option<(Date, usize)> {
    let (year, at) = year_at(tokens, at, false)?;
    let (month, at, _) = month_at(tokens, skip_fillers(tokens, at), style)?;
    let at = skip_fillers(tokens, at);
    let day = day_number(tokens, at)?;
    Some((calendar::day(year, month, day)?, at + 1))
}

fn day_number(tokens: &[Token], at: usize) -> Option<i64> {
    let (value, digits) = tokens.get(at)?.number()?;
    (digits <= 2 && (1..=31).contains(&value)).then_some(value)
}

fn year_at(tokens: &[Token], at: usize, thai: bool) -> Option<(i64, usize)> {
    let (value, digits) = tokens.get(at)?.number()?;
    (digits == 4).then(|| calendar::year(value, thai))?.map(|year| (year, at + 1))
}

/// A month's name of one or two words, or "tháng 3"; then the token behind it, and whether it is Thai.
fn month_at(tokens: &[Token], at: usize, style: &DateStyle) -> Option<(i64, usize, bool)> {
    let language = style.language.as_deref();
    let word = tokens.get(at)?.word()?;
    if word == "tháng" {
        let (month, _) = tokens.get(at + 1)?.number()?;
        return Some((month, at + 2, false));
    }
    if let Some(next) = tokens.get(at + 1).and_then(Token::word)
        && let Some(month) = month_names::month(&format!("{word} {next}"), language)
    {
        return Some((month, at + 2, false));
    }
    month_names::month(word, language).map(|month| (month, at + 1, month_names::is_thai(word)))
}

fn skip_fillers(tokens: &[Token], mut at: usize) -> usize {
    let limit = at + MAX_FILLERS;
    while at < limit && tokens.get(at).is_some_and(is_filler) {
        at += 1;
    }
    at
}

fn is_filler(token: &Token) -> bool {
    match token {
        Token::Mark { ch, .. } => matches!(ch, '.' | ',' | '-' | '/' | '،' | '’' | '\'' | '‑'),
        Token::Word { text, .. } => FILLERS.contains(&text.as_ref()),
        Token::Number { .. } => false,
    }
}

/// The time of day that follows a day, and the token behind it.
fn time_after(tokens: &[Token], end: usize, day: Date) -> Option<(Option<DateTime>, usize)> {
    let mut at = end;
    while at < end + MAX_TIME_FILLERS && tokens.get(at).is_some_and(is_time_filler) {
        at += 1;
    }
    let ((hour, minute), second, end) = clock_at(tokens, at)?;
    Some((civil_time(day, hour, minute, second), end))
}

fn is_time_filler(token: &Token) -> bool {
    match token {
        Token::Mark { ch, .. } => matches!(ch, ',' | '-' | '–' | '—' | '|' | '·' | '•' | '.' | '،' | '('),
        Token::Word { text, .. } => {
            TIME_FILLERS.contains(&text.as_ref()) || matches!(text.as_ref(), "日" | "일")
        }
        Token::Number { .. } => false,
    }
}

/// `07:30`, `07:30:00.000`, `7:30 pm`, `19h30`: hour and minute, second, the token behind.
fn clock_at(tokens: &[Token], at: usize) -> Option<((i64, i64), i64, usize)> {
    let two =
        |at: usize| tokens.get(at).and_then(Token::number).filter(|(_, digits)| *digits <= 2).map(|(n, _)| n);
    let colon = |at: usize| tokens.get(at).and_then(Token::mark) == Some(':');
    let mut hour = two(at)?;
    let word = |at: usize| tokens.get(at).and_then(Token::word).unwrap_or_default();
    if !colon(at + 1) && !matches!(word(at + 1), "h" | "時" | "时" | "시") {
        return None;
    }
    let minute = two(at + 2)?;
    let (mut second, mut end) = (0, at + 3);
    if matches!(word(end), "分" | "분") {
        return Some(((hour, minute), second, end + 1));
    }
    if colon(end)
        && let Some(value) = two(end + 1)
    {
        second = value;
        end += 2;
        let fraction = tokens.get(end).and_then(Token::mark).is_some_and(|ch| matches!(ch, '.' | ','));
        if fraction && tokens.get(end + 1).is_some_and(|token| token.number().is_some() && !token.is_spaced())
        {
            end += 2;
        }
    }
    match tokens.get(end).and_then(Token::word) {
        Some("am") if hour == 12 => hour = 0,
        Some("pm") if hour < 12 => hour += 12,
        Some("am" | "pm") => {}
        _ => return Some(((hour, minute), second, end)),
    }
    Some(((hour, minute), second, end + 1))
}

/// Whether a dash and another date follow ("31 December 2021 – 6 January 2022"): days of an event.
pub(super) fn begins_range(tokens: &[Token], end: usize, style: &DateStyle) -> bool {
    is_dash(tokens, end) && date_from(tokens, end + 1, style).is_some()
}

/// Whether a day and a dash stand before ("14.–20. January 2022").
pub(super) fn ends_range(tokens: &[Token], at: usize) -> bool {
    let Some(dash) = at.checked_sub(1).filter(|dash| is_dash(tokens, *dash)) else { return false };
    let dot = dash.checked_sub(1).is_some_and(|before| tokens[before].mark() == Some('.'));
    let day = dash.checked_sub(if dot { 2 } else { 1 }).and_then(|before| tokens[before].number());
    (dot || !tokens[dash].is_spaced())
        && day.is_some_and(|(value, digits)| digits <= 2 && (1..=31).contains(&value))
}

fn is_dash(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).and_then(Token::mark).is_some_and(|mark| matches!(mark, '-' | '–' | '—' | '−'))
}

fn civil_time(day: Date, hour: i64, minute: i64, second: i64) -> Option<DateTime> {
    let part = |value: i64| i8::try_from(value).ok();
    let time = jiff::civil::Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()?;
    Some(day.to_datetime(time))
}

/// The offset from UTC in seconds at this token, and the token behind: `Z`, `GMT+0300`, `+03:00`, `-05`.
fn zone_at(tokens: &[Token], at: usize) -> Option<(i64, usize)> {
    let named = tokens
        .get(at)
        .and_then(Token::word)
        .and_then(|word| ZONES.iter().find(|(name, _)| *name == word).map(|(_, hours)| hours * HOUR));
    let sign_at = if named.is_some() { at + 1 } else { at };
    numeric_zone(tokens, sign_at).or_else(|| named.map(|offset| (offset, at + 1)))
}

fn numeric_zone(tokens: &[Token], at: usize) -> Option<(i64, usize)> {
    let sign = match tokens.get(at)?.mark()? {
        '+' => 1,
        '-' | '−' => -1,
        _ => return None,
    };
    let (value, digits) = tokens.get(at + 1)?.number()?;
    let (hours, minutes, end) = match digits {
        4 => (value / 100, value % 100, at + 2),
        1..=2 => match tokens.get(at + 2).and_then(Token::mark) {
            Some(':') => (value, tokens.get(at + 3)?.number()?.0, at + 4),
            _ => (value, 0, at + 2),
        },
        _ => return None,
    };
    (hours <= MAX_OFFSET_HOURS && minutes < 60).then_some((sign * (hours * HOUR + minutes * MINUTE), end))
}
