//! `POST append`: a jot.

use super::page_of;
use crate::domain::{Jot, JotTarget, Label};
use crate::server::check;
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Body, Intent};
use crate::server::router::Shared;
use crate::server::store::Command;
use crate::wire::extension::feed::PageEntry;
use crate::wire::extension::jot::JotBody;
use axum::Json;
use axum::extract::State;

/// Appends and answers with the page it landed on.
pub(in crate::server) async fn append(
    State(store): State<Shared>,
    Intent(write): Intent,
    Body(body): Body<JotBody>,
) -> Result<Json<PageEntry>> {
    let mut jot = Jot::from(body);
    if jot.storage.trim().is_empty() {
        return Err(ApiError::invalid("there is nothing to append"));
    }
    check::storage(&jot.storage)?;
    if let JotTarget::NewPage { title } = &mut jot.target {
        *title = check::title(title)?;
    }
    jot.labels =
        jot.labels.iter().map(|label| check::label(label.as_str())).collect::<Result<Vec<Label>>>()?;
    let page = page_of(store.write(write, Command::Append(jot)).await?)?;
    Ok(Json(PageEntry::of(page, None)))
}
