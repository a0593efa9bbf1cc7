//! What the person may do with the pages of a space, as far as a client is told, and whom to ask for more (S0-31).
//!
//! Only what is certain is refused here. Who administers the site, who is a guest and which lists say who edits a page
//! are the server's to know: it decides, and says why.

use super::World;
use crate::domain::{PageKind, SafeText, Space, SpacePermission, SpaceStatus, Subject, User};
use crate::permission::Operation;
use crate::tui::action::{Action, Context};

/// How many people are named who can give what is missing.
const NAMED: usize = 2;

/// Returns what an action does to the page or the space in hand, where it changes something there.
fn operation(action: Action) -> Option<Operation> {
    Some(match action {
        Action::Add | Action::AddSibling => Operation::CreatePage,
        Action::AddPost => Operation::CreatePost,
        Action::Edit | Action::EditExternal | Action::EditStorage | Action::Rename => Operation::Edit,
        Action::Move | Action::PickUp | Action::MoveUp | Action::MoveDown => Operation::Move,
        Action::Trash => Operation::Trash,
        Action::WriteComment | Action::Reply => Operation::Comment,
        Action::AddFile => Operation::Attach,
        _ => return None,
    })
}

/// Returns the permissions of which an operation takes one. Posts have some of their own; where it is not known what is
/// in hand, either will do.
fn takes(operation: Operation, is_post: Option<bool>) -> Vec<SpacePermission> {
    let rule = operation.rule();
    let kinds = is_post.map_or(vec![false, true], |is_post| vec![is_post]);
    let keys = kinds.into_iter().flat_map(|is_post| rule.needs_for(is_post)[0].iter().collect::<Vec<_>>());
    keys.chain(rule.own_will_do.then_some(SpacePermission::RemoveOwnContent)).collect()
}

/// Tells whether somebody holds a permission, or might as far as the grants say.
fn may_hold(user: &User, space: &Space, permission: SpacePermission) -> bool {
    let is_meant = |subject: &Subject| match subject {
        Subject::User(id) => *id == user.id,
        Subject::Group(group) => user.groups.contains(group),
        Subject::Licensed | Subject::Admins | Subject::Anonymous => true,
    };
    let held = || space.grants.iter().any(|grant| grant.permission == permission && is_meant(&grant.subject));
    // A wiki that does not say what a space grants has said nothing against it.
    space.owner.as_ref() == Some(&user.id) || space.grants.is_empty() || held()
}

impl World {
    /// Returns what of the space stands against an action, with who can change it; `None` when nothing is known to.
    pub fn lacking(&self, action: Action) -> Option<String> {
        let operation = operation(action)?;
        if matches!(self.behind, Context::Editor | Context::Find | Context::Beside) {
            return None;
        }
        let space = self.space_in_hand()?;
        let key = SafeText::line(space.key.as_str());
        match space.status {
            SpaceStatus::Active => {}
            SpaceStatus::Archived => return Some(format!("{key} is archived and can only be read")),
            SpaceStatus::Trashed => return Some(format!("{key} is in the trash")),
        }
        let me = self.me()?;
        let open = self.page.as_ref().filter(|_| self.behind == Context::Page);
        let wanted =
            takes(operation, open.map(|open| matches!(open.row.page.kind, PageKind::BlogPost { .. })));
        if wanted.iter().any(|permission| may_hold(me, space, *permission)) {
            return None;
        }
        let lacks = wanted.first()?.name();
        Some(format!("you lack {lacks} in {key}; {}", self.remedy(me, space)))
    }

    /// Returns the space of the page that verbs act on.
    fn space_in_hand(&self) -> Option<&Space> {
        let opened = self.page.as_ref().map(|opened| &opened.space);
        match (&self.space, self.behind) {
            (Some(space), Context::Pages | Context::Carry) => opened
                .filter(|opened| opened.id == *space)
                .or_else(|| self.shelf(space).map(|shelf| &shelf.space)),
            (Some(space), _) => opened.or_else(|| self.shelf(space).map(|shelf| &shelf.space)),
            (None, _) => opened,
        }
    }

    /// Says who can give what is missing.
    fn remedy(&self, me: &User, space: &Space) -> String {
        if may_hold(me, space, SpacePermission::SetSpacePermissions) {
            return format!("{} gives it to you", self.key(Context::Browse, Action::Permissions));
        }
        let mut who: Vec<String> = space.owner.iter().map(|owner| self.name_of(owner)).collect();
        for grant in space.grants.iter().filter(|g| g.permission == SpacePermission::SetSpacePermissions) {
            let name = match &grant.subject {
                Subject::User(id) => self.name_of(id),
                Subject::Group(group) => format!("the group {}", SafeText::line(group.as_str())),
                Subject::Licensed | Subject::Admins | Subject::Anonymous => continue,
            };
            if !who.contains(&name) {
                who.push(name);
            }
        }
        who.truncate(NAMED);
        if who.is_empty() { "ask a site admin".to_owned() } else { format!("ask {}", who.join(" or ")) }
    }
}
