//! Dates as pages write them: machine formats, numbers in three orders, month names of sixty languages.
//!
//! [`parse`] reads a value that is meant as a date, [`in_text`] finds the dates of a line of text and
//! tells those of a change from those of publication. Neither knows today's date: only the years 1990
//! to 2099 are believed, and relative days only where the caller says when the page was fetched. A time without a zone gives a day, because the moment is not known.

mod calendar;
mod eras;
mod labels;
mod month_names;
mod pattern;
mod relative;
mod tokens;

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{Timestamp, text};
pub(super) use calendar::DateStyle;
pub(super) use month_names::english as english_month;
use pattern::Found;
use tokens::Token;

/// Tokens read from one value: a date stands in the first few; longer values are cut.
const MAX_TOKENS: usize = 120;
/// Most dates taken from one text.
const MAX_DATES: usize = 6;

/// Words that label a date as that of a change, in lower case; the start of a word is enough.
/// Source: date lines of the publishing systems that the sample pages imitate.
const CHANGE_WORDS: &[&str] = &[
    "updat",
    "modif",
    "last edited",
    "zuletzt",
    "naposledy",
    "last reviewed",
    "revised",
    "aktualis",
    "geändert",
    "mis à jour",
    "mise à jour",
    "maj ",
    "actualiz",
    "atualiz",
    "aggiorna",
    "bijgewerkt",
    "uppdater",
    "opdater",
    "oppdater",
    "päivitetty",
    "zaktualizowan",
    "aktualiz",
    "обновл",
    "изменен",
    "отредактиров",
    "оновлен",
    "güncelle",
    "թարմացվ",
    "تحديث",
    "تعديل",
    "עודכן",
    "अपडेट",
    "अद्यतन",
    "अंतिम परिवर्तन",
    "अन्तिम परिवर्तन",
    "更新",
    "編集",
    "修改",
    "修正",
    "수정",
    "업데이트",
    "แก้ไข",
    "อัปเดต",
    "ενημερώθηκε",
    "frissít",
    "módosít",
];

/// Finds any of them in one pass, in texts in lower case and in all in ASCII.
static CHANGES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder().ascii_case_insensitive(true).build(CHANGE_WORDS).expect("a few short words fit")
});

/// Words that label a date as that of publication, in lower case; they end the text before it.
/// Source: date lines of the publishing systems that the sample pages imitate.
const PUBLICATION_WORDS: &[&str] = &[
    "published",
    "posted",
    "published on",
    "posted on",
    "date published",
    "veröffentlicht am",
    "erschienen am",
    "erstellt am",
    "eingestellt am",
    "gepostet am",
    "press release of",
    "pressemitteilung vom",
    "pressemeldung vom",
    "presseinformation vom",
    "medienmitteilung vom",
    "communiqué de presse du",
    "comunicado de prensa del",
    "comunicato stampa del",
    "publié le",
    "publicado el",
    "publicado em",
    "pubblicato il",
    "опубликовано",
    "发布时间",
    "发布日期",
    "發布時間",
    "發佈日期",
    "发表时间",
    "公開日",
    "投稿日",
    "등록",
    "입력",
];

/// Words before a date that is neither of publication nor of a change, in lower case: when a member
/// joined, until when an offer runs, since when there is a copyright.
const OTHER_WORDS: &[&str] = &[
    "joined",
    "member since",
    "registered",
    "mitglied seit",
    "registriert",
    "dabei seit",
    "inscrit",
    "miembro desde",
    "зарегистрирован",
    "регистрация",
    "на форуме с",
    "注册",
    "註冊",
    "登録日",
    "가입",
    "üyelik",
    "kayıt",
    "©",
    "copyright",
    "expires",
    "valid until",
    "gültig bis",
    "last visit",
    "last active",
    "founded",
    "birthday",
];

/// A date in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TextDate {
    pub(super) timestamp: Timestamp,
    /// The text says that it is the date of a change.
    pub(super) changed: bool,
    /// Bytes of the text where it starts and where it ends.
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Reads a value that is meant as a date: ISO 8601, RFC 2822, seconds since 1970, compact digits, or
/// words. The first date in the value counts.
pub(super) fn parse(value: &str, style: &DateStyle) -> Option<Timestamp> {
    let tokens = tokens::lex(value, MAX_TOKENS);
    if let [Token::Number { value, digits, .. }] = tokens[..] {
        return pattern::bare_number(value, digits);
    }
    pattern::compact(&tokens)
        .or_else(|| (0..tokens.len()).find_map(|at| pattern::date_at(&tokens, at, style)))
        .map(|found| found.timestamp)
        .or_else(|| pattern::month_only(&tokens, style))
        .or_else(|| relative::day(&tokens, style.fetched?))
}

/// The dates of a line of text, in order.
pub(super) fn in_text(text: &str, style: &DateStyle) -> Vec<TextDate> {
    // No date is without a number, but for "yesterday".
    if style.fetched.is_none() && !text::has_number(text) {
        return Vec::new();
    }
    let tokens = tokens::lex(text, MAX_TOKENS);
    let (mut at, mut counted) = (0, 0);
    let mut range_is_open = false;
    // Those of ranges, too: words between two dates are about one of them.
    let mut all: Vec<(TextDate, bool)> = Vec::new();
    while at < tokens.len() && counted < MAX_DATES {
        let Some(Found { timestamp, end }) = pattern::date_at(&tokens, at, style) else {
            at += 1;
            continue;
        };
        let from = tokens[at].start();
        let to = tokens.get(end).map_or(text.len(), Token::start);
        let before = text.get(all.last().map_or(0, |(last, _)| last.to)..from).unwrap_or_default();
        let begins_range = pattern::begins_range(&tokens, end, style);
        let is_of_range = begins_range || range_is_open || pattern::ends_range(&tokens, at);
        range_is_open = begins_range;
        let counts = !says(before, OTHER_WORDS) && !is_of_range;
        counted += usize::from(counts);
        all.push((TextDate { timestamp, changed: false, from, to }, counts));
        at = end.max(at + 1);
    }
    labels::mark_changes(text, &mut all);
    let mut dates: Vec<TextDate> = all.iter().filter(|(_, counts)| *counts).map(|(date, _)| *date).collect();
    if dates.is_empty()
        && let Some(timestamp) = style.fetched.and_then(|fetched| relative::day(&tokens, fetched))
    {
        dates.push(TextDate { timestamp, changed: says_change(text), from: 0, to: text.len() });
    }
    dates
}

/// The same day with the numbers of day and month swapped, if there is one.
pub(super) fn with_swapped_numbers(timestamp: Timestamp) -> Option<Timestamp> {
    calendar::swapped(timestamp)
}

/// Whether a word is a month's name in some language.
pub(super) fn is_month(word: &str) -> bool {
    month_names::month(word, None).is_some()
}

fn says(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words.iter().any(|word| lower.contains(word))
}

/// Whether a text ends with a label of the date of publication.
pub(super) fn says_publication(before: &str) -> bool {
    let label = before.trim_end_matches(|ch: char| !ch.is_alphanumeric());
    !label.is_empty() && {
        let label = label.to_lowercase();
        PUBLICATION_WORDS.iter().any(|word| label.ends_with(word))
    }
}

/// Whether a text speaks of a change ("Last updated").
pub(super) fn says_change(text: &str) -> bool {
    if text.is_ascii() { CHANGES.is_match(text) } else { CHANGES.is_match(&text.to_lowercase()) }
}

#[cfg(test)]
mod tests;
