//! `tildr check visible`: whether everybody of a group can see what is meant for them; ends with 0 when they can and
//! with 1 when not (S0-46).

use super::{asked, space_or_page};
use crate::admin::access::tell::names;
use crate::cli::session::Session;
use crate::cli::space;
use crate::domain::{Subject, User, UserId};
use crate::report::Report;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

#[derive(Debug, Args)]
pub(in crate::cli) struct Check {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Tell who of a group cannot see spaces or pages; ends with 0 when everybody can and 1 when not
    Visible {
        /// Whose members are to see them: a group, a person, or `everyone`
        #[arg(long, value_name = "NAME")]
        group: String,
        /// Pages and spaces
        #[arg(required = true, value_name = "TARGET")]
        targets: Vec<String>,
    },
}

impl Check {
    pub(in crate::cli) fn run(&self, session: &Session) -> Result<(), Report> {
        let What::Visible { group, targets } = &self.what;
        let people = session.replica()?.people()?;
        let meant = members(&people, &space::subject(session, group)?);
        if meant.is_empty() {
            return Err(Report::refused(format!("nobody active is in `{group}`"))
                .hinted("`tildr admin group list` shows who is in which group"));
        }
        let mut all_can = true;
        let (mut rows, mut objects): (Vec<Vec<String>>, Vec<Value>) = Default::default();
        for target in targets {
            let thing = space_or_page(session, target)?;
            let seen = asked(session, space::admin(session)?.who(&thing))?;
            let sees = |id: &&UserId| seen.audience.people.binary_search(id).is_ok();
            let cannot: Vec<UserId> = meant.iter().filter(|id| !sees(id)).cloned().collect();
            all_can &= cannot.is_empty();
            let cannot = names(&people, &cannot);
            let said =
                if cannot.is_empty() { "everybody".to_owned() } else { format!("not {}", cannot.join(", ")) };
            rows.push(vec![target.clone(), said]);
            objects.push(json!({"target": target, "visible": cannot.is_empty(), "cannot": cannot}));
        }
        if session.out.is_json() {
            session.out.object(&json!({"visible": all_can, "targets": objects}))?;
        } else if !session.out.is_quiet() {
            session.out.list(&["what", "seen by"], &rows, "")?;
        }
        if all_can { Ok(()) } else { Err(Report::said()) }
    }
}

/// Returns the active accounts that a subject means.
fn members(people: &[User], subject: &Subject) -> Vec<UserId> {
    let is_meant = |user: &&User| {
        user.active
            && match subject {
                Subject::User(id) => user.id == *id,
                Subject::Group(group) => user.groups.contains(group),
                Subject::Licensed | Subject::Admins | Subject::Anonymous => true,
            }
    };
    people.iter().filter(is_meant).map(|user| user.id.clone()).collect()
}
