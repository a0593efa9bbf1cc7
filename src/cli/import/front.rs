//! The head of a Markdown file: front matter and the first heading.
//!
//! A subset of YAML read by hand: `name: value`, `[a, b]` and `- a` lists, quotes. No anchors, no nesting, so
//! nothing can blow up.

use crate::domain::Label;
use crate::markup;

/// More than this is no front matter.
const SIZE_LIMIT: usize = 64 * 1024;

/// What a file says about itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Front {
    pub(super) title: Option<String>,
    pub(super) parent: Option<String>,
    pub(super) labels: Vec<Label>,
}

/// Splits a file into what it says about itself and its text.
pub(super) fn read(text: &str) -> (Front, &str) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some((head, body)) = split(text) else { return (Front::default(), text) };
    let mut front = Front::default();
    let mut list = "";
    for line in head.lines() {
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            take(&mut front, list, item);
            continue;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        list = match name.trim() {
            "title" => "title",
            "parent" => "parent",
            "labels" | "tags" | "keywords" => "labels",
            _ => "",
        };
        take(&mut front, list, value);
    }
    front.labels.sort();
    front.labels.dedup();
    (front, body)
}

fn split(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"))?;
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if at > SIZE_LIMIT {
            return None;
        }
        if matches!(line.trim_end(), "---" | "...") {
            if !is_front(&rest[..at]) {
                return None;
            }
            let body = rest[at + line.len()..].trim_start_matches(['\r', '\n']);
            return Some((&rest[..at], body));
        }
        at += line.len();
    }
    None
}

/// Whether every line could be one of front matter: what is none begins with a rule, and is kept.
fn is_front(head: &str) -> bool {
    let named = |line: &str| {
        let name = line.split_once(':').map(|(name, value)| (name.trim_end(), value));
        name.is_some_and(|(name, value)| {
            let is_word = |c: char| c.is_alphanumeric() || "-_. ".contains(c);
            !name.is_empty()
                && name.chars().all(is_word)
                && (value.is_empty() || value.starts_with([' ', '\r']))
        })
    };
    let goes_on = |line: &str| line.starts_with([' ', '\t', '#', '-', ']', '}']) || line.trim().is_empty();
    let mut lines = head.lines().skip_while(|line| line.trim().is_empty() || line.starts_with('#'));
    lines.next().is_none_or(named) && lines.all(|line| goes_on(line) || named(line))
}

fn take(front: &mut Front, name: &str, value: &str) {
    let value = value.trim();
    match name {
        "title" | "parent" => {
            let value = unquoted(value);
            let place = if name == "title" { &mut front.title } else { &mut front.parent };
            if !value.is_empty() && place.is_none() {
                *place = Some(value);
            }
        }
        "labels" => {
            let inner = value.strip_prefix('[').and_then(|v| v.strip_suffix(']')).unwrap_or(value);
            front.labels.extend(inner.split(',').filter_map(|label| Label::parse(&unquoted(label.trim()))));
        }
        _ => {}
    }
}

fn unquoted(value: &str) -> String {
    if let Some(inner) = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')) {
        return inner.replace("\\\"", "\"").replace("\\\\", "\\");
    }
    if let Some(inner) = value.strip_prefix('\'').and_then(|v| v.strip_suffix('\'')) {
        return inner.replace("''", "'");
    }
    value.to_owned()
}

/// The title a text gives itself: its first line as a heading of the first level, without markup.
pub(super) fn heading(text: &str) -> Option<&str> {
    let line = text.trim_start_matches(['\n', '\r']).lines().next()?;
    let title = line.strip_prefix("# ")?.trim().trim_end_matches('#').trim_end();
    let plain = !title.contains(['*', '`', '[', ']', '<', '>', '\\', '_', '~', '{', '&', '!']);
    (!title.is_empty() && plain).then_some(title)
}

/// Leaves out a first heading that only repeats the title, which the page shows anyway.
pub(super) fn without_title<'a>(text: &'a str, title: &str) -> &'a str {
    let start = text.trim_start_matches(['\n', '\r']);
    let first = start.lines().next().unwrap_or("");
    let says = |line: &str| markup::plain_text(&markup::to_storage(line).storage).trim() == title;
    if !first.starts_with("# ") || !says(first) {
        return text;
    }
    start.split_once('\n').map_or("", |(_, rest)| rest.trim_start_matches(['\n', '\r']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_read() {
        let text = "---\ntitle: \"A: b\"\ntags: [x, 'Big Idea']\nother: 1\n---\n\n# Hi\n";
        let (front, body) = read(text);
        assert_eq!(front.title.as_deref(), Some("A: b"));
        assert_eq!(front.labels, [Label::stored("big-idea"), Label::stored("x")]);
        assert_eq!(body, "# Hi\n");
    }

    #[test]
    fn lists_may_stand_below_each_other() {
        let (front, _) = read("---\nlabels:\n  - b\n  - a\nparent: Guide\n---\n");
        assert_eq!(front.labels, [Label::stored("a"), Label::stored("b")]);
        assert_eq!(front.parent.as_deref(), Some("Guide"));
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        for text in ["---\njust text\n", "---\nFoo\n---\nBar\n---\n", "---\n\nSee: this\nis text\n\n---\n"] {
            assert_eq!(read(text), (Front::default(), text));
        }
    }

    #[test]
    fn s8_anchors_are_only_text() {
        let bomb = format!("---\ntitle: &a [{}]\nx: *a\n---\nbody", "*a,".repeat(100));
        assert_eq!(read(&bomb).1, "body");
    }

    #[test]
    fn a_heading_that_repeats_the_title_goes() {
        assert_eq!(without_title("# A page\n\ntext", "A page"), "text");
        assert_eq!(without_title("# A \\[b\\] page\n\ntext", "A [b] page"), "text");
        assert_eq!(without_title("# Another\ntext", "A page"), "# Another\ntext");
        assert_eq!(heading("\n# Title ##\nx"), Some("Title"));
    }
}
