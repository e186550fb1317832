//! Texts that schema.org gives in parts: recipes, instructions, questions with their answers.
//! Source: <https://schema.org/Recipe>, <https://schema.org/HowTo>, <https://schema.org/FAQPage>.

use serde_json::{Map, Value};

use super::body;

type Object = Map<String, Value>;

/// Keys of the parts of a recipe or of instructions, in reading order; the second is the older name.
const LISTS: [&[&str]; 2] = [&["recipeIngredient", "ingredients"], &["recipeInstructions", "step", "steps"]];
/// Sections hold steps, which hold directions.
const MAX_LEVELS: usize = 4;

/// Writes the parts of a work; nothing for a work of one text.
pub(super) fn push(object: &Object, html: &mut String) {
    for keys in LISTS {
        if let Some(list) = keys.iter().find_map(|key| object.get(*key)) {
            html.push_str("<ul>");
            push_items(list, 0, html);
            html.push_str("</ul>\n");
        }
    }
}

/// Writes the questions of a page of them, with the answers.
pub(super) fn push_questions(object: &Object, html: &mut String) {
    for question in items(object.get("mainEntity")).iter().filter_map(Value::as_object) {
        if let Some(name) = question.get("name").and_then(Value::as_str) {
            html.push_str(&body::heading(name));
        }
        for answer in items(question.get("acceptedAnswer")) {
            if let Some(text) = answer.get("text").and_then(Value::as_str) {
                html.push_str(&body::markup(text));
            }
        }
    }
}

fn push_items(value: &Value, level: usize, html: &mut String) {
    match value {
        Value::String(text) => text.lines().filter(|line| !line.trim().is_empty()).for_each(|line| {
            html.extend(["<li>", &body::markup(line.trim()), "</li>\n"]);
        }),
        Value::Array(parts) => parts.iter().for_each(|part| push_items(part, level, html)),
        Value::Object(object) if level < MAX_LEVELS => {
            let (name, text) = (object.get("name"), object.get("text").filter(|text| text.is_string()));
            if let Some(inner) = object.get("itemListElement").or_else(|| object.get("steps")) {
                if let Some(name) = name.filter(|_| text.is_none()) {
                    push_items(name, level + 1, html);
                }
                push_items(inner, level + 1, html);
            } else if let Some(text) = text.or(name) {
                push_items(text, level + 1, html);
            }
        }
        _ => {}
    }
}

/// One value, or those of an array.
pub(super) fn items(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(items)) => items,
        Some(item) => std::slice::from_ref(item),
        None => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(value: &Value, write: fn(&Object, &mut String)) -> Vec<String> {
        let mut html = String::new();
        write(value.as_object().expect("an object"), &mut html);
        let text = body::without_tags(&html);
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    #[test]
    fn recipes_are_lists() {
        let ingredients = json!(["2 cups flour", "1 egg"]);
        for steps in [
            json!("Stir the flour.\nBeat the egg."),
            json!(["Stir the flour.", "Beat the egg."]),
            json!([{"@type": "HowToStep", "name": "Stir", "text": "Stir the flour."},
                   {"@type": "HowToStep", "text": "Beat the egg."}]),
            json!({"@type": "HowToSection", "itemListElement":
                   [{"text": "Stir the flour."}, {"itemListElement": [{"text": "Beat the egg."}]}]}),
        ] {
            let recipe =
                json!({"recipeInstructions": steps, "recipeIngredient": ingredients, "name": "Bread"});
            let wanted = ["2 cups flour", "1 egg", "Stir the flour.", "Beat the egg."];
            assert_eq!(text(&recipe, push), wanted, "{steps}");
        }
        let sections =
            json!({"step": [{"name": "The dough", "itemListElement": ["Stir."]}, {"name": "Bake."}]});
        assert_eq!(text(&sections, push), ["The dough", "Stir.", "Bake."]);
        assert!(text(&json!({"recipeIngredient": 3, "step": null}), push).is_empty());
    }

    #[test]
    fn questions_stand_before_their_answers() {
        let page = json!({"mainEntity": [{"name": "When?", "acceptedAnswer": {"text": "<p>On Monday.</p>"}},
            {"name": "Where?", "acceptedAnswer": [{"text": "At the quay."}, {"text": 3}]}]});
        assert_eq!(text(&page, push_questions), ["When?", "On Monday.", "Where?", "At the quay."]);
        assert!(text(&json!({"mainEntity": "none"}), push_questions).is_empty());
    }
}
