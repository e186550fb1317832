//! Splits a document into blocks: `html` walks a page, `text` reads lines.

pub(crate) mod html;
mod inline_noise;
mod list;
mod table;
pub(crate) mod text;
