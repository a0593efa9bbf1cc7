//! `f F t T`: a character in the line.

use super::walk::Walk;
use crate::tui::widget::editor::text::Text;

/// Returns where the `times`-th such character of the line is, or the place beside it for `t` and `T`.
pub(super) fn letter(
    text: &Text,
    cursor: usize,
    key: char,
    letter: char,
    times: usize,
    again: bool,
) -> Option<usize> {
    let mut walk = Walk::new(text, cursor);
    let till = matches!(key, 't' | 'T');
    let forward = key.is_lowercase();
    if forward && walk.is_line_end() {
        return None;
    }
    // Beside the character already, `;` goes on to the one after it.
    let mut counts = !(again && till && times == 1);
    for _ in 0..times {
        loop {
            if forward {
                walk.forward();
                if walk.is_line_end() {
                    return None;
                }
            } else if !walk.left() {
                return None;
            }
            if walk.is(letter) && counts {
                break;
            }
            counts = true;
        }
    }
    match (till, forward) {
        (false, _) => {}
        (true, true) => {
            walk.left();
        }
        (true, false) => {
            walk.forward();
        }
    }
    Some(walk.at)
}
