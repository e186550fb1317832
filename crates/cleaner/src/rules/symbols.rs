//! SYM001. Removes blocks without a letter or digit: icons, arrows, rows of dots.

use super::{Document, drop_for};
use crate::{BlockKind, Family, Verdict};

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let block = &document.blocks[index];
    let has_text = block.kind == BlockKind::Code || block.text.contains(char::is_alphanumeric);
    (!has_text).then(|| drop_for(Family::Other, "SYM001", "no letter or digit"))
}
