//! Characters that `CommonMark` would read as marks, written so that it does not.

/// Letters of the longest named character reference (WHATWG HTML 13.5).
const LONGEST_ENTITY: usize = "CounterClockwiseContourIntegral".len();

/// Most `#` of a heading, and most digits of a number that counts items (`CommonMark` 4.2, 5.2).
const MOST_HASHES: usize = 6;
const MOST_DIGITS: usize = 9;

/// Appends text that has no marks of its own.
pub(super) fn push(out: &mut String, text: &str) {
    for (at, ch) in text.char_indices() {
        if is_mark(&text[at..], out.chars().next_back()) {
            out.push('\\');
        }
        out.push(ch);
    }
}

/// Whether a text begins with what is a mark inside a line.
fn is_mark(text: &str, before: Option<char>) -> bool {
    let mut chars = text.chars();
    let (Some(ch), next) = (chars.next(), chars.next()) else { return false };
    match ch {
        '*' | '`' | '[' | ']' | '\\' | '~' => true,
        // Not inside a word: snake_case.
        '_' => !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)),
        // Behind the last character of a piece any other may come.
        '<' => next.is_none_or(|ch| ch.is_ascii_alphabetic() || matches!(ch, '/' | '!' | '?')),
        '&' => is_entity(&text[1..]) || may_become_entity(&text[1..]),
        _ => false,
    }
}

/// What stands behind the `&` of `&amp;` and the like, as they would be written in HTML.
fn is_entity(behind: &str) -> bool {
    let name = behind.strip_prefix('#').unwrap_or(behind).as_bytes();
    let letters = name.iter().take(LONGEST_ENTITY).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    letters > 0 && name.get(letters) == Some(&b';')
}

/// Whether what stands behind an `&` at the end of a piece may be the beginning of such a name.
fn may_become_entity(behind: &str) -> bool {
    let name = behind.strip_prefix('#').unwrap_or(behind);
    name.len() < LONGEST_ENTITY && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A paragraph whose lines do not begin as other blocks do.
pub(super) fn paragraph(text: &str) -> String {
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// One line of a paragraph.
pub(super) fn line(line: &str) -> String {
    let count = |fits: fn(&u8) -> bool| line.bytes().take_while(fits).count();
    let ends_word = |at: usize| matches!(line.as_bytes().get(at), None | Some(b' ' | b'\t'));
    let (hashes, digits) = (count(|byte| *byte == b'#'), count(u8::is_ascii_digit));
    let is_number = (1..=MOST_DIGITS).contains(&digits)
        && matches!(line.as_bytes().get(digits), Some(b'.' | b')'))
        && ends_word(digits + 1);
    let is_item = line.starts_with(['-', '+']) && ends_word(1);
    let is_heading = (1..=MOST_HASHES).contains(&hashes) && ends_word(hashes);
    // Rules, underlines of headings, the line below the head of a table.
    let is_drawn = line.contains(['-', '=']) && line.chars().all(|ch| "-=:| \t".contains(ch));
    if is_number {
        format!("{}\\{}", &line[..digits], &line[digits..])
    } else if is_item || is_heading || is_drawn || line.starts_with(['>', ':']) {
        format!("\\{line}")
    } else {
        line.to_owned()
    }
}

/// The text of a heading: hash signs behind its last word would belong to the mark.
pub(super) fn heading(text: &str) -> String {
    let words = text.trim_end_matches('#');
    if words.len() < text.len() && (words.is_empty() || words.ends_with(' ')) {
        format!("{words}\\{}", &text[words.len()..])
    } else {
        text.to_owned()
    }
}

/// The most backticks in a row: a mark around code has more.
pub(super) fn backticks(code: &str) -> usize {
    code.split(|ch| ch != '`').map(str::len).max().unwrap_or(0)
}

/// The address of a link. Parentheses stay where they are in pairs.
pub(super) fn address(address: &str) -> String {
    let mut depth = 0_usize;
    let in_pairs = address.bytes().all(|byte| match byte {
        b'(' => {
            depth += 1;
            true
        }
        b')' => depth.checked_sub(1).map(|less| depth = less).is_some(),
        _ => true,
    }) && depth == 0;
    let mut out = String::with_capacity(address.len());
    for (at, ch) in address.char_indices() {
        match ch {
            '&' if is_entity(&address[at + 1..]) => out.push_str("&amp;"),
            '(' if !in_pairs => out.push_str("%28"),
            ')' if !in_pairs => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            ' ' | '\u{a0}' => out.push_str("%20"),
            // Browsers leave them out of addresses (WHATWG URL 4.4).
            _ if ch.is_control() => {}
            _ => out.push(ch),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_marks_are_escaped() {
        let escaped = |text: &str| {
            let mut out = String::new();
            push(&mut out, text);
            out
        };
        assert_eq!(escaped("3*2 in snake_case and _so_"), r"3\*2 in snake_case and \_so\_");
        assert_eq!(escaped("~5 km of ~~rope"), r"\~5 km of \~\~rope");
        assert_eq!(escaped("AT&T, R&"), r"AT&T, R\&");
        assert_eq!(escaped("5 <"), r"5 \<");
        assert_eq!(escaped("a < b <b> &amp; c & d;"), r"a < b \<b> \&amp; c & d;");
    }

    #[test]
    fn lines_do_not_begin_as_blocks_do() {
        for (text, expected) in [
            ("1986. It was the year.", r"1986\. It was the year."),
            ("3.14 is a number.", "3.14 is a number."),
            ("# on the door", r"\# on the door"),
            ("#ferry is back", "#ferry is back"),
            ("- said the captain", r"\- said the captain"),
            ("-5 degrees", "-5 degrees"),
            ("===", r"\==="),
            ("--- | ---", r"\--- | ---"),
            ("> he said", r"\> he said"),
        ] {
            assert_eq!(line(text), expected);
        }
        assert_eq!(heading("Learn C #"), r"Learn C \#");
        assert_eq!(heading("Learn C#"), "Learn C#");
    }

    #[test]
    fn addresses_end_where_they_should() {
        assert_eq!(address("/wiki/Ferry_(boat)"), "/wiki/Ferry_(boat)");
        assert_eq!(address("/wiki/Ferry)(boat"), "/wiki/Ferry%29%28boat");
        assert_eq!(address("/?a=1&copy;=2&b=3"), "/?a=1&amp;copy;=2&b=3");
        assert_eq!(address("/a b\n<c>"), "/a%20b%3Cc%3E");
    }
}
