//! How roles and styles of a document look in a theme, and drawing what looks so.

use crate::domain::SafeText;
use crate::tui::document::{Colour, PanelKind, Role, Span, Style, width};
use crate::tui::theme::Theme;
use crate::tui::widget::{cell, frame};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style as Look};

/// Draws spans from `x` to `end`.
pub fn spans(buffer: &mut Buffer, x: u16, y: u16, end: u16, spans: &[Span], theme: &Theme) {
    let mut x = x;
    for span in spans {
        if x >= end {
            break;
        }
        x = cell::text(buffer, (x, y), end, &span.text, look(span.style, theme));
    }
}

/// Returns how a style looks in a theme.
pub fn look(style: Style, theme: &Theme) -> Look {
    let mut look = match style.role {
        Role::Text => Look::new(),
        Role::Heading(1) => theme.heading,
        Role::Heading(2 | 3) => theme.heading_2,
        Role::Heading(_) => theme.heading_2.add_modifier(Modifier::ITALIC),
        Role::Frame => theme.rule,
        Role::Marker => theme.accent,
        Role::Label => theme.title,
        Role::Code => theme.code,
        Role::CodeBlock => theme.code_block,
        Role::Syntax(class) => theme.code_block.patch(theme.syntax(class)),
        Role::PageLink | Role::WebLink => theme.link,
        Role::Image => theme.accent.add_modifier(Modifier::ITALIC),
        // A field of its colour; without colours the text has brackets.
        Role::Status(colour) => match status(colour, theme) {
            look if look.fg.is_some() => look.add_modifier(Modifier::BOLD | Modifier::REVERSED),
            look => look.add_modifier(Modifier::BOLD),
        },
        Role::Date => theme.number,
        Role::Mention => theme.accent.add_modifier(Modifier::BOLD),
        Role::Macro => theme.keyword,
        Role::Panel(kind) => panel(kind, theme),
        Role::Faint => theme.muted,
    };
    let marks = [
        (style.strong, Modifier::BOLD),
        (style.emphasis, Modifier::ITALIC),
        (style.strike, Modifier::CROSSED_OUT),
        (style.underline || style.commented, Modifier::UNDERLINED),
    ];
    if style.commented && style.role == Role::Text {
        look = look.patch(theme.warning);
    }
    for (_, modifier) in marks.into_iter().filter(|(on, _)| *on) {
        look = look.add_modifier(modifier);
    }
    look
}

fn status(colour: Colour, theme: &Theme) -> Look {
    match colour {
        Colour::Grey => theme.muted,
        Colour::Red => theme.bad,
        Colour::Yellow => theme.warning,
        Colour::Green => theme.good,
        Colour::Blue => theme.accent,
        Colour::Purple => theme.mark,
    }
}

fn panel(kind: PanelKind, theme: &Theme) -> Look {
    match kind {
        PanelKind::Note => theme.panel_info,
        PanelKind::Tip => theme.panel_tip,
        PanelKind::Important => theme.panel_note,
        PanelKind::Warning => theme.panel_warning,
        PanelKind::Caution => theme.bad,
        PanelKind::Plain => theme.rule,
    }
}

/// Draws one line of text across an area, filled with its look: banners.
pub fn banner(buffer: &mut Buffer, area: Rect, text: &str, look: Look) {
    let text = SafeText::line(text).into_string();
    buffer.set_style(Rect { height: 1, ..area }, look);
    let room = usize::from(area.width).saturating_sub(2);
    let shown =
        if width(&text) > room { format!("{}…", frame::cut(&text, room.saturating_sub(1))) } else { text };
    buffer.set_stringn(area.x + 1, area.y, shown, room, look);
}
