//! HDG001. Removes headings under which nothing is left.

use super::{Document, drop_for};
use crate::{BlockKind, Family, Verdict};

pub(crate) fn judge(document: &Document, verdicts: &mut [Verdict]) {
    // The level of the nearest kept text or heading behind; from the end, so that stacked headings fall together.
    let mut open_level: Option<u8> = None;
    for index in (0..verdicts.len()).rev() {
        if !verdicts[index].is_kept() || verdicts[index].code == "STD001" {
            continue;
        }
        match document.blocks[index].kind {
            BlockKind::Heading(level) => {
                if open_level.is_none_or(|next| next <= level) {
                    verdicts[index] = drop_for(Family::Other, "HDG001", "no text below");
                } else {
                    open_level = Some(level);
                }
            }
            _ => open_level = Some(u8::MAX),
        }
    }
}
