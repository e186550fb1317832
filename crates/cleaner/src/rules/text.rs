//! Decision for plain text: phrases, share rows and copyright lines; then what the head and the tail
//! of a document are made of. Runs again on what is kept until nothing more goes, so that cleaning a
//! cleaned text changes nothing.

mod head;
mod tail;

use super::{drop_for, is_wanted, keep, share_row};
use crate::lexicon::{self, Phrase, Position, Scope};
use crate::script::{ends_sentence, is_cut_off, weight};
use crate::{Block, BlockKind, Family, Focus, Options, Outcome, Verdict};

/// Sentences at least this heavy are running text.
const PROSE_WEIGHT: usize = 60;
/// Blocks at least this heavy are running text even where the last mark is missing.
const LONG_WEIGHT: usize = 200;
/// A sentence must be this heavy to end a noise section: teasers that are not cut off are shorter.
const SECTION_END_WEIGHT: usize = 160;

/// What the rules know about one block.
#[derive(Debug, Clone)]
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    pub(crate) kind: BlockKind,
    pub(crate) weight: usize,
    pub(crate) ends_sentence: bool,
    pub(crate) cut_off: bool,
    pub(crate) phrase: Option<&'static Phrase>,
}

impl Line<'_> {
    /// Whether the block reads like running text.
    pub(crate) fn is_prose(&self) -> bool {
        !self.cut_off && ((self.ends_sentence && self.weight >= PROSE_WEIGHT) || self.weight >= LONG_WEIGHT)
    }
}

/// One verdict per block.
pub(crate) fn judge(blocks: &[Block], options: &Options) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = blocks.iter().map(|_| keep()).collect();
    let measured: Vec<Line> = blocks.iter().map(measure).collect();
    loop {
        let left: Vec<usize> =
            (0..blocks.len()).filter(|index| verdicts[*index].family().is_none()).collect();
        let lines: Vec<Line> = left.iter().map(|index| measured[*index].clone()).collect();
        let mut changed = false;
        for (index, verdict) in left.into_iter().zip(judge_once(&lines, options)) {
            changed |= verdict.family().is_some();
            verdicts[index] = verdict;
        }
        if !changed {
            return verdicts;
        }
    }
}

fn measure(block: &Block) -> Line<'_> {
    let text = block.text.as_str();
    Line {
        text,
        kind: block.kind,
        weight: weight(text),
        ends_sentence: ends_sentence(text),
        cut_off: is_cut_off(text),
        phrase: lexicon::lookup(text),
    }
}

fn judge_once(lines: &[Line], options: &Options) -> Vec<Verdict> {
    let first_prose = lines.iter().position(|line| line.is_prose() && line.phrase.is_none());
    let mut verdicts: Vec<Option<Verdict>> = lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let by_phrase = line.phrase.and_then(|phrase| judge_phrase(phrase, index, first_prose, options));
            by_phrase.or_else(|| share_row::judge_line(line.text))
        })
        .collect();
    spread_sections(lines, &mut verdicts, options);
    if options.focus != Focus::Recall {
        tail::cut(lines, &mut verdicts, first_prose, options.focus);
    }
    head::judge(lines, &mut verdicts, first_prose);
    if options.focus != Focus::Recall {
        tail::judge(lines, &mut verdicts);
    }
    verdicts.into_iter().map(|verdict| verdict.unwrap_or_else(keep)).collect()
}

fn judge_phrase(
    phrase: &'static Phrase,
    index: usize,
    first_prose: Option<usize>,
    options: &Options,
) -> Option<Verdict> {
    let has_begun = first_prose.is_some_and(|first| index > first);
    let counts = match phrase.position {
        Position::Head => !has_begun,
        Position::Tail => has_begun || first_prose.is_none(),
        Position::Any => true,
    };
    (counts && !is_wanted(phrase.family, options))
        .then(|| drop_for(phrase.family, "LEX001", phrase.words.as_str()))
}

/// Drops what follows a phrase that opens a noise section. In the tail it goes on to the next long
/// sentence; between paragraphs of the article only titles and cut-off teasers belong to it.
fn spread_sections(lines: &[Line], verdicts: &mut [Option<Verdict>], options: &Options) {
    let is_long_sentence = |line: &Line| line.is_prose() && line.weight >= SECTION_END_WEIGHT;
    let last_long = lines.iter().rposition(is_long_sentence);
    for index in 0..lines.len() {
        let Some(phrase) = lines[index].phrase.filter(|phrase| phrase.scope == Scope::Section) else {
            continue;
        };
        if verdicts[index].as_ref().is_none_or(|verdict| verdict.code != "LEX001")
            || is_wanted(phrase.family, options)
        {
            continue;
        }
        let is_in_tail = last_long.is_none_or(|last| last <= index);
        for next in index + 1..lines.len() {
            let line = &lines[next];
            let ends = if is_in_tail {
                line.is_prose() && line.weight >= SECTION_END_WEIGHT
            } else {
                line.ends_sentence && !line.cut_off
            };
            let next_section = line.phrase.is_some_and(|phrase| phrase.scope == Scope::Section);
            if ends || (next_section && verdicts[next].is_some()) {
                break;
            }
            if verdicts[next].is_none() {
                let family = if line.cut_off { Family::Teaser } else { phrase.family };
                verdicts[next] = Some(drop_for(family, "LEX002", phrase.words.as_str()));
            }
        }
    }
}

/// A verdict that sets a line apart as the headline.
fn headline() -> Verdict {
    Verdict { outcome: Outcome::Headline, code: "HDL001", ..keep() }
}
