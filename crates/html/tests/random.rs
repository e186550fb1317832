//! Random markup: the tokens of html5ever, the tree that scraper makes of them, and places that are slices of the source.
//!
//! A long run: `PROPTEST_CASES=1000000 cargo test --release -p copydesk-html --test random`.

mod markup;

use std::cell::RefCell;

use copydesk_html::html5ever;
use copydesk_html::html5ever::buffer_queue::BufferQueue;
use copydesk_html::html5ever::tendril::StrTendril;
use copydesk_html::html5ever::tokenizer::states::{RawKind, State as TheirState};
use copydesk_html::html5ever::tokenizer::{self, StartTag, Token, TokenSink, TokenSinkResult};
use copydesk_html::html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use copydesk_html::scraper::{Html, HtmlTreeSink, Node};
use copydesk_html::{Options, State, Tokenizer, TokenizerOptions, parse_document_with};
use markup::BITS;
use proptest::prelude::*;

fn markup() -> impl Strategy<Value = String> {
    let bit = prop_oneof![9 => prop::sample::select(BITS).prop_map(str::to_owned), 1 => "[ -~]{0,6}"];
    prop::collection::vec(bit, 0..60).prop_map(|bits| bits.concat())
}

/// Tokens as text, runs of characters joined.
#[derive(Default)]
struct Written(RefCell<String>);

impl TokenSink for Written {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let written = match token {
            Token::CharacterTokens(text) => text.to_string(),
            Token::NullCharacterToken => "\0".into(),
            Token::ParseError(_) => String::new(),
            Token::TagToken(tag) if tag.kind == StartTag => {
                let (name, slash, twice) = (tag.name, tag.self_closing, tag.had_duplicate_attributes);
                let attribute = |attribute: html5ever::Attribute| {
                    format!("\u{1}{}={}", attribute.name.local, attribute.value)
                };
                let attributes: Vec<String> = tag.attrs.into_iter().map(attribute).collect();
                format!("\u{1}{name} {slash} {twice}{}\u{2}", attributes.concat())
            }
            // Attributes of end tags are left out.
            Token::TagToken(tag) => format!("\u{1}/{} {}\u{2}", tag.name, tag.self_closing),
            Token::CommentToken(text) => format!("\u{1}!{text}\u{2}"),
            Token::DoctypeToken(doctype) => {
                let text = |text: Option<StrTendril>| text.map(|text| text.to_string());
                let ids = (text(doctype.name), text(doctype.public_id), text(doctype.system_id));
                format!("\u{1}{ids:?} {}\u{2}", doctype.force_quirks)
            }
            Token::EOFToken => "\u{3}".into(),
        };
        self.0.borrow_mut().push_str(&written);
        TokenSinkResult::Continue
    }
}

fn tokens(html: &str, state: State, last_start_tag: &str) -> String {
    let last_start_tag = Some(last_start_tag.into());
    let options = TokenizerOptions { state, last_start_tag, ..TokenizerOptions::default() };
    Tokenizer::new(html, Written::default(), &options).run().0.into_inner()
}

fn tokens_of_html5ever(html: &str, state: TheirState, last_start_tag: &str) -> String {
    let options = tokenizer::TokenizerOpts {
        initial_state: Some(state),
        last_start_tag_name: Some(last_start_tag.to_owned()),
        ..tokenizer::TokenizerOpts::default()
    };
    let reference = tokenizer::Tokenizer::new(Written::default(), options);
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    while !queue.is_empty() {
        let _ = reference.feed(&queue);
    }
    reference.end();
    reference.sink.0.into_inner()
}

/// Passes on all tokens but errors: html5ever's tree builder takes one for the token behind `<pre>`, and
/// then keeps the line break of `<pre>&#10` that the standard leaves out.
struct WithoutErrors<S>(S);

impl<S: TokenSink> TokenSink for WithoutErrors<S> {
    type Handle = S::Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<S::Handle> {
        match token {
            Token::ParseError(_) => TokenSinkResult::Continue,
            token => self.0.process_token(token, line),
        }
    }

    fn end(&self) {
        self.0.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.0.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// The tree of scraper, but for two departures of html5ever from the standard: that of [`WithoutErrors`],
/// and that it takes each U+FEFF behind a script for a byte order mark.
fn tree_of_scraper(html: &str) -> Html {
    let sink = HtmlTreeSink::new(Html::new_document());
    let builder = TreeBuilder::new(sink, TreeBuilderOpts::default());
    let options = tokenizer::TokenizerOpts { discard_bom: false, ..tokenizer::TokenizerOpts::default() };
    let reference = tokenizer::Tokenizer::new(WithoutErrors(builder), options);
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html.strip_prefix('\u{feff}').unwrap_or(html)));
    while !queue.is_empty() {
        let _ = reference.feed(&queue);
    }
    reference.end();
    reference.sink.0.sink.finish()
}

#[test]
fn the_standard_decides_where_html5ever_departs_from_it() {
    for (html, text) in [("<script></script>\u{feff}", "\u{feff}"), ("<pre>&#10", "<pre></pre>")] {
        let document = copydesk_html::parse_document(html);
        assert_eq!(document, tree_of_scraper(html));
        assert_ne!(document, Html::parse_document(html));
        assert!(document.html().contains(text));
    }
}

proptest! {
    #[test]
    fn tokens_are_those_of_html5ever(html in markup()) {
        for (state, theirs, tag) in [
            (State::Data, TheirState::Data, "p"),
            (State::Rcdata, TheirState::RawData(RawKind::Rcdata), "title"),
            (State::Rawtext, TheirState::RawData(RawKind::Rawtext), "xmp"),
            (State::ScriptData, TheirState::RawData(RawKind::ScriptData), "script"),
            (State::Plaintext, TheirState::Plaintext, "plaintext"),
            (State::CdataSection, TheirState::CdataSection, "p"),
        ] {
            prop_assert_eq!(tokens(&html, state, tag), tokens_of_html5ever(&html, theirs, tag));
        }
    }

    #[test]
    fn trees_are_those_of_scraper_and_places_are_slices(html in markup()) {
        let document = parse_document_with(&html, &Options { positions: true, ..Options::default() });
        prop_assert!(document.caps.is_empty());
        prop_assert_eq!(document.html.html(), tree_of_scraper(&html).html());
        prop_assert_eq!(&document.html, &copydesk_html::parse_document(&html));
        for (id, span) in document.positions.iter() {
            let slice = html.get(span.range());
            prop_assert!(slice.is_some_and(|slice| !slice.is_empty()));
            if let Some(Node::Element(_)) = document.html.tree.get(id).map(|node| node.value()) {
                prop_assert!(slice.is_some_and(|slice| slice.starts_with('<') && slice.ends_with('>')));
            }
        }
    }

    #[test]
    fn any_characters_are_a_document(html in "\\PC{0,200}") {
        prop_assert_eq!(copydesk_html::parse_document(&html), tree_of_scraper(&html));
    }
}
