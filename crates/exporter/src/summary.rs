//! What a run says at its end.

use std::{fmt, path::PathBuf, time::Duration};

use crate::{config::Config, manifest::Manifest, size::in_words};

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
            let kinds: Vec<String> =
                skipped.iter().map(|(extension, count)| format!("{extension} {count}")).collect();
            writeln!(f, "Skipped    {total} files of other kinds: {}", kinds.join(", "))?;
        }
        if !counts.other_records.is_empty() {
            let kinds: Vec<String> =
                counts.other_records.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
            let total: u64 = counts.other_records.values().sum();
            writeln!(f, "Others     {total} WARC records that are no documents: {}", kinds.join(", "))?;
        }
        if counts.truncated > 0 {
            let count = counts.truncated;
            writeln!(
                f,
                "Truncated  {count} documents that the crawler did not store whole (WARC-Truncated)"
            )?;
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
