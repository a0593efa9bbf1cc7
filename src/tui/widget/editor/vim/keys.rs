//! Keys of vim as characters, so that a macro is a text like any other and a register can hold it.
//!
//! Keys that type nothing are control characters where they have one, and else noncharacters of Unicode,
//! which no keyboard types.

/// Esc.
pub const ESCAPE: char = '\u{1b}';
/// Enter.
pub const ENTER: char = '\r';
/// Tab.
pub const TAB: char = '\t';
/// Backspace.
pub const BACKSPACE: char = '\u{8}';
/// Shift-Tab.
pub const BACK_TAB: char = '\u{fdd0}';
/// Delete.
pub const DELETE: char = '\u{fdd1}';
/// The left arrow.
pub const LEFT: char = '\u{fdd2}';
/// The right arrow.
pub const RIGHT: char = '\u{fdd3}';
/// The up arrow.
pub const UP: char = '\u{fdd4}';
/// The down arrow.
pub const DOWN: char = '\u{fdd5}';
/// Home.
pub const HOME: char = '\u{fdd6}';
/// End.
pub const END: char = '\u{fdd7}';

/// Returns the character of a letter with Ctrl.
pub const fn control(letter: char) -> char {
    (letter as u8 & 0x1f) as char
}

/// Returns keys as people write them: `^R`, `⏎`.
pub fn shown(keys: &str) -> String {
    let mut shown = String::new();
    for key in keys.chars() {
        match key {
            ENTER => shown.push('⏎'),
            ESCAPE => shown.push_str("^["),
            TAB => shown.push('⇥'),
            LEFT | BACKSPACE => shown.push('←'),
            RIGHT => shown.push('→'),
            UP => shown.push('↑'),
            DOWN => shown.push('↓'),
            key if (key as u32) < 32 => shown.extend(['^', (key as u8 | 0x40) as char]),
            '\u{fdd0}'..='\u{fdef}' => shown.push('·'),
            key => shown.push(key),
        }
    }
    shown
}
