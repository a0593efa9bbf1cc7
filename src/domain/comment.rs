//! Comments: on a page or on words in it, in threads of one level of replies or more.

use super::{CommentId, PageId, UserId, Version};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A comment with its body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Comment {
    /// The backend's id, or a local one.
    pub id: CommentId,
    /// The page it is about; permissions follow it.
    pub page: PageId,
    /// The comment it answers; `None` begins a thread.
    #[serde(default)]
    pub parent: Option<CommentId>,
    /// The words it is about, on a comment that begins a thread; `None` is about the page.
    #[serde(default)]
    pub anchor: Option<Anchor>,
    /// Whether the thread it begins is settled.
    #[serde(default)]
    pub resolved: bool,
    /// Who wrote it; stays when somebody else edits it.
    pub author: UserId,
    /// When it was written.
    pub created: Timestamp,
    /// The newest version.
    pub version: Version,
    /// The stored body.
    pub storage: String,
}

/// Words of a page that a comment is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Anchor {
    /// Names the mark in the stored body (`ac:ref`).
    pub marker: String,
    /// The words as they were when the comment was made.
    pub words: String,
}

/// Orders comments as they are read: threads by age, every reply below what it answers, by age.
/// Returns each with its depth. A reply whose comment is not here stands as a thread of its own.
pub fn threads(mut comments: Vec<Comment>) -> Vec<(usize, Comment)> {
    comments.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
    let ids: std::collections::HashSet<CommentId> = comments.iter().map(|c| c.id.clone()).collect();
    let mut below: std::collections::HashMap<Option<CommentId>, Vec<Comment>> = Default::default();
    for comment in comments {
        let parent = comment.parent.clone().filter(|parent| ids.contains(parent) && *parent != comment.id);
        below.entry(parent).or_default().push(comment);
    }
    let mut ordered = Vec::new();
    let mut stack: Vec<(usize, Comment)> = Vec::new();
    push(&mut stack, 0, below.remove(&None));
    while let Some((depth, comment)) = stack.pop() {
        push(&mut stack, depth + 1, below.remove(&Some(comment.id.clone())));
        ordered.push((depth, comment));
    }
    // A circle of replies reaches no beginning: shown rather than hidden.
    let mut rest: Vec<Comment> = below.into_values().flatten().collect();
    rest.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
    ordered.extend(rest.into_iter().map(|comment| (0, comment)));
    ordered
}

fn push(stack: &mut Vec<(usize, Comment)>, depth: usize, comments: Option<Vec<Comment>>) {
    stack.extend(comments.into_iter().flatten().rev().map(|comment| (depth, comment)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(id: &str, parent: Option<&str>, at: i64) -> Comment {
        let when = Timestamp::from_second(at).unwrap();
        Comment {
            id: id.into(),
            page: "1".into(),
            parent: parent.map(CommentId::from),
            anchor: None,
            resolved: false,
            author: "a".into(),
            created: when,
            version: Version { number: 1, author: "a".into(), when, message: String::new() },
            storage: String::new(),
        }
    }

    fn order(comments: Vec<Comment>) -> Vec<(usize, String)> {
        threads(comments).into_iter().map(|(depth, c)| (depth, c.id.to_string())).collect()
    }

    #[test]
    fn replies_stand_below_what_they_answer_by_age() {
        let all = vec![
            comment("b", None, 2),
            comment("a1", Some("a"), 5),
            comment("a", None, 1),
            comment("a0", Some("a"), 3),
            comment("a0x", Some("a0"), 9),
            comment("lost", Some("gone"), 4),
        ];
        let expected = [(0, "a"), (1, "a0"), (2, "a0x"), (1, "a1"), (0, "b"), (0, "lost")];
        assert_eq!(order(all), expected.map(|(depth, id)| (depth, id.to_owned())));
    }

    #[test]
    fn a_circle_of_replies_is_shown_and_ends() {
        let all = vec![comment("a", Some("b"), 1), comment("b", Some("a"), 2), comment("c", Some("c"), 3)];
        assert_eq!(order(all).len(), 3);
    }
}
