//! LMK001. Removes blocks inside `nav`, `footer`, `aside`, a site's `header`, forms and their ARIA roles.

use super::{Document, drop_for};
use crate::Verdict;

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let mark = document.feature(index).context.landmark?;
    Some(drop_for(mark.family, "LMK001", mark.word))
}
