//! Files, environment and flags become a `Config`.
