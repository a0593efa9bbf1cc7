//! Older bodies as differences to newer ones: a day of jots would otherwise keep the page once per line.
//!
//! A difference is one stretch: what stood between the bytes that both ends share.

use super::super::{Result, StoreError};
use super::connection::Connection;
use super::value::params;

/// What turns a newer text back into an older one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Delta<'a> {
    prefix: usize,
    suffix: usize,
    middle: &'a str,
}

/// Shrinks the body of a version to its difference to a newer one, where that saves at least half.
pub(super) fn shrink(tx: &Connection, page: i64, older: u32, newer: u32, new: &str) -> Result<()> {
    let old: String = tx.only(
        "SELECT storage FROM body WHERE content = ?1 AND version = ?2 AND newer IS NULL",
        params![page, older],
        |row| row.get(0),
    )?;
    let delta = between(&old, new);
    if delta.middle.len() * 2 > old.len() {
        return Ok(());
    }
    tx.run("UPDATE body SET storage = ?3, newer = ?4, prefix = ?5, suffix = ?6 WHERE content = ?1 AND version = ?2", params![page, older, delta.middle, newer, delta.prefix as i64, delta.suffix as i64])?;
    Ok(())
}

/// Reads the body of a version, through as many differences as stand before a whole one.
pub(super) fn read(tx: &Connection, page: i64, version: u32) -> Result<String> {
    let mut steps: Vec<(String, usize, usize)> = Vec::new();
    let mut wanted = version;
    let mut text: String = loop {
        let (storage, newer, prefix, suffix): (String, Option<u32>, i64, i64) = tx.only(
            "SELECT storage, newer, prefix, suffix FROM body WHERE content = ?1 AND version = ?2",
            params![page, wanted],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?;
        match newer {
            None => break storage,
            Some(newer) => {
                steps.push((storage, prefix as usize, suffix as usize));
                wanted = newer;
            }
        }
    };
    for (middle, prefix, suffix) in steps.iter().rev() {
        let delta = Delta { prefix: *prefix, suffix: *suffix, middle };
        text = apply(&text, &delta)
            .ok_or_else(|| StoreError::Failed(format!("the body of version {version} is damaged")))?;
    }
    Ok(text)
}

fn between<'a>(old: &'a str, new: &str) -> Delta<'a> {
    let shorter = old.len().min(new.len());
    let same = |(a, b): &(u8, u8)| a == b;
    let mut prefix = old.bytes().zip(new.bytes()).take_while(same).count();
    while !old.is_char_boundary(prefix) {
        prefix -= 1;
    }
    let mut suffix = old.bytes().rev().zip(new.bytes().rev()).take(shorter - prefix).take_while(same).count();
    while !old.is_char_boundary(old.len() - suffix) {
        suffix -= 1;
    }
    Delta { prefix, suffix, middle: &old[prefix..old.len() - suffix] }
}

fn apply(new: &str, delta: &Delta<'_>) -> Option<String> {
    let head = new.get(..delta.prefix)?;
    let tail = new.get(new.len().checked_sub(delta.suffix)?..)?;
    Some([head, delta.middle, tail].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_jot_more_leaves_nothing_but_places() {
        let (old, new) = ("<ul><li>a</li></ul>", "<ul><li>a</li><li>b</li></ul>");
        let delta = between(old, new);
        assert_eq!(delta.middle, "");
        assert_eq!(apply(new, &delta).as_deref(), Some(old));
    }

    proptest! {
        #[test]
        fn every_older_text_comes_back(old in "[aä😀<]{0,12}", new in "[aä😀<]{0,12}") {
            let delta = between(&old, &new);
            prop_assert!(delta.prefix + delta.suffix <= new.len());
            prop_assert_eq!(apply(&new, &delta), Some(old.clone()));
        }
    }
}
