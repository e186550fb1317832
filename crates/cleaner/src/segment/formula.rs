//! Formulas and raised digits as text.

use crate::page::Page;
use crate::{Attr, NodeId, Tag};

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

/// Encodings of annotations in TeX, in lower case. Source: `KaTeX`, `MediaWiki`, `LaTeXML`, pandoc.
const TEX: &[&str] = &["application/x-tex", "application/x-latex", "tex", "latex"];

/// A formula as its author wrote it, where an annotation has that, as renderers of TeX leave it; else what its elements
/// show (`MathML` Core 3.4).
fn text(page: &Page, math: NodeId) -> String {
    let is_tex = |node: &NodeId| {
        let encoding = page.attr(*node, Attr::Encoding).unwrap_or_default().to_ascii_lowercase();
        page.tag(*node) == Tag::Annotation && TEX.contains(&encoding.as_str())
    };
    let written = page.descendants(math).find(is_tex).map(|node| page.text_content(node));
    let text =
        written.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| shown_by_elements(page, math));
    let inner = text.strip_prefix(DISPLAY_STYLE).and_then(|rest| rest.strip_suffix('}'));
    inner.map_or(text.trim(), str::trim).to_owned()
}

/// The text of a formula without its annotations.
fn shown_by_elements(page: &Page, math: NodeId) -> String {
    let (mut text, mut behind) = (String::new(), 0);
    for node in page.descendants(math) {
        match page.tag(node) {
            _ if node.index() < behind => {}
            Tag::Annotation | Tag::AnnotationXml => behind = page.end(node),
            _ => text.push_str(page.text(node)),
        }
    }
    text
}

/// Whether an element, mostly one that is not displayed, holds a formula for screen readers and nothing else; the
/// formula's picture stands beside it.
pub(crate) fn holds_formula(page: &Page, id: NodeId) -> bool {
    let mut children = page
        .children(id)
        .filter(|child| !page.text(*child).trim().is_empty() || page.tag(*child) != Tag::Text);
    children.next().is_some_and(|child| page.tag(child) == Tag::Math) && children.next().is_none()
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
        let hidden = "<span style='display: none;'><math><annotation encoding='application/x-tex'>{\\displaystyle x_{i}}</annotation></math></span>";
        assert_eq!(text(&format!("<p>Let {hidden}<img alt=x> be.")), "Let x_{i} be.");
        assert_eq!(text("<p>So <math><mi>x</mi><mo>=</mo><mn>1</mn></math>."), "So x=1.");
        let other = "<annotation-xml>v</annotation-xml><annotation encoding=MathType-MTEF>feaag</annotation>";
        assert_eq!(text(&format!("<p>So <math><semantics><mi>v</mi>{other}</semantics></math>.")), "So v.");
        assert_eq!(text("<p>So <span hidden>secret <math><mi>x</mi></math></span>."), "So .|secret x");
    }

    #[test]
    fn raised_digits_stay_raised() {
        assert_eq!(
            text("<p>3 × 10<sup>-6</sup> <i>m</i><sup>2</sup>, the 1<sup>st</sup>. <sup>2</sup>"),
            "3 × 10⁻⁶ m², the 1st. 2"
        );
    }
}
