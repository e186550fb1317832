//! Next.js: the state of the pages router in `__NEXT_DATA__`, and that of the app router in the strings
//! that its scripts push to `self.__next_f`: rows of the React flight format, texts among them.

use std::collections::BTreeMap;

use copydesk_cleaner::{Attr, Page};
use memchr::memmem;

use super::overlap::Titles;
use super::{Offer, Source, scripts, state};
use crate::json::Json;

/// Digits of a row's number, a hexadecimal of 32 bits.
const MAX_DIGITS: usize = 8;
/// All pushed strings together, in bytes; the same bound as for one script.
const MAX_FLIGHT: usize = 4 << 20;

pub(super) fn offers<'page>(page: &Page, titles: &Titles, least: usize) -> Vec<Offer<'page>> {
    let is_data = |id| page.attr(id, Attr::Id) == Some("__NEXT_DATA__");
    let data = scripts::all(page, least)
        .find(|(id, _)| is_data(*id))
        .and_then(|(_, text)| scripts::first_value(text));
    let by_pages = data.and_then(|data| state::offer([&data], Source::NextData, titles, &|_| None));
    let pushed = pushed(page);
    let rows = Rows::of(&pushed);
    let by_app = state::offer(&rows.values, Source::NextData, titles, &|text| rows.text(text));
    by_pages.into_iter().chain(by_app).collect()
}

/// The strings of `self.__next_f.push([1,"…"])`, in order.
fn pushed(page: &Page) -> String {
    let mut all = String::new();
    // The strings are cut into pieces of any length.
    for (_, script) in scripts::all(page, 0).filter(|(_, script)| pushes(script)) {
        let argument = script.split_once("push(").and_then(|(_, rest)| scripts::first_value::<Json>(rest));
        if let Some(text) = argument.as_ref().and_then(|value| value.as_array()?.get(1)?.as_str())
            && all.len() + text.len() <= MAX_FLIGHT
        {
            all.push_str(text);
        }
    }
    all
}

/// Whether a script has to do with the flight; scripts run to megabytes.
fn pushes(script: &str) -> bool {
    memmem::find(script.as_bytes(), b"self.__next_f").is_some()
}

/// Rows of the flight format: JSON, and texts that the JSON refers to as `$` and their number.
#[derive(Default)]
struct Rows<'a> {
    values: Vec<Json<'a>>,
    texts: BTreeMap<&'a str, &'a str>,
}

impl<'a> Rows<'a> {
    /// Reads `number:json` up to the end of the line and `number:Tlength,text`, the length in bytes.
    /// A row that cannot be read ends the reading where the next would be a guess.
    fn of(flight: &'a str) -> Self {
        let mut rows = Self::default();
        let mut rest = flight;
        while let Some((id, row)) = rest.split_once(':') {
            let is_number = |id: &str| (1..=MAX_DIGITS).contains(&id.len()) && is_hex(id);
            let id = id.trim_start();
            rest = if let Some(text) = row.strip_prefix('T').filter(|_| is_number(id)) {
                let Some((text, behind)) = split_text(text) else { break };
                rows.texts.insert(id, text);
                behind
            } else {
                let (line, behind) = row.split_once('\n').unwrap_or((row, ""));
                if line.starts_with(['[', '{']) {
                    rows.values.extend(scripts::first_value(line));
                }
                behind
            };
        }
        rows
    }

    fn text(&self, reference: &str) -> Option<&'a str> {
        reference.strip_prefix('$').and_then(|id| self.texts.get(id)).copied()
    }
}

/// Splits `length,text…` behind the text.
fn split_text(row: &str) -> Option<(&str, &str)> {
    let (length, text) = row.split_once(',')?;
    let length = usize::from_str_radix(length, 16).ok()?;
    text.split_at_checked(length)
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flight_rows_are_json_lines_and_texts_of_a_length() {
        let rows = Rows::of("1:\"$Sreact.fragment\"\n2:T7,a\nb: ä3:{\"body\":\"$2\"}\n4:I[1,[],\"x\"]\n5:[]");
        assert_eq!(rows.text("$2"), Some("a\nb: ä"));
        assert_eq!(rows.values.len(), 2);
        assert_eq!(rows.values[0].get("body").and_then(Json::as_str), Some("$2"));
        assert_eq!(rows.text("2"), None);
    }

    #[test]
    fn broken_rows_are_left_out() {
        for flight in ["", ":", "1:T", "1:Tzz,a", "1:Tffff,a", "1:T1,ä", "1:{", "no row", "1:T,\n2:[]"] {
            let rows = Rows::of(flight);
            assert!(rows.values.is_empty() && rows.texts.is_empty(), "{flight}");
        }
    }
}
