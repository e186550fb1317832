//! `cargo xtask dist`: the program as it is distributed. The compiler optimizes over all crates at once and is guided
//! by a profile of the program's own runs on sample pages (profile-guided optimization, rustc book chapter of that
//! name): an instrumented build is run, and its counts lay out the code of the second build.

use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::step::step;
use crate::workspace::{SAMPLE, cargo, root};

/// Where both builds, the counts and the program go, relative to the root.
const FOLDER: &str = "target/guided";

/// Between flags in `CARGO_ENCODED_RUSTFLAGS`, so that paths may hold blanks.
const FLAG_SEPARATOR: &str = "\u{1f}";

/// Builds `target/guided/dist/copydesk`.
pub(crate) fn run() -> Result<ExitCode> {
    let out = root().join(FOLDER).join("export");
    let export = ["export", SAMPLE, "--overwrite", "--quiet", "--out"].map(OsString::from);
    let program = guided("copydesk-exporter", "copydesk", export.into_iter().chain([out.into()]))?;
    eprintln!("{} is ready", program.display());
    Ok(ExitCode::SUCCESS)
}

/// Builds a program of a package, guided by a profile of its run with these arguments.
pub(crate) fn guided(
    package: &str,
    program: &str,
    run: impl IntoIterator<Item = OsString>,
) -> Result<PathBuf> {
    let folder = root().join(FOLDER);
    let merge = profile_tool()?;
    let (counts, profile) =
        (folder.join(format!("{program}-counts")), folder.join(format!("{program}.profdata")));
    // Counts of an older build would be no counts of this one.
    if counts.exists() {
        fs::remove_dir_all(&counts).with_context(|| format!("cannot remove {}", counts.display()))?;
    }
    let instrumented = build(package, program, &folder.join("instrumented"), Mode::Count, &counts)?;
    step("Profile", Command::new(instrumented).args(run))?;
    step("Counts", Command::new(merge).args(["merge", "--output"]).arg(&profile).arg(&counts))?;
    build(package, program, &folder, Mode::Guide, &profile)
}

/// Which of the two builds.
#[derive(Debug, Clone, Copy)]
enum Mode {
    Count,
    Guide,
}

impl Mode {
    fn title(self) -> &'static str {
        match self {
            Self::Count => "Instrumented build",
            Self::Guide => "Guided build",
        }
    }

    /// The compiler's flag, before the path.
    fn flag(self) -> &'static str {
        match self {
            Self::Count => "-Cprofile-generate",
            Self::Guide => "-Cprofile-use",
        }
    }
}

/// Builds with the profile `dist` and one flag for the compiler; returns where the program lies.
fn build(package: &str, program: &str, target: &Path, mode: Mode, path: &Path) -> Result<PathBuf> {
    let path = path.to_str().context("the path of the workspace is no text")?;
    let mut build = cargo("build");
    build.args(["--profile", "dist", "--package", package, "--bin", program, "--target-dir"]).arg(target);
    build.env("CARGO_ENCODED_RUSTFLAGS", flags(mode, path));
    step(mode.title(), &mut build)?;
    Ok(target.join("dist").join(format!("{program}{EXE_SUFFIX}")))
}

/// The flags of the environment, and what this build adds.
fn flags(mode: Mode, path: &str) -> String {
    let given = std::env::var("RUSTFLAGS").unwrap_or_default();
    let own = format!("{}={path}", mode.flag());
    given.split_whitespace().chain([own.as_str()]).collect::<Vec<_>>().join(FLAG_SEPARATOR)
}

/// The program of the toolchain that merges counts.
fn profile_tool() -> Result<PathBuf> {
    let mut ask = Command::new("rustc");
    let answer = ask.args(["--print", "target-libdir"]).current_dir(root()).output();
    let library = String::from_utf8(answer.context("cannot start rustc")?.stdout)?;
    let tool = Path::new(library.trim()).with_file_name("bin").join(format!("llvm-profdata{EXE_SUFFIX}"));
    if !tool.is_file() {
        bail!("{} is missing; to install it: rustup component add llvm-tools", tool.display());
    }
    Ok(tool)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_blanks_stays_one_flag() {
        let own = flags(Mode::Guide, "/my pages/x.profdata");
        assert_eq!(own.split(FLAG_SEPARATOR).last(), Some("-Cprofile-use=/my pages/x.profdata"));
    }
}
