//! Colours of Markdown while it is typed: what a line is, and the marks inside it.
//!
//! This is for the eye only and forgives everything; what a page means is decided by `markup`.

use super::draw::Role;
use super::list;
use super::text::Text;
use super::wrap::Edited;
use std::ops::Range;

/// Lines longer than this get a colour as a whole but none for what is inside.
pub(crate) const INLINE_LIMIT: usize = 4096;

/// How much of a line is read to see what it is.
const LINE_START: usize = 128;

/// A code fence that is open: its character and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fence {
    mark: u8,
    count: u16,
}

/// For each line from the first, the fence that is open before it; known as far as somebody asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Blocks {
    before: Vec<Option<Fence>>,
    /// Lines whose states an edit put in doubt: from the first on, at least up to the second. Behind them the
    /// states follow from each other, so that the first one that is found as it was ends the doubt.
    doubt: Option<(usize, usize)>,
    /// How many states were worked out.
    #[cfg(test)]
    stated: usize,
    /// It is XHTML, in which nothing goes over lines that would have to be known.
    is_xml: bool,
}

/// How a line looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Look {
    /// The colour of the line.
    pub(crate) role: Role,
    /// Bytes of the line that have another one; in order, not overlapping.
    pub(crate) spans: Vec<(Range<usize>, Role)>,
}

impl Blocks {
    /// Makes the colours of XHTML.
    pub(crate) fn xml() -> Self {
        Self { is_xml: true, ..Self::default() }
    }

    /// Tells whether it is XHTML.
    pub(crate) fn is_xml(&self) -> bool {
        self.is_xml
    }

    /// Makes the same for another text.
    pub(crate) fn fresh(&self) -> Self {
        Self { is_xml: self.is_xml, ..Self::default() }
    }

    /// Follows an edit: the states behind it stay until somebody asks and finds that they changed.
    pub(crate) fn edited(&mut self, edit: &Edited) {
        let first = edit.line + 1;
        let gone = (first + edit.lines_removed).min(self.before.len());
        if first + edit.lines_removed >= self.before.len() {
            self.before.truncate(first);
            self.doubt = self.doubt.filter(|(from, _)| from + 1 < self.before.len());
            return;
        }
        self.before.splice(first..gone, std::iter::repeat_n(None, edit.lines_inserted));
        let until = first + edit.lines_inserted;
        self.doubt = Some(match self.doubt {
            None => (edit.line, until),
            Some((from, to)) => {
                let moved = to.max(first + edit.lines_removed) - edit.lines_removed + edit.lines_inserted;
                (from.min(edit.line), moved.max(until))
            }
        });
    }

    /// Works out states in doubt up to a line.
    fn settle(&mut self, text: &Text, line: usize) {
        let Some((mut at, until)) = self.doubt else { return };
        while at < line && at + 1 < self.before.len() {
            #[cfg(test)]
            {
                self.stated += 1;
            }
            let next = after(self.before[at], &text.line_text(at, LINE_START));
            if at + 1 >= until && self.before[at + 1] == next {
                self.doubt = None;
                return;
            }
            at += 1;
            self.before[at] = next;
        }
        // Nothing before what is looked at next may end a doubt that began further on.
        self.doubt = (at + 1 < self.before.len()).then_some((at, until.max(at + 1)));
    }

    /// Says whether a line is inside of a code fence.
    pub(crate) fn in_fence(&mut self, text: &Text, line: usize) -> bool {
        self.fence_before(text, line).is_some()
    }

    /// Says whether a line closes the fence that it is in.
    pub(crate) fn closes(&mut self, text: &Text, line: usize) -> bool {
        let before = self.fence_before(text, line);
        before.is_some() && after(before, &text.line_text(line, LINE_START)).is_none()
    }

    /// Returns how a line looks.
    pub(crate) fn look(&mut self, text: &Text, line: usize) -> Look {
        if self.is_xml {
            return super::xml::look(
                &text.line_text(line, INLINE_LIMIT),
                text.line(line).len() <= INLINE_LIMIT,
            );
        }
        let fence = self.fence_before(text, line);
        let content = text.line_text(line, INLINE_LIMIT);
        if fence.is_some() {
            return Look { role: Role::Code, spans: Vec::new() };
        }
        look(&content, text.line(line).len() <= INLINE_LIMIT)
    }

    fn fence_before(&mut self, text: &Text, line: usize) -> Option<Fence> {
        if self.before.is_empty() {
            self.before.push(None);
        }
        self.settle(text, line);
        while self.before.len() <= line {
            #[cfg(test)]
            {
                self.stated += 1;
            }
            let last = self.before.len() - 1;
            let next = after(self.before[last], &text.line_text(last, LINE_START));
            self.before.push(next);
        }
        self.before[line]
    }
}

/// Returns the fence that is open after a line.
fn after(before: Option<Fence>, line: &str) -> Option<Fence> {
    let Some(fence) = fence(line) else { return before };
    match before {
        None => Some(fence),
        Some(open) => {
            let bare = line.trim().bytes().all(|byte| byte == open.mark);
            if bare && fence.mark == open.mark && fence.count >= open.count { None } else { before }
        }
    }
}

fn fence(line: &str) -> Option<Fence> {
    let line = line.trim_start_matches([' ', '\t']);
    let mark = *line.as_bytes().first().filter(|mark| matches!(mark, b'`' | b'~'))?;
    let count = line.bytes().take_while(|&byte| byte == mark).count();
    let info = &line[count..];
    (count >= 3 && !(mark == b'`' && info.contains('`'))).then_some(Fence { mark, count: count as u16 })
}

fn look(line: &str, inside: bool) -> Look {
    if fence(line).is_some() {
        return Look { role: Role::Code, spans: Vec::new() };
    }
    let trimmed = line.trim_start();
    if trimmed.starts_with("::") {
        return Look { role: Role::Directive, spans: Vec::new() };
    }
    let hashes = trimmed.bytes().take_while(|&byte| byte == b'#').count();
    if (1..=6).contains(&hashes) && matches!(trimmed.as_bytes().get(hashes), None | Some(b' ')) {
        return Look { role: Role::Heading, spans: Vec::new() };
    }
    let mut spans = Vec::new();
    let mut start = 0;
    let mut role = Role::Text;
    while let Some(item) = list::item(&line[start..]) {
        if line[start + item.indent..].starts_with('>') {
            role = Role::Quote;
        }
        spans.push((start + item.indent..start + item.length, Role::Marker));
        start += item.length;
        if start >= line.len() || spans.len() > 8 {
            break;
        }
    }
    if is_rule(trimmed) {
        return Look { role: Role::Marker, spans: Vec::new() };
    }
    if inside {
        inline(line, start, &mut spans);
    }
    Look { role, spans }
}

fn is_rule(line: &str) -> bool {
    let signs: Vec<u8> = line.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    signs.len() >= 3 && b"-*_".contains(&signs[0]) && signs.iter().all(|sign| *sign == signs[0])
}

/// Finds code, links, strong and emphasised text and `{atoms}` from byte `at`.
fn inline(line: &str, mut at: usize, spans: &mut Vec<(Range<usize>, Role)>) {
    while let Some(sign) = line[at..].find(['\\', '`', '[', '*', '_', '{', '@', '<']) {
        at += sign;
        let found = match line.as_bytes()[at] {
            b'\\' => {
                at += 1 + line[at + 1..].chars().next().map_or(0, char::len_utf8);
                continue;
            }
            b'`' => code(line, at).map(|end| (end, Role::Code)),
            b'[' => link(line, at).map(|end| (end, Role::Link)),
            b'<' => autolink(line, at).map(|end| (end, Role::Link)),
            b'{' | b'@' => atom(line, at).map(|end| (end, Role::Directive)),
            sign => emphasis(line, at, sign),
        };
        match found {
            Some((end, role)) => {
                spans.push((at..end, role));
                at = end;
            }
            None => at += line[at..].len() - line[at..].trim_start_matches(line.as_bytes()[at] as char).len(),
        }
    }
}

fn code(line: &str, at: usize) -> Option<usize> {
    let count = line[at..].bytes().take_while(|&byte| byte == b'`').count();
    let fence = &line[at..at + count];
    let inside = &line[at + count..];
    let mut from = 0;
    loop {
        let start = from + inside[from..].find(fence)?;
        let run = inside[start..].bytes().take_while(|&byte| byte == b'`').count();
        if run == count {
            return Some(at + count + start + run);
        }
        from = start + run;
    }
}

fn link(line: &str, at: usize) -> Option<usize> {
    if line[at..].starts_with("[[") {
        return line[at..].find("]]").map(|end| at + end + 2);
    }
    let middle = at + line[at..].find("](")?;
    if line[at + 1..middle].contains('[') {
        return None;
    }
    line[middle..].find(')').map(|end| middle + end + 1)
}

fn autolink(line: &str, at: usize) -> Option<usize> {
    let end = at + line[at..].find('>')?;
    let inside = &line[at + 1..end];
    (inside.contains("://") && !inside.contains(' ')).then_some(end + 1)
}

fn atom(line: &str, at: usize) -> Option<usize> {
    let open = at + usize::from(line.as_bytes()[at] == b'@');
    if line.as_bytes().get(open) != Some(&b'{') {
        return None;
    }
    let end = open + line[open..].find('}')?;
    (end > open + 1).then_some(end + 1)
}

fn emphasis(line: &str, at: usize, sign: u8) -> Option<(usize, Role)> {
    let count = line[at..].bytes().take_while(|&byte| byte == sign).count();
    let within_word = |at: usize| line[..at].ends_with(char::is_alphanumeric);
    if count > 3 || line[at + count..].starts_with(char::is_whitespace) || (sign == b'_' && within_word(at)) {
        return None;
    }
    let fence = &line[at..at + count];
    let inside = &line[at + count..];
    let end = inside.match_indices(fence).map(|(end, _)| end).find(|&end| {
        end > 0
            && !inside[..end].ends_with(char::is_whitespace)
            && !(sign == b'_' && inside[end + count..].starts_with(char::is_alphanumeric))
    })?;
    Some((at + count + end + count, if count == 1 { Role::Emphasis } else { Role::Strong }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn roles(text: &str) -> Vec<Role> {
        let text = Text::new(text);
        let mut blocks = Blocks::default();
        (0..text.lines()).map(|line| blocks.look(&text, line).role).collect()
    }

    #[test]
    fn fences_close_with_their_own_kind() {
        use Role::*;
        assert_eq!(roles("a\n````md\n```\n# b\n````\n# c"), [Text, Code, Code, Code, Code, Heading]);
        assert_eq!(roles("```\na\n~~~\n```\nb"), [Code, Code, Code, Code, Text]);
        assert_eq!(roles("> q\n:::expand{title=\"a\"}\n---\n#no"), [Quote, Directive, Marker, Text]);
    }

    #[test]
    fn spans_inside_of_a_line() {
        let spans = |line: &str| {
            let found = look(line, true).spans.into_iter();
            found.map(|(range, role)| (line[range].to_owned(), role)).collect::<Vec<_>>()
        };
        assert_eq!(
            spans("- [ ] `a*b` and **b** [[Home]] {status:DONE} snake_case_x"),
            [
                ("- [ ] ".into(), Role::Marker),
                ("`a*b`".into(), Role::Code),
                ("**b**".into(), Role::Strong),
                ("[[Home]]".into(), Role::Link),
                ("{status:DONE}".into(), Role::Directive),
            ]
        );
        assert_eq!(spans(r"\*a* [b](c)"), [("[b](c)".into(), Role::Link)]);
    }

    #[test]
    fn a_letter_typed_into_a_megabyte_states_a_few_lines_again() {
        let mut text = Text::new(&"some words\n```\ncode\n```\n".repeat(1 << 15));
        let mut blocks = Blocks::default();
        let last = text.lines() - 1;
        blocks.look(&text, last);
        for (line, inserted) in [(2, "x"), (last / 2, "x"), (last - 1, "\n"), (0, "y\nz")] {
            let at = text.line(line).start;
            let before = blocks.stated;
            let edit = crate::tui::widget::editor::change(&mut text, at..at, inserted).1;
            blocks.edited(&edit);
            for shown in line.saturating_sub(40)..line + 40 {
                blocks.look(&text, shown);
            }
            // The end of the text too: nothing changed on the way there.
            blocks.look(&text, text.lines() - 1);
            assert!(blocks.stated - before <= 82, "{} states for {inserted:?}", blocks.stated - before);
        }
    }

    proptest! {
        #[test]
        fn states_after_edits_are_those_of_a_new_text(
            start in proptest::collection::vec("(a|```|~~~|````|)", 0..12),
            edits in proptest::collection::vec((any::<u16>(), 0usize..9, "(\n|`|```|~~~|a|\n```\n){0,3}", any::<u16>()), 1..12),
        ) {
            let mut text = Text::new(&start.join("\n"));
            let mut blocks = Blocks::default();
            for (at, removed, inserted, asked) in edits {
                let at = at as usize % (text.len() + 1);
                let end = (at + removed).min(text.len());
                let edit = crate::tui::widget::editor::change(&mut text, at..end, &inserted).1;
                blocks.edited(&edit);
                let line = asked as usize % text.lines();
                let fresh = Blocks::default().fence_before(&text, line);
                prop_assert_eq!(blocks.fence_before(&text, line), fresh);
            }
            for line in 0..text.lines() {
                let fresh = Blocks::default().fence_before(&text, line);
                prop_assert_eq!(blocks.fence_before(&text, line), fresh, "line {}", line);
            }
        }

        #[test]
        fn any_line_has_a_look_with_spans_in_order(line in "([-*_`\\[\\](){}<>@#>:!é日 a1.\\\\]|\\*\\*|```){0,40}") {
            let look = look(&line, true);
            let mut last = 0;
            for (range, _) in look.spans {
                prop_assert!(range.start >= last && range.end <= line.len() && range.start < range.end);
                prop_assert!(line.is_char_boundary(range.start) && line.is_char_boundary(range.end));
                last = range.end;
            }
        }
    }
}
