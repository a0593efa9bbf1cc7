//! Flipping a task box in Markdown text, where the cursor is.

use super::mask;

/// Flips the box on a line, counted from 0; `None` when the line has none or stands in a code block.
pub(crate) fn toggle(markdown: &str, line: usize) -> Option<String> {
    if mask::is_in_fence(markdown, line) {
        return None;
    }
    let mut at = 0;
    for (number, text) in markdown.split_inclusive('\n').enumerate() {
        if number == line {
            let mark = at + box_at(text)?;
            let flipped = if &markdown[mark..=mark] == " " { "x" } else { " " };
            return Some(format!("{}{flipped}{}", &markdown[..mark], &markdown[mark + 1..]));
        }
        at += text.len();
    }
    None
}

/// The offset of the sign in the box of a list item's line.
fn box_at(line: &str) -> Option<usize> {
    let content = mask::prefix_len(line);
    let prefix = &line[..content];
    if !prefix.trim_end().ends_with(['-', '*', '+', '.', ')']) {
        return None;
    }
    let rest = &line.as_bytes()[content..];
    let is_box =
        rest.len() >= 3 && rest[0] == b'[' && rest[2] == b']' && matches!(rest[1], b' ' | b'x' | b'X');
    (is_box && rest.get(3).is_none_or(u8::is_ascii_whitespace)).then_some(content + 1)
}

#[cfg(test)]
mod tests {
    use super::toggle;

    #[test]
    fn the_box_on_the_line_flips() {
        let text = "# T\n- [ ] a\n  - [x] b\n> 1. [ ] c\n- no\n```\n- [ ] code\n```\n";
        assert_eq!(toggle(text, 1).as_deref(), Some(&*text.replace("[ ] a", "[x] a")));
        assert_eq!(toggle(text, 2).as_deref(), Some(&*text.replace("[x] b", "[ ] b")));
        assert_eq!(toggle(text, 3).as_deref(), Some(&*text.replace("[ ] c\n", "[x] c\n")));
        assert_eq!(toggle(text, 4), None);
        assert_eq!(toggle(text, 6), None);
        assert_eq!(toggle(text, 99), None);
    }
}
