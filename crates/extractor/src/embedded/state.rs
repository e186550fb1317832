//! The state that a site's program hands to the browser as JSON: bodies of text under keys that publishing
//! systems use for them, each with the title of the object around it.

use copydesk_cleaner::{Attr, Page};

use super::body::{self, Body};
use super::overlap::Titles;
use super::{Offer, Source, scripts};
use crate::json::{Json, Object};

/// Keys of a body. Source: the state of pages of the development sets and the content models of Arc XP,
/// Sanity, Contentful, `WordPress` (REST), Ghost, Strapi, Drupal (JSON:API).
const BODY_KEYS: &[&str] = &[
    "articleBody",
    "body",
    "bodyHtml",
    "bodyHTML",
    "body_html",
    "bodyText",
    "content",
    "contentHtml",
    "contentHTML",
    "content_html",
    "content_elements",
    "html",
    "text",
    "paragraphs",
    "blocks",
    "richText",
    "storyHtml",
    "post_content",
    "__html",
];
/// Keys of the parts that a page is built from. They hold whatever a page has, so they count only where
/// the object around them has the page's title.
const PART_KEYS: &[&str] = &[
    "mainContent",
    "main_content",
    "entry_content",
    "contents",
    "sections",
    "slices",
    "widgets",
    "components",
    "elements",
    "modules",
];
/// Keys of a title.
const TITLE_KEYS: &[&str] = &["headline", "title", "headlines", "name"];
/// Below these the title stands where a title is an object: Arc XP, `WordPress`.
const INNER_TITLE_KEYS: &[&str] = &["basic", "rendered", "text"];
/// Scripts that other files read.
const OTHERS: &[&str] = &["__NEXT_DATA__", "__NUXT_DATA__"];
/// A body is looked for inside so many others that were none.
const MAX_TRIES: usize = 4;
/// Bodies listed per page; a front page holds those of its articles.
const MAX_BODIES: usize = 200;

/// Looks up what a reference stands for; formats that have none give the string itself.
pub(super) type Resolve<'a> = &'a dyn Fn(&str) -> Option<&'a str>;

/// A body and whether the object around it has the page's title.
struct Found {
    body: Body,
    is_named: bool,
}

/// Reads scripts of a JSON type, and those that assign JSON to a variable, that no other file reads.
pub(super) fn offers<'page>(page: &Page, titles: &Titles, least: usize) -> Vec<Offer<'page>> {
    let is_other = |id| !page.attr(id, Attr::Id).is_some_and(|id| OTHERS.contains(&id));
    let mut values = Vec::new();
    for (id, script) in scripts::all(page, least).filter(|(id, _)| is_other(*id)) {
        if scripts::is_json(page, id) {
            values.extend(scripts::first_value(script));
        } else if script.starts_with("window.") && !script.starts_with("window.__NUXT__") {
            values.extend(scripts::assigned(script));
        }
    }
    offer(&values, Source::State, titles, &|_| None).into_iter().collect()
}

/// Offers the heaviest body that has the page's title, else the heaviest of all.
pub(super) fn offer<'a, 'page>(
    values: impl IntoIterator<Item = &'a Json<'a>>,
    source: Source,
    titles: &Titles,
    resolve: Resolve<'_>,
) -> Option<Offer<'page>> {
    let mut search = Search { titles, resolve, found: Vec::new() };
    values.into_iter().for_each(|value| search.walk(value, false, 0));
    let mut found = search.found;
    // The first of equals wins: a stable sort, heaviest first.
    found.sort_by_key(|found| (std::cmp::Reverse(found.is_named), std::cmp::Reverse(found.body.weight)));
    let Found { body, is_named } = found.into_iter().next()?;
    Some(Offer::of(source, body, is_named))
}

struct Search<'a, 'r> {
    titles: &'a Titles,
    resolve: Resolve<'r>,
    found: Vec<Found>,
}

impl Search<'_, '_> {
    /// The depth is bounded by the JSON parser.
    fn walk(&mut self, value: &Json, is_named: bool, tries: usize) {
        match value {
            Json::Array(items) => items.iter().for_each(|item| self.walk(item, is_named, tries)),
            Json::Object(object) => {
                let is_named = title(object).map_or(is_named, |title| self.titles.name(title));
                for (key, inner) in object.iter() {
                    self.look_at(key, inner, is_named, tries);
                }
            }
            _ => {}
        }
    }

    fn look_at(&mut self, key: &str, inner: &Json, is_named: bool, tries: usize) {
        let is_known = BODY_KEYS.contains(&key) || (is_named && PART_KEYS.contains(&key));
        let is_body = is_known && tries < MAX_TRIES;
        let is_looked_at = is_body || matches!(inner, Json::Array(_) | Json::Object(_));
        if !is_looked_at || self.found.len() >= MAX_BODIES || body::is_foreign_key(key) {
            return;
        }
        let text = inner.as_str().and_then(|text| (self.resolve)(text));
        let body = match text {
            _ if !is_body => None,
            Some(text) => body::prose(body::markup(text)),
            None => body::of(inner),
        };
        match body {
            Some(body) => self.found.push(Found { body, is_named }),
            None => self.walk(inner, is_named, tries + usize::from(is_body)),
        }
    }
}

fn title<'a>(object: &'a Object) -> Option<&'a str> {
    let titles = TITLE_KEYS.iter().filter_map(|key| object.get(key));
    titles.filter_map(title_text).find(|title| !title.trim().is_empty())
}

fn title_text<'a>(value: &'a Json) -> Option<&'a str> {
    value.as_str().or_else(|| INNER_TITLE_KEYS.iter().find_map(|key| value.get(key)?.as_str()))
}
