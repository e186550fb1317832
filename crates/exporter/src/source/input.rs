//! Inputs as named on the command line: what they are, how they are called in the output, and the
//! files behind them. The same listing serves the survey before the run and the run itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs,
    path::{Component, Path, PathBuf},
};

use xxhash_rust::xxh3::Xxh3;

use super::walk::{File, Found, Walk, readable};
use crate::Error;

/// Characters that make an argument a pattern, when no file has that very name.
const PATTERN_CHARACTERS: [char; 3] = ['*', '?', '['];

/// One input of a run.
#[derive(Debug, Clone)]
pub struct Input {
    kind: Kind,
    name: String,
}

#[derive(Debug, Clone)]
enum Kind {
    Stdin,
    File(PathBuf),
    Folder(PathBuf),
    /// `label` is what the base is called in the output.
    Pattern {
        pattern: String,
        base: PathBuf,
        label: String,
    },
}

/// What an input holds, seen from outside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// Files to read and entries that cannot be read.
    pub files: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// Files of other kinds by extension.
    pub skipped: BTreeMap<String, u64>,
    /// Hash of all names and sizes, 32 hexadecimal digits.
    pub listing: String,
}

impl Input {
    /// Finds out what each argument is.
    ///
    /// # Errors
    /// [`Error::Input`] for arguments that name nothing or are given twice.
    pub fn from_args(arguments: &[PathBuf]) -> Result<Vec<Self>, Error> {
        let mut given = BTreeSet::new();
        for argument in arguments {
            // Its documents would have the same ids. A link has a name of its own, and so do they.
            if !given.insert(normalized(argument)) {
                return Err(Error::Input(format!("{} is given twice", argument.display())));
            }
        }
        let inputs: Result<Vec<Self>, Error> =
            arguments.iter().map(|argument| Self::from_arg(argument)).collect();
        inputs.map(with_labels_of_their_own)
    }

    fn from_arg(path: &Path) -> Result<Self, Error> {
        if path == Path::new("-") {
            return Ok(Self { kind: Kind::Stdin, name: "-".into() });
        }
        if path.is_dir() {
            return Ok(Self { kind: Kind::Folder(path.to_owned()), name: folder_name(path) });
        }
        // A link that leads nowhere is there too: it becomes a reject.
        if fs::symlink_metadata(path).is_ok() {
            return Ok(Self { kind: Kind::File(path.to_owned()), name: file_name(path) });
        }
        let text = path.to_str().filter(|text| text.contains(PATTERN_CHARACTERS));
        let Some(pattern) = text else {
            return Err(Error::Input(format!("{}: no such file or folder", path.display())));
        };
        // In shells, too, this names the files in all folders below; the pattern alone matches the folders.
        let pattern = &match pattern.strip_suffix("**") {
            Some(_) => format!("{pattern}/*"),
            None => pattern.to_owned(),
        };
        let paths = glob::glob(pattern).map_err(|error| Error::Input(format!("{pattern}: {error}")))?;
        let mut files = paths.filter(|found| found.as_ref().map_or(true, |path| !path.is_dir()));
        if files.next().is_none() {
            return Err(Error::Input(format!("{pattern}: no file matches")));
        }
        let fixed = |part: &Component| !part.as_os_str().to_string_lossy().contains(PATTERN_CHARACTERS);
        let base: PathBuf = path.components().take_while(fixed).collect();
        let rest: PathBuf = path.components().skip_while(fixed).collect();
        let label = base_name(&base);
        let name = join(&label, &rest);
        Ok(Self { kind: Kind::Pattern { pattern: pattern.to_owned(), base, label }, name })
    }

    /// Where it stands, and what that is called in the output; none for what has no name of its own.
    fn label(&self) -> Option<(&Path, &str)> {
        match &self.kind {
            Kind::Stdin => None,
            Kind::File(path) | Kind::Folder(path) => Some((path, &self.name)),
            Kind::Pattern { base, label, .. } => (!label.is_empty()).then_some((base, label)),
        }
    }

    fn rename(&mut self, new: String) {
        match &mut self.kind {
            Kind::Pattern { label, .. } => {
                self.name = format!("{new}{}", &self.name[label.len()..]);
                *label = new;
            }
            _ => self.name = new,
        }
    }

    /// How the input is called in the output: no absolute path, so that it is the same on every machine.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether this is standard input.
    pub fn is_stdin(&self) -> bool {
        matches!(self.kind, Kind::Stdin)
    }

    /// Lists the files once, without reading them.
    pub fn survey(&self, out: &Path) -> Survey {
        let mut survey = Survey::default();
        let mut listing = Xxh3::new();
        let mut note = |source: &str, size: u64| {
            listing.update(source.as_bytes());
            listing.update(&[0]);
            listing.update(&size.to_le_bytes());
        };
        for found in self.files(fs::canonicalize(out).ok()) {
            match found {
                Found::File(file) => {
                    survey.files += 1;
                    survey.bytes += file.size;
                    note(&file.source, file.size);
                }
                Found::Bad { source, .. } => {
                    survey.files += 1;
                    note(&source, u64::MAX);
                }
                Found::Skipped(extension) => *survey.skipped.entry(extension).or_default() += 1,
            }
        }
        survey.listing = format!("{:032x}", listing.digest128());
        survey
    }

    fn files(&self, except: Option<PathBuf>) -> Box<dyn Iterator<Item = Found> + Send + '_> {
        match &self.kind {
            Kind::Stdin => {
                let file = File { path: PathBuf::from("-"), source: "-".into(), size: 0, is_named: true };
                Box::new(std::iter::once(Found::File(file)))
            }
            Kind::File(path) => {
                Box::new(std::iter::once_with(|| Found::file(path.clone(), self.name.clone()).named()))
            }
            Kind::Folder(path) => Box::new(Walk::new(path, &self.name, except)),
            Kind::Pattern { pattern, base, label } => Box::new(matches(pattern, base, label, except)),
        }
    }
}

/// The files that match a pattern, in alphabetical order, without those in the output folder, unless the pattern names
/// a place in it.
fn matches<'a>(
    pattern: &'a str,
    base: &'a Path,
    label: &'a str,
    except: Option<PathBuf>,
) -> impl Iterator<Item = Found> + Send + 'a {
    let real = |folder: &Path| {
        fs::canonicalize(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok()
    };
    let except = except.filter(|except| real(base).is_some_and(|base| !base.starts_with(except)));
    let mut last = None;
    let mut is_output = move |path: &Path| {
        let (Some(except), Some(folder)) = (&except, path.parent()) else { return false };
        // Links lead into the output, too. Files of one folder come one after the other.
        if last.as_ref().is_none_or(|(last, _)| last != folder) {
            last = Some((folder.to_owned(), real(folder).is_some_and(|folder| folder.starts_with(except))));
        }
        last.as_ref().is_some_and(|(_, is_inside)| *is_inside)
    };
    // The pattern was checked when the input was made.
    let paths = glob::glob(pattern).into_iter().flatten();
    paths.filter_map(move |found| match found {
        Ok(path) if path.is_dir() || is_output(&path) => None,
        Ok(path) => {
            let source = join(label, path.strip_prefix(base).unwrap_or(&path));
            Some(Found::file(path, source))
        }
        Err(error) => {
            let source = join(label, error.path().strip_prefix(base).unwrap_or(error.path()));
            Some(Found::unreadable(source, error.error()))
        }
    })
}

/// The files of all inputs, one after the other.
pub(super) struct Entries<'a>(Box<dyn Iterator<Item = Found> + Send + 'a>);

impl<'a> Entries<'a> {
    pub(super) fn new(inputs: &'a [Input], out: &Path) -> Self {
        let except = fs::canonicalize(out).ok();
        Self(Box::new(inputs.iter().flat_map(move |input| input.files(except.clone()))))
    }
}

impl Iterator for Entries<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        self.0.next()
    }
}

/// Adds folders above to the names of inputs that would be called the same, such as `2024/pages` and `2025/pages`,
/// until they are told apart: rows say where they come from, and ids rest on that.
fn with_labels_of_their_own(mut inputs: Vec<Input>) -> Vec<Input> {
    let place = |input: &Input| Some(normalized(input.label()?.0));
    let paths: Vec<Option<PathBuf>> = inputs.iter().map(place).collect();
    let most = paths.iter().flatten().map(|path| path.components().count()).max().unwrap_or(0);
    for count in 2..most {
        let mut called: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, input) in inputs.iter().enumerate() {
            if let Some((_, label)) = input.label() {
                called.entry(label).or_default().push(index);
            }
        }
        called.retain(|_, group| group.iter().any(|index| paths[*index] != paths[group[0]]));
        let clashing: Vec<usize> = called.into_values().flatten().collect();
        if clashing.is_empty() {
            break;
        }
        for index in clashing {
            if let Some(path) = &paths[index] {
                inputs[index].rename(last_parts(path, count));
            }
        }
    }
    inputs
}

/// An absolute path without `.` and `..`; links in it stay as they are.
fn normalized(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        if part == Component::ParentDir {
            normal.pop();
        } else {
            normal.push(part);
        }
    }
    normal
}

/// The folder's own name, also for `.` and `..`.
fn folder_name(path: &Path) -> String {
    let own = |path: &Path| path.file_name().map(readable);
    own(path).or_else(|| own(&fs::canonicalize(path).ok()?)).unwrap_or_else(|| "root".into())
}

fn base_name(base: &Path) -> String {
    if base.as_os_str().is_empty() { String::new() } else { folder_name(base) }
}

/// A relative path as typed, an absolute one cut down to folder and file.
fn file_name(path: &Path) -> String {
    last_parts(path, if path.is_absolute() { 2 } else { usize::MAX })
}

fn last_parts(path: &Path, count: usize) -> String {
    let names: Vec<&OsStr> = path
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name),
            _ => None,
        })
        .collect();
    readable(&names[names.len().saturating_sub(count)..].join(OsStr::new("/")))
}

/// Joins with `/` on every system.
fn join(base: &str, rest: &Path) -> String {
    let mut joined = base.to_owned();
    for part in rest.components() {
        if !joined.is_empty() {
            joined.push('/');
        }
        joined.push_str(&readable(part.as_os_str()));
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    fn names(input: &Input) -> Vec<String> {
        let name = |found| match found {
            Found::File(file) => Some(file.source),
            _ => None,
        };
        input.files(None).filter_map(name).collect()
    }

    #[test]
    fn files_are_named_without_absolute_paths() {
        for (path, expected) in [
            ("a/b/c.html", "a/b/c.html"),
            ("./c.html", "c.html"),
            ("../x/c.html", "x/c.html"),
            ("/data/crawl/c.html", "crawl/c.html"),
            ("/c.html", "c.html"),
        ] {
            assert_eq!(file_name(Path::new(path)), expected);
        }
    }

    #[test]
    fn inputs_of_one_name_are_told_apart() {
        let folder = Scratch::new();
        for name in ["2024/a/pages", "2025/a/pages", "2025/b"] {
            fs::create_dir_all(folder.path().join(name)).expect("folder made");
            fs::write(folder.path().join(name).join("x.html"), "1").expect("file written");
        }
        let all = |arguments: &[&str]| -> Vec<String> {
            let paths: Vec<PathBuf> = arguments.iter().map(|argument| folder.path().join(argument)).collect();
            Input::from_args(&paths).expect("inputs").iter().flat_map(names).collect()
        };
        assert_eq!(all(&["2024/a/pages", "2025/b"]), ["pages/x.html", "b/x.html"]);
        assert_eq!(all(&["2024/a/pages", "2025/a/pages"]), ["2024/a/pages/x.html", "2025/a/pages/x.html"]);
        assert_eq!(
            all(&["2024/a/pages/*.html", "2025/a/pages"]),
            ["2024/a/pages/x.html", "2025/a/pages/x.html"]
        );
        assert_eq!(
            all(&["2024/a/pages/x.html", "2025/a/pages/x.html", "2025/b/x.html"]),
            ["2024/a/pages/x.html", "2025/a/pages/x.html", "b/x.html"]
        );
        assert_eq!(all(&["2025/a/pages/*", "2025/a/pages/*.html"]), ["pages/x.html", "pages/x.html"]);
    }

    #[test]
    fn a_pattern_finds_files_below_its_base() {
        let folder = Scratch::new();
        let root = folder.path().join("pages");
        fs::create_dir_all(root.join("sub.html")).expect("folder made");
        for name in ["b.html", "a.html", "c.css", "sub.html/d.html"] {
            fs::write(root.join(name), "1").expect("file written");
        }
        let input = Input::from_arg(&root.join("**/*.html")).expect("matches");
        assert_eq!(input.name(), "pages/**/*.html");
        assert_eq!(names(&input), ["pages/a.html", "pages/b.html", "pages/sub.html/d.html"]);
        let below = Input::from_arg(&root.join("**")).expect("matches");
        assert_eq!(names(&below), ["pages/a.html", "pages/b.html", "pages/c.css", "pages/sub.html/d.html"]);
        let odd = Input::from_arg(&root.join("*.css")).expect("matches");
        assert_eq!(names(&odd), ["pages/c.css"]);
        assert!(Input::from_arg(&root.join("*.pdf")).is_err());
    }

    #[test]
    fn what_is_not_there_is_refused() {
        for arguments in [&["/nowhere/at/all"][..], &["-", "-"], &["no-such-[file"]] {
            let arguments: Vec<PathBuf> = arguments.iter().map(PathBuf::from).collect();
            assert!(Input::from_args(&arguments).is_err(), "{arguments:?}");
        }
    }

    #[test]
    fn the_listing_follows_names_and_sizes() {
        let folder = Scratch::new();
        let survey = || Input::from_arg(folder.path()).expect("folder").survey(Path::new("/nowhere"));
        fs::write(folder.path().join("a.html"), "123").expect("file written");
        fs::write(folder.path().join("a.css"), "123").expect("file written");
        let first = survey();
        assert_eq!((first.files, first.bytes, first.skipped.get(".css")), (1, 3, Some(&1)));
        assert_eq!(survey(), first);
        fs::write(folder.path().join("a.html"), "1234").expect("file written");
        assert_ne!(survey().listing, first.listing);
    }
}
