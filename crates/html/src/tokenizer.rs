//! [Tokenization](https://html.spec.whatwg.org/#tokenization) over the whole input at once.
//!
//! The standard describes one character at a time; here each run of characters that a state treats alike
//! is found with `memchr` and handed on as a slice of the input. A state of the standard is a function or
//! a part of one, which its comment names. Parse errors are not reported: they change no token.

mod char_ref;
mod comment;
mod doctype;
mod tag;
mod text;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{CharacterTokens, CommentToken, EOFToken, NullCharacterToken};
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult};
use html5ever::{Attribute, LocalName};

use crate::input::{Input, SourceOffsets};
use crate::names::Names;
use crate::{Limits, Span};

/// The state between two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// <https://html.spec.whatwg.org/#data-state>
    #[default]
    Data,
    /// <https://html.spec.whatwg.org/#rcdata-state>
    Rcdata,
    /// <https://html.spec.whatwg.org/#rawtext-state>
    Rawtext,
    /// <https://html.spec.whatwg.org/#script-data-state>
    ScriptData,
    /// <https://html.spec.whatwg.org/#plaintext-state>
    Plaintext,
    /// <https://html.spec.whatwg.org/#cdata-section-state>
    CdataSection,
}

impl From<RawKind> for State {
    fn from(kind: RawKind) -> Self {
        match kind {
            RawKind::Rcdata => Self::Rcdata,
            RawKind::Rawtext => Self::Rawtext,
            // No sink asks for the escaped states: they begin inside script data.
            RawKind::ScriptData | RawKind::ScriptDataEscaped(_) => Self::ScriptData,
        }
    }
}

/// What a [`Tokenizer`] begins with and passes on.
#[derive(Debug, Clone, Default)]
pub struct TokenizerOptions {
    /// The first state; not `Data` for fragments and tests.
    pub state: State,
    /// The start tag before the input, which an end tag must match in RCDATA, RAWTEXT and script data.
    pub last_start_tag: Option<LocalName>,
    /// Pass the packed [`Span`] of each token in place of the line number. Else that is always 1.
    pub spans: bool,
    /// Most attributes of a tag.
    pub attributes: Option<usize>,
    /// Which attributes to pass on, by lower-case name; all by default. Those that decide on the tree are
    /// always passed on, with all attributes of formatting elements.
    /// Limits count, duplicates are looked for, and `form` is found only among those.
    pub wants_attribute: Option<fn(&str) -> bool>,
}

/// Breaks HTML into tokens for a [`TokenSink`], such as html5ever's
/// [`TreeBuilder`](html5ever::tree_builder::TreeBuilder).
///
/// Text comes in runs as long as possible; `NullCharacterToken` and everything else as html5ever's own
/// tokenizer gives it, but attributes of end tags are left out. The texts are slices of one shared buffer,
/// so a sink that keeps one keeps the memory of the input.
///
/// ```
/// use std::cell::RefCell;
/// use copydesk_html::{Tokenizer, TokenizerOptions};
/// use html5ever::tokenizer::{TagToken, Token, TokenSink, TokenSinkResult};
///
/// #[derive(Default)]
/// struct Names(RefCell<Vec<String>>);
///
/// impl TokenSink for Names {
///     type Handle = ();
///     fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
///         if let TagToken(tag) = token {
///             self.0.borrow_mut().push(tag.name.to_string());
///         }
///         TokenSinkResult::Continue
///     }
/// }
///
/// let names = Tokenizer::new("<ul><LI>a</ul>", Names::default(), &TokenizerOptions::default()).run();
/// assert_eq!(names.0.into_inner(), ["ul", "li", "ul"]);
/// ```
pub struct Tokenizer<S> {
    sink: S,
    input: Input,
    offsets: Option<SourceOffsets>,
    state: State,
    /// Offset of what is read next.
    at: usize,
    names: Names,
    last_start_tag: Option<LocalName>,
    attribute_limit: usize,
    has_left_out_attributes: bool,
    /// Attributes of the tag that is being read; kept for its memory.
    attributes: Vec<Attribute>,
    /// Text that is no slice of the input; kept for its memory.
    scratch: String,
    has_ended: bool,
}

impl<S: TokenSink> Tokenizer<S> {
    /// Prepares the input: one copy of it, without a leading byte order mark and with LF for each CR and
    /// CR LF. Only the first 4 GiB are read.
    pub fn new(input: &str, sink: S, options: &TokenizerOptions) -> Self {
        let input = Input::new(input, options.spans);
        Self {
            offsets: options.spans.then(|| input.source_offsets()),
            sink,
            input,
            state: options.state,
            at: 0,
            names: Names::new(options.wants_attribute),
            last_start_tag: options.last_start_tag.clone(),
            attribute_limit: options.attributes.unwrap_or(Limits::ATTRIBUTES),
            has_left_out_attributes: false,
            attributes: Vec::new(),
            scratch: String::new(),
            has_ended: false,
        }
    }

    /// Reads to the end.
    pub fn run(mut self) -> S {
        while self.advance(usize::MAX) {}
        self.end();
        self.sink
    }

    /// Reads at least `bytes` further, to the end of a token; false when all is read.
    pub fn advance(&mut self, bytes: usize) -> bool {
        // One more handle to the buffer, so that slices of it can be read while the state changes.
        let buffer = self.input.text.clone();
        let text: &str = &buffer;
        let until = self.at.saturating_add(bytes).min(text.len());
        while self.at < until {
            match self.state {
                State::Data => self.data(text),
                State::Rcdata => self.rcdata(text),
                State::Rawtext => self.rawtext(text),
                State::ScriptData => self.script_data(text),
                State::Plaintext => self.plaintext(text),
                State::CdataSection => self.cdata_section(text),
            }
        }
        self.at < text.len()
    }

    /// Tells the sink that the input has ended, whether it was read to its end or not.
    pub fn end(&mut self) {
        if !self.has_ended {
            self.has_ended = true;
            let end = self.at;
            self.emit(EOFToken, end, end);
            self.sink.end();
        }
    }

    /// The sink, which the tokens go to.
    pub fn sink(&self) -> &S {
        &self.sink
    }

    /// The sink, after the last token.
    pub fn into_sink(self) -> S {
        self.sink
    }

    /// Whether a tag had more attributes than the limit, so that some were left out.
    pub fn has_left_out_attributes(&self) -> bool {
        self.has_left_out_attributes
    }

    /// The slice of the input, without a copy.
    fn slice(&self, start: usize, end: usize) -> StrTendril {
        self.input.text.subtendril(start as u32, (end - start) as u32)
    }

    #[inline]
    fn process(&mut self, token: Token, start: usize, end: usize) -> TokenSinkResult<S::Handle> {
        let place = match &mut self.offsets {
            None => 1,
            Some(offsets) => {
                let start = offsets.of(start, &self.input);
                Span { start, end: offsets.of(end, &self.input) }.packed()
            }
        };
        self.sink.process_token(token, place)
    }

    /// Hands over a token after which the state is what it was.
    fn emit(&mut self, token: Token, start: usize, end: usize) {
        // Only start and end tags are answered with anything but `Continue`.
        let _ = self.process(token, start, end);
    }

    /// Hands over text as it stands in the input, unless it is empty.
    fn emit_text(&mut self, start: usize, end: usize) {
        if start < end {
            self.emit(CharacterTokens(self.slice(start, end)), start, end);
        }
    }

    fn emit_null(&mut self, at: usize) {
        self.emit(NullCharacterToken, at, at + 1);
    }

    /// Hands over a comment; its data is a slice of the input but for U+0000.
    fn emit_comment(&mut self, text: &str, data: std::ops::Range<usize>, start: usize, end: usize) {
        let data = self.without_null(text, data.start, data.end);
        self.emit(CommentToken(data), start, end);
    }

    /// The slice, with U+FFFD for each U+0000.
    fn without_null(&self, text: &str, start: usize, end: usize) -> StrTendril {
        match memchr::memchr(0, &text.as_bytes()[start..end]) {
            None => self.slice(start, end),
            Some(_) => StrTendril::from_slice(&text[start..end].replace('\0', REPLACEMENT)),
        }
    }
}

/// U+FFFD, which stands for U+0000 everywhere but in data and CDATA.
const REPLACEMENT: &str = "\u{fffd}";

/// Tab, LF, FF and space; CR is gone.
#[inline]
fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0C' | b' ')
}

/// Offset of the first byte from `start` on that is no white space, or the end.
#[inline]
fn skip_space(bytes: &[u8], start: usize) -> usize {
    bytes[start..].iter().position(|byte| !is_space(*byte)).map_or(bytes.len(), |length| start + length)
}

/// Whether the input goes on with `wanted`, which is lower case.
#[inline]
fn continues_with(bytes: &[u8], at: usize, wanted: &str) -> bool {
    bytes[at..].get(..wanted.len()).is_some_and(|found| found.eq_ignore_ascii_case(wanted.as_bytes()))
}
