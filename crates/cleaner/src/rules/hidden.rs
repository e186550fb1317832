//! HID001. Removes blocks that a browser does not show: `hidden`, `aria-hidden`, `display:none`, `noscript`.
//!
//! Keeps them when the hidden element holds most of the page's prose: such pages are shown by a script.
//! A caller may have elements judged like shown ones; `noscript` never is.

use super::{Document, drop_for};
use crate::{Family, Hidden, Verdict};

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let mark = document.feature(index).context.hidden?;
    if document.options.hidden == Hidden::Judge && mark.word != "noscript" {
        return None;
    }
    Some(drop_for(Family::Hidden, "HID001", mark.word))
}
