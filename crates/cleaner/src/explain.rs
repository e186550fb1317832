//! Verdicts as a table for people.

use std::fmt::Write;

use crate::{Block, Outcome, Verdict};

/// Characters of a block's text that are shown.
const SHOWN: usize = 70;

/// One line per block: outcome, code, probability, evidence, bytes of the HTML, start of the text.
pub(crate) fn table(blocks: &[Block], verdicts: &[Verdict]) -> String {
    let mut out = String::new();
    let sources: Vec<_> = blocks.iter().map(source).collect();
    let width = sources.iter().map(String::len).max().unwrap_or_default();
    for ((block, verdict), source) in blocks.iter().zip(verdicts).zip(sources) {
        let outcome = match verdict.outcome {
            Outcome::Keep => "keep",
            Outcome::Headline => "headline",
            Outcome::Drop(family) => family.as_str(),
        };
        let evidence = &verdict.evidence;
        let what = on_one_line(&evidence.what, usize::MAX);
        let mut start = on_one_line(&block.text, SHOWN);
        if block.text.chars().nth(SHOWN).is_some() {
            start.push('…');
        }
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{outcome:<13} {:<6} p={:.2}  {:<28} {:>7.2} / {:<7.2} {source:>width$} {start}",
            verdict.code, verdict.probability, what, evidence.value, evidence.threshold
        );
    }
    out
}

/// The bytes of the HTML; empty for plain text.
fn source(block: &Block) -> String {
    block.source.as_ref().map_or(String::new(), |range| format!("{}..{} ", range.start, range.end))
}

/// The first characters of a text, with a space for each line break and other control character.
fn on_one_line(text: &str, length: usize) -> String {
    let is_break = |ch: char| ch.is_control() || matches!(ch, '\u{2028}' | '\u{2029}');
    text.chars().take(length).map(|ch| if is_break(ch) { ' ' } else { ch }).collect()
}

#[cfg(test)]
mod tests {
    use crate::{BlockKind, Evidence, Family};

    use super::*;

    #[test]
    fn a_block_is_one_line() {
        let mut cleaned = crate::clean_text("One\ntwo", &crate::Options::default());
        let evidence = Evidence { what: "read\nalso\r\n\u{2028}".into(), value: 1.0, threshold: 1.0 };
        let verdict =
            Verdict { outcome: Outcome::Drop(Family::Related), code: "LEX001", probability: 0.0, evidence };
        let mut block = cleaned.blocks.remove(0);
        block.kind = BlockKind::Code;
        block.text = "let a;\n\tlet b;".to_owned();
        let table = table(&[block], &[verdict]);
        assert_eq!(table.lines().count(), 1);
        assert!(table.contains("LEX001 p=0.00  read also") && table.contains("let a;  let b;"), "{table}");
    }
}
