//! The kinds of input: files, folders, patterns, standard input, compressed, JSON lines.

use std::io::Write;

use crate::{pages, parquet_files::Table, workplace::Workplace};

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("packed")
}

fn first_sentences(place: &Workplace) -> Vec<(String, String)> {
    let data = Table::read(&place.path("out/data"));
    let first = data.texts("text").into_iter().map(|text| text.lines().next().unwrap_or_default().to_owned());
    data.texts("source").into_iter().zip(first).collect()
}

fn expected(pairs: &[(&str, usize)]) -> Vec<(String, String)> {
    pairs.iter().map(|(source, number)| ((*source).to_owned(), pages::first_sentence(*number))).collect()
}

#[test]
fn compressed_files_are_seen_through() {
    let place = Workplace::new();
    place.write("in/a.html.gz", gzip(pages::page(1).as_bytes()));
    place.write("in/b.txt.zst", zst(pages::text(2).as_bytes()));
    let lines = serde_json::json!({"text": pages::text(3)}).to_string();
    place.write("in/c.jsonl.gz", gzip(lines.as_bytes()));
    place.write("in/d.ndjson.zst", zst(lines.replace("report number 3", "report number 4").as_bytes()));
    let two_members = [gzip(b"<p>"), gzip(pages::page(5).as_bytes())].concat();
    place.write("in/e.htm.gz", two_members);
    place.export("in", &[]);
    let pairs = [
        ("in/a.html.gz", 1),
        ("in/b.txt.zst", 2),
        ("in/c.jsonl.gz", 3),
        ("in/d.ndjson.zst", 4),
        ("in/e.htm.gz", 5),
    ];
    assert_eq!(first_sentences(&place), expected(&pairs));
}

#[test]
fn json_lines_have_places_and_names() {
    let place = Workplace::new();
    let first = serde_json::json!({"id": "x1", "url": "http://www.example.org/1", "text": pages::text(1)})
        .to_string();
    let second = serde_json::json!({"id": 2, "html": pages::page(2), "text": "not this"}).to_string();
    place.write("lines.jsonl", format!("{first}\r\n\r\n{second}"));
    place.export("lines.jsonl", &[]);
    let data = Table::read(&place.path("out/data"));
    assert_eq!(first_sentences(&place), expected(&[("lines.jsonl", 1), ("lines.jsonl", 2)]));
    assert_eq!(data.integers("source_offset"), [Some(0), Some(first.len() as i64 + 4)]);
    assert_eq!(data.integers("source_length"), [Some(first.len() as i64), Some(second.len() as i64)]);
    assert_eq!(data.strings("record_id"), [Some("x1".to_owned()), Some("2".to_owned())]);
    assert_eq!(data.strings("domain")[0].as_deref(), Some("example.org"));
    assert_eq!(data.texts("charset"), ["utf-8", "utf-8"]);
}

#[test]
fn named_fields_are_used() {
    let place = Workplace::new();
    let line = serde_json::json!({"html": "no", "body_html": pages::page(1), "where": "http://a.example/"});
    place.write("lines.data", format!("{line}\n"));
    place.export("lines.data", &["--html-field", "body_html", "--url-field", "where"]);
    assert_eq!(first_sentences(&place), expected(&[("lines.data", 1)]));
}

#[test]
fn standard_input_is_recognised_by_content() {
    let lines = serde_json::json!({"text": pages::text(3)}).to_string();
    let inputs = [
        (pages::page(1).into_bytes(), 1),
        (pages::text(2).into_bytes(), 2),
        (lines.clone().into_bytes(), 3),
        (gzip(lines.as_bytes()), 3),
        (zst(pages::page(4).as_bytes()), 4),
    ];
    for (input, number) in inputs {
        let place = Workplace::new();
        place.run_with_input(&["export", "-", "--out", "out"], &input).expect_code(0);
        assert_eq!(first_sentences(&place), expected(&[("-", number)]));
    }
}

#[test]
fn patterns_and_several_inputs_keep_their_order() {
    let place = Workplace::new();
    for (name, number) in [("x/2.html", 2), ("x/1.html", 1), ("x/y/3.html", 3), ("z.txt", 4), ("x/no.css", 5)]
    {
        let content = if number == 4 { pages::text(4) } else { pages::page(number) };
        place.write(name, content);
    }
    place.run(&["export", "z.txt", "x/**/*.html", "--out", "out"]).expect_code(0);
    let pairs = [("z.txt", 4), ("x/1.html", 1), ("x/2.html", 2), ("x/y/3.html", 3)];
    assert_eq!(first_sentences(&place), expected(&pairs));
}

#[test]
fn a_file_under_two_names_is_refused() {
    let place = Workplace::new();
    place.write("x/1.html", pages::page(1));
    let finished = place.run(&["export", "x/1.html", "x/../x/1.html", "--out", "out"]).expect_code(2);
    assert!(finished.stderr.contains("x/../x/1.html is given twice"), "{}", finished.stderr);
}

#[cfg(unix)]
#[test]
fn a_link_beside_its_file_is_a_document_of_its_own() {
    let place = Workplace::new();
    place.write("in/2025.html", pages::page(1));
    std::os::unix::fs::symlink("2025.html", place.path("in/latest.html")).expect("a link");
    let inputs = [&["in/2025.html", "in/latest.html"][..], &["in"], &["in/*.html"]];
    for input in inputs {
        let fixed = ["--out", "out", "--dedup", "none", "--overwrite"];
        place.run(&[&["export"], input, &fixed].concat()).expect_code(0);
        assert_eq!(first_sentences(&place), expected(&[("in/2025.html", 1), ("in/latest.html", 1)]));
    }
}

#[test]
fn pages_behind_stray_words_are_pages() {
    let notice = "Notice: Undefined index: harbour on line 3\n";
    let style = format!("<head><style>{}</style>", "p { margin: 0; }\n".repeat(600));
    let page = pages::page(1).replace("<head>", &style);
    for stray in [notice, "-->\n", "\u{feff}\u{feff}"] {
        let bytes = format!("{stray}{page}");
        let place = Workplace::new();
        place.run_with_input(&["export", "-", "--out", "out"], bytes.as_bytes()).expect_code(0);
        place.write("page.php", bytes);
        place.run(&["export", "page.php", "--out", "two"]).expect_code(0);
        for out in ["out/data", "two/data"] {
            let data = Table::read(&place.path(out));
            assert_eq!(data.nulls("page_type"), 0, "{stray}: a page");
            assert!(!data.texts("text")[0].contains("margin"), "{stray}");
        }
    }
}

#[test]
fn paragraphs_of_fields_are_seen() {
    let place = Workplace::new();
    let content = pages::text(1).trim_end().replace("\n\n", "</p><p>");
    let spoken = format!("Use </b> to end bold. {}", pages::text(2));
    let line = |content: &str| serde_json::json!({"content": content}).to_string();
    place.write("lines.jsonl", [line(&content), line(&spoken)].join("\n"));
    place.export("lines.jsonl", &[]);
    let texts = Table::read(&place.path("out/data")).texts("text");
    assert!(!texts[0].contains("<p>") && texts[0].contains("\n\n"), "{}", texts[0]);
    assert!(texts[1].contains("</b>"), "{}", texts[1]);
}

#[test]
fn lines_in_other_encodings_are_rejects_and_few_bytes_are_mended() {
    let place = Workplace::new();
    let line = |words: &str| serde_json::json!({"text": format!("{words} {}", pages::text(1))}).to_string();
    let latin = |text: &str| text.chars().map(|ch| ch as u8).collect::<Vec<_>>();
    let ferry = "Die alte F\u{e4}hre f\u{e4}hrt \u{fc}ber den Fjord.";
    place.write("lines.jsonl", [latin(&line(ferry)), latin(&line("F\u{e4}hre"))].join(&b'\n'));
    let finished = place.run(&["export", "lines.jsonl", "--out", "out"]).expect_code(1);
    assert!(finished.stderr.contains("Mended     1 JSON lines"), "{}", finished.stderr);
    assert_eq!(place.manifest("out")["counts"]["mended"].as_u64(), Some(1));
    assert_eq!(Table::read(&place.path("out/rejects")).texts("reason"), ["invalid-utf8"]);
    assert!(Table::read(&place.path("out/data")).texts("text")[0].starts_with("F\u{fffd}hre"));
    let cleaned = place.run(&["clean", "lines.jsonl"]).expect_code(1);
    assert!(
        cleaned.stdout.contains("F\u{fffd}hre") && cleaned.stderr.contains("invalid utf-8"),
        "{}",
        cleaned.stderr
    );
}

#[test]
fn other_json_is_one_reject() {
    let pretty = serde_json::to_string_pretty(&serde_json::json!({"name": "ferry", "lockfileVersion": 3}));
    let pretty = pretty.expect("JSON");
    let place = Workplace::new();
    for (name, json) in
        [("package-lock", pretty.as_str()), ("list", "[\"a\",\"b\"]"), ("number", "12345"), ("empty", "")]
    {
        place.write(&format!("in/{name}.json.gz"), gzip(json.as_bytes()));
    }
    place.export("in", &[]);
    assert_eq!(Table::read(&place.path("out/rejects")).texts("reason"), ["content-type"; 4]);
    place.write("named.json", pretty);
    place.run(&["export", "named.json", "--out", "named"]).expect_code(1);
    let array = serde_json::json!([{"text": pages::text(1)}]).to_string();
    let finished = place.run_with_input(&["export", "-", "--out", "piped"], array.as_bytes()).expect_code(1);
    assert!(finished.stderr.contains("a JSON array, of which"), "{}", finished.stderr);
}

#[test]
fn packed_json_is_lines_and_an_array_is_a_reject() {
    let place = Workplace::new();
    let line = |number| serde_json::json!({"page": number, "text": pages::text(number)}).to_string();
    place.write("in/c4-train.00000-of-00001.json.gz", gzip([line(1), line(2)].join("\n").as_bytes()));
    place.write("in/settings.json", "{\"text\": \"not a document\"}");
    place.write("in/array.txt", format!("[{},\n{}]", line(3), line(4)));
    place.run(&["export", "in", "--out", "out"]).expect_code(0);
    let sources: Vec<String> = first_sentences(&place).into_iter().map(|(source, _)| source).collect();
    assert_eq!(sources, ["in/c4-train.00000-of-00001.json.gz"; 2]);
    assert_eq!(Table::read(&place.path("out/rejects")).texts("reason"), ["content-type"]);
}

#[test]
fn a_format_that_is_given_wins() {
    let place = Workplace::new();
    place.write("in/a.html", pages::text(1));
    place.export("in", &["--format", "text"]);
    assert_eq!(first_sentences(&place), expected(&[("in/a.html", 1)]));
    assert_eq!(Table::read(&place.path("out/data")).nulls("rights"), 1, "read as text");
}

#[test]
fn a_limit_ends_the_run_early() {
    let place = Workplace::new();
    for number in 0..5 {
        place.write(&format!("in/{number}.html"), pages::page(number));
    }
    place.export("in", &["--limit", "3"]);
    assert_eq!(place.manifest("out")["counts"]["documents"].as_u64(), Some(3));
}
