//! Kept blocks to text: the only place that knows about blank lines.

use crate::segment::text::is_one_line;
use crate::{Block, Outcome, Verdict};

/// Between two blocks.
const BLOCK_SEPARATOR: &str = "\n\n";

/// The text of the kept blocks, one blank line between two.
pub(crate) fn text(blocks: &[Block], verdicts: &[Verdict]) -> String {
    let kept = blocks.iter().zip(verdicts).filter(|(_, verdict)| verdict.is_kept());
    join(kept.map(|(block, _)| block))
}

/// The headline and the text, as a plain text has no other place for its headline.
pub(crate) fn text_with_headline(blocks: &[Block], verdicts: &[Verdict]) -> String {
    let kept = blocks.iter().zip(verdicts);
    let kept = kept.filter(|(_, verdict)| !matches!(verdict.outcome, Outcome::Drop(_)));
    join(kept.map(|(block, _)| block))
}

fn join<'a>(blocks: impl Iterator<Item = &'a Block>) -> String {
    let mut text = String::new();
    let mut before: Option<&Block> = None;
    for block in blocks {
        // Parts of a line that was split as two become one again.
        if before.is_some_and(|before| !is_one_line(before, block)) {
            text.push_str(BLOCK_SEPARATOR);
        }
        text.push_str(&block.text);
        before = Some(block);
    }
    text
}
