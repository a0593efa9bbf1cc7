//! Paper: frames that are kept and shown to nobody, for printing the last one.

use super::Screen;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::{Frame, Terminal};
use std::io;

/// A sheet of a size.
pub struct Paper {
    canvas: Terminal<TestBackend>,
    cursor: Option<Position>,
}

impl Paper {
    /// An empty sheet.
    pub fn new(width: u16, height: u16) -> Self {
        Self { canvas: canvas(width, height), cursor: None }
    }

    /// Takes a sheet of another size.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.canvas = canvas(width, height);
    }

    /// Returns the cells of the last frame.
    pub fn cells(&self) -> &Buffer {
        self.canvas.backend().buffer()
    }

    /// Returns where the cursor stands, when it is shown.
    pub fn cursor(&self) -> Option<Position> {
        self.cursor
    }
}

fn canvas(width: u16, height: u16) -> Terminal<TestBackend> {
    Terminal::new(TestBackend::new(width, height)).unwrap_or_else(|never| match never {})
}

impl Screen for Paper {
    const IS_TERMINAL: bool = false;

    fn size(&self) -> io::Result<(u16, u16)> {
        let area = self.cells().area;
        Ok((area.width, area.height))
    }

    fn enter(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn leave(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn forget(&mut self) {}

    fn set_mouse(&mut self, _on: bool) -> io::Result<()> {
        Ok(())
    }

    fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        match self.canvas.draw(render) {
            Ok(_) => {}
            Err(never) => match never {},
        }
        let backend = self.canvas.backend();
        self.cursor = backend.cursor_visible().then(|| backend.cursor_position());
        Ok(())
    }

    fn copy(&mut self, _text: &str) -> io::Result<Option<&'static str>> {
        // Nobody's clipboard is touched by a script.
        Ok(Some("on paper"))
    }
}
