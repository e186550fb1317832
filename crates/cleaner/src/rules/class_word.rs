//! CLS001. Removes blocks inside an element whose class or id names a noise family.

use super::{Document, drop_for, is_wanted};
use crate::Verdict;

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let mark = document.feature(index).context.class?;
    (!is_wanted(mark.family, document.options)).then(|| drop_for(mark.family, "CLS001", mark.word))
}
