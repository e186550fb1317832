//! The JSON-LD of a page, parsed once for all who read it.

mod repair;

use copydesk_cleaner::{Attr, NodeId, Page, Tag};
use serde_json::Value;

pub(crate) use repair::parse;

/// The values of every script of the type `application/ld+json`, behind those of the `meta` elements that
/// frameworks make of one (`name="script:ld+json"`).
pub(crate) fn values(page: &Page) -> Vec<Value> {
    let mut values = Vec::new();
    for id in page.all().filter(|id| page.tag(*id) == Tag::Meta) {
        if page.attr(id, Attr::Name) == Some("script:ld+json") {
            values.extend(parse(page.attr(id, Attr::Content).unwrap_or_default()));
        }
    }
    for id in page.all().filter(|id| page.tag(*id) == Tag::Script && is_json_ld(page, *id)) {
        let mut texts = page.children(id).map(|child| page.text(child));
        match (texts.next(), texts.next()) {
            (Some(script), None) => values.extend(parse(script)),
            _ => values.extend(parse(&page.children(id).map(|child| page.text(child)).collect::<String>())),
        }
    }
    values
}

fn is_json_ld(page: &Page, id: NodeId) -> bool {
    page.attr(id, Attr::Type).is_some_and(|kind| kind.trim().to_lowercase().contains("ld+json"))
}
