//! The part of a page's tree that blocks stand in. The rest is pictures, icons, programs and empty boxes, and nobody
//! asks what stands around these.

use crate::page::Page;
use crate::segment::html::Span;
use crate::{NodeId, Tag};

/// The root and the elements with a block inside, in document order.
#[derive(Debug)]
pub(crate) struct BlockTree {
    elements: Vec<BlockElement>,
    /// By node: place of the element, or of the one around a text that begins a block; 0 for all others.
    places: Vec<u32>,
}

/// An element with a block inside.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BlockElement {
    pub(crate) id: NodeId,
    /// Place of the element around; the root's is its own.
    pub(crate) parent: usize,
}

impl BlockTree {
    pub(crate) fn new(page: &Page, spans: &[Span]) -> Self {
        let mut is_part = vec![false; page.len()];
        if let Some(root) = is_part.first_mut() {
            *root = true;
        }
        for span in spans {
            for start in [span.first, span.container] {
                let mut next = Some(start);
                while let Some(id) = next.filter(|id| !is_part[id.index()]) {
                    is_part[id.index()] = true;
                    next = page.parent(id);
                }
            }
        }
        let mut elements: Vec<BlockElement> = Vec::new();
        let mut places = vec![0; page.len()];
        for id in page.all().filter(|id| is_part[id.index()]) {
            let parent = page.parent(id).map_or(0, |parent| places[parent.index()]);
            if page.tag(id) == Tag::Text {
                places[id.index()] = parent;
                continue;
            }
            places[id.index()] = elements.len() as u32;
            elements.push(BlockElement { id, parent: parent as usize });
        }
        Self { elements, places }
    }

    /// Parents stand before their children.
    pub(crate) fn elements(&self) -> &[BlockElement] {
        &self.elements
    }

    /// The place of an element with a block inside, or of the one around a text that begins a block.
    #[inline]
    pub(crate) fn place(&self, id: NodeId) -> usize {
        self.places[id.index()] as usize
    }
}
