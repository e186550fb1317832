//! HTTP responses as crawlers store them (RFC 9112): status line, fields, body. Of several responses in one record
//! (`100 Continue` before the page) the last counts. Status lines of any version and with any reason are read,
//! because crawlers write "HTTP/2" too, and servers their own language.

use super::fields::{Fields, end_of_head};

/// Longest header of a response; browsers take no more either.
const MOST_HEAD: usize = 256 << 10;

/// A response whose body is as it came over the wire.
pub(super) struct Response<'a> {
    pub(super) status: u16,
    pub(super) fields: Fields,
    pub(super) body: &'a [u8],
}

/// Reads a response; none where the bytes are none, or their header is too long.
pub(super) fn parse(mut message: &[u8]) -> Option<Response<'_>> {
    loop {
        let status = status(message)?;
        let end = match end_of_head(&message[..message.len().min(MOST_HEAD)], 0) {
            Some(end) => end,
            // A response without a blank line has no body.
            None if message.len() <= MOST_HEAD => message.len(),
            None => return None,
        };
        let (head, body) = message.split_at(end);
        if (100..200).contains(&status) && is_response(body) {
            message = body;
            continue;
        }
        return Some(Response { status, fields: Fields::parse(head), body });
    }
}

/// The number in `HTTP/1.1 200 OK`.
fn status(message: &[u8]) -> Option<u16> {
    let line = message.split(|byte| *byte == b'\n').next().filter(|line| is_response(line))?;
    let blank = line.iter().position(|byte| matches!(byte, b' ' | b'\t'))?;
    let digits = line[blank..].trim_ascii_start().get(..3)?;
    let digits = std::str::from_utf8(digits).ok()?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn is_response(message: &[u8]) -> bool {
    message.get(..NAME.len()).is_some_and(|own| own.eq_ignore_ascii_case(NAME))
}

/// What a status line begins with.
const NAME: &[u8] = b"HTTP/";

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
            (b"HTTP/1.1 200 \xb3\xc9\xb9\xa6\r\n\r\n", Some(200)),
            (b"HTTP/1.1 200 d\xe9j\xe0\r\n\r\n", Some(200)),
            ("HTTP/1.1 200 OK, \u{43f}\u{440}\r\n\r\n".as_bytes(), Some(200)),
            (b"http/1.1\t200\tOK\r\n\r\n", Some(200)),
            (b"HTTP/1.1 OK\r\n\r\n", None),
            (b"HTTP/1.1", None),
            (b"<html>", None),
            (b"", None),
        ] {
            assert_eq!(parse(line).map(|response| response.status), expected, "{line:?}");
        }
    }

    #[test]
    fn headers_are_bounded() {
        let message = |length: usize| format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\nbody", "x".repeat(length));
        assert_eq!(
            parse(message(MOST_HEAD - 30).as_bytes()).map(|response| response.body),
            Some(&b"body"[..])
        );
        assert!(parse(message(MOST_HEAD).as_bytes()).is_none());
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
