//! What the rules say of a block: each rule is evidence, none is the last word.

use super::{Row, View, features};
use crate::{Family, Outcome};

features! {
    "advice_keep": "the rules keep it",
    "by_phrase": "a residue phrase: LEX001",
    "by_outside": "OUT001",
    "by_short": "DEN002",
    "family": "rank of the family that the rules give, 0 for kept blocks",
}

/// A number for a family; trees ask whether it is above or below another.
pub(super) fn rank(family: Family) -> f32 {
    f32::from(family as u8) + 1.0
}

pub(super) fn write(view: &View, index: usize, row: &mut Row) {
    let verdict = &view.advice[index];
    let is_dropped = matches!(verdict.outcome, Outcome::Drop(_));
    row.flag(verdict.is_kept());
    for code in ["LEX001", "OUT001", "DEN002"] {
        row.flag(is_dropped && verdict.code == code);
    }
    row.push(verdict.family().map_or(0.0, rank));
}
