//! The first call to a wiki elsewhere: what is there, and who are we to it?

use super::access::Access;
use super::transport::{Call, Http, Transport};
use super::{Info, RemoteError, Result, datacenter, extension};
use crate::wire::datacenter::server::ServerInformation;
use crate::wire::datacenter::user::UserBody;

/// A wiki that let us in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// What it is, and our account there.
    pub info: Info,
    /// Our login name.
    pub login: String,
}

/// Asks a wiki what it is and who we are. What is there but not ours is named as well as it can be.
pub async fn meet(access: &Access) -> Result<Met> {
    let wiki = Http::new(access);
    let info = match extension::feed::info(&wiki).await {
        Ok(info) => info,
        Err(error @ (RemoteError::NotFound | RemoteError::NotAWiki(_) | RemoteError::Invalid(_))) => {
            return Err(stranger(&wiki).await.unwrap_or(error));
        }
        Err(error) => return Err(error),
    };
    let me: UserBody = wiki.send(Call::get(format!("{}/user/current", datacenter::ROOT))).await?.json()?;
    // A wiki that anybody may read answers everybody; nobody is signed in by that.
    if me.kind != "known" {
        return Err(RemoteError::SignedOut);
    }
    Ok(Met { info, login: me.username })
}

/// Says what a wiki is that speaks the dialect and not our extensions.
async fn stranger(wiki: &Http) -> Option<RemoteError> {
    let asked = wiki.send(Call::get(format!("{}/server-information", datacenter::ROOT))).await.ok()?;
    let about: ServerInformation = asked.json().ok()?;
    Some(RemoteError::NotAWiki(format!(
        "it is Confluence {}, and this tildr works on wikis of its own kind only",
        about.version
    )))
}
