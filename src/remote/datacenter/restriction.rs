//! Restrictions of a page.

use super::ROOT;
use crate::domain::{Member, Members, OpId, PageId, Restrictions};
use crate::remote::transport::{Call, Transport, escaped};
use crate::remote::{RemoteError, Result};
use crate::wire::datacenter::restriction::{
    ByOperationBody, GroupBody, Items, OperationBody, SetBody, SetSubjects,
};
use crate::wire::datacenter::user::UserBody;

/// Reads the page's own lists.
pub(in crate::remote) async fn read(wiki: &dyn Transport, id: &PageId) -> Result<Restrictions> {
    let expand =
        "read.restrictions.user,read.restrictions.group,update.restrictions.user,update.restrictions.group";
    let path = format!("{ROOT}/content/{}/restriction/byOperation?expand={expand}", escaped(id.as_str()));
    let body: ByOperationBody = wiki.send(Call::get(path)).await?.json()?;
    Ok(Restrictions { read: list_of(body.read), update: list_of(body.update) })
}

/// Sets both lists of a page.
pub(in crate::remote) async fn set(
    wiki: &dyn Transport,
    op: OpId,
    id: &PageId,
    lists: &Restrictions,
) -> Result<()> {
    if lists.read.iter().chain(&lists.update).any(Members::is_empty) {
        let message = "a list needs somebody on it: leave it away to open the page";
        return Err(RemoteError::Invalid(message.to_owned()));
    }
    let body = [body_of("read", &lists.read), body_of("update", &lists.update)];
    let path = format!("{ROOT}/content/{}/restriction", escaped(id.as_str()));
    wiki.send(Call::put(path, op).json(&body)?).await?.done()
}

/// The dialect says "open" with an empty list.
fn list_of(body: OperationBody) -> Option<Members> {
    let users = body.restrictions.user.results.iter().map(|user| Member::User(user.into()));
    let groups =
        body.restrictions.group.results.into_iter().map(|group| Member::Group(group.name.as_str().into()));
    Some(users.chain(groups).collect::<Members>()).filter(|members| !members.is_empty())
}

fn body_of(operation: &str, list: &Option<Members>) -> SetBody {
    let (mut user, mut group) = (Vec::new(), Vec::new());
    for member in list.iter().flatten() {
        match member {
            Member::User(id) => user.push(UserBody {
                kind: "known".to_owned(),
                username: String::new(),
                user_key: id.to_string(),
                display_name: String::new(),
            }),
            Member::Group(id) => group.push(GroupBody::new(id.as_str())),
        }
    }
    let restrictions = SetSubjects { user: Some(Items::Plain(user)), group: Some(Items::Plain(group)) };
    SetBody { operation: operation.to_owned(), restrictions }
}
