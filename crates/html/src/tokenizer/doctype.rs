//! [DOCTYPE state](https://html.spec.whatwg.org/#doctype-state) and those after it.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Doctype, DoctypeToken, TokenSink};
use memchr::memchr;

use super::{REPLACEMENT, Tokenizer, continues_with, is_space, skip_space};

impl<S: TokenSink> Tokenizer<S> {
    pub(super) fn read_doctype(&mut self, text: &str, start: usize) {
        let mut reader = Reader { text, at: start + "<!doctype".len() };
        let mut doctype = Doctype::default();
        // A doctype without its whole end is one in quirks mode.
        doctype.force_quirks = reader.read(&mut doctype).is_none();
        self.at = reader.at;
        self.emit(DoctypeToken(doctype), start, self.at);
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    /// Reads up to and with the `>`. None means that the force-quirks flag is set.
    fn read(&mut self, doctype: &mut Doctype) -> Option<()> {
        // Before DOCTYPE name state.
        self.skip_space();
        if self.is_at_end() {
            return None;
        }
        doctype.name = Some(self.name());
        // After DOCTYPE name state.
        self.skip_space();
        if self.is_at_end_of_doctype()? {
            return Some(());
        }
        if self.eats("public") {
            // After DOCTYPE public keyword and before DOCTYPE public identifier states.
            self.skip_space();
            self.identifier(&mut doctype.public_id)?;
            // After DOCTYPE public identifier state, and the one between the identifiers.
            self.skip_space();
            if self.is_at_end_of_doctype()? {
                return Some(());
            }
        } else if self.eats("system") {
            // After DOCTYPE system keyword and before DOCTYPE system identifier states.
            self.skip_space();
        } else {
            self.skip_bogus();
            return None;
        }
        self.identifier(&mut doctype.system_id)?;
        // After DOCTYPE system identifier state: what follows is ignored without quirks.
        self.skip_space();
        if !self.is_at_end_of_doctype()? {
            self.skip_bogus();
        }
        Some(())
    }

    /// DOCTYPE name state.
    fn name(&mut self) -> StrTendril {
        let rest = &self.text.as_bytes()[self.at..];
        let length = rest.iter().position(|byte| is_space(*byte) || *byte == b'>').unwrap_or(rest.len());
        let written = &self.text[self.at..self.at + length];
        self.at += length;
        StrTendril::from_slice(&written.to_ascii_lowercase().replace('\0', REPLACEMENT))
    }

    /// DOCTYPE public and system identifier states, (double-quoted) and (single-quoted).
    fn identifier(&mut self, identifier: &mut Option<StrTendril>) -> Option<()> {
        let Some(quote @ (b'"' | b'\'')) = self.peek() else {
            self.skip_bogus();
            return None;
        };
        self.at += 1;
        let rest = &self.text.as_bytes()[self.at..];
        let length = rest.iter().position(|byte| *byte == quote || *byte == b'>').unwrap_or(rest.len());
        let written = &self.text[self.at..self.at + length];
        *identifier = Some(StrTendril::from_slice(&written.replace('\0', REPLACEMENT)));
        self.at += length;
        if self.peek() == Some(quote) {
            self.at += 1;
            return Some(());
        }
        // A `>` ends the doctype even here.
        self.skip_bogus();
        None
    }

    /// Bogus DOCTYPE state.
    fn skip_bogus(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += memchr(b'>', rest).map_or(rest.len(), |length| length + 1);
    }

    /// True at the `>`, which is eaten; none at the end of the input.
    fn is_at_end_of_doctype(&mut self) -> Option<bool> {
        let is_end = self.peek()? == b'>';
        self.at += usize::from(is_end);
        Some(is_end)
    }

    /// Whether no name follows.
    fn is_at_end(&mut self) -> bool {
        self.is_at_end_of_doctype().unwrap_or(true)
    }

    fn eats(&mut self, keyword: &str) -> bool {
        let eats = continues_with(self.text.as_bytes(), self.at, keyword);
        self.at += if eats { keyword.len() } else { 0 };
        eats
    }

    fn skip_space(&mut self) {
        self.at = skip_space(self.text.as_bytes(), self.at);
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}
