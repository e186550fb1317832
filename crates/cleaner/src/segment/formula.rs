//! Formulas and raised digits as text.

use crate::page::Page;
use crate::{NodeId, Tag};

/// What `MediaWiki` puts around each formula.
const DISPLAY_STYLE: &str = "{\\displaystyle";

/// What an element shows in a line that is not the text below it: a formula, or raised digits.
pub(crate) fn shown(page: &Page, id: NodeId) -> Option<String> {
    match page.tag(id) {
        Tag::Math => Some(text(page, id)),
        Tag::Sup => raised(page, id),
        _ => None,
    }
}

/// A formula as its author wrote it, where an annotation has that, as renderers of TeX leave it; else what its elements
/// show (MathML Core 3.4).
fn text(page: &Page, math: NodeId) -> String {
    let written = page.descendants(math).find(|node| page.tag(*node) == Tag::Annotation);
    let text = page.text_content(written.unwrap_or(math));
    let inner = text.strip_prefix(DISPLAY_STYLE).and_then(|rest| rest.strip_suffix('}'));
    inner.map_or(text.trim(), str::trim).to_owned()
}

/// Whether an element, mostly one that is not displayed, holds a formula for screen readers, whose picture stands
/// beside it.
pub(crate) fn holds_formula(page: &Page, id: NodeId) -> bool {
    page.children(id).any(|child| page.tag(child) == Tag::Math)
}

/// Digits and signs of a `sup` right behind a letter or digit as Unicode has them raised: `10⁶`, not `106`. None for other
/// text.
fn raised(page: &Page, sup: NodeId) -> Option<String> {
    let before = NodeId::at(sup.index().checked_sub(1)?);
    if page.tag(before) != Tag::Text
        || !page.text(before).ends_with(|ch: char| ch.is_alphanumeric() || ch == ')')
    {
        return None;
    }
    let text = page.text_content(sup);
    let has_digit = text.contains(|ch: char| ch.is_ascii_digit() || ch == 'n');
    has_digit.then(|| text.chars().map(raised_char).collect()).flatten()
}

fn raised_char(ch: char) -> Option<char> {
    Some(match ch {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4'..='9' => char::from_u32(u32::from('⁴') + u32::from(ch) - u32::from('4'))?,
        '+' => '⁺',
        '-' | '−' | '–' => '⁻',
        '(' => '⁽',
        ')' => '⁾',
        'n' => 'ⁿ',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::segment::html::segment;
    use crate::{Interrupt, Limits, Page};

    fn text(html: &str) -> String {
        let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("within limits");
        let blocks = segment(&page).blocks;
        blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn formulas_are_read_once_as_they_were_written() {
        let math = "<math><semantics><mi>E</mi><annotation encoding='application/x-tex'>E=mc^2</annotation></semantics></math>";
        assert_eq!(text(&format!("<p>So {math} holds.")), "So E=mc^2 holds.");
        let rendered = format!(
            "<span class=katex><span class=katex-mathml>{math}</span><span aria-hidden=true>Emc2</span></span>"
        );
        assert!(text(&format!("<p>So {rendered} holds.")).starts_with("So E=mc^2 holds."));
        let hidden = "<span style='display: none;'><math><annotation>{\\displaystyle x_{i}}</annotation></math></span>";
        assert_eq!(text(&format!("<p>Let {hidden}<img alt=x> be.")), "Let x_{i} be.");
        assert_eq!(text("<p>So <math><mi>x</mi><mo>=</mo><mn>1</mn></math>."), "So x=1.");
    }

    #[test]
    fn raised_digits_stay_raised() {
        assert_eq!(
            text("<p>3 × 10<sup>-6</sup> <i>m</i><sup>2</sup>, the 1<sup>st</sup>. <sup>2</sup>"),
            "3 × 10⁻⁶ m², the 1st. 2"
        );
    }
}
