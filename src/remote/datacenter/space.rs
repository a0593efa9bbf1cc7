//! Spaces.

use super::ROOT;
use crate::domain::{Grant, OpId, SpaceKey};
use crate::remote::Result;
use crate::remote::transport::{Call, Transport};
use crate::wire::datacenter::space::{SpaceBody, SpaceDraft};

/// Makes a site space and returns its id.
pub(in crate::remote) async fn create(
    wiki: &dyn Transport,
    op: OpId,
    key: &SpaceKey,
    name: &str,
    grants: &[Grant],
) -> Result<SpaceBody> {
    let draft = SpaceDraft {
        key: Some(key.to_string()),
        name: Some(name.to_owned()),
        grants: (!grants.is_empty()).then(|| grants.to_vec()),
        ..SpaceDraft::default()
    };
    wiki.send(Call::post(format!("{ROOT}/space"), op).json(&draft)?).await?.json()
}
