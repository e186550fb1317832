//! Texts in JSON-LD: the body of an article, the posts of a discussion, the answers to a question, and the
//! description of a product or job where that is as long as a text.

use serde_json::{Map, Value};

use super::body;
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
    let mut works = Works { titles, parts: Vec::new(), texts: Vec::new(), questions: String::new() };
    visit(values, |object| works.read(object));
    Described { parts: own(works.parts), questions: works.questions, texts: own(works.texts) }
}

/// Shows objects of the page itself from the outside in, and goes inside those where it is told so.
fn visit<'a>(values: &'a [Value], mut goes_inside: impl FnMut(&'a Object) -> bool) {
    let mut seen = 0;
    let mut below: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = below.pop() {
        match value {
            Value::Array(items) => below.extend(items.iter().rev()),
            Value::Object(object) if seen < MAX_OBJECTS => {
                seen += 1;
                if goes_inside(object) {
                    let own = object.iter().filter(|(key, _)| is_own(key)).map(|(_, inner)| inner);
                    below.extend(own.rev());
                }
            }
            _ => {}
        }
    }
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
}

impl<'a> Works<'a> {
    /// Whether other works may stand inside.
    fn read(&mut self, object: &'a Object) -> bool {
        let mut html = String::new();
        if is_kind(object, |kind| kind == "FAQPage") {
            parts::push_questions(object, &mut self.questions);
            return false;
        }
        if is_kind(object, is_in_parts) {
            parts::push(object, &mut html);
            self.parts.extend(self.work(object, html));
            return false;
        }
        if let Some(keys) = text_keys(object).filter(|_| !is_kind(object, |kind| kind == "Review")) {
            // Answers are the text of their question's page; replies are comments, which model and caller judge.
            let posts = if is_kind(object, |kind| kind == "Question") { POST_KEYS } else { &[] };
            push_post(object, keys, posts, 0, &mut html);
            self.texts.extend(self.work(object, html));
        }
        true
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
    let mut found = Vec::new();
    visit(values, |object| {
        let mut html = String::new();
        if let Some(keys) = text_keys(object) {
            push_post(object, keys, POST_KEYS, 0, &mut html);
        } else if is_kind(object, is_in_parts) {
            html.extend(object.get("description").and_then(Value::as_str).map(body::markup));
            parts::push(object, &mut html);
        }
        if !html.is_empty() {
            let mut names = ["headline", "name"].iter().filter_map(|key| object.get(*key)?.as_str());
            let is_named = names.any(|name| titles.name(name));
            found.extend(body::prose(html).map(|body| (body, is_named)));
        }
        // The questions of an FAQ stand below the text of their page.
        !is_kind(object, |kind| kind == "FAQPage")
    });
    let is_only = found.len() == 1;
    found.sort_by_key(|(body, is_named)| (!is_named, std::cmp::Reverse(body.weight)));
    let first = found.into_iter().next();
    first.map(|(body, is_named)| Offer::of(Source::JsonLd, body, is_named || is_only)).into_iter().collect()
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
