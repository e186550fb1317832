//! Marks: what the names, roles and visibility of elements say about the blocks inside them.

use super::block_tree::BlockTree;
use super::html::Mass;
use crate::page::Page;
use crate::{Attr, Family, NodeId, Tag, class_words};

/// A mark on an element is a layout name, not noise, when the element holds this share of all prose.
const PROTECTED_SHARE: f32 = 0.5;

/// What consent tools name their dialogs, as in `class_words.toml`: often longer than the article.
pub(crate) const CONSENT_DIALOGS: &[&str] = &[
    "axeptio-overlay",
    "borlabs-cookie-box",
    "cky-consent",
    "cky-modal",
    "cli-modal",
    "cli-settings-popup",
    "cmpbox",
    "cmplz-cookiebanner",
    "cmplz-manage",
    "cookie-law-info-bar",
    "cybot-cookiebot-dialog",
    "didomi-host",
    "didomi-notice",
    "didomi-popup",
    "ens-modal-wrapper",
    "ens-notify-banner",
    "fc-consent-root",
    "iubenda-cs-banner",
    "onetrust-banner-sdk",
    "onetrust-consent-sdk",
    "onetrust-pc-sdk",
    "osano-cm",
    "qc-cmp",
    "tarteaucitron-alert-big",
    "tarteaucitron-root",
    "truste-consent",
    "usercentrics-root",
];

/// The mark of what is shown while the pointer rests on something.
pub(crate) const TOOLTIP: &str = "role=tooltip";

/// Why a mark was made: the word or name found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mark {
    pub(crate) family: Family,
    pub(crate) word: &'static str,
    /// The marked element.
    pub(crate) node: NodeId,
}

/// What the ancestors of a block say about it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Context {
    /// Not shown to a reader.
    pub(crate) hidden: Option<Mark>,
    /// Nearest landmark element or role that is not content.
    pub(crate) landmark: Option<Mark>,
    /// Nearest class or id word that names a noise family.
    pub(crate) class: Option<Mark>,
}

/// Hands the marks of every element down to its descendants; marks of elements that hold most of the
/// page's prose name its layout and are left out. One context for each place of the tree.
pub(crate) fn inherit_marks(
    page: &Page,
    tree: &BlockTree,
    names: &[Named],
    article: &Mass,
    is_forum: bool,
) -> Vec<Context> {
    let mut contexts: Vec<Context> = Vec::with_capacity(names.len());
    let layout_words = layout_words(page, tree, names, article);
    for (element, name) in tree.elements().iter().zip(names) {
        let id = element.id;
        let mut context = contexts.get(element.parent).copied().unwrap_or_default();
        let is_noise = |mark: &Mark| match mark.family {
            Family::Comments => !is_forum,
            Family::Consent if CONSENT_DIALOGS.contains(&mark.word) && !holds_article(page, id) => true,
            _ => article.share(page, id) < PROTECTED_SHARE && !layout_words.contains(&mark.word),
        };
        let mark = |(family, word)| Mark { family, word, node: id };
        if context.hidden.is_none() {
            context.hidden = hidden(page, id).map(mark).filter(is_noise);
        }
        let is_of_site = |mark: &Mark| is_of_site(page, mark) && !holds_article(page, id);
        let landmark = landmark(page, id).map(mark);
        context.landmark = landmark.filter(|mark| is_noise(mark) || is_of_site(mark)).or(context.landmark);
        let is_attribution = |mark: &Mark| mark.family == Family::AuthorBox && is_in_quotation(page, id);
        let class = name.map(mark);
        context.class = class.filter(|mark| is_noise(mark) && !is_attribution(mark)).or(context.class);
        contexts.push(context);
    }
    contexts
}

/// Words that mark most of the page's prose when all elements with them are taken together: every post
/// of a blog's front page, every section of a long text.
fn layout_words(page: &Page, tree: &BlockTree, names: &[Named], article: &Mass) -> Vec<&'static str> {
    // Word, one past the last node of the outermost element with it, prose inside so far.
    let mut words: Vec<(&'static str, usize, f32)> = Vec::new();
    for (element, name) in tree.elements().iter().zip(names) {
        let (id, Some((family, word))) = (element.id, *name) else { continue };
        // Readers' comments and sidebars outweigh many an article; one element alone is looked at later.
        let is_exempt = matches!(family, Family::Comments | Family::CommentsForm) || word == "sidebar";
        if is_exempt || article.share(page, id) >= PROTECTED_SHARE {
            continue;
        }
        let known = words.iter().position(|(known, ..)| *known == word);
        let at = known.unwrap_or_else(|| {
            words.push((word, 0, 0.0));
            words.len() - 1
        });
        let (_, end, prose) = &mut words[at];
        if id.index() >= *end {
            *end = page.end(id);
            *prose += article.inside(page, id);
        }
    }
    let most = article.total() * PROTECTED_SHARE;
    words.into_iter().filter(|(.., prose)| *prose > 0.0 && *prose >= most).map(|(word, ..)| word).collect()
}

pub(crate) type Named = Option<(Family, &'static str)>;

/// Which places of a tree are elements whose class names comments, or stand inside one.
pub(crate) fn inside_comments(tree: &BlockTree, names: &[Named]) -> Vec<bool> {
    let mut inside: Vec<bool> = Vec::with_capacity(names.len());
    for (element, name) in tree.elements().iter().zip(names) {
        let is_named = name.is_some_and(|(family, _)| family == Family::Comments);
        inside.push(is_named || inside.get(element.parent).is_some_and(|is_inside| *is_inside));
    }
    inside
}

/// What the nearest element around with a name of a noise family is named, whether or not that is its layout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NameAround {
    pub(crate) family: Family,
    /// Share of the page's prose inside the element.
    pub(crate) prose_share: f32,
}

/// The nearest name around each place of a tree.
pub(crate) fn names_around(
    page: &Page,
    tree: &BlockTree,
    names: &[Named],
    prose: &Mass,
) -> Vec<Option<NameAround>> {
    let mut around: Vec<Option<NameAround>> = Vec::with_capacity(names.len());
    for (element, name) in tree.elements().iter().zip(names) {
        let own = name.map(|(family, _)| NameAround { family, prose_share: prose.share(page, element.id) });
        around.push(own.or_else(|| around.get(element.parent).copied().flatten()));
    }
    around
}

/// What class or id name each element of a tree.
pub(crate) fn names(page: &Page, tree: &BlockTree) -> Vec<Named> {
    let own_class = |id: NodeId| match page.tag(id) {
        Tag::Html | Tag::Body => None,
        _ => class_words::family_of(page, id),
    };
    tree.elements().iter().map(|element| own_class(element.id)).collect()
}

/// How far up an element around a quotation is looked for.
const QUOTATION_LEVELS: usize = 3;

/// Whether an element stands in a `blockquote`, or in an element whose class says that it is one.
fn is_in_quotation(page: &Page, id: NodeId) -> bool {
    let is_named = |id: NodeId| {
        let class = page.attr(id, Attr::Class).unwrap_or_default();
        class.split(|ch: char| !ch.is_ascii_alphabetic()).any(|word| matches!(word, "quote" | "blockquote"))
    };
    is_inside(page, id, Tag::Blockquote) || page.ancestors(id).skip(1).take(QUOTATION_LEVELS).any(is_named)
}

/// Elements that a browser does not show.
pub(crate) fn hidden(page: &Page, id: NodeId) -> Named {
    if page.tag(id) == Tag::Noscript {
        return Some((Family::Hidden, "noscript"));
    }
    if page.attr(id, Attr::Hidden).is_some_and(|value| value != "until-found") && !is_streamed(page, id) {
        return Some((Family::Hidden, "hidden"));
    }
    if page.attr(id, Attr::AriaHidden) == Some("true") {
        return Some((Family::Hidden, "aria-hidden"));
    }
    let style = page.attr(id, Attr::Style)?;
    // Both rules hold this letter; most styles do not.
    if !style.contains(['y', 'Y']) {
        return None;
    }
    let style: String = style.chars().filter(|ch| !ch.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    ["display:none", "visibility:hidden"]
        .into_iter()
        .find(|rule| style.contains(rule))
        .map(|rule| (Family::Hidden, rule))
}

/// Content that React streams behind the page: a script moves each `<div hidden id="S:…">` to its place
/// as soon as it is there. Source: react-dom, Fizz server format.
fn is_streamed(page: &Page, id: NodeId) -> bool {
    page.tag(id) == Tag::Div && page.attr(id, Attr::Id).is_some_and(|name| name.starts_with("S:"))
}

/// Elements and roles that HTML and ARIA define as parts of the site, not of the article
/// (WHATWG HTML 4.3; WAI-ARIA 1.2, landmark roles).
fn landmark(page: &Page, id: NodeId) -> Named {
    let by_role = match page.attr(id, Attr::Role).unwrap_or_default() {
        "navigation" | "menu" | "menubar" | "search" | "tablist" | "toolbar" => {
            Some((Family::Navigation, "role"))
        }
        "banner" => Some((Family::Navigation, "role=banner")),
        "contentinfo" => Some((Family::Footer, "role=contentinfo")),
        "complementary" => Some((Family::Related, "role=complementary")),
        "dialog" | "alertdialog" => Some((Family::Other, "role=dialog")),
        "tooltip" => Some((Family::Other, TOOLTIP)),
        _ => None,
    };
    by_role.or_else(|| match page.tag(id) {
        Tag::Nav | Tag::Search => Some((Family::Navigation, "nav")),
        Tag::Button if opens_answer(page, id) => None,
        Tag::Select | Tag::Button => Some((Family::Navigation, "control")),
        Tag::Footer if !is_inside(page, id, Tag::Blockquote) => Some((Family::Footer, "footer")),
        Tag::Header if is_site_header(page, id) => Some((Family::Navigation, "header")),
        Tag::Aside if !is_content_aside(page, id) => Some((Family::Related, "aside")),
        Tag::Form => Some((Family::Other, "form")),
        Tag::Dialog => Some((Family::Other, "dialog")),
        _ => None,
    })
}

/// Whether a button asks what the text answers that it opens: such a button names what it opens, or is a heading
/// (WAI-ARIA Authoring Practices, accordion).
fn opens_answer(page: &Page, id: NodeId) -> bool {
    let is_heading = |id: NodeId| page.tag(id) == Tag::Dt || page.tag(id).heading_level().is_some();
    let opens = [Attr::AriaExpanded, Attr::AriaControls].iter().any(|attr| page.attr(id, *attr).is_some())
        || page.parent(id).is_some_and(is_heading);
    let texts = page.descendants(id).filter(|node| page.tag(*node) == Tag::Text).map(|node| page.text(node));
    let asks = |text: &str| text.trim_end().ends_with(['?', '？', '؟']);
    opens && texts.filter(|text| !text.trim().is_empty()).last().is_some_and(asks)
}

/// Whether a landmark is a part of the site whatever it holds: terms and addresses below a short text outweigh it, and
/// so do menus.
fn is_of_site(page: &Page, landmark: &Mark) -> bool {
    landmark.family == Family::Footer || page.tag(landmark.node) == Tag::Nav
}

/// Whether a page's text may stand inside: a dialog that was never closed, a class that only says what was agreed to,
/// a footer around the whole page.
fn holds_article(page: &Page, id: NodeId) -> bool {
    page.descendants(id).any(|node| matches!(page.tag(node), Tag::H1 | Tag::Main | Tag::Article))
}

/// A `header` of the site stands outside the article and does not hold its headline.
fn is_site_header(page: &Page, id: NodeId) -> bool {
    !is_inside(page, id, Tag::Article)
        && !is_inside(page, id, Tag::Main)
        && !page.descendants(id).any(|node| page.tag(node) == Tag::H1)
}

/// Class words of notes and quotations that documentation and forum systems put into an `aside`.
const CONTENT_ASIDES: &[&str] =
    &["quote", "admonition", "callout", "note", "tip", "warning", "alert", "footnote"];

fn is_content_aside(page: &Page, id: NodeId) -> bool {
    page.attr(id, Attr::Class).is_some_and(|class| {
        class.split(|ch: char| !ch.is_ascii_alphabetic()).any(|word| CONTENT_ASIDES.contains(&word))
    })
}

fn is_inside(page: &Page, id: NodeId, tag: Tag) -> bool {
    page.ancestors(id).skip(1).any(|id| page.tag(id) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, clean_html};

    #[test]
    fn a_consent_dialog_is_noise_however_long_it_is() {
        let dialog = |name: &str| {
            let text = "We and our many partners keep cookies on your device, so that the pages that you read can be \
                counted and advertisements be chosen that may interest you more than others would. ";
            let html = format!(
                "<title>The old ferry sails again</title><main><h1>The old ferry sails again</h1><p>The ferry left the \
                 harbour of Lindholm on Monday, for the first time in two years, with forty guests aboard.</p></main>\
                 <div id={name}><h4>Cookies</h4>{}</div>",
                format!("<p>{text}</p>").repeat(9)
            );
            clean_html(&html, &Options::default()).expect("within limits")
        };
        for name in ["onetrust-pc-sdk", "CybotCookiebotDialog", "cliSettingsPopup", "didomi-host"] {
            let cleaned = dialog(name);
            let text = cleaned.text();
            assert!(text.contains("forty guests") && !text.contains("partners"), "{}", cleaned.explain());
        }
    }

    #[test]
    fn an_article_inside_a_box_of_a_consent_tool_stays() {
        let text = "The ferry left the harbour of Lindholm on Monday, for the first time in two years, with guests. ";
        let text = format!("<p>{text}</p>").repeat(5);
        for open in
            ["<div class=cmplz-manage><main>", "<div class='entry-content cmplz-blocked-content-container'>"]
        {
            let html = format!("<title>The old ferry</title><h1>The old ferry</h1>{open}{text}");
            let cleaned = clean_html(&html, &Options::default()).expect("within limits");
            assert!(cleaned.text().contains("harbour"), "{}", cleaned.explain());
        }
    }

    /// Whether text below a short story, in an element opened by `open`, is marked, whatever the model makes of it.
    fn is_marked_below_a_story(open: &str) -> bool {
        let terms = "All prices are given without warranty, and the company may change these terms at any time, as far \
            as the law of the state allows it. ";
        let terms: Vec<String> = (1..10).map(|number| format!("<p>{number}. {terms}</p>")).collect();
        let html = format!(
            "<title>The old ferry sails again</title><h1>The old ferry sails again</h1><p>The ferry left the harbour of \
             Lindholm on Monday, for the first time in two years, with forty guests aboard.</p>{open}{}",
            terms.concat()
        );
        clean_html(&html, &Options::default()).expect("within limits").explain().contains("LMK001")
    }

    #[test]
    fn a_footer_is_of_the_site_however_long_it_is() {
        assert!(is_marked_below_a_story("<footer>"));
    }

    #[test]
    fn a_footer_around_the_page_is_not() {
        for open in ["<footer><main>", "<footer><article>", "<div>"] {
            assert!(!is_marked_below_a_story(open), "{open}");
        }
    }

    #[test]
    fn choices_and_tooltips_are_marked() {
        let html = "<select><option>Ground, one pound</select><p role=tooltip>Ground is fine";
        let page = Page::parse(html, &crate::Limits::default(), crate::Interrupt::default()).expect("a page");
        let named = page.all().filter_map(|id| landmark(&page, id)).map(|(_, word)| word);
        assert_eq!(named.collect::<Vec<_>>(), ["control", TOOLTIP]);
    }

    #[test]
    fn names_of_dialogs_are_class_words() {
        let html = format!("<p id={}>A", CONSENT_DIALOGS.join(">A<p id="));
        let page =
            Page::parse(&html, &crate::Limits::default(), crate::Interrupt::default()).expect("a page");
        let named = page.all().filter_map(|id| class_words::family_of(&page, id));
        let words: Vec<_> = named.map(|(family, word)| (family == Family::Consent).then_some(word)).collect();
        assert_eq!(words, CONSENT_DIALOGS.iter().copied().map(Some).collect::<Vec<_>>());
    }
}
