//! Spaces.

use super::ROOT;
use crate::domain::{OpId, SpaceKey};
use crate::remote::Result;
use crate::remote::transport::{Call, Transport};
use crate::wire::datacenter::space::{SpaceBody, SpaceDraft};

/// Makes a site space and returns its id.
pub(in crate::remote) async fn create(
    wiki: &dyn Transport,
    op: OpId,
    key: &SpaceKey,
    name: &str,
) -> Result<SpaceBody> {
    let draft =
        SpaceDraft { key: Some(key.to_string()), name: Some(name.to_owned()), ..SpaceDraft::default() };
    wiki.send(Call::post(format!("{ROOT}/space"), op).json(&draft)?).await?.json()
}
