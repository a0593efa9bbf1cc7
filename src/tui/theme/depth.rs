//! How many colours a terminal shows, and themes fitted to fewer than they were made for.

use ratatui::style::{Color, Style};
use std::ffi::OsString;

/// How many colours there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Depth {
    /// None: bold, underlined and reversed text only.
    None,
    /// The sixteen that the terminal's own settings choose.
    #[default]
    Sixteen,
    /// 256 of fixed values.
    Indexed,
    /// Any colour.
    Full,
}

impl Depth {
    /// Finds out from the environment; `variable` returns a variable's value.
    ///
    /// Nothing is asked of the terminal: an answer would have to be waited for.
    pub fn find(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let value = |name: &str| {
            let value = variable(name)?.to_string_lossy().into_owned();
            (!value.is_empty()).then_some(value)
        };
        // https://no-color.org
        if value("NO_COLOR").is_some() {
            return Self::None;
        }
        let term = value("TERM").unwrap_or_default();
        let named = |names: &[&str]| names.iter().any(|name| term.starts_with(name));
        // GNU screen passes no more than 256 on, whatever the terminal around it says it can.
        let most = if value("STY").is_some() { Self::Indexed } else { Self::Full };
        let says =
            |name: &str, known: &[&str]| value(name).is_some_and(|value| known.contains(&value.as_str()));
        let full = says("COLORTERM", &["truecolor", "24bit"])
            || says("TERM_PROGRAM", &["iTerm.app", "WezTerm", "ghostty", "vscode"])
            || value("WT_SESSION").is_some()
            || term.ends_with("-direct")
            || named(&["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour"]);
        if full {
            most
        } else if term.contains("256color") {
            Self::Indexed
        } else {
            Self::Sixteen
        }
    }

    /// Returns the nearest style that can be shown; colours of the terminal's own stay.
    pub(super) fn fit(self, style: Style) -> Style {
        let nearest = |colour: Color| match (self, colour) {
            (Self::Indexed, Color::Rgb(red, green, blue)) => Color::Indexed(nearest(red, green, blue)),
            _ => colour,
        };
        match self {
            Self::None => Style { fg: None, bg: None, underline_color: None, ..style },
            _ => Style { fg: style.fg.map(nearest), bg: style.bg.map(nearest), ..style },
        }
    }
}

/// Tells whether a colour has a value of its own, which sixteen cannot show.
pub(super) fn is_fixed(colour: Option<Color>) -> bool {
    matches!(colour, Some(Color::Rgb(..) | Color::Indexed(16..)))
}

/// Returns the values of one of the 240 fixed colours.
pub(super) fn values(index: u8) -> (u8, u8, u8) {
    if index >= 232 {
        let grey = 8 + (index - 232) * 10;
        return (grey, grey, grey);
    }
    let step = |level: u8| if level == 0 { 0 } else { 55 + level * 40 };
    let index = index.saturating_sub(16);
    (step(index / 36), step(index / 6 % 6), step(index % 6))
}

/// Returns the fixed colour that looks most like one; green weighs most, as it does in the eye.
fn nearest(red: u8, green: u8, blue: u8) -> u8 {
    let far = |one: u8, other: u8, weight: i32| {
        let far = i32::from(one) - i32::from(other);
        far * far * weight
    };
    let distance = |index: &u8| {
        let (r, g, b) = values(*index);
        far(red, r, 2) + far(green, g, 4) + far(blue, b, 3)
    };
    (16..=255).min_by_key(distance).unwrap_or(16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(variables: &[(&str, &str)]) -> Depth {
        Depth::find(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into()))
    }

    #[test]
    fn the_environment_says_how_many() {
        assert_eq!(find(&[("TERM", "xterm")]), Depth::Sixteen);
        assert_eq!(find(&[("TERM", "tmux-256color")]), Depth::Indexed);
        assert_eq!(find(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]), Depth::Full);
        assert_eq!(find(&[("TERM", "xterm-kitty")]), Depth::Full);
        assert_eq!(
            find(&[("TERM", "screen-256color"), ("STY", "1.pts"), ("COLORTERM", "truecolor")]),
            Depth::Indexed
        );
        assert_eq!(find(&[("TERM", "xterm-kitty"), ("NO_COLOR", "1")]), Depth::None);
        assert_eq!(find(&[("TERM", "linux"), ("NO_COLOR", "")]), Depth::Sixteen);
        assert_eq!(find(&[]), Depth::Sixteen);
    }

    #[test]
    fn the_nearest_colour_is_itself_where_it_is_one() {
        for index in 16..=255 {
            let (red, green, blue) = values(index);
            let (found, wanted) = (values(nearest(red, green, blue)), values(index));
            assert_eq!(found, wanted);
        }
    }
}
