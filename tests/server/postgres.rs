//! The same tests once more, on PostgreSQL.

use crate::common::ON_POSTGRES;
use std::process::{Command, Stdio};

/// Names a PostgreSQL server that tests may fill; `.ci/postgres` starts one.
const SERVER: &str = "TILDR_TEST_POSTGRES";

#[test]
fn every_test_of_the_wiki_on_postgres() {
    if std::env::var_os(ON_POSTGRES).is_some() {
        return; // This is that run.
    }
    let Ok(server) = std::env::var(SERVER) else {
        println!("skipped: no PostgreSQL server; `.ci/postgres cargo test` starts one");
        return;
    };
    let run = Command::new(std::env::current_exe().unwrap())
        .env(ON_POSTGRES, server)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
}
