//! Editing the text of a code block: lines that stay keep their bytes, whatever they are written in.
//!
//! A body is CDATA, escaped text, or both; `]]>` parts a CDATA section in two; line ends may be `\r\n` or
//! `&#13;`; a `<pre>` may hold formatting. What is typed is written like what stands before it.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::code::{is_plain, render_body};
use crate::markup::align::common_ends;
use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, NodeKind, Span, Tree, escape, text};

/// The text of a body as a code block shows it: line ends are `\n`, a `<br/>` is one.
pub(crate) fn text(tree: &Tree<'_>, body: NodeId) -> String {
    chars(tree, body).into_iter().map(|ch| ch.shown).collect()
}

/// The replacements that give a body another text; `None` where formatting would be lost.
pub(crate) fn edit(tree: &Tree<'_>, body: NodeId, new: &str) -> Option<Patch> {
    let node = tree.node(body);
    let old = chars(tree, body);
    if let Some(patch) = edit_lines(tree, &old, new)
        && patch.apply(tree.source, node.inner).is_some_and(|content| says(&content, new))
    {
        return Some(patch);
    }
    if !is_plain(tree, body) {
        return None;
    }
    let mut patch = Patch::default();
    let content = render_body(tree, body, new);
    match node.inner.is_empty() {
        true => patch.fill(tree, body, &content),
        false => patch.replace(node.inner, content),
    }
    Some(patch)
}

/// Whether new content would show as it was typed.
fn says(content: &str, wanted: &str) -> bool {
    let wrapped = format!("<pre>{content}</pre>");
    Tree::parse(&wrapped).is_ok_and(|tree| text(&tree, 1) == wanted)
}

/// One character that shows, and what it is written as.
#[derive(Debug, Clone, Copy)]
struct Char {
    shown: char,
    span: Span,
    is_cdata: bool,
    parent: NodeId,
}

fn chars(tree: &Tree<'_>, body: NodeId) -> Vec<Char> {
    let mut out = Vec::new();
    push_chars(tree, body, &mut out);
    let mut unified: Vec<Char> = Vec::with_capacity(out.len());
    for ch in out {
        match unified.last_mut() {
            Some(last) if last.shown == '\r' && ch.shown == '\n' && last.parent == ch.parent => {
                *last = Char { span: last.span.join(ch.span), ..ch };
            }
            _ => unified.push(ch),
        }
    }
    for ch in &mut unified {
        if ch.shown == '\r' {
            ch.shown = '\n';
        }
    }
    unified
}

fn push_chars(tree: &Tree<'_>, parent: NodeId, out: &mut Vec<Char>) {
    for id in tree.children(parent) {
        let node = tree.node(id);
        match node.kind {
            NodeKind::Element if tree.name(id) == "br" => {
                out.push(Char { shown: '\n', span: node.outer, is_cdata: false, parent });
            }
            NodeKind::Element => push_chars(tree, id, out),
            NodeKind::Text | NodeKind::Reference | NodeKind::CData => {
                let is_cdata = node.kind == NodeKind::CData;
                let span = if is_cdata { node.inner } else { node.outer };
                let mut at = span.start as usize;
                let raw = tree.slice(span);
                while let Some(rest) = raw.get(at - span.start as usize..).filter(|rest| !rest.is_empty()) {
                    let plain = rest.chars().next().map(|ch| (ch, ch.len_utf8()));
                    let Some((shown, len)) = (if is_cdata { plain } else { text::first_char(rest) }) else {
                        break;
                    };
                    out.push(Char { shown, span: Span::new(at, at + len), is_cdata, parent });
                    at += len;
                }
            }
            NodeKind::Root | NodeKind::Silent => {}
        }
    }
}

fn edit_lines(tree: &Tree<'_>, old: &[Char], new: &str) -> Option<Patch> {
    let shown: String = old.iter().map(|ch| ch.shown).collect();
    let old_lines: Vec<&str> = shown.split_inclusive('\n').collect();
    let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
    let mut starts = vec![0];
    for line in &old_lines {
        starts.push(starts[starts.len() - 1] + line.chars().count());
    }
    let mut patch = Patch::default();
    for op in capture_diff_slices(Algorithm::Patience, &old_lines, &new_lines) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (_, gone, come) = op.as_tag_tuple();
        let come: Vec<char> = new_lines[come].concat().chars().collect();
        edit_range(tree, old, starts[gone.start]..starts[gone.end], &come, &mut patch)?;
    }
    Some(patch)
}

/// Replaces characters; what both sides begin and end with stays.
fn edit_range(
    tree: &Tree<'_>,
    old: &[Char],
    range: std::ops::Range<usize>,
    come: &[char],
    patch: &mut Patch,
) -> Option<()> {
    let gone = &old[range.clone()];
    let (head, tail) = common_ends(gone, come, |old, new| old.shown == *new);
    let (from, to) = (range.start + head, range.end - tail);
    let added: String = come[head..come.len() - tail].iter().collect();
    let Some(last) = to.checked_sub(1).filter(|_| from < to) else {
        // Joins what stands before it, or else what follows.
        let (beside, at) = match from.checked_sub(1).and_then(|before| old.get(before)) {
            Some(before) => (before, before.span.end),
            None => old.first().map(|after| (after, after.span.start))?,
        };
        patch.insert(at, write(tree, old, beside.is_cdata, &added));
        return Some(());
    };
    let (first, last) = (&old[from], &old[last]);
    let fits = first.is_cdata == last.is_cdata && first.parent == last.parent;
    fits.then(|| patch.replace(first.span.join(last.span), write(tree, old, first.is_cdata, &added)))
}

/// Typed text in the style of the body.
fn write(tree: &Tree<'_>, old: &[Char], is_cdata: bool, text: &str) -> String {
    let mut out = String::new();
    if is_cdata {
        escape::push_cdata_content(text, &mut out);
    } else {
        escape::push_text(text, &mut out);
    }
    let line_end = old.iter().find(|ch| ch.shown == '\n').map(|ch| tree.slice(ch.span));
    match line_end.filter(|line_end| *line_end != "\n" && out.contains('\n')) {
        Some(line_end) if !line_end.starts_with('<') || !is_cdata => out.replace('\n', line_end),
        _ => out,
    }
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, shows};

    fn code(body: &str) -> String {
        format!(
            "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body>{body}</ac:plain-text-body></ac:structured-macro>"
        )
    }

    fn edits_body(before: &str, from: &str, to: &str, after: &str) {
        edits(&code(before), from, to, &code(after));
    }

    #[test]
    fn what_stands_around_a_section_stays() {
        edits_body("\n<![CDATA[a b]]>\n", "a b", "a c", "\n<![CDATA[a c]]>\n");
        edits_body("a &lt; b &#38; c", "b &", "d &", "a &lt; d &#38; c");
        edits_body("a &lt; b", "b", "<&", "a &lt; &lt;&amp;");
        edits_body("x &amp; <![CDATA[<y>]]>", "<y>", "<z>", "x &amp; <![CDATA[<z>]]>");
    }

    #[test]
    fn parted_sections_stay_parted() {
        let split = "<![CDATA[a ]]]]><![CDATA[> b]]>";
        shows(&code(split), "```\na ]]> b\n```\n");
        edits_body(split, "a", "c", "<![CDATA[c ]]]]><![CDATA[> b]]>");
        edits_body(split, "b", "d", "<![CDATA[a ]]]]><![CDATA[> d]]>");
        edits_body(split, "]]>", "]", "<![CDATA[a ] b]]>");
        edits_body("<![CDATA[a]] >b]]>", "b", "c", "<![CDATA[a]] >c]]>");
        edits_body("<![CDATA[a]] b]]>", "]] b", "]]>b", "<![CDATA[a]]]]><![CDATA[>b]]>");
    }

    #[test]
    fn line_ends_stay_as_they_are() {
        edits_body("<![CDATA[a\r\nb\r\n]]>", "b", "c\nd", "<![CDATA[a\r\nc\r\nd\r\n]]>");
        edits_body("a&#13;\nb", "b", "c\nd", "a&#13;\nc&#13;\nd");
        edits_body("<![CDATA[a\n]]>", "a\n\n", "a\n", "<![CDATA[a]]>");
        edits_body("<![CDATA[a]]>", "a\n", "a\n\n", "<![CDATA[a\n]]>");
        edits_body("<![CDATA[]]>", "```\n", "```\nx\n", "<![CDATA[x]]>");
    }

    #[test]
    fn one_line_of_many_changes_alone() {
        edits_body(
            "a &quot;1&quot;\nb\nc &quot;2&quot;\nd",
            "b\n",
            "B\nnew\n",
            "a &quot;1&quot;\nB\nnew\nc &quot;2&quot;\nd",
        );
        edits_body("a&apos;\nb\nc&apos;", "b\n", "", "a&apos;\nc&apos;");
    }

    #[test]
    fn formatting_in_preformatted_text_stays() {
        edits(
            "<pre><b>one</b><br/>two &amp; <i>x</i></pre>",
            "one",
            "1",
            "<pre><b>1</b><br/>two &amp; <i>x</i></pre>",
        );
        edits("<pre><b>one</b><br/>two</pre>", "two", "two\n3", "<pre><b>one</b><br/>two<br/>3</pre>");
        edits(
            "<pre class='x'><code>a\n b</code></pre>",
            " b",
            " c",
            "<pre class='x'><code>a\n c</code></pre>",
        );
    }
}
