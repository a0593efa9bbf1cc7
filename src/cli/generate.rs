//! `tildr completions` and `tildr man`: made from the same definition that parses the arguments.

use super::{Cli, output};
use crate::report::Report;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self) -> Result<(), Report> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "tildr", &mut script);
        output::put_bytes(&script)
    }
}

/// Prints the manual: one page for the program and a section for every command.
pub(super) fn man() -> Result<(), Report> {
    let mut page = Vec::new();
    let command = Cli::command();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for verb in command.get_subcommands() {
        let verb = verb.clone().display_name(format!("tildr {}", verb.get_name()));
        clap_mangen::Man::new(verb).render_description_section(&mut page)?;
    }
    output::put_bytes(&page)
}
