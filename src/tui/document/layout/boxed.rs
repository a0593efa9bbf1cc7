//! Boxes: a frame with a label on its upper edge; a bar at the left where there is no room for a frame.

use super::super::block::Run;
use super::super::line::{Line, Span};
use super::super::style::{Role, Style};
use super::{Context, drawn, prose};

/// How a box looks.
pub(super) struct Frame {
    /// The role of its edge.
    pub(super) role: Role,
    /// What it is.
    pub(super) label: Vec<Span>,
    /// What the author called it.
    pub(super) title: Vec<Span>,
    /// The line it starts on.
    pub(super) line: u32,
}

impl Frame {
    /// Returns label and title in one row, a blank between them.
    fn caption(&self) -> Vec<Span> {
        let mut caption = self.label.clone();
        for span in &mut caption {
            span.style.strong = true;
        }
        if !self.label.is_empty() && !self.title.is_empty() {
            caption.push(Span::new(" ", Style::default()));
        }
        caption.extend(self.title.iter().cloned());
        caption
    }

    /// Takes a title that does not fit on the edge into the box.
    fn title_inside(&mut self, edge: usize, inside: Context<'_>) -> Vec<Line> {
        let columns: usize = self.caption().iter().map(Span::width).sum();
        if columns <= edge || self.title.is_empty() {
            return Vec::new();
        }
        prose::prose(inside, &runs(&std::mem::take(&mut self.title)), self.line)
    }
}

fn runs(spans: &[Span]) -> Vec<Run> {
    spans.iter().map(|span| Run { text: span.text.clone(), style: span.style, target: span.target }).collect()
}

/// Draws a box around what `inner` lays out.
pub(super) fn draw(
    context: Context<'_>,
    frame: Frame,
    inner: impl FnOnce(Context<'_>) -> Vec<Line>,
) -> Vec<Line> {
    if context.plain || !context.has_room(12) {
        return barred(context, &frame, inner);
    }
    let mut frame = frame;
    let mut lines = frame.title_inside(context.width - 6, context.inside(4));
    lines.extend(inner(context.inside(4)));
    let widest = lines.iter().filter(|line| line.wide.is_none()).map(Line::width).max().unwrap_or(0);
    let caption = prose::fitted(&frame.caption(), context.width - 6);
    // Lines that scroll go from side to side, however wide prose is.
    let room = if lines.iter().any(|line| line.wide.is_some()) { context.width } else { context.prose() };
    let inside = widest.max(room - 4).min(context.width - 4);
    let edge = |text: &str| drawn(text, frame.role);
    let [top_left, top_right, bottom_left, bottom_right] = context.glyphs.corners;
    let horizontal = context.glyphs.horizontal;
    for line in &mut lines {
        line.pad(inside);
        line.indent(&[edge(&format!("{} ", context.glyphs.vertical))]);
        line.spans.push(edge(&format!(" {}", context.glyphs.vertical)));
        if let Some(wide) = &mut line.wide {
            wide.tail += 2;
        }
    }
    let mut top = Line::new(vec![edge(&format!("{top_left}{horizontal}"))], frame.line);
    let columns: usize = caption.iter().map(Span::width).sum();
    if columns > 0 {
        top.spans.push(edge(" "));
        top.spans.extend(caption);
        top.spans.push(edge(" "));
    }
    let rest = (inside + 3).saturating_sub(top.width());
    top.spans.push(edge(&format!("{}{top_right}", horizontal.repeat(rest))));
    let last = lines.last().map_or(frame.line, |line| line.source);
    let bottom = edge(&format!("{bottom_left}{}{bottom_right}", horizontal.repeat(inside + 2)));
    lines.insert(0, top);
    lines.push(Line::new(vec![bottom], last));
    lines
}

/// Draws a panel: a bar of its colour, its icon and title, and what it holds beside the bar.
pub(super) fn panel(
    context: Context<'_>,
    frame: &Frame,
    inner: impl FnOnce(Context<'_>) -> Vec<Line>,
) -> Vec<Line> {
    let bar = if context.plain { context.glyphs.bar } else { context.glyphs.thick };
    beside(context, bar, frame, inner)
}

/// Draws a box that is no wider than what it holds; without content only its upper edge with a tail.
pub(super) fn small(
    context: Context<'_>,
    frame: &Frame,
    inner: impl FnOnce(Context<'_>) -> Vec<Line>,
) -> Vec<Line> {
    beside(context, context.glyphs.vertical, frame, inner)
}

fn barred(context: Context<'_>, frame: &Frame, inner: impl FnOnce(Context<'_>) -> Vec<Line>) -> Vec<Line> {
    beside(context, context.glyphs.bar, frame, inner)
}

fn beside(
    context: Context<'_>,
    bar: &str,
    frame: &Frame,
    inner: impl FnOnce(Context<'_>) -> Vec<Line>,
) -> Vec<Line> {
    let room = context.has_room(2);
    let inside = if room { context.inside(2) } else { context };
    let mut lines = inner(inside);
    let caption = frame.caption();
    if !caption.is_empty() {
        lines.splice(0..0, prose::wrapped(&runs(&caption), inside.width, frame.line));
    }
    if room {
        let bar = drawn(format!("{bar} "), frame.role);
        for line in &mut lines {
            line.indent(std::slice::from_ref(&bar));
        }
    }
    lines
}
