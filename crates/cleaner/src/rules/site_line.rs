//! SIT001. Removes lines that many documents of one site have: its menus, notices and lists, also in
//! languages without residue phrases. What stands in one document only is never touched.

use super::drop_by;
use crate::features::text::line::Line;
use crate::options::Recurrence;
use crate::{Block, Family, Options, Outcome, Phrases, Verdict};

/// So many documents must have the line, whatever their share: a phrase of the author's comes twice.
const MIN_DOCUMENTS: u32 = 5;
/// This share of the site's documents must have it …
const MIN_SHARE: f32 = 0.1;
/// … of a sentence, which an article may quote from another one, this …
const MIN_SENTENCE_SHARE: f32 = 0.3;
/// … and of a line above the text this, where the document's own headline stands, which other documents
/// of the site link to.
const MIN_HEAD_SHARE: f32 = 0.5;

/// A verdict for each block that recurs.
pub(crate) fn judge(blocks: &[Block], options: &Options) -> Vec<Option<Verdict>> {
    let Some(recurrence) = options.site_lines.lookup() else { return vec![None; blocks.len()] };
    let lines: Vec<(Line, Recurrence)> =
        blocks.iter().map(|block| (Line::measure(block, Phrases::Ignore), recurrence(&block.text))).collect();
    let stays =
        |(line, found): &(Line, Recurrence)| line.is_prose() && threshold(line, *found, false).is_none();
    let first_prose = lines.iter().position(stays).unwrap_or(lines.len());
    let judged = lines.iter().enumerate().map(|(index, (line, found))| {
        let threshold = threshold(line, *found, index < first_prose)?;
        let family = if line.is_prose() { Family::Footer } else { Family::Navigation };
        Some(drop_by(family, "SIT001", "share of the site's documents", found.share, threshold))
    });
    judged.collect()
}

/// The share that was needed, where the line reaches it.
fn threshold(line: &Line, found: Recurrence, is_head: bool) -> Option<f32> {
    let share = match () {
        () if is_head => MIN_HEAD_SHARE,
        () if line.ends_sentence => MIN_SENTENCE_SHARE,
        () => MIN_SHARE,
    };
    (found.documents >= MIN_DOCUMENTS && found.share >= share).then_some(share)
}

/// Drops what recurs among the kept blocks of a page.
pub(crate) fn drop_kept(blocks: &[Block], options: &Options, verdicts: &mut [Verdict]) {
    for (verdict, found) in verdicts.iter_mut().zip(judge(blocks, options)) {
        if let (Outcome::Keep, Some(found)) = (verdict.outcome, found) {
            *verdict = found;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::SiteLines;

    fn kept(text: &str, documents: u32, share: f32) -> Vec<bool> {
        let recurrence = |line: &str| match line {
            "Zorp blint" | "Zorp blint frabe dunno, mip kalo zent quivel aspro lent mokka dorre vimp." => {
                Recurrence { documents, share }
            }
            _ => Recurrence { documents: 1, share: 0.01 },
        };
        let options = Options { site_lines: SiteLines::new(&recurrence), ..Options::default() };
        let blocks = crate::segment::text::segment(text, Phrases::Use);
        judge(&blocks, &options).iter().map(Option::is_none).collect()
    }

    const PROSE: &str = "The old ferry left the harbour on Monday, for the first time in two years.";

    #[test]
    fn lines_of_many_documents_go() {
        let text = format!("{PROSE}\n\nZorp blint");
        assert_eq!(kept(&text, 40, 1.0), [true, false]);
        assert_eq!(kept(&text, 4, 1.0), [true, true]);
        assert_eq!(kept(&text, 40, 0.05), [true, true]);
    }

    #[test]
    fn a_headline_that_others_link_to_stays() {
        let text = format!("Zorp blint\n\n{PROSE}");
        assert_eq!(kept(&text, 8, 0.2), [true, true]);
        assert_eq!(kept(&text, 40, 1.0), [false, true]);
    }

    #[test]
    fn sentences_need_a_higher_share() {
        let sentence = "Zorp blint frabe dunno, mip kalo zent quivel aspro lent mokka dorre vimp.";
        let text = format!("{PROSE}\n\n{sentence}");
        assert_eq!(kept(&text, 8, 0.2), [true, true]);
        assert_eq!(kept(&text, 8, 0.4), [true, false]);
    }
}
