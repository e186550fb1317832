//! Dates as pages write them, one line per case.

use super::*;
use crate::metadata::Precision;

/// The value as ISO text with the precision's letter, or "-".
fn shown(timestamp: Option<Timestamp>) -> String {
    let Some(timestamp) = timestamp else { return "-".to_owned() };
    let text = jiff::Timestamp::from_microsecond(timestamp.microseconds).expect("in range").to_string();
    match timestamp.precision {
        Precision::Second => text,
        Precision::Day => text[..10].to_owned(),
        Precision::Month => text[..7].to_owned(),
    }
}

fn check(value: &str, language: &str, expected: &str) {
    let style = DateStyle::of(Some(language).filter(|tag| !tag.is_empty()), None);
    assert_eq!(shown(parse(value, &style)), expected, "{value} ({language})");
}

#[test]
fn a_year_and_a_time_that_ran_together_are_two() {
    check("5 de marzo de 202407:30", "es", "2024-03-05");
    check("5 de marzo de 202400:05 hs", "es", "2024-03-05");
    check("5 de marzo de 202461:05", "es", "-");
    assert_eq!(in_text("martes, 5 de marzo de 202421:25", &DateStyle::of(Some("es"), None)).len(), 1);
}

#[test]
fn machine_formats() {
    check("2024-03-05T07:30:00+03:00", "", "2024-03-05T04:30:00Z");
    check("2024-03-05T07:30:00+0300", "", "2024-03-05T04:30:00Z");
    check("2024-03-05T07:30:00.123456Z", "", "2024-03-05T07:30:00Z");
    check("2024-03-05T07:30Z", "", "2024-03-05T07:30:00Z");
    check("2024-03-05T07:30:00-05", "", "2024-03-05T12:30:00Z");
    check("2024-03-05 07:30", "", "2024-03-05");
    check("2024-03-05T07:30:00", "", "2024-03-05");
    check("20240305", "", "2024-03-05");
    check("20240305T073000Z", "", "2024-03-05T07:30:00Z");
    check("Tue, 05 Mar 2024 07:30:00 +0300", "", "2024-03-05T04:30:00Z");
    check("Tue Mar  5 07:30:00 UTC 2024", "", "2024-03-05");
    check("Tue Mar 05 2024 07:30:00 GMT+0300 (MSK)", "", "2024-03-05T04:30:00Z");
    check("1709623800", "", "2024-03-05T07:30:00Z");
    check("1709623800000", "", "2024-03-05T07:30:00Z");
    check("2024-03", "", "2024-03");
    check("March 2024", "en", "2024-03");
}

#[test]
fn midnight_in_any_zone_is_a_day() {
    check("2020-02-18T00:00:00+01:00", "", "2020-02-18");
    check("2020-02-18T00:00:00Z", "", "2020-02-18");
}

#[test]
fn month_names_of_many_languages() {
    for (value, language) in [
        ("March 5th, 2024", "en"),
        ("5 March 2024", "en"),
        ("5. März 2024", "de"),
        ("le 5 mars 2024", "fr"),
        ("5 de marzo de 2024", "es"),
        ("5 de março de 2024", "pt"),
        ("5 marzo 2024", "it"),
        ("5 maart 2024", "nl"),
        ("5 mars 2024", "sv"),
        ("5. marts 2024", "da"),
        ("5. mars 2024", "nb"),
        ("5. maaliskuuta 2024", "fi"),
        ("5 marca 2024", "pl"),
        ("5. března 2024", "cs"),
        ("5. marca 2024", "sk"),
        ("2024. március 5.", "hu"),
        ("5 martie 2024", "ro"),
        ("5 март 2024 г.", "bg"),
        ("5 марта 2024 г.", "ru"),
        ("5 березня 2024 р.", "uk"),
        ("5. ožujka 2024.", "hr"),
        ("5. март 2024.", "sr"),
        ("5 Μαρτίου 2024", "el"),
        ("5 Mart 2024", "tr"),
        ("2024 թ. մարտի 5", "hy"),
        ("5 մարտի, 2024", "hy"),
        ("5 مارس 2024", "ar"),
        ("5 آذار 2024", "ar"),
        ("٥ مارس، ٢٠٢٤", "ar"),
        ("5 במרץ 2024".replace('ב', "").as_str(), "he"),
        ("5 मार्च 2024", "hi"),
        ("5 มีนาคม 2567", "th"),
        ("5 มี.ค. 2567", "th"),
        ("2024年3月5日", "zh"),
        ("2024年03月05日 14:20", "ja"),
        ("2024년 3월 5일", "ko"),
        ("2024. 3. 5.", "ko"),
        ("ngày 5 tháng 3 năm 2024", "vi"),
        ("5 Maret 2024", "id"),
        ("2024 m. kovo 5 d.", "lt"),
        ("5. märts 2024", "et"),
        ("5 მარტი 2024", "ka"),
        ("5 de març de 2024", "ca"),
    ] {
        check(value, language, "2024-03-05");
    }
    check("15 كانون الثاني 2024", "ar", "2024-01-15");
}

#[test]
fn the_order_of_numbers_is_settled_or_nothing_is_said() {
    check("05.03.2024", "de", "2024-03-05");
    check("05.03.24", "de", "2024-03-05");
    check("05/03/2024", "fr", "2024-03-05");
    check("05/03/2024", "en-GB", "2024-03-05");
    check("05/03/2024", "en-US", "2024-05-03");
    check("05/03/2024", "en", "-");
    check("05/03/2024", "en-CA", "-");
    check("05/03/2024", "", "-");
    check("25/03/2024", "en-US", "2024-03-25");
    check("03/25/2024", "de", "2024-03-25");
    check("2024/03/05", "en-US", "2024-03-05");
    check("04/04/2024", "en", "2024-04-04");
    let british = DateStyle::of(Some("en-US"), Some("www.example.co.uk"));
    assert_eq!(shown(parse("05/03/2024", &british)), "2024-03-05");
}

#[test]
fn what_is_no_date_gives_none() {
    for value in [
        "",
        "yesterday",
        "31.02.2024",
        "1.2.3.2024",
        "5 March 1889",
        "12 items",
        "2024",
        "99999999",
        "0000-00-00",
        "2150-01-01",
        "5 Monday 2024",
        "192.168.10.2024",
        "3 hours ago",
        "00000000T000000Z",
    ] {
        check(value, "de", "-");
    }
}

#[test]
fn dates_of_changes_are_told_from_dates_of_publication() {
    let style = DateStyle::of(Some("en"), None);
    let labels = |text: &str| -> Vec<_> {
        in_text(text, &style).into_iter().map(|date| (shown(Some(date.timestamp)), date.changed)).collect()
    };
    let day = |text: &str, changed: bool| (text.to_owned(), changed);
    assert_eq!(
        labels("Published 5 March 2024, 10:00 – Updated 6 March 2024"),
        [day("2024-03-05", false), day("2024-03-06", true)]
    );
    assert_eq!(labels("2024年3月5日 更新"), [day("2024-03-05", true)]);
    assert_eq!(labels("Von Anna Beispiel, aktualisiert am 05.03.2024"), [day("2024-03-05", true)]);
    assert!(labels("Joined: Jul 4, 2012").is_empty());
    assert!(labels("Founded: Jul 4, 2012").is_empty());
    assert!(labels("Chapter 5 of 2024").is_empty());
}

#[test]
fn each_of_two_days_has_the_label_that_is_its_own() {
    for line in [
        "2024年3月9日更新 2024年3月3日公開",
        "2024年3月3日公開 2024年3月9日更新",
        "2024/3/3 2024/3/9更新",
        "2024/03/03 2024/03/09更新",
        "2024-03-03 发布 / 2024-03-09 更新",
        "2024.03.03 입력 2024.03.09 수정",
        "更新 2024年3月9日 公開日 2024年3月3日",
        "March 9, 2024 last updated March 3, 2024",
        "March 3, 2024, updated March 9, 2024, published by Ida Falk",
        "March 3, 2024 (updated March 9, 2024). Updates follow.",
        "By Ida Falk, March 3, 2024, updated March 9, 2024",
    ] {
        let dates = in_text(line, &DateStyle::of(Some("en"), None));
        let days = |changed| {
            let of_kind = dates.iter().filter(move |date| date.changed == changed);
            of_kind.map(|date| shown(Some(date.timestamp))).collect::<Vec<_>>()
        };
        assert_eq!(
            (days(false), days(true)),
            (vec!["2024-03-03".into()], vec!["2024-03-09".into()]),
            "{line}"
        );
    }
}

#[test]
fn no_line_has_a_change_before_the_publication() {
    let days = |text: &str| -> Vec<_> {
        let dates = in_text(text, &DateStyle::of(Some("en"), None));
        dates.into_iter().map(|date| (shown(Some(date.timestamp)), date.changed)).collect()
    };
    let published = "Published March 9, 2024, updated March 3, 2024";
    assert_eq!(days(published), [("2024-03-09".to_owned(), false)]);
    let updated = "Updated March 3, 2024. Open until March 9, 2024";
    assert_eq!(days(updated), [("2024-03-03".to_owned(), true)]);
}

#[test]
fn the_days_of_an_event_are_none_of_publication() {
    let days = |text: &str| in_text(text, &DateStyle::any()).len();
    assert_eq!(days("Woche 31. Dezember 2021-06. Januar 2022"), 0);
    assert_eq!(days("Lawinen 14.-20. Januar 2022"), 0);
    assert_eq!(days("12 May 2024 – 14 May 2024"), 0);
    assert_eq!(days("News 12 - 5 March 2024"), 1);
    assert_eq!(days("Published 2024-03-05 - updated 2024-03-06"), 2);
}

/// Random mixtures of the pieces that dates are made of: nothing may panic or leave the bounds.
#[test]
fn no_mixture_panics_or_leaves_the_bounds() {
    const PIECES: &[&str] = &[
        "2024",
        "03",
        "5",
        "31",
        "99999999999999999999",
        "-",
        ".",
        "/",
        ":",
        "T",
        "Z",
        "+",
        "年",
        "月",
        "日",
        "월",
        "March",
        "мая",
        "مارس",
        "พ.ศ.",
        "2567",
        "tháng",
        "00",
        "pm",
        " ",
        ",",
        "é",
        "\u{301}",
        "٥",
        "GMT",
        "1709623800",
        "0",
        "24",
        "60",
        "de",
        "\u{200f}",
        "کانون",
    ];
    let (first, end) = (631_152_000_000_000, 4_102_531_200_000_000);
    let mut state = 42_u64;
    for round in 0..40_000 {
        let mut value = String::new();
        for _ in 0..round % 12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            value.push_str(PIECES[(state >> 33) as usize % PIECES.len()]);
        }
        let style = DateStyle::of(Some(["en-US", "de", "th", ""][round % 4]), None);
        let found =
            in_text(&value, &style).into_iter().map(|date| date.timestamp).chain(parse(&value, &style));
        for timestamp in found {
            assert!((first - 86_400_000_000..end).contains(&timestamp.microseconds), "{value}");
        }
    }
}

#[test]
fn years_of_two_digits_count_before_a_time_of_day() {
    check("8/17/24 11:04am", "en-US", "2024-08-17");
    check("3/09/24 8:00am", "en-US", "2024-03-09");
    check("3/09/24 8:00am", "en", "-");
    check("3/09/24", "en-US", "-");
    check("1/2/24 of the yard", "en-US", "-");
}

#[test]
fn a_year_may_stand_apart() {
    check("2024 03/05 20:52:15", "zh", "2024-03-05");
    check("2024 3 / 5", "zh", "2024-03-05");
    check("2024 03", "zh", "2024-03");
}
