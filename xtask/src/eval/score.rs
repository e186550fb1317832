//! Scores pages against their gold and sums them up per set, language and page type.
//!
//! Segment scores follow trafilatura's evaluation: pooled over all segments, white space folded.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::gold::{Gold, Headline, Page};
use super::metrics::{Overlap, Shares, mean, shingle_f1, shingle_shares, token_f1, word_overlap};
use super::predict::Prediction;
use super::words::{fold, is_blank, leading_day, words};

/// A measured quantity in 0..=1, in the order of the table's columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Metric {
    WordF1,
    WordP,
    WordR,
    /// Gold words that are left / gold words that were there; plain text only.
    Kept,
    ShingleF1,
    SegmentF1,
    SegmentP,
    SegmentR,
    Title,
    AuthorF1,
    DateRight,
    DateWrong,
}

impl Metric {
    /// The name in tables, JSON and the floors.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::WordF1 => "word_f1",
            Self::WordP => "word_p",
            Self::WordR => "word_r",
            Self::Kept => "kept",
            Self::ShingleF1 => "shingle_f1",
            Self::SegmentF1 => "segment_f1",
            Self::SegmentP => "segment_p",
            Self::SegmentR => "segment_r",
            Self::Title => "title",
            Self::AuthorF1 => "author_f1",
            Self::DateRight => "date_right",
            Self::DateWrong => "date_wrong",
        }
    }
}

/// Segments of one page, or of many added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Segments {
    /// Required and there.
    found: usize,
    /// Required and not there.
    missed: usize,
    /// Forbidden and there.
    leaked: usize,
    /// Forbidden and not there.
    avoided: usize,
}

impl Segments {
    /// None where there are no segments at all.
    fn f1(&self) -> Option<f64> {
        let Self { found, missed, leaked, avoided } = *self;
        let wrong = leaked + missed;
        match found + wrong + avoided {
            0 => None,
            // Nothing was required, and nothing forbidden is there.
            _ if found + wrong == 0 => Some(1.0),
            _ => Some(2.0 * found as f64 / (2 * found + wrong) as f64),
        }
    }
}

/// How a predicted day compares with the gold's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    Right,
    Wrong,
    Absent,
}

/// What one page scores; parts without gold are none.
#[derive(Debug, Clone)]
pub(crate) struct PageScore {
    pub(crate) id: String,
    /// The page itself, to look at.
    pub(crate) path: PathBuf,
    pub(crate) language: String,
    pub(crate) page_type: String,
    empty: bool,
    /// The word F1 that the tool expected.
    confidence: Option<f32>,
    text: Option<(Overlap, Shares)>,
    segments: Segments,
    title: Option<bool>,
    author: Option<f64>,
    day: Option<Day>,
}

impl PageScore {
    /// Scores one page.
    pub(crate) fn of(page: &Page, prediction: &Prediction, headline: Headline) -> Self {
        let gold = &page.gold;
        let text = scored_text(prediction, headline);
        let compare = |want: &String| {
            let (predicted, gold) = (words(&text), words(want));
            (word_overlap(&predicted, &gold), shingle_shares(&predicted, &gold))
        };
        let title = prediction.title.as_deref().unwrap_or_default();
        let named = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
        Self {
            id: gold.id.clone(),
            path: page.source.path().to_owned(),
            language: named(&gold.language).unwrap_or_else(|| "-".into()),
            page_type: named(&gold.page_type).unwrap_or_else(|| "-".into()),
            empty: is_blank(&text),
            confidence: prediction.confidence,
            text: gold.text.as_ref().map(compare),
            segments: segments(&text, gold),
            title: named(&gold.title).map(|want| words(title) == words(&want)),
            author: named(&gold.author).map(|want| token_f1(&words(&prediction.names()), &words(&want))),
            day: day(gold, prediction),
        }
    }

    /// Expected and reached word F1, where both are known.
    pub(crate) fn reliability(&self) -> Option<(f64, f64)> {
        Some((f64::from(self.confidence?), self.word_f1()?))
    }

    /// Word F1, where the gold has a text.
    pub(crate) fn word_f1(&self) -> Option<f64> {
        self.text.map(|(overlap, _)| overlap.f1)
    }

    /// Word F1, or segment F1 where the gold has segments only.
    pub(crate) fn text_f1(&self) -> Option<f64> {
        self.word_f1().or_else(|| self.segments.f1())
    }
}

fn scored_text(prediction: &Prediction, headline: Headline) -> String {
    let text = prediction.text.as_deref().unwrap_or_default();
    let title = prediction.title.as_deref().unwrap_or_default();
    if headline == Headline::First && !title.is_empty() && !fold(text).starts_with(&fold(title)) {
        return format!("{title}\n\n{text}");
    }
    text.to_owned()
}

fn segments(text: &str, gold: &Gold) -> Segments {
    let folded = fold(text);
    let count = |segments: &Option<Vec<String>>| {
        let segments = segments.as_deref().unwrap_or_default();
        let there = segments.iter().filter(|segment| folded.contains(&fold(segment))).count();
        (there, segments.len() - there)
    };
    let ((found, missed), (leaked, avoided)) = (count(&gold.required), count(&gold.forbidden));
    Segments { found, missed, leaked, avoided }
}

fn day(gold: &Gold, prediction: &Prediction) -> Option<Day> {
    let want = leading_day(gold.date.as_deref()?)?;
    Some(match prediction.date.as_deref().and_then(leading_day) {
        Some(day) if day == want => Day::Right,
        Some(_) => Day::Wrong,
        None => Day::Absent,
    })
}

/// What a group of pages scores. Metrics without gold in the group are absent.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Score {
    pub(crate) pages: usize,
    /// Pages without any text.
    pub(crate) empty: usize,
    #[serde(flatten)]
    pub(crate) metrics: BTreeMap<Metric, f64>,
}

impl Score {
    /// Sums up the pages of a group.
    pub(crate) fn of(pages: &[&PageScore]) -> Self {
        let mut metrics = BTreeMap::new();
        metrics.extend(text_metrics(pages));
        metrics.extend(segment_metrics(pages));
        metrics.extend(field_metrics(pages));
        Self { pages: pages.len(), empty: pages.iter().filter(|page| page.empty).count(), metrics }
    }
}

fn text_metrics(pages: &[&PageScore]) -> Vec<(Metric, f64)> {
    let scored: Vec<(Overlap, Shares)> = pages.iter().filter_map(|page| page.text).collect();
    let of = |part: fn(&Overlap) -> f64| mean(scored.iter().map(|(overlap, _)| part(overlap)));
    let (Some(f1), Some(precision), Some(recall)) = (of(|o| o.f1), of(|o| o.precision), of(|o| o.recall))
    else {
        return Vec::new();
    };
    let shares: Vec<Shares> = scored.iter().map(|(_, shares)| *shares).collect();
    let shingles = shingle_f1(&shares);
    let names = [Metric::WordF1, Metric::WordP, Metric::WordR, Metric::ShingleF1];
    names.into_iter().zip([f1, precision, recall, shingles]).collect()
}

fn segment_metrics(pages: &[&PageScore]) -> Vec<(Metric, f64)> {
    let sum = |part: fn(&Segments) -> usize| pages.iter().map(|page| part(&page.segments)).sum::<usize>();
    let (found, missed, leaked) = (sum(|s| s.found), sum(|s| s.missed), sum(|s| s.leaked));
    if found + missed + leaked + sum(|s| s.avoided) == 0 {
        return Vec::new();
    }
    let share = |part: usize, whole: usize| if part > 0 { part as f64 / whole as f64 } else { 0.0 };
    vec![
        (Metric::SegmentF1, share(2 * found, 2 * found + leaked + missed)),
        (Metric::SegmentP, share(found, found + leaked)),
        (Metric::SegmentR, share(found, found + missed)),
    ]
}

fn field_metrics(pages: &[&PageScore]) -> Vec<(Metric, f64)> {
    let days = |wanted: Day| {
        let shares = pages.iter().filter_map(|page| page.day);
        mean(shares.map(|day| f64::from(u8::from(day == wanted))))
    };
    let title = mean(pages.iter().filter_map(|page| page.title).map(|right| f64::from(u8::from(right))));
    let author = mean(pages.iter().filter_map(|page| page.author));
    let values = [
        (Metric::Title, title),
        (Metric::AuthorF1, author),
        (Metric::DateRight, days(Day::Right)),
        (Metric::DateWrong, days(Day::Wrong)),
    ];
    values.into_iter().filter_map(|(metric, value)| Some((metric, value?))).collect()
}
