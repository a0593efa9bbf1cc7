//! What completion offers while a construct is typed: each with its parameters, and the places to fill in.
//!
//! The tests hold the table against the code: every snippet is stored as the construct it says, and every
//! construct of the catalogue that is typed with signs of its own has one.

/// Where something is to be filled in; the cursor goes from one to the next.
pub const STOP: char = '¦';

/// A snippet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snippet {
    /// What is typed to get it, from its first sign.
    pub sign: &'static str,
    /// What it is.
    pub about: &'static str,
    /// What is inserted, with [`STOP`]s. `TODAY` stands for the day.
    pub text: &'static str,
}

const fn snippet(sign: &'static str, about: &'static str, text: &'static str) -> Snippet {
    Snippet { sign, about, text }
}

/// Every snippet, those that are used most first.
pub const SNIPPETS: &[Snippet] = &[
    snippet(":::expand", "a part that folds", ":::expand{title=\"¦\"}\n¦\n:::"),
    snippet(":::panel", "panel with a title", ":::panel{title=\"¦\"}\n¦\n:::"),
    snippet(":::info", "panel: information", "> [!NOTE] ¦\n> ¦"),
    snippet(":::tip", "panel: tip", "> [!TIP] ¦\n> ¦"),
    snippet(":::note", "panel: note", "> [!WARNING] ¦\n> ¦"),
    snippet(":::warning", "panel: warning", "> [!CAUTION] ¦\n> ¦"),
    snippet(":::excerpt", "excerpt, for other pages to include", ":::excerpt{name=\"¦\"}\n¦\n:::"),
    snippet(":::details", "page properties", ":::details\n| ¦ | ¦ |\n| --- | --- |\n:::"),
    snippet(
        ":::columns",
        "two columns",
        "::::columns{type=two_equal}\n:::column\n¦\n:::\n\n:::column\n¦\n:::\n::::",
    ),
    snippet(
        ":::table",
        "table with blocks in its cells",
        ":::table\n::cell{A1}\n\n- ¦\n\n::cell{B1}\n\n- ¦\n:::",
    ),
    snippet("::toc", "table of contents", "::toc{maxLevel=¦3}"),
    snippet("::children", "list of child pages", "::children{depth=¦2}"),
    snippet("::pagetree", "tree of pages", "::pagetree{root=\"¦@self\"}"),
    snippet("::attachments", "list of attachments", "::attachments{}"),
    snippet("::recently-updated", "newest pages", "::recently-updated{max=¦10}"),
    snippet("::contentbylabel", "pages with a label", "::contentbylabel{labels=\"¦\"}"),
    snippet("::gallery", "pictures of the page", "::gallery{}"),
    snippet("::pagetreesearch", "search below a page", "::pagetreesearch{}"),
    snippet("> [!NOTE]", "panel: information", "> [!NOTE] ¦\n> ¦"),
    snippet("> [!TIP]", "panel: tip", "> [!TIP] ¦\n> ¦"),
    snippet("> [!WARNING]", "panel: note", "> [!WARNING] ¦\n> ¦"),
    snippet("> [!CAUTION]", "panel: warning", "> [!CAUTION] ¦\n> ¦"),
    snippet("{status:green", "status, green", "{status:green|¦DONE}"),
    snippet("{status:yellow", "status, yellow", "{status:yellow|¦IN PROGRESS}"),
    snippet("{status:red", "status, red", "{status:red|¦BLOCKED}"),
    snippet("{status:blue", "status, blue", "{status:blue|¦REVIEW}"),
    snippet("{status:grey", "status, grey", "{status:grey|¦TO DO}"),
    snippet("{date:", "today", "{date:TODAY}"),
    snippet("{anchor:", "a place that links lead to", "{anchor:¦}"),
    snippet("{jira:", "an issue", "{jira:¦}"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::catalogue::constructs;
    use crate::markup::{to_markdown, to_storage};

    /// What the snippet is stored as when its places are filled in.
    fn stored(snippet: &Snippet) -> String {
        let text = snippet.text.replace("TODAY", "2026-09-24");
        let mut filled = String::new();
        let mut pieces = text.split(STOP).peekable();
        while let Some(piece) = pieces.next() {
            filled.push_str(piece);
            // A place that holds something already keeps it.
            let bare = pieces
                .peek()
                .is_some_and(|next| !next.starts_with(|c: char| c.is_alphanumeric() || c == '@'));
            if bare {
                filled.push_str(if snippet.sign == "{jira:" { "KEY-1" } else { "word" });
            }
        }
        let conversion = to_storage(&filled);
        assert_eq!(conversion.warnings, Vec::<String>::new(), "{}", snippet.sign);
        conversion.storage
    }

    #[test]
    fn every_snippet_is_stored_as_what_it_says() {
        for snippet in SNIPPETS {
            let storage = stored(snippet);
            let is_element =
                storage.contains("<ac:") || storage.contains("<time ") || storage.contains("<table");
            assert!(is_element, "{}: {storage}", snippet.sign);
            let shown = to_markdown(&storage);
            assert_eq!(shown.read_only, None, "{}", snippet.sign);
            assert_eq!(to_storage(&shown.markdown).warnings, Vec::<String>::new(), "{}", snippet.sign);
        }
    }

    #[test]
    fn every_construct_that_is_typed_with_a_sign_has_one() {
        for row in constructs() {
            let Some((typed, _)) = row.typed else { continue };
            let first =
                typed.lines().find(|line| line.starts_with("::") || line.starts_with("> [!")).or_else(|| {
                    typed
                        .split_whitespace()
                        .find(|word| word.starts_with('{') && !word.starts_with("{{") && *word != "{macro}")
                });
            let Some(first) = first else { continue };
            let name: String = first
                .trim_start_matches([':', '>', ' ', '[', '!', '{'])
                .chars()
                .take_while(|c| c.is_alphanumeric())
                .collect();
            let known = SNIPPETS.iter().any(|snippet| snippet.text.contains(&name));
            assert!(known, "{}: `{first}` has no snippet", row.name);
        }
    }
}
