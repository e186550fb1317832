//! JSON that sites break in ways that have one mending: comments, CDATA, trailing commas, raw line
//! breaks inside strings, entities in place of quotes, several values in a row.

use serde_json::{Deserializer, Value};

use crate::metadata::text::decode_entities;

/// Wrappers around the JSON that some systems write.
const WRAPPERS: &[&str] =
    &["//<![CDATA[", "<![CDATA[", "/*<![CDATA[*/", "<!--", "-->", "//]]>", "]]>", "/*]]>*/", ";"];

/// The values of a script; none where the mending would be a guess.
pub(crate) fn parse(script: &str) -> Vec<Value> {
    let script = unwrap(script);
    read(script)
        .or_else(|| read(&mend(script)))
        .or_else(|| script.contains("&quot;").then(|| read(&mend(&decode_entities(script)))).flatten())
        .unwrap_or_default()
}

fn read(script: &str) -> Option<Vec<Value>> {
    Deserializer::from_str(script).into_iter().collect::<Result<Vec<Value>, _>>().ok()
}

fn unwrap(script: &str) -> &str {
    let mut script = script.trim().trim_start_matches('\u{feff}');
    while let Some(shorter) = WRAPPERS.iter().find_map(|wrapper| {
        script.strip_prefix(wrapper).or_else(|| script.strip_suffix(wrapper)).map(str::trim)
    }) {
        script = shorter;
    }
    script
}

/// Takes out comments and trailing commas, and escapes control characters inside strings.
fn mend(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut chars = script.chars().peekable();
    let mut in_string = false;
    while let Some(ch) = chars.next() {
        if in_string {
            match ch {
                '\\' => mend_escape(&mut out, chars.next()),
                '"' => {
                    in_string = false;
                    out.push(ch);
                }
                ch if ch.is_control() => out.push(' '),
                ch => out.push(ch),
            }
            continue;
        }
        match (ch, chars.peek()) {
            ('/', Some('/')) => while chars.next_if(|ch| *ch != '\n').is_some() {},
            ('/', Some('*')) => skip_comment(&mut chars),
            (']' | '}', _) => {
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
                out.push(ch);
            }
            ('"', _) => {
                in_string = true;
                out.push(ch);
            }
            (ch, _) if ch.is_control() => out.push(' '),
            _ => out.push(ch),
        }
    }
    out
}

/// An escape that JSON does not know stands for its character.
fn mend_escape(out: &mut String, escaped: Option<char>) {
    match escaped {
        Some(ch @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => out.extend(['\\', ch]),
        Some(ch) if !ch.is_control() => out.push(ch),
        _ => out.push(' '),
    }
}

fn skip_comment(chars: &mut impl Iterator<Item = char>) {
    let mut last = ' ';
    chars.next();
    for ch in chars {
        if last == '*' && ch == '/' {
            return;
        }
        last = ch;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_certain_is_mended() {
        let wanted = vec![json!({"a": "b c", "d": [1, 2]})];
        for broken in [
            r#"{"a": "b c", "d": [1, 2]}"#,
            r#"{"a": "b c", "d": [1, 2,],}"#,
            "//<![CDATA[\n{\"a\": \"b\nc\", \"d\": [1, 2]}\n//]]>",
            "<!-- {\"a\": \"b c\", /* why, \"not\" */ \"d\": [1, 2]} -->",
            "{\"a\": \"b c\", // the end\n \"d\": [1, 2]};",
            "{&quot;a&quot;: &quot;b c&quot;, &quot;d&quot;: [1, 2]}",
            r#"{"a": "b\ c", "d": [1, 2]}"#,
        ] {
            assert_eq!(parse(broken), wanted, "{broken}");
        }
    }

    #[test]
    fn several_values_in_a_row_are_read_and_broken_ones_are_not() {
        assert_eq!(parse("{\"a\":1}\n{\"a\":2}").len(), 2);
        assert_eq!(parse("{\"a\": \"b\" \"c\"}"), Vec::<Value>::new());
        assert_eq!(parse("{\"a\": \"b"), Vec::<Value>::new());
        assert_eq!(parse(""), Vec::<Value>::new());
    }

    #[test]
    fn addresses_in_strings_are_no_comments() {
        assert_eq!(
            parse("{\"u\": \"https://a.example/*x*/\",}"),
            vec![json!({"u": "https://a.example/*x*/"})]
        );
    }
}
