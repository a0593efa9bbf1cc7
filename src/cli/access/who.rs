//! `tildr who`: everybody who can see a page or a space, and by which way.

use super::{asked, list_words, space_or_page};
use crate::admin::access::tell::{names, ways, word};
use crate::cli::session::Session;
use crate::cli::space;
use crate::domain::{Sightline, Subject, UserId};
use crate::report::Report;
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub(in crate::cli) struct Who {
    /// A page, or a space
    target: String,
}

impl Who {
    pub(in crate::cli) fn run(&self, session: &Session) -> Result<(), Report> {
        let thing = space_or_page(session, &self.target)?;
        let seen = asked(session, space::admin(session)?.who(&thing))?;
        let people = &seen.people;
        if session.out.is_json() {
            let ways = seen
                .ways
                .iter()
                .map(|way| json!({"by": word(people, &way.subject), "people": names(people, &way.brings)}));
            let lists = seen.lists.iter().map(|page| {
                let (read, update) = (&page.lists.read, &page.lists.update);
                json!({"page": page.page, "title": page.title, "read": list_words(people, read),
                    "update": list_words(people, update)})
            });
            return session.out.object(&json!({
                "audience": seen.audience.badge.to_string(), "people": names(people, &seen.audience.people),
                "ways": ways.collect::<Vec<_>>(), "restrictions": lists.collect::<Vec<_>>(),
                "couldGain": names(people, &seen.could_gain),
            }));
        }
        session.out.note(&format!("{} can see it", seen.audience.badge));
        let row = |id: &UserId| {
            let person = people.iter().find(|user| user.id == *id);
            let full = person.map(|user| user.full_name.clone()).unwrap_or_default();
            vec![names(people, std::slice::from_ref(id)).remove(0), full, how(&seen, id)]
        };
        let rows: Vec<Vec<String>> = seen.audience.people.iter().map(row).collect();
        session.out.list(&["who", "name", "by"], &rows, "nobody can see it")?;
        for page in seen.lists.iter().filter(|page| page.lists.read.is_some()) {
            session.out.note(&format!("\"{}\" is restricted: only who is on its list goes on", page.title));
        }
        if !seen.could_gain.is_empty() {
            let names = names(people, &seen.could_gain).join(", ");
            session.out.note(&format!("can gain access, on the record: {names}"));
        }
        session.out.note("whoever runs the server can read its database");
        Ok(())
    }
}

/// Returns the grants that bring somebody, the most personal one first.
fn how(seen: &Sightline, id: &UserId) -> String {
    let way = |subject: &Subject| match subject {
        Subject::User(_) => "by name".to_owned(),
        subject => word(&seen.people, subject),
    };
    ways(seen, id).into_iter().map(way).collect::<Vec<_>>().join(", ")
}
