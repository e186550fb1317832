//! Reads evaluation sets: what people say is on each page, and where its bytes lie.
//!
//! A set is a folder with `gold.jsonl` and `pages/ID.html`, or a sample folder in which each
//! `NAME.html` or `NAME.txt` has a `NAME.gold.json` beside it, at the top or one folder down.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::words::fold;

/// Sets whose gold texts mostly begin with the headline (up to 90 % of them): there the predicted
/// title is put first. In the others the headline is apart.
const HEADLINE_FIRST: [&str; 4] = ["daniel-", "cleaneval-", "cleanportaleval", "dragnet-"];

/// Suffix of a gold file in a sample folder.
const SAMPLE_GOLD: &str = ".gold.json";

/// Where the predicted headline goes before a text is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Headline {
    /// Before the text, unless the text begins with it.
    First,
    /// Scored as the title only.
    Apart,
}

impl Headline {
    /// The policy that the gold of a set calls for.
    fn of_set(name: &str) -> Self {
        if HEADLINE_FIRST.iter().any(|prefix| name.starts_with(prefix)) { Self::First } else { Self::Apart }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::First => "title first",
            Self::Apart => "title apart",
        }
    }
}

/// Where the bytes of a page lie and how they are read.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Html(PathBuf),
    PlainText(PathBuf),
}

impl Source {
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Html(path) | Self::PlainText(path) => path,
        }
    }
}

/// What people say about a page; absent parts are not scored.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Gold {
    pub(crate) id: String,
    pub(crate) url: Option<String>,
    pub(crate) text: Option<String>,
    /// Segments that must appear in the text.
    #[serde(rename = "with")]
    pub(crate) required: Option<Vec<String>>,
    /// Segments that must not appear.
    #[serde(rename = "without")]
    pub(crate) forbidden: Option<Vec<String>>,
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) page_type: Option<String>,
    #[serde(rename = "lang")]
    pub(crate) language: Option<String>,
}

/// One page of a set.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) gold: Gold,
    pub(crate) source: Source,
}

/// A set with its pages in the order of its gold.
#[derive(Debug)]
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) headline: Headline,
    pub(crate) pages: Vec<Page>,
}

impl Set {
    /// Reads the gold of a set; the pages themselves are read when they are extracted.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let absolute = folder.canonicalize().with_context(|| format!("no folder {}", folder.display()))?;
        let name = absolute.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let listed = folder.join("gold.jsonl");
        let pages = if listed.is_file() { read_listed(folder, &listed)? } else { read_sample(folder)? };
        if pages.is_empty() {
            bail!("{}: neither gold.jsonl nor NAME{SAMPLE_GOLD} files", folder.display());
        }
        Ok(Self { headline: Headline::of_set(&name), name, pages })
    }
}

/// Parses a file of one JSON value a line; blank lines are skipped.
pub(crate) fn read_jsonl<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let content = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let parse = |(index, line)| {
        serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), index + 1))
    };
    lines.map(parse).collect()
}

fn read_listed(folder: &Path, listed: &Path) -> Result<Vec<Page>> {
    let golds: Vec<Gold> = read_jsonl(listed)?;
    let pages = folder.join("pages");
    let locate = |gold: Gold| {
        let source = Source::Html(pages.join(format!("{}.html", gold.id)));
        Page { gold, source }
    };
    Ok(golds.into_iter().map(locate).collect())
}

fn read_sample(folder: &Path) -> Result<Vec<Page>> {
    let mut pages = Vec::new();
    for entry in sorted_entries(folder)? {
        let golds = if entry.is_dir() { sorted_entries(&entry)? } else { vec![entry] };
        for gold in golds.iter().filter(|path| path.to_string_lossy().ends_with(SAMPLE_GOLD)) {
            pages.push(read_sample_page(gold, folder)?);
        }
    }
    Ok(pages)
}

/// The entries of a folder by name, so that the order does not depend on the file system.
pub(crate) fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let context = || format!("cannot list {}", folder.display());
    let entries = fs::read_dir(folder).with_context(context)?;
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>().with_context(context)?;
    paths.sort();
    Ok(paths)
}

/// The parts of a sample's gold file that can be scored.
#[derive(Debug, Deserialize)]
struct SampleGold {
    url: Option<String>,
    language: Option<String>,
    page_type: Option<String>,
    title: Option<String>,
    #[serde(default)]
    authors: Vec<String>,
    published: Option<String>,
    text: Vec<String>,
    #[serde(default)]
    removed: Vec<Removed>,
}

#[derive(Debug, Deserialize)]
struct Removed {
    text: String,
}

fn read_sample_page(path: &Path, folder: &Path) -> Result<Page> {
    let content = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let sample: SampleGold = serde_json::from_str(&content).with_context(|| format!("{}", path.display()))?;
    let stem = path.to_string_lossy().strip_suffix(SAMPLE_GOLD).map(PathBuf::from).unwrap_or_default();
    let id = stem.strip_prefix(folder).unwrap_or(&stem).to_string_lossy().replace('\\', "/");
    let (html, text) = (PathBuf::from(format!("{}.html", stem.display())), stem.with_added_extension("txt"));
    let source = if html.is_file() { Source::Html(html) } else { Source::PlainText(text) };
    Ok(Page { gold: sample.into_gold(id), source })
}

impl SampleGold {
    /// Each block must appear whole and each removed text must not, unless the text or the headline
    /// holds the same words ("Share" may be noise and yet stand in a sentence).
    fn into_gold(self, id: String) -> Gold {
        let whole =
            fold(&format!("{}\n\n{}", self.title.as_deref().unwrap_or_default(), self.text.join("\n\n")));
        let removed = self.removed.into_iter().map(|removed| removed.text);
        Gold {
            id,
            url: self.url,
            required: Some(self.text.clone()),
            forbidden: Some(removed.filter(|text| !whole.contains(&fold(text))).collect()),
            text: Some(self.text.join("\n\n")),
            title: self.title,
            author: (!self.authors.is_empty()).then(|| self.authors.join(" ")),
            date: self.published,
            page_type: self.page_type,
            language: self.language,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_folder_is_a_set() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sample");
        let set = Set::read(&folder).expect("a set");
        let Page { gold, source } = &set.pages[0];
        assert_eq!((gold.id.as_str(), gold.text.as_deref()), ("texts/en-road", Some("One.\n\nTwo.")));
        assert_eq!(gold.forbidden.as_deref(), Some(&["Print".to_owned()][..]));
        assert!(matches!(source, Source::PlainText(path) if path.is_file()));
    }

    #[test]
    fn the_headline_policy_goes_by_the_name() {
        assert_eq!(Headline::of_set("daniel-a"), Headline::First);
        assert_eq!(Headline::of_set("wcxb-dev"), Headline::Apart);
    }
}
