//! Attachments: forms in, bytes out, and that whoever does not see a page hears nothing of its files.

use crate::common::{IN_A_BUCKET, Wiki, fetch, form, open, open_as, place, send, upload, word_of};
use serde_json::{Value, json};
use tildr::server::{Limits, LocalAccount};

/// How many files are stored, and on their way in.
fn stored_files(wiki: &Wiki) -> usize {
    let root = wiki.dir.path().join("files");
    let folders = std::fs::read_dir(root).into_iter().flatten().flatten();
    let here: usize =
        folders.map(|folder| std::fs::read_dir(folder.path()).into_iter().flatten().count()).sum();
    here + if std::env::var_os(IN_A_BUCKET).is_some() { in_the_bucket(wiki) } else { 0 }
}

/// Asks the store itself, which lets everybody in.
fn in_the_bucket(wiki: &Wiki) -> usize {
    use std::io::{Read, Write};
    let host = std::env::var("AWS_ENDPOINT_URL").unwrap().replace("http://", "");
    let bucket = std::env::var(BUCKET).unwrap().replace("s3://", "");
    let mut store = std::net::TcpStream::connect(&host).unwrap();
    let prefix = word_of(wiki.dir.path());
    write!(store, "GET /{bucket}?list-type=2&prefix={prefix}/ HTTP/1.0\r\nHost: {host}\r\n\r\n").unwrap();
    let mut listed = String::new();
    store.read_to_string(&mut listed).unwrap();
    assert!(listed.contains("<ListBucketResult"), "{listed}");
    // Beside them stands whose they are.
    listed.matches("<Key>").count() - listed.matches("/wiki</Key>").count()
}

/// Names a bucket that tests may fill; `.ci/s3` starts a store that has one.
const BUCKET: &str = "TILDR_TEST_FILES";

#[test]
fn every_test_of_files_in_a_bucket() {
    if std::env::var_os(IN_A_BUCKET).is_some() {
        return; // This is that run.
    }
    let Ok(bucket) = std::env::var(BUCKET) else {
        println!("skipped: no S3-compatible store; `.ci/s3 cargo test` starts one");
        return;
    };
    let run = std::process::Command::new(std::env::current_exe().unwrap())
        .arg("attachments::")
        .env(IN_A_BUCKET, bucket)
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
}

#[tokio::test]
async fn a_file_is_attached_listed_replaced_and_deleted() {
    let (wiki, home) = Wiki::with_space().await;
    let path = format!("/rest/api/content/{home}/child/attachment");
    let made = upload(&wiki.router, &path, "a.txt", "application/octet-stream", b"hello").await.ok();
    let made = &made["results"][0];
    let id = made["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("att"), "{id}");
    assert_eq!((&made["title"], &made["metadata"]["mediaType"]), (&json!("a.txt"), &json!("text/plain")));
    assert_eq!((&made["extensions"]["fileSize"], &made["metadata"]["comment"]), (&json!(5), &json!("said")));
    let again = upload(&wiki.router, &path, "a.txt", "text/plain", b"other").await.refused(400);
    assert!(again.starts_with("Cannot add a new attachment with same file name"), "{again}");
    let duplicated = format!("{path}?allowDuplicated=true");
    let second = upload(&wiki.router, &duplicated, "a.txt", "text/plain", b"second").await.ok();
    assert_eq!(
        (&second["results"][0]["id"], &second["results"][0]["version"]["number"]),
        (&json!(id), &json!(2))
    );
    let third =
        upload(&wiki.router, &format!("{path}/{id}/data"), "ignored.txt", "text/plain", b"3").await.ok();
    assert_eq!((&third["title"], &third["version"]["number"]), (&json!("a.txt"), &json!(3)));
    let listed = wiki.get(&format!("{path}?filename=a.txt&expand=version,container")).await.ok();
    assert_eq!((&listed["size"], &listed["results"][0]["version"]["number"]), (&json!(1), &json!(3)));
    assert_eq!(wiki.get(&format!("{path}?filename=b.txt")).await.ok()["size"], 0);
    let versions = wiki.get(&format!("/rest/api/content/{id}/version")).await.ok();
    assert_eq!(versions["size"], 3);
    // Publishers leave the prefix out and name the version they saw.
    let plain = id.trim_start_matches("att");
    let rename = json!({"id": plain, "type": "attachment", "version": {"number": 3}, "title": "b.txt",
        "metadata": {"mediaType": "text/markdown"}});
    let renamed = wiki.put(&format!("{path}/{plain}"), &rename.to_string()).await.ok();
    assert_eq!(
        (&renamed["title"], &renamed["extensions"]["mediaType"]),
        (&json!("b.txt"), &json!("text/markdown"))
    );
    let stale = json!({"version": {"number": 1}, "title": "c.txt"}).to_string();
    wiki.put(&format!("{path}/{id}"), &stale).await.refused(409);
    assert_eq!(wiki.delete(&format!("/rest/api/user/watch/content/{id}")).await.status, 204);
    assert_eq!(wiki.delete(&format!("/rest/api/content/{id}")).await.status, 204);
    wiki.get(&format!("{path}/{id}")).await.refused(404);
}

#[tokio::test]
async fn bytes_come_whole_in_parts_and_only_when_they_changed() {
    let (wiki, home) = Wiki::with_space().await;
    let path = format!("/rest/api/content/{home}/child/attachment");
    let evil = b"<script>alert(1)</script>";
    let made = upload(&wiki.router, &path, "a b.html", "text/html", evil).await.ok();
    let link = made["results"][0]["_links"]["download"].as_str().unwrap().to_owned();
    assert!(link.starts_with(&format!("/download/attachments/{home}/a%20b.html?version=1")), "{link}");
    let (status, headers, bytes) = fetch(&wiki.router, &link, &[]).await;
    assert_eq!((status, bytes.as_slice()), (200, evil.as_slice()));
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(
        headers["content-disposition"],
        "attachment; filename=\"a b.html\"; filename*=UTF-8''a%20b.html"
    );
    assert_eq!(headers["content-length"], "25");
    let tag = headers["etag"].to_str().unwrap().to_owned();
    assert_eq!(fetch(&wiki.router, &link, &[("if-none-match", &tag)]).await.0, 304);
    let (status, headers, bytes) = fetch(&wiki.router, &link, &[("range", "bytes=1-6")]).await;
    assert_eq!((status, bytes.as_slice()), (206, b"script".as_slice()));
    assert_eq!(headers["content-range"], "bytes 1-6/25");
    assert_eq!(fetch(&wiki.router, &link, &[("range", "bytes=25-")]).await.0, 416);
    let old = [("range", "bytes=1-6"), ("if-range", "\"old\"")];
    assert_eq!(fetch(&wiki.router, &link, &old).await.0, 200, "a part of another version is of no use");
    upload(&wiki.router, &format!("{path}?allowDuplicated=true"), "a b.html", "text/html", b"2").await.ok();
    let newest = format!("/download/attachments/{home}/a%20b.html");
    assert_eq!(fetch(&wiki.router, &newest, &[("if-none-match", &tag)]).await.2, b"2");
    assert_eq!(fetch(&wiki.router, &link, &[]).await.2, evil, "the older version is still there");
    let id = made["results"][0]["id"].as_str().unwrap();
    assert_eq!(fetch(&wiki.router, &format!("{path}/{id}/download"), &[]).await.2, b"2");
    assert_eq!(fetch(&wiki.router, &format!("{newest}?version=9"), &[]).await.0, 404);
}

#[tokio::test]
async fn hostile_names_are_data_and_hostile_forms_are_refused() {
    let (wiki, home) = Wiki::with_space().await;
    let path = format!("/rest/api/content/{home}/child/attachment");
    let made = upload(&wiki.router, &path, "../../../etc/passwd", "text/plain", b"x").await.ok();
    assert_eq!(made["results"][0]["title"], "passwd");
    for name in ["", "..", "a\u{1b}[2J.txt", "gpj.\u{202e}exe"] {
        upload(&wiki.router, &path, name, "text/plain", b"x").await.refused(400);
    }
    upload(&wiki.router, &path, &"n".repeat(300), "text/plain", b"x").await.refused(400);
    let no_file = b"--b\r\nContent-Disposition: form-data; name=\"comment\"\r\n\r\nx\r\n--b--\r\n".to_vec();
    form(&wiki.router, "POST", &path, no_file.clone(), Some("no-check")).await.refused(400);
    form(&wiki.router, "POST", &path, no_file, None).await.refused(403);
    form(&wiki.router, "POST", &path, b"not a form".to_vec(), Some("no-check")).await.refused(400);
    let cut = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"c\"\r\n\r\nhalf".to_vec();
    form(&wiki.router, "POST", &path, cut, Some("no-check")).await.refused(400);
    upload(&wiki.router, &path, "passwd", "text/plain", b"y").await.refused(400);
    let second = [form_part("b.txt", "x"), form_part("..", "y"), "--b--\r\n".to_owned()].concat();
    form(&wiki.router, "POST", &path, second.into_bytes(), Some("no-check")).await.refused(400);
    assert_eq!(stored_files(&wiki), 1, "what was refused left nothing");
}

fn form_part(name: &str, value: &str) -> String {
    format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{value}\r\n")
}

#[tokio::test]
async fn several_files_of_one_form_keep_their_own_remarks() {
    let (wiki, home) = Wiki::with_space().await;
    let part = |name: &str, rest: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{rest}\r\n\r\n{value}\r\n")
    };
    let body = [
        part("file", "; filename=\"1.txt\"", "one"),
        part("file", "; filename=\"2.txt\"", "two"),
        part("comment", "", "first"),
        part("comment", "", "second"),
        part("minorEdit", "", "true"),
        "--b--\r\n".to_owned(),
    ]
    .concat();
    let path = format!("/rest/api/content/{home}/child/attachment");
    let made = form(&wiki.router, "PUT", &path, body.into_bytes(), Some("nocheck")).await.ok();
    let said: Vec<&Value> =
        made["results"].as_array().unwrap().iter().map(|file| &file["metadata"]["comment"]).collect();
    assert_eq!(said, [&json!("first"), &json!("second")]);
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let account = LocalAccount { login: "ann".to_owned(), full_name: "Ann Lee".to_owned() };
    let router = tildr::server::open_within(&place(dir.path()), account, Limits { file: 10 }).unwrap();
    let wiki = Wiki { router, dir };
    let space = wiki.post("/rest/api/space", r#"{"key":"DOC","name":"Docs"}"#).await.ok();
    let home = space["homepage"]["id"].as_str().unwrap();
    let path = format!("/rest/api/content/{home}/child/attachment");
    let refused = upload(&wiki.router, &path, "a", "text/plain", b"12345678901").await.refused(413);
    assert_eq!(refused, "a file holds at most 10 B here");
    assert_eq!(stored_files(&wiki), 0);
    upload(&wiki.router, &path, "a", "text/plain", b"1234567890").await.ok();
}

#[tokio::test]
async fn files_survive_a_restart_and_go_with_their_page() {
    let (wiki, home) = Wiki::with_space().await;
    let page = wiki.page(&home, "a", "").await;
    let path = format!("/rest/api/content/{page}/child/attachment");
    upload(&wiki.router, &path, "a.txt", "text/plain", b"kept").await.ok();
    let router = open(wiki.dir.path());
    let link = format!("/download/attachments/{page}/a.txt");
    assert_eq!(fetch(&router, &link, &[]).await.2, b"kept");
    wiki.delete(&format!("/rest/api/content/{page}")).await.ok();
    upload(&wiki.router, &path, "b.txt", "text/plain", b"x").await.refused(400);
    wiki.delete(&format!("/rest/api/content/{page}?status=trashed")).await.ok();
    assert_eq!(fetch(&router, &link, &[]).await.0, 404);
}

#[tokio::test]
async fn files_of_a_hidden_page_answer_like_missing_ones() {
    let wiki = Wiki::new();
    let other = open_as(wiki.dir.path(), "bob", "Bob");
    let plan = json!({
        "name": "Ann", "key": "~ann",
        "grants": [{"subject": {"kind": "licensed"}, "permission": "VIEW_SPACE"}],
        "pages": [{"title": "Home", "storage": ""}, {"title": "Private", "storage": "", "private": true}],
    });
    let space = wiki.post("/rest/tildr/1.0/personal", &plan.to_string()).await.ok();
    let home = space["home"].as_str().unwrap();
    let list = wiki.get(&format!("/rest/api/content/{home}/child/page")).await.ok();
    let private = list["results"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/rest/api/content/{private}/child/attachment");
    let made = upload(&wiki.router, &path, "secret.txt", "text/plain", b"secret").await.ok();
    let id = made["results"][0]["id"].as_str().unwrap().to_owned();
    let before = stored_files(&wiki);
    for (method, hidden, missing) in [
        ("GET", path.clone(), "/rest/api/content/4/child/attachment".to_owned()),
        ("GET", format!("{path}/{id}"), "/rest/api/content/4/child/attachment/att5".to_owned()),
        ("GET", format!("/rest/api/content/{id}"), "/rest/api/content/att5".to_owned()),
        ("GET", format!("/rest/api/content/{id}/version"), "/rest/api/content/att5/version".to_owned()),
        ("DELETE", format!("{path}/{id}"), "/rest/api/content/4/child/attachment/att5".to_owned()),
        ("DELETE", format!("/rest/api/content/{id}"), "/rest/api/content/att5".to_owned()),
        (
            "GET",
            format!("/download/attachments/{private}/secret.txt"),
            "/download/attachments/4/secret.txt".to_owned(),
        ),
        (
            "GET",
            format!("{path}/{id}/download"),
            "/rest/api/content/4/child/attachment/att5/download".to_owned(),
        ),
    ] {
        let (one, two) =
            (send(&other, method, &hidden, "", None).await, send(&other, method, &missing, "", None).await);
        assert_eq!((one.status, two.status), (404, 404), "{method} {hidden}");
        let masked = |text: String, ids: [&str; 2]| {
            ids.iter().fold(text, |text, id| text.replace(&format!("id={id}}}"), "id=X}"))
        };
        assert_eq!(
            masked(one.json.to_string(), [&id, &private]),
            masked(two.json.to_string(), ["att5", "4"]),
            "{method} {hidden}"
        );
    }
    let refused = upload(&other, &path, "x.txt", "text/plain", b"x").await;
    let missing = upload(&other, "/rest/api/content/4/child/attachment", "x.txt", "text/plain", b"x").await;
    assert_eq!((refused.status, missing.status), (404, 404));
    assert_eq!(stored_files(&wiki), before, "nothing is stored for a page that is hidden");
    let feed = send(&other, "GET", "/rest/tildr/1.0/changes?since=0&limit=500", "", None).await.ok();
    assert!(!feed.to_string().contains("secret"), "{feed}");
    let visible = format!("/rest/api/content/{home}/child/attachment");
    let refused = upload(&other, &visible, "x.txt", "text/plain", b"x").await.refused(403);
    assert_eq!(refused, "your grants in this space do not let you attach files");
}

#[tokio::test]
async fn a_file_goes_to_another_page_and_loses_an_old_version() {
    let (wiki, home) = Wiki::with_space().await;
    let other = wiki.page(&home, "Other", "").await;
    let path = format!("/rest/api/content/{home}/child/attachment");
    let made = upload(&wiki.router, &path, "a.txt", "text/plain", b"secret").await.ok();
    let id = made["results"][0]["id"].as_str().unwrap().to_owned();
    upload(&wiki.router, &format!("{path}/{id}/data"), "a.txt", "text/plain", b"plain").await.ok();
    wiki.delete(&format!("{path}/{id}/version/2")).await.refused(400);
    wiki.delete(&format!("{path}/{id}/version/7")).await.refused(404);
    assert_eq!(wiki.delete(&format!("{path}/{id}/version/1")).await.status, 204);
    assert_eq!(
        fetch(&wiki.router, &format!("/download/attachments/{home}/a.txt?version=1"), &[]).await.0,
        404
    );
    wiki.post(&format!("{path}/{id}/move?newContentId=7"), "").await.refused(404);
    wiki.post(&format!("{path}/{id}/move"), "").await.refused(400);
    let before = wiki.get("/rest/tildr/1.0/changes?since=0").await.ok()["next"].clone();
    let moved = wiki.post(&format!("{path}/{id}/move?newContentId={other}&newName=b.txt"), "").await;
    assert_eq!(moved.status, 204, "{}", moved.json);
    assert_eq!(wiki.get(&path).await.ok()["size"], 0);
    let there = wiki.get(&format!("/rest/api/content/{other}/child/attachment?expand=version")).await.ok();
    let there = &there["results"][0];
    assert_eq!((&there["title"], &there["version"]["number"]), (&json!("b.txt"), &json!(2)));
    assert_eq!(fetch(&wiki.router, &format!("/download/attachments/{other}/b.txt"), &[]).await.2, b"plain");
    let feed = wiki.get(&format!("/rest/tildr/1.0/changes?since={before}")).await.ok();
    let told: Vec<_> =
        feed["items"].as_array().unwrap().iter().map(|item| item["type"].as_str().unwrap()).collect();
    assert_eq!(told, ["attachment-gone", "attachment"], "{feed}");
    upload(&wiki.router, &path, "b.txt", "text/plain", b"x").await.ok();
    let taken = wiki.get(&path).await.ok()["results"][0]["id"].as_str().unwrap().to_owned();
    wiki.post(&format!("{path}/{taken}/move?newContentId={other}"), "").await.refused(400);
}
