//! Elements that stand in a run of text: the one list that search and merging share.

/// Elements that format words or are one thing in a line.
const INLINE: [&str; 34] = [
    "a",
    "abbr",
    "ac:emoticon",
    "ac:image",
    "ac:inline-comment-marker",
    "ac:link",
    "ac:placeholder",
    "at:var",
    "b",
    "big",
    "br",
    "cite",
    "code",
    "del",
    "em",
    "font",
    "i",
    "img",
    "ins",
    "kbd",
    "mark",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
];

/// Whether an element stands in a run of text.
pub(crate) fn is_inline(name: &str) -> bool {
    INLINE.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_can_be_searched() {
        assert!(INLINE.is_sorted());
        assert!(INLINE.iter().all(|name| is_inline(name)) && !is_inline("p"));
    }
}
