//! Open Graph (ogp.me), the `article:` properties and Twitter cards.

use std::sync::LazyLock;

use copydesk_cleaner::{Attr, NodeId, Page};
use rustc_hash::FxHashMap;

use super::candidate::{Candidates, Field, Source};
use super::{people, tags};

/// Property to field. Source: ogp.me, developer.x.com card markup; the odd spellings occur on the web.
const PROPERTIES: &[(&str, Field, Source)] = &[
    ("og:title", Field::Title, Source::OpenGraph),
    ("og:type", Field::Kind, Source::OpenGraph),
    ("og:url", Field::Url, Source::OpenGraph),
    ("og:site_name", Field::SiteName, Source::OpenGraph),
    ("og:description", Field::Description, Source::OpenGraph),
    ("og:image", Field::Image, Source::OpenGraph),
    ("og:image:url", Field::Image, Source::OpenGraph),
    ("og:image:secure_url", Field::Image, Source::OpenGraph),
    ("og:locale", Field::Language, Source::OpenGraph),
    ("og:updated_time", Field::Modified, Source::OpenGraph),
    ("og:modified_time", Field::Modified, Source::OpenGraph),
    ("og:published_time", Field::Published, Source::ArticleMeta),
    ("og:article:published_time", Field::Published, Source::ArticleMeta),
    ("og:article:modified_time", Field::Modified, Source::ArticleMeta),
    ("og:article:author", Field::Author, Source::ArticleMeta),
    ("article:published_time", Field::Published, Source::ArticleMeta),
    ("article:published", Field::Published, Source::ArticleMeta),
    ("article:publish_time", Field::Published, Source::ArticleMeta),
    ("article:modified_time", Field::Modified, Source::ArticleMeta),
    ("article:modified", Field::Modified, Source::ArticleMeta),
    ("article:author", Field::Author, Source::ArticleMeta),
    ("article:author_name", Field::Author, Source::ArticleMeta),
    ("article:author:name", Field::Author, Source::ArticleMeta),
    ("article:section", Field::Section, Source::ArticleMeta),
    ("og:article:section", Field::Section, Source::ArticleMeta),
    ("og:article:tag", Field::Tag, Source::ArticleMeta),
    ("article:tag", Field::Tag, Source::ArticleMeta),
    ("book:author", Field::Author, Source::ArticleMeta),
    ("video:tag", Field::Tag, Source::ArticleMeta),
    ("twitter:title", Field::Title, Source::Twitter),
    ("twitter:description", Field::Description, Source::Twitter),
    ("twitter:image", Field::Image, Source::Twitter),
    ("twitter:image:src", Field::Image, Source::Twitter),
];

/// The same, to be looked up.
static BY_NAME: LazyLock<FxHashMap<&str, (Field, Source)>> =
    LazyLock::new(|| PROPERTIES.iter().map(|(name, field, source)| (*name, (*field, *source))).collect());

/// End of the properties in which Korean blog hosts name the writer.
const NICKNAME: &str = "blog:nickname";

/// Reads the `meta` elements whose `property` or `name` is in the table.
pub(super) fn collect(page: &Page, metas: &[NodeId], found: &mut Candidates) {
    // The vocabulary has one element for each; only sites that have one for all join them with commas.
    let is_tag = |id: &&NodeId| page.attr(**id, Attr::Property).is_some_and(|name| name.ends_with(":tag"));
    let several_tags = metas.iter().filter(is_tag).count() > 1;
    for id in metas {
        found.stand_at(Some(*id));
        for name in [Attr::Property, Attr::Name].iter().filter_map(|attr| page.attr(*id, *attr)) {
            offer(page, *id, &name.trim().to_lowercase(), several_tags, found);
        }
    }
    found.stand_at(None);
    labelled(page, metas, found);
}

/// Twitter cards of publishing systems carry labelled lines; one of them is the author's.
fn labelled(page: &Page, metas: &[NodeId], found: &mut Candidates) {
    let content = |name: &str| {
        let id = metas.iter().find(|id| page.attr(**id, Attr::Name) == Some(name))?;
        page.attr(*id, Attr::Content)
    };
    for (label, data) in [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")] {
        if let (Some(label), Some(data)) = (content(label), content(data))
            && people::is_bare_prefix(label)
        {
            found.push(Field::Author, Source::Twitter, data);
        }
    }
}

fn offer(page: &Page, id: NodeId, name: &str, several_tags: bool, found: &mut Candidates) {
    let Some(content) = page.attr(id, Attr::Content) else { return };
    if name == "twitter:creator" && content.contains(' ') && !content.contains('@') {
        // Some sites write the name in place of the account.
        found.push(Field::Author, Source::Twitter, content);
    }
    if name.ends_with(NICKNAME) {
        found.push(Field::Author, Source::ArticleMeta, content);
    }
    let Some((field, source)) = BY_NAME.get(name) else { return };
    if *field == Field::Tag {
        if several_tags {
            found.push(*field, *source, content);
        } else {
            tags::offer(content, *source, found);
        }
    } else {
        found.push(*field, *source, content);
    }
}
