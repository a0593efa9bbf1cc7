//! The page tree: marks, pages that are carried, what is done to several pages at once.

use insta::assert_snapshot;
use tildr::domain::*;
use tildr::tui::testing::Harness;

/// The tree of Engineering with everything open, on "Engineering".
fn engineering() -> Harness {
    let mut harness = Harness::new();
    harness.keys("1 j j <enter> j z o g g");
    harness
}

/// The titles below a page, in order.
fn below(harness: &Harness, page: &str) -> String {
    let rows = harness.replica.children(&"s2".into(), Some(&page.into())).unwrap();
    rows.into_iter().map(|row| row.page.title).collect::<Vec<_>>().join(", ")
}

/// What the frame of the tree says at its foot.
fn foot(harness: &mut Harness) -> String {
    let frame = harness.frame();
    let line = frame.lines().rev().nth(1).unwrap_or_default();
    line.chars().take(34).collect::<String>().trim_matches(['└', '─', '┘', ' ']).to_owned()
}

#[test]
fn a_page_is_carried_through_the_tree_and_put_down() {
    let mut harness = engineering();
    harness.keys("j j j m");
    assert_snapshot!("carry", harness.frame());
    assert_eq!(foot(&mut harness), "below “API gateway”");
    harness.keys("l");
    assert_eq!(foot(&mut harness), "inside “API gateway”, first");
    assert_snapshot!("carry_inside", harness.frame());
    harness.keys("h h j");
    assert_eq!(foot(&mut harness), "below “Decisions”");
    harness.keys("<enter>");
    assert_eq!(below(&harness, "s2-home"), "Platform, Decisions, Storage engine");
    assert!(harness.frame().contains("Moved below “Decisions”. u puts it back."), "{}", harness.frame());
    harness.keys("u");
    assert_eq!(below(&harness, "p21"), "API gateway, Storage engine");
}

#[test]
fn esc_leaves_carried_pages_where_they_were_and_nothing_else_happens_to_them() {
    let mut harness = engineering();
    harness.keys("j j m k k d");
    assert!(harness.frame().contains("Put the pages down first"), "{}", harness.frame());
    harness.keys("<esc>");
    assert_eq!(below(&harness, "p21"), "API gateway, Storage engine");
    assert!(harness.replica.outbox().unwrap().is_empty());
    assert_eq!(harness.state.pages.selected().map(|row| row.page.title.as_str()), Some("API gateway"));
}

#[test]
fn several_pages_are_carried_together_and_come_back_together() {
    let mut harness = engineering();
    harness.keys("j j <space> <space> <space> m");
    assert_snapshot!("carry_80", harness.frame_of(80, 24));
    harness.keys("g g j <enter>");
    assert_eq!(below(&harness, "s2-home"), "API gateway, Storage engine, Decisions, Platform");
    assert_eq!(harness.state.pages.mark_count(), 0);
    harness.keys("u");
    assert_eq!(below(&harness, "s2-home"), "Platform, Decisions");
    assert_eq!(below(&harness, "p21"), "API gateway, Storage engine");
}

#[test]
fn the_picker_is_the_other_way_and_m_leads_to_it_from_a_page_that_is_carried() {
    let mut harness = engineering();
    harness.keys("j j m m");
    assert!(harness.frame().contains("Move API gateway"), "{}", harness.frame());
    let mut harness = engineering();
    harness.keys("j j M");
    assert!(harness.frame().contains("Move API gateway"), "{}", harness.frame());
}

#[test]
fn a_restricted_place_says_who_would_see_the_page_there() {
    let mut harness = engineering();
    harness.restrict("p24", &["u1"]);
    harness.keys("G k m j l");
    assert_eq!(foot(&mut harness), "inside “Decisions”, first");
    assert_snapshot!("carry_restricted", harness.frame());
}

#[test]
fn of_several_pages_each_that_cannot_be_moved_is_named_and_the_others_move() {
    let mut harness = engineering();
    // Platform cannot go below its own page.
    harness.keys("j <space> G <space> M").text("api").keys("<enter>");
    let frame = harness.frame();
    assert!(frame.contains("Not moved: this is below Platform itself"), "{frame}");
    harness.keys("<esc> V g g j j <space> G <space>");
    let mut page = harness.replica.page(&"p22".into()).unwrap().unwrap().page;
    page.status = PageStatus::Trashed;
    let gone = tildr::replica::Incoming::Page { page: Box::new(page), storage: String::new() };
    harness.replica.take_in(&[gone], None, false).unwrap();
    harness.keys("L").text("adr").keys("<enter> <esc> !");
    assert_snapshot!("refused_by_name", harness.frame());
}

#[test]
fn a_label_goes_on_all_marked_pages_as_one_action() {
    let mut harness = engineering();
    harness.keys("j j <space> <space> L").text("adr").keys("<enter> <esc>");
    assert_eq!(harness.replica.labels().unwrap(), [(Label::stored("adr"), 2)]);
    harness.keys("u");
    assert_eq!(harness.replica.labels().unwrap(), []);
}

#[test]
fn a_marked_branch_goes_to_the_trash_with_what_is_marked_in_it() {
    let mut harness = engineering();
    harness.keys("j <space> <space> <space> d y");
    assert_eq!(below(&harness, "s2-home"), "Decisions");
    harness.keys("u");
    assert_eq!(below(&harness, "p21"), "API gateway, Storage engine");
}

#[test]
fn a_narrowed_tree_keeps_what_is_above_and_esc_shows_all() {
    let mut harness = engineering();
    let mut page = harness.replica.page(&"p23".into()).unwrap().unwrap().page;
    page.labels = vec![Label::stored("adr")];
    page.version.when = "2026-11-10T08:00:00Z".parse().unwrap();
    harness.pull(page);
    harness.keys("z l").text("adr").keys("<enter>");
    assert_snapshot!("narrowed", harness.frame());
    assert_snapshot!("narrowed_80", harness.frame_of(80, 24));
    harness.keys("z t");
    assert!(harness.frame().contains("No page is like that. Esc shows all."), "{}", harness.frame());
    harness.keys("z t z t");
    assert!(harness.frame().contains("[since 30d] [#adr] 1 page"), "{}", harness.frame());
    harness.keys("<esc>");
    assert!(harness.frame().contains("Decisions"), "{}", harness.frame());
}

#[test]
fn a_day_that_is_none_is_told_with_what_would_do() {
    let mut harness = engineering();
    harness.keys("z T").text("soon").keys("<enter>");
    assert!(harness.frame().contains("“soon” is no day: today"), "{}", harness.frame());
}

#[test]
fn drafts_conflicts_and_restricted_pages_are_found() {
    let mut harness = engineering();
    harness.restrict("p24", &["u1"]);
    harness.keys("z r");
    let shown = |harness: &mut Harness| {
        let frame = harness.frame();
        let line = |line: &str| line.chars().skip(1).take(32).collect::<String>().trim().to_owned();
        frame.lines().skip(16).take(5).map(line).collect::<Vec<_>>()
    };
    assert_eq!(
        shown(&mut harness)[..3],
        ["[restricted] 1 page", "▾ Engineering", "· Decisions                  ⊘"]
    );
    harness.keys("<esc> g g j e x y z <esc> 2 z d");
    assert_eq!(
        shown(&mut harness)[..3],
        ["[drafts] 1 page", "▾ Engineering", "· Platform                   *"]
    );
    harness.keys("z x");
    assert!(harness.frame().contains("No page is like that"), "{}", harness.frame());
}

#[test]
fn an_order_is_kept_for_its_space_and_nothing_is_arranged_in_it() {
    let mut harness = engineering();
    harness.keys("z s");
    assert_snapshot!("by_title", harness.frame());
    harness.keys("j m");
    assert!(harness.frame().contains("The pages stand by title"), "{}", harness.frame());
    harness.keys("g h 2");
    assert!(!harness.frame().contains("│by title"), "another space has its own order");
    let mut harness = harness.restarted();
    harness.keys("g p").text("platform").keys("<enter>");
    assert!(harness.frame().contains("│by title"), "{}", harness.frame());
}

fn blog() -> Harness {
    let mut harness = engineering();
    let mut post = harness.replica.page(&"p24".into()).unwrap().unwrap().page;
    post.parent = None;
    for (id, day, title) in [
        ("b1", "2026-11-20", "Release notes"),
        ("b2", "2026-11-03", "New region"),
        ("b3", "2025-12-24", "A quiet day"),
    ] {
        post.id = id.into();
        post.title = title.to_owned();
        post.kind = PageKind::BlogPost { day: day.parse().unwrap() };
        harness.pull(post.clone());
    }
    harness
}

#[test]
fn the_blog_is_folded_by_year_and_month() {
    let mut harness = blog();
    harness.keys("G l j l j l j j");
    assert_snapshot!("blog", harness.frame());
    harness.keys("<enter>");
    let open = harness.state.world.page.clone().expect("a page is open");
    assert_eq!(open.row.page.title, "New region");
    harness.keys("2 h h h h");
    assert!(harness.frame().contains("▸ 2026"), "{}", harness.frame());
    harness.keys("h h");
    assert!(harness.frame().contains("▸ Blog"), "{}", harness.frame());
}

#[test]
fn a_adds_a_post_of_today_where_posts_are() {
    let mut harness = blog();
    harness.keys("G a").text("Fresh from the oven").keys("<enter>");
    let open = harness.state.world.page.clone().expect("a page is open");
    assert_eq!(open.row.page.kind, PageKind::BlogPost { day: "2026-11-21".parse().unwrap() });
    assert!(harness.frame().contains("EDIT"), "{}", harness.frame());
    harness.keys("<esc> 2");
    assert_eq!(
        harness.state.pages.selected().map(|row| row.page.title.as_str()),
        Some("Fresh from the oven")
    );
}

#[test]
fn the_first_post_of_a_space_has_a_key_of_its_own() {
    let mut harness = engineering();
    harness.keys("B");
    assert!(harness.frame().contains("New blog post"), "{}", harness.frame());
    harness.text("Hello").keys("<enter>");
    assert_eq!(harness.replica.blog_months(&"s2".into()).unwrap().len(), 1);
}

#[test]
fn a_branch_is_copied_with_what_is_below_and_taken_titles_get_a_number() {
    let mut harness = engineering();
    harness.keys("j C").text("decisions");
    assert_snapshot!("copy", harness.frame());
    harness.keys("<ctrl-t>");
    assert_snapshot!("copy_80", harness.frame_of(80, 24));
    harness.keys("<enter>");
    assert_eq!(below(&harness, "p24"), "Platform (2)");
    let copy = harness.replica.titled(&"s2".into(), "Platform (2)").unwrap().remove(0);
    assert_eq!(below(&harness, copy.id.as_str()), "API gateway (2), Storage engine (2)");
    assert!(harness.frame().contains("3 pages copied. u takes the copies away."), "{}", harness.frame());
    harness.keys("u");
    assert_eq!(below(&harness, "p24"), "");
}

#[test]
fn s1_04_a_copy_that_more_people_would_see_is_asked_about_with_their_names() {
    let mut harness = Harness::new();
    harness.keys("2 g g j C").text("decisions").keys("<enter>");
    assert_snapshot!("copy_widens", harness.frame());
    harness.keys("<esc>");
    assert_eq!(below(&harness, "p24"), "");
}

#[test]
fn a_copy_keeps_its_restrictions_and_nothing_is_asked() {
    let mut harness = engineering();
    harness.restrict("p23", &["u1", "u2"]);
    harness.keys("j C <ctrl-t>").text("decisions").keys("<enter>");
    assert_eq!(below(&harness, "p24"), "Platform (2)");
    let copy = harness.replica.titled(&"s2".into(), "Storage engine (2)").unwrap().remove(0);
    assert_eq!(copy.restricted_to, Some(vec!["u1".into(), "u2".into()]));
}

#[test]
fn a_copy_to_a_narrower_place_is_not_asked_about() {
    let mut harness = engineering();
    harness.keys("j j C").text("reading").keys("<enter>");
    let rows = harness.replica.children(&"s1".into(), Some(&"p13".into())).unwrap();
    assert_eq!(rows.into_iter().map(|row| row.page.title).collect::<Vec<_>>(), ["API gateway"]);
}

#[test]
fn the_home_page_stays_and_says_why_before_anything_is_asked() {
    let mut harness = engineering();
    harness.keys("d");
    let frame = harness.frame();
    assert!(frame.contains("“Engineering” stays: this is the home page of ENG"), "{frame}");
    assert!(!frame.contains("Put “Engineering” into the trash?"), "{frame}");
    assert!(harness.replica.outbox().unwrap().is_empty());
}

#[test]
fn s0_18_a_page_and_a_space_are_watched_and_it_is_shown() {
    let mut harness = engineering();
    harness.keys("j w");
    assert_snapshot!("watch", harness.frame());
    assert!(harness.replica.watched().unwrap().contains(&Watched::Page("p21".into())));
    harness.keys("w");
    assert!(harness.frame().contains("You do not watch this page any more."), "{}", harness.frame());
    assert!(harness.replica.watched().unwrap().is_empty());
    harness.keys("1 w");
    assert!(harness.frame().contains("You watch this space, with all its pages."), "{}", harness.frame());
    harness.keys("3");
    assert!(harness.frame().contains("watching the space"), "{}", harness.frame());
    harness.keys("u");
    assert!(harness.replica.watched().unwrap().is_empty());
}

#[test]
fn s0_18_everything_watched_is_in_one_list() {
    let mut harness = engineering();
    harness.keys("g w");
    assert!(harness.frame().contains("You watch nothing yet: w on a page or a space begins."));
    harness.keys("<esc> 2 j w 1 w g w");
    assert_snapshot!("watched", harness.frame());
    harness.keys("j w");
    assert_eq!(harness.replica.watched().unwrap().len(), 1);
    assert!(!harness.frame().contains("ENG · now"), "{}", harness.frame());
    harness.keys("k <enter>");
    assert_eq!(harness.state.world.space.as_ref().map(|space| space.as_str()), Some("s2"));
}

#[test]
fn s0_02_a_personal_space_holds_pages_and_dated_posts() {
    let mut harness = Harness::new();
    harness.keys("2 G a").text("Novels").keys("<enter>").text("Long ones.").keys("<f2> 2 B");
    harness.text("Read this week").keys("<enter>").text("Two of them.").keys("<f2>");
    let months = harness.replica.blog_months(&"s1".into()).unwrap();
    assert_eq!(months.len(), 1, "it has a day: {months:?}");
    for (title, says) in [("Novels", "Long ones."), ("Read this week", "Two of them.")] {
        harness.keys("g p").text(title).keys("<enter>");
        assert!(harness.frame().contains(says), "{}", harness.frame());
        harness.keys("e").text("Now: ").keys("<f2>");
        assert!(harness.frame().contains(&format!("Now: {says}")), "{}", harness.frame());
        let open = harness.state.world.page.clone().expect("a page is open");
        assert_eq!((open.row.page.title.as_str(), open.space.key.as_str()), (title, "~ada"));
    }
    harness.keys("2");
    let frame = harness.frame();
    assert!(frame.contains("· Novels") && frame.contains("▾ 2026"), "both are listed:\n{frame}");
}

#[test]
fn s0_13_pages_are_added_below_and_beside_without_a_network() {
    let mut harness = Harness::new();
    for (key, title) in [("a", "Shelf"), ("a", "Novels"), ("a", "Unread"), ("o", "Read"), ("g u a", "Lent")] {
        let to_reading = if title == "Shelf" { "2 G" } else { "2" };
        harness.keys(to_reading).keys(key).text(title).keys("<enter>");
        assert!(harness.state.editor.is_some(), "{title} can be written at once");
        harness.keys("<esc>");
    }
    let titles = |page: &PageId| {
        let rows = harness.replica.children(&"s1".into(), Some(page)).unwrap();
        rows.into_iter().map(|row| (row.page.title, row.page.id)).collect::<Vec<_>>()
    };
    let named = |page: &PageId| titles(page).into_iter().map(|(title, _)| title).collect::<Vec<_>>();
    let shelf = titles(&"p13".into()).remove(0);
    let novels = titles(&shelf.1).remove(0);
    assert_eq!((shelf.0.as_str(), novels.0.as_str()), ("Shelf", "Novels"));
    assert_eq!(named(&novels.1), ["Unread", "Read", "Lent"]);
    assert_eq!(harness.replica.outbox().unwrap().len(), 5, "they wait for the network");
}
