//! A folder of Markdown: files are pages, folders are the pages above them.
//!
//! `a.md` is the page above `a/*.md`; so is `a/index.md` or `a/README.md`; a folder with none of these gets an
//! empty page of its name. Links out of the folder and symbolic links are not followed.

mod walk;

use super::links::Leads;
use super::{Source, front, links, name_of};
use crate::report::Report;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Component, Path};
use walk::Walk;

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
    let (walk, home) = Walk::of(dir)?;
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

/// Returns the name of a Markdown file without its ending; `None` for any other file.
fn stem(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    matches!(extension.to_ascii_lowercase().as_str(), "md" | "markdown").then_some(stem)
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
