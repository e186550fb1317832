//! JSON-LD scripts (schema.org): graphs, arrays, references by `@id`, several objects on a page.
//!
//! Every object of the page's scripts is listed with its rank: kinds of articles before products and
//! the like, those before the page itself. Among the best rank an object whose headline or address is
//! the page's wins, else the first. Objects below a list of other articles or in comments do not count.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::candidate::{Candidates, Field, Source};
use super::{tags, text};

type Object = Map<String, Value>;

/// Objects listed per page; a page of a shop may hold hundreds, all of them offers.
const MAX_OBJECTS: usize = 500;
/// Steps followed from a reference to what it names.
const MAX_REFERENCES: usize = 3;

/// Kinds that stand for the article itself. Source: schema.org, subtypes of `Article` and `SocialMediaPosting`.
const ARTICLES: &[&str] = &[
    "Article",
    "NewsArticle",
    "BlogPosting",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "AdvertiserContentArticle",
    "SatiricalArticle",
    "ScholarlyArticle",
    "MedicalScholarlyArticle",
    "TechArticle",
    "APIReference",
    "Report",
    "LiveBlogPosting",
    "SocialMediaPosting",
    "DiscussionForumPosting",
    "Recipe",
    "HowTo",
    "Review",
    "Chapter",
];
/// Kinds that a page may be about when no article is there.
const WORKS: &[&str] = &[
    "Product",
    "Book",
    "Movie",
    "VideoObject",
    "PodcastEpisode",
    "Event",
    "Course",
    "Question",
    "CreativeWork",
    "Dataset",
    "SoftwareApplication",
    "JobPosting",
    "Service",
];
/// Kinds that describe the page.
const PAGES: &[&str] = &[
    "WebPage",
    "ItemPage",
    "CollectionPage",
    "FAQPage",
    "QAPage",
    "AboutPage",
    "MedicalWebPage",
    "ProfilePage",
];
/// Kinds that are not people.
const ORGANISATIONS: &[&str] =
    &["Organization", "NewsMediaOrganization", "Corporation", "WebSite", "Brand", "LocalBusiness"];
/// Keys below which other works stand.
const FOREIGN_KEYS: &[&str] = &[
    "comment",
    "comments",
    "itemListElement",
    "hasPart",
    "isRelatedTo",
    "isSimilarTo",
    "review",
    "reviews",
    "citation",
    "mentions",
    "publisher",
    "author",
    "suggestedAnswer",
    "acceptedAnswer",
    "associatedMedia",
    "video",
    "offers",
];

/// Rank of a kind; smaller is nearer to the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Article,
    Work,
    Page,
}

/// Reads the values of the page's JSON-LD.
pub(super) fn collect(values: &[Value], url: Option<&str>, headlines: &[String], found: &mut Candidates) {
    let mut graph = Graph::default();
    for value in values {
        graph.index(value, true);
    }
    graph.offer_site(found);
    if let Some((rank, object)) = graph.main(url, headlines) {
        let source = if rank == Rank::Page { Source::JsonLdPage } else { Source::JsonLd };
        graph.offer(object, source, found);
    }
}

/// The objects of a page: those that may be its subject, and all that have an `@id`.
#[derive(Default)]
struct Graph<'a> {
    subjects: Vec<(Rank, &'a Object)>,
    sites: Vec<&'a Object>,
    named: BTreeMap<&'a str, &'a Object>,
    seen: usize,
}

impl<'a> Graph<'a> {
    /// Lists an object and those inside it. The depth is bounded by the JSON parser.
    fn index(&mut self, value: &'a Value, own: bool) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.index(item, own)),
            Value::Object(object) if self.seen < MAX_OBJECTS => {
                self.seen += 1;
                self.list(object, own);
                for (key, inner) in object {
                    self.index(inner, own && !FOREIGN_KEYS.contains(&key.as_str()));
                }
            }
            _ => {}
        }
    }

    fn list(&mut self, object: &'a Object, own: bool) {
        if let Some(id) = object.get("@id").and_then(Value::as_str)
            && object.contains_key("@type")
        {
            self.named.entry(id).or_insert(object);
        }
        if is_kind(object, &["WebSite"]) {
            self.sites.push(object);
        } else if own && let Some(rank) = rank(object) {
            self.subjects.push((rank, object));
        }
    }

    fn main(&self, url: Option<&str>, headlines: &[String]) -> Option<(Rank, &'a Object)> {
        let best = self.subjects.iter().map(|(rank, _)| *rank).min()?;
        let mut subjects = self.subjects.iter().filter(|(rank, _)| *rank == best);
        let matches = |object: &Object| names_url(object, url) || names_headline(object, headlines);
        subjects.clone().find(|(_, object)| matches(object)).or_else(|| subjects.next()).copied()
    }

    /// What an object says itself, or what it refers to by `@id`.
    fn resolve(&self, object: &'a Object) -> &'a Object {
        let mut current = object;
        for _ in 0..MAX_REFERENCES {
            let bare = !current.contains_key("name") && !current.contains_key("url");
            let target = current.get("@id").and_then(Value::as_str).and_then(|id| self.named.get(id));
            match target {
                Some(target) if bare => current = target,
                _ => break,
            }
        }
        current
    }

    fn offer(&self, object: &'a Object, source: Source, found: &mut Candidates) {
        let fields: &[(&str, Field)] = &[
            ("headline", Field::Title),
            ("datePublished", Field::Published),
            ("dateModified", Field::Modified),
            ("description", Field::Description),
            ("inLanguage", Field::Language),
            ("articleSection", Field::Section),
            ("license", Field::License),
        ];
        for (key, field) in fields {
            self.strings(object.get(*key), &mut |value| found.push(*field, source, value));
        }
        if !object.contains_key("headline") {
            self.strings(object.get("name"), &mut |value| found.push(Field::Title, source, value));
        }
        for key in ["dateCreated", "uploadDate"] {
            self.strings(object.get(key), &mut |value| found.push(Field::Published, source, value));
        }
        self.urls(object.get("image").or_else(|| object.get("thumbnailUrl")), &mut |value| {
            found.push(Field::Image, source, value);
        });
        for key in ["author", "creator"] {
            let typed = if source == Source::JsonLd { Source::JsonLdPerson } else { source };
            self.people(object.get(key), &mut |person, value| {
                found.push(Field::Author, if person { typed } else { source }, value);
            });
        }
        self.people(object.get("contributor"), &mut |_, value| {
            found.push(Field::Author, Source::JsonLdContributor, value);
        });
        self.tags(object.get("keywords"), source, found);
        for key in ["publisher", "isPartOf", "sourceOrganization"] {
            self.outlets(object.get(key), &mut |value| found.push(Field::SiteName, source, value));
        }
    }

    fn offer_site(&self, found: &mut Candidates) {
        for site in &self.sites {
            self.strings(site.get("name"), &mut |value| {
                found.push(Field::SiteName, Source::JsonLdPage, value);
            });
        }
    }

    /// Texts of a value: a string, a list, an object with `@value`, `name` or a language map.
    fn strings(&self, value: Option<&'a Value>, take: &mut dyn FnMut(&str)) {
        match value {
            Some(Value::String(text)) => take(text),
            Some(Value::Number(number)) => take(&number.to_string()),
            Some(Value::Array(items)) => items.iter().for_each(|item| self.strings(Some(item), take)),
            Some(Value::Object(object)) => {
                let object = self.resolve(object);
                let text = ["@value", "name", "url", "@id"].iter().find_map(|key| object.get(*key)?.as_str());
                text.into_iter().for_each(take);
            }
            _ => {}
        }
    }

    /// Addresses of a value, most of them images.
    fn urls(&self, value: Option<&'a Value>, take: &mut dyn FnMut(&str)) {
        match value {
            Some(Value::String(text)) => take(text),
            Some(Value::Array(items)) => items.iter().for_each(|item| self.urls(Some(item), take)),
            Some(Value::Object(object)) => {
                let object = self.resolve(object);
                let text =
                    ["url", "contentUrl", "@id"].iter().find_map(|key| first_string(object.get(*key)?));
                text.into_iter().for_each(take);
            }
            _ => {}
        }
    }

    /// Names of outlets; a page that the object is part of is none.
    fn outlets(&self, value: Option<&'a Value>, take: &mut dyn FnMut(&str)) {
        match value {
            Some(Value::String(text)) if !text.contains("://") => take(text),
            Some(Value::Array(items)) => items.iter().for_each(|item| self.outlets(Some(item), take)),
            Some(Value::Object(object)) => {
                let outlet = self.resolve(object);
                if !is_kind(outlet, PAGES) && !is_kind(outlet, ARTICLES) {
                    outlet.get("name").and_then(first_string).into_iter().for_each(take);
                }
            }
            _ => {}
        }
    }

    /// Names of people and whether their type says that they are; organisations are left out.
    fn people(&self, value: Option<&'a Value>, take: &mut dyn FnMut(bool, &str)) {
        match value {
            Some(Value::String(text)) => take(false, text),
            Some(Value::Array(items)) => items.iter().for_each(|item| self.people(Some(item), take)),
            Some(Value::Object(object)) => {
                let author = self.resolve(object);
                let named = author.get("@id").and_then(Value::as_str).and_then(|id| self.named.get(id));
                let is_either =
                    |kinds| is_kind(author, kinds) || named.is_some_and(|named| is_kind(named, kinds));
                let person = is_either(&["Person"]);
                if person || !is_either(ORGANISATIONS) {
                    self.strings(author.get("name"), &mut |name| take(person, name));
                }
            }
            _ => {}
        }
    }

    /// Keywords: a list, or one string with commas.
    fn tags(&self, value: Option<&'a Value>, source: Source, found: &mut Candidates) {
        self.strings(value, &mut |text| {
            tags::offer(text, source, found);
        });
    }
}

fn first_string(value: &Value) -> Option<&str> {
    match value {
        Value::Array(items) => items.first()?.as_str(),
        other => other.as_str(),
    }
}

fn rank(object: &Object) -> Option<Rank> {
    if is_kind(object, ARTICLES) {
        Some(Rank::Article)
    } else if is_kind(object, WORKS) {
        Some(Rank::Work)
    } else if is_kind(object, PAGES) {
        Some(Rank::Page)
    } else {
        None
    }
}

/// Whether one of the object's types is in the list; a namespace before the name does not matter.
fn is_kind(object: &Object, kinds: &[&str]) -> bool {
    let known = |value: &Value| {
        let name = value.as_str().unwrap_or_default();
        let name = name.rsplit(['/', '#', ':']).next().unwrap_or_default();
        kinds.contains(&name)
    };
    match object.get("@type") {
        Some(Value::Array(types)) => types.iter().any(known),
        Some(kind) => known(kind),
        None => false,
    }
}

fn names_url(object: &Object, url: Option<&str>) -> bool {
    let Some(url) = url.map(bare_url) else { return false };
    let page = object.get("mainEntityOfPage");
    let inner = page.and_then(|page| page.get("@id").or(Some(page))).and_then(Value::as_str);
    let own = ["url", "@id"].iter().filter_map(|key| object.get(*key)?.as_str());
    own.chain(inner).any(|value| bare_url(value) == url)
}

/// Host and path: scheme, query, fragment and the last slash do not tell addresses apart.
fn bare_url(url: &str) -> &str {
    let url = url.split(['?', '#']).next().unwrap_or(url);
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    url.trim_start_matches("www.").trim_end_matches('/')
}

fn names_headline(object: &Object, headlines: &[String]) -> bool {
    let own = ["headline", "name"].iter().find_map(|key| object.get(*key)?.as_str());
    own.is_some_and(|own| headlines.contains(&text::squash(&text::plain(own))))
}

#[cfg(test)]
mod tests;
