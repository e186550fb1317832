//! The lines about the writer below an article: a name on a line of its own, and behind it a sentence that begins with
//! the name or its first word and says who that is ("Ida Falk", "Ida is a reporter").

use copydesk_cleaner::{NodeId, Page};

use super::candidate::{Candidates, Field, Source};
use super::outline::Outline;
use super::people;
use super::regions::Regions;

/// Texts behind the name among which the sentence begins: a function or a link may stand between.
const REACH: usize = 3;
/// Bytes of a line that is a name, at most.
const MAX_NAME: usize = 60;
/// The same with the white space around it.
const MAX_TEXT: usize = 200;

/// Offers the names of such lines.
pub(super) fn collect(page: &Page, outline: &Outline, regions: &Regions, found: &mut Candidates) {
    let texts = outline.texts.as_slice();
    for (at, id) in texts.iter().copied().enumerate() {
        let text = page.text(id);
        if text.len() > MAX_TEXT {
            continue;
        }
        // Few texts begin like one of those behind them.
        let line = text.trim();
        let begins_alike =
            |other: &NodeId| page.text(*other).trim_start().as_bytes().first() == line.as_bytes().first();
        if !texts[at + 1..].iter().take(REACH).any(begins_alike) {
            continue;
        }
        let Some((first, _)) = line.split_once(' ').filter(|_| line.len() <= MAX_NAME) else { continue };
        let behind = texts[at + 1..].iter().take(REACH);
        let is_told = |text: &NodeId| tells_of(page.text(*text), line, first);
        if behind.copied().any(|text| is_told(&text))
            && people::begins_with_given_name(line)
            && !regions.is_foreign(id)
        {
            found.stand_at(Some(id));
            found.push(Field::Author, Source::Bio, line);
        }
    }
    found.stand_at(None);
}

/// Whether a text says of a name who that is.
fn tells_of(text: &str, name: &str, first: &str) -> bool {
    let text = text.trim_start();
    let Some(rest) = text.strip_prefix(name).or_else(|| text.strip_prefix(first)) else { return false };
    let Some(rest) = rest.strip_prefix(' ') else { return false };
    rest.split(char::is_whitespace).next().is_some_and(people::tells_of_a_person)
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    fn offered(html: &str) -> Vec<String> {
        testing::offered(html, (Field::Author, Source::Bio), collect)
    }

    #[test]
    fn a_name_with_a_sentence_about_it_is_a_writer() {
        let about = "<p>Anna Falk is a reporter who sails.</p>";
        assert_eq!(offered(&format!("<h3>Anna Falk</h3>{about}")), ["Anna Falk"]);
        assert_eq!(offered("<b>Anna Falk</b><i>Reporter</i><p>Anna schreibt.</p>"), ["Anna Falk"]);
        assert_eq!(offered("<h3>Anna Falk</h3><p>The ferry sails.</p>"), [""; 0]);
        assert_eq!(offered("<h3>Old ferry</h3><p>Old is a word.</p>"), [""; 0]);
        assert_eq!(
            offered(&format!("<p>a</p><p>b</p><p>c</p><aside><h3>Anna Falk</h3>{about}</aside>")),
            [""; 0]
        );
    }
}
