//! Labels: how much of each block of a page stands in the gold text.
//!
//! The words of page and gold are matched by the heaviest chain of common runs that increases in both
//! (the heaviest increasing subsequence; Jacobson & Vo 1992), so that a word that the page repeats is
//! matched where the text around it stands. Long blocks that gold has in another place are found after
//! that, in gold words that no other block has claimed.

use std::collections::HashMap;

/// Runs shorter than this are chance, unless they are a whole block that is a whole line of gold.
const MIN_RUN: usize = 3;
/// A run of words that gold repeats more often than this is no anchor.
const MAX_OCCURRENCES: usize = 24;
/// Out of order, a block of fewer words is not looked for …
const MIN_MOVED: usize = 8;
/// … and this share of its words must stand in gold.
const MOVED_SHARE: f64 = 0.8;
/// A short block that is no line of gold must stand so close to its matched neighbours, in words.
const MAX_GAP: usize = 3;

/// A run of words common to page and gold.
#[derive(Debug, Clone, Copy)]
struct Run {
    page: usize,
    gold: usize,
    length: usize,
    /// Whether it is a whole block and a whole line.
    is_line: bool,
}

/// The words of a gold text and where its lines begin.
#[derive(Debug)]
pub(crate) struct GoldText {
    words: Vec<u32>,
    is_line_start: Vec<bool>,
}

/// Numbers words, so that they are compared as integers.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary(HashMap<String, u32>);

impl Vocabulary {
    pub(crate) fn number(&mut self, words: Vec<String>) -> Vec<u32> {
        words
            .into_iter()
            .map(|word| {
                let next = self.0.len() as u32;
                *self.0.entry(word).or_insert(next)
            })
            .collect()
    }
}

impl GoldText {
    /// The lines of a gold text, each as numbered words.
    pub(crate) fn new(lines: impl Iterator<Item = Vec<u32>>) -> Self {
        let mut text = Self { words: Vec::new(), is_line_start: Vec::new() };
        for line in lines {
            for (place, word) in line.into_iter().enumerate() {
                text.is_line_start.push(place == 0);
                text.words.push(word);
            }
        }
        text.is_line_start.push(true);
        text
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }
}

/// Number of words of each block that are matched with gold.
pub(crate) fn align(blocks: &[Vec<u32>], gold: &GoldText) -> Vec<usize> {
    let page: Vec<u32> = blocks.iter().flatten().copied().collect();
    let mut block_of = Vec::with_capacity(page.len());
    let mut starts = Vec::with_capacity(blocks.len() + 1);
    for (index, block) in blocks.iter().enumerate() {
        starts.push(block_of.len());
        block_of.extend(std::iter::repeat_n(index, block.len()));
    }
    starts.push(block_of.len());
    let mut runs = common_runs(&page, &block_of, &starts, gold);
    runs.extend(short_lines(blocks, &starts, gold));
    let chain = heaviest_chain(runs);
    let mut gold_of: Vec<Option<usize>> = vec![None; page.len()];
    for run in &chain {
        for offset in 0..run.length {
            gold_of[run.page + offset] = Some(run.gold + offset);
        }
    }
    drop_chance(&mut gold_of, &starts, &chain);
    claim_moved(blocks, &starts, gold, &mut gold_of);
    starts.windows(2).map(|ends| gold_of[ends[0]..ends[1]].iter().flatten().count()).collect()
}

/// Maximal common runs of three words and more, none across two blocks.
fn common_runs(page: &[u32], block_of: &[usize], starts: &[usize], gold: &GoldText) -> Vec<Run> {
    let mut places: HashMap<&[u32], Vec<usize>> = HashMap::new();
    for (at, words) in gold.words.windows(MIN_RUN).enumerate() {
        places.entry(words).or_default().push(at);
    }
    let mut runs = Vec::new();
    for (at, words) in page.windows(MIN_RUN).enumerate() {
        if block_of[at] != block_of[at + MIN_RUN - 1] {
            continue;
        }
        let Some(found) = places.get(words).filter(|found| found.len() <= MAX_OCCURRENCES) else { continue };
        let block_end = starts[block_of[at] + 1];
        for &gold_at in found {
            let is_inside =
                at > starts[block_of[at]] && gold_at > 0 && page[at - 1] == gold.words[gold_at - 1];
            if is_inside {
                continue; // counted with the run that began earlier
            }
            let rest = page[at..block_end].iter().zip(&gold.words[gold_at..]);
            let length = rest.take_while(|(left, right)| left == right).count();
            runs.push(Run { page: at, gold: gold_at, length, is_line: false });
        }
    }
    runs
}

/// Whole blocks of one or two words, where gold has them.
fn short_lines(blocks: &[Vec<u32>], starts: &[usize], gold: &GoldText) -> Vec<Run> {
    let mut runs = Vec::new();
    for length in 1..MIN_RUN {
        let mut places: HashMap<&[u32], Vec<usize>> = HashMap::new();
        for (at, words) in gold.words.windows(length).enumerate() {
            places.entry(words).or_default().push(at);
        }
        for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.len() == length) {
            let found = places.get(block.as_slice()).map(Vec::as_slice).unwrap_or_default();
            runs.extend(found.iter().take(MAX_OCCURRENCES).map(|&at| Run {
                page: starts[index],
                gold: at,
                length,
                is_line: gold.is_line_start[at] && gold.is_line_start[at + length],
            }));
        }
    }
    runs
}

/// The chain of runs, increasing in page and gold, that matches most words. Overlaps are cut.
fn heaviest_chain(mut runs: Vec<Run>) -> Vec<Run> {
    // Ends are looked up by gold position, so a run must come after all that end before it begins.
    runs.sort_by_key(|run| (run.page, run.gold));
    let gold_end = runs.iter().map(|run| run.gold + run.length).max().unwrap_or(0);
    let mut best = PrefixMaximum::new(gold_end + 1);
    let mut totals = vec![0_u64; runs.len()];
    let mut previous = vec![None; runs.len()];
    let mut by_end: Vec<usize> = (0..runs.len()).collect();
    by_end.sort_by_key(|&index| runs[index].page + runs[index].length);
    let mut finished = by_end.into_iter().peekable();
    for index in 0..runs.len() {
        let run = runs[index];
        while let Some(&done) = finished.peek()
            && runs[done].page + runs[done].length <= run.page
        {
            best.raise(runs[done].gold + runs[done].length, totals[done], done);
            finished.next();
        }
        let (sum, before) = best.up_to(run.gold);
        // Long runs are surer than many short ones; a whole line is surer than words in a sentence.
        let weight = (run.length * run.length.min(8)) as u64 * 2 + u64::from(run.is_line);
        totals[index] = sum + weight;
        previous[index] = before;
    }
    let mut at = (0..runs.len()).max_by_key(|&index| totals[index]);
    let mut chain = Vec::new();
    while let Some(index) = at {
        chain.push(runs[index]);
        at = previous[index];
    }
    chain.reverse();
    chain
}

/// A Fenwick tree of maxima with the index that reached each.
struct PrefixMaximum(Vec<(u64, Option<usize>)>);

impl PrefixMaximum {
    fn new(length: usize) -> Self {
        Self(vec![(0, None); length + 1])
    }

    fn raise(&mut self, place: usize, value: u64, index: usize) {
        let mut at = place + 1;
        while at < self.0.len() {
            if self.0[at].0 < value {
                self.0[at] = (value, Some(index));
            }
            at += at & at.wrapping_neg();
        }
    }

    fn up_to(&self, place: usize) -> (u64, Option<usize>) {
        let mut best = (0, None);
        let mut at = (place + 1).min(self.0.len() - 1);
        while at > 0 {
            if self.0[at].0 > best.0 {
                best = self.0[at];
            }
            at -= at & at.wrapping_neg();
        }
        best
    }
}

/// One or two words that are no line of gold count only beside words that are matched.
fn drop_chance(gold_of: &mut [Option<usize>], starts: &[usize], chain: &[Run]) {
    for run in chain.iter().filter(|run| run.length < MIN_RUN && !run.is_line) {
        let before = gold_of[..run.page].iter().rev().flatten().next().copied();
        let after = gold_of[run.page + run.length..].iter().flatten().next().copied();
        let is_near = before.is_some_and(|at| run.gold - at <= MAX_GAP)
            && after.is_none_or(|at| at <= run.gold + run.length + MAX_GAP);
        if !is_near {
            gold_of[run.page..run.page + run.length].fill(None);
        }
    }
    // Three words of a long block are chance, too.
    for ends in starts.windows(2) {
        let block = &mut gold_of[ends[0]..ends[1]];
        let matched = block.iter().flatten().count();
        if matched > 0 && matched * 5 < block.len() {
            block.fill(None);
        }
    }
}

/// Long blocks that gold has in another order.
fn claim_moved(blocks: &[Vec<u32>], starts: &[usize], gold: &GoldText, gold_of: &mut [Option<usize>]) {
    let mut is_claimed = vec![false; gold.len()];
    for at in gold_of.iter().flatten() {
        is_claimed[*at] = true;
    }
    let mut places: HashMap<&[u32], Vec<usize>> = HashMap::new();
    for (at, words) in gold.words.windows(MIN_RUN).enumerate() {
        places.entry(words).or_default().push(at);
    }
    for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.len() >= MIN_MOVED) {
        let range = starts[index]..starts[index + 1];
        if gold_of[range.clone()].iter().flatten().count() * 2 > block.len() {
            continue;
        }
        let mut matched = vec![None; block.len()];
        for (offset, words) in block.windows(MIN_RUN).enumerate() {
            let free = places
                .get(words)
                .and_then(|found| found.iter().find(|&&at| !is_claimed[at..at + MIN_RUN].contains(&true)));
            for (part, &at) in free.iter().flat_map(|at| std::iter::repeat_n(at, MIN_RUN)).enumerate() {
                matched[offset + part] = Some(at + part);
            }
        }
        let count = matched.iter().flatten().count();
        if count as f64 >= MOVED_SHARE * block.len() as f64 {
            for at in matched.iter().flatten() {
                is_claimed[*at] = true;
            }
            gold_of[range].copy_from_slice(&matched);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(blocks: &[&str], gold: &str) -> Vec<usize> {
        let mut vocabulary = Vocabulary::default();
        let mut number = |text: &str| vocabulary.number(text.split_whitespace().map(str::to_owned).collect());
        let blocks: Vec<_> = blocks.iter().map(|block| number(block)).collect();
        let lines: Vec<_> = gold.lines().map(number).collect();
        align(&blocks, &GoldText::new(lines.into_iter()))
    }

    #[test]
    fn repeated_text_is_matched_where_the_text_around_it_stands() {
        let page =
            ["Home", "the ferry sails again", "a b c d e f", "Home", "g h i j k", "the ferry sails again"];
        assert_eq!(matched(&page, "a b c d e f\nHome\ng h i j k"), [0, 0, 6, 1, 5, 0]);
        assert_eq!(matched(&page, "a b c d e f\ng h i j k\nthe ferry sails again"), [0, 0, 6, 0, 5, 4]);
    }

    #[test]
    fn a_word_of_a_sentence_does_not_make_a_label_text() {
        let page = ["News", "we had no news from the harbour", "more"];
        let gold = "we had no news from the harbour and nobody there could tell us on which day of the week there would be more of it";
        assert_eq!(matched(&page, gold), [0, 7, 0]);
    }

    #[test]
    fn gold_in_another_order_is_found() {
        let (left, right) = ("a b c d e f g h i", "k l m n o p q r s t u v");
        assert_eq!(matched(&[left, right], &format!("{right}\n{left}")), [9, 12]);
    }

    #[test]
    fn cells_of_a_table_that_gold_joins_are_matched() {
        assert_eq!(
            matched(&["Speed in knots", "Fast", "Price of it"], "Speed in knots Fast Price of it"),
            [3, 1, 3]
        );
    }
}
