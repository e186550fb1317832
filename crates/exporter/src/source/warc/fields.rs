//! Named fields as the headers of WARC records and of HTTP messages have them, read as leniently as crawls need:
//! line ends with or without carriage return, folded lines, any order and number; a line without a name is passed
//! over. Values are UTF-8, as WARC wants them, else Latin-1, as HTTP has them.

/// The fields of a header in their order.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads the lines behind the first, which is not a field.
    pub(super) fn parse(head: &[u8]) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in head.split(|byte| *byte == b'\n').skip(1) {
            let is_folded = line.starts_with(b" ") || line.starts_with(b"\t");
            let line = text(line.trim_ascii());
            if let Some((_, value)) = fields.last_mut().filter(|_| is_folded) {
                value.push(' ');
                value.push_str(&line);
            } else if let Some((name, value)) = line.split_once(':') {
                let name = name.trim_end();
                if !name.is_empty() && !name.contains(char::is_whitespace) {
                    fields.push((name.to_owned(), value.trim_start().to_owned()));
                }
            }
        }
        Self(fields)
    }

    /// All values under a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(own, _)| own.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }

    /// The first value under a name that is not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().find(|(own, value)| own.eq_ignore_ascii_case(name) && !value.is_empty());
        named.map(|(_, value)| value.as_str())
    }

    /// All values under a name as one list.
    pub(super) fn list(&self, name: &str) -> Option<String> {
        self.joined(name, ", ")
    }

    /// All values under a name, a line each, for fields whose meaning ends with the line.
    pub(super) fn lines(&self, name: &str) -> Option<String> {
        self.joined(name, "\n")
    }

    fn joined(&self, name: &str, separator: &str) -> Option<String> {
        let values: Vec<&str> = self.all(name).filter(|value| !value.is_empty()).collect();
        (!values.is_empty()).then(|| values.join(separator))
    }
}

fn text(bytes: &[u8]) -> String {
    let latin = || bytes.iter().copied().map(char::from).collect();
    std::str::from_utf8(bytes).map_or_else(|_| latin(), str::to_owned)
}

/// Bytes up to the end of the blank line that closes a header; none where it does not end. What lies before
/// `searched` is known to have no end.
pub(super) fn end_of_head(bytes: &[u8], searched: usize) -> Option<usize> {
    let from = searched.saturating_sub(b"\n\r\n".len());
    memchr::memchr_iter(b'\n', &bytes[from..]).map(|at| from + at + 1).find_map(|next| {
        let rest = &bytes[next..];
        let blank: &[u8] = if rest.starts_with(b"\r") { b"\r\n" } else { b"\n" };
        rest.starts_with(blank).then_some(next + blank.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_repeated_and_broken_lines_are_read() {
        let head = b"HTTP/1.1 200 OK\r\nX-Robots-Tag: noindex\r\nSet-Cookie : a=b\r\nx-robots-tag: noai\n\
            Content-Type: text/html;\r\n\t charset=koi8-r\r\nno field at all\r\n: no name\r\nbad name: x\r\n\
            Server: Caf\xe9\r\nEmpty:\r\n\r\n";
        let fields = Fields::parse(head);
        assert_eq!(fields.list("X-Robots-Tag").as_deref(), Some("noindex, noai"));
        assert_eq!(fields.lines("X-Robots-Tag").as_deref(), Some("noindex\nnoai"));
        assert_eq!(fields.get("content-type"), Some("text/html; charset=koi8-r"));
        assert_eq!((fields.get("server"), fields.get("set-cookie")), (Some("Caf\u{e9}"), Some("a=b")));
        assert_eq!((fields.get("Empty"), fields.list("Empty"), fields.get("bad name")), (None, None, None));
        assert_eq!(fields.0.len(), 6);
    }

    #[test]
    fn a_header_ends_with_a_blank_line() {
        for (bytes, end) in [
            (&b"a: b\r\n\r\nbody"[..], Some(8)),
            (b"a: b\n\nbody", Some(6)),
            (b"a: b\r\n\nbody", Some(7)),
            (b"a: b\r\nbody", None),
            (b"a: b\r\n\r", None),
            (b"", None),
        ] {
            assert_eq!(end_of_head(bytes, 0), end);
            for searched in 0..end.unwrap_or(bytes.len()) {
                assert_eq!(end_of_head(bytes, searched), end, "searched up to {searched}");
            }
        }
    }
}
