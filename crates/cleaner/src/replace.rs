//! Text that a page carries in its data takes the place of the little that it shows; every block of both
//! stays accounted for.

use crate::features::marks;
use crate::page::Page;
use crate::rules::drop_by;
use crate::script::weight;
use crate::{Cleaned, Family, Origin, Outcome};

impl Cleaned {
    /// The weight of the kept text: its length in characters of Latin text, white space aside, so that
    /// texts in different scripts compare.
    pub fn kept_weight(&self) -> usize {
        self.kept().map(|index| weight(&self.blocks[index].text)).sum()
    }

    /// For each block why a browser does not show it (`noscript`, `hidden`, `aria-hidden`,
    /// `display:none`, …), none for what is shown. `page` must be the page that was cleaned.
    pub fn concealed(&self, page: &Page) -> Vec<Option<&'static str>> {
        // What is known of each element that a block stands in, so that no element is looked at twice.
        let mut known: Vec<Option<Option<&'static str>>> = vec![None; page.len()];
        let mut climb = |container| {
            let mut path = Vec::new();
            let mut found = None;
            for id in page.ancestors(container) {
                if let Some(answer) = known[id.index()] {
                    found = answer;
                    break;
                }
                path.push(id.index());
                found = marks::hidden(page, id).map(|(_, word)| word);
                if found.is_some() {
                    break;
                }
            }
            for index in path {
                known[index] = Some(found);
            }
            found
        };
        self.spans.iter().map(|span| climb(span.container)).collect()
    }

    /// Keeps the text of `found`, which stands in data of the same page, in place of this text, and its
    /// headline where this document shows none. `source` names the data; `page` must be the page that was
    /// cleaned.
    #[must_use]
    pub fn replaced_by(mut self, found: Self, source: &str, page: &Page) -> Self {
        let (shown, there) = (self.kept_weight() as f32, found.kept_weight() as f32);
        let drop = |family| drop_by(family, "EMB001", source.to_owned(), shown, there);
        let concealed = self.concealed(page);
        for index in self.kept().collect::<Vec<_>>() {
            self.verdicts[index] =
                drop(if concealed[index].is_some() { Family::Hidden } else { Family::Other });
        }
        let has_headline = self.headline().is_some();
        for (mut block, verdict) in found.blocks.into_iter().zip(found.verdicts) {
            block.origin = match block.origin {
                Origin::Element(path) => Origin::Element(format!("{source}/{path}")),
                lines @ Origin::Lines(_) => lines,
            };
            let again = has_headline && verdict.outcome == Outcome::Headline;
            self.verdicts.push(if again { drop(Family::Duplicate) } else { verdict });
            self.blocks.push(block);
        }
        self.spans.clear();
        self
    }

    fn kept(&self) -> impl Iterator<Item = usize> + use<'_> {
        (0..self.verdicts.len()).filter(|index| self.verdicts[*index].is_kept())
    }
}
