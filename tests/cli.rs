//! Help, refused flags, exit codes, completions and manual.

use std::{io::Read, process::Stdio};

use crate::{pages, workplace::Workplace};

#[test]
fn help_names_every_flag_with_an_example() {
    let place = Workplace::new();
    let help = place.run(&["export", "--help"]).expect_code(0).stdout;
    for part in [
        "--format",
        "--text-field",
        "--html-field",
        "--url-field",
        "--carry",
        "--limit",
        "--focus",
        "--markdown",
        "--keep-removed",
        "--comments",
        "keep-comments",
        "--keep-inline-links",
        "--site-templates",
        "--languages",
        "--filters",
        "--dedup",
        "--shard-size",
        "--row-group-size",
        "--compression",
        "--threads",
        "--memory",
        "--resume",
        "--overwrite",
        "--strict",
        "--config",
        "--progress",
        "--verbose",
        "--quiet",
        "--max-bytes",
        "--max-depth",
        "--max-nodes",
        "--max-seconds",
        "Examples:",
        "Exit codes:",
        "130",
    ] {
        assert!(help.contains(part), "{part} is missing in {help}");
    }
    let top = place.run(&["--help"]).expect_code(0).stdout;
    for command in ["export", "extract", "clean", "completions", "man"] {
        assert!(top.contains(&format!("\n  {command} ")), "{command} is missing in {top}");
    }
    for command in ["export", "clean"] {
        let help = place.run(&[command, "--help"]).expect_code(0).stdout;
        assert!(help.contains("`article`, `page`]"), "the fields with text are named in {help}");
    }
    for command in ["extract", "clean"] {
        let help = place.run(&[command, "--help"]).expect_code(0).stdout;
        assert!(help.contains("Examples:") && help.contains("--explain"), "{help}");
    }
    assert!(place.run(&["--version"]).expect_code(0).stdout.starts_with("copydesk "));
}

#[test]
fn what_does_not_work_yet_is_refused() {
    let place = Workplace::new();
    place.write("in/a.html", pages::page(1));
    for (flag, value, possible) in [
        ("--dedup", "near", "[possible values: none, exact]"),
        ("--filters", "gopher", "[possible values: none, basic]"),
        ("--filters", "c4", "[possible values: none, basic]"),
        ("--format", "arc", "[possible values: auto, html, text, jsonl, parquet, warc, wet]"),
        ("--carry", "topic,text", "the output has a column `text` of its own"),
        ("--carry", ":int", "names no column"),
        ("--site-templates", "auto", "[possible values: off, on]"),
        ("--compression", "gzip", "zstd:1 to zstd:22, snappy, none"),
        ("--shard-size", "big", "512MiB"),
        ("--no-such-flag", "1", "unexpected argument"),
    ] {
        let finished = place.run(&["export", "in", "--out", "out", flag, value]).expect_code(2);
        assert!(finished.stderr.contains(possible), "{flag} {value}: {}", finished.stderr);
        assert!(!place.path("out").exists(), "nothing was started");
    }
}

#[test]
fn inputs_that_do_not_exist_are_refused() {
    let place = Workplace::new();
    place.write("in/a.html", pages::page(1));
    for (inputs, message) in [
        (&["nowhere"][..], "nowhere: no such file or folder"),
        (&["in/*.txt"], "in/*.txt: no file matches"),
        (&["in", "in"], "in is given twice"),
        (&[], "required arguments were not provided"),
    ] {
        let finished = place.run(&[&["export"], inputs, &["--out", "out"]].concat()).expect_code(2);
        assert!(finished.stderr.contains(message), "{}", finished.stderr);
        assert!(!place.path("out").exists(), "nothing was started");
    }
    let finished = place.run(&["export", "-", "--out", "out", "--resume"]).expect_code(2);
    assert!(finished.stderr.contains("standard input"), "{}", finished.stderr);
}

#[test]
fn exit_codes_tell_errors_from_choices() {
    let place = Workplace::new();
    place.write("good/a.html", pages::page(1));
    place.write("good/short.html", pages::short_page());
    place.run(&["export", "good", "--out", "out0"]).expect_code(0);
    place.write("bad/a.jsonl", "{broken\n");
    place.run(&["export", "good", "bad", "--out", "out1"]).expect_code(1);
    place.run(&["export", "good", "--out", "out1"]).expect_code(2);
}

#[test]
fn a_configuration_file_is_read_and_checked() {
    let place = Workplace::new();
    place.write("in/a.html", pages::page(1));
    place.write(
        "good.toml",
        "markdown = true\nfilters = \"none\"\nshard-size = \"1MiB\"\nlanguages = [\"en\"]\n",
    );
    place.export("in", &["--config", "good.toml", "--filters", "basic"]);
    let settings = place.manifest("out")["settings"].clone();
    assert_eq!(settings["markdown"].as_bool(), Some(true));
    assert_eq!(settings["filters"].as_str(), Some("basic"), "the command line wins");
    assert_eq!(settings["shard_size"].as_str(), Some("1MiB"));
    for (text, message) in [
        ("near = true", "unknown field `near`"),
        ("filters = \"gopher\"", "unknown variant `gopher`"),
        ("shard-size = \"big\"", "is not a size"),
    ] {
        place.write("bad.toml", text);
        let finished = place.run(&["export", "in", "--out", "new", "--config", "bad.toml"]).expect_code(2);
        assert!(
            finished.stderr.contains(message) && finished.stderr.contains("bad.toml"),
            "{}",
            finished.stderr
        );
    }
}

#[test]
fn messages_can_be_chosen() {
    let place = Workplace::new();
    place.write("in/a.jsonl", "{broken\n");
    place.write("in/short.html", pages::short_page());
    let run = |out: &str, more: &[&str]| {
        let finished = place.run(&[&["export", "in", "--out", out], more].concat()).expect_code(1);
        assert_eq!(finished.stdout, "");
        finished.stderr
    };
    assert_eq!(run("quiet", &["-q"]), "");
    let (error, choice) = ("in/a.jsonl at byte 0: read/invalid-json", "in/short.html: filter/too-short");
    let normal = run("normal", &[]);
    assert!(!normal.contains(error) && !normal.contains(choice) && normal.contains("Rejected   2"));
    let verbose = run("verbose", &["-v"]);
    assert!(verbose.contains(error) && !verbose.contains(choice), "{verbose}");
    let all = run("all", &["-vv"]);
    assert!(all.contains(error) && all.contains(choice), "{all}");
}

#[test]
fn completions_and_manual_are_generated() {
    let place = Workplace::new();
    for (shell, part) in
        [("bash", "_copydesk()"), ("zsh", "#compdef copydesk"), ("fish", "complete -c copydesk")]
    {
        let script = place.run(&["completions", shell]).expect_code(0).stdout;
        assert!(script.contains(part) && script.contains("keep-removed"), "{shell}");
    }
    let manual = place.run(&["man"]).expect_code(0).stdout;
    assert!(manual.contains(".TH copydesk") && manual.contains("keep\\-removed"), "{manual}");
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let place = Workplace::new();
    place.write("a.txt", (0..400).map(pages::text).collect::<String>());
    let mut command = place.command(&["clean", "a.txt"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    let mut start = [0; 10];
    child.stdout.take().expect("standard output").read_exact(&mut start).expect("some text");
    let output = child.wait_with_output().expect("ended");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty());
}
