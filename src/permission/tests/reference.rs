//! A second opinion: the same rules written as sets of numbers, by brute force, sharing no code with the engine.
//!
//! A [`Model`] is turned into a world by [`super::model_world`]; both must always say the same.

/// Somebody a list or grant names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    User(usize),
    Group(usize),
    Licensed,
    Admins,
    Anonymous,
}

/// The columns of the space table, numbered as people number them, without the two that tildr has not.
pub(super) mod column {
    pub(crate) const VIEW: usize = 0;
    pub(crate) const OWN: usize = 1;
    pub(crate) const EDIT: usize = 2;
    pub(crate) const DELETE: usize = 3;
    pub(crate) const POST: usize = 4;
    pub(crate) const DELETE_POST: usize = 5;
    pub(crate) const FILE: usize = 6;
    pub(crate) const DELETE_FILE: usize = 7;
    pub(crate) const COMMENT: usize = 8;
    pub(crate) const DELETE_COMMENT: usize = 9;
    pub(crate) const RESTRICT: usize = 10;
    pub(crate) const EXPORT: usize = 11;
    pub(crate) const ADMIN: usize = 12;
}
use column::*;

#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    /// Per user: active, guest, may use the site, administers the site.
    pub users: Vec<(bool, bool, bool, bool)>,
    pub groups: usize,
    /// (user, group) and (inner group, outer group).
    pub members: Vec<(usize, usize)>,
    pub nested: Vec<(usize, usize)>,
    pub anonymous: bool,
    /// How far personal spaces are shared: 0 owner, 1 members of group 0, 2 licensed, 3 guests, 4 anybody.
    pub ceiling: usize,
    pub spaces: Vec<Room>,
    pub pages: Vec<Sheet>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Room {
    pub owner: Option<usize>,
    /// 0 active, 1 archived, 2 trashed.
    pub status: usize,
    pub grants: Vec<(Name, usize)>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    pub room: usize,
    pub parent: Option<usize>,
    pub post: bool,
    pub creator: usize,
    /// 0 current, 1 draft, 2 trashed by the creator yesterday, 3 trashed by the creator long ago.
    pub state: usize,
    pub read: Option<Vec<Name>>,
    pub update: Option<Vec<Name>>,
    pub kept: Vec<Vec<Name>>,
}

/// What is asked of the model; `who` is `None` for somebody without an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    View,
    Like,
    Watch,
    ExportPage,
    Create,
    Edit,
    Comment,
    EditComment { author: usize },
    DeleteComment { author: usize },
    Attach,
    DeleteFile { author: usize },
    Trash,
    Restore,
    Purge,
    Restrict,
    Lift,
    Move { to: usize },
    MoveAway { to: usize },
    Copy { to: usize },
    ExportSpace,
    Administer,
}

impl Model {
    /// Whether somebody may do something to a page; deeds to a space are asked of a page in it.
    pub(super) fn allows(&self, who: Option<usize>, deed: Deed, page: usize) -> bool {
        let sheet = &self.pages[page];
        let room = &self.spaces[sheet.room];
        let of_space = matches!(deed, Deed::ExportSpace | Deed::Administer);
        self.enters(who)
            && self.state_allows(who, deed, sheet, room, of_space)
            && self.under_ceiling(who, room)
            && self.keys_allow(who, deed, sheet, room)
            && (of_space || deed == Deed::Lift || self.sees_chain(who, page))
            && (!needs_update(deed) || self.on_list(who, sheet.update.as_deref()))
            && self.rest_allows(who, deed, page)
    }

    fn enters(&self, who: Option<usize>) -> bool {
        who.map_or(self.anonymous, |u| self.users[u].0 && self.users[u].2)
    }

    fn state_allows(
        &self,
        who: Option<usize>,
        deed: Deed,
        sheet: &Sheet,
        room: &Room,
        of_space: bool,
    ) -> bool {
        let reading = [Deed::View, Deed::Watch, Deed::ExportPage, Deed::ExportSpace].contains(&deed);
        if room.status == 2 || (room.status == 1 && !reading) {
            return false;
        }
        let out_of_trash = [Deed::Restore, Deed::Purge].contains(&deed);
        of_space
            || match sheet.state {
                0 => !out_of_trash,
                1 => !out_of_trash && who == Some(sheet.creator),
                _ => out_of_trash || deed == Deed::Lift,
            }
    }

    /// Every group around somebody, found by walking from each direct one until nothing is new.
    fn in_group(&self, user: usize, group: usize) -> bool {
        let mut inside: Vec<usize> = self.members.iter().filter(|m| m.0 == user).map(|m| m.1).collect();
        loop {
            let before = inside.len();
            for &(inner, outer) in &self.nested {
                if inside.contains(&inner) && !inside.contains(&outer) {
                    inside.push(outer);
                }
            }
            if inside.len() == before {
                return inside.contains(&group);
            }
        }
    }

    fn holds(&self, who: Option<usize>, room: &Room, wanted: usize) -> bool {
        self.granted(who, room, VIEW) && self.granted(who, room, wanted)
    }

    fn granted(&self, who: Option<usize>, room: &Room, wanted: usize) -> bool {
        if !self.enters(who) {
            return false;
        }
        let guest = who.is_some_and(|u| self.users[u].1);
        if guest && [RESTRICT, EXPORT, ADMIN].contains(&wanted) {
            return false;
        }
        room.grants.iter().any(|&(name, key)| {
            key == wanted
                && match name {
                    Name::User(u) => who == Some(u),
                    Name::Group(g) => who.is_some_and(|u| self.in_group(u, g)),
                    Name::Licensed => who.is_some() && !guest,
                    Name::Admins => who.is_some_and(|u| self.users[u].3) && !guest,
                    Name::Anonymous => self.anonymous && key == VIEW,
                }
        })
    }

    fn under_ceiling(&self, who: Option<usize>, room: &Room) -> bool {
        let Some(owner) = room.owner else { return true };
        let guest = who.is_some_and(|u| self.users[u].1);
        who == Some(owner)
            || match self.ceiling {
                0 => false,
                1 => who.is_some_and(|u| self.in_group(u, 0)),
                2 => who.is_some() && !guest,
                3 => who.is_some(),
                _ => true,
            }
    }

    fn keys_allow(&self, who: Option<usize>, deed: Deed, sheet: &Sheet, room: &Room) -> bool {
        let has = |key| self.holds(who, room, key);
        let own = |maker: usize, key| has(key) || (has(OWN) && who == Some(maker));
        let edit = has(if sheet.post { POST } else { EDIT });
        let delete = if sheet.post { DELETE_POST } else { DELETE };
        has(VIEW)
            && match deed {
                Deed::View | Deed::Like | Deed::Watch | Deed::ExportPage | Deed::Copy { .. } => true,
                Deed::Create | Deed::Edit | Deed::Move { .. } => edit,
                Deed::Comment | Deed::EditComment { .. } => has(COMMENT),
                Deed::DeleteComment { author } => own(author, DELETE_COMMENT),
                Deed::Attach => has(FILE),
                Deed::DeleteFile { author } => own(author, DELETE_FILE),
                Deed::Trash => own(sheet.creator, delete),
                Deed::Restore => has(ADMIN) || (sheet.state == 2 && who == Some(sheet.creator)),
                Deed::Purge | Deed::Lift | Deed::Administer => has(ADMIN),
                Deed::Restrict => edit && (has(RESTRICT) || has(ADMIN)),
                Deed::MoveAway { .. } => edit && has(delete),
                Deed::ExportSpace => has(EXPORT),
            }
    }

    fn on_list(&self, who: Option<usize>, list: Option<&[Name]>) -> bool {
        let Some(list) = list else { return true };
        list.iter().any(|&name| match (name, who) {
            (Name::User(u), Some(me)) => u == me,
            (Name::Group(g), Some(me)) => self.in_group(me, g),
            _ => false,
        })
    }

    fn sees_chain(&self, who: Option<usize>, page: usize) -> bool {
        let sheet = &self.pages[page];
        self.on_list(who, sheet.read.as_deref())
            && sheet.kept.iter().all(|list| self.on_list(who, Some(list)))
            && sheet.parent.is_none_or(|parent| self.sees_chain(who, parent))
    }

    fn rest_allows(&self, who: Option<usize>, deed: Deed, page: usize) -> bool {
        let from = &self.pages[page];
        match deed {
            Deed::Like | Deed::Watch => who.is_some(),
            Deed::EditComment { author } => who == Some(author),
            Deed::Move { to } => self.takes(who, page, to, true) && self.pages[to].room == from.room,
            Deed::Copy { to } => self.takes(who, page, to, false),
            Deed::MoveAway { to } => {
                let target = &self.spaces[self.pages[to].room];
                let keeps = self.holds(who, target, RESTRICT) || self.holds(who, target, ADMIN);
                self.takes(who, page, to, true)
                    && self.pages[to].room != from.room
                    && (keeps || !self.guarded(page))
            }
            _ => true,
        }
    }

    fn takes(&self, who: Option<usize>, page: usize, to: usize, moves: bool) -> bool {
        let target = &self.spaces[self.pages[to].room];
        target.status == 0
            && self.pages[to].state == 0
            && self.under_ceiling(who, target)
            && self.holds(who, target, if self.pages[page].post { POST } else { EDIT })
            && self.sees_chain(who, to)
            && !(moves && self.is_above(page, to))
    }

    fn is_above(&self, page: usize, below: usize) -> bool {
        page == below || self.pages[below].parent.is_some_and(|parent| self.is_above(page, parent))
    }

    /// Whether any list guards a page from above, on it, or below it.
    fn guarded(&self, page: usize) -> bool {
        let reads = |s: &Sheet| s.read.is_some() || !s.kept.is_empty();
        (0..self.pages.len()).any(|other| {
            let sheet = &self.pages[other];
            (self.is_above(other, page) && reads(sheet))
                || (self.is_above(page, other) && (reads(sheet) || sheet.update.is_some()))
        })
    }
}

fn needs_update(deed: Deed) -> bool {
    use Deed::*;
    matches!(deed, Edit | Attach | DeleteFile { .. } | Trash | Restrict | Move { .. } | MoveAway { .. })
}
