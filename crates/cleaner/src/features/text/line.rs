//! What is measured of one line, whatever stands around it.

use super::visible::Visible;
use crate::features::characters::LONGEST_WORD;
use crate::lexicon::{self, Phrase};
use crate::rules::{share_row, symbols};
use crate::script::{ends_sentence, is_closing, is_currency, is_cut_off, is_dense, is_terminal, weight};
use crate::{Block, BlockKind, Phrases, Verdict};

/// Sentences at least this heavy are running text.
const PROSE_WEIGHT: usize = 60;
/// Lines at least this heavy are running text even where the last mark is missing.
const LONG_WEIGHT: usize = 200;
/// Lines with this share of capitalised words look like titles and labels.
const TITLE_SHARE: f32 = 0.6;

/// Marks at the end of a sentence that are no full stops.
const OTHER_ENDS: [char; 6] = ['?', '!', '？', '！', '؟', '…'];

/// What a line looks like from afar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Numbers and marks.
    Symbols = 1,
    /// Capitalised words without an end mark.
    Title = 2,
    /// Other words without an end mark.
    Label = 3,
    /// A sentence too short for running text.
    Sentence = 4,
    /// Ends with an ellipsis.
    CutOff = 5,
    /// Running text.
    Prose = 6,
    /// A list.
    List = 7,
}

/// One line, measured.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) weight: u32,
    /// Logarithm of one more than the weight.
    pub(crate) log_weight: f32,
    pub(crate) counts: Counts,
    pub(crate) ends_sentence: bool,
    /// Headlines may ask or shout, but do not end with a full stop.
    pub(crate) ends_with_stop: bool,
    pub(crate) cut_off: bool,
    pub(crate) kind: BlockKind,
    pub(crate) shape: Shape,
    pub(crate) markdown: Markdown,
    pub(crate) phrase: Option<&'static Phrase>,
    /// A verdict that rests on the form of the line alone: share buttons, a copyright line.
    pub(crate) form: Option<Verdict>,
}

impl Line {
    pub(crate) fn measure(block: &Block, phrases: Phrases) -> Self {
        Self::of_visible(block, &Visible::of_block(block), phrases)
    }

    /// `visible` is what a reader sees of the block.
    pub(crate) fn of_visible(block: &Block, visible: &Visible, phrases: Phrases) -> Self {
        let text = &*visible.text;
        let counts = Counts::of(text);
        let weight = weight(text);
        let (ends_sentence, cut_off) = (ends_sentence(text), is_cut_off(text));
        let is_prose = !cut_off && ((ends_sentence && weight >= PROSE_WEIGHT) || weight >= LONG_WEIGHT);
        let shape = match () {
            () if counts.letters == 0 => Shape::Symbols,
            () if is_group(block.kind) => Shape::List,
            () if is_prose => Shape::Prose,
            () if cut_off => Shape::CutOff,
            () if ends_sentence => Shape::Sentence,
            () if counts.capitalised_share() >= TITLE_SHARE => Shape::Title,
            () => Shape::Label,
        };
        Self {
            weight: weight as u32,
            log_weight: (1.0 + weight as f32).ln(),
            counts,
            ends_sentence,
            ends_with_stop: ends_sentence && !text.trim_end_matches(is_closing).ends_with(OTHER_ENDS),
            cut_off,
            kind: block.kind,
            shape,
            markdown: Markdown::of(visible),
            phrase: if phrases == Phrases::Use { lexicon::lookup(text) } else { None },
            form: share_row::judge_line(text)
                .or_else(|| symbols::judge_line(text, visible.links + visible.images)),
        }
    }

    pub(crate) fn is_group(&self) -> bool {
        is_group(self.kind)
    }

    pub(crate) fn is_prose(&self) -> bool {
        self.shape == Shape::Prose
    }
}

/// Whether a block is lines that belong together.
fn is_group(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::List | BlockKind::Table | BlockKind::Code)
}

/// What Markdown says of a line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Markdown {
    /// Level of the heading, 0 for other lines.
    pub(crate) heading: u32,
    pub(crate) links: u32,
    pub(crate) images: u32,
    /// Share of what is seen that is labels of links, 0 to 1.
    pub(crate) link_share: f32,
}

impl Markdown {
    fn of(visible: &Visible) -> Self {
        let Visible { heading, links, images, .. } = *visible;
        Self { heading, links, images, link_share: visible.link_share() }
    }
}

/// What the characters of a line are.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a line")]
pub(crate) struct Counts {
    pub(crate) letters: u32,
    pub(crate) digits: u32,
    pub(crate) upper: u32,
    pub(crate) lower: u32,
    pub(crate) dense: u32,
    /// Neither letters, digits, blanks nor sentence marks.
    pub(crate) symbols: u32,
    pub(crate) words: u32,
    /// Words that begin with a capital.
    pub(crate) capitalised: u32,
    /// Words of two letters and more in capitals.
    pub(crate) shouted: u32,
    /// Full stops and the like.
    pub(crate) terminals: u32,
    pub(crate) commas: u32,
    /// Ends of sentences inside the line.
    pub(crate) inner_ends: u32,
    pub(crate) quotes: u32,
    /// Marks that stand between the items of a row of links.
    pub(crate) separators: u32,
    /// A small letter or digit with a capital right behind it: words that a scraper glued together.
    pub(crate) glued: u32,
    pub(crate) brackets: u32,
    pub(crate) lines: u32,
    pub(crate) longest: u32,
    pub(crate) price: bool,
    pub(crate) address: bool,
    pub(crate) starts_lower: bool,
    pub(crate) starts_digit: bool,
    pub(crate) ends_colon: bool,
    pub(crate) ends_question: bool,
    /// The words of the line without case and marks.
    pub(crate) hash: u64,
    /// The same with all digits alike.
    pub(crate) pattern: u64,
    /// The first word without case.
    pub(crate) first_word: u64,
    /// Longer words without case; of dense scripts pairs of characters.
    pub(crate) vocabulary: Vec<u32>,
}

/// Longer words stand so many bytes apart, or more.
const BYTES_PER_WORD: usize = 6;

/// Shorter words are in every text, in bytes.
const SHORTEST_VOCABULARY: u32 = 4;

/// A step of a hash over the characters of a word, or the words of a line (FNV-1a).
fn step(hash: u64, value: impl Into<u64>) -> u64 {
    (hash ^ value.into()).wrapping_mul(0x0100_0000_01b3)
}

/// The hash behind the letters of ASCII of a word.
fn hashed(hash: u64, letters: &[u8]) -> u64 {
    letters.iter().fold(hash, |hash, letter| step(hash, letter.to_ascii_lowercase()))
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

/// The state of the word that the walk is in.
struct Word {
    hash: u64,
    /// The hash with all digits alike.
    pattern: u64,
    bytes: u32,
    upper: u32,
    lower: u32,
    first_upper: bool,
    is_letters: bool,
}

impl Word {
    const NONE: Self = Self {
        hash: START,
        pattern: START,
        bytes: 0,
        upper: 0,
        lower: 0,
        first_upper: false,
        is_letters: false,
    };
}

impl Counts {
    pub(crate) fn of(text: &str) -> Self {
        let vocabulary = Vec::with_capacity(text.len() / BYTES_PER_WORD);
        let mut counts = Self { lines: 1, hash: START, pattern: START, vocabulary, ..Self::default() };
        let mut word = Word::NONE;
        let (mut run, mut previous, mut dense_before) = (0_u32, ' ', 0_u32);
        let mut at = 0;
        while let Some(byte) = text.as_bytes().get(at) {
            if byte.is_ascii_alphabetic() {
                let letters = counts.count_ascii_letters(&text.as_bytes()[at..], previous, &mut word);
                at += letters;
                run += letters as u32;
                counts.longest = counts.longest.max(run);
                previous = char::from(text.as_bytes()[at - 1]);
                continue;
            }
            let ch = text[at..].chars().next().unwrap_or_default();
            at += ch.len_utf8();
            let is_letter = ch.is_alphabetic();
            let is_digit = ch.is_numeric();
            if is_letter || is_digit {
                counts.count_letter(ch, is_letter, previous, &mut word, &mut dense_before);
            } else {
                counts.end_word(&mut word);
                dense_before = 0;
                counts.count_mark(ch, previous);
            }
            if ch.is_whitespace() {
                run = 0;
            } else {
                run += 1;
                counts.longest = counts.longest.max(run);
            }
            previous = ch;
        }
        counts.end_word(&mut word);
        counts.longest = counts.longest.min(LONGEST_WORD as u32);
        counts.address = text.contains('@') || text.contains("://") || text.contains("www.");
        let first = text.chars().find(|ch| ch.is_alphanumeric());
        counts.starts_lower = first.is_some_and(char::is_lowercase);
        counts.starts_digit = first.is_some_and(char::is_numeric);
        counts.ends_colon = text.ends_with([':', '：']);
        counts.ends_question = text.ends_with(['?', '？', '؟']);
        counts
    }

    /// Counts the letters of ASCII that a text begins with, and says how many there are.
    fn count_ascii_letters(&mut self, text: &[u8], previous: char, word: &mut Word) -> usize {
        let (mut count, mut upper, mut glued) = (0, 0, 0);
        let mut is_behind_small = previous.is_lowercase() || previous.is_ascii_digit();
        let (start, mut hash) = (word.hash, word.hash);
        for byte in text.iter().take_while(|byte| byte.is_ascii_alphabetic()) {
            let is_upper = byte.is_ascii_uppercase();
            count += 1;
            upper += u32::from(is_upper);
            glued += u32::from(is_upper && is_behind_small);
            is_behind_small = !is_upper;
            hash = step(hash, byte.to_ascii_lowercase());
        }
        if word.bytes == 0 {
            word.first_upper = text[0].is_ascii_uppercase();
        }
        word.pattern = if word.pattern == start { hash } else { hashed(word.pattern, &text[..count]) };
        word.hash = hash;
        word.bytes += count as u32;
        word.upper += upper;
        word.lower += count as u32 - upper;
        word.is_letters = true;
        self.letters += count as u32;
        self.upper += upper;
        self.lower += count as u32 - upper;
        self.glued += glued;
        count
    }

    fn count_letter(
        &mut self,
        ch: char,
        is_letter: bool,
        previous: char,
        word: &mut Word,
        dense_before: &mut u32,
    ) {
        let lower =
            if ch.is_ascii() { ch.to_ascii_lowercase() } else { ch.to_lowercase().next().unwrap_or(ch) };
        let code = u32::from(lower);
        if !is_letter {
            self.digits += 1;
            self.price |= is_currency(previous);
            word.hash = step(word.hash, code);
            word.pattern = step(word.pattern, u32::from('0'));
            word.bytes += 1;
            return;
        }
        self.letters += 1;
        if is_dense(ch) {
            self.dense += 1;
            self.hash = step(self.hash, code);
            self.pattern = step(self.pattern, code);
            if *dense_before != 0 {
                self.vocabulary.push(step(step(START, *dense_before), code) as u32);
            }
            *dense_before = code;
            if self.dense % 2 == 1 {
                self.words += 1;
            }
            return;
        }
        let (upper, lower) = (ch.is_uppercase(), ch.is_lowercase());
        self.upper += u32::from(upper);
        self.lower += u32::from(lower);
        self.glued += u32::from(upper && (previous.is_lowercase() || previous.is_ascii_digit()));
        if word.bytes == 0 {
            word.first_upper = upper;
        }
        word.upper += u32::from(upper);
        word.lower += u32::from(lower);
        word.is_letters = true;
        word.hash = step(word.hash, code);
        word.pattern = step(word.pattern, code);
        word.bytes += ch.len_utf8() as u32;
    }

    fn end_word(&mut self, word: &mut Word) {
        if word.bytes == 0 {
            return;
        }
        self.hash = step(self.hash, word.hash);
        self.pattern = step(self.pattern, word.pattern);
        if self.first_word == 0 {
            self.first_word = word.hash;
        }
        if word.is_letters {
            self.words += 1;
            self.capitalised += u32::from(word.first_upper);
            self.shouted += u32::from(word.upper >= 2 && word.lower == 0);
        }
        if word.bytes >= SHORTEST_VOCABULARY {
            self.vocabulary.push(word.hash as u32 ^ (word.hash >> 32) as u32);
        }
        *word = Word::NONE;
    }

    fn count_mark(&mut self, ch: char, previous: char) {
        if ch.is_whitespace() {
            self.lines += u32::from(ch == '\n');
            self.inner_ends += u32::from(is_terminal(previous));
            return;
        }
        match ch {
            _ if is_terminal(ch) => {
                self.terminals += 1;
                // In dense scripts no blank follows.
                self.inner_ends += u32::from(!ch.is_ascii() && ch != '…');
                return;
            }
            ',' | ';' | '،' | '؛' | '，' | '、' | '；' => {
                self.commas += 1;
                return;
            }
            '"' | '“' | '”' | '«' | '»' | '„' | '「' | '」' => self.quotes += 1,
            '|' | '•' | '·' | '›' | '/' | '→' | '>' => self.separators += 1,
            '(' | ')' | '[' | ']' | '（' | '）' => self.brackets += 1,
            _ => {}
        }
        self.price |= is_currency(ch) && previous.is_ascii_digit();
        self.symbols += u32::from(!is_closing(ch) || ch == '*');
    }

    pub(crate) fn capitalised_share(&self) -> f32 {
        if self.words == 0 { 0.0 } else { self.capitalised as f32 / self.words as f32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_across_letters_digits_and_scripts() {
        let counts = Counts::of("aBc2D Élan OK7 né3É");
        assert_eq!((counts.letters, counts.digits, counts.words), (13, 3, 4));
        assert_eq!((counts.upper, counts.lower, counts.glued), (6, 7, 3));
        assert_eq!((counts.capitalised, counts.shouted, counts.longest), (2, 1, 5));
    }

    #[test]
    fn patterns_differ_in_more_than_digits_and_hashes_in_digits() {
        let of = |text| Counts::of(text);
        assert_eq!(of("Room 12b, x3y").pattern, of("room 47B x8y").pattern);
        assert_ne!(of("room 12b").pattern, of("room 12c").pattern);
        assert_ne!(of("room 12b").hash, of("room 47b").hash);
        assert_eq!(of("ROOM  12B!").hash, of("room 12b").hash);
        assert_eq!(of("été").hash, of("ÉTÉ").hash);
    }
}
