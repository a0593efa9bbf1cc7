//! All grants of a space: packed as they are stored, read when somebody asks.
//!
//! Every space is listed before the first frame, and a screen tells of a few who sees them.

use super::{Grant, SpacePermission, Subject};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

/// The grants of a space; a slice of them to whoever looks.
#[derive(Clone, Default)]
pub struct Grants {
    packed: Option<Box<str>>,
    read: OnceLock<Vec<Grant>>,
}

/// One after the other, by whom they are for: a quarter of what they take one by one.
type Packed = Vec<(Subject, Vec<SpacePermission>)>;

impl Grants {
    /// Takes what [`Grants::packed`] gave. Nothing of it is read now; what turns out to be something else grants
    /// nothing.
    pub fn of_packed(packed: impl Into<Box<str>>) -> Self {
        Self { packed: Some(packed.into()), read: OnceLock::new() }
    }

    /// Returns them as they are stored: JSON, permissions by whom they are for.
    pub fn packed(&self) -> String {
        if let Some(packed) = &self.packed {
            return packed.to_string();
        }
        let mut held: Packed = Vec::new();
        for Grant { subject, permission } in self.iter() {
            match held.last_mut().filter(|(last, _)| last == subject) {
                Some((_, permissions)) => permissions.push(*permission),
                None => held.push((subject.clone(), vec![*permission])),
            }
        }
        serde_json::to_string(&held).unwrap_or_else(|_| "[]".to_owned())
    }

    /// Tells whether anybody looked at them.
    pub fn is_read(&self) -> bool {
        self.read.get().is_some()
    }

    fn all(&self) -> &Vec<Grant> {
        self.read.get_or_init(|| self.packed.as_deref().map(unpacked).unwrap_or_default())
    }
}

fn unpacked(packed: &str) -> Vec<Grant> {
    let held: Packed = serde_json::from_str(packed).unwrap_or_default();
    let mut grants = Vec::with_capacity(held.iter().map(|(_, permissions)| permissions.len()).sum());
    for (subject, permissions) in held {
        let grant = |permission| Grant { subject: subject.clone(), permission };
        grants.extend(permissions.into_iter().map(grant));
    }
    grants
}

impl Deref for Grants {
    type Target = [Grant];

    fn deref(&self) -> &[Grant] {
        self.all()
    }
}

impl From<Vec<Grant>> for Grants {
    fn from(grants: Vec<Grant>) -> Self {
        Self { packed: None, read: OnceLock::from(grants) }
    }
}

impl From<Grants> for Vec<Grant> {
    fn from(grants: Grants) -> Self {
        grants.all();
        grants.read.into_inner().unwrap_or_default()
    }
}

impl FromIterator<Grant> for Grants {
    fn from_iter<I: IntoIterator<Item = Grant>>(grants: I) -> Self {
        grants.into_iter().collect::<Vec<_>>().into()
    }
}

impl PartialEq for Grants {
    fn eq(&self, other: &Self) -> bool {
        let same = self.packed.is_some() && self.packed == other.packed;
        same || self.all() == other.all()
    }
}

impl Eq for Grants {}

impl fmt::Debug for Grants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.all().fmt(f)
    }
}

impl Serialize for Grants {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.all().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Grants {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<Grant>::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Vec<Grant> {
        let grant = |subject: &Subject, permission| Grant { subject: subject.clone(), permission };
        let (ann, staff) = (Subject::User("ann".into()), Subject::Group("staff".into()));
        vec![
            grant(&ann, SpacePermission::ViewSpace),
            grant(&ann, SpacePermission::EditSpace),
            grant(&Subject::Licensed, SpacePermission::ViewSpace),
            grant(&staff, SpacePermission::ViewSpace),
            grant(&ann, SpacePermission::Comment),
        ]
    }

    #[test]
    fn what_is_packed_is_read_when_somebody_asks_and_is_the_same() {
        let grants = Grants::from(some());
        let packed = Grants::of_packed(grants.packed());
        assert!(!packed.is_read());
        assert_eq!(packed, Grants::of_packed(grants.packed()));
        assert!(!packed.is_read(), "two that are packed alike are alike");
        assert_eq!(packed.packed(), grants.packed());
        assert_eq!(packed, grants);
        assert_eq!(Vec::from(packed), some());
    }

    #[test]
    fn what_is_stored_is_the_same_in_every_version() {
        let packed = r#"[[{"kind":"user","id":"ann"},["VIEW_SPACE","EDIT_SPACE"]],[{"kind":"licensed"},["VIEW_SPACE"]],[{"kind":"group","id":"staff"},["VIEW_SPACE"]],[{"kind":"user","id":"ann"},["COMMENT"]]]"#;
        assert_eq!(Grants::from(some()).packed(), packed);
        assert_eq!(Grants::default().packed(), "[]");
    }

    #[test]
    fn what_cannot_be_read_grants_nothing() {
        assert!(Grants::of_packed("{").is_empty());
        assert!(Grants::of_packed(r#"[[{"kind":"user","id":"ann"},["NO_SUCH_THING"]]]"#).is_empty());
    }
}
