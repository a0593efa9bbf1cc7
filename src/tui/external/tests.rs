//! Shell scripts as editors: what comes back, and what stays in the folder.

use super::command::words;
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
fn f24_a_file_that_is_gone_leaves_the_text_and_no_folder() {
    let (news, directory) = edited("rm \"$1\"");
    assert!(texts(&news).is_empty());
    assert!(problem(&news).is_some_and(|problem| problem.contains("removed its file")), "{news:?}");
    assert_eq!(folders(&directory), 0);
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
