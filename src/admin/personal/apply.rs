//! Carries out the requests of the flow: check again, create in one go, read back, compare, undo.

use super::{Answers, Create, Done, Input, Request, Who, changes, preview};
use crate::admin::Admin;
use crate::domain::{OpId, Space, SpaceId, SpaceStatus};
use crate::permission::Site;
use crate::remote::{PersonalPreflight, PersonalUndone, RemoteError, Result};

/// How a creation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created {
    /// Nothing was made: the wiki is not what it was when the person decided.
    Changed(Box<PersonalPreflight>),
    /// It is there.
    Made(Box<Done>),
}

/// What is to be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undo {
    /// The space that was made.
    Space(SpaceId),
    /// Whatever is there now and was not there at that time; nothing, perhaps.
    Whatever(Box<PersonalPreflight>),
}

impl Admin {
    /// Carries out a request of the flow and returns the input that answers it; `None` for those that
    /// only the interface can carry out.
    pub async fn answer(&self, request: &Request) -> Option<Input> {
        Some(match request {
            Request::Check => Input::Checked(OpId::fresh(), self.check_personal().await),
            Request::Create(create) => Input::Created(self.create_personal(create).await),
            Request::Reactivate(space) => {
                Input::Reactivated(space.clone(), self.reactivate(OpId::fresh(), space).await)
            }
            Request::Undo(undo) => Input::Undone(self.undo_personal(undo).await),
            Request::Open(_) | Request::Jot | Request::Leave => return None,
        })
    }

    /// Asks what stands in the way of a personal space.
    pub async fn check_personal(&self) -> Result<Box<PersonalPreflight>> {
        self.remote.personal_preflight().await.map(Box::new)
    }

    /// Checks again, makes the space, reads it back and compares it with what was promised.
    pub async fn create_personal(&self, create: &Create) -> Result<Created> {
        let now = self.check_personal().await?;
        let repeated = made_by_us(&create.decided_on, &now);
        if repeated.is_none() && !changes(&create.decided_on, &now, &create.answers).is_empty() {
            return Ok(Created::Changed(now));
        }
        let making_way = self.make_way(create, &now).await?;
        // The same op again answers with the space it made: a lost answer is found, never doubled.
        let answered = match self.remote.create_personal(create.op, &create.plan).await {
            Ok(space) => space,
            Err(error) => {
                self.come_back(making_way, &error).await;
                return Err(error);
            }
        };
        let after = self.check_personal().await.unwrap_or(now);
        let space = after.existing.iter().find(|space| space.id == answered.id).cloned().unwrap_or(answered);
        Ok(Created::Made(Box::new(compared(create, space, &after))))
    }

    /// Archives the space in use when a new one is to be started beside it; nothing in it changes (S0-27).
    async fn make_way(&self, create: &Create, now: &PersonalPreflight) -> Result<Option<SpaceId>> {
        let before = create.decided_on.existing.iter();
        let active = before.filter(|space| create.plan.start_fresh && space.status == SpaceStatus::Active);
        for space in active {
            let still =
                now.existing.iter().any(|now| now.id == space.id && now.status == SpaceStatus::Active);
            if still {
                self.archive(OpId::fresh(), &space.id).await?;
                return Ok(Some(space.id.clone()));
            }
        }
        Ok(None)
    }

    /// Brings the old space back when the new one was clearly not made.
    async fn come_back(&self, old: Option<SpaceId>, error: &RemoteError) {
        if let Some(old) = old.filter(|_| !matches!(error, RemoteError::Unknown(_))) {
            // What stands in the way of this stood in the way of the creation: that is what is told.
            let _ = self.reactivate(OpId::fresh(), &old).await;
        }
    }

    /// Takes a creation back.
    pub async fn undo_personal(&self, undo: &Undo) -> Result<PersonalUndone> {
        let space = match undo {
            Undo::Space(space) => space.clone(),
            Undo::Whatever(before) => match made_by_us(before, &*self.check_personal().await?) {
                Some(space) => space.id,
                None => return Ok(PersonalUndone::Removed),
            },
        };
        match self.remote.undo_personal(OpId::fresh(), &space).await {
            // Gone is what was asked for.
            Err(RemoteError::NotFound) => Ok(PersonalUndone::Removed),
            other => other,
        }
    }
}

/// Returns a space under the key of the plan that was not there when the person decided.
fn made_by_us(before: &PersonalPreflight, now: &PersonalPreflight) -> Option<Space> {
    let new = |space: &&Space| !before.existing.iter().any(|old| old.id == space.id);
    now.existing.iter().find(new).cloned()
}

/// Reads the audience off what is stored, and holds it against the preview.
fn compared(create: &Create, space: Space, facts: &PersonalPreflight) -> Done {
    let site = Site { people: &facts.people, anonymous: facts.anonymous_allowed };
    let audience = site.audience(&space, &facts.me);
    let promised = preview(&create.plan.grants, facts);
    let extra = space.grants.iter().find(|grant| {
        let owners = matches!(&grant.subject, crate::domain::Subject::User(user) if *user == facts.me.id);
        !owners && !create.plan.grants.contains(grant)
    });
    let lacking = create.plan.grants.iter().find(|grant| !space.grants.contains(grant));
    let mismatch = if audience != promised {
        Some(format!("you chose {}, but the wiki made it {}", promised.badge, audience.badge))
    } else if extra.is_some() {
        Some("the wiki granted more than you chose".to_owned())
    } else if lacking.is_some() {
        Some("the wiki granted less than you chose".to_owned())
    } else {
        None
    };
    Done { space, audience, mismatch }
}

impl Done {
    /// Returns the one line that tells it.
    pub fn line(&self) -> String {
        match &self.mismatch {
            None => format!("{} created · {}", self.space.key, self.audience.badge),
            Some(mismatch) => format!("{} created, but {mismatch}", self.space.key),
        }
    }
}

impl Answers {
    /// Returns who can see it, for the review: "Only me", or the names typed.
    pub fn who_in_words(&self) -> String {
        match self.who {
            Who::Listed => self.listed.trim().to_owned(),
            other => other.label().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Flow, Screen, Way};
    use super::*;
    use crate::admin::templates;
    use crate::domain::{Badge, Grant, Subject};
    use crate::server::{LocalAccount, open};

    /// Answers requests with a wiki until the flow wants nothing more.
    async fn run(admin: &Admin, flow: &mut Flow, mut request: Option<Request>) {
        while let Some(asked) = request.take() {
            let Some(input) = admin.answer(&asked).await else { return };
            request = flow.apply(input);
        }
    }

    async fn finish(admin: &Admin, flow: &mut Flow) -> Done {
        for _ in 0..3 {
            let request = flow.apply(Input::Next);
            run(admin, flow, request).await;
        }
        match flow.screen() {
            Screen::Done(done) => (**done).clone(),
            other => panic!("not made: {other:?}"),
        }
    }

    async fn begin(admin: &Admin) -> Flow {
        let (mut flow, request) = Flow::new(jiff::civil::date(2026, 11, 21), templates::built_in());
        run(admin, &mut flow, Some(request)).await;
        flow
    }

    #[tokio::test]
    async fn e2_a_policy_that_is_switched_off_stops_the_flow_until_it_is_on() {
        let folder = tempfile::tempdir().unwrap();
        let account = LocalAccount { login: "ann".to_owned(), full_name: "Ann Lee".to_owned() };
        let admin = Admin::new(crate::remote::in_process(open(folder.path(), account).unwrap()));
        let store = rusqlite::Connection::open(folder.path().join("wiki.db")).unwrap();
        let policy = r#"{"mode":"off","since":"2026-10-01T08:00:00Z","by":"Root"}"#;
        store.execute("INSERT OR REPLACE INTO meta VALUES ('personal_mode', ?1)", [policy]).unwrap();

        let mut flow = begin(&admin).await;
        let Screen::Wall(wall) = flow.screen() else { panic!("no wall: {:?}", flow.screen()) };
        assert_eq!(wall.code, "E2");
        assert!(wall.text[0].contains("by Root"), "{:?}", wall.text);
        store.execute("DELETE FROM meta WHERE name = 'personal_mode'", []).unwrap();
        let request = flow.apply(Input::Take(Way::CheckAgain));
        run(&admin, &mut flow, request).await;
        assert_eq!(flow.screen(), &Screen::About);
    }

    #[tokio::test]
    async fn s0_08_what_is_shown_before_is_what_is_granted() {
        for who in Who::ALL {
            let folder = tempfile::tempdir().unwrap();
            let account = LocalAccount { login: "ann".to_owned(), full_name: "Ann Lee".to_owned() };
            let admin = Admin::new(crate::remote::in_process(open(folder.path(), account).unwrap()));
            let mut flow = begin(&admin).await;
            flow.apply(Input::Next);
            flow.apply(Input::Who(who));
            flow.apply(Input::Listed("ann".to_owned()));
            flow.apply(Input::Next);
            let (plan, shown) = (flow.plan().unwrap(), flow.audience().unwrap());
            let request = flow.apply(Input::Next);
            run(&admin, &mut flow, request).await;
            let Screen::Done(done) = flow.screen() else { panic!("{who:?}: {:?}", flow.screen()) };
            let owner = done.space.owner.clone().unwrap();
            let others =
                done.space.grants.iter().filter(|grant| grant.subject != Subject::User(owner.clone()));
            let others: Vec<Grant> = others.cloned().collect();
            let planned =
                plan.grants.into_iter().filter(|grant| grant.subject != Subject::User(owner.clone()));
            assert!(
                crate::domain::grants_alike(&others, &planned.collect::<Vec<_>>()),
                "{who:?}: {others:?}"
            );
            assert_eq!((&done.audience, &done.mismatch), (&shown, &None), "{who:?}");
        }
    }

    #[tokio::test]
    async fn s0_27_gf_09_created_undone_and_started_anew_on_the_embedded_wiki() {
        let folder = tempfile::tempdir().unwrap();
        let account = LocalAccount { login: "ann".to_owned(), full_name: "Ann Lee".to_owned() };
        let admin = Admin::new(crate::remote::in_process(open(folder.path(), account).unwrap()));

        let mut flow = begin(&admin).await;
        let done = finish(&admin, &mut flow).await;
        assert_eq!((done.audience.badge, done.mismatch), (Badge::OnlyYou, None));
        let request = flow.apply(Input::Undo);
        run(&admin, &mut flow, request).await;
        assert_eq!(flow.screen(), &Screen::Undone(PersonalUndone::Removed));
        assert!(admin.check_personal().await.unwrap().existing.is_empty());

        let first = finish(&admin, &mut begin(&admin).await).await.space;
        let mut anew = begin(&admin).await;
        assert!(matches!(anew.screen(), Screen::Wall(wall) if wall.code == "E3"));
        anew.apply(Input::Take(Way::StartAnew));
        let second = finish(&admin, &mut anew).await.space;
        assert_ne!(first.id, second.id);
        let existing = admin.check_personal().await.unwrap().existing;
        let old = existing.iter().find(|space| space.id == first.id).expect("nothing is lost");
        assert_eq!((old.status, second.key.as_str()), (SpaceStatus::Archived, "~ann"));
    }
}
