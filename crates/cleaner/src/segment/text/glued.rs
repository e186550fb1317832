//! Lines that a scraper glued together, as in `Share this:FacebookTwitter` and `Leave a ReplyCancel reply`.
//! They are split where a capital stands right behind a mark and what is cut off is residue for sure: whole
//! residue phrases of several words, or names of networks. Right behind a small letter only residue is cut from
//! residue: no word of the text may be a part of one in the document.

use std::ops::Range;

use crate::Phrases;
use crate::lexicon;
use crate::rules::share_row::count_names;

/// Bytes at the start of a line in which a glued phrase may end …
const HEAD_BYTES: usize = 80;
/// … and at its end in which glued residue may begin: a row of a dozen buttons.
const TAIL_BYTES: usize = 200;
/// Lines with more capitals behind small letters are not looked at: nobody writes so, and the time goes with
/// their cube.
const MOST_SEAMS: usize = 12;
/// A phrase of one word must have so many bytes: shorter ones are parts of names, such as `ShareThis`.
const MIN_WORD: usize = 10;
/// So many names of networks are a row of buttons.
const MIN_NAMES: usize = 2;

/// The parts of a line, in order; the whole line where nothing is glued for sure.
pub(super) fn parts(line: &str, phrases: Phrases) -> Vec<Range<usize>> {
    let seams = seams(line);
    let mut cuts = Vec::new();
    if (1..=MOST_SEAMS).contains(&seams.len()) && count_names(line).is_none() {
        cuts =
            residue_cuts(line, 0, &seams, phrases).unwrap_or_else(|| cuts_beside_text(line, &seams, phrases));
    }
    cuts.push(line.len());
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    starts.zip(cuts.iter().copied()).map(|(start, end)| start..end).collect()
}

/// Cuts that leave residue at the start and at the end of a line apart from the words between.
fn cuts_beside_text(line: &str, seams: &[usize], phrases: Phrases) -> Vec<usize> {
    let is_behind_mark = |seam: &usize| !line[..*seam].ends_with(char::is_alphanumeric);
    let marks = || seams.iter().copied().filter(is_behind_mark);
    let (mut cuts, mut start) = (Vec::new(), 0);
    for seam in marks().filter(|seam| *seam <= HEAD_BYTES) {
        if is_phrase(&line[start..seam], phrases) == Some(true) {
            cuts.push(seam);
            start = seam;
        }
    }
    for seam in marks().filter(|seam| *seam > start && line.len() - seam <= TAIL_BYTES) {
        let inner: Vec<usize> = seams.iter().copied().filter(|inner| *inner > seam).collect();
        if let Some(residue) = residue_cuts(line, seam, &inner, phrases) {
            cuts.push(seam);
            cuts.extend(residue);
            break;
        }
    }
    cuts
}

/// Whether a cut between two parts goes through a word of the document.
pub(crate) fn cuts_word(left: &str, right: &str) -> bool {
    left.ends_with(char::is_alphanumeric) && right.starts_with(char::is_alphanumeric)
}

/// Where a capital stands right behind a small letter, the end of a sentence, a colon or the like, at the
/// start or end of a line.
fn seams(line: &str) -> Vec<usize> {
    let is_head_or_tail = |at: &usize| *at <= HEAD_BYTES || line.len() - at <= TAIL_BYTES;
    if line.is_ascii() {
        let bytes = line.as_bytes();
        let is_seam = |at: &usize| bytes[*at].is_ascii_uppercase() && ends_part(char::from(bytes[at - 1]));
        let head = 1..line.len().min(HEAD_BYTES + 1);
        let tail = head.end.max(line.len().saturating_sub(TAIL_BYTES))..line.len();
        return head.chain(tail).filter(is_seam).collect();
    }
    let pairs = line.char_indices().zip(line.char_indices().skip(1));
    let seams = pairs.filter(|((_, before), (_, after))| after.is_uppercase() && ends_part(*before));
    seams.map(|(_, (at, _))| at).filter(is_head_or_tail).collect()
}

fn ends_part(ch: char) -> bool {
    ch.is_lowercase() || matches!(ch, ':' | '.' | '!' | '?' | '…' | ')' | '»' | '*')
}

/// Cuts that make the rest of a line known residue throughout; none where that cannot be.
fn residue_cuts(line: &str, from: usize, seams: &[usize], phrases: Phrases) -> Option<Vec<usize>> {
    let (mut start, mut is_certain, mut cuts) = (from, false, Vec::new());
    while start < line.len() {
        let ends = seams.iter().copied().filter(|seam| *seam > start).chain([line.len()]);
        // The longest known part: "Share via e-mail" before "Share".
        let (end, is_certain_part) = ends
            .filter_map(|end| Some((end, is_known(&line[start..end], phrases)?)))
            .max_by_key(|(end, is_certain)| (*is_certain, *end))?;
        is_certain |= is_certain_part;
        if end < line.len() {
            cuts.push(end);
        }
        start = end;
    }
    is_certain.then_some(cuts)
}

/// Whether a part is residue, and whether that is sure; none for other words.
fn is_known(part: &str, phrases: Phrases) -> Option<bool> {
    is_phrase(part, phrases).or_else(|| count_names(part).map(|names| names >= MIN_NAMES))
}

/// The same for residue phrases alone.
fn is_phrase(part: &str, phrases: Phrases) -> Option<bool> {
    let phrase = if phrases == Phrases::Use { lexicon::whole_line(part)? } else { return None };
    Some(phrase.words.contains(' ') || phrase.words.len() >= MIN_WORD)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(line: &str) -> Vec<&str> {
        parts(line, Phrases::Use).into_iter().map(|part| &line[part]).collect()
    }

    #[test]
    fn residue_is_cut_off_text_and_other_residue() {
        assert_eq!(split("Share this:FacebookTwitter"), ["Share this:", "FacebookTwitter"]);
        assert_eq!(split("Leave a ReplyCancel reply"), ["Leave a Reply", "Cancel reply"]);
        assert_eq!(
            split("The ferry sails on Monday.Share this:FacebookTwitter"),
            ["The ferry sails on Monday.", "Share this:", "FacebookTwitter"]
        );
        assert_eq!(split("Advertisement:The ferry sails."), ["Advertisement:", "The ferry sails."]);
        assert_eq!(split("FacebookTwitterWhatsApp"), ["FacebookTwitterWhatsApp"]);
    }

    #[test]
    fn names_and_words_with_inner_capitals_stay_whole() {
        for line in [
            "ShareThis bought a ferry.",
            "The plug-in of ShareThis",
            "He posts on YouTube and LinkedIn",
            "McDonald and DeLuca own it.They sold it.",
            "The U.S. Navy and the E.U. agreed.",
            "The ferry sails on MondayShare this",
            "Share this",
            "",
        ] {
            assert_eq!(split(line), [line]);
        }
    }

    #[test]
    fn without_phrases_names_of_networks_suffice() {
        let line = "The ferry sails.FacebookTwitterWhatsApp";
        assert_eq!(parts(line, Phrases::Ignore).len(), 2);
        assert_eq!(parts("Leave a ReplyCancel reply", Phrases::Ignore).len(), 1);
    }
}
