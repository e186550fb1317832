//! The profile that `article:author` names by its address (ogp.me: an article's authors are profiles): the text of a link
//! to it in the page is the writer's name.

use copydesk_cleaner::{Attr, Page, Tag};

use super::candidate::{Candidates, Field, Source};
use super::outline::Outline;
use super::{people, text};

/// Letters of a path that tells one writer from others, at least.
const MIN_PATH: usize = 6;

/// Offers the names in links to the profiles.
pub(super) fn collect(page: &Page, outline: &Outline, found: &mut Candidates) {
    let profiles = found.from(Field::Author, Source::ArticleMeta).filter_map(path);
    let profiles: Vec<String> = profiles.filter(|path| path.len() >= MIN_PATH).map(str::to_owned).collect();
    if profiles.is_empty() {
        return;
    }
    for id in outline.marked.iter().copied().filter(|id| page.tag(*id) == Tag::A) {
        let href = page.attr(id, Attr::Href).unwrap_or_default().trim_end_matches('/');
        if profiles.iter().any(|profile| href.ends_with(profile.as_str())) {
            let name = text::fold_space(&page.text_content(id)).into_owned();
            if people::look_like_names(&name) {
                found.stand_at(Some(id));
                found.push(Field::Author, Source::Profile, &name);
            }
        }
    }
    found.stand_at(None);
}

/// The path of an address (`https://post.example/staff/ida-falk`).
fn path(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    Some(rest[rest.find('/')?..].trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::super::{open_graph, testing};
    use super::*;

    fn offered(html: &str) -> Vec<String> {
        testing::offered(html, (Field::Author, Source::Profile), |page, outline, _, found| {
            open_graph::collect(page, &outline.metas, found);
            collect(page, outline, found);
        })
    }

    #[test]
    fn the_link_to_the_profile_has_the_name() {
        let meta = "<meta property=article:author content=https://post.example/source/ida-falk>";
        let links = "<a href=/source/bo-ek>Bo Ek</a><a href=/source/ida-falk><img></a><a href=/source/ida-falk>Ida Falk</a>";
        assert_eq!(offered(&format!("{meta}{links}")), ["Ida Falk"]);
        assert_eq!(offered(links), [""; 0]);
        let front = "<meta property=article:author content=https://post.example/>";
        assert_eq!(offered(&format!("{front}<a href=/>Lindholm Post</a>")), [""; 0]);
    }
}
