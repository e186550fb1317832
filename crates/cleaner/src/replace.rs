//! Text that a page carries in its data takes the place of the little that it shows; every block of both
//! stays accounted for.

use crate::features::marks;
use crate::page::Page;
use crate::rules::drop_by;
use crate::script::weight;
use crate::{Cleaned, Evidence, Family, Origin, Outcome};

impl Cleaned {
    /// The weight of the kept text: its length in characters of Latin text, white space aside, so that
    /// texts in different scripts compare.
    pub fn kept_weight(&self) -> usize {
        self.kept().map(|index| weight(&self.blocks[index].text)).sum()
    }

    /// Says of a block, by its index, why a browser does not show it (`noscript`, `hidden`, `aria-hidden`,
    /// `display:none`, …); none for what is shown. `page` must be the page that was cleaned.
    pub fn concealed<'a>(&'a self, page: &'a Page) -> impl FnMut(usize) -> Option<&'static str> + 'a {
        // What is known of each element that a block stands in, so that no element is looked at twice.
        let mut known: Vec<Option<Option<&'static str>>> = vec![None; page.len()];
        let mut path = Vec::new();
        move |block| {
            let mut found = None;
            for id in page.ancestors(self.spans.get(block)?.container) {
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
            for index in path.drain(..) {
                known[index] = Some(found);
            }
            found
        }
    }

    /// The same for HTML that is no slice of the page, so that its offsets mean nothing.
    #[must_use]
    pub fn without_source(mut self) -> Self {
        self.blocks.iter_mut().for_each(|block| block.source = None);
        self
    }

    /// Keeps the text of `found`, which stands in data of the same page, in place of this text, and its
    /// headline where this document shows none. `source` names the data; `page` must be the page that was
    /// cleaned.
    #[must_use]
    pub fn replaced_by(mut self, found: Self, source: &str, page: &Page) -> Self {
        let (shown, there) = (self.kept_weight() as f32, found.kept_weight() as f32);
        let drop = |family| drop_by(family, "EMB001", source.to_owned(), shown, there);
        let mut concealed = self.concealed(page);
        let family = |is_concealed| if is_concealed { Family::Hidden } else { Family::Other };
        let kept: Vec<_> = self.kept().map(|index| (index, family(concealed(index).is_some()))).collect();
        std::mem::drop(concealed);
        for (index, family) in kept {
            self.verdicts[index] = drop(family);
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

    /// Keeps dropped blocks that data of the same page give as the page's text: each by its index, with the name
    /// of the data, the share of its letters that stand there, and the share that was asked.
    #[must_use]
    pub fn with_described(mut self, described: impl IntoIterator<Item = (usize, Evidence)>) -> Self {
        for (index, evidence) in described {
            if let Some(verdict) = self.verdicts.get_mut(index) {
                verdict.outcome = Outcome::Keep;
                verdict.code = "DSC001";
                verdict.evidence = evidence;
            }
        }
        self
    }

    fn kept(&self) -> impl Iterator<Item = usize> + use<'_> {
        (0..self.verdicts.len()).filter(|index| self.verdicts[*index].is_kept())
    }
}
