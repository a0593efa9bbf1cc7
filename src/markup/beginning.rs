//! The beginning of a long body, well-formed by itself: enough for a first screen, long before the whole is read.

use quick_xml::Reader;
use quick_xml::events::Event;

/// Deeper pages are not cut.
const MAX_DEPTH: usize = 256;

/// Returns a body of about `bytes` bytes: cut behind an element that ends there, with what is open closed. `None`
/// when the body is not longer, or has no such place near.
pub(super) fn beginning(storage: &str, bytes: usize) -> Option<String> {
    if storage.len() <= bytes {
        return None;
    }
    let mut reader = Reader::from_str(storage);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<String> = Vec::new();
    loop {
        let event = reader.read_event().ok()?;
        let end = reader.buffer_position() as usize;
        match event {
            Event::Start(tag) => open.push(tag.name().as_ref().to_owned()),
            Event::End(_) => drop(open.pop()),
            Event::Eof => return None,
            _ => {}
        }
        if end > bytes * 4 || open.len() > MAX_DEPTH {
            return None;
        }
        // Inside a macro's parameters or a link nothing can be cut without changing what it is.
        let is_whole = open.iter().all(|name| is_divisible(name))
            && open.last().is_none_or(|name| name != "ac:structured-macro");
        if end >= bytes && is_whole && matches!(storage.as_bytes().get(end - 1), Some(b'>')) {
            let mut cut = storage[..end].to_owned();
            for name in open.iter().rev() {
                cut.push_str("</");
                cut.push_str(name);
                cut.push('>');
            }
            return Some(cut);
        }
    }
}

/// Elements of which a part is as good as the whole, for looking at.
fn is_divisible(name: &str) -> bool {
    matches!(
        name,
        "ac:layout" | "ac:layout-section" | "ac:layout-cell" | "ac:structured-macro" | "ac:rich-text-body"
    ) || matches!(name, "div" | "ul" | "ol" | "ac:task-list" | "blockquote" | "table" | "tbody" | "section")
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn a_beginning_is_well_formed_and_ends_between_blocks() {
        let body = format!(
            "<ac:layout><ac:layout-section><ac:layout-cell>{}</ac:layout-cell></ac:layout-section></ac:layout>",
            "<p>one <b>two</b></p>".repeat(50)
        );
        let cut = beginning(&body, 100).unwrap();
        assert!(cut.ends_with("</b></p></ac:layout-cell></ac:layout-section></ac:layout>"), "{cut}");
        assert!(cut.len() < 200);
        assert_eq!(super::super::to_markdown(&cut).read_only, None);
    }

    #[test]
    fn short_and_malformed_bodies_and_endless_blocks_have_none() {
        assert_eq!(beginning("<p>a</p>", 100), None);
        assert_eq!(beginning(&"<p>a</b>".repeat(50), 100), None);
        assert_eq!(beginning(&format!("<p>{}</p>", "long ".repeat(500)), 100), None);
    }
}
