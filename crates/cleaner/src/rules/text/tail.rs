//! TXT002 and TXT003. The end of a text: titles and teasers of other articles, labels, credits, and
//! the point behind which nothing is article any more.

use super::Line;
use crate::lexicon;
use crate::rules::drop_by;
use crate::{BlockKind, Family, Focus, Verdict};

/// Longest line that is taken for a title or label.
const MAX_TITLE_WEIGHT: usize = 160;
/// A tail holds no sentence as heavy as this …
const MAX_TAIL_SENTENCE: usize = 130;
/// … for the focus on precision as this, which costs last paragraphs behind a "read also" …
const MAX_TAIL_SENTENCE_PRECISION: usize = 260;
/// … and its sentences together weigh at most this share of the article's.
const MAX_TAIL_SHARE: f32 = 0.2;

/// Drops everything behind the first residue after which nothing is article any more.
pub(crate) fn cut(
    lines: &[Line],
    verdicts: &mut [Option<Verdict>],
    first_prose: Option<usize>,
    focus: Focus,
) {
    let Some(first_prose) = first_prose else { return };
    let longest = if focus == Focus::Precision { MAX_TAIL_SENTENCE_PRECISION } else { MAX_TAIL_SENTENCE };
    let Some((start, share)) = find_cut(lines, verdicts, first_prose, longest) else { return };
    let mut family = Family::Related;
    for index in start..lines.len() {
        if let Some(verdict) = &verdicts[index] {
            family = verdict.family().unwrap_or(family);
            continue;
        }
        let line = &lines[index];
        let family = match () {
            () if line.cut_off => Family::Teaser,
            () if names_tags(line) => Family::Tags,
            () if line.ends_sentence => Family::Other,
            () => family,
        };
        verdicts[index] = Some(drop_by(family, "TXT003", "sentences behind", share, MAX_TAIL_SHARE));
    }
}

/// A label for tags, then the tags: "Tags harbour ferry".
fn names_tags(line: &Line) -> bool {
    let label = line.text.split_whitespace().next().and_then(lexicon::lookup);
    !line.ends_sentence && label.is_some_and(|phrase| phrase.family == Family::Tags)
}

/// Index of the first line of the tail, and the share of the sentences' weight behind it.
fn find_cut(
    lines: &[Line],
    verdicts: &[Option<Verdict>],
    first_prose: usize,
    longest: usize,
) -> Option<(usize, f32)> {
    let sentence_weight = |index: usize| match (&verdicts[index], is_text(lines, index)) {
        (None, true) => lines[index].weight,
        _ => 0,
    };
    let sentences: Vec<usize> = (0..lines.len()).map(sentence_weight).collect();
    let all = sentences.iter().sum::<usize>().max(1) as f32;
    let mut behind = 0;
    let mut found = None;
    for index in (first_prose + 1..lines.len()).rev() {
        if sentences[index] >= longest || behind as f32 > all * MAX_TAIL_SHARE {
            break;
        }
        if is_residue(lines, index, verdicts[index].as_ref()) {
            found = Some((index, behind as f32 / all));
        }
        behind += sentences[index];
    }
    let (mut start, share) = found?;
    // The title above a teaser, and the heading above the title.
    while start > first_prose + 1 && verdicts[start - 1].is_none() && !is_text(lines, start - 1) {
        start -= 1;
    }
    Some((start, share))
}

fn is_sentence(line: &Line) -> bool {
    line.ends_sentence && !line.cut_off
}

/// A sentence, a list, what introduces one, or a paragraph that trails off behind a sentence.
fn is_text(lines: &[Line], index: usize) -> bool {
    let line = &lines[index];
    let trails_off = line.cut_off && index > 0 && is_sentence(&lines[index - 1]);
    is_sentence(line) || trails_off || line.kind == BlockKind::List || line.text.ends_with([':', '：'])
}

/// What stands at the end of pages, never between paragraphs of an article.
fn is_residue(lines: &[Line], index: usize, verdict: Option<&Verdict>) -> bool {
    match verdict.and_then(Verdict::family) {
        Some(Family::Advert | Family::Caption | Family::Navigation) => false,
        Some(_) => true,
        None => lines[index].cut_off && lines[index].weight < MAX_TITLE_WEIGHT && !is_text(lines, index),
    }
}

/// Drops titles and labels behind the last sentence. Sentences that are not cut off stay.
pub(crate) fn judge(lines: &[Line], verdicts: &mut [Option<Verdict>]) {
    let is_kept_text = |index: &usize| verdicts[*index].is_none() && is_text(lines, *index);
    let Some(last) = (0..lines.len()).rev().find(is_kept_text) else { return };
    for index in last + 1..lines.len() {
        let line = &lines[index];
        if verdicts[index].is_some() || line.weight > MAX_TITLE_WEIGHT {
            continue;
        }
        let family = match () {
            () if line.cut_off => Family::Teaser,
            () if names_tags(line) => Family::Tags,
            () => Family::Related,
        };
        verdicts[index] =
            Some(drop_by(family, "TXT002", "weight", line.weight as f32, MAX_TITLE_WEIGHT as f32));
    }
}
