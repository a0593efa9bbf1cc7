//! Keys written down as one text, as vim writes them: `gjbuy milk<Enter>`, `<C-s>`, `jjj<PgDn>`.
//!
//! What stands between `<` and `>` is a key with a name; every other character is the key that types it, a blank
//! included, a line end left out. The mouse can be written down too: `<Click:12,5>`.

use super::chord::Chord;
use super::message::Message;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

/// One thing a person does, as it was written, and what it sends.
#[derive(Debug, Clone)]
pub struct Stroke {
    /// As it was written.
    pub written: String,
    /// What the terminal would have sent.
    pub messages: Vec<Message>,
}

/// Why a text of keys could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotKeys {
    /// No such key.
    #[error("`<{0}>` is no key")]
    Unknown(String),
    /// A `<` without its `>`.
    #[error("`{0}` begins a key that does not end")]
    Open(String),
}

/// Names that differ from those in `keys.toml`.
const NAMES: &[(&str, &str)] = &[
    ("cr", "enter"),
    ("return", "enter"),
    ("escape", "esc"),
    ("bs", "backspace"),
    ("del", "delete"),
    ("ins", "insert"),
    ("pageup", "pgup"),
    ("pagedown", "pgdn"),
    ("pgdown", "pgdn"),
    ("lt", "<"),
    ("gt", ">"),
    ("bar", "|"),
    ("bslash", "\\"),
];

/// Reads keys.
pub fn read(text: &str) -> Result<Vec<Stroke>, NotKeys> {
    let mut strokes = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        rest = match first {
            '\n' | '\r' => after,
            '<' => {
                let Some((name, after)) = after.split_once('>') else {
                    return Err(NotKeys::Open(rest.chars().take(20).collect()));
                };
                let messages = named(name).ok_or_else(|| NotKeys::Unknown(name.to_owned()))?;
                strokes.push(Stroke { written: format!("<{name}>"), messages });
                after
            }
            letter => {
                let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
                strokes.push(Stroke { written: letter.to_string(), messages: vec![Message::Key(key)] });
                after
            }
        };
    }
    Ok(strokes)
}

fn named(name: &str) -> Option<Vec<Message>> {
    match name.split_once(':') {
        Some((what, with)) => other(&what.to_lowercase(), with),
        None => Some(vec![Message::Key(key(name)?)]),
    }
}

/// A key with its modifiers: `C-s`, `S-Tab`, `ctrl-s`.
fn key(name: &str) -> Option<KeyEvent> {
    let mut spelled = String::new();
    let mut rest = name;
    while let Some((before, after)) =
        rest.split_once('-').filter(|(before, after)| !before.is_empty() && !after.is_empty())
    {
        spelled.push_str(match before.to_lowercase().as_str() {
            "c" | "ctrl" => "ctrl-",
            "s" | "shift" => "shift-",
            "a" | "m" | "alt" => "alt-",
            _ => return None,
        });
        rest = after;
    }
    // One letter keeps its case: `<A-J>` is not `<A-j>`.
    let own = if rest.chars().count() == 1 { rest.to_owned() } else { rest.to_lowercase() };
    let known = NAMES.iter().find(|(vim, _)| *vim == own).map_or(own.as_str(), |(_, ours)| ours);
    if spelled.is_empty() && rest.chars().count() == 1 {
        // `<j>` is a slip, not a key.
        return None;
    }
    spelled.push_str(known);
    Chord::parse(&spelled).ok().map(Chord::to_event)
}

/// What is not a key: the mouse, a paste, another size.
fn other(what: &str, with: &str) -> Option<Vec<Message>> {
    if what == "paste" {
        return Some(vec![Message::Paste(with.to_owned())]);
    }
    if what == "size" {
        let (width, height) = size(with)?;
        return Some(vec![Message::Resize(width, height)]);
    }
    let (column, row) = with.split_once(',')?;
    // People count from one.
    let (column, row): (u16, u16) = (column.trim().parse().ok()?, row.trim().parse().ok()?);
    let at = |kind| {
        let (column, row) = (column.saturating_sub(1), row.saturating_sub(1));
        Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
    };
    let (down, up) = (MouseEventKind::Down(MouseButton::Left), MouseEventKind::Up(MouseButton::Left));
    Some(match what {
        "click" => vec![at(down), at(up)],
        "doubleclick" => vec![at(down), at(up), at(down), at(up)],
        "press" => vec![at(down)],
        "drag" => vec![at(MouseEventKind::Drag(MouseButton::Left))],
        "release" => vec![at(up)],
        "wheelup" => vec![at(MouseEventKind::ScrollUp)],
        "wheeldown" => vec![at(MouseEventKind::ScrollDown)],
        _ => return None,
    })
}

/// Reads a size: `120x40`.
pub fn size(text: &str) -> Option<(u16, u16)> {
    let (width, height) = text.split_once(['x', 'X'])?;
    let (width, height) = (width.trim().parse().ok()?, height.trim().parse().ok()?);
    // A larger one is a slip, and would take a lot of memory.
    ((1..=1000).contains(&width) && (1..=1000).contains(&height)).then_some((width, height))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let keys = read(text).unwrap().into_iter().flat_map(|stroke| stroke.messages);
        let keys = keys.map(|message| match message {
            Message::Key(key) => Chord::of(key).to_string(),
            other => format!("{other:?}"),
        });
        keys.collect()
    }

    #[test]
    fn keys_are_read_as_vim_writes_them() {
        assert_eq!(shown("jG g<Enter>"), ["j", "G", "Space", "g", "Enter"]);
        assert_eq!(
            shown("<C-s><c-S><S-Tab><A-Up><M-x>"),
            ["Ctrl-S", "Ctrl-S", "Shift-Tab", "Alt-↑", "Alt-x"]
        );
        assert_eq!(
            shown("<CR><Esc><BS><PgDn><PageDown><F2>"),
            ["Enter", "Esc", "Backspace", "PgDn", "PgDn", "F2"]
        );
        assert_eq!(shown("<lt>ü\n<C-->"), ["<", "ü", "Ctrl--"]);
        assert_eq!(shown("<ctrl-l><Space>"), ["Ctrl-L", "Space"]);
    }

    #[test]
    fn the_mouse_and_a_paste_can_be_written_down() {
        let strokes = read("<Click:3,2><Paste:a b><Size:80x24>").unwrap();
        assert_eq!(strokes.iter().map(|stroke| stroke.messages.len()).collect::<Vec<_>>(), [2, 1, 1]);
        let Message::Mouse(mouse) = &strokes[0].messages[0] else { panic!("{strokes:?}") };
        assert_eq!((mouse.column, mouse.row), (2, 1));
    }

    #[test]
    fn a_slip_is_named() {
        assert_eq!(read("jj<Entr>").unwrap_err(), NotKeys::Unknown("Entr".to_owned()));
        assert_eq!(read("a<b").unwrap_err(), NotKeys::Open("<b".to_owned()));
        for slip in ["<j>", "<>", "<X-a>", "<Click:1>", "<Size:0x9>", "<F13>"] {
            assert!(read(slip).is_err(), "{slip}");
        }
    }
}
