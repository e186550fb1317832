//! Verdicts as a table for people.

use std::fmt::Write;

use crate::{Block, Outcome, Verdict};

/// Characters of a block's text that are shown.
const SHOWN: usize = 70;

/// One line per block: outcome, code, probability, evidence, start of the text.
pub(crate) fn table(blocks: &[Block], verdicts: &[Verdict]) -> String {
    let mut out = String::new();
    for (block, verdict) in blocks.iter().zip(verdicts) {
        let outcome = match verdict.outcome {
            Outcome::Keep => "keep",
            Outcome::Headline => "headline",
            Outcome::Drop(family) => family.as_str(),
        };
        let evidence = &verdict.evidence;
        let mut start: String = block.text.chars().take(SHOWN).map(|ch| if ch == '\n' { ' ' } else { ch }).collect();
        if block.text.chars().nth(SHOWN).is_some() {
            start.push('…');
        }
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{outcome:<13} {:<6} p={:.2}  {:<28} {:>7.2} / {:<7.2} {start}",
            verdict.code, verdict.probability, evidence.what, evidence.value, evidence.threshold
        );
    }
    out
}
