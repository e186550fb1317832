//! The table of nodes against the tree that the crate `scraper` makes of the same HTML.

use copydesk_html::scraper::Node as Parsed;
use copydesk_html::{Options, parse_document_with};
use proptest::prelude::*;

use super::*;

/// What the page must have: a line for each element and text that is read, in document order.
fn reference(html: &str) -> Vec<String> {
    let document = parse_document_with(html, &Options { positions: true, ..Options::default() });
    let mut lines = Vec::new();
    for node in document.html.tree.root().descendants() {
        let parent = node.parent().and_then(|parent| parent.value().as_element());
        let is_in_template = node.ancestors().any(|node| matches!(node.value(), Parsed::Fragment));
        let depth = node.ancestors().filter(|node| node.value().is_element()).count();
        let source = document.positions.get(node.id()).map(Span::range);
        match node.value() {
            _ if is_in_template => {}
            Parsed::Element(element) => {
                let asked = |attr| element.attrs().find(|(name, _)| *name == attr);
                let attrs: Vec<_> = ["class", "href", "id", "type"].into_iter().filter_map(asked).collect();
                lines.push(format!("{depth} {:?} {attrs:?} {source:?}", Tag::from_name(element.name())));
            }
            Parsed::Text(text) => {
                let is_read = match parent.map(|parent| (parent.name(), parent.attr("type"))) {
                    Some(("style", _)) => false,
                    Some(("script", kind)) => kind.is_some() || text.starts_with("window.__"),
                    _ => true,
                };
                if is_read {
                    lines.push(format!("{depth} {:?} {source:?}", &**text));
                }
            }
            _ => {}
        }
    }
    lines
}

fn found(html: &str) -> Vec<String> {
    let page = Page::parse_with(html, &Limits::default(), Interrupt::default(), Sources::Record)
        .expect("within limits");
    let line = |id| {
        let depth = page.ancestors(id).count() - 1;
        if page.tag(id) == Tag::Text {
            return format!("{depth} {:?} {:?}", page.text(id), page.source(id));
        }
        let asked = |attr: Attr| page.attr(id, attr).map(|value| (attr.as_str(), value));
        let attrs: Vec<_> =
            [Attr::Class, Attr::Href, Attr::Id, Attr::Type].into_iter().filter_map(asked).collect();
        format!("{depth} {:?} {attrs:?} {:?}", page.tag(id), page.source(id))
    };
    page.all().map(line).collect()
}

/// Markup in which the tree builder moves, repeats and joins nodes.
const MARKUP: &[&str] = &[
    "<table>",
    "<tr>",
    "<td class=a>",
    "</table>",
    "<p id=a>",
    "</p>",
    "<b>",
    "<b class=b>",
    "</b>",
    "<a href=1>",
    "<a href=2>",
    "</a>",
    "<div>",
    "</div>",
    "<i>",
    "</i>",
    "text",
    " ",
    "&amp;x",
    "<!-- c -->",
    "<select><option>",
    "</select>",
    "<svg><a xlink:href=3>",
    "<desc>",
    "</svg>",
    "<math><annotation-xml encoding='text/html'>",
    "</math>",
    "<html class=late id=x>",
    "<body class=b>",
    "<body id=c>",
    "<template>",
    "</template>",
    "<script>var x</script>",
    "<script>window.__x</script>",
    "<script type=application/json>{}</script>",
    "<style>p{}</style>",
    "<noscript><p>",
    "</noscript>",
    "<input type=hidden>",
    "<frameset>",
    "<h1>",
    "</h2>",
    "<li>",
    "<ul>",
    "<nobr>",
    "<font size=3 color=red>",
    "<font color=red size=3>",
    "<br>",
    "</br>",
    "<textarea>",
    "</textarea>",
    "<form>",
    "</form>",
    "<button>",
    "\0",
];

proptest! {
    #[test]
    fn the_table_is_scrapers_tree(pieces in prop::collection::vec(prop::sample::select(MARKUP), 0..40)) {
        let html = pieces.concat();
        prop_assert_eq!(found(&html), reference(&html), "{}", html);
    }
}
