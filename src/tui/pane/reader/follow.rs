//! What Enter does on a link.

use crate::domain::{PageId, SafeText, SpaceKey};
use crate::tui::document::TargetKind;
use crate::tui::effect::{Effect, Notice};
use crate::tui::surface::Step;
use crate::tui::world::World;

/// Follows a link that leaves the page.
pub(super) fn follow(kind: &TargetKind, world: &World) -> Step {
    match kind {
        TargetKind::Page { space, title, anchor } => page(space.as_deref(), title, anchor.clone(), world),
        TargetKind::Known { page, .. } => Step::want(Effect::Go(PageId::new(page.clone()))),
        TargetKind::Web(address) => Step::want(Effect::Copy(address.clone()))
            .and(say(format!("{} leads out of the wiki: its address is copied.", SafeText::line(address)))),
        TargetKind::Attachment(file) => {
            Step::want(say(format!("“{}” is attached to this page on the wiki.", SafeText::line(file))))
        }
        TargetKind::Image(source) => Step::want(say(format!("Image: {}", SafeText::line(source)))),
        TargetKind::Other(address) => Step::want(Effect::Copy(address.clone()))
            .and(say(format!("{} is no page of this wiki: the address is copied.", SafeText::line(address)))),
        TargetKind::Anchor(_)
        | TargetKind::Footnote(_)
        | TargetKind::Task { .. }
        | TargetKind::Fold(_)
        | TargetKind::Comment(_) => Step::stay(),
    }
}

fn page(key: Option<&str>, title: &str, anchor: Option<String>, world: &World) -> Step {
    let space = match key {
        None => None,
        Some(key) => {
            let wanted = SpaceKey::new(key);
            let found = world.directory.spaces.iter().find(|shelf| shelf.space.key == wanted);
            let Some(shelf) = found else {
                let key = SafeText::line(key);
                return Step::want(say(format!("There is no space {key} here, or you may not see it.")));
            };
            Some(shelf.space.id.clone())
        }
    };
    match (space, title) {
        (Some(space), "") => Step::want(Effect::GoSpace(space)),
        (space, title) => Step::want(Effect::GoTitle { space, title: title.to_owned(), anchor }),
    }
}

fn say(text: String) -> Effect {
    Effect::Say(Notice::plain(text))
}

/// Says where a target leads.
pub(super) fn describe(kind: &TargetKind) -> String {
    match kind {
        TargetKind::Page { space, title, anchor } => {
            let mut words = match space {
                Some(key) if title.is_empty() => format!("space {key}"),
                Some(key) => format!("{title} in {key}"),
                None => title.clone(),
            };
            if let Some(anchor) = anchor {
                words.push_str(&format!(", at {anchor}"));
            }
            words
        }
        TargetKind::Known { title, anchor: None, .. } => title.clone(),
        TargetKind::Known { title, anchor: Some(anchor), .. } => format!("{title}, at {anchor}"),
        TargetKind::Fold(_) => "Enter opens and folds this part".to_owned(),
        TargetKind::Web(address) | TargetKind::Other(address) => address.clone(),
        TargetKind::Anchor(name) => format!("{name}, on this page"),
        TargetKind::Attachment(file) => format!("attachment {file}"),
        TargetKind::Image(source) => format!("image {source}"),
        TargetKind::Footnote(label) => format!("note {label}"),
        TargetKind::Comment(_) => "somebody commented on these words: Enter shows it".to_owned(),
        TargetKind::Task { done: false } => "open task: Space ticks it".to_owned(),
        TargetKind::Task { done: true } => "done task: Space opens it again".to_owned(),
    }
}
