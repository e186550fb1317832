//! Blocks that the page's own data give as its text are kept, whatever rules and model say: ingredients and
//! steps of recipes, questions with their answers, bodies of articles. Lists of short lines look like menus;
//! here the page says that they are not. Sources: JSON-LD and microdata in the vocabulary of schema.org.

use std::ops::Range;

use copydesk_cleaner::{Attr, BlockKind, Cleaned, Error, Family, NodeId, Options, Page, Tag, weight};

use serde_json::Value;

use crate::embedded::{Described, Letters, described_in};

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

/// What the data say of a block.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Said {
    /// Most of it, as this share.
    Most(f32),
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
    let Described { parts, texts } = described_in(json_ld);
    let marked = in_microdata(page);
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
    let (parts, texts) = (parse(&parts)?, parse(&texts)?);
    let marked_lines = marked.iter().map(String::as_str);
    let data = Data {
        parts: Letters::of(parts.iter().flat_map(lines).chain(marked_lines).collect()),
        texts: Letters::of(texts.iter().flat_map(lines).collect()),
        source: if marked.is_empty() { "json-ld" } else { "microdata" },
    };
    options.interrupt.check()?;
    let all = cleaned.blocks().iter().zip(cleaned.verdicts());
    let said: Vec<Said> = all
        .map(|(block, verdict)| match verdict.family() {
            None | Some(Family::Duplicate) => Said::Nothing,
            Some(_) => data.say(&block.text),
        })
        .collect();
    if !said.iter().copied().any(is_part) {
        return Ok(cleaned);
    }
    let chosen = choose(&cleaned, &said);
    Ok(cleaned.with_described(chosen, MIN_SHARE, data.source))
}

/// The texts between the tags of a page.
fn lines(page: &Page) -> impl Iterator<Item = &str> {
    page.all().filter(|id| page.tag(*id) == Tag::Text).map(|id| page.text(id))
}

impl Data {
    fn say(&self, text: &str) -> Said {
        let share = if self.parts.is_empty() { None } else { self.parts.share(text) };
        match share {
            Some(share) if share >= MIN_SHARE => Said::Most(share),
            None if !self.parts.is_empty() && self.parts.hold(text) => Said::Short,
            _ if weight(text) < MIN_PART => Said::Between,
            _ if weight(text) < MIN_PARAGRAPH || self.texts.is_empty() => Said::Nothing,
            _ => {
                let share = self.texts.share(text).filter(|share| *share >= MIN_SHARE_OF_TEXT);
                share.map_or(Said::Nothing, Said::Most)
            }
        }
    }
}

/// The dropped blocks to keep, by index, each with the share that is said of it.
fn choose(cleaned: &Cleaned, said: &[Said]) -> Vec<(usize, f32)> {
    let (blocks, verdicts) = (cleaned.blocks(), cleaned.verdicts());
    let is_dropped =
        |index: usize| verdicts[index].family().is_some_and(|family| family != Family::Duplicate);
    let kept = (0..blocks.len()).filter(|index| verdicts[*index].is_kept());
    let asked = kept.clone().chain((0..blocks.len()).filter(|index| is_part(said[*index])));
    let mut seen = Letters::with_room(asked.map(|index| blocks[index].text.len()).sum());
    for index in kept {
        seen.add(&blocks[index].text);
    }
    let mut chosen = Vec::new();
    for run in runs(said) {
        let parts = || run.clone().filter(|index| said[*index] != Said::Between);
        let is_certain = parts().any(|index| matches!(said[index], Said::Most(_)))
            || parts().map(|index| weight(&blocks[index].text)).sum::<usize>() >= MIN_RUN;
        if !is_certain {
            continue;
        }
        let before = run.start.checked_sub(1);
        let heading = before.filter(|index| matches!(blocks[*index].kind, BlockKind::Heading(_)));
        let first = chosen.len();
        for index in heading.into_iter().chain(run).filter(|index| is_dropped(*index)) {
            if seen.share(&blocks[index].text).is_none_or(|share| share < MAX_REPEATED) {
                let share = if let Said::Most(share) = said[index] { share } else { 1.0 };
                chosen.push((index, share));
            }
        }
        for (index, _) in &chosen[first..] {
            seen.add(&blocks[*index].text);
        }
    }
    chosen
}

fn is_part(said: Said) -> bool {
    matches!(said, Said::Most(_) | Said::Short)
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

/// The texts of elements whose microdata are parts of a recipe.
fn in_microdata(page: &Page) -> Vec<String> {
    let mut bytes = 0;
    let is_part = |id: &NodeId| {
        let names = page.attr(*id, Attr::Itemprop).unwrap_or_default();
        names.split_ascii_whitespace().any(|name| PROPERTIES.contains(&name))
    };
    let texts = page.all().filter(is_part).map(|id| page.text_content(id));
    texts
        .take_while(|text| {
            bytes += text.len();
            bytes <= MAX_DESCRIBED
        })
        .collect()
}
