//! The JSON-LD of a page, parsed once for all who read it.

mod repair;

use std::borrow::Cow;

use copydesk_cleaner::{Attr, NodeId, Page, Tag};
use serde_json::Value;

pub(crate) use repair::parse;

/// Scripts that do not fit into so many bytes of a page are not read: their values take up to ninety times as much.
const MAX_BYTES: usize = 4 << 20;

/// The values of every script of the type `application/ld+json`, behind those of the `meta` elements that
/// frameworks make of one (`name="script:ld+json"`).
pub(crate) fn values(page: &Page) -> Vec<Value> {
    let metas = page.all().filter(|id| page.tag(*id) == Tag::Meta);
    let metas = metas.filter(|id| page.attr(*id, Attr::Name) == Some("script:ld+json"));
    let metas = metas.filter_map(|id| page.attr(id, Attr::Content).map(Cow::Borrowed));
    let scripts = page.all().filter(|id| page.tag(*id) == Tag::Script && is_json_ld(page, *id));
    let scripts = scripts.map(|id| {
        let mut texts = page.children(id).map(|child| page.text(child));
        match (texts.next(), texts.next()) {
            (Some(script), None) => Cow::Borrowed(script),
            _ => Cow::Owned(page.children(id).map(|child| page.text(child)).collect()),
        }
    });
    let mut left = MAX_BYTES;
    let fits = |script: &Cow<str>| {
        let rest = left.checked_sub(script.len());
        left = rest.unwrap_or(left);
        rest.is_some()
    };
    metas.chain(scripts).filter(fits).flat_map(|script| parse(&script)).collect()
}

fn is_json_ld(page: &Page, id: NodeId) -> bool {
    page.attr(id, Attr::Type).is_some_and(|kind| kind.trim().to_lowercase().contains("ld+json"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_cleaner::{Interrupt, Limits};

    #[test]
    fn scripts_are_read_as_far_as_they_fit() {
        let script = |text: &str| format!("<script type='application/ld+json'>{text}</script>");
        let long = format!("[{}1]", "1,".repeat(MAX_BYTES / 2));
        let html = "<meta name='script:ld+json' content='{\"a\":1}'>".to_owned()
            + &script("{\"b\":2}")
            + &script(&long)
            + &script("{\"c\":3}")
            + "<script>{\"d\":4}</script>";
        let page = Page::parse(&html, &Limits::default(), Interrupt::default()).expect("within limits");
        let read = values(&page).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(read, ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]);
    }
}
