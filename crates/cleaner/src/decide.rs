//! The decision: what the model says of each block, framed by the rules that are never wrong enough to be
//! overruled. The rules' verdicts are evidence for the model; a rule that the model agrees with names
//! family and code.

mod gap;
mod likeliest;
pub(crate) mod text;

use std::borrow::Cow;

use crate::features::html::PageFeatures;
use crate::features::marks::{self, Mark};
use crate::features::vector::View;
use crate::model::{Model, PageType, Prediction};
use crate::page::Page;
use crate::segment::html::PageBlocks;
use crate::{Comments, Error, Evidence, Family, Focus, Options, Outcome, Tag, Verdict, rules};

/// Rules that stand whatever the model says: residue phrases, captions, the standfirst, and lines that cannot
/// be text by their form. What is not shown is no such rule: manuals fold their sections away until a reader
/// opens them.
const FINAL_RULES: &[&str] =
    &["LEX001", "CAP001", "SYM001", "PAG001", "CPY001", "SHR001", "FRM001", "STD001"];

/// Final rules that leave the decision to a model that is sure: text beside the field of a form, words in the place of
/// a byline.
const FINAL_UNLESS_SURE: &[&str] = &["BYL001", "BYL002", "FRM001"];
/// How sure it has to be.
const SURE_TEXT: f32 = 0.7;

/// Paragraphs as heavy as this, 25 words, are more than the phrase that they begin or end with.
const LONG_PARAGRAPH: usize = 150;

/// Rules that stand on articles: byline, date, captions. Elsewhere, short texts beside pictures are cards
/// with texts of their own, and lines with a date are their heads.
const FINAL_ON_ARTICLES: &[&str] = &["CAP002", "BYL001", "BYL002", "TIM001"];

/// From this probability of an article on, what classes and ids name comments is no text. In threads it is.
const SURE_ARTICLE: f32 = 0.9;

/// What the focus adds to the logarithm of the odds that a block must reach. One unit moves a threshold
/// of 0.5 to 0.73 or 0.27.
const FOCUS_SHIFT: f32 = 1.0;

/// What the log-odds may be lower of a block that the rules keep, too.
const AGREEMENT_SHIFT: f32 = 1.0;

/// How many blocks away on each side a kept block may be …
const BETWEEN_REACH: usize = 2;
/// … for a block to stay from this share of the threshold on.
const BETWEEN_SHARE: f32 = 0.1;
/// The same for a line with a colon at its end and a kept block behind it: it says who is quoted, or of what
/// a list is.
const LEAD_IN_SHARE: f32 = 0.5;

/// Blocks with more of their text in links are lists of other pages.
const LINK_LIST_DENSITY: f32 = 0.5;

/// On articles, lists of so many links …
const LONG_LINK_LIST: usize = 5;
/// … with at least this share of their text in links, which a rule speaks against, too, …
const ALL_LINKS: f32 = 0.9;
/// … have to reach this probability: contents and references do, a site's menus do not.
const LINK_LIST_THRESHOLD: f32 = 0.7;

/// What became of a page.
pub(crate) struct Decision {
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) page_type: PageType,
    pub(crate) confidence: f32,
}

/// One verdict per block.
pub(crate) fn decide(
    page: &Page,
    segmented: &PageBlocks,
    features: &PageFeatures,
    options: &Options,
) -> Result<Decision, Error> {
    let advised = Options { focus: Focus::Balanced, comments: Comments::Drop, ..*options };
    let document = rules::Document::new(page, segmented, features, &advised);
    let advice = rules::advise(&document);
    options.interrupt.check()?;
    let view = View::new(page, segmented, features, &advice);
    let model = match options.model {
        Some(model) => model,
        None => Model::embedded(),
    };
    let prediction = model.predict(&view);
    options.interrupt.check()?;
    let is_judged = |index: &usize| advice[*index].outcome != Outcome::Headline;
    let judged = (0..advice.len()).filter(is_judged);
    let blocks = judged.map(|index| (prediction.probabilities[index], features.blocks[index].weight));
    let threshold = shifted(gap::threshold(&prediction, blocks), options.focus);
    let of_page = shifted(prediction.threshold, options.focus);
    // Only a raised threshold asks where the core stands.
    let core = (threshold > of_page).then(|| gap::Core::of(&view, &prediction));
    let mut verdicts: Vec<Verdict> = (0..advice.len())
        .map(|index| {
            let (advice, probability) = (&advice[index], prediction.probabilities[index]);
            if is_final(&view, advice, index, &prediction) {
                return advice.clone();
            }
            let is_in_core = core.as_ref().is_some_and(|core| core.surrounds(&view, index));
            let threshold = if is_in_core { of_page } else { threshold };
            let is_link_list = prediction.is_article() && is_long_link_list(&view, index);
            let threshold = if is_link_list { threshold.max(LINK_LIST_THRESHOLD) } else { threshold };
            verdict(&view, advice, index, probability, threshold)
        })
        .collect();
    // What stands between kept blocks stands beside no core.
    keep_what_stands_between(&view, &mut verdicts, &prediction.probabilities, of_page);
    if options.focus != Focus::Precision {
        likeliest::keep(&view, features, &prediction, &mut verdicts);
    }
    rules::quantities::keep(&document, &mut verdicts);
    rules::inline_link::keep_wanted(&document.phrases, &mut verdicts, options);
    rules::remove_duplicates(&document, &mut verdicts);
    if options.comments == Comments::Keep {
        keep_comments(page, segmented, features, options, &mut verdicts);
    }
    let confidence = confidence(model, &prediction, &view, &verdicts);
    Ok(Decision { verdicts, page_type: prediction.page_type, confidence })
}

/// A list of links with next to nothing else, of which the rules say so, and which no line with a colon announces.
fn is_long_link_list(view: &View, index: usize) -> bool {
    let before = index.checked_sub(1).map(|before| view.blocks[before].text.as_str());
    view.advice[index].code == "DEN001"
        && !before.is_some_and(|text| text.ends_with([':', '：']))
        && view.spans[index].links >= LONG_LINK_LIST
        && view.measured[index].link_density >= ALL_LINKS
}

/// The threshold that a focus asks for.
fn shifted(threshold: f32, focus: Focus) -> f32 {
    let shift = match focus {
        Focus::Precision => FOCUS_SHIFT,
        Focus::Balanced => return threshold,
        Focus::Recall => -FOCUS_SHIFT,
    };
    moved(threshold, shift)
}

/// A threshold whose log-odds are so much higher.
fn moved(threshold: f32, shift: f32) -> f32 {
    let odds = threshold / (1.0 - threshold) * shift.exp();
    odds / (1.0 + odds)
}

/// Who said a quotation, a short list, a listing of code: what the rules keep and what stands between kept
/// blocks has to reach a part of the threshold only.
fn keep_what_stands_between(view: &View, verdicts: &mut [Verdict], probabilities: &[f32], threshold: f32) {
    let kept: Vec<bool> =
        verdicts.iter().map(|verdict| !matches!(verdict.outcome, Outcome::Drop(_))).collect();
    for (index, verdict) in verdicts.iter_mut().enumerate().filter(|(_, verdict)| verdict.code == "MDL001") {
        let near = |range: std::ops::Range<usize>| kept[range].contains(&true);
        let is_behind = near(index.saturating_sub(BETWEEN_REACH)..index);
        let is_before = near(index + 1..(index + 1 + BETWEEN_REACH).min(kept.len()));
        let is_lead_in = view.blocks[index].text.ends_with([':', '：']);
        let share = match (is_behind, is_before) {
            (true, true) => BETWEEN_SHARE,
            (false, true) if is_lead_in => LEAD_IN_SHARE,
            _ => continue,
        };
        let lower = threshold * share;
        if probabilities[index] >= lower {
            verdict.outcome = Outcome::Keep;
            verdict.code = "MDL003";
            verdict.evidence = Evidence {
                what: "probability between kept blocks".into(),
                value: probabilities[index],
                threshold: lower,
            };
        }
    }
}

/// Whether a rule decides, not the model.
fn is_final(view: &View, advice: &Verdict, index: usize, page: &Prediction) -> bool {
    let is_unscripted = view.measured[index].context.hidden.is_some_and(|mark| mark.word == "noscript");
    let is_article = page.page_type == PageType::Article;
    let is_final_rule =
        FINAL_RULES.contains(&advice.code) || (is_article && FINAL_ON_ARTICLES.contains(&advice.code));
    let is_overruled = match advice.code {
        "LEX001" => view.measured[index].weight >= LONG_PARAGRAPH,
        code => FINAL_UNLESS_SURE.contains(&code) && page.probabilities[index] >= SURE_TEXT,
    };
    let is_comment = advice.family() == Some(Family::Comments) && advice.code == "CLS001";
    advice.outcome == Outcome::Headline
        || is_unscripted
        || (is_comment && is_article && page.article >= SURE_ARTICLE)
        || (advice.family() == Some(Family::Consent) && is_in_consent_dialog(advice))
        || is_control(view, advice, index)
        || (is_final_rule && !is_overruled)
}

/// Choices of a form and what is shown while the pointer rests on something.
fn is_control(view: &View, advice: &Verdict, index: usize) -> bool {
    let is_control = |mark: Mark| mark.word == marks::TOOLTIP || view.page.tag(mark.node) == Tag::Select;
    matches!(advice.outcome, Outcome::Drop(_))
        && view.measured[index].context.landmark.is_some_and(is_control)
}

fn is_in_consent_dialog(advice: &Verdict) -> bool {
    advice.code == "CLS001" && marks::CONSENT_DIALOGS.contains(&advice.evidence.what.as_ref())
}

fn verdict(view: &View, advice: &Verdict, index: usize, probability: f32, threshold: f32) -> Verdict {
    let is_dropped = matches!(advice.outcome, Outcome::Drop(_));
    let threshold = if is_dropped { threshold } else { moved(threshold, -AGREEMENT_SHIFT) };
    let keeps = probability >= threshold;
    let by_model = |outcome, code, what: Cow<'static, str>| Verdict {
        outcome,
        code,
        probability,
        evidence: Evidence { what, value: probability, threshold },
    };
    match (keeps, is_dropped) {
        (true, false) | (false, true) => Verdict { probability, ..advice.clone() },
        (true, true) => {
            by_model(Outcome::Keep, "MDL002", format!("probability against {}", advice.code).into())
        }
        (false, false) => by_model(Outcome::Drop(family(view, index)), "MDL001", "probability".into()),
    }
}

/// The family of a block that no rule speaks against, by where it stands and what it holds.
fn family(view: &View, index: usize) -> Family {
    let features = &view.measured[index];
    let is_before = index < view.main_blocks.start;
    match features.context.landmark.or(features.context.class) {
        Some(mark) => mark.family,
        None if view.comments[index] => Family::Comments,
        None if features.cut_off && view.spans[index].links > 0 => Family::Teaser,
        None if features.link_density > LINK_LIST_DENSITY && is_before => Family::Navigation,
        None if features.link_density > LINK_LIST_DENSITY => Family::Related,
        None => Family::Other,
    }
}

/// Comments are judged by the rules alone: their text may stay, their buttons and names go.
fn keep_comments(
    page: &Page,
    segmented: &PageBlocks,
    features: &PageFeatures,
    options: &Options,
    verdicts: &mut [Verdict],
) {
    let document = rules::Document::new(page, segmented, features, options);
    for (verdict, wanted) in verdicts.iter_mut().zip(rules::advise(&document)) {
        if verdict.family() == Some(Family::Comments) {
            *verdict = wanted;
        }
    }
}

fn confidence(model: &Model, prediction: &Prediction, view: &View, verdicts: &[Verdict]) -> f32 {
    let judged = verdicts.iter().map(|verdict| verdict.outcome != Outcome::Headline);
    let weights: Vec<usize> =
        view.measured.iter().zip(judged).map(|(block, is)| if is { block.weight } else { 0 }).collect();
    let kept: Vec<bool> = verdicts.iter().map(Verdict::is_kept).collect();
    model.confidence(&prediction.probabilities, &weights, &kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Interrupt, Limits, segment};

    /// Looks at a page as the decision does.
    pub(super) fn with_view<T>(html: &str, look: impl FnOnce(&View, &PageFeatures) -> T) -> T {
        let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("a page");
        let segmented = segment::html::segment(&page);
        let features = crate::features::html::measure(&page, &segmented);
        let options = Options::default();
        let advice = rules::advise(&rules::Document::new(&page, &segmented, &features, &options));
        look(&View::new(&page, &segmented, &features, &advice), &features)
    }

    /// Whether each block of a page is a long list of links.
    fn link_lists(html: &str) -> Vec<bool> {
        with_view(html, |view, _| {
            (0..view.blocks.len()).map(|index| is_long_link_list(view, index)).collect()
        })
    }

    #[test]
    fn long_lists_of_links_are_told_from_those_that_the_text_announces() {
        let links = |count: usize| format!("<p>{}</p>", "<a href=/x>Homes of Lindholm</a> ".repeat(count));
        let page = |end: &str, count| {
            format!(
                "<p>The ferry left the harbour of Lindholm on Monday, with forty guests aboard{end}</p>{}",
                links(count)
            )
        };
        assert_eq!(link_lists(&page(".", LONG_LINK_LIST)), [false, true]);
        assert_eq!(link_lists(&page(".", LONG_LINK_LIST - 1)), [false, false]);
        assert_eq!(link_lists(&page(":", LONG_LINK_LIST)), [false, false]);
    }
}
