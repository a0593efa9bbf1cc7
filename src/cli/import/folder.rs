//! A folder of Markdown: files are pages, folders are the pages above them.
//!
//! `a.md` is the page above `a/*.md`; so is `a/index.md` or `a/README.md`; a folder with none of these gets an
//! empty page of its name. Links out of the folder and symbolic links are not followed.

use super::files::Files;
use super::links::Leads;
use super::{Source, front, links, name_of};
use crate::report::Report;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

/// A file with more than this is no page.
const SIZE_LIMIT: u64 = 64 * 1024 * 1024;
/// Deeper folders are left out.
const DEPTH_LIMIT: usize = 64;

/// What a folder holds.
pub(super) struct Tree {
    /// Parents first.
    pub(super) pages: Vec<Source>,
    /// The key of the page of the folder itself.
    pub(super) home: Option<String>,
    /// What is no page, and why.
    pub(super) left_out: Vec<String>,
}

/// A page with where it comes from; paths are relative, with `/`.
struct Found {
    /// The file, or the folder for a page that was made for one.
    path: String,
    parent: Option<String>,
    front: front::Front,
    title: String,
    text: String,
    updated: Option<Timestamp>,
}

/// Reads the whole folder.
pub(super) fn read(dir: &Path) -> Result<Tree, Report> {
    let mut walk =
        Walk { root: dir.to_owned(), found: Vec::new(), left_out: Vec::new(), others: Files::default() };
    let home = walk.folder(Path::new(""), None, 0)?;
    let Walk { mut found, mut left_out, mut others, .. } = walk;
    adopt(&mut found, &mut left_out);
    let titles: HashMap<String, String> =
        found.iter().map(|page| (page.path.clone(), page.title.clone())).collect();
    let prefix = name_of(dir);
    let key = |path: &str| format!("{prefix}/{path}");
    let pages = parents_first(found, &mut left_out)
        .into_iter()
        .map(|page| {
            let mut own = others.of_page(dir);
            let markdown = links::rewritten(&page.text, |link| {
                let path = resolved(&page.path, link)?;
                title_at(&titles, &path).map(Leads::Page).or_else(|| own.named(&path).map(Leads::File))
            });
            // As `tildr export` writes them: what is beside the text of a page and not shown in it.
            if let Some(stem) = stem(&page.path) {
                own.take_all(&format!("{stem}.files/"));
            }
            Source {
                markdown,
                files: own.taken(),
                key: key(&page.path),
                parent: page.parent.as_deref().map(key),
                title: page.title,
                labels: page.front.labels,
                updated: page.updated,
            }
        })
        .collect();
    left_out.extend(others.unused());
    Ok(Tree { pages, home: home.as_deref().map(key), left_out })
}

struct Walk {
    root: PathBuf,
    found: Vec<Found>,
    left_out: Vec<String>,
    /// Files that are no pages.
    others: Files,
}

impl Walk {
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
        let own = match &index {
            Some(name) => self.file(path, name, parent)?,
            None if depth > 0 && parent.is_none_or(|parent| stem(parent) != Some(&slashed(path))) => {
                Some(self.empty(path, parent))
            }
            None => parent.map(str::to_owned),
        };
        // At the top, pages stand beside the page of the folder: it becomes the home page.
        let above = own.as_deref();
        for name in files.iter().filter(|name| Some(*name) != index.as_ref()) {
            let page = self.file(path, name, above)?;
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

    fn file(&mut self, folder: &Path, name: &str, parent: Option<&str>) -> Result<Option<String>, Report> {
        let path = folder.join(name);
        let whole = self.root.join(&path);
        let facts = std::fs::metadata(&whole)?;
        if facts.len() > SIZE_LIMIT {
            self.left_out.push(format!("{} ({} bytes)", slashed(&path), facts.len()));
            return Ok(None);
        }
        let bytes = std::fs::read(&whole)
            .map_err(|error| Report::refused(format!("cannot read `{}`: {error}", whole.display())))?;
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) => {
                self.left_out.push(format!("{} (not UTF-8)", slashed(&path)));
                return Ok(None);
            }
        };
        let (front, body) = front::read(&text);
        let title = front.title.clone().or_else(|| front::heading(body).map(str::to_owned));
        let title = title.unwrap_or_else(|| title_of(&path, name));
        let text = front::without_title(body, &title).to_owned();
        let updated = facts.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
        let path = slashed(&path);
        self.found.push(Found {
            path: path.clone(),
            parent: parent.map(str::to_owned),
            front,
            title,
            text,
            updated,
        });
        Ok(Some(path))
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

/// An index file is called after its folder.
fn title_of(path: &Path, name: &str) -> String {
    let own = stem(name).unwrap_or(name);
    let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    match (own.to_lowercase().as_str(), folder) {
        ("index" | "readme" | "_index", Some(folder)) => folder,
        _ => own.to_owned(),
    }
}

fn stem(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    matches!(extension.to_ascii_lowercase().as_str(), "md" | "markdown").then_some(stem)
}

fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Where the head of a file names its parent, by path or title, it goes there.
fn adopt(found: &mut [Found], left_out: &mut Vec<String>) {
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    for page in found.iter() {
        places.entry(page.title.clone()).or_insert_with(|| page.path.clone());
    }
    for page in found.iter() {
        places.insert(page.path.clone(), page.path.clone());
    }
    for page in found.iter_mut() {
        let Some(named) = page.front.parent.take() else { continue };
        match places.get(&named).or_else(|| places.get(&format!("{named}.md"))) {
            Some(place) if *place != page.path => page.parent = Some(place.clone()),
            _ => left_out.push(format!("the parent `{named}` that {} names (no such page)", page.path)),
        }
    }
}

/// Orders pages so that parents come first; a circle of parents is broken at its first page.
fn parents_first(found: Vec<Found>, left_out: &mut Vec<String>) -> Vec<Found> {
    let known: HashSet<String> = found.iter().map(|page| page.path.clone()).collect();
    let mut placed: HashSet<String> = HashSet::new();
    let (mut ordered, mut waiting) = (Vec::with_capacity(found.len()), found);
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut later = Vec::new();
        for page in waiting {
            let ready =
                page.parent.as_ref().is_none_or(|parent| placed.contains(parent) || !known.contains(parent));
            if ready {
                placed.insert(page.path.clone());
                ordered.push(page);
            } else {
                later.push(page);
            }
        }
        if later.len() == before {
            left_out.push(format!("the parent of {} (it is below itself)", later[0].path));
            later[0].parent = None;
        }
        waiting = later;
    }
    ordered
}

/// The path that `link` in the file `from` leads to; `None` when it leads out of the folder.
fn resolved(from: &str, link: &str) -> Option<String> {
    let mut parts: Vec<String> = from.split('/').map(str::to_owned).collect();
    parts.pop();
    for component in Path::new(link).components() {
        match component {
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

/// The title of the page at a path.
fn title_at(titles: &HashMap<String, String>, path: &str) -> Option<String> {
    let candidates = [
        path.to_owned(),
        format!("{path}.md"),
        format!("{path}/index.md"),
        format!("{path}/README.md"),
        format!("{path}/"),
    ];
    candidates.iter().find_map(|candidate| titles.get(candidate).cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let dir = tempfile::Builder::new().prefix("docs").tempdir().unwrap();
        let root = dir.path().join("docs");
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        read(&root).unwrap()
    }

    fn shape(tree: &Tree) -> Vec<String> {
        let line = |page: &Source| {
            format!("{} < {}: {}", page.key, page.parent.as_deref().unwrap_or("-"), page.title)
        };
        tree.pages.iter().map(line).collect()
    }

    #[test]
    fn files_and_folders_make_a_tree() {
        let tree = tree(&[
            ("README.md", "# Docs\n\nhi"),
            ("a.md", "# Alpha\n\n[b](a/b.md) [up](../x.md)"),
            ("a/b.md", "no heading"),
            ("c/d/e.md", "---\ntitle: Echo\n---\nx"),
            ("c/index.md", "text"),
            ("img/x.png", ""),
        ]);
        assert_eq!(
            shape(&tree),
            [
                "docs/README.md < -: Docs",
                "docs/a.md < docs/README.md: Alpha",
                "docs/a/b.md < docs/a.md: b",
                "docs/c/index.md < docs/README.md: c",
                "docs/c/d/ < docs/c/index.md: d",
                "docs/c/d/e.md < docs/c/d/: Echo",
            ]
            .map(String::from)
        );
        assert_eq!(tree.home.as_deref(), Some("docs/README.md"));
        assert_eq!(tree.pages[1].markdown, "[[b|b]] [up](../x.md)");
        assert_eq!(tree.left_out, ["img/x.png (an image)"]);
    }

    #[test]
    fn the_head_may_name_the_parent_even_in_a_circle() {
        let tree = tree(&[
            ("a.md", "---\nparent: b\n---\n"),
            ("b.md", "---\nparent: a.md\n---\n"),
            ("c.md", "---\nparent: zz\n---\n"),
        ]);
        assert_eq!(tree.pages.len(), 3);
        assert_eq!(tree.left_out.len(), 2, "{:?}", tree.left_out);
    }

    #[cfg(unix)]
    #[test]
    fn s10_symbolic_links_are_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.md"), "x").unwrap();
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("b.md")).unwrap();
        std::os::unix::fs::symlink("/etc", dir.path().join("etc")).unwrap();
        let tree = read(dir.path()).unwrap();
        assert_eq!(tree.pages.len(), 1);
        assert_eq!(tree.left_out.len(), 2);
    }
}
