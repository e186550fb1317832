//! Start and end tags with their attributes.

use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{EndTag, StartTag, Tag, TagKind, TagToken, TokenSink, TokenSinkResult};
use html5ever::{Attribute, LocalName, QualName, ns};
use memchr::{memchr, memchr3};

use super::char_ref::{self, Place};
use super::{REPLACEMENT, State, Tokenizer, is_space, skip_space};

/// Which attributes of a tag are passed on.
#[derive(Clone, Copy)]
enum Wanted {
    All,
    Some,
    None,
}

/// What the attributes of a tag end with.
struct TagEnd {
    self_closing: bool,
    had_duplicate_attributes: bool,
    /// Offset behind the `>`.
    end: usize,
}

impl<S: TokenSink> Tokenizer<S> {
    /// [Tag name state](https://html.spec.whatwg.org/#tag-name-state) and what follows it. A tag that the
    /// end of the input cuts is left out.
    pub(super) fn read_tag(&mut self, text: &str, kind: TagKind, start: usize) {
        let bytes = text.as_bytes();
        let name_start = start + if kind == StartTag { "<".len() } else { "</".len() };
        let Some(found) = Name::read(bytes, name_start, class::ENDS_TAG_NAME) else {
            self.at = bytes.len();
            return;
        };
        let changed = (!found.is_plain).then(|| as_read(&text[name_start..found.end]));
        let known = match &changed {
            None => self.names.get(text, name_start..found.end),
            Some(changed) => self.names.get(changed, 0..changed.len()),
        };
        let wanted = match kind {
            StartTag if known.is_formatting => Wanted::All,
            StartTag => Wanted::Some,
            EndTag => Wanted::None,
        };
        let name = known.name.clone();
        let tag_end = self.read_attributes(text, wanted, found.end);
        let Some(TagEnd { self_closing, had_duplicate_attributes, end }) = tag_end else {
            self.at = bytes.len();
            return;
        };
        if kind == StartTag {
            self.last_start_tag = Some(name.clone());
        }
        self.at = end;
        self.state = State::Data;
        // As many as there are: most elements keep them.
        let attrs = self.attributes.drain(..).collect();
        let token = TagToken(Tag { kind, name, self_closing, attrs, had_duplicate_attributes });
        match self.process(token, start, end) {
            TokenSinkResult::Plaintext => self.state = State::Plaintext,
            TokenSinkResult::RawData(kind) => self.state = kind.into(),
            TokenSinkResult::Continue
            | TokenSinkResult::Script(_)
            | TokenSinkResult::EncodingIndicator(_) => {}
        }
    }

    /// The name of an attribute, where it is wanted.
    fn attribute_name(
        &mut self,
        text: &str,
        range: Range<usize>,
        is_plain: bool,
        wanted: Wanted,
    ) -> Option<LocalName> {
        let changed = (!is_plain).then(|| as_read(&text[range.clone()]));
        let (text, range) = match &changed {
            None => (text, range),
            Some(changed) => (changed.as_str(), 0..changed.len()),
        };
        match wanted {
            Wanted::All => Some(self.names.get(text, range).name.clone()),
            Wanted::Some => self.names.wanted(text, range),
            Wanted::None => None,
        }
    }

    /// [Before attribute name](https://html.spec.whatwg.org/#before-attribute-name-state), [after attribute
    /// name](https://html.spec.whatwg.org/#after-attribute-name-state), [self-closing start
    /// tag](https://html.spec.whatwg.org/#self-closing-start-tag-state) and [after attribute value
    /// (quoted)](https://html.spec.whatwg.org/#after-attribute-value-(quoted)-state) states. None when the
    /// input ends first.
    fn read_attributes(&mut self, text: &str, wanted: Wanted, start: usize) -> Option<TagEnd> {
        let bytes = text.as_bytes();
        self.attributes.clear();
        let mut had_duplicate_attributes = false;
        let mut at = start;
        loop {
            at = skip_space(bytes, at);
            match *bytes.get(at)? {
                b'>' => return Some(TagEnd { self_closing: false, had_duplicate_attributes, end: at + 1 }),
                b'/' if *bytes.get(at + 1)? == b'>' => {
                    return Some(TagEnd { self_closing: true, had_duplicate_attributes, end: at + 2 });
                }
                b'/' => at += 1,
                _ => {
                    // A name may begin with `=`.
                    let name = Name::read(bytes, at + 1, class::ENDS_ATTRIBUTE_NAME)?;
                    let is_plain = name.is_plain && class::OF[usize::from(bytes[at])] & class::CHANGED == 0;
                    let wanted_name = self.attribute_name(text, at..name.end, is_plain, wanted);
                    let behind_name = skip_space(bytes, name.end);
                    let value_start =
                        (*bytes.get(behind_name)? == b'=').then(|| skip_space(bytes, behind_name + 1));
                    at = match (wanted_name, value_start) {
                        (None, Some(value_start)) => end_of_value(bytes, value_start)?,
                        (None, None) => behind_name,
                        (Some(name), _) => {
                            let (value, end) = match value_start {
                                Some(value_start) => self.read_value(text, value_start)?,
                                None => (StrTendril::new(), behind_name),
                            };
                            had_duplicate_attributes |= !self.add_attribute(name, value);
                            end
                        }
                    };
                }
            }
        }
    }

    /// False for one that the tag has already; the first counts.
    fn add_attribute(&mut self, name: LocalName, value: StrTendril) -> bool {
        if self.attributes.iter().any(|attribute| attribute.name.local == name) {
            return false;
        }
        if self.attributes.len() < self.attribute_limit {
            self.attributes.push(Attribute { name: QualName::new(None, ns!(), name), value });
        } else {
            self.has_left_out_attributes = true;
        }
        true
    }

    /// [Before attribute value state](https://html.spec.whatwg.org/#before-attribute-value-state): the
    /// value, and the offset behind it.
    fn read_value(&mut self, text: &str, start: usize) -> Option<(StrTendril, usize)> {
        match text.as_bytes().get(start)? {
            quote @ (b'"' | b'\'') => self.read_quoted(text, *quote, start + 1),
            b'>' => Some((StrTendril::new(), start)),
            _ => self.read_unquoted(text, start),
        }
    }

    /// Attribute value
    /// [(double-quoted)](https://html.spec.whatwg.org/#attribute-value-(double-quoted)-state) and
    /// [(single-quoted)](https://html.spec.whatwg.org/#attribute-value-(single-quoted)-state) states.
    fn read_quoted(&mut self, text: &str, quote: u8, start: usize) -> Option<(StrTendril, usize)> {
        let bytes = text.as_bytes();
        let stop = start + memchr3(quote, b'&', 0, &bytes[start..])?;
        if bytes[stop] == quote {
            return Some((self.slice(start, stop), stop + 1));
        }
        let end = stop + memchr(quote, &bytes[stop..])?;
        Some((self.decoded(text, start, stop, end), end + 1))
    }

    /// [Attribute value (unquoted) state](https://html.spec.whatwg.org/#attribute-value-(unquoted)-state).
    fn read_unquoted(&mut self, text: &str, start: usize) -> Option<(StrTendril, usize)> {
        let bytes = text.as_bytes();
        let end = start + bytes[start..].iter().position(|byte| ends_unquoted_value(*byte))?;
        Some((self.decoded(text, start, start, end), end))
    }

    /// A value from `start` to `end`, with nothing to decode before `from`.
    fn decoded(&mut self, text: &str, start: usize, from: usize, end: usize) -> StrTendril {
        let bytes = text.as_bytes();
        let (mut from, mut copied) = (from, start);
        self.scratch.clear();
        while let Some(length) = memchr::memchr2(b'&', 0, &bytes[from..end]) {
            let at = from + length;
            from = at + 1;
            if bytes[at] == 0 {
                self.scratch.push_str(&text[copied..at]);
                self.scratch.push_str(REPLACEMENT);
                copied = from;
            } else if let Some(found) = char_ref::read(text, at, Place::Attribute) {
                self.scratch.push_str(&text[copied..at]);
                found.push_to(&mut self.scratch);
                (from, copied) = (found.end, found.end);
            }
        }
        if copied == start {
            return self.slice(start, end);
        }
        self.scratch.push_str(&text[copied..end]);
        StrTendril::from_slice(&self.scratch)
    }
}

/// A name in lower case, with U+FFFD for U+0000.
fn as_read(written: &str) -> String {
    written.to_ascii_lowercase().replace('\0', REPLACEMENT)
}

/// Offset behind an attribute value that begins at `start`; none when the input ends first.
#[inline]
fn end_of_value(bytes: &[u8], start: usize) -> Option<usize> {
    match bytes.get(start)? {
        quote @ (b'"' | b'\'') => Some(start + 1 + memchr(*quote, &bytes[start + 1..])? + 1),
        b'>' => Some(start),
        _ => Some(start + bytes[start..].iter().position(|byte| ends_unquoted_value(*byte))?),
    }
}

fn ends_unquoted_value(byte: u8) -> bool {
    is_space(byte) || byte == b'>'
}

/// [Tag name](https://html.spec.whatwg.org/#tag-name-state) or [attribute
/// name](https://html.spec.whatwg.org/#attribute-name-state).
#[derive(Clone, Copy)]
struct Name {
    end: usize,
    /// Whether it is written as it is read: without capitals and U+0000.
    is_plain: bool,
}

impl Name {
    /// Reads on from `start` to a byte of the class; none when the input ends first.
    #[inline]
    fn read(bytes: &[u8], start: usize, ends: u8) -> Option<Self> {
        let mut seen = 0;
        for (length, byte) in bytes[start..].iter().enumerate() {
            let class = class::OF[usize::from(*byte)];
            if class & ends != 0 {
                return Some(Self { end: start + length, is_plain: seen & class::CHANGED == 0 });
            }
            seen |= class;
        }
        None
    }
}

/// What each byte means in names.
mod class {
    pub(super) const ENDS_TAG_NAME: u8 = 1;
    pub(super) const ENDS_ATTRIBUTE_NAME: u8 = 2;
    /// Read as another character than it is written.
    pub(super) const CHANGED: u8 = 4;

    pub(super) const OF: [u8; 256] = {
        let mut classes = [0; 256];
        let mut byte = 0;
        while byte < classes.len() {
            classes[byte] = match byte as u8 {
                b'\t' | b'\n' | b'\x0C' | b' ' | b'/' | b'>' => ENDS_TAG_NAME | ENDS_ATTRIBUTE_NAME,
                b'=' => ENDS_ATTRIBUTE_NAME,
                0 | b'A'..=b'Z' => CHANGED,
                _ => 0,
            };
            byte += 1;
        }
        classes
    };
}
