//! Cut, spliced and garbled pieces of pages.

#[path = "../../../crates/html/tests/markup/mod.rs"]
mod markup;

use markup::BITS;

use super::pages::{Report, compare_one};
use super::random::Random;

/// Longest piece in bytes: long enough for whole tables and scripts.
const LONGEST: usize = 8 << 10;

/// Most changes of a piece.
const CHANGES: usize = 12;

/// Compares so many pieces.
pub(super) fn compare(pages: &[String], count: usize, seed: u64) -> Report {
    let mut report = Report::default();
    let mut random = Random(seed);
    for index in 0..count {
        let piece = piece(pages, &mut random);
        compare_one(&piece, || format!("fragment {index} of seed {seed}"), &mut report);
    }
    report
}

/// A piece of a page with changes.
pub(crate) fn piece(pages: &[String], random: &mut Random) -> String {
    let mut piece = slice(pages, random).to_owned();
    for _ in 0..random.below(CHANGES + 1) {
        let start = boundary(&piece, random);
        let end = piece.ceil_char_boundary((start + random.below(40)).min(piece.len()));
        match random.below(6) {
            0 => piece.replace_range(start..end, ""),
            1 => piece.replace_range(start..end, random.one_of(BITS)),
            2 => piece.truncate(piece.floor_char_boundary(start.max(piece.len() / 2))),
            3 => {
                let other = slice(pages, random);
                let short = &other[..other.floor_char_boundary(200.min(other.len()))];
                piece.insert_str(start, short);
            }
            _ => piece.insert_str(start, random.one_of(BITS)),
        }
    }
    piece
}

fn slice<'a>(pages: &'a [String], random: &mut Random) -> &'a str {
    let page = &pages[random.below(pages.len())];
    let start = boundary(page, random);
    let length = random.below(LONGEST) + 1;
    &page[start..page.ceil_char_boundary((start + length).min(page.len()))]
}

fn boundary(text: &str, random: &mut Random) -> usize {
    text.floor_char_boundary(random.below(text.len() + 1))
}
