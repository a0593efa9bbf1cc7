//! How a place of a conflict is drawn: the sides beside each other, what becomes of them below.

use super::Here;
use crate::domain::SafeText;
use crate::tui::message::Opened;
use crate::tui::pane::editor::look;
use crate::tui::theme::Theme;
use crate::tui::widget::cell;
use crate::tui::widget::frame::shortened;
use crate::tui::widget::hunk::{Choice, Hunk, Mark, Piece, words};
use crate::tui::widget::row;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

/// Lines around a place that are shown with it.
const AROUND: usize = 2;

impl Here {
    pub(super) fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, opened: Option<&Opened>, world: &World) {
        let theme = &world.theme;
        if self.preview.is_some() {
            let head = if self.hunks().next().is_none() {
                "Both edits fit together: this is what is saved."
            } else {
                "What is saved, as it will look"
            };
            frame.render_widget(Line::styled(head, theme.accent), Rect { height: 1, ..area });
            let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
            if let Some(preview) = &mut self.preview {
                preview.draw(frame.buffer_mut(), body, world, &[]);
            }
            return;
        }
        let Some(hunk) = self.hunk().cloned() else { return };
        let below = (area.height / 3).max(4).min(area.height);
        let top = Rect { height: area.height - below, ..area };
        self.columns(frame, top, &hunk, opened, world);
        let line = Rect { y: top.bottom(), height: 1, ..area };
        let rule = theme.signs.line.repeat(usize::from(area.width));
        frame.render_widget(Span::styled(rule, theme.rule), line);
        frame.render_widget(
            Span::styled(format!(" {} ", result_name(&hunk, self.writing.is_some())), theme.accent),
            line,
        );
        let result = Rect { y: line.bottom(), height: below - 1, ..area };
        match &mut self.writing {
            Some(text) => {
                if let Some(cursor) = text.draw(result, frame.buffer_mut(), &look::styles(theme), &world.ink)
                {
                    frame.set_cursor_position(cursor);
                }
            }
            None => result_of(frame, result, &hunk, theme),
        }
    }

    fn columns(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        hunk: &Hunk,
        opened: Option<&Opened>,
        world: &World,
    ) {
        let theme = &world.theme;
        let (before, after) = self.around();
        let theirs = format!("theirs ({})", their_version(self.conflict.their_version, opened, world));
        let mut sides: Vec<(String, Vec<(Mark, String)>)> = vec![
            ("yours (offline)".to_owned(), words(&hunk.base, &hunk.ours)),
            (theirs, words(&hunk.base, &hunk.theirs)),
        ];
        if self.shows_base {
            let base = hunk.base.join("\n");
            sides.insert(1, ("before both".to_owned(), vec![(Mark::Same, base)]));
        }
        let count = sides.len() as u16;
        let wide = area.width / count;
        let mut most = 0;
        for (index, (name, words)) in sides.into_iter().enumerate() {
            let x = area.x + wide * index as u16;
            let width = if index as u16 + 1 == count { area.right() - x } else { wide };
            let mut column = Rect { x, width, ..area };
            if index > 0 {
                for y in column.y..column.bottom() {
                    cell::put(
                        frame.buffer_mut(),
                        (column.x, y),
                        theme.signs.border.vertical_left,
                        theme.border,
                    );
                }
                column = Rect { x: column.x + 2, width: column.width.saturating_sub(2), ..column };
            }
            let head = Line::styled(name, theme.title);
            frame.render_widget(
                shortened(head, usize::from(column.width), theme),
                Rect { height: 1, ..column },
            );
            let body = Rect { y: column.y + 1, height: column.height.saturating_sub(1), ..column };
            let mut lines: Vec<Line<'static>> = muted(&before, theme);
            lines.extend(side(&words, theme));
            lines.extend(muted(&after, theme));
            let rows: u16 =
                lines.iter().map(|line| row::rows(&line.to_string(), usize::from(body.width)).max(1)).sum();
            most = most.max(rows.saturating_sub(body.height));
            let shown = Paragraph::new(lines).wrap(Wrap { trim: false }).scroll((self.scrolled.min(most), 0));
            frame.render_widget(shown, body);
        }
        self.scrolled = self.scrolled.min(most);
    }

    /// Returns the lines before and after the hunk on the screen.
    fn around(&self) -> (Vec<String>, Vec<String>) {
        let Some(&at) = self.places().get(self.at) else { return Default::default() };
        let settled = |piece: Option<&Piece>| match piece {
            Some(Piece::Settled(lines)) => lines.clone(),
            _ => Vec::new(),
        };
        let before = settled(at.checked_sub(1).and_then(|at| self.pieces.get(at)));
        let mut after = settled(self.pieces.get(at + 1));
        after.truncate(AROUND);
        (before[before.len().saturating_sub(AROUND)..].to_vec(), after)
    }
}

fn their_version(number: u32, opened: Option<&Opened>, world: &World) -> String {
    let version = opened.map(|opened| &opened.row.page.version).filter(|version| version.number == number);
    match version {
        Some(version) => {
            format!("v{number}, {}, {}", world.name_of(&version.author), world.ago(version.when))
        }
        None => format!("v{number}"),
    }
}

fn result_name(hunk: &Hunk, writing: bool) -> &'static str {
    match hunk.choice {
        _ if writing => "result: write it",
        Choice::Open => "result: not decided",
        Choice::Mine => "result: yours",
        Choice::Theirs => "result: theirs",
        Choice::Both => "result: both",
        Choice::Written(_) => "result: as you wrote it",
    }
}

fn result_of(frame: &mut Frame<'_>, area: Rect, hunk: &Hunk, theme: &Theme) {
    let Some(lines) = hunk.result() else {
        return row::sentence(
            frame,
            area,
            "Choose above; what only one of you changed is in it already.",
            theme,
        );
    };
    if lines.is_empty() {
        return row::sentence(frame, area, "Nothing stays here.", theme);
    }
    let lines: Vec<Line<'static>> = lines.iter().map(|line| Line::styled(safe(line), theme.text)).collect();
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), area);
}

fn muted(lines: &[String], theme: &Theme) -> Vec<Line<'static>> {
    lines.iter().map(|line| Line::styled(safe(line), theme.muted)).collect()
}

/// Returns the lines of a side; words are marked by signs, never by colour alone.
fn side(words: &[(Mark, String)], theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = vec![Vec::new()];
    for (mark, text) in words {
        let (open, close, style) = match mark {
            Mark::Same => ("", "", theme.text),
            Mark::Gone => ("[-", "-]", theme.removed.add_modifier(Modifier::CROSSED_OUT)),
            Mark::Came => ("{+", "+}", theme.added.add_modifier(Modifier::BOLD)),
        };
        for (index, piece) in text.split('\n').enumerate() {
            if index > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !piece.is_empty()) {
                push(line, open, piece, close, style);
            }
        }
    }
    lines.into_iter().map(Line::from).collect()
}

fn push(line: &mut Vec<Span<'static>>, open: &'static str, text: &str, close: &'static str, style: Style) {
    line.push(Span::styled(format!("{open}{}{close}", safe(text)), style));
}

fn safe(text: &str) -> String {
    SafeText::block(text).into_string().replace('\n', " ")
}
