//! A set of pages by their row numbers, one bit each: a hundred thousand pages are 12 kB.

/// The set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    pub(super) fn insert(&mut self, rid: i64) {
        let Ok(rid) = usize::try_from(rid) else { return };
        if rid / 64 >= self.words.len() {
            self.words.resize(rid / 64 + 1, 0);
        }
        self.words[rid / 64] |= 1 << (rid % 64);
    }

    pub(super) fn contains(&self, rid: i64) -> bool {
        let Ok(rid) = usize::try_from(rid) else { return false };
        self.words.get(rid / 64).is_some_and(|word| word & (1 << (rid % 64)) != 0)
    }

    pub(super) fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Keeps what is in both.
    pub(super) fn keep(&mut self, other: &Self) {
        self.words.truncate(other.words.len());
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Adds what is in the other.
    pub(super) fn add(&mut self, other: &Self) {
        if other.words.len() > self.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Takes away what is in the other.
    pub(super) fn remove(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }
}

impl FromIterator<i64> for Bits {
    fn from_iter<T: IntoIterator<Item = i64>>(rids: T) -> Self {
        let mut bits = Self::default();
        rids.into_iter().for_each(|rid| bits.insert(rid));
        bits
    }
}

/// Which pages may answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Allowed {
    /// Only these; all when there is no set.
    pub(super) only: Option<Bits>,
    /// Never these.
    pub(super) except: Bits,
}

impl Allowed {
    pub(super) fn contains(&self, rid: i64) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(rid)) && !self.except.contains(rid)
    }

    /// Tells whether every page may answer.
    pub(super) fn is_all(&self) -> bool {
        self.only.is_none() && self.except.is_empty()
    }

    /// Lets only these answer from now on.
    pub(super) fn narrow(&mut self, to: &Bits) {
        match &mut self.only {
            Some(only) => only.keep(to),
            None => self.only = Some(to.clone()),
        }
    }

    /// How many pages that are, when it is known without counting all pages.
    pub(super) fn len(&self) -> Option<usize> {
        let mut only = self.only.clone()?;
        only.remove(&self.except);
        Some(only.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn bits_are_a_set(a in prop::collection::btree_set(0..300i64, 0..40), b in prop::collection::btree_set(0..300i64, 0..40)) {
            let bits = |set: &BTreeSet<i64>| set.iter().copied().collect::<Bits>();
            let listed = |bits: &Bits| (0..400).filter(|rid| bits.contains(*rid)).collect::<BTreeSet<i64>>();
            let (mut both, mut any, mut rest) = (bits(&a), bits(&a), bits(&a));
            both.keep(&bits(&b));
            any.add(&bits(&b));
            rest.remove(&bits(&b));
            prop_assert_eq!(listed(&both), &a & &b);
            prop_assert_eq!(listed(&any), &a | &b);
            prop_assert_eq!(listed(&rest), &a - &b);
            prop_assert_eq!(any.len(), (&a | &b).len());
            let allowed = Allowed { only: Some(bits(&a)), except: bits(&b) };
            prop_assert_eq!(allowed.len(), Some((&a - &b).len()));
        }
    }

    #[test]
    fn odd_numbers_are_no_panic() {
        assert!(!Bits::from_iter([-1]).contains(-1));
        assert!(Allowed::default().contains(7) && Allowed::default().is_all());
    }
}
