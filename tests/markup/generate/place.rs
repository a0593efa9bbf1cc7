//! Places in a page: what stands before and behind a block that a law edits.

use super::{Source, blocks, fragments, words};

/// The bytes around a block.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// What comes before.
    pub(crate) before: String,
    /// What comes behind.
    pub(crate) behind: String,
}

impl Place {
    /// A place somewhere in a page, up to three containers deep.
    pub(crate) fn new(source: &mut Source) -> Self {
        let mut place = Place { before: String::new(), behind: String::new() };
        for _ in 0..source.pick(&[0, 0, 0, 1, 1, 2, 3]) {
            place.wrap(source);
        }
        place.before.insert_str(0, &fragments(source).concat());
        place.behind.push_str(&fragments(source).concat());
        place
    }

    /// The page with a block in this place.
    pub(crate) fn holding(&self, block: &str) -> String {
        format!("{}{block}{}", self.before, self.behind)
    }

    fn wrap(&mut self, source: &mut Source) {
        let id = source.id();
        let macro_open = |name: &str| {
            format!("<ac:structured-macro ac:name=\"{name}\" ac:macro-id=\"{id}\"><ac:rich-text-body>")
        };
        let macro_close = "</ac:rich-text-body></ac:structured-macro>".to_owned();
        let lead = words(source, 3);
        let (open, close) = match source.below(8) {
            0 => (macro_open("info"), macro_close),
            1 => (macro_open("expand"), macro_close),
            2 => (macro_open("odd-box"), macro_close),
            3 => ("<blockquote>".to_owned(), "</blockquote>".to_owned()),
            4 => (format!("<ul><li><p>{lead}</p>"), "</li><li>other</li></ul>".to_owned()),
            5 => ("<table><tbody><tr><td colspan=\"2\">w</td></tr><tr><td>".to_owned(), "</td><td><p>v</p></td></tr></tbody></table>".to_owned()),
            6 => ("<div class='content-wrapper'>".to_owned(), "</div>".to_owned()),
            _ => (
                "<ac:layout><ac:layout-section ac:type=\"two_equal\"><ac:layout-cell>".to_owned(),
                "</ac:layout-cell><ac:layout-cell><p>beside</p></ac:layout-cell></ac:layout-section></ac:layout>".to_owned(),
            ),
        };
        let sibling = if source.chance(50) { blocks(source, 2, 2) } else { String::new() };
        let other = if source.chance(50) { blocks(source, 2, 2) } else { String::new() };
        self.before = format!("{open}{sibling}{}", self.before);
        self.behind = format!("{}{other}{close}", self.behind);
    }
}
