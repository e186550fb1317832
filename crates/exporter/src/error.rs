//! Why a run could not start or go on. One bad document is never an error: it is a reject row.

use std::{io, path::Path, path::PathBuf};

use parquet::errors::ParquetError;

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
        error: ParquetError,
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
    pub(crate) fn parquet<E: Into<ParquetError>>(path: &Path) -> impl FnOnce(E) -> Self {
        let path = path.to_owned();
        move |error| match error.into() {
            // The library wraps what the operating system says.
            ParquetError::External(error) => match error.downcast::<io::Error>() {
                Ok(error) => Self::Io { path, error: *error },
                Err(error) => Self::Parquet { path, error: ParquetError::External(error) },
            },
            error => Self::Parquet { path, error },
        }
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
            Self::Interrupted => Some(
                "run the same command with --resume to go on from the last finished shard; standard input cannot \
                 be read again",
            ),
            Self::Io { error, .. } if is_full(error) => Some(
                "make room, then run the same command with --resume to go on from the last finished shard; \
                 standard input cannot be read again",
            ),
            _ => None,
        }
    }
}

/// Whether there is no more room on a disk, or for this user or process.
fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_broken_parquet() {
        let path = Path::new("x.parquet");
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let error = Error::parquet(path)(ParquetError::External(Box::new(full)));
        assert!(
            matches!(error, Error::Io { .. }) && error.hint().is_some_and(|hint| hint.contains("--resume"))
        );
        let broken = Error::parquet(path)(ParquetError::EOF("footer".into()));
        assert!(matches!(broken, Error::Parquet { .. }) && broken.hint().is_none());
    }
}
