//! Keys in, frame out: snapshots of every screen, and what keys do to the store.

mod commented;
mod comments;
mod conflict;
mod constructs;
mod directory;
mod editor;
mod editor_beside;
mod editor_complete;
mod editor_find;
mod editor_structure;
mod editor_vim;
mod find;
mod mouse;
mod overlays;
mod permissions;
mod personal;
mod picture;
mod pictures;
mod plain;
mod reader;
mod shell;
mod sizes;
mod storage;
mod tips;
mod tour;
mod tree;
