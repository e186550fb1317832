//! A candidate: the value that one source offers for one field. Sources collect, none decides.

use copydesk_cleaner::NodeId;

use super::text;

/// Longest value kept, in characters; a longer one is no metadata but a text in the wrong place.
const MAX_VALUE: usize = 5_000;
/// Most candidates kept for one page; real pages have fewer than a hundred.
const MAX_CANDIDATES: usize = 2_000;

/// What a candidate is offered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Url,
    Title,
    Author,
    Published,
    Modified,
    SiteName,
    Description,
    Image,
    License,
    Section,
    Tag,
    Language,
    /// What the page says it is ("product").
    Kind,
}

/// Where a candidate was found. Finer than the name that users see, so that one table can rank it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    JsonLd,
    /// A person, typed as such.
    JsonLdPerson,
    /// A person who contributed; counts where the byline names the person too.
    JsonLdContributor,
    /// An object of a kind that does not stand for the article itself (the page, the site, a list).
    JsonLdPage,
    OpenGraph,
    ArticleMeta,
    Twitter,
    DublinCore,
    Citation,
    /// The data that a Discourse forum preloads.
    Discourse,
    Parsely,
    Meta,
    /// `<meta name="date">` and the like: on many sites the day of the visit or of the last change.
    MetaLoose,
    Microdata,
    Rdfa,
    /// A `time` element that is marked as the date of publication.
    TimeMarked,
    /// A `time` element near the headline.
    Time,
    /// One far from it, and in a forum an element whose class says date.
    FarTime,
    RelAuthor,
    /// The same, or an element whose class says author, far from the headline.
    FarAuthor,
    RelTag,
    TitleElement,
    /// The `lang` attribute of the root element.
    HtmlLang,
    /// The block that the cleaner set apart.
    Headline,
    /// A heading element found in the page.
    Heading,
    /// A byline block that the cleaner dropped.
    Byline,
    /// An element near the headline whose class says author or date.
    BylineClass,
    /// A short line near the headline without such a class.
    Line,
    /// A link near the headline that leads to a person's page.
    PersonLink,
    /// A picture whose alternative text is a name that the text behind it repeats.
    Portrait,
    /// A name on a line of its own that a sentence behind it says more of.
    Bio,
    /// The name beside the first post of a thread.
    Opener,
    /// The site's name, where it is a person's.
    Owner,
    /// A link to the profile that the data of the page name as the author.
    Profile,
    /// The HTTP response.
    Header,
    Canonical,
    /// The link to the page's AMP version.
    Amp,
    /// The line that names the owner of the copyright.
    Copyright,
    /// The path of the address, or the address that the caller gave.
    Address,
    Text,
}

impl Field {
    /// The name in `Metadata::sources`.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Title => "title",
            Self::Author => "authors",
            Self::Published => "published",
            Self::Modified => "modified",
            Self::SiteName => "site_name",
            Self::Description => "description",
            Self::Image => "image_url",
            Self::License => "license",
            Self::Section => "section",
            Self::Tag => "tags",
            Self::Language => "declared_language",
            Self::Kind => "kind",
        }
    }
}

impl Source {
    /// The name that `Metadata::sources` shows.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::JsonLd | Self::JsonLdPerson | Self::JsonLdContributor | Self::JsonLdPage => "json-ld",
            Self::OpenGraph => "og",
            Self::ArticleMeta | Self::Profile => "article-meta",
            Self::Twitter => "twitter",
            Self::DublinCore => "dublin-core",
            Self::Citation => "citation",
            Self::Discourse => "discourse",
            Self::Parsely => "parsely",
            Self::Meta | Self::MetaLoose => "meta",
            Self::Microdata => "microdata",
            Self::Rdfa => "rdfa",
            Self::TimeMarked | Self::Time | Self::FarTime => "time",
            Self::RelAuthor | Self::FarAuthor => "rel-author",
            Self::RelTag => "rel-tag",
            Self::TitleElement => "title-element",
            Self::HtmlLang => "html-lang",
            Self::Headline | Self::Heading => "headline",
            Self::Byline | Self::BylineClass | Self::Line | Self::PersonLink => "byline",
            Self::Portrait => "portrait",
            Self::Bio => "bio",
            Self::Opener => "opener",
            Self::Owner => "owner",
            Self::Header => "http",
            Self::Canonical => "canonical",
            Self::Amp => "amp",
            Self::Copyright => "copyright",
            Self::Address => "url",
            Self::Text => "text",
        }
    }
}

/// One value from one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) field: Field,
    pub(super) source: Source,
    /// Entities decoded, white space folded; otherwise as the page has it.
    pub(super) value: String,
    /// Index of the node that holds it, where one does.
    pub(super) position: Option<usize>,
}

/// Every candidate of a page, in page order within a source.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    all: Vec<Candidate>,
    position: Option<usize>,
}

impl Candidates {
    /// Says which node holds the values that are added from here on; none ends it.
    pub(super) fn stand_at(&mut self, node: Option<NodeId>) {
        self.position = node.map(NodeId::index);
    }

    /// All candidates, in the order in which they were added.
    pub(super) fn all(&self) -> impl Iterator<Item = &Candidate> {
        self.all.iter()
    }

    /// Adds a value; an empty or overlong one is not a candidate.
    pub(super) fn push(&mut self, field: Field, source: Source, value: &str) {
        if self.all.len() >= MAX_CANDIDATES || value.len() > MAX_VALUE * 4 {
            return;
        }
        let value = text::plain(value);
        if !value.is_empty() && value.chars().count() <= MAX_VALUE {
            self.all.push(Candidate { field, source, value, position: self.position });
        }
    }

    /// The values that one source offers for a field.
    pub(super) fn from(&self, field: Field, source: Source) -> impl Iterator<Item = &str> {
        self.of(field)
            .filter(move |candidate| candidate.source == source)
            .map(|candidate| candidate.value.as_str())
    }

    /// All candidates for a field.
    pub(super) fn of(&self, field: Field) -> impl Iterator<Item = &Candidate> {
        self.all.iter().filter(move |candidate| candidate.field == field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_folded_and_empty_or_overlong_ones_refused() {
        let mut found = Candidates::default();
        found.push(Field::Title, Source::OpenGraph, " Tea &amp;\n cake ");
        found.push(Field::Title, Source::OpenGraph, " \n");
        found.push(Field::Title, Source::OpenGraph, &"x".repeat(MAX_VALUE + 1));
        assert_eq!(found.from(Field::Title, Source::OpenGraph).collect::<Vec<_>>(), ["Tea & cake"]);
        assert_eq!(found.from(Field::Title, Source::JsonLd).count(), 0);
    }
}
