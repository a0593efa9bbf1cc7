//! The files: modes, damage, newer schemas, crashes between the two.

use super::*;
use crate::replica::{ReplicaError, queue_only};

fn busy() -> Bench {
    let bench = Bench::with(vec![(page("1", None, 1), "<p>one</p>"), (page("2", None, 2), "<p>two</p>")]);
    bench.commit(edit("2", "<p>two</p>", "<p>zwei</p>"));
    bench
}

#[cfg(unix)]
#[test]
fn s15_nobody_else_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let profile = dir.path().join("profile");
    let replica = Replica::open(&profile, plain).unwrap();
    replica.set_state("a", "b").unwrap();
    assert_eq!(std::fs::metadata(&profile).unwrap().permissions().mode() & 0o777, 0o700);
    for file in std::fs::read_dir(&profile).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", file.path());
    }
}

#[test]
fn f7_a_damaged_copy_is_set_aside_and_waiting_changes_stay() {
    let bench = busy();
    let Bench { dir, replica } = bench;
    drop(replica);
    for file in ["replica.db", "replica.db-wal"] {
        std::fs::write(dir.path().join(file), b"not a database at all, certainly not").unwrap();
    }
    let replica = Replica::open(dir.path(), plain).unwrap();
    assert_eq!(replica.notices().len(), 1);
    assert_eq!(replica.cursor().unwrap(), None, "everything is pulled again");
    assert_eq!(replica.outbox().unwrap().len(), 1);
    replica.take_in(&[incoming(page("2", None, 2), "<p>two</p>")], None, false).unwrap();
    assert_eq!(replica.body(&"2".into()).unwrap().unwrap(), "<p>zwei</p>");
    assert!(dir.path().join("replica.db.damaged-1").exists());
}

#[test]
fn f7_a_missing_copy_is_made_again() {
    let Bench { dir, replica } = busy();
    drop(replica);
    for side in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(dir.path().join(format!("replica.db{side}")));
    }
    let replica = Replica::open(dir.path(), plain).unwrap();
    assert_eq!(replica.outbox().unwrap().len(), 1);
    assert!(replica.titles().unwrap().is_empty());
}

#[test]
fn f7_damaged_drafts_are_salvaged_record_by_record() {
    let Bench { dir, replica } = busy();
    for number in 0..200 {
        let title = format!("Title {number} {}", "x".repeat(100));
        replica
            .commit(&[entry(Change::Rename { page: "1".into(), from: "Page 1".into(), to: title })])
            .unwrap();
    }
    drop(replica);
    let path = dir.path().join("drafts.db");
    rusqlite::Connection::open(&path)
        .unwrap()
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    // The first page with the header, and one page in the middle.
    bytes[..4096].fill(0xa5);
    let middle = bytes.len() / 4096 / 2 * 4096;
    bytes[middle..middle + 4096].fill(0x5a);
    std::fs::write(&path, bytes).unwrap();
    let replica = Replica::open(dir.path(), plain).unwrap();
    let saved = replica.outbox().unwrap().len();
    assert!(saved >= 150, "{saved} of 201 saved");
    assert_eq!(replica.notices().len(), 1);
}

#[test]
fn f20_a_newer_file_is_refused() {
    for file in ["drafts.db", "replica.db"] {
        let Bench { dir, replica } = busy();
        drop(replica);
        let connection = rusqlite::Connection::open(dir.path().join(file)).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        drop(connection);
        let refused = Replica::open(dir.path(), plain).err().unwrap();
        assert!(matches!(refused, ReplicaError::Newer { found: 99, .. }), "{refused}");
    }
}

#[test]
fn a_crash_between_the_files_is_made_good() {
    // The tree's file is the one from before the commit, the outbox's the one after it.
    let Bench { dir, replica } =
        Bench::with(vec![(page("1", None, 1), "<p>one</p>"), (page("2", None, 2), "<p>two</p>")]);
    let checkpoint = |name: &str| {
        rusqlite::Connection::open(dir.path().join(name))
            .unwrap()
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .unwrap();
    };
    let first = entry(create("new:a", Some("1"), None));
    replica.commit(std::slice::from_ref(&first)).unwrap();
    checkpoint("replica.db");
    let before = std::fs::read(dir.path().join("replica.db")).unwrap();
    replica.commit(&[entry(edit("2", "<p>two</p>", "<p>zwei</p>"))]).unwrap();
    replica.assign(&first.op, &"new:a".into(), &page("9", Some("1"), 1), "<p>new:a</p>").unwrap();
    checkpoint("drafts.db");
    drop(replica);
    for side in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(dir.path().join(format!("replica.db{side}")));
    }
    std::fs::write(dir.path().join("replica.db"), before).unwrap();
    let replica = Replica::open(dir.path(), plain).unwrap();
    assert_eq!(replica.body(&"2".into()).unwrap().unwrap(), "<p>zwei</p>");
    assert_eq!(replica.outbox().unwrap().len(), 1);
    let children = replica.children(&"s".into(), Some(&"1".into())).unwrap();
    assert!(children.iter().all(|row| row.page.id != "new:a".into()), "the old name is gone");
}

#[cfg(unix)]
#[test]
fn f5_a_read_only_store_has_a_name() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let profile = dir.path().join("file-in-the-way");
    std::fs::write(&profile, b"").unwrap();
    assert!(matches!(Replica::open(&profile, plain), Err(ReplicaError::NotWritable { .. })));
    let locked = dir.path().join("locked");
    std::fs::create_dir(&locked).unwrap();
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o500)).unwrap();
    if std::fs::write(locked.join("probe"), b"").is_ok() {
        println!("skipped: root may write everywhere");
        return;
    }
    assert!(matches!(Replica::open(&locked, plain), Err(ReplicaError::NotWritable { .. })));
}

#[test]
fn generation_grows_with_every_write_of_anybody() {
    let bench = busy();
    let first = bench.replica.generation().unwrap();
    assert_eq!(bench.replica.generation().unwrap(), first);
    bench.commit(edit("1", "<p>one</p>", "<p>eins</p>"));
    let second = bench.replica.generation().unwrap();
    assert!(second > first);
    queue_only(bench.dir.path(), &[entry(edit("1", "<p>eins</p>", "<p>un</p>"))]).unwrap();
    let third = bench.replica.generation().unwrap();
    assert!(third > second);
    bench.pull(vec![incoming(page("7", None, 3), "")]);
    assert!(bench.replica.generation().unwrap() > third);
}

#[test]
fn queue_only_makes_a_new_profile() {
    let dir = tempfile::tempdir().unwrap();
    let profile = dir.path().join("fresh");
    queue_only(&profile, &[entry(create("new:x", None, None))]).unwrap();
    let replica = Replica::open(&profile, plain).unwrap();
    assert_eq!(replica.outbox().unwrap().len(), 1);
    assert!(replica.page(&"new:x".into()).unwrap().is_some());
}
