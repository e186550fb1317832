//! SHR001, CPY001, CNT001 and BRC001. Remove rows of share buttons, also glued together by a scraper
//! (`FacebookTwitterWhatsApp`), copyright lines, lines with a reporter's e-mail
//! address, and breadcrumbs.

use std::sync::LazyLock;

use memchr::memchr2;

use super::drop_for;
use crate::lexicon::normalise;
use crate::script::ends_sentence;
use crate::{Family, Verdict};

/// Names on share buttons in every language; longer names before those they begin with.
const NETWORKS: &[&str] = &[
    "facebook messenger",
    "facebook",
    "fb",
    "twitter",
    "x",
    "whatsapp",
    "telegram",
    "linkedin",
    "pinterest",
    "reddit",
    "tumblr",
    "instagram",
    "youtube",
    "tiktok",
    "threads",
    "mastodon",
    "bluesky",
    "messenger",
    "viber",
    "skype",
    "pocket",
    "flipboard",
    "vkontakte",
    "vk",
    "вконтакте",
    "вк",
    "одноклассники",
    "ok",
    "odnoklassniki",
    "livejournal",
    "дзен",
    "weibo",
    "wechat",
    "qq",
    "微博",
    "微信",
    "朋友圈",
    "qq空间",
    "line",
    "hatena",
    "はてなブックマーク",
    "はてブ",
    "kakaotalk",
    "kakaostory",
    "naver",
    "band",
    "카카오톡",
    "페이스북",
    "트위터",
    "zalo",
    "xing",
    "email",
    "e-mail",
    "mail",
    "share via email",
    "share via",
    "via",
    "print",
    "copy link",
    "copy url",
    "link",
    "rss",
    "sms",
    "فيسبوك",
    "تويتر",
    "واتساب",
    "تلغرام",
    "تيليجرام",
    "لينكدإن",
    "फेसबुक",
    "ट्विटर",
    "व्हाट्सएप",
    "टेलीग्राम",
    "facebook'ta",
    "twitter'da",
    "google+",
    "google plus",
    "google",
    "stumbleupon",
    "digg",
    "delicious",
    "buffer",
    "evernote",
    "yummly",
    "mix",
    "share",
    "tweet",
    "pin",
    "like",
];
/// The first words of these names, by their first letter; of words that begin alike the shortest.
static FIRST_WORDS: LazyLock<[Vec<&[u8]>; 26]> = LazyLock::new(|| {
    let mut words: [Vec<&[u8]>; 26] = Default::default();
    let mut all: Vec<&[u8]> =
        NETWORKS.iter().filter_map(|name| name.split(' ').next()).map(str::as_bytes).collect();
    all.sort_by_key(|word| word.len());
    for word in all {
        let Some(known) = letter_number(word[0]).map(|number| &mut words[number]) else { continue };
        if !known.iter().any(|known| word.starts_with(known)) {
            known.push(word);
        }
    }
    words
});

fn letter_number(byte: u8) -> Option<usize> {
    byte.is_ascii_alphabetic().then(|| usize::from(byte.to_ascii_lowercase() - b'a'))
}

/// One name alone may be a word of the text.
const MIN_NAMES: usize = 2;

/// Longest breadcrumb, in bytes.
const LONGEST_BREADCRUMB: usize = 160;
/// What stands between the names of a breadcrumb, with a blank before and behind, and how often at least.
const STEP_MARKS: [&str; 5] = ["»", "›", ">", "/", "→"];
const MIN_STEPS: usize = 2;
/// Longest line that is taken for a reporter's address, in bytes.
const LONGEST_CONTACT: usize = 90;

/// Longest line that is taken for anything here, in bytes: a row of a dozen buttons.
const LONGEST_LINE: usize = 240;

/// The verdict on a line that is nothing but buttons, a copyright line, an address or a breadcrumb.
pub(crate) fn judge_line(line: &str) -> Option<Verdict> {
    if line.len() > LONGEST_LINE {
        return None;
    }
    let verdict = |family, code, what| Some(drop_for(family, code, what));
    match line {
        _ if line.trim_start().starts_with(['©', 'Ⓒ']) => verdict(Family::Footer, "CPY001", "©"),
        _ if is_contact(line) => verdict(Family::AuthorBox, "CNT001", "e-mail address"),
        _ if is_breadcrumb(line) => verdict(Family::Navigation, "BRC001", "breadcrumb"),
        _ if count_names(line) >= Some(MIN_NAMES) => verdict(Family::Share, "SHR001", "names of networks"),
        _ => None,
    }
}

fn is_contact(line: &str) -> bool {
    line.len() <= LONGEST_CONTACT
        && line.contains('@')
        && line.split_whitespace().any(is_email)
        && !ends_sentence(line)
}

/// Two or more steps between short names: "Home » Garden » Seedlings".
fn is_breadcrumb(line: &str) -> bool {
    let is_short = line.len() <= LONGEST_BREADCRUMB;
    is_short && may_have_steps(line.as_bytes()) && has_steps(line) && !ends_sentence(line)
}

/// Whether a line holds a byte that a mark begins with.
fn may_have_steps(line: &[u8]) -> bool {
    let [quote, arrow] = ["»", "→"].map(|mark| mark.as_bytes()[0]);
    memchr2(b'>', b'/', line).is_some() || memchr2(quote, arrow, line).is_some()
}

fn has_steps(line: &str) -> bool {
    let mut counts = [0; STEP_MARKS.len()];
    let mut words = line.split(' ').skip(1).peekable();
    let mut previous = None;
    while let Some(word) = words.next() {
        let mark = STEP_MARKS.iter().position(|mark| *mark == word);
        // A blank belongs to one mark.
        previous = mark.filter(|_| words.peek().is_some() && mark != previous);
        if let Some(mark) = previous {
            counts[mark] += 1;
        }
    }
    counts.into_iter().any(|count| count >= MIN_STEPS)
}

fn is_email(word: &str) -> bool {
    let word = word.trim_matches(|ch: char| !ch.is_alphanumeric());
    word.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
}

/// Whether a line begins like a name; what is not in ASCII may.
fn may_begin_with_name(line: &str) -> bool {
    let line = line.trim_start_matches(|ch: char| !ch.is_alphabetic()).as_bytes();
    let Some(first) = line.first() else { return true };
    let Some(number) = letter_number(*first) else { return true };
    FIRST_WORDS[number].iter().any(|word| {
        let other = line.iter().zip(*word).find(|(byte, expected)| byte.to_ascii_lowercase() != **expected);
        other.map_or(line.len() >= word.len(), |(byte, _)| !byte.is_ascii())
    })
}

/// How many names of networks a line is made of; none when anything else stands in it.
pub(crate) fn count_names(line: &str) -> Option<usize> {
    (line.len() <= LONGEST_LINE && may_begin_with_name(line)).then(|| network_names(&normalise(line)))?
}

/// How many names a text is made of; none when anything else stands in it.
fn network_names(text: &str) -> Option<usize> {
    let mut rest = text;
    let mut names = 0;
    loop {
        rest = rest.trim_start_matches(|ch: char| !ch.is_alphabetic());
        if rest.is_empty() {
            return Some(names);
        }
        let name = NETWORKS.iter().filter(|name| rest.starts_with(**name)).max_by_key(|name| name.len())?;
        rest = &rest[name.len()..];
        names += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_names_go_glued_or_not() {
        assert!(judge_line("FacebookTwitterWhatsAppTelegram").is_some());
        assert!(judge_line("Facebook | X | E-Mail").is_some());
        assert!(judge_line("微信 微博 QQ空间").is_some());
    }

    #[test]
    fn names_in_sentences_stay() {
        assert!(judge_line("Facebook and Twitter closed the accounts.").is_none());
        assert!(judge_line("Twitter").is_none());
    }

    #[test]
    fn breadcrumbs_have_two_steps_of_one_kind() {
        assert!(judge_line("Home » Garden » Seedlings").is_some());
        assert!(judge_line("Home / Garden > Seedlings »").is_none());
        assert!(judge_line("Home > > Seedlings").is_none());
    }

    #[test]
    fn copyright_lines_go() {
        assert!(judge_line("© 2024 The Harbour Post").is_some());
        assert!(judge_line("The © sign is old.").is_none());
    }
}
