//! The pages of a start as they will look: the home page, and the titles below it.

use crate::admin::templates::Filled;
use crate::domain::SafeText;
use crate::tui::document::{Document, Layout, Options, Role, Span as Piece};
use crate::tui::theme::Theme;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::sync::Arc;

/// A laid-out home page, made again only when the text or the width changes.
#[derive(Debug, Default)]
pub(super) struct Preview {
    laid: Option<(String, u16, Vec<Line<'static>>)>,
    top: usize,
}

impl Preview {
    pub(super) fn top(&mut self) {
        self.top = 0;
    }

    pub(super) fn scroll(&mut self, by: isize) {
        let last = self.laid.as_ref().map_or(0, |(_, _, lines)| lines.len().saturating_sub(3));
        self.top = self.top.saturating_add_signed(by * 3).min(last);
    }

    pub(super) fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, pages: &[Filled], world: &World) {
        let Some(home) = pages.first().filter(|_| area.height > 0) else { return };
        let theme = &world.theme;
        let fresh =
            self.laid.as_ref().is_some_and(|(text, width, _)| *text == home.markdown && *width == area.width);
        if !fresh {
            self.laid =
                Some((home.markdown.clone(), area.width, laid_out(&home.markdown, area.width, theme)));
        }
        let body = Rect { height: area.height - u16::from(pages.len() > 1), ..area };
        let title = Line::styled(SafeText::line(&home.title).into_string(), theme.heading);
        let lines = self.laid.iter().flat_map(|(_, _, lines)| lines.iter().cloned());
        let shown = std::iter::once(title).chain([Line::default()]).chain(lines).skip(self.top);
        for (y, line) in (0..body.height).zip(shown) {
            frame.render_widget(line, Rect { y: body.y + y, height: 1, ..body });
        }
        if pages.len() > 1 {
            frame.render_widget(below(pages, theme), Rect { y: body.bottom(), height: 1, ..area });
        }
    }
}

/// Returns the line that names the pages below the home page.
fn below(pages: &[Filled], theme: &Theme) -> Line<'static> {
    let mut spans = vec![Span::styled("and below it: ", theme.muted)];
    for (index, page) in pages.iter().skip(1).enumerate() {
        if index > 0 {
            spans.push(Span::styled(", ", theme.muted));
        }
        spans.push(Span::styled(SafeText::line(&page.title).into_string(), theme.link));
        if page.private {
            spans.push(Span::styled(format!(" {} only you", theme.signs.restricted), theme.private));
        }
    }
    Line::from(spans)
}

fn laid_out(markdown: &str, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let options = Options { ascii: theme.signs.ascii, ..Options::new(usize::from(width)) };
    let mut layout = Layout::new(Arc::new(Document::parse(markdown)), options);
    layout.ensure_all();
    layout
        .lines()
        .iter()
        .map(|line| Line::from(line.spans.iter().map(|span| styled(span, theme)).collect::<Vec<_>>()))
        .collect()
}

fn styled(piece: &Piece, theme: &Theme) -> Span<'static> {
    let style = match piece.style.role {
        Role::Heading(1) => theme.heading,
        Role::Heading(_) => theme.heading_2,
        Role::Frame => theme.rule,
        Role::Marker | Role::Label => theme.accent,
        Role::Code => theme.code,
        Role::CodeBlock => theme.code_block,
        Role::PageLink | Role::WebLink => theme.link,
        Role::Panel(_) => theme.panel_info,
        Role::Faint => theme.muted,
        _ => theme.text,
    };
    let modifiers = [
        (piece.style.strong, Modifier::BOLD),
        (piece.style.emphasis, Modifier::ITALIC),
        (piece.style.strike, Modifier::CROSSED_OUT),
        (piece.style.underline, Modifier::UNDERLINED),
    ];
    let style: Style = modifiers
        .into_iter()
        .filter(|(on, _)| *on)
        .fold(style, |style, (_, modifier)| style.add_modifier(modifier));
    Span::styled(piece.text.clone(), style)
}
