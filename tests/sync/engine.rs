//! One engine, then several, against a wiki that is not always well.

use super::desk::{Desk, create, entry, jot, spot};
use super::wiki::{Fault, wiki};
use std::sync::Arc;
use tildr::domain::*;
use tildr::remote::RemoteError;
use tildr::replica::{Delivery, queue_only};
use tildr::sync::{Event, SyncError, ring_outbox};

#[tokio::test]
async fn the_first_pass_brings_everything() {
    let wiki = wiki(700);
    let desk = Desk::at(&wiki).await;
    assert_eq!(desk.replica.titles().unwrap().len(), 700);
    assert_eq!(desk.replica.me().unwrap().unwrap().name, "ada");
    let status = desk.handle.status();
    assert!(status.leader && status.last.is_some() && status.paused.is_none());
}

#[tokio::test]
async fn s0_13_changes_arrive_in_order_and_come_back_as_news() {
    let wiki = wiki(3);
    let desk = Desk::at(&wiki).await;
    desk.edit("1", |body| body.replace("a1", "A1"));
    desk.edit("1", |body| body.replace("b1", "B1"));
    desk.commit(Change::Rename { page: "1".into(), from: "Page 1".into(), to: "One".into() });
    desk.commit(create("new:x", Some("1")));
    desk.commit(create("new:y", Some("new:x")));
    desk.edit("new:y", |body| format!("{body}<p>more</p>"));
    desk.commit(Change::Move { page: "2".into(), from: spot(None), to: spot(Some("new:x")) });
    desk.commit(Change::AddLabel { page: "3".into(), label: Label::stored("todo") });
    desk.commit(Change::Trash { page: "3".into(), spot: spot(None) });
    let mut events = desk.handle.subscribe();
    desk.sync().await;
    assert!(desk.replica.outbox().unwrap().is_empty());
    let state = wiki.lock().unwrap();
    let one = &state.pages[&"1".into()];
    assert_eq!((one.body(), one.page.title.as_str()), ("<p>A1</p><p>B1</p><p>c1</p>", "One"));
    assert_eq!(one.page.version.number, 4);
    let made = state.pages.values().find(|held| held.page.title == "Title new:y").unwrap();
    assert_eq!(made.body(), "<p>new:y</p><p>more</p>");
    assert_eq!(state.pages[&"3".into()].page.status, PageStatus::Trashed);
    let x = desk.replica.real_id(&"new:x".into()).unwrap();
    assert_eq!(state.pages[&"2".into()].page.parent.as_ref(), Some(&x));
    assert_eq!(made.page.parent.as_ref(), Some(&x));
    let mut assigned = 0;
    while let Ok(event) = events.try_recv() {
        assigned += usize::from(matches!(event, Event::Assigned { .. }));
    }
    assert_eq!(assigned, 2);
}

#[tokio::test]
async fn f9_a_lost_answer_makes_one_version() {
    let wiki = wiki(1);
    let desk = Desk::at(&wiki).await;
    desk.edit("1", |body| body.replace("a1", "A1"));
    desk.client.faults.lock().unwrap().extend([None, Some(Fault::AnswerLost)]);
    let unclear = desk.handle.settled().await;
    assert!(matches!(unclear, Err(SyncError::Remote(RemoteError::Unknown(_)))), "{unclear:?}");
    assert_eq!(desk.replica.outbox().unwrap()[0].state, Delivery::Unknown);
    // Somebody else saves on top before we know.
    wiki.lock().unwrap().put("1", "<p>A1</p><p>b1</p><p>other</p>");
    desk.sync().await;
    assert!(desk.replica.conflicts().unwrap().is_empty());
    assert_eq!(desk.body("1"), "<p>A1</p><p>b1</p><p>other</p>");
    assert_eq!(wiki.lock().unwrap().pages[&"1".into()].page.version.number, 3);
}

#[tokio::test]
async fn f9_a_lost_request_is_sent_again() {
    let wiki = wiki(1);
    let desk = Desk::at(&wiki).await;
    desk.edit("1", |body| body.replace("a1", "A1"));
    desk.client.faults.lock().unwrap().extend([None, Some(Fault::RequestLost)]);
    assert!(desk.handle.settled().await.is_err());
    desk.sync().await;
    assert_eq!(wiki.lock().unwrap().pages[&"1".into()].page.version.number, 2);
}

#[tokio::test]
async fn f9_a_lost_create_makes_one_page() {
    let wiki = wiki(0);
    let desk = Desk::at(&wiki).await;
    desk.commit(create("new:x", None));
    desk.client.faults.lock().unwrap().extend([None, Some(Fault::AnswerLost)]);
    assert!(desk.handle.settled().await.is_err());
    desk.sync().await;
    assert_eq!(wiki.lock().unwrap().pages.len(), 1);
    assert_eq!(desk.replica.titles().unwrap().len(), 1);
}

#[tokio::test]
async fn f10_duplicates_change_nothing() {
    let wiki = wiki(1);
    let desk = Desk::at(&wiki).await;
    for text in ["one", "two"] {
        desk.commit(jot(text));
        desk.client.faults.lock().unwrap().extend([None, Some(Fault::Twice)]);
        desk.sync().await;
    }
    assert_eq!(desk.body("journal"), "<p>one</p><p>two</p>");
}

#[tokio::test]
async fn offline_keeps_everything_and_says_so() {
    let wiki = wiki(1);
    let desk = Desk::at(&wiki).await;
    desk.edit("1", |body| body.replace("a1", "A1"));
    desk.client.fail(Fault::Offline);
    assert!(desk.handle.settled().await.is_err());
    assert!(desk.handle.status().paused.unwrap().contains("cannot be reached"));
    assert_eq!(desk.handle.status().queued, 1);
    desk.sync().await;
    assert_eq!(desk.handle.status().paused, None);
    assert_eq!(desk.handle.status().queued, 0);
}

#[tokio::test]
async fn f17_a_refused_change_is_parked_and_the_rest_goes_on() {
    let wiki = wiki(2);
    let desk = Desk::at(&wiki).await;
    wiki.lock().unwrap().forbidden.push("1".into());
    let op = desk.edit("1", |body| body.replace("a1", "A1"));
    desk.edit("2", |body| body.replace("a2", "A2"));
    desk.sync().await;
    let outbox = desk.replica.outbox().unwrap();
    assert_eq!(outbox.len(), 1);
    assert!(matches!(&outbox[0].state, Delivery::Parked(reason) if reason.contains("read-only")));
    assert!(wiki.lock().unwrap().pages[&"2".into()].body().contains("A2"));
    wiki.lock().unwrap().forbidden.clear();
    desk.replica.retry(&op).unwrap();
    desk.sync().await;
    assert!(wiki.lock().unwrap().pages[&"1".into()].body().contains("A1"));
}

#[tokio::test]
async fn jots_wait_for_a_personal_space_and_the_rest_goes_on() {
    let wiki = wiki(1);
    wiki.lock().unwrap().has_no_personal_space = true;
    let desk = Desk::at(&wiki).await;
    desk.commit(jot("one"));
    desk.commit(jot("two"));
    desk.edit("1", |body| body.replace("a1", "A1"));
    let waits = desk.handle.settled().await;
    assert!(matches!(waits, Err(SyncError::Remote(RemoteError::NoPersonalSpace))), "{waits:?}");
    assert!(wiki.lock().unwrap().pages[&"1".into()].body().contains("A1"));
    wiki.lock().unwrap().has_no_personal_space = false;
    desk.sync().await;
    assert_eq!(desk.body("journal"), "<p>one</p><p>two</p>");
}

#[tokio::test]
async fn many_removals_stop_and_ask() {
    let wiki = wiki(50);
    let desk = Desk::at(&wiki).await;
    {
        let mut state = wiki.lock().unwrap();
        for id in 1..=25 {
            state.purge(&id.to_string());
        }
    }
    let stopped = desk.handle.settled().await;
    assert!(matches!(stopped, Err(SyncError::MassRemoval(25))), "{stopped:?}");
    assert_eq!(desk.replica.titles().unwrap().len(), 50, "shown, not done");
    assert_eq!(desk.handle.status().removal, Some(25));
    desk.handle.confirm_removal();
    desk.sync().await;
    assert_eq!(desk.handle.status().removal, None);
    assert_eq!(desk.replica.titles().unwrap().len(), 25);
}

#[tokio::test]
async fn what_one_may_not_see_any_more_goes_unasked_and_ones_own_text_stays() {
    let wiki = wiki(50);
    let desk = Desk::at(&wiki).await;
    desk.edit("1", |body| body.replace("a1", "my own words"));
    {
        let mut state = wiki.lock().unwrap();
        for id in 1..=25 {
            state.hide(&id.to_string());
        }
    }
    desk.sync().await;
    assert_eq!(desk.handle.status().removal, None);
    assert_eq!(desk.replica.titles().unwrap().len(), 25);
    let outbox = desk.replica.outbox().unwrap();
    assert!(matches!(outbox[0].state, Delivery::Parked(_)), "{outbox:?}");
    assert!(format!("{:?}", outbox[0].entry.change).contains("my own words"));
}

#[tokio::test]
async fn f13_a_wiki_that_went_back_loses_no_text() {
    let wiki = wiki(1);
    let desk = Desk::at(&wiki).await;
    desk.edit("1", |body| body.replace("a1", "newer"));
    desk.sync().await;
    let mut events = desk.handle.subscribe();
    {
        let mut state = wiki.lock().unwrap();
        let fresh = super::wiki::wiki(1);
        let backup = fresh.lock().unwrap().pages.clone();
        state.pages = backup;
        state.epoch += 1;
    }
    desk.edit("1", |body| body.replace("b1", "mine"));
    let _ = desk.handle.settled().await;
    assert!(desk.replica.kept(9).unwrap().iter().any(|kept| kept.text.contains("newer")));
    let mut went_back = false;
    while let Ok(event) = events.try_recv() {
        went_back |= event == Event::WentBack;
    }
    assert!(went_back);
}

#[tokio::test]
async fn what_another_process_queued_is_sent_at_its_bell() {
    let wiki = wiki(1);
    let desk = Desk::at(&wiki).await;
    let mut events = desk.handle.subscribe();
    queue_only(desk.dir.path(), &[entry(jot("from the shell"))]).unwrap();
    ring_outbox(desk.dir.path());
    while !matches!(events.recv().await.unwrap(), Event::Delivered(_)) {}
    desk.sync().await;
    assert_eq!(desk.body("journal"), "<p>from the shell</p>");
}

#[tokio::test]
async fn f19_two_engines_on_one_profile() {
    let wiki = wiki(1);
    let first = Desk::at(&wiki).await;
    let second = Desk::in_dir(Arc::clone(&first.dir), &wiki);
    assert!(first.handle.status().leader && !second.handle.status().leader);
    // The follower's change is sent by the leader, and both see the outcome.
    let mut seen = second.handle.subscribe();
    second.edit("1", |body| body.replace("a1", "A1"));
    second.sync().await;
    assert!(wiki.lock().unwrap().pages[&"1".into()].body().contains("A1"));
    while seen.recv().await.unwrap() != Event::Changed {}
    // The leader's change is shown by the follower.
    first.edit("1", |body| body.replace("b1", "B1"));
    first.sync().await;
    assert!(second.body("1").contains("B1"));
    // The leader goes, the follower takes over.
    let mut seen = second.handle.subscribe();
    first.handle.stop().await;
    while !matches!(seen.recv().await.unwrap(), Event::Status(status) if status.leader) {}
    second.edit("1", |body| body.replace("c1", "C1"));
    second.sync().await;
    assert!(wiki.lock().unwrap().pages[&"1".into()].body().contains("C1"));
}

#[tokio::test]
async fn old_versions_come_from_the_wiki() {
    let wiki = wiki(1);
    let desk = Desk::at(&wiki).await;
    desk.edit("1", |body| body.replace("a1", "A1"));
    desk.sync().await;
    assert_eq!(desk.handle.versions(&"1".into()).await.unwrap().len(), 2);
    assert!(desk.handle.version_body(&"1".into(), 1).await.unwrap().contains("a1"));
    wiki.lock().unwrap().put("1", "<p>now</p>");
    desk.handle.refresh(&"1".into()).await.unwrap();
    assert_eq!(desk.body("1"), "<p>now</p>");
}
