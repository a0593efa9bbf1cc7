//! Flags of the interface: how it looks, and `--keys` and `--print`, with which it needs neither a person nor a
//! terminal. Keys come from the command line then, the last frame goes to stdout: for documentation, reports of
//! mistakes and looking at a screen from a script.

use super::session::Session;
use super::{open, output};
use crate::report::Report;
use crate::tui::print;
use crate::tui::run::Script;
use crate::tui::typed;
use clap::{Args, ValueEnum};

/// How large a screen is when nobody says.
const SIZE: (u16, u16) = (120, 40);
/// The same where it is read out: one pane at a time.
const LINEAR: (u16, u16) = (80, 40);

/// How the interface looks, what is typed, and how it is printed.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Interface {
    /// Draw borders and signs with ASCII only
    #[arg(long)]
    ascii: bool,
    /// For screen readers: print what changes line by line, and never move the cursor
    #[arg(long)]
    linear: bool,
    /// Type these keys, written as in vim ("gjbuy milk<Enter>"), and print the screen; without KEYS print what every
    /// key does
    #[arg(long, value_name = "KEYS", num_args = 0..=1)]
    keys: Option<Option<String>>,
    /// Print the screen instead of showing it: text, ansi or svg
    #[arg(long, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    print: Option<Form>,
    /// The size of the printed screen, 120x40 when not given
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = size)]
    size: Option<(u16, u16)>,
}

/// How a screen is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Plain text
    Text,
    /// Text with colours
    Ansi,
    /// A picture
    Svg,
}

fn size(text: &str) -> Result<(u16, u16), String> {
    typed::size(text).ok_or_else(|| format!("`{text}` is no size: write 80x24"))
}

impl Interface {
    /// Tells whether none of them was given.
    pub(super) fn is_absent(&self) -> bool {
        !self.is_printed() && !self.ascii && !self.linear
    }

    /// Tells whether the screen is printed, not shown.
    pub(super) fn is_printed(&self) -> bool {
        self.keys.is_some() || self.print.is_some() || self.size.is_some()
    }

    /// Tells whether only ASCII is to be drawn.
    pub(super) fn is_ascii(&self) -> bool {
        self.ascii
    }

    /// Tells whether screens are read out.
    pub(super) fn is_linear(&self) -> bool {
        self.linear
    }

    /// Tells whether only the key bindings are wanted.
    pub(super) fn wants_bindings(&self) -> bool {
        matches!(self.keys, Some(None))
    }

    /// Takes what stands after the command over what stands before it.
    pub(super) fn or(&self, before: &Self) -> Self {
        Self {
            ascii: self.ascii || before.ascii,
            linear: self.linear || before.linear,
            keys: self.keys.clone().or_else(|| before.keys.clone()),
            print: self.print.or(before.print),
            size: self.size.or(before.size),
        }
    }

    /// Reads the keys; does nothing yet.
    pub(super) fn read(&self) -> Result<Script, Report> {
        let keys = self.keys.clone().flatten().unwrap_or_default();
        let keys = typed::read(&keys).map_err(|error| {
            Report::refused(error.to_string()).hinted(
                "keys are written like `jj<Enter>`, `<C-s>`, `<PgDn>`, `<F2>`; a `<` itself is `<lt>`",
            )
        })?;
        Ok(Script { keys, size: self.size.unwrap_or(if self.linear { LINEAR } else { SIZE }) })
    }

    /// Shows the interface, or types the keys and prints the last frame.
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        if !self.is_printed() {
            return open::run(session, self);
        }
        let paper = open::play(session, self, self.read()?)?;
        if self.linear {
            let lines = print::linear(paper.cells(), paper.cursor());
            return output::put(&lines.iter().map(|line| format!("{line}\n")).collect::<String>());
        }
        output::put(&match self.print.unwrap_or(Form::Text) {
            Form::Text => print::text(paper.cells()),
            Form::Ansi => print::ansi(paper.cells()),
            Form::Svg => print::svg(paper.cells(), paper.cursor()),
        })
    }
}
