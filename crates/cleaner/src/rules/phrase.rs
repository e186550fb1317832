//! LEX001 and LEX002. Remove residue phrases, and the noise sections that some of them open.
//!
//! A phrase counts where its entry says: before or after the article's text has begun. A section ends
//! at the first block of running text, or with the small element that its heading stands in.

use super::{Document, drop_for, is_wanted};
use crate::lexicon::{Position, Scope};
use crate::{BlockKind, Family, NodeId, Outcome, Verdict};

/// A section's element must hold at most this share of the page's blocks to be dropped whole.
const MAX_SECTION_SHARE: f32 = 0.4;
/// … and at most this share of the article's running text.
const MAX_SECTION_PROSE: f32 = 0.25;
/// Blocks at least this heavy that end like a sentence and are not cut off end a section.
const PROSE_WEIGHT: usize = 140;

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let phrase = document.phrases[index]?;
    let counts = !document.is_in_main(index)
        || match phrase.position {
            Position::Head => index <= document.first_prose,
            Position::Tail => index > document.first_prose,
            Position::Any => true,
        };
    (counts && !is_wanted(phrase.family, document.options))
        .then(|| drop_for(phrase.family, "LEX001", phrase.words.as_str()))
}

/// Drops the blocks that belong to a section whose heading is a phrase, and names those that are
/// dropped already on general grounds.
pub(crate) fn spread_sections(document: &Document, verdicts: &mut [Option<Verdict>]) {
    for index in 0..verdicts.len() {
        let Some(phrase) = document.phrases[index].filter(|phrase| phrase.scope == Scope::Section) else {
            continue;
        };
        if verdicts[index].as_ref().is_none_or(|verdict| verdict.code != "LEX001") {
            continue;
        }
        let element_end = section_end(document, index);
        let has_own_element =
            document.spans.get(index + 1).is_some_and(|span| span.first.index() < element_end);
        for (next, open) in verdicts.iter_mut().enumerate().skip(index + 1) {
            let in_element = document.spans[next].first.index() < element_end;
            let opens_section = document.phrases[next].is_some_and(|phrase| phrase.scope == Scope::Section);
            if opens_section && open.as_ref().is_some_and(|verdict| verdict.code == "LEX001") {
                break;
            }
            if !in_element && (has_own_element || ends_section(document, next)) {
                break;
            }
            let family = if phrase.family == Family::Related && document.feature(next).cut_off {
                Family::Teaser
            } else {
                phrase.family
            };
            match open {
                None => *open = Some(drop_for(family, "LEX002", phrase.words.as_str())),
                Some(verdict) if in_element && is_general(verdict) => verdict.outcome = Outcome::Drop(family),
                Some(_) => {}
            }
        }
    }
}

/// Whether a verdict knows only where a block stands, not what it is.
fn is_general(verdict: &Verdict) -> bool {
    match verdict.code {
        "OUT001" => true,
        "LMK001" => matches!(
            verdict.evidence.what.as_ref(),
            "aside" | "form" | "header" | "footer" | "role=complementary"
        ),
        "CLS001" => matches!(
            verdict.evidence.what.as_ref(),
            "sidebar" | "side-bar" | "rail" | "footer" | "site-footer"
        ),
        _ => false,
    }
}

/// One past the last node of the largest small element that begins with the section's heading.
fn section_end(document: &Document, index: usize) -> usize {
    let first = document.spans[index].first;
    let blocks_inside = |id: NodeId| {
        let start = document.spans.partition_point(|span| span.first < id);
        let end = document.spans.partition_point(|span| span.first.index() < document.page.end(id));
        (start, end - start)
    };
    let all =
        if document.is_in_main(index) { document.features.main_blocks.len() } else { document.blocks.len() };
    let most = (all as f32 * MAX_SECTION_SHARE) as usize;
    let prose =
        |range: std::ops::Range<usize>| range.map(|index| document.feature(index).prose).sum::<usize>();
    let most_prose = prose(document.features.main_blocks.clone()) as f32 * MAX_SECTION_PROSE;
    document
        .page
        .ancestors(first)
        .take_while(|id| {
            let (start, count) = blocks_inside(*id);
            start == index && count <= most.max(1) && prose(start..start + count) as f32 <= most_prose
        })
        .last()
        .map_or(first.index() + 1, |id| document.page.end(id))
}

fn ends_section(document: &Document, index: usize) -> bool {
    let features = document.feature(index);
    let is_paragraph = !matches!(document.blocks[index].kind, BlockKind::Table | BlockKind::List);
    !document.is_in_main(index)
        || document.is_heading(index)
        || (is_paragraph && features.prose >= PROSE_WEIGHT && features.ends_sentence && !features.cut_off)
        || (is_paragraph && features.prose >= 2 * PROSE_WEIGHT)
}
