//! Screen 2 of the guided flow: the five answers to "who can see it", as grants, and what they mean.

use crate::domain::*;
use crate::permission::{Site, planned};
use crate::remote::PersonalPreflight;
use serde::{Deserialize, Serialize};

/// Who may see the new space besides its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// Nobody else: what every personal space starts as unless its owner says otherwise.
    #[default]
    OnlyMe,
    /// Everybody with an account reads.
    Read,
    /// Everybody with an account reads and comments.
    Comment,
    /// What the site grants by default.
    SiteDefault,
    /// People and groups typed by name; they read and comment.
    Listed,
}

impl Who {
    /// Every answer, in the order of the screen.
    pub const ALL: [Self; 5] = [Self::OnlyMe, Self::Read, Self::Comment, Self::SiteDefault, Self::Listed];

    /// Returns the line of the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::OnlyMe => "Only me",
            Self::Read => "Everyone here can read",
            Self::Comment => "Everyone here can read and comment",
            Self::SiteDefault => "What this site usually grants",
            Self::Listed => "People and groups I name",
        }
    }

    /// Returns the grants to others than the owner; a sentence when `listed` names nobody known.
    pub fn grants(self, listed: &str, facts: &PersonalPreflight) -> Result<Vec<Grant>, String> {
        Ok(match self {
            Self::OnlyMe => Vec::new(),
            Self::Read => rows(Subject::Licensed, &SpacePermission::READ),
            Self::Comment => rows(Subject::Licensed, &SpacePermission::COMMENT),
            // Nobody is let in without an account by leaving things as they are (S0-63).
            Self::SiteDefault => {
                let named = |grant: &&Grant| grant.subject != Subject::Anonymous;
                facts.default_grants.iter().filter(named).cloned().collect()
            }
            Self::Listed => named(listed, facts)?
                .into_iter()
                .flat_map(|subject| rows(subject, &SpacePermission::COMMENT))
                .collect(),
        })
    }
}

/// Returns who could see a space with these grants.
pub fn preview(grants: &[Grant], facts: &PersonalPreflight) -> Audience {
    let site = Site { people: &facts.people, anonymous: facts.anonymous_allowed };
    let me = facts.people.iter().find(|person| person.id == facts.me.id).unwrap_or(&facts.me);
    let mut audience = planned(site, me, grants);
    // The list of people may lag behind the account that was made a moment ago.
    if audience.people.is_empty() {
        audience = Audience { badge: Badge::OnlyYou, people: vec![facts.me.id.clone()] };
    }
    audience
}

/// Returns what stands beside the choices: who, in words, and who could get around it.
pub fn consequences(grants: &[Grant], facts: &PersonalPreflight) -> Vec<String> {
    let audience = preview(grants, facts);
    let strangers = if matches!(audience.badge, Badge::Anyone) { "yes" } else { "no" };
    vec![
        names(&audience, facts),
        format!("without an account: {strangers}"),
        match facts.site_admins {
            0 => "no site admin could gain access".to_owned(),
            1 => "1 site admin could gain access; it would be recorded and you would be told".to_owned(),
            more => {
                format!("{more} site admins could gain access; it would be recorded and you would be told")
            }
        },
        "whoever runs the server can read its database".to_owned(),
    ]
}

/// Returns the audience by name, the reader first: "you, Bob Ray, Cat Lu and 12 more".
fn names(audience: &Audience, facts: &PersonalPreflight) -> String {
    const SHOWN: usize = 4;
    let others: Vec<&str> = facts
        .people
        .iter()
        .filter(|person| person.id != facts.me.id && audience.people.binary_search(&person.id).is_ok())
        .map(|person| person.full_name.as_str())
        .collect();
    match others.len() {
        0 => "you, nobody else".to_owned(),
        count if count <= SHOWN => format!("you, {}", others.join(", ")),
        count => format!("you, {} and {} more", others[..SHOWN].join(", "), count - SHOWN),
    }
}

fn named(listed: &str, facts: &PersonalPreflight) -> Result<Vec<Subject>, String> {
    let mut subjects = Vec::new();
    for name in listed.split([',', ';']).map(str::trim).filter(|name| !name.is_empty()) {
        let subject = subject(name, facts)?;
        if !subjects.contains(&subject) {
            subjects.push(subject);
        }
    }
    if subjects.is_empty() {
        return Err("name at least one person or group, with commas between them".to_owned());
    }
    Ok(subjects)
}

fn subject(name: &str, facts: &PersonalPreflight) -> Result<Subject, String> {
    let plain = name.trim_start_matches(['@', '~']);
    let (only_group, plain) = match plain.strip_prefix("group:") {
        Some(group) => (true, group),
        None => (false, plain),
    };
    let folded = plain.to_lowercase();
    // The word alone: a group or a person may be called so.
    if name.eq_ignore_ascii_case("public") {
        return if facts.anonymous_allowed {
            Ok(Subject::Anonymous)
        } else {
            Err("this site lets nobody read without an account".to_owned())
        };
    }
    let person = facts.people.iter().find(|person| {
        !only_group
            && person.active
            && (person.name.to_lowercase() == folded || person.full_name.to_lowercase() == folded)
    });
    if let Some(person) = person {
        return Ok(Subject::User(person.id.clone()));
    }
    let mut groups = facts.people.iter().flat_map(|person| &person.groups);
    match groups.find(|group| group.as_str().to_lowercase() == folded) {
        Some(group) => Ok(Subject::Group(group.clone())),
        None => Err(format!("no person or group here is called `{plain}`")),
    }
}

fn rows(subject: Subject, permissions: &[SpacePermission]) -> Vec<Grant> {
    permissions.iter().map(|&permission| Grant { subject: subject.clone(), permission }).collect()
}
