//! Properties that hold for any input: no panic, words out are a subsequence of words in, and cleaning
//! a cleaned text changes nothing.

use copydesk_cleaner::{Block, Options, Origin, Outcome, clean_html, clean_text};
use proptest::prelude::*;

/// Lines that the rules know, and lines of an article, mixed at random.
const LINES: &[&str] = &[
    "Ferry sails again after two years",
    "By Ida Falk",
    "March 5, 2024",
    "LINDHOLM — The old ferry left the harbour on Monday, for the first time in two years, with forty guests.",
    "Its captain, who had waited for the repair since spring, thanked the yard, the town and the cook.",
    "He declined.",
    "Nobody knows what comes next…",
    "Show More",
    "Related Articles",
    "Harbour tolls rise again",
    "The council wants more money for the quay and the…",
    "Leave a Reply",
    "Your email address will not be published. Required fields are marked *",
    "FacebookTwitterWhatsApp",
    "Leave a ReplyCancel reply",
    "He declined.Share this:FacebookTwitter",
    "# Ferry sails again",
    "[Related Articles](https://lindholm.example/related)",
    "* [Home](/) | [![The quay](quay.jpg)](/quay \"Quay\")",
    "**He [declined](/why).**",
    "© 2024 The Lindholm Post",
    "Back to top button",
    "Home » News » Harbour",
    "The quay in winter – archive photo",
    "- a rope",
    "- a lamp",
    "渡轮星期一早上两年来第一次离开港口，市民在码头迎接，船长向大家致谢。",
    "Паром впервые за два года вышел из гавани в понедельник утром, и капитан поблагодарил всех.",
    // Wrapped lines.
    "The yard that built it says that two of its bearings are worn, and that no\nother yard has the parts. It takes \
     twelve weeks to cast new ones. Until then\nthe ferry sails twice as often.",
    "> The council met on Tuesday evening in the old town hall and spoke about\n> the bridge for three hours, although \
     nobody had expected the matter to\n> take so long.",
    "> ",
    "> - an extra boat at eight, said the harbour office of the island of Lindholm",
    "costs nothing for people who live on the island, and the mayor thanked all",
    // Markdown.
    "# Ferry sails again",
    "## Related Articles",
    "* [Tolls rise](/tolls)\n\t* [Night ferry back in service](/night)",
    "![The quay](/quay.jpg)",
    "[Home](/) | [News](/news) | [Harbour](/harbour)",
    "The **old** ferry left the [harbour](/harbour) on Monday, for the first time in two years.",
    "| Day | Hour |\n|---|---|\n| Monday | 8 |",
    "```sh",
    "```",
    "~~~",
    "# sail",
    "",
];

fn text() -> impl Strategy<Value = String> {
    let separator = prop::sample::select(vec!["\n", "\n\n"]);
    prop::collection::vec((prop::sample::select(LINES), separator), 0..30)
        .prop_map(|lines| lines.into_iter().flat_map(|(line, separator)| [line, separator]).collect())
}

/// Pieces of markup, whole and broken.
const MARKUP: &[&str] = &[
    "<p>",
    "</p>",
    "<div class=related>",
    "</div>",
    "<table>",
    "<tr><td>",
    "</table>",
    "<ul><li>",
    "</ul>",
    "<nav>",
    "</nav>",
    "<br>",
    "<br><br>",
    "<h1>Ferry sails again</h1>",
    "<a href=/x>",
    "</a>",
    "<noscript><p>",
    "</noscript>",
    "<blockquote>",
    "</blockquote>",
    "<pre>",
    "</pre>",
    "<aside>",
    "<form><input type=email>",
    "</form>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<svg>",
    "<b",
    "&amp;",
    "&#0;",
    "\u{0}",
    "<span hidden>",
    "<span style='display: block'>",
    "<math><semantics><mi>v</mi><annotation encoding=application/x-tex>v</annotation></semantics></math>",
    "10<sup>6</sup>",
    "<div>",
    "<button aria-expanded=false>When does it sail?</button>",
    "</span>",
    "<template>",
    "<select><option>",
    "<title>Ferry sails again</title>",
    "<sup>[1]</sup>",
    "<img>",
    "<figure>",
    "<figcaption>",
    "The old ferry left the harbour on Monday, for the first time in two years.",
    "Show More",
    "12:40",
    "[ 1 ] [ 2 ] [ 3 ]",
];

fn markup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(MARKUP), 0..80).prop_map(|parts| parts.concat())
}

/// Longer lines of [`LINES`] are running text, below which other bylines may stand.
const RUNNING: usize = 60;

fn words(text: &str) -> Vec<String> {
    text.split(|ch: char| !ch.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn is_subsequence(short: &[String], long: &[String]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|word| rest.any(|other| other == word))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_cleaned_text_is_clean(text in text()) {
        let once = clean_text(&text, &Options::default()).text_with_headline();
        let twice = clean_text(&once, &Options::default()).text_with_headline();
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn words_of_a_cleaned_text_are_a_subsequence(text in text()) {
        let cleaned = clean_text(&text, &Options::default()).text_with_headline();
        prop_assert!(is_subsequence(&words(&cleaned), &words(&text)));
    }

    #[test]
    fn bylines_above_a_headline_go(text in text()) {
        let cleaned = clean_text(&text, &Options::default());
        let lines: Vec<_> = cleaned.blocks().iter().zip(cleaned.verdicts()).collect();
        let is_credit = |block: &Block| ["By Ida Falk", "March 5, 2024"].contains(&block.text.as_str());
        let headline = lines.iter().position(|(_, verdict)| verdict.outcome == Outcome::Headline);
        if let Some(headline) = headline.filter(|headline| !is_credit(lines[*headline].0)) {
            let above = lines[..headline].iter();
            let mut kept = above.filter(|(_, verdict)| verdict.is_kept()).map(|(block, _)| *block);
            prop_assert!(kept.by_ref().take_while(|block| block.text.len() < RUNNING).all(|block| !is_credit(block)));
        }
    }

    #[test]
    fn any_text_is_cleaned(text in "\\PC{0,400}") {
        let cleaned = clean_text(&text, &Options::default());
        prop_assert_eq!(cleaned.blocks().len(), cleaned.verdicts().len());
    }

    #[test]
    fn any_markup_is_cleaned(html in markup()) {
        let cleaned = clean_html(&html, &Options::default()).expect("within limits");
        prop_assert_eq!(cleaned.blocks().len(), cleaned.verdicts().len());
        let blocks: Vec<_> = cleaned.blocks().iter().map(|block| block.text.as_str()).collect();
        prop_assert!(is_subsequence(&words(&cleaned.text()), &words(&blocks.join("\n"))));
    }

    #[test]
    fn any_characters_are_a_page(html in "\\PC{0,300}") {
        prop_assert!(clean_html(&html, &Options::default()).is_ok());
    }
}

#[test]
fn paths_name_the_elements_from_the_root_or_the_last_of_them() {
    let path = |depth: usize| {
        let html = format!("<title>T</title>{}<p>The old ferry sails again.</p>", "<div>".repeat(depth));
        let cleaned = clean_html(&html, &Options::default()).expect("within limits");
        let block = cleaned.blocks().last().expect("a block").clone();
        match block.origin {
            Origin::Element(path) => path,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(path(1), "html/body/div/p");
    assert_eq!(path(61), format!("html/body{}/p", "/div".repeat(61)));
    assert_eq!(path(62), format!("…/body{}/p", "/div".repeat(62)));
    assert_eq!(path(300), format!("…{}/p", "/div".repeat(63)));
}
