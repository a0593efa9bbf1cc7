//! The last step of a frame where only ASCII can be shown: signs that a page, a title or a hint brings along become
//! the nearest of their width. Letters of other scripts stay: they are content, and nothing stands for them.

use crate::tui::widget::cell;
use ratatui::buffer::Buffer;

/// Puts stand-ins for signs into every cell.
pub(super) fn fold(cells: &mut Buffer) {
    for position in cells.area.positions() {
        let cell = &cells[position];
        if cell.symbol().is_ascii() {
            continue;
        }
        if let Some(plain) = cell.symbol().chars().next().and_then(plain) {
            let style = cell.style();
            cell::put(cells, position, plain, style);
        }
    }
}

/// Returns the stand-in for a sign; `None` for what is no sign.
fn plain(sign: char) -> Option<&'static str> {
    Some(match sign {
        '─' | '┄' | '┈' | '╌' | '‐'..='―' | '−' | '⁃' | '▁' | '▔' => "-",
        '━' | '═' | '▬' | '▀' | '▄' => "=",
        '│' | '┃' | '║' | '┆' | '┊' | '╎' | '▎' | '▏' | '▍' | '▌' | '▐' | '▕' | '❘' | '¦' => {
            "|"
        }
        '┌'..='╋' | '╒'..='╬' | '╭'..='╰' => "+",
        '•' | '●' | '◆' | '■' | '★' | '☆' | '▪' | '⁎' | '∗' | '◉' | '⬤' | '✦' => "*",
        '○' | '◦' | '◇' | '□' | '☐' | '◯' | '▫' => "o",
        '✓' | '✔' | '☑' | '↓' | '▼' | '⌄' => "v",
        '✗' | '✘' | '×' | '⊘' | '☒' | '❌' => "x",
        '▾' => "-",
        '▸' | '＋' => "+",
        '·' | '‧' | '∙' => "-",
        '…' | '≈' | '∼' => "~",
        '›' | '»' | '→' | '▶' | '⟩' | '↳' | '❯' | '➜' => ">",
        '‹' | '«' | '←' | '◀' | '⟨' | '❮' | '⏎' | '↵' => "<",
        '↑' | '▲' | '⌃' => "^",
        '“' | '”' | '„' | '″' => "\"",
        '‘' | '’' | '‚' | '′' => "'",
        '█' | '▓' | '▒' | '░' | '▉'..='▋' | '▖'..='▟' | '⣿' => "#",
        'ℹ' => "i",
        '⚠' => "!",
        '\u{a0}' => " ",
        '\u{fffd}' => "?",
        '␀'..='␡' => "?",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_go_and_letters_stay() {
        let mut cells = Buffer::with_lines(["┌─┐ ★ “Zoë” → 安 … ✓"]);
        fold(&mut cells);
        assert_eq!(crate::tui::print::text(&cells), "+-+ * \"Zoë\" > 安 ~ v\n");
    }
}
