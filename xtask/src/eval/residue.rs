//! Cleaning of plain text against gold, by kind of noisy text: how good the text was and is, what was
//! kept of the gold words, and what went of the others.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use copydesk_extractor::cleaner::{Focus, Options, Phrases, TextModel, clean_text, without_markdown};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::floors::Floors;
use super::folds::{Folds, domain_of};
use super::gold::{Page, Set, Source, read_jsonl};
use super::metrics::{mean, shared, word_overlap};
use super::page_lines::scraped_text;
use super::page_markdown::{STYLES, Style, scraped_markdown};
use super::score::Metric;
use super::words::words;

/// A row that lost more than this share of its gold words was hurt.
const HURT_BELOW: f64 = 0.95;

/// A noisy text and what a person would keep of it.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Residue {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) page: String,
    pub(crate) url: Option<String>,
    pub(crate) page_type: Option<String>,
    #[serde(rename = "lang")]
    pub(crate) language: Option<String>,
    pub(crate) noisy: String,
    pub(crate) gold: Option<String>,
    pub(crate) title: Option<String>,
}

impl Residue {
    /// The registrable domain that the text comes from.
    pub(crate) fn domain(&self) -> String {
        self.url.as_deref().and_then(domain_of).unwrap_or_else(|| self.page.clone())
    }
}

#[derive(Debug, Deserialize)]
struct GoldRow {
    id: String,
    text: Option<String>,
    title: Option<String>,
}

/// Reads noisy texts, with the gold of their pages from another file where they have none of their own; of a set of
/// pages with full gold, the texts as scrapers save them.
pub(crate) fn read_residue(path: &Path, gold: Option<&Path>, form: Form) -> Result<Vec<Residue>> {
    if path.is_dir() {
        if gold.is_some() {
            bail!("{}: a set has gold of its own", path.display());
        }
        let pages = Set::read(path)?.pages;
        let texts: Vec<_> = pages
            .par_iter()
            .enumerate()
            .map(|(index, page)| residue_of(page, form.of_page(index)))
            .collect::<Result<_>>()?;
        return Ok(texts.into_iter().flatten().collect());
    }
    let mut rows: Vec<Residue> = read_jsonl(path)?;
    let Some(gold) = gold else { return Ok(rows) };
    let golds: HashMap<String, GoldRow> =
        read_jsonl::<GoldRow>(gold)?.into_iter().map(|row| (row.id.clone(), row)).collect();
    for row in &mut rows {
        if let (None, Some(gold)) = (&row.gold, golds.get(&row.page)) {
            row.gold.clone_from(&gold.text);
            row.title.clone_from(&gold.title);
        }
    }
    Ok(rows)
}

/// How the pages of a set are saved as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Lines,
    /// In each way of writing Markdown in turn.
    Markdown,
}

impl Form {
    pub(crate) fn of_page(self, index: usize) -> Option<Style> {
        (self == Self::Markdown).then(|| STYLES[index % STYLES.len()])
    }
}

/// A page as a scraper saves it; none where gold has neither a full text nor a title.
fn residue_of(page: &Page, style: Option<Style>) -> Result<Option<Residue>> {
    let gold = page.gold.clone();
    let text = gold.text.filter(|text| !text.trim().is_empty());
    if text.is_none() && gold.title.is_none() {
        return Ok(None);
    }
    let path = page.source.path();
    let context = || format!("cannot read {}", path.display());
    let noisy = match &page.source {
        Source::PlainText(path) => fs::read_to_string(path).with_context(context)?,
        Source::Html(path) => {
            let html = fs::read(path).with_context(context)?;
            let text = style.map_or_else(|| scraped_text(&html), |style| scraped_markdown(&html, style));
            text.with_context(context)?
        }
    };
    Ok(Some(Residue {
        id: gold.id.clone(),
        kind: if style.is_some() { "markdown" } else { "page" }.to_owned(),
        page: gold.id,
        url: gold.url,
        page_type: gold.page_type,
        language: gold.language,
        noisy,
        gold: text,
        title: gold.title,
    }))
}

/// What is evaluated, and how.
pub(super) struct Task<'a> {
    pub(super) residue: &'a Path,
    pub(super) gold: Option<&'a Path>,
    pub(super) form: Form,
    pub(super) predictions: Option<&'a PathBuf>,
    /// Models that have not seen a text.
    pub(super) folds: Option<Folds<TextModel>>,
    pub(super) floors: Option<Floors>,
    pub(super) focus: Focus,
    pub(super) phrases: Phrases,
}

/// A cleaned text, as other programs read it.
#[derive(Debug, Serialize)]
struct Cleaned<'a> {
    id: &'a str,
    text: &'a str,
}

/// A noisy text after cleaning.
struct CleanedText {
    /// With the headline, as `copydesk clean` prints it.
    text: String,
    headline: Option<String>,
    /// Cleaning it again changes nothing.
    is_stable: bool,
}

/// What the headline of a text is that has its title as a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Headline {
    Right,
    Wrong,
    None,
}

/// What one row scores.
#[derive(Debug, Clone, Copy)]
struct Score {
    before: f64,
    after: f64,
    kept: f64,
    noise_before: usize,
    noise_after: usize,
}

/// What the texts of one group score.
#[derive(Debug, Default)]
struct Group {
    scores: Vec<Score>,
    headlines: Vec<Headline>,
}

/// The metrics of each group that floors can be set for.
type Measured = BTreeMap<String, BTreeMap<Metric, f64>>;

/// Cleans every text, checks that cleaning it again changes nothing, and prints a row for each kind.
pub(super) fn run(task: &Task) -> Result<ExitCode> {
    let rows = read_residue(task.residue, task.gold, task.form)?;
    let cleaned: Vec<CleanedText> = rows.par_iter().map(|row| clean(row, task)).collect();
    if let Some(path) = task.predictions {
        write_predictions(path, &rows, &cleaned)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    let groups = grouped(&rows, &cleaned);
    let name = task.residue.file_stem().unwrap_or_default().to_string_lossy();
    // The floors of a set are those of its pages as HTML.
    let set = match task.form {
        _ if !task.residue.is_dir() => name.into_owned(),
        Form::Lines => format!("scraped-{name}"),
        Form::Markdown => format!("markdown-{name}"),
    };
    let mut measured = Measured::new();
    print_scores(&groups, &set, &mut measured);
    print_headlines(&groups, &set, &mut measured);
    let unstable = cleaned.iter().filter(|cleaned| !cleaned.is_stable).count();
    println!("{unstable} of {} texts change when they are cleaned again", rows.len());
    let checks =
        task.floors.as_ref().map(|floors| floors.check_subjects(&set, &measured)).unwrap_or_default();
    let broken: Vec<_> = checks.iter().filter(|check| !check.holds()).collect();
    for check in &broken {
        eprintln!("{check}");
    }
    if task.floors.is_some() {
        eprintln!("{} of {} floors hold", checks.len() - broken.len(), checks.len());
    }
    Ok(if unstable == 0 && broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// All texts, those of each kind, and of each kind by page type and language where these differ.
fn grouped(rows: &[Residue], cleaned: &[CleanedText]) -> BTreeMap<String, Group> {
    let parts: [fn(&Residue) -> Option<&str>; 2] =
        [|row| row.page_type.as_deref(), |row| row.language.as_deref()];
    let differing = parts.iter().filter(|part| rows.iter().map(part).collect::<HashSet<_>>().len() > 1);
    let differing: Vec<_> = differing.collect();
    let judged: Vec<_> = rows
        .par_iter()
        .zip(cleaned)
        .map(|(row, cleaned)| (score(row, &cleaned.text), judge_headline(row, cleaned)))
        .collect();
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for (row, (score, headline)) in rows.iter().zip(judged) {
        let named = differing.iter().map(|part| format!("{} {}", row.kind, part(row).unwrap_or("?")));
        for name in named.chain([row.kind.clone(), "all".to_owned()]) {
            let group = groups.entry(name).or_default();
            group.scores.extend(score);
            group.headlines.extend(headline);
        }
    }
    groups
}

fn print_scores(groups: &BTreeMap<String, Group>, set: &str, measured: &mut Measured) {
    println!(
        "{:<26} {:>5} {:>9} {:>9} {:>7} {:>7} {:>7}",
        "texts", "rows", "F1 before", "F1 after", "kept", "removed", "hurt"
    );
    for (name, Group { scores, .. }) in groups.iter().filter(|(_, group)| !group.scores.is_empty()) {
        let average = |value: fn(&Score) -> f64| mean(scores.iter().map(value)).unwrap_or_default();
        let noise = |value: fn(&Score) -> usize| scores.iter().map(value).sum::<usize>() as f64;
        let removed = 1.0 - noise(|score| score.noise_after) / noise(|score| score.noise_before).max(1.0);
        let (after, kept) = (average(|score| score.after), average(|score| score.kept));
        measured
            .entry(format!("{set} {name}"))
            .or_default()
            .extend([(Metric::WordF1, after), (Metric::Kept, kept)]);
        println!(
            "{name:<26} {:>5} {:>9.4} {after:>9.4} {kept:>7.4} {removed:>7.4} {:>7.4}",
            scores.len(),
            average(|score| score.before),
            average(|score| f64::from(u8::from(score.kept < HURT_BELOW))),
        );
    }
    println!();
}

fn print_headlines(groups: &BTreeMap<String, Group>, set: &str, measured: &mut Measured) {
    println!("{:<26} {:>5} {:>9} {:>9}", "texts with their title", "rows", "right", "wrong");
    for (name, Group { headlines, .. }) in groups.iter().filter(|(_, group)| !group.headlines.is_empty()) {
        let share = |wanted| mean(headlines.iter().map(|found| f64::from(u8::from(*found == wanted))));
        let [right, wrong] =
            [Headline::Right, Headline::Wrong].map(|wanted| share(wanted).unwrap_or_default());
        measured.entry(format!("{set} {name}")).or_default().insert(Metric::Title, right);
        println!("{name:<26} {:>5} {right:>9.4} {wrong:>9.4}", headlines.len());
    }
    println!();
}

fn clean(row: &Residue, task: &Task) -> CleanedText {
    let text_model = task.folds.as_ref().map(|folds| folds.model(&row.domain()));
    let options = Options { text_model, focus: task.focus, phrases: task.phrases, ..Options::default() };
    let cleaned = clean_text(&row.noisy, &options);
    let whole = cleaned.text_with_headline();
    let again = clean_text(&whole, &options).text_with_headline();
    CleanedText { is_stable: again == whole, headline: cleaned.headline().map(str::to_owned), text: whole }
}

fn write_predictions(path: &Path, rows: &[Residue], cleaned: &[CleanedText]) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for (row, cleaned) in rows.iter().zip(cleaned) {
        serde_json::to_writer(&mut file, &Cleaned { id: &row.id, text: &cleaned.text })?;
        file.write_all(b"\n")?;
    }
    Ok(file.flush()?)
}

/// None where no line of the text is its title.
fn judge_headline(row: &Residue, cleaned: &CleanedText) -> Option<Headline> {
    let title = words(row.title.as_deref()?);
    if title.is_empty() || !row.noisy.lines().any(|line| words(&without_markdown(line)) == title) {
        return None;
    }
    Some(match &cleaned.headline {
        None => Headline::None,
        Some(headline) if words(&without_markdown(headline)) == title => Headline::Right,
        Some(_) => Headline::Wrong,
    })
}

/// The words of a text without the addresses of its links.
fn seen_words(text: &str) -> Vec<String> {
    let lines: Vec<_> = text.lines().map(without_markdown).collect();
    words(&lines.join("\n"))
}

/// None without gold.
fn score(row: &Residue, text: &str) -> Option<Score> {
    let gold = words(row.gold.as_deref()?);
    if gold.is_empty() {
        return None;
    }
    let [before, after] = [&row.noisy, text].map(seen_words);
    let common = |found: &[String]| shared(found.iter().collect(), gold.iter().collect());
    let (had, has) = (common(&before), common(&after));
    Some(Score {
        before: word_overlap(&before, &gold).f1,
        after: word_overlap(&after, &gold).f1,
        kept: if had > 0 { has as f64 / had as f64 } else { 1.0 },
        noise_before: before.len() - had,
        noise_after: after.len() - has,
    })
}
