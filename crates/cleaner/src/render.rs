//! Kept blocks to text: the only place that knows about blank lines.

use crate::{Block, Outcome, Verdict};

/// Between two blocks.
const BLOCK_SEPARATOR: &str = "\n\n";

/// The text of the kept blocks, one blank line between two.
pub(crate) fn text(blocks: &[Block], verdicts: &[Verdict]) -> String {
    let kept = blocks.iter().zip(verdicts).filter(|(_, verdict)| verdict.is_kept());
    kept.map(|(block, _)| block.text.as_str()).collect::<Vec<_>>().join(BLOCK_SEPARATOR)
}

/// The headline and the text, as a plain text has no other place for its headline.
pub(crate) fn text_with_headline(blocks: &[Block], verdicts: &[Verdict]) -> String {
    let kept = blocks.iter().zip(verdicts);
    let kept = kept.filter(|(_, verdict)| !matches!(verdict.outcome, Outcome::Drop(_)));
    kept.map(|(block, _)| block.text.as_str()).collect::<Vec<_>>().join(BLOCK_SEPARATOR)
}
