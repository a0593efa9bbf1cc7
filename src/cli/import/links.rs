//! Relative links between the files of a folder become links between pages.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Rewrites links; `title_at` knows the page of a relative path, as written in the file.
pub(super) fn rewritten(markdown: &str, title_at: impl Fn(&str) -> Option<String>) -> String {
    if !markdown.contains("](") && !markdown.contains("]:") {
        return markdown.to_owned();
    }
    let mut text = String::with_capacity(markdown.len());
    let mut end = 0;
    for (range, replacement) in replacements(markdown, title_at) {
        if range.start < end {
            continue;
        }
        text.push_str(&markdown[end..range.start]);
        text.push_str(&replacement);
        end = range.end;
    }
    text.push_str(&markdown[end..]);
    text
}

fn replacements(markdown: &str, title_at: impl Fn(&str) -> Option<String>) -> Vec<(Range<usize>, String)> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let mut found = Vec::new();
    let mut open: Option<(Range<usize>, String, String)> = None;
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) if link_type != LinkType::Autolink => {
                open = target(&dest_url, &title_at).map(|target| (range, target, String::new()));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some((_, _, words)) = &mut open {
                    words.push_str(&text);
                }
            }
            Event::Start(Tag::Image { .. }) => open = None,
            Event::End(TagEnd::Link) => {
                if let Some((range, target, words)) = open.take()
                    && !words.contains(['[', ']', '|', '\n'])
                {
                    found.push((range, format!("[[{target}|{words}]]")));
                }
            }
            _ => {}
        }
    }
    found
}

/// The inside of a page link: `Title#anchor`.
fn target(destination: &str, title_at: &impl Fn(&str) -> Option<String>) -> Option<String> {
    if destination.contains("://")
        || destination.starts_with(['/', '#'])
        || destination.starts_with("mailto:")
    {
        return None;
    }
    let (path, anchor) = match destination.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (destination, None),
    };
    let title = title_at(&decoded(path.split('?').next().unwrap_or(path)))?;
    // These would end the link early or be read as something else.
    if title.contains(['[', ']', '|', '#', ':']) {
        return None;
    }
    Some(anchor.map_or_else(|| title.clone(), |anchor| format!("{title}#{anchor}")))
}

/// Undoes `%20`.
fn decoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let (mut out, mut i) = (Vec::with_capacity(bytes.len()), 0);
    while i < bytes.len() {
        let hex = (bytes[i] == b'%').then(|| path.get(i + 1..i + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                i += 3;
            }
            None => {
                out.push(bytes[i]);
                i += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::rewritten;

    fn with_guide(markdown: &str) -> String {
        rewritten(markdown, |path| (path == "my guide.md").then(|| "Guide".to_owned()))
    }

    #[test]
    fn links_to_files_become_links_to_pages() {
        assert_eq!(with_guide("see [the *guide*](my%20guide.md#part)!"), "see [[Guide#part|the guide]]!");
        assert_eq!(with_guide("[a][b]\n\n[b]: <my guide.md>\n"), "[[Guide|a]]\n\n[b]: <my guide.md>\n");
    }

    #[test]
    fn other_links_stay() {
        for text in [
            "[x](https://e.example/my%20guide.md)",
            "`[x](my%20guide.md)`",
            "[x](none.md)",
            "![i](my%20guide.md)",
        ] {
            assert_eq!(with_guide(text), text);
        }
    }
}
