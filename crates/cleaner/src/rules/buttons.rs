//! SHR001 and CPY001 for pages: the line rules of [`share_row`](super::share_row) on blocks.

use super::{Document, share_row};
use crate::Verdict;

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    share_row::judge_line(&document.blocks[index].text)
}
