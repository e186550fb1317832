//! Damaged, hostile and unreadable input: each document is a row or a reject with a reason, and the run
//! goes on.

use std::{collections::BTreeMap, fs, fs::File};

use crate::{pages, parquet_files::Table, sources::gzip, workplace::Workplace};

/// Exports `in` and gives what became of each source: `kept`, or stage and reason.
fn outcomes(place: &Workplace, more: &[&str], code: i32) -> BTreeMap<String, String> {
    place.run(&[&["export", "in", "--out", "out"], more].concat()).expect_code(code);
    let kept = Table::read(&place.path("out/data")).texts("source").into_iter();
    let kept = kept.map(|source| (source, "kept".to_owned()));
    kept.chain(Table::read(&place.path("out/rejects")).reasons()).collect()
}

#[track_caller]
fn check(place: &Workplace, code: i32, expected: &[(&str, &str)]) {
    let found = outcomes(place, &[], code);
    let expected: BTreeMap<String, String> =
        expected.iter().map(|(source, outcome)| ((*source).to_owned(), (*outcome).to_owned())).collect();
    assert_eq!(found, expected);
}

#[test]
fn binary_files_are_no_text() {
    let place = Workplace::new();
    let noise: Vec<u8> = (0..50_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 15) as u8).collect();
    place.write("in/noise.html", noise);
    place.write("in/picture.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    place.write("in/packed.html", gzip(&gzip(pages::page(1).as_bytes())));
    place.write("in/paper.txt", "%PDF-1.4\n1 0 obj");
    place.write("in/page.html", pages::page(1));
    let expected = [
        ("in/noise.html", "decode/not-text"),
        ("in/packed.html", "decode/not-text"),
        ("in/page.html", "kept"),
        ("in/paper.txt", "decode/not-text"),
        ("in/picture.html", "decode/not-text"),
    ];
    check(&place, 1, &expected);
}

#[test]
fn wide_and_mislabelled_encodings_are_read() {
    let place = Workplace::new();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    place.write("in/marked.html", wide(&format!("\u{feff}{}", pages::page(1))));
    place.write("in/unmarked.html", wide(&pages::page(2)));
    // "Chinese text" many times, in GBK, under a header that says Latin 1.
    let mut page = b"<html><head><meta charset=\"iso-8859-1\"></head><body><article><p>".to_vec();
    page.extend(b"\xd6\xd0\xce\xc4\xce\xc4\xd5\xc2\xa1\xa3".repeat(100));
    page.extend(b"</p></article></body></html>");
    place.write("in/gbk.html", page);
    let found = outcomes(&place, &["--filters", "none"], 0);
    assert_eq!(found.len(), 3);
    assert!(found.values().all(|outcome| outcome == "kept"), "{found:?}");
    let data = Table::read(&place.path("out/data"));
    let marked = data.texts("source").iter().position(|source| source == "in/marked.html").expect("a row");
    assert!(data.texts("text")[marked].starts_with(&pages::first_sentence(1)));
    assert_eq!(data.texts("charset")[marked], "utf-16le");
}

#[test]
fn empty_files_have_a_reason() {
    let place = Workplace::new();
    place.write("in/a.html", "");
    place.write("in/b.txt", " \n\n");
    place.write("in/c.jsonl", "");
    place.write("in/d.html.gz", gzip(b""));
    let expected = [
        ("in/a.html", "filter/empty-text"),
        ("in/b.txt", "filter/empty-text"),
        ("in/d.html.gz", "filter/empty-text"),
    ];
    check(&place, 0, &expected);
}

#[test]
fn what_is_passed_over_is_told_in_few_words() {
    let place = Workplace::new();
    for number in 0..300 {
        place.write(&format!("in/index.php?id={number}"), pages::page(1));
        place.write(&format!("in/page.x{number}"), pages::page(1));
    }
    let finished = place.run(&["export", "in", "--out", "out"]).expect_code(0);
    let skipped = finished.stderr.lines().find(|line| line.starts_with("Skipped")).expect("a line");
    assert!(skipped.starts_with("Skipped    600 files of other kinds: (other) 300, .x0 1, "), "{skipped}");
    assert!(skipped.ends_with(" and 293 other kinds"), "{skipped}");
    assert!(finished.stderr.contains("A pattern in quotation marks"), "{}", finished.stderr);
    place.run(&["export", "in/**/*", "--out", "all", "--dedup", "none"]).expect_code(0);
    assert_eq!(Table::read(&place.path("all/data")).rows(), 600);
}

#[test]
fn too_large_files_are_not_read() {
    let place = Workplace::new();
    place.write("in/a.html", pages::page(1));
    for name in ["in/huge.html", "in/huge.txt"] {
        File::create(place.path(name)).and_then(|file| file.set_len(200 << 20)).expect("a sparse file");
    }
    let expected =
        [("in/a.html", "kept"), ("in/huge.html", "read/too-large"), ("in/huge.txt", "read/too-large")];
    check(&place, 1, &expected);
    let rejects = Table::read(&place.path("out/rejects"));
    assert_eq!(rejects.integers("source_length"), [Some(200 << 20), Some(200 << 20)]);
}

#[test]
fn bombs_are_read_to_the_limit_only() {
    let place = Workplace::new();
    // 256 members of 40 MiB: ten gigabytes.
    let bomb = gzip(&vec![b'x'; 40 << 20]).repeat(256);
    place.write("in/bomb.html.gz", &bomb);
    place.write("in/bomb.jsonl.gz", &bomb);
    place.write("in/zeros.html.gz", gzip(&vec![b' '; 20 << 20]));
    let expected = [
        ("in/bomb.html.gz", "read/too-large"),
        ("in/bomb.jsonl.gz", "read/too-large"),
        ("in/zeros.html.gz", "read/too-large"),
    ];
    check(&place, 1, &expected);
}

#[test]
fn damaged_archives_keep_the_lines_before_the_damage() {
    let place = Workplace::new();
    let whole = gzip(pages::page(1).as_bytes());
    place.write("in/cut.html.gz", &whole[..whole.len() / 2]);
    place.write(
        "in/feed.html",
        "<?xml version='1.0'?><rss version='2.0'><channel><title>x</title></channel></rss>",
    );
    let lines = pages::json_lines(0..3000);
    let packed = gzip(lines.as_bytes());
    place.write("lines/cut.jsonl.gz", &packed[..packed.len() / 2]);
    let damaged = "read/damaged-compression";
    check(&place, 1, &[("in/cut.html.gz", damaged), ("in/feed.html", "filter/content-type")]);
    place.run(&["export", "lines", "--out", "out2"]).expect_code(1);
    let kept = Table::read(&place.path("out2/data")).rows();
    assert!((1..3000).contains(&kept), "{kept} rows");
    assert_eq!(
        Table::read(&place.path("out2/rejects")).reasons(),
        [("lines/cut.jsonl.gz".into(), damaged.into())]
    );
}

#[test]
fn bytes_tell_the_compression_whatever_the_name() {
    let place = Workplace::new();
    place.write("in/packed.html", gzip(pages::page(1).as_bytes()));
    place.write("in/plain.html.gz", pages::page(2));
    place.write("in/plain.html.zst", pages::page(3));
    place.write("in/plain.jsonl.xz", pages::json_lines(4..6));
    let expected = [
        ("in/packed.html", "kept"),
        ("in/plain.html.gz", "kept"),
        ("in/plain.html.zst", "kept"),
        ("in/plain.jsonl.xz", "kept"),
        ("in/plain.jsonl.xz", "kept"),
    ];
    check(&place, 0, &expected);
}

#[test]
fn broken_lines_do_not_take_others_with_them() {
    let place = Workplace::new();
    let good = |number| serde_json::json!({"text": pages::text(number)}).to_string().into_bytes();
    let long = format!("{{\"text\": \"{}\"}}", "x".repeat(300_000)).into_bytes();
    let lines = [
        b"\xef\xbb\xbf".to_vec(),
        good(1),
        b"{\"text\": \"unfinished".to_vec(),
        b"{\"text\": \"\xff\xfe\"}".to_vec(),
        b"{\"title\": \"no text\"}".to_vec(),
        b"\"a string\"".to_vec(),
        long,
        good(2),
        // What Python writes for a missing number and for half of an emoji.
        [&b"{\"score\": NaN, \"half\": \"\\ud83d\", "[..], &good(3)[1..]].concat(),
    ];
    let mut bytes = lines[0].clone();
    bytes.extend(lines[1..].join(&b"\r\n"[..]));
    place.write("in/lines.jsonl", bytes);
    place.run(&["export", "in", "--out", "out", "--max-bytes", "100KiB"]).expect_code(1);
    assert_eq!(Table::read(&place.path("out/data")).rows(), 3);
    let rejects = Table::read(&place.path("out/rejects"));
    let reasons = ["invalid-json", "invalid-utf8", "no-content-field", "invalid-json", "too-large"];
    assert_eq!(rejects.texts("reason"), reasons);
    assert!(rejects.integers("source_offset").iter().all(Option::is_some));
}

#[test]
fn deep_nesting_costs_no_document() {
    let place = Workplace::new();
    place.write("in/deep.html", "<div>".repeat(88_000) + &pages::page(1));
    place.write("in/page.html", pages::page(2));
    let found = outcomes(&place, &[], 0);
    assert_eq!(found["in/deep.html"], "kept");
    assert_eq!(found["in/page.html"], "kept");
    let data = Table::read(&place.path("out/data"));
    assert!(data.texts("text").iter().any(|text| text.contains(pages::first_sentence(1).trim())));
}

#[test]
fn limits_can_be_set() {
    let place = Workplace::new();
    place.write("in/page.html", pages::page(1));
    for (flag, value, reason) in [
        ("--max-bytes", "100", "read/too-large"),
        ("--max-nodes", "3", "extract/too-many-nodes"),
        ("--max-seconds", "0.000000001", "extract/time-limit"),
    ] {
        let found = outcomes(&place, &[flag, value, "--overwrite"], 1);
        assert_eq!(found["in/page.html"], reason, "{flag}");
    }
}

#[cfg(unix)]
#[test]
fn links_and_devices_have_reasons() {
    use std::os::unix::{fs::symlink, net::UnixListener};
    let place = Workplace::new();
    place.write("in/page.html", pages::page(1));
    place.write("elsewhere/other.html", pages::page(2));
    symlink(place.path("gone"), place.path("in/dangling.html")).expect("a link");
    symlink(place.path("in"), place.path("in/loop")).expect("a link");
    symlink("self.html", place.path("in/self.html")).expect("a link");
    symlink(place.path("elsewhere/other.html"), place.path("in/link.html")).expect("a link");
    let _socket = UnixListener::bind(place.path("in/socket.html")).expect("a socket");
    let expected = [
        ("in/dangling.html", "read/unreadable"),
        ("in/link.html", "kept"),
        ("in/loop", "read/linked-folder"),
        ("in/page.html", "kept"),
        ("in/self.html", "read/unreadable"),
        ("in/socket.html", "read/not-a-file"),
    ];
    check(&place, 1, &expected);
}

/// Permissions do not bind the superuser, so there the binary is run as somebody else.
#[cfg(unix)]
#[test]
fn folders_and_files_without_permission_have_reasons() {
    use std::os::unix::fs::PermissionsExt;
    let place = Workplace::new();
    place.write("in/closed/page.html", pages::page(1));
    place.write("in/locked.html", pages::page(2));
    place.write("in/page.html", pages::page(3));
    fs::create_dir(place.path("open")).expect("a folder");
    fs::copy(env!("CARGO_BIN_EXE_copydesk"), place.path("copydesk")).expect("copied");
    let set = |name: &str, mode| fs::set_permissions(place.path(name), fs::Permissions::from_mode(mode));
    for (name, mode) in
        [("", 0o755), ("open", 0o777), ("copydesk", 0o755), ("in/closed", 0), ("in/locked.html", 0)]
    {
        set(name, mode).expect("permissions set");
    }
    let is_superuser = fs::read_dir(place.path("in/closed")).is_ok();
    let program = place.path("copydesk");
    let mut command = if is_superuser {
        let mut command = std::process::Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program);
        command
    } else {
        std::process::Command::new(program)
    };
    let output = command.args(["export", "in", "--out", "open/out"]).current_dir(place.path("")).output();
    set("in/closed", 0o755).expect("permissions set back");
    let output = output.expect("the binary starts");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let rejects = Table::read(&place.path("open/out/rejects"));
    let expected = [("in/closed", "read/unreadable"), ("in/locked.html", "read/unreadable")];
    assert_eq!(rejects.reasons(), expected.map(|(source, reason)| (source.to_owned(), reason.to_owned())));
    assert_eq!(Table::read(&place.path("open/out/data")).texts("source"), ["in/page.html"]);
}

#[test]
fn strict_stops_at_the_first_error() {
    let place = Workplace::new();
    place.write("in/a.html", pages::short_page());
    place.write("in/b.jsonl", "{broken\n");
    place.write("in/c.html", pages::page(1));
    let finished = place.run(&["export", "in", "--out", "out", "--strict"]).expect_code(2);
    assert!(finished.stderr.contains("in/b.jsonl at byte 0: invalid-json"), "{}", finished.stderr);
    assert!(!place.path("out/manifest.json").exists());
    place.run(&["export", "in", "--out", "out", "--resume"]).expect_code(1);
    assert_eq!(place.manifest("out")["counts"]["documents"].as_u64(), Some(3));
}
