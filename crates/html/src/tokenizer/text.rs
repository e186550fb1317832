//! The states that read text: data, RCDATA, RAWTEXT, script data with its escapes, PLAINTEXT and CDATA.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{CharacterTokens, EndTag, StartTag, TokenSink};
use memchr::memmem::Finder;
use memchr::{memchr, memchr2, memchr3};

use super::char_ref::{self, Place};
use super::{REPLACEMENT, State, Tokenizer, continues_with, is_space};

/// What ends a run of text.
#[derive(PartialEq)]
enum Ends {
    /// [Data](https://html.spec.whatwg.org/#data-state): any tag, comment or doctype.
    AtMarkup,
    /// [RCDATA](https://html.spec.whatwg.org/#rcdata-state): the end tag of the element.
    AtEndTag,
}

impl<S: TokenSink> Tokenizer<S> {
    /// [Data state](https://html.spec.whatwg.org/#data-state): one run of text with the markup behind it.
    pub(super) fn data(&mut self, text: &str) {
        self.text_with_references(text, &Ends::AtMarkup);
    }

    /// [RCDATA state](https://html.spec.whatwg.org/#rcdata-state), with its [less-than
    /// sign](https://html.spec.whatwg.org/#rcdata-less-than-sign-state) and end tag states.
    pub(super) fn rcdata(&mut self, text: &str) {
        self.text_with_references(text, &Ends::AtEndTag);
    }

    fn text_with_references(&mut self, text: &str, ends: &Ends) {
        let bytes = text.as_bytes();
        let start = self.at;
        let (mut from, mut copied) = (start, start);
        self.scratch.clear();
        while let Some(length) = memchr3(b'<', b'&', 0, &bytes[from..]) {
            let at = from + length;
            from = at + 1;
            match bytes[at] {
                b'&' => {
                    if let Some(found) = char_ref::read(text, at, Place::Text) {
                        self.scratch.push_str(&text[copied..at]);
                        found.push_to(&mut self.scratch);
                        (from, copied) = (found.end, found.end);
                    }
                }
                b'<' if *ends == Ends::AtMarkup => {
                    if let Some(markup) = Markup::at(bytes, at) {
                        self.emit_run(text, start, copied, at);
                        return self.read_markup(text, markup, at);
                    }
                }
                b'<' => {
                    if self.is_appropriate_end_tag(bytes, at) {
                        self.emit_run(text, start, copied, at);
                        return self.read_tag(text, EndTag, at);
                    }
                }
                // The tree builder decides what becomes of U+0000 in data.
                _ if *ends == Ends::AtMarkup => {
                    self.emit_run(text, start, copied, at);
                    self.emit_null(at);
                    self.at = at + 1;
                    return;
                }
                _ => {
                    self.scratch.push_str(&text[copied..at]);
                    self.scratch.push_str(REPLACEMENT);
                    copied = at + 1;
                }
            }
        }
        self.emit_run(text, start, copied, bytes.len());
        self.at = bytes.len();
    }

    /// Hands over what was read from `start` to `end`: the scratch, and the text since `copied` behind it.
    fn emit_run(&mut self, text: &str, start: usize, copied: usize, end: usize) {
        if copied == start {
            return self.emit_text(start, end);
        }
        self.scratch.push_str(&text[copied..end]);
        let run = StrTendril::from_slice(&self.scratch);
        self.emit(CharacterTokens(run), start, end);
    }

    /// [Tag open](https://html.spec.whatwg.org/#tag-open-state) and [end tag
    /// open](https://html.spec.whatwg.org/#end-tag-open-state) states.
    fn read_markup(&mut self, text: &str, markup: Markup, at: usize) {
        match markup {
            Markup::StartTag => self.read_tag(text, StartTag, at),
            Markup::EndTag => self.read_tag(text, EndTag, at),
            Markup::Declaration => self.read_declaration(text, at),
            Markup::BogusComment(data) => self.read_bogus_comment(text, at, at + data),
            Markup::Nothing => self.at = at + "</>".len(),
        }
    }

    /// [RAWTEXT state](https://html.spec.whatwg.org/#rawtext-state), with its [less-than
    /// sign](https://html.spec.whatwg.org/#rawtext-less-than-sign-state) and end tag states.
    pub(super) fn rawtext(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut tags = memchr::memchr_iter(b'<', &bytes[self.at..]).map(|length| self.at + length);
        let end = tags.find(|at| self.is_appropriate_end_tag(bytes, *at));
        self.raw_text_up_to(text, end);
    }

    /// [Script data state](https://html.spec.whatwg.org/#script-data-state).
    pub(super) fn script_data(&mut self, text: &str) {
        let end = self.end_of_script(text.as_bytes());
        self.raw_text_up_to(text, end);
    }

    /// Hands over the text up to an end tag, or to the end of the input, and reads the tag.
    fn raw_text_up_to(&mut self, text: &str, end_tag: Option<usize>) {
        let (start, end) = (self.at, end_tag.unwrap_or(text.len()));
        if start < end {
            let run = self.without_null(text, start, end);
            self.emit(CharacterTokens(run), start, end);
        }
        self.at = end;
        if end_tag.is_some() {
            self.read_tag(text, EndTag, end);
        }
    }

    /// Offset of the end tag of a script. Inside `<!--` a script may hold another one with its end tag:
    /// [less-than sign](https://html.spec.whatwg.org/#script-data-less-than-sign-state), [escape
    /// start](https://html.spec.whatwg.org/#script-data-escape-start-state),
    /// [escaped](https://html.spec.whatwg.org/#script-data-escaped-state) and [double
    /// escaped](https://html.spec.whatwg.org/#script-data-double-escaped-state) states.
    fn end_of_script(&self, bytes: &[u8]) -> Option<usize> {
        #[derive(PartialEq)]
        enum Escape {
            None,
            Once,
            Twice,
        }
        let mut escape = Escape::None;
        let mut from = self.at;
        loop {
            let found = match escape {
                Escape::None => memchr(b'<', &bytes[from..]),
                _ => memchr2(b'<', b'-', &bytes[from..]),
            };
            let at = from + found?;
            from = at + 1;
            match escape {
                Escape::None | Escape::Once if self.is_appropriate_end_tag(bytes, at) => return Some(at),
                Escape::None if bytes[at..].starts_with(b"<!--") => {
                    escape = Escape::Once;
                    // Its two dashes may be those of `-->`.
                    from = at + "<!".len();
                }
                Escape::None => {}
                _ if bytes[at..].starts_with(b"-->") => escape = Escape::None,
                Escape::Once if is_word(bytes, at, "<script") => escape = Escape::Twice,
                Escape::Twice if is_word(bytes, at, "</script") => escape = Escape::Once,
                _ => {}
            }
        }
    }

    /// [PLAINTEXT state](https://html.spec.whatwg.org/#plaintext-state): there is no way out of it.
    pub(super) fn plaintext(&mut self, text: &str) {
        self.raw_text_up_to(text, None);
    }

    /// [CDATA section state](https://html.spec.whatwg.org/#cdata-section-state) with its
    /// [bracket](https://html.spec.whatwg.org/#cdata-section-bracket-state) and
    /// [end](https://html.spec.whatwg.org/#cdata-section-end-state) states.
    pub(super) fn cdata_section(&mut self, text: &str) {
        const END: &str = "]]>";
        let bytes = text.as_bytes();
        let end = Finder::new(END).find(&bytes[self.at..]).map(|length| self.at + length);
        let section_end = end.unwrap_or(bytes.len());
        let mut from = self.at;
        while let Some(length) = memchr(0, &bytes[from..section_end]) {
            self.emit_text(from, from + length);
            self.emit_null(from + length);
            from += length + 1;
        }
        self.emit_text(from, section_end);
        self.at = end.map_or(bytes.len(), |end| end + END.len());
        self.state = State::Data;
    }

    /// Whether an [appropriate end tag](https://html.spec.whatwg.org/#appropriate-end-tag-token) begins
    /// here: one with the name of the last start tag, and something behind it that ends a name.
    fn is_appropriate_end_tag(&self, bytes: &[u8], at: usize) -> bool {
        let Some(name) = &self.last_start_tag else { return false };
        let name_start = at + "</".len();
        bytes[at..].starts_with(b"</")
            && continues_with(bytes, name_start, name)
            && bytes.get(name_start + name.len()).is_some_and(|byte| ends_name(*byte))
    }
}

/// What a `<` in data begins.
#[derive(Clone, Copy)]
enum Markup {
    StartTag,
    EndTag,
    Declaration,
    /// A comment whose data begins so many bytes behind the `<`.
    BogusComment(usize),
    /// `</>`, which is left out.
    Nothing,
}

impl Markup {
    /// None where the `<` is text.
    #[inline]
    fn at(bytes: &[u8], at: usize) -> Option<Self> {
        match bytes.get(at + 1)? {
            byte if byte.is_ascii_alphabetic() => Some(Self::StartTag),
            b'/' => match bytes.get(at + 2)? {
                byte if byte.is_ascii_alphabetic() => Some(Self::EndTag),
                b'>' => Some(Self::Nothing),
                _ => Some(Self::BogusComment("</".len())),
            },
            b'!' => Some(Self::Declaration),
            b'?' => Some(Self::BogusComment("<".len())),
            _ => None,
        }
    }
}

/// Whether `word` stands here, with something behind it that ends a name.
fn is_word(bytes: &[u8], at: usize, word: &str) -> bool {
    continues_with(bytes, at, word) && bytes.get(at + word.len()).is_some_and(|byte| ends_name(*byte))
}

#[inline]
fn ends_name(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'/' | b'>')
}
