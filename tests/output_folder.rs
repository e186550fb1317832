//! Which output folders are accepted, and what happens to what is in them.

use std::fs;

use crate::{
    pages,
    workplace::{Workplace, tree},
};

fn place() -> Workplace {
    let place = Workplace::new();
    place.write("in/a.html", pages::page(1));
    place
}

#[test]
fn a_folder_that_is_not_empty_is_refused_with_a_hint() {
    let place = place();
    place.export("in", &[]);
    let before = tree(&place.path("out"));
    let finished = place.run(&["export", "in", "--out", "out"]).expect_code(2);
    assert!(finished.stderr.contains("not empty"), "{}", finished.stderr);
    assert!(finished.stderr.contains("--resume") && finished.stderr.contains("--overwrite"));
    assert_eq!(tree(&place.path("out")), before);
}

#[test]
fn overwrite_replaces_what_copydesk_wrote_and_nothing_else() {
    let place = place();
    place.export("in", &["--shard-size", "1KiB"]);
    place.write("out/notes.txt", "mine");
    place.write("in/a.html", pages::page(2));
    place.export("in", &["--overwrite"]);
    let files: Vec<String> = tree(&place.path("out")).into_keys().collect();
    let expected = [
        "README.md",
        "data/train-00000-of-00001.parquet",
        "manifest.json",
        "notes.txt",
        "rejects/rejects-00000.parquet",
    ];
    assert_eq!(files, expected);
    assert_eq!(place.manifest("out")["counts"]["kept"].as_u64(), Some(1));
}

#[test]
fn a_file_in_place_of_a_folder_is_named() {
    let place = place();
    place.write("out", "a file");
    let finished = place.run(&["export", "in", "--out", "out"]).expect_code(2);
    assert!(finished.stderr.contains("out is not a folder"), "{}", finished.stderr);
}

/// The first error is told, not that its rubbish is gone, too.
#[cfg(unix)]
#[test]
fn a_folder_that_goes_away_is_an_error() {
    let place = place();
    place.write("in/lines.jsonl", pages::json_lines(0..100));
    let mut command =
        place.command(&["export", "-", "--format", "jsonl", "--out", "out", "--progress", "none"]);
    command.stdin(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().expect("the binary starts");
    while !place.path("out/.copydesk/checkpoint.json").exists() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    fs::remove_dir_all(place.path("out")).expect("removed");
    let mut stdin = child.stdin.take().expect("standard input");
    std::io::Write::write_all(&mut stdin, pages::json_lines(0..100).as_bytes()).expect("sent");
    drop(stdin);
    let output = child.wait_with_output().expect("the binary ends");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("out/.copydesk/data-00000.parquet.open: No such file"), "{stderr}");
}

#[test]
fn foreign_folders_are_left_alone() {
    let place = place();
    place.write("other/data/train-00000-of-00001.parquet", "somebody's");
    place.write("other/README.md", "somebody's");
    for flag in ["--overwrite", "--resume"] {
        let finished = place.run(&["export", "in", "--out", "other", flag]).expect_code(2);
        assert!(finished.stderr.contains("not written by copydesk"), "{}", finished.stderr);
    }
    place.export("in", &[]);
    place.write("out/data/extra.parquet", "somebody's");
    let finished = place.run(&["export", "in", "--out", "out", "--overwrite"]).expect_code(2);
    assert!(finished.stderr.contains("extra.parquet"), "{}", finished.stderr);
    assert!(place.path("out/manifest.json").exists(), "nothing was removed");
}

#[test]
fn resuming_a_finished_run_does_nothing() {
    let place = place();
    place.write("in/b.jsonl", "{broken\n");
    let first = place.run(&["export", "in", "--out", "out", "--resume"]).expect_code(1);
    assert!(first.stderr.contains("Documents  2"), "an empty folder is a start: {}", first.stderr);
    let before = tree(&place.path("out"));
    let second = place.run(&["export", "in", "--out", "out", "--resume"]).expect_code(1);
    assert!(second.stderr.contains("nothing was done"), "{}", second.stderr);
    assert_eq!(tree(&place.path("out")), before);
    let other = place.run(&["export", "in", "--out", "out", "--resume", "--markdown"]).expect_code(2);
    assert!(other.stderr.contains("settings were different"), "{}", other.stderr);
    assert_eq!(tree(&place.path("out")), before);
    fs::remove_file(place.path("out/rejects/rejects-00000.parquet")).expect("removed");
    let third = place.run(&["export", "in", "--out", "out", "--resume"]).expect_code(2);
    assert!(third.stderr.contains("rejects-00000.parquet is gone or was changed"), "{}", third.stderr);
}

#[test]
fn resume_and_overwrite_exclude_each_other() {
    let finished = place().run(&["export", "in", "--out", "out", "--resume", "--overwrite"]).expect_code(2);
    assert!(finished.stderr.contains("cannot be used with"), "{}", finished.stderr);
}

#[test]
fn a_pattern_may_name_pages_in_the_output() {
    let place = Workplace::new();
    place.write("in/a.html", pages::page(1));
    place.export("in", &[]);
    place.write("out/pages/b.html", pages::page(2));
    place.run(&["export", "out/pages/*.html", "--out", "out", "--overwrite", "-q"]).expect_code(0);
    assert_eq!(place.manifest("out")["counts"]["documents"].as_u64(), Some(1));
}

#[cfg(unix)]
#[test]
fn a_link_to_the_output_is_not_followed() {
    let place = place();
    place.export("in", &[]);
    place.write("out/notes.txt", pages::text(3));
    std::os::unix::fs::symlink("out", place.path("link")).expect("a link");
    for pattern in ["*/*", "**/*"] {
        place.run(&["export", pattern, "--out", "out", "--overwrite", "-q"]).expect_code(0);
        assert_eq!(place.manifest("out")["counts"]["documents"].as_u64(), Some(1), "{pattern}");
    }
}

#[test]
fn the_output_may_lie_in_the_input() {
    let place = place();
    place.run(&["export", ".", "--out", "out", "-q"]).expect_code(0);
    fs::remove_dir_all(place.path("out/rejects")).expect("removed");
    place.run(&["export", ".", "--out", "out", "--overwrite", "-q"]).expect_code(0);
    assert_eq!(place.manifest("out")["counts"]["documents"].as_u64(), Some(1));
    assert_eq!(place.manifest("out")["inputs"][0]["skipped"].as_object().map(serde_json::Map::len), Some(0));
    place.run(&["export", "**/*", "--out", "out", "--overwrite", "-q"]).expect_code(0);
    assert_eq!(place.manifest("out")["counts"]["documents"].as_u64(), Some(1));
}
