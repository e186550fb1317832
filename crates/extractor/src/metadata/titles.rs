//! Headlines without the site's name.

use super::text;

/// Marks that separate a headline from the names of section and site, with blanks around them.
const SEPARATORS: &[&str] = &[
    " | ", " - ", " – ", " — ", " · ", " • ", " » ", " « ", " :: ", " / ", " › ", " ‹ ", " > ", " < ", " ~ ",
];
/// Marks that separate without blanks; East Asian sites write them so.
const TIGHT_SEPARATORS: &[&str] = &["|", "_", "｜", "－", " :", ": ", "：", "| ", " |", "- "];
/// Fewest squashed letters of a site's name that may stand with other words in a segment.
const MIN_NAME: usize = 4;
/// Most of those other words.
const MAX_MORE: usize = 2;
/// Fewest squashed letters of a segment that may be a part of a site's name.
const MIN_PART: usize = 5;
/// The whole is at most this many times as long as such a part.
const MAX_RATIO: usize = 3;

/// Takes the site's names off the end and the start of a title, with the section between them.
pub(super) fn without_site(title: &str, sites: &[String]) -> String {
    cut(title, sites, true, true)
}

/// The same for a heading that readers see, from whose start only the site's very name goes.
pub(super) fn heading_without_site(heading: &str, sites: &[String]) -> String {
    cut(heading, sites, true, false)
}

/// The same for the title of a front page, from whose start nothing goes.
pub(super) fn without_trailing_site(title: &str, sites: &[String]) -> String {
    cut(title, sites, false, false)
}

/// `exact` allows the site's very name to go from the start, `similar` a name like it.
fn cut(title: &str, sites: &[String], exact: bool, similar: bool) -> String {
    let mut title = title.trim();
    let equals = |segment: &str| sites.contains(&text::squash(segment));
    let like = |segment: &str| is_site(segment, sites);
    let never = |_: &str| false;
    let separators: Vec<&str> = SEPARATORS
        .iter()
        .chain(TIGHT_SEPARATORS)
        .copied()
        .filter(|separator| title.contains(separator))
        .collect();
    loop {
        let first: &dyn Fn(&str) -> bool = if exact { &equals } else { &never };
        let second: &dyn Fn(&str) -> bool = if similar { &like } else { &never };
        let shorter = cut_once(title, &separators, &equals, first)
            .or_else(|| cut_once(title, &separators, &like, second));
        match shorter {
            Some(shorter) => title = shorter,
            None => break,
        }
    }
    title.trim_matches(|ch: char| ch.is_whitespace() || matches!(ch, '|' | '·')).to_owned()
}

/// Cuts the last or the first segment off if it is the site's name.
fn cut_once<'a>(
    title: &'a str,
    separators: &[&str],
    is_last: &dyn Fn(&str) -> bool,
    is_first: &dyn Fn(&str) -> bool,
) -> Option<&'a str> {
    for separator in separators {
        if let Some(at) = title.rfind(separator)
            && is_last(&title[at + separator.len()..])
            && !title[..at].trim().is_empty()
        {
            return Some(title[..at].trim());
        }
        if let Some(at) = title.find(separator)
            && is_first(&title[..at])
            && !title[at + separator.len()..].trim().is_empty()
        {
            return Some(title[at + separator.len()..].trim());
        }
    }
    None
}

/// Whether a segment is a name of the site: the same letters; the name with a word or two more before or
/// behind it; or the start or the end of a longer name.
pub(super) fn is_site(segment: &str, sites: &[String]) -> bool {
    let whole = text::letters(segment);
    let is_like = |site: &&String| {
        let (long, short) = if site.len() > whole.len() { (*site, &whole) } else { (&whole, *site) };
        long.starts_with(short.as_str()) || long.ends_with(short.as_str())
    };
    let mut like = sites.iter().filter(is_like);
    if whole.is_empty() || like.clone().next().is_none() {
        return false;
    }
    let words = text::words(segment);
    like.any(|site| *site == whole || is_name_with_more(&words, site) || is_part_of_name(&whole, site))
}

/// Whether a name of the site has a word of a segment in it, short ones aside ("Lindholm Post", `lindholm-news.example`).
pub(super) fn has_word_of_site(segment: &str, sites: &[String]) -> bool {
    let words = text::words(segment);
    let mut long = words.iter().filter(|word| word.chars().count() >= MIN_PART);
    long.any(|word| sites.iter().any(|site| site.contains(word.as_str())))
}

fn is_name_with_more(words: &[String], site: &str) -> bool {
    let letters: usize = words.iter().map(|word| word.chars().count()).sum();
    let name = site.chars().count();
    let end = words.len();
    name >= MIN_NAME
        && letters <= name * MAX_RATIO
        && (1..end).any(|cut| {
            let before = cut <= MAX_MORE && words[cut..].concat() == site;
            before || end - cut <= MAX_MORE && words[..cut].concat() == site
        })
}

fn is_part_of_name(segment: &str, site: &str) -> bool {
    let letters = segment.chars().count();
    letters >= MIN_PART
        && site.chars().count() <= letters * MAX_RATIO
        && (site.starts_with(segment) || site.ends_with(segment))
}

/// Whether the words of one are those of the start or the end of the other.
pub(super) fn is_part(part: &str, whole: &str) -> bool {
    let (part, whole) = (text::words(part), text::words(whole));
    !part.is_empty() && (whole.starts_with(&part) || whole.ends_with(&part))
}

/// Whether the words of one stand in a row in the other.
pub(super) fn contains(whole: &str, part: &str) -> bool {
    let (whole, part) = (text::words(whole), text::words(part));
    !part.is_empty() && whole.windows(part.len()).any(|window| window == part)
}

/// What stands before the first separator.
pub(super) fn first_segment(title: &str) -> &str {
    let ends = SEPARATORS.iter().filter_map(|separator| title.find(separator));
    title[..ends.filter(|at| *at > 0).min().unwrap_or(title.len())].trim()
}

/// What stands behind the last separator.
pub(super) fn last_segment(title: &str) -> &str {
    parts(title).map_or(title, |(_, last)| last)
}

/// What stands before and behind the last separator.
pub(super) fn parts(title: &str) -> Option<(&str, &str)> {
    let ends = SEPARATORS.iter().filter_map(|separator| Some((title.rfind(separator)?, separator.len())));
    let (at, length) = ends.max()?;
    Some((title[..at].trim(), title[at + length..].trim()))
}

/// Fewest words of a heading that says enough to be the title without repeating another one.
const MIN_WORDS: usize = 3;
/// Most words of a site's name behind a headline, and characters of one in Han.
const MAX_SITE_WORDS: usize = 5;
const MAX_UNSPACED_SITE: usize = 12;

/// Whether a text has so few words that it may be the name of a section.
pub(super) fn is_short(text: &str) -> bool {
    text::words(text).len() < MIN_WORDS
}

/// Whether a heading is the headline that a machine title repeats: its start or its end, or at least
/// half of the words of the shorter one in common.
pub(super) fn says_the_same(heading: &str, title: &str) -> bool {
    if is_part(heading, title) {
        return true;
    }
    let (heading, title) = (text::words(heading), text::words(title));
    let shared = heading.iter().filter(|word| title.contains(word)).count();
    heading.len() >= MIN_WORDS && shared * 2 >= heading.len().min(title.len())
}

/// Whether a heading is the title with a kicker before it ("Holiday Ferry sails again").
pub(super) fn has_kicker(heading: &str, title: &str) -> bool {
    let (long, short) = (text::squash(heading), text::squash(title));
    !is_short(title) && long.len() > short.len() && long.ends_with(&short)
}

/// Whether a heading is the title with words run together, as text of elements side by side is read: the title has
/// more blanks and nothing else ("Co-op" is no worse than "Co op").
pub(super) fn is_glued(heading: &str, title: &str) -> bool {
    let (heading, title) = (heading.to_lowercase(), title.to_lowercase());
    let mut words = title.split_whitespace();
    let mut has_more = false;
    let mut is_of_words = |glued: &str| {
        let mut rest = glued;
        while let Some(shorter) = words.next().and_then(|word| rest.strip_prefix(word)) {
            if shorter.is_empty() {
                return true;
            }
            has_more = true;
            rest = shorter;
        }
        false
    };
    let fits = heading.split_whitespace().all(&mut is_of_words);
    fits && has_more && words.next().is_none()
}

/// A headline without the mark that a forum puts before it ("[solved] …"), if one of the other titles
/// begins with the headline alone.
pub(super) fn without_mark(title: &str, others: &[String]) -> Option<String> {
    let rest = title.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (_, rest) = rest.or_else(|| title.strip_prefix('【').and_then(|rest| rest.split_once('】')))?;
    let squashed = text::squash(rest);
    let alone = !squashed.is_empty() && others.iter().any(|other| text::squash(other).starts_with(&squashed));
    alone.then(|| rest.trim().to_owned())
}

/// What stands before a colon and a headline in a title element. A kicker may stand there too.
pub(super) fn before_colon<'a>(element: &'a str, headline: &str) -> Option<&'a str> {
    let headline = text::squash(headline);
    let mut colons = element.match_indices(": ");
    let (at, _) = colons.find(|(at, _)| text::squash(&element[at + 1..]) == headline)?;
    Some(element[..at].trim()).filter(|site| (1..=MAX_SITE_WORDS).contains(&text::words(site).len()))
}

/// The two halves of a title element at each of its separators, in both orders.
pub(super) fn halves(element: &str) -> impl Iterator<Item = (&str, &str)> {
    SEPARATORS
        .iter()
        .filter_map(|separator| element.split_once(separator))
        .flat_map(|(a, b)| [(a, b), (b, a)])
}

/// A title element in two, before and behind each of its separators: for telling the site's name once a
/// headline is known from elsewhere.
pub(super) struct Split<'a> {
    /// The part that may be the headline, squashed, and the other one.
    parts: Vec<(String, &'a str)>,
}

impl<'a> Split<'a> {
    pub(super) fn of(element: &'a str) -> Self {
        let at = |separator: &&str| {
            let site_behind = element.rsplit_once(separator);
            let site_before = element.split_once(separator).map(|(site, rest)| (rest, site));
            [site_behind, site_before].into_iter().flatten()
        };
        let parts = SEPARATORS.iter().flat_map(at).chain(last_of_tight(element));
        Self { parts: parts.map(|(rest, site)| (text::squash(rest), site.trim())).collect() }
    }

    /// Whether no separator stands in the title element, so that it has no more than one part.
    pub(super) fn is_whole(&self) -> bool {
        self.parts.is_empty()
    }

    /// The site's name: what the title element has beyond a headline, before or behind it.
    pub(super) fn beyond(&self, headline: &str) -> Option<&'a str> {
        if self.is_whole() {
            return None;
        }
        let headline = text::squash(headline);
        let (_, site) = self.parts.iter().find(|(rest, _)| *rest == headline)?;
        let is_unspaced = site.contains(text::is_unspaced);
        let most = if is_unspaced { MAX_UNSPACED_SITE } else { MAX_SITE_WORDS };
        let is_name = (1..=most).contains(&text::words(site).len());
        (is_name && !text::squash(site).contains(&headline)).then_some(*site)
    }
}

/// Characters of a site's name behind such a mark at least; a shorter text is a section.
const FEWEST_TIGHT: usize = 3;

/// What stands before each mark and behind the last one, where a title in Han separates headline, sections and site by
/// one mark without blanks (`渡船复航_海港_林岛网`).
fn last_of_tight(element: &str) -> Vec<(&str, &str)> {
    if !element.contains(text::is_unspaced) {
        return Vec::new();
    }
    let marks = ['_', '-', '|'].into_iter();
    let of_mark = |mark| {
        let last = element.rsplit(mark).next().unwrap_or_default();
        let last = last.rsplit('_').next().unwrap_or_default();
        let last = if last.chars().count() < FEWEST_TIGHT { "" } else { last };
        element.match_indices(mark).map(move |(at, _)| (&element[..at], last))
    };
    marks.flat_map(of_mark).collect()
}

/// The headline of a title element in Han whose last part is an outlet's name, or of one that old themes of `WordPress`
/// wrote ("Lindholm Post » Blog Archive » Ferry sails again").
pub(super) fn of_known_form(title: &str) -> Option<&str> {
    if let Some((_, headline)) = title.split_once(BLOG_ARCHIVE) {
        return Some(headline.trim());
    }
    let (first, _) = title.split_once('_').filter(|(first, _)| first.contains(text::is_unspaced))?;
    let last = title.rsplit('_').next().unwrap_or_default().trim();
    ["网", "網", "频道", "頻道", "新闻", "新聞"].iter().any(|end| last.ends_with(end)).then(|| first.trim())
}

/// The blog that such a title element names.
pub(super) fn blog_of_archive(title: &str) -> Option<&str> {
    title.split_once(BLOG_ARCHIVE).map(|(blog, _)| blog.trim())
}

/// What stood between the blog's name and the headline in the default theme of `WordPress` up to 2010.
const BLOG_ARCHIVE: &str = " » Blog Archive »";

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, site: &str, expected: &str) {
        assert_eq!(without_site(title, &[text::squash(site)]), expected);
    }

    #[test]
    fn the_sites_name_goes_wherever_it_stands() {
        check("Ferry sails again | The Lindholm Post", "The Lindholm Post", "Ferry sails again");
        check("The Lindholm Post: Ferry sails again", "The Lindholm Post", "Ferry sails again");
        check("Ferry sails - again - Lindholm Post Online", "Lindholm Post", "Ferry sails - again");
        check("渡船复航_林岛新闻", "林岛新闻", "渡船复航");
        check("Паром снова ходит — Вестник", "Вестник", "Паром снова ходит");
    }

    #[test]
    fn what_is_left_of_a_title_element_is_the_site() {
        let check = |element, headline, expected| assert_eq!(Split::of(element).beyond(headline), expected);
        check("Ferry sails again | The Lindholm Post", "Ferry sails again", Some("The Lindholm Post"));
        check("Post - Ferry sails - again", "Ferry sails - again", Some("Post"));
        check("Ferry sails again", "Ferry sails again", None);
        check("Ferry - sails again", "Ferry sails", None);
        check("渡船复航_海港_林岛网", "渡船复航", Some("林岛网"));
        check("渡船复航-林岛网", "渡船复航", Some("林岛网"));
    }

    #[test]
    fn title_elements_of_known_forms_are_taken_apart() {
        assert_eq!(of_known_form("渡船复航_海港_林岛网"), Some("渡船复航"));
        assert_eq!(of_known_form("渡船_复航"), None);
        let old = "Lindholm Post » Blog Archive » Ferry sails again";
        assert_eq!(of_known_form(old), Some("Ferry sails again"));
        assert_eq!(blog_of_archive(old), Some("Lindholm Post"));
    }

    #[test]
    fn rows_of_words_and_first_segments_are_found() {
        assert!(contains("The old ferry sails again - Post", "Ferry sails"));
        assert!(!contains("The old ferry sails again", "ferry again"));
        assert_eq!(first_segment("Ferry sails | Harbour | Post"), "Ferry sails");
        assert_eq!(first_segment("Ferry sails"), "Ferry sails");
    }

    #[test]
    fn words_run_together_where_the_title_has_more_blanks_and_nothing_else() {
        assert!(is_glued("Night ferryAgain in Lindholm", "Night ferry again in Lindholm"));
        for title in
            ["iPhone 15 and Co op stores", "iPhone15 and Co-op stores", "iPhone 15 and Co-op stores open"]
        {
            assert!(!is_glued("iPhone15 and Co-op stores", title), "{title}");
        }
        assert!(!is_glued("Night ferry Again", "Nightferry again"));
    }

    #[test]
    fn kickers_are_seen() {
        assert!(has_kicker("Lindholm harbourFerry sails again", "Ferry sails again"));
        assert!(!has_kicker("Ferry sails again", "Ferry sails again"));
        assert!(!has_kicker("The new ferry", "ferry"));
        let machine = ["Ferry sails again - Harbour - Post".to_owned()];
        assert_eq!(
            without_mark("[solved] Ferry sails again", &machine).as_deref(),
            Some("Ferry sails again")
        );
        assert_eq!(without_mark("[solved] Other ferry", &machine), None);
        assert!(says_the_same("Ferry sails again today", "Today the ferry sails"));
        assert!(!says_the_same("Latest news", "Ferry sails again"));
    }

    #[test]
    fn other_parts_stay() {
        check("Ferry - sails | again", "Post", "Ferry - sails | again");
        check("The Lindholm Post", "The Lindholm Post", "The Lindholm Post");
        check("Post: a history", "Poster Museum", "Post: a history");
    }
}
