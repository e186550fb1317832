//! A verdict says whether a block stays, and why. Codes are stable: they are never reused.

use std::borrow::Cow;
use std::fmt;

macro_rules! families {
    ($($(#[$doc:meta])* $variant:ident => $name:literal,)+) => {
        /// The kind of noise that a dropped block is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Family { $($(#[$doc])* $variant,)+ }

        impl Family {
            /// Every family, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable name, as written to Parquet.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

families! {
    /// Menus, breadcrumbs, skip links, search boxes, expanders.
    Navigation => "navigation",
    /// Headings and links to other articles.
    Related => "related",
    /// Summary of another article, mostly cut off.
    Teaser => "teaser",
    /// Share, follow, print and e-mail rows.
    Share => "share",
    /// The form under which readers comment.
    CommentsForm => "comments-form",
    /// Readers' comments.
    Comments => "comments",
    /// Newsletter boxes.
    Newsletter => "newsletter",
    /// Cookie and privacy consent.
    Consent => "consent",
    /// Advertisements and their labels.
    Advert => "advert",
    /// Prompts to subscribe before reading on.
    Paywall => "paywall",
    /// Byline, date line, biography.
    AuthorBox => "author-box",
    /// Tag and category lists.
    Tags => "tags",
    /// Picture and video captions.
    Caption => "caption",
    /// Page numbers.
    Pagination => "pagination",
    /// Link to the top of the page.
    BackToTop => "back-to-top",
    /// Credit of a plug-in or publishing system.
    WidgetCredit => "widget-credit",
    /// Copyright, legal links, address of the site.
    Footer => "footer",
    /// Not shown to a reader.
    Hidden => "hidden",
    /// Repeats other text of the page.
    Duplicate => "duplicate",
    /// Noise of no family above.
    Other => "other",
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a kept block is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// Part of the text.
    Keep,
    /// The headline: kept, but apart from the text.
    Headline,
    /// Noise of this family.
    Drop(Family),
}

/// The measured number behind a verdict and the bound it was compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// What was measured or matched: a feature's name or the phrase.
    pub what: Cow<'static, str>,
    /// The measured value.
    pub value: f32,
    /// The bound that it was compared with.
    pub threshold: f32,
}

/// The decision about one block.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Kept, headline, or dropped with its family.
    pub outcome: Outcome,
    /// Stable code of the rule that decided, such as `LEX001`.
    pub code: &'static str,
    /// Probability that the block belongs to the article, in 0..=1. The rule set of this version is
    /// sure of what it says and gives 0 or 1, except where densities decide.
    pub probability: f32,
    /// Why.
    pub evidence: Evidence,
}

impl Verdict {
    /// Whether the block is part of the text.
    pub fn is_kept(&self) -> bool {
        self.outcome == Outcome::Keep
    }

    /// The family of a dropped block.
    pub fn family(&self) -> Option<Family> {
        match self.outcome {
            Outcome::Drop(family) => Some(family),
            _ => None,
        }
    }
}
