//! One block to lines. Lists, tables and boxes have files of their own.

use super::super::block::TargetKind;
use super::super::block::{Block, BlockKind, Run};
use super::super::directive::Call;
use super::super::ink::CodeLine;
use super::super::line::{Join, Line, Span, TargetId, safe, width};
use super::super::style::{PanelKind, Role, Style};
use super::super::wrap::wrap;
use super::boxed::{self, Frame};
use super::{Context, Folds, drawn, dynamic, grid, inline, list, sequence, table};
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

/// What a container says of how it looks, which is not told; the first of it only of panels.
const PANEL_LOOKS: [&str; 12] = [
    "type",
    "title",
    "bg",
    "icon",
    "panelIcon",
    "panelIconId",
    "panelIconText",
    "bgColor",
    "borderColor",
    "borderWidth",
    "titleBGColor",
    "borderStyle",
];

fn container(context: Context<'_>, call: &Call, blocks: &[Block], line: u32) -> Vec<Line> {
    let title = call.attribute("title").map(safe).unwrap_or_default().replace('\n', " ");
    match call.name.as_str() {
        "columns" | "section" | "layout" => columns(context, blocks),
        "column" | "layout-cell" => sequence(context, blocks),
        "excerpt" => sequence(context, blocks),
        name => {
            // The new editor's panels say what they are in a parameter.
            let said = call.attribute("type").filter(|_| name == "panel").unwrap_or(name);
            let kind = match said {
                "info" | "note" | "tip" | "warning" | "success" | "error" => PanelKind::named(said),
                _ => PanelKind::Plain,
            };
            let is_panel = name == "panel" || kind != PanelKind::Plain;
            let role = if is_panel { Role::Panel(kind) } else { Role::Macro };
            let called = match name {
                "details" => "page properties",
                "panel" if kind != PanelKind::Plain => said,
                name => name,
            };
            let label = match name {
                "panel" if kind == PanelKind::Plain && !title.is_empty() => Vec::new(),
                _ if is_panel => panel_label(context, kind, &safe(called)),
                _ => vec![drawn(safe(called), role)],
            };
            let mut title = vec![Span::new(title, Style { strong: true, ..Style::default() })];
            title.retain(|span| !span.text.is_empty());
            let frame = Frame { role, label, title, line };
            let summary = safe(
                &call.summary(if is_panel { &PANEL_LOOKS } else { &PANEL_LOOKS[1..] }, context.glyphs.dot),
            )
            .replace('\n', " ");
            let inner = |inner: Context<'_>| {
                let mut lines = Vec::new();
                if !summary.is_empty() {
                    let run = Run { text: summary, style: Style::of(Role::Faint), target: None };
                    lines = prose(inner, &[run], line);
                }
                lines.extend(sequence(inner, blocks));
                lines
            };
            if is_panel { boxed::panel(context, &frame, inner) } else { boxed::draw(context, frame, inner) }
        }
    }
}

/// The icon and the name of a panel; the name tells what a colour would.
fn panel_label(context: Context<'_>, kind: PanelKind, name: &str) -> Vec<Span> {
    let [note, tip, important, warning, caution] = context.glyphs.icons;
    let icon = match kind {
        PanelKind::Note => note,
        PanelKind::Tip => tip,
        PanelKind::Important => important,
        PanelKind::Warning => warning,
        PanelKind::Caution => caution,
        PanelKind::Plain => return vec![drawn(name, Role::Panel(kind))],
    };
    vec![drawn(format!("{icon} {name}"), Role::Panel(kind))]
}

/// A part that can be folded: its title, and what it holds when it is open.
fn folding(
    context: Context<'_>,
    fold: u32,
    target: TargetId,
    title: &str,
    blocks: &[Block],
    line: u32,
) -> Vec<Line> {
    let (is_open, target) = match context.folds {
        Folds::AllOpen => (true, None),
        Folds::Open(open) => (open.contains(&fold), Some(target)),
    };
    let sign = if is_open { context.glyphs.open } else { context.glyphs.closed };
    let mut lead = drawn(format!("{sign} "), Role::Marker);
    lead.target = target;
    let style = Style { strong: true, ..Style::of(Role::Label) };
    let run = Run { text: title.to_owned(), style, target };
    let mut lines = hanging(context, lead, line, |inner| prose(inner, &[run], line));
    if is_open {
        let bar = drawn(format!("{} ", context.glyphs.bar), Role::Frame);
        let room = context.has_room(2);
        for mut laid in sequence(if room { context.inside(2) } else { context }, blocks) {
            if room {
                laid.indent(std::slice::from_ref(&bar));
            }
            lines.push(laid);
        }
    }
    lines
}

/// An image that stands alone: what it shows, its file, its caption.
fn picture(context: Context<'_>, target: TargetId, alt: &[Run], line: u32) -> Vec<Line> {
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

/// Columns side by side where each has room for prose and nothing in them scrolls; else stacked.
fn columns(context: Context<'_>, blocks: &[Block]) -> Vec<Line> {
    let is_column =
        |block: &&Block| matches!(&block.kind, BlockKind::Container(call, _) if call.name == "column");
    let cells: Vec<&Block> = blocks.iter().filter(is_column).collect();
    let gap = 3;
    let count = cells.len();
    let each = (context.width + gap).checked_div(count).unwrap_or(0).saturating_sub(gap);
    if count < 2 || cells.len() != blocks.len() || each < 28 || context.plain {
        return sequence(context, blocks);
    }
    let inner = Context { width: each, measure: each, ..context };
    let laid: Vec<Vec<Line>> = cells.iter().map(|cell| block(inner, cell)).collect();
    if laid.iter().flatten().any(|line| line.wide.is_some()) {
        return sequence(context, blocks);
    }
    let height = laid.iter().map(Vec::len).max().unwrap_or(0);
    let mut lines = Vec::with_capacity(height);
    let mut below: Vec<_> = laid.into_iter().map(Vec::into_iter).collect();
    for _ in 0..height {
        let mut joined = Line::new(Vec::new(), cells[0].line);
        for (index, column) in below.iter_mut().enumerate() {
            let part = column.next().unwrap_or_default();
            if index == 0 {
                joined.source = part.source.max(joined.source);
            } else {
                joined.pad(index * (each + gap) - gap);
                joined.spans.push(drawn(format!(" {} ", context.glyphs.vertical), Role::Frame));
            }
            joined.spans.extend(part.spans);
        }
        lines.push(joined);
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
