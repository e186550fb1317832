//! Which dates of a line its words call those of a change.
//!
//! Labels stand before their dates ("updated 9 March 2024") or behind them ("2024年3月9日更新"), in one line all
//! in the same place. Nothing is changed before it is published: a line that seems to say so is read again.

use super::{TextDate, Timestamp, says, says_change, says_publication};

/// Characters between a date and the end of a label that stands behind it ("2024年3月5日 更新").
const LABEL_REACH: usize = 12;
/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Words of publication that stand behind a date, in lower case. Source: as those of the lists above the dates.
const PUBLICATION_BEHIND: &[&str] = &[
    "published",
    "posted",
    "created",
    "公開",
    "公开",
    "发布",
    "發布",
    "發佈",
    "发表",
    "發表",
    "投稿",
    "掲載",
    "입력",
    "등록",
    "게시",
];

/// Marks the dates of changes, and leaves one of two uncounted where their line contradicts itself.
pub(super) fn mark_changes(text: &str, dates: &mut [(TextDate, bool)]) {
    let starts = std::iter::once(0).chain(dates.iter().map(|(date, _)| date.to));
    let ends = dates.iter().map(|(date, _)| date.from).chain([text.len()]);
    let gaps: Vec<&str> = starts.zip(ends).map(|(from, to)| text.get(from..to).unwrap_or_default()).collect();
    let behind = labelled_behind(&gaps).filter(|changed| {
        let all = changed.iter().all(|changed| *changed);
        !all && !is_reversed(dates, changed)
    });
    let changed = behind.unwrap_or_else(|| labelled_before(&gaps));
    for ((date, _), changed) in dates.iter_mut().zip(&changed) {
        date.changed = *changed;
    }
    if is_reversed(dates, &changed) {
        settle(&gaps, dates);
    }
}

/// What the words behind dates say, where the line begins with a date and a label stands behind its last one.
fn labelled_behind(gaps: &[&str]) -> Option<Vec<bool>> {
    let (first, last) = (gaps.first()?, gaps.last()?);
    let is_label = |gap: &str| says_change(start_of(gap)) || says(start_of(gap), PUBLICATION_BEHIND);
    let is_near = last.trim_start().starts_with(|ch: char| ch.is_alphabetic() || matches!(ch, '(' | '（'));
    (gaps.len() > 2 && !has_words(first) && is_near && is_label(last))
        .then(|| gaps[1..].iter().map(|gap| says_change(start_of(gap))).collect())
}

/// What the words before dates say, and behind those without any.
fn labelled_before(gaps: &[&str]) -> Vec<bool> {
    let mut changed: Vec<bool> = Vec::new();
    for pair in gaps.windows(2) {
        let (before, behind) = (pair[0], pair[1]);
        let is_change = says_change(before) || !has_words(before) && says_change(start_of(behind));
        // "5 March (updated 9 March)": what stands right before a date is about that one.
        let leads = before.trim_end().ends_with(|ch: char| ch.is_alphanumeric() || matches!(ch, ':' | '：'));
        if let Some(last) = changed.len().checked_sub(1).filter(|_| is_change && leads) {
            changed[last] &= has_words(gaps[last]);
        }
        changed.push(is_change);
    }
    changed
}

/// Whether of two dates the one of a change is on a day before the other one.
fn is_reversed(dates: &[(TextDate, bool)], changed: &[bool]) -> bool {
    let day = |at: usize| Timestamp::local_microseconds(dates[at].0.timestamp).div_euclid(DAY);
    match (dates, changed) {
        ([(_, true), (_, true)], [true, false]) => day(0) < day(1),
        ([(_, true), (_, true)], [false, true]) => day(1) < day(0),
        _ => false,
    }
}

/// Of two dates in the wrong order each takes the other's label. One that has a label of its own keeps it, and the other
/// one does not count.
fn settle(gaps: &[&str], dates: &mut [(TextDate, bool)]) {
    let changed = usize::from(dates[1].0.changed);
    let other = 1 - changed;
    if says_publication(gaps[other]) {
        dates[changed].1 = false;
    } else if changed == 0 && says_change(gaps[0]) {
        dates[other].1 = false;
    } else {
        for (date, _) in dates {
            date.changed = !date.changed;
        }
    }
}

fn has_words(gap: &str) -> bool {
    gap.contains(char::is_alphabetic)
}

/// The characters behind a date among which a label of it is.
fn start_of(gap: &str) -> &str {
    let end = gap.char_indices().nth(LABEL_REACH).map_or(gap.len(), |(at, _)| at);
    &gap[..end]
}
