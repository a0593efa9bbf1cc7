//! Online work on spaces and people: stage, preview, apply, read back, undo; one file per noun.
//!
//! Nothing here is queued: what changes who can see what happens now or not at all.

pub mod access;
pub mod personal;
pub mod space;
pub mod templates;

use crate::remote::Remote;
use std::fmt;
use std::sync::Arc;

/// Carries out online work on one wiki; cheap to clone.
#[derive(Clone)]
pub struct Admin {
    remote: Arc<dyn Remote>,
}

impl Admin {
    /// Works on the wiki behind `remote`.
    pub fn new(remote: Arc<dyn Remote>) -> Self {
        Self { remote }
    }
}

impl fmt::Debug for Admin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Admin")
    }
}
