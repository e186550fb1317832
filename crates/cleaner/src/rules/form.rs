//! FRM001. Removes the small box around an input for an e-mail address (newsletter) or around a text
//! area (comment form), in any language.

use super::{Document, drop_for};
use crate::{Attr, Family, NodeId, Tag, Verdict};

/// A box holds at most this share of the page's blocks.
const MAX_BOX_SHARE: f32 = 0.1;
/// A box holds at most this much text.
const MAX_BOX_WEIGHT: usize = 600;

/// Nodes of a box, and its family.
pub(crate) struct FormBox {
    nodes: std::ops::Range<usize>,
    family: Family,
}

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let first = document.spans[index].first.index();
    let features = document.feature(index);
    let is_comment = features.context.class.is_some_and(|mark| mark.family == Family::Comments);
    if is_comment && features.ends_sentence {
        return None;
    }
    let found = document.form_boxes.iter().find(|form| form.nodes.contains(&first))?;
    Some(drop_for(found.family, "FRM001", "input"))
}

/// Finds the boxes of a page.
pub(crate) fn find(document: &Document) -> Vec<FormBox> {
    let page = document.page;
    let family = |id: NodeId| match page.tag(id) {
        Tag::Textarea => Some(Family::CommentsForm),
        Tag::Input if page.attr(id, Attr::Type) == Some("email") => Some(Family::Newsletter),
        _ => None,
    };
    let mut boxes: Vec<FormBox> = Vec::new();
    let is_input = |tag: &Tag| matches!(tag, Tag::Textarea | Tag::Input);
    let inputs = page.tags().iter().enumerate().filter(|(_, tag)| is_input(tag));
    for id in inputs.map(|(index, _)| NodeId::at(index)) {
        let Some(family) = family(id) else { continue };
        if let Some(last) = boxes.last_mut()
            && last.nodes.contains(&id.index())
        {
            if family == Family::CommentsForm {
                last.family = family;
            }
            continue;
        }
        let around = page.ancestors(id).take_while(|around| is_small(document, *around)).last().unwrap_or(id);
        boxes.push(FormBox { nodes: around.index()..page.end(around), family });
    }
    boxes
}

fn is_small(document: &Document, id: NodeId) -> bool {
    let start = document.spans.partition_point(|span| span.first < id);
    let end = document.spans.partition_point(|span| span.first.index() < document.page.end(id));
    let weight: usize = (start..end).map(|index| document.feature(index).weight).sum();
    let most = (document.blocks.len() as f32 * MAX_BOX_SHARE).max(4.0) as usize;
    weight <= MAX_BOX_WEIGHT && end - start <= most && !matches!(document.page.tag(id), Tag::Body | Tag::Html)
}
