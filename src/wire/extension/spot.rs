//! Places in the tree, exact: the page above and the sibling right before.

use crate::domain::{PageId, SpaceId, Spot};
use serde::{Deserialize, Serialize};

/// Where a page goes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SpotBody {
    /// The space.
    pub space: SpaceId,
    /// The page above; missing for the root of the space.
    #[serde(default)]
    pub parent: Option<PageId>,
    /// The sibling right before; missing for the first place.
    #[serde(default)]
    pub after: Option<PageId>,
}

impl From<&Spot> for SpotBody {
    fn from(spot: &Spot) -> Self {
        Self { space: spot.space.clone(), parent: spot.parent.clone(), after: spot.after.clone() }
    }
}

impl From<SpotBody> for Spot {
    fn from(body: SpotBody) -> Self {
        Self { space: body.space, parent: body.parent, after: body.after }
    }
}
