//! Gradient-boosted regression trees (Friedman 2001), laid out for the cache: eight bytes a node, both
//! children of a node side by side, the whole block model in about a hundred kilobytes.

use super::ModelError;
use super::bytes::Reader;

/// The feature of a leaf.
const LEAF: u16 = u16::MAX;

/// An inner node, or a leaf, whose `threshold` is its value.
#[derive(Debug, Clone, Copy)]
struct Node {
    threshold: f32,
    feature: u16,
    /// Offset in the tree of the child for values up to the threshold; the other child follows it.
    children: u16,
}

/// Trees whose values are added up, one sum for each output.
#[derive(Debug, Clone, Default)]
pub(crate) struct Forest {
    nodes: Vec<Node>,
    /// Index of the root of each tree; tree `t` adds to output `t % outputs`.
    roots: Vec<u32>,
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
            let count = usize::from(reader.u16()?);
            forest.roots.push(forest.nodes.len() as u32);
            for place in 0..count {
                let (feature, children, threshold) = (reader.u16()?, reader.u16()?, reader.f32()?);
                let is_leaf = feature == LEAF;
                let ends = usize::from(children) > place && usize::from(children) + 1 < count;
                if !is_leaf && (usize::from(feature) >= columns || !ends) {
                    return Err(ModelError::Malformed("node"));
                }
                forest.nodes.push(Node { threshold, feature, children });
            }
            if count == 0 {
                return Err(ModelError::Malformed("empty tree"));
            }
        }
        Ok(forest)
    }

    /// The sum of one output for a row.
    pub(crate) fn sum(&self, row: &[f32], output: usize) -> f32 {
        self.roots
            .iter()
            .skip(output)
            .step_by(self.outputs)
            .fold(self.base, |sum, root| sum + self.leaf(*root as usize, row))
    }

    /// The sum of the only output for a row, or the sum so far once it is below `floor`.
    pub(crate) fn sum_or_below(&self, row: &[f32], floor: f32) -> f32 {
        let (first, rest) = self.roots.split_at(TREES_BEFORE_EXIT.min(self.roots.len()));
        let add = |sum: f32, root: &u32| sum + self.leaf(*root as usize, row);
        let sum = first.iter().fold(self.base, add);
        if sum < floor { sum } else { rest.iter().fold(sum, add) }
    }

    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    fn leaf(&self, root: usize, row: &[f32]) -> f32 {
        let mut node = self.nodes[root];
        while node.feature != LEAF {
            let is_above = row[usize::from(node.feature)] > node.threshold;
            node = self.nodes[root + usize::from(node.children) + usize::from(is_above)];
        }
        node.threshold
    }
}
