//! What has all words of a search, by the index alone: numbers of things, whoever asks and whatever else is wanted of
//! them. None of them leaves the store before [`super::newest`] has asked who sees it.

use super::super::super::Result;
use super::super::connection::Connection;
use super::super::value::Given;
use super::super::words::{self, Index};
use super::needle::Needle;

/// Numbers of things.
pub(super) struct Members {
    /// Of everything, in order.
    all: Vec<i64>,
    /// Of what has all words in its name, in order: no comment is among them.
    named: Vec<i64>,
}

/// Where one word is.
struct Listed {
    /// In the names of these.
    names: Vec<i64>,
    /// In what these say.
    texts: Vec<i64>,
}

impl Listed {
    fn has(&self, comment: i64, page: i64) -> bool {
        self.names.binary_search(&page).is_ok() || self.texts.binary_search(&comment).is_ok()
    }
}

impl Members {
    /// Finds what has every one of some words: pages and blog posts, named files and spaces, and comments where they are
    /// wanted, which have the names of their pages.
    pub(super) fn gather(tx: &Connection, needles: &[Needle], comments: bool) -> Result<Self> {
        let listed = needles.iter().map(|needle| list(tx, needle)).collect::<Result<Vec<_>>>()?;
        let mut all = in_each(listed.iter().map(|listed| either(&listed.names, &listed.texts)));
        let named = in_each(listed.iter().map(|listed| listed.names.clone()));
        if comments {
            all = either(&all, &comments_below(tx, &listed)?);
        }
        Ok(Self { all, named })
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Tells whether a thing is among them.
    pub(super) fn has(&self, thing: i64) -> bool {
        self.all.binary_search(&thing).is_ok()
    }

    /// Returns all of them.
    pub(super) fn all(&self) -> &[i64] {
        &self.all
    }

    /// Returns those that have all words in their names.
    pub(super) fn named(&self) -> &[i64] {
        &self.named
    }
}

fn list(tx: &Connection, needle: &Needle) -> Result<Listed> {
    let names = words::listed(tx, Index::Names, &needle.word)?;
    let texts = if needle.is_text { words::listed(tx, Index::Texts, &needle.word)? } else { Vec::new() };
    Ok(Listed { names, texts })
}

/// Comments that owe a word or more to the name of their page.
fn comments_below(tx: &Connection, listed: &[Listed]) -> Result<Vec<i64>> {
    let mut pages = Vec::new();
    for listed in listed {
        pages = either(&pages, &listed.names);
    }
    let sql = format!(
        "SELECT k.id, k.content FROM comment k WHERE k.content IN ({}) ORDER BY k.id",
        tx.numbers_at("?1")
    );
    let comments = tx.all(&sql, &Given::params(&[Given::numbers(&pages)]), |row| {
        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
    })?;
    let has_all = |(comment, page): &(i64, i64)| listed.iter().all(|listed| listed.has(*comment, *page));
    Ok(comments.into_iter().filter(has_all).map(|(comment, _)| comment).collect())
}

/// Returns what is in every list; all are in order.
fn in_each(mut lists: impl Iterator<Item = Vec<i64>>) -> Vec<i64> {
    let mut all = lists.next().unwrap_or_default();
    for others in lists {
        all.retain(|thing| others.binary_search(thing).is_ok());
    }
    all
}

/// Joins two lists that are in order.
fn either(one: &[i64], other: &[i64]) -> Vec<i64> {
    let (mut joined, mut other) = (Vec::with_capacity(one.len() + other.len()), other.iter().peekable());
    for thing in one {
        while let Some(before) = other.next_if(|next| *next < thing) {
            joined.push(*before);
        }
        other.next_if(|next| *next == thing);
        joined.push(*thing);
    }
    joined.extend(other);
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_in_order_are_joined_in_order() {
        assert_eq!(either(&[1, 3, 5], &[2, 3, 9]), [1, 2, 3, 5, 9]);
        assert_eq!(either(&[], &[4]), [4]);
        assert_eq!(either(&[4], &[]), [4]);
    }
}
