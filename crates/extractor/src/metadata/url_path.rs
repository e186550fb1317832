//! The path of an address: `/2024/03/05/`, `/2024-03-05-title`, `/20240305`. A weak source, used last.

use super::candidate::{Candidates, Field, Source};
use super::dates;

/// Years that addresses of articles carry; a number outside is something else.
const YEARS: std::ops::RangeInclusive<u32> = 1990..=2099;
/// Digits of a day written without separators.
const COMPACT: usize = 8;

/// Offers the day in the path, or the month where the path stops there.
pub(super) fn collect(url: &url::Url, found: &mut Candidates) {
    if let Some(date) = date(url.path()) {
        found.push(Field::Published, Source::Address, &date);
    }
}

/// The address that a web archive's copy has in its path
/// (`web.archive.org/web/20120611024252/http://post.example/ferry`).
pub(super) fn archived(url: &url::Url) -> Option<url::Url> {
    let at = ARCHIVED_SCHEMES.iter().filter_map(|scheme| url.path().find(scheme)).min()?;
    url::Url::parse(&url.path()[at + 1..]).ok().filter(url::Url::has_host)
}

/// Where the address of the original begins.
const ARCHIVED_SCHEMES: &[&str] = &["/http://", "/https://"];

fn date(path: &str) -> Option<String> {
    let segments: Vec<&str> = path.split('/').collect();
    let by_segment = segments.windows(3).find_map(|parts| {
        let (year, month) =
            (number(parts[0], 4)?, number(parts[1], 2).or_else(|| dates::english_month(parts[1]))?);
        let day = number(parts[2], 2)?;
        iso(year, month, day)
    });
    let month_and_day = || {
        segments.windows(2).find_map(|parts| {
            let (year, month) = parts[0].split_once('-')?;
            iso(number(year, 4)?, number(month, 2)?, number(parts[1], 2)?)
        })
    };
    let by_segment = by_segment.or_else(month_and_day);
    by_segment.or_else(|| segments.iter().find_map(|segment| in_segment(segment))).or_else(|| {
        segments.windows(2).find_map(|parts| {
            let (year, month) = (number(parts[0], 4)?, number(parts[1], 2)?);
            (YEARS.contains(&year) && (1..=12).contains(&month)).then(|| format!("{year:04}-{month:02}"))
        })
    })
}

/// A day at the start of a segment or set off by hyphens or underscores.
fn in_segment(segment: &str) -> Option<String> {
    let parts: Vec<&str> = segment.split(['-', '_', '.']).collect();
    let hyphens = parts
        .windows(3)
        .find_map(|parts| iso(number(parts[0], 4)?, number(parts[1], 2)?, number(parts[2], 2)?));
    hyphens.or_else(|| {
        parts.iter().find_map(|part| {
            let value = number(part, COMPACT)?;
            iso(value / 10_000, value / 100 % 100, value % 100)
        })
    })
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let one_digit_day = digits == 2 && text.len() == 1;
    ((text.len() == digits || one_digit_day) && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn iso(year: u32, month: u32, day: u32) -> Option<String> {
    (YEARS.contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day))
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_paths() {
        assert_eq!(date("/news/2024/03/05/title/").as_deref(), Some("2024-03-05"));
        assert_eq!(date("/2024/3/5/title").as_deref(), Some("2024-03-05"));
        assert_eq!(date("/a/2024-03-05-title.html").as_deref(), Some("2024-03-05"));
        assert_eq!(date("/a/title_20240305.html").as_deref(), Some("2024-03-05"));
        assert_eq!(date("/2024/03/title").as_deref(), Some("2024-03"));
        assert_eq!(date("/harbour/2024/mar/05/title").as_deref(), Some("2024-03-05"));
        assert_eq!(date("/harbour/2024/March/5/title").as_deref(), Some("2024-03-05"));
        assert_eq!(date("/harbour/2024/marzo/05/title"), None);
    }

    #[test]
    fn numbers_that_are_no_days() {
        for path in ["/2024/title", "/article/20245599", "/id/1234567890", "/2024/13/05/x", "/12/03/05", ""] {
            assert_eq!(date(path), None, "{path}");
        }
    }
}
