//! Portraits of writers: a picture whose alternative text is a person's name, with the same name in the text right
//! behind it. Author boxes without a telling class are known by it.

use copydesk_cleaner::{Attr, NodeId, Page, Tag};

use super::candidate::{Candidates, Field, Source};
use super::outline::Outline;
use super::regions::Regions;
use super::{people, text};

/// Nodes behind the picture among which the name stands.
const REACH: usize = 16;
/// Bytes of an alternative text that is a name.
const MAX_NAME: usize = 60;
/// What plugins for author boxes write before the name.
const LABELS: &[&str] = &[
    "Picture of ",
    "Photo of ",
    "Image of ",
    "Portrait of ",
    "Headshot of ",
    "Avatar of ",
    "Avatar for ",
    "Avatar photo ",
    "Author ",
    "Profile picture of ",
    "Foto von ",
    "Bild von ",
    "Photo de ",
    "Foto de ",
];
/// How words begin in classes of parts in which portraits are of others: customers, staff, speakers.
const OTHERS: &[&str] =
    &["testimonial", "review", "quote", "customer", "team", "speaker", "comment", "slide"];
/// Elements above a picture that are looked at for these words.
const LEVELS: usize = 8;

/// Offers the names behind pictures.
pub(super) fn collect(page: &Page, outline: &Outline, regions: &Regions, found: &mut Candidates) {
    for id in outline.pictures.iter().copied().filter(|id| !regions.is_foreign(*id)) {
        let alt = page.attr(id, Attr::Alt).unwrap_or_default().trim();
        let alt = LABELS.iter().find_map(|label| alt.strip_prefix(label)).unwrap_or(alt);
        // Most alternative texts are a word or a sentence: the cheap question first.
        if alt.len() > MAX_NAME || !alt.contains(' ') || !people::begins_with_given_name(alt) {
            continue;
        }
        let behind = page.behind(id).take(REACH);
        let is_name = |text: &NodeId| text::fold_space(page.text(*text)) == alt;
        let named = behind.filter(|node| page.tag(*node) == Tag::Text).any(|text| is_name(&text));
        if named && !is_of_others(page, id) {
            found.stand_at(Some(id));
            found.push(Field::Author, Source::Portrait, alt);
        }
    }
    found.stand_at(None);
}

fn is_of_others(page: &Page, id: NodeId) -> bool {
    page.ancestors(id).skip(1).take(LEVELS).any(|above| {
        let class = page.attr(above, Attr::Class).unwrap_or_default().to_ascii_lowercase();
        let mut words = class.split(|ch: char| !ch.is_ascii_alphanumeric());
        page.tag(above) == Tag::Blockquote
            || words.any(|word| OTHERS.iter().any(|beginning| word.starts_with(beginning)))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    fn offered(html: &str) -> Vec<String> {
        testing::offered(html, (Field::Author, Source::Portrait), collect)
    }

    #[test]
    fn a_picture_named_like_the_text_behind_it_is_a_portrait() {
        let html = "<h1>T</h1><img alt='Photo of Anna Falk'><div><p>Anna Falk</p><p>Sails</p></div>";
        assert_eq!(offered(html), ["Anna Falk"]);
        assert_eq!(offered("<h1>T</h1><img alt='Anna Falk'><p>The ferry sails.</p>"), [""; 0]);
        assert_eq!(offered("<h1>T</h1><img alt='Old ferry'><p>Old ferry</p>"), [""; 0]);
        let customer = "<h1>T</h1><div class=testimonials><img alt='Anna Falk'><p>Anna Falk</p></div>";
        assert_eq!(offered(customer), [""; 0]);
        let preview = "<h1>T</h1><div class=post-preview><img alt='Anna Falk'><p>Anna Falk</p></div>";
        assert_eq!(offered(preview), ["Anna Falk"]);
    }
}
