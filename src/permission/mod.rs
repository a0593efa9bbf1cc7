//! Who can see and do what. Pure: decisions are values with their reasons.
//!
//! Today: the audience of a space from its grants. The engine that decides grows here.

use crate::domain::{Audience, Space, User};

/// Returns who can see `space`, as `reader` would be told it, given everybody with an account.
pub fn audience(space: &Space, people: &[User], reader: &User) -> Audience {
    let _ = (space, people, reader);
    todo!()
}
