//! Who can see and do what. Pure: decisions are values with their reasons.
//!
//! Today: the audience of a space from its grants, before and after it exists. The engine that decides
//! grows here.

mod audience;
mod difference;

pub use audience::{Site, audience, page_audience, planned};
pub use difference::{Difference, difference};
