//! `pages.jsonl` and `spaces.jsonl`: one object a line, parents before their children.

use super::{Source, name_of};
use crate::report::Report;
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

/// A line longer than this is no page.
const LINE_LIMIT: u64 = 64 * 1024 * 1024;

/// Lines that belong to one space.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) key: String,
    pub(super) name: String,
    /// The key of its home page.
    pub(super) home: Option<String>,
    /// How many pages it has.
    pub(super) count: usize,
    /// Where its lines begin and end in the file; lines of other spaces may stand between.
    bytes: Range<u64>,
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
    space_key: String,
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

/// What counting needs of a line.
#[derive(Deserialize)]
struct KeyOnly {
    space_key: String,
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

/// The spaces, in the order of the pages.
pub(super) fn groups(dir: &Path) -> Result<Vec<Group>, Report> {
    let prefix = name_of(dir);
    let mut known = HashMap::new();
    let spaces = dir.join("spaces.jsonl");
    if spaces.is_file() {
        let mut lines = Lines::open(&spaces)?;
        while let Some(space) = lines.parsed::<SpaceLine>()? {
            let home = space.home_page_id.as_ref().map(|id| id.key(&prefix));
            let name = if space.name.is_empty() { space.key.clone() } else { space.name };
            known.insert(space.key, (name, home));
        }
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut lines = Lines::open(&dir.join("pages.jsonl"))?;
    loop {
        let start = lines.offset;
        let Some(KeyOnly { space_key: key }) = lines.parsed()? else { return Ok(groups) };
        let place = *places.entry(key.clone()).or_insert(groups.len());
        if place == groups.len() {
            let (name, home) = known.remove(&key).unwrap_or_else(|| (key.clone(), None));
            groups.push(Group { key, name, home, count: 0, bytes: start..start });
        }
        groups[place].count += 1;
        groups[place].bytes.end = lines.offset;
    }
}

/// The pages of one space.
pub(super) fn pages(
    dir: &Path,
    group: &Group,
) -> Result<impl Iterator<Item = Result<Source, Report>> + Send + use<>, Report> {
    let mut lines = Lines::open(&dir.join("pages.jsonl"))?;
    lines.seek(group.bytes.start)?;
    let (prefix, group) = (name_of(dir), group.clone());
    Ok(std::iter::from_fn(move || {
        while lines.offset < group.bytes.end {
            match lines.parsed::<PageLine>() {
                Ok(None) => return None,
                Ok(Some(page)) if page.space_key == group.key => return Some(Ok(source(page, &prefix))),
                Ok(Some(_)) => {}
                Err(report) => return Some(Err(report)),
            }
        }
        None
    }))
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

    fn seek(&mut self, offset: u64) -> Result<(), Report> {
        self.offset = offset;
        self.reader.seek(SeekFrom::Start(offset)).map(|_| ()).map_err(|error| self.wrong(&error.to_string()))
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
            .hinted("what was imported before that line stays; mend it and import again")
    }
}
