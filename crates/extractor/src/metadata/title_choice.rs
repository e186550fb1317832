//! Which of the titles that a page offers is its headline.
//!
//! The headline that readers see, where a machine title repeats it. Front pages, pages whose heading is the
//! site's name, and pages without an article are known by what they call themselves instead.

use copydesk_cleaner::PageType;
use url::Url;

use super::candidate::{Candidate, Candidates, Field, Source};
use super::precedence::{self, Context};
use super::{text, titles};

use Source::{Heading, Headline, OpenGraph, TitleElement};

/// Words of a heading above which it is a paragraph, where a machine title is at most half as long.
const MAX_HEADING_WORDS: usize = 20;
/// What sites call their front page, squashed.
const FRONT: &[&str] =
    &["home", "homepage", "startseite", "accueil", "inicio", "início", "главная", "index", "welcome"];

/// The title and its source.
pub(super) fn decide(found: &Candidates, context: &Context) -> Option<(String, Source)> {
    if context.url.is_some_and(is_front)
        && let Some(chosen) = name_of_site(found, context)
    {
        return Some(chosen);
    }
    let mut values: Vec<&str> = Vec::new();
    for candidate in found.of(Field::Title) {
        // Most sources say the same.
        let is_machine = !matches!(candidate.source, Headline | Heading);
        if is_machine && !values.contains(&candidate.value.as_str()) {
            values.push(&candidate.value);
        }
    }
    let machine: Vec<String> = values.into_iter().filter_map(|value| usable(value, context)).collect();
    for source in [Headline, Heading] {
        let shown = found.from(Field::Title, source).filter_map(|value| usable_heading(value, context)).find(
            |value| {
                let trusted = source == Headline && !titles::is_short(value);
                machine.is_empty()
                    || trusted && !is_paragraph(value, &machine)
                    || machine.iter().any(|other| confirms(other, value))
            },
        );
        let Some(title) = shown else { continue };
        if let Some(part) = part_beside_site(found, context, &title) {
            return Some(part);
        }
        if let Some(name) = page_name(found, context, &title).and_then(|name| usable(&name, context)) {
            return Some((name, OpenGraph));
        }
        if let Some(other) = title_under_section(found, context, &title) {
            return Some((other, OpenGraph));
        }
        let is_plain = |other: &&String| titles::has_kicker(&title, other) || titles::is_glued(&title, other);
        let plain = machine.iter().find(is_plain).cloned();
        let plain = plain.or_else(|| titles::without_mark(&title, &machine));
        return Some((plain.unwrap_or(title), source));
    }
    let ranked = || {
        let sources = precedence::row(Field::Title).iter();
        sources.flat_map(|source| found.from(Field::Title, *source).map(|value| (value, *source)))
    };
    let bare =
        |value: &str| Some(titles::without_site(value, &context.sites)).filter(|title| !title.is_empty());
    let mut first = ranked().find_map(|(value, source)| Some((usable(value, context)?, source)));
    if let Some((heading, Headline | Heading)) = &first {
        if let Some(part) = part_beside_site(found, context, heading) {
            return Some(part);
        }
        if let Some(other) = title_under_section(found, context, heading) {
            first = Some((other, OpenGraph));
        }
    }
    first.or_else(|| ranked().find_map(|(value, source)| Some((bare(value)?, source))))
}

/// A title without the site's name, if anything is left.
fn usable(value: &str, context: &Context) -> Option<String> {
    let title = titles::without_site(titles::of_known_form(value).unwrap_or(value), &context.sites);
    (!title.is_empty() && !titles::is_site(&title, &context.sites)).then_some(title)
}

/// The same for what readers see: words before a separator belong to the headline there, unless they are
/// the site's very name.
fn usable_heading(value: &str, context: &Context) -> Option<String> {
    let title = titles::heading_without_site(value, &context.sites);
    (!title.is_empty() && !titles::is_site(&title, &context.sites)).then_some(title)
}

/// A headline that is a paragraph, beside a machine title of usual length.
fn is_paragraph(heading: &str, machine: &[String]) -> bool {
    let words = text::words(heading).len();
    words > MAX_HEADING_WORDS && machine.iter().any(|title| text::words(title).len() * 2 <= words)
}

/// Whether an address is that of a site's front page.
pub(super) fn is_front(url: &Url) -> bool {
    url.query().is_none() && matches!(url.path(), "" | "/" | "/index.html" | "/index.php")
}

/// What a front page calls itself. Its site's name is its subject, so only a second mention is cut off.
fn name_of_site(found: &Candidates, context: &Context) -> Option<(String, Source)> {
    let mut values = [OpenGraph, TitleElement]
        .into_iter()
        .flat_map(|source| found.from(Field::Title, source).map(move |value| (value, source)));
    let (value, source) = values.next()?;
    let slogan = text::squash(&titles::without_site(value, &context.sites));
    let shown = [Headline, Heading].into_iter().flat_map(|source| found.from(Field::Title, source));
    if let Some(heading) = shown.into_iter().find(|heading| text::squash(heading) == slogan) {
        return Some((heading.to_owned(), Headline));
    }
    let bare = titles::without_trailing_site(value, &context.sites);
    let is_front = FRONT.contains(&text::squash(&bare).as_str());
    let name = if is_front { titles::last_segment(value).to_owned() } else { bare };
    (!name.is_empty()).then_some((name, source))
}

/// Where the heading repeats the last part of the title element, which mostly is the site's name, and the
/// address names the first part, the first part is the title ("Plan and audience | Introduction to Ferries"
/// on `/plan-and-audience`). A long first part beside a word or two that the address does not name is it, too, where
/// those have a word of the site's names and no other title repeats them ("Contact" behind the name of a society).
fn part_beside_site(found: &Candidates, context: &Context, heading: &str) -> Option<(String, Source)> {
    let element = found.from(Field::Title, TitleElement).next()?;
    let (first, last) = titles::parts(element)?;
    if text::squash(last) != text::squash(heading) {
        return None;
    }
    let url = context.url;
    let slug =
        url.and_then(|url| url.path_segments()?.rfind(|segment| !segment.is_empty())).unwrap_or_default();
    let slug = text::words(slug.rsplit_once('.').map_or(slug, |(slug, _)| slug));
    // A script that is asked names itself there ("viewtopic.php?t=7").
    let whole = slug.concat();
    let has_letters = whole.contains(char::is_alphabetic);
    let is_named_whole =
        |part: &str| url.is_some_and(|url| url.query().is_none()) && text::has_words(part, &whole);
    let named = |part: &str| {
        has_letters && (text::words(part).iter().any(|word| slug.contains(word)) || is_named_whole(part))
    };
    let is_title = |other: &Candidate| {
        !matches!(other.source, Headline | Heading | TitleElement)
            && text::squash(&other.value) == text::squash(heading)
    };
    let is_name_of_site = || {
        titles::is_short(last)
            && text::words(first).len() >= MIN_WORDS_BESIDE_SITE
            && titles::has_word_of_site(last, &context.sites)
            && !found.of(Field::Title).any(is_title)
    };
    if named(last) || !(named(first) || is_name_of_site()) {
        return None;
    }
    // What the address names is no site, though it may be taken for one beside the heading.
    let title = usable(first, context).or_else(|| named(first).then(|| first.to_owned()))?;
    Some((title, TitleElement))
}

/// The name that a page without an article gives itself, where the heading that readers see is a slogan
/// which no machine title repeats ("One ferry is worth a thousand bridges" above "Ferries | Lindholm").
fn page_name(found: &Candidates, context: &Context, heading: &str) -> Option<String> {
    let tells = matches!(context.page_type, None | Some(PageType::Article | PageType::Forum));
    let squashed = text::squash(heading);
    let repeats =
        |title: &str| titles::contains(title, heading) || text::squash(title).starts_with(&squashed);
    let mut machine = [OpenGraph, TitleElement].iter().flat_map(|source| found.from(Field::Title, *source));
    if tells || machine.any(repeats) {
        return None;
    }
    let mut machine = [OpenGraph, TitleElement].iter().flat_map(|source| found.from(Field::Title, *source));
    let name = titles::without_site(machine.next()?, &context.sites);
    let name = titles::first_segment(&name);
    (!titles::is_site(name, &context.sites) && name.contains(' ')).then(|| name.to_owned())
}

/// What `og:title` says, where the heading is a word or two that it has none of, or that end the title element: the name
/// of a section ("News" above "The old ferry sails again", "Lindholm Blog").
fn title_under_section(found: &Candidates, context: &Context, heading: &str) -> Option<String> {
    if !titles::is_short(heading) {
        return None;
    }
    let other = found.from(Field::Title, OpenGraph).next()?;
    let (own, words) = (text::words(heading), text::words(other));
    let ends = |title: &str| {
        titles::parts(title).is_some_and(|(_, last)| text::squash(last) == text::squash(heading))
    };
    let is_last = found.from(Field::Title, TitleElement).next().is_some_and(ends) && !ends(other);
    let is_headline =
        words.len() >= MIN_HEADLINE_WORDS && (is_last || !own.iter().any(|word| words.contains(word)));
    usable(other, context).filter(|_| is_headline)
}

/// Words of a headline beside which a word or two are the site's name, at least: names of sites have fewer.
const MIN_WORDS_BESIDE_SITE: usize = 6;

/// Words of a headline that goes before a section's name, at least.
const MIN_HEADLINE_WORDS: usize = 4;

fn confirms(machine: &str, shown: &str) -> bool {
    if titles::is_short(shown) {
        return text::squash(machine).starts_with(&text::squash(shown));
    }
    titles::says_the_same(shown, machine)
}
