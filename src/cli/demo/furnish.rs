//! Fills the wiki of a demonstration through the same calls that people's actions make.

use super::content::{self, FILES, GROUPS, PEOPLE, SPACES, With};
use crate::admin::space::contributing;
use crate::cli::wiki;
use crate::config::SystemAccount;
use crate::domain::attachment::media_type;
use crate::domain::{
    Grant, GroupId, Named, OpId, PageId, PageKind, SpaceId, SpaceKey, SpacePermission, Subject,
};
use crate::markup;
use crate::remote::{
    self, ImportBatch, NewComment, NewPage, PersonalPlan, PlannedPage, Remote, RemoteError, Upload,
};
use crate::report::Report;
use crate::server::{Host, Place};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// Everybody at their own desk, and what they have made so far.
struct House {
    me: Arc<dyn Remote>,
    desks: HashMap<&'static str, Arc<dyn Remote>>,
    spaces: HashMap<&'static str, SpaceId>,
    pages: HashMap<(&'static str, String), PageId>,
}

/// Fills the wiki; `aside` is a folder for files on their way.
pub(super) async fn furnish(dir: &Path, account: &SystemAccount, aside: &Path) -> Result<(), Report> {
    let mut desks = HashMap::new();
    for (login, full_name) in PEOPLE.into_iter().filter(|(login, _)| *login != account.login) {
        // An account comes to be by signing in.
        let person = SystemAccount { login: login.to_owned(), full_name: full_name.to_owned() };
        let desk = wiki::embedded(dir, &person)?;
        personal(&desk, full_name, login).await?;
        desks.insert(login, desk);
    }
    let me = wiki::embedded(dir, account)?;
    let host = Host::open(&Place::directory(dir))?;
    for (group, members) in GROUPS {
        let members = members.iter().map(|login| Named::from_word(login)).collect();
        host.set_members(GroupId::new(group), members).await?;
    }
    let mut house = House { me, desks, spaces: HashMap::new(), pages: HashMap::new() };
    house.spaces().await?;
    house.files(aside).await?;
    house.posts().await?;
    house.remarks().await?;
    Ok(())
}

impl House {
    /// The desk of a person; whoever sits at the keyboard takes the place of somebody of that name.
    fn desk(&self, login: &str) -> &Arc<dyn Remote> {
        self.desks.get(login).unwrap_or(&self.me)
    }

    async fn spaces(&mut self) -> Result<(), Report> {
        for shelf in SPACES {
            let owner = shelf.owner.map_or(&self.me, |login| self.desk(login));
            let everyone = Subject::Licensed;
            let grants: Vec<Grant> = match shelf.with {
                With::Everyone => contributing(&everyone).collect(),
                With::Readers => {
                    let reading = SpacePermission::COMMENT.into_iter();
                    reading.map(|permission| Grant { subject: everyone.clone(), permission }).collect()
                }
                With::Group(group) => contributing(&Subject::Group(GroupId::new(group))).collect(),
            };
            let space =
                owner.create_space(OpId::fresh(), &SpaceKey::new(shelf.key), shelf.name, &grants).await?;
            let pages = content::pages().into_iter().filter(|(key, _)| *key == shelf.key);
            let batch = ImportBatch {
                space: space.id.clone(),
                home: Some(shelf.name.to_owned()),
                pages: pages.map(|(_, page)| page).collect(),
            };
            for made in owner.import(OpId::fresh(), &batch).await? {
                self.pages.insert((shelf.key, made.key), made.page);
            }
            self.spaces.insert(shelf.key, space.id);
        }
        Ok(())
    }

    fn page(&self, space: &'static str, title: &str) -> Result<PageId, Report> {
        let page = self.pages.get(&(space, title.to_owned()));
        page.cloned().ok_or_else(|| RemoteError::NotFound.into())
    }

    async fn files(&self, aside: &Path) -> Result<(), Report> {
        for (space, page, author, name, bytes) in FILES {
            let path = aside.join(name);
            std::fs::write(&path, bytes)?;
            let upload = Upload {
                page: self.page(space, page)?,
                replaces: None,
                name: name.to_owned(),
                media_type: media_type(name).to_owned(),
                message: String::new(),
                path: path.clone(),
            };
            self.desk(author).attach(OpId::fresh(), &upload).await?;
            std::fs::remove_file(&path)?;
        }
        Ok(())
    }

    async fn posts(&self) -> Result<(), Report> {
        let today = crate::config::now().to_zoned(crate::config::zone()).date();
        for post in content::posts() {
            let Some(space) = self.spaces.get(post.space) else { continue };
            let new = NewPage {
                space: space.clone(),
                parent: None,
                after: None,
                kind: PageKind::BlogPost { day: today - jiff::Span::new().days(post.days_ago) },
                title: post.title.to_owned(),
                storage: post.storage,
                labels: Vec::new(),
                copy_of: None,
            };
            self.desk(post.author).create(OpId::fresh(), &new).await?;
        }
        Ok(())
    }

    async fn remarks(&self) -> Result<(), Report> {
        let mut last = None;
        for remark in content::remarks() {
            let new = NewComment {
                page: self.page(remark.space, remark.page)?,
                parent: last.take().filter(|_| remark.answers),
                anchor: None,
                storage: remark.storage,
            };
            last = Some(self.desk(remark.author).add_comment(OpId::fresh(), &new).await?.id);
        }
        Ok(())
    }
}

/// Every other person's space is open to colleagues.
async fn personal(remote: &Arc<dyn Remote>, full_name: &str, login: &str) -> remote::Result<()> {
    let facts = remote.personal_preflight().await?;
    let open = PEOPLE.iter().position(|(name, _)| *name == login).is_some_and(|place| place % 2 == 0);
    let grant = Grant { subject: Subject::Licensed, permission: SpacePermission::ViewSpace };
    let text = format!("Hello, I am {full_name}. My notes are below this page.\n");
    let plan = PersonalPlan {
        name: full_name.to_owned(),
        key: facts.key,
        grants: if open { vec![grant] } else { Vec::new() },
        pages: vec![PlannedPage {
            title: format!("{full_name} Home"),
            storage: markup::to_storage(&text).storage,
            private: false,
        }],
        watch: false,
        start_fresh: false,
    };
    remote.create_personal(OpId::fresh(), &plan).await.map(|_| ())
}
