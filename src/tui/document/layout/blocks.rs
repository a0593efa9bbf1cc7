//! One block to lines. Running text, pictures, containers, lists, tables and boxes have files of their own.

use super::super::block::{Block, BlockKind, Run};
use super::super::directive::Call;
use super::super::ink::CodeLine;
use super::super::line::{Line, Span, safe, width};
use super::super::style::{Role, Style};
use super::boxed::{self, Frame};
use super::container::{container, folding, panel_label};
use super::picture::picture;
use super::prose::{hanging, prose, spans, wrapped};
use super::{Context, drawn, dynamic, grid, inline, list, sequence, table};
use crate::tui::highlight::Code;
use std::sync::Arc;

/// Lays out a block.
pub(super) fn block(context: Context<'_>, block: &Block) -> Vec<Line> {
    let line = block.line;
    match &block.kind {
        BlockKind::Paragraph(runs) => inline::paragraph(context, runs, line),
        BlockKind::Heading(level, runs) => heading(context, *level, runs, line),
        BlockKind::Quote(blocks) => quote(context, blocks),
        BlockKind::Panel { kind, label, title, blocks } => {
            let label = panel_label(context, *kind, &safe(label));
            let frame = Frame { role: Role::Panel(*kind), label, title: spans(title), line };
            boxed::panel(context, &frame, |inner| sequence(inner, blocks))
        }
        BlockKind::Fold { fold, target, title, blocks } => {
            folding(context, *fold, *target, title, blocks, line)
        }
        BlockKind::Grid(grid) => grid::grid(context, grid),
        BlockKind::Dynamic(at, call) => dynamic::dynamic(context, *at, call, line),
        BlockKind::Picture { target, alt } => picture(context, *target, alt, line),
        BlockKind::List { start, loose, items } => list::list(context, *start, *loose, items),
        BlockKind::Definitions(definitions) => list::definitions(context, definitions),
        BlockKind::Code { title, code: written } => code(context, title, written, line),
        BlockKind::Table(table) => table::table(context, table),
        BlockKind::Rule => vec![Line::new(vec![rule(context)], line)],
        BlockKind::Footnote { label, blocks } => {
            let lead = format!("[{}] ", safe(label));
            hanging(context, drawn(lead, Role::Marker), line, |inner| sequence(inner, blocks))
        }
        BlockKind::Source(text) => source(context, text, line),
        BlockKind::Macro(call) if call.name == "toc" => contents(context, call, line),
        BlockKind::Macro(call) => unknown(context, call, line),
        BlockKind::Container(call, blocks) => container(context, call, blocks, line),
    }
}

fn heading(context: Context<'_>, level: u8, runs: &[Run], line: u32) -> Vec<Line> {
    let restyle = |run: &Run| {
        let plain = run.style.role == Role::Text;
        let role = if plain { Role::Heading(level) } else { run.style.role };
        Run { style: Style { role, strong: true, ..run.style }, ..run.clone() }
    };
    let mut runs: Vec<Run> = runs.iter().map(restyle).collect();
    let glyph = match level {
        1 => Some(context.glyphs.double),
        2 => Some(context.glyphs.horizontal),
        _ => None,
    };
    if glyph.is_none() && context.plain {
        let text = format!("{} ", "#".repeat(usize::from(level)));
        runs.insert(0, Run { text, style: Style::of(Role::Heading(level)), target: None });
    }
    let mut lines = prose(context, &runs, line);
    if let Some(glyph) = glyph {
        let columns = lines.iter().map(Line::width).max().unwrap_or(0).max(3);
        lines.push(Line::new(vec![drawn(glyph.repeat(columns), Role::Frame)], line));
    }
    lines
}

fn quote(context: Context<'_>, blocks: &[Block]) -> Vec<Line> {
    if !context.has_room(2) {
        return sequence(context, blocks);
    }
    let mut lines = sequence(context.inside(2), blocks);
    for line in &mut lines {
        line.indent(&[drawn(format!("{} ", context.glyphs.bar), Role::Marker)]);
    }
    lines
}

/// Code in a frame; lines wider than the screen scroll sideways together.
fn code(context: Context<'_>, title: &str, code: &Arc<Code>, line: u32) -> Vec<Line> {
    let language = code.language();
    let mut lines: Vec<Line> = Vec::new();
    for (index, written) in code.text().split('\n').enumerate() {
        let of = CodeLine { code: code.clone(), line: index as u32 };
        let span = Span { code: Some(of), ..drawn(written, Role::CodeBlock) };
        lines.push(Line::new(vec![span], line + 1 + index as u32));
    }
    let columns = lines.iter().map(Line::width).max().unwrap_or(0);
    // A macro with a plain body says what it is; code says its language.
    let is_macro = title.starts_with("{macro}");
    let title = title.trim_start_matches("{macro}").trim_start();
    let parts = [safe(language), safe(title)];
    let dot = format!(" {} ", context.glyphs.dot);
    let label = parts.join(if language.is_empty() || title.is_empty() { "" } else { &dot });
    if context.plain {
        for line in &mut lines {
            line.indent(&[drawn("    ", Role::Text)]);
            line.wide = Some(Default::default());
        }
        if !label.is_empty() {
            lines.insert(0, Line::new(vec![drawn(format!("    [{label}]"), Role::Faint)], line));
        }
        return lines;
    }
    let role = if is_macro { Role::Macro } else { Role::Label };
    // A title too long for the edge goes inside.
    let (label, title) = match width(&label) + 6 > context.width {
        true => (safe(language), safe(title)),
        false => (label, String::new()),
    };
    let spans = |text: String| if text.is_empty() { Vec::new() } else { vec![drawn(text, role)] };
    let frame = Frame { role: Role::Frame, label: spans(label), title: spans(title), line };
    boxed::draw(context, frame, |inner| {
        if columns > inner.width {
            for line in &mut lines {
                line.pad(columns);
                line.wide = Some(Default::default());
            }
        }
        lines
    })
}

fn rule(context: Context<'_>) -> Span {
    drawn(context.glyphs.horizontal.repeat(context.prose()), Role::Frame)
}

/// Shows source as it is written.
fn source(context: Context<'_>, text: &str, line: u32) -> Vec<Line> {
    let mut lines = Vec::new();
    for (index, written) in safe(text).split('\n').enumerate() {
        let run = Run { text: written.to_owned(), style: Style::of(Role::Faint), target: None };
        lines.extend(wrapped(&[run], context.width, line + index as u32));
    }
    lines
}

/// The outline of the page, where `::toc` stands.
pub(super) fn contents(context: Context<'_>, call: &Call, line: u32) -> Vec<Line> {
    let bound = |name: &str, or: u8| call.attribute(name).and_then(|value| value.parse().ok()).unwrap_or(or);
    let levels = bound("minLevel", 1)..=bound("maxLevel", 6);
    let document = context.document;
    let entries = document.headings.iter().zip(document.contents.iter().copied());
    let entries: Vec<_> = entries.filter(|(heading, _)| levels.contains(&heading.level)).collect();
    let top = entries.iter().map(|(heading, _)| heading.level).min().unwrap_or(1);
    let mut lines = Vec::new();
    for (heading, target) in entries {
        let indent = usize::from(heading.level - top) * 2;
        let run = Run {
            text: safe(&heading.text).replace('\n', " "),
            style: Style::of(Role::PageLink),
            target: Some(target),
        };
        let bullet = context.glyphs.bullets[usize::from(heading.level - top).min(2)];
        let lead = drawn(format!("{}{bullet} ", " ".repeat(indent)), Role::Marker);
        lines.extend(hanging(context, lead, line, |inner| prose(inner, &[run], line)));
    }
    if lines.is_empty() {
        let run =
            Run { text: "no headings on this page yet".into(), style: Style::of(Role::Faint), target: None };
        return prose(context, &[run], line);
    }
    lines
}

/// A macro that tildr keeps but does not draw: its name and what a person set.
pub(super) fn unknown(context: Context<'_>, call: &Call, line: u32) -> Vec<Line> {
    let frame = Frame {
        role: Role::Macro,
        label: vec![drawn(safe(&call.name), Role::Macro)],
        title: Vec::new(),
        line,
    };
    let summary = safe(&call.summary(&[], context.glyphs.dot)).replace('\n', " ");
    let (text, role) =
        if summary.is_empty() { ("drawn by the wiki", Role::Faint) } else { (summary.as_str(), Role::Text) };
    let run = Run { text: text.to_owned(), style: Style::of(role), target: None };
    boxed::draw(context, frame, |inner| prose(inner, &[run], line))
}
