//! What a page says of itself by Open Graph (<https://ogp.me/#types>).

use crate::page::Page;
use crate::{Attr, NodeId, Tag};

/// The page's `og:type`.
pub(crate) fn declared_type(page: &Page) -> Option<&str> {
    let is_type = |id: &NodeId| {
        page.tag(*id) == Tag::Meta
            && [Attr::Property, Attr::Name].iter().any(|attr| page.attr(*id, *attr) == Some("og:type"))
    };
    page.all().find(is_type).and_then(|id| page.attr(id, Attr::Content))
}

/// Whether that type is of an article.
pub(crate) fn is_article(declared: &str) -> bool {
    matches!(declared, "article" | "blog" | "news")
}
