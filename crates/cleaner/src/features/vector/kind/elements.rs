//! Elements and short texts that pages of one kind have many of.

use crate::features::vector::{Row, features};
use crate::script::is_currency;
use crate::{Block, Page, Tag};

features! {
    "kind_prices": "short blocks with a currency sign beside a number",
    "kind_choices": "select elements",
    "kind_inputs": "input fields",
    "kind_code": "elements of code and preformatted text",
    "kind_frames": "embedded pages and films",
    "kind_sections": "headings of the second level",
    "kind_subsections": "headings of the third level",
}

/// Blocks of more bytes say more than a price.
const MAX_PRICE_BYTES: usize = 60;

pub(super) fn write(page: &Page, blocks: &[Block], row: &mut Row) {
    let prices =
        blocks.iter().filter(|block| block.text.len() <= MAX_PRICE_BYTES && holds_price(&block.text));
    row.push(prices.count() as f32);
    let mut counts = [0_u32; 6];
    for tag in page.tags() {
        let kind = match tag {
            Tag::Select => 0,
            Tag::Input | Tag::Textarea => 1,
            Tag::Pre | Tag::Code => 2,
            Tag::Iframe | Tag::Video => 3,
            Tag::H2 => 4,
            Tag::H3 => 5,
            _ => continue,
        };
        counts[kind] += 1;
    }
    row.extend(counts.map(|count| count as f32));
}

fn holds_price(text: &str) -> bool {
    let mut chars = text.chars().filter(|ch| !ch.is_whitespace());
    let mut previous = chars.next().unwrap_or_default();
    chars.any(|ch| {
        let is_price =
            is_currency(previous) && ch.is_ascii_digit() || previous.is_ascii_digit() && is_currency(ch);
        previous = ch;
        is_price
    })
}
