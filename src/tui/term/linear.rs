//! The terminal as a line printer, for screen readers: every frame says what is new, line by line, and the cursor is
//! never moved. Keys are read one by one as everywhere; there is no other screen, no colour and no mouse.

use super::{Paper, Screen};
use crate::tui::print;
use ratatui::Frame;
use ratatui::crossterm::QueueableCommand;
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::terminal;
use std::io::{self, Write};

/// The columns of every frame: narrow enough that panes are shown one at a time.
const WIDTH: u16 = 80;
/// The fewest rows of a frame. The terminal's own height does not matter: it scrolls.
const HEIGHT: u16 = 40;

/// What was said last.
pub struct Linear {
    paper: Paper,
    said: Vec<String>,
    out: io::Stdout,
}

impl Linear {
    /// Takes the terminal: raw mode and bracketed paste, nothing else.
    pub fn take() -> io::Result<Self> {
        super::restore_on_panic();
        let mut linear = Self { paper: Paper::new(WIDTH, HEIGHT), said: Vec::new(), out: io::stdout() };
        linear.enter()?;
        Ok(linear)
    }
}

impl Screen for Linear {
    const IS_TERMINAL: bool = true;

    fn size(&self) -> io::Result<(u16, u16)> {
        Ok((WIDTH, terminal::size().map_or(HEIGHT, |(_, height)| height.max(HEIGHT))))
    }

    fn enter(&mut self) -> io::Result<()> {
        terminal::enable_raw_mode()?;
        self.forget();
        let mut bytes = Vec::new();
        bytes.queue(EnableBracketedPaste)?;
        self.out.write_all(&bytes)?;
        self.out.flush()
    }

    fn leave(&mut self) -> io::Result<()> {
        let mut bytes = Vec::new();
        bytes.queue(DisableBracketedPaste)?;
        let written = self.out.write_all(&bytes).and_then(|()| self.out.flush());
        terminal::disable_raw_mode()?;
        written
    }

    fn forget(&mut self) {
        self.said.clear();
    }

    fn set_mouse(&mut self, _on: bool) -> io::Result<()> {
        Ok(())
    }

    fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        let (width, height) = Screen::size(self)?;
        if Screen::size(&self.paper)? != (width, height) {
            self.paper.resize(width, height);
        }
        self.paper.draw(render)?;
        let now = print::linear(self.paper.cells(), self.paper.cursor());
        let mut text = String::new();
        for line in print::news(&self.said, &now) {
            text.push_str(&line);
            // In raw mode a line feed alone does not go back to the left.
            text.push_str("\r\n");
        }
        self.said = now;
        if text.is_empty() {
            return Ok(());
        }
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    fn copy(&mut self, text: &str) -> io::Result<Option<&'static str>> {
        Ok(super::clipboard::local(text))
    }
}

impl Drop for Linear {
    fn drop(&mut self) {
        // There is nothing to be done about a terminal that is gone.
        let _ = self.leave();
    }
}
