//! One line of JSONL: finds the field with the document, its address and what is carried along, and ignores
//! the rest.

mod mend;

use std::{borrow::Cow, collections::BTreeMap, fmt};

use arrow_array::ArrayRef;
use arrow_schema::FieldRef;
use serde::{
    Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

pub(crate) use mend::{json_string, line_text, mended};

use super::{
    Place, RawDocument,
    fields::{Fields, ID_FIELD, content_of, utf_8},
    file::too_large,
};
use crate::{
    carry,
    config::OutputSettings,
    rejects::{Reason, Reject},
};

/// Which fields of an object are kept.
struct Wanted<'a> {
    fields: Fields<'a>,
    carried: &'a arrow_schema::Fields,
}

impl Wanted<'_> {
    fn wants(&self, key: &str) -> bool {
        let Fields { html, text, page: _, url } = &self.fields;
        key == ID_FIELD
            || [html, text, url].into_iter().any(|names| names.contains(&key))
            || self.carried.iter().any(|field| field.name() == key)
    }
}

/// The wanted fields as they are written.
type Found<'a> = BTreeMap<String, &'a RawValue>;

/// Reads an object and keeps the wanted fields only.
impl<'de> DeserializeSeed<'de> for &Wanted<'_> {
    type Value = Found<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &Wanted<'_> {
    type Value = Found<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = BTreeMap::new();
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if self.wants(&key) {
                found.insert(key.into_owned(), map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Turns a line into a document.
pub(super) fn parse(
    line: Vec<u8>,
    mut place: Place,
    settings: &OutputSettings,
    carried: &arrow_schema::Fields,
) -> Result<RawDocument, Box<Reject>> {
    let text = match line_text(line) {
        Ok(text) => text,
        Err(detail) => return Err(Box::new(Reject::read(place, Reason::InvalidUtf8, detail))),
    };
    let wanted = Wanted { fields: Fields::new(settings), carried };
    // What is not valid is mended only then: the line is read once more for it.
    let line = read(&text, &wanted).or_else(|error| match mended(&text) {
        Some(text) => read(&text, &wanted),
        None => Err(error),
    });
    let Line { url, html, page, text, record, carried } = match line {
        Ok(line) => line,
        Err(error) => return Err(Box::new(Reject::read(place, Reason::InvalidJson, error.to_string()))),
    };
    place.record = record;
    let Some((format, content)) = content_of(html, page, text, settings) else {
        let names = wanted.fields.content_names();
        let mut reject =
            Reject::read(place, Reason::NoContentField, format!("no field {names} with a string"));
        reject.url = url;
        return Err(Box::new(reject));
    };
    if content.len() as u64 > settings.max_bytes.0 {
        let mut reject = too_large(place, Some(content.len() as u64), settings.max_bytes.0);
        reject.url = url;
        return Err(reject);
    }
    match carried {
        Ok(carried) => {
            Ok(RawDocument { place, hints: utf_8(url), format, bytes: content.into_bytes(), carried })
        }
        Err(detail) => {
            let reject = Reject::read(place, Reason::CarriedValue, detail);
            Err(Box::new(Reject { url, ..reject }))
        }
    }
}

/// What is wanted of a line.
struct Line {
    url: Option<String>,
    html: Option<String>,
    page: Option<String>,
    text: Option<String>,
    record: Option<String>,
    /// A message where a value is not of its column's type.
    carried: Result<Vec<ArrayRef>, String>,
}

fn read(line: &str, wanted: &Wanted) -> serde_json::Result<Line> {
    let mut json = serde_json::Deserializer::from_str(line);
    let found = wanted.deserialize(&mut json)?;
    json.end()?;
    let value = |field: &FieldRef| carry::from_json(field, found.get(field.name()).copied());
    Ok(Line {
        url: first(&found, &wanted.fields.url)?.filter(|url| !url.is_empty()),
        html: first(&found, &wanted.fields.html)?,
        page: first(&found, wanted.fields.page.as_slice())?,
        text: first(&found, &wanted.fields.text)?,
        record: found.get(ID_FIELD).and_then(|value| scalar(value)),
        carried: wanted.carried.iter().map(value).collect(),
    })
}

/// The first of the named fields that holds a string with something in it, else the first that holds one.
fn first(found: &Found, names: &[&str]) -> serde_json::Result<Option<String>> {
    let written = names.iter().filter_map(|name| found.get(*name));
    let strings: Vec<&str> = written.map(|value| value.get()).filter(|json| json.starts_with('"')).collect();
    let best = strings.iter().find(|json| **json != "\"\"").or(strings.first());
    best.map(|json| json_string(json)).transpose()
}

/// A name: a string, or a number as it is written.
fn scalar(value: &RawValue) -> Option<String> {
    let json = value.get();
    match json.as_bytes().first()? {
        b'"' => json_string(json).ok(),
        b'-' | b'0'..=b'9' => Some(json.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Format;

    fn check(line: &str, settings: &OutputSettings) -> Result<RawDocument, Reason> {
        parse(line.as_bytes().to_vec(), Place::default(), settings, &arrow_schema::Fields::empty())
            .map_err(|reject| reject.reason)
    }

    #[test]
    fn the_usual_fields_are_found() {
        let settings = OutputSettings::usual();
        let cases = [
            (r#"{"text": "a", "html": "b"}"#, Format::Html, "b"),
            (r#"{"body": "a", "content": "b"}"#, Format::Text, "b"),
            (r#"{"content": "<p>a</p>"}"#, Format::Html, "<p>a</p>"),
            (r#"{"page": "<p>a</p>"}"#, Format::Html, "<p>a</p>"),
            (r#"{"page": "17", "text": "a"}"#, Format::Text, "a"),
            (r#"{"page": "<p>a</p>", "text": "b"}"#, Format::Text, "b"),
            (r#"{"page": "<html>a", "body": "1"}"#, Format::Html, "<html>a"),
            (r#"{"page": "<html>a", "body": "1", "html": "<p>b"}"#, Format::Html, "<p>b"),
            (r#"{"html": null, "text": "a\u00e9"}"#, Format::Text, "a\u{e9}"),
            (r#"{"html": "", "text": "a"}"#, Format::Text, "a"),
            (r#"{"text": "", "content": "a"}"#, Format::Text, "a"),
            (r#"{"html": "", "text": ""}"#, Format::Html, ""),
        ];
        for (line, format, content) in cases {
            let document = check(line, &settings).expect("a document");
            assert_eq!((document.format, document.bytes.as_slice()), (format, content.as_bytes()), "{line}");
            assert_eq!(document.hints.charset.as_deref(), Some("utf-8"));
        }
        let long = check(r#"{"id": 12345678901234567890123, "text": "a"}"#, &settings).expect("a document");
        assert_eq!(long.place.record.as_deref(), Some("12345678901234567890123"));
        let named = check(r#"{"id": 7, "link": "http://a.b/", "text": "a", "x": {"text": "c"}}"#, &settings);
        let named = named.expect("a document");
        assert_eq!(
            (named.place.record.as_deref(), named.hints.url.as_deref()),
            (Some("7"), Some("http://a.b/"))
        );
    }

    #[test]
    fn halves_of_pairs_are_read_in_every_field() {
        let carried: arrow_schema::Fields =
            [arrow_schema::Field::new("topic", arrow_schema::DataType::Utf8, true)].into_iter().collect();
        let line = br#"{"id":"x\ud83d","text":"a\ude00","topic":"t\ud83d"}"#;
        let document = parse(line.to_vec(), Place::default(), &OutputSettings::usual(), &carried);
        let document = document.map_err(|reject| reject.detail).expect("a document");
        assert_eq!(document.place.record.as_deref(), Some("x\u{fffd}"));
        assert_eq!(document.bytes, "a\u{fffd}".as_bytes());
        let topic: &arrow_array::StringArray = document.carried[0].as_any().downcast_ref().expect("strings");
        assert_eq!(topic.value(0), "t\u{fffd}");
    }

    #[test]
    fn a_named_field_is_the_only_one() {
        let settings = OutputSettings { text_field: Some("words".into()), ..OutputSettings::usual() };
        let document = check(r#"{"html": "a", "words": "<p>b"}"#, &settings).expect("a document");
        assert_eq!((document.format, document.bytes.as_slice()), (Format::Text, &b"<p>b"[..]));
        assert_eq!(check(r#"{"html": "a"}"#, &settings).err(), Some(Reason::NoContentField));
    }

    #[test]
    fn damaged_lines_have_reasons() {
        let settings = OutputSettings { max_bytes: crate::size::ByteSize(3), ..OutputSettings::usual() };
        for (line, reason) in [
            ("{\"text\": \"a\"", Reason::InvalidJson),
            ("{\"text\": \"a\"} x", Reason::InvalidJson),
            ("[1]", Reason::InvalidJson),
            ("{}", Reason::NoContentField),
            ("{\"text\": 5}", Reason::NoContentField),
            ("{\"text\": \"abcd\"}", Reason::TooLarge),
        ] {
            assert_eq!(check(line, &settings).err(), Some(reason), "{line}");
        }
        let long =
            [&b"{\"title\": \"caf\xe9\", \"text\": \"a\", \"x\": \""[..], &[b'x'; 100], b"\"}"].concat();
        let mended = parse(long, Place::default(), &settings, &arrow_schema::Fields::empty());
        assert_eq!(mended.map(|document| document.bytes).ok(), Some(b"a".to_vec()));
        let marked = check("\u{feff}{\"text\": \"a\"}", &settings).expect("a document");
        assert_eq!(marked.bytes, b"a");
        let broken = parse(
            b"{\"text\": \"\xff\"}".to_vec(),
            Place::default(),
            &settings,
            &arrow_schema::Fields::empty(),
        );
        assert_eq!(broken.map_err(|reject| reject.reason).err(), Some(Reason::InvalidUtf8));
    }
}
