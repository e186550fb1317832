//! Input that is made to cost: no time, no lost text, and a tree as far as the limits allow.

use std::time::{Duration, Instant};

use copydesk_html::scraper::node::Element;
use copydesk_html::scraper::{Html, Node};
use copydesk_html::{Cap, Document, Limits, Options, parse_document_with};

/// Size of each hostile input in bytes.
const SIZE: usize = 250 << 10;

/// What each may cost on a machine that does other things; undisturbed, all take less than 200 ms
/// (`cargo run --release -p copydesk-html --example hostile`).
const LONGEST: Duration = Duration::from_secs(4);

/// Repeats `unit`, with the number of the repetition for each `#`, up to [`SIZE`] bytes.
fn repeated(unit: &str) -> String {
    let mut out = String::with_capacity(SIZE + unit.len() + 8);
    for number in 0.. {
        out.push_str(&unit.replace('#', &number.to_string()));
        if out.len() >= SIZE {
            break;
        }
    }
    out
}

fn parse(html: &str) -> Document {
    parse_document_with(html, &Options { positions: true, ..Options::default() })
}

/// The words of all texts, in document order.
fn words(html: &Html) -> Vec<String> {
    let texts = html.tree.root().descendants().filter_map(|node| match node.value() {
        Node::Text(text) => Some(text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()),
        _ => None,
    });
    texts.flatten().collect()
}

fn depth(html: &Html) -> usize {
    let mut deepest = 0;
    let mut rest = vec![(html.tree.root(), 0)];
    while let Some((node, depth)) = rest.pop() {
        deepest = deepest.max(depth);
        rest.extend(node.children().map(|child| (child, depth + 1)));
    }
    deepest
}

/// What opens without closing: each element, and what makes the tree builder look far.
const UNITS: &[&str] = &[
    "<div>",
    "<b>",
    "<font a=#>",
    "<table>",
    "<svg>",
    "<select>",
    "<p>",
    "<span>",
    "<a>",
    "<a href=#>",
    "<i><b><u>",
    "<li>",
    "<dd>",
    "<ul><li>",
    "<table><tr><td>",
    "<table><td>",
    "<button>",
    "<form>",
    "<template>",
    "<math><mi>",
    "<svg><desc>",
    "<nobr>",
    "<h1>",
    "<option>",
    "<ruby><rt>",
    "<object>",
    "<b><p>",
    "<p><b>",
    "<p><font a=#>",
    "<a><div>",
    "</p>",
    "</br>",
    "<div><b></div>",
    "<b></p>",
    "<b><div></b>",
    "<x#>",
    "<svg><g>",
    "<frameset>",
    "<html a#=1>",
    "<body a#=1>",
    "<!-- -->",
    "<select><option>",
    "<table><b>",
    "<div></span>",
    "<title><textarea>",
    "<plaintext>",
    "<script><!--",
    "<![CDATA[",
    "&#",
    "&CounterClockwiseContourIntegra",
    "<",
    "</",
    "<a b=",
    "<!",
    "\0",
    "<p\0>",
    "<noscript><div>",
    "<col>",
    "<tr><td>x",
];

#[test]
fn what_stays_open_costs_no_more_than_what_is_closed() {
    for unit in UNITS {
        let html = repeated(unit);
        let started = Instant::now();
        let document = parse(&html);
        let took = started.elapsed();
        assert!(took < LONGEST, "{unit}: {took:?}");
        assert!(depth(&document.html) <= 3 * Limits::DEPTH, "{unit}: {} deep", depth(&document.html));
    }
}

#[test]
fn far_walks_over_a_deep_stack_cost_little() {
    for (before, unit) in [
        ("<div>", "<div></div>"),
        ("<div>", "<p>"),
        ("<div>", "</p>"),
        ("<span>", "</x>"),
        ("<div>", "<li>"),
        ("<b>", "<p>x</p>"),
        ("<font a=#>", "<p>x"),
        ("<font a=#>", "<div></font>"),
        ("<a href=#>", "<a>"),
        ("<table><td>", "<table></table>"),
    ] {
        let opened = repeated(before);
        let html = opened[..opened.floor_char_boundary(8_000)].to_owned() + ">" + &repeated(unit);
        let started = Instant::now();
        parse(&html);
        let took = started.elapsed();
        assert!(took < LONGEST, "{before} {unit}: {took:?}");
    }
}

#[test]
fn paragraphs_that_open_again_what_was_left_open_do_not_multiply() {
    let fonts = (0..5_000).map(|number| format!("<font color={number}>")).collect::<Vec<_>>().concat();
    let html = format!("<p>{fonts}{}", repeated("<p>w# "));
    let document = parse(&html);
    assert!(document.caps.contains(Cap::Formatting));
    assert!(document.html.tree.values().len() < 500_000);
    let last = words(&document.html).pop().expect("words");
    assert!(html.trim_end().ends_with(&last), "{last}");
}

#[test]
fn no_text_is_lost_beyond_the_depth() {
    for (open, close) in [
        ("<div>", "</div>"),
        ("<b>", "</b>"),
        ("<font a=#>", "</font>"),
        ("<section><p>", "</section>"),
        ("<svg><desc>", "</desc>"),
        ("<ul><li>", "</ul>"),
        ("<a href=#><div>", "</div>"),
    ] {
        let count = 2_000;
        let opened: Vec<String> = (0..count)
            .map(|number| format!("{} w{number} ", open.replace('#', &number.to_string())))
            .collect();
        let closed: Vec<String> = (0..count).map(|number| format!("{close} v{number} ")).collect();
        let document = parse(&(opened.concat() + &closed.concat()));
        assert!(document.caps.contains(Cap::Depth) || document.caps.contains(Cap::Formatting), "{open}");
        let wanted: Vec<_> = ["w", "v"]
            .into_iter()
            .flat_map(|letter| (0..count).map(move |n| format!("{letter}{n}")))
            .collect();
        assert_eq!(words(&document.html), wanted, "{open}");
    }
}

#[test]
fn what_stands_behind_a_deep_nest_is_parsed_as_ever() {
    let nest = "<div>".repeat(2_000) + "deep" + &"</div>".repeat(2_000) + "<p>one<p>two";
    let document = parse(&nest);
    let body = document.html.root_element().children().nth(1).expect("a body");
    let tags: Vec<_> =
        body.children().filter_map(|node| node.value().as_element()).map(Element::name).collect();
    assert_eq!(tags, ["div", "p", "p"]);
}

#[test]
fn scripts_beyond_the_depth_stay_scripts() {
    let nest =
        "<div>".repeat(600) + "<script>if (a<b) document.write('<p>no')</script><title>T</title>x<img><br/>";
    let document = parse(&nest);
    let scripts = document.html.tree.values().filter_map(Node::as_text);
    assert!(scripts.into_iter().any(|text| &**text == "if (a<b) document.write('<p>no')"));
    let names: Vec<_> = document.html.tree.values().filter_map(Node::as_element).map(Element::name).collect();
    assert_eq!(names[names.len() - 4..], ["script", "title", "img", "br"]);
}

#[test]
fn nodes_attributes_and_the_caller_stop_a_parse() {
    let limits = Limits { nodes: 1_000, ..Limits::default() };
    let document = parse_document_with(&"<p>x</p>".repeat(5_000), &Options { limits, ..Options::default() });
    assert!(document.caps.contains(Cap::Nodes));
    let nodes = document.html.tree.values().len();
    assert!((990..1_010).contains(&nodes), "{nodes}");

    let attributes = (0..3_000).map(|number| format!(" a{number}=1")).collect::<Vec<_>>().concat();
    let document = parse(&format!("<p{attributes}>x"));
    assert!(document.caps.contains(Cap::Attributes));
    let most =
        document.html.tree.values().filter_map(Node::as_element).map(|element| element.attrs.len()).max();
    assert_eq!(most, Some(Limits::ATTRIBUTES));

    let stop = || true;
    let document =
        parse_document_with(&repeated("<p>x"), &Options { stop: Some(&stop), ..Options::default() });
    assert!(document.caps.contains(Cap::Stopped));
    assert!(document.html.tree.values().len() < 20_000);
}
