//! Names of the fields and columns that hold a document and its address. Without named ones the first of a
//! fixed list that is there is taken, HTML before text.

use copydesk_extractor::Hints;

use super::{Format, sniff};
use crate::config::OutputSettings;

/// Fields that hold HTML, in the order in which they are looked for.
const HTML_FIELDS: [&str; 2] = ["html", "raw_html"];
/// Fields that hold text, or HTML under a neutral name, which the content tells. A `page` beside one of the others mostly
/// is a number or a title.
pub(crate) const TEXT_FIELDS: [&str; 5] = ["text", "content", "body", "article", "page"];
/// The one that is looked at for a whole page, whatever stands beside it.
const PAGE_FIELD: &str = "page";
/// Fields that hold the address.
const URL_FIELDS: [&str; 4] = ["url", "link", "uri", "source_url"];
/// Field with the record's own name.
pub(super) const ID_FIELD: &str = "id";

/// Which fields are looked for.
pub(super) struct Fields<'a> {
    pub(super) html: Vec<&'a str>,
    pub(super) text: Vec<&'a str>,
    /// One of them, which is HTML where it holds a whole page.
    pub(super) page: Option<&'a str>,
    pub(super) url: Vec<&'a str>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(settings: &'a OutputSettings) -> Self {
        let named = settings.html_field.is_some() || settings.text_field.is_some();
        let choose = |name: &'a Option<String>, usual: &[&'a str]| match name {
            Some(name) => vec![name.as_str()],
            None if named => Vec::new(),
            None => usual.to_vec(),
        };
        Self {
            html: choose(&settings.html_field, &HTML_FIELDS),
            text: choose(&settings.text_field, &TEXT_FIELDS),
            page: (!named).then_some(PAGE_FIELD),
            url: settings.url_field.as_deref().map_or(URL_FIELDS.to_vec(), |name| vec![name]),
        }
    }

    /// The names of the fields that may hold the document, for messages.
    pub(super) fn content_names(&self) -> String {
        [self.html.as_slice(), &self.text].concat().join(", ")
    }
}

/// What a string and its address say of a document.
pub(super) fn utf_8(url: Option<String>) -> Hints {
    Hints { url, charset: Some("utf-8".to_owned()), ..Hints::default() }
}

/// The document of a row: what is HTML, unless that is empty and the text is not.
pub(super) fn content_of<T: AsRef<[u8]>>(
    html: Option<T>,
    page: Option<T>,
    text: Option<T>,
    settings: &OutputSettings,
) -> Option<(Format, T)> {
    let is_empty = |content: &T| content.as_ref().is_empty();
    let html = html.filter(|html| !is_empty(html) || text.as_ref().is_none_or(is_empty));
    let html = html.or_else(|| page.filter(|page| sniff::is_html_document(head(page.as_ref()))));
    let html = html.map(|html| (Format::Html, html));
    html.or_else(|| text.map(|text| (format_of(text.as_ref(), settings), text)))
}

fn head(content: &[u8]) -> &[u8] {
    &content[..content.len().min(sniff::HEAD)]
}

/// What a text field holds: what is asked for by name is text, under a neutral name it may be HTML.
fn format_of(content: &[u8], settings: &OutputSettings) -> Format {
    let is_html = settings.text_field.is_none() && sniff::content(head(content)) == sniff::Content::Html;
    if is_html { Format::Html } else { Format::Text }
}
