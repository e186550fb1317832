//! Texts in JSON-LD: the body of an article, the posts of a discussion, the answers to a question, and the
//! description of a product or job where that is as long as a text.

use serde_json::{Map, Value};

use super::body::{self, Body};
use super::overlap::Titles;
use super::{Offer, Source, parts};

type Object = Map<String, Value>;

/// Which key of an object of some kind holds its text. Source: schema.org.
const TEXT_KEYS: &[(&str, &[&str])] = &[
    ("DiscussionForumPosting", &["text", "articleBody"]),
    ("SocialMediaPosting", &["articleBody", "text"]),
    ("Question", &["text"]),
    ("Review", &["reviewBody"]),
    ("Product", &["description"]),
    ("ProductGroup", &["description"]),
    ("JobPosting", &["description"]),
];
/// Ends of the kinds whose text is `articleBody`: `NewsArticle`, `BlogPosting`, `Report` and so on.
const ARTICLE_ENDINGS: &[&str] = &["Article", "BlogPosting", "Report"];
/// Keys of the posts that belong to a discussion, a question or a live blog.
const POST_KEYS: &[&str] = &["acceptedAnswer", "suggestedAnswer", "comment", "comments", "liveBlogUpdate"];
/// Keys below which other works stand.
const FOREIGN_KEYS: &[&str] = &[
    "itemListElement",
    "hasPart",
    "isPartOf",
    "isRelatedTo",
    "isSimilarTo",
    "review",
    "reviews",
    "citation",
    "mentions",
    "publisher",
    "author",
    "associatedMedia",
    "video",
    "offers",
    "itemReviewed",
    "hasVariant",
];
/// Answers to answers are read to this depth.
const MAX_REPLIES: usize = 8;
/// Objects looked at per page; a page of a shop may hold hundreds, all of them offers.
const MAX_OBJECTS: usize = 500;

/// What JSON-LD gives as the text of the page, as markup.
#[derive(Debug, Default)]
pub(crate) struct Described {
    /// Recipes and instructions.
    pub(crate) parts: String,
    /// Questions with their answers.
    pub(crate) questions: String,
    /// Articles, posts, products and jobs.
    pub(crate) texts: String,
}

/// The texts of the works that the page is about: of several, those that have one of its titles.
pub(crate) fn described(values: &[Value], titles: &Titles) -> Described {
    let mut works = Works { titles, parts: Vec::new(), texts: Vec::new(), questions: String::new(), seen: 0 };
    for value in values {
        works.walk(value);
    }
    Described { parts: own(works.parts), questions: works.questions, texts: own(works.texts) }
}

/// A work in the data.
struct Work<'a> {
    name: &'a str,
    is_named: bool,
    html: String,
}

/// The works with the page's title, or all where they are one.
fn own(works: Vec<Work>) -> String {
    let is_one = works.windows(2).all(|two| two[0].name == two[1].name);
    works.into_iter().filter(|work| is_one || work.is_named).map(|work| work.html).collect()
}

struct Works<'a> {
    titles: &'a Titles,
    parts: Vec<Work<'a>>,
    texts: Vec<Work<'a>>,
    questions: String,
    seen: usize,
}

impl<'a> Works<'a> {
    /// The depth is bounded by the JSON parser.
    fn walk(&mut self, value: &'a Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.walk(item)),
            Value::Object(object) if self.seen < MAX_OBJECTS => {
                self.seen += 1;
                if is_kind(object, |kind| kind == "FAQPage") {
                    return parts::push_questions(object, &mut self.questions);
                }
                let mut html = String::new();
                if is_kind(object, is_in_parts) {
                    parts::push(object, &mut html);
                    self.parts.extend(self.work(object, html));
                    return;
                }
                if let Some(keys) = text_keys(object).filter(|_| !is_kind(object, |kind| kind == "Review")) {
                    // Answers are the text of their question's page; replies are comments, which model and
                    // caller judge.
                    let posts = if is_kind(object, |kind| kind == "Question") { POST_KEYS } else { &[] };
                    push_post(object, keys, posts, 0, &mut html);
                    self.texts.extend(self.work(object, html));
                }
                for (_, inner) in object.iter().filter(|(key, _)| is_own(key)) {
                    self.walk(inner);
                }
            }
            _ => {}
        }
    }

    fn work(&self, object: &'a Object, html: String) -> Option<Work<'a>> {
        let name = ["headline", "name"].iter().find_map(|key| object.get(*key)?.as_str()).unwrap_or_default();
        (!html.is_empty()).then(|| Work { name, is_named: self.titles.name(name), html })
    }
}

/// Whether a key holds what belongs to the page itself.
fn is_own(key: &str) -> bool {
    !FOREIGN_KEYS.contains(&key) && !POST_KEYS.contains(&key)
}

/// Kinds whose text is a list of parts.
fn is_in_parts(kind: &str) -> bool {
    matches!(kind, "Recipe" | "HowTo")
}

pub(super) fn offers<'a>(values: &[Value], titles: &Titles) -> Vec<Offer<'a>> {
    let mut subjects = Subjects { titles, found: Vec::new(), seen: 0 };
    for value in values {
        subjects.walk(value);
    }
    let is_only = subjects.found.len() == 1;
    let mut found = subjects.found;
    found.sort_by_key(|(body, is_named)| (!is_named, std::cmp::Reverse(body.weight)));
    let first = found.into_iter().next();
    first.map(|(body, is_named)| Offer::of(Source::JsonLd, body, is_named || is_only)).into_iter().collect()
}

struct Subjects<'a> {
    titles: &'a Titles,
    /// Texts, and whether their object has the page's title.
    found: Vec<(Body, bool)>,
    seen: usize,
}

impl Subjects<'_> {
    /// The depth is bounded by the JSON parser.
    fn walk(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.walk(item)),
            Value::Object(object) if self.seen < MAX_OBJECTS => {
                self.seen += 1;
                // The questions of an FAQ stand below the text of their page.
                if is_kind(object, |kind| kind == "FAQPage") {
                    return;
                }
                let mut html = String::new();
                if let Some(keys) = text_keys(object) {
                    push_post(object, keys, POST_KEYS, 0, &mut html);
                } else if is_kind(object, is_in_parts) {
                    html.extend(object.get("description").and_then(Value::as_str).map(body::markup));
                    parts::push(object, &mut html);
                }
                if !html.is_empty() {
                    let names = ["headline", "name"].iter().filter_map(|key| object.get(*key)?.as_str());
                    let is_named = names.into_iter().any(|name| self.titles.name(name));
                    self.found.extend(body::prose(html).map(|body| (body, is_named)));
                }
                for (_, inner) in object.iter().filter(|(key, _)| is_own(key)) {
                    self.walk(inner);
                }
            }
            _ => {}
        }
    }
}

/// Writes the text of a post, then those of the posts that belong to it, under some of their keys.
fn push_post(object: &Object, keys: &[&str], posts: &[&str], level: usize, html: &mut String) {
    if let Some(text) = keys.iter().find_map(|key| object.get(*key)?.as_str()) {
        html.push_str(&body::markup(text));
    }
    let has_posts = level < MAX_REPLIES && !is_kind(object, is_plain_article);
    for key in posts.iter().filter(|_| has_posts) {
        for post in parts::items(object.get(*key)).iter().filter_map(Value::as_object) {
            if let Some(headline) = post.get("headline").and_then(Value::as_str) {
                html.push_str(&body::heading(headline));
            }
            push_post(post, &["text", "articleBody"], posts, level + 1, html);
        }
    }
}

fn text_keys(object: &Object) -> Option<&'static [&'static str]> {
    let known = TEXT_KEYS.iter().find(|(name, _)| is_kind(object, |kind| kind == *name));
    let is_article = || is_kind(object, |kind| is_plain_article(kind) || kind == "LiveBlogPosting");
    known.map(|(_, keys)| *keys).or_else(|| is_article().then_some(&["articleBody", "text"]))
}

/// Readers' comments on an article are no text of it.
fn is_plain_article(kind: &str) -> bool {
    kind != "LiveBlogPosting" && ARTICLE_ENDINGS.iter().any(|ending| kind.ends_with(ending))
}

/// Whether one of the object's types is meant; a namespace before the name does not matter.
fn is_kind(object: &Object, is_meant: impl Fn(&str) -> bool) -> bool {
    let known = |value: &Value| {
        is_meant(value.as_str().unwrap_or_default().rsplit(['/', '#', ':']).next().unwrap_or_default())
    };
    match object.get("@type") {
        Some(Value::Array(types)) => types.iter().any(known),
        Some(kind) => known(kind),
        None => false,
    }
}
