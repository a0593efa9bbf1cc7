//! A page as text for a pipe or a terminal: the same layout, without frames.

use super::block::{Document, TargetKind};
use super::layout::{Layout, Options};
use super::line::Span;
use super::style::{Colour, PanelKind, Role};
use std::fmt::Write;
use std::sync::Arc;

/// Renders Markdown for `width` columns; `styled` adds ANSI styles (the 16 colours of the terminal).
/// Every line ends with a newline, and no control character of the page comes through.
pub fn to_text(markdown: &str, width: usize, styled: bool) -> String {
    as_text(Arc::new(Document::parse(markdown)), width, styled)
}

/// Renders a document in the same way.
pub fn as_text(document: Arc<Document>, width: usize, styled: bool) -> String {
    let mut layout = Layout::new(document.clone(), Options { plain: true, ..Options::new(width) });
    layout.ensure_all();
    let mut text = String::new();
    for line in layout.lines() {
        let mut written = String::new();
        for span in &line.spans {
            if styled {
                ansi(&mut written, span);
            } else {
                written.push_str(&span.text);
            }
        }
        text.push_str(written.trim_end());
        text.push('\n');
    }
    let links: Vec<&str> = document.targets().iter().filter_map(address).collect();
    if !links.is_empty() {
        text.push('\n');
        let mut seen = std::collections::BTreeSet::new();
        for link in links.into_iter().filter(|link| seen.insert(*link)) {
            let link = crate::domain::SafeText::line(link);
            // Writing to a string does not fail.
            let _ = writeln!(text, "<{link}>");
        }
    }
    text
}

/// Returns the address of a web link: it is not in the text of the page, so it is listed below.
fn address(target: &super::Target) -> Option<&str> {
    match &target.kind {
        TargetKind::Web(address) if !target.spelled => Some(address),
        _ => None,
    }
}

fn ansi(out: &mut String, span: &Span) {
    let mut codes: Vec<&str> = Vec::new();
    let style = span.style;
    let marks = [
        (style.strong, "1"),
        (style.emphasis, "3"),
        (style.underline || style.commented, "4"),
        (style.strike, "9"),
    ];
    codes.extend(marks.iter().filter(|(on, _)| *on).map(|(_, code)| *code));
    codes.extend(match style.role {
        Role::Text | Role::CodeBlock | Role::Syntax(_) => None,
        Role::Heading(_) | Role::PageLink => Some("36"),
        Role::Frame | Role::Marker | Role::Faint => Some("2"),
        Role::Label => Some("1"),
        Role::Code => Some("33"),
        Role::WebLink => Some("34"),
        Role::Image | Role::Macro => Some("35"),
        Role::Date | Role::Mention => Some("32"),
        Role::Status(colour) => Some(status(colour)),
        Role::Panel(kind) => Some(panel(kind)),
    });
    if codes.is_empty() {
        out.push_str(&span.text);
    } else {
        let _ = write!(out, "\u{1b}[{}m{}\u{1b}[0m", codes.join(";"), span.text);
    }
}

fn status(colour: Colour) -> &'static str {
    match colour {
        Colour::Grey => "1",
        Colour::Red => "31",
        Colour::Yellow => "33",
        Colour::Green => "32",
        Colour::Blue => "34",
        Colour::Purple => "35",
    }
}

fn panel(kind: PanelKind) -> &'static str {
    match kind {
        PanelKind::Note => "34",
        PanelKind::Tip => "32",
        PanelKind::Important => "35",
        PanelKind::Warning => "33",
        PanelKind::Caution => "31",
        PanelKind::Plain => "2",
    }
}
