//! What elements, classes, roles and visibility around a block say. Training drops these at random, so
//! that pages without them are decided by text and shape.

use super::advice::rank;
use super::layout::around as bit;
use super::{Row, View, features};
use crate::features::marks::Mark;
use crate::{Family, Tag};

features! {
    "in_p": "inside a paragraph element",
    "in_li": "inside a list item",
    "in_td": "inside a table cell",
    "in_article": "inside article",
    "in_main": "inside main",
    "in_section": "inside section",
    "in_aside": "inside aside",
    "in_nav": "inside nav",
    "in_header": "inside header",
    "in_footer": "inside footer",
    "in_form": "inside form",
    "in_list": "inside a list",
    "in_figure": "inside figure",
    "in_quotation": "inside blockquote",
    "in_link": "inside a link",
    "in_details": "inside details",
    "in_control": "inside button, label or select",
    "in_emphasis": "all inside em, i, strong or b",
    "microdata_text": "inside articleBody, reviewBody, text or description (schema.org microdata)",
    "microdata": "inside another property of schema.org microdata",
    "text_name": "a class or id around says article, content, entry, story, post, body, text, main, blog",
    "body_name": "a class or id around says two of these in one name, such as entry-content",
    "is_div": "the breaking element is a div",
    "is_p": "the breaking element is a p",
    "is_li": "the breaking element is a list item",
    "is_td": "the breaking element is a cell",
    "hidden": "an element around is not shown",
    "landmark": "1 navigation, 2 footer, 3 related, 4 other landmark around, 0 none",
    "landmark_up": "elements up to that landmark, at most 20",
    "class_mark": "rank of the noise family that a class word around names, 0 none",
    "class_is_comment": "that family is comments",
    "class_is_strong": "that family is navigation, footer, share, consent, newsletter, advert or related",
    "class_up": "elements up to that class, at most 20",
    "depth": "nesting depth of the breaking element",
}

/// More levels say nothing more.
const MAX_LEVELS: f32 = 20.0;

pub(super) fn write(view: &View, index: usize, row: &mut Row) {
    let span = &view.spans[index];
    let element = view.layout.element(span.container);
    // Inline elements around the whole run stand between its first node and the container.
    let around = view.layout.element(span.first).around;
    let bits = [
        bit::PARAGRAPH,
        bit::ITEM,
        bit::CELL,
        bit::ARTICLE,
        bit::MAIN,
        bit::SECTION,
        bit::ASIDE,
        bit::NAV,
        bit::HEADER,
        bit::FOOTER,
        bit::FORM,
        bit::LIST,
        bit::FIGURE,
        bit::QUOTATION,
        bit::LINK,
        bit::DETAILS,
        bit::CONTROL,
        bit::EMPHASIS,
        bit::MICRODATA_TEXT,
        bit::MICRODATA,
        bit::TEXT_NAME,
        bit::BODY_NAME,
    ];
    for bit in bits {
        row.flag(around & bit != 0);
    }
    let tag = view.page.tag(span.container);
    row.flag(tag == Tag::Div);
    row.flag(tag == Tag::P);
    row.flag(matches!(tag, Tag::Li | Tag::Dd | Tag::Dt));
    row.flag(matches!(tag, Tag::Td | Tag::Th));
    let context = &view.measured[index].context;
    row.flag(context.hidden.is_some());
    row.push(context.landmark.map_or(0.0, |mark| match mark.family {
        Family::Navigation => 1.0,
        Family::Footer => 2.0,
        Family::Related => 3.0,
        _ => 4.0,
    }));
    let levels = |mark: Option<Mark>| {
        mark.map_or(MAX_LEVELS, |mark| {
            let depth = view.layout.element(mark.node).depth;
            f32::from(element.depth.saturating_sub(depth)).min(MAX_LEVELS)
        })
    };
    row.push(levels(context.landmark));
    row.push(context.class.map_or(0.0, |mark| rank(mark.family)));
    row.flag(context.class.is_some_and(|mark| mark.family == Family::Comments));
    row.flag(context.class.is_some_and(|mark| {
        use Family::{Advert, Consent, Footer, Navigation, Newsletter, Related, Share};
        matches!(mark.family, Navigation | Footer | Share | Consent | Newsletter | Advert | Related)
    }));
    row.push(levels(context.class));
    row.push(f32::from(element.depth).min(60.0));
}
