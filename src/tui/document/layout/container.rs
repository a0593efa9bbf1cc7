//! What holds other blocks and is no list or table: panels, parts that fold, columns, macros with a body.

use super::super::block::{Block, BlockKind, Run};
use super::super::directive::Call;
use super::super::line::{Line, Span, TargetId, safe};
use super::super::style::{PanelKind, Role, Style};
use super::blocks::block;
use super::boxed::{self, Frame};
use super::prose::{hanging, prose};
use super::{Context, Folds, drawn, sequence};

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

/// Lays out a container by its name.
pub(super) fn container(context: Context<'_>, call: &Call, blocks: &[Block], line: u32) -> Vec<Line> {
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
pub(super) fn panel_label(context: Context<'_>, kind: PanelKind, name: &str) -> Vec<Span> {
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
pub(super) fn folding(
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
