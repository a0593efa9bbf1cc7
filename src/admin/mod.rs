//! Online work on spaces and people: stage, preview, apply, read back, undo; one file per noun.
