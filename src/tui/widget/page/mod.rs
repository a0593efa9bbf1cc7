//! A page that scrolls: title, rule, laid-out body. The reader, previews and versions are drawn by it.
//!
//! It knows where it is; which keys move it and what a link does is its owner's affair.

mod far;
mod look;
mod pictures;
mod words;

pub use look::{banner, look, spans};
pub use words::Spot;

use crate::domain::{PageId, SafeText};
use crate::tui::action::Action;
use crate::tui::document::{Document, Folds, Layout, Line, Match, Options, Pictures, TargetId};
use crate::tui::world::World;
use far::{Place, Rest};
use pictures::most;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style as Look;
use std::ops::Range;
use std::sync::Arc;

/// A page and where it is scrolled to. Rows count from the title.
#[derive(Debug, Clone)]
pub struct PageView {
    title: Option<String>,
    document: Arc<Document>,
    layout: Option<Layout>,
    header: Vec<Line>,
    top: usize,
    sideways: usize,
    height: usize,
    folds: Folds,
    /// Whose pictures are drawn, which ones have room, and as of which news that holds.
    page: Option<PageId>,
    pictures: Pictures,
    news: Option<(u64, (u16, u16))>,
    // Where to be when that much of the page is laid out.
    wanted: Option<Place>,
    /// Whether somebody lays out for us what is far below.
    is_patient: bool,
    rest: Rest,
}

/// Columns that an overlay of looks covers: row, columns, look.
pub type Highlight = (usize, Range<usize>, Look);

impl Default for PageView {
    fn default() -> Self {
        Self::new(None, "")
    }
}

impl PageView {
    /// Parses a page; the title is drawn above it unless the page begins with it.
    pub fn new(title: Option<&str>, markdown: &str) -> Self {
        Self::of(title, Arc::new(Document::parse(markdown)), Folds::AllOpen)
    }

    /// Shows a page that is parsed already.
    pub fn of(title: Option<&str>, document: Arc<Document>, folds: Folds) -> Self {
        let title = title.filter(|title| {
            let first = document.headings().first();
            !first.is_some_and(|heading| heading.line == 0 && heading.text == *title)
        });
        Self {
            title: title.map(|title| SafeText::line(title).into_string()),
            document,
            layout: None,
            header: Vec::new(),
            top: 0,
            sideways: 0,
            height: 1,
            folds,
            page: None,
            pictures: Pictures::new(),
            news: None,
            wanted: None,
            is_patient: false,
            rest: Rest::default(),
        }
    }

    /// Draws the pictures that are files of this page.
    pub fn with_pictures_of(self, page: &PageId) -> Self {
        Self { page: Some(page.clone()), ..self }
    }

    /// Shows another text of the same page, at the same place.
    pub fn replace(&mut self, title: Option<&str>, markdown: &str) {
        self.show(title, Arc::new(Document::parse(markdown)));
    }

    /// Shows another document of the same page, at the same place.
    pub fn show(&mut self, title: Option<&str>, document: Arc<Document>) {
        let wanted = Some(self.place_at_top());
        let (sideways, height) = (self.sideways, self.height);
        let folds = std::mem::take(&mut self.folds);
        let (page, is_patient) = (self.page.take(), self.is_patient);
        *self = Self { sideways, height, wanted, page, is_patient, ..Self::of(title, document, folds) };
    }

    /// Opens and folds parts.
    pub fn set_folds(&mut self, folds: Folds) {
        if self.folds != folds {
            self.wanted = Some(self.place_at_top());
            self.folds = folds;
            self.layout = None;
        }
    }

    /// Returns which parts are open.
    pub fn folds(&self) -> &Folds {
        &self.folds
    }

    /// Opens the parts around a line. Their titles are not in them: one goes there without opening it.
    fn open_around(&mut self, line: u32) {
        let Folds::Open(open) = &self.folds else { return };
        let mut wider = open.clone();
        wider.extend(self.document.folds_around(line));
        self.set_folds(Folds::Open(wider));
    }

    /// Returns what is shown.
    pub fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// Returns the line of the Markdown at the top of the screen; 0 when the title is.
    pub fn position(&self) -> u32 {
        self.place_at_top().source
    }

    /// Returns the lines that are laid out.
    fn lines(&self) -> &[Line] {
        self.layout.as_ref().map_or(&[], |layout| layout.lines())
    }

    /// Goes to a line of the Markdown, now or when the page is laid out; what is folded around it opens.
    pub fn go_to(&mut self, source: u32) {
        self.open_around(source);
        self.go_to_place(Place { source, below: 0, is_ahead: true });
    }

    /// Goes to the end.
    pub fn go_to_end(&mut self) {
        match self.layout {
            Some(_) => self.scroll_to(usize::MAX / 2),
            None => self.wanted = Some(Place::END),
        }
    }

    /// Scrolls by an action; tells whether it was one.
    pub fn act(&mut self, action: Action) -> bool {
        let screen = self.height.max(2);
        let to = match action {
            Action::Down => self.top + 1,
            Action::Up => self.top.saturating_sub(1),
            Action::ScrollDown => self.top + 3,
            Action::ScrollUp => self.top.saturating_sub(3),
            Action::PageDown => self.top + screen - 2,
            Action::PageUp => self.top.saturating_sub(screen - 2),
            Action::HalfDown => self.top + screen / 2,
            Action::HalfUp => self.top.saturating_sub(screen / 2),
            Action::Top => 0,
            Action::Bottom => usize::MAX / 2,
            _ => return false,
        };
        self.scroll_to(to);
        true
    }

    /// Scrolls sideways by columns; tells whether anything moved.
    pub fn shift(&mut self, by: isize) -> bool {
        let Some(layout) = &self.layout else { return false };
        let most = layout.widest().saturating_sub(layout.options().width);
        let to = self.sideways.saturating_add_signed(by).min(most);
        std::mem::replace(&mut self.sideways, to) != to
    }

    /// Puts a row at the top, as far as the page allows.
    pub fn scroll_to(&mut self, row: usize) {
        if self.is_far_down(row) {
            return self.go_to_place(Place::END);
        }
        self.wanted = None;
        self.settle(row);
    }

    fn settle(&mut self, row: usize) {
        let height = self.height;
        let Some(layout) = &mut self.layout else { return };
        layout.ensure(row.saturating_add(height));
        let rows = self.header.len() + self.lines().len();
        self.top = row.min(rows.saturating_sub(height));
    }

    /// Scrolls just enough that a row is in sight, with a little around it.
    pub fn reveal(&mut self, row: usize) {
        if row < self.top || row >= self.top + self.height {
            self.scroll_to(row.saturating_sub(self.height / 3));
        }
    }

    /// Returns the rows on the screen.
    pub fn rows(&self) -> Range<usize> {
        self.top..self.top + self.height
    }

    /// Returns how much of the page is above the lower edge, in percent, or `None` when all of it is in sight.
    pub fn percent(&self) -> Option<u32> {
        let layout = self.layout.as_ref()?;
        let rows = self.header.len() + layout.lines().len();
        if layout.is_complete() && rows <= self.height {
            return None;
        }
        if layout.is_complete() && self.top + self.height >= rows {
            return Some(100);
        }
        let last = (self.top + self.height).saturating_sub(self.header.len() + 1);
        let source = layout.lines().get(last).map_or(0, |line| line.source);
        Some((source * 100 / self.document.line_count().max(1)).min(99))
    }

    /// Whether some line in sight goes on to the right.
    pub fn is_wide(&self) -> bool {
        let Some(layout) = &self.layout else { return false };
        let columns = layout.options().width;
        let lines = layout.lines().iter().skip(self.top.saturating_sub(self.header.len())).take(self.height);
        lines.into_iter().any(|line| line.width() > columns)
    }

    /// Returns the targets in rows, each once, with its first row.
    pub fn targets(&mut self, rows: Range<usize>) -> Vec<(TargetId, usize)> {
        let above = self.header.len();
        let Some(layout) = &mut self.layout else { return Vec::new() };
        let lines = rows.start.saturating_sub(above)..rows.end.saturating_sub(above);
        let found = layout.targets_in(lines);
        found.into_iter().map(|(target, line)| (target, line + above)).collect()
    }

    /// Returns the first target below a row, or the last above it, with its row.
    pub fn target_from(&mut self, row: usize, below: bool) -> Option<(TargetId, usize)> {
        let above = self.header.len();
        if below {
            let mut start = row;
            loop {
                if let Some(&found) = self.targets(start..start + 200).first() {
                    return Some(found);
                }
                start += 200;
                let layout = self.layout.as_ref()?;
                if layout.is_complete() && start >= layout.lines().len() + above {
                    return None;
                }
            }
        }
        self.targets(0..row).last().copied()
    }

    /// Returns where a target is drawn: rows and columns of each of its parts in some rows.
    pub fn parts(&self, target: TargetId, rows: Range<usize>) -> Vec<(usize, Range<usize>)> {
        let above = self.header.len();
        let lines = self.lines();
        let mut parts: Vec<(usize, Range<usize>)> = Vec::new();
        for row in rows.filter(|row| *row >= above) {
            let Some(line) = lines.get(row - above) else { break };
            let mut column = 0;
            for span in &line.spans {
                let end = column + span.width();
                if span.target == Some(target) {
                    match parts.last_mut() {
                        Some((last, range)) if *last == row && range.end == column => range.end = end,
                        _ => parts.push((row, column..end)),
                    }
                }
                column = end;
            }
        }
        parts
    }

    /// Finds text in the whole page; matches are in rows. `None` while much of it is not laid out.
    pub fn find(&mut self, needle: &str) -> Option<Vec<Match>> {
        if !needle.is_empty() && self.is_far_down(usize::MAX) {
            self.want_rest();
            return None;
        }
        let above = self.header.len();
        let mut found = self.layout.as_mut().map_or_else(Vec::new, |layout| layout.find(needle));
        for (row, _) in found.iter_mut().flat_map(|found| &mut found.parts) {
            *row += above;
        }
        Some(found)
    }

    /// Lays out for an area; called by [`PageView::draw`], and by owners that need rows before it. Tells whether it was
    /// laid out anew: rows and columns known before are others now.
    pub fn prepare(&mut self, area: Rect, world: &World) -> bool {
        let theme = &world.theme;
        self.height = usize::from(area.height).max(1);
        let ascii = theme.signs.ascii;
        let columns = usize::from(area.width).saturating_sub(2 * margin(area));
        let options = Options { ascii, colours: theme.good.fg.is_some(), ..Options::new(columns) };
        let before = self.layout.as_ref().map(Layout::options);
        if self.take_pictures(most(columns, self.height), world) && before == Some(options) {
            self.wanted = Some(self.place_at_top());
            self.layout = None;
        }
        let before = self.layout.as_ref().map(Layout::options);
        let is_anew = before != Some(options);
        if is_anew {
            // At another width a line of the Markdown has other rows.
            let place = self.place_at_top();
            let below = if before.is_none() { place.below } else { 0 };
            let layout = Layout::folded(self.document.clone(), options, self.folds.clone());
            self.layout = Some(layout.with_pictures(self.pictures.clone()));
            self.rest = Rest::default();
            self.header = self.title.as_ref().map_or_else(Vec::new, |title| header(title, options));
            self.go_to_place(Place { below, ..place });
        }
        // Whatever became shorter or higher: no empty screen below the end.
        self.settle(self.top);
        is_anew
    }

    /// Draws it.
    pub fn draw(&mut self, buffer: &mut Buffer, area: Rect, world: &World, highlights: &[Highlight]) {
        let theme = &world.theme;
        if area.is_empty() {
            return;
        }
        self.prepare(area, world);
        let margin = margin(area) as u16;
        let inner = Rect { x: area.x + margin, width: area.width.saturating_sub(2 * margin), ..area };
        let columns = usize::from(inner.width);
        let (top, above, sideways) = (self.top, self.header.len(), self.sideways);
        for row in top..top + self.height {
            let lines = self.lines();
            let line = if row < above { self.header.get(row) } else { lines.get(row - above) };
            let Some(line) = line else { break };
            let y = area.y + (row - top) as u16;
            let line = line.coloured(|code| world.ink.of(code));
            let shown = line.visible(sideways, columns);
            spans(buffer, inner.x, y, inner.right(), &shown, theme);
            for (_, range, look) in highlights.iter().filter(|(at, ..)| *at == row) {
                for column in range.clone() {
                    if let Some(x) = line.screen_column(column, sideways, columns) {
                        buffer[(inner.x + x as u16, y)].set_style(*look);
                    }
                }
            }
        }
        self.draw_pictures(buffer, inner, world);
    }

    /// Returns where a column of a row is on the screen, when it is.
    pub fn place(&self, row: usize, column: usize, area: Rect) -> Option<(u16, u16)> {
        if !self.rows().contains(&row) {
            return None;
        }
        let margin = margin(area);
        let lines = self.lines();
        let line = lines.get(row.checked_sub(self.header.len())?)?;
        let columns = usize::from(area.width).saturating_sub(2 * margin);
        let x = line.screen_column(column, self.sideways, columns)?;
        Some((area.x + (margin + x) as u16, area.y + (row - self.top) as u16))
    }
}

/// The blank columns left and right of the text.
fn margin(area: Rect) -> usize {
    if area.width >= 70 { 2 } else { 1 }
}

fn header(title: &str, options: Options) -> Vec<Line> {
    let document = Arc::new(Document::heading(title));
    let mut layout = Layout::new(document, options);
    layout.ensure_all();
    let mut lines = layout.lines().to_vec();
    lines.push(Line::default());
    lines
}
