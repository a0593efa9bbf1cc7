//! Who can see and do what, and what a change would do.

use crate::domain::*;
use crate::remote::Result;
use crate::remote::transport::{Call, Transport, escaped};
use crate::wire::extension::ROOT;
use crate::wire::extension::access::GrantsBody;

/// Asks whether somebody may do something, and why.
pub(in crate::remote) async fn explain(
    wiki: &dyn Transport,
    who: &Asked,
    operation: &str,
    thing: Option<&Thing>,
) -> Result<Verdict> {
    let who = match who {
        Asked::Me => String::new(),
        Asked::Person(name) => format!("&user={}", escaped(name)),
        Asked::Anonymous => "&user=anonymous".to_owned(),
    };
    let thing = thing.map_or_else(String::new, |thing| format!("&{}", named(thing)));
    wiki.send(Call::get(format!("{ROOT}/explain?operation={}{thing}{who}", escaped(operation)))).await?.json()
}

/// Asks who can see a thing.
pub(in crate::remote) async fn audience(wiki: &dyn Transport, thing: &Thing) -> Result<Sightline> {
    wiki.send(Call::get(format!("{ROOT}/audience?{}", named(thing)))).await?.json()
}

/// Asks what a change would do.
pub(in crate::remote) async fn preview(wiki: &dyn Transport, change: &AccessChange) -> Result<Effects> {
    // A read, however it is written: it names no write, and may be sent again.
    wiki.send(Call::ask(format!("{ROOT}/preview")).json(change)?).await?.json()
}

/// Sets all grants of a space, where it still grants what the change was made against.
pub(in crate::remote) async fn set_grants(
    wiki: &dyn Transport,
    op: OpId,
    space: &SpaceId,
    body: &GrantsBody,
) -> Result<()> {
    let path = format!("{ROOT}/space/{}/grants", escaped(space.as_str()));
    wiki.send(Call::put(path, op).json(body)?).await?.done()
}

fn named(thing: &Thing) -> String {
    match thing {
        Thing::Space(id) => format!("space={}", escaped(id.as_str())),
        Thing::Page(id) => format!("page={}", escaped(id.as_str())),
    }
}
