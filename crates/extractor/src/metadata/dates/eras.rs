//! Calendars beside the Gregorian one, where the page marks them: the Persian (Solar Hijri) by its months or, on a
//! Persian page, by its years, and the Japanese eras by their names. Thai years are read in `calendar`.

use jiff::ToSpan;
use jiff::civil::Date;

use super::calendar::{self, DateStyle};
use super::tokens::Token;

/// Months of the Persian calendar in Iran and in Afghanistan, in order. Source: Unicode CLDR, `fa` and `fa-AF`.
const PERSIAN_MONTHS: [&[&str]; 12] = [
    &["فروردین", "فروردين", "حمل"],
    &["اردیبهشت", "ارديبهشت", "ثور"],
    &["خرداد", "جوزا"],
    &["تیر", "تير", "سرطان"],
    &["مرداد", "امرداد", "اسد"],
    &["شهریور", "شهريور", "سنبله"],
    &["مهر", "میزان"],
    &["آبان", "عقرب"],
    &["آذر", "قوس"],
    &["دی", "دي", "جدی"],
    &["بهمن", "دلو"],
    &["اسفند", "حوت"],
];
/// Persian years that lie in the years believed: 1990 to 2099.
const PERSIAN_YEARS: std::ops::RangeInclusive<i64> = 1369..=1477;
/// The first day of this Persian year is 21 March 2021.
const KNOWN_YEAR: i64 = 1400;
/// Remainders of leap years in cycles of 33 years, which agree with the observed equinox in all of these years.
/// Source: Borkowski, "The Persian calendar for 3000 years", Earth, Moon, and Planets 74 (1996).
const LEAP_REMAINDERS: [i64; 8] = [1, 5, 9, 13, 17, 22, 26, 30];
const LEAP_CYCLE: i64 = 33;
/// Months of 31 days at the start of the Persian year; the others have 30, the last one 29 in common years.
const LONG_MONTHS: i64 = 6;

/// Eras of Japan as pairs of characters, with the year before the first. Source: Unicode CLDR, `japanese`.
const JAPANESE_ERAS: &[(&str, &str, i64)] = &[("令", "和", 2018), ("平", "成", 1988), ("昭", "和", 1925)];

/// A date of such a calendar at this token, and the token behind it.
pub(super) fn date_at(tokens: &[Token], at: usize, style: &DateStyle) -> Option<(Date, usize)> {
    japanese(tokens, at).or_else(|| persian(tokens, at, style))
}

/// "令和6年3月5日", "平成元年1月8日".
fn japanese(tokens: &[Token], at: usize) -> Option<(Date, usize)> {
    let word = |at: usize| tokens.get(at).and_then(Token::word);
    let number = |at: usize| tokens.get(at).and_then(Token::number).map(|(value, _)| value);
    let (first, second) = (word(at)?, word(at + 1)?);
    let (.., before) = JAPANESE_ERAS.iter().find(|era| (era.0, era.1) == (first, second))?;
    let year = if word(at + 2) == Some("元") { 1 } else { number(at + 2)? };
    if (word(at + 3), word(at + 5), word(at + 7)) != (Some("年"), Some("月"), Some("日")) {
        return None;
    }
    let date = calendar::day(before.checked_add(year)?, number(at + 4)?, number(at + 6)?)?;
    Some((date, at + 8))
}

/// "15 مرداد 1403", and on a Persian page "1403/05/15".
fn persian(tokens: &[Token], at: usize, style: &DateStyle) -> Option<(Date, usize)> {
    let number = |at: usize| tokens.get(at).and_then(Token::number).map(|(value, _)| value);
    let first = number(at)?;
    if let Some(month) = tokens.get(at + 1).and_then(Token::word).and_then(persian_month) {
        return Some((gregorian(number(at + 2)?, month, first)?, at + 3));
    }
    let mark = |at: usize| tokens.get(at).and_then(Token::mark).filter(|mark| matches!(mark, '/' | '-'));
    if style.language.as_deref() != Some("fa") || mark(at + 1)? != mark(at + 3)? {
        return None;
    }
    Some((gregorian(first, number(at + 2)?, number(at + 4)?)?, at + 5))
}

fn persian_month(word: &str) -> Option<i64> {
    (1..).zip(PERSIAN_MONTHS).find(|(_, names)| names.contains(&word)).map(|(month, _)| month)
}

/// The Gregorian day of a Persian one.
fn gregorian(year: i64, month: i64, day: i64) -> Option<Date> {
    let is_leap = |year: i64| LEAP_REMAINDERS.contains(&year.rem_euclid(LEAP_CYCLE));
    let length = match month {
        1..=LONG_MONTHS => 31,
        7..=11 => 30,
        12 => 29 + i64::from(is_leap(year)),
        _ => return None,
    };
    if !PERSIAN_YEARS.contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    let between = if year < KNOWN_YEAR { year..KNOWN_YEAR } else { KNOWN_YEAR..year };
    let days: i64 = between.map(|year| 365 + i64::from(is_leap(year))).sum();
    let to_year = if year < KNOWN_YEAR { -days } else { days };
    let to_month = (month - 1) * 30 + (month - 1).min(LONG_MONTHS);
    let date = jiff::civil::date(2021, 3, 21).checked_add((to_year + to_month + day - 1).days()).ok()?;
    calendar::day(date.year().into(), date.month().into(), date.day().into())
}

#[cfg(test)]
mod tests {
    use super::super::tokens::lex;
    use super::*;

    fn read(text: &str, language: &str) -> Option<String> {
        let style = DateStyle::of(Some(language), None);
        date_at(&lex(text, 20), 0, &style).map(|(date, _)| date.to_string())
    }

    #[test]
    fn persian_days_are_those_of_published_tables() {
        for (text, expected) in [
            ("۱ فروردین ۱۴۰۰", "2021-03-21"),
            ("۳۰ اسفند ۱۴۰۳", "2025-03-20"),
            ("۱ فروردین ۱۴۰۴", "2025-03-21"),
            ("15 مرداد 1403", "2024-08-05"),
            ("۲۲ بهمن ۱۳۸۰", "2002-02-11"),
            ("29 اسفند 1399", "2021-03-19"),
        ] {
            assert_eq!(read(text, "").as_deref(), Some(expected), "{text}");
        }
        assert_eq!(read("1403/05/15", "fa-IR").as_deref(), Some("2024-08-05"));
        assert_eq!(read("1403/05/15", "en"), None);
        assert_eq!(read("30 اسفند 1402", "fa"), None);
        assert_eq!(read("15 مرداد 1203", "fa"), None);
    }

    #[test]
    fn japanese_eras_are_read() {
        assert_eq!(read("令和6年3月5日", "ja").as_deref(), Some("2024-03-05"));
        assert_eq!(read("平成31年4月30日", "ja").as_deref(), Some("2019-04-30"));
        assert_eq!(read("令和元年5月1日", "ja").as_deref(), Some("2019-05-01"));
        assert_eq!(read("昭和39年10月10日", "ja"), None);
        assert_eq!(read("令和6年度", "ja"), None);
    }
}
