//! Addresses of links in Markdown, which is read far from its page: relative ones are resolved.

use copydesk_cleaner::{Attr, Page, Tag};
use url::Url;

use crate::{Hints, Metadata};

/// What addresses are relative to, if that is known: the `base` element, the address that the page was fetched
/// from, or the one that it gives itself
/// ([document base URL](https://html.spec.whatwg.org/#document-base-url)).
#[derive(Debug, Default)]
pub(crate) struct Links(Option<Url>);

impl Links {
    pub(crate) fn of(page: &Page, hints: &Hints, metadata: &Metadata) -> Self {
        let address = [&hints.url, &metadata.url].into_iter().flatten().find_map(|url| Url::parse(url).ok());
        let mut bases = page.all().filter(|id| page.tag(*id) == Tag::Base);
        let element = bases.find_map(|id| page.attr(id, Attr::Href));
        let base = element.and_then(|href| match &address {
            Some(address) => address.join(href).ok(),
            None => Url::parse(href).ok(),
        });
        Self(base.or(address))
    }

    /// The address as an absolute one where it can be told, else as it is.
    pub(crate) fn resolve(&self, address: &str) -> String {
        let is_absolute = |error: &url::ParseError| *error != url::ParseError::RelativeUrlWithoutBase;
        if Url::parse(address).map_or_else(|error| is_absolute(&error), |_| true) {
            return address.to_owned();
        }
        let joined = self.0.as_ref().and_then(|base| base.join(address).ok());
        joined.map_or_else(|| address.to_owned(), String::from)
    }
}

#[cfg(test)]
mod tests {
    use copydesk_cleaner::{Interrupt, Limits};

    use super::*;

    #[test]
    fn relative_addresses_are_resolved() {
        let check = |head: &str, url: Option<&str>, address: &str, expected: &str| {
            let page = Page::parse(head, &Limits::default(), Interrupt::default()).expect("within limits");
            let hints = Hints { url: url.map(str::to_owned), ..Hints::default() };
            assert_eq!(Links::of(&page, &hints, &Metadata::default()).resolve(address), expected);
        };
        let url = Some("https://post.example/news/ferry?page=2");
        check("", url, "/log", "https://post.example/log");
        check("", url, "../log#top", "https://post.example/log#top");
        check("", url, "//sea.example/log", "https://sea.example/log");
        check("", url, "mailto:ida@post.example", "mailto:ida@post.example");
        check("", url, "http://[bad", "http://[bad");
        check("", None, "/log", "/log");
        check("<base href=/old/>", url, "log", "https://post.example/old/log");
        check("<base target=_blank><base href=/old/>", url, "log", "https://post.example/old/log");
        check("<base href=https://sea.example/>", None, "log", "https://sea.example/log");
    }
}
