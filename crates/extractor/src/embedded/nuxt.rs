//! Nuxt: the state of version 3 in `__NUXT_DATA__`, an array whose objects refer to its other places, and
//! that of version 2 in `window.__NUXT__`, where it is JSON. Version 2 mostly writes a program instead,
//! which is not read.

use std::cell::Cell;

use copydesk_cleaner::{Attr, Page};

use super::overlap::Titles;
use super::{Offer, Source, scripts, state};
use crate::json::Json;

/// Levels that references are followed; the JSON parser has a bound of the same order.
const MAX_LEVELS: usize = 64;
/// Values made per place of the array: a value may be referred to more than once, but not without end.
const MAX_COPIES: usize = 4;
/// Wrappers whose second place is what they hold. Source: Nuxt's payload revivers, devalue.
const WRAPPERS: &[&str] =
    &["Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef"];

pub(super) fn offers<'page>(page: &Page, titles: &Titles, least: usize) -> Vec<Offer<'page>> {
    let mut values = Vec::new();
    for (id, script) in scripts::all(page, least) {
        if page.attr(id, Attr::Id) == Some("__NUXT_DATA__") {
            values.extend(scripts::first_value::<Json>(script).and_then(|value| revive(&value)));
        } else if script.starts_with("window.__NUXT__") {
            values.extend(scripts::assigned(script));
        }
    }
    state::offer(&values, Source::Nuxt, titles, &|_| None).into_iter().collect()
}

/// Puts the values in the places that refer to them.
fn revive<'a>(table: &Json<'a>) -> Option<Json<'a>> {
    let table = table.as_array()?;
    let left = Cell::new(table.len() * MAX_COPIES);
    Some(at(table, 0, 0, &left))
}

fn at<'a>(table: &[Json<'a>], index: usize, level: usize, left: &Cell<usize>) -> Json<'a> {
    if level > MAX_LEVELS || left.get() == 0 {
        return Json::Other;
    }
    left.set(left.get() - 1);
    let follow = |value: &Json<'a>| match value {
        Json::Index(index) => {
            usize::try_from(*index).map_or(Json::Other, |index| at(table, index, level + 1, left))
        }
        _ => Json::Other,
    };
    match table.get(index) {
        Some(Json::Object(object)) => Json::Object(object.map(follow)),
        Some(Json::Array(items)) => match items.as_slice() {
            [Json::String(kind), inner] if WRAPPERS.contains(&kind.as_ref()) => follow(inner),
            [Json::String(_), ..] => Json::Other,
            items => Json::Array(items.iter().map(follow).collect()),
        },
        Some(plain) => plain.clone(),
        None => Json::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Json<'_> {
        scripts::first_value(text).expect("JSON")
    }

    #[test]
    fn places_that_are_referred_to_are_filled_in() {
        let table =
            read(r#"[["ShallowReactive", 1], {"title": 2, "tags": 3, "none": -1}, "Ferry", [2, 4], 7]"#);
        let wanted = read(r#"{"title": "Ferry", "tags": ["Ferry", 7], "none": null}"#);
        assert_eq!(revive(&table), Some(wanted));
    }

    #[test]
    fn circles_and_fans_end() {
        assert!(revive(&read(r#"[[0, 0], {"a": 1}]"#)).is_some());
        let fan: Vec<Json> = (1..60).map(|next| Json::Array(vec![Json::Index(next); 3])).collect();
        assert!(revive(&Json::Array(fan)).is_some());
        assert_eq!(revive(&read("{}")), None);
        assert_eq!(revive(&read("[]")), Some(Json::Other));
    }
}
