//! What is written of pages, and that readers of the Markdown see the words of the text.

use proptest::prelude::*;
use pulldown_cmark::{Event, Tag as PulldownTag, TagEnd};

use super::Renderer;
use crate::rules::keep;
use crate::segment::html::{PageBlocks, segment};
use crate::{Interrupt, Limits, Options, Page, clean_page};

fn check(body: &str, expected: &str) {
    let frame = "The old ferry left the harbour on Monday, for the first time in two years.";
    let html = format!("<article><p>{frame}</p>{body}<p>{frame} Again.</p></article>");
    let page = Page::parse(&html, &Limits::default(), Interrupt::default()).expect("within limits");
    let markdown = clean_page(&page, &Options::default()).expect("within limits").markdown(&page);
    assert_eq!(markdown, format!("{frame}\n\n{expected}\n\n{frame} Again."));
}

/// What a reader sees: the words of a Markdown text, blocks and cells apart.
fn words_read(markdown: &str) -> Vec<String> {
    let options = pulldown_cmark::Options::ENABLE_TABLES
        | pulldown_cmark::Options::ENABLE_STRIKETHROUGH
        | pulldown_cmark::Options::ENABLE_DEFINITION_LIST;
    let mut text = String::new();
    for event in pulldown_cmark::Parser::new_ext(markdown, options) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::Html(part) | Event::InlineHtml(part) => panic!("{part:?} is markup in {markdown:?}"),
            Event::Start(
                PulldownTag::Emphasis
                | PulldownTag::Strong
                | PulldownTag::Strikethrough
                | PulldownTag::Link { .. },
            )
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {}
            _ => text.push(' '),
        }
    }
    text.split_whitespace().map(str::to_owned).collect()
}

/// The words of blocks, as they stand in the text.
fn words_of(blocks: &[crate::Block]) -> Vec<String> {
    blocks.iter().flat_map(|block| block.text.split_whitespace()).map(str::to_owned).collect()
}

/// Letters and signs in a row, without those that text has as marks of items and between cells.
fn letters(words: &[String]) -> String {
    words.concat().replace(['-', '|'], "")
}

/// Pieces that Markdown has signs for, and text that looks like such signs.
const PIECES: &[&str] = &[
    "<p>",
    "<p>",
    "<h2>",
    "<h3>",
    "<ul>",
    "<ol start=9>",
    "<li>",
    "<li>",
    "</ul>",
    "</ol>",
    "<dl><dt>",
    "<li value=7>",
    "<wbr>",
    "&lt;<span>",
    "&amp;",
    "amp;",
    "~",
    "e\u{301}",
    "<dd>",
    "</dl>",
    "<blockquote>",
    "</blockquote>",
    "<pre>",
    "</pre>",
    "<table>",
    "<tr><td>",
    "<td>",
    "</table>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<em>",
    "</em>",
    "<del>",
    "</del>",
    "<code>",
    "</code>",
    "<a href=/log_(1)>",
    "<a href=#top>",
    "</a>",
    "<br>",
    "<span>",
    "</span>",
    " ",
    " ",
    "\n",
    "rope",
    "lamp ",
    " oil",
    "3",
    "1986. ",
    "- ",
    "+ ",
    "# ",
    " #",
    "&gt; ",
    "&lt;b&gt;",
    "&amp;amp;",
    "*",
    "**",
    "_",
    "`",
    "``",
    "~~",
    "~~~",
    "[",
    "](x)",
    "\\",
    "!",
    "|",
    "===",
    "---",
    "--- | ---",
    "(",
    ")",
    ".",
    ":",
    "“",
    "”",
    "渡",
    "a_b",
    "http://x.example/a_b",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn readers_of_the_markdown_see_the_words_of_the_text(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40),
    ) {
        let page = Page::parse(&pieces.concat(), &Limits::default(), Interrupt::default()).expect("a page");
        let PageBlocks { blocks, spans } = segment(&page);
        let verdicts: Vec<_> = blocks.iter().map(|_| keep()).collect();
        let renderer = Renderer { page: &page, resolve: &|address| address.to_owned() };
        let markdown = renderer.render(&blocks, &spans, &verdicts);
        prop_assert_eq!(letters(&words_read(&markdown)), letters(&words_of(&blocks)), "{}", markdown);
    }
}

#[test]
fn emphasis_links_and_code_are_marked() {
    check(
        "<p>The <b>captain</b>, <em>who</em> wrote <a href=/log>the log</a> with <code>a_b</code>, thanked 3*2 guests.</p>",
        "The **captain**, *who* wrote [the log](/log) with `a_b`, thanked 3\\*2 guests.",
    );
}

#[test]
fn headings_lists_and_quotes_are_marked() {
    check("<h2>The log</h2>", "## The log");
    check("<ol start=3><li>rope<ul><li>thin</ul><li>lamp</ol>", "3. rope\n   - thin\n4. lamp");
    check(
        "<blockquote><p>Nobody had believed it, she said.</p></blockquote>",
        "> Nobody had believed it, she said.",
    );
}

#[test]
fn code_is_fenced_with_its_language() {
    check("<pre><code class=language-rust>fn main() {}\n</code></pre>", "```rust\nfn main() {}\n```");
}

#[test]
fn tables_have_a_head() {
    check(
        "<table><tr><th>Port<th>Toll<tr><td>Lindholm<td>3|4</table>",
        "| Port | Toll |\n| --- | --- |\n| Lindholm | 3\\|4 |",
    );
    check(
        "<table><caption>Tolls of <b>1986</b></caption><tr><td>Lindholm<td>3<tr><td>Ellery<td>4</table>",
        "Tolls of **1986**\n\n| Lindholm | 3 |\n| --- | --- |\n| Ellery | 4 |",
    );
}

#[test]
fn paragraphs_that_begin_like_other_blocks_stay_paragraphs() {
    for (text, expected) in [
        ("1986. It was the year of the ferry.", "1986\\. It was the year of the ferry."),
        ("# is what she wrote on the door.", "\\# is what she wrote on the door."),
        ("- said the captain of the ferry.", "\\- said the captain of the ferry."),
        ("Fish &amp;amp; chips were on the menu.", "Fish \\&amp; chips were on the menu."),
        ("Fish &amp; chips were on the menu.", "Fish & chips were on the menu."),
        ("In 1986. it was the year.", "In 1986. it was the year."),
    ] {
        check(&format!("<p>{text}</p>"), expected);
    }
}

#[test]
fn all_that_lists_hold_is_written() {
    check(
        "<dl><div><dt>Toll<dd>What ferries pay</div><div><dt>Quay<dd>Where they lie</div></dl>",
        "Toll\n: What ferries pay\n\nQuay\n: Where they lie",
    );
    check("<ul><div><li>rope</li></div><li>lamp</ul>", "- rope\n- lamp");
    check(
        "<ul><li>rope<ul><li>thin</ul>by the metre<li>lamp</ul>",
        "- rope\n  - thin\n\n  by the metre\n- lamp",
    );
    check(
        "<ol start=9><li>rope<li>lamp<ul><li>oil</ul><li>log</ol>",
        "9. rope\n10. lamp\n    - oil\n11. log",
    );
    check("<ul><li>1986. The year<li># one</ul>", "- 1986\\. The year\n- \\# one");
}

#[test]
fn lists_keep_their_numbers_and_stay_apart() {
    check("<ol start=5><li value=7>rope<li>lamp</ol>", "7. rope\n8. lamp");
    check("<ol><li>rope<li>lamp</ol><ol><li>oil</ol>", "1. rope\n2. lamp\n\n1) oil");
    check("<ul><li>rope</ul><ul><li>oil</ul>", "- rope\n\n* oil");
    check("<ul><li>rope<li><ul><li>oil</ul><li>lamp</ul>", "- rope\n- oil\n- lamp");
    check("<dl><dd>rope<dd>lamp</dl>", "rope\nlamp");
}

#[test]
fn quotations_hold_all_that_stands_in_them() {
    check(
        "<blockquote><p>She wrote this.</p><pre>let a = 1;\n\nlet b = 2;</pre><p>It sailed again.</p></blockquote>",
        "> She wrote this.\n>\n> ```\n> let a = 1;\n> \n> let b = 2;\n> ```\n>\n> It sailed again.",
    );
}

#[test]
fn text_that_looks_like_markup_stays_text() {
    check(
        "<p>Use &lt;<span>script</span>&gt; or AT&amp;<i>amp;</i>T for it.</p>",
        "Use \\<script> or AT\\&amp;T for it.",
    );
    check(
        "<p>~<s>50 crowns</s> 40 crowns, ~Falk~ sings.</p>",
        "\\~~~50 crowns~~ 40 crowns, \\~Falk\\~ sings.",
    );
}

#[test]
fn links_lead_to_what_can_be_read() {
    let tail = "was kept by her captain, who wrote in it every day of the two years.";
    for (link, expected) in [
        ("<a href='JavaScript:go()'>log</a>", "log"),
        ("<a href=' java&#10;script:go()'>log</a>", "log"),
        ("<a href='file:///C:/log'>log</a>", "log"),
        ("<a href='mailto:ida@sea.example'>log</a>", "[log](mailto:ida@sea.example)"),
        ("<a href='/a:b'>log</a>", "[log](/a:b)"),
    ] {
        check(&format!("<p>The {link} {tail}</p>"), &format!("The {expected} {tail}"));
    }
}

#[test]
fn cells_hold_words_apart() {
    check(
        "<table><tr><td>Port<td><p>one</p><p>two</p><tr><td>Ellery<td><ul><li>three<li>four</ul></table>",
        "| Port | one two |\n| --- | --- |\n| Ellery | three four |",
    );
}

#[test]
fn tables_grow_with_their_cells_alone() {
    let narrow = "<tr><td>a<td>b".repeat(100);
    let wide = format!("<tr>{}", "<td>x".repeat(1000));
    let page = format!("<h1>T</h1><table>{narrow}{wide}</table>");
    let page = Page::parse(&page, &Limits::default(), Interrupt::default()).expect("within limits");
    let PageBlocks { blocks, spans } = segment(&page);
    let verdicts: Vec<_> = blocks.iter().map(|_| keep()).collect();
    let renderer = Renderer { page: &page, resolve: &|address| address.to_owned() };
    let markdown = renderer.render(&blocks, &spans, &verdicts);
    assert!(markdown.contains("| x | x |") && markdown.len() < 20_000, "{}", markdown.len());
}

#[test]
fn marks_touch_the_words_that_they_mark() {
    check("<p><b>Note.</b><br>The ferry sails.</p>", "**Note.**  \nThe ferry sails.");
    check("<p>a cafe\u{301}<b>(the ferry)</b> there</p>", "a cafe\u{301}(the ferry) there");
    check("<p>and<b> bold </b>text</p>", "and **bold** text");
    check(
        "<p><b>Captain:</b>Ida, <b>rope</b><b>way</b> and <code>a`b</code></p>",
        "Captain:Ida, **ropeway** and ``a`b``",
    );
    check("<p>Look!<a href='/wiki/Ferry_(boat)'>A ferry</a></p>", "Look\\![A ferry](/wiki/Ferry_(boat))");
    check("<p>Log of<br>===<br>the ferry</p>", "Log of  \n\\===  \nthe ferry");
}

#[test]
fn what_ends_the_page_is_written() {
    let frame = "The old ferry left the harbour on Monday, for the first time in two years.";
    for end in
        ["<ul><li>oil and salt<li>", "<table><tr><td>Ellery<td>3<tr><td>Lindholm<td></td></tr></table>"]
    {
        let html = format!("<h1>Ferry</h1><p>{frame}</p><p>{frame} Again.</p>{end}");
        let page = Page::parse(&html, &Limits::default(), Interrupt::default()).expect("within limits");
        let cleaned = clean_page(&page, &Options::default()).expect("within limits");
        assert!(cleaned.markdown(&page).contains(frame));
    }
}
