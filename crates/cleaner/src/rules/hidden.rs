//! HID001. Removes blocks that a browser does not show: `hidden`, `aria-hidden`, `display:none`, `noscript`.
//!
//! Keeps them when the hidden element holds most of the page's prose: such pages are shown by a script.

use super::{Document, drop_for};
use crate::{Family, Verdict};

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let mark = document.feature(index).context.hidden?;
    Some(drop_for(Family::Hidden, "HID001", mark.word))
}
