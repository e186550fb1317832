//! HDL001. Sets the headline apart from the text.
//!
//! The headline is the first `h1` that is not part of the site's frame, else the first heading, or
//! line of an old layout, before the text whose words are those of the page's `title`.

use memchr::memmem;

use super::Document;
use super::letters::letters;
use crate::{Evidence, Outcome, Tag, Verdict};

/// What a browser's tab could show at most, in bytes.
const LONGEST_TITLE: usize = 1000;
/// A line that is no heading element is the headline only if it is longer than a site's name …
const MIN_LINE_WEIGHT: usize = 18;
/// … and shorter than a paragraph.
const MAX_LINE_WEIGHT: usize = 200;
/// Marks of what lies over a page, or works it: a heading there is the headline only if the page's title says so.
const OVER_PAGE: &[&str] = &["control", "dialog", "lightbox", "modal", "overlay", "popup", "role=dialog"];

pub(crate) fn judge(document: &Document, index: usize) -> Option<Verdict> {
    (document.headline == Some(index)).then(|| Verdict {
        outcome: Outcome::Headline,
        code: "HDL001",
        probability: 1.0,
        evidence: Evidence { what: "headline".into(), value: 1.0, threshold: 1.0 },
    })
}

/// Finds the headline's block.
pub(crate) fn find(document: &Document) -> Option<usize> {
    let title = document.page.find(Tag::Title).map(|id| document.page.text_content(id)).unwrap_or_default();
    let title = letters(&title[..title.floor_char_boundary(LONGEST_TITLE.min(title.len()))]);
    let before_text =
        0..document.first_prose.max(document.features.main_blocks.start).min(document.blocks.len());
    let is_shown = |index: &usize| document.feature(*index).context.hidden.is_none();
    let in_title = |index: &usize| is_in_title(&title, document, *index);
    let is_first_level = |index: &usize| document.blocks[*index].kind == crate::BlockKind::Heading(1);
    let is_line =
        |index: &usize| (MIN_LINE_WEIGHT..=MAX_LINE_WEIGHT).contains(&document.feature(*index).weight);
    let headings = || before_text.clone().filter(|index| document.is_heading(*index)).filter(is_shown);
    headings()
        .filter(in_title)
        .max_by_key(|index| (document.feature(*index).weight, is_first_level(index)))
        .or_else(|| headings().filter(|index| !is_over_page(document, *index)).rfind(is_first_level))
        .or_else(|| before_text.clone().filter(is_shown).filter(is_line).find(in_title))
        .or_else(|| (0..document.blocks.len()).filter(is_first_level).filter(is_shown).find(in_title))
}

fn is_over_page(document: &Document, index: usize) -> bool {
    let context = &document.feature(index).context;
    [context.landmark, context.class].iter().flatten().any(|mark| OVER_PAGE.contains(&mark.word))
}

/// Whether the page's title holds a heading's words; letters and digits only are compared.
fn is_in_title(title: &[u8], document: &Document, index: usize) -> bool {
    if document.blocks[index].text.len() > 2 * LONGEST_TITLE {
        return false;
    }
    let heading = document.letters.get(index);
    !heading.is_empty() && memmem::find(title, heading).is_some()
}

#[cfg(test)]
mod tests {
    use crate::{Options, Outcome, clean_html};

    #[test]
    fn a_heading_over_the_page_is_no_headline_unless_the_title_says_so() {
        let headline = |title: &str, over: &str| {
            let text =
                "<p>The ferry left the harbour of Lindholm on Monday, for the first time in two years.</p>";
            let html =
                format!("<title>{title}</title>{over}<main><h1>The old ferry</h1>{}</main>", text.repeat(5));
            let cleaned = clean_html(&html, &Options::default()).expect("within limits");
            let mut blocks = cleaned.blocks.iter().zip(&cleaned.verdicts);
            blocks
                .find(|(_, verdict)| verdict.outcome == Outcome::Headline)
                .map(|(block, _)| block.text.clone())
        };
        let over = "<div role=dialog><h1>Select an option</h1></div>";
        assert_eq!(headline("Ships", over).as_deref(), Some("The old ferry"));
        assert_eq!(headline("Select an option", over).as_deref(), Some("Select an option"));
        let works = "<h1>Ferries <button>Copy the path</button></h1>";
        assert_eq!(headline("Ships", works).as_deref(), Some("The old ferry"));
    }
}
