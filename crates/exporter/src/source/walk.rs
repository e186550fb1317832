//! Files of a folder, recursively, in the byte order of their paths. Only the names of the folders on
//! the current path are held. Links to files are followed, links to folders are not: so there are no
//! loops and no file is read twice.

use std::{
    cmp::Ordering,
    ffi::{OsStr, OsString},
    fs, io,
    path::Path,
    path::PathBuf,
    vec,
};

use crate::{hexadecimal::hexadecimal, rejects::Reason};

/// Extensions of files that are read from folders, without a compression suffix.
const EXTENSIONS: [&str; 10] =
    ["html", "htm", "xhtml", "txt", "text", "jsonl", "ndjson", "warc", "wet", "parquet"];
/// Suffixes of compressed files.
pub(super) const COMPRESSIONS: [&str; 4] = ["gz", "zst", "bz2", "xz"];

/// Longest extension that is counted under its own name; saved addresses end in anything ("index.php?id=5").
const MOST_EXTENSION: usize = 10;
/// What is counted in place of such an ending.
const ODD_ENDING: &str = "(other)";

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    /// Where it is; `-` for standard input.
    pub(super) path: PathBuf,
    /// How it is called in the output.
    pub(super) source: String,
    /// Its size on disk, 0 where that is not known.
    pub(super) size: u64,
    /// Whether it is an input of its own.
    pub(super) is_named: bool,
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
            Ok(metadata) if metadata.is_file() => {
                Self::File(File { path, source, size: metadata.len(), is_named: false })
            }
            Ok(_) => Self::Bad { source, reason: Reason::NotAFile, detail: "not a regular file".into() },
            Err(error) => Self::unreadable(source, &error),
        }
    }

    /// The same, or a pipe or device that is named as the only input ("<(…)" in a shell).
    pub(super) fn file_or_stream(path: PathBuf, source: String) -> Self {
        match fs::metadata(&path) {
            Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => {
                Self::File(File { path, source, size: 0, is_named: true })
            }
            _ => Self::file(path, source),
        }
    }

    /// What it is as an input of its own.
    pub(super) fn named(self) -> Self {
        match self {
            Self::File(file) => Self::File(File { is_named: true, ..file }),
            other => other,
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
        // Packed, it is a set of lines (as C4 names them); by itself mostly the settings of a program.
        Some((_, "json")) if !suffix.is_empty() => None,
        Some((_, end)) if is_extension(end) => Some(format!(".{end}{suffix}")),
        Some(_) => Some(ODD_ENDING.to_owned()),
        None if suffix.is_empty() => Some("(none)".to_owned()),
        None => Some(suffix),
    }
}

/// Whether what stands behind a point names a kind of file, of which there are few.
fn is_extension(end: &str) -> bool {
    end.len() <= MOST_EXTENSION
        && end.starts_with(|first: char| first.is_ascii_alphabetic())
        && end.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The name of a file as text. Bytes that are no UTF-8 are written like `\xe9`, so that the file can be found and no
/// two such names become one.
pub(super) fn readable(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str("\\x");
            text.push_str(&hexadecimal(&[*byte]));
        }
    }
    text
}

/// The iterator over one folder.
pub(super) struct Walk {
    /// Folders on the current path.
    stack: Vec<Folder>,
    /// A folder that is never entered: the output.
    except: Option<PathBuf>,
    /// Yielded before all else: the folder itself when it cannot be read.
    bad: Option<Found>,
}

/// A folder and what is left of it. There may be millions of names, so they are all that is held.
struct Folder {
    path: PathBuf,
    source: String,
    entries: vec::IntoIter<Entry>,
}

struct Entry {
    name: OsString,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Folder,
    Link,
    /// Or something of which the operating system does not say what it is.
    File,
}

impl Entry {
    /// By the bytes of whole paths, in which `/` stands behind the name of a folder.
    fn compare(&self, other: &Self) -> Ordering {
        self.key().cmp(other.key())
    }

    fn key(&self) -> impl Iterator<Item = &u8> {
        let end: &[u8] = if self.kind == Kind::Folder { b"/" } else { b"" };
        self.name.as_encoded_bytes().iter().chain(end)
    }
}

impl Walk {
    /// Starts in `folder`, called `source` in the output.
    pub(super) fn new(folder: &Path, source: &str, except: Option<PathBuf>) -> Self {
        let mut walk = Self { stack: Vec::new(), except, bad: None };
        walk.enter(folder.to_owned(), source.to_owned());
        walk
    }

    fn enter(&mut self, path: PathBuf, source: String) {
        match list(&path) {
            Ok(entries) => self.stack.push(Folder { path, source, entries: entries.into_iter() }),
            Err(error) => self.bad = Some(Found::unreadable(source, &error)),
        }
    }

    fn is_excepted(&self, folder: &Path) -> bool {
        let Some(except) = &self.except else { return false };
        folder.file_name() == except.file_name() && fs::canonicalize(folder).is_ok_and(|path| path == *except)
    }
}

/// Reads the names in a folder, sorted.
fn list(folder: &Path) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = match entry.file_type() {
            Ok(kind) if kind.is_dir() => Kind::Folder,
            Ok(kind) if kind.is_symlink() => Kind::Link,
            _ => Kind::File,
        };
        entries.push(Entry { name: entry.file_name(), kind });
    }
    entries.sort_unstable_by(Entry::compare);
    Ok(entries)
}

/// What a link that cannot be read as a file is.
fn bad_link(path: &Path, source: &str) -> Option<Found> {
    let (reason, detail) = match fs::metadata(path) {
        Ok(target) if target.is_dir() => {
            let detail = "links to folders are not followed; name the folder as an input of its own";
            (Reason::LinkedFolder, detail.to_owned())
        }
        Ok(_) => return None,
        Err(error) => (Reason::Unreadable, format!("link: {error}")),
    };
    Some(Found::Bad { source: source.to_owned(), reason, detail })
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if let Some(bad) = self.bad.take() {
                return Some(bad);
            }
            let folder = self.stack.last_mut()?;
            let Some(Entry { name, kind }) = folder.entries.next() else {
                self.stack.pop();
                continue;
            };
            let path = folder.path.join(&name);
            let source = format!("{}/{}", folder.source, readable(&name));
            match kind {
                Kind::Folder if self.is_excepted(&path) => continue,
                Kind::Folder => {
                    self.enter(path, source);
                    continue;
                }
                Kind::Link => {
                    if let Some(bad) = bad_link(&path, &source) {
                        return Some(bad);
                    }
                }
                Kind::File => {}
            }
            return Some(match foreign_extension(&name.to_string_lossy()) {
                Some(extension) => Found::Skipped(extension),
                None => Found::file(path, source),
            });
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
            ("index.php?id=5", Some("(other)")),
            ("example.museum-of-ferries", Some("(other)")),
            ("log.2024", Some("(other)")),
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

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_utf_8_stay_apart() {
        use std::os::unix::ffi::OsStrExt;
        let folder = Scratch::new();
        for name in [&b"caf\xe8.html"[..], b"caf\xe9.html", "caf\u{e9}.html".as_bytes()] {
            fs::write(folder.path().join(OsStr::from_bytes(name)), "1").expect("file written");
        }
        let expected = ["in/caf\u{e9}.html 1", "in/caf\\xe8.html 1", "in/caf\\xe9.html 1"];
        assert_eq!(walk(folder.path(), None), expected);
    }

    #[test]
    fn a_folder_that_is_gone_is_reported() {
        assert_eq!(walk(Path::new("/nowhere/at/all"), None), ["in unreadable"]);
    }
}
