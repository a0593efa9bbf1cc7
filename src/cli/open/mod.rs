//! `tildr` alone: the interface.

mod late_escape;

use super::interface::Interface;
use super::session::Session;
use super::wiki;
use crate::admin::Admin;
use crate::config::{Colours, Config, Editor, Login, Paths, Pictures};
use crate::replica::Replica;
use crate::report::Report;
use crate::sync;
use crate::tui::keymap::Keymap;
use crate::tui::picture::{Drawing, Way};
use crate::tui::run::{Begin, Online, Script, Start};
use crate::tui::term::Paper;
use crate::tui::theme::{Depth, Signs, Theme};
use crate::tui::world::Settings;
use std::io::{ErrorKind, IsTerminal};

/// Opens the interface, where there is a terminal to open it on.
pub(super) fn run(session: &Session, flags: &Interface) -> Result<(), Report> {
    check_terminal(flags.is_linear())?;
    inside(crate::tui::run::run, session, flags)
}

/// Runs the interface without a terminal, with keys from a script, and returns its last frame.
pub(super) fn play(session: &Session, flags: &Interface, script: Script) -> Result<Paper, Report> {
    inside(|start| crate::tui::run::play(start, script), session, flags)
}

/// Gives a run of the interface a runtime to be in.
fn inside<T, F>(run: impl FnOnce(Start) -> F, session: &Session, flags: &Interface) -> Result<T, Report>
where
    F: Future<Output = Result<T, Report>>,
{
    let start = start(session, flags)?;
    let runtime = super::session::runtime()?;
    let outcome = runtime.block_on(run(start));
    // What still runs has kept its work: the outbox is durable.
    runtime.shutdown_timeout(std::time::Duration::from_millis(500));
    outcome
}

fn start(session: &Session, flags: &Interface) -> Result<Start, Report> {
    let config = &session.config;
    let keymap = keys(&session.paths)?;
    let directory = session.dir()?;
    let replica = session.store()?.clone();
    let theme = theme(session, flags, &chosen_theme(&replica, &config.theme)?)?;
    let tells_escape_time = config.tips && !flags.is_printed() && late_escape::is_news(&replica)?;
    let begin: Begin = {
        let (dir, account, replica) = (directory.clone(), session.account(), replica.clone());
        Box::new(move || {
            let remote = wiki::open(&dir, &account)?;
            Ok(Online { sync: sync::start(&dir, replica, remote.clone()), admin: Admin::new(remote) })
        })
    };
    Ok(Start {
        replica,
        directory,
        profile: session.profile.clone(),
        keymap,
        theme,
        settings: Settings {
            vim: config.edit.vim,
            lists_beside_editor: config.edit.lists,
            external_editor: config.edit.default == Editor::External,
            colours: depth(config.colours, flags),
            mouse: config.mouse && !flags.is_linear(),
            tips: config.tips && !flags.is_printed() && !flags.is_linear(),
            tells_escape_time,
            linear: flags.is_linear(),
            is_elsewhere: Login::read(&session.dir()?)?.is_some(),
        },
        pictures: pictures(config, flags).filter(|_| !flags.is_linear()),
        editor: config.edit.command.split_whitespace().map(str::to_owned).collect(),
        begin,
    })
}

/// Chooses how pictures are drawn. The system knows the pixels of the window; the terminal is asked nothing.
fn pictures(config: &Config, flags: &Interface) -> Option<Drawing> {
    let window = crossterm::terminal::window_size().ok();
    let window = window.filter(|size| size.width > 0 && size.height > 0 && size.columns > 0 && size.rows > 0);
    let cell = window.map(|size| (size.width / size.columns, size.height / size.rows));
    let way = match config.pictures {
        Pictures::Off => return None,
        Pictures::Auto if config.ascii => return None,
        Pictures::Auto => {
            let is_full = depth(config.colours, flags) == Depth::Full;
            return Drawing::choose(|name| std::env::var(name).ok(), cell, is_full);
        }
        Pictures::Halfblocks => Way::Halfblocks,
        Pictures::Kitty => Way::Kitty,
        Pictures::Sixel => Way::Sixel,
        Pictures::Iterm2 => Way::Iterm2,
    };
    Some(Drawing::by(way, cell))
}

pub(super) fn check_terminal(linear: bool) -> Result<(), Report> {
    let dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
    let cause = if !std::io::stdout().is_terminal() {
        "the interface needs a terminal, and stdout is not one"
    } else if !std::io::stdin().is_terminal() {
        "the interface needs a terminal, and stdin is not one"
    } else if dumb && !linear {
        "the interface needs a terminal that can move its cursor, and TERM says this one cannot"
    } else {
        return Ok(());
    };
    Err(Report::refused(cause)
        .hinted("`tildr --help` lists commands that need no terminal")
        .hinted("for example `tildr page list` or `tildr jot TEXT`"))
}

/// Reads the person's keys over the built-in ones; every mistake at once.
pub(super) fn keys(paths: &Paths) -> Result<Keymap, Report> {
    let file = paths.keys_file();
    let own = match std::fs::read_to_string(&file) {
        Ok(own) => own,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Report::refused(format!("cannot read `{}`: {error}", file.display()))),
    };
    Keymap::read(&own).map_err(|errors| {
        let listed: String = errors
            .iter()
            .map(|error| format!("\n  {}:{}: {}", file.display(), error.line, error.problem))
            .collect();
        let s = if errors.len() == 1 { "" } else { "s" };
        Report::refused(format!("the key bindings have {} mistake{s}:{listed}", errors.len()))
            .hinted("`tildr config keys` prints the bindings in force once they are right")
    })
}

/// How many colours to use: what was set, else what the environment says.
fn depth(wanted: Colours, flags: &Interface) -> Depth {
    match wanted {
        _ if flags.is_linear() => Depth::None,
        Colours::Auto => Depth::find(|name| std::env::var_os(name)),
        Colours::None => Depth::None,
        Colours::Sixteen => Depth::Sixteen,
        Colours::Indexed => Depth::Indexed,
        Colours::Full => Depth::Full,
    }
}

/// Returns the theme chosen in the interface, until the settings name another one than they did then.
fn chosen_theme(replica: &Replica, configured: &str) -> Result<String, Report> {
    const SEEN: &str = "theme-configured";
    if replica.state(SEEN)?.as_deref() != Some(configured) {
        // The first start forgets nothing: there was no choice before.
        replica.set_state(SEEN, configured)?;
        replica.set_state("theme", configured)?;
    }
    let chosen = replica.state("theme")?.unwrap_or_default();
    let is_there = Theme::names().any(|name| name == chosen);
    Ok(if is_there { chosen } else { configured.to_owned() })
}

/// A built-in theme, or a file of the person's own.
fn theme(session: &Session, flags: &Interface, name: &str) -> Result<Theme, Report> {
    let signs = if session.config.ascii || flags.is_ascii() { Signs::ASCII } else { Signs::UNICODE };
    let colours = depth(session.config.colours, flags);
    if let Some(theme) = Theme::named(name, signs, colours) {
        return Ok(theme);
    }
    let known = Theme::names().collect::<Vec<_>>().join(", ");
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    let file = session.paths.themes_dir().join(format!("{name}.toml"));
    if !plain || !file.is_file() {
        return Err(Report::refused(format!("there is no theme `{name}`"))
            .hinted(format!("one of: {known}"))
            .hinted(format!("or a file in `{}`", session.paths.themes_dir().display())));
    }
    let text = std::fs::read_to_string(&file)?;
    Theme::read(&text, signs, colours)
        .map_err(|error| Report::refused(format!("`{}`: {error}", file.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_chosen_in_the_interface_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let replica = Replica::open(folder.path(), crate::markup::readable).unwrap();
        assert_eq!(chosen_theme(&replica, "terminal").unwrap(), "terminal");
        replica.set_state("theme", "evening").unwrap();
        assert_eq!(chosen_theme(&replica, "terminal").unwrap(), "evening");
        assert_eq!(chosen_theme(&replica, "my-own").unwrap(), "my-own", "the settings were changed later");
        replica.set_state("theme", "no-such-theme").unwrap();
        assert_eq!(chosen_theme(&replica, "my-own").unwrap(), "my-own");
    }
}
