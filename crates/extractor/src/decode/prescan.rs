//! "Prescan a byte stream to determine its encoding", WHATWG HTML section 13.2.3.3: looks for `meta`
//! elements and the XML declaration without parsing the page.

use encoding_rs::{Encoding, UTF_8};

/// The standard looks at 1,024 bytes and lets the parser start again when a `meta` comes later; this
/// looks as far as such a late `meta` is found on real pages.
const PRESCAN_BYTES: usize = 16 << 10;

/// The encoding that the page declares.
pub(super) fn encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let bytes = &bytes[..bytes.len().min(PRESCAN_BYTES)];
    if let Some(found) = xml_declaration(bytes) {
        return Some(found);
    }
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        if rest.starts_with(b"<!--") {
            at += find(&rest[2..], b"-->").map_or(rest.len(), |end| end + 5);
        } else if starts_with_tag(rest, b"meta") {
            let mut attributes = Attributes { rest: &rest[5..] };
            if let Some(found) = from_meta(&mut attributes) {
                return Some(found);
            }
            at = bytes.len() - attributes.rest.len();
        } else if is_tag_start(rest) {
            let name = rest.iter().position(|byte| is_space(*byte) || *byte == b'>').unwrap_or(rest.len());
            let mut attributes = Attributes { rest: &rest[name..] };
            while attributes.next().is_some() {}
            at = bytes.len() - attributes.rest.len();
        } else if rest.starts_with(b"<!") || rest.starts_with(b"</") || rest.starts_with(b"<?") {
            at += find(rest, b">").map_or(rest.len(), |end| end + 1);
        } else {
            at += 1 + memchr_lt(&rest[1..]);
        }
    }
    None
}

fn memchr_lt(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| *byte == b'<').unwrap_or(bytes.len())
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | b' ' | b'/')
}

fn starts_with_tag(bytes: &[u8], name: &[u8]) -> bool {
    bytes.len() > name.len() + 1
        && bytes[0] == b'<'
        && bytes[1..=name.len()].eq_ignore_ascii_case(name)
        && is_space(bytes[name.len() + 1])
}

fn is_tag_start(bytes: &[u8]) -> bool {
    let name = bytes.strip_prefix(b"</").or_else(|| bytes.strip_prefix(b"<"));
    name.and_then(<[u8]>::first).is_some_and(u8::is_ascii_alphabetic)
}

/// `<?xml version="1.0" encoding="…"?>` at the very start.
fn xml_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let rest = &rest[..find(rest, b">")?];
    let rest = &rest[find(rest, b"encoding")? + b"encoding".len()..];
    let quote = rest.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    let value = &rest[quote + 1..];
    let end = value.iter().position(|byte| *byte == rest[quote])?;
    Encoding::for_label(&value[..end]).map(as_page_encoding)
}

/// The steps for a `meta` start tag.
fn from_meta(attributes: &mut Attributes) -> Option<&'static Encoding> {
    let (mut has_pragma, mut needs_pragma, mut found) = (false, None, None);
    let mut seen: Vec<Vec<u8>> = Vec::new();
    while let Some((name, value)) = attributes.next() {
        if seen.contains(&name) {
            continue;
        }
        match name.as_slice() {
            b"http-equiv" => has_pragma |= value == b"content-type",
            b"content" if found.is_none() => {
                if let Some(encoding) = from_content(&value) {
                    found = Some(encoding);
                    needs_pragma = Some(true);
                }
            }
            b"charset" => {
                found = Encoding::for_label(&value);
                needs_pragma = Some(false);
            }
            _ => {}
        }
        seen.push(name);
    }
    if needs_pragma? && !has_pragma {
        return None;
    }
    found.map(as_page_encoding)
}

/// A page that can be read as ASCII so far is not UTF-16, whatever it says; `x-user-defined` is
/// windows-1252.
fn as_page_encoding(encoding: &'static Encoding) -> &'static Encoding {
    match encoding.name() {
        "UTF-16LE" | "UTF-16BE" => UTF_8,
        "x-user-defined" => encoding_rs::WINDOWS_1252,
        _ => encoding,
    }
}

/// "Extracting a character encoding from a meta element", section 2.6.5 of URLs and fetching.
fn from_content(value: &[u8]) -> Option<&'static Encoding> {
    let mut rest = value;
    loop {
        rest = &rest[find(rest, b"charset")? + b"charset".len()..];
        let trimmed = rest.trim_ascii_start();
        if let Some(value) = trimmed.strip_prefix(b"=") {
            rest = value.trim_ascii_start();
            break;
        }
    }
    let label = match rest.first()? {
        quote @ (b'"' | b'\'') => {
            let value = &rest[1..];
            &value[..value.iter().position(|byte| byte == quote)?]
        }
        _ => &rest[..rest.iter().position(|byte| is_space(*byte) || *byte == b';').unwrap_or(rest.len())],
    };
    Encoding::for_label(label)
}

/// An attribute's value, quoted or not, and what stands behind it.
fn split_value(text: &[u8]) -> (&[u8], &[u8]) {
    if let Some(quote @ (b'"' | b'\'')) = text.first() {
        let end = text[1..].iter().position(|byte| byte == quote);
        return end.map_or((&[], &[]), |end| (&text[1..=end], &text[end + 2..]));
    }
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'>';
    text.split_at(text.iter().position(is_end).unwrap_or(text.len()))
}

/// "Get an attribute": names and values in lower case.
struct Attributes<'a> {
    rest: &'a [u8],
}

impl Attributes<'_> {
    fn next(&mut self) -> Option<(Vec<u8>, Vec<u8>)> {
        while let Some(byte) = self.rest.first()
            && is_space(*byte)
        {
            self.rest = &self.rest[1..];
        }
        if self.rest.first().is_none_or(|byte| *byte == b'>') {
            self.rest = self.rest.get(1..).unwrap_or_default();
            return None;
        }
        let end = self.rest[1..].iter().position(|byte| is_space(*byte) || matches!(byte, b'=' | b'>'));
        let (name, rest) = self.rest.split_at(end.map_or(self.rest.len(), |end| end + 1));
        self.rest = rest.trim_ascii_start();
        let mut value: &[u8] = &[];
        if let Some(after) = self.rest.strip_prefix(b"=") {
            let after = after.trim_ascii_start();
            (value, self.rest) = split_value(after);
        }
        Some((name.to_ascii_lowercase(), value.to_ascii_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expected: Option<&str>) {
        assert_eq!(encoding(page.as_bytes()).map(Encoding::name), expected, "{page}");
    }

    #[test]
    fn the_first_meta_that_declares_wins() {
        check(
            "<!DOCTYPE html><html><meta name=a><META CHARSET='koi8-r'><meta charset=utf-8>",
            Some("KOI8-R"),
        );
    }

    #[test]
    fn comments_and_values_of_other_tags_are_passed_over() {
        check("<!-- <meta charset=big5> --><a title='<meta charset=big5>'><meta charset=gbk>", Some("GBK"));
    }

    #[test]
    fn content_needs_its_pragma() {
        check("<meta content='text/html; charset=big5'>", None);
        check("<meta content='text/html; charset=\"big5\"' http-equiv=Content-Type>", Some("Big5"));
    }

    #[test]
    fn utf_16_in_a_meta_means_utf_8() {
        check("<meta charset=utf-16>", Some("UTF-8"));
    }

    #[test]
    fn the_xml_declaration_is_read() {
        check("<?xml version=\"1.0\" encoding=\"windows-1250\"?><html>", Some("windows-1250"));
    }

    #[test]
    fn broken_tags_end() {
        for page in
            ["<meta", "<meta charset", "<meta charset=", "<meta charset='", "<a b='", "<", "<!--", "</"]
        {
            check(page, None);
        }
    }
}
