//! Where the workspace lies and how its own cargo is called.

use std::path::PathBuf;
use std::process::Command;

/// The root of the checkout that this program was built from.
pub(crate) fn root() -> PathBuf {
    let package = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    package.parent().map(PathBuf::from).unwrap_or(package)
}

/// The project's own pages and texts, relative to the root.
pub(crate) const SAMPLE: &str = "datasets/sample";

/// Cargo with a subcommand. It is called by name: the toolchain is the workspace's all the same, and the
/// command can be shown for repeating it.
pub(crate) fn cargo(subcommand: &str) -> Command {
    let mut command = Command::new("cargo");
    command.arg(subcommand);
    command
}
