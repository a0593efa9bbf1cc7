//! Inline content to styled runs: emphasis, links, images, atoms, and the HTML that people write in lines.

use super::super::block::{Run, Target, TargetKind};
use super::super::directive::{BAR, with_bars};
use super::super::line::{TargetId, safe};
use super::super::style::{Colour, Role, Style};
use super::address::{address_target, page_link};
use super::atom::{self, Atom};
use super::html;
use crate::markup::{COMMENT_BEGINS, COMMENT_ENDS};
use pulldown_cmark::LinkType;
use std::collections::VecDeque;

const COMMENT_SIGNS: [char; 2] = [COMMENT_BEGINS, COMMENT_ENDS];

/// Which words comments are about, while a text is parsed.
#[derive(Debug, Default)]
pub(super) struct Comments {
    /// The threads of the marks that are still to come; `None` for a settled one.
    coming: VecDeque<Option<String>>,
    /// The targets of those that have begun.
    open: Vec<Option<TargetId>>,
    /// The target of each thread.
    known: Vec<(String, TargetId)>,
}

impl Comments {
    pub(super) fn new(names: &[Option<String>]) -> Self {
        Self { coming: names.iter().cloned().collect(), ..Self::default() }
    }
}

/// Collects the runs of one paragraph, heading or cell.
pub(super) struct Inline<'a> {
    pub(super) targets: &'a mut Vec<Target>,
    pub(super) anchors: &'a mut Vec<(String, u32)>,
    pub(super) line: u32,
    comments: &'a mut Comments,
    runs: Vec<Run>,
    styles: Vec<Style>,
    links: Vec<Option<TargetId>>,
    pending: String,
    escaped: Vec<usize>,
    after_image: bool,
    /// Inside a page link whose bar was masked, before the bar.
    awaits_bar: bool,
    /// What a page link without a text shows in place of its address; empty once it is shown.
    instead: Option<String>,
    image_start: usize,
}

impl<'a> Inline<'a> {
    pub(super) fn new(
        targets: &'a mut Vec<Target>,
        anchors: &'a mut Vec<(String, u32)>,
        comments: &'a mut Comments,
        line: u32,
    ) -> Self {
        Self {
            targets,
            anchors,
            line,
            comments,
            runs: Vec::new(),
            styles: vec![Style::default()],
            links: Vec::new(),
            pending: String::new(),
            escaped: Vec::new(),
            after_image: false,
            awaits_bar: false,
            instead: None,
            image_start: 0,
        }
    }

    /// Ends the collection.
    pub(super) fn finish(mut self) -> Vec<Run> {
        let runs = self.take();
        // Marks never reach into another block.
        self.comments.open.clear();
        runs
    }

    /// Takes what was collected so far; open marks stay open.
    pub(super) fn take(&mut self) -> Vec<Run> {
        self.flush();
        std::mem::take(&mut self.runs)
    }

    /// Whether nothing was collected yet.
    pub(super) fn is_empty(&self) -> bool {
        self.runs.is_empty() && self.pending.is_empty()
    }

    /// Takes text; `escaped` says that a backslash stood before its first character.
    pub(super) fn text(&mut self, text: &str, escaped: bool) {
        let mut rest = text;
        let mut escaped = escaped;
        while let Some((before, after)) = rest.split_once(COMMENT_SIGNS) {
            let begins = rest[before.len()..].starts_with(COMMENT_BEGINS);
            if !before.is_empty() {
                self.plain(before, std::mem::take(&mut escaped));
            }
            self.turn_comment(begins);
            rest = after;
        }
        if !rest.is_empty() {
            self.plain(rest, escaped);
        }
    }

    /// Begins or ends words that a comment is about.
    fn turn_comment(&mut self, begins: bool) {
        self.flush();
        if !begins {
            self.comments.open.pop();
            return;
        }
        let name = self.comments.coming.pop_front().flatten();
        let target = name.map(|name| {
            let known =
                self.comments.known.iter().find(|(known, _)| *known == name).map(|(_, target)| *target);
            known.unwrap_or_else(|| {
                let target = self.target(TargetKind::Comment(name.clone()));
                self.comments.known.push((name, target));
                target
            })
        });
        self.comments.open.push(target);
    }

    fn plain(&mut self, text: &str, escaped: bool) {
        if let Some(instead) = &mut self.instead {
            self.pending.push_str(&std::mem::take(instead));
            return;
        }
        if escaped && !self.awaits_bar {
            self.escaped.push(self.pending.len());
        }
        let text = match text.split_once(BAR) {
            // Before the bar stands the page.
            Some((_, text)) if std::mem::take(&mut self.awaits_bar) => text,
            _ if self.awaits_bar => return,
            _ => text,
        };
        self.pending.push_str(&with_bars(text));
    }

    pub(super) fn code(&mut self, text: &str) {
        self.flush();
        let style = self.style().with_role(Role::Code);
        let text = with_bars(text).replace('\n', " ");
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(COMMENT_SIGNS) {
            let begins = rest[before.len()..].starts_with(COMMENT_BEGINS);
            self.push(safe(before), style);
            self.turn_comment(begins);
            rest = after;
        }
        self.push(safe(rest), style);
    }

    pub(super) fn line_break(&mut self) {
        self.flush();
        self.push("\n".to_owned(), Style::default());
    }

    /// Opens a mark; [`Inline::close`] ends it.
    pub(super) fn open(&mut self, mark: impl FnOnce(&mut Style)) {
        self.flush();
        let mut style = self.style();
        mark(&mut style);
        self.styles.push(style);
    }

    pub(super) fn close(&mut self) {
        self.flush();
        if self.styles.len() > 1 {
            self.styles.pop();
        }
    }

    pub(super) fn open_link(&mut self, kind: LinkType, address: &str) {
        let mut barred = false;
        self.flush();
        let target = match kind {
            LinkType::WikiLink { has_pothole } => {
                let (page, text) = address.split_once(BAR).unwrap_or((address, ""));
                barred = !text.is_empty();
                self.instead = if barred || has_pothole { None } else { shown_instead(page) };
                page_link(page)
            }
            LinkType::Email => TargetKind::Web(format!("mailto:{address}")),
            _ => address_target(address),
        };
        let role = if matches!(target, TargetKind::Web(_)) { Role::WebLink } else { Role::PageLink };
        self.open(|style| style.role = role);
        let target = self.target(target);
        self.targets[target as usize].spelled = matches!(kind, LinkType::Autolink | LinkType::Email);
        self.links.push(Some(target));
        self.awaits_bar = barred;
    }

    pub(super) fn close_link(&mut self) {
        self.awaits_bar = false;
        self.flush();
        self.instead = None;
        self.close();
        self.links.pop();
    }

    /// Opens an image; what comes until [`Inline::close_image`] is its alternative text.
    pub(super) fn open_image(&mut self, address: &str, caption: &str) {
        self.open(|style| style.role = Role::Image);
        let linked = self.links.last().copied().flatten();
        let target = linked.unwrap_or_else(|| self.target(TargetKind::Image(address.to_owned())));
        caption.clone_into(&mut self.targets[target as usize].note);
        self.links.push(Some(target));
        self.image_start = self.runs.len();
    }

    pub(super) fn close_image(&mut self, address: &str) {
        self.flush();
        let name = address.rsplit(['/', '^']).next().unwrap_or(address);
        if self.runs.len() <= self.image_start {
            self.push(safe(name), self.style());
        }
        self.close_link();
        self.after_image = true;
    }

    /// Takes an HTML tag that stands in a line.
    pub(super) fn tag(&mut self, source: &str) {
        let Some(tag) = html::Tag::parse(source) else { return self.faint(source) };
        match (tag.name.as_str(), tag.closes) {
            ("br", _) => self.line_break(),
            ("img", _) => {
                let address = tag.attribute("src").unwrap_or_default();
                self.open_image(&address, &tag.attribute("title").unwrap_or_default());
                self.text(&tag.attribute("alt").unwrap_or_default(), true);
                self.close_image(&address);
            }
            ("a", false) => match tag.attribute("href") {
                Some(address) => self.open_link(LinkType::Inline, &address),
                None => {
                    let name = tag.attribute("name").or_else(|| tag.attribute("id"));
                    self.anchors.extend(name.map(|name| (name, self.line)));
                    self.open(|_| {});
                    self.links.push(None);
                }
            },
            ("a", true) => self.close_link(),
            ("sup", false) => self.raised('^'),
            ("sub", false) => self.raised('_'),
            (name, closes) => match mark_of(name) {
                Some(_) if closes => self.close(),
                Some(mark) => self.open(mark),
                None => self.faint(source),
            },
        }
    }

    /// Shows source as it is written, faintly.
    pub(super) fn faint(&mut self, source: &str) {
        self.flush();
        self.push(safe(&with_bars(source)), Style::of(Role::Faint));
    }

    /// The mark of a footnote, which leads to the note.
    pub(super) fn footnote(&mut self, label: &str) {
        self.flush();
        let target = self.target(TargetKind::Footnote(label.to_owned()));
        let text = format!("[{}]", safe(label));
        self.runs.push(Run { text, style: Style::of(Role::PageLink), target: Some(target) });
    }

    fn raised(&mut self, sign: char) {
        self.open(|_| {});
        self.push(sign.to_string(), self.style());
    }

    fn style(&self) -> Style {
        self.styles.last().copied().unwrap_or_default()
    }

    fn target(&mut self, kind: TargetKind) -> TargetId {
        self.targets.push(Target::new(kind, self.line));
        (self.targets.len() - 1) as TargetId
    }

    fn push(&mut self, text: String, style: Style) {
        if text.is_empty() {
            return;
        }
        let commented = self.comments.open.iter().rev().find_map(|target| *target);
        let target = self.links.last().copied().flatten().or(commented);
        let style = Style { commented: commented.is_some(), ..style };
        match self.runs.last_mut() {
            Some(last)
                if last.style == style
                    && last.target == target
                    && style.role != Role::Macro
                    && text != "\n"
                    && last.text != "\n" =>
            {
                last.text.push_str(&text);
            }
            _ => self.runs.push(Run { text, style, target }),
        }
    }

    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let pending = std::mem::take(&mut self.pending);
        let escaped = std::mem::take(&mut self.escaped);
        let after_image = std::mem::take(&mut self.after_image);
        let style = self.style();
        for atom in atom::split(&pending, &escaped, after_image) {
            match atom {
                Atom::Text(text) => self.push(safe(text), style),
                Atom::Status(colour, text) => {
                    let role = Role::Status(Colour::named(colour));
                    // Brackets or blanks come around it when it is known what it is drawn with.
                    self.push(lozenge(text), style.with_role(role));
                }
                Atom::Date(date) => self.push(day(date), style.with_role(Role::Date)),
                Atom::Mention(name) => self.push(format!("@{}", safe(name)), style.with_role(Role::Mention)),
                Atom::Anchor(name) => self.anchors.push((name.to_owned(), self.line)),
                Atom::Size(_) => {}
                Atom::Macro(source) => match shown_macro(source) {
                    Some((text, role)) => self.push(safe(text), style.with_role(role)),
                    None => self.push(safe(source), style.with_role(Role::Macro)),
                },
                Atom::Address(address) if self.links.is_empty() => {
                    self.open_link(LinkType::Autolink, address);
                    self.push(safe(address), self.style());
                    self.close_link();
                }
                Atom::Address(address) => self.push(safe(address), style),
            }
        }
    }
}

/// What a link without a text of its own shows: the title of a blog post, the key of a space.
fn shown_instead(address: &str) -> Option<String> {
    let post = address.strip_prefix("blog:").and_then(|post| post.rsplit_once('/'));
    post.map(|(_, title)| title).or_else(|| address.strip_prefix("space:")).map(str::to_owned)
}

/// What is shown of a macro in a line that is more than its name: the key of an issue, the words of a link that only
/// the wiki can follow, what a template asks for.
fn shown_macro(source: &str) -> Option<(&str, Role)> {
    let inner = source.strip_prefix('{')?.strip_suffix('}')?;
    if let Some(key) = inner.strip_prefix("jira:").filter(|key| !key.is_empty()) {
        return Some((key, Role::Macro));
    }
    if inner == "link" {
        return Some(("link", Role::PageLink));
    }
    let link = inner.strip_prefix("link:").map(|text| (text, Role::PageLink));
    let asked = inner.strip_prefix("placeholder:").map(|text| (text, Role::Faint));
    link.or(asked).filter(|(text, _)| !text.is_empty())
}

/// The text of a status stays on one line: its blanks are no places to break.
fn lozenge(text: &str) -> String {
    safe(text).replace([' ', '\n'], "\u{a0}")
}

/// Writes a day as people read it; what is no day stays as it is.
fn day(text: &str) -> String {
    match text.trim().parse::<jiff::civil::Date>() {
        Ok(day) => day.strftime("%-d\u{a0}%b\u{a0}%Y").to_string(),
        Err(_) => safe(text),
    }
}

/// Returns what an HTML element does to the style of what it holds; `None` for one we do not know.
fn mark_of(name: &str) -> Option<fn(&mut Style)> {
    Some(match name {
        "b" | "strong" | "summary" | "th" | "caption" => |style| style.strong = true,
        "i" | "em" | "cite" | "var" | "dfn" => |style| style.emphasis = true,
        "u" | "ins" => |style| style.underline = true,
        "s" | "del" | "strike" => |style| style.strike = true,
        "code" | "kbd" | "samp" | "tt" => |style| style.role = Role::Code,
        "mark" => |style| style.underline = true,
        "span" | "small" | "big" | "font" | "sub" | "sup" | "abbr" | "label" | "q" | "time" | "picture" => {
            |_| {}
        }
        _ => return None,
    })
}
