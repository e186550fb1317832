//! Who began a thread of a Discourse forum, and when: the first post in the attribute `data-preloaded`, where
//! the page itself shows nothing before its program has run.

use copydesk_cleaner::{Attr, Page};

use super::candidate::{Candidates, Field, Source};
use super::outline::Outline;

/// The first post follows, in JSON inside JSON.
const POSTS: &str = r#"\"posts\":[{"#;
const USER: &str = r#"\"username\":\""#;
const CREATED: &str = r#"\"created_at\":\""#;
/// Bytes of a value in which its end must be.
const MAX_VALUE: usize = 60;

/// Offers the user and the moment of the first post.
pub(super) fn collect(page: &Page, outline: &Outline, found: &mut Candidates) {
    let Some(data) = outline.preloaded.and_then(|id| page.attr(id, Attr::DataPreloaded)) else { return };
    let Some((_, posts)) = data.split_once(POSTS) else { return };
    for (key, field) in [(USER, Field::Author), (CREATED, Field::Published)] {
        if let Some(value) = posts.split_once(key).and_then(|(_, rest)| value(rest)) {
            found.push(field, Source::Discourse, value);
        }
    }
}

fn value(rest: &str) -> Option<&str> {
    rest.split_once('\\').map(|(value, _)| value).filter(|value| value.len() <= MAX_VALUE)
}

#[cfg(test)]
mod tests {
    use copydesk_cleaner::{Interrupt, Limits};

    use super::*;

    #[test]
    fn the_first_post_names_who_began_the_thread() {
        let data = r#"{"topic_7":"{\"post_stream\":{\"posts\":[{\"id\":1,\"username\":\"ida_f\",\"created_at\":\"2024-03-05T07:30:00.000Z\"},{\"username\":\"bo\"}]}}"}"#;
        let html = format!("<div data-preloaded='{data}'></div>");
        let page = Page::parse(&html, &Limits::default(), Interrupt::default()).expect("within limits");
        let mut found = Candidates::default();
        collect(&page, &Outline::of(&page), &mut found);
        assert_eq!(found.from(Field::Author, Source::Discourse).collect::<Vec<_>>(), ["ida_f"]);
        assert_eq!(
            found.from(Field::Published, Source::Discourse).collect::<Vec<_>>(),
            ["2024-03-05T07:30:00.000Z"]
        );
    }
}
