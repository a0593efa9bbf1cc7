//! Names as one reader may know them, and verbs that agree with them.

use super::question::{Principal, Question, Target};
use super::sight;
use super::who::Who;
use super::world::World;
use crate::domain::*;
use jiff::tz::TimeZone;

/// The one who reads a sentence: "you" to it, and the titles they cannot see are numbers.
pub(super) struct Reader<'w> {
    pub world: &'w World,
    pub who: Who<'w>,
    pub zone: &'w TimeZone,
}

/// The subject of a sentence.
pub(super) struct Voice {
    name: String,
    you: bool,
}

const NOBODY_IN: &str = "somebody not signed in";

impl Voice {
    pub(super) fn name(&self) -> &str {
        &self.name
    }
    /// Returns the name at the head of a sentence; login names keep their spelling.
    pub(super) fn head(&self) -> &str {
        match self.name.as_str() {
            _ if self.you => "You",
            NOBODY_IN => "Somebody not signed in",
            name => name,
        }
    }
    pub(super) fn has(&self) -> &'static str {
        if self.you { "have" } else { "has" }
    }
    pub(super) fn is(&self) -> &'static str {
        if self.you { "are" } else { "is" }
    }
    /// Returns a verb with or without its `s`.
    pub(super) fn does(&self, verb: &str) -> String {
        if self.you { verb.to_owned() } else { format!("{verb}s") }
    }
}

impl Reader<'_> {
    pub(super) fn voice(&self, who: Principal<'_>) -> Voice {
        match who {
            Principal::Anonymous => Voice { name: NOBODY_IN.to_owned(), you: false },
            Principal::User(id) => Voice { name: self.person(id), you: self.who.id == Some(id) },
        }
    }

    pub(super) fn person(&self, id: &UserId) -> String {
        if self.who.id == Some(id) {
            return "you".to_owned();
        }
        self.world.people.get(id).map_or(id.as_str(), |person| &person.name).to_owned()
    }

    pub(super) fn group(&self, id: &GroupId) -> String {
        self.world.groups.get(id).map_or(id.as_str(), |group| &group.name).to_owned()
    }

    pub(super) fn space(&self, id: &SpaceId) -> String {
        self.world.spaces.get(id).map_or(id.as_str(), |space| space.key.as_str()).to_owned()
    }

    /// Returns the title of a page, or its number where the reader cannot see it.
    pub(super) fn page(&self, id: &PageId) -> String {
        match self.world.pages.get(id) {
            Some(page) if sight::could_see_page(self.world, &self.who, page) => format!("\"{}\"", page.title),
            _ => format!("restricted page #{id}"),
        }
    }

    /// Returns who a list admits, and the names on it that mean nobody any more.
    pub(super) fn members(&self, list: &Members) -> (String, String) {
        let exists = |member: &&Member| match member {
            Member::User(id) => self.world.people.contains_key(id),
            Member::Group(id) => self.world.groups.contains_key(id),
        };
        let name = |member: &Member| match member {
            Member::User(id) => self.person(id),
            Member::Group(id) => format!("the group {}", self.group(id)),
        };
        let of = |alive: bool| list.iter().filter(|member| exists(member) == alive).map(name).collect();
        (listed(of(true), "and"), listed(of(false), "and"))
    }

    /// Returns a moment as its day, where the reader is.
    pub(super) fn day(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).date().to_string()
    }

    /// Returns a moment as its hour and minute, where the reader is.
    pub(super) fn hour(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%H:%M").to_string()
    }

    /// Returns the thing a question is about: ` "Title"`, ` ~ann`, or nothing for the site.
    pub(super) fn object(&self, question: &Question<'_>) -> String {
        match question.target {
            Target::Site => String::new(),
            Target::Space(space) | Target::Grants { space, .. } => format!(" {}", self.space(space)),
            Target::Place { page, space, parent } => match parent {
                Some(parent) if self.world.pages.get(page).is_some_and(|page| page.space == *space) => {
                    format!(" {} under {}", self.page(page), self.page(parent))
                }
                _ => format!(" {} to {}", self.page(page), self.space(space)),
            },
            Target::Page(page) | Target::Part { page, .. } | Target::Lists { page, .. } => {
                format!(" {}", self.page(page))
            }
        }
    }
}

/// Joins names: "ann", "ann and bob", "ann, bob, cat and 4 more".
pub(super) fn listed(mut names: Vec<String>, join: &str) -> String {
    if names.len() > 4 {
        let more = names.len() - 3;
        names.truncate(3);
        names.push(format!("{more} more"));
    }
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {join} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_joined_as_people_do() {
        let of = |count: usize| listed("abcdef".chars().take(count).map(String::from).collect(), "or");
        assert_eq!([of(0), of(1), of(2), of(4)], ["", "a", "a or b", "a, b, c or d"]);
        assert_eq!(of(5), "a, b, c or 2 more");
    }
}
