//! INL001. Keeps links to other articles inside the text ("Read more: Harbour tolls rise"), where the caller
//! wants them: between two kept blocks, never in the lists behind the text.

use crate::lexicon::{Phrase, Place, Scope};
use crate::{Evidence, Family, InlineLinks, Options, Outcome, Verdict};

/// Kept text must stand so near on both sides, in blocks: several links may follow each other.
const REACH: usize = 3;

/// Keeps dropped links between kept blocks.
pub(crate) fn keep_wanted(phrases: &[Option<&Phrase>], verdicts: &mut [Verdict], options: &Options) {
    if options.inline_links == InlineLinks::Judge {
        return;
    }
    let kept: Vec<bool> =
        verdicts.iter().map(|verdict| !matches!(verdict.outcome, Outcome::Drop(_))).collect();
    for (index, phrase) in phrases.iter().enumerate() {
        let is_near = |range: std::ops::Range<usize>| kept[range].contains(&true);
        let is_inside = is_near(index.saturating_sub(REACH)..index)
            && is_near(index + 1..(index + 1 + REACH).min(kept.len()));
        if !kept[index] && is_inside && phrase.is_some_and(introduces_title) {
            let verdict = &mut verdicts[index];
            verdict.outcome = Outcome::Keep;
            verdict.code = "INL001";
            verdict.evidence = Evidence { what: "link inside the text".into(), value: 1.0, threshold: 1.0 };
        }
    }
}

/// Whether the title of another article follows a phrase in its line.
fn introduces_title(phrase: &Phrase) -> bool {
    phrase.family == Family::Related && phrase.place == Place::Start && phrase.scope == Scope::Line
}

#[cfg(test)]
mod tests {
    use crate::{InlineLinks, Options, clean_html, clean_text};

    const FIRST: &str =
        "The old ferry left the harbour of Lindholm on Monday, for the first time in two years.";
    const SECOND: &str =
        "Its captain, who had waited for the repair since spring, thanked the yard and the town.";
    const LINK: &str = "Read also: Council votes down harbour plan";

    fn wanted() -> Options<'static> {
        Options { inline_links: InlineLinks::Keep, ..Options::default() }
    }

    #[test]
    fn links_inside_a_text_stay_and_those_behind_it_go() {
        let text = format!("{FIRST}\n\n{LINK}\n\n{SECOND}\n\n{LINK} again");
        let kept = clean_text(&text, &wanted()).text();
        assert_eq!(kept, format!("{FIRST}\n\n{LINK}\n\n{SECOND}"));
        assert_eq!(clean_text(&kept, &wanted()).text(), kept);
    }

    #[test]
    fn the_same_holds_for_pages() {
        let html = format!(
            "<article><h1>Ferry sails again</h1><p>{FIRST}</p><p>Read also: <a href=/x>Council votes down harbour \
             plan</a></p><p>{SECOND}</p></article>"
        );
        let count = |options: &Options| {
            let cleaned = clean_html(&html, options).expect("within limits");
            cleaned.text().matches(LINK).count()
        };
        assert_eq!((count(&Options::default()), count(&wanted())), (0, 1));
    }
}
