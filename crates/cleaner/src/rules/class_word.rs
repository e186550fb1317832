//! CLS001. Removes blocks inside an element whose class or id names a noise family.

use super::{Document, drop_for, is_wanted};
use crate::{Family, Verdict};

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let context = &document.feature(index).context;
    let mark = context.class?;
    let family = match mark.family {
        Family::Comments if context.landmark.is_some_and(|landmark| landmark.word == "form") => Family::CommentsForm,
        family => family,
    };
    (!is_wanted(family, document.options)).then(|| drop_for(family, "CLS001", mark.word))
}
