//! What a caller can choose, with the defaults and their reasons.

use crate::{Model, TextModel};

/// Which kind of mistake is worse: noise that stays or article text that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// Rather lose a doubtful block than keep noise.
    Precision,
    /// Both mistakes weigh the same.
    #[default]
    Balanced,
    /// Rather keep noise than lose a doubtful block.
    Recall,
}

/// Whether readers' comments under an article are part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Comments {
    /// Comments are noise of the family `comments`.
    #[default]
    Drop,
    /// Comments are kept after the article.
    Keep,
}

/// Whether links to other articles inside a text, such as "Read more: Harbour tolls rise", are part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InlineLinks {
    /// They are judged like other blocks: rules and model decide.
    #[default]
    Judge,
    /// They are kept where kept text stands on both sides.
    Keep,
}

/// What becomes of elements that a browser does not show: `hidden`, `aria-hidden`, `display:none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hidden {
    /// They are noise of the family `hidden`, unless one of them holds most of the page's prose.
    #[default]
    Drop,
    /// They are judged like what is shown, for a page that shows next to nothing. `noscript` is not.
    Judge,
}

/// Whether [`Block::source`](crate::Block::source) is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sources {
    /// Nobody looks at it, and the parse is shorter by some percents.
    #[default]
    Omit,
    /// Each block says which bytes of the HTML it was made of.
    Record,
}

/// Whether residue phrases are looked up in plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phrases {
    /// Phrases of all languages count.
    #[default]
    Use,
    /// No phrase counts, as for a language that has none: the shape and order of lines have to suffice.
    Ignore,
}

/// Bounds on one document. They are checked where the cost arises: bytes before parsing, depth and
/// nodes while the tree grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest input in bytes.
    pub bytes: usize,
    /// Deepest nesting of elements. Deeper ones stand beside those that they are in, as in browsers, and no
    /// text is lost: the time of the parser is quadratic in the depth.
    pub depth: usize,
    /// Most nodes (elements, texts, comments) of a page.
    pub nodes: usize,
}

impl Limits {
    /// 16 MiB: the largest page of the development sets has 6 MB.
    pub const BYTES: usize = 16 << 20;
    /// The depth at which Chromium and `WebKit` stop nesting.
    pub const DEPTH: usize = 512;
    /// About 100 bytes of memory each, besides texts and attributes.
    pub const NODES: usize = 1_000_000;
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: Self::BYTES, depth: Self::DEPTH, nodes: Self::NODES }
    }
}

/// Asked now and then during long work; the cleaner has no clock of its own.
#[derive(Clone, Copy, Default)]
pub struct Interrupt<'a>(Option<&'a (dyn Fn() -> bool + Sync)>);

impl<'a> Interrupt<'a> {
    /// Stops the work with [`Error::Interrupted`](crate::Error::Interrupted) once `stop` returns true.
    pub fn when(stop: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Self(Some(stop))
    }

    /// Fails when the caller wants the work to stop.
    ///
    /// # Errors
    /// [`Error::Interrupted`](crate::Error::Interrupted).
    pub fn check(self) -> Result<(), crate::Error> {
        match self.0 {
            Some(stop) if stop() => Err(crate::Error::Interrupted),
            _ => Ok(()),
        }
    }
}

impl std::fmt::Debug for Interrupt<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Interrupt").field(&self.0.is_some()).finish()
    }
}

/// How common a line is among the documents of its site.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Recurrence {
    /// Different documents that have the line.
    pub documents: u32,
    /// The same as a share of the site's documents.
    pub share: f32,
}

/// What is known of the other documents of the site; nothing by default.
#[derive(Clone, Copy, Default)]
pub struct SiteLines<'a>(Option<Lookup<'a>>);

type Lookup<'a> = &'a (dyn Fn(&str) -> Recurrence + Sync);

impl<'a> SiteLines<'a> {
    /// Asks `lookup` about the text of each block.
    pub fn new(lookup: Lookup<'a>) -> Self {
        Self(Some(lookup))
    }

    pub(crate) fn lookup(self) -> Option<Lookup<'a>> {
        self.0
    }
}

impl std::fmt::Debug for SiteLines<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SiteLines").field(&self.0.is_some()).finish()
    }
}

/// Options of [`clean_html`](crate::clean_html) and [`clean_text`](crate::clean_text).
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// Which mistake is worse.
    pub focus: Focus,
    /// Whether readers' comments are kept.
    pub comments: Comments,
    /// Whether links to other articles inside the text are kept.
    pub inline_links: InlineLinks,
    /// Whether residue phrases count; plain text only.
    pub phrases: Phrases,
    /// Whether elements that are not shown may be text.
    pub hidden: Hidden,
    /// Whether blocks say which bytes of the HTML they were made of.
    pub sources: Sources,
    /// The model that judges the blocks of a page; none means the embedded one.
    pub model: Option<&'a Model>,
    /// The model that judges the lines of a plain text; none means the embedded one.
    pub text_model: Option<&'a TextModel>,
    /// What is known of the other documents of the site.
    pub site_lines: SiteLines<'a>,
    /// Bounds on one document.
    pub limits: Limits,
    /// How the caller stops long work.
    pub interrupt: Interrupt<'a>,
}
