//! What bytes are, judged by their beginning: compressed, binary, HTML, JSON lines or text.

mod markup;

use serde::de::IgnoredAny;

use super::Format;

/// Number of bytes that are looked at.
pub(super) const HEAD: usize = 8 << 10;

/// Signatures of files that are neither text nor HTML, whatever their name says.
const MAGIC: [(&[u8], &str); 14] = [
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x7fELF", "ELF"),
    (b"PAR1", "Parquet"),
    (b"ID3", "MP3"),
    (b"OggS", "Ogg"),
];

/// More control characters than one in so many bytes are no text. Random bytes have one in ten; pages
/// with a few stray ones exist.
const BYTES_PER_CONTROL: usize = 50;
/// UTF-16 of a text with any markup has a zero in at least one of so many code units ...
const UNITS_PER_ZERO: usize = 10;
/// ... and, where the other half of a unit is zero at all, in no more than one of so many.
const UNITS_PER_STRAY_ZERO: usize = 100;

/// Compression of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

/// Compression by signature.
pub(super) fn compression(head: &[u8]) -> Compression {
    let signatures =
        [Compression::Gzip, Compression::Zstd, Compression::Bzip2, Compression::Xz].into_iter().zip(MAGIC);
    let mut found = signatures.filter(|(_, (magic, _))| head.starts_with(magic));
    found.next().map_or(Compression::None, |(compression, _)| compression)
}

/// What the content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Html,
    Text,
    Jsonl,
    Parquet,
}

/// Says why bytes are not text; none when they may be.
pub(super) fn not_text(head: &[u8]) -> Option<String> {
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(format!("{kind} file"));
    }
    if has_wide_mark(head) || is_wide(head) {
        return None;
    }
    // Escape opens the shifts of ISO-2022-JP, form feed and the like separate pages of old texts.
    let is_control = |byte: &&u8| matches!(byte, 0..=8 | 14..=26 | 28..=31);
    let controls = head.iter().filter(is_control).count();
    (controls * BYTES_PER_CONTROL > head.len())
        .then(|| format!("{controls} control characters in the first {} bytes", head.len()))
}

/// Whether there is a byte order mark of UTF-16.
fn has_wide_mark(head: &[u8]) -> bool {
    head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff")
}

/// Whether zeros stand where UTF-16 of mostly Latin markup has them: on one side of the code units.
fn is_wide(head: &[u8]) -> bool {
    let units = head.len() / 2;
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let (many, few) = (even.max(odd), even.min(odd));
    units > 0 && many * UNITS_PER_ZERO >= units && few * UNITS_PER_STRAY_ZERO <= units
}

/// What unnamed bytes are.
pub(super) fn content(head: &[u8]) -> Content {
    let plain = plain_head(head);
    let text = plain.trim_start();
    if let Some(inside) = text.strip_prefix('{')
        && inside.trim_start().starts_with(['"', '}'])
    {
        return Content::Jsonl;
    }
    let begins_tag = text
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?')));
    if begins_tag || markup::has_markup(text) {
        return Content::Html;
    }
    Content::Text
}

/// Whether a file that is called a text is a whole HTML document all the same.
pub(super) fn is_html_document(head: &[u8]) -> bool {
    let plain = plain_head(head);
    let text = behind_prolog(&plain);
    text.starts_with("<!doctype html") || text.starts_with("<html")
}

/// Whether this is an array of objects. Templates of wikis and programs have a bracket and a brace there, too.
pub(super) fn is_json_array(head: &[u8]) -> bool {
    let plain = plain_head(head);
    let inside =
        plain.trim_start().strip_prefix('[').and_then(|inside| inside.trim_start().strip_prefix('{'));
    inside.is_some_and(|members| members.trim_start().starts_with(['"', '}']))
}

/// Whether the first line is a whole object, or goes on behind what is looked at.
pub(super) fn begins_with_object_line(head: &[u8]) -> bool {
    let plain = plain_head(head);
    let (line, has_ended) =
        plain.trim_start().split_once('\n').map_or((plain.trim_start(), false), |(line, _)| (line, true));
    // A line that is damaged otherwise costs itself only.
    let is_part = || serde_json::from_str::<IgnoredAny>(line).is_err_and(|error| error.is_eof());
    line.starts_with('{') && !(has_ended && is_part())
}

/// What a document is that holds data for programs: XML, by its root element. What is called a text must say that
/// it is XML: texts are written about feeds, too.
pub(super) fn data_document(head: &[u8], format: Format) -> Option<&'static str> {
    let plain = plain_head(head);
    if format == Format::Text && !plain.trim_start().starts_with("<?xml") {
        return None;
    }
    let mut text = behind_prolog(&plain);
    // RSS 0.91 has a document type; that of a page names another root.
    if let Some((_, behind)) = text.strip_prefix("<!doctype").and_then(|rest| rest.split_once('>')) {
        text = behind_prolog(behind);
    }
    let rest = text.strip_prefix('<')?;
    let end = rest.find(|ch: char| ch.is_ascii_whitespace() || matches!(ch, '>' | '/'))?;
    let (name, local) = (&rest[..end], rest[..end].rsplit(':').next());
    DATA_ROOTS.iter().find(|(root, _)| *root == name || Some(*root) == local).map(|(_, kind)| *kind)
}

/// Root elements of feeds and site maps. Source: RSS 2.0, RSS 1.0, RFC 4287, sitemaps.org, OPML 2.0.
const DATA_ROOTS: &[(&str, &str)] = &[
    ("rss", "an RSS feed"),
    ("rdf:rdf", "an RDF document"),
    ("feed", "an Atom feed"),
    ("urlset", "a site map"),
    ("sitemapindex", "a site map"),
    ("opml", "an OPML document"),
];

/// What stands behind an XML declaration, links to style sheets, and comments.
fn behind_prolog(plain: &str) -> &str {
    let mut text = plain.trim_start();
    while let Some(behind) = [("<?", "?>"), ("<!--", "-->")]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(open)?.split_once(close).map(|(_, behind)| behind))
    {
        text = behind.trim_start();
    }
    text
}

/// The beginning in lower case, without byte order marks and without the zeros of UTF-16.
fn plain_head(head: &[u8]) -> String {
    let mut narrow = head.to_vec();
    if has_wide_mark(head) || is_wide(head) {
        narrow.retain(|byte| !matches!(byte, 0 | 0xfe | 0xff));
    }
    let plain = String::from_utf8_lossy(&narrow).to_ascii_lowercase();
    // Programs that join files leave one mark for each.
    plain.trim_start_matches('\u{feff}').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn binary_content_is_told_from_text() {
        let noise: Vec<u8> = (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for binary in [
            &b"%PDF-1.7 and more"[..],
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff\xe0",
            b"PK\x03\x04",
            &noise,
            &[0; 64],
        ] {
            assert!(not_text(binary).is_some(), "{binary:?}");
        }
        let stray = format!("{}\0{}", "text ".repeat(50), "text ".repeat(50));
        for text in [&b""[..], b"<p>page</p>", "Привет".as_bytes(), b"\x1b$B%F\x1b(B", stray.as_bytes()]
        {
            assert_eq!(not_text(text), None, "{text:?}");
        }
    }

    #[test]
    fn utf_16_is_text_with_and_without_mark() {
        let page = "<html><body><p>Много слов на русском языке, и ещё немного.</p></body></html>";
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let bytes = wide(page, order);
            assert_eq!(not_text(&bytes), None);
            assert_eq!(content(&bytes), Content::Html);
            assert_eq!(not_text(&wide(&format!("\u{feff}{page}"), order)), None);
        }
    }

    #[test]
    fn content_is_recognised() {
        let cases = [
            ("{\"text\": \"x\"}\n", Content::Jsonl),
            ("\u{feff}{ }\n", Content::Jsonl),
            ("{braces} in prose", Content::Text),
            ("<!DOCTYPE html><p>", Content::Html),
            ("\n <?xml version='1.0'?>", Content::Html),
            ("\u{feff}\u{feff}<p>words", Content::Html),
            ("Notice: Undefined index on line 3\n<!DOCTYPE html>\n<html>", Content::Html),
            ("words first <P>then</P> tags", Content::Html),
            (
                &format!("{} Then close it with </div> and go on.", "Words of a text. ".repeat(20)),
                Content::Text,
            ),
            ("a < b and c > d", Content::Text),
            ("", Content::Text),
        ];
        for (text, expected) in cases {
            assert_eq!(content(text.as_bytes()), expected, "{text}");
        }
        assert!(is_html_document(b"\xef\xbb\xbf <!DOCTYPE html>"));
        assert!(is_html_document("\u{feff}\u{feff}<html>".as_bytes()));
        assert!(!is_html_document(b"<p> is the paragraph tag"));
    }

    #[test]
    fn feeds_and_site_maps_are_recognised() {
        let prolog = "<?xml version='1.0'?><?xml-stylesheet href='x'?><!-- x -->";
        for (root, is_data) in [
            ("<rss version='2.0'>", true),
            ("<feed xmlns='http://www.w3.org/2005/Atom'>", true),
            ("<urlset>", true),
            ("<html xmlns='http://www.w3.org/1999/xhtml'>", false),
            ("<feedback>", false),
            ("<!DOCTYPE html><html><rss>", false),
            ("<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'x.dtd'><rss>", true),
            ("<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'>", true),
        ] {
            for document in [root.to_owned(), format!("{prolog}\n{root}")] {
                assert_eq!(data_document(document.as_bytes(), Format::Html).is_some(), is_data, "{document}");
            }
        }
    }

    #[test]
    fn arrays_and_lines_of_json_are_told_apart() {
        for array in ["[\n {\"text\": \"a\"}]", "[{}]"] {
            assert!(is_json_array(array.as_bytes()) && !begins_with_object_line(array.as_bytes()), "{array}");
        }
        for text in ["[Applause] {sic}", "[{{PAGENAME}} | home]", "[{name}]", ""] {
            assert!(!is_json_array(text.as_bytes()), "{text}");
        }
        for (text, expected) in [
            ("{\"text\": \"a\"}\n{", true),
            ("\u{feff}\r\n{\"text\": NaN}\n", true),
            ("{\"text\": \"words that go on behind the head", true),
            ("{\n  \"name\": \"ferry\"\n}", false),
            ("{\"dependencies\": {\n}}", false),
            ("[1, 2]\n", false),
            ("12345", false),
            ("\"text\"", false),
            ("", false),
        ] {
            assert_eq!(begins_with_object_line(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn texts_about_feeds_are_texts() {
        assert_eq!(data_document(b"<feed> is the root element of Atom.", Format::Text), None);
        assert!(data_document(b"<?xml version='1.0'?><feed>", Format::Text).is_some());
    }

    #[test]
    fn compression_is_recognised() {
        assert_eq!(compression(b"\x1f\x8b\x08"), Compression::Gzip);
        assert_eq!(compression(b"\x28\xb5\x2f\xfd"), Compression::Zstd);
        assert_eq!(compression(b"BZh91AY&SY"), Compression::Bzip2);
        assert_eq!(compression(b"\xfd7zXZ\0\0\x04"), Compression::Xz);
        assert_eq!(compression(b"<html"), Compression::None);
    }
}
