//! From a string to a tree.

use html5ever::tokenizer::states;
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink, create_element};
use html5ever::{Attribute, QualName};
use scraper::{Html, HtmlTreeSink};

use crate::guard::{Guard, TokenObserver};
use crate::input::Input;
use crate::limits::{Cap, Caps, Limits};
use crate::positions::{Places, PositionList, Positions, Recorder};
use crate::tokenizer::{State, Tokenizer, TokenizerOptions};
use crate::watch::{Observer, Unobserved, Watch};

/// Bytes read between two questions whether to stop: a tenth of a millisecond.
const STRIDE: usize = 16 << 10;

/// How a document is parsed.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// What a document may cost.
    pub limits: Limits,
    /// Whether [`parse_document_with`] gives the places of nodes in the source.
    pub positions: bool,
    /// Asked after some 16 KiB each; the parse stops with [`Cap::Stopped`] once it says true.
    pub stop: Option<&'a dyn Fn() -> bool>,
    /// Which attributes are wanted, by lower-case name; all by default. Those that decide on the tree are
    /// always kept, with all attributes of formatting elements.
    /// Limits count, duplicates are looked for, and `form` is found only among those.
    pub wants_attribute: Option<fn(&str) -> bool>,
    /// Those of html5ever; scripting is on by default, so that `noscript` holds text.
    pub tree_builder: TreeBuilderOpts,
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = f.debug_struct("Options");
        out.field("limits", &self.limits).field("positions", &self.positions);
        out.field("stop", &self.stop.is_some());
        out.field("wants_attribute", &self.wants_attribute.is_some()).finish_non_exhaustive()
    }
}

/// A parsed document.
#[derive(Debug, Clone)]
pub struct Document {
    /// The tree.
    pub html: Html,
    /// What was cut short.
    pub caps: Caps,
    /// Places of nodes in the source; empty unless [`Options::positions`] asks for them.
    pub positions: Positions,
}

/// What a sink made of a document.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    /// What the sink gave.
    pub output: T,
    /// What was cut short.
    pub caps: Caps,
}

/// Parses a document under the default [`Limits`]: what `scraper::Html::parse_document` gives, faster.
pub fn parse_document(html: &str) -> Html {
    parse_into(html, HtmlTreeSink::new(Html::new_document()))
}

/// Parses a document.
pub fn parse_document_with(html: &str, options: &Options) -> Document {
    let sink = HtmlTreeSink::new(Html::new_document());
    if options.positions {
        let (Parsed { output, caps }, places) =
            parse_into_placed(html, sink, PositionList::default(), options);
        return Document { html: output, caps, positions: places.into_positions() };
    }
    let Parsed { output, caps } = parse_into_with(html, sink, options);
    Document { html: output, caps, positions: Positions::default() }
}

/// Parses a document into any sink of html5ever, under the default [`Limits`].
pub fn parse_into<S: TreeSink>(html: &str, sink: S) -> S::Output {
    parse_into_with(html, sink, &Options::default()).output
}

/// Parses a document into any sink of html5ever, without positions.
pub fn parse_into_with<S: TreeSink>(html: &str, sink: S, options: &Options) -> Parsed<S::Output> {
    parse(html, sink, Unobserved, false, options).0
}

/// Parses a document into any sink of html5ever, and tells `places` which bytes each node comes from.
pub fn parse_into_placed<S: TreeSink, P: Places<S>>(
    html: &str,
    sink: S,
    places: P,
    options: &Options,
) -> (Parsed<S::Output>, P) {
    let (parsed, recorder) = parse(html, sink, Recorder::new(places), true, options);
    (parsed, recorder.into_places())
}

/// Parses what would stand inside an element, as
/// [innerHTML](https://html.spec.whatwg.org/#parsing-html-fragments) does: the sink's document gets an
/// `html` element with the nodes.
pub fn parse_fragment_into<S: TreeSink>(
    html: &str,
    sink: S,
    context: QualName,
    context_attributes: Vec<Attribute>,
    options: &Options,
) -> Parsed<S::Output> {
    let watch = Watch::new(sink, Unobserved);
    let context = create_element(&watch, context, context_attributes);
    let builder = TreeBuilder::new_for_fragment(watch, context, None, options.tree_builder);
    let state = state_of(builder.tokenizer_state_for_context_elem(options.tree_builder.scripting_enabled));
    let guard = Guard::new(builder, &options.limits);
    // No start tag was emitted, so no end tag is an appropriate one.
    run(html, guard, TokenizerOptions { state, ..TokenizerOptions::default() }, options).0
}

fn parse<S: TreeSink, O: Observer<S> + TokenObserver>(
    html: &str,
    sink: S,
    observer: O,
    spans: bool,
    options: &Options,
) -> (Parsed<S::Output>, O) {
    let builder = TreeBuilder::new(Watch::new(sink, observer), options.tree_builder);
    let guard = Guard::new(builder, &options.limits);
    run(html, guard, TokenizerOptions { spans, ..TokenizerOptions::default() }, options)
}

fn run<S: TreeSink, O: Observer<S> + TokenObserver>(
    html: &str,
    guard: Guard<S, O>,
    tokenizer_options: TokenizerOptions,
    options: &Options,
) -> (Parsed<S::Output>, O) {
    let tokenizer_options = TokenizerOptions {
        attributes: Some(options.limits.attributes),
        wants_attribute: options.wants_attribute,
        ..tokenizer_options
    };
    let mut tokenizer = Tokenizer::new(html, guard, &tokenizer_options);
    if html.len() > Input::LONGEST {
        tokenizer.sink().cap(Cap::Bytes);
    }
    while tokenizer.advance(STRIDE) && !tokenizer.sink().is_over() {
        if options.stop.is_some_and(|stop| stop()) {
            tokenizer.sink().cap(Cap::Stopped);
            break;
        }
    }
    tokenizer.end();
    if tokenizer.has_left_out_attributes() {
        tokenizer.sink().cap(Cap::Attributes);
    }
    let guard = tokenizer.into_sink();
    let caps = guard.caps();
    let (output, observer) = guard.builder.sink.finish();
    (Parsed { output, caps }, observer)
}

fn state_of(state: states::State) -> State {
    match state {
        states::RawData(kind) => kind.into(),
        states::Plaintext => State::Plaintext,
        _ => State::Data,
    }
}
