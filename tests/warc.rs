//! WARC files as input: the same rows as from files, with what their headers say.

use std::{fs, io::Write, path::Path};

use arrow_array::{cast::AsArray, types::TimestampMicrosecondType};

use crate::{
    pages,
    parquet_files::Table,
    warc_sample::{DATE, Numbers, gzip, id, info, page, record, response, text, url},
    workplace::{Workplace, assert_same_tree},
};

/// Microseconds of [`DATE`].
const FETCHED: i64 = 1_709_623_800_000_000;

fn members(records: &[Vec<u8>]) -> Vec<u8> {
    records.iter().flat_map(|record| gzip(record)).collect()
}

fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

fn crawl(numbers: std::ops::Range<usize>) -> Vec<Vec<u8>> {
    let page = |number: usize| page(number, pages::page(number).as_bytes());
    [info()].into_iter().chain(numbers.map(page)).collect()
}

#[test]
fn pages_of_a_warc_file_are_those_of_a_folder() {
    let place = Workplace::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../datasets/sample/pages");
    let mut files: Vec<_> =
        fs::read_dir(&folder).expect("the sample").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "html"));
    files.sort();
    let mut records = vec![info()];
    for (number, path) in files.iter().enumerate() {
        let body = fs::read(path).expect("a page");
        place.write(&format!("in/{number:03}.html"), &body);
        // No address, which the model would look at.
        let coding = ["", "\r\nContent-Encoding: gzip", "\r\nTransfer-Encoding: chunked"][number % 3];
        let body = match number % 3 {
            1 => gzip(&body),
            2 => [format!("{:x}\r\n", body.len()).as_bytes(), &body, b"\r\n0\r\n\r\n"].concat(),
            _ => body,
        };
        let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html{coding}\r\n\r\n");
        let block = [http.as_bytes(), &body].concat();
        records.push(record("response", number, "Content-Type: application/http\r\n", &block));
    }
    assert!(files.len() > 50);
    place.write("crawl.warc.gz", members(&records));
    place.export("in", &["--filters", "none"]);
    let more = ["--filters", "none", "--out", "warc", "--threads"];
    place.run(&[&["export", "crawl.warc.gz"], &more[..], &["1"]].concat()).expect_code(0);
    let (expected, found) = (Table::read(&place.path("out/data")), Table::read(&place.path("warc/data")));
    for column in ["text", "content_sha256", "title", "language", "charset", "page_type", "text_hash"] {
        assert_eq!(found.strings(column), expected.strings(column), "{column}");
    }
    let many = ["--filters", "none", "--out", "many", "--threads", "2"];
    place.run(&[&["export", "crawl.warc.gz"], &many[..]].concat()).expect_code(0);
    assert_same_tree(&place.path("warc"), &place.path("many"));
    let stdin = fs::read(place.path("crawl.warc.gz")).expect("the file");
    let piped = ["export", "-", "--filters", "none", "--out", "piped"];
    place.run_with_input(&piped, &stdin).expect_code(0);
    let piped = Table::read(&place.path("piped/data"));
    for column in ["source_offset", "source_length"] {
        assert_eq!(piped.integers(column), found.integers(column));
    }
    assert_eq!(piped.texts("text"), found.texts("text"));
}

#[test]
fn headers_fill_columns() {
    let place = Workplace::new();
    let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=koi8-r\r\nX-Robots-Tag: otherbot: nosnippet\r\n\
                X-Robots-Tag: noindex\r\nX-Robots-Tag: noai\r\ntdm-reservation: 1\r\nContent-Language: ru\r\n\
                Link: <https://main.example/1>; rel=\"canonical\", </terms>; rel=license";
    // "Паром впервые за два года вышел из гавани в понедельник утром." in KOI8-R, often enough to be a text.
    let sentence = b" \xf0\xc1\xd2\xcf\xcd \xd7\xd0\xc5\xd2\xd7\xd9\xc5 \xda\xc1 \xc4\xd7\xc1 \xc7\xcf\xc4\xc1 \xd7\xd9\xdb\xc5\xcc \xc9\xda \xc7\xc1\xd7\xc1\xce\xc9 \xd7 \xd0\xcf\xce\xc5\xc4\xc5\xcc\xd8\xce\xc9\xcb \xd5\xd4\xd2\xcf\xcd.";
    let body = [b"<title>x</title><p>", &sentence.repeat(10)[..]].concat();
    let records = [
        info(),
        response(1, http, &body),
        text(2, &pages::text(2)),
        response(3, "HTTP/1.1 404 Not Found\r\nContent-Type: text/html", pages::page(3).as_bytes()),
        response(4, "HTTP/1.1 200 OK\r\nContent-Type: image/png", b"\x89PNG\r\n\x1a\n"),
        record("revisit", 5, "WARC-Truncated: length\r\n", b""),
        record("conversion", 6, "Content-Type: text/plain\r\nWARC-Truncated: length\r\n", b"short"),
    ];
    place.write("in/crawl.warc.gz", members(&records));
    let finished = place.export("in", &[]);
    assert!(finished.stderr.contains("2 WARC records that are no documents: revisit 1, warcinfo 1"));
    assert!(finished.stderr.contains("Truncated  1 document"), "{}", finished.stderr);
    assert_eq!(place.manifest("out")["counts"]["truncated"].as_u64(), Some(1));
    let data = Table::read(&place.path("out/data"));
    assert_eq!(data.strings("record_id"), [Some(id(1)), Some(id(2))]);
    assert_eq!(data.strings("url"), [Some("https://main.example/1".to_owned()), Some(url(2))]);
    assert_eq!(data.strings("license"), [Some("https://site1.example/terms".to_owned()), None]);
    assert_eq!(data.texts("charset"), ["koi8-r", "utf-8"]);
    assert_eq!(data.texts("language"), ["ru", "en"]);
    assert_eq!(data.nulls("rights"), 1, "a text without headers of its own");
    let rights = data.batches[0].column_by_name("rights").expect("a column").as_struct();
    for flag in ["robots_noindex", "robots_noai", "tdm_reserved"] {
        assert!(rights.column_by_name(flag).expect("a field").as_boolean().value(0), "{flag}");
    }
    let fetched = data.batches[0].column_by_name("fetched").expect("a column");
    let fetched = fetched.as_primitive::<TimestampMicrosecondType>();
    assert_eq!(fetched.values(), &[FETCHED, FETCHED], "{DATE}");
    let sizes: Vec<i64> = records.iter().map(|record| gzip(record).len() as i64).collect();
    assert_eq!(data.integers("source_offset"), [Some(sizes[0]), Some(sizes[0] + sizes[1])]);
    assert_eq!(data.integers("source_length"), [Some(sizes[1]), Some(sizes[2])]);
    let rejects = Table::read(&place.path("out/rejects"));
    assert_eq!(rejects.strings("url"), [Some(url(3)), Some(url(4)), None]);
    assert_eq!(rejects.strings("record_id"), [Some(id(3)), Some(id(4)), Some(id(6))]);
    assert_eq!(rejects.texts("reason"), ["http-status", "content-type", "too-short"]);
    assert_eq!(rejects.texts("stage"), ["filter", "filter", "filter"]);
    assert_eq!(place.manifest("out")["counts"]["other_records"]["warcinfo"].as_u64(), Some(1));
    place.run(&["export", "in", "--out", "all", "--filters", "none", "--strict"]).expect_code(0);
    assert_eq!(Table::read(&place.path("all/rejects")).texts("reason"), ["content-type"]);
    place.run(&["export", "in", "--out", "wet", "--format", "wet"]).expect_code(0);
    assert_eq!(Table::read(&place.path("wet/data")).strings("record_id"), [Some(id(2))]);
}

#[test]
fn every_packing_is_seen_through() {
    let place = Workplace::new();
    let records = crawl(1..3);
    let plain = records.concat();
    let frames: Vec<u8> =
        records.iter().flat_map(|record| zstd::encode_all(record.as_slice(), 1).expect("packed")).collect();
    place.write("in/a.warc", &plain);
    place.write("in/b.warc.bz2", bz2(&plain));
    place.write("in/c.warc.gz", gzip(&plain));
    place.write("in/d.warc.zst", frames);
    place.write("in/e.warc", members(&records));
    place.write("in/f.warc.wet.gz", members(&[info(), text(9, &pages::text(9))]));
    place.write("in/g.html.xz", XZ_PAGE);
    place.write("in/h.warc.wat.gz", members(&[info()]));
    place.export("in", &["--dedup", "none", "--filters", "none"]);
    let mut expected: Vec<String> = ["a.warc", "b.warc.bz2", "c.warc.gz", "d.warc.zst", "e.warc"]
        .iter()
        .flat_map(|name| [*name; 2])
        .map(|name| format!("in/{name}"))
        .collect();
    expected.extend(["in/f.warc.wet.gz".to_owned(), "in/g.html.xz".into()]);
    let data = Table::read(&place.path("out/data"));
    assert_eq!(data.texts("source"), expected);
    let offsets = data.integers("source_offset");
    assert_eq!(offsets[..2], offsets[2..4]);
    assert_eq!(offsets[..2], offsets[4..6]);
    assert!(offsets[6] < offsets[0], "of the frame in the file");
    assert!(data.texts("text").last().expect("a text").starts_with("The ferry left"));
    assert_eq!(place.manifest("out")["inputs"][0]["skipped"][".wat.gz"].as_u64(), Some(1));
    // Unnamed files are told by what they begin with.
    place.write("unnamed", members(&records));
    place.run(&["export", "unnamed", "--out", "told"]).expect_code(0);
    assert_eq!(Table::read(&place.path("told/data")).rows(), 2);
}

#[test]
fn archives_are_told_by_content_in_every_packing() {
    let place = Workplace::new();
    let records = crawl(1..400);
    let plain = records.concat();
    let whole = zstd::encode_all(plain.as_slice(), 3).expect("packed");
    let dictionary = &plain[..2000];
    let mut with_dictionary = [b"\x5d\x2a\x4d\x18", &2000_u32.to_le_bytes()[..], dictionary].concat();
    for record in &records {
        let mut encoder = zstd::Encoder::with_dictionary(with_dictionary, 1, dictionary).expect("an encoder");
        encoder.write_all(record).expect("packed");
        with_dictionary = encoder.finish().expect("packed");
    }
    let packed = [
        ("dump", plain.clone()),
        ("dump.gz", members(&records)),
        ("dump.bz2", bz2(&plain)),
        ("dump.zst", whole),
        ("dictionary.zst", with_dictionary),
    ];
    for (name, bytes) in packed {
        assert!(bytes.len() > 8 << 10, "{name}: more than the first look at a file");
        place.write(name, &bytes);
        let settings = ["--dedup", "none", "--filters", "none"];
        let (from_file, from_stdin) = (format!("{name}-file"), format!("{name}-stdin"));
        place.run(&[&["export", name, "--out", &from_file], &settings[..]].concat()).expect_code(0);
        let arguments = [&["export", "-", "--out", &from_stdin], &settings[..]].concat();
        place.run_with_input(&arguments, &bytes).expect_code(0);
        for out in [&from_file, &from_stdin] {
            assert_eq!(Table::read(&place.path(&format!("{out}/data"))).rows(), 399, "{out}");
        }
        let finished = place.run(&["extract", name]).expect_code(2);
        assert!(finished.stderr.contains("only export reads them"), "{name}: {}", finished.stderr);
    }
}

#[test]
fn records_that_share_a_member_have_ids_of_their_own() {
    let place = Workplace::new();
    let same = page(2, pages::page(2).as_bytes());
    place.write("x.warc.gz", members(&[crawl(1..2).concat(), same.repeat(3)]));
    place.write("y.warc.gz", members(&[info(), same.repeat(3)]));
    for name in ["x.warc.gz", "y.warc.gz"] {
        place.run(&["export", name, "--out", name[..1].into(), "--dedup", "none"]).expect_code(0);
        let mut ids = Table::read(&place.path(&format!("{}/data", &name[..1]))).texts("id");
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
}

#[test]
fn old_archives_are_refused() {
    let place = Workplace::new();
    let arc = format!("filedesc://x.arc 0.0.0.0 20240305 text/plain 9\n\n{}", pages::page(1));
    place.write("x.arc", &arc);
    place.run(&["export", "x.arc", "--out", "out"]).expect_code(1);
    assert_eq!(Table::read(&place.path("out/rejects")).texts("reason"), ["not-a-file"]);
}

/// `<!DOCTYPE html><title>Ferry</title><p>The ferry left the harbour on Monday.</p>` as xz packs it.
const XZ_PAGE: &[u8] = b"\xfd\x37\x7a\x58\x5a\x00\x00\x04\xe6\xd6\xb4\x46\x02\x00\x21\x01\x0c\x00\x00\x00\x8f\x98\x41\x9c\xe0\x00\x4e\x00\x4d\x5d\x00\x1e\x08\x45\x06\xd0\xef\xa8\x28\x17\x59\xd9\xa9\xf5\xea\xa7\x25\x40\x67\xb4\x6f\xd8\xa8\xec\x73\x0c\x34\xff\xd2\x69\x33\xe8\x57\x5a\x2a\x2f\xe9\x5a\x90\xc6\x36\xd4\x4f\xda\xac\x5b\x2e\x50\xa4\x2d\xd6\x87\xfd\x5d\xe8\x42\x64\xd8\x89\xd3\x95\xa4\x9e\x43\x16\xcf\x64\xf5\x6b\x41\x39\xda\x67\x9c\xc5\xe6\x70\x00\x00\x00\x00\x00\xa6\x2f\xb4\xa5\x19\x4e\x11\x26\x00\x01\x69\x4f\xc4\x39\xda\x72\x1f\xb6\xf3\x7d\x01\x00\x00\x00\x00\x04\x59\x5a";

#[test]
fn damage_is_reported_with_its_place() {
    let place = Workplace::new();
    let records = crawl(1..6);
    let mut parts: Vec<Vec<u8>> = records.iter().map(|record| gzip(record)).collect();
    let middle = parts[2].len() / 2;
    parts[2][middle] ^= 0xff;
    parts[2][middle + 1] ^= 0xff;
    parts.insert(4, b"between the records".to_vec());
    let end = parts[6].len() - 20;
    parts[6].truncate(end);
    let starts = |index: usize| Some(parts[..index].iter().map(Vec::len).sum::<usize>() as i64);
    place.write("in/crawl.warc.gz", parts.concat());
    place.run(&["export", "in", "--out", "out"]).expect_code(1);
    let data = Table::read(&place.path("out/data"));
    assert_eq!(data.strings("record_id"), [1, 3, 4].map(|number| Some(id(number))));
    let rejects = Table::read(&place.path("out/rejects"));
    assert_eq!(rejects.texts("reason"), ["damaged-compression"; 3]);
    assert_eq!(rejects.integers("source_offset"), [starts(2), starts(4), starts(6)]);
    let finished = place.run(&["export", "in", "--out", "strict", "--strict"]).expect_code(2);
    let message = format!("in/crawl.warc.gz at byte {}: damaged-compression", starts(2).expect("a place"));
    assert!(finished.stderr.contains(&message), "{}", finished.stderr);
}

#[test]
fn any_damage_leaves_a_run_that_ends() {
    let mut numbers = Numbers(7);
    for round in 0..20 {
        let place = Workplace::new();
        let records = crawl(1..8);
        let mut file = if round % 2 == 0 { members(&records) } else { records.concat() };
        numbers.damage(&mut file);
        place.write("in/crawl.warc", file);
        let finished = place.run(&["export", "in", "--out", "out"]);
        assert!(matches!(finished.code, Some(0 | 1)), "{}", finished.stderr);
        let counts = &place.manifest("out")["counts"];
        let rows =
            Table::read(&place.path("out/data")).rows() + Table::read(&place.path("out/rejects")).rows();
        assert_eq!(counts["documents"].as_u64(), Some(rows as u64));
    }
}

#[test]
fn large_records_are_passed_in_little_memory() {
    let place = Workplace::new();
    let head = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n";
    let size: u64 = 2 << 30;
    place.write("in/a.warc", format!("{head}Content-Length: {size}\r\n\r\n"));
    let mut file = fs::OpenOptions::new().append(true).open(place.path("in/a.warc")).expect("the file");
    let end = file.metadata().expect("a size").len() + size;
    file.set_len(end).expect("a sparse file");
    file.write_all(b"\r\n\r\n").and_then(|()| file.write_all(&crawl(1..2).concat())).expect("written");
    // The same in a member of its own: two gigabytes of blanks.
    let blanks = gzip(&vec![b' '; 32 << 20]);
    place.write("in/b.warc.gz", [blanks.repeat(64), members(&crawl(3..4))].concat());
    place.run(&["export", "in", "--out", "out"]).expect_code(1);
    assert_eq!(Table::read(&place.path("out/data")).strings("record_id"), [Some(id(1)), Some(id(3))]);
    let rejects = Table::read(&place.path("out/rejects"));
    assert_eq!(rejects.texts("reason"), ["too-large", "damaged-record"]);
    assert_eq!(rejects.integers("source_offset"), [Some(0), Some(0)]);
}

#[test]
fn one_page_commands_say_that_a_warc_file_is_for_export() {
    let place = Workplace::new();
    place.write("crawl.warc.gz", members(&crawl(1..2)));
    let finished = place.run(&["extract", "crawl.warc.gz"]).expect_code(2);
    assert!(finished.stderr.contains("a WARC file; only export reads them"), "{}", finished.stderr);
}
