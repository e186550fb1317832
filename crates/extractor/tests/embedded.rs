//! Text that a page does not show: when it is taken, when it is not, and that the article stays whole.

use copydesk_extractor::{Article, Hints, Options, extract};
use proptest::prelude::*;

const STORY: &str = "The old ferry left the harbour of Lindholm on Monday, for the first time in two years. Forty \
    guests were on board, and a dog. Its captain, who had waited for the repair since spring, thanked the yard, \
    the town and the cook. The next trip is on Friday at noon; whoever wants to come along should be at the quay \
    in time, because the ferry leaves when it is full.";
const OTHER: &str = "The council of Lindholm wants more money for the quay. Tolls for boats with a mast will double \
    in May, and those for rafts will stay as they are. Nobody spoke against it, and nobody spoke for it either; \
    the session ended after nine minutes. The mayor said that he had hoped for a longer debate about rafts, and \
    went home on foot.";

fn article(body: &str) -> Article {
    let page = format!("<title>Ferry sails again | Lindholm Post</title><body>{body}");
    extract(page.as_bytes(), &Hints::default(), &Options::default()).expect("within limits")
}

fn source(article: &Article) -> Option<&str> {
    article.metadata.sources.get("text").copied()
}

/// A script of JSON-LD with an article.
fn json_ld(headline: &str, body: &str) -> String {
    let data = serde_json::json!({"@type": "NewsArticle", "headline": headline, "articleBody": body});
    format!("<script type=application/ld+json>{data}</script>")
}

#[test]
fn each_source_gives_its_text() {
    let html = format!("<p>{STORY}</p>").replace('\n', " ");
    let state = serde_json::json!({"a": {"title": "Ferry sails again", "body": html}});
    let nuxt = serde_json::json!([["Reactive", 1], {"title": 2, "body": 3}, "Ferry sails again", html]);
    let flight = format!("2:T{:x},{html}3:{{\"title\":\"Ferry sails again\",\"body\":\"$2\"}}\n", html.len());
    let (first, second) = flight.split_at(60);
    let push = |piece| format!("<script>self.__next_f.push({})</script>", serde_json::json!([1, piece]));
    let topic = serde_json::json!({"post_stream": {"posts": [{"cooked": html}]}}).to_string();
    let preloaded =
        serde_json::json!({"topic_1": topic}).to_string().replace('&', "&amp;").replace('"', "&quot;");
    let cases = [
        ("json-ld", json_ld("Ferry sails again", STORY)),
        ("next-data", format!("<script id=__NEXT_DATA__ type=application/json>{state}</script>")),
        ("next-data", push(first) + &push(second)),
        ("nuxt", format!("<script id=__NUXT_DATA__ type=application/json>{nuxt}</script>")),
        ("nuxt", format!("<script>window.__NUXT__={state};</script>")),
        ("state", format!("<script type=application/json>{state}</script>")),
        ("state", format!("<script>window.__DATA__ = {state};</script>")),
        (
            "state",
            format!(
                "<script>window.__DATA__ = JSON.parse({})</script>",
                serde_json::json!(state.to_string())
            ),
        ),
        ("discourse", format!("<div id=data-preloaded data-preloaded=\"{preloaded}\"></div>")),
        ("template", format!("<template shadowrootmode=open>{html}</template>")),
        ("noscript", format!("<noscript>{html}</noscript>")),
        ("hidden", format!("<div hidden>{html}</div>")),
    ];
    for (wanted, markup) in cases {
        let article = article(&format!("<h1>Ferry sails again</h1><p>Loading…</p>{markup}"));
        assert_eq!(source(&article), Some(wanted), "{markup}");
        assert_eq!(article.text, STORY, "{markup}");
    }
}

#[test]
fn blocks_and_text_agree_and_the_shown_text_is_accounted_for() {
    let article = article(&format!(
        "<h1>Ferry sails again</h1><p>Please subscribe now.</p>{}",
        json_ld("Ferry sails again", STORY)
    ));
    let all = || article.blocks.iter().zip(&article.verdicts);
    let kept: Vec<_> =
        all().filter(|(_, verdict)| verdict.is_kept()).map(|(block, _)| &*block.text).collect();
    assert_eq!(kept.join("\n\n"), article.text);
    assert!(all().any(|(block, verdict)| block.text.starts_with("Please subscribe") && !verdict.is_kept()));
    assert_eq!(article.metadata.title.as_deref(), Some("Ferry sails again"));
}

#[test]
fn a_page_that_shows_its_text_keeps_it() {
    let shown = format!("<article><h1>Ferry sails again</h1><p>{STORY}</p><p>{OTHER}</p></article>");
    let longer = format!("{STORY}\n\n{OTHER}\n\n{STORY}");
    let article = article(&format!("{shown}{}", json_ld("Ferry sails again", &longer)));
    assert_eq!(source(&article), None);
    assert_eq!(article.text, format!("{STORY}\n\n{OTHER}"));
}

#[test]
fn an_excerpt_gives_way_to_the_whole_text() {
    let (excerpt, _) = STORY.split_once(" Its captain").expect("two sentences");
    let shown = format!("<article><h1>Ferry sails again</h1><p>{excerpt}</p></article>");
    let article = article(&format!("{shown}{}", json_ld("Ferry sails again", STORY)));
    assert_eq!(source(&article), Some("json-ld"));
    assert_eq!(article.text, STORY);
}

#[test]
fn texts_of_other_articles_are_not_taken() {
    let listed = serde_json::json!({"latest": [{"title": "Tolls rise", "body": OTHER}],
        "posts": [{"title": "Tolls rise", "content": OTHER}]});
    let script = format!("<script id=__NEXT_DATA__ type=application/json>{listed}</script>");
    let two = json_ld("Tolls rise", OTHER) + &json_ld("Rafts rejoice", OTHER);
    for data in [script, two] {
        let article = article(&format!("<h1>Ferry sails again</h1>{data}"));
        assert_eq!((source(&article), article.text.as_str()), (None, ""), "{data}");
    }
    let both = json_ld("Tolls rise", &OTHER.repeat(3)) + &json_ld("Ferry sails again", STORY);
    assert_eq!(article(&both).text, STORY);
}

#[test]
fn templates_with_placeholders_and_menus_are_no_text() {
    let form = format!("<template><p>{STORY} {{{{ name }}}}</p></template>");
    let menu = format!("<noscript><ul>{}</ul></noscript>", "<li><a href=/x>Harbour news</a></li>".repeat(40));
    for markup in [form, menu] {
        assert_eq!(article(&markup).text, "", "{markup}");
    }
}

/// Pieces of scripts, whole and broken.
const PIECES: &[&str] = &[
    "{\"title\":\"Ferry sails again\",\"body\":",
    "\"<p>The old ferry left the harbour. It was full.</p>\"",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "\\",
    "\\u00",
    "[\"Reactive\",1]",
    "{\"post_stream\":{\"posts\":[{\"cooked\":\"<p>é\"}]}}",
    "\"@type\":\"NewsArticle\",\"articleBody\":\"a\"",
    "1:T",
    "ffffffff,",
    "2:[",
    "\n",
    "$2",
    "é",
    "0",
    "-1",
    "null",
];
const OPENINGS: &[&str] = &[
    "<script type=application/ld+json>",
    "<script type=application/json>",
    "<script id=__NEXT_DATA__ type=application/json>",
    "<script id=__NUXT_DATA__ type=application/json>",
    "<script>window.__NUXT__=",
    "<script>window.__STATE__=JSON.parse(",
    "<script>self.__next_f.push([1,\"",
    "<div data-preloaded='",
    "<noscript>",
    "<template>",
];

proptest! {
    #[test]
    fn broken_data_does_no_harm(
        opening in prop::sample::select(OPENINGS),
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24),
    ) {
        let article = article(&format!("<p>Shown.</p>{opening}{}", pieces.concat()));
        prop_assert_eq!(article.blocks.len(), article.verdicts.len());
    }

    #[test]
    fn words_are_those_of_the_source(story in "[a-zé]{2,9}( [a-z]{2,9}){40,90}\\. [A-Z][a-z]+( [a-z]{2,9}){9}\\.") {
        let article = article(&json_ld("Ferry sails again", &story));
        let mut words = story.split_whitespace();
        prop_assert!(article.text.split_whitespace().all(|word| words.any(|other| other == word)));
    }
}
