//! `POST import`: many pages in one transaction.

use super::mismatched;
use crate::server::check;
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Body, Intent};
use crate::server::router::Shared;
use crate::server::store::{Command, Outcome, StoreError};
use crate::wire::extension::import::{ImportBody, ImportedBody};
use axum::Json;
use axum::extract::State;

/// The most pages of one batch.
const MOST_PAGES: usize = 1_000;

/// Makes what the space has not seen.
pub(in crate::server) async fn import(
    State(store): State<Shared>,
    Intent(write): Intent,
    Body(batch): Body<ImportBody>,
) -> Result<Json<ImportedBody>> {
    if batch.pages.len() > MOST_PAGES {
        return Err(ApiError::too_large(format!("a batch holds at most {MOST_PAGES} pages")));
    }
    // Off the loop: a batch takes as long as a hundred other requests.
    let checked = tokio::task::spawn_blocking(move || checked(batch));
    let batch = checked.await.map_err(|stopped| StoreError::Failed(stopped.to_string()))??;
    match store.write(write, Command::Import(batch)).await? {
        Outcome::Imported(pages) => Ok(Json(ImportedBody { pages })),
        _ => Err(mismatched()),
    }
}

/// Takes a batch whose pages are as every page has to be.
fn checked(mut batch: ImportBody) -> Result<ImportBody> {
    for page in &mut batch.pages {
        let named = |error: ApiError| error.about(&page.key);
        page.title = check::title(&page.title).map_err(named)?;
        check::storage(&page.storage).map_err(named)?;
        for label in &mut page.labels {
            *label = check::label(label.as_str()).map_err(named)?;
        }
    }
    Ok(batch)
}
