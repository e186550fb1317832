//! Discourse forums: the posts of a topic, as rendered, in the attribute `data-preloaded` of a page that
//! shows nothing before its program has run.

use copydesk_cleaner::{Attr, Page};
use serde_json::Value;

use super::body::{self, Body};
use super::{Offer, Source, scripts};

/// The key of the topic begins so; its number follows.
const TOPIC_KEY: &str = "topic_";

pub(super) fn offers<'a>(page: &Page) -> Vec<Offer<'a>> {
    let data = page.all().find_map(|id| page.attr(id, Attr::DataPreloaded));
    let body = data.and_then(scripts::first_value::<Value>).and_then(|data| topic(&data));
    body.map(|body| Offer::of(Source::Discourse, body, true)).into_iter().collect()
}

/// Smileys are pictures here; beside them a short post would look like a caption.
fn without_emoji(cooked: &str) -> String {
    let mut out = String::with_capacity(cooked.len());
    let mut rest = cooked;
    while let Some((before, image)) = rest.split_once("<img ") {
        out.push_str(before);
        let (attributes, behind) = image.split_once('>').unwrap_or((image, ""));
        if !attributes.contains("class=\"emoji") {
            out.extend(["<img ", attributes, ">"]);
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The posts of the only topic; a list of topics has none.
fn topic(data: &Value) -> Option<Body> {
    let (_, topic) = data.as_object()?.iter().find(|(key, _)| key.starts_with(TOPIC_KEY))?;
    let parsed = topic.as_str().and_then(scripts::first_value);
    let posts = parsed.as_ref().unwrap_or(topic).get("post_stream")?.get("posts")?.as_array()?;
    let mut html = String::new();
    for cooked in posts.iter().filter_map(|post| post.get("cooked")?.as_str()) {
        // No element around each: one long post would look like the article and the others like its frame.
        html.extend([&without_emoji(cooked), "<hr>\n"]);
    }
    Some(body::of_markup(html)).filter(|body| body.weight > 0)
}
