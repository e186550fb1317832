//! Files of a folder, recursively, in the byte order of their paths. Only the names of the folders on
//! the current path are held. Links to files are followed, links to folders are not: so there are no
//! loops and no file is read twice.

use std::{fs, io, path::Path, path::PathBuf, vec};

use crate::rejects::Reason;

/// Extensions of files that are read from folders, without a compression suffix.
const EXTENSIONS: [&str; 10] =
    ["html", "htm", "xhtml", "txt", "text", "jsonl", "ndjson", "warc", "wet", "parquet"];
/// Suffixes of compressed files.
const COMPRESSIONS: [&str; 4] = ["gz", "zst", "bz2", "xz"];

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    /// Where it is; `-` for standard input.
    pub(super) path: PathBuf,
    /// How it is called in the output.
    pub(super) source: String,
    /// Its size on disk, 0 where that is not known.
    pub(super) size: u64,
}

/// What is found on the way through a folder.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A file to read.
    File(File),
    /// Something that should be read and cannot be.
    Bad { source: String, reason: Reason, detail: String },
    /// A file of another kind: its extension.
    Skipped(String),
}

impl Found {
    /// The file at `path`, following links.
    pub(super) fn file(path: PathBuf, source: String) -> Self {
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() => Self::File(File { path, source, size: metadata.len() }),
            Ok(_) => Self::Bad { source, reason: Reason::NotAFile, detail: "not a regular file".into() },
            Err(error) => Self::unreadable(source, &error),
        }
    }

    /// An entry that the operating system refuses to show.
    pub(super) fn unreadable(source: String, error: &io::Error) -> Self {
        Self::Bad { source, reason: Reason::Unreadable, detail: error.to_string() }
    }
}

/// The extension of a file that is read only when it is asked for by name; none when it is one of ours.
fn foreign_extension(name: &str) -> Option<String> {
    let mut rest = name.to_ascii_lowercase();
    let mut suffix = String::new();
    if let Some((stem, end)) = rest.rsplit_once('.')
        && COMPRESSIONS.contains(&end)
    {
        suffix = format!(".{end}");
        rest = stem.to_owned();
    }
    match rest.rsplit_once('.') {
        Some((_, end)) if EXTENSIONS.contains(&end) => None,
        Some((_, end)) => Some(format!(".{end}{suffix}")),
        None if suffix.is_empty() => Some("(none)".to_owned()),
        None => Some(suffix),
    }
}

/// The iterator over one folder.
pub(super) struct Walk {
    /// Folders on the current path, each with what is left of it.
    stack: Vec<vec::IntoIter<Entry>>,
    /// A folder that is never entered: the output.
    except: Option<PathBuf>,
    /// Yielded before all else: the folder itself when it cannot be read.
    bad: Option<Found>,
}

struct Entry {
    /// Name for sorting: folders end in `/`, so that the order is that of whole paths.
    key: Vec<u8>,
    path: PathBuf,
    source: String,
    kind: Kind,
}

enum Kind {
    Folder,
    File,
    Bad(Reason, String),
}

impl Walk {
    /// Starts in `folder`, called `source` in the output.
    pub(super) fn new(folder: &Path, source: &str, except: Option<PathBuf>) -> Self {
        let mut walk = Self { stack: Vec::new(), except, bad: None };
        walk.enter(folder, source);
        walk
    }

    fn enter(&mut self, folder: &Path, source: &str) {
        match list(folder, source) {
            Ok(entries) => self.stack.push(entries.into_iter()),
            Err(error) => self.bad = Some(Found::unreadable(source.to_owned(), &error)),
        }
    }

    fn is_excepted(&self, folder: &Path) -> bool {
        let Some(except) = &self.except else { return false };
        folder.file_name() == except.file_name() && fs::canonicalize(folder).is_ok_and(|path| path == *except)
    }
}

/// Reads the names in a folder, sorted.
fn list(folder: &Path, source: &str) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        let kind = match entry.file_type() {
            Ok(kind) if kind.is_dir() => Kind::Folder,
            Ok(kind) if kind.is_symlink() => match fs::metadata(&path) {
                Ok(target) if target.is_dir() => Kind::Bad(
                    Reason::LinkedFolder,
                    "links to folders are not followed; name the folder as an input of its own".into(),
                ),
                Ok(_) => Kind::File,
                Err(error) => Kind::Bad(Reason::Unreadable, format!("link: {error}")),
            },
            Ok(_) => Kind::File,
            Err(error) => Kind::Bad(Reason::Unreadable, error.to_string()),
        };
        let mut key = name.as_encoded_bytes().to_vec();
        if matches!(kind, Kind::Folder) {
            key.push(b'/');
        }
        let source = format!("{source}/{}", name.to_string_lossy());
        entries.push(Entry { key, path, source, kind });
    }
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(entries)
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if let Some(bad) = self.bad.take() {
                return Some(bad);
            }
            let Some(entry) = self.stack.last_mut()?.next() else {
                self.stack.pop();
                continue;
            };
            match entry.kind {
                Kind::Folder if self.is_excepted(&entry.path) => {}
                Kind::Folder => self.enter(&entry.path, &entry.source),
                Kind::Bad(reason, detail) => {
                    return Some(Found::Bad { source: entry.source, reason, detail });
                }
                Kind::File => {
                    let name = entry.path.file_name().unwrap_or_default().to_string_lossy();
                    return Some(match foreign_extension(&name) {
                        Some(extension) => Found::Skipped(extension),
                        None => Found::file(entry.path, entry.source),
                    });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    fn walk(folder: &Path, except: Option<PathBuf>) -> Vec<String> {
        let describe = |found| match found {
            Found::File(file) => format!("{} {}", file.source, file.size),
            Found::Bad { source, reason, .. } => format!("{source} {}", reason.as_str()),
            Found::Skipped(extension) => format!("skip {extension}"),
        };
        Walk::new(folder, "in", except).map(describe).collect()
    }

    #[test]
    fn extensions_are_seen_through_compression() {
        let cases = [
            ("a.html", None),
            ("A.HTM", None),
            ("a.txt.gz", None),
            ("a.jsonl.zst", None),
            ("a.css", Some(".css")),
            ("a.tar.gz", Some(".tar.gz")),
            ("README", Some("(none)")),
            ("html", Some("(none)")),
            ("dump.gz", Some(".gz")),
        ];
        for (name, expected) in cases {
            assert_eq!(foreign_extension(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn paths_come_in_byte_order() {
        let folder = Scratch::new();
        let root = folder.path();
        for name in ["b.html", "a/z.html", "a.html", "a/b/c.txt", "a-b.html", "x.css", "out/data/old.html"] {
            let path = root.join(name);
            fs::create_dir_all(path.parent().expect("parent")).expect("folder made");
            fs::write(path, "1234").expect("file written");
        }
        let except = fs::canonicalize(root.join("out")).ok();
        let expected =
            ["in/a-b.html 4", "in/a.html 4", "in/a/b/c.txt 4", "in/a/z.html 4", "in/b.html 4", "skip .css"];
        assert_eq!(walk(root, except), expected);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_to_files_only() {
        let folder = Scratch::new();
        let root = folder.path();
        fs::write(root.join("a.html"), "12").expect("file written");
        std::os::unix::fs::symlink(root.join("a.html"), root.join("b.html")).expect("link made");
        std::os::unix::fs::symlink(root, root.join("loop")).expect("link made");
        std::os::unix::fs::symlink(root.join("gone"), root.join("lost.html")).expect("link made");
        let expected = ["in/a.html 2", "in/b.html 2", "in/loop linked-folder", "in/lost.html unreadable"];
        assert_eq!(walk(root, None), expected);
    }

    #[test]
    fn a_folder_that_is_gone_is_reported() {
        assert_eq!(walk(Path::new("/nowhere/at/all"), None), ["in unreadable"]);
    }
}
