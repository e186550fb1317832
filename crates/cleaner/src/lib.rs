//! Removes navigation, related-article lists and other boilerplate from HTML and from plain text.
mod block;
mod error;
mod options;
mod verdict;

pub use block::{Block, BlockKind, Origin};
pub use error::Error;
pub use options::{Comments, Focus, Interrupt, Limits, Options};
pub use verdict::{Evidence, Family, Outcome, Verdict};

/// A document's blocks with one verdict each.
#[derive(Debug, Clone, Default)]
pub struct Cleaned {
    blocks: Vec<Block>,
    verdicts: Vec<Verdict>,
}
