//! A decision as a sentence: who, what, because, and how to change it; as much of it as the reader may know.

use super::because::Clause;
use super::decide::{Decision, decide};
use super::fix::{Fix, answers_for};
use super::gate::GateId;
use super::operation::Operation;
use super::question::{Principal, Question, Session, Target};
use super::reason::Reason;
use super::sight;
use super::special::admins;
use super::who::{Level, Who};
use super::words::{Reader, listed};
use super::world::{Disclosure, World};
use crate::domain::*;
use jiff::tz::TimeZone;

/// What is said of what is not there and of what is hidden, alike to the byte.
pub const HIDDEN: &str = "No such page, or it is not visible to you.";

/// A decision explained to one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// As decided.
    pub allowed: bool,
    /// As decided.
    pub elevated: bool,
    /// The code of the denial, as far as the reader may know it.
    pub code: Option<&'static str>,
    /// One to three sentences: the verdict with its first reason, and how to change it.
    pub sentence: String,
    /// Every further reason, or every way in.
    pub more: Vec<String>,
    /// How to change a denial.
    pub fix: Option<Fix>,
    /// The gates, each with whether it was asked and whether it is open; empty where the reader may not know.
    pub gates: Vec<(GateId, bool, bool)>,
    /// Whether asking for access is offered. It always is where nothing else can be said.
    pub request: bool,
}

/// How much a reader may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Everything.
    Full,
    /// Why the account gets nowhere at all; nothing of the thing.
    Account,
    /// The class of the reason and whom to ask.
    Class,
    /// Nothing: absent and hidden are the same.
    Nothing,
}

/// Decides and explains it to `reader`; `None` when the reader may not ask this about somebody else.
pub fn explain(
    world: &World,
    question: &Question<'_>,
    session: &Session,
    reader: Principal<'_>,
    zone: &TimeZone,
) -> Option<Explanation> {
    let decision = decide(world, question, session);
    let reader = Reader { world, who: Who::new(world, reader), zone };
    let told = may_know(&reader, question, &decision)?;
    let clause = Clause::new(&reader, question);
    Some(match told {
        Told::Full if decision.allowed => clause.allowed(&decision, session),
        Told::Full => clause.denied(&decision, session),
        Told::Account => clause.account(&decision),
        Told::Class => clause.class(&decision),
        Told::Nothing => nothing(&decision),
    })
}

/// Returns how much `reader` may know of an answer; "What one is told" in `docs/permissions.md` is the table.
fn may_know(reader: &Reader<'_>, question: &Question<'_>, decision: &Decision) -> Option<Told> {
    let world = reader.world;
    let space = question.target.space(world).map(|(_, space)| space);
    let myself = match question.who {
        Principal::Anonymous => reader.who.id.is_none(),
        Principal::User(id) => reader.who.id == Some(id),
    };
    let there = question.target == Target::Site || space.is_some();
    if answers_for(&reader.who, space) {
        return Some(if there { Told::Full } else { Told::Nothing });
    }
    if !myself {
        return None;
    }
    if decision.elevated || question.target == Target::Site {
        return Some(Told::Full);
    }
    if !decision.gates[0].ok() {
        return Some(Told::Account);
    }
    let sees = match question.target.page() {
        Some(page) => world.pages.get(page).is_some_and(|page| {
            let in_trash = space.is_some_and(|space| space.status == SpaceStatus::Trashed);
            !in_trash && sight::could_see_page(world, &reader.who, page)
        }),
        None => space.is_some_and(|space| sight::sees_space(&reader.who, space)),
    };
    if sees {
        return Some(Told::Full);
    }
    let helpful = world.site.disclosure == Disclosure::Helpful
        && space.is_some_and(|space| space.kind == SpaceKind::Site)
        && reader.who.level == Level::Licensed;
    Some(if helpful { Told::Class } else { Told::Nothing })
}

fn nothing(decision: &Decision) -> Explanation {
    Explanation {
        allowed: decision.allowed,
        elevated: decision.elevated,
        code: Some(Reason::NotFound.code()),
        sentence: HIDDEN.to_owned(),
        more: Vec::new(),
        fix: None,
        gates: Vec::new(),
        request: true,
    }
}

fn full(decision: &Decision, sentence: String, more: Vec<String>) -> Explanation {
    Explanation {
        allowed: decision.allowed,
        elevated: decision.elevated,
        code: decision.code(),
        sentence,
        more,
        fix: None,
        gates: decision.gates.iter().map(|gate| (gate.id, gate.asked, gate.ok())).collect(),
        request: false,
    }
}

impl Clause<'_, '_, '_> {
    fn head(&self, can: &str) -> String {
        let verb = self.question.operation.rule().verb;
        format!("{} {can} {verb}{}", self.voice.head(), self.reader.object(self.question))
    }

    fn denied(&self, decision: &Decision, session: &Session) -> Explanation {
        let mut reasons: Vec<_> = decision.reasons().collect();
        reasons.dedup();
        // Behind an account that gets nowhere every gate is shut: that says nothing more.
        if !decision.gates[0].ok() {
            reasons.truncate(1);
        }
        let first = reasons.first().copied();
        let fix = first.and_then(|reason| self.offered(reason));
        let because = first.map(|reason| self.of(reason)).unwrap_or_default();
        let mut sentence = format!("{} because {because}.", self.head("cannot"));
        match reasons.len() {
            0 | 1 => {}
            2 => sentence.push_str(" There is 1 more reason."),
            more => sentence.push_str(&format!(" There are {} more reasons.", more - 1)),
        }
        if session.break_glass_until.is_some_and(|until| session.now < until) {
            sentence.push_str(" Break-glass is for reading only.");
        }
        if let Some(fix) = &fix {
            sentence.push_str(&format!(" {}", self.told(fix)));
        }
        let more = reasons.iter().skip(1).map(|reason| self.of(reason)).collect();
        Explanation { fix, ..full(decision, sentence, more) }
    }

    fn allowed(&self, decision: &Decision, session: &Session) -> Explanation {
        let mut sentence = match session.break_glass_until {
            Some(until) if decision.elevated => {
                let owner =
                    self.question.target.space(self.reader.world).and_then(|(_, space)| space.owner.as_ref());
                let told = owner.map_or_else(
                    || "it is recorded".to_owned(),
                    |owner| {
                        let voice = self.reader.voice(Principal::User(owner));
                        format!("it is recorded, and {} {} told", voice.name(), voice.is())
                    },
                );
                let until = self.reader.hour(until);
                format!("{} only through break-glass until {until}; {told}.", self.head("can"))
            }
            _ => {
                let mut ways = self.shortest(&decision.allow_paths);
                if self.owes_it_to_making(&decision.allow_paths) {
                    ways.push(format!("{} made it", self.voice.name()));
                }
                match ways.is_empty() {
                    true => format!("{}.", self.head("can")),
                    false => format!("{} because {}.", self.head("can"), tidy(&listed(ways, "and"))),
                }
            }
        };
        if let Some(note) = self.in_spite_of_lists() {
            sentence.push_str(&format!(" {note}"));
        }
        if let Some(record) = self.on_the_record() {
            sentence.push_str(&format!(" {record}"));
        }
        let more = decision.allow_paths.iter().map(|path| tidy(&self.way(path))).collect();
        full(decision, sentence, more)
    }

    /// Strangers are told no names: only what they can do themselves.
    fn offered(&self, reason: &Reason) -> Option<Fix> {
        self.fix(reason).filter(|fix| self.reader.who.id.is_some() || fix.who.is_empty())
    }

    /// The account gets nowhere: the same is said of whatever it asks for.
    fn account(&self, decision: &Decision) -> Explanation {
        let first = decision.first_denial.as_ref();
        let because = first.map(|reason| self.of(reason)).unwrap_or_default();
        let fix = first.and_then(|reason| self.offered(reason));
        let mut sentence = format!("{} cannot do anything here because {because}.", self.voice.head());
        if let Some(fix) = &fix {
            sentence.push_str(&format!(" {}", self.told(fix)));
        }
        Explanation { fix, gates: Vec::new(), ..full(decision, sentence, Vec::new()) }
    }

    /// Only the class of the reason: no titles, no members, no more than whom to ask.
    fn class(&self, decision: &Decision) -> Explanation {
        let view = Question { operation: Operation::View, ..*self.question };
        let denial = decide(self.reader.world, &view, &Session::default()).first_denial;
        let (code, what) = match denial {
            Some(Reason::NoSpaceView(_) | Reason::KeysWithoutView(..)) => {
                ("NO_SPACE_VIEW", "you have no View in its space")
            }
            Some(Reason::AncestorRead(_)) => ("ANCESTOR_READ", "a page above it is restricted"),
            Some(Reason::OwnRead(_)) => ("OWN_READ", "it is restricted"),
            _ => return nothing(decision),
        };
        let space = self.question.target.space(self.reader.world);
        let ask: Vec<_> = space
            .map(|(_, space)| admins(self.reader.world, space).map(|id| self.reader.person(id)).collect())
            .unwrap_or_default();
        let ask = if ask.is_empty() { String::new() } else { format!(" Ask {}.", listed(ask, "or")) };
        Explanation {
            code: Some(code),
            sentence: format!("You cannot see this because {what}.{ask}"),
            ..nothing(decision)
        }
    }
}

/// Drops the comma that closes "which … is in," where nothing follows it.
fn tidy(clause: &str) -> String {
    clause.strip_suffix(',').unwrap_or(clause).to_owned()
}
