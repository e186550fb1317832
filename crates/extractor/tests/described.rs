//! What the data of a page give as its text is kept.

use copydesk_extractor::{Article, Hints, Options, extract};
use proptest::prelude::*;

const STORY: &str = "<p>The cook of the old ferry baked this bread every Friday, and forty guests came back for it. \
    When the ferry lay in the yard for two years, the town missed the bread more than the ferry.</p>
    <p>She wrote the recipe down for the paper, after the captain had asked her three times and the mayor once, \
    and says that the dough wants a warm place and a patient baker.</p>";
const INGREDIENTS: [&str; 5] = ["500 g rye flour", "300 ml warm water", "1 tsp salt", "2 eggs", "caraway"];
const STEPS: [&str; 2] =
    ["Stir the flour into the warm water.", "Bake it for an hour, until it sounds hollow."];

fn article(body: &str) -> Article {
    let page = format!(
        "<title>Bread of the old ferry</title><body><nav><a href=/>Home</a> <a href=/a>News</a></nav>\
         <main><h1>Bread of the old ferry</h1>{STORY}</main>{body}"
    );
    extract(page.as_bytes(), &Hints::default(), &Options::default()).expect("within limits")
}

fn recipe() -> serde_json::Value {
    serde_json::json!({"@context": "https://schema.org", "@graph": [{"@type": ["Recipe"],
        "name": "Bread of the old ferry", "recipeIngredient": INGREDIENTS,
        "recipeInstructions": STEPS.map(|text| serde_json::json!({"@type": "HowToStep", "text": text}))}]})
}

fn script(data: &serde_json::Value) -> String {
    format!("<script type=application/ld+json>{data}</script>")
}

/// A box as publishing systems write it where it looks least like text.
fn card(tag: &str) -> String {
    let line = |text: &&str| format!("<{tag}><a href=/x>{text}</a></{tag}>");
    let (first, second): (String, String) =
        (INGREDIENTS.iter().map(line).collect(), STEPS.iter().map(line).collect());
    format!("<aside class=sidebar><h3>Ingredients</h3>{first}<h3>Steps</h3>{second}</aside>")
}

fn holds_all(article: &Article) -> bool {
    INGREDIENTS.iter().chain(&STEPS).all(|text| article.text.contains(text))
}

#[test]
fn parts_of_a_recipe_stay_where_the_data_give_them() {
    for tag in ["li", "p", "div"] {
        let without = article(&card(tag));
        assert!(!holds_all(&without), "{tag}: shows nothing: {}", without.text);
        let with = article(&(card(tag) + &script(&recipe())));
        assert!(holds_all(&with), "{tag}: {}", with.text);
        assert!(with.text.contains("Ingredients"), "{tag}: {}", with.text);
        let codes: Vec<_> = with.verdicts.iter().map(|verdict| verdict.code).collect();
        assert!(codes.contains(&"DSC001"), "{codes:?}");
    }
}

#[test]
fn microdata_say_it_too() {
    let marked = card("p").replace("<p>", "<p itemprop=recipeIngredient>");
    let article = article(&marked);
    assert!(holds_all(&article), "{}", article.text);
}

#[test]
fn menus_beside_a_recipe_still_go() {
    let others = "<ul><li><a href=/b>Rye flour</a><li><a href=/c>Soup of the quay</a><li><a href=/d>Salt fish</a></ul>";
    let article = article(&(card("li") + others + &script(&recipe())));
    assert!(!article.text.contains("Soup of the quay") && !article.text.contains("Home"), "{}", article.text);
    assert_eq!(article.text.matches("2 eggs").count(), 1);
}

#[test]
fn works_of_others_are_judged_like_the_rest() {
    let soup = "Leeks, potatoes and a spoon of butter are all that the soup of the quay needs, says the cook, who has \
        sold it there on every market day since the old ferry came to Lindholm.";
    let card = format!("<aside class=related><div><a href=/soup><p>{soup}</p></a></div></aside>");
    let product =
        |name: &str, text: &str| serde_json::json!({"@type": "Product", "name": name, "description": text});
    let others =
        serde_json::json!([product("Bread of the old ferry", "A bread."), product("Soup of the quay", soup)]);
    let review = serde_json::json!({"@type": "Review", "name": "Bread of the old ferry", "reviewBody": soup});
    let list =
        serde_json::json!({"@type": "ItemList", "itemListElement": [product("Soup of the quay", soup)]});
    for data in [others, review, list] {
        let article = article(&(card.clone() + &script(&data)));
        assert!(!article.text.contains("Leeks"), "{data}: {}", article.text);
    }
    let own = article(&(card + &script(&product("Bread of the old ferry", soup))));
    assert!(own.text.contains("Leeks"), "{}", own.text);
}

#[test]
fn a_heading_stays_only_above_what_stays() {
    let question = serde_json::json!({"@type": "FAQPage", "mainEntity": [{"@type": "Question",
        "name": "Who baked the bread?", "acceptedAnswer": {"@type": "Answer", "text": "The cook of the old ferry baked \
        this bread every Friday, and forty guests came back for it."}}]});
    let article = article(&format!("<h2>You may also like</h2>{}{}", STORY, script(&question)));
    assert!(!article.text.contains("You may also like"), "{}", article.text);
}

#[test]
fn replies_are_judged_and_answers_are_kept() {
    let reply = "The quay of Lindholm was rebuilt twice before the ferry came back, and nobody has said what it cost, \
        which is why so many people ask for the books to be opened.";
    let shown = format!("<aside class=sidebar><p><a href=/x>{reply}</a></p></aside>");
    let data = |kind: &str, key: &str| {
        let post = serde_json::json!({"@type": "Comment", "text": reply});
        script(
            &serde_json::json!({"@type": kind, "name": "Bread of the old ferry", "text": "Why?", key: [post]}),
        )
    };
    for (kind, key, kept) in [
        ("Question", "suggestedAnswer", true),
        ("DiscussionForumPosting", "comment", false),
        ("NewsArticle", "comment", false),
    ] {
        let article = article(&(shown.clone() + &data(kind, key)));
        assert_eq!(article.text.contains("rebuilt twice"), kept, "{kind}: {}", article.text);
    }
}

#[test]
fn what_is_there_already_is_not_kept_twice() {
    for tag in ["li", "p"] {
        let article = article(&(card(tag) + &card(tag) + &script(&recipe())));
        assert_eq!(article.text.matches("until it sounds hollow").count(), 1, "{tag}: {}", article.text);
        assert_eq!(article.text.matches("2 eggs").count(), 1, "{tag}: {}", article.text);
    }
}

#[test]
fn a_recipe_that_is_not_shown_is_taken_from_the_data() {
    let page = format!(
        "<title>Bread of the old ferry</title><body>{}",
        script(&{
            let mut data = recipe();
            data["@graph"][0]["description"] = STORY.replace("<p>", "").replace("</p>", "").into();
            data
        })
    );
    let article = extract(page.as_bytes(), &Hints::default(), &Options::default()).expect("within limits");
    assert!(article.text.contains("Stir the flour"), "{}", article.text);
    assert_eq!(article.metadata.sources.get("text").copied(), Some("json-ld"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_in_the_data_stops_it(data in "\\PC{0,80}", key in "recipeIngredient|recipeInstructions|mainEntity") {
        let hostile = serde_json::json!({"@type": ["Recipe", "FAQPage", 3], key: [data, {"name": [data]}, [[[data]]]]});
        let article = article(&(card("li") + &script(&hostile) + "<script type=application/ld+json>{\"recipeIn"));
        prop_assert!(article.text.contains("every Friday"));
    }
}
