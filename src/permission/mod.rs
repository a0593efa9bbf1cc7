//! Who can see and do what. Pure: decisions are values with their reasons.
//!
//! ```text
//!   World ──┐                                     ┌─► explain  a sentence, who can change it, the command
//!           ├─► Case ─► G1 … G8 ─► decide ─► Decision
//! Question ─┘                                     └─► audience, preview  everybody, before and after
//! ```
//!
//! ```text
//!   world  question  operation  keys       what is known, what is asked, what each operation needs
//!   who ─ gate, special ─ decide           somebody's level and keys; the gates, G8 apart; the verdict
//!   reason ─ because ─ fix ─ command       why not, as codes and in words; who can change it, and how it is typed
//!   path ─ ways ─ words ─ explain          why, in words; names as the reader may know them; the whole sentence
//!   sight ─ reach, readers                 who sees one thing and by which way; everybody and everything at once
//!   audience ─ audiences                   the same from grants alone, for a client that is told no more
//!   staged ─ steps ─ structure             changes of access as values; moving without opening
//!   difference ─ preview, widening         who gains and who loses by a change, or by a copy
//! ```
//!
//! `docs/permissions.md` walks a question through the gates.

mod audience;
mod audiences;
mod because;
mod command;
mod decide;
mod difference;
mod explain;
mod fix;
mod gate;
mod keys;
mod operation;
mod path;
mod preview;
mod question;
mod reach;
mod readers;
mod reason;
mod sight;
mod special;
mod staged;
mod steps;
mod structure;
mod ways;
mod who;
mod widening;
mod words;
pub mod world;

#[cfg(test)]
mod tests;

pub use audience::{Site, audience, page_audience, planned, restricted_after_move};
pub use audiences::Audiences;
pub use command::{Command, subject_word};
pub use decide::{Decision, decide};
pub use difference::{Difference, difference};
pub use explain::{Explanation, HIDDEN, explain};
pub use fix::Fix;
pub use gate::{Gate, GateId};
pub use keys::Keys;
pub use operation::{Operation, RULES, Rule, Scope, Traits};
pub use path::{By, Need, Path};
pub use preview::{Preview, Widens, apply, preview};
pub use question::{Principal, Question, Session, Target};
pub use reach::Reach;
pub use readers::{People, Readers};
pub use reason::{ELEVATED, Reason};
pub use staged::{Children, Staged, set_row};
pub use steps::steps;
pub use structure::{Inherited, lost};
pub use who::{Level, Who};
pub use widening::widening;
pub use world::World;
