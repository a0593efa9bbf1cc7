//! The terminal: taken, given back on every way out, and drawn on with as few bytes as we know how.
//!
//! Nothing is asked of the terminal, so no answer is waited for: sequences that it does not know it ignores.
//! A frame is rendered into memory first, compared with the last one, and written in one piece between the
//! marks of synchronised output. A frame without a difference writes nothing.

mod clipboard;
mod glyph;
mod gone;
mod key;
mod linear;
mod paper;
mod pen;
mod scroll;
mod writer;

use key::{Row, are_covered, are_same};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
    KeyboardEnhancementFlags, PopKeyboardEnhancementFlags, PushKeyboardEnhancementFlags,
};
use ratatui::crossterm::terminal::{
    self, BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
};
use ratatui::crossterm::{QueueableCommand, cursor};
use ratatui::layout::{Position, Rect, Size};
use ratatui::{Frame, Terminal};
use std::convert::Infallible;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use writer::Writer;

pub use gone::when_gone;
pub use linear::Linear;
pub use paper::Paper;

/// What frames are drawn on.
pub trait Screen {
    /// Whether it is a terminal, which other programs may have for a while.
    const IS_TERMINAL: bool;

    /// Returns its columns and rows.
    fn size(&self) -> io::Result<(u16, u16)>;

    /// Takes it, again after [`Screen::leave`].
    fn enter(&mut self) -> io::Result<()>;

    /// Gives it back.
    fn leave(&mut self) -> io::Result<()>;

    /// Forgets what is shown: the next frame is drawn whole.
    fn forget(&mut self);

    /// Takes the mouse or gives it back.
    fn set_mouse(&mut self, on: bool) -> io::Result<()>;

    /// Draws a frame.
    fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()>;

    /// Copies text and says how; `None` when there was no way.
    fn copy(&mut self, text: &str) -> io::Result<Option<&'static str>>;
}

/// Whether the terminal is ours, for the panic hook.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while the interface has it.
pub struct Term {
    canvas: Terminal<Canvas>,
    shown: Buffer,
    /// Nothing is known of what the terminal shows.
    stale: bool,
    writer: Writer,
    cursor: Option<Position>,
    mouse: bool,
    out: io::Stdout,
}

impl Term {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, key flags, mouse when wanted.
    pub fn take(mouse: bool) -> io::Result<Self> {
        restore_on_panic();
        let (width, height) = terminal::size()?;
        let canvas = Terminal::new(Canvas { size: Size::new(width, height), cursor: None })
            .unwrap_or_else(|never| match never {});
        let shown = Buffer::empty(Rect::new(0, 0, width, height));
        let writer = Writer::default();
        let mut term = Self { canvas, shown, stale: true, writer, cursor: None, mouse, out: io::stdout() };
        term.enter()?;
        Ok(term)
    }

    /// Puts the cursor where the frame wants it.
    fn place(&mut self, cursor: Option<Position>) {
        if let Some(position) = cursor {
            let wanted = Some((position.x, position.y));
            if self.writer.at != wanted {
                self.writer.move_to(position.x, position.y);
            }
        }
        match (self.cursor, cursor) {
            (None, Some(_)) => self.writer.bytes.extend_from_slice(b"\x1b[?25h"),
            (Some(_), None) => self.writer.bytes.extend_from_slice(b"\x1b[?25l"),
            _ => {}
        }
        self.cursor = cursor;
    }

    /// Writes bytes that are for the terminal itself.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.out.flush()
    }
}

impl Screen for Term {
    const IS_TERMINAL: bool = true;

    fn size(&self) -> io::Result<(u16, u16)> {
        match rustix::termios::tcgetwinsize(&self.out) {
            Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Ok((size.ws_col, size.ws_row)),
            // The slow way knows more: the environment, for one.
            _ => terminal::size(),
        }
    }

    fn enter(&mut self) -> io::Result<()> {
        terminal::enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let mut bytes = Vec::new();
        bytes.queue(EnterAlternateScreen)?.queue(EnableBracketedPaste)?;
        bytes.queue(PushKeyboardEnhancementFlags(KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES))?;
        if self.mouse {
            bytes.queue(EnableMouseCapture)?;
        }
        bytes.queue(cursor::Hide)?;
        self.cursor = None;
        self.forget();
        self.write(&bytes)
    }

    fn leave(&mut self) -> io::Result<()> {
        restore(&mut self.out)
    }

    fn forget(&mut self) {
        self.stale = true;
    }

    fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        let mut bytes = Vec::new();
        if on {
            bytes.queue(EnableMouseCapture)?;
        } else {
            bytes.queue(DisableMouseCapture)?;
        }
        self.write(&bytes)
    }

    fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        let (width, height) = self.size()?;
        let size = Size::new(width, height);
        let resized = self.shown.area.as_size() != size;
        self.canvas.backend_mut().size = size;
        self.canvas.backend_mut().cursor = None;
        if std::mem::take(&mut self.stale) || resized {
            self.writer = Writer::default();
            self.writer.bytes.extend_from_slice(b"\x1b[m\x1b[2J");
            self.shown = Buffer::empty(Rect::new(0, 0, width, height));
        }
        match self.canvas.draw(render) {
            Ok(completed) => encode(&mut self.shown, completed.buffer, &mut self.writer),
            Err(never) => match never {},
        }
        self.place(self.canvas.backend().cursor);
        let bytes = std::mem::take(&mut self.writer.bytes);
        let written = match bytes.len() {
            0 => Ok(()),
            // A short frame cannot tear: it arrives in one piece anyway.
            1..512 => self.write(&bytes),
            length => {
                let mut whole = Vec::with_capacity(length + 16);
                whole.queue(BeginSynchronizedUpdate)?;
                whole.extend_from_slice(&bytes);
                whole.queue(EndSynchronizedUpdate)?;
                self.write(&whole)
            }
        };
        self.writer.bytes = bytes;
        self.writer.bytes.clear();
        written
    }

    fn copy(&mut self, text: &str) -> io::Result<Option<&'static str>> {
        clipboard::copy(self, text)
    }
}

impl Drop for Term {
    fn drop(&mut self) {
        // There is nothing to be done about a terminal that is gone.
        let _ = self.leave();
    }
}

/// Writes the difference of two frames, after scrolling what can be scrolled; `shown` becomes `next`.
fn encode(shown: &mut Buffer, next: &Buffer, writer: &mut Writer) {
    let (mut old, mut new) = (std::mem::take(&mut writer.keys), Vec::with_capacity(next.content.len()));
    if old.len() != shown.content.len() || writer.table.is_full() {
        writer.table = Default::default();
        writer.table.put(shown, &mut old);
        writer.lose_look();
    }
    writer.table.put_after(shown, &old, next, &mut new);
    // Pixels of a picture would move along, and stay where they are not expected.
    if !are_covered(&old) && !are_covered(&new) {
        scroll::apply(shown, &mut old, next, &new, writer);
    }
    let columns = usize::from(next.area.width).max(1);
    let rows = shown.content.chunks_mut(columns).zip(next.content.chunks(columns));
    let keys = old.chunks(columns).zip(new.chunks(columns));
    for (y, ((shown, cells), (old, keys))) in
        rows.zip(keys).enumerate().filter(|(_, (_, (old, new)))| !are_same(old, new))
    {
        writer.row(y as u16, old, Row { cells, keys });
        shown.clone_from_slice(cells);
    }
    writer.keys = new;
}

fn restore(out: &mut impl Write) -> io::Result<()> {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return Ok(());
    }
    let mut bytes = b"\x1b[m".to_vec();
    bytes.queue(PopKeyboardEnhancementFlags)?.queue(DisableMouseCapture)?.queue(DisableBracketedPaste)?;
    bytes.queue(EndSynchronizedUpdate)?.queue(cursor::Show)?.queue(LeaveAlternateScreen)?;
    let written = out.write_all(&bytes).and_then(|()| out.flush());
    terminal::disable_raw_mode()?;
    written
}

/// Gives the terminal back before the message of a panic is printed, so that it can be read.
fn restore_on_panic() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let _ = restore(&mut io::stdout());
            before(info);
        }));
    });
}

/// A backend that only remembers the cursor: frames are rendered on it and compared by us.
struct Canvas {
    size: Size,
    cursor: Option<Position>,
}

impl Backend for Canvas {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, _content: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.cursor = None;
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.cursor.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.cursor = Some(position.into());
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn clear_region(&mut self, _clear: ClearType) -> Result<(), Infallible> {
        Ok(())
    }

    fn size(&self) -> Result<Size, Infallible> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::default() })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn scroll_region_up(&mut self, _region: std::ops::Range<u16>, _lines: u16) -> Result<(), Infallible> {
        Ok(())
    }

    fn scroll_region_down(&mut self, _region: std::ops::Range<u16>, _lines: u16) -> Result<(), Infallible> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
