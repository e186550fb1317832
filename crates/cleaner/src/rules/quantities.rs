//! QTY001. Keeps lists of quantities beside the text: the ingredients of a recipe, the parts of a kit. They are
//! as short as menus, but they are no links, and their lines begin with numbers.

use super::Document;
use crate::block::BlockKind;
use crate::script::weight;
use crate::{Evidence, Outcome, Verdict};

/// Fewer lines are the facts of a page: its minutes, its guests.
const MIN_LINES: usize = 4;
/// This share of the lines begins with a number; salt has none.
const MIN_SHARE: f32 = 0.6;
/// Longer lines are sentences.
const MAX_LINE: usize = 80;
/// Links to shops on single words are no menu.
const MAX_LINK_DENSITY: f32 = 0.4;
/// The model gives less to the times, counters and years of sidebars, and more to ingredients beside their steps.
const MIN_PROBABILITY: f32 = 0.05;
/// Kept text stands this near, in blocks: the steps behind the list, or the words before it.
const REACH: usize = 8;

/// Numbers that are years rather than amounts.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2099;

/// Codes of verdicts that rest on place and probability, not on what a block says.
const UNSURE: [&str; 3] = ["MDL001", "OUT001", "HDG001"];

pub(crate) fn keep(document: &Document, verdicts: &mut [Verdict]) {
    let kept: Vec<bool> = verdicts.iter().map(Verdict::is_kept).collect();
    for index in 0..verdicts.len() {
        let block = &document.blocks[index];
        let can_be = block.kind == BlockKind::List
            && is_unsure(&verdicts[index])
            && verdicts[index].probability >= MIN_PROBABILITY
            && document.feature(index).link_density <= MAX_LINK_DENSITY;
        let near = index.saturating_sub(REACH)..(index + REACH + 1).min(kept.len());
        if !can_be || !kept[near].contains(&true) {
            continue;
        }
        let value = share_of_quantities(&block.text);
        if value < MIN_SHARE {
            continue;
        }
        let heading = index.checked_sub(1);
        let heading = heading.filter(|at| document.is_heading(*at) && is_unsure(&verdicts[*at]));
        for at in heading.into_iter().chain([index]) {
            let evidence =
                Evidence { what: "lines that begin with a number".into(), value, threshold: MIN_SHARE };
            let probability = verdicts[at].probability;
            verdicts[at] = Verdict { outcome: Outcome::Keep, code: "QTY001", probability, evidence };
        }
    }
}

fn is_unsure(verdict: &Verdict) -> bool {
    matches!(verdict.outcome, Outcome::Drop(_)) && UNSURE.contains(&verdict.code)
}

/// The share of lines that are quantities; 0 of a list that is too short.
fn share_of_quantities(text: &str) -> f32 {
    let lines: Vec<&str> = text.lines().map(|line| line.trim_start_matches("- ")).collect();
    if lines.len() < MIN_LINES {
        return 0.0;
    }
    let is_quantity = |line: &&&str| {
        let mut letters = line.chars().filter(|ch| ch.is_alphanumeric());
        !is_rank_or_time(line)
            && letters.next().is_some_and(char::is_numeric)
            && letters.any(char::is_alphabetic)
            && weight(line) <= MAX_LINE
    };
    lines.iter().filter(is_quantity).count() as f32 / lines.len() as f32
}

/// Whether a line begins with a rank ("1."), a time of day or a year.
fn is_rank_or_time(line: &str) -> bool {
    let behind = line.trim_start_matches(char::is_numeric);
    let number = &line[..line.len() - behind.len()];
    match behind.chars().next() {
        Some(':') => true,
        Some('.' | ')') => !behind[1..].starts_with(char::is_numeric),
        _ => number.parse().is_ok_and(|number| YEARS.contains(&number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cleaned, Options, clean_html};

    #[test]
    fn lines_that_begin_with_numbers_are_quantities() {
        assert!((share_of_quantities("- 500 g flour\n- ½ cup water\n- 2 eggs\n- salt") - 0.75).abs() < 1e-6);
        assert!((share_of_quantities("▢ 0.5 kg flour\n▢ 1 egg\n▢ 3 apples\n▢ 1 l milk") - 1.0).abs() < 1e-6);
        assert!(share_of_quantities("500 g flour\n1 egg\n3 apples") < MIN_SHARE);
        assert!(share_of_quantities("1. Lindholm\n2. Harbour\n3. Quay\n4. Yard") < MIN_SHARE);
        assert!(share_of_quantities("2019\n2018\n2017\n2016") < MIN_SHARE);
        assert!(share_of_quantities("News\nSports\n2 letters\nMore") < MIN_SHARE);
    }

    fn cleaned(list: &str) -> Cleaned {
        let steps = "<li>Stir the flour into the warm water, then leave it beside the oven for an hour or two.\
            <li>Bake the bread until it sounds hollow, and let nobody cut it before it is cold.";
        let html = format!(
            "<title>Bread of the old ferry</title><h1>Bread of the old ferry</h1><div class=side><h2>You need</h2>\
             {list}</div><div><ol>{steps}</ol><p>The cook of the ferry baked this bread on every Friday for as long \
             as the ferry sailed, and forty guests came back for it in each of the years.</p></div>"
        );
        clean_html(&html, &Options::default()).expect("within limits")
    }

    #[test]
    fn ingredients_stay_and_menus_go() {
        let kept = cleaned("<ul><li>500 g rye flour<li>300 ml water<li>2 eggs<li>1 tsp salt<li>caraway</ul>");
        assert!(kept.text().contains("2 eggs") && kept.text().contains("You need"), "{}", kept.explain());
        assert!(kept.verdicts().iter().any(|verdict| verdict.code == "QTY001"), "{}", kept.explain());
        let link = |text| format!("<li><a href=/{text}>{text}</a>");
        let menu = ["3 soups", "5 stews", "7 cakes", "9 pies"].map(link).concat();
        let menu = cleaned(&format!("<ul>{menu}</ul>"));
        assert!(!menu.text().contains("3 soups"), "{}", menu.explain());
        let times = ["20:15 News", "20:30 The quay", "22:00 Weather", "22:10 Night"];
        let years = ["2024 (12 posts)", "2023 (31 posts)", "2022 (40 posts)", "2021 (9 posts)"];
        let counters = ["120 followers", "31 posts", "4 groups", "12 friends"];
        for (noise, place) in [(times, "div"), (years, "div"), (counters, "aside class=sidebar")] {
            let items = noise.map(|text| format!("<li>{text}")).concat();
            let list = format!("<{place}><ul>{items}</ul>");
            let html = format!(
                "<title>The old ferry sails again</title><main><h1>The old ferry sails again</h1><p>The ferry left the \
                 harbour of Lindholm on Monday, for the first time in two years.</p></main>{list}"
            );
            let cleaned = clean_html(&html, &Options::default()).expect("within limits");
            assert!(!cleaned.text().contains(noise[0]), "{}", cleaned.explain());
        }
    }
}
