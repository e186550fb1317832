//! Nuxt: the state of version 3 in `__NUXT_DATA__`, an array whose objects refer to its other places, and
//! that of version 2 in `window.__NUXT__`, where it is JSON. Version 2 mostly writes a program instead,
//! which is not read.

use copydesk_cleaner::{Attr, Page};
use serde_json::{Map, Value};

use super::overlap::Titles;
use super::{Offer, Source, scripts, state};

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
            values.extend(scripts::first_value(script).and_then(|value| revive(&value)));
        } else if script.starts_with("window.__NUXT__") {
            values.extend(scripts::assigned(script));
        }
    }
    state::offer(&values, Source::Nuxt, titles, &|_| None).into_iter().collect()
}

/// Puts the values in the places that refer to them.
fn revive(table: &Value) -> Option<Value> {
    let table = table.as_array()?;
    let mut left = table.len() * MAX_COPIES;
    Some(at(table, 0, 0, &mut left))
}

fn at(table: &[Value], index: usize, level: usize, left: &mut usize) -> Value {
    if level > MAX_LEVELS || *left == 0 {
        return Value::Null;
    }
    *left -= 1;
    let mut follow = |value: &Value| {
        let index = value.as_u64().and_then(|index| usize::try_from(index).ok());
        index.map_or(Value::Null, |index| at(table, index, level + 1, left))
    };
    match table.get(index) {
        Some(Value::Object(object)) => {
            let inner = object.iter().map(|(key, value)| (key.clone(), follow(value)));
            Value::Object(inner.collect::<Map<_, _>>())
        }
        Some(Value::Array(items)) => match items.as_slice() {
            [Value::String(kind), inner] if WRAPPERS.contains(&kind.as_str()) => follow(inner),
            [Value::String(_), ..] => Value::Null,
            items => Value::Array(items.iter().map(follow).collect()),
        },
        Some(plain) => plain.clone(),
        None => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn places_that_are_referred_to_are_filled_in() {
        let table = json!([["ShallowReactive", 1], {"title": 2, "tags": 3, "none": -1}, "Ferry", [2, 4], 7]);
        let wanted = json!({"title": "Ferry", "tags": ["Ferry", 7], "none": null});
        assert_eq!(revive(&table), Some(wanted));
    }

    #[test]
    fn circles_and_fans_end() {
        assert!(revive(&json!([[0, 0], {"a": 1}])).is_some());
        let fan: Vec<Value> = (1..60).map(|next| json!([next, next, next])).collect();
        assert!(revive(&Value::Array(fan)).is_some());
        assert_eq!(revive(&json!({})), None);
        assert_eq!(revive(&json!([])), Some(Value::Null));
    }
}
