//! The README's example: the page and text that it shows give the output that it shows.

use crate::workplace::Workplace;

const README: &str = include_str!("../README.md");

/// The code block behind a line that begins with `before`.
fn block(before: &str) -> &'static str {
    let place = README.find(before).unwrap_or_else(|| panic!("README has no {before:?}"));
    let code = README[place..].split_once("```").expect("a code block").1;
    let code = code.split_once('\n').expect("lines").1;
    code.split_once("```").expect("the end of the block").0
}

fn place() -> Workplace {
    let place = Workplace::new();
    place.write("page.html", block("A page, `page.html`"));
    place
}

#[test]
fn the_page_gives_the_text() {
    let finished = place().run(&["extract", "page.html"]).expect_code(0);
    assert_eq!(finished.stdout, block("`copydesk extract page.html`:"));
}

#[test]
fn the_page_gives_the_explanation() {
    let finished = place().run(&["extract", "page.html", "--explain"]).expect_code(0);
    assert_eq!(finished.stdout, block("`copydesk extract page.html --explain`"));
}

#[test]
fn the_scraped_text_becomes_what_it_says() {
    let place = Workplace::new();
    place.write("article.txt", block("Scraped text carries"));
    let finished = place.run(&["clean", "article.txt"]).expect_code(0);
    assert_eq!(finished.stdout, block("\nbecomes\n"));
}
