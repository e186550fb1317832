//! Exports a folder and prints how many documents each language has:
//! `cargo run --release -p copydesk-exporter --example export_folder -- PAGES OUT`.

use std::{io::Write, sync::atomic::AtomicBool};

use clap::Parser;
use copydesk_exporter::{
    Config, Silent,
    cli::{Cli, Command},
    run,
};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(pages), Some(out)) = (arguments.next(), arguments.next()) else {
        anyhow::bail!("usage: export_folder PAGES OUT");
    };
    let line = Cli::parse_from(["copydesk".into(), "export".into(), pages, "--out".into(), out]);
    let Command::Export(args) = line.command else { anyhow::bail!("export was given") };
    let summary = run(&Config::from_args(*args)?, &Silent, &AtomicBool::new(false))?;
    for (language, documents) in &summary.manifest.counts.languages {
        writeln!(std::io::stdout(), "{language}\t{documents}")?;
    }
    Ok(())
}
