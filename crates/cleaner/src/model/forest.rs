//! Gradient-boosted regression trees (Friedman 2001), evaluated on many rows at once.
//!
//! The trees of a forest ask the same questions again and again: whether a feature is above a threshold.
//! So each question is asked once for some dozens of rows, and the answers kept as bits, one a row. Rows
//! that give the same answers then walk a tree as one: blocks of a page are much alike, and neighbours
//! more so, so that few of them part. `QuickScorer` (Lucchese et al., SIGIR 2015) orders questions by feature
//! and threshold, too, but for one row at a time.

use std::iter::repeat_n;

use super::ModelError;
use super::bytes::Reader;

/// The feature of a leaf in the file, and the question of one here.
const LEAF: u16 = u16::MAX;

/// Some rows as bits.
type Rows = u64;

/// Rows that are judged together.
const ROWS: usize = Rows::BITS as usize;

/// An inner node, or a leaf, whose question is [`LEAF`].
#[derive(Debug, Clone, Copy)]
struct Node {
    /// Which question the node asks.
    question: u16,
    /// The child for rows that are not above the threshold; the other child follows it.
    children: u16,
    /// What a leaf adds.
    value: f32,
}

/// The questions about a column.
#[derive(Debug, Clone)]
struct Column {
    index: usize,
    /// Increasing.
    thresholds: Vec<f32>,
}

/// Trees whose values are added up, one sum for each output.
#[derive(Debug, Clone)]
pub(crate) struct Forest {
    /// Questions are numbered in this order.
    columns: Vec<Column>,
    /// Tree `t` adds to output `t % outputs`.
    trees: Vec<Vec<Node>>,
    outputs: usize,
    /// A first sum that every row starts with.
    base: f32,
    /// Columns of a row.
    width: usize,
}

impl Forest {
    /// Reads a forest for rows of `width` columns and checks that every walk ends in a leaf and asks only
    /// for columns that there are.
    pub(crate) fn read(reader: &mut Reader, width: usize) -> Result<Self, ModelError> {
        let outputs = usize::from(reader.u16()?);
        let trees = usize::from(reader.u16()?);
        let base = reader.f32()?;
        if outputs == 0 || !trees.is_multiple_of(outputs) {
            return Err(ModelError::Malformed("trees do not divide into outputs"));
        }
        let trees: Vec<Vec<FileNode>> =
            (0..trees).map(|_| read_tree(reader, width)).collect::<Result<_, _>>()?;
        let columns = questions(&trees, width);
        if columns.iter().map(|column| column.thresholds.len()).sum::<usize>() >= usize::from(LEAF) {
            return Err(ModelError::Malformed("too many questions"));
        }
        let trees = trees.iter().map(|tree| numbered(tree, &columns)).collect();
        Ok(Self { columns, trees, outputs, base, width })
    }

    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// The sums of each row of a table, output by output. The rows stand one behind the other.
    pub(crate) fn sums(&self, table: &[f32]) -> Vec<f32> {
        let mut all = Vec::with_capacity(table.len() / self.width * self.outputs);
        let (mut answers, mut open) = (Vec::new(), Vec::new());
        for rows in table.chunks(ROWS * self.width) {
            self.ask(rows, &mut answers);
            let count = rows.len() / self.width;
            let start = all.len();
            all.resize(start + count * self.outputs, 0.0);
            for output in 0..self.outputs {
                let mut sums = [self.base; ROWS];
                for tree in self.trees.iter().skip(output).step_by(self.outputs) {
                    walk(tree, &answers, Rows::MAX >> (ROWS - count), &mut open, &mut sums);
                }
                let places = all[start..].iter_mut().skip(output).step_by(self.outputs);
                places.zip(sums).for_each(|(place, sum)| *place = sum);
            }
        }
        all
    }

    /// Asks all questions: for each the rows that are above the threshold.
    fn ask(&self, rows: &[f32], answers: &mut Vec<Rows>) {
        answers.clear();
        for column in &self.columns {
            // Where there are too few rows, the first stands for the others.
            let mut values = [rows[column.index]; ROWS];
            for (value, row) in values.iter_mut().zip(rows.chunks_exact(self.width)) {
                *value = row[column.index];
            }
            let least = extreme(&values, |left, right| left < right);
            let greatest = extreme(&values, |left, right| left > right);
            // Most columns hold much the same value in all rows.
            let below = column.thresholds.partition_point(|threshold| *threshold < least);
            let up_to = column.thresholds.partition_point(|threshold| *threshold < greatest);
            answers.extend(repeat_n(Rows::MAX, below));
            answers
                .extend(column.thresholds[below..up_to].iter().map(|threshold| above(&values, *threshold)));
            answers.extend(repeat_n(0, column.thresholds.len() - up_to));
        }
    }
}

/// The value that comes before all others, found in eight parts side by side.
fn extreme(values: &[f32; ROWS], comes_before: impl Fn(f32, f32) -> bool) -> f32 {
    let first = |left: f32, right: f32| if comes_before(left, right) { left } else { right };
    let (parts, _) = values.as_chunks::<8>();
    let parts = parts.iter().fold(parts[0], |best, part| std::array::from_fn(|at| first(part[at], best[at])));
    parts.into_iter().fold(parts[0], first)
}

/// Which values are above a threshold.
fn above(values: &[f32; ROWS], threshold: f32) -> Rows {
    let mut answers = [0_u8; ROWS];
    for (answer, value) in answers.iter_mut().zip(values) {
        *answer = u8::from(*value > threshold);
    }
    let (eights, _) = answers.as_chunks::<8>();
    eights.iter().rev().fold(0, |rows, eight| rows << 8 | lowest_bits(*eight))
}

/// The lowest bit of each of eight bytes, which hold no other.
fn lowest_bits(bytes: [u8; 8]) -> Rows {
    // Each bit is moved to its place in the highest byte; no two fall together.
    u64::from_le_bytes(bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// Leads rows through a tree, those that answer alike together, and adds the value of its leaf to each.
/// `open` is for nodes that rows have come to; it is empty before and after.
fn walk(tree: &[Node], answers: &[Rows], rows: Rows, open: &mut Vec<(u16, Rows)>, sums: &mut [f32; ROWS]) {
    let are_more = |above: Rows, below: Rows| above.count_ones() > below.count_ones();
    let (_, value) = lead(tree, answers, 0, rows, open, are_more);
    // Most rows come to one leaf: all have its value first, then the others theirs.
    let mut values = [value; ROWS];
    while let Some((place, rows)) = open.pop() {
        let (mut rows, value) = lead(tree, answers, place, rows, open, |_, _| true);
        while rows != 0 {
            values[rows.trailing_zeros() as usize % ROWS] = value;
            rows &= rows - 1;
        }
    }
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}

/// Leads rows from a node to a leaf, at each question those above the threshold if `leads_above` says so of
/// them and of the others; the rest is left open. Gives the rows that came to the leaf, and its value.
fn lead(
    tree: &[Node],
    answers: &[Rows],
    place: u16,
    mut rows: Rows,
    open: &mut Vec<(u16, Rows)>,
    leads_above: impl Fn(Rows, Rows) -> bool,
) -> (Rows, f32) {
    let mut node = tree[usize::from(place)];
    while node.question != LEAF {
        let above = answers[usize::from(node.question)] & rows;
        if above != 0 && above != rows {
            let below = rows ^ above;
            let goes_above = leads_above(above, below);
            let (led, left) = if goes_above { (above, below) } else { (below, above) };
            open.push((node.children + u16::from(!goes_above), left));
            rows = led;
        }
        node = tree[usize::from(node.children) + usize::from(above & rows != 0)];
    }
    (rows, node.value)
}

/// A node as it stands in the file: a threshold, or the value of a leaf.
struct FileNode {
    feature: u16,
    children: u16,
    value: f32,
}

fn read_tree(reader: &mut Reader, width: usize) -> Result<Vec<FileNode>, ModelError> {
    let count = usize::from(reader.u16()?);
    if count == 0 {
        return Err(ModelError::Malformed("empty tree"));
    }
    let read_node = |place: usize| {
        let node = FileNode { feature: reader.u16()?, children: reader.u16()?, value: reader.f32()? };
        let child = usize::from(node.children);
        // Children come behind their parent, so that every walk ends.
        let is_inner = usize::from(node.feature) < width && child > place && child + 1 < count;
        if node.feature == LEAF || is_inner { Ok(node) } else { Err(ModelError::Malformed("node")) }
    };
    (0..count).map(read_node).collect()
}

/// The questions that the trees ask, each once.
fn questions(trees: &[Vec<FileNode>], width: usize) -> Vec<Column> {
    let mut columns: Vec<Column> = (0..width).map(|index| Column { index, thresholds: Vec::new() }).collect();
    for node in trees.iter().flatten().filter(|node| node.feature != LEAF) {
        columns[usize::from(node.feature)].thresholds.push(node.value);
    }
    for column in &mut columns {
        column.thresholds.sort_by(f32::total_cmp);
        column.thresholds.dedup();
    }
    columns.retain(|column| !column.thresholds.is_empty());
    columns
}

/// A tree with the numbers of its questions.
fn numbered(tree: &[FileNode], columns: &[Column]) -> Vec<Node> {
    let number_of = |node: &FileNode| {
        let mut before = 0;
        for column in columns {
            if column.index == usize::from(node.feature) {
                return before + column.thresholds.partition_point(|threshold| *threshold < node.value);
            }
            before += column.thresholds.len();
        }
        usize::from(LEAF)
    };
    let nodes = tree.iter().map(|node| Node {
        question: number_of(node) as u16,
        children: node.children,
        value: node.value,
    });
    nodes.collect()
}
