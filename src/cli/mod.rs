//! The command line: one file per command; everything is wired together here.
//!
//! Verbs, flags and exit codes are a contract with scripts. Usage errors end with 1, because 2 means
//! "needs confirmation".

mod access;
mod admin;
mod config;
mod convert;
mod database;
mod demo;
mod doctor;
mod export;
mod generate;
mod import;
mod input;
mod interface;
mod jot;
mod login;
mod open;
mod outbox;
mod output;
mod page;
mod personal;
mod profile;
mod progress;
mod search;
mod serve;
mod session;
mod space;
mod sync;
mod target;
mod today;
mod watch;
mod wiki;

use crate::report::Report;
use clap::{Args, Parser, Subcommand};
use output::Output;
use session::Session;
use std::process::ExitCode;

/// Your ~space in the terminal: a keyboard-driven, offline-first client for Confluence-style wikis.
///
/// Without a command it opens the interface on the current profile.
#[derive(Debug, Default, Parser)]
#[command(name = "tildr", version, max_term_width = 100, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(flatten)]
    interface: interface::Interface,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Flags that every command takes.
#[derive(Debug, Clone, Default, Args)]
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
    /// Save a note, on today's page of your space
    #[command(alias = "j")]
    Jot(jot::JotCommand),
    /// Print the page of today
    Today(today::Today),
    /// Look after the wiki on the machine that holds it
    Admin(admin::AdminCommand),
    /// Watch a page or a space, or list what you watch
    Watch(watch::Watch),
    /// Watch a page or a space no longer
    Unwatch(watch::Unwatch),
    /// Tell who can see a page or a space, and by which way
    Who(access::Who),
    /// Tell whether somebody may do something, and why; ends with 0 when they may and 1 when not
    Why(access::Why),
    /// Check what is meant to be so, for scripts: the exit code answers
    Check(access::Check),
    /// Show and change who holds which permission in a space
    Perms(access::Perms),
    /// Show and change who may see and edit a page
    Restrict(access::Restrict),
    /// Read and change spaces
    Space(space::SpaceCommand),
    /// Read and change pages
    Page(page::PageCommand),
    /// Search titles and texts
    Search(search::Search),
    /// Deliver what waits and fetch what is new
    Sync(sync::Sync),
    /// Look at what waits for delivery
    Outbox(outbox::OutboxCommand),
    /// Read a folder of Markdown, or pages.jsonl, into a space
    Import(import::Import),
    /// Write a space or a page tree as a folder of Markdown
    Export(export::Export),
    /// Convert between storage format and Markdown
    Convert(convert::Convert),
    /// Show settings and where they are
    Config(config::ConfigCommand),
    /// Manage profiles: separate wikis with separate stores
    Profile(profile::ProfileCommand),
    /// Work on a wiki elsewhere, in a profile of its own
    Login(login::LoginCommand),
    /// Forget the password or token of the profile; what it holds stays
    Logout,
    /// List the profiles with their wikis
    Profiles,
    /// Serve the wiki over HTTP: to programs on this machine, or to everybody with an account
    Serve(serve::Serve),
    /// Play with a throw-away wiki: people, spaces and pages that leave no trace
    Demo(demo::Demo),
    /// Look whether everything is in order
    Doctor(doctor::Doctor),
    /// Print completions for a shell
    Completions(generate::Completions),
    /// Print the manual page
    Man,
}

/// Runs the program.
pub fn main() -> ExitCode {
    // The interface alone needs no parser, and ours knows every command and all their flags before it reads one.
    let is_bare = std::env::args_os().len() == 1 && std::env::var_os("TILDR_PROFILE").is_none();
    let cli = match if is_bare { Ok(Cli::default()) } else { Cli::try_parse() } {
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
            if !report.is_said() {
                output::complain(&report, cli.global.json);
            }
            ExitCode::from(report.kind.code())
        }
    }
}

fn run(cli: &Cli) -> Result<(), Report> {
    let Some(command) = &cli.command else { return interface(cli) };
    if !cli.interface.is_absent() && !matches!(command, Command::Demo(_)) {
        return Err(Report::refused(
            "`--keys`, `--print`, `--size`, `--ascii` and `--linear` are for the interface and `tildr demo`",
        )
        .hinted("leave the command away to type into the interface"));
    }
    match command {
        // These touch neither settings nor stores, or have to work when those are broken.
        Command::Convert(command) => command.run(Output::new(cli.global.json, cli.global.quiet)),
        Command::Completions(command) => command.run(),
        Command::Man => generate::man(),
        Command::Config(command) => command.run(&cli.global),
        Command::Doctor(command) => command.run(&cli.global),
        other => with_session(other, &cli.interface, &Session::open(&cli.global)?),
    }
}

/// The interface, shown or printed.
fn interface(cli: &Cli) -> Result<(), Report> {
    if cli.interface.wants_bindings() {
        return config::bindings(&cli.global);
    }
    // A slip in the keys is told before anything is opened.
    cli.interface.read()?;
    cli.interface.run(&Session::open(&cli.global)?)
}

fn with_session(command: &Command, before: &interface::Interface, session: &Session) -> Result<(), Report> {
    match command {
        Command::Jot(command) => command.run(session),
        Command::Today(command) => command.run(session),
        Command::Admin(command) => command.run(session),
        Command::Watch(command) => command.run(session),
        Command::Unwatch(command) => command.run(session),
        Command::Who(command) => command.run(session),
        Command::Check(command) => command.run(session),
        Command::Why(command) => command.run(session),
        Command::Perms(command) => command.run(session),
        Command::Restrict(command) => command.run(session),
        Command::Space(command) => command.run(session),
        Command::Page(command) => command.run(session),
        Command::Search(command) => command.run(session),
        Command::Sync(command) => command.run(session),
        Command::Outbox(command) => command.run(session),
        Command::Import(command) => command.run(session),
        Command::Export(command) => command.run(session),
        Command::Profile(command) => command.run(session),
        Command::Login(command) => command.run(session),
        Command::Logout => login::logout(session),
        Command::Profiles => profile::list(session),
        Command::Serve(command) => command.run(session),
        Command::Demo(command) => command.run(session, before),
        Command::Convert(_)
        | Command::Completions(_)
        | Command::Man
        | Command::Config(_)
        | Command::Doctor(_) => Err(Report::refused("this command needs no session")),
    }
}
