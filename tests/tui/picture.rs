//! The picture in the README: a frame of the program as SVG, made from its cells and held current.

use tildr::markup;
use tildr::tui::print;
use tildr::tui::testing::{Harness, page, person, space};

const BODY: &str = "\
We keep **two copies** of each page, one of them on another disk. See [[Release checklist]].

> [!NOTE] Why it is safe
> Every save is on disk before the screen says so.

| Store | What it holds | When it is lost |
| --- | --- | --- |
| `wiki.db` | pages, versions, grants | restore the backup |
| `replica.db` | a copy for reading | fetched again |
| `drafts.db` | what you typed | never |

## To do

- [x] Measure a commit on a slow disk
- [ ] Write down what a power cut may cost
- [ ] Ask {status:green|Ann} to review

```sql
PRAGMA main.synchronous = FULL;
```
";

#[test]
fn the_picture_in_the_readme_is_a_frame_of_the_program() {
    let body = markup::to_storage(BODY).storage;
    let mut harness = Harness::with(vec![
        tildr::replica::Incoming::User(person("u1", "ada", "Ada Lund")),
        tildr::replica::Incoming::User(person("u2", "bob", "Bob Ray")),
        tildr::replica::Incoming::User(person("u3", "cat", "Cat Lu")),
        space("1", "~ada", "Ada Lund", Some("u1"), &[]),
        space("2", "ENG", "Engineering", None, &[tildr::domain::Subject::Licensed]),
        space("3", "OPS", "Operations", None, &[tildr::domain::Subject::User("u2".into())]),
        space("4", "~bob", "Bob Ray", Some("u2"), &[tildr::domain::Subject::Licensed]),
        page("1", "10", None, 0, "Home", "<p>Hello.</p>"),
        page("2", "20", None, 0, "Engineering", "<p>What we build, and how.</p>"),
        page("2", "21", Some("20"), 0, "Storage engine", &body),
        page("2", "22", Some("20"), 1, "Release checklist", "<p>Seven steps.</p>"),
        page("2", "23", Some("20"), 2, "API gateway", "<p>One door.</p>"),
        page("2", "24", Some("23"), 0, "Runbook", "<p>Restart it.</p>"),
    ])
    .sized(104, 34);
    harness.keys("g p Storage <enter>");
    let frame = harness.frame();
    assert!(frame.contains("Storage engine") && frame.contains("NOTE"), "{frame}");
    let svg = print::svg(harness.cells(), None);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/screen.svg");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &svg).expect("docs/ can be written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == svg, "docs/screen.svg is old: run the tests with UPDATE_DOCS=1");
}
