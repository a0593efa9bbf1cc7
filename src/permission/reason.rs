//! Why something is denied: codes for programs, facts for sentences.

use super::keys::Keys;
use crate::domain::*;

/// Why one gate stays shut.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// It takes an account.
    NotSignedIn,
    /// The account is deactivated.
    Deactivated,
    /// The account may not sign in, or there is none of this id.
    NoSiteAccess,
    /// The site lets nobody read without an account.
    AnonymousOff,
    /// There is no such thing, or it is not there for who asks.
    NotFound,
    /// The space is in the trash.
    SpaceTrashed(SpaceId),
    /// The space is archived.
    SpaceArchived(SpaceId),
    /// The page is in the trash.
    PageTrashed(PageId),
    /// The page is somebody else's draft.
    Draft(PageId),
    /// No View in the space.
    NoSpaceView(SpaceId),
    /// Other keys, but no View: they do not count.
    KeysWithoutView(SpaceId, Vec<SpacePermission>),
    /// A key is missing.
    NoSpaceKey(SpaceId, SpacePermission),
    /// The key is granted, and guests never hold it.
    GuestCap(SpacePermission),
    /// A page above is restricted to others.
    AncestorRead(PageId),
    /// The page is restricted to others.
    OwnRead(PageId),
    /// A list names nobody who still exists.
    NobodyLeft(PageId),
    /// Editing the page is restricted to others.
    OwnUpdate(PageId),
    /// "Delete own" does not reach what others made; this key would.
    NotCreator(SpaceId, SpacePermission),
    /// Only who wrote a comment edits it.
    NotAuthor,
    /// No Delete page where the page would leave.
    SourceNoDelete(SpaceId),
    /// No Add page where the page would go.
    TargetNoAdd(SpaceId),
    /// The restrictions could not be kept where the page would go.
    TargetNoRestrict(SpaceId),
    /// A global permission is missing.
    NoGlobal(GlobalPermission),
    /// The policy on personal spaces says no.
    Policy,
    /// There is one already.
    AlreadyExists(SpaceId),
    /// Wider than personal spaces can be shared.
    Ceiling(SpaceId),
    /// The owner's row stays.
    OwnerLock(SpaceId),
    /// Nobody would administer the space.
    LastAdmin(SpaceId),
    /// Who asks would lock themselves out.
    SelfLockout(PageId),
}

impl Reason {
    /// Returns the code that programs know it by.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "NOT_SIGNED_IN",
            Self::Deactivated => "DEACTIVATED",
            Self::NoSiteAccess => "NO_SITE_ACCESS",
            Self::AnonymousOff => "ANON_OFF",
            Self::NotFound => "NOT_FOUND_OR_HIDDEN",
            Self::SpaceTrashed(_) => "SPACE_TRASHED",
            Self::SpaceArchived(_) => "SPACE_ARCHIVED",
            Self::PageTrashed(_) => "PAGE_TRASHED",
            Self::Draft(_) => "DRAFT",
            Self::NoSpaceView(_) => "NO_SPACE_VIEW",
            Self::KeysWithoutView(..) => "KEYS_WITHOUT_VIEW",
            Self::NoSpaceKey(..) => "NO_SPACE_KEY",
            Self::GuestCap(_) => "GUEST_CAP",
            Self::AncestorRead(_) => "ANCESTOR_READ",
            Self::OwnRead(_) => "OWN_READ",
            Self::NobodyLeft(_) => "NOBODY_LEFT",
            Self::OwnUpdate(_) => "OWN_UPDATE",
            Self::NotCreator(..) | Self::NotAuthor => "NOT_CREATOR",
            Self::SourceNoDelete(_) => "SOURCE_NO_DELETE",
            Self::TargetNoAdd(_) => "TARGET_NO_ADD",
            Self::TargetNoRestrict(_) => "TARGET_NO_RESTRICT",
            Self::NoGlobal(_) => "NO_GLOBAL",
            Self::Policy => "POLICY",
            Self::AlreadyExists(_) => "ALREADY_EXISTS",
            Self::Ceiling(_) => "CEILING",
            Self::OwnerLock(_) => "OWNER_LOCK",
            Self::LastAdmin(_) => "LAST_ADMIN",
            Self::SelfLockout(_) => "SELF_LOCKOUT",
        }
    }
}

/// The code of what is allowed only through break-glass.
pub const ELEVATED: &str = "ELEVATED";

impl Reason {
    /// Makes the reason for a space that cannot be looked into, given what is granted there.
    pub(super) fn no_view(space: &SpaceId, granted: Keys) -> Self {
        let rest = granted.without(Keys::of(&[SpacePermission::ViewSpace]));
        if rest.is_empty() {
            Self::NoSpaceView(space.clone())
        } else {
            Self::KeysWithoutView(space.clone(), rest.iter().collect())
        }
    }
}
