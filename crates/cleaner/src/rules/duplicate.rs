//! DUP001 to DUP003. Remove second copies of a text, pull quotes, which repeat words of a paragraph, and
//! second copies of the headline.

use rustc_hash::FxHashSet;

use super::inside::Inside;
use super::letters::are_letters_of;
use super::{Document, drop_by, drop_for};
use crate::script::is_closing;
use crate::{BlockKind, Family, Tag, Verdict};

/// Blocks lighter than this repeat by chance: list items, table cells, answers.
const MIN_WEIGHT: usize = 40;
/// Pull quotes are at least this heavy.
const MIN_QUOTE_WEIGHT: usize = 18;
/// Pull quotes are at most this heavy.
const MAX_QUOTE_WEIGHT: usize = 300;
/// More blocks than this that look like pull quotes are none; the bound keeps the work linear.
const MAX_CANDIDATES: usize = 2000;

pub(crate) fn judge(document: &Document, verdicts: &mut [Verdict]) {
    let mut seen = FxHashSet::default();
    for (index, verdict) in verdicts.iter_mut().enumerate() {
        let block = &document.blocks[index];
        if !verdict.is_kept() || matches!(block.kind, BlockKind::Code | BlockKind::Table) {
            continue;
        }
        if document.feature(index).weight >= MIN_WEIGHT && !seen.insert(block.text.as_str()) {
            *verdict = drop_for(Family::Duplicate, "DUP001", "same text before");
        }
    }
    judge_repeated_headline(document, verdicts);
    judge_pull_quotes(document, verdicts);
}

/// The headline again, above the text or in it.
fn judge_repeated_headline(document: &Document, verdicts: &mut [Verdict]) {
    let Some(headline) = document.headline else { return };
    let headline = document.letters.get(headline);
    if headline.is_empty() {
        return;
    }
    for (index, verdict) in verdicts.iter_mut().enumerate() {
        let can_be = matches!(document.blocks[index].kind, BlockKind::Paragraph | BlockKind::Heading(_));
        if verdict.is_kept() && can_be && are_letters_of(&document.blocks[index].text, headline) {
            *verdict = drop_for(Family::Duplicate, "DUP003", "headline again");
        }
    }
}

/// A pull quote stands by itself, is no sentence of a dialogue (those stand between paragraphs that do
/// not repeat them), and a longer kept block holds its words.
fn judge_pull_quotes(document: &Document, verdicts: &mut [Verdict]) {
    let can_be = |index: &usize| {
        let block = &document.blocks[*index];
        verdicts[*index].is_kept()
            && (MIN_QUOTE_WEIGHT..=MAX_QUOTE_WEIGHT).contains(&document.feature(*index).weight)
            && is_set_apart(&block.text, document.feature(*index).ends_sentence)
            && (block.kind == BlockKind::Paragraph || is_alone_in_quotation(document, *index))
    };
    let candidates: Vec<usize> = (0..verdicts.len()).filter(can_be).take(MAX_CANDIDATES).collect();
    if candidates.is_empty() {
        return;
    }
    let words: Vec<&[u8]> = candidates.iter().map(|index| document.letters.get(*index)).collect();
    let mut inside = Inside::new(&words);
    for (index, _) in verdicts.iter().enumerate().filter(|(_, verdict)| verdict.is_kept()) {
        inside.look_through(document.letters.get(index));
    }
    let is_repeated = inside.found();
    for (index, _) in candidates.into_iter().zip(is_repeated).filter(|(_, is_repeated)| *is_repeated) {
        let weight = document.feature(index).weight as f32;
        verdicts[index] = drop_by(Family::Duplicate, "DUP002", "weight", weight, MAX_QUOTE_WEIGHT as f32);
    }
}

/// Quotations in forums name who is quoted; pull quotes stand alone.
fn is_alone_in_quotation(document: &Document, index: usize) -> bool {
    let page = document.page;
    let mut ancestors = page.ancestors(document.spans[index].container);
    let Some(quotation) = ancestors.find(|id| page.tag(*id) == Tag::Blockquote) else { return false };
    if index > 0 && document.blocks[index - 1].text.ends_with([':', '：']) {
        return false;
    }
    let start = document.spans.partition_point(|span| span.first <= quotation);
    let end = document.spans.partition_point(|span| span.first.index() < page.end(quotation));
    end - start == 1
}

/// No end mark, or quotation marks around all of it.
fn is_set_apart(text: &str, ends_sentence: bool) -> bool {
    let text = text.trim();
    let opens = text.starts_with(['"', '“', '„', '«', '»', '「', '『', '‘', '‚']);
    !ends_sentence || (opens && text.ends_with(is_closing))
}
