//! Reading a page, following links, ticking, comparing versions, choosing a side.

use insta::assert_snapshot;
use tildr::domain::{Change, Version};
use tildr::replica::{Conflict, Incoming};
use tildr::tui::message::{Data, Message};
use tildr::tui::testing::{Harness, now, page, person, space};

const ENGINE: &str = "<p>The <strong>storage engine</strong> keeps <em>three</em> copies of every page on \
    disks of different age; see <ac:link><ri:page ri:content-title=\"Runbook\" /></ac:link> and \
    <ac:link><ri:page ri:content-title=\"Nowhere\" /></ac:link>. <ac:structured-macro ac:name=\"status\">\
    <ac:parameter ac:name=\"colour\">Green</ac:parameter><ac:parameter ac:name=\"title\">DONE</ac:parameter>\
    </ac:structured-macro></p>\
    <ac:structured-macro ac:name=\"info\"><ac:parameter ac:name=\"title\">Before you start</ac:parameter>\
    <ac:rich-text-body><p>Ask for the key.</p></ac:rich-text-body></ac:structured-macro>\
    <h2>Tasks</h2><ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status>\
    <ac:task-body>call the printer people</ac:task-body></ac:task><ac:task><ac:task-id>2</ac:task-id>\
    <ac:task-status>complete</ac:task-status><ac:task-body>write it down</ac:task-body></ac:task></ac:task-list>\
    <h2>Numbers</h2><table><tbody><tr><th>Region</th><th>Nodes</th><th>Owner</th></tr>\
    <tr><td>north</td><td>3</td><td>the platform group, on weekdays from nine to five</td></tr>\
    <tr><td>south-east</td><td>12</td><td>ada</td></tr></tbody></table>\
    <ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">rust</ac:parameter>\
    <ac:plain-text-body><![CDATA[fn main() {\n    println!(\"hello\");\n}]]></ac:plain-text-body></ac:structured-macro>\
    <ac:structured-macro ac:name=\"children\"><ac:parameter ac:name=\"depth\">2</ac:parameter></ac:structured-macro>\
    <h3>Last words</h3><ol><li>one</li><li>two<ul><li>deep</li></ul></li></ol><blockquote><p>Well.</p></blockquote>";

fn wiki() -> Vec<Incoming> {
    vec![
        Incoming::User(person("u1", "ada", "Ada Lund")),
        Incoming::User(person("u2", "bob", "Bob Ray")),
        space("s1", "~ada", "Ada Lund", Some("u1"), &[tildr::domain::Subject::User("u1".into())]),
        page("s1", "s1-home", None, 0, "Home", "<p>My own pages.</p>"),
        space("s2", "ENG", "Engineering", None, &[tildr::domain::Subject::Licensed]),
        page("s2", "s2-home", None, 0, "Engineering", "<p>How we build things.</p>"),
        page("s2", "p1", Some("s2-home"), 0, "Storage engine", ENGINE),
        page("s2", "p2", Some("s2-home"), 1, "Runbook", "<h2>Restart</h2><p>Turn it off and on.</p>"),
    ]
}

fn at_engine() -> Harness {
    let mut harness = Harness::with(wiki());
    harness.keys("g p").text("Storage").keys("<enter>").frame();
    harness
}

fn body(harness: &Harness) -> String {
    harness.replica.body(&"p1".into()).unwrap().unwrap()
}

#[test]
fn a_page_at_three_widths() {
    assert_snapshot!("page_120", at_engine().sized(120, 60).frame());
    assert_snapshot!("page_80", at_engine().sized(80, 50).frame());
    assert_snapshot!("page_60", at_engine().sized(60, 60).frame());
}

#[test]
fn a_task_is_ticked_in_place_and_taken_back() {
    let mut harness = at_engine();
    harness.keys("<space>");
    assert!(harness.frame().contains("open task"), "{}", harness.frame());
    harness.keys("<space>");
    assert!(harness.frame().contains("☑ call the printer people"), "{}", harness.frame());
    assert_eq!(body(&harness), ENGINE.replacen(">incomplete<", ">complete<", 1));
    harness.keys("u");
    assert!(harness.frame().contains("☐ call the printer people"));
    assert_eq!(body(&harness), ENGINE);
}

#[test]
fn links_lead_to_pages_and_back() {
    let mut harness = at_engine();
    harness.keys("f a");
    assert!(harness.frame().contains("Turn it off and on."), "{}", harness.frame());
    harness.keys("<backspace>");
    assert!(harness.frame().contains("keeps three copies"), "{}", harness.frame());
}

#[test]
fn a_link_to_a_page_that_is_not_there_offers_to_make_it() {
    let mut harness = at_engine();
    harness.keys("f s");
    assert!(harness.frame().contains("There is no page “Nowhere” here."), "{}", harness.frame());
    harness.keys("y");
    let made = harness.replica.titled(&"s2".into(), "Nowhere").unwrap();
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].parent, Some("p1".into()));
    assert!(harness.frame().contains("This page is empty"), "{}", harness.frame());
}

#[test]
fn links_in_tables_have_letters_too() {
    let linked = "<table><tbody><tr><th>What</th><th>Where</th></tr><tr><td>restart</td><td><ac:link>\
        <ri:page ri:content-title=\"Runbook\" /></ac:link></td></tr></tbody></table>";
    let mut pages = wiki();
    pages.push(page("s2", "p3", Some("s2-home"), 2, "Index", linked));
    let mut harness = Harness::with(pages);
    harness.keys("g p").text("Index").keys("<enter>").frame();
    harness.keys("f a");
    assert!(harness.frame().contains("Turn it off and on."), "{}", harness.frame());
}

#[test]
fn a_wide_table_goes_sideways_behind_its_first_column() {
    let row = |cell: &str, name: &str| {
        let cells: String = (1..9).map(|n| format!("<{cell}>{name} of column {n}</{cell}>")).collect();
        format!("<tr><{cell}>{name}</{cell}>{cells}</tr>")
    };
    let table = format!(
        "<table><tbody>{}{}{}</tbody></table>",
        row("th", "head"),
        row("td", "one"),
        row("td", "two")
    );
    let mut pages = wiki();
    pages.push(page(
        "s2",
        "p3",
        Some("s2-home"),
        2,
        "Wide",
        &format!("<p>Before it.</p>{table}<p>After it.</p>"),
    ));
    let mut harness = Harness::with(pages);
    harness.keys("g p").text("Wide").keys("<enter> l l");
    assert_snapshot!("wide_table_120", harness.frame());
    assert_snapshot!("wide_table_80", harness.sized(80, 24).frame());
}

#[test]
fn finding_in_a_page_says_how_many_there_are() {
    let mut harness = at_engine();
    harness.keys("/").text("the");
    assert_snapshot!("find_in_page", harness.frame());
    harness.keys("<enter> n");
    assert!(harness.frame().contains("2 of "), "{}", harness.frame());
}

#[test]
fn what_is_done_in_a_page_can_be_begun_beside_it() {
    let mut harness = at_engine();
    let at_home = |harness: &mut Harness| harness.keys("2").frame().contains("PAGES");
    assert!(at_home(&mut harness));
    harness.keys("t");
    assert!(harness.frame().contains("OUTLINE"), "{}", harness.frame());
    harness.keys("<esc>");
    assert!(at_home(&mut harness));
    harness.keys("f");
    assert!(harness.frame().contains("FOLLOW"), "{}", harness.frame());
    harness.keys("<esc>");
    assert!(at_home(&mut harness));
    harness.keys("n");
    assert!(harness.frame().contains("FIND"), "{}", harness.frame());
    // Where there is nothing to follow the keys stay where they are.
    harness.keys("<esc> g p").text("Runbook").keys("<enter> 2 f");
    assert!(harness.footer().contains("There is no link in sight."), "{}", harness.frame());
    assert!(harness.footer().contains("PAGES"), "{}", harness.frame());
}

fn version(number: u32, author: &str, message: &str) -> Version {
    Version { number, author: author.into(), when: now(), message: message.to_owned() }
}

fn with_versions(harness: &mut Harness) {
    let versions = vec![version(1, "u1", ""), version(0, "u2", "first")];
    harness.send(Message::Data(Data::Versions("p1".into(), Ok(versions))));
    let old = ENGINE.replace("three", "two");
    harness.send(Message::Data(Data::VersionBody("p1".into(), 0, Ok(old))));
}

#[test]
fn history_compares_the_newest_with_the_one_before() {
    let mut harness = at_engine();
    harness.keys("H");
    with_versions(&mut harness);
    assert_snapshot!("history_120", harness.frame());
    assert_snapshot!("history_80", harness.sized(80, 24).frame());
}

#[test]
fn an_old_version_comes_back_byte_for_byte() {
    let mut harness = at_engine();
    harness.keys("H");
    with_versions(&mut harness);
    harness.keys("j r");
    assert_eq!(body(&harness), ENGINE.replace("three", "two"));
    let entry = harness.replica.outbox().unwrap().pop().unwrap().entry;
    let Change::Edit { message, .. } = entry.change else { panic!("{entry:?}") };
    assert_eq!(message, "Back to version 0");
    harness.keys("u");
    assert_eq!(body(&harness), ENGINE);
}

#[test]
fn history_that_cannot_be_fetched_says_so() {
    let mut harness = at_engine();
    harness.keys("H");
    assert!(harness.frame().contains("The versions cannot be fetched"), "{}", harness.frame());
    harness.keys("q");
    assert!(harness.frame().contains("keeps three copies"));
}

fn with_conflict() -> Harness {
    let mut harness = at_engine();
    harness.keys("e <ctrl-f>").text("three").keys("<tab>").text("four").keys("<ctrl-r> <esc> <f2>");
    let op = harness.replica.outbox().unwrap()[0].entry.op;
    let conflict = Conflict {
        page: "p1".into(),
        base: ENGINE.to_owned(),
        ours: ENGINE.replace("three", "four"),
        theirs: ENGINE.replace("three", "two"),
        their_version: 2,
        since: now(),
    };
    harness.replica.set_conflict(&op, &conflict).unwrap();
    harness.send(Message::Changed);
    harness
}

#[test]
fn a_conflict_is_shown_and_mine_can_be_kept() {
    let mut harness = with_conflict();
    assert!(harness.frame().contains("Two edits could not be merged"), "{}", harness.frame());
    harness.keys("g c");
    assert_snapshot!("conflict_120", harness.frame());
    let mut harness = harness.sized(80, 24);
    assert_snapshot!("conflict_80", harness.frame());
    let ours = harness.replica.conflicts().unwrap()[0].ours.clone();
    harness.keys("m S");
    assert_eq!(body(&harness), ours);
    assert_eq!(harness.replica.conflicts().unwrap(), []);
}

#[test]
fn theirs_can_be_kept() {
    let mut harness = with_conflict();
    harness.keys("g c t S");
    assert_eq!(harness.replica.conflicts().unwrap(), []);
    assert_eq!(harness.replica.outbox().unwrap(), []);
}

#[test]
fn code_is_coloured_by_what_its_words_are() {
    let mut harness = at_engine().sized(120, 60);
    let text = harness.frame();
    let y = text.lines().position(|line| line.contains("fn main()")).expect("it is in sight") as u16;
    let cells = harness.cells();
    let at = |word: &str| {
        let line: Vec<&str> = (0..120).map(|x| cells[(x, y)].symbol()).collect();
        let start = (0..120).find(|&x| line[x..].concat().starts_with(word)).expect("the word is there");
        cells[(start as u16, y)].fg
    };
    assert_eq!(at("fn"), ratatui::style::Color::Magenta);
    assert_eq!(at("main"), ratatui::style::Color::Cyan);
    assert_ne!(at("{"), ratatui::style::Color::Magenta);
}

#[test]
fn a_page_opens_where_it_was_left_after_a_restart() {
    let parts: String = (1..80).map(|part| format!("<h2>Part {part}</h2><p>Text {part}.</p>")).collect();
    let mut items = wiki();
    items.push(page("s2", "p9", Some("s2-home"), 2, "Long", &parts));
    let mut harness = Harness::with(items);
    harness.keys("g p").text("Long").keys("<enter>").frame();
    harness.keys("J J J");
    let shown = |harness: &mut Harness| {
        let frame = harness.frame();
        let part = frame.lines().find_map(|line| line.split("│").find(|cell| cell.contains("Text ")));
        part.map(str::trim).unwrap_or_default().to_owned()
    };
    let before = shown(&mut harness);
    assert!(!before.is_empty() && before != "Text 1.", "{before}");
    harness.keys("<ctrl-c> <ctrl-c>");
    assert!(harness.state.ended);
    let mut harness = harness.restarted();
    assert_eq!(shown(&mut harness), before);
}

#[test]
fn the_outline_stands_beside_the_page() {
    let mut harness = at_engine();
    harness.keys("t j");
    assert_snapshot!("outline_120", harness.frame());
    assert_snapshot!("outline_80", at_engine().sized(80, 24).keys("t j").frame());
}

#[test]
fn an_empty_paragraph_is_an_empty_line() {
    let mut harness = at_engine();
    let body = "<p>above</p><p>&nbsp;</p><p>between</p><p>below</p>";
    harness.replica.take_in(&[page("s2", "p5", Some("s2-home"), 3, "Gap", body)], Some("2"), false).unwrap();
    harness.send(Message::Changed).keys("g p").text("Gap").keys("<enter>");
    let frame = harness.frame();
    let row = |word: &str| frame.lines().position(|line| line.contains(word)).unwrap();
    assert_eq!(row("below") - row("between"), 2);
    assert_eq!(row("between") - row("above"), 4, "{frame}");
}

/// What stands inside the border of the page, with its looks.
fn inside(harness: &mut Harness) -> Vec<(String, ratatui::style::Style)> {
    harness.frame();
    let area = ratatui::widgets::Block::bordered().inner(harness.state.layout.areas[2]);
    let cells = harness.cells();
    area.positions().map(|at| (cells[at].symbol().to_owned(), cells[at].style())).collect()
}

#[test]
fn s0_50_a_page_looks_the_same_in_a_personal_and_in_a_site_space() {
    let (before, after) = ENGINE.split_once("; see <ac:link>").unwrap();
    let (macros, _) = after.split_once("<ac:structured-macro ac:name=\"children\">").unwrap();
    let (_, macros) = macros.split_once("</ac:link>. ").unwrap();
    let body = format!("{before}. {macros}");
    let looks = ["s1", "s2"].map(|space| {
        let mut items = wiki();
        items.push(page(space, "p9", Some(&format!("{space}-home")), 9, "Sample", &body));
        let mut harness = Harness::with(items);
        harness.keys("g p").text("Sample").keys("<enter>");
        let open = harness.state.world.page.as_ref().unwrap().space.id.clone();
        assert_eq!(open, space.into());
        inside(&mut harness)
    });
    assert!(looks[0].iter().any(|(symbol, _)| symbol == "☐"), "the tasks are there");
    assert_eq!(looks[0], looks[1]);
}

#[test]
fn s0_58_the_preview_is_what_the_saved_page_shows() {
    let texts = [
        "Some **bold**, *slanted*, ~~gone~~ and `code` words.",
        "- one\n- two\n  - deep\n\n1. first\n2. second",
        "- [ ] open\n- [x] done",
        "| Region | Nodes |\n|---|--:|\n| north | 3 |\n| south-east | 12 |",
        "```rust\nfn main() {}\n```",
        "> quoted\n>\n> twice",
        "> [!NOTE] Before you start\n> Ask for the key.",
        "## A part\n\nWords.\n\n---\n\n### Below it\n\nMore.",
        "[[Runbook]] and [a page](https://example.org/x) and <https://example.org>",
        "*not closed, 2 * 3 * 4, a_b_c, <b>, &amp; and \\*",
        "日本語のテキスト 👩‍👩‍👧 Ångström",
        "A line\nthat goes on\n\n\n\nand another",
    ];
    for text in texts {
        let mut harness = crate::editor::editing("<h1>Home</h1><p>Before.</p>").sized(80, 24);
        harness.keys("<down> <down> <end>");
        harness.send(Message::Paste(format!("\n\n{text}\n")));
        harness.keys("<f4>");
        let preview = inside(&mut harness);
        harness.keys("<f4> <f2>");
        assert!(harness.state.editor.is_none(), "saved: {}", harness.frame());
        let saved = inside(&mut harness);
        let words = |look: &[(String, ratatui::style::Style)]| {
            let rows =
                look.chunks(78).map(|row| row.iter().map(|(symbol, _)| symbol.as_str()).collect::<String>());
            rows.map(|row| row.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(words(&preview), words(&saved), "{text}");
        let other = preview.iter().zip(&saved).find(|(preview, saved)| preview != saved);
        assert_eq!(other, None, "the same words have other looks: {text}");
    }
}

#[test]
fn code_has_its_colours_before_it_comes_into_sight() {
    let words = "<p>Words.</p>".repeat(50);
    let code = "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">rust</ac:parameter>\
        <ac:plain-text-body><![CDATA[fn late() {}]]></ac:plain-text-body></ac:structured-macro>";
    let mut harness = crate::editor::editing(&format!("{words}{code}{words}"));
    harness.keys("<esc>");
    let mut shown = None;
    for _ in 0..120 {
        let reads = harness.reads;
        harness.keys("j");
        if harness.reads > reads {
            shown.get_or_insert(harness.frame().contains("fn late"));
        }
    }
    assert_eq!(shown, Some(false), "asked for once, before it is seen");
}

#[test]
fn s0_19_labels_stand_below_every_page_and_are_found_by_search() {
    let mut harness = Harness::new();
    harness.keys("g p").text("storage engine").keys("<enter>");
    assert!(harness.frame().contains("no labels"), "{}", harness.frame());
    harness.keys("L").text("adr").keys("<enter> <esc>");
    assert!(harness.frame().contains("labels: adr"), "{}", harness.frame());
    harness.keys("s").text("label:adr ");
    let frame = harness.frame();
    assert!(frame.contains("1 found") && frame.contains("Storage engine"), "{frame}");
}

#[test]
fn s1_37_what_is_restricted_carries_a_badge() {
    let mut harness = Harness::new();
    harness.restrict("p23", &["u1"]);
    harness.keys("g p").text("storage engine").keys("<enter>");
    let frame = harness.frame();
    let in_tree = frame.lines().find(|line| line.contains("· Storage engine")).expect("it is in the tree");
    assert!(in_tree.contains('⊘'), "{frame}");
    let above = frame.lines().next().expect("a border");
    assert!(above.contains("only you"), "{frame}");
}
