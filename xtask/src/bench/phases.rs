//! CPU time of copydesk by phase, taken from outside: the libraries read no clock.

use std::time::Duration;

use copydesk_extractor::cleaner::{self, Limits, Page, clean_page, feature_table};
use copydesk_extractor::{Error, Hints, Options, decode, extract};
use cpu_time::ThreadTime;

/// Seconds of CPU time on some pages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Phases {
    pub(super) decode: f64,
    /// Text to `Page`.
    pub(super) parse: f64,
    /// `Page` to blocks with verdicts.
    pub(super) clean: f64,
    /// `Page` to the table that the model looks at, which is most of `clean`.
    pub(super) features: f64,
    /// Bytes to article, all phases at once.
    pub(super) extract: f64,
}

impl Phases {
    pub(super) const ZERO: Self = Self { decode: 0.0, parse: 0.0, clean: 0.0, features: 0.0, extract: 0.0 };
    /// What anything measured falls below.
    pub(super) const UNMEASURED: Self = Self {
        decode: f64::INFINITY,
        parse: f64::INFINITY,
        clean: f64::INFINITY,
        features: f64::INFINITY,
        extract: f64::INFINITY,
    };

    /// The lower time of each phase.
    pub(super) fn best(self, other: Self) -> Self {
        self.zip(other, f64::min)
    }

    pub(super) fn plus(self, other: Self) -> Self {
        self.zip(other, |left, right| left + right)
    }

    fn zip(self, other: Self, join: fn(f64, f64) -> f64) -> Self {
        Self {
            decode: join(self.decode, other.decode),
            parse: join(self.parse, other.parse),
            clean: join(self.clean, other.clean),
            features: join(self.features, other.features),
            extract: join(self.extract, other.extract),
        }
    }

    /// The model and the decision: what cleaning does beyond the table.
    pub(super) fn model(&self) -> f64 {
        (self.clean - self.features).max(0.0)
    }

    /// Metadata, language and the joining of the text: what `extract` does beyond the other phases.
    pub(super) fn rest(&self) -> f64 {
        (self.extract - self.decode - self.parse - self.clean).max(0.0)
    }

    /// Everything that is copydesk's own work.
    pub(super) fn all_but_parse(&self) -> f64 {
        (self.extract - self.parse).max(0.0)
    }
}

/// Measures the pages one after the other; the second value counts those that were refused.
pub(super) fn measure(pages: &[Vec<u8>]) -> (Phases, usize) {
    let mut phases = Phases::ZERO;
    let mut refused = 0;
    for bytes in pages {
        let steps = steps(bytes, &mut phases);
        let started = ThreadTime::now();
        let article = extract(bytes, &Hints::default(), &Options::default());
        refused += usize::from(article.is_err() || steps.is_err());
        drop(article);
        phases.extract += seconds(started.elapsed());
    }
    (phases, refused)
}

/// The first steps of `extract`, as it takes them, one by one.
fn steps(bytes: &[u8], phases: &mut Phases) -> Result<(), Error> {
    let options = cleaner::Options::default();
    let started = ThreadTime::now();
    let decoded = decode(bytes, None);
    phases.decode += seconds(started.elapsed());
    let started = ThreadTime::now();
    let page = Page::parse(&decoded.text, &Limits::default(), options.interrupt);
    phases.parse += seconds(started.elapsed());
    let page = page?;
    // What a page remembers of the first look would make the second one shorter.
    let twin = page.clone();
    let started = ThreadTime::now();
    let cleaned = clean_page(&page, &options);
    phases.clean += seconds(started.elapsed());
    drop(cleaned?);
    let started = ThreadTime::now();
    let table = feature_table(&twin, &options);
    phases.features += seconds(started.elapsed());
    table.map(drop)
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_add_up_to_the_extraction() {
        let one = Phases { decode: 0.5, parse: 2.0, clean: 1.0, features: 0.75, extract: 4.0 };
        assert_eq!((one.rest(), one.all_but_parse(), one.model()), (0.5, 2.0, 0.25));
        let other = Phases { decode: 1.0, parse: 1.0, clean: 1.5, features: 1.0, extract: 3.0 };
        let best = Phases { decode: 0.5, parse: 1.0, clean: 1.0, features: 0.75, extract: 3.0 };
        assert_eq!(one.best(other), best);
        assert_eq!(Phases::UNMEASURED.best(one).plus(Phases::ZERO), one);
    }

    #[test]
    fn every_phase_takes_time() {
        let page = b"<title>A</title><p>Some words of a page.".to_vec();
        let (phases, refused) = measure(&[page]);
        assert_eq!(refused, 0);
        assert!(phases.parse > 0.0 && phases.clean > 0.0 && phases.extract > 0.0);
    }
}
