//! The tokenizer tests of html5lib (JSON), through both tokenizers.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use copydesk_html::html5ever::buffer_queue::BufferQueue;
use copydesk_html::html5ever::tendril::StrTendril;
use copydesk_html::html5ever::tokenizer::{self as reference, Doctype, StartTag, Tag, Token, states};
use copydesk_html::html5ever::tokenizer::{TokenSink, TokenSinkResult};
use copydesk_html::{State, Tokenizer, TokenizerOptions};
use serde_json::{Map, Value, json};

use super::{Tally, files_with, test_name};

pub(super) fn run(folder: &Path) -> Result<Tally> {
    let mut tally = Tally::default();
    for path in files_with(folder, "test")? {
        let content = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let suite: Value = serde_json::from_str(&content).with_context(|| path.display().to_string())?;
        // `xmlViolationTests` are about XML, which is not made here.
        for (index, test) in suite["tests"].as_array().into_iter().flatten().enumerate() {
            run_test(&path, index, test, &mut tally);
        }
    }
    Ok(tally)
}

fn run_test(path: &Path, index: usize, test: &Value, tally: &mut Tally) {
    let is_escaped = test["doubleEscaped"] == true;
    let input = test["input"].as_str().and_then(|input| unescaped(input, is_escaped));
    let expected = unescaped_value(&test["output"], is_escaped);
    let states = match test["initialStates"].as_array() {
        Some(states) => states.iter().filter_map(Value::as_str).collect(),
        None => vec!["Data state"],
    };
    for name in states {
        let (Some(input), Some(expected), Some((state, theirs))) = (&input, &expected, state_named(name))
        else {
            tally.left_out += 1;
            continue;
        };
        let last_start_tag = test["lastStartTag"].as_str();
        let copydesk = tokens_of_copydesk(input, state, last_start_tag) == *expected;
        let html5ever = tokens_of_html5ever(input, theirs, last_start_tag) == *expected;
        tally.add(|| format!("{} in the {name}", test_name(path, index, input)), copydesk, html5ever);
    }
}

fn state_named(name: &str) -> Option<(State, states::State)> {
    let raw = states::RawData;
    Some(match name {
        "Data state" => (State::Data, states::Data),
        "PLAINTEXT state" => (State::Plaintext, states::Plaintext),
        "RCDATA state" => (State::Rcdata, raw(states::Rcdata)),
        "RAWTEXT state" => (State::Rawtext, raw(states::Rawtext)),
        "Script data state" => (State::ScriptData, raw(states::ScriptData)),
        "CDATA section state" => (State::CdataSection, states::CdataSection),
        _ => return None,
    })
}

fn tokens_of_copydesk(input: &str, state: State, last_start_tag: Option<&str>) -> Value {
    let options = TokenizerOptions {
        state,
        last_start_tag: last_start_tag.map(Into::into),
        ..TokenizerOptions::default()
    };
    // The tests begin behind the byte order mark, which decoding takes away.
    let marked = format!("\u{feff}{input}");
    Tokenizer::new(&marked, Collector::default(), &options).run().into_value()
}

fn tokens_of_html5ever(input: &str, state: states::State, last_start_tag: Option<&str>) -> Value {
    let options = reference::TokenizerOpts {
        initial_state: Some(state),
        last_start_tag_name: last_start_tag.map(str::to_owned),
        discard_bom: false,
        ..reference::TokenizerOpts::default()
    };
    let tokenizer = reference::Tokenizer::new(Collector::default(), options);
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(input));
    while !queue.is_empty() {
        let _ = tokenizer.feed(&queue);
    }
    tokenizer.end();
    tokenizer.sink.into_value()
}

/// Tokens in the notation of the tests, runs of text joined.
#[derive(Default)]
struct Collector {
    tokens: RefCell<Vec<Value>>,
    text: RefCell<String>,
}

impl Collector {
    fn push(&self, token: Value) {
        let text = self.text.take();
        if !text.is_empty() {
            self.tokens.borrow_mut().push(json!(["Character", text]));
        }
        self.tokens.borrow_mut().push(token);
    }

    fn into_value(self) -> Value {
        self.push(Value::Null);
        let mut tokens = self.tokens.into_inner();
        tokens.pop();
        Value::Array(tokens)
    }
}

impl TokenSink for Collector {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::DoctypeToken(Doctype { name, public_id, system_id, force_quirks }) => {
                let text = |text: Option<StrTendril>| text.map(|text| text.to_string());
                let (name, public, system) = (text(name), text(public_id), text(system_id));
                self.push(json!(["DOCTYPE", name, public, system, !force_quirks]));
            }
            Token::TagToken(Tag { kind, name, self_closing, attrs, .. }) => {
                let name = name.to_string();
                if kind != StartTag {
                    self.push(json!(["EndTag", name]));
                    return TokenSinkResult::Continue;
                }
                let pairs = attrs.into_iter();
                let attributes: Map<String, Value> = pairs
                    .map(|attribute| (attribute.name.local.to_string(), json!(attribute.value.to_string())))
                    .collect();
                self.push(if self_closing {
                    json!(["StartTag", name, attributes, true])
                } else {
                    json!(["StartTag", name, attributes])
                });
            }
            Token::CommentToken(text) => self.push(json!(["Comment", text.to_string()])),
            Token::CharacterTokens(text) => self.text.borrow_mut().push_str(&text),
            Token::NullCharacterToken => self.text.borrow_mut().push('\0'),
            Token::EOFToken | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

/// With each `\uHHHH` as its character; none where half of a pair is left.
fn unescaped(text: &str, is_escaped: bool) -> Option<String> {
    if !is_escaped {
        return Some(text.to_owned());
    }
    let mut units = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("\\u") {
        units.extend(rest[..at].encode_utf16());
        units.push(u16::from_str_radix(rest.get(at + 2..at + 6)?, 16).ok()?);
        rest = &rest[at + 6..];
    }
    units.extend(rest.encode_utf16());
    String::from_utf16(&units).ok()
}

fn unescaped_value(value: &Value, is_escaped: bool) -> Option<Value> {
    Some(match value {
        Value::String(text) => Value::String(unescaped(text, is_escaped)?),
        Value::Array(values) => Value::Array(
            values.iter().map(|value| unescaped_value(value, is_escaped)).collect::<Option<_>>()?,
        ),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                Some((unescaped(name, is_escaped)?, unescaped_value(value, is_escaped)?))
            };
            Value::Object(fields.iter().map(field).collect::<Option<_>>()?)
        }
        other => other.clone(),
    })
}
