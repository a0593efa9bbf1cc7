//! What holds for any input, as functions of bytes: the fuzz targets run them, `findings` replays them.

use tildr::markup::merge::{Merge, merge};
use tildr::markup::{Splice, append, plain_text, splice, to_markdown, to_storage, toggle_task};

/// Parts the inputs of a law that takes several.
const PART: char = '\u{1f}';

fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

/// Any text is scanned and shown; what is well-formed can be saved as it is.
pub(crate) fn scanner(data: &[u8]) {
    let body = text(data);
    let shown = to_markdown(&body);
    assert_eq!(shown, to_markdown(&body), "projected differently the second time");
    plain_text(&body);
    if shown.read_only.is_some() {
        return;
    }
    unchanged(&body, &shown.markdown);
    let longer = append(&body, "<p>x</p>");
    assert_eq!(to_markdown(&longer).read_only, None, "append broke a body: {longer}");
}

/// Markdown becomes a body that shows, and a body that shows can be saved as it is.
pub(crate) fn projection(data: &[u8]) {
    let markdown = text(data);
    let body = to_storage(&markdown).storage;
    assert_eq!(body, to_storage(&markdown).storage, "rendered differently the second time");
    if body.len() > 1_000_000 {
        return;
    }
    let shown = to_markdown(&body);
    assert_eq!(shown.read_only, None, "from {markdown:?}: {body}");
    unchanged(&body, &shown.markdown);
    for (line, _) in markdown.lines().enumerate().take(50) {
        toggle_task(&markdown, line);
    }
}

/// A body, a place, a length and what is typed there: saved as typed, or refused.
pub(crate) fn splice_edit(body: &str, from: usize, len: usize, typed: &str) {
    let shown = to_markdown(body);
    if shown.read_only.is_some() {
        return;
    }
    let chars: Vec<char> = shown.markdown.chars().collect();
    let from = from % (chars.len() + 1);
    let to = (from + len).min(chars.len());
    let edited: String =
        chars[..from].iter().copied().chain(typed.chars()).chain(chars[to..].iter().copied()).collect();
    let answer = splice(body, &edited);
    assert_eq!(answer, splice(body, &edited), "spliced differently the second time");
    if let Splice::Changed { storage, .. } = answer {
        let again = to_markdown(&storage);
        assert_eq!(again.read_only, None, "not well-formed: {storage}");
        unchanged(&storage, &again.markdown);
    }
}

/// Two bytes for the place, one for the length, then what is typed and the body.
pub(crate) fn splice_bytes(data: &[u8]) {
    let [high, low, len, rest @ ..] = data else { return };
    let input = text(rest);
    let (typed, body) = input.split_once(PART).unwrap_or(("", &input));
    splice_edit(body, usize::from(*high) * 256 + usize::from(*low), usize::from(*len % 32), typed);
}

/// The laws of the merge over any three texts.
pub(crate) fn three_way(data: &[u8]) {
    let input = text(data);
    let mut parts = input.splitn(3, PART);
    let [base, ours, theirs] = [parts.next(), parts.next(), parts.next()].map(|part| part.unwrap_or(""));
    assert_eq!(merge(base, ours, base), Merge::Clean(ours.to_owned()));
    assert_eq!(merge(base, base, ours), Merge::Clean(ours.to_owned()));
    assert_eq!(merge(base, ours, ours), Merge::Clean(ours.to_owned()));
    let merged = merge(base, ours, theirs);
    let mirrored = merge(base, theirs, ours);
    match (&merged, &mirrored) {
        (Merge::Clean(one), Merge::Clean(other)) => {
            // Only who keeps the id of a task depends on the side.
            if !one.contains("ac:task-id") {
                assert_eq!(one, other, "depends on the side");
            }
            let was_open = [base, ours, theirs].iter().all(|body| to_markdown(body).read_only.is_none());
            assert!(!was_open || to_markdown(one).read_only.is_none(), "merged into {one}");
        }
        _ => assert_eq!(merged, mirrored, "depends on the side"),
    }
}

fn unchanged(body: &str, markdown: &str) {
    assert_eq!(splice(body, markdown), Splice::Unchanged, "a save without a change of {body}");
}
