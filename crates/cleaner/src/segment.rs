//! Splits a document into blocks: `html` walks a page, `text` reads lines.

mod code;
pub(crate) mod formula;
pub(crate) mod html;
pub(crate) mod inline_noise;
pub(crate) mod list;
pub(crate) mod table;
pub(crate) mod text;
