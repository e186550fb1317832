//! What is measured of a block before anything is decided. Pure; each formula names its source.

pub(crate) mod block_tree;
pub(crate) mod characters;
pub(crate) mod html;
mod main_element;
pub(crate) mod marks;
pub(crate) mod open_graph;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod vector;
