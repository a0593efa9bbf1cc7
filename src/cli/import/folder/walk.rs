//! Going through the folder: which file is a page, below which, and what is left out.

use super::{Found, stem};
use crate::cli::import::files::Files;
use crate::cli::import::front;
use crate::report::Report;
use jiff::Timestamp;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// A file with more than this is no page: the wiki takes no longer ones.
const SIZE_LIMIT: u64 = 10 << 20;
/// Deeper folders are left out.
const DEPTH_LIMIT: usize = 64;

/// A folder that is gone through.
pub(super) struct Walk {
    root: PathBuf,
    pub(super) found: Vec<Found>,
    pub(super) left_out: Vec<String>,
    /// Files that are no pages.
    pub(super) others: Files,
}

impl Walk {
    /// Goes through a whole folder; returns with it the page of the folder itself.
    pub(super) fn of(root: &Path) -> Result<(Self, Option<String>), Report> {
        let mut walk =
            Self { root: root.to_owned(), found: Vec::new(), left_out: Vec::new(), others: Files::default() };
        let home = walk.folder(Path::new(""), None, 0)?;
        Ok((walk, home))
    }

    /// Reads a folder whose pages go under `parent`; returns the page of the folder itself.
    fn folder(&mut self, path: &Path, parent: Option<&str>, depth: usize) -> Result<Option<String>, Report> {
        if depth > DEPTH_LIMIT {
            self.left_out.push(format!("{}/ (too deep)", slashed(path)));
            return Ok(None);
        }
        let (files, folders) = self.entries(path)?;
        let is_index = |name: &str| {
            let stem = stem(name).unwrap_or_default().to_lowercase();
            matches!(stem.as_str(), "index" | "readme" | "_index")
        };
        // `a.md` beside `a/` is its page already; an index file inside is then a page like others.
        let index = if depth > 0
            && parent.is_some_and(|parent| !parent.ends_with('/') && stem(parent) == Some(&slashed(path)))
        {
            None
        } else {
            files.iter().find(|name| is_index(name)).cloned()
        };
        let own = match index.as_deref().and_then(|name| self.file(path, name, parent)) {
            Some(page) => Some(page),
            None if depth > 0 && parent.is_none_or(|parent| stem(parent) != Some(&slashed(path))) => {
                Some(self.empty(path, parent))
            }
            None => parent.map(str::to_owned),
        };
        // At the top, pages stand beside the page of the folder: it becomes the home page.
        let above = own.as_deref();
        for name in files.iter().filter(|name| Some(*name) != index.as_ref()) {
            let page = self.file(path, name, above);
            let (Some(page), Some(stem)) = (page, stem(name)) else { continue };
            if folders.iter().any(|folder| folder == stem) {
                self.folder(&path.join(stem), Some(&page), depth + 1)?;
            }
        }
        let taken: HashSet<&str> = files.iter().filter_map(|name| stem(name)).collect();
        for name in folders.iter().filter(|name| !taken.contains(name.as_str())) {
            if self.has_pages(&path.join(name), depth) {
                self.folder(&path.join(name), above, depth + 1)?;
            } else {
                self.leave_out(&path.join(name), depth);
            }
        }
        Ok(if depth == 0 { index.and(own) } else { own })
    }

    /// The Markdown files and the folders, sorted by name.
    fn entries(&mut self, path: &Path) -> Result<(Vec<String>, Vec<String>), Report> {
        let whole = self.root.join(path);
        let unreadable =
            |error: std::io::Error| Report::refused(format!("cannot read `{}`: {error}", whole.display()));
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        for entry in std::fs::read_dir(&whole).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let kind = entry.file_type().map_err(unreadable)?;
            let Ok(name) = entry.file_name().into_string() else {
                self.left_out
                    .push(format!("{} (its name is not UTF-8)", slashed(&path.join(entry.file_name()))));
                continue;
            };
            if name.starts_with('.') {
                continue;
            }
            if kind.is_symlink() {
                self.left_out.push(format!("{} (a symbolic link)", slashed(&path.join(&name))));
            } else if kind.is_dir() {
                folders.push(name);
            } else if kind.is_file() && stem(&name).is_some() {
                files.push(name);
            } else if kind.is_file() {
                self.others.note(slashed(&path.join(&name)));
            } else {
                self.left_out.push(format!("{} (no regular file)", slashed(&path.join(&name))));
            }
        }
        files.sort();
        folders.sort();
        Ok((files, folders))
    }

    fn has_pages(&self, path: &Path, depth: usize) -> bool {
        let Ok(entries) = std::fs::read_dir(self.root.join(path)) else { return false };
        depth < DEPTH_LIMIT
            && entries.flatten().any(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                match entry.file_type() {
                    _ if name.starts_with('.') => false,
                    Ok(kind) if kind.is_dir() => self.has_pages(&path.join(&name), depth + 1),
                    Ok(kind) => kind.is_file() && stem(&name).is_some(),
                    Err(_) => false,
                }
            })
    }

    /// Names every file of a folder that has no page.
    fn leave_out(&mut self, path: &Path, depth: usize) {
        let Ok((_, folders)) = self.entries(path) else { return };
        for name in folders.iter().filter(|_| depth < DEPTH_LIMIT) {
            self.leave_out(&path.join(name), depth + 1);
        }
    }

    fn file(&mut self, folder: &Path, name: &str, parent: Option<&str>) -> Option<String> {
        let path = folder.join(name);
        let whole = self.root.join(&path);
        let (text, updated) = match text_of(&whole) {
            Ok(read) => read,
            Err(why) => {
                self.left_out.push(format!("{} ({why})", slashed(&path)));
                return None;
            }
        };
        let (front, body) = front::read(&text);
        let title = front.title.clone().or_else(|| front::heading(body).map(str::to_owned));
        let title = title.unwrap_or_else(|| title_of(&path, name));
        let text = front::without_title(body, &title).to_owned();
        let path = slashed(&path);
        self.found.push(Found {
            path: path.clone(),
            parent: parent.map(str::to_owned),
            front,
            title,
            text,
            updated,
        });
        Some(path)
    }

    fn empty(&mut self, path: &Path, parent: Option<&str>) -> String {
        let name = slashed(path);
        let title = name.rsplit('/').next().unwrap_or(&name).to_owned();
        self.found.push(Found {
            path: format!("{name}/"),
            parent: parent.map(str::to_owned),
            front: front::Front::default(),
            title,
            text: String::new(),
            updated: None,
        });
        format!("{name}/")
    }
}

/// Reads a file and when it was changed; says why it is no page.
fn text_of(file: &Path) -> Result<(String, Option<Timestamp>), String> {
    let unreadable = |error: std::io::Error| format!("cannot be read: {error}");
    let facts = std::fs::metadata(file).map_err(unreadable)?;
    if facts.len() > SIZE_LIMIT {
        let (size, most) = (facts.len() as f64 / f64::from(1 << 20), SIZE_LIMIT >> 20);
        return Err(format!("{size:.1} MB, and a page holds at most {most}"));
    }
    let text = String::from_utf8(std::fs::read(file).map_err(unreadable)?).map_err(|_| "not UTF-8")?;
    let updated = facts.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
    Ok((text, updated))
}

/// An index file is called after its folder.
fn title_of(path: &Path, name: &str) -> String {
    let own = stem(name).unwrap_or(name);
    let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    match (own.to_lowercase().as_str(), folder) {
        ("index" | "readme" | "_index", Some(folder)) => folder,
        _ => own.to_owned(),
    }
}

fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
