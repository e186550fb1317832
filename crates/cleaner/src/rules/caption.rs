//! CAP001 and CAP002. Take captions of pictures and videos out of the text; they are listed apart.
//!
//! CAP001: caption elements. CAP002: a short text that shares a small element with a picture and
//! nothing else, or stands below one in italics.

use super::{Document, drop_by, drop_for};
use crate::{BlockKind, Family, NodeId, Tag, Verdict, lexicon};

/// Heavier texts beside a picture are paragraphs.
const MAX_WEIGHT: usize = 220;
/// Heavier sentences beside a picture are paragraphs with the picture in them.
const MAX_SENTENCE_WEIGHT: usize = 100;
/// Captions are prose: a text that is mostly a link is a teaser's title.
const MAX_LINK_DENSITY: f32 = 0.3;
/// How far up the picture is looked for.
const LEVELS: usize = 3;

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    let block = &document.blocks[index];
    if block.kind == BlockKind::Caption && document.is_near_main(index) {
        return Some(drop_for(Family::Caption, "CAP001", "caption element"));
    }
    let features = document.feature(index);
    let can_be = block.kind == BlockKind::Paragraph
        && document.is_near_main(index)
        && document.headline.is_none_or(|headline| index > headline)
        && features.weight <= MAX_WEIGHT
        && !features.cut_off
        && !(features.ends_sentence && features.weight > MAX_SENTENCE_WEIGHT)
        && !block.text.ends_with([':', '：'])
        && features.link_density <= MAX_LINK_DENSITY
        && features.context.class.is_none_or(|mark| mark.family == Family::Caption)
        && (is_emphasis_below_picture(document, index)
            || stands_with_picture(document, index) && !flows_around_picture(document, index));
    let weight = features.weight as f32;
    can_be.then(|| drop_by(Family::Caption, "CAP002", "weight beside a picture", weight, MAX_WEIGHT as f32))
}

/// Whether the whole block is set in italics or small print and nothing stands between it and a picture.
fn is_emphasis_below_picture(document: &Document, index: usize) -> bool {
    let (page, span) = (document.page, &document.spans[index]);
    let is_set_off = |id: &NodeId| {
        matches!(page.tag(*id), Tag::Em | Tag::I | Tag::Small)
            && page.end(*id) >= span.end
            && *id > span.container
    };
    let previous_end = index.checked_sub(1).map_or(0, |previous| document.spans[previous].end);
    let between = previous_end.min(span.first.index())..span.first.index();
    page.ancestors(span.first).any(|id| is_set_off(&id))
        && between.into_iter().any(|node| page.tag(NodeId::at(node)) == Tag::Img)
}

/// Whether a picture stands in a line of text: words stand before it and behind it, or a sentence right beside it. What a
/// line break or an element parts from its picture may be its caption. For blocks that stand alone with their picture:
/// all in the element that holds them is looked at.
fn flows_around_picture(document: &Document, index: usize) -> bool {
    let (page, span) = (document.page, &document.spans[index]);
    let is_picture = |id: NodeId| matches!(page.tag(id), Tag::Img | Tag::Picture);
    let breaks = |id: NodeId| page.tag(id) == Tag::Br || page.tag(id).breaks_text();
    let joins = |nodes: std::ops::Range<usize>| !nodes.map(NodeId::at).any(breaks);
    // An element around the picture that ends before the text.
    let is_apart = |id: NodeId| {
        let around = page.ancestors(id).take_while(|above| *above > span.container);
        around.into_iter().any(|above| breaks(above) && page.end(above) <= span.first.index())
    };
    let is_sentence =
        document.feature(index).ends_sentence && !ends_with_credit(&document.blocks[index].text);
    page.descendants(span.container).filter(|id| is_picture(*id)).any(|id| match id.index() {
        at if at >= span.end => is_sentence && joins(span.end..at),
        at if at > span.first.index() => true,
        _ => is_sentence && !is_apart(id) && joins(page.end(id)..span.first.index()),
    })
}

/// Whether the last sentence says whose picture it is, or stands in brackets, as agencies do it.
fn ends_with_credit(text: &str) -> bool {
    if text.ends_with([')', '）']) {
        return true;
    }
    let last = text.rsplit_once(". ").map_or(text, |(_, last)| last);
    lexicon::lookup(last).is_some_and(|phrase| phrase.family == Family::Caption)
}

/// Whether a near ancestor holds a picture and this block only.
fn stands_with_picture(document: &Document, index: usize) -> bool {
    let page = document.page;
    let is_alone = |id: &NodeId| {
        let next_is_inside =
            document.spans.get(index + 1).is_some_and(|span| span.first.index() < page.end(*id));
        let previous_is_inside = index > 0 && document.spans[index - 1].first > *id;
        !next_is_inside && !previous_is_inside
    };
    page.ancestors(document.spans[index].container)
        .take(LEVELS)
        .take_while(|id| is_alone(id) && page.tag(*id) != Tag::Body)
        .any(|id| {
            page.descendants(id).any(|node| {
                matches!(page.tag(node), Tag::Img | Tag::Picture | Tag::Video | Tag::Amp | Tag::Iframe)
            })
        })
}

#[cfg(test)]
mod tests {
    use crate::{Family, Options, clean_html};

    fn is_caption(html: &str) -> bool {
        let prose = "<p>The night ferry left the harbour on Monday, for the first time in two years, with ninety \
            passengers on board, and its captain thanked the yard and the town.</p>";
        let page = format!("<article><h1>Night ferry sails again</h1>{prose}{prose}{html}{prose}</article>");
        let cleaned = clean_html(&page, &Options::default()).expect("within limits");
        let families = cleaned.verdicts().iter().map(crate::Verdict::family);
        families.flatten().any(|family| family == Family::Caption)
    }

    #[test]
    fn short_texts_apart_from_a_picture_are_its_caption() {
        assert!(is_caption("<p><img src=a.jpg><br>The ferry at the quay in winter</p>"));
        assert!(is_caption("<div><img src=a.jpg><p>The ferry at the quay in winter</p></div>"));
        assert!(is_caption("<div><img src=a.jpg><span>The ferry at the quay</span></div>"));
        assert!(is_caption("<p><img src=a.jpg>The ferry at the quay. Photo by: Max Roe.</p>"));
        assert!(is_caption("<p><img src=a.jpg> The ferry at the quay, 2019. (AP Photo/Max Roe)</p>"));
        assert!(is_caption("<p><img src=a.jpg>\n<em>The ferry leaves the quay.</em></p>"));
        assert!(is_caption("<div><div><img src=a.jpg></div>The ferry at the quay in winter.</div>"));
    }

    #[test]
    fn text_that_flows_around_a_picture_is_none() {
        for html in [
            "<p><img src=a.jpg>The old ferry left the harbour with ninety passengers on board.</p>",
            "<p>where <img alt=c> is the speed of light.</p>",
            "<p>Press <img alt=OK> to go on</p>",
            "<div><span>When does the ferry sail?</span><img src=arrow.svg></div>",
            "<p><a href=/x><img src=a.jpg></a>Then the gulls came and took all of the bread.</p>",
        ] {
            assert!(!is_caption(html), "{html}");
        }
    }
}
