//! Gradient-boosted regression trees (Friedman 2001), laid out for the cache: eight bytes a node, both
//! children of a node side by side, the whole block model in about a hundred kilobytes.
//!
//! Several rows walk a tree side by side, so that one waits for its node while another compares. A walk
//! goes on until no row moves: a leaf leads to itself, so that no single step depends on a guess.

use super::ModelError;
use super::bytes::Reader;

/// The feature of a leaf in the file.
const LEAF: u16 = u16::MAX;

/// Rows that walk together: more do not fit into the registers.
pub(crate) const ROWS: usize = 8;

/// An inner node, or a leaf, which no value is above.
#[derive(Debug, Clone, Copy)]
struct Node {
    threshold: f32,
    feature: u16,
    /// Offset in the tree of the child for values up to the threshold, the other child follows it; of a
    /// leaf its own.
    children: u16,
}

/// Where a tree lies among the nodes.
#[derive(Debug, Clone, Copy)]
struct Tree {
    start: u32,
    end: u32,
    depth: u32,
}

/// Trees whose values are added up, one sum for each output.
#[derive(Debug, Clone, Default)]
pub(crate) struct Forest {
    nodes: Vec<Node>,
    /// What each node is worth; inner nodes nothing.
    values: Vec<f32>,
    /// Tree `t` adds to output `t % outputs`.
    trees: Vec<Tree>,
    outputs: usize,
    /// A first sum that every row starts with.
    base: f32,
}

/// After so many trees a row that is far below any threshold is not looked at further.
const TREES_BEFORE_EXIT: usize = 24;

impl Forest {
    /// Reads a forest and checks that every walk ends in a leaf and asks only for columns that there are.
    pub(crate) fn read(reader: &mut Reader, columns: usize) -> Result<Self, ModelError> {
        let outputs = usize::from(reader.u16()?);
        let trees = usize::from(reader.u16()?);
        let base = reader.f32()?;
        let mut forest = Self { outputs, base, ..Self::default() };
        if outputs == 0 || !trees.is_multiple_of(outputs) {
            return Err(ModelError::Malformed("trees do not divide into outputs"));
        }
        for _ in 0..trees {
            forest.read_tree(reader, columns)?;
        }
        Ok(forest)
    }

    fn read_tree(&mut self, reader: &mut Reader, columns: usize) -> Result<(), ModelError> {
        let count = usize::from(reader.u16()?);
        let start = self.nodes.len();
        // Children come behind their parent, so its depth is known before theirs.
        let mut depths = vec![0_u32; count];
        for place in 0..count {
            let (feature, children, value) = (reader.u16()?, reader.u16()?, reader.f32()?);
            if feature == LEAF {
                self.nodes.push(Node { threshold: f32::INFINITY, feature: 0, children: place as u16 });
                self.values.push(value);
                continue;
            }
            let child = usize::from(children);
            if usize::from(feature) >= columns || child <= place || child + 1 >= count {
                return Err(ModelError::Malformed("node"));
            }
            let below = depths[place] + 1;
            depths[child..=child + 1].iter_mut().for_each(|depth| *depth = below.max(*depth));
            self.nodes.push(Node { threshold: value, feature, children });
            self.values.push(0.0);
        }
        let depth = depths.into_iter().max().ok_or(ModelError::Malformed("empty tree"))?;
        self.trees.push(Tree { start: start as u32, end: self.nodes.len() as u32, depth });
        Ok(())
    }

    /// The sum of one output for a row.
    pub(crate) fn sum(&self, row: &[f32], output: usize) -> f32 {
        let mut sum = [self.base];
        for tree in self.trees.iter().skip(output).step_by(self.outputs) {
            self.add(row, *tree, &mut sum);
        }
        sum[0]
    }

    /// The sums of the only output for the rows of a table, or the sum so far of each that falls below
    /// `floor`.
    pub(crate) fn sums_or_below(&self, table: &[f32], width: usize, floor: f32) -> Vec<f32> {
        let (first, rest) = self.trees.split_at(TREES_BEFORE_EXIT.min(self.trees.len()));
        let mut sums = vec![self.base; table.len() / width];
        self.add_rows(table, width, first, &mut sums);
        let open: Vec<usize> = (0..sums.len()).filter(|row| sums[*row] >= floor).collect();
        let open_table: Vec<f32> =
            open.iter().flat_map(|row| &table[row * width..(row + 1) * width]).copied().collect();
        let mut open_sums: Vec<f32> = open.iter().map(|row| sums[*row]).collect();
        self.add_rows(&open_table, width, rest, &mut open_sums);
        for (row, sum) in open.into_iter().zip(open_sums) {
            sums[row] = sum;
        }
        sums
    }

    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    fn add_rows(&self, table: &[f32], width: usize, trees: &[Tree], sums: &mut [f32]) {
        let (groups, rest) = sums.as_chunks_mut::<ROWS>();
        let (grouped, single) = table.split_at(groups.len() * ROWS * width);
        for (rows, sums) in grouped.chunks_exact(ROWS * width).zip(groups) {
            for tree in trees {
                self.add(rows, *tree, sums);
            }
        }
        for (row, sum) in single.chunks_exact(width).zip(rest) {
            for tree in trees {
                self.add(row, *tree, std::array::from_mut(sum));
            }
        }
    }

    /// Adds what a tree says of each of the rows, which stand one behind the other.
    fn add<const N: usize>(&self, rows: &[f32], tree: Tree, sums: &mut [f32; N]) {
        let range = tree.start as usize..tree.end as usize;
        let (nodes, values) = (&self.nodes[range.clone()], &self.values[range]);
        let width = rows.len() / N;
        let mut at = [0_usize; N];
        for _ in 0..tree.depth {
            let mut moved = 0;
            for (row, at) in at.iter_mut().enumerate() {
                let node = nodes[*at];
                let is_above = rows[row * width + usize::from(node.feature)] > node.threshold;
                let next = usize::from(node.children) + usize::from(is_above);
                moved |= next ^ *at;
                *at = next;
            }
            // Most trees are deep for a few rows only.
            if moved == 0 {
                break;
            }
        }
        for (sum, at) in sums.iter_mut().zip(at) {
            *sum += values[at];
        }
    }
}
