//! A share of memory that threads draw from before they parse a page and give back afterwards, so that
//! many large pages at once cannot exceed `--memory`. A page larger than the whole share goes alone.

use std::sync::{Condvar, Mutex, PoisonError};

use crate::source::{Format, RawDocument};

/// A parsed page with its blocks takes at most about so many times its bytes (measured: 3.7 in the mean, by
/// `cargo xtask bench --allocations`; pages of much markup take more).
const BYTES_PER_INPUT_BYTE: usize = 8;

/// … and for each tag of a page and each line of a text so many more (measured on pages and texts of nothing but short
/// ones: 890 and 700).
const BYTES_PER_TAG_OR_LINE: usize = 1000;

/// Most bytes that a document is expected to take.
fn needed(format: Format, document: &[u8]) -> usize {
    let mark = if format == Format::Html { b'<' } else { b'\n' };
    let marks = memchr::memchr_iter(mark, document).count();
    let of_bytes = document.len().saturating_mul(BYTES_PER_INPUT_BYTE);
    of_bytes.saturating_add(marks.saturating_mul(BYTES_PER_TAG_OR_LINE))
}

/// The share.
pub(crate) struct Budget {
    total: usize,
    used: Mutex<usize>,
    freed: Condvar,
}

/// What one page has drawn; given back when dropped.
pub(crate) struct Drawn<'a> {
    budget: &'a Budget,
    bytes: usize,
}

impl Budget {
    /// A share of so many bytes.
    pub(crate) fn new(total: usize) -> Self {
        Self { total, used: Mutex::new(0), freed: Condvar::new() }
    }

    /// Waits until a document can be parsed.
    pub(crate) fn draw(&self, document: &RawDocument) -> Drawn<'_> {
        self.draw_bytes(needed(document.format, &document.bytes))
    }

    fn draw_bytes(&self, bytes: usize) -> Drawn<'_> {
        let bytes = bytes.min(self.total);
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = self.freed.wait_while(used, |used| *used + bytes > self.total);
        *wait.unwrap_or_else(PoisonError::into_inner) += bytes;
        Drawn { budget: self, bytes }
    }
}

impl Drop for Drawn<'_> {
    fn drop(&mut self) {
        *self.budget.used.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.budget.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn many_short_lines_and_tags_need_more() {
        let [page, text] = ["<p>x", "| x\n"].map(|part| part.repeat(1000));
        assert_eq!(needed(Format::Html, page.as_bytes()), 8 * 4000 + 1_000_000);
        assert_eq!(needed(Format::Text, text.as_bytes()), 8 * 4000 + 1_000_000);
        assert_eq!(needed(Format::Text, page.as_bytes()), 8 * 4000);
    }

    #[test]
    fn the_share_is_never_exceeded() {
        let budget = Budget::new(10);
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (budget, inside, most) = (&budget, &inside, &most);
                scope.spawn(move || {
                    for round in 0..200 {
                        let document = 1 + (thread * 7 + round) % 12;
                        let drawn = budget.draw_bytes(document);
                        let now = inside.fetch_add(document.min(10), Ordering::SeqCst) + document.min(10);
                        most.fetch_max(now, Ordering::SeqCst);
                        inside.fetch_sub(document.min(10), Ordering::SeqCst);
                        drop(drawn);
                    }
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= 10);
        assert_eq!(budget.used.into_inner().expect("not poisoned"), 0);
    }
}
