//! Scripts that hold JSON: by their type, by their id, or as what an assignment to a variable begins with.

use copydesk_cleaner::{Attr, NodeId, Page, Tag};
use serde::Deserialize;
use serde_json::Deserializer;

use crate::json::Json;

/// Longer scripts are not parsed, in bytes: the values take several times their memory.
const MAX_SCRIPT: usize = 4 << 20;

/// The text of every script of the page that is not too long to be read, nor shorter than `least` bytes.
pub(super) fn all(page: &Page, least: usize) -> impl Iterator<Item = (NodeId, &str)> {
    page.all().filter(|id| page.tag(*id) == Tag::Script).filter_map(move |id| {
        let text = page.children(id).map(|child| page.text(child)).next()?.trim();
        (least..=MAX_SCRIPT).contains(&text.len()).then_some((id, text))
    })
}

/// Whether the type of a script names JSON, but not JSON-LD.
pub(super) fn is_json(page: &Page, id: NodeId) -> bool {
    page.attr(id, Attr::Type).is_some_and(|kind| kind.contains("json") && !kind.contains("ld+json"))
}

/// The first value of a text; what comes behind it does not matter.
pub(super) fn first_value<'a, V: Deserialize<'a>>(text: &'a str) -> Option<V> {
    Deserializer::from_str(text).into_iter::<V>().next()?.ok()
}

/// The value that a statement such as `window.__STATE__ = {…};` assigns, where it is written as JSON.
pub(super) fn assigned(script: &str) -> Option<Json<'_>> {
    let (name, value) = script.split_once('=')?;
    let is_name =
        |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '_' | '.' | '$' | '[' | ']' | '"' | '\'');
    let value = value.trim_start();
    if !name.trim().chars().all(is_name) {
        return None;
    }
    // Substack and others write the JSON as a string.
    match value.strip_prefix("JSON.parse(") {
        Some(string) => first_value::<Json>(first_value::<Json>(string)?.as_str()?).map(Json::into_owned),
        None => first_value(value).filter(|value| matches!(value, Json::Object(_) | Json::Array(_))),
    }
}
