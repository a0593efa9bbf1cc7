//! Laws of single edits: an edit of any kind changes the bytes it is about and no other.
//!
//! Every law puts a block it knows into a generated page, edits its Markdown as a person would, and says
//! which bytes must come of it. What stands before and behind it must not change by a byte. An edit may be
//! refused; a kind of edit of which more than 2 % are refused is not supported, and the law fails.

mod blocks;
mod lists;
mod macros;
mod tables;
mod words;

use tildr::markup::{Splice, splice, to_markdown};

use crate::generate::{Place, Source};
use crate::laws::seeds;

/// What a person does to a text.
type Change = dyn Fn(&str) -> Option<String>;

/// Whether a block is what it should be.
type Check = dyn Fn(&str) -> Result<(), String>;

/// One edit of one block.
struct Edit {
    /// The block as it is stored.
    stored: String,
    /// What the person does to the whole text; `None` where the page shows the block in another form.
    change: Box<Change>,
    /// What the block must become.
    expected: Expected,
    /// What the save must say is gone.
    removes: Vec<String>,
    /// Whether typing the same again is no edit.
    settles: bool,
}

enum Expected {
    Bytes(String),
    Any(Box<Check>),
}

impl Edit {
    /// A piece of the text is replaced; the stored block becomes something known.
    fn replace(stored: impl Into<String>, from: &str, to: &str, expected: impl Into<String>) -> Self {
        let (from, to) = (from.to_owned(), to.to_owned());
        Edit::by(stored, move |text| text.contains(&from).then(|| text.replacen(&from, &to, 1)), expected)
    }

    fn by(
        stored: impl Into<String>,
        change: impl Fn(&str) -> Option<String> + 'static,
        expected: impl Into<String>,
    ) -> Self {
        Edit {
            stored: stored.into(),
            change: Box::new(change),
            expected: Expected::Bytes(expected.into()),
            removes: Vec::new(),
            settles: true,
        }
    }

    /// The first number of a list went with its item: the text still shows the old numbers.
    fn numbered(mut self) -> Self {
        self.settles = false;
        self
    }

    fn so_that(mut self, check: impl Fn(&str) -> Result<(), String> + 'static) -> Self {
        self.expected = Expected::Any(Box::new(check));
        self
    }

    fn removing(mut self, names: &[&str]) -> Self {
        self.removes = names.iter().map(|name| (*name).to_owned()).collect();
        self
    }
}

/// So many pages that break a law are shown.
const SHOWN: usize = 5;

/// Checks an edit on a share of the pages, each in a place of its own.
fn law(name: &str, edit: impl Fn(&mut Source) -> Edit) {
    let (mut tried, mut refused, mut wrong) = (0, Vec::new(), Vec::new());
    for seed in seeds().step_by(20) {
        let (place, edit) = on_page(seed, &edit);
        let Some(done) = outcome(&place, &edit) else { continue };
        tried += 1;
        match done {
            Outcome::Right => {}
            Outcome::Refused(reason) => refused.push((seed, reason)),
            Outcome::Wrong(_) => {
                let place = least(place, &edit, false);
                if let Some(Outcome::Wrong(message)) = outcome(&place, &edit) {
                    wrong.push(format!("{name}, page {seed}: {message}\n{}", told(&place, &edit)));
                }
            }
        }
        if wrong.len() == SHOWN {
            break;
        }
    }
    let share = 100.0 * refused.len() as f64 / f64::from(tried.max(1));
    let first = refused.first().map(|(seed, reason)| format!(", first page {seed}: {reason}"));
    println!("{name}: {tried} edits, {} refused ({share:.2} %){}", refused.len(), first.unwrap_or_default());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 0 || seeds().end - seeds().start < 50, "{name}: no page had a place for it");
    if share > 2.0 {
        let (seed, reason) = refused[0].clone();
        let (place, edit) = on_page(seed, &edit);
        let place = least(place, &edit, true);
        panic!("{name}: {share:.1} % refused, first page {seed}: {reason}\n{}", told(&place, &edit));
    }
}

/// The edit of a page and the place it is made in.
fn on_page(seed: u64, edit: &impl Fn(&mut Source) -> Edit) -> (Place, Edit) {
    let mut source = Source::new(seed ^ 0xed17_0000_0000_0000);
    let place = Place::new(&mut source);
    let edit = edit(&mut source);
    (place, edit)
}

/// An edit as whoever mends it wants to see it.
fn told(place: &Place, edit: &Edit) -> String {
    let body = place.holding(&edit.stored);
    let text = to_markdown(&body).markdown;
    let edited = (edit.change)(&text).unwrap_or_default();
    format!("--- stored\n{body}\n--- shown\n{text}\n--- edited\n{edited}")
}

enum Outcome {
    Right,
    Refused(String),
    Wrong(String),
}

fn outcome(place: &Place, edit: &Edit) -> Option<Outcome> {
    let body = place.holding(&edit.stored);
    let text = (edit.change)(&to_markdown(&body).markdown)?;
    Some(match splice(&body, &text) {
        Splice::Refused(refusal) => Outcome::Refused(refusal.to_string()),
        Splice::Unchanged => Outcome::Wrong("the edit was lost".to_owned()),
        Splice::Changed { storage, removes, .. } => match check(place, edit, &storage, &text) {
            Ok(()) if removes == edit.removes => Outcome::Right,
            Ok(()) => Outcome::Wrong(format!("removes {removes:?}, should remove {:?}", edit.removes)),
            Err(message) => Outcome::Wrong(message),
        },
    })
}

fn check(place: &Place, edit: &Edit, storage: &str, text: &str) -> Result<(), String> {
    let block = storage.strip_prefix(&*place.before).and_then(|rest| rest.strip_suffix(&*place.behind));
    let block = block.ok_or_else(|| format!("bytes outside the block changed\n--- became\n{storage}"))?;
    match &edit.expected {
        Expected::Bytes(bytes) if bytes == block => {}
        Expected::Bytes(bytes) => return Err(format!("it became\n{block}\nand should be\n{bytes}")),
        Expected::Any(check) => check(block).map_err(|message| format!("{message}; it became\n{block}"))?,
    }
    match splice(storage, text) {
        _ if !edit.settles => Ok(()),
        Splice::Unchanged => Ok(()),
        other => Err(format!("the result does not say what was typed: {other:?}")),
    }
}

/// The place with as little around the block as will do.
fn least(place: Place, edit: &Edit, refused: bool) -> Place {
    let fails = |place: &Place| match outcome(place, edit) {
        Some(Outcome::Wrong(_)) => !refused,
        Some(Outcome::Refused(_)) => refused,
        _ => false,
    };
    let mut place = place;
    let empty = Place { before: String::new(), behind: String::new() };
    for candidate in [empty] {
        if fails(&candidate) {
            return candidate;
        }
    }
    for _ in 0..3 {
        let cuts: Vec<usize> = place.before.match_indices('<').map(|(at, _)| at).collect();
        for (index, from) in cuts.iter().enumerate() {
            for to in cuts[index + 1..].iter().rev().take(40).chain([place.before.len()].iter()) {
                let mut fewer = place.clone();
                if *to <= place.before.len()
                    && place.before.is_char_boundary(*from)
                    && place.before.is_char_boundary(*to)
                    && from < to
                {
                    fewer.before.replace_range(from..to, "");
                    if fails(&fewer) {
                        place = fewer;
                        break;
                    }
                }
            }
            if *from > place.before.len() {
                break;
            }
        }
        let cuts: Vec<usize> = place.behind.match_indices('>').map(|(at, _)| at + 1).collect();
        for to in cuts.iter().rev() {
            let mut fewer = place.clone();
            if *to <= fewer.behind.len() && fewer.behind.is_char_boundary(*to) {
                fewer.behind.replace_range(..to, "");
                if fails(&fewer) {
                    place = fewer;
                    break;
                }
            }
        }
    }
    place
}

/// The line that holds a word, and its number.
fn line_with<'t>(text: &'t str, word: &str) -> Option<(usize, &'t str)> {
    text.lines().enumerate().find(|(_, line)| line.contains(word))
}

/// The text with other lines in the place of some.
fn with_lines(text: &str, lines: std::ops::Range<usize>, new: &[String]) -> String {
    let mut all: Vec<String> = text.lines().map(str::to_owned).collect();
    all.splice(lines, new.iter().cloned());
    all.join("\n") + "\n"
}

/// What stands before a word on its line: quote signs, indents, markers.
fn lead<'t>(line: &'t str, word: &str) -> &'t str {
    line.split(word).next().unwrap_or("")
}

/// The same lead for the lines that follow: a blank where a marker was.
fn follow(lead: &str) -> String {
    lead.chars().map(|ch| if ch == '>' { '>' } else { ' ' }).collect()
}
