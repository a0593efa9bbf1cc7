//! Folders of Markdown in and out.

use super::Home;
use std::fs;

#[test]
fn a_folder_comes_in_once_and_goes_out_again() {
    let home = Home::new();
    let source = home.path().join("docs");
    fs::create_dir_all(source.join("guide")).unwrap();
    fs::write(source.join("index.md"), "# Docs\n\nSee [the guide](guide.md). ![The plan](pic.png)\n")
        .unwrap();
    fs::write(source.join("guide.md"), "---\ntitle: The guide\nlabels: [a, b]\n---\n\nText.\n").unwrap();
    fs::write(source.join("guide/日本.md"), "# 日本\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n").unwrap();
    fs::write(source.join("pic.png"), "x").unwrap();
    fs::write(source.join("notes.txt"), "nobody shows it").unwrap();
    let source = source.to_str().unwrap();
    let said = home.json(&["import", source, "--space", "DOCS"]);
    assert_eq!((said["created"].as_u64(), said["files"].as_u64()), (Some(3), Some(1)));
    assert_eq!(said["left_out"], serde_json::json!(["notes.txt (not Markdown)"]));
    let again = home.json(&["import", source, "--space", "DOCS"]);
    assert_eq!((again["created"].as_u64(), again["existing"].as_u64()), (Some(0), Some(3)));
    assert_eq!(again["files"].as_u64(), Some(0), "a file is attached once");
    assert_eq!(home.json(&["page", "attach", "DOCS:Docs", "--list"])[0]["name"], "pic.png");
    assert!(home.ok(&["page", "show", "DOCS:Docs"]).contains("[[The guide|the guide]]"));
    assert!(home.ok(&["page", "list", "--label", "a"]).contains("The guide"));

    let target = home.path().join("out");
    let target = target.to_str().unwrap();
    home.ok(&["export", "DOCS", target]);
    let exported = fs::read_to_string(home.path().join("out/Docs/The-guide.md")).unwrap();
    assert!(
        exported.contains("title: \"The guide\"") && exported.ends_with("# The guide\n\nText.\n"),
        "{exported}"
    );
    let index = fs::read_to_string(home.path().join("out/Docs.md")).unwrap();
    assert!(index.contains("---\n\n# Docs\n\nSee [the guide](Docs/The-guide.md)."), "{index}");
    assert!(home.path().join("out/Docs/The-guide/日本.md").exists());
    let exported = fs::read_to_string(home.path().join("out/Docs.md")).unwrap();
    assert!(exported.contains("![The plan](<Docs.files/pic.png>)"), "{exported}");
    assert_eq!(fs::read(home.path().join("out/Docs.files/pic.png")).unwrap(), b"x");
    // And in again, with its file.
    let back = home.json(&["import", target, "--space", "BACK"]);
    assert_eq!((back["created"].as_u64(), back["files"].as_u64()), (Some(3), Some(1)), "{back}");
    let said = home.fails(1, &["export", "DOCS", target]);
    assert!(said.contains("--force"), "{said}");
}

#[test]
fn jsonl_makes_its_spaces() {
    let home = Home::new();
    let dir = home.path().join("wiki");
    fs::create_dir(&dir).unwrap();
    let spaces = r#"{"key":"ENG","name":"Engineering","type":"team","home_page_id":1}
{"key":"~bob.ray","name":"Bob Ray","type":"personal","home_page_id":3}"#;
    fs::write(dir.join("spaces.jsonl"), spaces).unwrap();
    let pages = r##"{"space_key":"ENG","id":1,"parent_id":null,"title":"Eng home","body_markdown":"# Eng home\n\nhi","updated_at":"2020-01-01T00:00:00Z"}
{"space_key":"ENG","id":2,"parent_id":1,"title":"Child","body_markdown":"text","updated_at":"2020-01-01T00:00:00Z"}
{"space_key":"~bob.ray","id":3,"parent_id":null,"title":"Bob home","body_markdown":"b","updated_at":"2020-01-01T00:00:00Z"}"##;
    fs::write(dir.join("pages.jsonl"), pages).unwrap();
    let said = home.json(&["import", dir.to_str().unwrap()]);
    assert_eq!(said["created"], 3);
    assert_eq!(home.ok(&["page", "show", "ENG"]), "hi\n");
    assert_eq!(home.json(&["page", "list", "--under", "ENG:Eng home"])[0]["title"], "Child");
    assert_eq!(home.json(&["space", "show", "BOBRAY"])["name"], "Bob Ray");
    fs::write(dir.join("pages.jsonl"), "{broken\n").unwrap();
    assert!(home.fails(1, &["import", dir.to_str().unwrap()]).contains("line 1"));
}

/// Lines of two spaces, one after the other; what the last page says is given.
fn lines(last: &str) -> String {
    let line = |key: &str, id: usize, body: &str| {
        format!(r#"{{"space_key":"{key}","id":{id},"title":"Page {id}","body_markdown":{body}}}"#)
    };
    let of =
        |id: usize| line(if id.is_multiple_of(2) { "ENG" } else { "OPS" }, id, &format!("\"text {id}\""));
    let mut lines: Vec<String> = (1..9).map(of).collect();
    lines.push(line("ENG", 9, last));
    lines.join("\n")
}

#[test]
fn an_import_that_stops_leaves_what_it_brought_and_goes_on_behind_it() {
    let home = Home::new();
    let dir = home.path().join("wiki");
    fs::create_dir(&dir).unwrap();
    let (source, file) = (dir.to_str().unwrap(), dir.join("pages.jsonl"));
    // Without a title, it is no page: nothing is imported, and the line is named.
    fs::write(&file, format!("{}\n{{\"space_key\":\"ENG\",\"id\":10}}\n", lines("\"\""))).unwrap();
    let said = home.fails(1, &["import", source]);
    assert!(
        said.contains("line 10 of") && said.contains("title") && !said.contains("are in the wiki"),
        "{said}"
    );
    // Its text is read with the page only.
    fs::write(&file, lines("9")).unwrap();
    let said = home.fails(1, &["import", source]);
    assert!(said.contains("line 9 of") && said.contains("8 of 9 pages are in the wiki"), "{said}");
    assert_eq!(home.ok(&["page", "show", "ENG:Page 8"]), "text 8\n");
    fs::write(&file, lines("\"at last\"")).unwrap();
    let said = home.json(&["import", source]);
    assert_eq!((said["created"].as_u64(), said["existing"].as_u64()), (Some(1), Some(8)), "{said}");
    assert_eq!(home.ok(&["page", "show", "ENG:Page 9"]), "at last\n");
}

#[test]
fn a_page_tree_can_be_exported_alone() {
    let home = Home::settled();
    let id = home.ok_with(&["page", "new", "../../evil"], "x\n").trim().to_owned();
    home.ok(&["page", "new", "Below", "--parent", &id]);
    let target = home.path().join("a/b/out");
    home.ok(&["export", &id, target.to_str().unwrap(), "--storage"]);
    let names: Vec<String> = fs::read_dir(&target)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 3, "a page, its storage, its folder: {names:?}");
    assert!(names.iter().all(|name| name.contains("evil") && !name.starts_with('.')), "{names:?}");
}

#[test]
fn nothing_to_import_is_a_sentence() {
    let home = Home::new();
    home.fails(1, &["import", "/nowhere", "--space", "X"]);
    let empty = home.path().join("empty");
    fs::create_dir(&empty).unwrap();
    assert!(home.fails(1, &["import", empty.to_str().unwrap(), "--space", "X"]).contains(".md"));
    fs::write(empty.join("a.md"), "x").unwrap();
    assert!(home.fails(1, &["import", empty.to_str().unwrap()]).contains("--space"));
    let file = empty.join("a.md");
    assert!(home.fails(1, &["import", file.to_str().unwrap(), "--space", "X"]).contains("is no folder"));
}

#[test]
fn files_that_are_no_pages_are_named_and_the_others_come_in() {
    let home = Home::new();
    let source = home.path().join("docs");
    fs::create_dir_all(source.join("guide")).unwrap();
    fs::write(source.join("good.md"), "# Good\n\ntext\n").unwrap();
    fs::write(source.join("bad.md"), b"not \xff text").unwrap();
    fs::write(source.join("huge.md"), vec![b'a'; 11 << 20]).unwrap();
    fs::write(source.join("guide/index.md"), b"\xff").unwrap();
    fs::write(source.join("guide/first.md"), "# First\n").unwrap();
    let said = home.json(&["import", source.to_str().unwrap(), "--space", "DOCS"]);
    assert_eq!(said["created"], 3, "the two that can be read, and a page for the folder: {said}");
    let left_out = said["left_out"].as_array().unwrap();
    for named in
        ["bad.md (not UTF-8)", "huge.md (11.0 MB, and a page holds at most 10)", "guide/index.md (not UTF-8)"]
    {
        assert!(left_out.iter().any(|file| file == named), "{named}: {said}");
    }
    assert_eq!(home.json(&["page", "list", "--under", "DOCS:guide"])[0]["title"], "First");
}
