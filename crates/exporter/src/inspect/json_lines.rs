//! Cleans JSON lines as they come, one at a time: each object is written again with its text cleaned and all
//! else as it was.

use std::{
    borrow::Cow,
    fmt,
    io::{self, Write, stderr},
};

use copydesk_extractor::{Hints, Options, extract_text};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{json, with_headline};
use crate::{
    cli::{CleanArgs, CleanForm},
    config::OutputSettings,
    source::{Format, Lines, Place, RawDocument, TEXT_FIELDS, json_string, line_text, mended},
};

/// An object whose values are kept as they are written.
struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Object(fields))
            }
        }

        deserializer.deserialize_map(Fields)
    }
}

/// Cleans every line and gives the number of those that could not be.
///
/// # Errors
/// When `out` cannot be written.
pub(super) fn clean(
    lines: Lines,
    args: &CleanArgs,
    settings: &OutputSettings,
    options: &Options,
    out: &mut dyn Write,
) -> anyhow::Result<u64> {
    if args.explain && args.form == CleanForm::Text {
        anyhow::bail!("--explain of JSON lines goes with --as json");
    }
    let mut failed = 0;
    for line in lines {
        let place =
            Place { source: args.input.display().to_string(), offset: Some(line.offset), ..Place::default() };
        let cleaned = match line.content {
            Ok(bytes) => line_text(bytes).map_err(anyhow::Error::msg).and_then(|line| {
                let clean = |line: &str| clean_line(line, &place, args, settings, options);
                clean(&line).or_else(|error| mended(&line).map_or(Err(error), |line| clean(&line)))
            }),
            Err(reject) => Err(anyhow::anyhow!("{}: {}", reject.reason, reject.detail)),
        };
        match cleaned {
            Ok(cleaned) => match writeln!(out, "{cleaned}") {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(failed),
                written => written?,
            },
            Err(error) => {
                failed += 1;
                // When standard error is closed there is nobody to tell.
                let _told = writeln!(stderr(), "error: {place}: {error:#}");
            }
        }
    }
    Ok(failed)
}

fn clean_line(
    line: &str,
    place: &Place,
    args: &CleanArgs,
    settings: &OutputSettings,
    options: &Options,
) -> anyhow::Result<String> {
    let Object(fields) = serde_json::from_str(line)?;
    let names = settings.text_field.as_deref().map_or(TEXT_FIELDS.to_vec(), |name| vec![name]);
    let is_string = |at: &usize| fields[*at].1.get().starts_with('"');
    let found =
        names.iter().find_map(|name| fields.iter().position(|(field, _)| field == name).filter(is_string));
    let Some(at) = found else { anyhow::bail!("no field {} with a string", names.join(", ")) };
    let text = json_string(fields[at].1.get())?;
    let hints = Hints { charset: Some("utf-8".to_owned()), ..Hints::default() };
    let article = extract_text(text.as_bytes(), &hints, options)?;
    if args.form == CleanForm::Json {
        let (bytes, carried) = (text.into_bytes(), Vec::new());
        let document = RawDocument { place: place.clone(), hints, format: Format::Text, bytes, carried };
        return Ok(json::object(article, &document, args.explain)?.to_string());
    }
    let cleaned = serde_json::to_string(with_headline(&article).trim_end())?;
    let mut object = String::with_capacity(line.len());
    for (index, (name, value)) in fields.iter().enumerate() {
        object.push_str(if index == 0 { "{" } else { "," });
        object.push_str(&serde_json::to_string(name)?);
        object.push(':');
        object.push_str(if index == at { &cleaned } else { value.get() });
    }
    object.push('}');
    Ok(object)
}
