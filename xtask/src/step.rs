//! Steps of a command: other programs, named before they run, and repeatable by hand when they fail.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::workspace::root;

/// Runs one step in the root and returns its seconds; when it fails, the error says how to repeat it.
pub(crate) fn step(name: &str, command: &mut Command) -> Result<u64> {
    step_in(&root(), name, command)
}

/// The same in another folder.
pub(crate) fn step_in(folder: &Path, name: &str, command: &mut Command) -> Result<u64> {
    eprintln!("== {name}");
    let started = Instant::now();
    command.current_dir(folder);
    let status = command.status().with_context(|| format!("{name}: cannot start {}", shown(command)))?;
    if !status.success() {
        let place = if folder == root() { String::new() } else { format!(" in {}", folder.display()) };
        bail!("{name} failed ({status}). To repeat this step alone{place}:\n    {}", shown(command));
    }
    Ok(started.elapsed().as_secs())
}

/// A command as one would type it in the root.
pub(crate) fn shown(command: &Command) -> String {
    let root = root();
    let relative = |part: &std::ffi::OsStr| {
        let path = Path::new(part);
        path.strip_prefix(&root).unwrap_or(path).display().to_string()
    };
    let variables = command
        .get_envs()
        .filter_map(|(name, value)| Some(format!("{}={}", name.display(), Path::new(value?).display())));
    let arguments = command.get_args().map(relative);
    let words = variables.chain([relative(command.get_program())]).chain(arguments);
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_shown_as_typed() {
        let mut command = Command::new(root().join("target/venv/bin/python"));
        command.args(["-m", "pytest"]).env("COPYDESK_EXPORT", "out");
        assert_eq!(shown(&command), "COPYDESK_EXPORT=out target/venv/bin/python -m pytest");
    }

    #[test]
    fn a_failing_step_is_named() {
        let error = step("toy step", &mut Command::new("no-such-program")).expect_err("it cannot start");
        assert!(error.to_string().starts_with("toy step: cannot start no-such-program"));
    }
}
