//! `pages.jsonl` and `spaces.jsonl`: one object a line, parents before their children.

use super::{Source, Wanted, name_of};
use crate::report::Report;
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::Range;
use std::path::Path;

/// A line longer than this is no page.
const LINE_LIMIT: u64 = 64 * 1024 * 1024;

/// Lines that belong to one space.
#[derive(Debug)]
pub(super) struct Group {
    key: String,
    name: String,
    /// The key of its home page.
    home: Option<String>,
    /// How many pages it has.
    pub(super) count: usize,
    /// Where they are in the file: lines of other spaces may stand between.
    stretches: Vec<Stretch>,
}

/// Lines that follow one another.
#[derive(Debug, Clone)]
struct Stretch {
    bytes: Range<u64>,
    /// The number of lines before it.
    line: usize,
}

impl Group {
    /// Returns the space for these pages. Somebody else's personal space cannot be made for them: it becomes a site space
    /// with a key of the same letters.
    pub(super) fn wanted(self) -> Wanted {
        let plain: String = self.key.chars().filter(char::is_ascii_alphanumeric).collect();
        let key = if self.key.starts_with('~') { plain.to_uppercase() } else { self.key };
        Wanted { key, name: self.name, home: self.home }
    }

    fn add(&mut self, bytes: Range<u64>, line: usize) {
        self.count += 1;
        match self.stretches.last_mut() {
            Some(last) if last.bytes.end == bytes.start => last.bytes.end = bytes.end,
            _ => self.stretches.push(Stretch { bytes, line }),
        }
    }
}

#[derive(Deserialize)]
struct SpaceLine {
    key: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    home_page_id: Option<Id>,
}

#[derive(Deserialize)]
struct PageLine {
    id: Id,
    #[serde(default)]
    parent_id: Option<Id>,
    title: String,
    #[serde(default)]
    body_markdown: String,
    #[serde(default)]
    updated_at: Option<Timestamp>,
    #[serde(default)]
    labels: Vec<String>,
}

/// A line without its text: read before anything is written, so that a file with a line that is no page is refused as a
/// whole.
#[derive(Deserialize)]
struct Head {
    space_key: String,
    #[serde(rename = "id")]
    _id: Id,
    #[serde(rename = "title")]
    _title: String,
    #[serde(default, rename = "parent_id")]
    _parent: Option<Id>,
    #[serde(default, rename = "updated_at")]
    _updated: Option<Timestamp>,
    #[serde(default, rename = "labels")]
    _labels: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Number(i64),
    Text(String),
}

impl Id {
    fn key(&self, prefix: &str) -> String {
        match self {
            Self::Number(number) => format!("{prefix}#{number}"),
            Self::Text(text) => format!("{prefix}#{text}"),
        }
    }
}

/// Reads which spaces there are, in the order of the pages; these are read as somebody asks for them.
pub(super) fn read(dir: &Path) -> Result<(Vec<Group>, Pages), Report> {
    let (path, prefix) = (dir.join("pages.jsonl"), name_of(dir));
    let groups = groups(dir, &path, &prefix)?;
    let stretches: Vec<(usize, Stretch)> = (0..)
        .zip(&groups)
        .flat_map(|(number, group)| group.stretches.iter().map(move |stretch| (number, stretch.clone())))
        .collect();
    let pages = Pages { lines: Lines::open(&path)?, stretches: stretches.into_iter(), within: None, prefix };
    Ok((groups, pages))
}

/// The pages of a file, space by space, each with the number of its space.
pub(super) struct Pages {
    lines: Lines,
    /// Those that are still to come.
    stretches: std::vec::IntoIter<(usize, Stretch)>,
    /// The space of the lines that are being read, and where they end.
    within: Option<(usize, u64)>,
    prefix: String,
}

impl Iterator for Pages {
    type Item = Result<(usize, Source), Report>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.within.filter(|(_, end)| self.lines.offset < *end) {
                Some((number, _)) => {
                    let page = self.lines.parsed::<PageLine>().transpose()?;
                    return Some(page.map(|page| (number, source(page, &self.prefix))));
                }
                None => {
                    let (number, stretch) = self.stretches.next()?;
                    if let Err(report) = self.lines.seek(&stretch) {
                        return Some(Err(report));
                    }
                    self.within = Some((number, stretch.bytes.end));
                }
            }
        }
    }
}

fn groups(dir: &Path, path: &Path, prefix: &str) -> Result<Vec<Group>, Report> {
    let mut known = HashMap::new();
    let spaces = dir.join("spaces.jsonl");
    if spaces.is_file() {
        let mut lines = Lines::open(&spaces)?;
        while let Some(space) = lines.parsed::<SpaceLine>()? {
            let home = space.home_page_id.as_ref().map(|id| id.key(prefix));
            let name = if space.name.is_empty() { space.key.clone() } else { space.name };
            known.insert(space.key, (name, home));
        }
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut lines = Lines::open(path)?;
    loop {
        let (start, line) = (lines.offset, lines.number);
        let Some(Head { space_key: key, .. }) = lines.parsed()? else { return Ok(groups) };
        let place = *places.entry(key.clone()).or_insert(groups.len());
        if place == groups.len() {
            let (name, home) = known.remove(&key).unwrap_or_else(|| (key.clone(), None));
            groups.push(Group { key, name, home, count: 0, stretches: Vec::new() });
        }
        groups[place].add(start..lines.offset, line);
    }
}

fn source(page: PageLine, prefix: &str) -> Source {
    let markdown = super::front::without_title(&page.body_markdown, &page.title).to_owned();
    Source {
        key: page.id.key(prefix),
        parent: page.parent_id.map(|id| id.key(prefix)),
        title: page.title,
        markdown,
        labels: page.labels.iter().filter_map(|label| crate::domain::Label::parse(label)).collect(),
        updated: page.updated_at,
        files: Vec::new(),
    }
}

/// A file read line by line, with its place for error messages.
struct Lines {
    reader: BufReader<File>,
    name: String,
    number: usize,
    offset: u64,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, Report> {
        let name = path.display().to_string();
        let file =
            File::open(path).map_err(|error| Report::refused(format!("cannot read `{name}`: {error}")))?;
        Ok(Self { reader: BufReader::with_capacity(1 << 20, file), name, number: 0, offset: 0 })
    }

    /// Goes on with other lines.
    fn seek(&mut self, stretch: &Stretch) -> Result<(), Report> {
        let way = stretch.bytes.start as i64 - self.offset as i64;
        (self.offset, self.number) = (stretch.bytes.start, stretch.line);
        self.reader.seek_relative(way).map_err(|error| self.wrong(&error.to_string()))
    }

    /// The next line that is not empty.
    fn next_line(&mut self) -> Result<Option<Vec<u8>>, Report> {
        loop {
            let mut line = Vec::new();
            let read = self.reader.by_ref().take(LINE_LIMIT).read_until(b'\n', &mut line);
            self.number += 1;
            self.offset += line.len() as u64;
            match read {
                Ok(0) => return Ok(None),
                Ok(size) if size as u64 == LINE_LIMIT => return Err(self.wrong("the line is too long")),
                Ok(_) if line.trim_ascii().is_empty() => {}
                Ok(_) => return Ok(Some(line)),
                Err(error) => return Err(self.wrong(&error.to_string())),
            }
        }
    }

    fn parsed<T: serde::de::DeserializeOwned>(&mut self) -> Result<Option<T>, Report> {
        let Some(line) = self.next_line()? else { return Ok(None) };
        serde_json::from_slice(&line).map(Some).map_err(|error| self.wrong(&error.to_string()))
    }

    fn wrong(&self, what: &str) -> Report {
        Report::refused(format!("line {} of `{}`: {what}", self.number, self.name))
            .hinted("mend it and import again: what is in the wiki already stays as it is")
    }
}
