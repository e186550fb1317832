//! Lines that are a byline and nothing else: "By Ida Falk", "Von Ida Falk und Bo Ek".

use std::sync::LazyLock;

/// Words of the names, particles aside: two of one person, three of two persons each.
const NAME_WORDS: std::ops::RangeInclusive<usize> = 2..=6;

/// What bylines begin with, each with a blank behind it, longest first; the small words inside names; words of titles.
struct Words {
    beginnings: Vec<String>,
    particles: Vec<&'static str>,
    no_names: Vec<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut sections: Vec<Vec<&'static str>> = vec![Vec::new()];
    for line in include_str!("bylines.txt").lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with('[') {
            sections.push(Vec::new());
        } else if let Some(section) = sections.last_mut() {
            section.extend(line.split(',').map(str::trim).filter(|word| !word.is_empty()));
        }
    }
    let mut sections = sections.into_iter();
    let mut next = || sections.next().unwrap_or_default();
    let mut beginnings: Vec<String> = next().into_iter().map(|word| format!("{word} ")).collect();
    beginnings.sort_by_key(|word| std::cmp::Reverse(word.len()));
    Words { beginnings, particles: next(), no_names: next() }
});

/// Whether a line is one. Names are told by their capitals.
pub(super) fn is_byline(text: &str) -> bool {
    let lower = text.to_lowercase();
    let Some(beginning) = WORDS.beginnings.iter().find(|beginning| lower.starts_with(beginning.as_str()))
    else {
        return false;
    };
    // Lower case may have other lengths: blanks are counted instead.
    let skip = beginning.trim_end().split(' ').count();
    let words: Vec<&str> = text.split_whitespace().skip(skip).filter(|word| !is_particle(word)).collect();
    NAME_WORDS.contains(&words.len()) && words.iter().all(|word| is_of_name(word))
}

fn is_particle(word: &str) -> bool {
    WORDS.particles.contains(&word)
}

/// A word in letters with a capital first, or an initial; none of titles.
fn is_of_name(word: &str) -> bool {
    let word = word.trim_end_matches(',');
    word.starts_with(char::is_uppercase)
        && !WORDS.no_names.contains(&word.to_lowercase().as_str())
        && word.chars().all(|ch| ch.is_alphabetic() || matches!(ch, '.' | '-' | '\'' | '’'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_behind_a_byline_word_are_a_byline() {
        for line in [
            "By Ida Falk",
            "by Ida B. Falk and Bo Ek",
            "Written by Ida van der Falk",
            "Von Ida Falk und Bo Ek",
            "Par Élise D’Arc",
            "Автор: Анна Иванова",
        ] {
            assert!(is_byline(line), "{line}");
        }
        for line in [
            "By Monday",
            "By the sea",
            "By Land And By Sea",
            "BY THE NUMBERS",
            "By Ida Falk, who sails",
            "By 1986 Ida Falk",
            "Ida Falk",
            "By Ida Falk The Ferry Left The Old Harbour",
            "Von Lindholm nach Ellery",
            "By",
            "",
        ] {
            assert!(!is_byline(line), "{line}");
        }
    }
}
