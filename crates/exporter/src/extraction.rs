//! One document: raw bytes to a record or a reject. Time limit and panics end here: whatever happens
//! to a document, the run goes on.

use std::{
    any::Any,
    cell::RefCell,
    panic::{self, AssertUnwindSafe},
    time::Instant,
};

use copydesk_cleaner::{
    Comments, Error as LimitError, Focus, InlineLinks, Interrupt, Limits, SiteLines as SiteLookup, Sources,
};
use copydesk_extractor::{Article, Markdown, Options, extract, extract_text};
use sha2::{Digest, Sha256};

use crate::{
    budget::Budget,
    config::OutputSettings,
    hexadecimal::hexadecimal,
    record::{Record, id},
    rejects::{Reason, Reject, Stage},
    settings::FocusChoice,
    site_lines::{Lines, SiteLines, site},
    source::{Format, RawDocument},
};

thread_local! {
    /// Place of the last panic in a document on this thread; none outside of documents.
    static PANIC_PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps panics inside a document from being printed: they become reject rows. Panics elsewhere are
/// bugs of the run and are shown as usual. Call once, before the run.
pub fn quiet_document_panics() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let in_document = PANIC_PLACE.with_borrow_mut(|place| {
            let place = place.as_mut()?;
            *place = info.location().map(ToString::to_string).unwrap_or_default();
            Some(())
        });
        if in_document.is_none() {
            usual(info);
        }
    }));
}

/// Extracts one document.
pub(crate) fn extract_record(
    document: RawDocument,
    settings: &OutputSettings,
    budget: &Budget,
    sites: Option<&SiteLines>,
) -> Result<Box<Record>, Box<Reject>> {
    let drawn = budget.draw(&document);
    let extracted = guarded(|| {
        let article = article(&document, settings, sites)?;
        Ok(Box::new(Record::from_article(article, &document, settings)))
    });
    drop(drawn);
    let (reason, detail, measured) = match extracted {
        Ok(Ok(record)) => return Ok(record),
        Ok(Err(error)) => limit_reason(&error, settings),
        Err(message) => (Reason::Panic, message, None),
    };
    let id = Some(id(&document.place, &hexadecimal(&Sha256::digest(&document.bytes))));
    let reject = Reject::new(document.place, Stage::Extract, reason, detail);
    let reject = Reject { id, url: document.hints.url, ..reject };
    Err(Box::new(match measured {
        Some((value, threshold)) => reject.measured(value, threshold),
        None => reject,
    }))
}

/// The lines of one document, for the counts of its site; none where it cannot be extracted.
pub(crate) fn site_lines(
    document: &RawDocument,
    settings: &OutputSettings,
    budget: &Budget,
) -> Option<Lines> {
    let drawn = budget.draw(document);
    let extracted = guarded(|| article(document, settings, None));
    drop(drawn);
    let article = extracted.ok()?.ok()?;
    Some(Lines::of(site(document.hints.url.as_deref(), &document.place), &article.blocks))
}

/// Calls the extractor with the settings of the run.
fn article(
    document: &RawDocument,
    settings: &OutputSettings,
    sites: Option<&SiteLines>,
) -> Result<Article, LimitError> {
    let deadline = Instant::now() + settings.time_limit();
    let is_late = || Instant::now() > deadline;
    let mut options = options(Wishes {
        focus: settings.focus,
        comments: settings.comments,
        inline_links: settings.keep_inline_links,
    });
    options.cleaner.limits = limits(settings);
    options.cleaner.interrupt = Interrupt::when(&is_late);
    let own = site(document.hints.url.as_deref(), &document.place);
    let lookup = |line: &str| sites.map(|sites| sites.recurrence(own, line)).unwrap_or_default();
    if sites.is_some() {
        options.cleaner.site_lines = SiteLookup::new(&lookup);
    }
    options.cleaner.sources = if settings.keep_removed { Sources::Record } else { Sources::Omit };
    options.markdown = if settings.markdown { Markdown::Render } else { Markdown::Omit };
    match document.format {
        Format::Html => extract(&document.bytes, &document.hints, &options),
        Format::Text => extract_text(&document.bytes, &document.hints, &options),
    }
}

/// What a user wants in the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wishes {
    pub(crate) focus: FocusChoice,
    pub(crate) comments: bool,
    pub(crate) inline_links: bool,
}

/// Options of the extractor without limits of time.
pub(crate) fn options(wishes: Wishes) -> Options<'static> {
    let mut options = Options::default();
    options.cleaner.focus = match wishes.focus {
        FocusChoice::Precision => Focus::Precision,
        FocusChoice::Balanced => Focus::Balanced,
        FocusChoice::Recall => Focus::Recall,
    };
    options.cleaner.comments = if wishes.comments { Comments::Keep } else { Comments::Drop };
    options.cleaner.inline_links = if wishes.inline_links { InlineLinks::Keep } else { InlineLinks::Judge };
    options
}

fn limits(settings: &OutputSettings) -> Limits {
    Limits { bytes: settings.max_bytes.0 as usize, depth: settings.max_depth, nodes: settings.max_nodes }
}

fn limit_reason(error: &LimitError, settings: &OutputSettings) -> (Reason, String, Option<(f64, f64)>) {
    let pair = |value: usize, limit: usize| Some((value as f64, limit as f64));
    let (reason, measured) = match *error {
        LimitError::TooLarge { bytes, limit } => (Reason::TooLarge, pair(bytes, limit)),
        LimitError::TooManyNodes { nodes, limit } => (Reason::TooManyNodes, pair(nodes, limit)),
        LimitError::Interrupted => {
            let detail = format!("more than the limit of {} seconds", settings.max_seconds);
            return (Reason::TimeLimit, detail, None);
        }
        _ => (Reason::OtherLimit, None),
    };
    (reason, error.to_string(), measured)
}

/// Runs `work` and turns a panic into its message.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    PANIC_PLACE.set(Some(String::new()));
    // Nothing that `work` can have left half done is looked at again.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    let place = PANIC_PLACE.take().unwrap_or_default();
    result.map_err(|payload| format!("{} ({place})", message(payload.as_ref())))
}

fn message(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("panic without a message")
}

#[cfg(test)]
mod tests {
    use copydesk_extractor::Hints;

    use super::*;
    use crate::source::Place;

    fn text(bytes: &[u8]) -> RawDocument {
        let place = Place { source: "a.txt".into(), ..Place::default() };
        let (bytes, carried) = (bytes.to_vec(), Vec::new());
        RawDocument { place, hints: Hints::default(), format: Format::Text, bytes, carried }
    }

    #[test]
    fn a_panic_becomes_its_message() {
        quiet_document_panics();
        let message = guarded(|| -> u8 { panic!("number {}", 5) }).expect_err("a panic");
        assert!(message.starts_with("number 5 (") && message.contains("extraction.rs"), "{message}");
        assert_eq!(guarded(|| 7), Ok(7));
    }

    #[test]
    fn limits_become_reasons() {
        let budget = Budget::new(1 << 20);
        let reason = |settings: &OutputSettings| {
            extract_record(text(b"some words"), settings, &budget, None).map_err(|reject| reject.reason).err()
        };
        let usual = OutputSettings::usual();
        assert_eq!(reason(&usual), None);
        let hasty = OutputSettings { max_seconds: 1e-9, ..usual.clone() };
        assert_eq!(reason(&hasty), Some(Reason::TimeLimit));
        let settings = OutputSettings::usual();
        for (error, expected) in [
            (LimitError::TooLarge { bytes: 3, limit: 2 }, Reason::TooLarge),
            (LimitError::TooManyNodes { nodes: 3, limit: 2 }, Reason::TooManyNodes),
        ] {
            let (reason, _, measured) = limit_reason(&error, &settings);
            assert_eq!((reason, measured), (expected, Some((3.0, 2.0))));
        }
    }
}
