//! What the head declares: when an article was published, who wrote it, what a product costs, and which
//! pages stand beside this one.

use crate::features::vector::{Row, features};
use crate::{Attr, NodeId, Page};

features! {
    "kind_declared_published": "Open Graph says when the article was published",
    "kind_declared_author": "the author is named",
    "kind_declared_price": "meta elements of Open Graph and microdata with a price",
    "kind_declared_sequence": "a page before or behind this one is linked",
}

/// `head` are the page's links and meta elements.
pub(super) fn write(page: &Page, head: &[NodeId], row: &mut Row) {
    let (mut published, mut author, mut prices, mut sequence) = (false, false, 0_u32, false);
    for id in head {
        let property = page.attr(*id, Attr::Property).unwrap_or_default();
        published |= property == "article:published_time";
        author |= property == "article:author" || page.attr(*id, Attr::Name) == Some("author");
        let is_price =
            property.starts_with("product:price") || page.attr(*id, Attr::Itemprop) == Some("price");
        prices += u32::from(is_price);
        sequence |= matches!(page.attr(*id, Attr::Rel), Some("next" | "prev"));
    }
    row.flag(published);
    row.flag(author);
    row.push(prices as f32);
    row.flag(sequence);
}
