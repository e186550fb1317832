//! What the fields of the HTTP response say: the language, and links from the page to another resource (RFC 8288)
//! of the kinds that also stand in its head. `Last-Modified` is not read: what a program makes was last modified when
//! it was asked for.

use url::Url;

use super::candidate::{Candidates, Field, Source};
use crate::Hints;

/// Offers what the caller knows from the response.
pub(super) fn collect(hints: &Hints, found: &mut Candidates) {
    if let Some(language) = &hints.language {
        found.push(Field::Language, Source::Header, language);
    }
    let Some(links) = &hints.links else { return };
    let base = hints.url.as_deref().and_then(|url| Url::parse(url).ok());
    for link in split(links, ',') {
        let Some((target, parameters)) = target(link) else { continue };
        let relation = split(parameters, ';').find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("rel").then(|| value.trim().trim_matches('"'))
        });
        // Relative addresses are relative to the one that was asked for, not to the canonical one.
        let absolute = base.as_ref().and_then(|base| base.join(target).ok()).map(String::from);
        let target = absolute.as_deref().filter(|_| Url::parse(target).is_err()).unwrap_or(target);
        for relation in relations(relation.unwrap_or_default()) {
            match relation.as_str() {
                "canonical" => found.push(Field::Url, Source::Header, target),
                "license" => found.push(Field::License, Source::Header, target),
                _ => {}
            }
        }
    }
}

/// The relations that a `rel` names, in lower case: in a header (RFC 8288, section 3.3) as in HTML.
pub(super) fn relations(rel: &str) -> impl Iterator<Item = String> {
    rel.split_ascii_whitespace().map(str::to_ascii_lowercase)
}

/// The address of `<address>; rel=...`, and what stands behind it.
fn target(link: &str) -> Option<(&str, &str)> {
    link.trim_start().strip_prefix('<')?.split_once('>').map(|(target, rest)| (target.trim(), rest))
}

/// Parts between separators that stand neither in an address nor in quotation marks.
fn split(list: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut in_address, mut in_quotes) = (false, false);
    list.split(move |c: char| {
        match c {
            '"' if !in_address => in_quotes = !in_quotes,
            '<' if !in_quotes => in_address = true,
            '>' => in_address = false,
            _ => {}
        }
        c == separator && !in_address && !in_quotes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(links: &str, field: Field) -> Vec<String> {
        let mut found = Candidates::default();
        collect(&Hints { links: Some(links.to_owned()), ..Hints::default() }, &mut found);
        found.of(field).map(|candidate| candidate.value.clone()).collect()
    }

    #[test]
    fn links_have_relations() {
        let links = "<https://a.example/wp-json/>; rel=\"https://api.w.org/\", \
            <https://a.example/b?c=1,2;3>; title=\"x, <y>; rel=license\"; REL=canonical, \
            </terms>; rel=\"nofollow License\", <https://a.example/d>; anchor=x, broken; rel=canonical";
        assert_eq!(values(links, Field::Url), ["https://a.example/b?c=1,2;3"]);
        assert_eq!(values(links, Field::License), ["/terms"]);
        for broken in ["", ",,;", "<", "<a", "<a>", "<a>; rel", "\"", "<a>; rel=\"canonical"] {
            let found = values(broken, Field::Url);
            assert!(found.len() <= 1 && found.iter().all(|url| url == "a"), "{broken}: {found:?}");
        }
    }
}
