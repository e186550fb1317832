//! The sequential end of the pipeline: outcomes in input order → filters → duplicates → shards, with a
//! checkpoint whenever a shard is closed.

use crate::{
    Error,
    config::{Config, OnError},
    dedup::Index,
    filters,
    output::{Checkpoint, OutputFolder},
    progress::{Progress, Reporter},
    record::Record,
    rejects::{Reject, on_one_line},
    settings::Dedup,
    shard::{FileOptions, ShardWriter},
    source::{Position, RecordCounts},
};

/// Documents after which the shards are closed, however small: where nearly all are rejected, days would be lost with
/// a run that is killed.
const MOST_DOCUMENTS: u64 = 1_000_000;

/// What became of one document.
pub(crate) struct Outcome {
    /// A record, or why there is none.
    pub result: Result<Box<Record>, Box<Reject>>,
    /// Place in the input after it.
    pub next: Position,
    /// Bytes of input files read so far.
    pub consumed: u64,
    /// What a WARC file has up to it, without rows of their own.
    pub records: RecordCounts,
}

/// The open shards and all that is known when a document arrives.
pub(crate) struct Sink<'a> {
    config: &'a Config,
    folder: &'a OutputFolder,
    reporter: &'a dyn Reporter,
    checkpoint: Checkpoint,
    index: Index,
    data_options: FileOptions,
    reject_options: FileOptions,
    data: Option<ShardWriter<Record>>,
    rejects: Option<ShardWriter<Reject>>,
    /// Since the last checkpoint.
    documents: u64,
    most_documents: u64,
}

impl<'a> Sink<'a> {
    /// Goes on at `checkpoint`: finished shards are read once for their hashes.
    ///
    /// # Errors
    /// When a finished shard cannot be read.
    pub(crate) fn resume(
        config: &'a Config,
        folder: &'a OutputFolder,
        reporter: &'a dyn Reporter,
        checkpoint: Checkpoint,
    ) -> Result<Self, Error> {
        let mut index = Index::new(config.dedup_bytes());
        if config.output.dedup == Dedup::Exact {
            for shard in &checkpoint.manifest.data {
                index.load(&folder.work().join(&shard.file))?;
            }
        }
        let provenance = checkpoint.manifest.provenance();
        Ok(Self {
            config,
            folder,
            reporter,
            index,
            data_options: FileOptions::new::<Record>(
                &config.output,
                &provenance,
                Record::schema(&config.carried),
            ),
            reject_options: FileOptions::new::<Reject>(&config.output, &provenance, Reject::schema()),
            data: None,
            rejects: None,
            documents: 0,
            most_documents: MOST_DOCUMENTS,
            checkpoint,
        })
    }

    /// Takes documents in input order.
    ///
    /// # Errors
    /// When the disk is full or the like, and with `--strict`.
    pub(crate) fn accept(&mut self, outcomes: Vec<Outcome>) -> Result<(), Error> {
        for outcome in outcomes {
            let kept = match outcome.result {
                Ok(record) => self.select(record)?,
                Err(reject) => Err(reject),
            };
            self.documents += 1;
            self.checkpoint.position = outcome.next;
            self.checkpoint.manifest.counts.count_records(outcome.records);
            match kept {
                Ok(record) => self.keep(*record)?,
                Err(reject) => self.reject(*reject)?,
            }
            if self.documents >= self.most_documents {
                self.close_shards()?;
            }
            self.reporter.advance(&Progress {
                documents: self.checkpoint.manifest.counts.documents,
                rejected: self.checkpoint.manifest.counts.rejected,
                bytes: outcome.consumed,
            });
        }
        Ok(())
    }

    /// Filters, then duplicates.
    fn select(&mut self, record: Box<Record>) -> Result<Result<Box<Record>, Box<Reject>>, Error> {
        let mut reject = filters::check(&record, &self.config.output);
        if reject.is_none() && self.config.output.dedup == Dedup::Exact {
            reject = self.index.check(&record)?;
        }
        Ok(reject.map_or(Ok(record), |reject| Err(Box::new(reject))))
    }

    fn keep(&mut self, record: Record) -> Result<(), Error> {
        let mut writer = match self.data.take() {
            Some(writer) => writer,
            None => self.open_data()?,
        };
        self.checkpoint.manifest.counts.keep(&record, &self.config.carried);
        writer.push(record)?;
        let is_full = writer.size() >= self.config.output.shard_size.0;
        self.data = Some(writer);
        if is_full { self.close_shards() } else { Ok(()) }
    }

    fn reject(&mut self, reject: Reject) -> Result<(), Error> {
        if self.config.on_error == OnError::Stop && reject.stage.is_error() {
            let source_name = on_one_line(&reject.place.to_string());
            let (reason, detail) = (reject.reason.as_str(), on_one_line(&reject.detail));
            return Err(Error::Strict { source_name, reason, detail });
        }
        self.reporter.rejected(&reject);
        let mut writer = match self.rejects.take() {
            Some(writer) => writer,
            None => self.open_rejects()?,
        };
        self.checkpoint.manifest.counts.reject(&reject);
        writer.push(reject)?;
        let is_full = writer.size() >= self.config.output.shard_size.0;
        self.rejects = Some(writer);
        if is_full { self.close_shards() } else { Ok(()) }
    }

    fn open_data(&self) -> Result<ShardWriter<Record>, Error> {
        let name = format!("data-{:05}.parquet", self.checkpoint.manifest.data.len());
        ShardWriter::create(self.folder.work(), &name, &self.data_options)
    }

    fn open_rejects(&self) -> Result<ShardWriter<Reject>, Error> {
        let name = format!("rejects-{:05}.parquet", self.checkpoint.manifest.rejects.len());
        ShardWriter::create(self.folder.work(), &name, &self.reject_options)
    }

    /// Closes both files at the same document, so that a checkpoint needs no half of either.
    fn close_shards(&mut self) -> Result<(), Error> {
        if let Some(writer) = self.data.take() {
            self.checkpoint.manifest.data.push(writer.finish()?);
        }
        if let Some(writer) = self.rejects.take() {
            self.checkpoint.manifest.rejects.push(writer.finish()?);
        }
        self.documents = 0;
        self.folder.save(&self.checkpoint)
    }

    /// Counts the records behind the last document and closes the last shards; an output without rows has empty
    /// files, so that it can be read too.
    ///
    /// # Errors
    /// When the disk is full or the like, and when documents and rows do not agree.
    pub(crate) fn finish(mut self, records: RecordCounts) -> Result<Checkpoint, Error> {
        self.checkpoint.manifest.counts.count_records(records);
        if self.data.is_none() && self.checkpoint.manifest.data.is_empty() {
            self.data = Some(self.open_data()?);
        }
        if self.rejects.is_none() && self.checkpoint.manifest.rejects.is_empty() {
            self.rejects = Some(self.open_rejects()?);
        }
        self.checkpoint.complete = true;
        self.close_shards()?;
        check_counts(&self.checkpoint)?;
        Ok(self.checkpoint)
    }
}

/// Documents in = rows in data + rows in rejects.
fn check_counts(checkpoint: &Checkpoint) -> Result<(), Error> {
    let manifest = &checkpoint.manifest;
    let rows = |shards: &[crate::shard::Shard]| shards.iter().map(|shard| shard.rows).sum::<u64>();
    let (data, rejects) = (rows(&manifest.data), rows(&manifest.rejects));
    let documents = manifest.counts.documents;
    if data + rejects == documents {
        return Ok(());
    }
    Err(Error::Inconsistent(format!("{documents} documents, {data} rows of data, {rejects} rows of rejects")))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::{
        cli::{Cli, Command},
        config::Existing,
        manifest::Manifest,
        output::Start,
        progress::Silent,
        rejects::Reason,
        scratch::Scratch,
        source::{Place, Survey},
    };

    #[test]
    fn shards_are_closed_after_so_many_documents() {
        let line = Cli::parse_from(["copydesk", "export", "-", "--out", "x"]);
        let Command::Export(args) = line.command else { panic!("export was given") };
        let config = Config::from_args(*args).expect("valid");
        let scratch = Scratch::new();
        let folder = OutputFolder::open(scratch.path(), Existing::Refuse).expect("folder");
        let fresh = Manifest::new(&config, vec![Survey::default()]);
        let Start::At(start) = folder.start(Existing::Refuse, fresh).expect("a start") else {
            panic!("nothing has run")
        };
        let mut sink = Sink::resume(&config, &folder, &Silent, *start).expect("a sink");
        sink.most_documents = 3;
        let outcome = |files| Outcome {
            result: Err(Box::new(Reject::read(Place::default(), Reason::Unreadable, String::new()))),
            next: Position { files, ..Position::default() },
            consumed: 0,
            records: RecordCounts::default(),
        };
        sink.accept((1..=7).map(outcome).collect()).expect("accepted");
        let rows: Vec<u64> = sink.checkpoint.manifest.rejects.iter().map(|shard| shard.rows).collect();
        assert_eq!(rows, [3, 3]);
        let saved = std::fs::read_to_string(folder.work().join("checkpoint.json")).expect("a checkpoint");
        let saved: Checkpoint = serde_json::from_str(&saved).expect("JSON");
        assert_eq!((saved.position.files, saved.manifest.counts.documents), (6, 6));
    }
}
