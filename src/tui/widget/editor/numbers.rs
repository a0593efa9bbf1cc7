//! The numbers of ordered lists, after items came, went or moved.
//!
//! A function over the lines of one list; it knows nothing of the document.

use super::list;

/// A level of a list while its lines are gone through.
struct Level {
    indent: usize,
    next: u64,
}

/// Returns the lines of a list with their numbers in order. The first number of each level stays, unless `starts` has
/// another one for the line that it begins with. What stands below an item whose number got longer is moved along.
pub(crate) fn renumbered(lines: &[String], starts: &[(usize, u64)]) -> Vec<String> {
    let mut levels: Vec<Level> = Vec::new();
    let mut out = Vec::with_capacity(lines.len());
    let mut shifts: Vec<(usize, isize)> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if line.trim().is_empty() {
            out.push(line.clone());
            continue;
        }
        let item = list::item(line);
        if item.is_some() {
            shifts.retain(|(below, _)| *below < indent);
            levels.retain(|level| level.indent <= indent);
        }
        let shift: isize = shifts.iter().filter(|(below, _)| *below < indent).map(|(_, by)| by).sum();
        let mut line = match shift {
            0.. => format!("{}{line}", " ".repeat(shift.unsigned_abs())),
            _ => line[shift.unsigned_abs().min(indent)..].to_owned(),
        };
        if let Some((number, digits)) = item.as_ref().and_then(list::Item::number) {
            let begins = levels.last().is_none_or(|level| level.indent < indent);
            let wanted = match levels.last_mut() {
                Some(level) if !begins => level.next,
                _ => starts.iter().find(|(line, _)| *line == index).map_or(number, |(_, start)| *start),
            };
            match levels.last_mut() {
                Some(level) if !begins => level.next = wanted + 1,
                _ => levels.push(Level { indent, next: wanted + 1 }),
            }
            let text = wanted.to_string();
            let at = line.len() - line.trim_start_matches(' ').len();
            line.replace_range(at..at + digits, &text);
            if text.len() != digits {
                shifts.push((indent, text.len() as isize - digits as isize));
            }
        } else if item.is_some() {
            // A bullet in between begins another list.
            levels.retain(|level| level.indent < indent);
        }
        out.push(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(text: &str, starts: &[(usize, u64)]) -> String {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        renumbered(&lines, starts).join("\n")
    }

    #[test]
    fn numbers_follow_one_another_at_each_level() {
        assert_eq!(numbered("1. a\n5. b\n5. c", &[]), "1. a\n2. b\n3. c");
        assert_eq!(numbered("3. a\n1. b", &[]), "3. a\n4. b");
        assert_eq!(numbered("3. a\n1. b", &[(0, 1)]), "1. a\n2. b");
        assert_eq!(
            numbered("1. a\n   2. b\n2. c\n   1. d\n   1. e", &[(1, 1)]),
            "1. a\n   1. b\n2. c\n   1. d\n   2. e"
        );
        assert_eq!(numbered("1) a\n\n   more\n1) b", &[]), "1) a\n\n   more\n2) b");
        assert_eq!(numbered("- a\n- b", &[]), "- a\n- b");
    }

    #[test]
    fn what_stands_below_a_longer_number_moves_along() {
        assert_eq!(
            numbered("9. a\n   - x\n9. b\n   - y\n     z\n9. c", &[]),
            "9. a\n   - x\n10. b\n    - y\n      z\n11. c"
        );
        assert_eq!(numbered("10. a\n    x\n1. b", &[(0, 9)]), "9. a\n   x\n10. b");
    }
}
