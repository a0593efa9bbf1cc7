//! The guided way to a personal space.

use super::{mismatched, space_of};
use crate::domain::SpaceId;
use crate::server::auth::SignedIn;
use crate::server::check;
use crate::server::error::Result;
use crate::server::extract::{Body, Intent, Path};
use crate::server::router::Shared;
use crate::server::store::{Command, Outcome};
use crate::wire::extension::feed::SpaceEntry;
use crate::wire::extension::personal::{PlanBody, PreflightBody, UndoneBody};
use axum::Json;
use axum::extract::State;

/// `GET personal`: what stands in the way.
pub(in crate::server) async fn preflight(
    State(store): State<Shared>,
    SignedIn(who): SignedIn,
) -> Result<Json<PreflightBody>> {
    Ok(Json(store.preflight(&who).await?))
}

/// `POST personal`: makes it in one go.
pub(in crate::server) async fn create(
    State(store): State<Shared>,
    Intent(write): Intent,
    Body(mut plan): Body<PlanBody>,
) -> Result<Json<SpaceEntry>> {
    plan.name = check::space_name(&plan.name)?;
    check::personal_key(&plan.key)?;
    for page in &mut plan.pages {
        page.title = check::title(&page.title)?;
        check::storage(&page.storage)?;
    }
    Ok(Json(space_of(store.write(write, Command::CreatePersonal(plan)).await?)?.into()))
}

/// `POST personal/{id}/undo`: as if it had never been, when nobody has used it.
pub(in crate::server) async fn undo(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(id): Path<SpaceId>,
) -> Result<Json<UndoneBody>> {
    match store.write(write, Command::UndoPersonal(id)).await? {
        Outcome::Undone { removed } => Ok(Json(UndoneBody { removed })),
        _ => Err(mismatched()),
    }
}
