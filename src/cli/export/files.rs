//! The files of an exported page: their names on any system, and the text that leads to them.

use pulldown_cmark::{Event, Options, Parser, Tag};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Where the files of a page are, by their names.
pub(super) type Names = HashMap<String, String>;

/// Returns a name for a file that nothing else in its folder has.
pub(super) fn free_name(given: &str, taken: &mut HashSet<String>) -> String {
    match given.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && !ending.is_empty() => {
            let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
            let stem = super::file_name(stem);
            let mut name = format!("{stem}.{ending}");
            for number in 2.. {
                if taken.insert(name.to_lowercase()) {
                    break;
                }
                name = format!("{stem}-{number}.{ending}");
            }
            name
        }
        _ => super::free_name(&super::file_name(given), taken),
    }
}

/// Makes images and links to files of the page lead to where those are.
pub(super) fn led_to(markdown: &str, names: &Names) -> String {
    if names.is_empty() {
        return markdown.to_owned();
    }
    let mut text = String::with_capacity(markdown.len());
    let mut end = 0;
    for (range, path) in targets(markdown, names) {
        if range.start < end {
            continue;
        }
        text.push_str(&markdown[end..range.start]);
        text.push_str(&format!("<{path}>"));
        end = range.end;
    }
    text.push_str(&markdown[end..]);
    text
}

/// The targets in the text that are files of the page, with the paths to put in their place.
fn targets<'a>(markdown: &str, names: &'a Names) -> Vec<(Range<usize>, &'a str)> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let mut found = Vec::new();
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        let name = match &event {
            Event::Start(Tag::Image { dest_url, .. }) => dest_url.as_ref(),
            Event::Start(Tag::Link { dest_url, .. }) => match dest_url.strip_prefix('^') {
                Some(name) => name,
                None => continue,
            },
            _ => continue,
        };
        let Some(path) = names.get(name) else { continue };
        let whole = &markdown[range.clone()];
        // `](target)` or `](target "title")`: the last one belongs to this link, as links do not nest.
        let Some(at) = whole.rfind("](").map(|at| at + 2) else { continue };
        let inside = &whole[at..];
        let length = match inside.strip_prefix('<') {
            Some(rest) => rest.find('>').map(|end| end + 2),
            None => inside.find([' ', ')', '\n']),
        };
        if let Some(length) = length {
            let start = range.start + at;
            found.push((start..start + length, path.as_str()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_leads_to_the_files() {
        let names = Names::from([
            ("a plan.png".to_owned(), "Page.files/a-plan.png".to_owned()),
            ("b.pdf".to_owned(), "Page.files/b.pdf".to_owned()),
        ]);
        let text = "![x](<a plan.png>) and [b](^b.pdf), [other](c.pdf) `![x](b.pdf)`\n";
        let led = "![x](<Page.files/a-plan.png>) and [b](<Page.files/b.pdf>), [other](c.pdf) `![x](b.pdf)`\n";
        assert_eq!(led_to(text, &names), led);
    }

    #[test]
    fn names_stay_apart_and_in_their_folder() {
        let mut taken = HashSet::new();
        let names =
            ["a b.png", "a-b.png", "..", ".hidden", "con.txt"].map(|name| free_name(name, &mut taken));
        assert_eq!(names, ["a-b.png", "a-b-2.png", "page", "hidden", "page-con.txt"]);
    }
}
