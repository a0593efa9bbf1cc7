//! What is done on the machine that holds the wiki, and never over the network: the first administrator, people,
//! groups, tokens, global permissions.

use super::auth::{self, Secret};
use super::store::accounts::{Account, AccountChange, Accounts, NewAccount, NewToken, Team, Token};
use super::store::{self, Command, Outcome, Principal, Store, StoreError, Write};
use super::{Limits, LocalAccount, Place, ServerError, open_store};
use crate::domain::*;

/// The shortest password. Longer ones need no rules about what is in them.
const SHORTEST: usize = 10;
/// The longest: a hash is not to be made of a book.
const LONGEST: usize = 1_000;

/// A wiki, opened by whoever may read its database.
pub struct Host {
    store: store::sql::Sql,
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The wiki was not opened.
    #[error(transparent)]
    Wiki(#[from] ServerError),
    /// There is an administrator who can sign in already.
    #[error("{0}")]
    AdministratorThere(String),
    /// The wiki does not take it; a sentence.
    #[error("{0}")]
    Refused(String),
}

impl From<StoreError> for HostError {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.to_string())
    }
}

/// Somebody who is to have an account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewPerson {
    /// The login name.
    pub login: String,
    /// What others see; empty for the login name.
    pub full_name: String,
    /// The address; may be empty.
    pub email: String,
    /// Whether it is an external.
    pub guest: bool,
}

/// An account, for whoever administers them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Name, full name, state and groups, nested ones included.
    pub user: User,
    /// The address.
    pub email: String,
    /// Whether it is an external's.
    pub guest: bool,
    /// Whether it signs in with a password.
    pub has_password: bool,
    /// When it was made.
    pub created: Timestamp,
    /// What it holds on the site, by whatever way.
    pub globals: Vec<GlobalPermission>,
}

/// A group, for whoever administers them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamRow {
    /// Its name.
    pub name: GroupId,
    /// What it is for.
    pub description: String,
    /// Who was put into it.
    pub direct: Vec<Named>,
    /// The login names of everybody who is in it, by whatever way.
    pub members: Vec<String>,
}

/// A token without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Names it when it is revoked.
    pub id: i64,
    /// The login name of its account.
    pub login: String,
    /// What its owner calls it.
    pub name: String,
    /// How much it lets do.
    pub scope: TokenScope,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Option<Timestamp>,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
    /// When it was last shown, to the hour.
    pub used: Option<Timestamp>,
}

/// A token that was just made: the only moment its text is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Names it when it is revoked.
    pub id: i64,
    /// The login name of its account.
    pub login: String,
    secret: Secret,
}

impl Issued {
    /// Returns the text, to be shown once.
    pub fn text(&self) -> &str {
        self.secret.reveal()
    }
}

impl Host {
    /// Opens the wiki of a place and makes it when there is none.
    pub fn open(place: &Place) -> Result<Self, HostError> {
        let (store, _) = open_store(place, None, Limits::default())?;
        Ok(Self { store })
    }

    /// Opens the wiki of a place with the account of whoever sits at this machine.
    pub fn open_with(place: &Place, account: &LocalAccount) -> Result<Self, HostError> {
        let (store, _) = open_store(place, Some(account), Limits::default())?;
        Ok(Self { store })
    }

    /// Makes the first administrator and a token for them.
    pub async fn init(&self, login: &str, expires: Option<Timestamp>) -> Result<Issued, HostError> {
        let secret = auth::fresh();
        let token = new_token(login, "first administrator", TokenScope::Admin, expires, &secret);
        let account = new_account(&NewPerson { login: login.to_owned(), ..NewPerson::default() });
        let change = AccountChange::First { account, token };
        let outcome = self.write(change).await.map_err(|error| match error {
            StoreError::Exists(there) => HostError::AdministratorThere(there),
            error => error.into(),
        })?;
        issued(outcome, login, secret)
    }

    /// Makes an account, perhaps with a password.
    pub async fn add_person(&self, person: &NewPerson, password: Option<&str>) -> Result<(), HostError> {
        let password = password.map(hashed).transpose()?;
        Ok(self.write(AccountChange::Add { account: new_account(person), password }).await.map(drop)?)
    }

    /// Says something else about an account; `None` keeps what was said.
    pub async fn describe(
        &self,
        login: &str,
        full_name: Option<String>,
        email: Option<String>,
        guest: Option<bool>,
    ) -> Result<(), HostError> {
        let change = AccountChange::Describe { login: login.to_owned(), full_name, email, guest };
        Ok(self.write(change).await.map(drop)?)
    }

    /// Lets an account sign in, or no longer.
    pub async fn set_active(&self, login: &str, active: bool) -> Result<(), HostError> {
        let change = AccountChange::SetActive { login: login.to_owned(), active };
        Ok(self.write(change).await.map(drop)?)
    }

    /// Gives an account another password, or none.
    pub async fn set_password(&self, login: &str, password: Option<&str>) -> Result<(), HostError> {
        let password = password.map(hashed).transpose()?;
        let change = AccountChange::SetPassword { login: login.to_owned(), password };
        Ok(self.write(change).await.map(drop)?)
    }

    /// Makes a token of an account.
    pub async fn issue_token(
        &self,
        login: &str,
        name: &str,
        scope: TokenScope,
        expires: Option<Timestamp>,
    ) -> Result<Issued, HostError> {
        let secret = auth::fresh();
        let token = new_token(login, name, scope, expires, &secret);
        let outcome = self.write(AccountChange::IssueToken(token)).await?;
        issued(outcome, login, secret)
    }

    /// Ends a token.
    pub async fn revoke_token(&self, id: i64) -> Result<(), HostError> {
        Ok(self.write(AccountChange::RevokeToken { id, of: None }).await.map(drop)?)
    }

    /// Makes a group.
    pub async fn create_group(&self, group: GroupId, description: String) -> Result<(), HostError> {
        Ok(self.write(AccountChange::CreateGroup { group, description }).await.map(drop)?)
    }

    /// Removes a group.
    pub async fn delete_group(&self, group: GroupId) -> Result<(), HostError> {
        Ok(self.write(AccountChange::DeleteGroup { group }).await.map(drop)?)
    }

    /// Puts people and groups into a group; makes it when there is none.
    pub async fn add_members(&self, group: GroupId, members: Vec<Named>) -> Result<(), HostError> {
        Ok(self.write(AccountChange::AddMembers { group, members }).await.map(drop)?)
    }

    /// Takes people and groups out of a group.
    pub async fn remove_members(&self, group: GroupId, members: Vec<Named>) -> Result<(), HostError> {
        Ok(self.write(AccountChange::RemoveMembers { group, members }).await.map(drop)?)
    }

    /// Gives a group these members and no others; makes it when there is none.
    pub async fn set_members(&self, group: GroupId, members: Vec<Named>) -> Result<(), HostError> {
        Ok(self.write(AccountChange::SetMembers { group, members }).await.map(drop)?)
    }

    /// Grants a global permission or takes it back.
    pub async fn set_global(
        &self,
        subject: SiteSubject,
        permission: GlobalPermission,
        held: bool,
    ) -> Result<(), HostError> {
        Ok(self.write(AccountChange::Global { subject, permission, held }).await.map(drop)?)
    }

    /// Returns every account, by login name.
    pub async fn people(&self) -> Result<Vec<AccountRow>, HostError> {
        Ok(self.store.accounts().await?.into_iter().map(AccountRow::from).collect())
    }

    /// Returns every group, by name.
    pub async fn groups(&self) -> Result<Vec<TeamRow>, HostError> {
        Ok(self.store.groups().await?.into_iter().map(TeamRow::from).collect())
    }

    /// Returns every token, newest first.
    pub async fn tokens(&self) -> Result<Vec<TokenRow>, HostError> {
        Ok(self.store.tokens(None).await?.into_iter().map(TokenRow::from).collect())
    }

    /// Returns who is granted which global permission.
    pub async fn globals(&self) -> Result<Vec<(SiteSubject, GlobalPermission)>, HostError> {
        Ok(self.store.globals().await?)
    }

    async fn write(&self, change: AccountChange) -> Result<Outcome, StoreError> {
        let who = Principal::host();
        let write = Write { who, key: None, request: String::new(), now: crate::config::now() };
        self.store.write(write, Command::Accounts(change)).await
    }
}

fn new_account(person: &NewPerson) -> NewAccount {
    let NewPerson { login, full_name, email, guest } = person.clone();
    NewAccount { login, full_name, email, guest }
}

fn new_token(
    login: &str,
    name: &str,
    scope: TokenScope,
    expires: Option<Timestamp>,
    secret: &Secret,
) -> NewToken {
    let hash = auth::digest(secret);
    NewToken { login: login.to_owned(), name: name.to_owned(), hash, scope, expires }
}

fn issued(outcome: Outcome, login: &str, secret: Secret) -> Result<Issued, HostError> {
    match outcome {
        Outcome::Token(id) => Ok(Issued { id, login: login.to_owned(), secret }),
        _ => Err(HostError::Refused("the store answered something else".to_owned())),
    }
}

/// Checks a password and hashes it.
fn hashed(password: &str) -> Result<String, HostError> {
    check_password(password).map_err(HostError::Refused)?;
    auth::hashed(&Secret::new(password))
        .map_err(|cause| HostError::Refused(format!("no password was made: {cause}")))
}

/// Says what is wrong with a password.
pub(super) fn check_password(password: &str) -> Result<(), String> {
    match password.chars().count() {
        length if length < SHORTEST => Err(format!("a password has at least {SHORTEST} characters")),
        length if length > LONGEST => Err(format!("a password has at most {LONGEST} characters")),
        _ if password.starts_with("tdp_") => Err("a password does not begin like a token".to_owned()),
        _ => Ok(()),
    }
}

impl From<Account> for AccountRow {
    fn from(account: Account) -> Self {
        let Account { user, email, guest, has_password, created, globals } = account;
        Self { user, email, guest, has_password, created, globals }
    }
}

impl From<Team> for TeamRow {
    fn from(team: Team) -> Self {
        let Team { name, description, direct, members } = team;
        Self { name, description, direct, members }
    }
}

impl From<Token> for TokenRow {
    fn from(token: Token) -> Self {
        let Token { id, login, name, scope, created, expires, revoked, used } = token;
        Self { id, login, name, scope, created, expires, revoked, used }
    }
}
