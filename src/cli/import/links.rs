//! Relative links between the files of a folder become links between pages, and images and links to other files
//! become those of the page.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// What a relative path leads to.
pub(super) enum Leads {
    /// To the page with a title.
    Page(String),
    /// To a file, by the name it has on the page.
    File(String),
}

/// Rewrites links and images; `leads` knows where a relative path leads, as written in the file.
pub(super) fn rewritten(markdown: &str, mut leads: impl FnMut(&str) -> Option<Leads>) -> String {
    if !markdown.contains("](") && !markdown.contains("]:") {
        return markdown.to_owned();
    }
    let mut text = String::with_capacity(markdown.len());
    let mut end = 0;
    for (range, replacement) in replacements(markdown, &mut leads) {
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

/// A link or image that is being read.
struct Open {
    range: Range<usize>,
    to: Target,
    words: String,
}

/// What is written in its place.
enum Target {
    /// The inside of a page link: `Title#anchor`.
    Page(String),
    /// A file of the page.
    File(String),
    /// The same, shown.
    Image(String),
}

fn replacements(markdown: &str, leads: &mut dyn FnMut(&str) -> Option<Leads>) -> Vec<(Range<usize>, String)> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) if link_type != LinkType::Autolink => {
                open = target(&dest_url, leads).map(|to| Open { range, to, words: String::new() });
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(open) = &mut open {
                    open.words.push_str(&text);
                }
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                // An image in a link: the link stays, as neither of them says all of it.
                open = image(&dest_url, leads).map(|to| Open { range, to, words: String::new() });
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some(Open { range, to, words }) = open.take()
                    && !words.contains(['[', ']', '|', '\n'])
                {
                    found.push((
                        range,
                        match to {
                            Target::Page(target) => format!("[[{target}|{words}]]"),
                            Target::File(name) => format!("[{words}](<^{name}>)"),
                            Target::Image(name) => format!("![{words}](<{name}>)"),
                        },
                    ));
                }
            }
            _ => {}
        }
    }
    found
}

fn is_elsewhere(destination: &str) -> bool {
    destination.contains("://")
        || destination.starts_with(['/', '#', '^'])
        || destination.starts_with("mailto:")
        || destination.starts_with("data:")
}

fn image(destination: &str, leads: &mut dyn FnMut(&str) -> Option<Leads>) -> Option<Target> {
    if is_elsewhere(destination) {
        return None;
    }
    match leads(&decoded(destination))? {
        Leads::File(name) => Some(Target::Image(name)),
        Leads::Page(_) => None,
    }
}

fn target(destination: &str, leads: &mut dyn FnMut(&str) -> Option<Leads>) -> Option<Target> {
    if is_elsewhere(destination) {
        return None;
    }
    let (path, anchor) = match destination.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (destination, None),
    };
    let title = match leads(&decoded(path.split('?').next().unwrap_or(path)))? {
        Leads::Page(title) => title,
        Leads::File(name) => return Some(Target::File(name)),
    };
    // These would end the link early or be read as something else.
    if title.contains(['[', ']', '|', '#', ':']) {
        return None;
    }
    Some(Target::Page(anchor.map_or_else(|| title.clone(), |anchor| format!("{title}#{anchor}"))))
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
    use super::{Leads, rewritten};

    fn with_guide(markdown: &str) -> String {
        rewritten(markdown, |path| match path {
            "my guide.md" => Some(Leads::Page("Guide".to_owned())),
            "img/a plan.png" => Some(Leads::File("a plan.png".to_owned())),
            _ => None,
        })
    }

    #[test]
    fn links_to_other_files_become_those_of_the_page() {
        assert_eq!(with_guide("![the plan](img/a%20plan.png)"), "![the plan](<a plan.png>)");
        assert_eq!(with_guide("see [it](<img/a plan.png>)."), "see [it](<^a plan.png>).");
        assert_eq!(with_guide("![x](https://e.example/a.png)"), "![x](https://e.example/a.png)");
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
