//! The command line: one file per command; everything is wired together here.
//!
//! Verbs, flags and exit codes are a contract with scripts. Usage errors end with 1, because 2 means
//! "needs confirmation".

#![allow(dead_code)] // Until every verb is here.

mod config;
mod convert;
mod generate;
mod input;
mod open;
mod output;
mod page;
mod profile;
mod session;
mod target;
mod wiki;

use crate::report::Report;
use clap::{Args, Parser, Subcommand};
use session::Session;
use std::process::ExitCode;

/// Your ~space in the terminal: a keyboard-driven, offline-first client for Confluence-style wikis.
///
/// Without a command it opens the interface on the current profile.
#[derive(Debug, Parser)]
#[command(name = "tildr", version, max_term_width = 100, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Flags that every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// Work in this profile
    #[arg(long, global = true, value_name = "NAME", env = "TILDR_PROFILE")]
    profile: Option<String>,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
    /// Print results only
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Answer questions with yes
    #[arg(long, short, global = true)]
    yes: bool,
    /// Tell what would be done, and do nothing
    #[arg(long, global = true)]
    dry_run: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read and change pages
    Page(page::PageCommand),
    /// Convert between storage format and Markdown
    Convert(convert::Convert),
    /// Show settings and where they are
    Config(config::ConfigCommand),
    /// Manage profiles: separate wikis with separate stores
    Profile(profile::ProfileCommand),
    /// Print completions for a shell
    Completions(generate::Completions),
    /// Print the manual page
    Man,
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come here too; they are results, not errors.
            let _ = error.print();
            return ExitCode::from(u8::from(error.use_stderr()));
        }
    };
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(report) => {
            output::complain(&report, cli.global.json);
            ExitCode::from(report.kind.code())
        }
    }
}

fn run(cli: &Cli) -> Result<(), Report> {
    // These touch neither settings nor stores, and work when those are broken.
    match &cli.command {
        Some(Command::Convert(command)) => return command.run(),
        Some(Command::Completions(command)) => return command.run(),
        Some(Command::Man) => return generate::man(),
        Some(Command::Config(command)) => return command.run(&cli.global),
        _ => {}
    }
    let session = Session::open(&cli.global)?;
    match &cli.command {
        None => open::run(&session),
        Some(Command::Page(command)) => command.run(&session),
        Some(Command::Profile(command)) => command.run(&session),
        Some(Command::Convert(_) | Command::Completions(_) | Command::Man | Command::Config(_)) => Ok(()),
    }
}
