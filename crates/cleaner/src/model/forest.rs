//! Gradient-boosted regression trees (Friedman 2001), evaluated on many rows at once.
//!
//! The trees of a forest ask the same questions again and again: whether a feature is above a threshold.
//! So each question is asked once for some dozens of rows, and the answers kept as bits, one a row. `QuickScorer`
//! (Lucchese et al., SIGIR 2015) orders questions by feature and threshold, too, but for one row at a time.

use super::ModelError;
use super::bytes::Reader;
use super::coded_tree::{CodedTree, NO_ROWS};

/// The feature of a leaf in the file, and the question of one here.
pub(super) const LEAF: u16 = u16::MAX;

/// Some rows as bits, the first the lowest.
pub(super) type Rows = u64;

/// Rows that are judged together.
pub(super) const ROWS: usize = Rows::BITS as usize;

/// So few rows are led through the trees one by one.
const FEW_ROWS: usize = 8;

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
    /// Number of the first.
    first: usize,
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
    /// The same for many rows.
    coded: Vec<CodedTree>,
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
        let questions =
            |tree: &[FileNode]| -> Vec<u16> { tree.iter().map(|node| question_of(node, &columns)).collect() };
        let coded =
            trees.iter().map(|tree| CodedTree::new(tree, &questions(tree))).collect::<Result<_, _>>()?;
        let trees = trees.iter().map(|tree| numbered(tree, &questions(tree))).collect();
        Ok(Self { columns, trees, coded, outputs, base, width })
    }

    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// The sums of each row of a table, output by output. The rows stand one behind the other; from the
    /// column `shared` on all of them hold the same.
    pub(crate) fn sums(&self, table: &[f32], shared: usize) -> Vec<f32> {
        let mut all = Vec::with_capacity(table.len() / self.width * self.outputs);
        let (own, shared) =
            self.columns.split_at(self.columns.partition_point(|column| column.index < shared));
        let mut answers = vec![0; self.questions()];
        for column in shared.iter().filter(|_| !table.is_empty()) {
            let above = column.thresholds.partition_point(|threshold| *threshold < table[column.index]);
            answers[column.first..column.first + above].fill(Rows::MAX);
        }
        let (mut slab, mut slots) = (Slab::default(), NO_ROWS);
        let count_of_own = own.last().map_or(0, |last| last.index + 1);
        for rows in table.chunks(ROWS * self.width) {
            slab.fill(count_of_own, rows.chunks_exact(self.width));
            slab.answer(own, &mut answers);
            let count = rows.len() / self.width;
            let start = all.len();
            all.resize(start + count * self.outputs, 0.0);
            for output in 0..self.outputs {
                let mut sums = [self.base; ROWS];
                if count > FEW_ROWS {
                    let trees = self.coded.iter().skip(output).step_by(self.outputs);
                    trees.for_each(|tree| tree.add(&answers, &mut slots, &mut sums));
                } else {
                    for tree in self.trees.iter().skip(output).step_by(self.outputs) {
                        sums[..count]
                            .iter_mut()
                            .enumerate()
                            .for_each(|(row, sum)| *sum += leaf(tree, &answers, row));
                    }
                }
                let places = all[start..].iter_mut().skip(output).step_by(self.outputs);
                places.zip(sums).for_each(|(place, sum)| *place = sum);
            }
        }
        all
    }

    fn questions(&self) -> usize {
        self.columns.last().map_or(0, |column| column.first + column.thresholds.len())
    }
}

/// Some rows of a table, to be asked column by column.
#[derive(Default)]
struct Slab {
    columns: Vec<Values>,
    least: Vec<f32>,
    greatest: Vec<f32>,
}

/// The values of a column: that of row `8 a + b` has place `8 b + a`, so that eight neighbours make one bit each of
/// eight bytes.
#[derive(Clone, Copy)]
#[repr(align(16))]
struct Values([f32; ROWS]);

impl Slab {
    /// Takes the first columns of some rows.
    fn fill<'a>(&mut self, count: usize, rows: impl Iterator<Item = &'a [f32]>) {
        self.columns.resize(count, Values([0.0; ROWS]));
        for (number, row) in rows.map(|row| &row[..count]).enumerate() {
            if number == 0 {
                self.least.splice(.., row.iter().copied());
                self.greatest.splice(.., row.iter().copied());
            }
            for (least, value) in self.least.iter_mut().zip(row) {
                *least = if *value < *least { *value } else { *least };
            }
            for (greatest, value) in self.greatest.iter_mut().zip(row) {
                *greatest = if *value > *greatest { *value } else { *greatest };
            }
            let place = (number % 8) * 8 + number / 8;
            for (column, value) in self.columns.iter_mut().zip(row) {
                column.0[place % ROWS] = *value;
            }
        }
    }

    /// Asks all questions about some columns: for each the rows that are above the threshold.
    fn answer(&self, columns: &[Column], answers: &mut [Rows]) {
        for Column { index, first, thresholds } in columns {
            let answers = &mut answers[*first..*first + thresholds.len()];
            // Most columns hold much the same value in all rows.
            let below = thresholds.partition_point(|threshold| *threshold < self.least[*index]);
            let above = thresholds[below..].partition_point(|threshold| *threshold < self.greatest[*index]);
            let (below, rest) = answers.split_at_mut(below);
            let (between, above) = rest.split_at_mut(above);
            for (answer, threshold) in between.iter_mut().zip(&thresholds[below.len()..]) {
                *answer = self.columns[*index].above(*threshold);
            }
            below.fill(Rows::MAX);
            above.fill(0);
        }
    }
}

impl Values {
    /// Which rows are above a threshold.
    #[inline]
    fn above(&self, threshold: f32) -> Rows {
        let (eights, _) = self.0.as_chunks::<8>();
        let mut bytes = [0; 8];
        for eight in eights.iter().rev() {
            for (byte, value) in bytes.iter_mut().zip(eight) {
                *byte = *byte * 2 + i32::from(*value > threshold);
            }
        }
        Rows::from_le_bytes(bytes.map(|byte| byte as u8))
    }
}

/// What the leaf adds that a row comes to.
fn leaf(tree: &[Node], answers: &[Rows], row: usize) -> f32 {
    let mut node = tree[0];
    while node.question != LEAF {
        let is_above = answers[usize::from(node.question)] >> row & 1;
        node = tree[usize::from(node.children) + is_above as usize];
    }
    node.value
}

/// A node as it stands in the file: a threshold, or the value of a leaf.
pub(super) struct FileNode {
    pub(super) feature: u16,
    pub(super) children: u16,
    pub(super) value: f32,
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
    let mut columns: Vec<Column> =
        (0..width).map(|index| Column { index, first: 0, thresholds: Vec::new() }).collect();
    for node in trees.iter().flatten().filter(|node| node.feature != LEAF) {
        columns[usize::from(node.feature)].thresholds.push(node.value);
    }
    for column in &mut columns {
        column.thresholds.sort_by(f32::total_cmp);
        column.thresholds.dedup();
    }
    columns.retain(|column| !column.thresholds.is_empty());
    let mut first = 0;
    for column in &mut columns {
        column.first = first;
        first += column.thresholds.len();
    }
    columns
}

/// The number of the question of a node; [`LEAF`] for leaves.
fn question_of(node: &FileNode, columns: &[Column]) -> u16 {
    let column = columns.iter().find(|column| column.index == usize::from(node.feature));
    column.map_or(LEAF, |column| {
        (column.first + column.thresholds.partition_point(|threshold| *threshold < node.value)) as u16
    })
}

/// A tree with the numbers of its questions.
fn numbered(tree: &[FileNode], questions: &[u16]) -> Vec<Node> {
    let nodes = tree.iter().zip(questions).map(|(node, question)| Node {
        question: *question,
        children: node.children,
        value: node.value,
    });
    nodes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_above_a_threshold_are_bits() {
        let rows: Vec<[f32; 2]> = (0..ROWS).map(|row| [7.0, (row * 37 % 64) as f32]).collect();
        let mut slab = Slab::default();
        slab.fill(2, rows.iter().map(<[f32; 2]>::as_slice));
        for threshold in [-1.0, 0.0, 31.5, 40.0, 63.0, f32::NAN] {
            let is_above = |row: &usize| rows[*row][1] > threshold;
            let expected = (0..ROWS).filter(is_above).fold(0, |all, row| all | 1 << row);
            assert_eq!(slab.columns[1].above(threshold), expected, "{threshold}");
        }
    }

    #[test]
    fn columns_that_all_rows_share_are_asked_once() {
        let column = |index, first| Column { index, first, thresholds: vec![1.0, 2.0] };
        let node = |feature, children, value| FileNode { feature, children, value };
        let tree = |column| [node(column, 1, 0.0), node(LEAF, 0, 10.0), node(LEAF, 0, 20.0)];
        let questions: Vec<_> = (0..4).map(|question| [question, LEAF, LEAF]).collect();
        let trees: Vec<_> = [0, 0, 1, 1].into_iter().map(tree).collect();
        let coded = |(tree, questions): (&[FileNode; 3], &[u16; 3])| CodedTree::new(tree, questions);
        let forest = Forest {
            columns: vec![column(0, 0), column(1, 2)],
            coded: trees.iter().zip(&questions).map(coded).collect::<Result<_, _>>().expect("two leaves"),
            trees: trees.iter().zip(&questions).map(|(tree, questions)| numbered(tree, questions)).collect(),
            outputs: 1,
            base: 0.5,
            width: 2,
        };
        let table: Vec<f32> = (0..100).flat_map(|row| [(row % 4) as f32, 1.5]).collect();
        let expected: Vec<f32> = (0..100).map(|row| [50.5, 50.5, 60.5, 70.5][row % 4]).collect();
        assert_eq!(forest.sums(&table, 1), expected);
        assert_eq!(forest.sums(&table, 2), expected);
        assert_eq!(forest.sums(&[1.5, 2.5], 0), [70.5]);
    }
}
