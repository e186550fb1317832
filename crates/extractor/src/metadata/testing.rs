//! What a source offers for a page, for the tests of the sources.

use copydesk_cleaner::{Interrupt, Limits, Page, Tag};

use super::candidate::{Candidates, Field, Source};
use super::outline::Outline;
use super::regions::Regions;

/// The values that `collect` offers for a field of a page whose heading is its first `h1`.
pub(super) fn offered(
    html: &str,
    (field, source): (Field, Source),
    collect: impl FnOnce(&Page, &Outline, &Regions, &mut Candidates),
) -> Vec<String> {
    let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("within limits");
    let regions = Regions::of(&page, page.find(Tag::H1));
    let mut found = Candidates::default();
    collect(&page, &Outline::of(&page), &regions, &mut found);
    found.from(field, source).map(str::to_owned).collect()
}
