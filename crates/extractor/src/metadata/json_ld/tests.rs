//! Scripts as sites write them.

use copydesk_cleaner::Interrupt;
use copydesk_cleaner::{Limits, Page};

use super::*;

fn offered(scripts: &[&str], url: Option<&str>, headline: &str) -> Candidates {
    let mut html = String::new();
    for script in scripts {
        html.extend(["<script type=\"application/ld+json\">", script, "</script>"]);
    }
    let page = Page::parse(&html, &Limits::default(), Interrupt::default()).expect("within limits");
    let mut found = Candidates::default();
    collect(&crate::json_ld::values(&page), url, &[text::squash(headline)], &mut found);
    found
}

fn values(found: &Candidates, field: Field) -> Vec<&str> {
    found.of(field).map(|candidate| candidate.value.as_str()).collect()
}

#[test]
fn a_graph_is_followed_by_id() {
    let found = offered(
        &[r##"{"@graph": [
            {"@type": "WebSite", "@id": "#site", "name": "The Lindholm Post"},
            {"@type": "Person", "@id": "#p", "name": "Ida Falk"},
            {"@type": ["Article", "NewsArticle"], "headline": "Ferry &amp; tide", "author": {"@id": "#p"},
             "isPartOf": {"@id": "#site"}, "image": {"@type": "ImageObject", "url": "/a.jpg"}, "keywords": "sea, tide"}]}"##],
        None,
        "",
    );
    assert_eq!(values(&found, Field::Title), ["Ferry & tide"]);
    assert_eq!(values(&found, Field::Author), ["Ida Falk"]);
    assert_eq!(values(&found, Field::SiteName)[0], "The Lindholm Post");
    assert_eq!(values(&found, Field::Image), ["/a.jpg"]);
    assert_eq!(values(&found, Field::Tag), ["sea", "tide"]);
}

#[test]
fn among_several_articles_the_pages_own_wins() {
    let other = r#"{"@type": "NewsArticle", "headline": "Other", "url": "https://a.example/other"}"#;
    let own = r#"{"@type": "NewsArticle", "headline": "Own", "url": "https://a.example/own/"}"#;
    assert_eq!(
        values(&offered(&[other, own], Some("http://www.a.example/own?x=1"), ""), Field::Title),
        ["Own"]
    );
    assert_eq!(values(&offered(&[other, own], None, "own!"), Field::Title), ["Own"]);
    assert_eq!(values(&offered(&[other, own], None, ""), Field::Title), ["Other"]);
}

#[test]
fn lists_and_comments_are_not_the_article() {
    let list =
        r#"{"@type": "ItemList", "itemListElement": [{"item": {"@type": "Article", "headline": "Teaser"}}]}"#;
    let page = r#"{"@type": "BlogPosting", "name": "Post", "comment": [{"@type": "Review", "author": "Troll"}],
        "author": [{"@type": "Organization", "name": "Post Ltd"}, "Ann Lee", {"name": ["Bo Ek"]}]}"#;
    let found = offered(&[list, page], None, "");
    assert_eq!(values(&found, Field::Title), ["Post"]);
    assert_eq!(values(&found, Field::Author), ["Ann Lee", "Bo Ek"]);
}

/// Random mixtures of JSON's pieces: nothing may panic.
#[test]
fn no_script_panics() {
    const PIECES: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"@type\"",
        "\"Article\"",
        "\"@id\"",
        "\"#a\"",
        "\"author\"",
        "\"name\"",
        "\"",
        "\\",
        "null",
        "1e999",
        "\u{0}",
        "\n",
        "/*",
        "*/",
        "//",
        "&quot;",
        "<!--",
        "\\u",
        "\\ud800",
        "é",
        "\"keywords\"",
        "\"image\"",
    ];
    let mut state = 7_u64;
    for round in 0..4_000 {
        let mut script = String::new();
        for _ in 0..round % 40 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            script.push_str(PIECES[(state >> 33) as usize % PIECES.len()]);
        }
        offered(&[&script], Some("https://a.example/"), "x");
    }
    offered(&["[".repeat(100_000).as_str()], None, "");
}

#[test]
fn a_circle_of_references_ends() {
    let found = offered(
        &[r##"[{"@type": "Article", "headline": "H", "author": {"@id": "#a"}},
            {"@id": "#a", "@type": "Thing", "sameAs": {"@id": "#a"}}]"##],
        None,
        "",
    );
    assert_eq!(values(&found, Field::Author), Vec::<&str>::new());
}

#[test]
fn a_meta_element_may_hold_the_script() {
    let html =
        r#"<meta name="script:ld+json" content='{"@type": "Article", "headline": "Ferry sails again"}'>"#;
    let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("within limits");
    let mut found = Candidates::default();
    collect(&crate::json_ld::values(&page), None, &[], &mut found);
    assert_eq!(values(&found, Field::Title), ["Ferry sails again"]);
}
