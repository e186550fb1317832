//! An earlier version of this repository, checked out and built below `target`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::step::step_in;
use crate::workspace::{cargo, root};

/// Where the worktree, its build and its predictions lie, relative to the root.
const FOLDER: &str = "target/eval/against";

/// What a version must have to be compared with.
const EVALUATION: &str = "xtask/src/eval.rs";

/// Digits of a commit that are enough for people.
const SHORT_HASH: usize = 9;

/// A version that is built and can be run.
pub(super) struct Revision {
    /// As the caller named it.
    name: String,
    /// The commit.
    pub(super) hash: String,
    folder: PathBuf,
    /// Held while the worktree is in use, so that another comparison waits instead of changing it.
    _lock: File,
}

impl Revision {
    /// Checks the version out and builds it; the second time only what differs is compiled.
    pub(super) fn build(name: &str) -> Result<Self> {
        let hash = resolve(name)?;
        if git(&["cat-file", "-e", &format!("{hash}:{EVALUATION}")]).is_err() {
            bail!("{name} has no `cargo xtask eval` yet: name a later version");
        }
        let folder = root().join(FOLDER);
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let lock = File::create(folder.join("lock")).context("cannot lock the worktree")?;
        lock.lock().context("cannot lock the worktree")?;
        let revision = Self { name: name.to_owned(), hash, folder, _lock: lock };
        revision.check_out()?;
        let mut build = revision.cargo("build");
        build.args(["--quiet", "--release", "--package", "xtask"]);
        step_in(&revision.tree(), &format!("build of {}", revision.label()), &mut build)?;
        Ok(revision)
    }

    /// For headings: the name, and the commit unless that is the name.
    pub(super) fn label(&self) -> String {
        let short = &self.hash[..SHORT_HASH.min(self.hash.len())];
        if self.hash.starts_with(&self.name) { short.to_owned() } else { format!("{} ({short})", self.name) }
    }

    /// Has the version extract a set, and returns the file of its predictions.
    pub(super) fn predict(&self, set: &Path, name: &str) -> Result<PathBuf> {
        let file = self.folder.join(format!("{name}.jsonl"));
        if file.is_file() {
            fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
        }
        let mut run = self.cargo("run");
        run.args(["--quiet", "--release", "--package", "xtask", "--", "eval"]);
        run.arg(set).arg("--write-predictions").arg(&file);
        step_in(
            &self.tree(),
            &format!("{name} by {}", self.label()),
            run.stdout(std::process::Stdio::null()),
        )?;
        Ok(file)
    }

    fn tree(&self) -> PathBuf {
        self.folder.join("tree")
    }

    /// Cargo for the worktree: with the version's own toolchain and a build folder that stays warm.
    fn cargo(&self, subcommand: &str) -> Command {
        let mut command = cargo(subcommand);
        command.env("CARGO_TARGET_DIR", self.folder.join("build")).env_remove("RUSTUP_TOOLCHAIN");
        command
    }

    /// Moves the worktree to the commit, or makes it anew when it is not one of this repository.
    fn check_out(&self) -> Result<()> {
        let tree = self.tree();
        let path = tree.to_string_lossy();
        if tree.join(".git").is_file()
            && git(&["-C", &path, "checkout", "--quiet", "--force", "--detach", &self.hash]).is_ok()
        {
            return git(&["-C", &path, "clean", "--quiet", "--force", "-d"]).map(drop);
        }
        if tree.exists() {
            fs::remove_dir_all(&tree).with_context(|| format!("cannot remove {}", tree.display()))?;
        }
        git(&["worktree", "prune"])?;
        git(&["worktree", "add", "--quiet", "--force", "--detach", &path, &self.hash]).map(drop)
    }
}

/// The commit that a name means.
fn resolve(name: &str) -> Result<String> {
    // A name that begins with a dash would be an option.
    let commit = format!("{name}^{{commit}}");
    git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).map_err(|_| {
        anyhow::anyhow!("unknown revision {name}: name a commit, tag or branch of this repository")
    })
}

/// Runs git in the root and returns what it prints.
fn git(arguments: &[&str]) -> Result<String> {
    let output =
        Command::new("git").args(arguments).current_dir(root()).output().context("cannot start git")?;
    if !output.status.success() {
        bail!("git {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_revisions_are_named() {
        for name in ["no-such-branch", "--all", ""] {
            let error = resolve(name).expect_err(name).to_string();
            assert!(error.starts_with(&format!("unknown revision {name}:")), "{error}");
        }
    }
}
