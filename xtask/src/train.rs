//! `cargo xtask train`: what the model is made from.

pub(crate) mod align;
pub(crate) mod dump;
