//! A note as typed becomes a [`Jot`]: the line formats of the shell and of the overlay, in one place.
//!
//! Pure: the text, the wishes and the local time come in, values go out. Reading stdin and queueing are
//! the caller's.

mod escape;
mod secret;
mod when;

pub use escape::printable;
pub use secret::looks_secret;
pub use when::{WhenError, parse as parse_when};

use crate::domain::{Jot, JotTarget, Label};
use crate::markup;
use jiff::Zoned;
use jiff::civil::{Date, Time};

/// A longer note becomes a page in the inbox with a line in the journal that leads to it.
pub const LONG_BYTES: usize = 32 * 1024;
/// The same, by lines.
pub const LONG_LINES: usize = 200;
/// A note is cut into pages of at most about this size.
pub const PAGE_BYTES: usize = 1024 * 1024;

/// How a note should look and where it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// A task to tick.
    pub shape: Shape,
    /// Becomes labels.
    pub tags: Vec<String>,
    /// Where it goes; the day's page when `None`.
    pub target: Option<JotTarget>,
    /// Makes a page in the inbox, with this title or one made of the first line.
    pub new_page: Option<Option<String>>,
    /// Before this time the note belongs to the day before.
    pub day_starts: Option<Time>,
}

/// The form of a note.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Shape {
    /// A list line, or a heading with a body when it has more lines.
    #[default]
    Note,
    /// A task.
    Task,
    /// A quotation.
    Quote,
    /// A code block in a language; the first line of text, if any, is its heading.
    Code {
        /// The language; may be empty.
        language: String,
        /// What goes into the block, byte for byte.
        code: String,
    },
}

/// Why a note was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JotError {
    /// Nothing but blanks.
    #[error("there is nothing to save: the note is empty")]
    Empty,
    /// A tag that cannot be a label.
    #[error("`{0}` cannot be a label: use letters, digits, `-` and `_`")]
    Tag(String),
    /// A title that no page can have.
    #[error(transparent)]
    Title(#[from] crate::domain::text::TitleError),
}

/// Returns the day a moment belongs to, when days start at `day_starts`.
pub fn day_of(at: &Zoned, day_starts: Option<Time>) -> Date {
    match day_starts {
        Some(start) if at.time() < start => at.date().yesterday().unwrap_or(at.date()),
        _ => at.date(),
    }
}

/// Returns the title of a day's page.
pub fn day_title(day: Date) -> String {
    format!("Journal {day}")
}

/// Composes the jots of one note: one, or several when it is so long that it becomes pages.
pub fn compose(text: &str, wishes: &Wishes, at: &Zoned) -> Result<Vec<Jot>, JotError> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim_end().trim_start_matches('\n');
    let note = Note { text, at, labels: labels(&wishes.tags)? };
    let has_code = matches!(&wishes.shape, Shape::Code { code, .. } if !code.trim().is_empty());
    let has_title = matches!(&wishes.new_page, Some(Some(title)) if !title.trim().is_empty());
    if text.trim().is_empty() && !has_code && !has_title {
        return Err(JotError::Empty);
    }
    if let Some(title) = &wishes.new_page {
        let title = match title {
            Some(title) => crate::domain::Title::parse(title)?.into_string(),
            None => title_of(text, at),
        };
        return Ok(note.pages(&title, &wishes.shape));
    }
    let target = wishes.target.clone().unwrap_or(JotTarget::Day(day_of(at, wishes.day_starts)));
    let length = match &wishes.shape {
        Shape::Code { code, .. } => code,
        _ => text,
    };
    if length.len() > LONG_BYTES || length.lines().count() > LONG_LINES {
        let title = format!("{} {}", title_of(text, at), at.strftime("%H:%M:%S"));
        let mut jots = note.pages(&title, &wishes.shape);
        let markdown = format!("- {} [[{}]]\n", at.strftime("%H:%M"), jots_title(&jots[0]));
        let storage = markup::to_storage(&markdown).storage;
        jots.push(note.jot(target, markdown, storage));
        return Ok(jots);
    }
    let (markdown, storage) = note.rendered(&wishes.shape);
    Ok(vec![note.jot(target, markdown, storage)])
}

fn jots_title(jot: &Jot) -> &str {
    match &jot.target {
        JotTarget::NewPage { title } => title,
        _ => "",
    }
}

fn labels(tags: &[String]) -> Result<Vec<Label>, JotError> {
    let mut labels = tags
        .iter()
        .map(|tag| Label::parse(tag).ok_or_else(|| JotError::Tag(tag.clone())))
        .collect::<Result<Vec<_>, _>>()?;
    labels.sort();
    labels.dedup();
    Ok(labels)
}

/// The first line as a title, or the moment when there is none that fits.
fn title_of(text: &str, at: &Zoned) -> String {
    let line = text.lines().next().unwrap_or_default().trim_start_matches(['#', ' ', '-', '*', '>']).trim();
    // `[`, `]` and `|` would end a link to the page early.
    let plain: String = line.chars().filter(|c| !"[]|".contains(*c)).collect();
    let fits = !plain.is_empty() && plain.chars().count() <= 100;
    match crate::domain::Title::parse(&plain) {
        Ok(title) if fits => title.into_string(),
        _ => format!("Note {}", at.strftime("%Y-%m-%d %H:%M")),
    }
}

struct Note<'a> {
    text: &'a str,
    at: &'a Zoned,
    labels: Vec<Label>,
}

impl Note<'_> {
    fn jot(&self, target: JotTarget, markdown: String, storage: String) -> Jot {
        Jot { target, markdown, storage, labels: self.labels.clone(), at: self.at.timestamp() }
    }

    /// The Markdown and the storage of a note that is appended to a page.
    fn rendered(&self, shape: &Shape) -> (String, String) {
        let time = self.at.strftime("%H:%M").to_string();
        match shape {
            Shape::Code { language, code } => {
                let line = self.text.lines().next().unwrap_or(language).trim();
                let heading = if line.is_empty() { time } else { format!("{time} {line}") };
                literal(&["### ", "\n\n", &fenced(language, code)], &[&heading])
            }
            Shape::Task => {
                let lines: Vec<&str> = self.lines().collect();
                list(&lines.iter().map(|line| ("- [ ] ", (*line).to_owned())).collect::<Vec<_>>())
            }
            Shape::Quote => {
                let quoted: Vec<String> = self.lines().map(str::to_owned).collect();
                let first = format!("{time} {}", quoted.first().map_or("", String::as_str));
                let lines: Vec<(&str, String)> = std::iter::once(first)
                    .chain(quoted.into_iter().skip(1))
                    .map(|line| ("> ", line))
                    .collect();
                list(&lines)
            }
            Shape::Note => match self.text.split_once('\n') {
                None => list(&[("- ", format!("{time} {}", self.text.trim()))]),
                Some((first, body)) => {
                    let first = first.trim_start_matches('#').trim();
                    let body = body.trim_start_matches('\n');
                    literal(&["### ", "\n\n", body, "\n"], &[&format!("{time} {first}")])
                }
            },
        }
    }

    fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().map(str::trim).filter(|line| !line.is_empty())
    }

    /// Pages in the inbox: Markdown as it is, cut at line ends when it is too long for one page.
    fn pages(&self, title: &str, shape: &Shape) -> Vec<Jot> {
        let whole = match shape {
            Shape::Code { language, code } => format!("{}\n\n{}", self.text, fenced(language, code)),
            Shape::Task => self.lines().map(|line| format!("- [ ] {line}\n")).collect(),
            Shape::Quote => self.text.lines().map(|line| format!("> {line}\n")).collect(),
            Shape::Note => self.text.to_owned(),
        };
        let parts = parts(&whole);
        let count = parts.len();
        let page = |(i, part): (usize, &str)| {
            let title = if count == 1 { title.to_owned() } else { format!("{title} ({} of {count})", i + 1) };
            let storage = markup::to_storage(part).storage;
            self.jot(JotTarget::NewPage { title }, part.to_owned(), storage)
        };
        parts.into_iter().enumerate().map(page).collect()
    }
}

/// A fence longer than any in the code.
fn fenced(language: &str, code: &str) -> String {
    let longest = code
        .lines()
        .map(|line| line.trim_start().bytes().take_while(|&b| b == b'`').count())
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    let language: String = language.chars().filter(|c| c.is_alphanumeric() || "+-_#.".contains(*c)).collect();
    format!("{fence}{language}\n{}\n{fence}\n", code.trim_end_matches('\n'))
}

/// Cuts at line ends, or inside a line that is longer than a page.
fn parts(whole: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = whole;
    while rest.len() > PAGE_BYTES {
        let mut end = PAGE_BYTES;
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let end = rest[..end].rfind('\n').map_or(end, |newline| newline + 1);
        parts.push(&rest[..end]);
        rest = &rest[end..];
    }
    parts.push(rest);
    parts
}

/// Lines that each have a marker and a text to be taken literally.
fn list(lines: &[(&str, String)]) -> (String, String) {
    let markers: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(i, (marker, _))| if i == 0 { (*marker).to_owned() } else { format!("\n{marker}") })
        .chain(["\n".to_owned()])
        .collect();
    let markers: Vec<&str> = markers.iter().map(String::as_str).collect();
    let texts: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
    interleaved(&markers, &texts)
}

/// Like [`interleaved`] with one text; the rest follows it.
fn literal(around: &[&str], texts: &[&str]) -> (String, String) {
    let rest = around[1..].concat();
    interleaved(&[around[0], &rest], texts)
}

/// Renders Markdown in which some texts stand for themselves (J-18).
///
/// The markup decides the shape: stand-ins are rendered, and replaced by the texts as XML. The Markdown
/// is then what the page will show for it, with its escapes.
fn interleaved(around: &[&str], texts: &[&str]) -> (String, String) {
    let stand_in = |i: usize| format!("jotstandin{i}x");
    let mut markdown = String::new();
    for (i, part) in around.iter().enumerate() {
        markdown.push_str(part);
        if i < texts.len() {
            markdown.push_str(&stand_in(i));
        }
    }
    let mut storage = markup::to_storage(&markdown).storage;
    // Last first: a text may hold what looks like an earlier stand-in.
    for (i, text) in texts.iter().enumerate().rev() {
        storage = storage.replacen(&stand_in(i), &xml(text), 1);
    }
    (markup::to_markdown(&storage).markdown, storage)
}

/// Blanks at the ends and runs of blanks mean nothing in XHTML; the others must stay.
fn xml(text: &str) -> String {
    text.trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests;
