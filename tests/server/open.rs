//! Starting: fast on what exists, by name on what is wrong, two at once on one file.

use crate::common::{Wiki, open, send};
use tildr::server::{LocalAccount, ServerError};

fn try_open(dir: &std::path::Path) -> Result<axum::Router, ServerError> {
    // On a file in any case: this is about files.
    tildr::server::open(dir, LocalAccount { login: "ann".to_owned(), full_name: "Ann Lee".to_owned() })
}

#[tokio::test]
async fn two_routers_on_one_file_see_each_other() {
    let (wiki, home) = Wiki::with_space().await;
    let other = open(wiki.dir.path());
    let path = format!("/rest/api/content/{home}/label");
    send(&other, "POST", &path, r#"{"name":"theirs"}"#, None).await.ok();
    wiki.post(&path, r#"{"name":"ours"}"#).await.ok();
    assert_eq!(send(&other, "GET", &path, "", None).await.ok()["size"], 2);
}

#[test]
fn a_damaged_file_is_named() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("wiki.db"), "this is no database, it is a letter to my aunt".repeat(50))
        .unwrap();
    let error = try_open(dir.path()).unwrap_err();
    assert!(matches!(error, ServerError::Corrupt { .. }), "{error}");
    assert!(error.to_string().contains("wiki.db` is damaged"), "{error}");
}

#[test]
fn a_newer_file_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    drop(try_open(dir.path()).unwrap());
    let connection = rusqlite::Connection::open(dir.path().join("wiki.db")).unwrap();
    connection.execute("INSERT INTO schema_migration VALUES (99, 'future', '')", []).unwrap();
    let error = try_open(dir.path()).unwrap_err();
    assert!(matches!(error, ServerError::Newer { .. }), "{error}");
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = try_open(&file.join("below")).unwrap_err();
    assert!(matches!(error, ServerError::NotWritable { .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    drop(try_open(dir.path()).unwrap());
    let mode = std::fs::metadata(dir.path().join("wiki.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
