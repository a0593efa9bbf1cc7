//! What has changed on the wiki between the first screen and the last, as far as it matters to the plan.

use super::{Answers, preview};
use crate::permission::difference;
use crate::remote::{PersonalMode, PersonalPreflight};

/// Returns what is different now for somebody who chose `answers`; one sentence each, none when the plan
/// means what it meant.
pub fn changes(before: &PersonalPreflight, now: &PersonalPreflight, answers: &Answers) -> Vec<String> {
    let mut changes = Vec::new();
    if matches!(now.mode, PersonalMode::Off { .. }) && before.mode != now.mode {
        changes.push("personal spaces have been switched off on this site".to_owned());
    }
    if before.permitted && !now.permitted {
        changes.push("you may not create personal spaces any more".to_owned());
    }
    let states = |facts: &PersonalPreflight| -> Vec<_> {
        facts.existing.iter().map(|space| (space.id.clone(), space.status)).collect()
    };
    if states(before) != states(now) {
        changes.push("your personal spaces are not what they were a moment ago".to_owned());
    }
    if before.key_taken_by != now.key_taken_by
        && let Some(holder) = &now.key_taken_by
    {
        changes.push(format!("the address {} belongs to {holder} now", now.key));
    }
    if before.key != now.key {
        changes.push(format!("your address would be {} now", now.key));
    }
    changes.extend(audience_change(before, now, answers));
    if before.site_admins != now.site_admins {
        changes.push(format!("{} site admins could gain access now", now.site_admins));
    }
    changes
}

fn audience_change(before: &PersonalPreflight, now: &PersonalPreflight, answers: &Answers) -> Option<String> {
    let (then, today) =
        (answers.who.grants(&answers.listed, before), answers.who.grants(&answers.listed, now));
    match (then, today) {
        (_, Err(problem)) => Some(problem),
        (Err(_), Ok(_)) => None,
        (Ok(then), Ok(today)) => {
            let change = difference(&preview(&then, before), &preview(&today, now));
            if !change.is_empty() {
                return Some(format!("the audience has changed: {}", change.sentence()));
            }
            (then != today).then(|| "what this site usually grants has changed".to_owned())
        }
    }
}
