//! A frame as lines to be read out: what is selected, and where the cursor is, begins with `> `; borders are left out.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Modifier;
use std::collections::HashMap;

/// Returns the lines of a frame that say something.
pub fn linear(cells: &Buffer, cursor: Option<Position>) -> Vec<String> {
    let rows = 0..cells.area.height;
    rows.filter_map(|row| {
        let mut text = String::new();
        let mut selected = cursor.is_some_and(|cursor| cursor.y == row);
        for run in super::runs(cells, row) {
            selected |= run.cell.modifier.contains(Modifier::REVERSED) && run.width > 8;
            text.push_str(&run.text);
        }
        let said = words(&text);
        (!said.is_empty()).then(|| if selected { format!("> {said}") } else { said })
    })
    .collect()
}

/// Leaves out lines of boxes, and blanks that only place things.
fn words(text: &str) -> String {
    let is_line = |sign: char| matches!(sign, '\u{2500}'..='\u{257f}' | '█'..='▕');
    let mut said = String::new();
    let mut blanks = 0;
    for sign in text.chars() {
        if sign == ' ' || is_line(sign) {
            blanks += 1;
            continue;
        }
        if blanks > 0 && !said.is_empty() {
            // Far apart is another thing, not another word.
            said.push_str(if blanks > 2 { "   " } else { " " });
        }
        blanks = 0;
        said.push(sign);
    }
    said
}

/// Returns the lines that were not there before, in their order.
pub fn news(before: &[String], now: &[String]) -> Vec<String> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    for line in before {
        *known.entry(line).or_default() += 1;
    }
    let mut news = Vec::new();
    for line in now {
        // A line that only lost its mark has been read already.
        let is_unmarked = known.contains_key(format!("> {line}").as_str());
        match known.get_mut(line.as_str()) {
            Some(count) if *count > 0 => *count -= 1,
            _ if is_unmarked => {}
            _ => news.push(line.clone()),
        }
    }
    news
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    #[test]
    fn borders_go_and_the_selected_line_is_marked() {
        let mut cells =
            Buffer::with_lines(["┌ Pages ── only you ┐", "│ Home              │", "│ ▸ Journal     ^   │"]);
        cells.set_style(Rect::new(1, 2, 19, 1), Style::new().add_modifier(Modifier::REVERSED));
        assert_eq!(linear(&cells, None), ["Pages   only you", "Home", "> ▸ Journal   ^"]);
        assert_eq!(linear(&cells, Some(Position::new(3, 1)))[1], "> Home");
    }

    #[test]
    fn only_what_is_new_is_said() {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let before = lines("Pages\n> Home\nJournal\nsynced");
        assert_eq!(news(&before, &lines("Pages\nHome\n> Journal\nsynced")), ["> Journal"]);
        assert_eq!(news(&before, &before.clone()), Vec::<String>::new());
        assert_eq!(news(&[], &before), before);
        assert_eq!(news(&lines("a"), &lines("a\na")), ["a"], "another one like it is new");
    }
}
