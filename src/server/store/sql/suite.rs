//! Tests of the store on every database there is: a file, and a PostgreSQL server when one is named.

use super::super::Result;
use super::database::Database;
use super::postgres::Server;
use crate::server::Place;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

/// Names a PostgreSQL server that tests may fill; `.ci/postgres` starts one.
const SERVER: &str = "TILDR_TEST_POSTGRES";

/// Returns an empty wiki on the PostgreSQL server, its files in a directory. Without a server says `skipped`.
pub(in crate::server) fn on_postgres(dir: &Path) -> Option<Place> {
    let Ok(address) = std::env::var(SERVER) else {
        println!("skipped: no PostgreSQL server; `.ci/postgres cargo test` starts one");
        return None;
    };
    let schema = format!("t{}", Uuid::new_v4().simple());
    let server = Database::Postgres(Arc::new(Server::new(&address, None, None).unwrap()));
    server.writer().unwrap().batch(&format!("CREATE SCHEMA {schema}")).unwrap();
    Some(Place::postgres(dir, &format!("{address}&options=-csearch_path%3D{schema}"), None, None).unwrap())
}

/// Runs a test on an empty database of each kind. Without a server says `skipped`.
pub(super) fn on_both(test: impl Fn(&Database) -> Result<()>) {
    let dir = tempfile::tempdir().unwrap();
    test(&Database::file(&dir.path().join("wiki.db"))).unwrap();
    let Ok(address) = std::env::var(SERVER) else {
        println!("skipped: no PostgreSQL server; `.ci/postgres cargo test` starts one");
        return;
    };
    let schema = format!("t{}", Uuid::new_v4().simple());
    let server = |address: &str| Database::Postgres(Arc::new(Server::new(address, None, None).unwrap()));
    server(&address).writer().unwrap().batch(&format!("CREATE SCHEMA {schema}")).unwrap();
    test(&server(&format!("{address}&options=-csearch_path%3D{schema}"))).unwrap();
}
