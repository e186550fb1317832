//! Why a run could not start or go on. One bad document is never an error: it is a reject row.

use std::{io, path::Path, path::PathBuf};

/// An error that ends a run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting, or two of them together, make no sense.
    #[error("{0}")]
    Config(String),
    /// An input that was named does not exist or cannot be used.
    #[error("{0}")]
    Input(String),
    /// The output folder is not in the state that the run needs.
    #[error("{0}")]
    Output(String),
    /// The output folder holds something and the command line does not say what to do about it.
    #[error("{0} is not empty")]
    NotEmpty(PathBuf),
    /// A file of the run itself could not be read or written.
    #[error("{path}: {error}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// Parquet could not be written or read back.
    #[error("{path}: {error}")]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the library said.
        error: parquet::errors::ParquetError,
    },
    /// The memory share of the duplicate index is used up.
    #[error("the index of exact duplicates needs more than {limit} bytes, its share of --memory")]
    DedupMemory {
        /// The share in bytes.
        limit: usize,
    },
    /// `--strict`, and a document was rejected by an error.
    #[error("stopped by --strict at {source_name}: {reason}: {detail}")]
    Strict {
        /// File and offset.
        source_name: String,
        /// Reason code.
        reason: &'static str,
        /// What happened.
        detail: String,
    },
    /// The user asked to stop.
    #[error("stopped before the end")]
    Interrupted,
    /// A count does not add up; the output must not be trusted.
    #[error("counts do not add up: {0}; this is a bug in copydesk")]
    Inconsistent(String),
}

impl Error {
    /// Wraps an IO error together with the path it is about.
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { path, error }
    }

    /// Wraps a Parquet error together with the path it is about.
    pub(crate) fn parquet<E: Into<parquet::errors::ParquetError>>(path: &Path) -> impl FnOnce(E) -> Self {
        let path = path.to_owned();
        move |error| Self::Parquet { path, error: error.into() }
    }

    /// What the user can do about it, where there is something to do.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotEmpty(_) => Some(
                "--resume goes on with a run that was stopped, --overwrite removes what an earlier run wrote",
            ),
            Self::DedupMemory { .. } => {
                Some("run again with --resume and a larger --memory; what is finished so far is kept")
            }
            Self::Strict { .. } => Some("run again with --resume and without --strict to go on from here"),
            Self::Interrupted => Some("run the same command with --resume to go on from the last shard"),
            _ => None,
        }
    }
}
