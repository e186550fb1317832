//! Where the workspace lies and how its own cargo is called.

use std::path::PathBuf;
use std::process::Command;

/// The package of the `copydesk` binary.
pub(crate) const BINARY_PACKAGE: &str = "copydesk-exporter";

/// The root of the checkout that this program was built from.
pub(crate) fn root() -> PathBuf {
    let package = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    package.parent().map(PathBuf::from).unwrap_or(package)
}

/// The cargo that runs this program, with a subcommand, on this workspace from any folder.
pub(crate) fn cargo(subcommand: &str) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.arg(subcommand).arg("--manifest-path").arg(root().join("Cargo.toml"));
    command
}

/// A command that runs the release build of `copydesk`; only its own output is seen once it is built.
pub(crate) fn copydesk() -> Command {
    let mut command = cargo("run");
    command.args(["--quiet", "--release", "--package", BINARY_PACKAGE, "--bin", "copydesk", "--"]);
    command
}
