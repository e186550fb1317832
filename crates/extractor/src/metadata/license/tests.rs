//! Links to licences, one line of a page per case.

use super::*;
use crate::metadata::candidate::{Field, Source};
use crate::metadata::{document, testing};

const LINK: &str = r#"<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY</a>"#;

/// The licences that links offer for a page with a line, in which `LINK` stands for one.
fn offered(line: &str) -> usize {
    let html = format!("<h1>Ferry sails again</h1><p>Text.</p>{}", line.replace("LINK", LINK));
    testing::offered(&html, (Field::License, Source::Meta), document::collect).len()
}

#[test]
fn licences_of_parts_are_not_those_of_the_text() {
    for line in [
        "<figure><figcaption>Max Roe, LINK</figcaption></figure>",
        "<p>Photo: Max Roe, LINK</p>",
        "<p>Photography by Max Roe, LINK</p>",
        "<p>By Max Roe - Own work, LINK</p>",
        "<p>Max Roe (LINK) via Wikimedia Commons</p>",
        "<p>Videos: LINK</p>",
        "<p>Logo: LINK</p>",
        "<p>Map data by OpenStreetMap, LINK</p>",
        "<p>Beitragsbild: Max Roe, LINK</p>",
        "<p>Bildnachweis: Max Roe, LINK</p>",
        "<p>Фотографии: Макс Рё, LINK</p>",
        "<p>写真：山田太郎 LINK</p>",
        "<p>图片：林达 LINK</p>",
        "<footer><p>Fonts under LINK. All rights reserved.</p></footer>",
        "<footer><p>Plugins under LINK. All rights reserved.</p></footer>",
        "<p class=wp-caption-text>Max Roe, LINK</p>",
        "<p>The ferry. <span class=photo-credit>Max Roe, LINK</span></p>",
        "<div class='media image-caption'><p>Max Roe, LINK</p></div>",
    ] {
        assert_eq!(offered(line), 0, "{line}");
    }
}

#[test]
fn licences_of_the_text_stay_beside_words_about_its_parts() {
    for line in [
        "LINK",
        "<p>This work is licensed under LINK.</p>",
        "<p>Text and images are licensed under LINK.</p>",
        "<p>Texte und Bilder stehen unter LINK.</p>",
        "<p>Except for images, content is under LINK.</p>",
        "<p>This is an open access article under LINK. Data availability: all data and images are here.</p>",
        "<p><span>Data for everyone</span> by Jane Doe is licensed under a LINK.</p>",
        "<p>Licensed under LINK using the Minima theme.</p>",
        "<p>Licensed under LINK. Lindholm is a trademark of the Wikimedia Foundation.</p>",
        "<p>A project of the Wikimedia Foundation under LINK.</p>",
        "<p>Textes sous LINK ; crédits photos : Max Roe</p>",
        "<p>文章和图片：LINK</p>",
        "<footer class=footer-credits><p>Licensed under LINK.</p></footer>",
        "<div class=site-credits>Licensed under LINK.</div>",
        "<article class='post category-credit-cards'><p>Licensed under LINK.</p></article>",
        "<article class='post category-caption'><p>Licensed under LINK.</p></article>",
        "<div><p>Photo: Max Roe</p>Licensed under LINK.</div>",
    ] {
        assert_eq!(offered(line), 1, "{line}");
    }
}

/// Reading the whole line for each link would take minutes.
#[test]
fn lines_of_any_number_of_links_and_words_are_read_near_the_links_only() {
    let words = "the ferry sails again ".repeat(200_000);
    let blanks = " ".repeat(1_000_000);
    for line in [words, blanks + "x"] {
        let linked = "<a href=https://creativecommons.org/licenses/by/4.0/ rel=license></a>";
        let html = format!("<h1>T</h1><div>{line}{}</div>", linked.repeat(10_000));
        let found = testing::offered(&html, (Field::License, Source::Meta), document::collect);
        assert_eq!(found.len(), MAX_LINKS);
    }
}
