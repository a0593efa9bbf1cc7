//! The other files of a folder: those that a page shows or links to become its files, the rest is left out.

use crate::domain::attachment::{FILE_LIMIT, file_name};
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// The files that are no pages, by their path with `/`, and whether a page has taken each.
#[derive(Debug, Default)]
pub(super) struct Files {
    known: BTreeMap<String, bool>,
}

/// A file that goes to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    /// Its name on the page.
    pub(super) name: String,
    /// Where its bytes are.
    pub(super) path: PathBuf,
}

/// The files of one page.
pub(super) struct OfPage<'a> {
    files: &'a mut Files,
    root: PathBuf,
    taken: BTreeMap<String, File>,
    names: HashSet<String>,
}

impl Files {
    /// Notes a regular file.
    pub(super) fn note(&mut self, path: String) {
        self.known.insert(path, false);
    }

    /// Begins the files of a page.
    pub(super) fn of_page(&mut self, root: &Path) -> OfPage<'_> {
        OfPage { files: self, root: root.to_owned(), taken: BTreeMap::new(), names: HashSet::new() }
    }

    /// Names what no page has taken, and why it is no page.
    pub(super) fn unused(&self) -> impl Iterator<Item = String> + '_ {
        self.known.iter().filter(|(_, used)| !**used).map(|(path, _)| format!("{path} ({})", what(path)))
    }
}

impl OfPage<'_> {
    /// Takes the file at a path for the page; returns the name it has there.
    pub(super) fn named(&mut self, path: &str) -> Option<String> {
        if let Some(file) = self.taken.get(path) {
            return Some(file.name.clone());
        }
        let used = self.files.known.get_mut(path)?;
        let whole = self.root.join(path);
        let is_small = std::fs::symlink_metadata(&whole).is_ok_and(|facts| facts.len() <= FILE_LIMIT);
        let given = file_name(path).ok().filter(|_| is_small)?;
        let mut name = given.clone();
        for number in 2.. {
            if self.names.insert(name.to_lowercase()) {
                break;
            }
            name = match given.rsplit_once('.') {
                Some((stem, ending)) => format!("{stem}-{number}.{ending}"),
                None => format!("{given}-{number}"),
            };
        }
        *used = true;
        self.taken.insert(path.to_owned(), File { name: name.clone(), path: whole });
        Some(name)
    }

    /// Takes every file right below a folder, written with a `/` at its end.
    pub(super) fn take_all(&mut self, folder: &str) {
        let below = |path: &&String| path.strip_prefix(folder).is_some_and(|rest| !rest.contains('/'));
        let paths: Vec<String> = self.files.known.keys().filter(below).cloned().collect();
        for path in paths {
            self.named(&path);
        }
    }

    /// Returns what the page has taken.
    pub(super) fn taken(self) -> Vec<File> {
        self.taken.into_values().collect()
    }
}

fn what(name: &str) -> &'static str {
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match extension.as_str() {
        "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "avif" | "bmp" => "an image",
        _ => "not Markdown",
    }
}
