//! Newest first on random wikis: by every way the hits, their order and their number are those of a search through
//! everything, whoever asks.

use super::super::super::search::Wanted;
use super::super::random::{PEOPLE, as_user, make, on_random_wikis};
use super::super::value::params;
use super::super::{names, words};
use super::newest::{self, Reach};
use super::*;
use crate::domain::Timestamp;
use crate::server::cql;

/// All at once; back in time by very small and by larger steps.
const REACHES: [Reach; 4] = [
    newest::REACH,
    Reach { counted: 500, few: 0, many: 0, stretch: 1, step: 1 },
    Reach { counted: 500, few: 0, many: 0, stretch: 2, step: 3 },
    Reach { counted: 2, few: 0, many: 0, stretch: 3, step: 100 },
];

const QUERIES: [&str; 9] = [
    "text ~ oak",
    "text ~ \"oak elm\"",
    "text ~ \"p1 oak\"",
    "title ~ p",
    "text ~ \"\\\"oak elm\\\"\"",
    "text ~ oak and not text ~ elm",
    "text ~ oak and space = S1",
    "text ~ oak and type in (comment, attachment)",
    "text ~ f or title ~ p",
];

/// Says something everywhere, and when: many things at one time, older versions after newer ones.
fn say(tx: &Connection) -> Result<()> {
    let texts = ["<p>oak elm</p>", "<p>oaks</p>", "<p>elm oak</p>", "<p>ash</p>"];
    let ids = |sql: &str| tx.all(sql, params![], |row| row.get::<i64>(0));
    for (at, page) in ids("SELECT id FROM content ORDER BY title")?.into_iter().enumerate() {
        words::set_text(tx, page, texts[at % 4])?;
        tx.run("UPDATE body SET storage = ?2 WHERE content = ?1", params![page, texts[at % 4]])?;
        tx.run("UPDATE version SET saved = ?2 WHERE content = ?1", params![page, (at % 3) as i64])?;
        tx.run(
            "INSERT INTO version (content, number, title, body, author, saved, message) \
             SELECT content, 0, title, body, author, ?2, '' FROM version WHERE content = ?1",
            params![page, (at % 5) as i64],
        )?;
    }
    for (at, comment) in ids("SELECT id FROM comment ORDER BY id")?.into_iter().enumerate() {
        words::set_text(tx, comment, texts[(at + 1) % 4])?;
        tx.run(
            "UPDATE comment SET storage = ?2, saved = ?3 WHERE id = ?1",
            params![comment, texts[(at + 1) % 4], (at % 4) as i64],
        )?;
    }
    for file in ids("SELECT id FROM attachment")? {
        words::set_name(tx, file, "f oak")?;
    }
    Ok(())
}

/// Names the first disagreement.
fn compare(tx: &Connection) -> Result<std::result::Result<(), String>> {
    for (name, query) in PEOPLE.into_iter().chain([""]).flat_map(|name| QUERIES.map(|query| (name, query))) {
        let who = as_user(name).who;
        for (start, limit, archived) in [(0, 100, true), (0, 2, false), (3, 2, true)] {
            let query = cql::parse(query).expect("a query of this test");
            let kinds = query.kinds();
            let wanted = Wanted { query, now: Timestamp::UNIX_EPOCH, archived, spaces: true, start, limit };
            let compiled = Compiled::new(tx, &who, &wanted)?;
            let all = through_all(tx, &who, &wanted, &kinds, &compiled)?;
            if !newest::is_wanted(&wanted, &compiled) {
                continue;
            }
            for reach in REACHES {
                let Some(found) = newest::search(tx, &who, &wanted, &kinds, &compiled, reach)? else {
                    continue;
                };
                let total = all.total.min(reach.counted.max(start + limit + 1));
                if (found.total, &found.hits) != (total, &all.hits) {
                    return Ok(Err(format!("{name:?} {:?} {reach:?}: {found:?}, not {all:?}", wanted.query)));
                }
            }
        }
    }
    Ok(Ok(()))
}

#[test]
fn what_changed_last_is_found_first_by_every_way() {
    on_random_wikis(8, |tx, plan| {
        make(tx, plan)?;
        say(tx)?;
        compare(tx)
    });
}

#[test]
fn many_hits_are_counted_as_far_as_it_matters() {
    super::super::suite::on_both(|database| {
        let mut connection = database.writer()?;
        super::super::migrate::migrate(&mut connection).unwrap();
        let tx = &connection;
        tx.batch(
            "INSERT INTO account (id, login, login_folded, full_name, created) VALUES ('a', 'a', 'a', 'A', 0); \
             INSERT INTO space (id, key, key_folded, name, kind, status, creator, created) \
                VALUES (5, 'S', 's', 'Garden', 'site', 'active', 'a', 0); \
             INSERT INTO space_grant (space, kind, subject, permission) VALUES (5, 'user', 'a', 'VIEW_SPACE')",
        )?;
        for page in 1..=600_i64 {
            tx.run(
                "INSERT INTO content (id, space, kind, status, title, position, version, creator, created) \
                 VALUES (?1, 5, 'page', 'current', 'Rose', 0, 1, 'a', 0)",
                params![page],
            )?;
            tx.run(
                "INSERT INTO version (content, number, title, body, author, saved, message) \
                 VALUES (?1, 1, 'Rose', 1, 'a', ?1, '')",
                params![page],
            )?;
            words::add_name(tx, page, "Rose")?;
        }
        let who = as_user("a").who;
        let find = |start: usize, limit: usize| {
            let query = cql::parse("title ~ rose and type = page").expect("a query");
            let wanted =
                Wanted { query, now: Timestamp::UNIX_EPOCH, archived: false, spaces: true, start, limit };
            search(tx, &who, &wanted)
        };
        let first = find(0, 2)?;
        assert_eq!(first.total, 100);
        assert_eq!(first.hits, [600, 599].map(|page| Hit::Page(names::page_id(page))));
        assert_eq!(find(120, 10)?.total, 131, "one more than was shown: there is a next stretch");
        assert_eq!(find(590, 100)?.total, 600);
        assert_eq!(find(0, 0)?.total, 600, "a count alone is a count");
        Ok(())
    });
}

/// Makes a wiki in which every page says `common`, some say `rare` and a few are restricted.
fn furnish(tx: &Connection, spaces: i64, pages: i64) -> Result<()> {
    tx.batch(
        "INSERT INTO account (id, login, login_folded, full_name, created) VALUES ('a', 'a', 'a', 'A', 0)",
    )?;
    for space in 1..=spaces {
        let key = format!("S{space}");
        tx.run(
            "INSERT INTO space (id, key, key_folded, name, kind, status, creator, created) \
             VALUES (?1, ?2, ?2, ?2, 'site', 'active', 'a', 0)",
            params![space, key],
        )?;
        tx.run(
            "INSERT INTO space_grant (space, kind, subject, permission) VALUES (?1, 'licensed', '', 'VIEW_SPACE')",
            params![space],
        )?;
    }
    for page in 1..=pages {
        let parent = (page % 4 != 1).then_some(page - 1);
        tx.run(
            "INSERT INTO content (id, space, kind, status, title, parent, position, version, creator, created, read_restricted) \
             VALUES (?1, ?2, 'page', 'current', 'Page', ?3, 0, 1, 'a', 0, ?4)",
            params![page, (page - 1) / 4 % spaces + 1, parent, i64::from(page % 16 == 0)],
        )?;
        tx.run(
            "INSERT INTO version (content, number, title, body, author, saved, message) VALUES (?1, 1, 'Page', 1, 'a', ?1, '')",
            params![page],
        )?;
        let is_rare = page > pages - 8;
        words::add_name(tx, page, if is_rare { "Seldom" } else { "Page" })?;
        words::add_text(tx, page, if is_rare { "<p>rare common</p>" } else { "<p>common</p>" })?;
    }
    Ok(())
}

/// Steps of the database for a search, whose hits are counted.
fn steps(spaces: i64, pages: i64, query: &str) -> (usize, i64) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("wiki.db");
    let mut tx = super::super::database::Database::file(&file).writer().unwrap();
    super::super::migrate::migrate(&mut tx).unwrap();
    furnish(&tx, spaces, pages).unwrap();
    let ledger = super::super::Ledger::of(&file);
    let query = cql::parse(query).expect("a query of this test");
    let wanted =
        Wanted { query, now: Timestamp::UNIX_EPOCH, archived: false, spaces: true, start: 0, limit: 25 };
    let found = search(&tx, &as_user("a").who, &wanted).unwrap();
    (found.total, ledger.take().iter().map(|(_, steps)| i64::from(*steps)).sum())
}

#[test]
fn what_a_search_costs_does_not_grow_with_the_wiki() {
    for (query, hits) in [("text ~ rare", 7), ("title ~ seldom and type = page", 7)] {
        let ((some, small), (same, large)) = (steps(5, 100, query), steps(200, 2_000, query));
        assert_eq!((some, same), (hits, hits), "{query}");
        assert!(large < small * 5 / 4, "{query}: {small} steps in a small wiki, {large} in a large one");
    }
    // Of a word that everything has the index lists all places, and no more than a hundred and some things are looked at.
    let ((_, small), (hits, large)) = (steps(5, 2_400, "text ~ common"), steps(200, 4_800, "text ~ common"));
    assert_eq!(hits, 100);
    assert!(large - small < 2_400 * 8, "{small} steps and {large} for twice as many pages");
}
