//! Joining two edits of one run of prose by word; tags, links and macros are words that never change inside.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::storage::{NodeId, NodeKind, Tree};

/// Longer runs are not compared word by word.
const MAX_TOKENS: usize = 2_000;

/// Merges base, ours and theirs; `None` where their edits meet.
pub(crate) fn merge_words(texts: [&str; 3]) -> Option<String> {
    let [base, ours, theirs] = texts.map(tokens);
    let (base, ours, theirs) = (base?, ours?, theirs?);
    if [&base, &ours, &theirs].iter().any(|tokens| tokens.len() > MAX_TOKENS) {
        return None;
    }
    let mut edits = edits(&base, &ours);
    for edit in self::edits(&base, &theirs) {
        if edits.contains(&edit) {
            continue;
        }
        if edits.iter().any(|other| edit.start <= other.end && other.start <= edit.end) {
            return None;
        }
        edits.push(edit);
    }
    edits.sort_by_key(|edit| edit.start);
    let mut out = String::new();
    let mut at = 0;
    for edit in edits {
        out.extend(base[at..edit.start].iter().copied());
        out.push_str(&edit.with);
        at = edit.end;
    }
    out.extend(base[at..].iter().copied());
    Tree::parse(&out).is_ok().then_some(out)
}

/// Elements that stand in a run of text.
pub(crate) fn is_inline_name(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "big"
            | "br"
            | "cite"
            | "code"
            | "del"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "ac:link"
            | "ac:image"
            | "ac:emoticon"
            | "ac:placeholder"
            | "ac:inline-comment-marker"
            | "at:var"
    )
}

#[derive(PartialEq)]
struct Edit {
    start: usize,
    end: usize,
    with: String,
}

fn edits(base: &[&str], side: &[&str]) -> Vec<Edit> {
    let ops = capture_diff_slices(Algorithm::Myers, base, side);
    let changes = ops.into_iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    changes
        .map(|op| {
            let (_, gone, come) = op.as_tag_tuple();
            Edit { start: gone.start, end: gone.end, with: side[come].concat() }
        })
        .collect()
}

/// Cuts a run into words, blanks, signs, tags and whole placeholders.
fn tokens(run: &str) -> Option<Vec<&str>> {
    let tree = Tree::parse(run).ok()?;
    let mut out = Vec::new();
    let source = tree.source;
    push_tokens(&tree, 0, source, &mut out);
    Some(out)
}

fn push_tokens<'s>(tree: &Tree<'s>, parent: NodeId, source: &'s str, out: &mut Vec<&'s str>) {
    for id in tree.children(parent) {
        let node = tree.node(id);
        match node.kind {
            NodeKind::Text => push_words(&source[node.outer.range()], out),
            NodeKind::Element
                if is_inline_name(tree.name(id))
                    && !node.self_closing
                    && !matches!(tree.name(id), "ac:link" | "ac:image") =>
            {
                out.push(&source[tree.start_tag(id).range()]);
                push_tokens(tree, id, source, out);
                out.push(&source[node.inner.end as usize..node.outer.end as usize]);
            }
            _ => out.push(&source[node.outer.range()]),
        }
    }
}

fn push_words<'s>(text: &'s str, out: &mut Vec<&'s str>) {
    let class = |ch: char| (ch.is_alphanumeric(), ch.is_whitespace());
    let mut start = 0;
    let mut last = None;
    for (at, ch) in text.char_indices() {
        let own = class(ch);
        if last.is_some_and(|last| last != own || own == (false, false)) {
            out.push(&text[start..at]);
            start = at;
        }
        last = Some(own);
    }
    if start < text.len() {
        out.push(&text[start..]);
    }
}
