//! The pages of a measurement: read into memory first, so that no disk is measured.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use copydesk_extractor::decode;

use crate::eval::sorted_entries;

/// The raw pages of a set.
#[derive(Debug)]
pub(super) struct Pages {
    pub(super) set: String,
    pub(super) bytes: Vec<Vec<u8>>,
}

impl Pages {
    /// Reads the HTML files of a folder, or of `pages` in it: all of them, or so many at even distances.
    pub(super) fn read(folder: &Path, count: Option<usize>) -> Result<Self> {
        let absolute = folder.canonicalize().with_context(|| format!("no folder {}", folder.display()))?;
        let inner = absolute.join("pages");
        let entries = sorted_entries(if inner.is_dir() { &inner } else { &absolute })?;
        let is_html = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "html");
        let all: Vec<PathBuf> = entries.into_iter().filter(is_html).collect();
        if all.is_empty() {
            bail!("{}: no HTML files, nor in a folder `pages` there", folder.display());
        }
        let chosen = evenly(all.len(), count.unwrap_or(all.len())).map(|index| &all[index]);
        let read = |path: &PathBuf| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
        let set = absolute.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Self { set, bytes: chosen.map(read).collect::<Result<_>>()? })
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Bytes of all pages.
    pub(super) fn size(&self) -> usize {
        self.bytes.iter().map(Vec::len).sum()
    }

    /// Writes the decoded pages for the peers, each after its length in eight bytes, lowest first.
    pub(super) fn write_decoded(&self, path: &Path) -> Result<()> {
        let context = || format!("cannot write {}", path.display());
        let mut file = BufWriter::new(File::create(path).with_context(context)?);
        for page in &self.bytes {
            let text = decode(page, None).text;
            file.write_all(&(text.len() as u64).to_le_bytes()).with_context(context)?;
            file.write_all(text.as_bytes()).with_context(context)?;
        }
        file.flush().with_context(context)
    }
}

/// Indices of `count` of `all` things at even distances.
fn evenly(all: usize, count: usize) -> impl Iterator<Item = usize> {
    let count = count.clamp(1, all);
    (0..count).map(move |index| index * all / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_pages_is_spread_over_all() {
        assert_eq!(evenly(10, 4).collect::<Vec<_>>(), [0, 2, 5, 7]);
        assert_eq!(evenly(3, 9).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn decoded_pages_follow_their_lengths() {
        let pages = Pages { set: "toy".into(), bytes: vec![b"<p>a".to_vec(), b"\xef\xbb\xbfb".to_vec()] };
        let path = std::env::temp_dir().join(format!("copydesk-bench-{}.bin", std::process::id()));
        pages.write_decoded(&path).expect("a file");
        let written = fs::read(&path).expect("the file");
        fs::remove_file(&path).expect("the file");
        assert_eq!(written, b"\x04\0\0\0\0\0\0\0<p>a\x01\0\0\0\0\0\0\0b");
    }
}
