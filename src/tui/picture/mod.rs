//! Pictures in pages: how a terminal is given one, and a file made ready for that. Slow: for workers.
//!
//! The terminal is asked nothing: the configuration, the environment and the size of its window in pixels, which the
//! system knows, decide. Where they do not, coloured half-blocks show something everywhere.

mod gallery;

pub use gallery::{Gallery, Wanted};

use image::{DynamicImage, ImageReader, Limits};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::widgets::Widget;
use ratatui_image::picker::{Picker, ProtocolType};
use ratatui_image::protocol::halfblocks::Halfblocks;
use ratatui_image::sliced::{SignedPosition, SlicedImage, SlicedProtocol};
use std::io::Cursor;

/// Files with more bytes are not looked at.
pub const LARGEST_FILE: u64 = 16 * 1024 * 1024;
/// Pictures of more pixels are not decoded, and none that need more memory.
const MOST_PIXELS: u64 = 40_000_000;
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// What is taken for the pixels of a cell when nobody says.
const CELL: (u16, u16) = (10, 20);

/// How pictures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Two pixels in each cell.
    Halfblocks,
    /// The protocol of kitty, with placeholders.
    Kitty,
    /// Sixels.
    Sixel,
    /// The protocol of iTerm2.
    Iterm2,
}

/// The terminal, as far as pictures are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawing {
    /// How.
    pub way: Way,
    /// The pixels of a cell.
    pub cell: (u16, u16),
}

impl Drawing {
    /// Chooses from the environment. `cell` are the pixels of a cell, when the system knows them; `is_full` says that
    /// any colour can be shown.
    pub fn choose(
        variable: impl Fn(&str) -> Option<String>,
        cell: Option<(u16, u16)>,
        is_full: bool,
    ) -> Option<Self> {
        let value = |name: &str| variable(name).unwrap_or_default().to_ascii_lowercase();
        let (term, program) = (value("TERM"), value("TERM_PROGRAM"));
        let inside = ["tmux", "screen"].iter().any(|name| term.starts_with(name)) || program == "tmux";
        let one_of = |names: &[&str]| names.iter().any(|name| program.contains(name));
        let way = if inside {
            // Whoever is outside may have changed since the variables were set.
            None
        } else if one_of(&["iterm", "wezterm", "mintty", "vscode", "tabby", "hyper", "rio", "warpterminal"]) {
            Some(Way::Iterm2)
        } else if term.contains("kitty") || term.contains("ghostty") || program.contains("ghostty") {
            Some(Way::Kitty)
        } else if ["foot", "mlterm", "contour"].iter().any(|name| term.starts_with(name)) {
            Some(Way::Sixel)
        } else {
            None
        };
        // Without the size of a cell, a picture of pixels would cover the text beside it.
        match (way, cell) {
            (Some(way), Some(cell)) => Some(Self { way, cell }),
            _ => is_full.then_some(Self { way: Way::Halfblocks, cell: CELL }),
        }
    }

    /// Draws in one way whatever the environment says.
    pub fn by(way: Way, cell: Option<(u16, u16)>) -> Self {
        Self { way, cell: cell.unwrap_or(CELL) }
    }
}

/// A picture, ready to be drawn.
pub struct Picture {
    protocol: SlicedProtocol,
    size: Size,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture").field("size", &self.size).finish_non_exhaustive()
    }
}

impl Picture {
    /// Makes a picture of a file, so many columns and rows at most; of one that moves, the first frame. `None` when
    /// it is none that we know, or too large.
    pub fn read(bytes: &[u8], drawing: Drawing, most: (u16, u16)) -> Option<Self> {
        let reader = || ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok();
        let (width, height) = reader()?.into_dimensions().ok()?;
        if u64::from(width) * u64::from(height) > MOST_PIXELS || width == 0 || height == 0 {
            return None;
        }
        let mut reader = reader()?;
        let mut limits = Limits::default();
        limits.max_alloc = Some(MOST_MEMORY);
        reader.limits(limits);
        Self::of(reader.decode().ok()?, drawing, most)
    }

    fn of(image: DynamicImage, drawing: Drawing, most: (u16, u16)) -> Option<Self> {
        let size = fitted((image.width(), image.height()), drawing.cell, most);
        let protocol = match drawing.way {
            Way::Halfblocks => SlicedProtocol::Halfblocks(Halfblocks::new(image, size).ok()?),
            way => SlicedProtocol::new(&picker(way, drawing.cell), image, Some(size)).ok()?,
        };
        Some(Self { size: protocol.size(), protocol })
    }

    /// Returns its columns and rows.
    pub fn size(&self) -> (u16, u16) {
        (self.size.width, self.size.height)
    }

    /// Draws what of it is inside an area, at a column and a row of the area, which may be above it.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, column: u16, row: i16) {
        if column + self.size.width <= area.width {
            SlicedImage::new(&self.protocol, SignedPosition { x: column as i16, y: row })
                .render(area, buffer);
        }
    }
}

fn picker(way: Way, (width, height): (u16, u16)) -> Picker {
    // The other ways to make one ask the terminal, which would wait for an answer and take keys.
    #[allow(deprecated)]
    let mut picker = Picker::from_fontsize(ratatui_image::FontSize::new(width, height));
    picker.set_protocol_type(match way {
        Way::Halfblocks => ProtocolType::Halfblocks,
        Way::Kitty => ProtocolType::Kitty,
        Way::Sixel => ProtocolType::Sixel,
        Way::Iterm2 => ProtocolType::Iterm2,
    });
    picker
}

/// Returns the cells a picture of so many pixels takes: its own size where it fits, never larger.
fn fitted(pixels: (u32, u32), cell: (u16, u16), most: (u16, u16)) -> Size {
    let cells = |pixels: u32, cell: u16| f64::from(pixels) / f64::from(cell.max(1));
    let (width, height) = (cells(pixels.0, cell.0), cells(pixels.1, cell.1));
    let scale = (f64::from(most.0) / width).min(f64::from(most.1) / height).min(1.0);
    let size = |cells: f64, most: u16| ((cells * scale).round() as u16).clamp(1, most.max(1));
    Size::new(size(width, most.0), size(height, most.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Rgba, RgbaImage};

    pub(super) fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        let image = RgbaImage::from_pixel(width, height, Rgba([200, 30, 30, 255]));
        let image = DynamicImage::from(image).to_rgb8();
        image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    const BLOCKS: Drawing = Drawing { way: Way::Halfblocks, cell: CELL };

    #[test]
    fn the_environment_decides_and_half_blocks_are_for_everyone() {
        let choose = |variables: &[(&str, &str)], cell, is_full| {
            let variable = |name: &str| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            };
            Drawing::choose(variable, cell, is_full).map(|drawing| drawing.way)
        };
        let cell = Some((9, 18));
        assert_eq!(choose(&[("TERM", "xterm-kitty")], cell, true), Some(Way::Kitty));
        assert_eq!(choose(&[("TERM_PROGRAM", "WezTerm")], cell, true), Some(Way::Iterm2));
        assert_eq!(choose(&[("TERM", "foot")], cell, true), Some(Way::Sixel));
        assert_eq!(choose(&[("TERM", "foot")], None, true), Some(Way::Halfblocks));
        assert_eq!(
            choose(&[("TERM", "tmux-256color"), ("TERM_PROGRAM", "tmux")], cell, true),
            Some(Way::Halfblocks)
        );
        assert_eq!(choose(&[("TERM", "xterm-256color")], cell, true), Some(Way::Halfblocks));
        assert_eq!(choose(&[("TERM", "vt100")], cell, false), None);
    }

    #[test]
    fn pictures_of_every_format_fit() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
            let picture = Picture::read(&file(400, 200, format), BLOCKS, (20, 30)).unwrap();
            assert_eq!(picture.size(), (20, 5), "{format:?}");
            let mut buffer = Buffer::empty(Rect::new(0, 0, 30, 4));
            picture.draw(&mut buffer, Rect::new(0, 0, 30, 4), 2, -2);
            let coloured = |x: u16, y: u16| buffer[(x, y)].fg != ratatui::style::Color::Reset;
            assert!(coloured(2, 0) && coloured(21, 2) && !coloured(1, 0) && !coloured(2, 3), "{format:?}");
        }
    }

    #[test]
    fn a_small_picture_keeps_its_size_and_a_tall_one_its_shape() {
        assert_eq!(fitted((50, 40), CELL, (80, 30)), Size::new(5, 2));
        assert_eq!(fitted((100, 4000), CELL, (80, 30)), Size::new(2, 30));
        assert_eq!(fitted((1, 1), CELL, (80, 30)), Size::new(1, 1));
    }

    #[test]
    fn what_is_no_picture_and_what_is_cut_off_is_none() {
        assert!(Picture::read(b"no picture at all", BLOCKS, (20, 20)).is_none());
        assert!(Picture::read(b"", BLOCKS, (20, 20)).is_none());
        let whole = file(400, 200, ImageFormat::Png);
        for end in [10, 30, whole.len() / 2] {
            assert!(Picture::read(&whole[..end], BLOCKS, (20, 20)).is_none());
        }
    }

    #[test]
    fn every_way_makes_cells_for_the_terminal() {
        for way in [Way::Kitty, Way::Sixel, Way::Iterm2] {
            let drawing = Drawing::by(way, Some((8, 16)));
            let bytes = file(64, 64, ImageFormat::Png);
            let picture = Picture::read(&bytes, drawing, (20, 20)).unwrap();
            assert_eq!(picture.size(), (8, 4), "{way:?}");
            let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 10));
            picture.draw(&mut buffer, Rect::new(0, 0, 20, 10), 0, 0);
            assert!(buffer[(0, 0)].symbol().contains('\u{1b}'), "{way:?}");
        }
    }
}
