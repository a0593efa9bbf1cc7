//! `tildr space add-personal`: the guided flow filled from flags, on the same engine as the screens.

use super::session::Session;
use super::{input, space};
use crate::admin::personal::{Done, Flow, Input, Request, Screen, Wall, Way, Who};
use crate::admin::templates;
use crate::domain::SafeText;
use crate::report::{Kind, Report};
use clap::Args;
use serde_json::{Value, json};
use std::path::Path;

#[derive(Debug, Args)]
pub(super) struct AddPersonal {
    /// The name of the space; your full name when absent
    #[arg(long)]
    name: Option<String>,
    /// Who can see it: `private`, `read`, `comment`, `default` for what the site grants, or a file that
    /// names people and groups, one a line
    #[arg(long, value_name = "WHO", default_value = "private")]
    visibility: String,
    /// What it starts with: a template's name, or `empty`
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    /// Do not tell me about others' changes
    #[arg(long)]
    no_watch: bool,
    /// Bring back the archived or trashed one instead
    #[arg(long, conflicts_with = "anew")]
    restore: bool,
    /// Start afresh; what is there keeps its content under another key
    #[arg(long)]
    anew: bool,
}

impl AddPersonal {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let (mut flow, request) = Flow::new(crate::config::clock().date(), templates::built_in());
        carry_out(session, &mut flow, request)?;
        if let Some(outcome) = self.past_the_wall(session, &mut flow)? {
            return outcome;
        }
        self.fill_in(&mut flow)?;
        let plan = flow.plan().map_err(Report::refused)?;
        let plan_object = json!({
            "plan": plan, "audience": flow.audience().map(|audience| audience.badge.to_string()),
        });
        if session.dry_run {
            return self.tell(session, &flow, &plan_object);
        }
        if !session.yes {
            self.tell(session, &flow, &plan_object)?;
            session.confirm("this makes your personal space")?;
        }
        match flow.apply(Input::Next) {
            Some(request) => carry_out(session, &mut flow, request)?,
            None => return Err(Report::refused("the plan is not complete")),
        }
        self.outcome(session, &flow)
    }

    /// Takes the way round a wall that a flag names; the outer `None` is a clear road.
    fn past_the_wall(
        &self,
        session: &Session,
        flow: &mut Flow,
    ) -> Result<Option<Result<(), Report>>, Report> {
        let Screen::Wall(wall) = flow.screen() else { return Ok(None) };
        let wanted = |offer: &&crate::admin::personal::Offer| match &offer.way {
            Way::Reactivate(_) => self.restore,
            Way::StartAnew => self.anew,
            Way::UseKey(_) => session.yes,
            _ => false,
        };
        let Some(way) = wall.offers.iter().find(wanted).map(|offer| offer.way.clone()) else {
            return Err(report(wall));
        };
        match flow.apply(Input::Take(way)) {
            Some(request) => {
                carry_out(session, flow, request)?;
                if let Screen::Wall(wall) = flow.screen() {
                    return Err(report(wall));
                }
                session.settle()?;
                Ok(Some(session.out.done("your space is back", json!({"state": "restored"}))))
            }
            None => match flow.screen() {
                Screen::Wall(wall) => Err(report(wall)),
                _ => Ok(None),
            },
        }
    }

    /// Answers the screens.
    fn fill_in(&self, flow: &mut Flow) -> Result<(), Report> {
        if let Some(name) = &self.name {
            flow.apply(Input::Name(name.clone()));
        }
        if let Some(template) = &self.template {
            flow.apply(Input::Start(start(flow, template)?));
        }
        next(flow)?;
        let who = match self.visibility.as_str() {
            "private" => Who::OnlyMe,
            "read" => Who::Read,
            "comment" => Who::Comment,
            "default" => Who::SiteDefault,
            file => {
                let names = input::text(Some(Path::new(file))).map_err(|report| {
                    report
                        .hinted("`--visibility` takes private, read, comment, default, or a file with names")
                })?;
                let listed: Vec<&str> =
                    names.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
                flow.apply(Input::Listed(listed.join(", ")));
                Who::Listed
            }
        };
        flow.apply(Input::Who(who));
        flow.apply(Input::Watch(!self.no_watch));
        next(flow)
    }

    /// Prints what would be made.
    fn tell(&self, session: &Session, flow: &Flow, plan: &Value) -> Result<(), Report> {
        if session.out.is_json() {
            return session.out.object(plan);
        }
        let answers = flow.answers();
        let start = flow.templates().get(answers.start).map_or("", |template| &template.name);
        let badge = flow.audience().map_or_else(|| "?".to_owned(), |audience| audience.badge.to_string());
        let rows: Vec<Vec<String>> = [
            ("name", answers.name.clone()),
            ("address", answers.key.to_string()),
            ("starts with", start.to_owned()),
            ("can see it", format!("{} ({badge})", answers.who_in_words())),
            ("told of changes", if answers.watch { "yes" } else { "no" }.to_owned()),
        ]
        .into_iter()
        .map(|(what, value)| vec![what.to_owned(), value])
        .collect();
        session.out.list(&["what", "value"], &rows, "")?;
        flow.consequences().iter().for_each(|line| session.out.note(line));
        Ok(())
    }

    fn outcome(&self, session: &Session, flow: &Flow) -> Result<(), Report> {
        match flow.screen() {
            Screen::Done(done) => made(session, done),
            Screen::Wall(wall) => Err(report(wall)),
            Screen::Review { news } => Err(Report::new(
                Kind::NeedsConfirmation,
                format!("the wiki has changed: {}", news.join("; ")),
            )
            .hinted("look at the plan again: `tildr space add-personal --dry-run`")),
            _ => Err(Report::refused("the wiki gave no answer")),
        }
    }
}

fn made(session: &Session, done: &Done) -> Result<(), Report> {
    session.settle()?;
    let space = &done.space;
    if let Some(mismatch) = &done.mismatch {
        session.out.note(mismatch);
    }
    session.out.done(
        &format!(
            "{} created · {} · `tildr` opens it, `tildr jot TEXT` writes into it",
            space.key, done.audience.badge
        ),
        json!({
            "id": space.id, "key": space.key, "name": space.name, "home": space.home,
            "audience": done.audience.badge.to_string(), "mismatch": done.mismatch,
        }),
    )
}

fn carry_out(session: &Session, flow: &mut Flow, request: Request) -> Result<(), Report> {
    let engine = session.engine()?;
    let admin = space::admin(session)?;
    let mut request = Some(request);
    while let Some(now) = request.take() {
        match engine.wait(admin.answer(&now)) {
            Some(answer) => request = flow.apply(answer),
            None => break,
        }
    }
    Ok(())
}

/// Goes on, or says what is wrong with the answer.
fn next(flow: &mut Flow) -> Result<(), Report> {
    if let Some(problem) = flow.problem() {
        return Err(Report::refused(problem));
    }
    flow.apply(Input::Next);
    match flow.screen() {
        Screen::Wall(wall) => Err(report(wall)),
        _ => Ok(()),
    }
}

fn start(flow: &Flow, given: &str) -> Result<usize, Report> {
    let folded = |name: &str| name.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
    let names = flow.templates().iter().map(|template| template.name.as_str());
    names.clone().position(|name| folded(name) == folded(given)).ok_or_else(|| {
        let names: Vec<&str> = names.collect();
        Report::refused(format!("there is no template `{given}`"))
            .hinted(format!("one of: {}", names.join(", ")))
    })
}

/// A wall as an error: its text, and the commands that lead round it.
fn report(wall: &Wall) -> Report {
    let kind = if wall.code == "E2" { Kind::Policy } else { Kind::Refused };
    let text = if wall.text.is_empty() { String::new() } else { format!(": {}", wall.text.join(" ")) };
    let cause = format!("{}{text}", SafeText::line(&wall.title));
    let mut report = Report::new(kind, cause.trim_end_matches('.').to_owned());
    for offer in &wall.offers {
        let command = match &offer.way {
            Way::Open(_) => "`tildr space show ~` or `tildr page list --space ~`",
            Way::Reactivate(_) => "`tildr space add-personal --restore`",
            Way::StartAnew => "`tildr space add-personal --anew`",
            Way::UseKey(_) => "`tildr space add-personal --yes` takes the free key",
            Way::StartEmpty => "`tildr space add-personal --template empty`",
            Way::CheckAgain | Way::Resume => "`tildr space add-personal` again",
            Way::Jot => "`tildr jot TEXT` works meanwhile",
            Way::Undo | Way::Leave => continue,
        };
        report = report.hinted(format!("{}: {command}", offer.label));
    }
    if report.hints.is_empty() {
        report = report.hinted("`tildr jot TEXT` works meanwhile: your notes wait");
    }
    report
}
