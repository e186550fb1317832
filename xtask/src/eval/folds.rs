//! Models that have not seen a page: one for each fold of registrable domains.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use copydesk_extractor::cleaner::{Model, ModelError, TextModel};
use sha2::{Digest, Sha256};

/// Folds of the training.
pub(crate) const FOLDS: usize = 5;

/// A model of each fold, trained without the pages or texts of that fold.
#[derive(Debug)]
pub(crate) struct Folds<M>(Vec<M>);

impl<M> Folds<M> {
    fn read_with(folder: &Path, prefix: &str, parse: fn(&[u8]) -> Result<M, ModelError>) -> Result<Self> {
        let read = |fold: usize| {
            let path = folder.join(format!("{prefix}fold-{fold}.bin"));
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            parse(&bytes).with_context(|| path.display().to_string())
        };
        Ok(Self((0..FOLDS).map(read).collect::<Result<_>>()?))
    }

    /// The model that has seen nothing of this domain.
    pub(crate) fn model(&self, domain: &str) -> &M {
        &self.0[fold_of(domain)]
    }
}

impl Folds<Model> {
    /// Reads `fold-0.bin` to `fold-4.bin`, which `cargo xtask train` writes.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        Self::read_with(folder, "", Model::from_bytes)
    }
}

impl Folds<TextModel> {
    /// Reads `text-fold-0.bin` to `text-fold-4.bin`, which `cargo xtask train --text` writes.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        Self::read_with(folder, "text-", TextModel::from_bytes)
    }
}

/// The fold of a domain: the first eight bytes of its SHA-256 as a number, modulo the folds.
pub(crate) fn fold_of(domain: &str) -> usize {
    let digest = Sha256::digest(domain.as_bytes());
    let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    (number % FOLDS as u64) as usize
}

/// The registrable domain of an address.
pub(crate) fn domain_of(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next()?.to_lowercase();
    let domain = psl::domain_str(&host).unwrap_or(host.as_str());
    (!domain.is_empty()).then(|| domain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_hosts_of_a_site_are_in_one_fold() {
        let domain = |url: &str| domain_of(url);
        assert_eq!(domain("https://news.example.co.uk/a?b"), Some("example.co.uk".into()));
        assert_eq!(domain("http://example.co.uk:80"), domain("https://www.example.co.uk/x#y"));
        assert_eq!(domain(""), None);
    }

    #[test]
    fn folds_are_those_of_the_training() {
        // int.from_bytes(sha256(name).digest()[:8], "big") % 5 in Python.
        let folds = ["example.com", "example.org", "bbc.co.uk"].map(fold_of);
        assert_eq!(folds, [4, 2, 1]);
    }
}
