//! Comments and files from the shell.

use super::Home;
use std::fs;

#[test]
fn comments_are_written_answered_settled_edited_and_deleted() {
    let home = Home::settled();
    let page = home.ok(&["page", "new", "Plan"]).trim().to_owned();
    assert!(home.ok(&["page", "comment", &page, "--list"]).is_empty());
    home.ok(&["page", "comment", &page, "Why", "*two*?"]);
    let id = home.json(&["page", "comment", &page, "--list"])[0]["id"].as_str().unwrap().to_owned();
    assert!(!id.starts_with("new:"), "{id}");
    home.ok_with(&["page", "comment", &page, "--reply", &id], "One may fail.\n\n- north\n");
    let all = home.json(&["page", "comment", &page, "--list"]);
    assert_eq!((all[1]["depth"].as_u64(), all[1]["parent"].as_str()), (Some(1), Some(id.as_str())));
    assert_eq!(all[0]["markdown"], "Why *two*?\n");
    let reply = all[1]["id"].as_str().unwrap().to_owned();
    home.ok(&["page", "comment", &page, "--resolve", &reply]);
    assert_eq!(home.json(&["page", "comment", &page, "--list"])[0]["resolved"], true);
    assert!(home.ok(&["page", "comment", &page, "--list"]).contains("settled"));
    home.ok(&["page", "comment", &page, "--reopen", &id]);
    home.ok(&["page", "comment", &page, "--edit", &id, "Why three?"]);
    assert_eq!(home.json(&["page", "comment", &page, "--list"])[0]["markdown"], "Why three?\n");
    home.fails(2, &["page", "comment", &page, "--delete", &id]);
    home.ok(&["page", "comment", &page, "--delete", &id, "--yes"]);
    let left = home.json(&["page", "comment", &page, "--list"]);
    assert_eq!((left.as_array().unwrap().len(), left[0]["depth"].as_u64()), (1, Some(0)));
    let said = home.fails(1, &["page", "comment", &page, "--reply", "nope", "x"]);
    assert!(said.contains("no comment `nope`") && said.contains("next:"), "{said}");
}

#[test]
fn files_go_in_and_out_and_never_over_another() {
    let home = Home::settled();
    let page = home.ok(&["page", "new", "Plan"]).trim().to_owned();
    let source = home.path().join("plan.png");
    let bytes: Vec<u8> = (0..100_000_u32).map(|n| (n % 253) as u8).collect();
    fs::write(&source, &bytes).unwrap();
    home.ok(&["page", "attach", &page, source.to_str().unwrap(), "-m", "first"]);
    let listed = home.json(&["page", "attach", &page, "--list"]);
    assert_eq!((listed[0]["name"].as_str(), listed[0]["size"].as_u64()), (Some("plan.png"), Some(100_000)));
    assert_eq!(
        (listed[0]["type"].as_str(), listed[0]["comment"].as_str()),
        (Some("image/png"), Some("first"))
    );
    assert_eq!(listed[0]["sha256"].as_str().unwrap().len(), 64);
    let into = home.path().join("into");
    fs::create_dir(&into).unwrap();
    let to = into.to_str().unwrap();
    home.ok(&["page", "attach", &page, "--save", "plan.png", "--to", to]);
    home.ok(&["page", "attach", &page, "--save", "plan.png", "--to", to]);
    assert_eq!(fs::read(into.join("plan.png")).unwrap(), bytes);
    assert_eq!(fs::read(into.join("plan (2).png")).unwrap(), bytes);
    fs::write(&source, b"new").unwrap();
    home.ok(&["page", "attach", &page, source.to_str().unwrap()]);
    assert_eq!(home.json(&["page", "attach", &page])[0]["version"], 2);
    home.fails(2, &["page", "attach", &page, "--delete", "plan.png"]);
    home.ok(&["page", "attach", &page, "--delete", "plan.png", "--yes"]);
    assert_eq!(home.json(&["page", "attach", &page]).as_array().unwrap().len(), 0);
    assert!(home.fails(1, &["page", "attach", &page, "/nowhere/x"]).contains("cannot read"));
    assert!(home.fails(1, &["page", "attach", &page, "--save", "gone"]).contains("no file `gone`"));
}
