//! CLS001. Removes blocks inside an element whose class or id names a noise family.

use super::{Document, drop_for, is_wanted};
use crate::{Family, Verdict};

/// Cut-off texts at least this heavy are summaries of other articles, wherever they stand.
const TEASER_WEIGHT: usize = 30;

/// Words that say where an element stands, not what it is: a menu inside names its family better.
const PLACES: &[&str] = &["sidebar", "side-bar", "rail", "secondary-content"];

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let features = document.feature(index);
    let context = &features.context;
    let mark = context.class?;
    let menu = context.landmark.filter(|landmark| {
        landmark.family == Family::Navigation && landmark.node > mark.node && PLACES.contains(&mark.word)
    });
    if mark.family == Family::Caption && !document.is_near_main(index) {
        return None;
    }
    let has_words = document.blocks[index].text.contains(char::is_alphabetic);
    let family = match mark.family {
        Family::Caption if !has_words => Family::Other,
        Family::Comments if context.landmark.is_some_and(|landmark| landmark.word == "form") => {
            Family::CommentsForm
        }
        Family::Related | Family::Footer | Family::AuthorBox | Family::Caption | Family::Advert
            if features.cut_off && features.weight >= TEASER_WEIGHT =>
        {
            Family::Teaser
        }
        family => menu.map_or(family, |landmark| landmark.family),
    };
    (!is_wanted(family, document.options)).then(|| drop_for(family, "CLS001", mark.word))
}
