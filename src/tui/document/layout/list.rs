//! Lists with hanging indents, task boxes, and definition lists.

use super::super::block::{Definition, Item};
use super::super::line::{Line, Span};
use super::super::style::{Role, Style};
use super::prose::{hanging, prose};
use super::{Context, drawn, sequence};

/// Lays out a list; numbers are right-aligned in the width of the last one.
pub(super) fn list(context: Context<'_>, start: Option<u64>, loose: bool, items: &[Item]) -> Vec<Line> {
    let last = start.map(|start| start.saturating_add(items.len().saturating_sub(1) as u64));
    let digits = last.map_or(0, |last| last.to_string().len());
    let bullet = context.glyphs.bullets[context.lists % context.glyphs.bullets.len()];
    let spaced = loose && items.iter().any(|item| item.blocks.len() > 1);
    let mut lines: Vec<Line> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if spaced && !lines.is_empty() {
            let source = lines[lines.len() - 1].source;
            lines.push(Line { source, ..Line::default() });
        }
        let number = start.map(|start| start.saturating_add(index as u64));
        let mut lead = match (item.task, number) {
            (Some((done, target)), _) => {
                let task = context.glyphs.task[usize::from(done)];
                Span { target: Some(target), ..drawn(format!("{task} "), Role::Marker) }
            }
            (None, Some(number)) => drawn(format!("{number:>digits$}. "), Role::Marker),
            (None, None) => drawn(format!("{bullet} "), Role::Marker),
        };
        lead.style = Style { strong: item.task.is_some(), ..lead.style };
        let inner = |inner: Context<'_>| {
            sequence(Context { lists: inner.lists + 1, in_item: true, ..inner }, &item.blocks)
        };
        lines.extend(hanging(context, lead, item.line, inner));
    }
    lines
}

/// Lays out terms with their meanings below.
pub(super) fn definitions(context: Context<'_>, definitions: &[Definition]) -> Vec<Line> {
    let mut lines = Vec::new();
    for definition in definitions {
        let mut term = definition.term.clone();
        for run in &mut term {
            run.style.strong = true;
        }
        if !term.is_empty() {
            lines.extend(prose(context, &term, definition.line));
        }
        for meaning in &definition.meanings {
            let lead = drawn("  ", Role::Marker);
            lines.extend(hanging(context, lead, definition.line, |inner| sequence(inner, meaning)));
        }
    }
    lines
}
