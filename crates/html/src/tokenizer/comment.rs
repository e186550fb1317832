//! Comments, bogus ones too, and what begins with `<!`.

use html5ever::tokenizer::TokenSink;
use memchr::memchr;
use memchr::memmem::Finder;

use super::{State, Tokenizer, continues_with};

impl<S: TokenSink> Tokenizer<S> {
    /// [Markup declaration open state](https://html.spec.whatwg.org/#markup-declaration-open-state).
    pub(super) fn read_declaration(&mut self, text: &str, start: usize) {
        const CDATA: &[u8] = b"[CDATA[";
        let bytes = text.as_bytes();
        let behind = start + "<!".len();
        if bytes[behind..].starts_with(b"--") {
            self.read_comment(text, start);
        } else if continues_with(bytes, behind, "doctype") {
            self.read_doctype(text, start);
        } else if bytes[behind..].starts_with(CDATA)
            && self.sink.adjusted_current_node_present_but_not_in_html_namespace()
        {
            self.at = behind + CDATA.len();
            self.state = State::CdataSection;
        } else {
            self.read_bogus_comment(text, start, behind);
        }
    }

    /// [Bogus comment state](https://html.spec.whatwg.org/#bogus-comment-state).
    pub(super) fn read_bogus_comment(&mut self, text: &str, start: usize, data: usize) {
        let found = memchr(b'>', &text.as_bytes()[data..]).map(|length| data + length);
        let end = found.unwrap_or(text.len());
        self.at = found.map_or(end, |end| end + 1);
        self.emit_comment(text, data..end, start, self.at);
    }

    /// [Comment start state](https://html.spec.whatwg.org/#comment-start-state) and those after it.
    fn read_comment(&mut self, text: &str, start: usize) {
        let data = start + "<!--".len();
        let CommentEnd { data_end, end } = comment_end(text.as_bytes(), data);
        self.at = end;
        self.emit_comment(text, data..data_end, start, end);
    }
}

struct CommentEnd {
    /// Offset behind the data.
    data_end: usize,
    /// Offset behind the comment.
    end: usize,
}

/// Where a comment ends whose data begins at `data`.
fn comment_end(bytes: &[u8], data: usize) -> CommentEnd {
    // Comment start and comment start dash states: `<!-->` and `<!--->` are empty comments.
    for abrupt in [">", "->"] {
        if bytes[data..].starts_with(abrupt.as_bytes()) {
            return CommentEnd { data_end: data, end: data + abrupt.len() };
        }
    }
    // Comment state, the comment end states, and those after `<!`, which only tell parse errors apart.
    let finder = Finder::new("--");
    let mut from = data;
    while let Some(length) = finder.find(&bytes[from..]) {
        let dashes = from + length;
        for close in ["-->", "--!>"] {
            if bytes[dashes..].starts_with(close.as_bytes()) {
                return CommentEnd { data_end: dashes, end: dashes + close.len() };
            }
        }
        from = dashes + 1;
    }
    // The input ends first: what could have been the beginning of the end is no data.
    let rest = &bytes[data..];
    let cut = ["--!", "--", "-"].into_iter().find(|cut| rest.ends_with(cut.as_bytes())).unwrap_or_default();
    CommentEnd { data_end: bytes.len() - cut.len(), end: bytes.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_end_where_browsers_end_them() {
        for (text, data) in [
            ("a-->b", "a"),
            (">b", ""),
            ("->b", ""),
            ("-->b", ""),
            ("--->b", "-"),
            ("--!>b", ""),
            ("-!>b-->", "-!>b"),
            ("a--!b-->", "a--!b"),
            ("<!-->b", "<!"),
            ("<!--->b", "<!-"),
            ("a--- >b--->", "a--- >b-"),
            ("a-", "a"),
            ("a--", "a"),
            ("a---", "a-"),
            ("a--!", "a"),
            ("a--!-", "a--!"),
            ("-", ""),
            ("", ""),
        ] {
            assert_eq!(&text[..comment_end(text.as_bytes(), 0).data_end], data, "{text}");
        }
    }
}
