//! JSON as pages carry it for their programs: up to megabytes, most of it strings that nobody reads. So
//! strings are borrowed from the page where they hold no escape, and objects are sorted lists.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json<'a> {
    /// What nothing here asks for: null, truth values, numbers that are no index.
    Other,
    /// A whole number from 0 on.
    Index(u64),
    String(Cow<'a, str>),
    Array(Vec<Self>),
    Object(Object<'a>),
}

/// Members in the order of their keys, each key once.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Object<'a>(Vec<(Cow<'a, str>, Json<'a>)>);

impl Json<'_> {
    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    pub(crate) fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// The value under a key, where this is an object.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        if let Self::Object(object) = self { object.get(key) } else { None }
    }

    /// The same, with strings of its own.
    pub(crate) fn into_owned(self) -> Json<'static> {
        match self {
            Self::Other => Json::Other,
            Self::Index(index) => Json::Index(index),
            Self::String(text) => Json::String(Cow::Owned(text.into_owned())),
            Self::Array(items) => Json::Array(items.into_iter().map(Json::into_owned).collect()),
            Self::Object(Object(members)) => {
                let owned =
                    members.into_iter().map(|(key, value)| (key.into_owned().into(), value.into_owned()));
                Json::Object(Object(owned.collect()))
            }
        }
    }
}

impl<'a> Object<'a> {
    /// Of members with the same key the last counts.
    fn of(mut members: Vec<(Cow<'a, str>, Json<'a>)>) -> Self {
        members.sort_by(|(left, _), (right, _)| left.cmp(right));
        members.dedup_by(|later, kept| {
            let is_same = later.0 == kept.0;
            if is_same {
                std::mem::swap(later, kept);
            }
            is_same
        });
        Self(members)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Json<'a>> {
        let place = self.0.binary_search_by(|(known, _)| known.as_ref().cmp(key)).ok()?;
        Some(&self.0[place].1)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Json<'a>)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// The same keys with other values.
    pub(crate) fn map(&self, value: impl Fn(&Json<'a>) -> Json<'a>) -> Self {
        Self(self.0.iter().map(|(key, old)| (key.clone(), value(old))).collect())
    }
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Json::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Json::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Json::Other)
    }

    fn visit_u64<E>(self, index: u64) -> Result<Self::Value, E> {
        Ok(Json::Index(index))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Json::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Json::String(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((key, value)) = access.next_entry::<Json, Json>()? {
            if let Json::String(key) = key {
                members.push((key, value));
            }
        }
        Ok(Json::Object(Object::of(members)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Json<'_> {
        serde_json::from_str(text).expect("JSON")
    }

    #[test]
    fn strings_without_escapes_are_borrowed() {
        assert!(matches!(read(r#""ferry""#), Json::String(Cow::Borrowed("ferry"))));
        assert!(matches!(read(r#""a\nb""#), Json::String(Cow::Owned(text)) if text == "a\nb"));
    }

    #[test]
    fn members_are_sorted_and_the_last_of_a_key_counts() {
        let value = read(r#"{"b": 1, "\u0061": "x", "b": [2, -1, null, 0.5, true], "c": {}}"#);
        assert_eq!(value.get("a").and_then(Json::as_str), Some("x"));
        let Json::Object(object) = &value else { panic!("an object") };
        assert_eq!(object.iter().map(|(key, _)| key).collect::<Vec<_>>(), ["a", "b", "c"]);
        let items = value.get("b").and_then(Json::as_array).expect("a list");
        assert_eq!((items.len(), &items[0], &items[4]), (5, &Json::Index(2), &Json::Other));
        assert_eq!(value.clone().into_owned(), value);
        assert_eq!((value.get("d"), Json::Other.get("a")), (None, None));
    }
}
