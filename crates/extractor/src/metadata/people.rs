//! Names of people out of bylines: no "By", no roles, no addresses, no agencies, no outlet.

mod chinese;
mod lines;
mod words;

use std::borrow::Cow;

use super::{dates, text};
pub(super) use chinese::{names_editor, reporters};
pub(super) use lines::{
    before_date, before_role, has_byline_prefix, has_clear_prefix, in_byline, is_one_word, leading_names,
    may_be_byline,
};
use words::{GIVEN_NAMES, WORDS};

/// Letters of an abbreviation with its full stop at most.
const MAX_ABBREVIATION: usize = 3;
/// Words of a name at most; more is a sentence.
const MAX_WORDS: usize = 6;
/// Words of a name that nothing but its shape vouches for.
const MAX_NAME_WORDS: usize = 4;
/// Letters of a degree or a credential at most ("RD", "FAND").
const MAX_CREDENTIAL: usize = 6;
/// Characters of a user name at most.
const MAX_USER_NAME: usize = 20;
/// Characters of a name at most.
const MAX_CHARS: usize = 60;
/// Characters of a name in Han or kana at most.
const MAX_UNSPACED: usize = 12;
/// What the names of companies and societies end with.
const LEGAL_FORMS: &[&str] =
    &[" e. V.", " e.V.", " e. V", " GmbH", " AG", " Inc.", " Inc", " LLC", " Ltd.", " Ltd", " S.A.", " B.V."];
/// What may stand before a name, longest first.
const TITLES: &[&str] = &["Prof. Dr. ", "Prof. ", "Dr. ", "Dr "];
/// Words of a team's name at most.
const MAX_TEAM_WORDS: usize = 5;
/// Letters of a word of initials at most.
const MAX_INITIALS: usize = 2;
/// Names taken from one page at most.
const MAX_PEOPLE: usize = 40;

/// The people that a value names, in order. `outlet` holds the squashed names of the site.
pub(super) fn names(value: &str, outlet: &[String]) -> Vec<String> {
    listed(value, outlet, false)
}

/// The same where the page marks the value as its author: names of users and of teams count too.
pub(super) fn author_names(value: &str, outlet: &[String]) -> Vec<String> {
    listed(value, outlet, true)
}

fn listed(value: &str, outlet: &[String], is_marked: bool) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    let value = without_asides(value);
    let value = before_editing(&value);
    if is_of_pictures(value) || is_body(value) || is_placeholder(value) || chinese::is_sentence(value) {
        return people;
    }
    let value = without_occupations(value);
    for (at, part) in split(strip_prefixes(&value)).into_iter().enumerate() {
        if at == 0 && is_host(part.trim()) {
            return Vec::new();
        }
        let is_more = is_occupation(part) || part.trim().starts_with("The ") || is_team_name(part.trim());
        if !people.is_empty() && is_more {
            continue;
        }
        if let Some(name) = person(part, outlet, is_marked)
            && !people.iter().any(|known| text::squash(known) == text::squash(&name))
            && people.len() < MAX_PEOPLE
            && (people.is_empty() || !is_credential(&name))
        {
            people.push(name);
        }
    }
    people
}

/// Whether a line names the makers of pictures alone.
fn is_of_pictures(line: &str) -> bool {
    WORDS.pictures.iter().any(|words| behind_prefix(line.trim_start(), words).is_some())
}

/// "Family, Given" turned round, as citation and library metadata write it.
pub(super) fn turned(value: &str) -> String {
    match value.split_once(',') {
        Some((family, given))
            if !given.contains(',') && !given.trim().is_empty() && !family.trim().contains(' ') =>
        {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => value.to_owned(),
    }
}

/// The same where it is certain: each of the names between semicolons, one at least, is a family name, a comma, and one
/// given name with its initials and particles. An outlet may stand before a comma, too ("Reuters, Jane Doe").
pub(super) fn turned_if_given<'a>(value: &'a str, outlet: &[String]) -> Cow<'a, str> {
    let is_turned = |name: &str| {
        name.split_once(',').is_some_and(|(family, given)| {
            let mut words = given.split_whitespace();
            may_be_family_name(family.trim(), outlet)
                && words.next().is_some_and(is_given_name)
                && words.all(|word| is_initial(word) || WORDS.particles.contains(&word))
        })
    };
    if !value.contains(',') || !value.split(';').all(is_turned) {
        return Cow::Borrowed(value);
    }
    let names: Vec<String> = value.split(';').map(|name| turned(name.trim())).collect();
    Cow::Owned(names.join("; "))
}

/// Whether one word with a capital is no given name, outlet, agency, team or function.
fn may_be_family_name(word: &str, outlet: &[String]) -> bool {
    let squashed = text::squash(word);
    word.starts_with(char::is_uppercase)
        && !word.contains(char::is_whitespace)
        && !is_given_name(word)
        && !outlet.contains(&squashed)
        && !WORDS.agencies.contains(&squashed)
        && ![&WORDS.teams, &WORDS.roles, &WORDS.not_people, &WORDS.articles]
            .iter()
            .any(|list| is_word_of(word, list))
}

/// Whether a word is the first letter of a name, or of two ("J.", "JR").
fn is_initial(word: &str) -> bool {
    let letters = word.chars().filter(|ch| *ch != '.');
    (1..=MAX_INITIALS).contains(&letters.clone().count()) && letters.into_iter().all(char::is_uppercase)
}

/// Whether a name is that of an account: `ida.falk`, `noah_b`, `falk7`.
pub(super) fn is_account_name(name: &str) -> bool {
    !name.contains(char::is_whitespace)
        && name.contains(|ch: char| matches!(ch, '.' | '_') || ch.is_numeric())
}

/// Whether a name is more than a nickname or a team: two words or more, or one in a script that
/// writes names without blanks.
pub(super) fn is_full_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_spaced = !name.contains(|ch| text::is_unspaced(ch) || matches!(ch, '\u{ac00}'..='\u{d7a3}'));
    (words.len() > 1 || !is_spaced) && !is_team_name(name)
}

/// Whether a text is nothing but a known given name.
pub(super) fn is_given_name(text: &str) -> bool {
    GIVEN_NAMES.contains(text::fold_accents(text.trim()).as_str())
}

/// Whether a name is that of a team.
pub(super) fn is_team_name(name: &str) -> bool {
    is_team(&name.split([' ', '-']).collect::<Vec<_>>())
}

/// Whether a name is that of a team and ends so ("the Podium Team", not "Podium staff at the harbour").
pub(super) fn ends_as_team_name(name: &str) -> bool {
    let last = name.split_whitespace().last().unwrap_or_default();
    is_word_of(last, &WORDS.teams) && is_team_name(name)
}

/// Whether a text is a name that begins with a known given name.
pub(super) fn begins_with_given_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    begins_with_given_name_of(&words) && look_like_names(text)
}

/// A name without the degree before it.
pub(super) fn without_title(name: &str) -> &str {
    TITLES.iter().find_map(|title| name.strip_prefix(title)).unwrap_or(name)
}

/// Whether a line is nothing but "By", "Text:" or the like.
pub(super) fn is_bare_prefix(line: &str) -> bool {
    let line = line.trim().trim_end_matches([':', '：', '-', '–', ' ']);
    if chinese::ends_as_role(line) {
        return true;
    }
    // Lower case has as many characters or more.
    let prefixes = WORDS.prefixes_of(line);
    line.chars().nth(WORDS.longest_prefix).is_none() && !prefixes.is_empty() && {
        prefixes.contains(&line.to_lowercase().as_str())
    }
}

/// Whether a line is a word for "author" and nothing else.
pub(super) fn is_author_label(line: &str) -> bool {
    let line = line.trim().trim_end_matches([':', '：']);
    WORDS.author_labels.contains(&line.to_lowercase().as_str())
}

/// Whether a word behind a name says who or what that is ("is", "schreibt").
pub(super) fn tells_of_a_person(word: &str) -> bool {
    WORDS.verbs.contains(&word.trim_end_matches(|ch: char| !ch.is_alphanumeric()))
}

/// Whether a piece of text only joins two names.
pub(super) fn is_joiner(piece: &str) -> bool {
    let piece = piece.trim().to_lowercase();
    matches!(piece.as_str(), "," | "&" | "、" | "،" | "/" | "|")
        || WORDS.joiners.iter().any(|joiner| joiner.trim() == piece)
}

/// Whether a text looks like names: every word begins with a capital, a few particles excepted. In
/// scripts without capitals a few words are enough.
pub(super) fn look_like_names(value: &str) -> bool {
    let people = names(value, &[]);
    !people.is_empty() && people.iter().all(|name| looks_like_name(name))
}

fn looks_like_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capital = |word: &&str| {
        let first = word.chars().find(|ch| ch.is_alphabetic());
        first.is_some_and(|ch| !ch.is_lowercase()) || WORDS.particles.contains(word)
    };
    let unspaced = name.chars().any(text::is_unspaced);
    let own = words.iter().filter(|word| !WORDS.particles.contains(word)).count();
    let fits = words.len() > 1 && (1..=MAX_NAME_WORDS).contains(&own);
    (unspaced || fits) && words.iter().all(capital)
}

/// Whether a name is that of a company, by its legal form.
pub(super) fn is_company(name: &str) -> bool {
    LEGAL_FORMS.iter().any(|form| name.ends_with(form))
}

/// An address of a site in place of a name ("post.example" has no such ending, "post.de" has).
fn is_host(part: &str) -> bool {
    let ending = part.rsplit_once('.').filter(|(name, _)| !name.is_empty()).map(|(_, ending)| ending);
    !part.contains(char::is_whitespace)
        && ending.is_some_and(|ending| WORDS.host_endings.contains(&ending.to_lowercase().as_str()))
}

/// What a person is, behind the name: "Certified Pediatric Sleep Consultant".
pub(super) fn is_occupation(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let is_last = |list| words.last().is_some_and(|last| is_word_of(last, list));
    words.len() > 1 && (is_last(&WORDS.roles) || is_last(&WORDS.occupations))
        || words.first().is_some_and(|first| is_word_of(first, &WORDS.ranks))
}

/// Takes out what stands between commas behind a name and is an occupation of several words.
fn without_occupations(value: &str) -> Cow<'_, str> {
    let is_other = |part: &&str| {
        let words: Vec<&str> = part.split_whitespace().collect();
        is_occupation(part) && !begins_with_given_name_of(&words)
    };
    let mut parts = value.split(',');
    let first = parts.next().unwrap_or_default();
    if parts.clone().any(|part| is_other(&part)) {
        let kept = parts.filter(|part| !is_other(part));
        return Cow::Owned(std::iter::once(first).chain(kept).collect::<Vec<_>>().join(","));
    }
    Cow::Borrowed(value)
}

/// The name of an office with "and" in it: "Ministry of Health and Welfare".
fn is_body(value: &str) -> bool {
    let Some(at) = value.find(" of ").or_else(|| value.find(" for ")) else { return false };
    let (head, rest) = value.split_at(at);
    !head.contains(',')
        && rest.contains(" and ")
        && head.split(' ').any(|word| is_word_of(word, &WORDS.not_people))
}

/// The name of a template's variable that nothing was filled in for ("page.extra.author"), and the word that the
/// skeletons of pages have there ("name, mail@…").
fn is_placeholder(value: &str) -> bool {
    let is_name =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    value.ends_with(".author") && value.split('.').all(is_name)
        || value.trim().trim_end_matches(',') == "name"
}

/// A team that signs under a name of its own: "Podium Staff", not "Editorial Team".
fn is_team(words: &[&str]) -> bool {
    let is_own = |word: &&str| word.contains(char::is_alphanumeric) && !is_of_team(word);
    (2..=MAX_TEAM_WORDS).contains(&words.len())
        && words.iter().any(|word| is_word_of(word, &WORDS.teams))
        && words.iter().any(is_own)
}

/// Whether a word only says that and which of an outlet's teams it is ("Our Foreign Staff").
fn is_of_team(word: &str) -> bool {
    let lists = [&WORDS.teams, &WORDS.roles, &WORDS.not_people, &WORDS.articles];
    lists.iter().any(|list| is_word_of(word, list))
}

/// Takes out what stands in brackets, e-mail addresses, web addresses and handles.
fn without_asides(value: &str) -> String {
    let out = without_brackets(value);
    let kept: Vec<&str> = out
        .split_whitespace()
        .filter(|word| !word.contains('@') && !word.contains("://") && !word.starts_with("www."))
        .collect();
    kept.join(" ")
}

fn without_brackets(value: &str) -> Cow<'_, str> {
    // Few names have any.
    let plain = |byte: u8| byte.is_ascii() && !matches!(byte, b'(' | b')' | b'[' | b']' | b'<' | b'>');
    if value.bytes().all(plain) {
        return Cow::Borrowed(value);
    }
    let mut depth = 0_usize;
    let mut out = String::with_capacity(value.len());
    for ch in value.chars() {
        match ch {
            '(' | '[' | '（' | '【' | '<' => depth += 1,
            ')' | ']' | '）' | '】' | '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(ch),
            _ => {}
        }
    }
    Cow::Owned(out)
}

/// Takes the words off that lead to the number of a day: "Ida Falk on Monday, March".
pub(super) fn without_date_words(names: &str) -> &str {
    let mut names = names.trim();
    loop {
        let trimmed = names.trim_end_matches(|ch: char| !ch.is_alphanumeric());
        let last = trimmed.rsplit(char::is_whitespace).next().unwrap_or_default();
        let lower = last.to_lowercase();
        if !last.is_empty() && (WORDS.date_tails.contains(&lower.as_str()) || dates::is_month(&lower)) {
            names = trimmed[..trimmed.len() - last.len()].trim_end();
        } else {
            return names;
        }
    }
}

/// A word in capitals behind a name: a degree, not a second person.
fn is_credential(name: &str) -> bool {
    name.chars().count() <= MAX_CREDENTIAL
        && name.chars().all(|ch| ch.is_uppercase() || matches!(ch, '.' | '-'))
}

/// "Reporting by A; Editing by B": B did not write it.
pub(super) fn before_editing(value: &str) -> &str {
    let lower = if value.is_ascii() { Cow::Borrowed(value) } else { Cow::Owned(value.to_lowercase()) };
    let cut = WORDS.editing.find(lower.as_ref());
    cut.and_then(|found| value.get(..found.start())).unwrap_or(value)
}

/// Takes "By", "Von", "文／" and the like off the start, again and again ("Text: von …").
fn strip_prefixes(value: &str) -> &str {
    let mut value = value.trim_start_matches(|ch: char| !ch.is_alphanumeric());
    while let Some(rest) = WORDS.prefixes_of(value).iter().find_map(|prefix| strip_prefix(value, prefix)) {
        value = rest;
    }
    chinese::behind_role(value).unwrap_or(value)
}

/// A prefix counts when a blank or a mark follows it, or at once in a script without blanks.
fn strip_prefix<'a>(value: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = behind_prefix(value, prefix)?;
    let glued = prefix == "by" && value.starts_with("By") && rest.starts_with(char::is_uppercase);
    let open =
        glued || prefix.ends_with(text::is_unspaced) || rest.starts_with(|ch: char| !ch.is_alphanumeric());
    let marks = |ch: char| {
        ch.is_whitespace() || matches!(ch, ':' | '：' | '/' | '／' | '-' | '–' | '=' | '・' | '|' | ',')
    };
    (open && !rest.is_empty()).then(|| rest.trim_start_matches(marks))
}

/// What follows a prefix, letter case aside.
fn behind_prefix<'a>(value: &'a str, prefix: &str) -> Option<&'a str> {
    if let Some((start, rest)) = value.split_at_checked(prefix.len())
        && start.is_ascii()
    {
        return start.eq_ignore_ascii_case(prefix).then_some(rest);
    }
    let mut rest = value.chars();
    for wanted in prefix.chars() {
        if rest.next()?.to_lowercase().next()? != wanted {
            return None;
        }
    }
    Some(rest.as_str())
}

/// Splits a list of people at marks and at the word for "and".
fn split(value: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = value.split(is_list_mark).collect();
    if value.contains(is_dash) {
        for joiner in [" - ", " – ", " — "] {
            parts = parts.into_iter().flat_map(|part| part.split(joiner)).collect();
        }
    }
    let joins =
        |joiner: &&String| value.split(' ').any(|word| is_same_word(word, &joiner[1..joiner.len() - 1]));
    for joiner in WORDS.joiners.iter().filter(joins) {
        parts = parts.into_iter().flat_map(|part| split_word(part, joiner)).collect();
    }
    if value.is_ascii() {
        return parts;
    }
    parts.into_iter().flat_map(chinese::split).collect()
}

/// Whether a character stands between names.
fn is_list_mark(ch: char) -> bool {
    matches!(ch, ',' | ';' | '、' | '，' | '،' | '|' | '/' | '／' | '·' | '•' | '&' | '+' | '\n')
}

/// Whether a character stands between names where blanks are around it.
fn is_dash(ch: char) -> bool {
    matches!(ch, '-' | '–' | '—')
}

/// Whether a text of as many bytes is this one in lower case, letter case aside.
fn is_same_word(text: &str, lower: &str) -> bool {
    text.len() == lower.len()
        && if text.is_ascii() { text.eq_ignore_ascii_case(lower) } else { text.to_lowercase() == lower }
}

/// Splits at a joining word in whatever case; it stands between blanks, so no name is cut.
fn split_word<'a>(value: &'a str, joiner: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in value.match_indices(' ') {
        let tail = &value[at..];
        let matches = tail.get(..joiner.len()).is_some_and(|head| is_same_word(head, joiner));
        if matches && at >= start {
            parts.push(&value[start..at]);
            start = at + joiner.len();
        }
    }
    parts.push(value.get(start..).unwrap_or_default());
    parts
}

/// Takes off the word of a date that ran into a name ("Ida Falk" and "March" without a blank).
fn unglued(name: &str) -> &str {
    let starts = name.char_indices().skip(1).filter(|(at, ch)| {
        ch.is_uppercase() && name[..*at].chars().next_back().is_some_and(char::is_lowercase)
    });
    let is_date_word = |word: &str| {
        let lower = word.to_lowercase();
        dates::is_month(&lower) || WORDS.date_tails.contains(&lower.as_str())
    };
    let cut = starts.map(|(at, _)| at).find(|at| is_date_word(&name[*at..]));
    cut.map_or(name, |at| &name[..at])
}

/// What stands before "for" and the outlet's name, if that is a name ("Ida Falk for the Post").
fn before_outlet(name: &str) -> &str {
    let at = [" for ", " For ", " FOR "].iter().filter_map(|word| name.find(word)).min();
    at.map(|at| &name[..at]).filter(|rest| rest.contains(' ')).unwrap_or(name)
}

/// A part as a person's name, if it is one.
fn person(part: &str, outlet: &[String], is_marked: bool) -> Option<String> {
    let name = before_outlet(unglued(strip_prefixes(part.trim())));
    let words: Vec<&str> = name.split_whitespace().collect();
    if is_marked && is_team(&words) && !outlet.contains(&text::squash(name)) {
        return Some(words.join(" "));
    }
    let whole = name.len();
    let name = strip_roles(name);
    if name.len() < whole && words.iter().all(|word| is_of_team(word)) {
        return None;
    }
    let name =
        name.trim_matches(|ch: char| !ch.is_alphanumeric() && !matches!(ch, '.' | '’' | '\'' | '”' | '"'));
    let name = name.trim_start_matches(['.', '\'', '"', '’']).trim_end_matches(['"', '\'']);
    let name = without_full_stop(name);
    let squashed = text::squash(name);
    let words: Vec<&str> = name.split_whitespace().collect();
    let unspaced = name.chars().any(|ch| matches!(ch, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'));
    let too_long = words.len() > MAX_WORDS
        || name.chars().count() > MAX_CHARS
        || unspaced && name.chars().count() > MAX_UNSPACED;
    let is_user = is_marked && is_one_word(name) && name.contains(char::is_alphabetic);
    let digits = name.contains(char::is_numeric) && !is_user;
    let letters = squashed.chars().count() >= 2 && !digits && !name.contains([':', '：']);
    let role = words.iter().any(|word| is_word_of(word, &WORDS.roles))
        || words.len() == 1 && is_word_of(name, &WORDS.degrees);
    let staff = words.iter().any(|word| is_word_of(word, &WORDS.not_people));
    let is_lower = |word: &&str| word.starts_with(char::is_lowercase);
    let begins_lower = words.first().is_some_and(|first| is_lower(first) && !WORDS.particles.contains(first));
    let phrase = words.len() > 2 && words.iter().all(is_lower)
        || words.len() > 1 && begins_lower && !words.iter().all(is_lower);
    let sentence = name.contains(['!', '?']);
    let article = !is_marked && words.first().is_some_and(|first| first.eq_ignore_ascii_case("the"));
    // An account that the site is called after is that of its owner.
    let is_outlet = outlet.contains(&squashed)
        && !begins_with_given_name_of(&words)
        && !(is_marked && is_account_name(name));
    if too_long
        || phrase
        || article
        || is_host(name)
        || is_company(name)
        || chinese::is_outlet(name)
        || sentence
        || !letters
        || WORDS.agencies.contains(&squashed)
        || role
        || staff
        || is_outlet
    {
        return None;
    }
    Some(words.join(" "))
}

/// Whether a name of several words begins with a known given name: sites of people bear their names.
fn begins_with_given_name_of(words: &[&str]) -> bool {
    let given = words.first().and_then(|first| first.split('-').next()).unwrap_or_default();
    words.len() > 1 && GIVEN_NAMES.contains(text::fold_accents(given).as_str())
}

/// Takes the full stop of a sentence off; that of an initial or of "Jr." stays.
fn without_full_stop(name: &str) -> &str {
    let last = name.rsplit(char::is_whitespace).next().unwrap_or_default();
    if last.chars().count() > MAX_ABBREVIATION { name.trim_end_matches('.') } else { name }
}

/// Takes a role off the start or the end of a name ("Редактор Анна Иванова", "林达 记者").
fn strip_roles(name: &str) -> &str {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let whole = words.len();
    let mut shorter = name;
    while words.len() > 2 && is_word_of(words[0], &WORDS.roles) && !is_word_of(words[0], &WORDS.degrees) {
        words.remove(0);
        shorter = shorter.trim_start().split_once(char::is_whitespace).map_or(shorter, |(_, rest)| rest);
    }
    while words.len() > 2
        && words.last().is_some_and(|word| is_word_of(word, &WORDS.roles) || is_word_of(word, &WORDS.degrees))
    {
        words.pop();
        shorter = shorter.trim_end().rsplit_once(char::is_whitespace).map_or(shorter, |(rest, _)| rest);
    }
    let mut cut = if words.len() < whole { shorter } else { name };
    if let Some(rank) = words.iter().skip(2).find(|word| is_word_of(word, &WORDS.ranks))
        && let Some(at) = word_at(cut, rank)
    {
        cut = cut[..at].trim_end();
    }
    ["記者", "记者", "기자", "編集委員"].iter().find_map(|role| cut.strip_suffix(role)).unwrap_or(cut)
}

/// Where the blank before a whole word stands.
fn word_at(text: &str, word: &str) -> Option<usize> {
    let with_blank = format!(" {word}");
    let ends = |at: usize| text[at + with_blank.len()..].chars().next().is_none_or(char::is_whitespace);
    text.match_indices(&with_blank).map(|(at, _)| at).find(|at| ends(*at))
}

fn is_word_of(word: &str, list: &[&str]) -> bool {
    let word = word.trim_matches(|ch: char| !ch.is_alphanumeric()).to_lowercase();
    list.contains(&word.as_str())
}

#[cfg(test)]
mod tests;
