//! How the editor looks: the theme's colours for Markdown, and the lines above the text.

use crate::tui::highlight::Class;
use crate::tui::theme::Theme;
use crate::tui::widget::editor::{Role, Styles};
use ratatui::style::{Modifier, Style};

/// Returns the colours of the text.
pub(crate) fn styles(theme: &Theme) -> Styles {
    Styles::new(|role| match role {
        Role::Text => theme.text,
        Role::Heading => theme.heading,
        Role::Quote => theme.quote,
        Role::Marker => theme.accent,
        Role::Code => theme.code,
        Role::Directive => theme.keyword,
        Role::Link => theme.link,
        Role::Strong => Style::new().add_modifier(Modifier::BOLD),
        Role::Emphasis => Style::new().add_modifier(Modifier::ITALIC),
        Role::Token => theme.warning,
        Role::Match => theme.matched.add_modifier(Modifier::UNDERLINED),
        Role::Gone => theme.removed.add_modifier(Modifier::CROSSED_OUT),
        Role::Keyword => theme.syntax(Class::Keyword),
        Role::Name => theme.syntax(Class::Name),
        Role::String => theme.syntax(Class::String),
        Role::Number => theme.syntax(Class::Number),
        Role::Comment => theme.syntax(Class::Comment),
        Role::Added => theme.syntax(Class::Added),
        Role::Removed => theme.syntax(Class::Removed),
        // A selection is seen without colours too.
        Role::Selection => Style::new().add_modifier(Modifier::REVERSED),
    })
}
