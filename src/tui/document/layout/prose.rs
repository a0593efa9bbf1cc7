//! Running text to lines: wrapping, signs around what is not plain words, text behind a mark, labels that are cut.

use super::super::block::Run;
use super::super::line::{Join, Line, Span, width};
use super::super::style::{Role, Style};
use super::super::wrap::wrap;
use super::{Context, drawn, inline};

/// Wraps running text.
pub(super) fn prose(context: Context<'_>, runs: &[Run], line: u32) -> Vec<Line> {
    wrapped(&with_signs(context, runs), context.prose(), line)
}

/// Wraps runs at so many columns.
pub(super) fn wrapped(runs: &[Run], columns: usize, source: u32) -> Vec<Line> {
    let lines = wrap(runs, columns).into_iter();
    let line = |(mut spans, join): (Vec<Span>, Join)| {
        solid(&mut spans);
        Line { spans, source, join, ..Line::default() }
    };
    lines.map(line).collect()
}

/// Puts the sign of an image before its alternative text, and brackets or blanks around a status.
pub(super) fn with_signs(context: Context<'_>, runs: &[Run]) -> Vec<Run> {
    let mut signed: Vec<Run> = Vec::with_capacity(runs.len());
    for run in inline::answered(context, runs).iter() {
        let goes_on =
            signed.last().is_some_and(|last| last.style.role == Role::Image && last.target == run.target);
        let mut run = run.clone();
        if run.style.role == Role::Image && !goes_on {
            run.text.insert_str(0, context.glyphs.image);
        }
        if matches!(run.style.role, Role::Status(_)) {
            let [before, after] = if context.colours { ["\u{a0}"; 2] } else { ["[", "]"] };
            run.text = format!("{before}{}{after}", run.text);
        }
        signed.push(run);
    }
    signed
}

/// Blanks that kept a status or a day together have done their work.
pub(super) fn solid(spans: &mut [Span]) {
    for span in spans {
        if matches!(span.style.role, Role::Status(_) | Role::Date | Role::Mention) {
            span.text = span.text.replace('\u{a0}', " ");
        }
    }
}

/// Makes spans of runs, for a place that is one line high.
pub(super) fn spans(runs: &[Run]) -> Vec<Span> {
    let text = |run: &Run| if run.text == "\n" { " ".to_owned() } else { run.text.clone() };
    runs.iter().map(|run| Span { target: run.target, ..Span::new(text(run), run.style) }).collect()
}

/// Lays out blocks behind a mark, later lines under the first.
pub(super) fn hanging(
    context: Context<'_>,
    lead: Span,
    line: u32,
    inner: impl FnOnce(Context<'_>) -> Vec<Line>,
) -> Vec<Line> {
    let columns = lead.width();
    if !context.has_room(columns) {
        let mut lines = vec![Line::new(vec![lead], line)];
        lines.extend(inner(context));
        return lines;
    }
    let mut lines = inner(context.inside(columns));
    if lines.is_empty() {
        lines.push(Line::new(Vec::new(), line));
    }
    let blanks = Span::new(" ".repeat(columns), Style::default());
    for (index, laid) in lines.iter_mut().enumerate() {
        let mark = if index == 0 { &lead } else { &blanks };
        if index == 0 || !laid.spans.is_empty() {
            laid.indent(std::slice::from_ref(mark));
        }
    }
    lines
}

/// Fits a label into so many columns, with `…` for what is cut.
pub(super) fn fitted(text: &[Span], columns: usize) -> Vec<Span> {
    let line = Line { spans: text.to_vec(), join: Join::Fresh, ..Line::default() };
    if line.width() <= columns {
        return line.spans;
    }
    let mut fitted = Vec::new();
    let mut room = columns.saturating_sub(1);
    for span in &line.spans {
        let mut kept = String::new();
        for character in span.text.chars() {
            let columns = width(&format!("{kept}{character}"));
            if columns > room {
                break;
            }
            kept.push(character);
        }
        room -= width(&kept);
        let cut = kept.len() < span.text.len();
        fitted.push(Span { text: kept, ..span.clone() });
        if cut {
            break;
        }
    }
    fitted.push(drawn("…", Role::Frame));
    fitted
}
