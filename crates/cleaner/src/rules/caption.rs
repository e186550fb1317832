//! CAP001. Takes captions of pictures and videos out of the text; they are listed apart.

use super::{Document, drop_for};
use crate::{BlockKind, Family, Verdict};

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let is_caption = document.blocks[index].kind == BlockKind::Caption;
    is_caption.then(|| drop_for(Family::Caption, "CAP001", "caption element"))
}
