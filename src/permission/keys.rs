//! A set of space permissions, small enough to copy.

use crate::domain::SpacePermission;

/// Any number of the permissions of a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Keys(u16);

impl Keys {
    /// No permission.
    pub const NONE: Self = Self(0);
    /// What a guest never holds, whatever is granted.
    pub const NEVER_GUESTS: Self = Self::of(&[
        SpacePermission::SetPagePermissions,
        SpacePermission::ExportSpace,
        SpacePermission::SetSpacePermissions,
    ]);

    /// Makes the set of the listed permissions.
    pub const fn of(permissions: &[SpacePermission]) -> Self {
        let (mut bits, mut at) = (0, 0);
        while at < permissions.len() {
            bits |= 1 << permissions[at] as u16;
            at += 1;
        }
        Self(bits)
    }

    /// Tells whether a permission is in the set.
    pub fn has(self, permission: SpacePermission) -> bool {
        self.0 & (1 << permission as u16) != 0
    }

    /// Tells whether the sets share a permission.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Tells whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the set with one permission more.
    #[must_use]
    pub fn with(self, permission: SpacePermission) -> Self {
        Self(self.0 | 1 << permission as u16)
    }

    /// Returns what is in this set and not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Returns what is in both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Returns the permissions, in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = SpacePermission> {
        SpacePermission::ALL.into_iter().filter(move |&permission| self.has(permission))
    }
}

impl FromIterator<SpacePermission> for Keys {
    fn from_iter<I: IntoIterator<Item = SpacePermission>>(permissions: I) -> Self {
        permissions.into_iter().fold(Self::NONE, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_exactly_what_was_put_in() {
        for permission in SpacePermission::ALL {
            let one = Keys::of(&[permission]);
            assert_eq!(one.iter().collect::<Vec<_>>(), [permission]);
            assert_eq!(Keys::NONE.with(permission), one);
            assert!(one.without(one).is_empty() && !one.is_empty());
        }
        let all: Keys = SpacePermission::ALL.into_iter().collect();
        assert_eq!(all.iter().count(), 13);
        let rest = all.without(Keys::NEVER_GUESTS);
        assert!(!rest.meets(Keys::NEVER_GUESTS) && rest.iter().count() == 10);
        assert_eq!(all.and(Keys::NEVER_GUESTS), Keys::NEVER_GUESTS);
    }
}
