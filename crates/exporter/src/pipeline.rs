//! The run: sources → extract → filter → duplicates → shards. This is the one file that knows the order
//! of the stages. Documents are taken in batches bounded by number and bytes, extracted in parallel
//! and collected in input order; all else happens in sequence. While one batch is extracted the one
//! before it is written and the one after it is read. The output is the same for any number of threads;
//! only `--max-seconds` looks at a clock, and only a document that reaches it can differ.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use rayon::prelude::*;

use crate::{
    Error,
    budget::Budget,
    config::{Config, OutputSettings},
    extraction::{extract_record, site_lines},
    manifest::Manifest,
    output::{Checkpoint, OutputFolder, Start},
    progress::{Reporter, Totals},
    settings::SiteTemplates,
    sink::{Outcome, Sink},
    site_lines::SiteLines,
    source::{Item, Position, RawDocument, Source},
    summary::Summary,
};

/// Most documents of a batch: enough for every thread to find work while the last ones finish.
const BATCH_DOCUMENTS_PER_THREAD: usize = 64;
/// Stack of a worker. Nothing in the pipeline recurses with the input; this is a margin.
const STACK_BYTES: usize = 8 << 20;

/// Runs the pipeline. When `stop` becomes true the open batch is finished and the run ends with
/// [`Error::Interrupted`].
///
/// # Errors
/// Settings, inputs and output that do not allow a run, and disks. Documents never are an error, except
/// with `--strict`.
pub fn run(config: &Config, reporter: &dyn Reporter, stop: &AtomicBool) -> Result<Summary, Error> {
    let started = Instant::now();
    let folder = OutputFolder::open(&config.out, config.existing)?;
    let surveys = config.inputs.iter().map(|input| input.survey(&config.out)).collect();
    let fresh = Manifest::new(config, surveys);
    let checkpoint = match folder.start(config.existing, fresh)? {
        Start::At(checkpoint) => *checkpoint,
        Start::Finished(manifest) => return Ok(Summary::of_earlier(config, *manifest)),
    };
    let resumed = checkpoint.manifest.counts.documents;
    reporter.start(&totals(config, &checkpoint));
    let (checkpoint, bytes) = if checkpoint.complete {
        (checkpoint, 0)
    } else {
        process(config, &folder, reporter, stop, checkpoint)?
    };
    let manifest = folder.publish(&checkpoint, &config.carried)?;
    reporter.finish();
    Ok(Summary::of_run(config, manifest, resumed, bytes, started.elapsed()))
}

fn totals(config: &Config, checkpoint: &Checkpoint) -> Totals {
    let inputs = &checkpoint.manifest.inputs;
    let is_known = !config.inputs.iter().any(crate::source::Input::is_stdin) && config.output.limit.is_none();
    Totals {
        bytes: is_known.then(|| inputs.iter().map(|input| input.bytes).sum()),
        documents_done: checkpoint.manifest.counts.documents,
    }
}

/// Takes all documents from the checkpoint to the end; gives the last checkpoint and the bytes read.
fn process(
    config: &Config,
    folder: &OutputFolder,
    reporter: &dyn Reporter,
    stop: &AtomicBool,
    mut checkpoint: Checkpoint,
) -> Result<(Checkpoint, u64), Error> {
    let mut source = Source::start(config, checkpoint.position)?;
    let mut sites = count_site_lines(config, stop)?;
    if let Some(sites) = &mut sites {
        settle_site_lines(sites, &mut checkpoint.manifest.counts.site_lines_known_one_in, reporter)?;
    }
    let before = source.consumed();
    let left = config
        .output
        .limit
        .map_or(u64::MAX, |limit| limit.saturating_sub(checkpoint.manifest.counts.documents));
    let mut documents = source.by_ref().take(usize::try_from(left).unwrap_or(usize::MAX));
    let mut sink = Sink::resume(config, folder, reporter, checkpoint)?;
    let pool = pool(config)?;
    let moved = pool.install(|| move_batches(config, sites.as_ref(), &mut documents, &mut sink, stop));
    let finished = match moved {
        Ok(consumed) => {
            sink.finish(source.take_records()).map(|checkpoint| (checkpoint, consumed.saturating_sub(before)))
        }
        Err(error) => {
            drop(sink);
            Err(error)
        }
    };
    if finished.is_err() {
        reporter.finish();
        folder.remove_open_shards();
    }
    finished
}

fn pool(config: &Config) -> Result<rayon::ThreadPool, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(config.threads).stack_size(STACK_BYTES).build();
    pool.map_err(|error| Error::Config(format!("threads could not be started: {error}")))
}

/// The first pass, where it was asked for: counts the lines of all documents of the run.
fn count_site_lines(config: &Config, stop: &AtomicBool) -> Result<Option<SiteLines>, Error> {
    if config.output.site_templates == SiteTemplates::Off {
        return Ok(None);
    }
    let limit = config.output.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    let mut documents = Source::start(config, Position::default())?.take(limit);
    let mut sites = SiteLines::new(config.site_lines_bytes());
    let budget = Budget::new(config.parse_bytes());
    let pool = pool(config)?;
    loop {
        let batch = next_batch(config, &mut documents);
        if batch.is_empty() {
            return Ok(Some(sites));
        }
        if stop.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        let read = batch.into_iter().filter_map(|item| item.document.ok()).collect::<Vec<_>>();
        let count = |document: &RawDocument| site_lines(document, &config.output, &budget);
        let lines: Vec<_> = pool.install(|| read.par_iter().with_max_len(1).filter_map(count).collect());
        for document in lines {
            sites.add(document);
        }
    }
}

/// Makes a run that is resumed with other memory look for the same lines as before.
fn settle_site_lines(
    sites: &mut SiteLines,
    earlier: &mut Option<u64>,
    reporter: &dyn Reporter,
) -> Result<(), Error> {
    if let Some(earlier) = *earlier
        && !sites.thin_to(earlier)
    {
        let why = "the run cannot be resumed with less --memory: the lines that its sites repeat do not fit any more";
        return Err(Error::Output(why.into()));
    }
    let one_in = sites.known_one_in();
    *earlier = Some(one_in);
    if one_in > 1 {
        reporter.warn(&format!(
            "the lines of all sites do not fit in their share of --memory: only one in {one_in} was looked for"
        ));
    }
    Ok(())
}

/// Moves all batches from the source to the sink; gives the bytes of input files read.
fn move_batches(
    config: &Config,
    sites: Option<&SiteLines>,
    documents: &mut (impl Iterator<Item = Item> + Send),
    sink: &mut Sink,
    stop: &AtomicBool,
) -> Result<u64, Error> {
    let budget = Budget::new(config.parse_bytes());
    let mut extracted = Vec::new();
    let mut batch = next_batch(config, documents);
    let mut consumed = 0;
    while !batch.is_empty() {
        let write_and_read = || -> Result<Vec<Item>, Error> {
            sink.accept(extracted)?;
            Ok(next_batch(config, documents))
        };
        let (next, outcomes) =
            rayon::join(write_and_read, || extract_batch(batch, &config.output, &budget, sites));
        batch = next?;
        extracted = outcomes;
        consumed = extracted.last().map_or(consumed, |outcome: &Outcome| outcome.consumed);
        if stop.load(Ordering::Relaxed) {
            sink.accept(extracted)?;
            return Err(Error::Interrupted);
        }
    }
    sink.accept(extracted)?;
    Ok(consumed)
}

/// Reads documents up to the bounds of a batch.
fn next_batch(config: &Config, documents: &mut impl Iterator<Item = Item>) -> Vec<Item> {
    let (most_bytes, most_documents) = (config.batch_bytes(), config.threads * BATCH_DOCUMENTS_PER_THREAD);
    let mut batch = Vec::new();
    let mut bytes = 0;
    while bytes < most_bytes && batch.len() < most_documents {
        let Some(item) = documents.next() else { break };
        bytes += item.size();
        batch.push(item);
    }
    batch
}

/// Extracts in parallel, keeps the order.
fn extract_batch(
    batch: Vec<Item>,
    settings: &OutputSettings,
    budget: &Budget,
    sites: Option<&SiteLines>,
) -> Vec<Outcome> {
    let extract = |item: Item| Outcome {
        result: item.document.and_then(|document| extract_record(document, settings, budget, sites)),
        next: item.next,
        consumed: item.consumed,
        records: item.records,
    };
    // Pages differ a lot in size, so each is a task of its own.
    batch.into_par_iter().with_max_len(1).map(extract).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Silent;

    #[test]
    fn a_resumed_run_looks_for_the_same_lines() {
        let mut earlier = Some(4);
        settle_site_lines(&mut SiteLines::new(1 << 20), &mut earlier, &Silent)
            .expect("more memory is enough");
        assert_eq!(earlier, Some(4));
        let mut fresh = None;
        settle_site_lines(&mut SiteLines::new(1 << 20), &mut fresh, &Silent).expect("a start");
        assert_eq!(fresh, Some(1));
        let mut fewer = SiteLines::new(1 << 20);
        fewer.thin_to(8);
        let refused = settle_site_lines(&mut fewer, &mut earlier, &Silent);
        assert!(refused.is_err_and(|error| error.to_string().contains("less --memory")));
    }
}
