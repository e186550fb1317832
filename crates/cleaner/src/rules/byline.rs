//! BYL001. Removes short lines between headline and text: byline, date, section label, counters.
//!
//! Keeps a standfirst, which ends like a sentence or is as long as one, and a salutation.

use super::{Document, drop_by};
use crate::{BlockKind, Family, Verdict};

/// Lines lighter than this that do not end a sentence are labels.
const LABEL_WEIGHT: usize = 60;

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    if index >= document.first_prose || document.blocks[index].kind != BlockKind::Paragraph {
        return None;
    }
    let features = document.feature(index);
    let opens_text = document.blocks[index].text.ends_with([',', ':', '，', '：']);
    let is_label = features.weight < LABEL_WEIGHT && !features.ends_sentence && !opens_text;
    is_label.then(|| drop_by(Family::AuthorBox, "BYL001", "weight", features.weight as f32, LABEL_WEIGHT as f32))
}
