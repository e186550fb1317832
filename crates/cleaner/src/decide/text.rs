//! The decision about plain text: what the model says of each line, framed by the rules. Both look again
//! at what is kept until nothing more goes, so that cleaning a cleaned text changes nothing.

mod gap;
mod headline;

use std::borrow::Cow;

use crate::features::text::TextView;
use crate::features::text::line::{Line, Shape};
use crate::features::text::visible::Visible;
use crate::lexicon::{Phrase, Place, Scope};
use crate::model::text::{Prediction, TextModel};
use crate::rules::{is_wanted, keep};
use crate::segment::text::share_a_word;
use crate::{Block, Evidence, Family, Options, Outcome, Verdict, rules};

use super::shifted;
use headline::Headline;

/// The threshold falls with this power of the F1 that a text can be expected to have: the best one for F1 is half of it
/// (Lipton et al. 2014), and where the model knows little, losing text is the worse mistake.
const EXPECTED_POWER: i32 = 2;

/// A paragraph that trails off behind a sentence, where no rule speaks against it, needs this probability:
/// teasers stand behind titles.
const MIN_TRAILING: f32 = 0.01;

/// Rules on the form of a line that stand whatever the model says: copyright lines, share buttons, links without a text.
const FINAL_RULES: &[&str] = &["CPY001", "SHR001", "SYM001"];
/// … and of a line above the text: breadcrumbs, and captions with a credit.
const FINAL_ABOVE: &[&str] = &["BRC001", "CAP003"];

/// Phrases of these families may introduce text where they begin a line: "Read more: the whole story".
const INTRODUCING: &[Family] = &[Family::Related, Family::AuthorBox, Family::WidgetCredit];

/// What looks like a date or a byline above the text stays from here on: of such lines in noisy texts people keep one in
/// four below, and more than half above.
const MIN_CREDIT: f32 = 0.6;

/// A line above the headline, other than running text, stays from this share of the headline's probability on: the surer
/// the headline, the less is above it.
const ABOVE_HEADLINE: f32 = 0.5;

/// Lines in a run of so many without running text are a menu.
const MENU_LINES: usize = 4;

/// A text that goes on losing lines is let go at some point. Of four thousand real ones two in three take two rounds,
/// one in sixty more than six, and the slowest 34.
const MOST_ROUNDS: usize = 100;
/// … and a text of very many lines sooner: so many lines are judged in all rounds, which takes two seconds.
const MOST_JUDGED: usize = 2_000_000;

/// One verdict per block.
pub(crate) fn decide(blocks: &[Block], options: &Options) -> Vec<Verdict> {
    let seen = blocks.iter().map(|block| (block, Visible::of_block(block)));
    let measured =
        seen.map(|(block, visible)| (Line::of_visible(block, &visible, options.phrases), visible.text));
    let (lines, texts): (Vec<Line>, Vec<Cow<str>>) = measured.unzip();
    let model = options.text_model.unwrap_or_else(|| TextModel::embedded());
    // What the site has everywhere goes first: the rest is judged without it.
    let known = rules::site_line::judge(blocks, options);
    let mut verdicts: Vec<Verdict> = known.into_iter().map(|verdict| verdict.unwrap_or_else(keep)).collect();
    drop_halves(blocks, &(0..blocks.len()).collect::<Vec<_>>(), &mut verdicts);
    let mut left: Vec<usize> =
        (0..blocks.len()).filter(|index| verdicts[*index].family().is_none()).collect();
    let mut judged_lines = 0;
    for _ in 0..MOST_ROUNDS {
        // Who stops the work gets no text: the caller of the cleaner asks again.
        if left.is_empty() || judged_lines > MOST_JUDGED || options.interrupt.check().is_err() {
            break;
        }
        judged_lines += left.len();
        let ends_dropped = left.last().is_some_and(|last| last + 1 < blocks.len());
        let judged =
            judge(&Document { blocks, texts: &texts, lines: &lines }, &left, ends_dropped, model, options);
        for (index, verdict) in left.iter().zip(judged) {
            verdicts[*index] = verdict;
        }
        let before = left.len();
        left.retain(|index| verdicts[*index].family().is_none());
        if left.len() == before {
            break;
        }
    }
    verdicts
}

/// The lines of a text.
struct Document<'a> {
    blocks: &'a [Block],
    /// What a reader sees of each.
    texts: &'a [Cow<'a, str>],
    lines: &'a [Line],
}

/// One verdict for each line that is left. `ends_dropped` tells whether lines behind the last of them went.
fn judge(
    document: &Document,
    left: &[usize],
    ends_dropped: bool,
    model: &TextModel,
    options: &Options,
) -> Vec<Verdict> {
    let texts: Vec<&str> = left.iter().map(|index| &*document.texts[*index]).collect();
    let view = TextView::new(left.iter().map(|index| &document.lines[*index]).collect());
    let Prediction { lines: probabilities, threshold, headlines } = model.predict(&view);
    let expected = expected_f1(&view.lines, &probabilities);
    let threshold = shifted(threshold * expected.powi(EXPECTED_POWER), options.focus);
    let doubtful_threshold = shifted(gap::LIKELY, options.focus).max(threshold);
    let core = gap::core(&view.lines, &probabilities, threshold);
    let is_beside_core = |index: usize| core.as_ref().is_some_and(|core| !core.contains(&index));
    let advice = rules::text::advise(&view.lines, &texts, options);
    let is_residue = |index: usize| {
        advice.verdicts[index].as_ref().is_some_and(|verdict| is_final(verdict, view.lines[index]))
    };
    let needed = |index: usize| match advice.verdicts[index] {
        _ if is_beside_core(index) || is_behind_heading_of_residue(&view, index) => doubtful_threshold,
        None if trails_off(&view, index) => MIN_TRAILING,
        _ => threshold,
    };
    let reaches = |index: usize| !is_residue(index) && probabilities[index] >= needed(index);
    let first_prose = (0..left.len()).find(|index| view.lines[*index].is_prose() && reaches(*index));
    let head = first_prose.unwrap_or(left.len());
    let credits: Vec<bool> = texts[..head].iter().map(|text| rules::text::is_date_or_byline(text)).collect();
    let is_credit = |index: usize| credits.get(index).is_some_and(|is| *is);
    let is_above = |index: usize| first_prose.is_some_and(|first| index < first);
    let is_label = |index: usize| {
        is_above(index)
            && is_label_above(advice.verdicts[index].as_ref(), is_credit(index), probabilities[index])
    };
    let candidates: Vec<_> = headlines.into_iter().filter(|line| !is_residue(line.index)).collect();
    let headline = Headline::choose(
        &candidates,
        model.headline_threshold,
        |index| is_label(index) || is_credit(index),
        |index| view.lines[index].phrase.is_some(),
    );
    let found = headline.found();
    let is_above_headline = |index: usize| found.is_some_and(|headline| index < headline.index);
    let required = |index: usize| match found {
        Some(headline) if is_above_headline(index) && !view.lines[index].is_prose() => {
            needed(index).max(ABOVE_HEADLINE * headline.probability)
        }
        _ => needed(index),
    };
    let has_title = matches!(headline, Headline::Title(_));
    let stays = |index: usize| {
        let goes = has_title && (is_label(index) || is_above_headline(index) && is_credit(index));
        reaches(index) && probabilities[index] >= required(index) && !goes
    };
    let sections = sections(&view.lines);
    let judged = (0..left.len()).map(|index| {
        let probability = probabilities[index];
        if let Some(verdict) = headline.verdict(index, probability, model.headline_threshold) {
            return verdict;
        }
        let by_model = |outcome, code, what| Verdict {
            outcome,
            code,
            probability,
            evidence: Evidence { what, value: probability, threshold: required(index) },
        };
        match (&advice.verdicts[index], stays(index)) {
            (None, true) => Verdict { probability, ..keep() },
            (Some(rule), true) => {
                by_model(Outcome::Keep, "MDL002", format!("probability against {}", rule.code).into())
            }
            (Some(rule), false) => Verdict { probability, ..rule.clone() },
            (None, false) => {
                let family = if is_above(index) && is_credit(index) {
                    Family::AuthorBox
                } else {
                    family(&view, index, sections[index], first_prose, found.map(|line| line.index))
                };
                if is_wanted(family, options) {
                    Verdict { probability, ..keep() }
                } else {
                    by_model(Outcome::Drop(family), "MDL001", "probability".into())
                }
            }
        }
    });
    let mut judged: Vec<Verdict> = judged.collect();
    let phrases: Vec<_> = view.lines.iter().map(|line| line.phrase).collect();
    rules::inline_link::keep_wanted(&phrases, &mut judged, options);
    rules::text::drop_heading_of_nothing(&view.lines, &mut judged, ends_dropped);
    drop_halves(document.blocks, left, &mut judged);
    judged
}

/// The best word F1 that a choice of lines by their probabilities can be expected to have, 0 to 1 (twice the expected
/// overlap over the sum of kept and expected weight, as Lewis 1995 takes the expectation of F1).
fn expected_f1(lines: &[&Line], probabilities: &[f32]) -> f32 {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|a, b| probabilities[*b].total_cmp(&probabilities[*a]));
    let weight = |index: usize| lines[index].weight as f32;
    let text: f32 = order.iter().map(|index| weight(*index) * probabilities[*index]).sum();
    let (mut kept, mut right, mut best) = (0.0, 0.0, 0.0_f32);
    for index in order {
        kept += weight(index);
        right += weight(index) * probabilities[index];
        best = best.max(2.0 * right / (kept + text).max(1.0));
    }
    best
}

/// GLU001. Residue that is glued to residue which goes, goes with it: half a word is no word of the document.
fn drop_halves(blocks: &[Block], left: &[usize], verdicts: &mut [Verdict]) {
    let is_glued = |at: usize| share_a_word(&blocks[left[at]], &blocks[left[at + 1]]);
    let glued: Vec<usize> = (0..left.len().saturating_sub(1)).filter(|at| is_glued(*at)).collect();
    let forth = glued.iter().map(|at| (*at, at + 1));
    let back = glued.iter().rev().map(|at| (at + 1, *at));
    for (from, to) in forth.chain(back) {
        if let (Some(family), None) = (verdicts[from].family(), verdicts[to].family()) {
            let probability = verdicts[to].probability;
            verdicts[to] = Verdict { probability, ..rules::drop_for(family, "GLU001", "glued to residue") };
        }
    }
}

/// Whether a rule decides, not the model: a phrase, or a form that no sentence has.
fn is_final(verdict: &Verdict, line: &Line) -> bool {
    let introduces = |phrase: &Phrase| phrase.place == Place::Start && INTRODUCING.contains(&phrase.family);
    let is_phrase = verdict.code == "LEX001" && line.phrase.is_some_and(|phrase| !introduces(phrase));
    is_phrase || FINAL_RULES.contains(&verdict.code)
}

/// Whether a line that is no running text stands right behind a phrase, a line by itself, that opens a section of
/// residue: of such lines in noisy texts people keep one in fifty, and of those that the model gives less than one half,
/// fewer than it says.
fn is_behind_heading_of_residue(view: &TextView, index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|before| view.lines[before].phrase);
    let is_heading = |phrase: &Phrase| phrase.place == Place::Line && phrase.scope == Scope::Section;
    before.is_some_and(is_heading) && !view.lines[index].is_prose()
}

fn trails_off(view: &TextView, index: usize) -> bool {
    let before = index.checked_sub(1).map(|before| view.lines[before]);
    view.lines[index].cut_off && before.is_some_and(|line| line.ends_sentence && !line.cut_off)
}

/// Whether a line above the text is a breadcrumb or a caption, or a date or byline that the model does not take for text.
fn is_label_above(advice: Option<&Verdict>, is_credit: bool, probability: f32) -> bool {
    advice.is_some_and(|verdict| {
        let goes = || is_credit && verdict.code == "TXT001" && probability < MIN_CREDIT;
        FINAL_ABOVE.contains(&verdict.code) || goes()
    })
}

/// For each line the phrase before it that opens a section of residue, with no running text behind the phrase.
fn sections(lines: &[&Line]) -> Vec<Option<&'static Phrase>> {
    let opened = lines.iter().scan(None, |open, line| {
        let before = *open;
        let opens = line.phrase.filter(|phrase| phrase.scope == Scope::Section);
        *open = if line.is_prose() { None } else { opens.or(before) };
        Some(before)
    });
    opened.collect()
}

/// The family of a line that no rule speaks against, by what stands around it.
fn family(
    view: &TextView,
    index: usize,
    opened: Option<&Phrase>,
    first_prose: Option<usize>,
    headline: Option<usize>,
) -> Family {
    let line = view.lines[index];
    let is_head = first_prose.is_some_and(|first| index < first);
    let run = view.run_length(index);
    match () {
        () if line.phrase.is_some() => line.phrase.map_or(Family::Other, |phrase| phrase.family),
        () if line.form.is_some() => line.form.as_ref().and_then(Verdict::family).unwrap_or(Family::Other),
        () if line.cut_off => Family::Teaser,
        () if opened.is_some() => opened.map_or(Family::Other, |phrase| phrase.family),
        () if is_head && headline.is_some_and(|headline| headline < index) => Family::AuthorBox,
        () if is_head && !line.is_prose() => Family::Navigation,
        () if line.is_prose() || line.ends_sentence => Family::Other,
        () if run >= MENU_LINES && line.shape != Shape::Symbols => Family::Navigation,
        () if matches!(line.shape, Shape::Title | Shape::Label) => Family::Related,
        () => Family::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Phrases;

    #[test]
    fn what_looks_like_a_byline_goes_where_another_line_is_the_headline() {
        let prose = "The night ferry left the harbour on Monday, for the first time in two years, with ninety \
            passengers on board.\n\nIts captain, who had waited for the repair since spring, thanked the yard and the town.";
        let cleaned = |head: &str| {
            crate::clean_text(&format!("{head}\n\n{prose}"), &Options::default()).text_with_headline()
        };
        let headline = "Night ferry returns to Lindholm";
        for byline in ["By Ida Falk and Bo Ek", "March 5, 2024"] {
            assert_eq!(cleaned(&format!("{byline}\n\n{headline}")), format!("{headline}\n\n{prose}"));
            assert_eq!(cleaned(&format!("{headline}\n\n{byline}")), format!("{headline}\n\n{prose}"));
        }
        for head in ["By The Sea", "Di Maria Scores", "Top 5 of 2024"] {
            assert_eq!(cleaned(head), format!("{head}\n\n{prose}"));
        }
    }

    #[test]
    fn the_headline_stands_below_a_menu() {
        let prose = "The night ferry left the harbour on Monday, for the first time in two years, with ninety \
            passengers on board.\n\nIts captain, who had waited for the repair since spring, thanked the yard and the town.\n\n\
            The ferry had been in the yard since a storm tore off its bow door in March. The council paid for the work, \
            and the insurance will cover a part of it, the mayor said on Tuesday.\n\nThe ferry sails at eight each night.";
        let menu =
            "Lost your password?\n\nSubscribe to our magazine\n\nSports and leisure\n\nWeather for the week";
        let headline = "Night ferry sails again after its repair";
        let text = format!("{menu}\n\n{headline}\n\nBy Ida Falk\n\n{prose}");
        let cleaned = crate::clean_text(&text, &Options::default());
        assert_eq!(cleaned.headline(), Some(headline));
        assert!(cleaned.text().ends_with(prose) && !cleaned.text().contains("Ida Falk"));
    }

    #[test]
    fn a_text_without_a_title_has_no_headline() {
        let prose = "The night ferry left the harbour on Monday, for the first time in two years, with ninety on board.";
        let cleaned = crate::clean_text(&format!("Show More\n\n{prose}"), &Options::default());
        assert_eq!((cleaned.headline(), cleaned.text().as_str()), (None, prose));
        let sentence = "This is report number four of the local paper.";
        let cleaned = crate::clean_text(&format!("{sentence}\n\n{prose}"), &Options::default());
        assert_eq!((cleaned.headline(), cleaned.text()), (None, format!("{sentence}\n\n{prose}")));
    }

    #[test]
    fn a_title_behind_a_heading_of_residue_is_doubtful() {
        let texts = ["Related Articles", "Tolls rise", "Ferry late"];
        let lines: Vec<Line> = texts.map(|text| Line::measure(&Block::paragraph(text), Phrases::Use)).into();
        let view = TextView::new(lines.iter().collect());
        assert_eq!([0, 1, 2].map(|index| is_behind_heading_of_residue(&view, index)), [false, true, false]);
    }

    #[test]
    fn sure_lines_are_expected_to_score_better_than_unsure_ones() {
        let lines =
            ["The ferry sails.", "Menu"].map(|text| Line::measure(&Block::paragraph(text), Phrases::Use));
        let lines: Vec<&Line> = lines.iter().collect();
        assert!((expected_f1(&lines, &[1.0, 0.0]) - 1.0).abs() < 1e-6);
        assert!(expected_f1(&lines, &[0.3, 0.3]) < 0.5);
        assert!(expected_f1(&[], &[]).abs() < 1e-6);
    }

    #[test]
    fn sections_end_at_running_text() {
        let prose =
            "The ferry left the harbour at noon, and nobody on the quay could say when it would be back.";
        let texts = ["Harbour news", "Related Articles", "Tolls rise", "Ferry late", prose, "Tolls fall"];
        let lines: Vec<Line> =
            texts.iter().map(|text| Line::measure(&Block::paragraph(text), Phrases::Use)).collect();
        let sections = sections(&lines.iter().collect::<Vec<_>>());
        let is_open: Vec<bool> = sections.iter().map(Option::is_some).collect();
        assert_eq!(is_open, [false, false, true, true, true, false]);
    }
}
