//! HTTP responses as crawlers store them (RFC 9112): status line, fields, body. Of several responses in one record
//! (`100 Continue` before the page) the last counts. Status lines of any version are read, because crawlers write
//! "HTTP/2" too.

use super::fields::{Fields, end_of_head};

/// A response whose body is as it came over the wire.
pub(super) struct Response<'a> {
    pub(super) status: u16,
    pub(super) fields: Fields,
    pub(super) body: &'a [u8],
}

/// Reads a response; none where the bytes are none.
pub(super) fn parse(mut message: &[u8]) -> Option<Response<'_>> {
    loop {
        let status = status(message)?;
        // A response without a blank line has no body.
        let (head, body) = message.split_at(end_of_head(message, 0).unwrap_or(message.len()));
        if (100..200).contains(&status) && body.starts_with(b"HTTP/") {
            message = body;
            continue;
        }
        return Some(Response { status, fields: Fields::parse(head), body });
    }
}

/// The number in `HTTP/1.1 200 OK`.
fn status(message: &[u8]) -> Option<u16> {
    let line = message.split(|byte| *byte == b'\n').next()?;
    let line = std::str::from_utf8(&line[..line.len().min(STATUS_LINE)]).ok()?;
    let (_, rest) = line.strip_prefix("HTTP/")?.split_once(' ')?;
    let digits = rest.trim_start().get(..3)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// So many bytes hold the number of a status line.
const STATUS_LINE: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_lines_of_all_kinds_are_read() {
        for (line, expected) in [
            (&b"HTTP/1.1 200 OK\r\n\r\n"[..], Some(200)),
            (b"HTTP/1.0 404\n\n", Some(404)),
            (b"HTTP/2  301 \r\n\r\n", Some(301)),
            (b"HTTP/1.1 200OK\r\n\r\n", Some(200)),
            (b"HTTP/1.1 500 Errore gi\xe0 visto\r\n\r\n", Some(500)),
            (b"HTTP/1.1 OK\r\n\r\n", None),
            (b"HTTP/1.1", None),
            (b"<html>", None),
            (b"", None),
        ] {
            assert_eq!(parse(line).map(|response| response.status), expected, "{line:?}");
        }
    }

    #[test]
    fn the_last_of_several_responses_counts() {
        let message = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nServer: x\r\n\r\n<p>body</p>";
        let response = parse(message).expect("a response");
        assert_eq!((response.status, response.fields.get("server")), (200, Some("x")));
        assert_eq!(response.body, b"<p>body</p>");
        assert_eq!(parse(b"HTTP/1.1 204 None\r\nServer: x").map(|response| response.body), Some(&b""[..]));
    }
}
