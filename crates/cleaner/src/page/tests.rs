//! Tests of pages: the flat table, the limits, templates and the scripts that are read.

use super::*;

fn parse(html: &str) -> Page {
    Page::parse(html, &Limits::default(), Interrupt::default()).expect("within limits")
}

#[test]
fn nodes_are_in_document_order_with_their_subtrees() {
    let page = parse("<p id=a>x<b>y</b></p><p>z</p>");
    let tags: Vec<_> = page.all().map(|id| page.tag(id).as_str()).collect();
    assert_eq!(tags, ["html", "head", "body", "p", "#text", "b", "#text", "p", "#text"]);
    let first = NodeId::at(3);
    assert_eq!(page.end(first), 7);
    assert_eq!(page.attr(first, Attr::Id), Some("a"));
    assert_eq!(page.parent(NodeId::at(5)), Some(first));
    assert_eq!(page.children(NodeId::at(2)).count(), 2);
}

#[test]
fn only_json_scripts_keep_their_text() {
    let page = parse("<script>var a</script><script type=application/ld+json>{}</script><style>p{}</style>");
    let texts: Vec<_> = page.all().map(|id| page.text(id)).filter(|text| !text.is_empty()).collect();
    assert_eq!(texts, ["{}"]);
}

#[test]
fn scripts_that_assign_data_keep_their_text_though_they_have_no_type() {
    let page = parse("<script>\nwindow.__DATA__={}</script><script>self.__next_f.push([1])</script>");
    assert_eq!(page.all().filter(|id| page.tag(*id) == Tag::Text).count(), 2);
}

#[test]
fn templates_are_a_page_of_their_own() {
    let page = parse(
        "<p>a</p><div><template id=x><p>b</p><p>c</p><template><i>d</i></template><!-- e --><p>f</p></template></div>g",
    );
    assert_eq!(page.text_content(NodeId::ROOT), "a g");
    let templates = page.templates().expect("text in templates");
    assert_eq!(templates.text_content(NodeId::ROOT), "b c d f");
    assert_eq!(templates.end(NodeId::ROOT), templates.len());
    let tags: Vec<_> = templates.all().map(|id| templates.tag(id).as_str()).collect();
    assert_eq!(tags[..5], ["html", "body", "div", "p", "#text"]);
    assert!(parse("<template><p></p></template>").templates().is_none());
}

#[test]
fn a_deep_nest_is_flattened() {
    let nest = "<div>".repeat(88_000) + "bottom";
    let page = parse(&nest);
    assert!(page.is_flattened() && !parse("<div>").is_flattened());
    assert_eq!(page.text_content(NodeId::ROOT), "bottom");
    assert!(page.all().all(|id| page.ancestors(id).count() <= Limits::DEPTH + 1));
}

#[test]
fn a_closed_deep_nest_is_flattened_too() {
    let nest = "<i><b>x".repeat(900) + &"</b></i>".repeat(900) + "<p>y";
    let limits = Limits { depth: 100, ..Limits::default() };
    let page = Page::parse(&nest, &limits, Interrupt::default()).expect("no error");
    assert!(page.is_flattened());
    assert_eq!(page.text_content(NodeId::ROOT), "x".repeat(900) + " y");
    let last = page.find(Tag::P).expect("a paragraph");
    assert_eq!(page.parent(last), page.find(Tag::Body));
}

#[test]
fn nodes_know_their_bytes() {
    let html = "\u{feff}<P id=a>Käse\r\n&amp; Brot<b>!</b></P><table>x<tr><td>y</table>";
    let record = |sources| Page::parse_with(html, &Limits::default(), Interrupt::default(), sources);
    let page = record(Sources::Record).expect("within limits");
    let source = |id| page.source(id).map(|range| &html[range]);
    let sources: Vec<_> = page.all().filter_map(source).collect();
    assert_eq!(sources, ["<P id=a>", "Käse\r\n&amp; Brot", "<b>", "!", "x", "<table>", "<tr>", "<td>", "y"]);
    assert_eq!(page.find(Tag::Body).and_then(|id| page.source(id)), None);
    let unplaced = record(Sources::Omit).expect("within limits");
    assert_eq!(unplaced.all().find_map(|id| unplaced.source(id)), None);
}

#[test]
fn limits_on_bytes_and_nodes_and_the_interrupt_hold() {
    let limits = Limits { bytes: 10, ..Limits::default() };
    assert!(matches!(
        Page::parse("<p>hello world", &limits, Interrupt::default()),
        Err(Error::TooLarge { .. })
    ));
    let limits = Limits { nodes: 100, ..Limits::default() };
    assert!(matches!(
        Page::parse(&"<p>x".repeat(200), &limits, Interrupt::default()),
        Err(Error::TooManyNodes { .. })
    ));
    let stop = || true;
    let stopped = Page::parse("<p>x", &Limits::default(), Interrupt::when(&stop));
    assert_eq!(stopped.expect_err("stopped"), Error::Interrupted);
}

#[test]
fn text_content_folds_white_space_and_leaves_scripts_out() {
    let page = parse("<p>a\n  b<br>c<script type=application/json>1</script></p>");
    assert_eq!(page.text_content(NodeId::ROOT), "a b c");
}

#[test]
fn attributes_that_come_again_and_again_take_little() {
    let bodies = parse(&"<body id=x class=y>".repeat(20_000));
    assert_eq!(bodies.attrs.len(), 2);
    let late = parse("<body id=a><body id=b class=c><html lang=en><html lang=de>");
    let body = late.find(Tag::Body).expect("a body");
    assert_eq!((late.attr(body, Attr::Id), late.attr(body, Attr::Class)), (Some("a"), Some("c")));
    assert_eq!(late.attr(NodeId::ROOT, Attr::Lang), Some("en"));

    let html = format!("<p><b class={}>x", "y".repeat(100_000)) + &"<p>x".repeat(2_000);
    let page = parse(&html);
    assert!(page.text.len() < 20 * html.len(), "{} bytes", page.text.len());
    assert_eq!(page.all().filter(|id| page.tag(*id) == Tag::B).count(), 2_001);
}
