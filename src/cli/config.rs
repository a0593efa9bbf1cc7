//! `tildr config`: where the settings are, what they are, and the keys.

use super::output::Output;
use super::{Global, open, output};
use crate::config::{self, Config, Paths};
use crate::report::Report;
use crate::tui::action::Context;
use crate::tui::chord;
use clap::{Args, Subcommand};
use serde_json::json;

#[derive(Debug, Args)]
pub(super) struct ConfigCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Print where settings, keys and stores are
    Path,
    /// Print the settings in force
    Show,
    /// Print the key bindings in force
    Keys,
}

impl ConfigCommand {
    pub(super) fn run(&self, flags: &Global) -> Result<(), Report> {
        let variable = |name: &str| std::env::var_os(name);
        let paths = Paths::find(variable)?;
        let out = Output::new(flags.json, flags.quiet);
        match self.verb {
            // The path is told even when the file is wrong: that is when it is asked for.
            Verb::Path => path(&paths, flags, out),
            Verb::Show => show(&config::load(&paths.config_file(), variable)?, out),
            Verb::Keys => keys(&paths, out),
        }
    }
}

/// `tildr --keys` alone: the key bindings in force.
pub(super) fn bindings(flags: &Global) -> Result<(), Report> {
    let paths = Paths::find(|name| std::env::var_os(name))?;
    keys(&paths, Output::new(flags.json, flags.quiet))
}

fn path(paths: &Paths, flags: &Global, out: Output) -> Result<(), Report> {
    let profile = flags.profile.clone().unwrap_or_else(|| paths.current_profile());
    let rows: Vec<Vec<String>> = [
        ("config", paths.config_file()),
        ("keys", paths.keys_file()),
        ("profile", paths.profile_dir(&profile)?),
        ("log", paths.log_dir()),
    ]
    .into_iter()
    .map(|(what, path)| vec![what.to_owned(), path.display().to_string()])
    .collect();
    out.list(&["what", "path"], &rows, "")
}

fn show(config: &Config, out: Output) -> Result<(), Report> {
    if out.is_json() {
        return out.object(&json!(config));
    }
    let text = toml::to_string(config).map_err(|error| Report::refused(error.to_string()))?;
    output::put(&text)
}

fn keys(paths: &Paths, out: Output) -> Result<(), Report> {
    let keymap = open::keys(paths)?;
    let mut rows = Vec::new();
    for context in Context::ALL {
        let own = keymap.bindings(context).iter().filter(|binding| binding.context == context);
        for binding in own {
            let about = binding.action.about();
            let row = [context.name(), &chord::shown(&binding.keys), about.name, about.help];
            rows.push(row.map(str::to_owned).to_vec());
        }
    }
    out.list(&["context", "key", "command", "what"], &rows, "")
}
