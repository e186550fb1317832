//! Names as bylines write them.

use super::*;

fn check(value: &str, expected: &[&str]) {
    assert_eq!(names(value, &["thelindholmpost".to_owned()]), expected, "{value}");
}

#[test]
fn prefixes_go_in_many_languages() {
    check("By Ida Falk", &["Ida Falk"]);
    check("Von Ida Falk und Bo Ek", &["Ida Falk", "Bo Ek"]);
    check("Автор: Анна Иванова", &["Анна Иванова"]);
    check("Текст: Анна Иванова и Пётр Ким", &["Анна Иванова", "Пётр Ким"]);
    check("par Ida Falk et Bo Ek", &["Ida Falk", "Bo Ek"]);
    check("文／林達", &["林達"]);
    check("取材・文＝山田太郎", &["山田太郎"]);
    check("記者林達", &["林達"]);
    check("김하늘 기자", &["김하늘"]);
    check("Yazar: Ece Kaya", &["Ece Kaya"]);
    check("Հեղինակ՝ Անի Սարյան", &["Անի Սարյան"]);
    check("بقلم: ليلى حداد", &["ليلى حداد"]);
    check("Byron Ek", &["Byron Ek"]);
    check("ByIda Falk", &["Ida Falk"]);
    check("Md Rahim Khan", &["Md Rahim Khan"]);
    check("Perry Bo Jr.", &["Perry Bo Jr."]);
    check("Bo Chiefton Ek Chief", &["Bo Chiefton Ek"]);
    check("Ida Falk.", &["Ida Falk"]);
}

#[test]
fn roles_addresses_agencies_and_the_outlet_are_no_people() {
    check("By IDA FALK, Staff Writer, The Lindholm Post", &["IDA FALK"]);
    check("Ida Falk (ida@post.example)", &["Ida Falk"]);
    check("Ida Falk, Reuters", &["Ida Falk"]);
    check("Ida Falk, MS, RD, FAND", &["Ida Falk"]);
    check("https://facebook.com/idafalk", &[]);
    check("admin", &[]);
    check("Redaktion", &[]);
    check("редакция", &[]);
    check("Reporting by Ida Falk and Bo Ek; Editing by Max Orr", &["Ida Falk", "Bo Ek"]);
    check("Posted 5 hours ago", &[]);
    check("hessenschau.de, Frankfurt, Germany", &[]);
    check("Ida Falk, Certified Harbour Pilot Consultant", &["Ida Falk"]);
    check("Ida Falk And Bo Ek For The Mail On Sunday", &["Ida Falk", "Bo Ek"]);
    check("Ida FalkDecember", &["Ida Falk"]);
    check("Podium Staff", &[]);
    check("Ida Falk, Harbour and Ferry Expert", &["Ida Falk"]);
    check("Ida Falk, Sr. Pilot of the Harbour", &["Ida Falk"]);
    check("By Ida Falk Senior Ferries Reporter", &["Ida Falk"]);
    check("Ida Falk <ida at post dot example>", &["Ida Falk"]);
    check("Center for Ferry Safety and Research", &[]);
    check("page.extra.author", &[]);
    check("Visit Homepage", &[]);
}

#[test]
fn marked_authors_may_be_users_and_teams() {
    let outlet = ["thelindholmpost".to_owned(), "idafalk".to_owned()];
    for (value, expected) in [
        ("lulug30", "lulug30"),
        ("Noah_B", "Noah_B"),
        ("Podium Staff", "Podium Staff"),
        ("The Diggs Team", "The Diggs Team"),
        ("Greentech.LIVE Redaktion", "Greentech.LIVE Redaktion"),
        ("Ida Falk", "Ida Falk"),
        ("Editorial Team", ""),
        ("Redaktion -", ""),
        ("Redaktion", ""),
        ("The Lindholm Post", ""),
        ("262588213843476", ""),
    ] {
        assert_eq!(author_names(value, &outlet).join("|"), expected, "{value}");
    }
    assert_eq!(author_names("falk_7", &["falk7".to_owned()]), ["falk_7"]);
    assert_eq!(author_names("deinen Hochzeitsbloggern", &outlet), [""; 0]);
    assert_eq!(author_names("van der Berg", &outlet), ["van der Berg"]);
    assert!(is_full_name("Ida Falk") && !is_full_name("idafalk") && !is_full_name("Podium Staff"));
}

#[test]
fn a_byline_ends_where_the_date_begins() {
    assert_eq!(in_byline("Author: Bo2man am 29.12.2010"), Some("Bo2man"));
    assert_eq!(in_byline("Text & Fotos: Ida Falk"), Some("Ida Falk"));
    assert_eq!(in_byline("By Ida Falk | 5 March 2024"), Some("Ida Falk"));
    assert_eq!(in_byline("Von Ida Falk 05.03.2024"), Some("Ida Falk"));
    assert_eq!(in_byline("By Ida Falk on Tuesday, March 5"), Some("Ida Falk"));
    assert_eq!(in_byline("Submitted by Ida Falk under Harbour"), Some("Ida Falk"));
    assert_eq!(in_byline("5 March 2024"), None);
    assert_eq!(turned("Falk, Ida"), "Ida Falk");
    assert_eq!(turned("Ida Falk, Bo Ek"), "Ida Falk, Bo Ek");
}

#[test]
fn names_are_turned_round_where_no_outlet_stands_before_the_comma() {
    let outlet = ["thelindholmpost".to_owned(), "podium".to_owned()];
    let check = |value: &str, expected: &str| assert_eq!(turned_if_given(value, &outlet), expected);
    check("Doe, Jane", "Jane Doe");
    check("Doe, Jane A.; Roe, Max", "Jane A. Doe; Max Roe");
    check("Berg, Ida van der", "Ida van der Berg");
    for names in ["Jane, Max", "Jane Doe, Max Roe", "Doe, Lindholm", "Jane Doe", "Doe, Jane; Roe"] {
        check(names, names);
    }
    for outlet in ["Reuters", "AP", "BBC", "dpa", "ANSA", "Staff", "Redaktion", "Podium", "Sting", "admin"] {
        for name in ["Jane Doe", "Anna Müller"] {
            let both = format!("{outlet}, {name}");
            check(&both, &both);
        }
    }
    for both in
        ["Reuters, Jane", "Staff, Jane", "Podium, Jane", "admin, John", "AFP, Marie Dupont. Publié le 5 mars"]
    {
        check(both, both);
    }
}

/// Random mixtures of the pieces that bylines are made of: nothing may panic.
#[test]
fn no_mixture_panics() {
    const PIECES: &[&str] = &[
        "By",
        " ",
        "İ",
        "and",
        "；",
        "(",
        ")",
        "記者",
        "@",
        "é\u{301}",
        "Editing by",
        "、",
        "ß",
        "und",
        "-",
        "5",
    ];
    let mut state = 3_u64;
    for round in 0..20_000 {
        let mut value = String::new();
        for _ in 0..round % 14 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            value.push_str(PIECES[(state >> 33) as usize % PIECES.len()]);
        }
        names(&value, &[]);
        in_byline(&value);
        turned(&value);
    }
}
