//! The guided way to a personal space.

use crate::domain::{OpId, Space, SpaceId};
use crate::remote::transport::{Call, Transport, escaped};
use crate::remote::{PersonalMode, PersonalPlan, PersonalPreflight, PersonalUndone, Result};
use crate::wire::extension::ROOT;
use crate::wire::extension::feed::SpaceEntry;
use crate::wire::extension::personal::{ModeBody, PlanBody, PlannedBody, PreflightBody, UndoneBody};

/// Asks what stands in the way.
pub(in crate::remote) async fn preflight(wiki: &dyn Transport) -> Result<PersonalPreflight> {
    let body: PreflightBody = wiki.send(Call::get(format!("{ROOT}/personal"))).await?.json()?;
    Ok(PersonalPreflight {
        me: body.me,
        mode: match body.mode {
            ModeBody::OnRequest => PersonalMode::OnRequest,
            ModeBody::Off { since, by } => PersonalMode::Off { since, by },
        },
        permitted: body.permitted,
        key: body.key,
        key_taken_by: body.key_taken_by,
        existing: body.existing.into_iter().map(Into::into).collect(),
        inconsistent: body.inconsistent,
        site_admins: body.site_admins,
        anonymous_allowed: body.anonymous_allowed,
        people: body.people,
        default_grants: body.default_grants,
    })
}

/// Makes the space with everything in it.
pub(in crate::remote) async fn create(wiki: &dyn Transport, op: OpId, plan: &PersonalPlan) -> Result<Space> {
    let pages = plan.pages.iter().map(|page| PlannedBody {
        title: page.title.clone(),
        storage: page.storage.clone(),
        private: page.private,
    });
    let body = PlanBody {
        name: plan.name.clone(),
        key: plan.key.clone(),
        grants: plan.grants.clone(),
        pages: pages.collect(),
        watch: plan.watch,
        start_fresh: plan.start_fresh,
    };
    let entry: SpaceEntry =
        wiki.send(Call::post(format!("{ROOT}/personal"), op).json(&body)?).await?.json()?;
    Ok(entry.into())
}

/// Takes it back.
pub(in crate::remote) async fn undo(wiki: &dyn Transport, op: OpId, id: &SpaceId) -> Result<PersonalUndone> {
    let path = format!("{ROOT}/personal/{}/undo", escaped(id.as_str()));
    let body: UndoneBody = wiki.send(Call::post(path, op)).await?.json()?;
    Ok(if body.removed { PersonalUndone::Removed } else { PersonalUndone::Trashed })
}
