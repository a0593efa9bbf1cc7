//! Everything one can be allowed to do, as one table: what each needs and what it asks beyond.

use super::keys::Keys;
use crate::domain::{GlobalPermission, SpacePermission as P};

/// Something somebody wants to do. Likes, labels and the like are named apart where they need different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the table below says what each one is")]
pub enum Operation {
    View,
    ExportPage,
    Like,
    Watch,
    LabelForMe,
    CreatePage,
    CreatePost,
    Edit,
    Label,
    RestoreVersion,
    Move,
    Comment,
    EditComment,
    DeleteComment,
    Attach,
    DeleteFile,
    Trash,
    Restore,
    Purge,
    Restrict,
    Lift,
    MoveAway,
    Copy,
    ExportSpace,
    ExportAll,
    ChangePermissions,
    ChangeDetails,
    Archive,
    Unarchive,
    TrashSpace,
    RestoreSpace,
    PurgeSpace,
    CreateSpace,
    CreatePersonalSpace,
    SeePeople,
    AdministerSite,
}

/// What an operation is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The site: no space is asked.
    Site,
    /// A space.
    Space,
    /// A space, or a page of it.
    SpaceOrPage,
    /// A page or post, or what hangs on it.
    Page,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Which operation.
    pub operation: Operation,
    /// The word for it on the command line.
    pub word: &'static str,
    /// What one can or cannot do with the thing: "edit", "add files to".
    pub verb: &'static str,
    /// What it is done to.
    pub scope: Scope,
    /// Of each set at least one key, beside View. For posts the keys of posts.
    pub needs: [Keys; 2],
    /// Whether "Delete own" will do for what one made oneself.
    pub own_will_do: bool,
    /// Whether the page's own edit list is asked.
    pub update: bool,
    /// What it needs of the whole site.
    pub global: Option<GlobalPermission>,
    /// What sets it apart.
    pub traits: Traits,
}

/// What sets an operation apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Traits {
    /// Nothing.
    Plain,
    /// Only reads: allowed in archived spaces and during break-glass.
    Reads,
    /// Allowed in archived spaces.
    InArchive,
    /// Takes something out of the trash, or away for ever.
    FromTrash,
}

const NONE: Keys = Keys::NONE;
const ADMIN: Keys = Keys::of(&[P::SetSpacePermissions]);
const EDIT: Keys = Keys::of(&[P::EditSpace]);

impl Operation {
    /// Returns the row of the operation.
    pub fn rule(self) -> &'static Rule {
        // The rows stand in the order of the variants; a test holds them to it.
        &RULES[self as usize]
    }

    /// Returns the word for it on the command line.
    pub fn word(self) -> &'static str {
        self.rule().word
    }

    /// Reads the word of the command line.
    pub fn from_word(word: &str) -> Option<Self> {
        RULES.iter().find(|rule| rule.word == word).map(|rule| rule.operation)
    }
}

impl Rule {
    /// Returns what it needs for a page, or for a post.
    pub fn needs_for(&self, post: bool) -> [Keys; 2] {
        self.needs.map(|keys| if post { keys.iter().map(for_posts).collect() } else { keys })
    }
}

/// Returns the key that does for posts what `key` does for pages.
fn for_posts(key: P) -> P {
    match key {
        P::EditSpace => P::EditBlog,
        P::RemovePage => P::RemoveBlog,
        other => other,
    }
}

const fn rule(
    operation: Operation,
    word: &'static str,
    verb: &'static str,
    scope: Scope,
    needs: [Keys; 2],
) -> Rule {
    let (own_will_do, update, global, traits) = (false, false, None, Traits::Plain);
    Rule { operation, word, verb, scope, needs, own_will_do, update, global, traits }
}

impl Rule {
    const fn own(mut self) -> Self {
        self.own_will_do = true;
        self
    }
    const fn update(mut self) -> Self {
        self.update = true;
        self
    }
    const fn global(mut self, permission: GlobalPermission) -> Self {
        self.global = Some(permission);
        self
    }
    const fn is(mut self, traits: Traits) -> Self {
        self.traits = traits;
        self
    }
}

/// Every operation.
#[rustfmt::skip]
pub const RULES: [Rule; 36] = {
    use Operation as O;
    use Scope::*;
    use Traits::*;
    [
        rule(O::View, "view", "view", SpaceOrPage, [NONE; 2]).is(Reads),
        rule(O::ExportPage, "export-page", "export", Page, [NONE; 2]).is(Reads),
        rule(O::Like, "like", "like", Page, [NONE; 2]),
        rule(O::Watch, "watch", "watch", SpaceOrPage, [NONE; 2]).is(InArchive),
        rule(O::LabelForMe, "label-for-me", "put a personal label on", SpaceOrPage, [NONE; 2]),
        rule(O::CreatePage, "create", "add a page under", SpaceOrPage, [EDIT, NONE]),
        rule(O::CreatePost, "post", "add a post to", Space, [Keys::of(&[P::EditBlog]), NONE]),
        rule(O::Edit, "edit", "edit", Page, [EDIT, NONE]).update(),
        rule(O::Label, "label", "label", Page, [EDIT, NONE]).update(),
        rule(O::RestoreVersion, "restore-version", "restore an old version of", Page, [EDIT, NONE]).update(),
        rule(O::Move, "move", "move", Page, [EDIT, NONE]).update(),
        rule(O::Comment, "comment", "comment on", Page, [Keys::of(&[P::Comment]), NONE]),
        rule(O::EditComment, "edit-comment", "edit the comment on", Page, [Keys::of(&[P::Comment]), NONE]),
        rule(O::DeleteComment, "delete-comment", "delete the comment on", Page, [Keys::of(&[P::RemoveComment]), NONE]).own(),
        rule(O::Attach, "attach", "add files to", Page, [Keys::of(&[P::CreateAttachment]), NONE]).update(),
        rule(O::DeleteFile, "delete-file", "delete the file on", Page, [Keys::of(&[P::RemoveAttachment]), NONE]).own().update(),
        rule(O::Trash, "trash", "trash", Page, [Keys::of(&[P::RemovePage]), NONE]).own().update(),
        rule(O::Restore, "restore", "restore", Page, [ADMIN, NONE]).is(FromTrash),
        rule(O::Purge, "purge", "purge", Page, [ADMIN, NONE]).is(FromTrash),
        rule(O::Restrict, "restrict", "change the restrictions of", Page, [EDIT, Keys::of(&[P::SetPagePermissions, P::SetSpacePermissions])]).update(),
        rule(O::Lift, "lift", "lift the restrictions of", Page, [ADMIN, NONE]),
        rule(O::MoveAway, "move-away", "move", Page, [EDIT, Keys::of(&[P::RemovePage])]).update(),
        rule(O::Copy, "copy", "copy", Page, [NONE; 2]),
        rule(O::ExportSpace, "export", "export", Space, [Keys::of(&[P::ExportSpace]), NONE]).is(InArchive),
        rule(O::ExportAll, "export-all", "export everything in", Space, [Keys::of(&[P::ExportSpace]), ADMIN]).is(InArchive),
        rule(O::ChangePermissions, "permissions", "change the permissions of", Space, [ADMIN, NONE]),
        rule(O::ChangeDetails, "details", "change the details of", Space, [ADMIN, NONE]),
        rule(O::Archive, "archive", "archive", Space, [ADMIN, NONE]),
        rule(O::Unarchive, "unarchive", "unarchive", Space, [ADMIN, NONE]).is(InArchive),
        rule(O::TrashSpace, "trash-space", "trash", Space, [ADMIN, NONE]).is(InArchive),
        rule(O::RestoreSpace, "restore-space", "restore", Space, [ADMIN, NONE]).is(FromTrash),
        rule(O::PurgeSpace, "purge-space", "purge", Space, [ADMIN, NONE]).is(FromTrash),
        rule(O::CreateSpace, "create-space", "create spaces", Site, [NONE; 2]).global(GlobalPermission::CreateSpace),
        rule(O::CreatePersonalSpace, "create-personal-space", "create a personal space", Site, [NONE; 2]).global(GlobalPermission::PersonalSpace),
        rule(O::SeePeople, "see-people", "see the directory of people", Site, [NONE; 2]).global(GlobalPermission::ViewUserProfiles),
        rule(O::AdministerSite, "administer", "administer the site", Site, [NONE; 2]).global(GlobalPermission::SiteAdmin),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_its_row_and_a_word_of_its_own() {
        for (at, rule) in RULES.iter().enumerate() {
            assert_eq!(rule.operation as usize, at, "{}", rule.word);
            assert_eq!(rule.operation.rule().word, rule.word);
            assert_eq!(Operation::from_word(rule.operation.word()), Some(rule.operation));
        }
        assert_eq!(Operation::from_word("fly"), None);
    }

    #[test]
    fn posts_have_keys_of_their_own() {
        let post = |operation: Operation| operation.rule().needs_for(true)[0];
        assert_eq!(post(Operation::Edit), Keys::of(&[P::EditBlog]));
        assert_eq!(post(Operation::Trash), Keys::of(&[P::RemoveBlog]));
        assert_eq!(post(Operation::Comment), Keys::of(&[P::Comment]));
        assert_eq!(Operation::Edit.rule().needs_for(false)[0], Keys::of(&[P::EditSpace]));
    }
}
