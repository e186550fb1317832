//! Text in markup that a browser does not show: `noscript`, templates, hidden elements.

use copydesk_cleaner::{Cleaned, Family, NodeId, Page, Tag, weight};

use super::{Offer, Source, Text, body};

/// How the placeholders of template languages begin: a template with them is a form, not a text.
const PLACEHOLDERS: &[&str] = &["{{", "${", "<%", "{%"];

pub(super) fn offers<'a>(page: &'a Page, shown: &Cleaned) -> Vec<Offer<'a>> {
    [templates(page), hidden(page, shown), noscript(page)].into_iter().flatten().collect()
}

fn templates(page: &Page) -> Option<Offer<'_>> {
    let templates = page.templates()?;
    let text = templates.text_content(NodeId::ROOT);
    let is_text = !PLACEHOLDERS.iter().any(|mark| text.contains(mark));
    is_text.then(|| Offer {
        source: Source::Template,
        text: Text::Page(templates),
        weight: weight(&text),
        is_certain: false,
    })
}

fn noscript<'a>(page: &Page) -> Option<Offer<'a>> {
    let elements = page.all().filter(|id| page.tag(*id) == Tag::Noscript);
    let raw = elements.flat_map(|id| page.descendants(id)).map(|node| page.text(node));
    let body = body::of_markup(raw.collect());
    (body.weight > 0).then(|| Offer::of(Source::Noscript, body, false))
}

/// What is shown and what is hidden, judged together.
fn hidden<'a>(page: &Page, shown: &Cleaned) -> Option<Offer<'a>> {
    let mut concealed = shown.concealed(page);
    let all = shown.blocks().iter().zip(shown.verdicts()).enumerate();
    let hidden = all.filter(|(index, (_, verdict))| {
        verdict.family() == Some(Family::Hidden) && concealed(*index).is_some_and(|why| why != "noscript")
    });
    let weight: usize = hidden.map(|(_, (block, _))| weight(&block.text)).sum();
    let all = weight + shown.kept_weight();
    (weight > 0).then_some(Offer {
        source: Source::Hidden,
        text: Text::Hidden,
        weight: all,
        is_certain: false,
    })
}
