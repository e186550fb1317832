//! What a run says at its end.

use std::{cmp::Reverse, collections::BTreeMap, fmt, path::PathBuf, time::Duration};

use crate::{config::Config, manifest::Manifest, size::in_words};

/// Kinds of files that are named; the manifest names all.
const MOST_KINDS: usize = 8;

/// The end of a run: the manifest, and what depends on time and place.
#[derive(Debug, Clone)]
pub struct Summary {
    /// What was written.
    pub manifest: Manifest,
    /// Where it was written.
    pub out: PathBuf,
    /// Work of this run; none when an earlier run had finished already.
    pub work: Option<Work>,
}

/// The work of one run.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    /// Documents done, without those of an earlier run.
    pub documents: u64,
    /// Bytes of input files read.
    pub bytes: u64,
    /// Time that it took.
    pub elapsed: Duration,
}

impl Summary {
    pub(crate) fn of_run(
        config: &Config,
        manifest: Manifest,
        resumed: u64,
        bytes: u64,
        elapsed: Duration,
    ) -> Self {
        let documents = manifest.counts.documents - resumed;
        let work = Some(Work { documents, bytes, elapsed });
        Self { manifest, out: config.out.clone(), work }
    }

    pub(crate) fn of_earlier(config: &Config, manifest: Manifest) -> Self {
        Self { manifest, out: config.out.clone(), work: None }
    }

    /// Whether documents were rejected by an error.
    pub fn has_errors(&self) -> bool {
        self.manifest.counts.errors > 0
    }
}

/// The kinds with the most files, and how many others there are.
fn most_frequent(kinds: &BTreeMap<&str, u64>) -> String {
    let mut sorted: Vec<_> = kinds.iter().collect();
    sorted.sort_by_key(|(kind, count)| (Reverse(**count), **kind));
    let shown = sorted.iter().take(MOST_KINDS).map(|(kind, count)| format!("{kind} {count}"));
    let line = shown.collect::<Vec<String>>().join(", ");
    match sorted.len().saturating_sub(MOST_KINDS) {
        0 => line,
        more => format!("{line} and {more} other kinds"),
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = &self.manifest.counts;
        if self.work.is_none() {
            writeln!(f, "An earlier run has finished already; nothing was done.")?;
        }
        writeln!(f, "Documents  {}", counts.documents)?;
        writeln!(f, "Kept       {}", counts.kept)?;
        writeln!(f, "Rejected   {}", counts.rejected)?;
        for (stage, reasons) in &counts.reasons {
            for (reason, count) in reasons {
                writeln!(f, "  {:<24} {count}", format!("{stage}/{reason}"))?;
            }
        }
        let skipped = self.manifest.skipped();
        if !skipped.is_empty() {
            let total: u64 = skipped.values().sum();
            writeln!(f, "Skipped    {total} files of other kinds: {}", most_frequent(&skipped))?;
            if counts.documents == 0 {
                writeln!(
                    f,
                    "           A pattern in quotation marks, such as 'FOLDER/**/*', reads them all."
                )?;
            }
        }
        if !counts.other_records.is_empty() {
            let kinds: Vec<String> =
                counts.other_records.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
            let total: u64 = counts.other_records.values().sum();
            writeln!(f, "Others     {total} WARC records that are no documents: {}", kinds.join(", "))?;
        }
        for (column, _) in counts.carried.iter().filter(|(_, values)| **values == 0) {
            writeln!(f, "No value   in any row of the carried column {column}; is its name right?")?;
        }
        if counts.truncated > 0 {
            let count = counts.truncated;
            writeln!(
                f,
                "Truncated  {count} documents that the crawler did not store whole (WARC-Truncated)"
            )?;
        }
        if counts.mended > 0 {
            let count = counts.mended;
            writeln!(f, "Mended     {count} JSON lines with malformed bytes, which are U+FFFD now")?;
        }
        if let Some(work) = self.work {
            let seconds = work.elapsed.as_secs_f64().max(f64::EPSILON);
            writeln!(
                f,
                "Rate       {:.1} documents/s, {:.1} MB/s; {} in {seconds:.1} s",
                work.documents as f64 / seconds,
                work.bytes as f64 / 1e6 / seconds,
                in_words(work.bytes),
            )?;
        }
        let size = self.manifest.data.iter().map(|shard| shard.bytes).sum();
        let files = self.manifest.data.len();
        let noun = if files == 1 { "file" } else { "files" };
        let out = self.out.display();
        writeln!(
            f,
            "Written    {out}/data: {files} {noun}, {}; {out}/rejects, {out}/README.md",
            in_words(size)
        )?;
        write!(f, "Load       python -c \"import pandas; print(pandas.read_parquet('{out}/data'))\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_kinds_are_named() {
        assert_eq!(most_frequent(&[(".a", 1), (".b", 5), (".c", 1)].into()), ".b 5, .a 1, .c 1");
        let names: Vec<String> = (0..20).map(|number| format!(".x{number:02}")).collect();
        let many: BTreeMap<&str, u64> = names.iter().map(|name| (name.as_str(), 1)).collect();
        let line = most_frequent(&many);
        assert!(line.starts_with(".x00 1, ") && line.ends_with(".x07 1 and 12 other kinds"), "{line}");
    }
}
