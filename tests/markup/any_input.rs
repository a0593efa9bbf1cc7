//! What holds for any input, as functions of bytes: the fuzz targets run them, `findings` replays them.

use tildr::markup::merge::{Choice, Hunk, Merge, Place, State, hunks, merge, resolve};
use tildr::markup::{Splice, append, plain_text, splice, to_markdown, to_reading, to_storage, toggle_task};

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
    assert_eq!(shown, to_reading(&body).projection, "read differently from what is edited");
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
        (Merge::Conflict(_), Merge::Conflict(_)) => {
            assert_eq!(merged, swapped(&mirrored), "depends on the side");
            if let Some(found) = hunks(base, ours, theirs) {
                tiles(&found.base, found.hunks.iter().map(|hunk| hunk.base.clone()));
                tiles(&found.mine, found.hunks.iter().map(|hunk| hunk.mine.clone()));
                tiles(&found.theirs, found.hunks.iter().map(|hunk| hunk.theirs.clone()));
                let is_open = |hunk: &Hunk| matches!(hunk.state, State::Open | State::Same);
                if found.hunks.iter().all(is_open) {
                    let text = resolve(&found, &vec![Choice::Theirs; found.hunks.len()]);
                    let blank = |text: &str| text.split('\n').filter(|line| !line.is_empty()).count();
                    assert_eq!(blank(&text), blank(&found.theirs), "lines are lost or made");
                }
            }
        }
        _ => assert_eq!(merged, mirrored, "depends on the side"),
    }
}

/// A merge as the other side sees it.
pub(crate) fn swapped(merged: &Merge) -> Merge {
    let swap = |place: &Place| Place {
        base: place.base.clone(),
        mine: place.theirs.clone(),
        theirs: place.mine.clone(),
    };
    match merged {
        Merge::Conflict(places) => Merge::Conflict(places.iter().map(swap).collect()),
        clean => clean.clone(),
    }
}

/// Ranges that follow one another are all of a text.
fn tiles(text: &str, ranges: impl Iterator<Item = std::ops::Range<usize>>) {
    let end = ranges.fold(0, |at, range| {
        assert!(range.start == at && text.get(range.clone()).is_some(), "a gap at {at}");
        range.end
    });
    assert_eq!(end, text.len(), "the end is left out");
}

fn unchanged(body: &str, markdown: &str) {
    assert_eq!(splice(body, markdown), Splice::Unchanged, "a save without a change of {body}");
}
