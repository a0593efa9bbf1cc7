//! Colours and signs by what they mean. Themes are TOML files in `assets/themes`.
//!
//! Meaning never rests on colour alone: every state also has a sign or a word.

use crate::domain::Badge;
use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

macro_rules! styles {
    ($($field:ident $name:literal $doc:literal;)*) => {
        /// How everything looks.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Theme {
            /// What it is chosen by.
            pub name: String,
            /// Signs that depend on the character set.
            pub signs: Signs,
            $(#[doc = $doc] pub $field: Style,)*
        }

        impl Theme {
            fn set(&mut self, name: &str, style: Style) -> bool {
                match name {
                    $($name => self.$field = style,)*
                    _ => return false,
                }
                true
            }

            fn plain(signs: Signs) -> Self {
                Self { name: "plain".to_owned(), signs, $($field: Style::new(),)* }
            }

            /// Keeps modifiers, drops colours: what `NO_COLOR` asks for.
            fn without_colours(mut self) -> Self {
                $(self.$field = Style { fg: None, bg: None, underline_color: None, ..self.$field };)*
                self
            }
        }
    };
}

styles! {
    text "text" "Ordinary text; its background is the background of everything.";
    muted "muted" "What may be overlooked.";
    accent "accent" "What stands out a little.";
    title "title" "Titles of panes and overlays.";
    border "border" "Borders.";
    border_focus "border-focus" "The border of the pane with the keys.";
    selection "selection" "The selected line where the keys are.";
    selection_away "selection-away" "The selected line of another pane.";
    mark "mark" "Marked lines and the signs of changes.";
    matched "match" "Letters that matched.";
    key "key" "Keys in the footer and in help.";
    good "good" "All is well.";
    warning "warning" "Attention.";
    bad "bad" "Errors and conflicts.";
    added "added" "What came.";
    removed "removed" "What went.";
    private "private" "The badge of what only you can see.";
    people "people" "The badge of what some people can see.";
    everyone "everyone" "The badge of what everyone here can see.";
    anyone "anyone" "The badge of what anybody can see.";
    heading "heading" "Headings of the first level.";
    heading_2 "heading-2" "Headings below.";
    link "link" "Links.";
    code "code" "Code within a line.";
    code_block "code-block" "Blocks of code.";
    quote "quote" "Quotes.";
    rule "rule" "Rules and table lines.";
    panel_info "panel-info" "Information panels.";
    panel_note "panel-note" "Note panels.";
    panel_tip "panel-tip" "Tip panels.";
    panel_warning "panel-warning" "Warning panels.";
    keyword "keyword" "Keywords in code.";
    string "string" "Strings in code.";
    number "number" "Numbers in code.";
    comment "comment" "Comments in code.";
}

/// Signs and borders: Unicode, or ASCII where a font or a screen reader wants it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signs {
    /// Whether only ASCII is drawn.
    pub ascii: bool,
    /// Borders of panes.
    pub border: border::Set<'static>,
    /// An open branch.
    pub open: &'static str,
    /// A closed branch.
    pub closed: &'static str,
    /// A page without children.
    pub leaf: &'static str,
    /// A favourite.
    pub star: &'static str,
    /// Between the parts of a path.
    pub path: &'static str,
    /// Between facts of a line.
    pub dot: &'static str,
    /// Left out.
    pub ellipsis: &'static str,
    /// Restricted.
    pub restricted: &'static str,
    /// Done, allowed.
    pub tick: &'static str,
    /// Not done, refused.
    pub cross: &'static str,
    /// A horizontal line.
    pub line: &'static str,
    /// A marked line.
    pub mark: &'static str,
    /// Where it goes.
    pub arrow: &'static str,
}

impl Signs {
    /// Returns the Unicode signs.
    pub const UNICODE: Self = Self {
        ascii: false,
        border: border::PLAIN,
        open: "▾",
        closed: "▸",
        leaf: "·",
        star: "★",
        path: "›",
        dot: "·",
        ellipsis: "…",
        restricted: "⊘",
        tick: "✓",
        cross: "✗",
        line: "─",
        mark: "●",
        arrow: "→",
    };

    /// Returns the ASCII signs.
    pub const ASCII: Self = Self {
        ascii: true,
        border: border::Set {
            top_left: "+",
            top_right: "+",
            bottom_left: "+",
            bottom_right: "+",
            vertical_left: "|",
            vertical_right: "|",
            horizontal_top: "-",
            horizontal_bottom: "-",
        },
        open: "-",
        closed: "+",
        leaf: ".",
        star: "*",
        path: ">",
        dot: "-",
        ellipsis: "~",
        restricted: "x",
        tick: "v",
        cross: "x",
        line: "-",
        mark: "*",
        arrow: "->",
    };
}

const BUILT_IN: &[(&str, &str)] = &[
    ("terminal", include_str!("../../assets/themes/terminal.toml")),
    ("evening", include_str!("../../assets/themes/evening.toml")),
    ("paper", include_str!("../../assets/themes/paper.toml")),
];

/// Why a theme could not be read: a line each.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("theme: {}", .0.join("; "))]
pub struct ThemeError(pub Vec<String>);

impl Default for Theme {
    fn default() -> Self {
        Self::named("terminal", Signs::UNICODE, true).expect("the built-in themes are tested")
    }
}

impl Theme {
    /// Returns the names of the built-in themes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// Finds a built-in theme; `None` when there is none of that name.
    pub fn named(name: &str, signs: Signs, colours: bool) -> Option<Self> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        Some(Self::read(text, signs, colours).expect("the built-in themes are tested"))
    }

    /// Reads a theme; all errors at once.
    pub fn read(text: &str, signs: Signs, colours: bool) -> Result<Self, ThemeError> {
        let table: toml::Table =
            text.parse().map_err(|error: toml::de::Error| ThemeError(vec![error.message().to_owned()]))?;
        let mut theme = Self::plain(signs);
        let mut errors = Vec::new();
        for (name, value) in &table {
            let Some(value) = value.as_str() else {
                errors.push(format!("`{name}` needs a style in quotes"));
                continue;
            };
            if name == "name" {
                theme.name = value.to_owned();
                continue;
            }
            match style(value) {
                Ok(style) if theme.set(name, style) => {}
                Ok(_) => errors.push(format!("there is no style `{name}`")),
                Err(word) => errors.push(format!("`{name}`: `{word}` is neither a colour nor a manner")),
            }
        }
        if !errors.is_empty() {
            return Err(ThemeError(errors));
        }
        Ok(if colours { theme } else { theme.without_colours() })
    }

    /// Returns the style of an audience badge.
    pub fn badge(&self, badge: &Badge) -> Style {
        match badge {
            Badge::OnlyYou => self.private,
            Badge::OnlyOne(_) | Badge::People(_) => self.people,
            Badge::EveryoneHere => self.everyone,
            // Reverse whatever the theme says: this one must not be overlooked.
            Badge::Anyone => self.anyone.add_modifier(Modifier::REVERSED),
            Badge::Nobody | Badge::Unknown(_) => self.warning,
        }
    }
}

fn style(text: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut background = false;
    for word in text.split_whitespace() {
        let modifier = match word {
            "bold" => Modifier::BOLD,
            "dim" => Modifier::DIM,
            "italic" => Modifier::ITALIC,
            "underline" => Modifier::UNDERLINED,
            "reverse" => Modifier::REVERSED,
            "strike" => Modifier::CROSSED_OUT,
            "on" => {
                background = true;
                continue;
            }
            colour => {
                let colour: Color = colour.parse().map_err(|_| colour.to_owned())?;
                style = if background { style.bg(colour) } else { style.fg(colour) };
                continue;
            }
        };
        style = style.add_modifier(modifier);
    }
    Ok(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_themes_are_whole() {
        let styles = BUILT_IN[0].1.lines().filter(|line| line.contains(" = ")).count();
        for (name, text) in BUILT_IN {
            let theme = Theme::read(text, Signs::UNICODE, true).unwrap();
            assert_eq!(theme.name, *name);
            assert_eq!(text.lines().filter(|line| line.contains(" = ")).count(), styles, "{name}");
        }
    }

    #[test]
    fn every_error_of_a_theme_is_told() {
        let error = Theme::read("accent = \"bleu\"\nborders = \"red\"\n", Signs::ASCII, true).unwrap_err();
        assert_eq!(error.0.len(), 2);
    }

    #[test]
    fn no_color_keeps_manners() {
        let theme = Theme::named("evening", Signs::UNICODE, false).unwrap();
        assert_eq!(theme.accent.fg, None);
        assert!(theme.title.add_modifier.contains(Modifier::BOLD));
    }
}
