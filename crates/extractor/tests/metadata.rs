//! What holds for the metadata of any page: no value makes it panic, no date leaves its bounds.

use copydesk_extractor::{Hints, Metadata, Options, extract};
use proptest::prelude::*;

/// 1990-01-01, less the largest offset from UTC.
const FIRST: i64 = 631_152_000_000_000 - 14 * 3_600_000_000;
/// 2024-03-05T12:00:00Z.
const FETCHED: i64 = 1_709_640_000_000_000;
const DAY: i64 = 86_400_000_000;

fn metadata(html: &str, fetched: Option<i64>) -> Metadata {
    let hints = Hints { fetched, url: Some("https://post.example/ferry".into()), ..Hints::default() };
    let options = Options { explain: true, ..Options::default() };
    extract(html.as_bytes(), &hints, &options).expect("within limits").metadata
}

fn check_dates(html: &str) -> Result<(), TestCaseError> {
    for moment in [FETCHED, FETCHED - 3 * 365 * DAY] {
        let found = metadata(html, Some(moment));
        for date in [found.published, found.modified].into_iter().flatten() {
            prop_assert!((FIRST..=moment + DAY).contains(&date.microseconds), "{date:?} in {html}");
        }
    }
    Ok(())
}

/// Values as they occur in JSON-LD, right and wrong.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("\"NewsArticle\"".to_owned()),
        Just("{\"@id\": \"#a\"}".to_owned()),
        Just("\"2024-03-05T07:30:00+25:00\"".to_owned()),
        Just("\"2999-12-31\"".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        "[^\"\\\\]{0,12}".prop_map(|text| format!("\"{text}\"")),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        let key = prop_oneof![
            Just("@type"),
            Just("@id"),
            Just("@graph"),
            Just("author"),
            Just("name"),
            Just("headline"),
            Just("datePublished"),
            Just("dateModified"),
            Just("publisher"),
            Just("keywords"),
        ];
        let object = prop::collection::vec((key, inner.clone()), 0..5).prop_map(|pairs| {
            let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
            format!("{{{}}}", pairs.join(", "))
        });
        let array = prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(",")));
        prop_oneof![object, array]
    })
}

/// Pieces of dates in several scripts, in any order.
fn date() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9]{1,4}",
        "[-./:, ]",
        prop::sample::select(vec![
            "T",
            "Z",
            "+03:00",
            "March",
            "мая",
            "年",
            "月",
            "日",
            "พ.ศ.",
            "2567",
            "tháng",
            "令和",
            "ago",
            "days",
            "vor",
            "Tagen",
            "yesterday",
            "1709623800000",
            "Updated",
            "٥",
            "pm",
            "\u{200f}",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_json_panics_or_gives_a_date_out_of_bounds(value in json(), cut in 0..400usize) {
        let script = |json: &str| format!("<script type='application/ld+json'>{json}</script><h1>T</h1><p>x");
        check_dates(&script(&value))?;
        let cut = value.floor_char_boundary(cut.min(value.len()));
        check_dates(&script(&value[..cut]))?;
    }

    #[test]
    fn no_date_panics_or_leaves_the_bounds(value in date()) {
        check_dates(&format!("<h1>Ferry sails again</h1><p class=date>{value}</p>"))?;
        check_dates(&format!("<h1>Ferry sails again</h1><meta name=pubdate content='{value}'>"))?;
        check_dates(&format!("<h1>Ferry sails again</h1><time datetime='{value}'>{value}</time>"))?;
    }

    #[test]
    fn no_byline_panics(value in "\\PC{0,60}") {
        metadata(&format!("<h1>Ferry sails again</h1><p class=byline>By {value}</p><meta name=author content='{value}'>"), None);
    }
}
