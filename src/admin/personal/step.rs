//! The steps of the flow: what is in front of the person, what comes in, what has to be done next.

use super::{Answers, Created, PersonalUndone, Undo, Wall, Way, Who};
use crate::domain::{Audience, OpId, Space, SpaceId};
use crate::remote::{PersonalPlan, PersonalPreflight, RemoteError, Result};

/// What is in front of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Screen {
    /// The wiki is being asked what stands in the way.
    Checking,
    /// 1: name, address, start.
    About,
    /// 2: who can see it.
    Who,
    /// 4: everything once more. `news` tells what has changed on the wiki since the first screen.
    Review {
        /// One sentence each; empty when nothing changed.
        news: Vec<String>,
    },
    /// The request is on its way.
    Working,
    /// The space is there.
    Done(Box<Done>),
    /// It has been taken back.
    Undone(PersonalUndone),
    /// Something stands in the way.
    Wall(Wall),
}

/// A space that was just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// As it was read back.
    pub space: Space,
    /// Its audience, computed from what was read back.
    pub audience: Audience,
    /// How it differs from the preview; `None` is as it must be.
    pub mismatch: Option<String>,
}

/// Something the person did, or an answer that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The wiki said what stands in the way; the id names the creation, should it come to one.
    Checked(OpId, Result<Box<PersonalPreflight>>),
    /// A display name was typed.
    Name(String),
    /// A start was chosen.
    Start(usize),
    /// An audience was chosen.
    Who(Who),
    /// Names were typed for [`Who::Listed`].
    Listed(String),
    /// The box "tell me about others' changes".
    Watch(bool),
    /// On to the next screen; on the last one: make it.
    Next,
    /// To the screen before.
    Back,
    /// An offer of a wall was taken.
    Take(Way),
    /// The creation ended.
    Created(Result<Created>),
    /// A space was brought back.
    Reactivated(SpaceId, Result<()>),
    /// The person wants to take the creation back.
    Undo,
    /// It was taken back.
    Undone(Result<PersonalUndone>),
}

impl Input {
    /// Returns the input that answers a request when there is no wiki to ask.
    pub fn unreachable(op: OpId, request: &Request) -> Self {
        let error = || RemoteError::Offline("there is no connection to a wiki".to_owned());
        match request {
            Request::Create(_) => Self::Created(Err(error())),
            Request::Reactivate(space) => Self::Reactivated(space.clone(), Err(error())),
            Request::Undo(_) => Self::Undone(Err(error())),
            _ => Self::Checked(op, Err(error())),
        }
    }
}

/// What whoever runs the flow has to do next; [`Admin::answer`](super::Admin::answer) does the first four.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Call [`Admin::check_personal`](super::Admin::check_personal), answer with [`Input::Checked`].
    Check,
    /// Call [`Admin::create_personal`](super::Admin::create_personal), answer with [`Input::Created`].
    Create(Box<Create>),
    /// Call [`Admin::reactivate`](super::Admin::reactivate), answer with [`Input::Reactivated`].
    Reactivate(SpaceId),
    /// Call [`Admin::undo_personal`](super::Admin::undo_personal), answer with [`Input::Undone`].
    Undo(Undo),
    /// Show the home page of a space and end the flow.
    Open(SpaceId),
    /// Open the jot line and end the flow.
    Jot,
    /// End the flow.
    Leave,
}

/// Everything a creation needs; the same value again makes no second space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Create {
    /// Names the write.
    pub op: OpId,
    /// What is made.
    pub plan: PersonalPlan,
    /// What the person chose, to tell whether a change on the wiki matters to it.
    pub answers: Answers,
    /// The facts the person decided on; if they have changed, nothing is made.
    pub decided_on: PersonalPreflight,
}
