//! Blocks that the page's own data give as its text are kept, whatever rules and model say: ingredients and
//! steps of recipes, questions with their answers, bodies of articles. Lists of short lines look like menus;
//! here the page says that they are not. Sources: JSON-LD and microdata in the vocabulary of schema.org.

use std::ops::Range;

use copydesk_cleaner::{
    Attr, BlockKind, Cleaned, Error, Evidence, Family, NodeId, Options, Page, PageType, Tag, Verdict, weight,
};
use serde_json::Value;

use crate::embedded::{Described, Letters, Titles, described_in};

/// Properties of microdata whose elements hold a recipe; the second is the older name.
const PROPERTIES: &[&str] = &["recipeIngredient", "ingredients", "recipeInstructions"];
/// Share of a block's letters in runs that the data have, too: numbers and units are often written anew.
const MIN_SHARE: f32 = 0.7;
/// The same for the text of an article, a post or a product, which may hold the lines between its paragraphs.
const MIN_SHARE_OF_TEXT: f32 = 0.9;
/// A lighter paragraph of such a text may be a caption or a link to read more.
const MIN_PARAGRAPH: usize = 100;
/// Short blocks that follow one another are this heavy together before they are taken for a list.
const MIN_RUN: usize = 40;
/// Lighter blocks are numbers and signs between the parts of a list.
const MIN_PART: usize = 3;
/// As much of the data is looked at, in bytes: more than any recipe or discussion.
const MAX_DESCRIBED: usize = 1 << 20;
/// Blocks with this share of letters in the kept text are there already.
const MAX_REPEATED: f32 = 0.8;

/// Codes of verdicts that rest on place, shape and probability, not on what a block says: the data know better.
const UNSURE: &[&str] = &[
    "MDL001", "OUT001", "HDG001", "LMK001", "CLS001", "BYL001", "BYL002", "DEN001", "DEN002", "CAP002",
    "HID001",
];
/// Families of boxes that systems write into the texts of articles, too.
const BOXES: &[Family] =
    &[Family::Newsletter, Family::Advert, Family::Share, Family::Consent, Family::Teaser];

/// What the data say of a block.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Said {
    /// This share of its letters, where so much is asked.
    Most {
        share: f32,
        least: f32,
    },
    /// All of a few letters.
    Short,
    /// Nothing, but a letter or a number between two parts belongs to them.
    Between,
    Nothing,
}

/// What the data of a page give as its text.
struct Data {
    parts: Letters,
    texts: Letters,
    source: &'static str,
}

/// Keeps what was dropped though the page's data give it; `json_ld` are the values of its JSON-LD.
///
/// # Errors
/// [`Error::Interrupted`].
pub(crate) fn keep(
    page: &Page,
    json_ld: &[Value],
    cleaned: Cleaned,
    options: &Options,
) -> Result<Cleaned, Error> {
    let element = page.find(Tag::Title).map(|id| page.text_content(id));
    let titles = Titles::of([element.as_deref(), cleaned.headline()].into_iter().flatten());
    let Described { mut parts, questions, texts } = described_in(json_ld, &titles);
    // Those of a shop are about orders and returns.
    if cleaned.page_type() != Some(PageType::Product) {
        parts += &questions;
    }
    let marked = in_microdata(page, cleaned.headline());
    if parts.is_empty() && texts.is_empty() && marked.is_empty() {
        return Ok(cleaned);
    }
    let parse = |html: &str| {
        let html = &html[..html.floor_char_boundary(MAX_DESCRIBED)];
        match Page::parse(html, &options.limits, options.interrupt) {
            Err(Error::Interrupted) => Err(Error::Interrupted),
            // Markup that passes a limit is no text.
            parsed => Ok(parsed.ok()),
        }
    };
    let is_in_json_ld = !(parts.is_empty() && texts.is_empty());
    let (parts, texts) = (parse(&parts)?, parse(&texts)?);
    let marked_lines = marked.iter().map(String::as_str);
    let data = Data {
        parts: Letters::of(parts.iter().flat_map(lines).chain(marked_lines).collect()),
        texts: Letters::of(texts.iter().flat_map(lines).collect()),
        source: match (is_in_json_ld, marked.is_empty()) {
            (true, true) => "json-ld",
            (true, false) => "json-ld and microdata",
            (false, _) => "microdata",
        },
    };
    options.interrupt.check()?;
    let all = cleaned.blocks().iter().zip(cleaned.verdicts());
    let said: Vec<Said> = all.map(|(block, verdict)| data.say(&block.text, verdict)).collect();
    if !said.iter().copied().any(is_part) {
        return Ok(cleaned);
    }
    let chosen = choose(&cleaned, &said, data.source);
    Ok(cleaned.with_described(chosen))
}

fn is_unsure(verdict: &Verdict) -> bool {
    verdict.family().is_some() && UNSURE.contains(&verdict.code)
}

/// The texts between the tags of a page.
fn lines(page: &Page) -> impl Iterator<Item = &str> {
    page.all().filter(|id| page.tag(*id) == Tag::Text).map(|id| page.text(id))
}

impl Data {
    fn say(&self, text: &str, verdict: &Verdict) -> Said {
        if !is_unsure(verdict) {
            return Said::Nothing;
        }
        let share = if self.parts.is_empty() { None } else { self.parts.share(text) };
        match share {
            Some(share) if share >= MIN_SHARE => Said::Most { share, least: MIN_SHARE },
            None if !self.parts.is_empty() && self.parts.hold(text) => Said::Short,
            _ if weight(text) < MIN_PART => Said::Between,
            _ if weight(text) < MIN_PARAGRAPH || self.texts.is_empty() || is_box(verdict) => Said::Nothing,
            _ => match self.texts.share(text) {
                Some(share) if share >= MIN_SHARE_OF_TEXT => Said::Most { share, least: MIN_SHARE_OF_TEXT },
                _ => Said::Nothing,
            },
        }
    }
}

/// Whether a block is mostly links, or in a box that is no text wherever it stands.
fn is_box(verdict: &Verdict) -> bool {
    verdict.code == "DEN001" || verdict.family().is_some_and(|family| BOXES.contains(&family))
}

/// The dropped blocks to keep, by index, each with what `source` says of it.
fn choose(cleaned: &Cleaned, said: &[Said], source: &'static str) -> Vec<(usize, Evidence)> {
    let (blocks, verdicts) = (cleaned.blocks(), cleaned.verdicts());
    let kept = (0..blocks.len()).filter(|index| verdicts[*index].is_kept());
    let asked = kept.clone().chain((0..blocks.len()).filter(|index| is_part(said[*index])));
    let mut seen = Letters::with_room(asked.map(|index| blocks[index].text.len()).sum());
    let see = |seen: &mut Letters, index: usize| blocks[index].text.lines().for_each(|line| seen.add(line));
    kept.for_each(|index| see(&mut seen, index));
    let mut chosen: Vec<(usize, Evidence)> = Vec::new();
    for run in runs(said) {
        let parts = || run.clone().filter(|index| said[*index] != Said::Between);
        let is_certain = parts().any(|index| matches!(said[index], Said::Most { .. }))
            || parts().map(|index| weight(&blocks[index].text)).sum::<usize>() >= MIN_RUN;
        let is_new = |index: &usize| {
            let text = blocks[*index].text.as_str();
            seen.share(text).map_or_else(|| !seen.hold(text), |share| share < MAX_REPEATED)
        };
        if !is_certain || !parts().any(|index| is_new(&index)) {
            continue;
        }
        let first = chosen.len();
        for index in run.clone().filter(is_new) {
            let (value, threshold) = match said[index] {
                Said::Most { share, least } => (share, least),
                _ => (1.0, 1.0),
            };
            chosen.push((index, Evidence { what: source.into(), value, threshold }));
        }
        let heading = run.start.checked_sub(1).filter(|before| {
            matches!(blocks[*before].kind, BlockKind::Heading(_)) && is_unsure(&verdicts[*before])
        });
        if let Some(heading) = heading.filter(|_| chosen[first].0 == run.start) {
            let evidence = chosen[first].1.clone();
            chosen.push((heading, evidence));
        }
        chosen[first..].iter().for_each(|(index, _)| see(&mut seen, *index));
    }
    chosen
}

fn is_part(said: Said) -> bool {
    matches!(said, Said::Most { .. } | Said::Short)
}

/// Blocks that follow one another of which the data say something, from the first such to the last.
fn runs(said: &[Said]) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = next + said[next..].iter().copied().position(is_part)?;
        let end = said[start..]
            .iter()
            .position(|said| *said == Said::Nothing)
            .map_or(said.len(), |end| start + end);
        next = end;
        let last = said[..end].iter().copied().rposition(is_part)?;
        Some(start..last + 1)
    })
}

/// The texts of elements whose microdata are parts of a recipe: of several recipes, of the one with the headline.
fn in_microdata(page: &Page, headline: Option<&str>) -> Vec<String> {
    let mut scopes: Vec<(Option<NodeId>, Vec<NodeId>)> = Vec::new();
    let is_part = |id: &NodeId| {
        let names = page.attr(*id, Attr::Itemprop).unwrap_or_default();
        names.split_ascii_whitespace().any(|name| PROPERTIES.contains(&name))
    };
    for id in page.all().filter(is_part) {
        let scope = page.ancestors(id).skip(1).find(|above| page.attr(*above, Attr::Itemtype).is_some());
        match scopes.last_mut().filter(|(last, _)| *last == scope) {
            Some((_, parts)) => parts.push(id),
            None => scopes.push((scope, vec![id])),
        }
    }
    let is_one = scopes.len() == 1;
    let is_own = |scope: Option<NodeId>| {
        is_one || scope.zip(headline).is_some_and(|(id, headline)| page.text_content(id).contains(headline))
    };
    let own = scopes.into_iter().find(|(scope, _)| is_own(*scope));
    let parts = own.map(|(_, parts)| parts).unwrap_or_default();
    let mut bytes = 0;
    let texts = parts.into_iter().map(|id| page.text_content(id));
    texts
        .take_while(|text| {
            bytes += text.len();
            bytes <= MAX_DESCRIBED
        })
        .collect()
}
