//! Tidy is a test: the habits of the tree that a reader relies on and that no compiler checks.
//!
//! Each rule is one function that returns what breaks it, as `file: what to do`; the walk leaves out
//! build output and hidden folders.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Longest Rust file: what a reviewer takes in at one sitting.
const RUST_LINES: usize = 600;

/// Longest ARCHITECTURE.md: what somebody reads before the first change.
const ARCHITECTURE_LINES: usize = 150;

/// A file of the tree with its path from the root, `/` between folders.
struct SourceFile {
    path: String,
    content: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files of a folder and below that have one of the extensions.
fn files(folder: &str, extensions: &[&str]) -> Vec<SourceFile> {
    let mut found = Vec::new();
    collect(&root().join(folder), extensions, &mut found);
    assert!(!found.is_empty(), "no {extensions:?} files in {folder}");
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found
}

fn collect(folder: &Path, extensions: &[&str], found: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(folder).expect("a folder of the tree") {
        let path = entry.expect("an entry of the tree").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            collect(&path, extensions, found);
        } else if path
            .extension()
            .is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted))
        {
            let content = fs::read_to_string(&path).expect("a text file in UTF-8");
            let path = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            found.push(SourceFile { path, content });
        }
    }
}

fn check(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// Each line of the files that holds one of the words, unless the file is excepted.
fn lines_with(files: &[SourceFile], words: &[&str], excepted: &[&str], advice: &str) -> Vec<String> {
    let mut broken = Vec::new();
    for file in files.iter().filter(|file| !excepted.contains(&file.path.as_str())) {
        for (number, line) in (1..).zip(file.content.lines()) {
            if let Some(word) = words.iter().find(|word| line.contains(*word)) {
                broken.push(format!("{}:{number}: {word}: {advice}", file.path));
            }
        }
    }
    broken
}

#[test]
fn rust_files_are_short_and_say_what_they_are() {
    let mut broken = Vec::new();
    for file in files(".", &["rs"]) {
        let lines = file.content.lines().count();
        if lines > RUST_LINES {
            broken.push(format!("{}: {lines} lines, split it by responsibility", file.path));
        }
        if !file.content.starts_with("//!") {
            broken.push(format!("{}: open with //! on what the file is and is not", file.path));
        }
    }
    check(&broken);
}

#[test]
fn libraries_do_not_print() {
    let words = ["println!", "eprintln!", "print!(", "dbg!"];
    for library in ["crates/html/src", "crates/cleaner/src", "crates/extractor/src"] {
        let mut code = files(library, &["rs"]);
        for file in &mut code {
            file.content = without_comments(&file.content);
        }
        check(&lines_with(&code, &words, &[], "libraries return values, only binaries print"));
    }
}

/// Examples in the documentation may print; lines keep their numbers.
fn without_comments(content: &str) -> String {
    let is_comment = |line: &str| line.trim_start().starts_with("//");
    content.lines().map(|line| if is_comment(line) { "\n".into() } else { format!("{line}\n") }).collect()
}

#[test]
fn nothing_is_left_for_later() {
    let words =
        [["TO", "DO"], ["FIX", "ME"], ["unimple", "mented!"], ["to", "do!("]].map(|parts| parts.concat());
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    check(&lines_with(
        &files(".", &["rs", "py"]),
        &words,
        &[],
        "do it now, or say in the documentation what is absent",
    ));
}

/// Rule codes, three capital letters and three digits, that a text holds.
fn rule_codes(text: &str) -> BTreeSet<&str> {
    let is_code = |word: &&str| {
        word.len() == 6
            && word[..3].bytes().all(|byte| byte.is_ascii_uppercase())
            && word[3..].bytes().all(|byte| byte.is_ascii_digit())
    };
    text.split(|ch: char| !ch.is_ascii_alphanumeric()).filter(is_code).collect()
}

#[test]
fn every_rule_is_listed() {
    let code = files("crates/cleaner/src", &["rs"]);
    let given: BTreeSet<&str> = code.iter().flat_map(|file| rule_codes(&file.content)).collect();
    let rules = fs::read_to_string(root().join("docs/rules.md")).expect("the list of rules");
    let listed = rule_codes(&rules);
    let unlisted = given.difference(&listed).map(|code| format!("docs/rules.md: list {code}"));
    let unknown = listed.difference(&given).map(|code| format!("docs/rules.md: no rule gives {code}"));
    check(&unlisted.chain(unknown).collect::<Vec<_>>());
}

/// A dependency of tests alone that turns on a feature below the Parquet library has all of it compiled
/// twice, once for `cargo xtask export` and once for `cargo xtask test`.
#[test]
fn tests_do_not_change_what_dependencies_are_built_with() {
    let built = |arguments: &[&str]| -> BTreeSet<String> {
        let mut tree = Command::new("cargo");
        tree.args(["tree", "--offline", "--prefix", "none", "--format", "{p}: {f}"]).args(arguments);
        let output = tree.current_dir(root()).output().expect("cargo starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = String::from_utf8_lossy(&output.stdout);
        lines.lines().map(|line| line.trim_end_matches(" (*)").trim_end().to_owned()).collect()
    };
    let for_tests = built(&["--workspace"]);
    for program in ["copydesk-exporter", "xtask"] {
        let for_use = built(&["--package", program, "--edges", "no-dev"]);
        let advice =
            format!("the package and features of a build of {program}, which the tests build with others");
        let broken = for_use.difference(&for_tests).map(|package| format!("{package}: {advice}"));
        check(&broken.collect::<Vec<_>>());
    }
}

#[test]
fn only_one_module_knows_the_html_parser() {
    let excepted = [
        "crates/cleaner/src/page.rs",
        "crates/cleaner/src/page/sink.rs",
        "crates/cleaner/src/page/reference.rs",
        "xtask/tests/tidy.rs",
    ];
    // The parser itself, what compares it with others, and the training, which rebuilds markup.
    let parser = [
        "crates/html/",
        "xtask/src/conformance",
        "xtask/src/bench/parse.rs",
        "xtask/src/train/graft.rs",
        "xtask/src/train/age.rs",
    ];
    let mut others = files(".", &["rs"]);
    others.retain(|file| !parser.iter().any(|path| file.path.starts_with(path)));
    let uses = ["scraper::", "html5ever::", "ego_tree::", "copydesk_html", "use scraper", "use html5ever"];
    check(&lines_with(
        &others,
        &uses,
        &excepted,
        "only crates/cleaner/src/page.rs and its folder may name it",
    ));
}

#[test]
fn the_documents_hold_what_others_rely_on() {
    let read = |name: &str| fs::read_to_string(root().join(name)).unwrap_or_default();
    let (readme, architecture) = (read("README.md"), read("ARCHITECTURE.md"));
    let mut broken = Vec::new();
    for command in ["cargo xtask export", "cargo xtask test"] {
        if !readme.contains(command) {
            broken.push(format!("README.md: name `{command}`"));
        }
    }
    let lines = architecture.lines().count();
    if lines == 0 || lines > ARCHITECTURE_LINES {
        broken.push(format!("ARCHITECTURE.md: {lines} lines instead of 1 to {ARCHITECTURE_LINES}"));
    }
    check(&broken);
}
