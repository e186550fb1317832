//! The decision: one table says which source is believed first for each field. Authors, title
//! and dates need more than the order, because several sources must agree; the last two have files of their own.

use std::borrow::Cow;

use copydesk_cleaner::PageType;
use url::Url;

use super::candidate::{Candidates, Field, Source};
use super::dates::DateStyle;
use super::{Metadata, date_choice, people, summary, tags, text, title_choice};

use Source::{
    Address, Amp, ArticleMeta, Bio, Byline, BylineClass, Canonical, Citation, Copyright, Discourse,
    DublinCore, FarAuthor, FarTime, Header, Heading, Headline, HtmlLang, JsonLd, JsonLdContributor,
    JsonLdPage, JsonLdPerson, Line, Meta, MetaLoose, Microdata, OpenGraph, Opener, Owner, Parsely,
    PersonLink, Portrait, Profile, Rdfa, RelAuthor, RelTag, Text, Time, TimeMarked, TitleElement, Twitter,
};

/// For each field the sources in the order in which they are believed. Tuned on the development halves
/// of wcxb, trafilatura and htmldate.
const PRECEDENCE: &[(Field, &[Source])] = &[
    (Field::Url, &[Canonical, OpenGraph, Header, Address, Amp]),
    (
        Field::Title,
        &[
            Headline,
            OpenGraph,
            JsonLd,
            Heading,
            Microdata,
            Citation,
            Parsely,
            Twitter,
            Rdfa,
            DublinCore,
            Meta,
            TitleElement,
            JsonLdPage,
        ],
    ),
    (
        Field::Author,
        &[
            JsonLdPerson,
            JsonLd,
            Discourse,
            Citation,
            Microdata,
            Rdfa,
            Parsely,
            Meta,
            ArticleMeta,
            Profile,
            Opener,
            RelAuthor,
            DublinCore,
            Twitter,
            Byline,
            BylineClass,
            Line,
            PersonLink,
            Text,
            FarAuthor,
            JsonLdPage,
            Portrait,
            Bio,
            Owner,
        ],
    ),
    (
        Field::Published,
        &[
            JsonLd,
            Discourse,
            ArticleMeta,
            Citation,
            Parsely,
            Microdata,
            TimeMarked,
            Meta,
            Rdfa,
            Byline,
            Time,
            BylineClass,
            Line,
            DublinCore,
            FarTime,
            JsonLdPage,
            Address,
            MetaLoose,
            Text,
        ],
    ),
    (
        Field::Modified,
        &[
            JsonLd,
            ArticleMeta,
            Microdata,
            OpenGraph,
            Meta,
            Rdfa,
            DublinCore,
            Byline,
            BylineClass,
            Line,
            TimeMarked,
            Time,
            JsonLdPage,
            MetaLoose,
        ],
    ),
    (Field::SiteName, &[OpenGraph, JsonLd, JsonLdPage, Citation, Meta, Microdata, TitleElement, Copyright]),
    (Field::Description, &[OpenGraph, Meta, JsonLd, Twitter, DublinCore, Microdata, JsonLdPage]),
    (Field::Image, &[OpenGraph, Twitter, JsonLd, JsonLdPage]),
    (Field::License, &[Meta, JsonLd, DublinCore, Microdata, Header, JsonLdPage, Text]),
    (Field::Section, &[ArticleMeta, JsonLd, Parsely, Microdata, Meta]),
    (Field::Tag, &[ArticleMeta, JsonLd, Meta, Parsely, Citation, RelTag, MetaLoose, Microdata, DublinCore]),
    (Field::Language, &[HtmlLang, Meta, OpenGraph, JsonLd, DublinCore, JsonLdPage, Header]),
];

/// What the decision knows beside the candidates.
pub(super) struct Context<'a> {
    pub(super) url: Option<&'a Url>,
    pub(super) hint: Option<&'a str>,
    pub(super) style: DateStyle,
    /// Squashed names of the site, from the host and from every source.
    pub(super) sites: Vec<String>,
    /// The site is a blog of one person on a platform for them.
    pub(super) is_personal: bool,
    /// What kind of page the cleaner takes it for.
    pub(super) page_type: Option<PageType>,
}

/// Fills every field from the first source in its row whose candidate stands the field's own check.
pub(super) fn decide(found: &Candidates, context: &Context) -> Metadata {
    let mut metadata = Metadata::default();
    if let Some((title, source)) = title_choice::decide(found, context) {
        metadata.title = Some(title);
        metadata.sources.insert("title", source.as_str());
    }
    decide_site_name(found, &mut metadata);
    decide_authors(found, context, &mut metadata);
    date_choice::decide(found, context, &mut metadata);
    decide_url(found, context, &mut metadata);
    let absolute = |value: &str| resolve(value, context.url);
    metadata.image_url = take(found, Field::Image, "image_url", &mut metadata.sources, absolute);
    metadata.license =
        take(found, Field::License, "license", &mut metadata.sources, |value| license(value, context.url));
    metadata.rights.license_url.clone_from(&metadata.license);
    metadata.description = take(found, Field::Description, "description", &mut metadata.sources, |value| {
        (!summary::repeats(value, found, context)).then(|| value.to_owned())
    });
    metadata.section = take(found, Field::Section, "section", &mut metadata.sources, |value| {
        summary::section(value, &context.sites)
    });
    metadata.declared_language =
        take(found, Field::Language, "declared_language", &mut metadata.sources, language);
    tags::decide(found, context, &mut metadata);
    metadata
}

type Sources = std::collections::BTreeMap<&'static str, &'static str>;

/// The place of a source in the row of a field; none where it is not in the row.
pub(super) fn rank(field: Field, source: Source) -> Option<usize> {
    row(field).iter().position(|known| *known == source)
}

/// The first place in the row of a field of a source with this name.
pub(super) fn first_rank(field: Field, name: &str) -> Option<usize> {
    row(field).iter().position(|known| known.as_str() == name)
}

pub(super) fn row(field: Field) -> &'static [Source] {
    PRECEDENCE.iter().find(|(known, _)| *known == field).map_or(&[], |(_, sources)| sources)
}

/// The first candidate in order of precedence that passes `check`.
fn take<T>(
    found: &Candidates,
    field: Field,
    name: &'static str,
    sources: &mut Sources,
    check: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let ranked =
        row(field).iter().flat_map(|source| found.from(field, *source).map(move |value| (source, value)));
    let (source, value) =
        ranked.into_iter().find_map(|(source, value)| check(value).map(|value| (source, value)))?;
    sources.insert(name, source.as_str());
    Some(value)
}

/// The table; its last source but one is what the title element has beyond the headline. That may be the section, and
/// it is the headline where the heading is the site's name.
fn decide_site_name(found: &Candidates, metadata: &mut Metadata) {
    let title = metadata.title.as_deref().map(text::squash);
    let sections: Vec<String> =
        found.of(Field::Section).map(|section| text::squash(&section.value)).collect();
    let guessed = |value: &str| found.from(Field::SiteName, TitleElement).any(|guess| guess == value);
    let is_other = |value: &str| {
        let squashed = text::squash(value);
        guessed(value) && (title.as_ref() == Some(&squashed) || sections.contains(&squashed))
    };
    // A company behind several sites is the publisher of all of them.
    let has_guess =
        found.from(Field::SiteName, TitleElement).any(|guess| !is_other(guess) && !people::is_company(guess));
    let is_company = |value: &str| {
        has_guess
            && people::is_company(value)
            && !found.from(Field::SiteName, OpenGraph).any(|name| name == value)
    };
    metadata.site_name = take(found, Field::SiteName, "site_name", &mut metadata.sources, |value| {
        let fits = !value.contains("://") && value.chars().count() <= MAX_SITE_NAME;
        (fits && !is_other(value) && !is_company(value)).then(|| value.to_owned())
    });
}

/// Longest name of a site, in characters.
const MAX_SITE_NAME: usize = 100;

/// The first source that names people. Names far from the headline count if there is one only: several
/// are those of other articles, but in a forum the first is who began the thread. Where the first source
/// knows a nickname, a team or one word only, the byline that readers see may have the full name.
fn decide_authors(found: &Candidates, context: &Context, metadata: &mut Metadata) {
    let sources = row(Field::Author).iter().map(|source| (*source, people_of(found, *source, context)));
    let mut named = sources.filter(|(_, people)| !people.is_empty());
    let Some((source, people)) = named.next() else { return };
    let is_full = |people: &[String]| people.iter().any(|name| people::is_full_name(name));
    let is_spaced = |people: &[String]| people.iter().any(|name| name.contains(' '));
    let nickname = people.first().map_or("", String::as_str);
    let is_typed = matches!(source, JsonLdPerson | Microdata) && !people::is_team_name(nickname);
    let must_repeat = is_typed && !people::is_account_name(nickname) || people::is_given_name(nickname);
    let nickname = text::squash(nickname);
    let fits = |people: &[String]| !must_repeat || people.iter().any(|name| text::has_words(name, &nickname));
    let better = if is_full(&people) || is_thread(context) {
        None
    } else {
        named.find(|(source, people)| {
            SHOWN.contains(source) && is_full(people) && is_spaced(people) && fits(people)
        })
    };
    let (source, people) = better.unwrap_or((source, people));
    let (source, mut people) = shown_instead(found, context, source, &people).unwrap_or((source, people));
    if matches!(source, JsonLdPerson | JsonLd) {
        add_contributors(found, &mut people);
    }
    metadata.authors = people;
    metadata.sources.insert("authors", source.as_str());
}

/// What readers see in place of the data of the page: a list near the headline that begins with the people of the data
/// and has more, or a byline that names somebody else where those of the data are named nowhere. Publishing systems
/// give the one who typed the page in.
fn shown_instead(
    found: &Candidates,
    context: &Context,
    source: Source,
    people: &[String],
) -> Option<(Source, Vec<String>)> {
    if !DATA.contains(&source) || is_thread(context) || is_list(context) {
        return None;
    }
    let squashed: Vec<String> = people.iter().map(|name| text::squash(name)).collect();
    let shown: Vec<(Source, &str, String)> = NAMED
        .iter()
        .flat_map(|source| found.from(Field::Author, *source).map(move |line| (*source, line)))
        .map(|(source, line)| (source, line, text::squash(line)))
        .collect();
    let is_named = |name: &String| shown.iter().any(|(.., line)| line.contains(name));
    if squashed.iter().any(is_named) {
        let begins_so = |shown: &[String]| {
            let more = |name: &String| people::begins_with_given_name(people::without_title(name));
            (people.len() + 1..=MOST_TOGETHER).contains(&shown.len())
                && shown.iter().zip(people).all(|(shown, name)| says_again(shown, name))
                && shown[people.len()..].iter().all(more)
        };
        let length: usize = squashed.iter().map(String::len).sum();
        let may_be_longer =
            |line: &String| line.len() > length && squashed.iter().all(|name| line.contains(name));
        let lists = shown.iter().filter(|(source, _, line)| NEAR.contains(source) && may_be_longer(line));
        return lists
            .map(|(source, line, _)| (*source, people::names(line, &context.sites)))
            .find(|(_, shown)| begins_so(shown));
    }
    if !people.iter().any(|name| people::is_full_name(name)) {
        return None;
    }
    let fits = |shown: &[String]| {
        (1..=MOST_TOGETHER).contains(&shown.len())
            && shown.iter().all(|name| people::begins_with_given_name(name))
    };
    let mut near = NEAR.iter().map(|source| (*source, people_of(found, *source, context)));
    near.find(|(_, shown)| fits(shown))
}

/// Sources that readers do not see.
const DATA: &[Source] = &[JsonLdPerson, JsonLd, Microdata, Meta, ArticleMeta, Parsely];
/// Sources of what they see near the headline.
const NEAR: &[Source] = &[Byline, BylineClass, Line];
/// Sources of what they see, anywhere on the page.
const NAMED: &[Source] = &[RelAuthor, Byline, BylineClass, Line, PersonLink, Text, FarAuthor, Portrait, Bio];
/// People of one byline, at most.
const MOST_TOGETHER: usize = 6;

/// Whether the page is a thread of posts.
pub(super) fn is_thread(context: &Context) -> bool {
    context.page_type == Some(PageType::Forum)
}

/// Whether the page is an article, as far as it is known.
fn is_article(context: &Context) -> bool {
    matches!(context.page_type, None | Some(PageType::Article))
        && !context.url.is_some_and(title_choice::is_front)
}

/// Whether the page is a list of other pages, whose writers sign there.
fn is_list(context: &Context) -> bool {
    let is_kind =
        matches!(context.page_type, Some(PageType::Listing | PageType::Collection | PageType::Service));
    is_kind || context.url.is_some_and(title_choice::is_front)
}

/// Sources of what readers see near the headline.
const SHOWN: &[Source] = &[RelAuthor, Byline, BylineClass, Line];

/// The people that one source names, each once.
fn people_of(found: &Candidates, source: Source, context: &Context) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    for value in found.from(Field::Author, source) {
        let value = match source {
            Citation | DublinCore => Cow::Owned(people::turned(value)),
            _ => people::turned_if_given(value, &context.sites),
        };
        let own_name = vouched_for(source) && (context.is_personal || people::look_like_names(&value));
        let outlet = if own_name { &[] } else { context.sites.as_slice() };
        if is_outlet(&value, outlet) {
            continue;
        }
        for name in people::author_names(&value, outlet) {
            if !people.iter().any(|known| says_again(&name, known)) {
                people.push(name);
            }
        }
    }
    // "Ida" beside "Ida Falk".
    let all = people.clone();
    people.retain(|name| !all.iter().any(|other| begins_as(other, name)));
    if source == Meta {
        let is_editor =
            |name: &str| found.of(Field::Published).any(|line| people::names_editor(&line.value, name));
        people.retain(|name| !is_editor(name));
    }
    if source == Byline && people.len() >= MANY_BYLINES && !is_thread(context) {
        // The bylines of a list of articles, unless those near the headline say the same.
        let near: Vec<String> = [RelAuthor, BylineClass, Line]
            .iter()
            .flat_map(|near| found.from(Field::Author, *near))
            .map(text::squash)
            .collect();
        let first = people.first().map(|name| text::squash(name)).unwrap_or_default();
        if found.from(Field::Author, Byline).count() >= people.len()
            && !near.iter().any(|line| line.contains(&first))
        {
            people.clear();
        }
    }
    // Where a picture's text says more than a name, pictures are those of articles.
    let is_of_article =
        source == Portrait && found.from(Field::Author, Portrait).any(|alt| alt.contains(','));
    if source == Text && is_list(context) {
        people.clear();
    }
    if matches!(source, Portrait | Bio | Owner) && (people.len() > 1 || is_of_article || !is_article(context))
    {
        people.clear();
    }
    if source == FarAuthor {
        let together = found.from(Field::Author, FarAuthor).any(|value| {
            let named = people::author_names(value, &[]);
            people.iter().all(|name| named.contains(name))
        });
        let kept = if together { people.len() } else { usize::from(is_thread(context)) };
        people.truncate(kept);
    }
    people
}

/// Whether a value is a name of the site, whole ("Tide & Wind" is no list) or with words around it ("Ediciones Lindholm
/// Post"), where it does not begin as names of people do.
fn is_outlet(value: &str, sites: &[String]) -> bool {
    let squashed = text::squash(value);
    if !sites.iter().any(|site| squashed.contains(site.as_str())) {
        return false;
    }
    let words = text::words(value);
    let holds = |site: &String| {
        (FEWEST_WORDS..words.len()).any(|length| words.windows(length).any(|window| window.concat() == *site))
    };
    let is_list = value.contains(['&', '/', '+', ',']);
    !people::is_team_name(value)
        && !people::begins_with_given_name(value)
        && (is_list && sites.contains(&squashed) || words.len() <= MOST_WORDS && sites.iter().any(holds))
}

/// Words of a site's name that is told within a longer one, at least, and of the longer one at most.
const FEWEST_WORDS: usize = 2;
const MOST_WORDS: usize = 5;

/// Whether a name is another one, or that with words before it ("All posts by Ida Falk").
fn says_again(name: &str, known: &str) -> bool {
    let (name, known) = (text::squash(name), text::squash(known));
    name == known || name.ends_with(&known) && known.chars().count() >= FEWEST_LETTERS
}

/// Whether a name of several words begins with one of one word.
fn begins_as(name: &str, word: &str) -> bool {
    name.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '))
}

/// People in blocks of their own that are rather those of several articles.
const MANY_BYLINES: usize = 4;
/// Fewest letters of a name that another one may end with by repeating it.
const FEWEST_LETTERS: usize = 6;

/// Contributors that the byline names beside the authors are authors too (Ghost lists the second one so).
fn add_contributors(found: &Candidates, people: &mut Vec<String>) {
    let shown: Vec<String> = [RelAuthor, Byline, BylineClass]
        .iter()
        .flat_map(|source| found.from(Field::Author, *source))
        .flat_map(|value| people::names(value, &[]))
        .map(|name| text::squash(&name))
        .collect();
    for name in found.from(Field::Author, JsonLdContributor).flat_map(|value| people::names(value, &[])) {
        let squashed = text::squash(&name);
        if shown.contains(&squashed) && !people.iter().any(|known| text::squash(known) == squashed) {
            people.push(name);
        }
    }
}

/// Sources that mark a person as such: there a name that is also the site's is that of its owner.
fn vouched_for(source: Source) -> bool {
    matches!(source, JsonLdPerson | Microdata | RelAuthor | Byline | BylineClass | Line | Portrait | Owner)
}

/// The canonical address if it is absolute or resolves against the caller's; then og:url; then the caller's; last
/// that of the AMP version.
fn decide_url(found: &Candidates, context: &Context, metadata: &mut Metadata) {
    let named = |source: &Source| {
        let value = match source {
            Address => context.hint.map(str::to_owned),
            _ => found.from(Field::Url, *source).find_map(|value| resolve(value, context.url)),
        };
        value.map(|value| (value, *source))
    };
    if let Some((url, source)) = row(Field::Url).iter().find_map(named) {
        metadata.url = Some(url);
        metadata.sources.insert("url", source.as_str());
    }
}

/// An absolute address as written, a relative one resolved.
fn resolve(value: &str, base: Option<&Url>) -> Option<String> {
    let on_web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    match Url::parse(value) {
        Ok(url) => on_web(&url).then(|| value.to_owned()),
        Err(_) => join(base?, value).filter(on_web).map(|url| url.to_string()),
    }
}

/// A relative address resolved. One that begins with a host lacks its scheme only ("www.post.example/ferry").
pub(super) fn join(base: &Url, value: &str) -> Option<Url> {
    let own = base.host_str().and_then(|host| value.strip_prefix(host));
    let has_host = value.starts_with("www.") || own.is_some_and(|rest| rest.starts_with('/'));
    let value = if has_host { format!("//{value}") } else { value.to_owned() };
    base.join(&value).ok()
}

fn license(value: &str, base: Option<&Url>) -> Option<String> {
    value.contains('/').then(|| resolve(value, base)).flatten()
}

/// A language tag of the form of BCP 47, as written.
fn language(value: &str) -> Option<String> {
    let primary = value.split(['-', '_']).next().unwrap_or_default();
    let plain = value.len() <= MAX_LANGUAGE && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    // Some pages give their charset as their language.
    let fits = plain && (2..=3).contains(&primary.len()) && !primary.eq_ignore_ascii_case("utf");
    fits.then(|| value.to_owned())
}

/// Longest language tag believed.
const MAX_LANGUAGE: usize = 35;
