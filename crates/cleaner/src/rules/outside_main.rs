//! OUT001. Removes what stands outside the element that holds the article.

use super::{Document, drop_for};
use crate::{Family, Verdict};

/// Blocks with at least this share of their text in links are menus or lists of other articles.
const LINK_LIST_DENSITY: f32 = 0.6;

/// Lines lighter than this between headline and text are byline and date.
const LABEL_WEIGHT: usize = 60;

/// Lines with a date alone, weekday and month spelt out, are lighter than this.
const DAY_WEIGHT: usize = 32;

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    if document.is_in_main(index) {
        return None;
    }
    let features = document.feature(index);
    let is_before = index < document.features.main_blocks.start;
    let is_below_headline = document.headline.is_some_and(|headline| index > headline);
    let is_link_list = features.link_density >= LINK_LIST_DENSITY;
    let is_date = !is_link_list && features.weight < DAY_WEIGHT && holds_day(&document.blocks[index].text);
    let family = match is_before {
        _ if is_date => Family::AuthorBox,
        true if is_below_headline && features.weight < LABEL_WEIGHT => Family::AuthorBox,
        true if is_link_list || document.headline.is_some_and(|headline| index < headline) => {
            Family::Navigation
        }
        false if features.cut_off => Family::Teaser,
        false if is_link_list => Family::Related,
        _ => Family::Other,
    };
    Some(drop_for(family, "OUT001", "outside the main element"))
}

/// Whether a text holds the numbers of a day: a year and another number.
fn holds_day(text: &str) -> bool {
    let numbers = text.split(|ch: char| !ch.is_ascii_digit()).filter(|number| !number.is_empty());
    let (mut years, mut has_day) = (0, false);
    for number in numbers {
        if number.len() == 4 && (number.starts_with("19") || number.starts_with("20")) {
            years += 1;
        } else {
            has_day |= number.len() <= 2;
        }
    }
    years == 1 && has_day
}
