//! Small files of every packing, whole and damaged: what is read, where it stands, and that reading can go on at
//! every place that a run may stop at.

use std::{fs, sync::Arc};

use super::{super::file::Counted, sample::*, *};
use crate::{rejects::Reason, scratch::Scratch};

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    /// Not at all.
    None,
    /// Each record for itself.
    Gzip,
    /// All records together.
    GzipWhole,
    /// Each record for itself.
    Zstd,
    /// The same with a dictionary at the beginning.
    ZstdDictionary,
}

const PACKINGS: [Packing; 5] =
    [Packing::None, Packing::Gzip, Packing::GzipWhole, Packing::Zstd, Packing::ZstdDictionary];
/// Any bytes serve as a dictionary.
const DICTIONARY: &[u8] = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: text/html <html><p></p>";

impl Packing {
    fn compression(self) -> Compression {
        match self {
            Self::None => Compression::None,
            Self::Gzip | Self::GzipWhole => Compression::Gzip,
            Self::Zstd | Self::ZstdDictionary => Compression::Zstd,
        }
    }

    fn pack(self, records: &[Vec<u8>]) -> Vec<u8> {
        let frame = |bytes: &[u8], dictionary: &[u8]| {
            let mut encoder = zstd::Encoder::with_dictionary(Vec::new(), 1, dictionary).expect("an encoder");
            encoder.include_checksum(true).expect("a setting");
            io::Write::write_all(&mut encoder, bytes).expect("packed");
            encoder.finish().expect("packed")
        };
        match self {
            Self::None => records.concat(),
            Self::Gzip => records.iter().flat_map(|record| gzip(record)).collect(),
            Self::GzipWhole => gzip(&records.concat()),
            Self::Zstd => records.iter().flat_map(|record| frame(record, b"")).collect(),
            Self::ZstdDictionary => {
                let dictionary = frame(DICTIONARY, b"");
                let length = u32::try_from(dictionary.len()).expect("short").to_le_bytes();
                let mut file = [b"\x5d\x2a\x4d\x18", &length[..], &dictionary].concat();
                file.extend(records.iter().flat_map(|record| frame(record, DICTIONARY)));
                file
            }
        }
    }
}

/// A document or why there is none, and where reading stands behind it.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    place: Place,
    what: Result<Vec<u8>, (Reason, String)>,
    resume_point: ResumePoint,
}

fn settings() -> OutputSettings {
    OutputSettings { max_bytes: crate::size::ByteSize(2000), ..OutputSettings::usual() }
}

fn read(stored: Stored, compression: Compression, from: ResumePoint) -> (Vec<Found>, RecordCounts) {
    let settings = settings();
    let mut all = Vec::new();
    // A damaged dictionary costs the file.
    let Ok(mut archive) = Archive::open(stored, compression, &settings, from) else {
        return (all, RecordCounts::default());
    };
    while let Some(next) = archive.next("x", &settings, &arrow_schema::Fields::empty()) {
        let resume_point = archive.resume_point();
        all.push(match next {
            Ok(document) => Found { place: document.place, what: Ok(document.bytes), resume_point },
            Err(reject) => {
                Found { place: reject.place, what: Err((reject.reason, reject.detail)), resume_point }
            }
        });
        assert!(all.len() < 10_000, "reading does not come to an end");
    }
    (all, archive.take_counts())
}

fn read_file(
    folder: &Scratch,
    bytes: &[u8],
    packing: Packing,
    from: ResumePoint,
) -> (Vec<Found>, RecordCounts) {
    let path = folder.path().join("x.warc");
    fs::write(&path, bytes).expect("file written");
    let file = fs::File::open(path).expect("the file");
    read(Stored::File(file), packing.compression(), from)
}

fn read_stream(bytes: &[u8], packing: Packing) -> (Vec<Found>, RecordCounts) {
    let stream = Stored::Stream(Box::new(io::Cursor::new(bytes.to_vec())));
    read(stream, packing.compression(), ResumePoint::default())
}

/// The numbers of the pages that are read, and the reasons of the rest.
fn outcomes(found: &[Found]) -> Vec<String> {
    let outcome = |found: &Found| match &found.what {
        Ok(bytes) => String::from_utf8_lossy(bytes).split(' ').nth(1).unwrap_or_default().to_owned(),
        Err((reason, _)) => reason.to_string(),
    };
    found.iter().map(outcome).collect()
}

/// Numbered pages of which no two have the same length.
fn pages(count: usize) -> Vec<Vec<u8>> {
    let body = |number: usize| format!("<p>page {number} {}</p>", "word ".repeat(20 + number * 7));
    (1..=count).map(|number| page(number, body(number).as_bytes())).collect()
}

#[test]
fn every_packing_gives_the_same_documents_and_its_own_places() {
    let folder = Scratch::new();
    let mut records = vec![info()];
    for page in pages(3) {
        records.extend([
            record("request", 9, "", b"GET / HTTP/1.1\r\n\r\n"),
            page,
            record("metadata", 9, "", b""),
        ]);
    }
    for packing in PACKINGS {
        let file = packing.pack(&records);
        let (found, counts) = read_file(&folder, &file, packing, ResumePoint::default());
        assert_eq!(outcomes(&found), ["1", "2", "3"], "{packing:?}");
        assert_eq!(counts.others, [("metadata", 3), ("request", 3), ("warcinfo", 1)].into(), "{packing:?}");
        assert_eq!(read_stream(&file, packing), (found.clone(), counts), "{packing:?}");
        for (number, Found { place, .. }) in (1..).zip(&found) {
            assert_eq!(place.record.as_deref(), Some(id(number).as_str()));
            let range = place.offset.expect("a place") as usize..;
            let range = range.start..range.start + place.length.expect("a length") as usize;
            let whole = records.concat();
            let bytes = match packing {
                Packing::None => file[range].to_vec(),
                Packing::GzipWhole => whole[range].to_vec(),
                // What a request for this range of the file gives is the packed record.
                Packing::Gzip => {
                    let mut plain = Vec::new();
                    let mut decoder = flate2::read::GzDecoder::new(&file[range]);
                    io::Read::read_to_end(&mut decoder, &mut plain).expect("a member");
                    plain
                }
                Packing::Zstd => zstd::decode_all(&file[range]).expect("a frame"),
                Packing::ZstdDictionary => {
                    let mut decoder =
                        zstd::Decoder::with_dictionary(&file[range], DICTIONARY).expect("a decoder");
                    let mut plain = Vec::new();
                    io::Read::read_to_end(&mut decoder, &mut plain).expect("a frame");
                    plain
                }
            };
            assert_eq!(bytes, records[3 * number - 1], "{packing:?}");
        }
    }
}

#[test]
fn damage_costs_what_is_damaged_only() {
    let folder = Scratch::new();
    let change = |records: &mut Vec<Vec<u8>>, from: &str, to: &str| {
        let text = String::from_utf8_lossy(&records[1]).into_owned();
        assert!(text.contains(from));
        records[1] = text.replace(from, to).into_bytes();
    };
    let second = String::from_utf8(pages(2)[1].clone()).expect("text");
    let length = second.lines().find(|line| line.starts_with("Content-Length")).expect("a length");
    let length = format!("{length}\r\n");
    let long = format!("X: {}\r\nContent-Length", "x".repeat(2 << 20));
    let cases: [(&str, &str, &str); 8] = [
        (&length, "", "damaged-record"),
        (&length, "Content-Length: 20\r\n", "damaged-record"),
        (&length, "Content-Length: 900\r\n", "damaged-record"),
        (&length, "Content-Length: 99999999999999\r\n", "damaged-record"),
        ("WARC/1.0", "CRAW/1.0", "damaged-record"),
        ("WARC-Type: response\r\n", "", "damaged-record"),
        ("HTTP/1.1 200 OK", "no message here", "invalid-http"),
        ("Content-Length", &long, "damaged-record"),
    ];
    for packing in PACKINGS {
        for (from, to, reason) in cases {
            let mut records = pages(4);
            change(&mut records, from, to);
            let (found, _) = read_file(&folder, &packing.pack(&records), packing, ResumePoint::default());
            // Bytes that were read on the way to a wrong end and not held are lost in one stream of many records.
            let lost = packing == Packing::GzipWhole && to.contains("99999999999999");
            let expected: &[&str] = if lost { &["1", reason] } else { &["1", reason, "3", "4"] };
            assert_eq!(
                outcomes(&found),
                expected,
                "{packing:?} {} → {}",
                from.trim(),
                &to[..to.len().min(30)]
            );
        }
    }
}

#[test]
fn broken_members_are_left_out() {
    let folder = Scratch::new();
    for packing in [Packing::Gzip, Packing::Zstd, Packing::ZstdDictionary] {
        let records = pages(4);
        let file = packing.pack(&records);
        let (whole, _) = read_file(&folder, &file, packing, ResumePoint::default());
        let second = whole[1].place.offset.expect("a place") as usize;
        let length = whole[1].place.length.expect("a length") as usize;
        let mut holes = Vec::new();
        for place in [second, second + length / 2, second + length - 3] {
            let mut broken = file.clone();
            broken[place] ^= 0xff;
            holes.push(broken);
        }
        let cut = [&file[..second + length / 2], &file[second + length..]].concat();
        let between = [&file[..second], &b"\x01".repeat(600), &file[second + length..]].concat();
        for broken in [vec![cut, between], holes].concat() {
            let (found, _) = read_file(&folder, &broken, packing, ResumePoint::default());
            assert_eq!(outcomes(&found), ["1", "damaged-compression", "3", "4"], "{packing:?}");
            assert_eq!(found[1].place.offset, Some(second as u64));
        }
        let (found, _) = read_file(&folder, &file[..file.len() - 9], packing, ResumePoint::default());
        assert_eq!(outcomes(&found), ["1", "2", "3", "damaged-compression"], "{packing:?}");
        let behind = [&file[..], b"some bytes behind the end"].concat();
        let (found, _) = read_file(&folder, &behind, packing, ResumePoint::default());
        assert_eq!(outcomes(&found), ["1", "2", "3", "4", "damaged-compression"], "{packing:?}");
    }
}

#[test]
fn padding_between_gzip_members_is_passed_over() {
    let folder = Scratch::new();
    let pages: Vec<Vec<u8>> = pages(3).iter().map(|page| gzip(page)).collect();
    let zeros = vec![0; 200_000];
    let file = [&pages[0][..], &zeros, &pages[1], b"\r\n\r\n", &pages[2], b"\n\0", &zeros].concat();
    let all = check_resuming(&folder, &file, Packing::Gzip);
    assert_eq!(outcomes(&all), ["1", "2", "3"]);
    let place = &all[1].place;
    assert_eq!(place.offset, Some((pages[0].len() + zeros.len()) as u64));
    assert_eq!(place.length, Some(pages[1].len() as u64));
    assert_eq!(outcomes(&read_stream(&file, Packing::Gzip).0), ["1", "2", "3"]);
    // A file of zeros alone, as a crash leaves it, has lost its records.
    let (found, _) = read_file(&folder, &zeros, Packing::Gzip, ResumePoint::default());
    assert_eq!(outcomes(&found), ["damaged-compression"]);
    let rubbish = [&pages[0][..], &zeros, b"rubbish"].concat();
    let (found, _) = read_file(&folder, &rubbish, Packing::Gzip, ResumePoint::default());
    assert_eq!(outcomes(&found), ["1", "damaged-compression"]);
}

#[test]
fn what_is_no_page_has_a_reason() {
    let folder = Scratch::new();
    let large = "<p>page 5 ".to_owned() + &"word ".repeat(3000);
    let packed_large = gzip(large.as_bytes());
    let gzipped = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip";
    let resource = |kind: &str, body: &[u8]| {
        record("resource", 1, &format!("Content-Type: {kind}\r\nWARC-Target-URI: <{}>\r\n", url(1)), body)
    };
    let records = [
        response(1, "HTTP/1.1 404 Not Found\r\nContent-Type: text/html", b"<p>page 1</p>"),
        response(2, "HTTP/1.1 200 OK\r\nContent-Type: image/png", b"\x89PNG\r\n\x1a\n"),
        response(3, gzipped, b"\x1f\x8b\x08\0\0\0\0\0\xff\xff"),
        response(4, gzipped, &packed_large),
        page(5, large.as_bytes()),
        page(6, &b"<p>page 6 ".repeat(200_000)),
        record("response", 7, "Content-Type: text/dns\r\n", b"example 1"),
        record("revisit", 8, "", b""),
        resource("text/html", b"<p>page 9 </p>"),
        record(
            "resource",
            9,
            "Content-Type: text/plain\r\nWARC-Target-URI: <metadata://x/wget.log>\r\n",
            b"x",
        ),
        record("resource", 9, "Content-Type: text/plain\r\nWARC-Target-URI: urn:text:https://x/\r\n", b"x"),
        resource("application/json", b"{}"),
        text(10, "page 10 of plain text"),
        record("response", 11, "Content-Type: application/http\r\n", b""),
        record("invented", 12, "", b"x"),
    ];
    for packing in PACKINGS {
        let (found, counts) = read_file(&folder, &packing.pack(&records), packing, ResumePoint::default());
        let expected = [
            "http-status",
            "content-type",
            "damaged-compression",
            "too-large",
            "too-large",
            "too-large",
            "9",
            "content-type",
            "10",
            "invalid-http",
        ];
        assert_eq!(outcomes(&found), expected, "{packing:?}");
        assert_eq!(counts.others, [("dns", 1), ("metadata", 2), ("revisit", 1), ("unknown", 1)].into());
    }
}

#[test]
fn truncated_documents_are_counted() {
    let folder = Scratch::new();
    let cut = |kind: &str, number: usize, http: &str| {
        let fields = "WARC-Truncated: length\r\nContent-Type: application/http\r\n";
        record(kind, number, fields, format!("HTTP/1.1 {http}\r\n\r\n<p>page {number} goes").as_bytes())
    };
    let records = [
        cut("response", 1, "200 OK\r\nContent-Type: text/html"),
        pages(2)[1].clone(),
        cut("response", 3, "404 Not Found"),
        cut("revisit", 4, "200 OK"),
        cut("response", 5, "200 OK\r\nContent-Type: text/html"),
    ];
    for packing in PACKINGS {
        let file = packing.pack(&records);
        let (found, counts) = read_file(&folder, &file, packing, ResumePoint::default());
        assert_eq!(outcomes(&found), ["1", "2", "http-status", "5"], "{packing:?}");
        assert_eq!(counts.truncated, 2, "{packing:?}");
        assert_eq!(read_file(&folder, &file, packing, found[0].resume_point).1.truncated, 1, "{packing:?}");
    }
}

/// Reads on from every place at which a run may have stopped.
fn check_resuming(folder: &Scratch, file: &[u8], packing: Packing) -> Vec<Found> {
    let (all, counts) = read_file(folder, file, packing, ResumePoint::default());
    for (done, found) in all.iter().enumerate() {
        let (rest, behind) = read_file(folder, file, packing, found.resume_point);
        assert_eq!(rest, all[done + 1..], "{packing:?} resumed at {:?}", found.resume_point);
        assert!(behind.others.iter().all(|(kind, count)| counts.others[kind] >= *count));
        assert!(behind.truncated <= counts.truncated);
    }
    all
}

#[test]
fn reading_goes_on_at_every_place() {
    let folder = Scratch::new();
    for packing in PACKINGS {
        let records: Vec<Vec<u8>> = pages(5).into_iter().flat_map(|page| [page, info()]).collect();
        let all = check_resuming(&folder, &packing.pack(&records), packing);
        assert_eq!(all.len(), 5);
    }
    // Two records in the second member of a file whose first member has one.
    let pages = pages(4);
    let file = [gzip(&pages[0]), gzip(&pages[1..3].concat()), gzip(&pages[3])].concat();
    let all = check_resuming(&folder, &file, Packing::Gzip);
    assert_eq!(outcomes(&all), ["1", "2", "3", "4"]);
    assert_eq!(all[1].place.offset, all[2].place.offset);
    let shared = |found: &Found| (found.place.length.is_some(), found.place.number);
    assert_eq!(all.iter().map(shared).collect::<Vec<_>>(), [(true, 0), (false, 0), (false, 1), (true, 0)]);
}

#[test]
fn damaged_files_are_read_to_their_end_and_resumed() {
    let folder = Scratch::new();
    let mut numbers = Numbers(1);
    let mut read = 0;
    for round in 0..200 {
        let packing = PACKINGS[round % PACKINGS.len()];
        let records: Vec<Vec<u8>> = pages(5).into_iter().flat_map(|page| [page, info()]).collect();
        let mut file = packing.pack(&records);
        numbers.damage(&mut file);
        let all = check_resuming(&folder, &file, packing);
        read += all.iter().filter(|found| found.what.is_ok()).count();
        read_stream(&file, packing);
    }
    assert!(read > 200 * 2, "most records are whole: {read}");
}

#[test]
fn an_endless_search_is_given_up() {
    let folder = Scratch::new();
    let file = [gzip(&pages(1)[0]), gzip(b"no record").repeat(5000)].concat();
    let (found, _) = read_file(&folder, &file, Packing::Gzip, ResumePoint::default());
    assert_eq!(outcomes(&found), ["1", "damaged-record", "damaged-compression"]);
    assert!(
        matches!(&found[2].what, Err((_, detail)) if detail.contains("the rest of the file is not read")),
        "{found:?}"
    );
}

#[test]
fn line_ends_are_passed_over_within_bounds() {
    let folder = Scratch::new();
    let records = |count: usize| {
        let pages = pages(2);
        [pages[0].clone(), b"\n".repeat(count), pages[1].clone()]
    };
    for packing in PACKINGS {
        let (found, _) = read_file(&folder, &packing.pack(&records(3000)), packing, ResumePoint::default());
        assert_eq!(outcomes(&found), ["1", "2"], "{packing:?}");
        let (found, _) =
            read_file(&folder, &packing.pack(&records(3 << 20)), packing, ResumePoint::default());
        assert_eq!(outcomes(&found), ["1", "damaged-record", "2"], "{packing:?}");
    }
    // As bzip2 and xz come.
    let stream = || Stored::Stream(Box::new(io::Read::take(io::repeat(b'\n'), 1 << 40)));
    let (found, _) = read(stream(), Compression::Bzip2, ResumePoint::default());
    assert_eq!(outcomes(&found), ["damaged-record", "damaged-compression"]);
    let many = [&gzip(&pages(1)[0]), &gzip(&b"\n".repeat(900_000)).repeat(300)[..]].concat();
    let (found, _) = read_file(&folder, &many, Packing::Gzip, ResumePoint::default());
    assert_eq!(outcomes(&found), ["1", "damaged-record", "damaged-compression"]);
}

#[test]
fn long_records_are_passed_in_time_that_follows_from_bytes_on_disk() {
    let folder = Scratch::new();
    let long = record("response", 2, "Content-Type: application/http\r\n", &vec![0; 300 << 20]);
    let pages = pages(2);
    let records = [pages[0].clone(), long, pages[1].clone()];
    let (found, _) = read_file(&folder, &records.concat(), Packing::None, ResumePoint::default());
    assert_eq!(outcomes(&found), ["1", "too-large", "2"]);
    let file = Packing::GzipWhole.pack(&records);
    let (found, _) = read_file(&folder, &file, Packing::GzipWhole, ResumePoint::default());
    assert_eq!(outcomes(&found), ["1", "damaged-compression"]);
    // As bzip2 and xz come: what is on disk is counted beside what it holds.
    let unpacked = |content: super::super::file::Stream, stored| {
        let stored = Stored::Unpacked { content, stored };
        outcomes(&read(stored, Compression::Bzip2, ResumePoint::default()).0)
    };
    let content = || io::Cursor::new(records.concat());
    assert_eq!(unpacked(Box::new(content()), Arc::default()), ["1", "damaged-compression"]);
    let count = Arc::default();
    let counted = Counted { inner: content(), count: Arc::clone(&count) };
    assert_eq!(unpacked(Box::new(counted), count), ["1", "too-large", "2"]);
}

#[test]
fn damage_says_what_is_lost() {
    let folder = Scratch::new();
    let second = String::from_utf8(pages(2)[1].clone()).expect("text");
    let broken = second.replace("Content-Length: ", "Content-Length: 9");
    for packing in PACKINGS {
        let file = packing.pack(&[pages(1)[0].clone(), broken.clone().into_bytes()]);
        let settings = settings();
        let stored = Stored::Stream(Box::new(io::Cursor::new(file.clone())));
        let mut archive =
            Archive::open(stored, packing.compression(), &settings, ResumePoint::default()).expect("a file");
        let mut next = || archive.next("x", &settings, &arrow_schema::Fields::empty());
        next().expect("a page").expect("a page");
        let reject = next().expect("a reject").expect_err("a reject");
        assert_eq!((reject.url, reject.place.record), (Some(url(2)), Some(id(2))), "{packing:?}");
    }
    let mut file = Packing::GzipWhole.pack(&pages(200));
    let middle = file.len() / 2;
    file[middle..middle + 8].fill(0xff);
    let (found, _) = read_file(&folder, &file, Packing::GzipWhole, ResumePoint::default());
    let last = found.last().expect("a reject").what.clone().expect_err("a reject");
    assert!(last.1.ends_with("; the rest of the member is not read"), "{last:?}");
}

#[test]
fn lines_that_look_like_records_are_read_in_linear_time() {
    let folder = Scratch::new();
    // Headers that do not end, that end late, and that promise more than there is or another end than theirs.
    let fakes = ["WARC/\n".repeat(400_000), "WARC/\n".repeat(150_000) + "\n", {
        let promise = |length: usize| format!("WARC/1.0\r\nContent-Length: {length}\r\n\r\n");
        promise(1 << 40).repeat(500) + &promise(1_100_000).repeat(500) + &promise(900).repeat(500)
    }];
    let started = std::time::Instant::now();
    for fake in fakes {
        let pages = pages(2);
        let records = [pages[0].clone(), fake.into_bytes(), b"\r\n".to_vec(), pages[1].clone()];
        for packing in [Packing::None, Packing::GzipWhole] {
            let (found, _) = read_file(&folder, &packing.pack(&records), packing, ResumePoint::default());
            let found = outcomes(&found);
            assert_eq!(found[0], "1");
            assert!(
                packing == Packing::GzipWhole || found.last().is_some_and(|last| last == "2"),
                "{packing:?}"
            );
            read_stream(&packing.pack(&records), packing);
        }
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn packing_is_recognised() {
    let named = Compression::Gzip;
    assert_eq!(compression(b"WARC/1.0", named), Compression::None);
    assert_eq!(compression(b"\x5d\x2a\x4d\x18", Compression::None), Compression::Zstd);
    assert_eq!(compression(b"\x1f\x8b\x08", Compression::None), Compression::Gzip);
    assert_eq!(compression(b"garbage", named), Compression::Gzip);
}
