//! The stored body edited as it is: whether it is one, and the line ends that text editors make equal.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Flaw;
use super::storage::Tree;

/// Looks whether a body can be read back; the place of the first flaw otherwise.
pub(crate) fn check(storage: &str) -> Result<(), Flaw> {
    let flaw = match Tree::locate(storage) {
        Ok(_) => match storage.char_indices().find(|(_, ch)| !is_allowed(*ch)) {
            None => return Ok(()),
            Some((at, ch)) => {
                return Err(place(storage, at, format!("a control character (U+{:04X})", u32::from(ch))));
            }
        },
        Err(flaw) => flaw,
    };
    Err(place(storage, flaw.at.unwrap_or(0), flaw.what))
}

/// Characters that XML cannot hold make the wiki refuse the page.
fn is_allowed(ch: char) -> bool {
    !matches!(ch, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

fn place(source: &str, at: usize, reason: String) -> Flaw {
    let before = &source[..source.floor_char_boundary(at)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Flaw {
        line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        reason,
    }
}

/// Gives lines that are still there the ends they had; new ones get the end of the line before.
pub(crate) fn as_stored(base: &str, edited: &str) -> String {
    let edited = match base.ends_with(['\n', '\r']) {
        true => edited,
        false => edited.trim_end_matches(['\n', '\r']),
    };
    if !base.contains('\r') {
        return edited.to_owned();
    }
    let base: Vec<(&str, &str)> = lines(base).collect();
    let edited: Vec<(&str, &str)> = lines(edited).collect();
    let (old, new): (Vec<&str>, Vec<&str>) =
        (base.iter().map(|line| line.0).collect(), edited.iter().map(|line| line.0).collect());
    let mut ends: Vec<Option<&str>> = vec![None; edited.len()];
    for op in capture_diff_slices(Algorithm::Patience, &old, &new) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                for offset in 0..len {
                    ends[new_index + offset] = Some(base[old_index + offset].1);
                }
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                for offset in 0..old_len.min(new_len) {
                    ends[new_index + offset] = Some(base[old_index + offset].1);
                }
            }
            DiffOp::Delete { .. } | DiffOp::Insert { .. } => {}
        }
    }
    let mut usual = base.first().map_or("\n", |(_, end)| *end);
    let mut out = String::new();
    for ((text, typed), end) in edited.iter().zip(ends) {
        out.push_str(text);
        if typed.is_empty() {
            break;
        }
        usual = end.filter(|end| !end.is_empty()).unwrap_or(usual);
        out.push_str(if usual.is_empty() { "\n" } else { usual });
    }
    out
}

/// Lines and how each ends; only the last one may end with nothing.
fn lines(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(at) = text.find(['\n', '\r']) else {
            rest = None;
            return Some((text, ""));
        };
        let end = if text[at..].starts_with("\r\n") { 2 } else { 1 };
        rest = Some(&text[at + end..]);
        Some((&text[..at], &text[at..at + end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaw(storage: &str) -> String {
        check(storage).expect_err("has a flaw").to_string()
    }

    #[test]
    fn a_flaw_has_a_line_and_a_column() {
        assert_eq!(check("<p>a &nbsp; b</p>text<br/>"), Ok(()));
        assert_eq!(flaw("<p>é &nope;</p>"), "line 1, column 6: unknown entity `&nope;`");
        assert_eq!(flaw("<p>a</p>\n<p><b>c</b>"), "line 2, column 1: `<p>` is never closed");
        assert_eq!(flaw("<p>a\u{1}</p>"), "line 1, column 5: a control character (U+0001)");
        assert!(flaw("<p>\n<b>x</p>").starts_with("line 2, column "));
        assert!(flaw(&"<div>".repeat(300)).contains("deeper than 256"));
    }

    #[test]
    fn line_ends_come_back_where_the_lines_are() {
        let base = "<p>a</p>\r\n<pre>b\nc</pre>\r\n<p>d</p>";
        let shown = base.replace("\r\n", "\n");
        assert_eq!(as_stored(base, &shown), base);
        assert_eq!(as_stored(base, &shown.replace("d</p>", "D</p>")), base.replace("d</p>", "D</p>"));
        let longer = shown.replace("<p>d", "<p>new</p>\n<p>d");
        assert_eq!(as_stored(base, &longer), base.replace("<p>d", "<p>new</p>\r\n<p>d"));
        assert_eq!(as_stored("a\nb\n", "a\nc\n"), "a\nc\n");
        assert_eq!(as_stored("a\nb", "a\nc\n"), "a\nc");
        assert_eq!(as_stored("a\r\n", "a"), "a");
    }
}
