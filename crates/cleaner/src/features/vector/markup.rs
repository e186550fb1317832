//! What elements, classes, roles and visibility around a block say. Training drops these at random, so
//! that pages without them are decided by text and shape.

use super::advice::rank;
use super::layout::around as bit;
use super::{Row, View, features};
use crate::features::marks::Mark;
use crate::{Family, Tag};

features! {
    "in_main": "inside main",
    "in_footer": "inside footer",
    "in_figure": "inside figure",
    "in_quotation": "inside blockquote",
    "text_name": "a class or id around says article, content, entry, story, post, body, text, main, blog",
    "is_div": "the breaking element is a div",
    "hidden": "an element around is not shown",
    "landmark": "1 navigation, 2 footer, 3 related, 4 other landmark around, 0 none",
    "landmark_up": "elements up to that landmark, at most 20",
    "class_mark": "rank of the noise family that a class word around names, 0 none",
    "class_is_strong": "that family is navigation, footer, share, consent, newsletter, advert or related",
    "class_up": "elements up to that class, at most 20",
    "name_around": "rank of the noise family that the nearest name around names, also where that is the page's layout",
    "name_share": "share of the page's prose inside that element",
    "in_comments": "inside an element named after comments",
    "depth": "nesting depth of the breaking element",
}

/// More levels say nothing more.
const MAX_LEVELS: f32 = 20.0;

pub(super) fn write(view: &View, index: usize, row: &mut Row) {
    let span = &view.spans[index];
    let element = view.layout.element(span.container);
    // Inline elements around the whole run stand between its first node and the container.
    let around = view.layout.element(span.first).around;
    for bit in [bit::MAIN, bit::FOOTER, bit::FIGURE, bit::QUOTATION, bit::TEXT_NAME] {
        row.flag(around & bit != 0);
    }
    row.flag(view.page.tag(span.container) == Tag::Div);
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
    row.flag(context.class.is_some_and(|mark| {
        use Family::{Advert, Consent, Footer, Navigation, Newsletter, Related, Share};
        matches!(mark.family, Navigation | Footer | Share | Consent | Newsletter | Advert | Related)
    }));
    row.push(levels(context.class));
    let name = view.names[index];
    row.push(name.map_or(0.0, |name| rank(name.family)));
    row.push(name.map_or(0.0, |name| name.prose_share));
    row.flag(view.comments[index]);
    row.push(f32::from(element.depth).min(60.0));
}
