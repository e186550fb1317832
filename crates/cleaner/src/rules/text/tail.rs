//! TXT002. The lines behind the last running text: titles and teasers of other articles, labels,
//! credits. Sentences that are not cut off stay.

use super::Line;
use crate::rules::drop_by;
use crate::{BlockKind, Family, Verdict};

/// Longest line that is taken for a title or label.
const MAX_TITLE_WEIGHT: usize = 160;

pub(crate) fn judge(lines: &[Line], verdicts: &mut [Option<Verdict>]) {
    let is_kept_text =
        |index: &usize| verdicts[*index].is_none() && lines[*index].ends_sentence && !lines[*index].cut_off;
    let Some(last) = (0..lines.len()).rev().find(is_kept_text) else { return };
    for index in last + 1..lines.len() {
        let line = &lines[index];
        if verdicts[index].is_some() || line.kind == BlockKind::List || line.weight > MAX_TITLE_WEIGHT {
            continue;
        }
        let family = if line.cut_off { Family::Teaser } else { Family::Related };
        verdicts[index] = Some(drop_by(family, "TXT002", "weight", line.weight as f32, MAX_TITLE_WEIGHT as f32));
    }
}
