//! Trees in the notation of the tree construction tests of html5lib.

use std::fmt::Write as _;

use copydesk_html::html5ever::{QualName, ns};
use copydesk_html::scraper::{Html, Node};

/// What is left to write: a node and how deep it stands.
const INDENT: usize = 2;

/// The nodes of a document, or of the `html` element that holds a fragment, a line each or more.
pub(crate) fn dump(html: &Html, is_fragment: bool) -> String {
    let mut out = String::new();
    let mut top = html.tree.root();
    if is_fragment {
        top = top.first_child().unwrap_or(top);
    }
    // Nodes that are still to be written, the next one last.
    let mut rest: Vec<_> = top.children().rev().map(|node| (node, 0)).collect();
    while let Some((node, depth)) = rest.pop() {
        write_node(&mut out, node.value(), depth);
        rest.extend(node.children().rev().map(|child| (child, depth + 1)));
    }
    out
}

fn write_node(out: &mut String, node: &Node, depth: usize) {
    let indent = " ".repeat(INDENT * depth);
    // Writing to a string cannot fail.
    let _ = match node {
        Node::Element(element) => {
            let mut attributes: Vec<_> =
                element.attrs.iter().map(|(name, value)| (attribute_name(name), value)).collect();
            attributes.sort_by_key(|(name, _)| name.encode_utf16().collect::<Vec<_>>());
            let _ = writeln!(out, "| {indent}<{}>", element_name(&element.name));
            attributes
                .iter()
                .try_for_each(|(name, value)| writeln!(out, "| {indent}  {name}=\"{}\"", &***value))
        }
        Node::Text(text) => writeln!(out, "| {indent}\"{}\"", &**text),
        Node::Comment(comment) => writeln!(out, "| {indent}<!-- {} -->", &**comment),
        Node::Doctype(doctype) => {
            if doctype.public_id.is_empty() && doctype.system_id.is_empty() {
                writeln!(out, "| {indent}<!DOCTYPE {}>", doctype.name())
            } else {
                let (public, system) = (doctype.public_id(), doctype.system_id());
                writeln!(out, "| {indent}<!DOCTYPE {} \"{public}\" \"{system}\">", doctype.name())
            }
        }
        Node::Fragment => writeln!(out, "| {indent}content"),
        Node::ProcessingInstruction(instruction) => {
            writeln!(out, "| {indent}<?{} {}>", &*instruction.target, &*instruction.data)
        }
        Node::Document => Ok(()),
    };
}

fn element_name(name: &QualName) -> String {
    match name.ns {
        ns!(svg) => format!("svg {}", name.local),
        ns!(mathml) => format!("math {}", name.local),
        _ => name.local.to_string(),
    }
}

fn attribute_name(name: &QualName) -> String {
    match name.ns {
        ns!(xlink) => format!("xlink {}", name.local),
        ns!(xml) => format!("xml {}", name.local),
        ns!(xmlns) => format!("xmlns {}", name.local),
        _ => name.local.to_string(),
    }
}
