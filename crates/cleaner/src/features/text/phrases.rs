//! What the residue phrases say of the line and of those around it.

use super::TextView;
use super::line::Line;
use crate::Family;
use crate::features::vector::{Row, features};
use crate::lexicon::{Place, Position, Scope};

features! {
    "phrase": "number of the family whose phrase the line holds, 0 for none",
    "phrase_place": "the phrase is the line (1), or stands at its start (2), end (3) or anywhere (4)",
    "phrase_position": "the phrase counts above the text (1), below it (2) or anywhere (3)",
    "phrase_section": "the phrase opens a section of noise",
    "phrase_share": "share of the line that the phrase is",
    "phrase_before": "number of the family of the line before",
    "phrase_after": "number of the family of the line behind",
    "phrase_since": "lines since the last phrase, at most 50",
    "phrase_until": "lines until the next phrase, at most 50",
    "section_since": "lines since the last phrase that opens a section, at most 50",
    "section_family": "number of that phrase's family",
    "section_prose": "weight of running text since that phrase",
    "phrases_near": "lines with a phrase among the five on each side",
    "phrases_before": "lines with a phrase before, at most 30",
    "phrases_after": "lines with a phrase behind, at most 30",
    "phrases": "share of lines of the text with a phrase",
}

/// Distances end here.
const FAR: usize = 50;
/// Lines on each side in which phrases are counted.
const NEAR: usize = 5;

/// Where the phrases of a text stand.
pub(crate) struct Neighbours {
    /// Phrases before each line, and all.
    count: Vec<u32>,
    /// By line: the last line before it with a phrase, and the next behind it.
    before: Vec<Option<u32>>,
    after: Vec<Option<u32>>,
    /// By line: the last line before it that opens a section.
    section: Vec<Option<u32>>,
    /// Weight of running text before each line.
    prose: Vec<u32>,
}

impl Neighbours {
    pub(super) fn find(lines: &[&Line]) -> Self {
        let length = lines.len();
        let mut found = Self {
            count: Vec::with_capacity(length + 1),
            before: Vec::with_capacity(length),
            after: vec![None; length],
            section: Vec::with_capacity(length),
            prose: Vec::with_capacity(length),
        };
        let (mut count, mut prose, mut last, mut opened) = (0, 0, None, None);
        for (index, line) in lines.iter().enumerate() {
            found.count.push(count);
            found.before.push(last);
            found.section.push(opened);
            found.prose.push(prose);
            if let Some(phrase) = line.phrase {
                count += 1;
                last = Some(index as u32);
                if phrase.scope == Scope::Section {
                    opened = last;
                }
            } else if line.is_prose() {
                prose += line.weight;
            }
        }
        found.count.push(count);
        let mut next = None;
        for index in (0..length).rev() {
            found.after[index] = next;
            if lines[index].phrase.is_some() {
                next = Some(index as u32);
            }
        }
        found
    }

    fn share(&self) -> f32 {
        let lines = self.before.len().max(1);
        self.count.last().copied().unwrap_or(0) as f32 / lines as f32
    }
}

/// The number of a line's family, 0 without a phrase.
fn family(line: Option<&&Line>) -> f32 {
    line.and_then(|line| line.phrase).map_or(0.0, |phrase| number(phrase.family))
}

fn number(family: Family) -> f32 {
    1.0 + f32::from(family as u8)
}

pub(super) fn write(view: &TextView, index: usize, row: &mut Row) {
    let (lines, found) = (&view.lines, &view.phrases);
    let line = lines[index];
    row.push(family(Some(&line)));
    row.push(line.phrase.map_or(0.0, |phrase| match phrase.place {
        Place::Line => 1.0,
        Place::Start => 2.0,
        Place::End => 3.0,
        Place::Anywhere => 4.0,
    }));
    row.push(line.phrase.map_or(0.0, |phrase| match phrase.position {
        Position::Head => 1.0,
        Position::Tail => 2.0,
        Position::Any => 3.0,
    }));
    row.flag(line.phrase.is_some_and(|phrase| phrase.scope == Scope::Section));
    let length = line.phrase.map_or(0, |phrase| crate::script::weight(&phrase.words));
    row.push(length as f32 / line.weight.max(1) as f32);
    row.push(if index > 0 { family(lines.get(index - 1)) } else { 0.0 });
    row.push(family(lines.get(index + 1)));
    let distance = |at: Option<u32>| at.map_or(FAR, |at| (at as usize).abs_diff(index).min(FAR)) as f32;
    row.push(distance(found.before[index]));
    row.push(distance(found.after[index]));
    let section = found.section[index];
    row.push(distance(section));
    row.push(section.map_or(0.0, |at| family(lines.get(at as usize))));
    row.push(section.map_or(-1.0, |at| (found.prose[index] - found.prose[at as usize]) as f32));
    let all = found.count[lines.len()];
    let near = found.count[(index + NEAR + 1).min(lines.len())] - found.count[index.saturating_sub(NEAR)];
    row.push(near as f32);
    row.push(found.count[index].min(30) as f32);
    row.push((all - found.count[index + 1]).min(30) as f32);
    row.push(found.share());
}
