//! A tree that leads many rows to their leaves at once, without a branch that depends on them: processors guess
//! branches, and guess wrong where rows part.
//!
//! Each leaf has a code of eight bits. A row starts with the root's, which is 0; at each node the rows that go one way
//! keep theirs and those that go the other way flip a bit, so that every inner node adds one code. Rows are bits of a
//! word, and so is each bit of their codes.

use super::ModelError;
use super::forest::{FileNode, LEAF, ROWS, Rows};

/// Leaves that a tree may have.
const CODES: usize = 1 << CODE_BITS;
const CODE_BITS: usize = u8::BITS as usize;

/// Where the rows go that need not be followed: those at a leaf.
const NOWHERE: u8 = u8::MAX;

/// What an inner node does. Nodes are numbered by slots.
#[derive(Debug, Clone, Copy)]
struct Step {
    question: u16,
    from: u8,
    below: u8,
    above: u8,
    /// The bit that the rows above the threshold flip.
    bit: u8,
}

/// A tree of at most 256 leaves.
#[derive(Debug, Clone)]
pub(super) struct CodedTree {
    /// Parents before their children.
    steps: Vec<Step>,
    /// By code, what a leaf adds.
    leaves: [f32; CODES],
}

/// For each slot the rows that are there. Used again for the next tree.
pub(super) type Slots = [Rows; CODES];

pub(super) const NO_ROWS: Slots = [0; CODES];

impl CodedTree {
    pub(super) fn new(tree: &[FileNode], questions: &[u16]) -> Result<Self, ModelError> {
        let is_inner = |place: usize| tree[place].feature != LEAF;
        if (0..tree.len()).filter(|place| is_inner(*place)).count() >= CODES {
            return Err(ModelError::Malformed("more than 256 leaves"));
        }
        let mut slots = vec![NOWHERE; tree.len()];
        for (slot, place) in (0..tree.len()).filter(|place| is_inner(*place)).enumerate() {
            slots[place] = slot as u8;
        }
        let mut taken = [false; CODES];
        taken[0] = true;
        let mut codes = vec![None; tree.len()];
        codes[0] = Some(0);
        let mut built = Self { steps: Vec::new(), leaves: [0.0; CODES] };
        for (place, node) in tree.iter().enumerate() {
            let Some(code) = codes[place] else { continue };
            if !is_inner(place) {
                built.leaves[usize::from(code)] = node.value;
                continue;
            }
            let (below, above) = (usize::from(node.children), usize::from(node.children) + 1);
            if codes[below].is_some() || codes[above].is_some() {
                return Err(ModelError::Malformed("node with two parents"));
            }
            let other = free_neighbour(code, &taken).ok_or(ModelError::Malformed("more than 256 leaves"))?;
            taken[usize::from(other)] = true;
            (codes[below], codes[above]) = (Some(code), Some(other));
            let (mut below, mut above) = (slots[below], slots[above]);
            for bit in (0..CODE_BITS as u8).filter(|bit| (code ^ other) & (1 << bit) != 0) {
                built.steps.push(Step { question: questions[place], from: slots[place], below, above, bit });
                // The rows have gone on with the first bit.
                (below, above) = (NOWHERE, NOWHERE);
            }
        }
        Ok(built)
    }

    /// Adds to each sum what the leaf of its row does. Answers are by question.
    pub(super) fn add(&self, answers: &[Rows], slots: &mut Slots, sums: &mut [f32; ROWS]) {
        let mut bits = [0; CODE_BITS];
        slots[0] = Rows::MAX;
        for step in &self.steps {
            let rows = slots[usize::from(step.from)];
            let above = rows & answers[usize::from(step.question)];
            slots[usize::from(step.below)] = rows ^ above;
            slots[usize::from(step.above)] = above;
            bits[usize::from(step.bit) % CODE_BITS] ^= above;
        }
        for (sum, code) in sums.iter_mut().zip(codes(bits)) {
            *sum += self.leaves[usize::from(code)];
        }
    }
}

/// The code closest to another that is not taken.
fn free_neighbour(code: u8, taken: &[bool; CODES]) -> Option<u8> {
    let is_free = |other: &u8| !taken[usize::from(*other)];
    let neighbour = (0..CODE_BITS).map(|bit| code ^ (1 << bit)).find(is_free);
    neighbour.or_else(|| (0..=u8::MAX).filter(is_free).min_by_key(|other| (code ^ other).count_ones()))
}

/// The code of each row, from the rows that have each bit set.
fn codes(bits: [Rows; CODE_BITS]) -> [u8; ROWS] {
    let bytes = bits.map(Rows::to_le_bytes);
    let mut codes = [0; ROWS];
    let (eights, _) = codes.as_chunks_mut::<CODE_BITS>();
    for (number, eight) in eights.iter_mut().enumerate() {
        let square = u64::from_le_bytes(std::array::from_fn(|bit| bytes[bit][number]));
        *eight = transposed(square).to_le_bytes();
    }
    codes
}

/// A square of eight by eight bits, rows and columns changed (Warren, Hacker's Delight, section 7-3).
fn transposed(square: u64) -> u64 {
    [(7, 0x00aa_00aa_00aa_00aa), (14, 0x0000_cccc_0000_cccc), (28, 0x0000_0000_f0f0_f0f0)].into_iter().fold(
        square,
        |square, (distance, mask)| {
            let change = (square ^ (square >> distance)) & mask;
            square ^ change ^ (change << distance)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inner(children: usize) -> FileNode {
        FileNode { feature: 0, children: children as u16, value: 0.0 }
    }

    fn leaf(value: usize) -> FileNode {
        FileNode { feature: LEAF, children: 0, value: value as f32 }
    }

    #[test]
    fn codes_are_read_from_their_bits() {
        let expected: [u8; ROWS] = std::array::from_fn(|row| (row * 37 % 256) as u8);
        let bits = std::array::from_fn(|bit| {
            (0..ROWS).filter(|row| expected[*row] >> bit & 1 == 1).fold(0, |rows, row| rows | 1 << row)
        });
        assert_eq!(codes(bits), expected);
    }

    /// Node `n` asks question `n`; the chain goes on below, so that a leaf has more neighbours than bits.
    #[test]
    fn rows_come_to_their_leaves_in_long_chains() {
        let length = 200;
        let mut nodes = vec![inner(1)];
        let mut numbers = vec![0];
        for number in 0..length {
            let at = nodes.len();
            nodes.extend([if number + 1 < length { inner(at + 2) } else { leaf(length) }, leaf(number)]);
            numbers.extend([number as u16 + 1, 0]);
        }
        let coded = CodedTree::new(&nodes, &numbers).expect("200 leaves have codes");
        let answers: Vec<Rows> = (0..length).map(|number| 1 << (number % ROWS)).collect();
        let mut sums = [0.5; ROWS];
        coded.add(&answers, &mut NO_ROWS.clone(), &mut sums);
        let expected: [f32; ROWS] = std::array::from_fn(|row| row as f32 + 0.5);
        assert_eq!(sums.to_vec(), expected.to_vec());
    }

    #[test]
    fn trees_of_more_leaves_than_codes_are_refused() {
        let mut nodes = vec![inner(1)];
        for number in 0..CODES {
            let at = nodes.len();
            nodes.extend([if number + 1 < CODES { inner(at + 2) } else { leaf(0) }, leaf(number)]);
        }
        let questions = vec![0; nodes.len()];
        assert_eq!(
            CodedTree::new(&nodes, &questions).err(),
            Some(ModelError::Malformed("more than 256 leaves"))
        );
    }
}
