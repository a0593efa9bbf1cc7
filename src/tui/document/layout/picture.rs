//! Images that stand alone: their room where a picture is at hand, else a box that says what they show.

use super::super::block::{Run, TargetKind};
use super::super::line::{Line, Span, TargetId, safe};
use super::super::style::{Role, Style};
use super::boxed::{self, Frame};
use super::prose::{prose, spans, wrapped};
use super::{Context, drawn};

/// An image that stands alone: what it shows, its file, its caption.
pub(super) fn picture(context: Context<'_>, target: TargetId, alt: &[Run], line: u32) -> Vec<Line> {
    if context.plain {
        return prose(context, alt, line);
    }
    let found = context.document.targets().get(target as usize);
    let (address, caption) = match found.map(|found| (&found.kind, &found.note)) {
        Some((TargetKind::Image(address), caption)) => (address.as_str(), caption.as_str()),
        Some((_, caption)) => ("", caption.as_str()),
        None => ("", ""),
    };
    let text: String = alt.iter().map(|run| run.text.as_str()).collect();
    let name = address.rsplit(['/', '^']).next().unwrap_or(address);
    let faint = |text: &str| Run {
        text: safe(text).replace('\n', " "),
        style: Style::of(Role::Faint),
        target: Some(target),
    };
    let mut facts: Vec<Run> = Vec::new();
    if !text.is_empty() && text != name && !address.is_empty() {
        facts.push(faint(address));
    }
    let mut about = alt.to_vec();
    if !caption.is_empty() {
        let style = Style { emphasis: true, ..Style::of(Role::Text) };
        facts.insert(0, Run { text: safe(caption).replace('\n', " "), style, target: None });
    }
    for run in &mut about {
        run.target = Some(target);
    }
    if let Some(rows) = picture_rows(context, target, context.width) {
        let mut lines: Vec<Line> = rows.into_iter().map(|row| Line::new(vec![row], line)).collect();
        // What it shows in words stays below it, for whoever follows or copies it.
        let below = if caption.is_empty() {
            faint(&text)
        } else {
            Run { target: Some(target), ..facts.swap_remove(0) }
        };
        lines.extend(prose(context, &[below], line));
        return lines;
    }
    let lead = drawn(context.glyphs.image.trim_end(), Role::Image);
    let frame = Frame { role: Role::Frame, label: vec![lead], title: spans(&about), line };
    boxed::small(context, &frame, |inner| {
        facts.iter().flat_map(|fact| wrapped(std::slice::from_ref(fact), inner.prose(), line)).collect()
    })
}

/// The room of a picture, row by row, where it is at hand and as wide at most.
pub(super) fn picture_rows(context: Context<'_>, target: TargetId, width: usize) -> Option<Vec<Span>> {
    let (columns, rows) = *context.pictures.get(&target)?;
    if usize::from(columns) > width || context.plain {
        return None;
    }
    let room = Span { target: Some(target), ..drawn(" ".repeat(usize::from(columns)), Role::Image) };
    Some((0..rows).map(|row| Span { picture: Some(row), ..room.clone() }).collect())
}
