//! What the demonstration holds: people, spaces and who they are for, and the texts of `assets/demo`.

use crate::domain::Label;
use crate::markup;
use crate::remote::ImportPage;

/// Everybody but the person at the keyboard.
pub(super) const PEOPLE: [(&str, &str); 4] =
    [("ada", "Ada Wells"), ("bob", "Bob Ray"), ("cat", "Cat Lu"), ("dee", "Dee Okoro")];

/// Who takes part in a space.
pub(super) enum With {
    /// Everybody contributes.
    Everyone,
    /// A group contributes.
    Group(&'static str),
    /// Everybody reads and comments.
    Readers,
}

/// A space.
pub(super) struct Shelf {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    /// Who made it; `None` for the person at the keyboard.
    pub(super) owner: Option<&'static str>,
    pub(super) with: With,
}

pub(super) const SPACES: [Shelf; 3] = [
    Shelf { key: "ENG", name: "Engineering", owner: None, with: With::Everyone },
    Shelf { key: "OPS", name: "Operations", owner: None, with: With::Group("on-call") },
    Shelf { key: "HOUSE", name: "House and people", owner: Some("dee"), with: With::Readers },
];

/// Groups with their members.
pub(super) const GROUPS: [(&str, &[&str]); 2] = [("on-call", &["ada", "bob", "cat"]), ("house", &["dee"])];

/// `%% KEY | parent | title | labels` and the Markdown below it.
const PAGES: &str = include_str!("../../../assets/demo/pages.md");
/// `%% KEY | days ago | author | title` and the Markdown below it.
const POSTS: &str = include_str!("../../../assets/demo/posts.md");
/// `%% KEY | page | author` and the Markdown below it; `>` before the author answers the comment above.
const COMMENTS: &str = include_str!("../../../assets/demo/comments.md");

/// The page that shows every construct, as stored: much of it cannot be typed.
const CONSTRUCTS: (&str, &str) = ("All a page can hold", include_str!("../../../assets/demo/constructs.xml"));

/// Files: space, page, author, name, bytes.
pub(super) const FILES: [(&str, &str, &str, &str, &[u8]); 3] = [
    ("ENG", "All a page can hold", "ada", "racks.png", include_bytes!("../../../assets/demo/racks.png")),
    ("OPS", "On call", "bob", "on-call.csv", b"week,who\n47,bob\n48,cat\n49,ada\n"),
    ("OPS", "Restart the gateway", "cat", "gateway.service", GATEWAY_SERVICE),
];

const GATEWAY_SERVICE: &[u8] =
    b"[Unit]\nDescription=API gateway\n\n[Service]\nExecStart=/usr/bin/gateway\nRestart=on-failure\n";

/// A blog post.
pub(super) struct Post {
    pub(super) space: &'static str,
    pub(super) days_ago: i64,
    pub(super) author: &'static str,
    pub(super) title: &'static str,
    pub(super) storage: String,
}

/// A comment.
pub(super) struct Remark {
    pub(super) space: &'static str,
    pub(super) page: &'static str,
    pub(super) author: &'static str,
    /// Whether it answers the one before.
    pub(super) answers: bool,
    pub(super) storage: String,
}

/// The pages with their spaces; titles are the keys, as they are unique here.
pub(super) fn pages() -> Vec<(&'static str, ImportPage)> {
    let page = |[space, parent, title, labels]: [&'static str; 4], text: &'static str| {
        let storage = match title == CONSTRUCTS.0 {
            true => CONSTRUCTS.1.trim().to_owned(),
            false => markup::to_storage(text).storage,
        };
        let page = ImportPage {
            key: title.to_owned(),
            parent: (!parent.is_empty()).then(|| parent.to_owned()),
            title: title.to_owned(),
            storage,
            labels: labels.split_whitespace().filter_map(Label::parse).collect(),
            updated: None,
        };
        (space, page)
    };
    blocks(PAGES).map(|(fields, text)| page(fields, text)).collect()
}

/// The blog posts, oldest first.
pub(super) fn posts() -> Vec<Post> {
    let post = |([space, days, author, title], text): ([&'static str; 4], &'static str)| Post {
        space,
        days_ago: days.parse().unwrap_or_default(),
        author,
        title,
        storage: markup::to_storage(text).storage,
    };
    blocks(POSTS).map(post).collect()
}

/// The comments, in the order they were written.
pub(super) fn remarks() -> Vec<Remark> {
    let remark = |([space, page, author, _], text): ([&'static str; 4], &'static str)| Remark {
        space,
        page,
        author: author.trim_start_matches(['>', ' ']),
        answers: author.starts_with('>'),
        storage: markup::to_storage(text).storage,
    };
    blocks(COMMENTS).map(remark).collect()
}

/// The blocks of a text: the fields of the head, empty where there are fewer, and what stands below.
fn blocks(text: &'static str) -> impl Iterator<Item = ([&'static str; 4], &'static str)> {
    text.split("%% ").filter_map(|block| {
        let (head, text) = block.split_once('\n')?;
        let mut fields = head.split('|').map(str::trim);
        let head = [(); 4].map(|()| fields.next().unwrap_or_default());
        Some((head, text.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_in_the_demonstration_has_its_place() {
        let pages = pages();
        assert_eq!(pages.len(), 18);
        let is_there =
            |space: &str, title: &str| pages.iter().any(|(key, page)| *key == space && page.title == title);
        let is_somebody = |login: &str| PEOPLE.iter().any(|(known, _)| *known == login);
        for (index, (space, page)) in pages.iter().enumerate() {
            assert!(SPACES.iter().any(|shelf| shelf.key == *space), "{space}");
            let above = page.parent.as_ref();
            let earlier = pages[..index].iter().any(|(_, other)| Some(&other.key) == above);
            assert!(above.is_none() || earlier, "{} comes before its parent", page.title);
        }
        for post in posts() {
            assert!(SPACES.iter().any(|shelf| shelf.key == post.space) && is_somebody(post.author));
            assert!(post.days_ago > 0, "{}", post.title);
        }
        for remark in remarks() {
            assert!(is_there(remark.space, remark.page) && is_somebody(remark.author), "{}", remark.page);
        }
        for (space, page, author, ..) in FILES {
            assert!(is_there(space, page) && is_somebody(author), "{page}");
        }
    }
}
