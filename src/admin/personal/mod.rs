//! The guided flow that adds a personal space, as a pure state machine: facts and inputs in,
//! screens and requests out. The TUI draws it, the command line fills it from flags; both carry out the
//! same requests with [`Admin`](super::Admin).
//!
//! Nothing is written before the last screen. No clock and no network here.

mod apply;
mod change;
mod kept;
mod step;
#[cfg(test)]
mod tests;
mod wall;
mod who;

pub use apply::{Created, Undo};
pub use change::changes;
pub use step::{Create, Done, Input, Request, Screen};
pub use wall::{Offer, Wall, Way};
pub use who::{Who, consequences, preview};

use super::templates::{self, Facts, Filled};
use crate::domain::template::Template;
use crate::domain::{Audience, Grant, OpId, SpaceId, SpaceKey};
pub use crate::remote::PersonalUndone;
use crate::remote::{PersonalPlan, PersonalPreflight, Result};
use jiff::civil::Date;

/// The longest display name of a space.
pub const NAME_LIMIT: usize = 200;

/// The flow, from the first question to its undoing.
#[derive(Debug, Clone)]
pub struct Flow {
    // Given by the first answer and kept: the same creation sent twice is one creation.
    op: Option<OpId>,
    today: Date,
    templates: Vec<Template>,
    facts: Option<PersonalPreflight>,
    answers: Answers,
    screen: Screen,
}

/// What the person chose so far; kept whatever screen comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The display name of the space.
    pub name: String,
    /// Its key.
    pub key: SpaceKey,
    /// Which start, as an index into [`Flow::templates`].
    pub start: usize,
    /// Who can see it.
    pub who: Who,
    /// Names typed for [`Who::Listed`].
    pub listed: String,
    /// Whether the owner is told of others' changes.
    pub watch: bool,
    /// Whether what is there keeps its content under another key.
    pub anew: bool,
}

impl Flow {
    /// Starts the flow; the first request is [`Request::Check`].
    pub fn new(today: Date, templates: Vec<Template>) -> (Self, Request) {
        let answers = Answers {
            name: String::new(),
            key: SpaceKey::new(""),
            start: 0,
            who: Who::default(),
            listed: String::new(),
            watch: true,
            anew: false,
        };
        let flow = Self { op: None, today, templates, facts: None, answers, screen: Screen::Checking };
        (flow, Request::Check)
    }

    /// Starts where a creation is to be taken back.
    pub fn undoing(today: Date, space: SpaceId) -> (Self, Request) {
        let (mut flow, _) = Self::new(today, Vec::new());
        flow.screen = Screen::Working;
        (flow, Request::Undo(Undo::Space(space)))
    }

    /// Returns what is in front of the person.
    pub fn screen(&self) -> &Screen {
        &self.screen
    }

    /// Returns what was chosen so far.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// Returns the starts to choose from.
    pub fn templates(&self) -> &[Template] {
        &self.templates
    }

    /// Returns what the wiki said, once it has.
    pub fn facts(&self) -> Option<&PersonalPreflight> {
        self.facts.as_ref()
    }

    /// Returns the pages of the chosen start as they will be, or why it cannot be used.
    pub fn pages(&self) -> std::result::Result<Vec<Filled>, String> {
        let Some(facts) = &self.facts else { return Ok(Vec::new()) };
        let template = self.templates.get(self.answers.start).ok_or("there is no such start")?;
        let facts = Facts {
            user: &facts.me.full_name,
            key: self.answers.key.as_str(),
            name: self.answers.name.trim(),
            today: self.today,
        };
        templates::filled(template, facts).map_err(|error| error.to_string())
    }

    /// Returns the grants to others, or why the names typed cannot be taken.
    pub fn grants(&self) -> std::result::Result<Vec<Grant>, String> {
        match &self.facts {
            Some(facts) => self.answers.who.grants(&self.answers.listed, facts),
            None => Ok(Vec::new()),
        }
    }

    /// Returns who will see the space, as chosen so far; only the owner while names are being typed.
    pub fn audience(&self) -> Option<Audience> {
        let facts = self.facts.as_ref()?;
        Some(preview(&self.grants().unwrap_or_default(), facts))
    }

    /// Returns what stands beside the choice of the audience, one sentence each.
    pub fn consequences(&self) -> Vec<String> {
        let Some(facts) = &self.facts else { return Vec::new() };
        match self.grants() {
            Ok(grants) => consequences(&grants, facts),
            Err(problem) => vec![problem],
        }
    }

    /// Returns what is wrong with the answer on this screen; [`Input::Next`] waits until it is right.
    pub fn problem(&self) -> Option<String> {
        match self.screen {
            Screen::About => name_problem(&self.answers.name),
            Screen::Who => self.grants().err(),
            _ => None,
        }
    }

    /// Returns something worth knowing that does not stop anybody.
    pub fn remark(&self) -> Option<String> {
        let facts = self.facts.as_ref()?;
        let name = self.answers.name.trim();
        let same = facts.people.iter().any(|person| person.id != facts.me.id && person.full_name == name);
        same.then(|| format!("somebody else here is called {name}, too"))
    }

    /// Returns everything that will be made.
    pub fn plan(&self) -> std::result::Result<PersonalPlan, String> {
        Ok(PersonalPlan {
            name: self.answers.name.trim().to_owned(),
            key: self.answers.key.clone(),
            grants: self.grants()?,
            pages: templates::planned(&self.pages()?),
            watch: self.answers.watch,
            start_fresh: self.answers.anew,
        })
    }

    /// Takes an input; returns what has to be done about it, if anything.
    pub fn apply(&mut self, input: Input) -> Option<Request> {
        match input {
            Input::Checked(op, answer) => {
                self.op.get_or_insert(op);
                self.checked(answer);
            }
            Input::Name(name) => self.answers.name = name,
            Input::Start(start) => self.answers.start = start.min(self.templates.len().saturating_sub(1)),
            Input::Who(who) => self.answers.who = who,
            Input::Listed(listed) => self.answers.listed = listed,
            Input::Watch(watch) => self.answers.watch = watch,
            Input::Next => return self.next(),
            Input::Back => return self.back(),
            Input::Take(way) => return self.take(way),
            Input::Created(answer) => self.created(answer),
            Input::Reactivated(space, Ok(())) => return Some(Request::Open(space)),
            Input::Reactivated(_, Err(error)) => self.screen = Screen::Wall(wall::unchecked(&error)),
            Input::Undo => return self.undo(),
            Input::Undone(Ok(undone)) => self.screen = Screen::Undone(undone),
            Input::Undone(Err(error)) => self.screen = Screen::Wall(wall::uncreated(&error)),
        }
        None
    }

    fn checked(&mut self, answer: Result<Box<PersonalPreflight>>) {
        let facts = match answer {
            Ok(facts) => facts,
            Err(error) => return self.screen = Screen::Wall(wall::unchecked(&error)),
        };
        if self.facts.is_none() {
            if self.answers.name.is_empty() {
                self.answers.name.clone_from(&facts.me.full_name);
            }
            self.answers.key = facts.key.clone();
        }
        self.facts = Some(*facts);
        self.go(Screen::About);
    }

    /// Goes to a screen unless something stands in the way.
    fn go(&mut self, screen: Screen) {
        let wall =
            self.facts.as_ref().and_then(|facts| wall::wall(facts, self.answers.anew, &self.answers.key));
        self.screen = wall.map_or(screen, Screen::Wall);
    }

    fn next(&mut self) -> Option<Request> {
        if self.problem().is_some() {
            return None;
        }
        match &self.screen {
            Screen::About => match self.pages() {
                Ok(_) => self.go(Screen::Who),
                Err(why) => {
                    let name = self.templates.get(self.answers.start).map_or("", |template| &template.name);
                    self.screen = Screen::Wall(wall::broken_template(name, &why));
                }
            },
            Screen::Who => self.go(Screen::Review { news: Vec::new() }),
            Screen::Review { .. } => return self.create(),
            _ => {}
        }
        None
    }

    fn back(&mut self) -> Option<Request> {
        match &self.screen {
            Screen::Who => self.screen = Screen::About,
            Screen::Review { .. } => self.screen = Screen::Who,
            // Whatever was sent cannot be called back; its answer is waited for.
            Screen::Working => {}
            _ => return Some(Request::Leave),
        }
        None
    }

    fn create(&mut self) -> Option<Request> {
        let plan = self.plan().ok()?;
        let (op, decided_on) = (self.op?, self.facts.clone()?);
        self.screen = Screen::Working;
        let answers = self.answers.clone();
        Some(Request::Create(Box::new(Create { op, plan, answers, decided_on })))
    }

    fn created(&mut self, answer: Result<Created>) {
        match answer {
            Ok(Created::Changed(now)) => {
                let before = self.facts.replace(*now);
                let news = match (before, &self.facts) {
                    (Some(before), Some(now)) => changes(&before, now, &self.answers),
                    _ => Vec::new(),
                };
                self.go(Screen::Review { news });
            }
            Ok(Created::Made(done)) => self.screen = Screen::Done(done),
            Err(error) => self.screen = Screen::Wall(wall::uncreated(&error)),
        }
    }

    fn take(&mut self, way: Way) -> Option<Request> {
        match way {
            Way::Open(space) => return Some(Request::Open(space)),
            Way::Reactivate(space) => {
                self.screen = Screen::Working;
                return Some(Request::Reactivate(space));
            }
            Way::StartAnew => {
                self.answers.anew = true;
                self.go(Screen::About);
            }
            Way::CheckAgain => {
                self.screen = Screen::Checking;
                return Some(Request::Check);
            }
            Way::UseKey(key) => {
                self.answers.key = key;
                self.go(Screen::About);
            }
            Way::StartEmpty => {
                let empty = templates::empty();
                let at = self.templates.iter().position(|template| *template == empty).unwrap_or_else(|| {
                    self.templates.push(empty);
                    self.templates.len() - 1
                });
                self.answers.start = at;
                self.go(Screen::Who);
            }
            Way::Resume => return self.create(),
            Way::Undo => return self.undo(),
            Way::Jot => return Some(Request::Jot),
            Way::Leave => return Some(Request::Leave),
        }
        None
    }

    fn undo(&mut self) -> Option<Request> {
        let undo = match &self.screen {
            Screen::Done(done) => Undo::Space(done.space.id.clone()),
            // The answer was lost: whether there is anything to undo is found out first.
            Screen::Wall(_) => Undo::Whatever(Box::new(self.facts.clone()?)),
            _ => return None,
        };
        self.screen = Screen::Working;
        Some(Request::Undo(undo))
    }
}

fn name_problem(name: &str) -> Option<String> {
    match crate::domain::Title::parse(name) {
        Err(crate::domain::text::TitleError::Empty) => Some("a space needs a name".to_owned()),
        Err(error) => Some(error.to_string()),
        Ok(name) if name.as_str().chars().count() > NAME_LIMIT => {
            Some(format!("a name holds at most {NAME_LIMIT} characters"))
        }
        Ok(_) => None,
    }
}
