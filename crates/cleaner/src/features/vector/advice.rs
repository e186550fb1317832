//! What the rules say of a block: each rule is evidence, none is the last word.

use super::{Row, View, features};
use crate::{Family, Outcome};

features! {
    "advice_keep": "the rules keep it",
    "advice_headline": "the rules take it for the headline",
    "by_hidden": "HID001 speaks against it",
    "by_phrase": "a residue phrase: LEX001",
    "by_phrase_section": "behind a residue phrase that opens a section: LEX002",
    "by_class": "CLS001",
    "by_landmark": "LMK001",
    "by_outside": "OUT001",
    "by_density": "DEN001 or DEN003",
    "by_short": "DEN002",
    "by_byline": "BYL or TIM",
    "by_caption": "CAP",
    "by_duplicate": "DUP",
    "by_other_rule": "another rule",
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
    row.flag(verdict.outcome == Outcome::Headline);
    let code = verdict.code;
    let known = [
        code == "HID001",
        code == "LEX001",
        code.starts_with("LEX") && code != "LEX001",
        code == "CLS001",
        code == "LMK001",
        code == "OUT001",
        code == "DEN001" || code == "DEN003",
        code == "DEN002",
        code.starts_with("BYL") || code == "TIM001",
        code.starts_with("CAP"),
        code.starts_with("DUP"),
    ];
    for flag in known {
        row.flag(is_dropped && flag);
    }
    row.flag(is_dropped && !known.contains(&true));
    row.push(verdict.family().map_or(0.0, rank));
}
