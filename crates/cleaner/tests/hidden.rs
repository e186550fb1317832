//! What a browser does not show: text that a script will bring to its place stays, noise goes, and nested
//! raw text does not take quadratic time.

use copydesk_cleaner::{Limits, Options, clean_html};

const STORY: &str =
    "<p>The old ferry left the harbour of Lindholm on Monday, for the first time in two years.</p>
    <p>Its captain, who had waited for the repair since spring, thanked the yard and the town.</p>";

#[test]
fn segments_that_react_streams_are_text() {
    let others = "<p>Before the first war, a second ferry crossed the sound, which nobody remembers now.</p>";
    let html = format!(
        "<main><h1>Ferry sails again</h1>{others}{others}<template id=B:0></template></main>
         <div hidden id=S:0>{STORY}</div><div hidden id=menu><p>Choose the edition that you want.</p></div>"
    );
    let text = clean_html(&html, &Options::default()).expect("within limits").text();
    assert!(text.contains("The old ferry left"), "{text}");
    assert!(!text.contains("Choose the edition"), "{text}");
}

#[test]
fn noscript_inside_noscript_is_not_read_again() {
    let nest = format!("{STORY}{}", "x<noscript>".repeat(100_000));
    let text = clean_html(&nest, &Options::default()).expect("within limits").text();
    assert!(text.starts_with("The old ferry"), "{text}");
}

#[test]
fn limits_of_the_page_hold_for_its_noscript() {
    let nest = format!("{STORY}<noscript>{}Deep down.</noscript>", "<div>.".repeat(400));
    let limits = Limits { nodes: 200, ..Limits::default() };
    let cleaned = clean_html(&nest, &Options { limits, ..Options::default() }).expect("within limits");
    assert!(cleaned.blocks().iter().all(|block| !block.text.contains("Deep down")));
}
