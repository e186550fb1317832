//! One line per block: outcome or family, code, probability, evidence, start of the text. Columns are
//! separated by tabs, so that `cut` and `sort` work on them.

use std::fmt::Write;

use copydesk_cleaner::{Block, Outcome, Verdict};
use copydesk_extractor::Article;

/// Characters of a block's text that are shown.
const SHOWN: usize = 80;

/// Renders the verdicts of an article.
pub(super) fn render(article: &Article) -> String {
    let mut table = String::new();
    for (block, verdict) in article.blocks.iter().zip(&article.verdicts) {
        // Writing to a string cannot fail.
        let _written = writeln!(table, "{}", line(block, verdict));
    }
    table
}

/// The outcome of a verdict: `keep`, `headline` or the family of noise.
pub(super) fn outcome(verdict: &Verdict) -> &'static str {
    match verdict.outcome {
        Outcome::Keep => "keep",
        Outcome::Headline => "headline",
        Outcome::Drop(family) => family.as_str(),
        _ => "other",
    }
}

fn line(block: &Block, verdict: &Verdict) -> String {
    let evidence = &verdict.evidence;
    format!(
        "{}\t{}\t{:.2}\t{} {} ({})\t{}",
        outcome(verdict),
        verdict.code,
        verdict.probability,
        one_line(&evidence.what),
        evidence.value,
        evidence.threshold,
        start(&block.text)
    )
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

fn start(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_at_a_character() {
        assert_eq!(start("a\nb\t c"), "a b c");
        let cut = start(&"ы".repeat(SHOWN + 1));
        assert_eq!(cut, format!("{}…", "ы".repeat(SHOWN)));
    }
}
