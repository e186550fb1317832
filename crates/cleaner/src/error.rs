//! Errors of the cleaner. Bad HTML is normal input; only limits are errors.

/// Why a page was not cleaned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input is longer than [`Limits::bytes`](crate::Limits::bytes).
    #[error("{bytes} bytes, more than the limit of {limit}")]
    TooLarge {
        /// Length of the input in bytes.
        bytes: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// The tree has more nodes than [`Limits::nodes`](crate::Limits::nodes).
    #[error("{nodes} nodes, more than the limit of {limit}")]
    TooManyNodes {
        /// Nodes seen when parsing stopped.
        nodes: usize,
        /// The limit in nodes.
        limit: usize,
    },
    /// The caller's [`Interrupt`](crate::Interrupt) asked to stop, mostly because time ran out.
    #[error("stopped by the caller before the page was finished")]
    Interrupted,
}
