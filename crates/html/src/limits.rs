//! Bounds on what one document may cost, and the record of those that it reached.

/// Bounds on one parse. Whatever is reached, the tree so far is returned, with the [`Cap`] set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most open elements, active formatting elements counted too. Each element beyond it becomes an empty one in the
    /// deepest allowed element, and its text stands behind it there: no text is lost.
    pub depth: usize,
    /// Most formatting elements (`b`, `font`, `a` and the like) that are open or to be opened again. Those
    /// beyond it become empty elements, too.
    pub formatting: usize,
    /// Most nodes. The rest of the document is left out.
    pub nodes: usize,
    /// Most attributes of a tag. The rest are left out.
    pub attributes: usize,
}

impl Limits {
    /// The depth at which Chromium and `WebKit` stop nesting.
    pub const DEPTH: usize = 512;
    /// Each paragraph opens again what the one before left open, so this bounds the product of both.
    pub const FORMATTING: usize = 128;
    /// About 500 bytes of memory each, so at most half a gigabyte for the worst page.
    pub const NODES: usize = 1_000_000;
    /// Every new attribute is compared with those before it.
    pub const ATTRIBUTES: usize = 1_024;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: Self::DEPTH,
            formatting: Self::FORMATTING,
            nodes: Self::NODES,
            attributes: Self::ATTRIBUTES,
        }
    }
}

/// Something that was cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cap {
    /// [`Limits::depth`]: some elements stand beside those that they were in.
    Depth,
    /// [`Limits::formatting`], or formatting elements that were opened again too often: some are empty.
    Formatting,
    /// [`Limits::nodes`]: the end is missing.
    Nodes,
    /// [`Limits::attributes`]: some attributes are missing.
    Attributes,
    /// The caller asked to stop: the end is missing.
    Stopped,
    /// The input is longer than 4 GiB: the end is missing.
    Bytes,
}

/// All that was cut short in one parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Caps(u8);

impl Caps {
    /// Whether nothing was.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this was.
    pub fn contains(self, cap: Cap) -> bool {
        self.0 & bit_of(cap) != 0
    }

    pub(crate) fn insert(&mut self, cap: Cap) {
        self.0 |= bit_of(cap);
    }
}

fn bit_of(cap: Cap) -> u8 {
    1 << cap as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caps_are_a_set() {
        let mut caps = Caps::default();
        assert!(caps.is_empty());
        caps.insert(Cap::Bytes);
        caps.insert(Cap::Formatting);
        assert!(caps.contains(Cap::Bytes) && caps.contains(Cap::Formatting) && !caps.contains(Cap::Depth));
    }
}
