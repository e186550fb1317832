//! Section and description: what in their place says something else.

use super::candidate::{Candidates, Field, Source};
use super::precedence::Context;
use super::{tags, text};

/// What themes print before the section.
const LABELS: &[&str] = &["Posted in ", "Posted in: ", "Filed under ", "Filed under: ", "Category: "];

/// The section that a value names: no path of an address, no site, no empty variable; of a path written with commas
/// ("news,nation") the first part.
pub(super) fn section(value: &str, sites: &[String]) -> Option<String> {
    let value = LABELS.iter().find_map(|label| value.strip_prefix(label)).unwrap_or(value);
    let value = if value.contains(' ') { value } else { value.split(',').next().unwrap_or(value) };
    let is_address = value.starts_with('/') || value.contains("://");
    let is_other = is_address || tags::is_default(value) || sites.contains(&text::squash(value));
    (!is_other && !value.is_empty()).then(|| value.to_owned())
}

/// Titles that a description may repeat; others are descriptions themselves on some sites.
const SHOWN_TITLES: &[Source] = &[Source::Headline, Source::Heading, Source::OpenGraph, Source::TitleElement];

/// Whether a description only repeats the headline, the site's name or the keywords.
pub(super) fn repeats(description: &str, found: &Candidates, context: &Context) -> bool {
    if description.len() > LONGEST_REPETITION {
        return false;
    }
    let squashed = text::squash(description);
    if squashed.is_empty() {
        return true;
    }
    let titles = SHOWN_TITLES.iter().flat_map(|source| found.from(Field::Title, *source));
    // Letters alone make a title shorter.
    let mut titles = titles.filter(|title| title.len() >= squashed.len());
    if context.sites.contains(&squashed) || titles.any(|title| text::squash(title) == squashed) {
        return true;
    }
    let mut rest = squashed.as_str();
    for keyword in found.of(Field::Tag) {
        let keyword = text::squash(&keyword.value);
        rest = rest.strip_prefix(keyword.as_str()).unwrap_or(rest);
        if rest.len() == squashed.len() {
            return false;
        }
    }
    rest.is_empty()
}

/// Bytes of a description that repeats a title or the keywords at most.
const LONGEST_REPETITION: usize = 300;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_names() {
        let check = |value: &str, expected: Option<&str>| {
            assert_eq!(section(value, &["lindholmpost".to_owned()]).as_deref(), expected, "{value}");
        };
        check("Harbour", Some("Harbour"));
        check("Posted in Harbour", Some("Harbour"));
        check("news,nation", Some("news"));
        check("Arts, crafts", Some("Arts, crafts"));
        check("/news/harbour", None);
        check("nil", None);
        check("Uncategorized", None);
        check("Lindholm Post", None);
    }
}
