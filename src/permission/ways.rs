//! What each way in says, in the words of its reader.

use super::because::Clause;
use super::operation::Operation;
use super::path::{By, Need, Path};
use super::words::listed;
use crate::domain::*;

impl Clause<'_, '_, '_> {
    /// Returns the shortest way to each thing that was needed, as clauses in the order of the gates.
    pub(super) fn shortest(&self, paths: &[Path]) -> Vec<String> {
        let mut keys: Vec<(&By, Vec<SpacePermission>)> = Vec::new();
        let mut rest: Vec<&Path> = Vec::new();
        for path in paths.iter().filter(|path| self.is_used(path, paths)) {
            match &path.gives {
                Need::Key(key) if keys.iter().any(|(_, held)| held.contains(key)) => {}
                Need::Key(key) => match keys.iter_mut().find(|(by, _)| **by == path.by) {
                    Some((_, held)) => held.push(*key),
                    None => keys.push((&path.by, vec![*key])),
                },
                need if rest.iter().any(|known| known.gives == *need) => {}
                _ => rest.push(path),
            }
        }
        let keys = keys.into_iter().map(|(by, held)| self.holds(by, held));
        keys.chain(rest.into_iter().map(|path| self.way(path))).collect()
    }

    /// "Delete own" is a way only where no key for everybody's is held.
    fn is_used(&self, path: &Path, paths: &[Path]) -> bool {
        let delete = self.question.operation.rule().needs_for(self.is_post())[0];
        let any = paths.iter().any(|path| matches!(path.gives, Need::Key(key) if delete.has(key)));
        path.gives != Need::Key(SpacePermission::RemoveOwnContent) || !any
    }

    fn is_post(&self) -> bool {
        let page = self.question.target.page_facts(self.reader.world);
        page.is_some_and(|(_, page)| page.kind != PageKind::Page)
    }

    /// Returns one way as a clause: "the group staff, which bob is in, has View in ENG".
    pub(super) fn way(&self, path: &Path) -> String {
        match &path.gives {
            Need::Key(key) => self.holds(&path.by, vec![*key]),
            Need::Global(permission) => {
                format!(
                    "{} {} \"{}\" on this site",
                    self.by(&path.by),
                    self.verb(&path.by),
                    permission.name()
                )
            }
            Need::Read(page) => format!("{} lists {}", self.reader.page(page), self.by(&path.by)),
            Need::Update(page) => {
                format!("{} lists {} as editor", self.reader.page(page), self.by(&path.by))
            }
        }
    }

    fn holds(&self, by: &By, mut keys: Vec<SpacePermission>) -> String {
        keys.sort();
        let Some((id, space)) = self.question.target.space(self.reader.world) else { return String::new() };
        let names: Vec<_> = keys.iter().map(|key| key.name().to_owned()).collect();
        let (names, space_key) = (listed(names, "and"), self.reader.space(id));
        if *by == By::Name && self.who.id.is_some() && space.owner.as_ref() == self.who.id {
            let (name, owns) = (self.voice.name(), self.voice.does("own"));
            return format!("{name} {owns} {space_key} and {} {names} there", self.voice.has());
        }
        format!("{} {} {names} in {space_key}", self.by(by), self.verb(by))
    }

    fn verb(&self, by: &By) -> &'static str {
        match by {
            By::Name => self.voice.has(),
            By::Admins => "have",
            By::Group(_) | By::Licensed | By::Anyone => "has",
        }
    }

    fn by(&self, by: &By) -> String {
        let (name, is) = (self.voice.name(), self.voice.is());
        match by {
            By::Name => name.to_owned(),
            By::Licensed => "everybody with an account".to_owned(),
            By::Admins => "site admins".to_owned(),
            By::Anyone => "anybody, signed in or not,".to_owned(),
            By::Group(chain) => {
                let mut names = chain.iter().map(|id| self.reader.group(id));
                let first = names.next().unwrap_or_default();
                match names.collect::<Vec<_>>().as_slice() {
                    [] => format!("the group {first}, which {name} {is} in,"),
                    through => {
                        format!("the group {first}, which {name} {is} in through {},", through.join(" and "))
                    }
                }
            }
        }
    }

    /// Returns what has to be said beside a permission: that it is recorded, and who is told.
    pub(super) fn on_the_record(&self) -> Option<String> {
        let told = |id: Option<&UserId>| {
            id.map_or_else(String::new, |id| {
                let voice = self.reader.voice(super::Principal::User(id));
                format!("; {} {} told", voice.name(), voice.is())
            })
        };
        let (_, space) = self.question.target.space(self.reader.world)?;
        match self.question.operation {
            Operation::Lift => {
                let page = self.question.target.page_facts(self.reader.world);
                let restrictor = page.and_then(|(_, page)| page.restricted_by.as_ref());
                Some(format!("It is recorded{}.", told(restrictor)))
            }
            Operation::ExportAll => Some("It is recorded.".to_owned()),
            Operation::TrashSpace | Operation::RestoreSpace | Operation::PurgeSpace
                if space.owner.as_ref() != self.who.id =>
            {
                Some(format!("It is recorded{}.", told(space.owner.as_ref())))
            }
            _ => None,
        }
    }

    /// Returns why edit lists nearby do not stand in the way: people expect them to.
    pub(super) fn in_spite_of_lists(&self) -> Option<&'static str> {
        let world = self.reader.world;
        let (_, page) = self.question.target.page_facts(world)?;
        let stops = |page: &super::world::PageFacts| !self.who.passes(page.lists.update.as_ref());
        let above = world.ancestors(page).unwrap_or_default();
        let update = self.question.operation.rule().update;
        match self.question.operation {
            Operation::Comment if stops(page) => Some("Edit restrictions do not stop comments."),
            _ if update && above.iter().any(|id| world.pages.get(*id).is_some_and(stops)) => {
                Some("Edit restrictions of pages above are not inherited.")
            }
            _ => None,
        }
    }

    /// Tells whether it is allowed only because "Delete own" reaches what one made.
    pub(super) fn owes_it_to_making(&self, paths: &[Path]) -> bool {
        paths.iter().any(|path| {
            path.gives == Need::Key(SpacePermission::RemoveOwnContent) && self.is_used(path, paths)
        })
    }
}
