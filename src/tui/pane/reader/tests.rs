//! Tests: keys in, page out.
