//! The decision: one table says which source is believed first for each field. Two fields need more
//! than the order, because several sources must agree: the title and the site's name.

use copydesk_cleaner::PageType;
use url::Url;

use super::candidate::{Candidates, Field, Source};
use super::dates::{self, DateStyle};
use super::{Metadata, Precision, Timestamp, people, text, titles};

use Source::{
    Address, ArticleMeta, Byline, BylineClass, Canonical, Citation, Discourse, DublinCore, FarAuthor, Header,
    Heading, Headline, HtmlLang, JsonLd, JsonLdContributor, JsonLdPage, JsonLdPerson, Line, Meta, MetaLoose,
    Microdata, OpenGraph, Parsely, Rdfa, RelAuthor, RelTag, Text, Time, TimeMarked, TitleElement, Twitter,
};

/// For each field the sources in the order in which they are believed. Tuned on the development halves
/// of wcxb, trafilatura and htmldate.
const PRECEDENCE: &[(Field, &[Source])] = &[
    (Field::Url, &[Canonical, OpenGraph]),
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
            RelAuthor,
            DublinCore,
            Byline,
            BylineClass,
            Line,
            Twitter,
            FarAuthor,
            JsonLdPage,
            Text,
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
    (Field::SiteName, &[OpenGraph, JsonLd, JsonLdPage, Citation, Meta, Microdata, TitleElement]),
    (Field::Description, &[OpenGraph, Meta, JsonLd, Twitter, DublinCore, Microdata, JsonLdPage]),
    (Field::Image, &[OpenGraph, Twitter, JsonLd, JsonLdPage]),
    (Field::License, &[Meta, JsonLd, DublinCore, Microdata, JsonLdPage, Text]),
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
    decide_title(found, context, &mut metadata);
    decide_site_name(found, &mut metadata);
    decide_authors(found, context, &mut metadata);
    decide_dates(found, context, &mut metadata);
    decide_url(found, context, &mut metadata);
    let absolute = |value: &str| resolve(value, context.url);
    metadata.image_url = take(found, Field::Image, "image_url", &mut metadata.sources, absolute);
    metadata.license =
        take(found, Field::License, "license", &mut metadata.sources, |value| license(value, context.url));
    metadata.rights.license_url.clone_from(&metadata.license);
    let whole = |value: &str| Some(value.to_owned());
    metadata.description = take(found, Field::Description, "description", &mut metadata.sources, whole);
    metadata.section = take(found, Field::Section, "section", &mut metadata.sources, |value| {
        (!titles::is_site(value, &context.sites) && !value.contains("://")).then(|| value.to_owned())
    });
    metadata.declared_language =
        take(found, Field::Language, "declared_language", &mut metadata.sources, language);
    decide_tags(found, context, &mut metadata);
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

fn row(field: Field) -> &'static [Source] {
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

/// The headline as readers see it, if a machine title says the same; a short one must be the whole of
/// it, because sections are headings too. A kicker inside the heading goes when a machine title has
/// none. Otherwise the table decides.
fn decide_title(found: &Candidates, context: &Context, metadata: &mut Metadata) {
    let usable = |value: &str| {
        let title = titles::without_site(value, &context.sites);
        (!title.is_empty() && !titles::is_site(&title, &context.sites)).then_some(title)
    };
    let machine: Vec<String> = found
        .of(Field::Title)
        .filter(|candidate| !matches!(candidate.source, Headline | Heading))
        .filter_map(|candidate| usable(&candidate.value))
        .collect();
    for source in [Headline, Heading] {
        let shown = found.from(Field::Title, source).filter_map(usable).find(|value| {
            let trusted = source == Headline && !titles::is_short(value);
            machine.is_empty() || trusted || machine.iter().any(|other| confirms(other, value))
        });
        if let Some(title) = shown {
            if let Some(name) = page_name(found, context, &title).and_then(|name| usable(&name)) {
                metadata.title = Some(name);
                metadata.sources.insert("title", OpenGraph.as_str());
                return;
            }
            let plain = machine.iter().find(|other| titles::has_kicker(&title, other)).cloned();
            let plain = plain.or_else(|| titles::without_mark(&title, &machine));
            metadata.title = Some(plain.unwrap_or(title));
            metadata.sources.insert("title", source.as_str());
            return;
        }
    }
    metadata.title = take(found, Field::Title, "title", &mut metadata.sources, usable);
    if metadata.title.is_none() {
        metadata.title = take(found, Field::Title, "title", &mut metadata.sources, |value| {
            Some(titles::without_site(value, &context.sites)).filter(|title| !title.is_empty())
        });
    }
}

/// The name that a page without an article gives itself, where the heading that readers see is a slogan
/// which no machine title repeats ("One ferry is worth a thousand bridges" above "Ferries | Lindholm").
fn page_name(found: &Candidates, context: &Context, heading: &str) -> Option<String> {
    let tells = matches!(context.page_type, None | Some(PageType::Article | PageType::Forum));
    let mut machine = [OpenGraph, TitleElement].iter().flat_map(|source| found.from(Field::Title, *source));
    if tells || machine.any(|title| titles::contains(title, heading)) {
        return None;
    }
    let name = titles::without_site(found.from(Field::Title, OpenGraph).next()?, &context.sites);
    let name = titles::first_segment(&name);
    (!titles::is_site(name, &context.sites) && name.contains(' ')).then(|| name.to_owned())
}

fn confirms(machine: &str, shown: &str) -> bool {
    if titles::is_short(shown) {
        return text::squash(machine).starts_with(&text::squash(shown));
    }
    titles::says_the_same(shown, machine)
}

/// The table; its last source is what the title element has beyond the headline.
fn decide_site_name(found: &Candidates, metadata: &mut Metadata) {
    metadata.site_name = take(found, Field::SiteName, "site_name", &mut metadata.sources, |value| {
        (!value.contains("://") && value.chars().count() <= MAX_SITE_NAME).then(|| value.to_owned())
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
    let must_repeat = is_typed || people::is_given_name(nickname);
    let nickname = text::squash(nickname);
    let fits =
        |people: &[String]| !must_repeat || people.iter().any(|name| text::squash(name).contains(&nickname));
    let better = if is_full(&people) || is_thread(context) {
        None
    } else {
        named.find(|(source, people)| {
            SHOWN.contains(source) && is_full(people) && is_spaced(people) && fits(people)
        })
    };
    let (source, mut people) = better.unwrap_or((source, people));
    if matches!(source, JsonLdPerson | JsonLd) {
        add_contributors(found, &mut people);
    }
    metadata.authors = people;
    metadata.sources.insert("authors", source.as_str());
}

/// Whether the page is a thread of posts.
fn is_thread(context: &Context) -> bool {
    context.page_type == Some(PageType::Forum)
}

/// Sources of what readers see near the headline.
const SHOWN: &[Source] = &[RelAuthor, Byline, BylineClass, Line];

/// The people that one source names, each once.
fn people_of(found: &Candidates, source: Source, context: &Context) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    for value in found.from(Field::Author, source) {
        let value =
            if matches!(source, Citation | DublinCore) { people::turned(value) } else { value.to_owned() };
        let own_name = vouched_for(source) && (context.is_personal || people::look_like_names(&value));
        let outlet = if own_name { &[] } else { context.sites.as_slice() };
        for name in people::author_names(&value, outlet) {
            if !people.iter().any(|known| says_again(&name, known)) {
                people.push(name);
            }
        }
    }
    if source == FarAuthor {
        people.truncate(usize::from(people.len() == 1 || is_thread(context)));
    }
    people
}

/// Whether a name is another one, or that with words before it ("All posts by Ida Falk").
fn says_again(name: &str, known: &str) -> bool {
    let (name, known) = (text::squash(name), text::squash(known));
    name == known || name.ends_with(&known) && known.chars().count() >= FEWEST_LETTERS
}

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
    matches!(source, JsonLdPerson | Microdata | RelAuthor | Byline | BylineClass | Line)
}

fn decide_dates(found: &Candidates, context: &Context, metadata: &mut Metadata) {
    let style = &context.style;
    let published = publication_dates(found, style);
    let mut modified = ranked_dates(found, Field::Modified, style, false);
    modified.extend(ranked_dates(found, Field::Published, style, true));
    if let Some((source, timestamp)) = most_exact(&published) {
        metadata.published = Some(on_page_clock(timestamp, &published));
        metadata.sources.insert("published", source.as_str());
    }
    if let Some((source, timestamp)) = most_exact(&modified) {
        metadata.modified = Some(on_page_clock(timestamp, &modified));
        metadata.sources.insert("modified", source.as_str());
    }
}

/// The dates of publication, best first. A byline far from the headline is that of another article unless
/// a line near the headline says the same. A day that readers see beside the headline and that is earlier
/// than what the page's data say is the day of publication: the data then tell of an import or a revision.
fn publication_dates(found: &Candidates, style: &DateStyle) -> Vec<(Source, Timestamp)> {
    let mut ranked = ranked_dates(found, Field::Published, style, false);
    let is_near = |source: Source| matches!(source, Time | BylineClass | Line);
    let near: Vec<i64> =
        ranked.iter().filter(|(source, _)| is_near(*source)).map(|(_, timestamp)| day(*timestamp)).collect();
    if let Some(last) = ranked.iter().rposition(|(source, _)| is_near(*source)) {
        let rest = ranked.split_off(last + 1);
        let (far, mut sorted): (Vec<_>, Vec<_>) = ranked
            .into_iter()
            .partition(|(source, timestamp)| *source == Byline && !near.contains(&day(*timestamp)));
        sorted.extend(far);
        sorted.extend(rest);
        ranked = sorted;
    }
    for at in 0..ranked.len() {
        if let Some(other) = swapped(ranked[at], &ranked) {
            ranked[at].1 = other;
        }
    }
    let shown = date_lines(found, style);
    if let (Some((first, machine)), Some(shown)) = (ranked.first().copied(), only_day(&shown))
        && MACHINE.contains(&first)
        && day(shown) < day(machine) - 1
        && let Some(at) = ranked
            .iter()
            .position(|(source, timestamp)| !MACHINE.contains(source) && day(*timestamp) == day(shown))
    {
        let earlier = ranked.remove(at);
        ranked.insert(0, earlier);
    }
    ranked
}

/// The day with day and month swapped, where the data of the page name that day and not the other one:
/// sites do not always write numbers as their language does.
fn swapped((source, timestamp): (Source, Timestamp), ranked: &[(Source, Timestamp)]) -> Option<Timestamp> {
    if MACHINE.contains(&source) || timestamp.precision != Precision::Day {
        return None;
    }
    let other = dates::with_swapped_numbers(timestamp)?;
    let named = |wanted: Timestamp| {
        ranked.iter().any(|(source, known)| MACHINE.contains(source) && day(*known) == day(wanted))
    };
    (named(other) && !named(timestamp)).then_some(other)
}

/// Sources that readers do not see.
const MACHINE: &[Source] = &[JsonLd, ArticleMeta, Citation, Parsely, Microdata, Meta, Rdfa];

/// The days of lines near the headline that say little else.
fn date_lines(found: &Candidates, style: &DateStyle) -> Vec<Timestamp> {
    let lines = [BylineClass, Line].iter().flat_map(|source| found.from(Field::Published, *source));
    let dated = lines.flat_map(|line| {
        let dates = dates::in_text(line, style);
        let words: usize = dates.iter().map(|date| date.to - date.from).sum();
        let is_bare = line.len() - words.min(line.len()) <= BYLINE_BYTES;
        dates
            .into_iter()
            .filter(move |date| is_bare && !date.changed && style.admits(date.timestamp))
            .map(|date| date.timestamp)
    });
    dated.filter(|timestamp| timestamp.precision != Precision::Month).collect()
}

/// Bytes of a byline beside its day: a name and a label.
const BYLINE_BYTES: usize = 60;

/// The day on which all agree.
fn only_day(timestamps: &[Timestamp]) -> Option<Timestamp> {
    let first = *timestamps.first()?;
    timestamps.iter().all(|other| day(*other) == day(first)).then_some(first)
}

/// The first date; where it is a day, the first of the others that gives the time of that day.
fn most_exact(ranked: &[(Source, Timestamp)]) -> Option<(Source, Timestamp)> {
    let first = ranked.first()?;
    let exact = ranked.iter().find(|(source, timestamp)| {
        timestamp.precision == Precision::Second && *source != MetaLoose && day(*timestamp) == day(first.1)
    });
    exact.filter(|_| first.1.precision == Precision::Day).or(Some(first)).copied()
}

/// The moment with the offset of another source that gives the same moment, where the source itself
/// writes UTC: publishing systems do so in their scripts and show the site's own clock to readers.
fn on_page_clock(timestamp: Timestamp, ranked: &[(Source, Timestamp)]) -> Timestamp {
    let is_utc = |offset: Option<i32>| offset.is_none_or(|offset| offset == 0);
    if timestamp.precision != Precision::Second || !is_utc(timestamp.utc_offset) {
        return timestamp;
    }
    let same = |other: &Timestamp| {
        other.precision == Precision::Second
            && !is_utc(other.utc_offset)
            && (other.microseconds - timestamp.microseconds).abs() < MICROS_PER_MINUTE
    };
    let shown = ranked.iter().map(|(_, other)| other).find(|other| same(other));
    Timestamp { utc_offset: shown.map_or(timestamp.utc_offset, |other| other.utc_offset), ..timestamp }
}

/// Days since 1970 on the clock of the page.
pub(super) fn day(timestamp: Timestamp) -> i64 {
    timestamp.local_microseconds().div_euclid(MICROS_PER_DAY)
}

const MICROS_PER_MINUTE: i64 = 60_000_000;
const MICROS_PER_DAY: i64 = 86_400_000_000;

/// The dates offered for a field, best source first. `changes` asks the texts for the dates that they
/// call dates of a change. On a product's page the days that readers see are those of reviews.
fn ranked_dates(
    found: &Candidates,
    field: Field,
    style: &DateStyle,
    changes: bool,
) -> Vec<(Source, Timestamp)> {
    let is_offer = found.from(Field::Kind, OpenGraph).any(|kind| kind.to_lowercase().contains("product"));
    let mut ranked = Vec::new();
    for source in row(field) {
        for value in found.from(field, *source) {
            let text = matches!(source, Byline | BylineClass | Line | Text);
            if text && is_offer {
                continue;
            }
            if text {
                let dates = dates::in_text(value, style).into_iter();
                ranked.extend(
                    dates
                        .filter(|date| date.changed == changes || field == Field::Modified)
                        .map(|date| (*source, date.timestamp)),
                );
            } else if !changes && (!is_offer || *source != Time) {
                ranked.extend(dates::parse(value, style).map(|timestamp| (*source, timestamp)));
            }
        }
    }
    ranked.retain(|(_, timestamp)| style.admits(*timestamp));
    ranked
}

/// The canonical address if it is absolute or resolves against the caller's; then og:url; then the caller's.
fn decide_url(found: &Candidates, context: &Context, metadata: &mut Metadata) {
    let url = take(found, Field::Url, "url", &mut metadata.sources, |value| resolve(value, context.url));
    metadata.url = url.or_else(|| {
        let hint = context.hint?;
        metadata.sources.insert("url", Address.as_str());
        Some(hint.to_owned())
    });
}

/// An absolute address as written, a relative one resolved.
fn resolve(value: &str, base: Option<&Url>) -> Option<String> {
    let on_web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    match Url::parse(value) {
        Ok(url) => on_web(&url).then(|| value.to_owned()),
        Err(_) => base?.join(value).ok().filter(on_web).map(|url| url.to_string()),
    }
}

fn license(value: &str, base: Option<&Url>) -> Option<String> {
    value.contains('/').then(|| resolve(value, base)).flatten()
}

/// A language tag of the form of BCP 47, as written.
fn language(value: &str) -> Option<String> {
    let primary = value.split(['-', '_']).next().unwrap_or_default();
    let plain = value.len() <= MAX_LANGUAGE && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    (plain && (2..=3).contains(&primary.len())).then(|| value.to_owned())
}

/// Longest language tag believed.
const MAX_LANGUAGE: usize = 35;

fn decide_tags(found: &Candidates, context: &Context, metadata: &mut Metadata) {
    for source in row(Field::Tag) {
        let mut tags: Vec<String> = Vec::new();
        for value in found.from(Field::Tag, *source) {
            let known = tags.iter().any(|tag| tag.to_lowercase() == value.to_lowercase());
            let fits = value.chars().count() <= MAX_TAG && !context.sites.contains(&text::squash(value));
            if !known && fits && tags.len() < MAX_TAGS {
                tags.push(value.to_owned());
            }
        }
        if !tags.is_empty() {
            metadata.tags = tags;
            metadata.sources.insert("tags", source.as_str());
            return;
        }
    }
}

/// Longest tag, in characters.
const MAX_TAG: usize = 100;
/// Most tags of a page.
const MAX_TAGS: usize = 100;
