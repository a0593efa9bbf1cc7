//! Every theme is whole, and every role of it can be read.

use super::*;
use ratatui::style::Color;

fn all() -> impl Iterator<Item = Theme> {
    Theme::names().map(|name| Theme::named(name, Signs::UNICODE, Depth::Full).unwrap())
}

#[test]
fn built_in_themes_are_whole() {
    let keys = |text: &str| {
        let table: toml::Table = text.parse().unwrap();
        table.keys().cloned().collect::<Vec<_>>()
    };
    for (name, text) in BUILT_IN {
        let theme = Theme::read(text, Signs::UNICODE, Depth::Full).unwrap();
        assert_eq!(theme.name, *name);
        assert!(!theme.about.is_empty(), "{name}");
        assert_eq!(keys(text), keys(BUILT_IN[0].1), "{name}");
    }
    assert!(BUILT_IN.len() >= 6);
}

#[test]
fn every_error_of_a_theme_is_told() {
    let error = Theme::read("accent = \"bleu\"\nborders = \"red\"\n", Signs::ASCII, Depth::Full).unwrap_err();
    assert_eq!(error.0.len(), 2);
}

#[test]
fn without_colours_the_manners_of_the_terminal_theme_are_left() {
    for name in Theme::names() {
        let theme = Theme::named(name, Signs::UNICODE, Depth::None).unwrap();
        for (role, style) in theme.roles() {
            assert_eq!((style.fg, style.bg), (None, None), "{role} of {name}");
        }
        for (role, style) in [("selection", theme.selection), ("anyone", theme.anyone)] {
            assert!(style.add_modifier.contains(Modifier::REVERSED), "{role} of {name}");
        }
        assert!(theme.selection_away.add_modifier.contains(Modifier::BOLD), "{name}");
        assert_eq!(theme.name, name, "the choice is kept for a terminal with colours");
    }
}

#[test]
fn a_terminal_of_sixteen_colours_gets_no_others() {
    for name in Theme::names() {
        let theme = Theme::named(name, Signs::UNICODE, Depth::Sixteen).unwrap();
        for (role, style) in theme.roles() {
            assert!(!depth::is_fixed(style.fg) && !depth::is_fixed(style.bg), "{role} of {name}");
        }
        let indexed = Theme::named(name, Signs::UNICODE, Depth::Indexed).unwrap();
        for (role, style) in indexed.roles() {
            let is_true = |colour| matches!(colour, Some(Color::Rgb(..)));
            assert!(!is_true(style.fg) && !is_true(style.bg), "{role} of {name}");
        }
    }
}

/// The roles that draw lines, not letters.
const LINES: [&str; 3] = ["border", "border-focus", "rule"];

/// What stands on blocks of code.
const IN_CODE: [&str; 7] = ["text", "code", "keyword", "string", "number", "comment", "match"];

#[test]
fn every_role_of_every_theme_can_be_read() {
    let mut faint = Vec::new();
    for theme in all().chain(all().map(|theme| Theme {
        about: "256".to_owned(),
        ..Theme::named(&theme.name, Signs::UNICODE, Depth::Indexed).unwrap()
    })) {
        let Some(paper) = theme.text.bg else {
            terminal_colours_only(&theme);
            continue;
        };
        let ink = theme.text.fg.unwrap();
        for (role, style) in theme.roles() {
            let grounds = match style.bg {
                Some(own) => vec![own],
                None if LINES.contains(&role) => continue,
                None if IN_CODE.contains(&role) => {
                    vec![paper, theme.selection_away.bg.unwrap(), theme.code_block.bg.unwrap()]
                }
                None => vec![paper, theme.selection_away.bg.unwrap()],
            };
            for ground in grounds {
                let contrast = contrast(style.fg.unwrap_or(ink), ground);
                if contrast < 4.5 {
                    faint.push(format!("{role} of {} ({}): {contrast:.2}", theme.name, theme.about));
                }
            }
        }
        // Lines are seen, not read.
        let focus = contrast(theme.border_focus.fg.unwrap(), paper);
        if focus < 3.0 {
            faint.push(format!("border-focus of {}: {focus:.2}", theme.name));
        }
    }
    assert!(faint.is_empty(), "below 4.5:1:\n{}", faint.join("\n"));
}

/// The sixteen have no values of their own: what matters is that none is used that is the background somewhere.
fn terminal_colours_only(theme: &Theme) {
    for (role, style) in theme.roles() {
        assert_eq!(style.bg, None, "{role} of {}", theme.name);
        let risky = [Color::Black, Color::White, Color::Gray, Color::DarkGray, Color::Blue];
        assert!(style.fg.is_none_or(|ink| !risky.contains(&ink)), "{role} of {}", theme.name);
        assert!(!depth::is_fixed(style.fg), "{role} of {}", theme.name);
    }
}

/// The contrast ratio of WCAG 2.
fn contrast(one: Color, other: Color) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Color) -> f64 {
    let (red, green, blue) = match colour {
        Color::Rgb(red, green, blue) => (red, green, blue),
        Color::Indexed(index @ 16..) => depth::values(index),
        other => panic!("{other:?} has no values"),
    };
    let linear = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}
