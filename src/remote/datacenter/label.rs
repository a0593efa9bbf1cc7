//! Labels.

use super::ROOT;
use crate::domain::{Label, OpId, PageId};
use crate::remote::Result;
use crate::remote::transport::{Call, Transport, escaped};
use crate::wire::datacenter::label::LabelBody;

/// Adds a label.
pub(in crate::remote) async fn add(wiki: &dyn Transport, op: OpId, id: &PageId, label: &Label) -> Result<()> {
    let path = format!("{ROOT}/content/{}/label", escaped(id.as_str()));
    wiki.send(Call::post(path, op).json(&[LabelBody::from(label)])?).await?.done()
}

/// Removes a label.
pub(in crate::remote) async fn remove(
    wiki: &dyn Transport,
    op: OpId,
    id: &PageId,
    label: &Label,
) -> Result<()> {
    let path = format!("{ROOT}/content/{}/label?name={}", escaped(id.as_str()), escaped(label.as_str()));
    wiki.send(Call::delete(path, op)).await?.done()
}
