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

/// Codes of verdicts that rest on place and probability, not on what a block says.
const UNSURE: [&str; 3] = ["MDL001", "OUT001", "HDG001"];

pub(crate) fn keep(document: &Document, verdicts: &mut [Verdict]) {
    let kept: Vec<bool> = verdicts.iter().map(Verdict::is_kept).collect();
    for index in 0..verdicts.len() {
        let is_list = document.blocks[index].kind == BlockKind::List;
        if !is_list || !is_unsure(&verdicts[index]) || document.feature(index).link_density > MAX_LINK_DENSITY
        {
            continue;
        }
        if verdicts[index].probability < MIN_PROBABILITY {
            continue;
        }
        let near = index.saturating_sub(REACH)..(index + REACH + 1).min(kept.len());
        let share = share(&document.blocks[index].text);
        if share < MIN_SHARE || !kept[near].contains(&true) {
            continue;
        }
        let heading = index.checked_sub(1).filter(|before| document.is_heading(*before));
        for kept in heading.filter(|before| is_unsure(&verdicts[*before])).into_iter().chain([index]) {
            let evidence = Evidence {
                what: "lines that begin with a number".into(),
                value: share,
                threshold: MIN_SHARE,
            };
            let probability = verdicts[kept].probability;
            verdicts[kept] = Verdict { outcome: Outcome::Keep, code: "QTY001", probability, evidence };
        }
    }
}

fn is_unsure(verdict: &Verdict) -> bool {
    matches!(verdict.outcome, Outcome::Drop(_)) && UNSURE.contains(&verdict.code)
}

/// The share of lines that are quantities; 0 of a list that is too short.
fn share(text: &str) -> f32 {
    let lines: Vec<&str> = text.lines().map(|line| line.trim_start_matches("- ")).collect();
    if lines.len() < MIN_LINES {
        return 0.0;
    }
    let is_rank = |line: &str| {
        let behind = line.trim_start_matches(char::is_numeric).strip_prefix(['.', ')', ':']);
        behind.is_some_and(|behind| !behind.starts_with(char::is_numeric))
    };
    let is_quantity = |line: &&&str| {
        let mut letters = line.chars().filter(|ch| ch.is_alphanumeric());
        !is_rank(line)
            && letters.next().is_some_and(char::is_numeric)
            && letters.any(char::is_alphabetic)
            && weight(line) <= MAX_LINE
    };
    lines.iter().filter(is_quantity).count() as f32 / lines.len() as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cleaned, Options, clean_html};

    #[test]
    fn lines_that_begin_with_numbers_are_quantities() {
        assert!((share("- 500 g flour\n- ½ cup water\n- 2 eggs\n- salt") - 0.75).abs() < 1e-6);
        assert!((share("▢ 0.5 kg flour\n▢ 1 egg\n▢ 3 apples\n▢ 1 l milk") - 1.0).abs() < 1e-6);
        assert!(share("500 g flour\n1 egg\n3 apples") < MIN_SHARE);
        assert!(share("1. Lindholm\n2. Harbour\n3. Quay\n4. Yard") < MIN_SHARE);
        assert!(share("2019\n2018\n2017\n2016") < MIN_SHARE);
        assert!(share("News\nSports\n2 letters\nMore") < MIN_SHARE);
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
        for noise in [
            ["20:15 News", "20:30 The quay", "22:00 Weather", "22:10 Night"],
            ["2024 (12 posts)", "2023 (31 posts)", "2022 (40 posts)", "2021 (9 posts)"],
            ["120 followers", "31 posts", "4 groups", "12 friends"],
        ] {
            let items = noise.map(|text| format!("<li>{text}")).concat();
            let list = format!("<aside class=sidebar><ul>{items}</ul></aside>");
            let html = format!(
                "<title>The old ferry sails again</title><main><h1>The old ferry sails again</h1><p>The ferry left the \
                 harbour of Lindholm on Monday, for the first time in two years.</p></main>{list}"
            );
            let cleaned = clean_html(&html, &Options::default()).expect("within limits");
            assert!(!cleaned.text().contains(noise[0]), "{}", cleaned.explain());
        }
    }
}
