//! The page that holds every construct, and what pages show of other pages.

use insta::assert_snapshot;
use tildr::domain::{Label, PageKind, Subject};
use tildr::markup;
use tildr::replica::Incoming;
use tildr::tui::testing::{Harness, page, person, space};

const CONSTRUCTS: &str = include_str!("../../assets/demo/constructs.xml");
/// What that page leaves out.
const SMALL_THINGS: &str = include_str!("small_things.xml");

fn labelled(incoming: Incoming, label: &str) -> Incoming {
    match incoming {
        Incoming::Page { mut page, storage } => {
            page.labels = vec![Label::stored(label)];
            Incoming::Page { page, storage }
        }
        other => other,
    }
}

fn service(id: &str, position: i64, title: &str, owner: &str, state: &str, excerpt: &str) -> Incoming {
    let markdown = format!(
        ":::details\n| Owner | @{{{owner}}} |\n| --- | --- |\n| State | {{status:{state}}} |\n:::\n\n\
         :::excerpt\n{excerpt}\n:::\n"
    );
    labelled(page("s2", id, Some("all"), position, title, &markup::to_storage(&markdown).storage), "service")
}

/// A wiki with one page to look at, and others that it speaks of.
fn wiki(body: &str) -> Vec<Incoming> {
    vec![
        Incoming::User(person("u1", "ada", "Ada Lund")),
        Incoming::User(person("u2", "bob", "Bob Ray")),
        Incoming::User(person("u3", "cat", "Cat Lu")),
        space("s1", "~ada", "Ada Lund", Some("u1"), &[]),
        page("s1", "s1-home", None, 0, "Home", "<p>My own pages.</p>"),
        space("s2", "ENG", "Engineering", None, &[Subject::Licensed]),
        page("s2", "s2-home", None, 0, "Engineering", "<p>How we build things.</p>"),
        page("s2", "all", Some("s2-home"), 0, "All a page can hold", body),
        service(
            "bill",
            0,
            "Billing",
            "bob",
            "green|RUNNING",
            "Sends invoices on the **first** of the month.",
        ),
        service("find", 1, "Search", "cat", "yellow|MOVING", "Answers in 20 ms; see [[Engineering]]."),
        page("s2", "index", Some("find"), 0, "Search index", "<p>Rebuilt every night.</p>"),
    ]
}

fn reading(body: &str) -> Harness {
    let mut harness = Harness::with(wiki(body));
    harness.keys("g p").text("All a page").keys("<enter> 3");
    harness
}

fn dynamic(name: &str, parameters: &[(&str, &str)]) -> String {
    let parameter = |(name, value): &(&str, &str)| {
        let value = match value.strip_prefix("->") {
            Some(title) => format!("<ac:link><ri:page ri:content-title=\"{title}\" /></ac:link>"),
            None => (*value).to_owned(),
        };
        format!("<ac:parameter ac:name=\"{name}\">{value}</ac:parameter>")
    };
    let parameters: String = parameters.iter().map(parameter).collect();
    format!("<ac:structured-macro ac:name=\"{name}\">{parameters}</ac:structured-macro>")
}

/// All of the page, screen by screen joined into one tall one.
fn shown(body: &str) -> String {
    reading(body).sized(76, 60).frame()
}

#[test]
fn every_construct_on_both_sizes() {
    assert_snapshot!("all_120", reading(CONSTRUCTS).sized(120, 40).frame());
    assert_snapshot!("all_120_end", reading(CONSTRUCTS).sized(120, 40).keys("z o G").frame());
    assert_snapshot!("all_80", reading(CONSTRUCTS).sized(80, 24).frame());
    assert_snapshot!("all_80_tall", reading(CONSTRUCTS).sized(80, 190).frame());
}

#[test]
fn small_things_on_both_sizes() {
    assert_snapshot!("small_120", reading(SMALL_THINGS).sized(120, 40).frame());
    assert_snapshot!("small_120_end", reading(SMALL_THINGS).sized(120, 40).keys("z o G").frame());
    assert_snapshot!("small_80", reading(SMALL_THINGS).sized(80, 120).keys("z o").frame());
    assert_snapshot!("small_60", reading(SMALL_THINGS).sized(60, 150).keys("z o").frame());
    let mut plain = reading(SMALL_THINGS).sized(80, 120);
    let signs = tildr::tui::theme::Signs::ASCII;
    plain.state.world.theme =
        tildr::tui::theme::Theme::named("terminal", signs, tildr::tui::theme::Depth::None).unwrap();
    assert_snapshot!("small_ascii", plain.frame());
}

#[test]
fn parts_open_with_enter_and_stay_open_for_the_session() {
    let mut harness = reading(CONSTRUCTS).sized(100, 60);
    assert!(harness.frame().contains("▸ The long story"), "{}", harness.frame());
    assert!(!harness.frame().contains("Once there were two copies"));
    harness.keys("z o");
    assert!(harness.frame().contains("▾ The long story"), "{}", harness.frame());
    harness.keys("g p").text("Search index").keys("<enter> <backspace>");
    assert!(harness.frame().contains("Once there were two copies"), "{}", harness.frame());
    harness.keys("z c");
    assert!(!harness.frame().contains("Once there were two copies"));
    harness.keys("/").text("two copies");
    assert!(harness.frame().contains("1 of 1"), "{}", harness.frame());
}

#[test]
fn enter_and_space_turn_a_part() {
    let body = "<ac:structured-macro ac:name=\"expand\"><ac:parameter ac:name=\"title\">More</ac:parameter>\
        <ac:rich-text-body><p>Hidden words.</p></ac:rich-text-body></ac:structured-macro>";
    let mut harness = reading(body);
    harness.keys(".");
    assert!(harness.frame().contains("Enter opens and folds this part"), "{}", harness.frame());
    harness.keys("<enter>");
    assert!(harness.frame().contains("Hidden words."));
    harness.keys("<space>");
    assert!(!harness.frame().contains("Hidden words."));
    harness.keys("f a");
    assert!(harness.frame().contains("Hidden words."));
}

#[test]
fn children_are_listed_and_lead_to_their_pages() {
    let frame = shown(&dynamic("children", &[]));
    assert!(
        frame.contains("• Billing") && frame.contains("• Search") && !frame.contains("Search index"),
        "{frame}"
    );
    let frame = shown(&dynamic("children", &[("depth", "2"), ("reverse", "true"), ("sort", "title")]));
    assert!(frame.find("• Search") < frame.find("• Billing") && frame.contains("◦ Search index"), "{frame}");
    let frame = shown(&dynamic("children", &[("page", "->Search")]));
    assert!(frame.contains("pages below “Search”") && frame.contains("• Search index"), "{frame}");
    let frame = shown(&dynamic("children", &[("page", "->Search index")]));
    assert!(frame.contains("There are no pages below."), "{frame}");
    let frame = shown(&dynamic("pagetree", &[("root", "@home"), ("startDepth", "3")]));
    assert!(frame.contains("All a page can hold") && frame.contains("Search index"), "{frame}");

    let mut harness = reading(&dynamic("children", &[]));
    harness.keys("f s");
    assert!(harness.frame().contains("Answers in 20 ms"), "{}", harness.frame());
    harness.keys("<backspace>");
    assert!(harness.frame().contains("• Billing"));
}

#[test]
fn a_list_follows_what_happens_to_the_pages() {
    let mut harness = reading(&dynamic("children", &[]));
    harness
        .replica
        .take_in(&[page("s2", "new", Some("all"), 9, "Brand new", "<p>x</p>")], None, false)
        .unwrap();
    harness.send(tildr::tui::message::Message::Changed);
    assert!(harness.frame().contains("• Brand new"), "{}", harness.frame());
}

#[test]
fn included_pages_name_their_source_and_end() {
    let frame =
        shown(&(dynamic("include", &[("", "->Search")]) + &dynamic("excerpt-include", &[("", "->Billing")])));
    assert!(frame.contains("from “Search”") && frame.contains("page properties"), "{frame}");
    assert!(
        frame.contains("excerpt of “Billing”") && frame.contains("Sends invoices on the first"),
        "{frame}"
    );
    let frame = shown(&dynamic("include", &[("", "->All a page can hold")]));
    assert!(frame.contains("it includes itself"), "{frame}");
    let frame = shown(&dynamic("excerpt-include", &[("", "->Search index")]));
    assert!(frame.contains("That page has no excerpt."), "{frame}");
    let frame = shown(&dynamic("include", &[("", "->Nowhere")]));
    assert!(frame.contains("“Nowhere” is not here"), "{frame}");
}

#[test]
fn pages_that_include_each_other_end_too() {
    let mut items = wiki(&dynamic("include", &[("", "->Mirror")]));
    items.push(page(
        "s2",
        "mirror",
        Some("s2-home"),
        5,
        "Mirror",
        &dynamic("include", &[("", "->All a page can hold")]),
    ));
    let mut harness = Harness::with(items).sized(76, 40);
    harness.keys("g p").text("All a page").keys("<enter> 3");
    assert!(harness.frame().contains("it includes itself"), "{}", harness.frame());
}

#[test]
fn reports_and_lists_of_labelled_pages() {
    let frame = shown(&dynamic("detailssummary", &[("cql", "label = \"service\"")]));
    for expected in ["Title", "Owner", "Billing", "@Bob Ray", "RUNNING", "@Cat Lu", "MOVING"] {
        assert!(frame.contains(expected), "{expected}: {frame}");
    }
    let frame = shown(&dynamic("contentbylabel", &[("labels", "service"), ("sort", "title")]));
    assert!(frame.contains("• Billing  Ada Lund, ") && frame.contains("• Search"), "{frame}");
    let frame = shown(&dynamic("contentbylabel", &[("labels", "nothing")]));
    assert!(frame.contains("No page carries it."), "{frame}");
    let frame = shown(&dynamic("contentbylabel", &[("cql", "label = \"a\" and creator = currentUser()")]));
    assert!(frame.contains("Only the wiki can answer this"), "{frame}");
    let frame = shown(&dynamic("recently-updated", &[("max", "2")]));
    assert!(frame.contains("recently updated in ENG"), "{frame}");
    let frame = shown(&dynamic("blog-posts", &[("spaces", "NONE")]));
    assert!(frame.contains("There is no space NONE here"), "{frame}");
}

#[test]
fn what_was_saved_last_is_dated_by_that_and_posts_by_their_days() {
    let post =
        |id: &str, title: &str, day: &str, saved: &str| match page("s2", id, None, 0, title, "<p>x</p>") {
            Incoming::Page { mut page, storage } => {
                page.kind = PageKind::BlogPost { day: day.parse().unwrap() };
                page.version.when = saved.parse().unwrap();
                Incoming::Page { page, storage }
            }
            other => other,
        };
    let order = |name: &str| {
        let mut items = wiki(&dynamic(name, &[("max", "9")]));
        items.push(post("b1", "Older", "2026-11-02", "2026-11-20T09:00:00Z"));
        items.push(post("b2", "Newer", "2026-11-05", "2026-11-06T09:00:00Z"));
        let mut harness = Harness::with(items);
        harness.keys("g p").text("All a page").keys("<enter> 3");
        harness.frame().lines().filter_map(|line| line.split_once("Ada Lund, ")).fold(
            String::new(),
            |all, (title, day)| {
                let title = title.rsplit('•').next().unwrap_or_default().trim();
                format!("{all}{title} {}; ", day.split("  ").next().unwrap_or_default().trim())
            },
        )
    };
    assert!(
        order("recently-updated").ends_with("Older 20 Nov 2026; Newer 6 Nov 2026; "),
        "{}",
        order("recently-updated")
    );
    assert_eq!(order("blog-posts"), "Newer 5 Nov 2026; Older 2 Nov 2026; ");
}

#[test]
fn macros_in_a_line_show_what_the_wiki_computes() {
    let excerpt = dynamic("excerpt-include", &[("", "->Billing")]);
    let frame = shown(&format!("<p>In short: {excerpt} So it is.</p>"));
    assert!(frame.contains("In short: Sends invoices on the first of the month. So it is."), "{frame}");
    let children = dynamic("children", &[]);
    let frame = shown(&format!("<p>Below: {children} and more.</p>"));
    assert!(frame.contains("Below: ▾ children and more.") && frame.contains("• Billing"), "{frame}");
    let toc = dynamic("toc", &[]);
    let frame = shown(&format!("<p>Contents {toc} here</p><h2>One place</h2>"));
    assert!(frame.matches("One place").count() == 2, "{frame}");
    let frame = shown(&format!(
        "<table><tbody><tr><th>Service</th><th>Pages</th></tr><tr><td>all of them</td><td>see {children}</td></tr></tbody></table>"
    ));
    assert!(frame.contains("• Billing") && frame.contains("all of them"), "{frame}");
    let mut harness = reading(&format!("<p>Below: {children} and more.</p>"));
    harness.keys("f s");
    assert!(harness.frame().contains("Answers in 20 ms"), "{}", harness.frame());
}

#[test]
fn without_colours_and_with_ascii_everything_has_a_sign() {
    let mut harness = reading(CONSTRUCTS).sized(80, 190);
    let signs = tildr::tui::theme::Signs::ASCII;
    harness.state.world.theme =
        tildr::tui::theme::Theme::named("terminal", signs, tildr::tui::theme::Depth::None).unwrap();
    let frame = harness.frame();
    assert!(frame.contains("[IN REVIEW]") && frame.contains("| ! WARNING"), "{frame}");
    let drawn: String = frame.chars().filter(|c| !c.is_ascii()).collect();
    assert_eq!(drawn.trim_matches(['“', '”', '…']).replace(['“', '”'], ""), "", "{frame}");
}
