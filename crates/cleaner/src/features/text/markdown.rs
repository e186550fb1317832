//! Links, images and headings of texts that a scraper wrote as Markdown; zeros elsewhere. The share of links is that of
//! pages (Kohlschütter, Fankhauser and Nejdl 2010).

use super::TextView;
use super::line::Line;
use crate::features::vector::{Row, features};

features! {
    "links": "links of the line, at most 20",
    "link_share": "share of the line that is labels of links",
    "images": "images of the line, at most 5",
    "heading": "level of the heading, 0 for other lines",
    "heading_since": "lines since the last heading, at most 50; -1 without one before",
    "heading_before": "level of that heading",
    "link_share_b1": "share of links of the line before",
    "link_share_a1": "share of links of the line behind",
    "link_share_b4": "mean share of links of the 4 lines before",
    "link_share_a4": "mean share of links of the 4 lines behind",
    "link_share_b12": "mean share of links of the 12 lines before",
    "link_share_a12": "mean share of links of the 12 lines behind",
    "text_links": "mean share of links of the text's lines",
    "text_headings": "headings of the text, at most 50",
}

/// Lines in the windows.
const WINDOWS: [usize; 3] = [1, 4, 12];
const MOST_LINKS: u32 = 20;
const MOST_IMAGES: u32 = 5;
const MOST_HEADINGS: usize = 50;
const MOST_SINCE: usize = 50;

/// Where the links and headings of a text are.
pub(crate) struct Links {
    /// Sums of the lines' shares of links before each line, and of all.
    sums: Vec<f32>,
    /// The last heading before each line.
    headings: Vec<Option<usize>>,
    heading_count: usize,
}

impl Links {
    pub(super) fn of(lines: &[&Line]) -> Self {
        let mut sums = Vec::with_capacity(lines.len() + 1);
        let mut headings = Vec::with_capacity(lines.len());
        let (mut sum, mut last, mut heading_count) = (0.0, None, 0);
        sums.push(sum);
        for (index, line) in lines.iter().enumerate() {
            sum += line.markdown.link_share;
            sums.push(sum);
            headings.push(last);
            if line.markdown.heading > 0 {
                last = Some(index);
                heading_count += 1;
            }
        }
        Self { sums, headings, heading_count }
    }

    /// Mean share of links from one line to another, the end excluded; 0 for no lines.
    fn mean(&self, start: usize, end: usize) -> f32 {
        (self.sums[end] - self.sums[start]) / (end - start).max(1) as f32
    }
}

pub(super) fn write(view: &TextView, index: usize, row: &mut Row) {
    let (lines, around) = (&view.lines, &view.links);
    let own = lines[index].markdown;
    row.push(own.links.min(MOST_LINKS) as f32);
    row.push(own.link_share);
    row.push(own.images.min(MOST_IMAGES) as f32);
    row.push(own.heading as f32);
    let heading = around.headings[index];
    row.push(heading.map_or(-1.0, |at| (index - at).min(MOST_SINCE) as f32));
    row.push(heading.map_or(0.0, |at| lines[at].markdown.heading as f32));
    for window in WINDOWS {
        row.push(around.mean(index.saturating_sub(window), index));
        row.push(around.mean(index + 1, (index + 1 + window).min(lines.len()).max(index + 1)));
    }
    row.push(around.mean(0, lines.len()));
    row.push(around.heading_count.min(MOST_HEADINGS) as f32);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Block, Phrases};

    #[test]
    fn links_of_the_lines_around_are_averaged() {
        let texts = ["[Home](/)", "## The ferry", "[Tolls](/tolls) rise", "It sails."];
        let lines = texts.map(|text| Line::measure(&Block::paragraph(text), Phrases::Use));
        let view = TextView::new(lines.iter().collect());
        let row = |index: usize| {
            let mut values = Vec::new();
            write(&view, index, &mut Row::to(&mut values));
            assert_eq!(values.len(), FEATURES.len());
            values
        };
        assert_eq!(row(1)[..6], [0.0, 0.0, 0.0, 2.0, -1.0, 0.0]);
        assert_eq!(row(2)[..6], [1.0, 0.5, 0.0, 0.0, 1.0, 2.0]);
        assert_eq!(row(1)[6..10], [1.0, 0.5, 1.0, 0.25]);
        assert_eq!(row(3)[6..8], [0.5, 0.0]);
        assert_eq!(row(3)[13..], [1.0]);
    }
}
