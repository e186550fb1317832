//! What rules say of plain text: phrases, share rows and copyright lines; then what the head and the tail
//! of a document are made of. The decision is in `decide/text`.

mod byline;
mod head;
mod tail;

use super::{drop_by, drop_for, is_wanted, keep};
use crate::features::text::line::{self as measured, Shape};
use crate::lexicon::{Phrase, Position, Scope};
use crate::{BlockKind, Family, Options, Outcome, Verdict};

/// Sentences at least this heavy are running text.
const PROSE_WEIGHT: usize = 60;
/// Blocks at least this heavy are running text even where the last mark is missing.
const LONG_WEIGHT: usize = 200;
/// A sentence must be this heavy to end a noise section: teasers that are not cut off are shorter.
const SECTION_END_WEIGHT: usize = 160;

/// Headings are lighter than this.
const MAX_HEADING_WEIGHT: u32 = 60;

/// What the rules know about one block.
#[derive(Debug, Clone)]
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    pub(crate) kind: BlockKind,
    pub(crate) weight: usize,
    pub(crate) ends_sentence: bool,
    pub(crate) ends_with_stop: bool,
    pub(crate) cut_off: bool,
    pub(crate) phrase: Option<&'static Phrase>,
}

impl<'a> Line<'a> {
    fn new(line: &measured::Line, text: &'a str) -> Self {
        Self {
            text,
            kind: if line.is_group() { BlockKind::List } else { BlockKind::Paragraph },
            weight: line.weight as usize,
            ends_sentence: line.ends_sentence,
            ends_with_stop: line.ends_with_stop,
            cut_off: line.cut_off,
            phrase: line.phrase,
        }
    }

    /// Whether the block reads like running text.
    pub(crate) fn is_prose(&self) -> bool {
        !self.cut_off && ((self.ends_sentence && self.weight >= PROSE_WEIGHT) || self.weight >= LONG_WEIGHT)
    }
}

/// What the rules alone say: a verdict for each line that they would not keep.
pub(crate) struct Advice {
    pub(crate) verdicts: Vec<Option<Verdict>>,
}

pub(crate) fn advise(measured: &[&measured::Line], texts: &[&str], options: &Options) -> Advice {
    let lines: Vec<Line> = measured.iter().zip(texts).map(|(line, text)| Line::new(line, text)).collect();
    let first_prose = lines.iter().position(|line| line.is_prose() && line.phrase.is_none());
    let mut verdicts: Vec<Option<Verdict>> = measured
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let by_phrase = line.phrase.and_then(|phrase| judge_phrase(phrase, index, first_prose, options));
            by_phrase.or_else(|| line.form.clone())
        })
        .collect();
    spread_sections(&lines, &mut verdicts, options);
    tail::cut(&lines, &mut verdicts, first_prose, options.focus);
    head::judge_captions(&lines, &mut verdicts, first_prose);
    head::judge(&lines, &mut verdicts, first_prose);
    tail::judge(&lines, &mut verdicts);
    Advice { verdicts }
}

/// TXT004. Drops a short line behind the last paragraph when all that followed it went: it was the heading of
/// a list of links, or of a form.
pub(crate) fn drop_heading_of_nothing(
    lines: &[&measured::Line],
    verdicts: &mut [Verdict],
    ends_dropped: bool,
) {
    let is_kept = |index: &usize| !matches!(verdicts[*index].outcome, Outcome::Drop(_));
    let mut kept = (0..verdicts.len()).rev().filter(is_kept);
    let (Some(last), Some(before)) = (kept.next(), kept.next()) else { return };
    let line = lines[last];
    let is_heading = matches!(line.shape, Shape::Title | Shape::Label) && line.weight < MAX_HEADING_WEIGHT;
    let is_behind_text = lines[before].is_prose() || lines[before].shape == Shape::Sentence;
    let headed = ends_dropped || last + 1 < verdicts.len();
    if is_heading && is_behind_text && headed && verdicts[last].outcome == Outcome::Keep {
        let (weight, most) = (line.weight as f32, MAX_HEADING_WEIGHT as f32);
        verdicts[last] = drop_by(Family::Related, "TXT004", "weight above nothing", weight, most);
    }
}

/// Whether a line says when or by whom an article was written, and nothing else.
pub(crate) fn is_date_or_byline(text: &str) -> bool {
    head::is_date_line(text) || head::is_day_line(text) || byline::is_byline(text)
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
pub(crate) fn headline() -> Verdict {
    Verdict { outcome: Outcome::Headline, code: "HDL001", ..keep() }
}
