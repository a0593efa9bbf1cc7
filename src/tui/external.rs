//! Hands a text over to `$EDITOR` and takes every save of it back.
//!
//! ```text
//! editor/<session>/       0700, one folder for each hand-over; swap files of the editor fall in here too
//!   slug.md               0600, what is edited
//!   page                  the page's id; locked while the program that made it lives
//!   given                 what the file held at first, to see whether anything was written
//! ```
//!
//! A folder whose lock is free belongs to a program that was killed: its text is offered at the next start.
//! The terminal is not touched here: whoever starts a session has given it away before.

use crate::domain::{PageId, Timestamp};
use crate::replica::{Draft, Form, Replica, ReplicaError};
use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{RecursiveMode, Watcher};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant, SystemTime};

/// What is tried when neither `VISUAL` nor `EDITOR` is set.
const FALLBACKS: [&str; 3] = ["editor", "nano", "vi"];

/// The largest file that is taken back, in bytes.
const LIMIT: u64 = super::widget::editor::LIMIT as u64;

/// An editor that ends sooner than this without writing has probably put itself into the background.
const AT_ONCE: Duration = Duration::from_secs(2);

/// How long a text that was given away unchanged is kept, should an editor in the background still save it.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// Why no text came back.
#[derive(Debug, thiserror::Error)]
pub enum ExternalError {
    /// No editor is set and none is found.
    #[error("no editor is set; put one into EDITOR, for example `export EDITOR=nano`")]
    NoEditor,
    /// The editor that is set cannot be started.
    #[error("cannot start `{program}`: {cause}; set VISUAL or EDITOR to an editor that is installed")]
    NotStarted {
        /// What was tried.
        program: String,
        /// What the system said.
        cause: io::Error,
    },
    /// The file cannot be written or read.
    #[error("cannot use the file for the editor: {0}")]
    File(#[from] io::Error),
}

/// A text to hand over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Its page.
    pub page: PageId,
    /// What the text is, which gives the file its extension.
    pub form: Form,
    /// The title, which gives the file its name.
    pub title: String,
    /// The text.
    pub text: String,
}

/// What comes out of an editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// It saved, and goes on.
    Saved(String),
    /// It ended.
    Ended {
        /// The text of the file; `None` when it is what was given or was taken back before.
        text: Option<String>,
        /// Why it may not be what the person wants: it failed, or went into the background.
        problem: Option<String>,
    },
}

/// An editor that runs.
#[derive(Debug)]
pub struct Session {
    folder: PathBuf,
    file: PathBuf,
    program: String,
    started: Instant,
    /// The text that was given or taken back last.
    last: String,
    wrote: bool,
    events: Receiver<Event>,
    _watcher: Option<notify::RecommendedWatcher>,
    _lock: File,
}

#[derive(Debug)]
enum Event {
    Touched,
    Ended(io::Result<ExitStatus>),
}

/// Returns the words of the command to run, from the variables as the person set them: no shell reads
/// them, quotes and backslashes mean what they mean in one.
pub fn command(visual: Option<&str>, editor: Option<&str>) -> Vec<String> {
    [visual, editor].into_iter().flatten().map(words).find(|words| !words.is_empty()).unwrap_or_default()
}

/// Returns the command that the environment asks for.
pub fn command_from_environment() -> Vec<String> {
    let variable = |name| std::env::var(name).ok();
    command(variable("VISUAL").as_deref(), variable("EDITOR").as_deref())
}

impl Session {
    /// Writes the file below `directory` and starts the editor on it.
    pub fn start(directory: &Path, command: &[String], handover: &Handover) -> Result<Self, ExternalError> {
        let folder = make_folder(directory)?;
        let started = Self::start_in(folder.clone(), command, handover);
        if started.is_err() {
            // Nothing was edited: the text is where it was before.
            let _ = fs::remove_dir_all(&folder);
        }
        started
    }

    fn start_in(folder: PathBuf, command: &[String], handover: &Handover) -> Result<Self, ExternalError> {
        let lock = write_new(&folder.join("page"), handover.page.as_str())?;
        lock.try_lock().map_err(io::Error::from)?;
        write_new(&folder.join("given"), &handover.text)?;
        let file = folder.join(format!("{}.{}", slug(&handover.title), extension(handover.form)));
        write_new(&file, &handover.text)?;
        let (sender, events) = channel();
        let watcher = watch(&folder, sender.clone());
        let program = spawn(command, &file, sender)?;
        Ok(Self {
            folder,
            file,
            program,
            started: Instant::now(),
            last: handover.text.clone(),
            wrote: false,
            events,
            _watcher: watcher,
            _lock: lock,
        })
    }

    /// Waits for the next save or the end.
    pub fn wait(&mut self) -> News {
        loop {
            match self.events.recv() {
                Ok(Event::Touched) => {
                    if let Some(text) = self.saved() {
                        return News::Saved(text);
                    }
                }
                Ok(Event::Ended(status)) => return self.ended(status),
                Err(_) => return self.ended(Err(io::Error::other("it could not be waited for"))),
            }
        }
    }

    /// Returns the text of the file when it is a new one.
    fn saved(&mut self) -> Option<String> {
        // An empty file is most likely one that is just being written; at the end it counts.
        let text = read(&self.file).ok().filter(|text| !text.is_empty() && *text != self.last)?;
        self.last.clone_from(&text);
        self.wrote = true;
        Some(text)
    }

    fn ended(&mut self, status: io::Result<ExitStatus>) -> News {
        let program = &self.program;
        let text = match read(&self.file) {
            Ok(text) => (text != self.last).then_some(text),
            Err(cause) => {
                let kept = self.folder.display();
                let problem =
                    format!("what `{program}` left cannot be taken back ({cause}); it is kept in {kept}");
                return News::Ended { text: None, problem: Some(problem) };
            }
        };
        self.wrote |= text.is_some();
        let problem = match status {
            Ok(status) if status.success() => None,
            Ok(status) => Some(format!("`{program}` failed ({status})")),
            Err(cause) => Some(format!("`{program}` failed ({cause})")),
        };
        if problem.is_none() && !self.wrote && self.started.elapsed() < AT_ONCE {
            let problem = format!(
                "`{program}` came back at once; if it has a window of its own, give it an option to wait, like `code --wait`"
            );
            return News::Ended { text: None, problem: Some(problem) };
        }
        let _ = fs::remove_dir_all(&self.folder);
        News::Ended { text, problem }
    }
}

/// A text that a killed program left with an editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    /// The page it belongs to.
    pub page: PageId,
    /// What the text is.
    pub form: Form,
    /// What the editor saved last.
    pub text: String,
    folder: PathBuf,
}

/// Finds texts that were left behind and differ from what was given; forgets old ones that do not.
pub fn orphans(directory: &Path) -> Vec<Orphan> {
    let folders = fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut orphans: Vec<Orphan> = folders.filter_map(orphan).collect();
    orphans.sort_by(|one, other| one.folder.cmp(&other.folder));
    orphans
}

/// Makes drafts of texts that were left behind; the draft that was there stays in the draft history.
/// Returns their pages.
pub fn recover(directory: &Path, replica: &Replica, now: Timestamp) -> Result<Vec<PageId>, ReplicaError> {
    let mut pages = Vec::new();
    for orphan in orphans(directory) {
        let Some(draft) = draft_of(&orphan, replica, now)? else { continue };
        replica.save_draft(&draft)?;
        let _ = fs::remove_dir_all(&orphan.folder);
        pages.push(orphan.page);
    }
    Ok(pages)
}

fn draft_of(orphan: &Orphan, replica: &Replica, now: Timestamp) -> Result<Option<Draft>, ReplicaError> {
    let text = orphan.text.replace("\r\n", "\n");
    if let Some(draft) = replica.draft(&orphan.page, orphan.form)? {
        return Ok(Some(Draft { text, cursor: 0, updated: now, ..draft }));
    }
    let (Some(row), Some(base)) = (replica.page(&orphan.page)?, replica.body(&orphan.page)?) else {
        return Ok(None);
    };
    let base_version = row.page.version.number;
    let (page, form) = (orphan.page.clone(), orphan.form);
    Ok(Some(Draft { page, form, base_version, base, text, cursor: 0, updated: now }))
}

fn orphan(folder: PathBuf) -> Option<Orphan> {
    let page = File::open(folder.join("page")).ok()?;
    // Whoever made it lives: not an orphan.
    page.try_lock().ok()?;
    let id = read(&folder.join("page")).ok()?;
    let given = read(&folder.join("given")).ok()?;
    let mut files = fs::read_dir(&folder).ok()?.flatten().map(|entry| entry.path());
    let (file, form) = files.find_map(|path| form_of(&path).map(|form| (path, form)))?;
    let text = read(&file).ok()?;
    if text != given && !text.is_empty() {
        return Some(Orphan { page: PageId::new(id), form, text, folder });
    }
    let age = fs::metadata(&file).and_then(|about| about.modified()).ok();
    if age.and_then(|then| SystemTime::now().duration_since(then).ok()).is_some_and(|age| age > KEPT) {
        let _ = fs::remove_dir_all(&folder);
    }
    None
}

fn extension(form: Form) -> &'static str {
    match form {
        Form::Markdown => "md",
        Form::Storage => "xml",
    }
}

fn form_of(file: &Path) -> Option<Form> {
    Form::ALL.into_iter().find(|form| file.extension().is_some_and(|found| found == extension(*form)))
}

fn make_folder(directory: &Path) -> io::Result<PathBuf> {
    private_folder(directory, true)?;
    let folder = directory.join(uuid::Uuid::now_v7().to_string());
    private_folder(&folder, false)?;
    Ok(folder)
}

fn private_folder(path: &Path, recursive: bool) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(recursive);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Writes a file that must not be there yet, readable by its owner alone.
fn write_new(path: &Path, text: &str) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(io::Error::other("it is larger than 16 MB"));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))
}

/// Watches the folder rather than the file, since many editors write another file and rename it.
fn watch(folder: &Path, sender: Sender<Event>) -> Option<notify::RecommendedWatcher> {
    let tell = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| is_whole(event.kind)) {
            let _ = sender.send(Event::Touched);
        }
    };
    // Without a watcher the text still comes back at the end.
    let mut watcher = notify::recommended_watcher(tell).ok()?;
    watcher.watch(folder, RecursiveMode::NonRecursive).ok()?;
    Some(watcher)
}

/// Says whether a file may be whole after an event; in the middle of a write it is not.
fn is_whole(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) | EventKind::Modify(ModifyKind::Name(_)) => {
            true
        }
        EventKind::Modify(_) => !cfg!(target_os = "linux"),
        _ => false,
    }
}

/// Starts the editor, and a thread that waits for it; returns the name of the program.
fn spawn(command: &[String], file: &Path, sender: Sender<Event>) -> Result<String, ExternalError> {
    let fallbacks = FALLBACKS.map(|program| vec![program.to_owned()]);
    let asked = [command.to_vec()];
    let tries = if command.is_empty() { &fallbacks[..] } else { &asked[..] };
    let mut failed = ExternalError::NoEditor;
    for words in tries {
        let program = words[0].clone();
        match start(words, file).spawn() {
            Ok(mut child) => {
                std::thread::spawn(move || {
                    let _ = sender.send(Event::Ended(child.wait()));
                });
                return Ok(program);
            }
            Err(cause) if !command.is_empty() => failed = ExternalError::NotStarted { program, cause },
            Err(_) => {}
        }
    }
    Err(failed)
}

fn start(words: &[String], file: &Path) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).arg(file);
    command.stdin(Stdio::inherit()).stdout(Stdio::inherit()).stderr(Stdio::inherit());
    for (name, _) in std::env::vars_os() {
        // Whatever the editor loads as plug-ins has no business with tokens and keys of the wiki.
        if name.to_string_lossy().starts_with("TILDR_") {
            command.env_remove(name);
        }
    }
    command
}

fn slug(title: &str) -> String {
    let mut slug = String::new();
    for character in title.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= 60 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "page".to_owned() } else { slug.to_owned() }
}

/// Splits a command line at blanks outside of quotes.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(characters.next()),
            (None, _) if character.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handover() -> Handover {
        Handover {
            page: PageId::new("7"),
            form: Form::Markdown,
            title: "Über uns / v2".into(),
            text: "one\n".into(),
        }
    }

    /// Runs a shell script as the editor; `$1` is the file.
    fn edited(script: &str) -> (Vec<News>, tempfile::TempDir) {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("fake.sh");
        fs::write(&file, script).unwrap();
        let command = words(&format!("sh '{}'", file.display()));
        let mut session = Session::start(&directory.path().join("editor"), &command, &handover()).unwrap();
        let mut news = Vec::new();
        loop {
            news.push(session.wait());
            if matches!(news.last(), Some(News::Ended { .. })) {
                return (news, directory);
            }
        }
    }

    fn texts(news: &[News]) -> Vec<&str> {
        let text = |news| match news {
            &News::Saved(ref text) | &News::Ended { text: Some(ref text), .. } => Some(text.as_str()),
            News::Ended { text: None, .. } => None,
        };
        news.iter().filter_map(text).collect()
    }

    fn problem(news: &[News]) -> Option<&str> {
        match news.last() {
            Some(News::Ended { problem, .. }) => problem.as_deref(),
            _ => None,
        }
    }

    fn folders(directory: &tempfile::TempDir) -> usize {
        fs::read_dir(directory.path().join("editor")).unwrap().count()
    }

    #[test]
    fn f24_what_was_written_last_comes_back_and_the_folder_goes() {
        let (news, directory) = edited("echo two > \"$1\"; echo three >> \"$1\"");
        assert_eq!(texts(&news).last(), Some(&"two\nthree\n"));
        assert_eq!(problem(&news), None);
        assert_eq!(folders(&directory), 0);
    }

    #[test]
    fn f24_a_save_by_rename_comes_back() {
        let (news, _directory) = edited("echo two > \"$1.tmp\"; mv \"$1.tmp\" \"$1\"");
        assert_eq!(texts(&news), ["two\n"]);
    }

    #[test]
    fn f24_an_editor_that_fails_after_a_save_gives_the_text_and_the_problem() {
        let (news, _directory) = edited("echo two > \"$1\"; exit 3");
        assert_eq!(texts(&news), ["two\n"]);
        assert!(problem(&news).is_some_and(|problem| problem.contains("failed")), "{news:?}");
    }

    #[test]
    fn f24_an_editor_in_the_background_keeps_its_file() {
        let (news, directory) = edited("exit 0");
        assert!(texts(&news).is_empty());
        assert!(problem(&news).is_some_and(|problem| problem.contains("wait")));
        assert_eq!(folders(&directory), 1);
    }

    #[test]
    fn f24_text_that_is_not_utf_8_is_kept_where_it_is() {
        let (news, directory) = edited("printf '\\377' > \"$1\"");
        assert!(texts(&news).is_empty());
        assert!(problem(&news).is_some_and(|problem| problem.contains("UTF-8")));
        assert_eq!(folders(&directory), 1);
    }

    #[test]
    fn f24_an_emptied_file_counts_at_the_end() {
        let (news, _directory) = edited(": > \"$1\"");
        assert_eq!(texts(&news), [""]);
    }

    #[test]
    fn a_missing_editor_says_what_to_do_and_leaves_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let command = words("no-such-editor-anywhere -x");
        let error = Session::start(directory.path(), &command, &handover()).unwrap_err();
        assert!(error.to_string().contains("set VISUAL or EDITOR"));
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn f24_a_text_of_a_killed_program_is_an_orphan_and_one_in_use_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let folder = make_folder(directory.path()).unwrap();
        let lock = write_new(&folder.join("page"), "7").unwrap();
        write_new(&folder.join("given"), "one\n").unwrap();
        write_new(&folder.join("about.md"), "two\n").unwrap();
        lock.try_lock().unwrap();
        assert_eq!(orphans(directory.path()), []);
        drop(lock);
        let orphans = orphans(directory.path());
        assert_eq!((orphans[0].page.as_str(), orphans[0].text.as_str()), ("7", "two\n"));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let script = "ls -ld \"$1\" \"$(dirname \"$1\")\" | cut -c1-10 > \"$1.x\"; mv \"$1.x\" \"$1\"";
        let (news, directory) = edited(script);
        assert_eq!(texts(&news), ["drwx------\n-rw-------\n"]);
        let mode = fs::metadata(directory.path().join("editor")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn commands_are_split_as_a_shell_would() {
        assert_eq!(words(r#"code --wait"#), ["code", "--wait"]);
        assert_eq!(
            words(r#"'/opt/my editor/bin' -c "set ft=md" a\ b """#),
            ["/opt/my editor/bin", "-c", "set ft=md", "a b", ""]
        );
        assert_eq!(command(Some(" "), Some("vi")), ["vi"]);
        assert_eq!(slug("Über uns / v2"), "über-uns-v2");
        assert_eq!(slug("../.."), "page");
    }
}
