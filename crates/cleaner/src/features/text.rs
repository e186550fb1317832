//! What the model sees of each line of a plain text. One file a group.
//!
//! A line here is a block of [`segment::text`](crate::segment::text): a paragraph, a list or a label. No
//! feature depends on a language, on blanks between words, or on blank lines between paragraphs, which
//! cleaning changes: what words mean enters only through the residue phrases.

mod around;
mod body;
mod document;
pub(crate) mod headline;
pub(crate) mod line;
mod markdown;
mod own;
mod phrases;
mod place;
mod repetition;
mod run;
pub(crate) mod visible;

use super::vector::{Feature, Row};
use line::{Line, Shape};

/// Everything that the features of a text's lines are computed from.
pub(crate) struct TextView<'a> {
    /// The lines that are looked at, in order.
    pub(crate) lines: Vec<&'a Line>,
    sums: around::Sums,
    place: place::Place,
    runs: Vec<run::Run>,
    alternations: Vec<[u32; 3]>,
    bodies: [Option<body::Body>; body::BODIES],
    phrases: phrases::Neighbours,
    links: markdown::Links,
    repetition: repetition::Repetition,
    document: Vec<f32>,
}

type Write = fn(&TextView, usize, &mut Row);

/// The groups in the order of their columns.
const GROUPS: &[(&[Feature], Write)] = &[
    (own::FEATURES, own::write),
    (phrases::FEATURES, phrases::write),
    (around::FEATURES, around::write),
    (run::FEATURES, run::write),
    (place::FEATURES, place::write),
    (body::FEATURES, body::write),
    (repetition::FEATURES, repetition::write),
    (markdown::FEATURES, markdown::write),
    (document::FEATURES, document::write),
];

/// The columns of a line's row.
pub(crate) fn columns() -> impl Iterator<Item = Feature> {
    GROUPS.iter().flat_map(|(features, _)| features.iter().copied())
}

impl<'a> TextView<'a> {
    pub(crate) fn new(lines: Vec<&'a Line>) -> Self {
        let repetition = repetition::Repetition::count(&lines);
        let sums = around::Sums::of(&lines, &repetition);
        let place = place::Place::of(&lines);
        let phrases = phrases::Neighbours::find(&lines);
        let (runs, alternations) = (run::find(&lines), run::alternations(&lines));
        let bodies = body::find(&lines);
        let mut view = Self {
            links: markdown::Links::of(&lines),
            lines,
            sums,
            place,
            runs,
            alternations,
            bodies,
            phrases,
            repetition,
            document: Vec::new(),
        };
        view.document = document::measure(&view);
        view
    }

    /// The shape of the line so many lines away; none outside the text.
    fn shape(&self, index: usize, offset: isize) -> Option<Shape> {
        let at = index.checked_add_signed(offset)?;
        self.lines.get(at).map(|line| line.shape)
    }

    /// Lines of the run without running text that a line is in; 0 in running text.
    pub(crate) fn run_length(&self, index: usize) -> usize {
        self.runs[index].lines_without_prose()
    }

    /// Whether a scraper wrote the text as Markdown: it has a link or an image of it. A number sign alone begins
    /// comments of code, too.
    pub(crate) fn is_markdown(&self) -> bool {
        self.lines.iter().any(|line| line.markdown.links + line.markdown.images > 0)
    }

    /// Where the body begins in which few other lines are; none without running text.
    fn body_start(&self) -> Option<usize> {
        let [_, core] = self.bodies;
        core.map(body::Body::first)
    }

    /// How many of a line's longer words the text's running text has, too, of at most so many.
    pub(crate) fn known_words(&self, index: usize, most: usize) -> f32 {
        self.repetition.known_words(self.lines[index], most)
    }

    /// Appends the row of one line.
    pub(crate) fn write(&self, index: usize, out: &mut Vec<f32>) {
        let mut row = Row::to(out);
        for (_, write) in GROUPS {
            write(self, index, &mut row);
        }
    }
}
