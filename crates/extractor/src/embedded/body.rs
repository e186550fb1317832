//! Values of JSON to markup: strings with or without tags, and the trees of blocks that editors and
//! publishing systems write (Arc XP, Portable Text, Contentful, Draft.js, Editor.js, `ProseMirror`).
//! What is no prose gives nothing: state holds many strings that nobody reads as text.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use copydesk_cleaner::weight;

use crate::json::{Json, Object};

/// A body is at least this heavy: three lines of a column. Shorter strings are labels and summaries.
const MIN_PROSE: usize = 200;
/// Prose ends at least so many sentences.
const MIN_SENTENCES: usize = 2;
/// A line of this weight is a sentence, however it ends.
const MIN_LINE: usize = 100;
/// Program code and data have a brace or semicolon in fewer than so many characters.
const MIN_PER_BRACE: usize = 40;
/// So many links of Markdown show that a text is its source; nothing here reads it.
const MIN_MARKDOWN_LINKS: usize = 2;
/// Levels of blocks in blocks; editors nest lists in quotes in columns, no deeper.
const MAX_LEVELS: usize = 24;

/// Keys under which a block or a body keeps what is inside it, the most telling first.
const INNER_KEYS: &[&str] = &[
    "html",
    "rendered",
    "text",
    "value",
    "content",
    "children",
    "body",
    "blocks",
    "items",
    "paragraphs",
    "data",
    "root",
    "document",
    "nodes",
    "contentBlock",
    "paragraph",
];
/// Keys that name the kind of a block.
const KIND_KEYS: &[&str] = &["_type", "nodeType", "type", "tagName", "tag", "blockType", "__typename"];
/// Parts of kinds that are no text of the article.
const FOREIGN_KINDS: &[&str] = &[
    "image",
    "video",
    "audio",
    "embed",
    "gallery",
    "advert",
    "related",
    "newsletter",
    "promo",
    "social",
    "script",
    "iframe",
    "media",
    "asset",
    "reference",
    "button",
    "form",
    "poll",
    "figure",
    "style",
    "link_list",
];

/// Parts of keys, in lower case, below which other works or texts of the program stand.
const FOREIGN_KEYS: &[&str] = &[
    "related",
    "recommend",
    "latest",
    "trending",
    "popular",
    "comment",
    "sidebar",
    "footer",
    "navigation",
    "menu",
    "translation",
    "messages",
    "i18n",
    "locale",
    "cookie",
    "consent",
    "privacy",
    "newsletter",
    "readnext",
];
/// Finds any of them in one pass.
static FOREIGN_PARTS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder().ascii_case_insensitive(true).build(FOREIGN_KEYS).expect("a few short words fit")
});

/// Markup and its weight.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Body {
    pub(super) html: String,
    pub(super) weight: usize,
}

/// A value as the body of an article; none where it is no prose.
pub(super) fn of(value: &Json) -> Option<Body> {
    let mut html = String::new();
    push(value, 0, &mut html);
    prose(html)
}

/// Markup as a body, where it reads like prose.
pub(super) fn prose(html: String) -> Option<Body> {
    let text = without_tags(&html);
    is_prose(&text).then(|| Body { html, weight: weight(&text) })
}

/// Whether a text is long enough and has the sentences of prose, and not the braces of a program.
pub(super) fn is_prose(text: &str) -> bool {
    let all = weight(text);
    let ends =
        text.chars().filter(|ch| matches!(ch, '.' | '!' | '?' | '。' | '！' | '？' | '।' | '։' | '؟' | '۔'));
    // Thai and Lao end sentences with nothing but a blank.
    let lines = text.lines().filter(|line| weight(line) >= MIN_LINE);
    let sentences = ends.count() + lines.count();
    let braces = text.bytes().filter(|byte| matches!(byte, b'{' | b'}' | b';')).count();
    all >= MIN_PROSE
        && sentences >= MIN_SENTENCES
        && braces * MIN_PER_BRACE <= all
        && text.matches("](").count() < MIN_MARKDOWN_LINKS
        && !text.contains("\n## ")
        && !text.trim_start().starts_with(['{', '['])
}

/// Whether most of a text stands in lines that are sentences: not so in menus, forms and lists of goods.
pub(super) fn is_running_text(text: &str) -> bool {
    let lines: usize = text.lines().map(weight).filter(|weight| *weight >= MIN_LINE).sum();
    is_prose(text) && 2 * lines >= weight(text)
}

/// Markup as a body, whatever it says.
pub(super) fn of_markup(html: String) -> Body {
    let weight = weight(&without_tags(&html));
    Body { html, weight }
}

/// A string as markup: its own tags, or a paragraph for each of its lines.
pub(super) fn markup(text: &str) -> String {
    if has_tags(text) {
        return text.to_owned();
    }
    if text.contains("&lt;") {
        let decoded =
            text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        if has_tags(&decoded) {
            return decoded;
        }
    }
    // Entities stay as they are: systems escape strings that they put into scripts.
    let safe = text.replace('<', "&lt;").replace("\r\n", "\n");
    let separator = if safe.contains("\n\n") { "\n\n" } else { "\n" };
    let lines = safe.split(separator).map(str::trim).filter(|line| !line.is_empty());
    let mut html = String::with_capacity(safe.len());
    for line in lines {
        html.extend(["<p>", &line.replace('\n', "<br>"), "</p>\n"]);
    }
    html
}

/// A heading for markup.
pub(super) fn heading(text: &str) -> String {
    format!("<h2>{}</h2>\n", text.replace('<', "&lt;"))
}

/// Tags that text in data has; a `<` between numbers is none.
fn has_tags(text: &str) -> bool {
    ["</", "<br", "<p>", "<p ", "<li>"].iter().any(|tag| text.contains(tag))
}

/// Text between tags; each tag is a blank, and the end of a paragraph that of a line.
pub(super) fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let ends_line = ["/p", "br", "/div", "/li", "/h"].iter().any(|name| tag.starts_with(name));
        text.push(if ends_line { '\n' } else { ' ' });
        rest = tag.split_once('>').map_or("", |(_, behind)| behind);
    }
    text.push_str(rest);
    text
}

/// Writes a block, a list of blocks, or a string that is one.
fn push(value: &Json, level: usize, html: &mut String) {
    match value {
        _ if level > MAX_LEVELS => {}
        Json::String(text) => html.push_str(&markup(text)),
        Json::Array(items) => items.iter().for_each(|item| push(item, level + 1, html)),
        Json::Object(object) => push_block(object, level, html),
        _ => {}
    }
}

fn push_block(object: &Object, level: usize, html: &mut String) {
    let kind = kind(object);
    if is_foreign(&kind) {
        return;
    }
    let Some(inner) = inner(object) else { return push_parts(object, level, html) };
    let element = match kind.as_str() {
        kind if is_heading(kind) => "h2",
        kind if kind.contains("quote") => "blockquote",
        kind if kind.ends_with("list") || matches!(kind, "ul" | "ol") => "ul",
        kind if kind.contains("item") || kind == "li" => "li",
        kind if kind.contains("paragraph")
            || matches!(kind, "p" | "block" | "text" | "unstyled" | "span") =>
        {
            "p"
        }
        _ => return push(inner, level + 1, html),
    };
    html.extend(["<", element, ">"]);
    if matches!(element, "p" | "h2") {
        push_inline(inner, level + 1, html);
    } else {
        push(inner, level + 1, html);
    }
    html.extend(["</", element, ">\n"]);
}

/// Writes what a part without text of its own holds; its keys have no order but that of their letters.
fn push_parts(object: &Object, level: usize, html: &mut String) {
    let is_part = |value: &Json| matches!(value, Json::Array(_) | Json::Object(_));
    let parts = object.iter().filter(|(key, value)| is_part(value) && !is_foreign_key(key));
    for (_, part) in parts.filter(|(_, part)| !is_list_of_names(part)) {
        push(part, level + 1, html);
    }
}

/// Strings in a list are names and tags, unless the list is a body itself.
fn is_list_of_names(value: &Json) -> bool {
    value.as_array().is_some_and(|items| items.iter().any(|item| item.as_str().is_some()))
}

/// Whether a key names other works, or texts of the program.
pub(super) fn is_foreign_key(key: &str) -> bool {
    FOREIGN_PARTS.is_match(key)
}

/// Writes what stands inside a paragraph.
fn push_inline(value: &Json, level: usize, html: &mut String) {
    match value {
        _ if level > MAX_LEVELS => {}
        Json::String(text) if has_tags(text) => html.push_str(text),
        Json::String(text) => html.push_str(&text.replace('<', "&lt;").replace('\n', "<br>")),
        Json::Array(items) => items.iter().for_each(|item| push_inline(item, level + 1, html)),
        Json::Object(object) if !is_foreign(&kind(object)) => {
            if let Some(inner) = inner(object) {
                push_inline(inner, level + 1, html);
            }
        }
        _ => {}
    }
}

/// What a block is, in lower case; the style of a Portable Text block says more than its type.
fn kind(object: &Object) -> String {
    let style = object
        .get("style")
        .and_then(Json::as_str)
        .filter(|style| is_heading(style) || style.contains("quote"));
    let kind = KIND_KEYS.iter().find_map(|key| object.get(key)?.as_str());
    style.or(kind).unwrap_or_default().to_lowercase()
}

fn is_heading(kind: &str) -> bool {
    kind.starts_with("head")
        || kind.starts_with("subhead")
        || matches!(kind, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn is_foreign(kind: &str) -> bool {
    kind == "ad" || FOREIGN_KINDS.iter().any(|part| kind.contains(part))
}

fn inner<'a, 'j>(object: &'a Object<'j>) -> Option<&'a Json<'j>> {
    let is_filled = |value: &&Json| match value {
        Json::String(text) => !text.is_empty(),
        Json::Array(items) => !items.is_empty(),
        value => matches!(value, Json::Object(_)),
    };
    INNER_KEYS.iter().find_map(|key| object.get(key).filter(is_filled))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const FIRST: &str = "The old ferry left the harbour of Lindholm on Monday, for the first time in two years. \
        Forty guests were on board, and nobody was late.";
    const SECOND: &str = "Its captain, who had waited for the repair since spring, thanked the yard and the town. \
        The next trip is on Friday.";

    fn read(value: &Value) -> Option<Body> {
        of(&serde_json::from_str(&value.to_string()).expect("JSON"))
    }

    #[test]
    fn blocks_of_editors_become_paragraphs() {
        let wanted = format!("<h2>Again</h2>\n<p>{FIRST}</p>\n<p>{SECOND}</p>\n");
        for value in [
            json!([{"type": "header", "content": "Again"}, {"type": "text", "content": FIRST},
                   {"type": "image", "text": "A picture."}, {"type": "text", "content": SECOND}]),
            json!([{"_type": "block", "style": "h2", "children": [{"_type": "span", "text": "Again"}]},
                   {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": FIRST}]},
                   {"_type": "block", "children": [{"_type": "span", "text": SECOND}]}]),
            json!({"nodeType": "document", "content": [
                {"nodeType": "heading-2", "content": [{"nodeType": "text", "value": "Again"}]},
                {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": FIRST}]},
                {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": SECOND}]}]}),
            json!({"blocks": [{"type": "header", "data": {"text": "Again"}},
                {"type": "paragraph", "data": {"text": FIRST}}, {"type": "paragraph", "data": {"text": SECOND}}]}),
        ] {
            assert_eq!(read(&value).map(|body| body.html), Some(wanted.clone()), "{value}");
        }
    }

    #[test]
    fn strings_keep_their_tags_or_get_paragraphs() {
        let plain = read(&json!(format!("{FIRST}\n\n{SECOND}\nAgain."))).expect("prose").html;
        assert_eq!(plain, format!("<p>{FIRST}</p>\n<p>{SECOND}<br>Again.</p>\n"));
        let tagged = format!("<p>{FIRST}</p><p>{SECOND}</p>");
        assert_eq!(read(&json!(tagged)).expect("prose").html, tagged);
        let escaped = tagged.replace('<', "&lt;").replace('>', "&gt;");
        assert_eq!(read(&json!(escaped)).expect("prose").html, tagged);
    }

    #[test]
    fn labels_code_and_numbers_are_no_prose() {
        let code = "let a = 1; function b() { return a; } ".repeat(20);
        for value in [json!("Read more."), json!(code), json!(12), json!({"a": FIRST}), json!([null, true])] {
            assert_eq!(read(&value), None, "{value}");
        }
    }
}
