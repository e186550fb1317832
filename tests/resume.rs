//! A run that is killed and resumed ends with the bytes of one that was not.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use serde_json::Value;

use crate::{
    pages,
    warc_sample::{gzip, info, page},
    workplace::{Workplace, assert_same_tree},
};

/// Number of documents: with the shard size below, several dozen shards.
const DOCUMENTS: usize = 1200;
/// Small shards, so that there are many checkpoints; duplicates, so that resuming needs the index.
const SETTINGS: [&str; 6] = ["--shard-size", "24KiB", "--threads", "2", "--progress", "none"];

fn input(place: &Workplace) {
    for number in 0..DOCUMENTS / 2 {
        place.write(&format!("in/{number:04}.html"), pages::page(number % 500));
    }
    let line = |i| match i % 50 {
        7 => "{broken".to_owned(),
        8 => String::new(),
        _ => serde_json::json!({"id": i, "text": pages::text(i)}).to_string(),
    };
    let lines: Vec<String> = (400..400 + DOCUMENTS / 2).map(line).collect();
    place.write("in/lines.jsonl", lines.join("\r\n"));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, (lines[..200].join("\n").replace("report", "note")).as_bytes())
        .expect("packed");
    place.write("in/more.jsonl.gz", packed.finish().expect("packed"));
    // Records that are no documents between the others, and one that is damaged.
    let records: Vec<Vec<u8>> =
        (0..300).flat_map(|i| [info(), page(i, pages::page(1000 + i).as_bytes())]).collect();
    let mut members: Vec<Vec<u8>> = records.iter().map(|record| gzip(record)).collect();
    members[201].truncate(100);
    place.write("in/crawl.warc.gz", members.concat());
    let records: Vec<Vec<u8>> = (0..100).map(|i| page(i, pages::page(2000 + i).as_bytes())).collect();
    place.write("in/whole.warc.gz", gzip(&records.concat()));
}

fn export(place: &Workplace, out: &str, more: &[&str]) -> Command {
    place.command(&[&["export", "in", "--out", out], &SETTINGS[..], more].concat())
}

/// Number of shards in the checkpoint.
fn finished_shards(out: &Path) -> usize {
    let Ok(text) = fs::read(out.join(".copydesk/checkpoint.json")) else { return 0 };
    let checkpoint: Value = serde_json::from_slice(&text).expect("a checkpoint is never half written");
    checkpoint["manifest"]["data"].as_array().expect("a list").len()
}

/// Starts a run and waits until it has closed so many shards.
fn start_and_wait(place: &Workplace, more: &[&str], shards: usize) -> Child {
    let mut child = export(place, "out", more).stderr(Stdio::null()).spawn().expect("the binary starts");
    while finished_shards(&place.path("out")) < shards {
        assert!(child.try_wait().expect("a child").is_none(), "the run was over before {shards} shards");
        thread::sleep(Duration::from_micros(200));
    }
    child
}

/// A limit on the size of files stands for the disk: a signal tells of it, unless it is ignored as here.
#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_leaves_room_and_a_run_to_resume() {
    let place = Workplace::new();
    place.write("in/lines.jsonl", pages::json_lines(0..400));
    place.run(&["export", "in", "--out", "whole"]).expect_code(0);
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" export in --out out"]);
    limited.arg(env!("CARGO_BIN_EXE_copydesk")).current_dir(place.path(""));
    let output = limited.output().expect("the binary starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("data-00000.parquet.open: ") && stderr.contains("hint: make room"), "{stderr}");
    let left = fs::read_dir(place.path("out/.copydesk"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut left: Vec<String> = left.collect();
    left.sort();
    assert_eq!(left, ["checkpoint.json", "lock"]);
    place.run(&["export", "in", "--out", "out", "--resume"]).expect_code(0);
    assert_same_tree(&place.path("whole"), &place.path("out"));
}

#[test]
fn killed_runs_end_with_the_same_bytes() {
    let place = Workplace::new();
    input(&place);
    assert_eq!(export(&place, "whole", &[]).status().expect("a run").code(), Some(1));
    let shards = place.manifest("whole")["data"].as_array().expect("a list").len();
    assert!(shards > 12, "{shards} shards are too few for this test");
    // Each kill comes after more work than the one before: all these runs are one.
    for (kill, after) in [0, 1, 3, shards / 3, shards * 2 / 3].into_iter().enumerate() {
        let more: &[&str] = if kill == 0 { &[] } else { &["--resume"] };
        let mut child = start_and_wait(&place, more, after);
        child.kill().expect("killed");
        child.wait().expect("ended");
        assert!(!place.path("out/manifest.json").exists(), "nothing claims to be complete");
        assert!(!place.path("out/data").exists(), "no final name yet");
    }
    let resumed = export(&place, "out", &["--resume"]).status().expect("a run");
    assert_eq!(resumed.code(), Some(1));
    assert_same_tree(&place.path("whole"), &place.path("out"));
}

#[test]
fn other_threads_may_finish_the_work() {
    let place = Workplace::new();
    input(&place);
    export(&place, "whole", &[]).status().expect("a run");
    let mut child = start_and_wait(&place, &[], 4);
    child.kill().expect("killed");
    child.wait().expect("ended");
    let more = ["export", "in", "--out", "out", "--resume", "--shard-size", "24KiB", "--threads", "1", "-q"];
    place.run(&more).expect_code(1);
    assert_same_tree(&place.path("whole"), &place.path("out"));
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_a_checkpoint_and_says_how_to_go_on() {
    let place = Workplace::new();
    input(&place);
    export(&place, "whole", &[]).status().expect("a run");
    let mut command = export(&place, "out", &[]);
    let mut child = command.stderr(Stdio::piped()).spawn().expect("the binary starts");
    while finished_shards(&place.path("out")) < 2 {
        assert!(child.try_wait().expect("a child").is_none(), "the run was over too early");
        thread::sleep(Duration::from_micros(200));
    }
    let signal = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(signal.expect("kill is there").success());
    let output = child.wait_with_output().expect("ended");
    assert_eq!(output.status.code(), Some(130));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("--resume") && stderr.contains("again to stop at once"), "{stderr}");
    for entry in fs::read_dir(place.path("out/.copydesk")).expect("the work folder") {
        let name = entry.expect("an entry").file_name();
        assert!(!name.to_string_lossy().ends_with(".open"), "{} is left", name.display());
    }
    export(&place, "out", &["--resume"]).status().expect("a run");
    assert_same_tree(&place.path("whole"), &place.path("out"));
}

#[test]
fn other_settings_or_inputs_cannot_go_on() {
    let place = Workplace::new();
    input(&place);
    let mut child = start_and_wait(&place, &[], 1);
    child.kill().expect("killed");
    child.wait().expect("ended");
    let finished = place.run(&["export", "in", "--out", "out", "--resume"]).expect_code(2);
    assert!(finished.stderr.contains("its settings were different"), "{}", finished.stderr);
    place.write("in/zzz.html", pages::page(9));
    let finished = place.run(&[&["export", "in", "--out", "out", "--resume"], &SETTINGS[..]].concat());
    let finished = finished.expect_code(2);
    assert!(finished.stderr.contains("its inputs were different"), "{}", finished.stderr);
}
