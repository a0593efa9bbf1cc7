//! `tildr export`: a space, or a page with what is below it, as a folder of Markdown files.
//!
//! The layout is the one `tildr import` reads: `a.md`, `a/` for what is below it, `a.files/` for its files. Names
//! are made here, so no title can lead out of the folder.

mod files;

use super::progress::Progress;
use super::session::Session;
use super::target;
use crate::domain::{Page, PageId, SafeText, SpaceId};
use crate::markup;
use crate::replica::Replica;
use crate::report::Report;
use clap::Args;
use serde_json::json;
use std::collections::{HashMap, HashSet};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// The longest name of a file, in bytes, without its ending.
const NAME_LIMIT: usize = 80;

#[derive(Debug, Args)]
pub(super) struct Export {
    /// A space, or a page with what is below it
    target: String,
    /// The folder; must be new or empty
    dir: PathBuf,
    /// Write what is stored, too, as `.xhtml`: nothing is left out there
    #[arg(long)]
    storage: bool,
    /// Write into a folder that holds something; files of the same name are replaced
    #[arg(long)]
    force: bool,
    /// Leave the files of pages out
    #[arg(long)]
    no_files: bool,
}

/// What was written.
#[derive(Debug, Default)]
struct Written {
    files: usize,
    /// Files that could not be fetched, and why.
    missing: Vec<String>,
}

/// A page and its place in the folder.
struct Leaf {
    page: Page,
    /// Without ending; its children go into a folder of this name.
    path: PathBuf,
}

/// Where the pages of an export are, by what links call them.
struct Places {
    /// The space by its key.
    spaces: HashMap<String, SpaceId>,
    files: HashMap<(SpaceId, String), PathBuf>,
}

impl Places {
    fn of(replica: &Replica, leaves: &[Leaf]) -> Result<Self, Report> {
        let files = leaves
            .iter()
            .map(|leaf| ((leaf.page.space.clone(), leaf.page.title.clone()), leaf.path.clone()))
            .collect();
        let mut spaces = HashMap::new();
        for leaf in leaves {
            if !spaces.values().any(|space| *space == leaf.page.space)
                && let Some(space) = replica.space(&leaf.page.space)?
            {
                spaces.insert(space.key.to_string(), space.id);
            }
        }
        Ok(Self { spaces, files })
    }

    /// Returns the way from the file of a page to that of another; `None` when that one is not written.
    fn address(&self, from: &Leaf, space: Option<&str>, title: &str) -> Option<String> {
        let space = match space {
            Some(key) => self.spaces.get(key)?.clone(),
            None => from.page.space.clone(),
        };
        let to = self.files.get(&(space, title.to_owned()))?;
        let folder = from.path.parent().unwrap_or(Path::new(""));
        let same = folder.components().zip(to.components()).take_while(|(a, b)| a == b).count();
        let up = folder.components().count() - same;
        let mut address = "../".repeat(up);
        let down: Vec<_> =
            to.components().skip(same).map(|part| part.as_os_str().to_string_lossy()).collect();
        address.push_str(&down.join("/"));
        address.push_str(".md");
        Some(address)
    }
}

impl Export {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let replica = session.replica()?;
        let leaves = self.leaves(session, replica)?;
        if session.dry_run {
            return session
                .out
                .done(&format!("would write {} pages", leaves.len()), json!({"pages": leaves.len()}));
        }
        self.prepare()?;
        let mut progress = Progress::new("exporting", leaves.len(), session.out);
        let places = Places::of(replica, &leaves)?;
        let mut written = Written::default();
        for leaf in &leaves {
            self.write(session, leaf, &places, &mut written)?;
            progress.advance(1);
        }
        progress.end();
        for missing in &written.missing {
            session.out.note(&format!("not written: {missing}"));
        }
        let with = if written.files > 0 { format!(" with {} files", written.files) } else { String::new() };
        session.out.done(
            &format!("wrote {} pages{with} to {}", leaves.len(), self.dir.display()),
            json!({"pages": leaves.len(), "files": written.files, "missing": written.missing, "dir": self.dir}),
        )
    }

    /// Every page with its file, parents first.
    fn leaves(&self, session: &Session, replica: &Replica) -> Result<Vec<Leaf>, Report> {
        let names_page = self.target.contains(':') || replica.page(&PageId::new(&*self.target))?.is_some();
        let mut leaves = Vec::new();
        if !names_page && let Ok(space) = target::space(session, &self.target) {
            walk(replica, &space.id, None, Path::new(""), &mut leaves)?;
            return Ok(leaves);
        }
        let page = target::page(session, &self.target)?.page;
        let path = PathBuf::from(file_name(&page.title));
        leaves.push(Leaf { page: page.clone(), path: path.clone() });
        walk(replica, &page.space, Some(&page.id), &path, &mut leaves)?;
        Ok(leaves)
    }

    fn prepare(&self) -> Result<(), Report> {
        std::fs::create_dir_all(&self.dir).map_err(|error| cannot_write(&self.dir, &error))?;
        let mut entries = std::fs::read_dir(&self.dir).map_err(|error| cannot_write(&self.dir, &error))?;
        if entries.next().is_some() && !self.force {
            return Err(Report::refused(format!("`{}` is not empty", self.dir.display()))
                .hinted("give a new folder, or `--force` to replace files of the same name"));
        }
        Ok(())
    }

    fn write(
        &self,
        session: &Session,
        leaf: &Leaf,
        places: &Places,
        written: &mut Written,
    ) -> Result<(), Report> {
        let storage = session.replica()?.body(&leaf.page.id)?.unwrap_or_default();
        let files = if self.no_files { files::Names::new() } else { self.files(session, leaf, written)? };
        let address = |space: Option<&str>, title: &str| places.address(leaf, space, title);
        let text = files::led_to(&markup::to_portable(&storage, &address), &files);
        let markdown = format!("{}{}{text}", front_matter(&leaf.page), heading(&leaf.page, &text));
        self.put(&leaf.path, "md", markdown.as_bytes())?;
        if self.storage {
            self.put(&leaf.path, "xhtml", storage.as_bytes())?;
        }
        Ok(())
    }

    /// Writes the files of a page into a folder beside it; returns where each is, as its text names it.
    fn files(&self, session: &Session, leaf: &Leaf, written: &mut Written) -> Result<files::Names, Report> {
        let (mut names, mut taken) = (files::Names::new(), HashSet::new());
        let folder = with_ending(&leaf.path, "files");
        for row in session.replica()?.attachments(&leaf.page.id)? {
            let name = row.attachment.name.clone();
            let bytes = match session.engine()?.file(&row) {
                Ok(bytes) => bytes,
                Err(report) => {
                    let title = SafeText::line(&leaf.page.title);
                    written.missing.push(format!("{} of {title}: {}", SafeText::line(&name), report.cause));
                    continue;
                }
            };
            let own = files::free_name(&name, &mut taken);
            let mut source = std::fs::File::open(&bytes).map_err(|error| cannot_write(&bytes, &error))?;
            self.put_from(&folder.join(&own), &mut source)?;
            written.files += 1;
            let beside =
                folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            names.insert(name, format!("{beside}/{own}"));
        }
        Ok(names)
    }

    fn put(&self, path: &Path, ending: &str, content: &[u8]) -> Result<(), Report> {
        self.put_from(&with_ending(path, ending), &mut &*content)
    }

    /// Writes a file beside its place and renames it there: what stood there is replaced, never followed.
    fn put_from(&self, path: &Path, content: &mut dyn Read) -> Result<(), Report> {
        let whole = self.dir.join(path);
        let folder = self.folder(path)?;
        let mut write = || -> std::io::Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(&folder)?;
            std::io::copy(content, &mut file)?;
            if self.force {
                file.persist(&whole).map_err(|error| error.error)?;
            } else {
                file.persist_noclobber(&whole).map_err(|error| error.error)?;
            }
            Ok(())
        };
        write().map_err(|error| cannot_write(&whole, &error))
    }

    /// Makes the folders of a file one by one; a symbolic link in their place is refused.
    fn folder(&self, path: &Path) -> Result<PathBuf, Report> {
        let mut folder = self.dir.clone();
        for part in path.parent().into_iter().flat_map(Path::components) {
            folder.push(part);
            match std::fs::create_dir(&folder) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    let is_dir = std::fs::symlink_metadata(&folder).is_ok_and(|facts| facts.is_dir());
                    if !is_dir {
                        return Err(Report::refused(format!(
                            "`{}` is in the way and not a folder",
                            folder.display()
                        )));
                    }
                }
                Err(error) => return Err(cannot_write(&folder, &error)),
            }
        }
        Ok(folder)
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    PathBuf::from(name)
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Report {
    Report::refused(format!("cannot write `{}`: {error}", path.display())).hinted("choose another folder")
}

fn walk(
    replica: &Replica,
    space: &SpaceId,
    parent: Option<&PageId>,
    path: &Path,
    leaves: &mut Vec<Leaf>,
) -> Result<(), Report> {
    let mut waiting = vec![(parent.cloned(), path.to_owned())];
    while let Some((parent, folder)) = waiting.pop() {
        let mut taken = HashSet::new();
        for row in replica.children(space, parent.as_ref())? {
            let name = free_name(&file_name(&row.page.title), &mut taken);
            let path = folder.join(name);
            if row.has_children {
                waiting.push((Some(row.page.id.clone()), path.clone()));
            }
            leaves.push(Leaf { page: row.page, path });
        }
    }
    Ok(())
}

/// The title above the text, which files have and pages do not; none where the text begins with it.
fn heading(page: &Page, text: &str) -> String {
    let heading = markup::heading(1, &page.title);
    match text.starts_with(&heading) {
        true => String::new(),
        false => format!("{heading}\n"),
    }
}

fn front_matter(page: &Page) -> String {
    let title = page.title.replace('\\', "\\\\").replace('"', "\\\"");
    let mut front = format!("---\ntitle: \"{title}\"\n");
    if !page.labels.is_empty() {
        let labels: Vec<&str> = page.labels.iter().map(crate::domain::Label::as_str).collect();
        front.push_str(&format!("labels: [{}]\n", labels.join(", ")));
    }
    front.push_str(&format!(
        "id: \"{}\"\nversion: {}\nupdated: {}\n---\n\n",
        page.id, page.version.number, page.version.when
    ));
    front
}

/// A title as the name of a file on any system: no separators, no reserved names, not hidden, not too long.
fn file_name(title: &str) -> String {
    let mut name = String::new();
    for character in title.chars() {
        let kept =
            if character.is_alphanumeric() || "-_.,+@()".contains(character) { character } else { '-' };
        if name.len() + kept.len_utf8() > NAME_LIMIT {
            break;
        }
        if kept != '-' || !name.ends_with('-') {
            name.push(kept);
        }
    }
    let name = name.trim_matches(['-', '.', ' ']).to_owned();
    let first = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = first.len() == 4 && (first.starts_with("com") || first.starts_with("lpt"));
    let reserved = matches!(first.as_str(), "con" | "prn" | "aux" | "nul") || numbered;
    match name.as_str() {
        "" => "page".to_owned(),
        _ if reserved => format!("page-{name}"),
        _ => name,
    }
}

/// Some systems see `A` and `a` as one name.
fn free_name(name: &str, taken: &mut HashSet<String>) -> String {
    let mut free = name.to_owned();
    let mut number = 2;
    while !taken.insert(free.to_lowercase()) {
        free = format!("{name}-{number}");
        number += 1;
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s10_no_title_leads_out_of_the_folder() {
        for title in [
            "../../etc/passwd",
            "/etc/passwd",
            "..",
            ".",
            "",
            "a/../../b",
            "a\\..\\b",
            "nul",
            "CON.txt",
            ".hidden",
            "a\0b",
            "a\nb",
            "C:\\x",
            "\u{202e}gpj",
            "~",
            "-rf",
            "com1",
            " . ",
            &"x".repeat(300),
            &"日".repeat(100),
        ] {
            let name = file_name(title);
            let path = Path::new(&name);
            assert_eq!(path.components().count(), 1, "{title:?} -> {name:?}");
            assert!(matches!(path.components().next(), Some(std::path::Component::Normal(_))), "{title:?}");
            assert!(!name.starts_with(['.', '-']) && name.len() <= NAME_LIMIT + 5, "{title:?} -> {name:?}");
            assert!(!name.contains(['\\', ':', '\0', '\n']), "{title:?} -> {name:?}");
        }
    }

    #[test]
    fn names_that_differ_by_case_only_stay_apart() {
        let mut taken = HashSet::new();
        let names: Vec<String> =
            ["Notes", "notes", "NOTES"].iter().map(|name| free_name(name, &mut taken)).collect();
        assert_eq!(names, ["Notes", "notes-2", "NOTES-3"]);
    }
}
