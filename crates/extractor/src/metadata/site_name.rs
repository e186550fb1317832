//! The site's name as the title element has it: what is left of it beside a headline known from elsewhere.

use copydesk_cleaner::{Attr, NodeId, Page, Tag};
use url::Url;

use super::candidate::{Candidates, Field, Source};
use super::outline::Outline;
use super::{document, text, titles};

/// What the title element has beyond a headline known from elsewhere. A heading of one or two words that
/// is not the `headline` of the cleaner knows too little: then the rest must be the host's name. Before
/// a colon it must be the text of the link to the front page.
pub(super) fn in_title(
    page: &Page,
    outline: &Outline,
    headline: Option<&str>,
    hosts: &[String],
    found: &Candidates,
) -> Option<String> {
    let element = document::title(page)?;
    if let Some(blog) = titles::blog_of_archive(&element) {
        return Some(blog.to_owned());
    }
    let machine = found.of(Field::Title).filter(|candidate| candidate.source != Source::TitleElement);
    let known: Vec<&str> = machine.map(|candidate| candidate.value.as_str()).chain(headline).collect();
    let split = titles::Split::of(&element);
    let by_heading = || {
        if split.is_whole() {
            return None;
        }
        let is_high = |id: &&NodeId| page.tag(**id).heading_level().is_some_and(|level| level <= 3);
        let headings = outline.headings.iter().filter(is_high);
        let mut texts = headings.map(|id| text::plain(&page.text_content(*id)));
        let certain = |text: &str, rest: &str| !titles::is_short(text) || titles::is_site(rest, hosts);
        texts.find_map(|text| {
            let rest = split.beyond(&text)?;
            certain(&text, rest).then(|| rest.to_owned())
        })
    };
    let by_colon = || {
        let site = known.iter().find_map(|headline| titles::before_colon(&element, headline))?;
        leads_home(page, site).then(|| site.to_owned())
    };
    let bare = || if known.is_empty() { repeated(page, &element) } else { None };
    let named = known.iter().find_map(|headline| split.beyond(headline));
    named
        .map(str::to_owned)
        .or_else(by_heading)
        .or_else(by_colon)
        .or_else(|| bare().map(|(_, site)| site.trim().to_owned()))
}

/// The text that repeats a part of the title element word by word on a page whose headline is no heading,
/// and the other part. Links do not count, they lead to sections.
pub(super) fn repeated<'a>(page: &Page, element: &'a str) -> Option<(NodeId, &'a str)> {
    let split = titles::Split::of(element);
    let halves: Vec<(String, &str)> = titles::halves(element)
        .filter(|(headline, _)| !titles::is_short(headline))
        .filter(|(headline, _)| split.beyond(headline).is_some())
        .map(|(headline, site)| (text::squash(headline), site))
        .collect();
    if halves.is_empty() {
        return None;
    }
    let longest = element.len() * 2;
    page.all().filter(|id| page.tag(*id) == Tag::Text && page.text(*id).len() <= longest).find_map(|id| {
        let shown = text::squash(page.text(id));
        let (_, site) = halves.iter().find(|(headline, _)| *headline == shown)?;
        let apart = |above: NodeId| matches!(page.tag(above), Tag::A | Tag::Title | Tag::Nav | Tag::Option);
        (!page.ancestors(id).any(apart)).then_some((id, *site))
    })
}

/// The owner that the last copyright line names ("© 2020–2024 The Lindholm Post. All rights reserved"), if the
/// host bears the name: the line may be that of a theme or of a picture.
pub(super) fn in_copyright(page: &Page, outline: &Outline, hosts: &[String]) -> Option<String> {
    let texts = outline.texts.iter().map(|id| page.text(*id));
    let lines = texts
        .filter(|text| text.len() <= MAX_COPYRIGHT && !text.is_ascii() && text.contains(COPYRIGHT_MARKS));
    let owners = lines.filter_map(|line| {
        let owner = copyright_owner(line)?;
        let name = text::squash(owner);
        hosts
            .iter()
            .any(|host| *host == name || name.len() >= MIN_OWNER && host.contains(&name))
            .then_some(owner)
    });
    owners.last().map(|owner| text::fold_space(owner).into_owned())
}

/// What stands behind the mark and the years, up to the end of the sentence.
fn copyright_owner(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once(COPYRIGHT_MARKS)?;
    let rest = rest.trim_start_matches(|ch: char| !ch.is_alphabetic());
    let rest = ["by ", "bei ", "par "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let end = rest.find(['|', ',', '·', '-', '–', '—', '\n', '©']).unwrap_or(rest.len());
    let end = rest[..end].find(". ").unwrap_or(end);
    Some(rest[..end].trim().trim_end_matches('.')).filter(|owner| !owner.is_empty())
}

/// Marks of a copyright.
const COPYRIGHT_MARKS: &[char] = &['©', 'ⓒ'];
/// Bytes of such a line at most.
const MAX_COPYRIGHT: usize = 300;
/// Letters of a name that may be a part of the host's.
const MIN_OWNER: usize = 5;

/// Whether a link to the front page says this.
fn leads_home(page: &Page, site: &str) -> bool {
    let site = text::squash(site);
    let is_home = |href: &str| {
        let path = Url::parse(href).map_or_else(|_| href.to_owned(), |url| url.path().to_owned());
        matches!(path.as_str(), "/" | "./" | "index.html" | "index.php")
    };
    page.all().filter(|id| page.tag(*id) == Tag::A).any(|id| {
        page.attr(id, Attr::Href).is_some_and(is_home) && text::squash(&page.text_content(id)) == site
    })
}

#[cfg(test)]
mod tests {
    use copydesk_cleaner::{Interrupt, Limits};

    use super::*;

    fn check(html: &str, headline: Option<&str>, expected: Option<&str>) {
        let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("within limits");
        let found = in_title(&page, &Outline::of(&page), headline, &[], &Candidates::default());
        assert_eq!(found.as_deref(), expected, "{html}");
    }

    #[test]
    fn the_other_half_of_the_title_is_the_site() {
        check("<title>Peat railway – MoorWiki</title>", Some("Peat railway"), Some("MoorWiki"));
        check("<title>Peat railway – MoorWiki</title><h1>Peat railway</h1>", None, None);
        let table = "<title>Post - Ferry sails again</title><td><b>Ferry sails again</b></td>";
        check(table, None, Some("Post"));
    }

    #[test]
    fn the_owner_of_the_copyright_is_the_site_if_the_host_says_so() {
        let owner = |line: &str, host: &str| {
            let html = format!("<p>{line}</p>");
            let page = Page::parse(&html, &Limits::default(), Interrupt::default()).expect("within limits");
            in_copyright(&page, &Outline::of(&page), &[host.to_owned()])
        };
        let line = "© 2020–2024 Lindholm Post. All rights reserved";
        assert_eq!(owner(line, "lindholmpost").as_deref(), Some("Lindholm Post"));
        assert_eq!(owner("© Lindholm Post | Imprint", "lindholmpost").as_deref(), Some("Lindholm Post"));
        assert_eq!(owner("© 2024 Some Theme", "lindholmpost"), None);
        assert_eq!(owner("© 2024", "lindholmpost"), None);
    }

    #[test]
    fn a_kicker_is_no_site() {
        let html = "<title>Harbour: Ferry sails again</title><h1>Ferry sails again</h1>";
        check(html, Some("Ferry sails again"), None);
        let html = "<title>Post: Ferry sails again</title><a href=/>Post</a>";
        check(html, Some("Ferry sails again"), Some("Post"));
        let link = "<title>Ferry sails again - Local News Today</title><a href=/l>Local News Today</a>";
        check(link, None, None);
    }
}
