//! Runs of teasers and of readers' comments, made from phrases of other pages: whole sentences that are no part
//! of the article, told from it only by where they stand and that they come one after the other.

use std::ops::Range;

use super::graft::{Dice, spread};

/// Characters of paragraphs, titles and names.
const PARAGRAPH: Range<usize> = 60..1200;
const TITLE: Range<usize> = 20..120;
const NAME: Range<usize> = 3..20;

/// Units of a run.
const UNITS: Range<u64> = 3..24;
/// Characters of a teaser's text.
const TEASER: Range<u64> = 60..420;
/// Years of a date.
const YEARS: Range<u64> = 2004..2024;
/// Votes for a comment.
const MAX_VOTES: u64 = 30;

/// Phrases that runs are made of.
#[derive(Debug, Default, Clone)]
pub(super) struct Phrases {
    /// Paragraphs without links.
    paragraphs: Vec<String>,
    /// Texts of links as long as a title …
    titles: Vec<String>,
    /// … and as a name or a button.
    names: Vec<String>,
}

/// How a run is built: the element around it, and the unit that repeats in it. `{title}`, `{name}`, `{date}`,
/// `{votes}`, `{text}` and `{button}` stand for what differs.
type Form = (&'static str, &'static str);

const TEASERS: &[Form] = &[
    ("div", "<div><a href=/><img src=/></a><h3><a href=/>{title}</a></h3><p>{text}</p></div>"),
    ("ul", "<li><a href=/>{title}</a><p>{text}</p></li>"),
    ("div", "<div><a href=/>{title}</a><br>{date}<br>{text} <a href=/>{button}</a></div>"),
    ("table", "<tr><td><img src=/></td><td><a href=/>{title}</a><br>{text}</td></tr>"),
    ("div", "<p><b><a href=/>{title}</a></b><br>{text}</p>"),
    ("div", "<div><span>{date}</span><div>{text}</div><a href=/>{button}</a></div>"),
    ("div", "<h4>{title}</h4><p>{text} <a href=/>{button}</a></p>"),
    ("div", "<div><div>{date}</div><h2><a href=/>{title}</a></h2><div>{text}</div><div>{name}</div></div>"),
];

const COMMENTS: &[Form] = &[
    ("div", "<div><b>{name}</b> <span>{date}</span><p>{text}</p><a href=#>{button}</a></div>"),
    ("ol", "<li><div><a href=/>{name}</a>, {date}</div><div><p>{text}</p></div></li>"),
    (
        "ol",
        "<li><div><img src=/><cite>{name}</cite></div><div>{date}</div><p>{text}</p><div><a href=#>{button}</a></div></li>",
    ),
    ("div", "<p>{text}</p><p>{name} | {date}</p>"),
    ("div", "<p>{name}: {date}</p><p>{text}</p><hr>"),
    ("table", "<tr><td>{name}<br>{date}</td><td>{text}</td></tr>"),
    ("dl", "<dt>{name} {date}</dt><dd><p>{text}</p></dd>"),
    (
        "div",
        "<div><div><span>{votes}</span></div><div>{name} <span>[{date}]</span></div><div><p>{text}</p><p><a href=#>{button}</a></p></div></div>",
    ),
    ("div", "<div><div>{text}</div><div><a href=/>{name}</a></div></div>"),
];

/// The ways to write a date; some sites write none.
#[derive(Debug, Clone, Copy)]
enum Dates {
    Dots,
    Dashes,
    Slashes,
    DayFirst,
    TimeOnly,
    None,
}

const DATES: &[Dates] =
    &[Dates::Dots, Dates::Dashes, Dates::Slashes, Dates::DayFirst, Dates::TimeOnly, Dates::None];

impl Dates {
    fn any(self, dice: &mut Dice) -> String {
        let (day, month, year) = (dice.within(1..29), dice.within(1..13), dice.within(YEARS));
        let (hour, minute) = (dice.below(24), dice.below(60));
        match self {
            Self::Dots => format!("{day:02}.{month:02}.{year} {hour:02}:{minute:02}"),
            Self::Dashes => format!("{year}-{month:02}-{day:02} ({hour:02}:{minute:02})"),
            Self::Slashes => format!("{month}/{day}/{year}"),
            Self::DayFirst => format!("{day:02}/{month:02}/{year}, {hour:02}:{minute:02}"),
            Self::TimeOnly => format!("{hour:02}:{minute:02}"),
            Self::None => String::new(),
        }
    }
}

impl Phrases {
    /// Keeps a paragraph without links, if it has the length of one.
    pub(super) fn add_paragraph(&mut self, text: &str) {
        if PARAGRAPH.contains(&text.chars().count()) {
            self.paragraphs.push(text.to_owned());
        }
    }

    /// Keeps the text of a link, if it has the length of a title or a name.
    pub(super) fn add_link(&mut self, text: &str) {
        let length = text.chars().count();
        if TITLE.contains(&length) {
            self.titles.push(text.to_owned());
        } else if NAME.contains(&length) {
            self.names.push(text.to_owned());
        }
    }

    /// Some of each kind.
    pub(super) fn spread(self) -> Self {
        let Self { paragraphs, titles, names } = self;
        Self { paragraphs: spread(paragraphs), titles: spread(titles), names: spread(names) }
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.paragraphs.append(&mut other.paragraphs);
        self.titles.append(&mut other.titles);
        self.names.append(&mut other.names);
    }

    /// Whether a kind is missing: no run can be made.
    pub(super) fn is_empty(&self) -> bool {
        [&self.paragraphs, &self.titles, &self.names].iter().any(|kind| kind.is_empty())
    }

    /// The markup of a run of teasers, cut off with a mark or without.
    pub(super) fn teasers(&self, dice: &mut Dice) -> String {
        let is_marked = dice.one_in(2);
        self.run(dice.pick(TEASERS), dice, |paragraph, dice| {
            let text: String = paragraph.chars().take(dice.within(TEASER) as usize).collect();
            if is_marked && text.len() < paragraph.len() { text + "…" } else { text }
        })
    }

    /// The markup of a run of comments.
    pub(super) fn comments(&self, dice: &mut Dice) -> String {
        self.run(dice.pick(COMMENTS), dice, |paragraph, _| paragraph.to_owned())
    }

    fn run(
        &self,
        (around, unit): &Form,
        dice: &mut Dice,
        text: impl Fn(&str, &mut Dice) -> String,
    ) -> String {
        let (button, dates) = (escaped(dice.pick::<String>(&self.names)), dice.pick(DATES));
        let mut markup = format!("<{around}>");
        for _ in 0..dice.within(UNITS) {
            let (paragraph, title, name) =
                (dice.pick(&self.paragraphs), dice.pick(&self.titles), dice.pick(&self.names));
            let unit = unit
                .replace("{title}", &escaped(title))
                .replace("{name}", &escaped(name))
                .replace("{date}", &dates.any(dice))
                .replace("{votes}", &dice.below(MAX_VOTES).to_string())
                .replace("{button}", &button)
                .replace("{text}", &escaped(&text(paragraph, dice)));
            markup.push_str(&unit);
        }
        markup + "</" + around + ">"
    }
}

/// A text as markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases() -> Phrases {
        let mut phrases = Phrases::default();
        let sentence = "The ferry left the harbour before dawn, and nobody on the quay saw it go. ";
        for text in [sentence.repeat(8).as_str(), "Short."] {
            phrases.add_paragraph(text);
        }
        for text in ["Harbour master resigns over missing ropes", "Ana Lind", "»"] {
            phrases.add_link(text);
        }
        phrases
    }

    #[test]
    fn phrases_have_the_length_of_their_kind() {
        let Phrases { paragraphs, titles, names } = phrases();
        assert_eq!((paragraphs.len(), titles.len(), names.len()), (1, 1, 1));
        assert_eq!(names[0], "Ana Lind");
        assert!(Phrases::default().is_empty());
    }

    #[test]
    fn every_form_is_filled_in_and_well_formed() {
        let phrases = phrases();
        for form in TEASERS.iter().chain(COMMENTS) {
            let markup = phrases.run(form, &mut Dice::new(3), |paragraph, _| paragraph.to_owned());
            assert!(!markup.contains(['{', '}']), "{markup}");
            let units = markup.matches("The ferry left").count() / 8;
            assert!(UNITS.contains(&(units as u64)), "{units} units: {markup}");
            let around = form.0;
            assert!(markup.starts_with(&format!("<{around}>")) && markup.ends_with(&format!("</{around}>")));
        }
    }

    #[test]
    fn what_is_cut_off_is_no_entity() {
        let mut phrases = phrases();
        phrases.paragraphs = vec!["&".repeat(800)];
        for seed in 0..20 {
            let markup = phrases.teasers(&mut Dice::new(seed));
            let cut_off = markup.matches('&').count() - markup.matches("&amp;").count();
            assert_eq!(cut_off, 0, "seed {seed}: {markup}");
        }
    }

    #[test]
    fn teasers_are_shorter_than_the_paragraph() {
        let phrases = phrases();
        let whole = phrases.paragraphs[0].clone();
        for seed in 0..20 {
            assert!(!phrases.teasers(&mut Dice::new(seed)).contains(&whole), "seed {seed}");
            assert!(phrases.comments(&mut Dice::new(seed)).contains(&whole), "seed {seed}");
        }
    }
}
