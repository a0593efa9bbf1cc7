//! `tildr why`: whether somebody may do something, in a sentence; ends with 0 when they may and 1 when not.

use super::{asked, page, space_or_page};
use crate::cli::session::Session;
use crate::cli::{space, target};
use crate::domain::{Asked, Thing};
use crate::permission::{Operation, RULES, Scope};
use crate::report::Report;
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub(in crate::cli) struct Why {
    /// A login name, `me`, or `anonymous`
    person: String,
    /// What they want to do: view, edit, comment, restrict, …
    action: String,
    /// A page or a space; nothing where it is about the site
    target: Option<String>,
}

impl Why {
    pub(in crate::cli) fn run(&self, session: &Session) -> Result<(), Report> {
        let operation = Operation::from_word(&self.action).ok_or_else(|| self.unknown())?;
        let thing = self.thing(session, operation.rule().scope)?;
        let person = match self.person.as_str() {
            "me" => Asked::Me,
            "anonymous" => Asked::Anonymous,
            name => Asked::Person(name.trim_start_matches(['@', '~']).to_owned()),
        };
        let admin = space::admin(session)?;
        let verdict = asked(session, admin.why(&person, operation.word(), thing.as_ref()))?;
        if session.out.is_json() {
            session.out.object(&json!({
                "allowed": verdict.allowed, "elevated": verdict.elevated, "code": verdict.code,
                "sentence": verdict.sentence, "more": verdict.more, "command": verdict.command,
                "gates": verdict.gates,
            }))?;
        } else if !session.out.is_quiet() {
            let mut text = verdict.sentence.clone();
            for reason in &verdict.more {
                text.push_str(&format!("\n  {reason}"));
            }
            for gate in verdict.gates.iter().filter(|gate| gate.asked) {
                text.push_str(&format!("\n  {} {}", if gate.open { "✓" } else { "✗" }, gate.label));
            }
            session.out.text(&text)?;
        }
        if verdict.allowed { Ok(()) } else { Err(Report::said()) }
    }

    fn thing(&self, session: &Session, scope: Scope) -> Result<Option<Thing>, Report> {
        let missing =
            || Report::refused(format!("`{}` is asked about a page or a space: name it", self.action));
        let given = self.target.as_deref();
        Ok(match scope {
            Scope::Site => None,
            Scope::Space => Some(Thing::Space(target::space(session, given.ok_or_else(missing)?)?.id)),
            Scope::SpaceOrPage => Some(space_or_page(session, given.ok_or_else(missing)?)?),
            Scope::Page => Some(page(session, given.ok_or_else(missing)?)?),
        })
    }

    fn unknown(&self) -> Report {
        let words: Vec<&str> = RULES.iter().map(|rule| rule.word).collect();
        Report::refused(format!("`{}` is nothing that can be asked about", self.action))
            .hinted(format!("one of: {}", words.join(", ")))
    }
}
