//! Colours and signs by what they mean. Themes are TOML files in `assets/themes`.
//!
//! Meaning never rests on colour alone: every state also has a sign or a word.

mod depth;
mod signs;

use super::highlight::Class;
use crate::domain::Badge;
use ratatui::style::{Color, Modifier, Style};

pub use depth::Depth;
pub use signs::Signs;

macro_rules! styles {
    ($($field:ident $name:literal $doc:literal;)*) => {
        /// How everything looks.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Theme {
            /// What it is chosen by.
            pub name: String,
            /// What it looks like, in a few words.
            pub about: String,
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
                Self { name: "plain".to_owned(), about: String::new(), signs, $($field: Style::new(),)* }
            }

            /// Returns every style with its name.
            pub fn roles(&self) -> Vec<(&'static str, Style)> {
                vec![$(($name, self.$field)),*]
            }

            fn fitted(mut self, depth: Depth) -> Self {
                $(self.$field = depth.fit(self.$field);)*
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

const BUILT_IN: &[(&str, &str)] = &[
    ("terminal", include_str!("../../../assets/themes/terminal.toml")),
    ("evening", include_str!("../../../assets/themes/evening.toml")),
    ("paper", include_str!("../../../assets/themes/paper.toml")),
    ("dusk", include_str!("../../../assets/themes/dusk.toml")),
    ("dawn", include_str!("../../../assets/themes/dawn.toml")),
    ("night", include_str!("../../../assets/themes/night.toml")),
    ("noon", include_str!("../../../assets/themes/noon.toml")),
    ("slate", include_str!("../../../assets/themes/slate.toml")),
    ("chalk", include_str!("../../../assets/themes/chalk.toml")),
];

/// Why a theme could not be read: a line each.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("theme: {}", .0.join("; "))]
pub struct ThemeError(pub Vec<String>);

impl Default for Theme {
    fn default() -> Self {
        Self::named("terminal", Signs::UNICODE, Depth::Sixteen).expect("the built-in themes are tested")
    }
}

impl Theme {
    /// Returns the names of the built-in themes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// Finds a built-in theme; `None` when there is none of that name.
    pub fn named(name: &str, signs: Signs, depth: Depth) -> Option<Self> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        Some(Self::read(text, signs, depth).expect("the built-in themes are tested"))
    }

    /// Reads a theme and fits it to a terminal; all errors at once.
    pub fn read(text: &str, signs: Signs, depth: Depth) -> Result<Self, ThemeError> {
        let table: toml::Table =
            text.parse().map_err(|error: toml::de::Error| ThemeError(vec![error.message().to_owned()]))?;
        let mut theme = Self::plain(signs);
        let mut errors = Vec::new();
        for (name, value) in &table {
            let Some(value) = value.as_str() else {
                errors.push(format!("`{name}` needs a style in quotes"));
                continue;
            };
            match name.as_str() {
                "name" => theme.name = value.to_owned(),
                "about" => theme.about = value.to_owned(),
                _ => match style(value) {
                    Ok(style) if theme.set(name, style) => {}
                    Ok(_) => errors.push(format!("there is no style `{name}`")),
                    Err(word) => errors.push(format!("`{name}`: `{word}` is neither a colour nor a manner")),
                },
            }
        }
        if !errors.is_empty() {
            return Err(ThemeError(errors));
        }
        Ok(theme.on(depth))
    }

    /// Fits it to a terminal. What relies on colours of fixed values, backgrounds most of all, cannot be had from
    /// sixteen that the person chose: the manners of the theme that is made for them are taken instead.
    fn on(self, depth: Depth) -> Self {
        let fixed = |style: &Style| depth::is_fixed(style.fg) || depth::is_fixed(style.bg);
        let is_made_for_more = depth == Depth::None || self.roles().iter().any(|(_, style)| fixed(style));
        if depth > Depth::Sixteen || !is_made_for_more || self.name == BUILT_IN[0].0 {
            return self.fitted(depth);
        }
        let plain = Self::named(BUILT_IN[0].0, self.signs, depth).expect("the built-in themes are tested");
        Self { name: self.name, about: self.about, ..plain }
    }

    /// Returns the style of a word of code.
    pub fn syntax(&self, class: Class) -> Style {
        match class {
            Class::Keyword => self.keyword,
            Class::Name => self.accent,
            Class::String => self.string,
            Class::Number => self.number,
            Class::Comment => self.comment,
            Class::Added => self.added,
            Class::Removed => self.removed,
        }
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
mod tests;
