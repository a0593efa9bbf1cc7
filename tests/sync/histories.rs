//! Random histories of two profiles and a stranger, with lost requests and answers: in the end everybody
//! sees the same, and nothing anybody typed is lost.
//!
//! A typed word is unique, so that it can be looked for. The invariants have the numbers of the list in
//! `docs/sync.md`.

use super::desk::{Desk, create, jot, spot};
use super::wiki::{Fault, Wiki, wiki};
use proptest::prelude::*;
use std::collections::BTreeMap;
use tildr::domain::*;
use tildr::replica::Delivery;

/// One thing somebody does.
#[derive(Debug, Clone)]
enum Act {
    /// Adds a word to a paragraph of a page.
    Edit {
        desk: usize,
        page: usize,
        paragraph: usize,
    },
    Rename {
        desk: usize,
        page: usize,
    },
    Label {
        desk: usize,
        page: usize,
    },
    Create {
        desk: usize,
        below: Option<usize>,
    },
    Move {
        desk: usize,
        page: usize,
        below: usize,
    },
    Trash {
        desk: usize,
        page: usize,
    },
    Jot {
        desk: usize,
    },
    /// A stranger adds a word.
    Stranger {
        page: usize,
        paragraph: usize,
    },
    Sync {
        desk: usize,
        faults: Vec<Option<Fault>>,
    },
}

fn any_fault() -> impl Strategy<Value = Option<Fault>> {
    prop_oneof![
        3 => Just(None),
        1 => Just(Some(Fault::Offline)),
        1 => Just(Some(Fault::RequestLost)),
        1 => Just(Some(Fault::AnswerLost)),
        1 => Just(Some(Fault::Twice)),
    ]
}

fn any_act() -> impl Strategy<Value = Act> {
    let (desk, page, paragraph) = (0..2usize, 0..6usize, 0..3usize);
    prop_oneof![
        6 => (desk.clone(), page.clone(), paragraph.clone())
            .prop_map(|(desk, page, paragraph)| Act::Edit { desk, page, paragraph }),
        1 => (desk.clone(), page.clone()).prop_map(|(desk, page)| Act::Rename { desk, page }),
        1 => (desk.clone(), page.clone()).prop_map(|(desk, page)| Act::Label { desk, page }),
        2 => (desk.clone(), proptest::option::of(page.clone()))
            .prop_map(|(desk, below)| Act::Create { desk, below }),
        1 => (desk.clone(), page.clone(), page.clone())
            .prop_map(|(desk, page, below)| Act::Move { desk, page, below }),
        1 => (desk.clone(), page.clone()).prop_map(|(desk, page)| Act::Trash { desk, page }),
        1 => desk.clone().prop_map(|desk| Act::Jot { desk }),
        2 => (page, paragraph).prop_map(|(page, paragraph)| Act::Stranger { page, paragraph }),
        4 => (desk, proptest::collection::vec(any_fault(), 0..5))
            .prop_map(|(desk, faults)| Act::Sync { desk, faults }),
    ]
}

/// Adds a word at the end of a paragraph.
fn add_word(body: &str, paragraph: usize, word: &str) -> String {
    let ends: Vec<usize> = body.match_indices("</p>").map(|(at, _)| at).collect();
    let Some(&at) = ends.get(paragraph.min(ends.len().saturating_sub(1))) else { return body.to_owned() };
    format!("{} {word}{}", &body[..at], &body[at..])
}

struct History {
    wiki: Wiki,
    desks: Vec<Desk>,
    typed: Vec<String>,
    made: usize,
}

impl History {
    async fn begin() -> Self {
        let wiki = wiki(3);
        let desks = vec![Desk::at(&wiki).await, Desk::at(&wiki).await];
        Self { wiki, desks, typed: Vec::new(), made: 0 }
    }

    fn word(&mut self) -> String {
        let word = format!("word{}x", self.typed.len());
        self.typed.push(word.clone());
        word
    }

    /// A page that a desk shows, by number.
    fn shown(&self, desk: usize, number: usize) -> Option<Page> {
        let titles = self.desks[desk].replica.titles().unwrap();
        let (id, ..) = titles.get(number % titles.len().max(1))?;
        self.desks[desk].replica.page(id).unwrap().map(|row| row.page)
    }

    async fn act(&mut self, act: Act) {
        match act {
            Act::Edit { desk, page, paragraph } => {
                let Some(page) = self.shown(desk, page) else { return };
                let word = self.word();
                self.desks[desk].edit(page.id.as_str(), |body| add_word(body, paragraph, &word));
            }
            Act::Rename { desk, page } => {
                let Some(page) = self.shown(desk, page) else { return };
                let to = format!("Title {}", self.word());
                self.typed.pop();
                self.desks[desk].commit(Change::Rename { page: page.id, from: page.title, to });
            }
            Act::Label { desk, page } => {
                let Some(page) = self.shown(desk, page) else { return };
                let label = Label::stored(format!("label{desk}"));
                self.desks[desk].commit(Change::AddLabel { page: page.id, label });
            }
            Act::Create { desk, below } => {
                let parent = below.and_then(|number| self.shown(desk, number)).map(|page| page.id);
                self.made += 1;
                let id = format!("new:{}", self.made);
                self.typed.push(id.clone());
                self.desks[desk].commit(create(&id, parent.as_ref().map(PageId::as_str)));
            }
            Act::Move { desk, page, below } => {
                let (Some(page), Some(below)) = (self.shown(desk, page), self.shown(desk, below)) else {
                    return;
                };
                let replica = &self.desks[desk].replica;
                let Ok(to) = replica.resolve(Some(&page.id), &Place::LastChildOf(below.id)) else { return };
                let from = replica.spot(&page.id).unwrap().unwrap();
                self.desks[desk].commit(Change::Move { page: page.id, from, to });
            }
            Act::Trash { desk, page } => {
                let Some(page) = self.shown(desk, page) else { return };
                self.desks[desk].commit(Change::Trash { page: page.id, spot: spot(None) });
            }
            Act::Jot { desk } => {
                let word = self.word();
                self.desks[desk].commit(jot(&word));
            }
            Act::Stranger { page, paragraph } => {
                let word = self.word();
                let mut state = self.wiki.lock().unwrap();
                let ids: Vec<PageId> = state.pages.keys().cloned().collect();
                let id = ids[page % ids.len()].clone();
                let body = add_word(state.pages[&id].body(), paragraph, &word);
                state.put(id.as_str(), &body);
            }
            Act::Sync { desk, faults } => {
                *self.desks[desk].client.faults.lock().unwrap() = faults.into();
                let _ = self.desks[desk].handle.settled().await;
            }
        }
    }

    /// Every text there is, wherever it is kept.
    fn texts(&self) -> String {
        let mut texts = String::new();
        for held in self.wiki.lock().unwrap().pages.values() {
            texts += &held.bodies.join("\n");
        }
        for desk in &self.desks {
            for queued in desk.replica.outbox().unwrap() {
                texts += &serde_json::to_string(&queued.entry).unwrap();
            }
            for conflict in desk.replica.conflicts().unwrap() {
                texts += &conflict.ours;
            }
            for kept in desk.replica.kept(1_000).unwrap() {
                texts += &kept.text;
            }
        }
        texts
    }

    fn nothing_is_lost(&self) -> Result<(), TestCaseError> {
        let texts = self.texts();
        for word in &self.typed {
            prop_assert!(texts.contains(word.as_str()), "I1: {word} is lost");
        }
        // Nobody here removes a word, so every version holds all words of the one before it.
        for held in self.wiki.lock().unwrap().pages.values() {
            for pair in held.bodies.windows(2) {
                for word in self.typed.iter().filter(|word| pair[0].contains(word.as_str())) {
                    prop_assert!(pair[1].contains(word.as_str()), "I2: {word} was overwritten unseen");
                }
                for word in &self.typed {
                    prop_assert!(pair[1].matches(word.as_str()).count() <= 1, "I6: {word} is there twice");
                }
            }
        }
        Ok(())
    }

    /// Lets everybody finish without faults, and compares.
    async fn end(&self) -> Result<(), TestCaseError> {
        for _ in 0..4 {
            for desk in &self.desks {
                desk.client.faults.lock().unwrap().clear();
                let settled = desk.handle.settled().await;
                prop_assert!(settled.is_ok(), "I5: {settled:?}");
            }
        }
        self.nothing_is_lost()?;
        let state = self.wiki.lock().unwrap();
        let created = state.pages.values().filter(|held| held.page.title.starts_with("Title new:")).count();
        prop_assert!(created <= self.made, "I6: a page was made twice");
        for desk in &self.desks {
            let outbox = desk.replica.outbox().unwrap();
            let mut parked: BTreeMap<PageId, String> = BTreeMap::new();
            for queued in outbox {
                let Delivery::Parked(reason) = queued.state.clone() else {
                    // What waits for a parked entry of the same page is the only thing left.
                    let page = queued.entry.change.page().cloned();
                    prop_assert!(page.is_some(), "I5: {queued:?} is still here");
                    continue;
                };
                parked.extend(queued.entry.change.page().map(|page| (page.clone(), reason)));
            }
            if !parked.is_empty() {
                continue;
            }
            for (id, held) in &state.pages {
                let row = desk.replica.page(id).unwrap();
                prop_assert!(row.is_some(), "I7: {id} is missing");
                let page = row.unwrap().page;
                prop_assert_eq!(&page.title, &held.page.title, "I4: title of {}", id);
                prop_assert_eq!(page.status, held.page.status, "I4: status of {}", id);
                prop_assert_eq!(&page.parent, &held.page.parent, "I4: parent of {}", id);
                prop_assert_eq!(&page.labels, &held.page.labels, "I4: labels of {}", id);
                prop_assert_eq!(page.version.number, held.page.version.number, "I4: version of {}", id);
                let body = desk.replica.body(id).unwrap();
                prop_assert_eq!(body.as_deref(), Some(held.body()), "I4: body of {}", id);
            }
        }
        Ok(())
    }
}

fn play(acts: Vec<Act>) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut history = History::begin().await;
        for act in acts {
            history.act(act).await;
            history.nothing_is_lost()?;
        }
        history.end().await
    })
}

#[test]
fn regression_the_answer_to_a_second_try_is_old_news() {
    play(vec![
        Act::Edit { desk: 0, page: 1, paragraph: 0 },
        Act::Move { desk: 0, page: 4, below: 2 },
        Act::Rename { desk: 0, page: 2 },
        Act::Trash { desk: 1, page: 1 },
        Act::Sync { desk: 0, faults: vec![None, None, Some(Fault::RequestLost), Some(Fault::AnswerLost)] },
        Act::Sync { desk: 1, faults: Vec::new() },
    ])
    .unwrap();
}

#[test]
fn regression_a_page_moved_out_meanwhile_is_not_trashed_with_its_old_parent() {
    play(vec![
        Act::Create { desk: 1, below: None },
        Act::Edit { desk: 0, page: 0, paragraph: 0 },
        Act::Create { desk: 0, below: None },
        Act::Create { desk: 0, below: Some(0) },
        Act::Sync { desk: 0, faults: vec![None] },
        Act::Rename { desk: 1, page: 1 },
        Act::Sync { desk: 1, faults: vec![None, None] },
        Act::Trash { desk: 1, page: 0 },
        Act::Edit { desk: 0, page: 0, paragraph: 0 },
        Act::Move { desk: 0, page: 4, below: 1 },
    ])
    .unwrap();
}

/// More with `PROPTEST_CASES`.
fn cases() -> ProptestConfig {
    let given = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: given.unwrap_or(24),
        max_shrink_iters: 200,
        // A failing history becomes a test with a name above, not a seed in a file.
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn all_desks_end_with_the_wiki_and_nothing_typed_is_lost(acts in proptest::collection::vec(any_act(), 1..40)) {
        play(acts)?;
    }
}
