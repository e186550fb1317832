//! What a body is: as its media type says, checked against its first bytes, because servers send pages under wrong
//! names and other things under the name of pages.

use super::super::{
    Format,
    sniff::{self, Content},
};

/// Characters of a type that messages show; real ones are shorter.
const MOST_SHOWN: usize = 200;

/// Says whether a body is a page or a text, or in words what it is instead. `declared` is a `Content-Type`.
pub(super) fn format_of(declared: Option<&str>, body: &[u8]) -> Result<Format, String> {
    let head = &body[..body.len().min(sniff::HEAD)];
    if let Some(binary) = sniff::not_text(head) {
        return Err(match declared {
            Some(declared) => format!("{}: {binary}", shown(declared)),
            None => binary,
        });
    }
    let is_end = |c: char| matches!(c, ';' | ',') || c.is_ascii_whitespace();
    let essence = declared.and_then(|declared| declared.trim_start().split(is_end).next());
    match essence.unwrap_or_default().to_ascii_lowercase().as_str() {
        "text/html" | "application/xhtml+xml" => Ok(Format::Html),
        _ if sniff::is_html_document(head) => Ok(Format::Html),
        "text/plain" => Ok(Format::Text),
        "" | "unknown/unknown" | "application/octet-stream" => match sniff::content(head) {
            Content::Html => Ok(Format::Html),
            Content::Text => Ok(Format::Text),
            _ => Err("not a page or text".into()),
        },
        other => Err(shown(other)),
    }
}

/// A type as messages show it.
fn shown(declared: &str) -> String {
    declared.chars().take(MOST_SHOWN).collect()
}

/// The `charset` of a `Content-Type`.
pub(super) fn charset(declared: &str) -> Option<String> {
    let mut parameters = declared.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let value = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?.1;
    let value = value.trim().trim_matches(['"', '\'']).trim();
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_against_bytes() {
        for (declared, body, expected) in [
            (Some("text/html; charset=utf-8"), &b"words"[..], Some(Format::Html)),
            (Some("Application/XHTML+xml"), b"<p>", Some(Format::Html)),
            (Some("text/plain"), b"words <p> and more", Some(Format::Text)),
            (Some("text/plain"), b" <!DOCTYPE html><p>", Some(Format::Html)),
            (Some("application/xml"), b"<html xmlns='http://www.w3.org/1999/xhtml'>", Some(Format::Html)),
            (None, b"<p>page</p>", Some(Format::Html)),
            (None, b"plain words", Some(Format::Text)),
            (None, b"Notice: x on line 3\n<!DOCTYPE html>\n<html>", Some(Format::Html)),
            (Some("application/octet-stream"), b"-->\n<!DOCTYPE html><p>", Some(Format::Html)),
            (None, b"{\"a\": 1}", None),
            (Some("application/octet-stream"), b"plain words", Some(Format::Text)),
            (Some("text/html"), b"%PDF-1.4", None),
            (Some("text/html"), b"\x89PNG\r\n\x1a\n", None),
            (Some("text/html charset=utf-8"), b"words", Some(Format::Html)),
            (Some("text/html,text/html; charset=utf-8"), b"words", Some(Format::Html)),
            (
                Some("application/xml"),
                b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC ''>",
                Some(Format::Html),
            ),
            (Some("httpd/unix-directory"), b"<!-- a --> <!-- b --><html>", Some(Format::Html)),
            (Some("application/xml"), b"<?xml version='1.0'?><rss>", None),
            (Some("application/xml"), b"<?xml version='1.0'?><!-- <html>", None),
            (Some("application/json"), b"{}", None),
            (Some("text/css"), b"p { }", None),
        ] {
            assert_eq!(format_of(declared, body).ok(), expected, "{declared:?}");
        }
        for body in [&b"{}"[..], b"%PDF-1.4"] {
            let detail = format_of(Some(&"x".repeat(1 << 20)), body).expect_err("no page");
            assert!(detail.len() < 300);
        }
        assert_eq!(format_of(Some("image/svg+xml"), b"<svg>"), Err("image/svg+xml".to_owned()));
    }

    #[test]
    fn charsets_are_found() {
        for (declared, expected) in [
            ("text/html; charset=koi8-r", Some("koi8-r")),
            ("text/html;a=b; Charset = \"UTF-8\"", Some("UTF-8")),
            ("text/html; charset=", None),
            ("text/html", None),
            ("charset=utf-8", None),
        ] {
            assert_eq!(charset(declared).as_deref(), expected, "{declared}");
        }
    }
}
