//! People, groups, tokens and global permissions, as the store takes and gives them.

use super::{Principal, Result};
use crate::domain::*;
use futures_util::future::BoxFuture;

/// Who is who, beside the content of the wiki.
pub(in crate::server) trait Accounts: Send + Sync {
    /// The account behind a claim, whatever state it is in.
    fn identity(&self, claim: Claim) -> BoxFuture<'_, Result<Option<Identity>>>;
    /// Whether people without an account may read what is open to everybody.
    fn is_open(&self) -> BoxFuture<'_, Result<bool>>;
    /// Every account, by login name.
    fn accounts(&self) -> BoxFuture<'_, Result<Vec<Account>>>;
    /// Every group, by name.
    fn groups(&self) -> BoxFuture<'_, Result<Vec<Team>>>;
    /// The tokens of an account, or all; newest first.
    fn tokens(&self, of: Option<UserId>) -> BoxFuture<'_, Result<Vec<Token>>>;
    /// Accounts that may sign in, for who may look at profiles.
    fn people(&self, who: &Principal, filter: PeopleFilter) -> BoxFuture<'_, Result<Vec<User>>>;
    /// Names of groups from a place on, for who may look at profiles.
    fn teams(
        &self,
        who: &Principal,
        filter: TeamFilter,
        window: (usize, usize),
    ) -> BoxFuture<'_, Result<Vec<GroupId>>>;
    /// Refuses who may not look at profiles.
    fn may_view_profiles(&self, who: &Principal) -> BoxFuture<'_, Result<()>>;
    /// Who is granted which global permission.
    fn globals(&self) -> BoxFuture<'_, Result<Vec<(SiteSubject, GlobalPermission)>>>;
}

/// Which accounts.
#[derive(Debug, Clone)]
pub(in crate::server) struct PeopleFilter {
    /// Who are in this group, by whatever way.
    pub(in crate::server) group: Option<GroupId>,
    /// How many to leave out.
    pub(in crate::server) start: usize,
    /// How many to answer.
    pub(in crate::server) limit: usize,
}

/// Which groups.
#[derive(Debug, Clone)]
pub(in crate::server) enum TeamFilter {
    /// All.
    All,
    /// The one of this name.
    Named(GroupId),
    /// Those an account is in, by whatever way.
    Of(UserId),
    /// Those that were put into this one.
    In(GroupId),
    /// Those it was put into.
    Around(GroupId),
    /// Those around it, however far.
    Above(GroupId),
}

/// What somebody shows to be let in, as far as the store knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) enum Claim {
    /// The hash of a token.
    Token(String),
    /// A login name, whose password is checked above the store.
    Login(String),
}

/// An account with what decides whether it is let in.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::server) struct Identity {
    /// The account.
    pub(in crate::server) id: UserId,
    /// Its login name.
    pub(in crate::server) login: String,
    /// Its address, which may stand for the login name beside a token; empty without.
    pub(in crate::server) email: String,
    /// Whether it may sign in at all.
    pub(in crate::server) active: bool,
    /// Whether it is active and holds "can use".
    pub(in crate::server) admitted: bool,
    /// Whether it administers the site.
    pub(in crate::server) admin: bool,
    /// The hash of its password, when it has one.
    pub(in crate::server) password: Option<String>,
    /// The token of the claim.
    pub(in crate::server) token: Option<Token>,
}

/// A token as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Token {
    /// Names it when it is revoked.
    pub(in crate::server) id: i64,
    /// The login name of its account.
    pub(in crate::server) login: String,
    /// What its owner calls it.
    pub(in crate::server) name: String,
    /// How much it lets do.
    pub(in crate::server) scope: TokenScope,
    /// When it was made.
    pub(in crate::server) created: Timestamp,
    /// When it ends.
    pub(in crate::server) expires: Option<Timestamp>,
    /// When it was revoked.
    pub(in crate::server) revoked: Option<Timestamp>,
    /// When it was last shown, to the hour.
    pub(in crate::server) used: Option<Timestamp>,
}

/// An account as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Account {
    /// Name, full name, state and groups, nested ones included.
    pub(in crate::server) user: User,
    /// The address.
    pub(in crate::server) email: String,
    /// Whether it is an external's.
    pub(in crate::server) guest: bool,
    /// Whether it signs in with a password.
    pub(in crate::server) has_password: bool,
    /// When it was made.
    pub(in crate::server) created: Timestamp,
    /// What it holds on the site, by whatever way.
    pub(in crate::server) globals: Vec<GlobalPermission>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Team {
    /// Its name.
    pub(in crate::server) name: GroupId,
    /// What it is for.
    pub(in crate::server) description: String,
    /// Who was put into it.
    pub(in crate::server) direct: Vec<Named>,
    /// The login names of everybody who is in it, by whatever way.
    pub(in crate::server) members: Vec<String>,
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct NewAccount {
    /// The login name.
    pub(in crate::server) login: String,
    /// What others see.
    pub(in crate::server) full_name: String,
    /// The address; may be empty.
    pub(in crate::server) email: String,
    /// Whether it is an external's.
    pub(in crate::server) guest: bool,
}

/// A token to be made. Its text is known to whoever made it, and to nobody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct NewToken {
    /// The login name of its account.
    pub(in crate::server) login: String,
    /// What its owner calls it.
    pub(in crate::server) name: String,
    /// The hash of its text.
    pub(in crate::server) hash: String,
    /// How much it lets do.
    pub(in crate::server) scope: TokenScope,
    /// When it ends.
    pub(in crate::server) expires: Option<Timestamp>,
}

/// What changes about the people of the wiki.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) enum AccountChange {
    /// Makes the first administrator, or makes one of an account that is there, and gives them a token.
    First { account: NewAccount, token: NewToken },
    /// Finds or makes the administrator who sits at this machine.
    Local { login: String, full_name: String },
    /// Makes an account, with the hash of its password.
    Add { account: NewAccount, password: Option<String> },
    /// Says something else about an account; `None` keeps what was said.
    Describe { login: String, full_name: Option<String>, email: Option<String>, guest: Option<bool> },
    /// Lets an account sign in, or no longer.
    SetActive { login: String, active: bool },
    /// Gives an account another password by its hash, or none.
    SetPassword { login: String, password: Option<String> },
    /// Makes a group.
    CreateGroup { group: GroupId, description: String },
    /// Removes a group; nobody sees more for it.
    DeleteGroup { group: GroupId },
    /// Puts somebody into a group, makes it when there is none.
    AddMembers { group: GroupId, members: Vec<Named> },
    /// Takes somebody out.
    RemoveMembers { group: GroupId, members: Vec<Named> },
    /// Gives a group these members and no others, makes it when there is none.
    SetMembers { group: GroupId, members: Vec<Named> },
    /// Makes a token.
    IssueToken(NewToken),
    /// Ends a token: of this account, or of anybody.
    RevokeToken { id: i64, of: Option<UserId> },
    /// Grants a global permission, or takes it back.
    Global { subject: SiteSubject, permission: GlobalPermission, held: bool },
    /// Notes that a token was shown.
    Used { token: i64 },
}
