//! The same tests once more, on PostgreSQL; and whether connections to it are encrypted.

use crate::common::ON_POSTGRES;
use std::process::{Command, Stdio};
use tildr::server::{Place, ServerError, open_guarded};

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

#[tokio::test]
async fn s14_a_connection_is_encrypted_and_who_answers_is_checked() {
    let (Ok(address), Ok(authority)) =
        (std::env::var("TILDR_TEST_POSTGRES_TLS"), std::env::var("TILDR_TEST_POSTGRES_CA"))
    else {
        println!("skipped: no PostgreSQL server that encrypts; `.ci/postgres cargo test` starts one");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let authority = std::fs::read(authority).unwrap();
    let schema = crate::common::schema_of(&std::env::var(SERVER).unwrap(), dir.path());
    let schema = schema.rsplit_once("&options=").unwrap().1.to_owned();
    let open = |address: &str, authorities: Option<&[u8]>| {
        open_guarded(&Place::postgres(dir.path(), address, None, authorities).unwrap()).map(drop)
    };
    let own = format!("{address}&options={schema}");
    open(&own, Some(&authority)).unwrap();
    open(&own.replace("sslmode=require", "sslmode=verify-full"), Some(&authority)).unwrap();
    // Another name than the certificate has, and an authority that is not the one.
    let elsewhere = own.replace("@localhost", "@127.0.0.1");
    assert!(matches!(open(&elsewhere, Some(&authority)), Err(ServerError::Away { .. })));
    let other = other_authority(dir.path());
    let refused = open(&own, Some(&other));
    assert!(
        matches!(&refused, Err(ServerError::Away { cause, .. }) if cause.contains("certificate")),
        "{refused:?}"
    );
}

/// Makes an authority nobody knows.
fn other_authority(dir: &std::path::Path) -> Vec<u8> {
    let (key, certificate) = (dir.join("other.key"), dir.join("other.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"])
        .args(["-days", "2", "-subj", "/CN=tests", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    std::fs::read(certificate).unwrap()
}
