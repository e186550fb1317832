//! Lines that recur on one site: a first pass over all documents counts, for each site, in how many
//! documents each line stands. The counts do not depend on the order of documents or threads.
//!
//! A line takes 24 bytes and its slot of the table. When the table outgrows its share of `--memory`, only
//! lines whose hash ends in a zero bit stay, then in two, and so on: fewer lines are known, but each
//! count stays right.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;

use copydesk_cleaner::{Block, Recurrence};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::{dedup::Fold, record::host_and_domain, source::Place};

/// Bytes that one line takes at worst, while the table doubles.
const BYTES_PER_LINE: usize = 75;

type Map<V> = HashMap<u64, V, BuildHasherDefault<Fold>>;

/// How often a line was seen.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    documents: u32,
    /// A bit for each content, by its hash: copies of one document set one bit (linear counting, Whang,
    /// Vander-Zanden & Taylor 1990). There are never more bits than different contents.
    contents: u64,
}

/// Counts of the lines of all sites.
#[derive(Debug, Default)]
pub(crate) struct SiteLines {
    lines: Map<Seen>,
    documents: Map<u32>,
    most_lines: usize,
    /// Lines whose hash has fewer zero bits at its end are not counted.
    level: u32,
}

/// The site that a document belongs to: its registrable domain or host; without an address the file of
/// many documents, or the folder, that it comes from.
pub(crate) fn site(url: Option<&str>, place: &Place) -> u64 {
    let by_address = url.and_then(|url| {
        let (host, domain) = host_and_domain(url);
        domain.or(host)
    });
    let name = by_address.unwrap_or_else(|| match place.offset {
        Some(_) => place.source.clone(),
        None => place.source.rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.to_owned()),
    });
    xxh3_64(name.as_bytes())
}

fn key(site: u64, line: &str) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(&site.to_le_bytes());
    hash.update(line.as_bytes());
    hash.digest()
}

/// The lines of one document, ready to be counted.
pub(crate) struct Lines {
    site: u64,
    content: u64,
    keys: Vec<u64>,
}

impl Lines {
    pub(crate) fn of(site: u64, blocks: &[Block]) -> Self {
        let mut seen = HashSet::new();
        let keys = blocks.iter().map(|block| key(site, &block.text)).filter(|key| seen.insert(*key));
        let mut content = Xxh3::new();
        for block in blocks {
            content.update(block.text.as_bytes());
        }
        Self { site, keys: keys.collect(), content: content.digest() }
    }
}

impl SiteLines {
    /// Empty counts that may take so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        Self { most_lines: (bytes / BYTES_PER_LINE).max(1), ..Self::default() }
    }

    /// Counts the lines of a document, each once.
    pub(crate) fn add(&mut self, document: Lines) {
        *self.documents.entry(document.site).or_default() += 1;
        for key in document.keys.into_iter().filter(|key| key.trailing_zeros() >= self.level) {
            let seen = self.lines.entry(key).or_default();
            seen.documents += 1;
            seen.contents |= 1 << (document.content % u64::from(u64::BITS));
        }
        while self.lines.len() > self.most_lines {
            self.level += 1;
            let level = self.level;
            self.lines.retain(|key, _| key.trailing_zeros() >= level);
        }
    }

    /// Forgets lines until no more than one in so many is known, as in a run with less memory; false where fewer are
    /// known already.
    pub(crate) fn thin_to(&mut self, one_in: u64) -> bool {
        let level = one_in.trailing_zeros();
        let is_possible = self.level <= level;
        if self.level < level {
            self.level = level;
            self.lines.retain(|key, _| key.trailing_zeros() >= level);
        }
        is_possible
    }

    /// One in so many lines is known; the others did not fit.
    pub(crate) fn known_one_in(&self) -> u64 {
        1 << self.level
    }

    /// How common a line is on a site.
    pub(crate) fn recurrence(&self, site: u64, line: &str) -> Recurrence {
        let Some(seen) = self.lines.get(&key(site, line)) else { return Recurrence::default() };
        let all = self.documents.get(&site).copied().unwrap_or(1).max(1);
        Recurrence { documents: seen.contents.count_ones(), share: seen.documents as f32 / all as f32 }
    }
}

#[cfg(test)]
mod tests {
    use copydesk_cleaner::{BlockKind, Origin};

    use super::*;

    fn document(site: u64, lines: &[String]) -> Lines {
        let block = |text: &String| Block {
            kind: BlockKind::Paragraph,
            text: text.clone(),
            origin: Origin::Lines(0..1),
            source: None,
        };
        Lines::of(site, &lines.iter().map(block).collect::<Vec<_>>())
    }

    #[test]
    fn copies_of_a_document_count_once() {
        let mut lines = SiteLines::new(1 << 20);
        for _ in 0..10 {
            lines.add(document(1, &["same".into(), "same".into()]));
        }
        lines.add(document(2, &["same".into()]));
        assert_eq!(lines.recurrence(1, "same"), Recurrence { documents: 1, share: 1.0 });
        assert_eq!(lines.recurrence(1, "other"), Recurrence::default());
    }

    #[test]
    fn full_tables_know_fewer_lines_and_the_same_in_any_order() {
        let all: Vec<Vec<String>> = (0..50)
            .map(|at| vec!["menu".to_owned(), format!("line {at}"), format!("pair {}", at / 2)])
            .collect();
        let count = |order: &mut dyn Iterator<Item = &Vec<String>>| {
            let mut lines = SiteLines::new(40 * BYTES_PER_LINE);
            order.for_each(|document_lines| lines.add(document(7, document_lines)));
            assert!(lines.lines.len() <= 40 && lines.level > 0);
            all.iter().flatten().map(|line| lines.recurrence(7, line)).collect::<Vec<_>>()
        };
        let forward = count(&mut all.iter());
        assert_eq!(forward, count(&mut all.iter().rev()));
        assert!(forward.iter().any(|found| found.documents > 0));
        let (mut large, mut small) = (SiteLines::new(1 << 20), SiteLines::new(40 * BYTES_PER_LINE));
        for lines in &all {
            large.add(document(7, lines));
            small.add(document(7, lines));
        }
        assert!(!small.thin_to(large.known_one_in()), "what is forgotten does not come back");
        assert!(large.thin_to(small.known_one_in()));
        let thinned: Vec<_> = all.iter().flatten().map(|line| large.recurrence(7, line)).collect();
        assert_eq!(forward, thinned);
    }

    #[test]
    fn sites_are_domains_or_files_or_folders() {
        let place = |source: &str, offset| Place { source: source.into(), offset, ..Place::default() };
        let of = |url: Option<&str>, source, offset| site(url, &place(source, offset));
        assert_eq!(
            of(Some("https://www.example.co.uk/a"), "x", None),
            of(Some("http://example.co.uk/b"), "y", Some(0))
        );
        assert_eq!(of(None, "dump.jsonl", Some(0)), of(None, "dump.jsonl", Some(9)));
        assert_eq!(of(None, "site/a.txt", None), of(None, "site/b.txt", None));
        assert_ne!(of(None, "one/a.txt", None), of(None, "two/a.txt", None));
    }
}
