//! Colours laid over code that is laid out already: the same text at the same places, in more spans.

use super::line::{Line, Span};
use super::style::Role;
use crate::tui::highlight::{Code, Coloured};
use std::borrow::Cow;
use std::sync::Arc;

/// The line of code that a span shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLine {
    /// The code.
    pub code: Arc<Code>,
    /// Which line of it, from 0.
    pub line: u32,
}

impl Line {
    /// Returns the line in the colours that are known.
    pub fn coloured(&self, colours: impl Fn(&Arc<Code>) -> Option<Arc<Coloured>>) -> Cow<'_, Self> {
        let of = |span: &Span| {
            let shown = span.code.as_ref()?;
            Some((colours(&shown.code)?, shown.line as usize))
        };
        let found: Vec<_> = self.spans.iter().map(of).collect();
        if found.iter().flatten().all(|(colours, line)| colours.line(*line).is_empty()) {
            return Cow::Borrowed(self);
        }
        let mut spans = Vec::with_capacity(self.spans.len() + 8);
        for (span, found) in self.spans.iter().zip(found) {
            match found {
                Some((colours, line)) => split(&mut spans, span, &colours, line),
                None => spans.push(span.clone()),
            }
        }
        Cow::Owned(Self { spans, ..self.clone() })
    }
}

/// Splits a span at the pieces of its line. In a cell of a table it may be only the beginning of the line.
fn split(into: &mut Vec<Span>, span: &Span, colours: &Coloured, line: usize) {
    let mut at = 0;
    let mut push = |from: usize, to: usize, role: Role| {
        if let Some(text) = span.text.get(from..to).filter(|text| !text.is_empty()) {
            into.push(Span { text: text.to_owned(), style: span.style.with_role(role), ..span.clone() });
        }
    };
    for (range, class) in colours.line(line) {
        let (start, end) = (range.start as usize, (range.end as usize).min(span.text.len()));
        // Letters that are not where the colours think they are: the rest stays plain.
        if start >= end || !span.text.is_char_boundary(start) || !span.text.is_char_boundary(end) {
            break;
        }
        push(at, start, span.style.role);
        push(start, end, Role::Syntax(*class));
        at = end;
    }
    push(at, span.text.len(), span.style.role);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::document::{Document, Layout, Options};
    use crate::tui::highlight::highlight;

    #[test]
    fn colours_change_no_letter_and_no_width() {
        let markdown = "```rust\nfn größe() -> u8 { 7 } // ✓\n\tlet x = \"日本\";\n```\n\n> - ```js\n>   let a = 1\n>   ```\n";
        for width in [20, 60] {
            let mut layout = Layout::new(Arc::new(Document::parse(markdown)), Options::new(width));
            layout.ensure_all();
            let mut changed = 0;
            for line in layout.lines() {
                let coloured = line.coloured(|code| highlight(code, || false).map(Arc::new));
                assert_eq!(coloured.text(), line.text());
                let text = |line: &Line| {
                    line.visible(3, width).iter().map(|span| span.text.as_str()).collect::<String>()
                };
                assert_eq!(text(&coloured), text(line));
                changed += usize::from(*coloured != *line);
            }
            assert_eq!(changed, 3);
        }
    }
}
